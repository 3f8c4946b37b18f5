"""A zero of a formula to more digits than a double has, with the Taylor series about it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

from flint import arb

from actviz.dataclass import dataclass
from actviz.formula.tree import Node
from actviz.readings.balls import precision
from actviz.readings.certified.certified_polynomials import coefficients_from, length

_BITS: Final = 300
_MOST: Final = 3  # times that a value may be zero at one place
_NEAR: Final = 0.02  # how far a zero may be from where it is looked for
_NOTHING: Final = 2.0**-200
_PARTS: Final = 4  # of either side, in each of which the remainder is bounded


@dataclass(frozen=True)
class Zero:
    """``t**times * (c[0] + c[1]*t + ...)`` for t = x - (high + low)."""

    tree: Node
    values: Mapping[str, float]
    place: Any
    times: int
    coefficients: tuple[float, ...]

    @property
    def high(self) -> float:
        """The double nearest to the zero."""
        return float(self.place)

    @property
    def low(self) -> float:
        """What is left of the zero."""
        with precision(_BITS):
            return float(self.place - self.high)

    def rest(self, reach: float, most: float) -> float:
        """A bound of the coefficient after the last (Lagrange); infinite if it is not so small."""
        terms = len(self.coefficients) + self.times
        worst = 0.0
        with precision(_BITS):
            for part in range(-_PARTS, _PARTS):
                middle, half = reach * (part + 0.5) / _PARTS, reach / (2 * _PARTS)
                about = self.place + arb(middle, half)
                series = _expansion(self.tree, self.values, about, terms + 1)
                # The first alone tells of a jump or a joint that adds nothing to the others.
                if not all(one.is_finite() for one in series):
                    return math.inf
                worst = max(worst, float(abs(series[terms]).upper()))
                if worst > most:
                    return math.inf
        return worst


def beside(tree: Node, values: Mapping[str, float], place: float, terms: int) -> Zero | None:
    """The zero beside a place, with its series up to so many terms; None where none is found.

    Args:
        terms: how many coefficients are asked for, with those that are zero.
    """
    with precision(_BITS):
        for times in range(1, _MOST + 1):
            zero = _zero(tree, values, place, times)
            if zero is None:
                continue
            row = _expansion(tree, values, zero, terms)
            if not all(one.is_finite() for one in row):
                return None
            return Zero(tree, values, zero, times, tuple(float(one.mid()) for one in row[times:]))
    return None


def beyond(
    tree: Node, values: Mapping[str, float], place: float, terms: int, bits: int
) -> list[float] | None:
    """The coefficients of the series about a place, with so many bits; None where it has none."""
    with precision(bits):
        row = _expansion(tree, values, arb(place), terms)
        if not all(one.is_finite() for one in row):
            return None
        return [float(one.mid()) for one in row]


def _expansion(tree: Node, values: Mapping[str, float], about: Any, terms: int) -> list[Any]:
    with length(terms):
        return coefficients_from(tree, values, about, 1.0, terms)


def _zero(tree: Node, values: Mapping[str, float], place: float, times: int) -> Any:
    """A zero so many times over, by Newton's method; None where there is none nearby."""
    zero, step = arb(place), arb(1)
    for _ in range(9):
        *_, value, slope = _expansion(tree, values, zero, times + 1)
        if not abs(slope) > 0:
            return None
        step = (value / (times * slope)).mid()
        zero = (zero - step).mid()
        if not abs(zero - place) < _NEAR:
            return None
    if abs(zero) < _NOTHING:
        zero = arb(0)
    below = _expansion(tree, values, zero, times)
    near = abs(step) < _NOTHING and all(abs(one) < _NOTHING for one in below)
    return zero if near else None
