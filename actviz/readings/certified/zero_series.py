"""Beside the zeros of a formula its power series, where the terms of the formula cancel.

A value near a zero answers strongly to its input, but no more strongly than its slope says: where
the terms of a formula are larger than that, it loses digits which the input has. About a zero,
known as the sum of two doubles, a short series keeps them, as wide as balls bound its remainder.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import reduce
from typing import Final

import numpy as np

from actviz.arrays import Float64
from actviz.dataclass import dataclass
from actviz.formula.tree import ZERO, Node, X, node, number
from actviz.readings.certified import zero_expansions
from actviz.readings.effort import ULPS

_TERMS: Final = 24
_WIDEST: Final = 0.5
_NARROWEST: Final = 2.0**-30
_SMALL: Final = 2.0**-57  # what a coefficient adds that is left out, of the first
_CUTS: Final = 6  # of an interval into
_PARTS: Final = np.linspace(0.0, 1.0, 33)[:, None]
_ASIDE: Final = 8  # steps of the grid
_OCTAVES: Final = np.exp2(np.arange(-50.0, 0.0))
_IN_OCTAVE: Final = np.linspace(1.0, 2.0, 13)[:-1]


@dataclass(frozen=True)
class Series:
    """``t**times * (c[0] + c[1]*t + ...)`` for t = x - (high + low), where abs(t) < reach."""

    high: float
    low: float
    times: int
    reach: float
    coefficients: tuple[float, ...]

    def steps(self, x: Float64) -> Float64:
        """How far inputs are from the zero."""
        return (x - self.high) - self.low

    def _total(self, t: Float64, factors: Iterable[float]) -> Float64:
        last, *others = reversed(list(factors))
        total = np.full_like(t, last)
        for factor in others:
            total *= t
            total += factor
        return total

    def at(self, t: Float64) -> Float64:
        """The values so far from the zero."""
        values = self._total(t, self.coefficients)
        for _ in range(self.times):
            values *= t
        return values

    def size(self, t: Float64) -> Float64:
        """The sum of the sizes of all terms."""
        sizes: Float64 = self._total(np.abs(t), map(abs, self.coefficients))
        sizes *= np.abs(t) ** self.times
        return sizes

    def allowed(self, x: Float64, order: int) -> Float64:
        """How far off a value may be."""
        t = self.steps(x)
        factors = [power * c for power, c in enumerate(self.coefficients, self.times)]
        slope = self._total(t, factors) * t ** (self.times - 1)
        true = np.abs(self.at(t))
        units: Float64 = ULPS[min(order, 2)] + 2 * np.abs(x * slope / true)
        units *= np.spacing(true)
        return units

    def tree(self) -> Node:
        """The values as a tree in x, which is held where the series holds."""
        step = node("-", X, number(self.high)) if self.high else X
        if self.low:
            step = node("-", step, number(self.low))
        held = node("where", node("<", node("abs", step), number(self.reach)), step, ZERO)
        *others, last = map(number, self.coefficients)
        total = reduce(lambda a, b: node("+", node("*", a, held), b), reversed(others), last)
        for _ in range(self.times):
            total = node("*", total, held)
        return total

    def points(self) -> Float64:
        """Inputs on both sides, the more the nearer to the zero."""
        away = np.outer(_OCTAVES, _IN_OCTAVE).ravel() * self.reach
        x = self.high + np.concatenate([-away, away])
        t = self.steps(x)
        inside: Float64 = x[(np.abs(t) < self.reach) & (self.at(t) != 0)]
        return inside

    def narrowed(self, reach: float) -> Series:
        """The series no wider than that, with the coefficients that count there."""
        reach = min(self.reach, reach)
        sizes = [abs(c) * reach**power for power, c in enumerate(self.coefficients)]
        last = max(at for at, size in enumerate(sizes) if size >= _SMALL * sizes[0])
        return replace(self, reach=reach, coefficients=self.coefficients[: last + 1])


def places(
    evaluate: Callable[[Float64], Float64], grid: Float64, most: int | None = None
) -> list[float]:
    """About where a function is zero, as far as its values on an even grid tell; the least first.

    None of the grid's points may be a zero. ``most``: so many are enough.
    """
    with np.errstate(all="ignore"):
        y = evaluate(grid)
    at = np.flatnonzero(np.sign(y[1:]) * np.sign(y[:-1]) < 0)
    if most is not None and at.size > most:
        ends = np.sort(np.abs([grid[at], grid[at + 1]]), axis=0)
        at = at[ends[0] <= np.sort(ends[1])[most - 1]]  # so many are surely nearer to 0 than others
    low, high, sign = grid[at], grid[at + 1], np.sign(y[at])
    for _ in range(_CUTS if at.size else 0):
        edges = low + (high - low) * _PARTS
        with np.errstate(all="ignore"):
            same = np.sign(evaluate(edges[1:-1].ravel())).reshape(-1, at.size) == sign
        last = np.vstack([same, np.zeros_like(sign, dtype=np.bool_)]).argmin(axis=0)
        low, high = edges[last, np.arange(at.size)], edges[last + 1, np.arange(at.size)]
    # A value may touch zero without a change of sign.
    size, step = np.abs(y), grid[1] - grid[0]
    inner = size[_ASIDE:-_ASIDE]
    least = (inner < size[_ASIDE - 1 : -_ASIDE - 1]) & (inner < size[_ASIDE + 1 : 1 - _ASIDE])
    deep = inner < 0.05 * np.minimum(size[: -2 * _ASIDE], size[2 * _ASIDE :])
    crossed = (low + high) / 2
    touching = [
        x for x in grid[_ASIDE:-_ASIDE][least & deep] if not np.any(np.abs(crossed - x) < step)
    ]
    return sorted(map(float, [*crossed, *touching]), key=abs)[:most]


def about(
    tree: Node, values: Mapping[str, float], place: float, order: int, widest: float = _WIDEST
) -> Series | None:
    """The series about the zero beside a place, the widest up to that; None where there is none."""
    zero = zero_expansions.beside(tree, values, place, _TERMS)
    if zero is None:
        return None
    whole = Series(zero.high, zero.low, zero.times, widest, zero.coefficients)
    while whole.reach > _NARROWEST:
        x = whole.points()
        t = whole.steps(x)
        left = 0.5 * whole.allowed(x, order) - 2 * np.spacing(whole.size(t))
        with np.errstate(all="ignore"):
            most = np.fmin.reduce(left / np.abs(t) ** _TERMS, initial=math.inf)
        if most >= 0 and math.isfinite(zero.rest(whole.reach, most)):
            return whole
        whole = replace(whole, reach=whole.reach / 2)
    return None
