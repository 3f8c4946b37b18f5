"""Moments under a standard normal input: mean and variance of f(x) and of f'(x).

The line is cut at every joint and every whole number, and each part is integrated by the
tanh-sinh rule, which bears roots and logarithms at its ends. Two rules that share no point must
agree to eleven digits, or the moment is not given; a divergent integral makes them differ.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from actviz.facts.model import Gaussian
from actviz.facts.pieces import Curve
from actviz.formula.calculus import derivative
from actviz.formula.tree import Node
from actviz.readings import float64

Floats = NDArray[np.float64]

_REACH: Final = 38  # beyond it the density is below 1e-314
_RULES: Final = ((1 / 8, 3.8), (1 / 11, 4.4))  # step and reach of the two rules
_AGREEMENT: Final = 1e-11


def gaussian(curve: Curve) -> Gaussian | None:
    """The moments; None where the function is not defined on the whole line."""
    if not_whole(curve):
        return None
    return Gaussian(*_moments(curve, curve.tree), *_moments(curve, derivative(curve.tree)))


def not_whole(curve: Curve) -> bool:
    """Whether a function is not defined on the whole line, or steps without end."""
    return curve.endless or any(math.isnan(curve.value(x)) for x in (-1.0, -0.1, 0.1, 1.0))


def _moments(curve: Curve, tree: Node) -> tuple[float | None, float | None, float | None]:
    def values(x: Floats) -> Floats:
        return float64.evaluate(tree, x, {})

    mean = expectation(curve, values)
    if mean is None:
        return None, None, None
    middle = mean
    variance = expectation(curve, lambda x: (values(x) - middle) ** 2)
    return mean, variance, expectation(curve, lambda x: values(x) ** 2)


def expectation(curve: Curve, function: Callable[[Floats], Floats]) -> float | None:
    """The mean of a function of a standard normal input that is smooth where a curve is.

    None where two rules do not agree to eleven digits.
    """
    cuts = np.unique([*np.arange(-_REACH, _REACH + 1.0), *np.clip(curve.places, -_REACH, _REACH)])
    with np.errstate(all="ignore"):
        sums = [_integral(cuts, function, *rule) for rule in _RULES]
    (one, _), (two, size) = sums
    if not math.isfinite(two) or abs(one - two) > _AGREEMENT * max(size, 1e-300):
        return None
    # Odd integrands leave a rounding error where zero is meant.
    return 0.0 if abs(two) < 1e-15 * size else two


def _integral(
    cuts: Floats, function: Callable[[Floats], Floats], step: float, reach: float
) -> tuple[float, float]:
    """The integral against the normal density, and that of the magnitude."""
    t = np.arange(-reach, reach + step / 2, step)
    near = 1 / (1 + np.exp(math.pi * np.sinh(np.abs(t))))  # distance to the nearer end, of 1
    weight = step * math.pi * np.cosh(t) * near * (1 - near)
    low, width = cuts[:-1, None], np.diff(cuts)[:, None]
    x = np.where(t < 0, low + width * near, low + width - width * near)
    terms = function(x) * np.exp(-x * x / 2) / math.sqrt(2 * math.pi) * weight * width
    return float(np.sum(terms)), float(np.sum(np.abs(terms)))
