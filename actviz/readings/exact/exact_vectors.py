"""Functions of several numbers, correctly rounded: in balls, until every part is decided."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final, TypeAlias

import numpy as np
from flint import arb

from actviz.readings import formats
from actviz.readings.balls import Ball, precision
from actviz.readings.exact import PRECISIONS, NotDecided, rounder

_INFINITY: Final = arb("inf")
Compute: TypeAlias = Callable[[Sequence[Ball], Mapping[str, Ball]], Sequence[Any]]


def settled(
    compute: Compute, points: Sequence[float], values: Mapping[str, float], dtype: str = "float64"
) -> list[float]:
    """The correctly rounded components of a function of a vector.

    Args:
        compute: the function of the components and the parameters, all of them balls. It gives
            balls, fractions or floats.
        points: doubles; infinite ones where the function computes with them.
        dtype: the format rounded to, once.

    Raises:
        NotDecided: a component met the cap on precision.
    """
    nearest = rounder(dtype)
    for bits in PRECISIONS:
        with precision(bits):
            inputs = [arb(x) for x in points], {word: arb(x) for word, x in values.items()}
            components = [_ball(one) for one in compute(*inputs)]
            ends = [(nearest(one.lower()), nearest(one.upper())) for one in components]
            if all(one.is_finite() or abs(one) == _INFINITY for one in components) and all(
                low == high for low, high in ends
            ):
                form = formats.known(dtype)
                return [formats.settled(form, high) for _, high in ends]
    raise NotDecided(np.asarray(points))


def _ball(value: Any) -> Ball:
    if isinstance(value, Fraction):
        return arb(value.numerator) / arb(value.denominator)
    return value if isinstance(value, arb) else arb(value)
