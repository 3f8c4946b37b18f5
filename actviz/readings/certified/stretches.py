"""Stretches of x in which float64 loses digits, filled in by series about the zeros near them."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

import numpy as np

from actviz.arrays import Float64, Places
from actviz.formula.tree import Node
from actviz.readings import float64
from actviz.readings.certified.zero_series import Series, about, places
from actviz.readings.float64 import kernels

Stretches = tuple[tuple[float, float], ...]

_MARKS: Final = kernels.Scratch(bool)
_GRID: Final = 130  # points whose signs are compared
_ASIDE: Final = 8  # to this part of its distance from 0 the zero may be beside a stretch


@lru_cache(maxsize=128)
def series(
    tree: Node, fast: Node, values: tuple[tuple[str, float], ...], stretches: Stretches, order: int
) -> tuple[Series, ...]:
    """Series about the zeros in stretches and beside them: mostly digits are lost there.

    Args:
        tree: a formula, as exact arithmetic reads it.
        fast: the same as float64 does.
        stretches: where digits are in doubt; nothing is done for those without an end.
        order: which derivative it is, for what is promised.
    """
    narrowed: list[Series] = []
    for low, high in stretches:
        if math.isfinite(high - low):
            aside = max(abs(low), abs(high)) / _ASIDE
            grid = np.linspace(low - aside, high + aside, _GRID)
            for place in places(lambda x: float64.evaluate(fast, x, dict(values)), grid):
                widest = max(place - low, high - place)
                one = about(tree, dict(values), place, order, widest)
                if one is not None:
                    narrowed.append(one.narrowed(widest))
    return tuple(narrowed)


def inside(x: Float64, stretches: Stretches) -> Places:
    """The places of the points in stretches."""
    marks, below, total = _MARKS.rows(3, x.size)
    for at, (low, high) in enumerate(stretches):
        one = marks if at else total
        np.greater_equal(x, low, out=one)
        np.less_equal(x, high, out=below)
        one &= below
        if at:
            total |= one
    return np.flatnonzero(total)


def fill(results: Float64, at: Places, points: Float64, known: tuple[Series, ...]) -> Places:
    """Fill in what series tell of points at some places; the other places of finite points."""
    for one in known:
        if not at.size:
            break
        t = one.steps(points)
        near = np.abs(t) < one.reach
        if near.all():
            results[at] = one.at(t)
            return at[:0]
        results[at[near]] = one.at(t[near])
        at, points = at[~near], points[~near]
    return at[np.isfinite(points)]
