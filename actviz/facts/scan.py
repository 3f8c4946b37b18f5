"""Where a smooth formula is positive and where it is negative.

Fast arithmetic looks everywhere, at every scale; exact arithmetic decides wherever a sign changes
or is in doubt, and places each change on the last double. A pair of changes closer together than
the points that are looked at can be missed: what rests on this is numerical, not proved.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

import numpy as np

from actviz.arrays import Float64
from actviz.dataclass import dataclass
from actviz.facts.points import plain_ball, sign_at
from actviz.facts.roots import around_centres, ask, look, mend, runs, sample
from actviz.facts.sign_changes import changes_between
from actviz.facts.true_places import value_at_turn
from actviz.formula.atoms import ATOMS
from actviz.formula.calculus import derivative
from actviz.formula.tree import Node, walk
from actviz.readings import float64
from actviz.readings.effort import check
from actviz.readings.reals import distinct

_NEAR: Final = 64.0  # |x| up to which waves are followed one by one
_TURN: Final = 0.8  # radians by which an angle turns between two points at most
_WAVE_POINTS_AT_MOST: Final = 4096
_WAVE_POINTS_OF_ENDLESS: Final = 256
_NOISE: Final = 64  # changes of sign from which on it is asked whether they are noise
_LISTENED: Final = 24  # points at which it is
_SILENT_BITS: Final = 1300
_HALVINGS: Final = 30  # of the way from one point to the next


@dataclass(frozen=True, slots=True)
class Cell:
    """An open interval on which a formula keeps its sign: 1, -1, or 0 for constantly zero."""

    low: float
    high: float
    sign: int


@lru_cache(maxsize=4096)
def slope_of(tree: Node) -> Node:
    """The derivative in x, worked out once."""
    return derivative(tree)


@lru_cache(maxsize=1024)
def cells(tree: Node, low: float, high: float, hints: tuple[float, ...] = ()) -> tuple[Cell, ...]:
    """The open interval (low, high), which holds no break of the formula, by sign.

    Args:
        tree: a formula without cases.
        low, high: the ends, possibly infinite.
        hints: places to look at besides those that every formula is looked at.
    """
    if "x" not in tree.names:
        return (Cell(low, high, sign_at(tree, 0.0)),)
    points, signs = _signs(tree, low, high, hints)
    at = np.flatnonzero(signs[:-1] != signs[1:])
    ends = [low, *changes_between(tree, points[at], points[at + 1]), high]
    kept = [int(signs[0]) if signs.size else 0, *signs[at + 1].astype(int).tolist()]
    return tuple(Cell(a, b, sign) for a, b, sign in zip(ends, ends[1:], kept, strict=False))


def crowded(tree: Node, low: float, high: float) -> bool:
    """Whether waves turn faster than points are looked at, where a formula may be 0.

    Args:
        tree: a formula without cases.
        low, high: a range; what a formula does far out is found by reasoning.
    """
    from actviz.readings.exact import enclosure  # loaded only where digits are claimed

    _, missed = _along_waves(tree, low, high)
    for start, end in missed:
        check()
        least, most = enclosure(tree, start, end, {})
        if not (least > 0 or most < 0):
            return True
    return False


@lru_cache(maxsize=1024)
def _along_waves(tree: Node, low: float, high: float) -> tuple[Float64, list[tuple[float, float]]]:
    """Points near 0 between those that are looked at anyway, some for each wave of the formula.

    Besides, the gaps between points in which there would be too many.
    """
    waves = [
        part.args[-1]
        for part in walk(tree)
        if part.op in ATOMS and ATOMS[part.op].turns and "x" in part.args[-1].names
    ]
    points = sample(max(low, -_NEAR), min(high, _NEAR)) if waves else np.empty(0)
    if points.size < 2:
        return np.empty(0), []
    turned = np.zeros(points.size - 1)  # the most that an angle turns from a point to the next
    with np.errstate(all="ignore"):
        for angle in waves:
            steps = np.abs(np.diff(float64.evaluate(angle, points, {})))
            turned = np.fmax(turned, steps)
    grids, missed = [np.empty(0)], []
    fast = np.flatnonzero(turned > _TURN)
    # Where waves come ever closer together no list is nearly whole, and a part of it will do.
    endless = turned.max() > 100 * _WAVE_POINTS_AT_MOST * _TURN
    left = _WAVE_POINTS_OF_ENDLESS if endless else _WAVE_POINTS_AT_MOST
    # From 0 outwards, but the slowest first where they crowd.
    order = turned[fast] if endless else np.abs(points[fast])
    for index in fast[np.argsort(order, kind="stable")].tolist():
        start, end = float(points[index]), float(points[index + 1])
        if turned[index] > left * _TURN:
            missed.append((start, end))
            continue
        count = math.ceil(turned[index] / _TURN)
        grids.append(start + (end - start) * np.arange(1, count) / count)
        left -= count
    return np.concatenate(grids), missed


def along_turns(tree: Node, low: float, high: float) -> tuple[float, ...]:
    """Where fast waves of a formula turn, nearly: two zeros beside a turn may be close together."""
    waves, _ = _along_waves(tree, low, high)
    if not waves.size:
        return ()
    slope = slope_of(tree)
    points = distinct(np.r_[sample(max(low, -_NEAR), min(high, _NEAR)), waves])
    signs = np.sign(float64.evaluate(slope, points, {}))
    at = np.flatnonzero(signs[1:] * signs[:-1] < 0)
    a, b, left = points[at], points[at + 1], signs[at]
    for _ in range(_HALVINGS):
        middle = a + (b - a) / 2
        before = np.sign(float64.evaluate(slope, middle, {})) == left
        a, b = np.where(before, middle, a), np.where(before, b, middle)
    return tuple(a.tolist())


def _joined(gaps: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Gaps in order, those that meet as one."""
    whole: list[tuple[float, float]] = []
    for start, end in sorted(gaps):
        if whole and whole[-1][1] == start:
            start = whole.pop()[0]
        whole.append((start, end))
    return whole


def _signs(
    tree: Node, low: float, high: float, hints: tuple[float, ...]
) -> tuple[Float64, Float64]:
    """Points with their signs, none of them 0, such that every change is between exact signs."""
    waves, missed = _along_waves(tree, low, high)
    extra = np.concatenate([around_centres(tree), np.array(hints), waves])
    extra = extra[(extra > low) & (extra < high)]
    points = distinct(np.r_[sample(low, high), extra]) if extra.size else sample(low, high)
    for start, end in _joined(missed):  # changes there are a few of thousands
        points = points[(points <= start) | (points >= end)]
    values = float64.evaluate(tree, points, {})
    signs = np.sign(values)
    if np.count_nonzero(signs[1:] * signs[:-1] < 0) > _NOISE and _silent(tree, points):
        return points[:0], signs[:0]
    doubtful = ~np.isfinite(values) | (signs == 0)
    signs[doubtful] = 0
    sure = np.zeros(points.shape, dtype=bool)
    for stretch in runs(np.flatnonzero(doubtful)):
        look(tree, points, signs, sure, stretch)
    while True:
        mend(tree, points, signs, sure)
        kept = np.flatnonzero(signs)
        if not kept.size or sure[kept].any():
            return points[kept], signs[kept]
        # One sign throughout, and nobody has looked exactly.
        ask(tree, points, signs, sure, int(kept[kept.size // 2]))


def _silent(tree: Node, points: Float64) -> bool:
    """Whether all that fast arithmetic shows is noise: nothing is known to differ from 0."""
    some = points[np.linspace(0, points.size - 1, _LISTENED).astype(int)]
    balls = (plain_ball(tree, x, _SILENT_BITS) for x in some.tolist())
    return all(ball is not None and ball.contains(0) for ball in balls)


def turning_value(tree: Node, x: float) -> float:
    """The value at a turning point that lies at ``x`` up to rounding: 0 where it only touches 0."""
    return value_at_turn(tree, slope_of(tree), x)
