"""Beside its zeros, a formula whose terms cancel there written as a power series about the zero.

A value near a zero answers strongly to its input, but no more strongly than its slope says: where
the terms of a formula are larger than that, it loses digits which the input has. About a zero,
known as the sum of two doubles, a short series keeps them. It is written only where the formula
as it stands was seen to lose what is promised, and only as wide as balls bound its remainder.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from actviz.export.vectors import FLOAT64
from actviz.formula.tree import ZERO, Node, X, node, number
from actviz.readings.certified import zeros

Float64 = NDArray[np.float64]
Evaluate: TypeAlias = Callable[[Node, Float64], Float64]

_GRID: Final = np.linspace(-20.013, 20.0, 4003)  # where signs are compared; 0 is none of them
_ZEROS: Final = 12  # about so many at most
_TERMS: Final = 24
_WIDEST: Final = 0.5
_NARROWEST: Final = 2.0**-30
_SMALL: Final = 2.0**-57  # what a coefficient adds that is left out, of the first
_SAFE: Final = 0.8  # of what is promised: libraries of other languages round otherwise
_ASIDE: Final = 8  # steps of the grid
_OCTAVES: Final = np.exp2(np.arange(-50.0, 0.0))
_IN_OCTAVE: Final = np.linspace(1.0, 2.0, 13)[:-1]


@dataclass(frozen=True)
class _Series:
    """``t**times * (c[0] + c[1]*t + ...)`` for t = x - (high + low), where abs(t) < reach."""

    high: float
    low: float
    times: int
    reach: float
    coefficients: tuple[float, ...]

    def steps(self, x: Float64) -> Float64:
        return (x - self.high) - self.low

    def _total(self, t: Float64, factors: Iterable[float]) -> Float64:
        total = np.zeros_like(t)
        for factor in reversed(list(factors)):
            total = total * t + factor
        return total

    def at(self, t: Float64) -> Float64:
        values: Float64 = self._total(t, self.coefficients) * t**self.times
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
        units: Float64 = FLOAT64[min(order, 2)] + 2 * np.abs(x * slope / true)
        units *= np.spacing(true)
        return units

    def points(self) -> Float64:
        """Inputs on both sides, the more the nearer to the zero."""
        away = np.outer(_OCTAVES, _IN_OCTAVE).ravel() * self.reach
        x = self.high + np.concatenate([-away, away])
        t = self.steps(x)
        inside: Float64 = x[(np.abs(t) < self.reach) & (self.at(t) != 0)]
        return inside

    def instead_of(self, tree: Node) -> Node:
        """The tree, with the series where it holds."""
        step = node("-", X, number(self.high)) if self.high else X
        if self.low:
            step = node("-", step, number(self.low))
        beside = node("<", node("abs", step), number(self.reach))
        held = node("where", beside, step, ZERO)
        *others, last = map(number, self.coefficients)
        total = reduce(lambda a, b: node("+", node("*", a, held), b), reversed(others), last)
        for _ in range(self.times):
            total = node("*", total, held)
        return node("where", beside, total, tree)


def kept(
    exactly: Node,
    values: Mapping[str, float],
    plain: Node,
    written: Node,
    order: int,
    evaluate: Evaluate,
) -> Node:
    """A tree in x as it is to be written, with series about the zeros beside which it needs them.

    Args:
        exactly: the formula or its derivative.
        values: the parameters.
        plain: the same in x alone, as it is measured.
        written: the same as it is to be written, if that is another text.
        order: which derivative it is, for what is promised.
        evaluate: the arithmetic.
    """
    result, done = written, set[float]()
    for place in _places(plain, evaluate)[:_ZEROS]:
        found = _series(exactly, values, place, order)
        if found is None or found.high in done:
            continue
        done.add(found.high)
        if lost := _lost(found, plain, order, evaluate):
            result = _narrowed(found, 2 * lost).instead_of(result)
    return result


def _places(tree: Node, evaluate: Evaluate) -> list[float]:
    """About where values in float64 are zero, from the middle outwards."""
    with np.errstate(all="ignore"):
        y = evaluate(tree, _GRID)
    at = np.flatnonzero(np.sign(y[1:]) * np.sign(y[:-1]) < 0)
    low, high, sign = _GRID[at], _GRID[at + 1], np.sign(y[at])
    for _ in range(30):
        middle = (low + high) / 2
        with np.errstate(all="ignore"):
            same = np.sign(evaluate(tree, middle)) == sign
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    # A value may touch zero without a change of sign.
    size = np.abs(y)
    inner = size[_ASIDE:-_ASIDE]
    least = (inner < size[_ASIDE - 1 : -_ASIDE - 1]) & (inner < size[_ASIDE + 1 : 1 - _ASIDE])
    deep = inner < 0.05 * np.minimum(size[: -2 * _ASIDE], size[2 * _ASIDE :])
    crossed = (low + high) / 2
    touching = [
        x for x in _GRID[_ASIDE:-_ASIDE][least & deep] if not np.any(np.abs(crossed - x) < 0.01)
    ]
    return sorted(map(float, [*crossed, *touching]), key=abs)


def _series(tree: Node, values: Mapping[str, float], place: float, order: int) -> _Series | None:
    """The widest series about the zero beside a place; None where there is none."""
    zero = zeros.beside(tree, values, place, _TERMS)
    if zero is None:
        return None
    whole = _Series(zero.high, zero.low, zero.times, _WIDEST, zero.coefficients)
    while whole.reach > _NARROWEST:
        rest = zero.rest(whole.reach)
        if math.isfinite(rest):
            x = whole.points()
            t = whole.steps(x)
            off = rest * np.abs(t) ** _TERMS + 2 * np.spacing(whole.size(t))
            if np.all(off <= 0.5 * whole.allowed(x, order)):
                return whole
        whole = replace(whole, reach=whole.reach / 2)
    return None


def _narrowed(one: _Series, reach: float) -> _Series:
    """The series no wider than that, with the coefficients that count there."""
    reach = min(one.reach, reach)
    sizes = [abs(c) * reach**power for power, c in enumerate(one.coefficients)]
    last = max(at for at, size in enumerate(sizes) if size >= _SMALL * sizes[0])
    return replace(one, reach=reach, coefficients=one.coefficients[: last + 1])


def _lost(one: _Series, tree: Node, order: int, evaluate: Evaluate) -> float:
    """How far from the zero the formula as it stands may lose what is promised; 0 if nowhere."""
    x = one.points()
    t = one.steps(x)
    with np.errstate(all="ignore"):
        off = ~(np.abs(evaluate(tree, x) - one.at(t)) <= _SAFE * one.allowed(x, order))
    return float(np.abs(t[off]).max(initial=0.0))
