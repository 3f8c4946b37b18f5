"""Samples to segments: refined where the curve bends, cut where it leaves or is not defined."""

from __future__ import annotations

from typing import Final

import numpy as np

from actviz.arrays import Float64
from actviz.figures.sampling.drawn_function import Piece, PlannedCurve, Values
from actviz.figures.scene.scene import Segment

TOLERANCE: Final = 4e-4  # of the panel's height: a fifth of a pixel at 500 pixels
ROUNDS: Final = 14
POINTS_AT_MOST: Final = 20_000  # of one curve, refinement included
_DOUBTS: Final = 100  # steep places of one stretch that are looked into
_JUMP: Final = 0.02  # of the height: what a continuous curve cannot rise between two doubles


def segments(
    drawn: PlannedCurve, parts: list[Piece], low: float, high: float, *, refined: bool = True
) -> tuple[Segment, ...]:
    """The pieces as segments that are worth drawing in a window from ``low`` to ``high``.

    Parts far outside of the window are left out, so that no coordinate is huge.
    """
    height = high - low
    floor, ceiling = low - height, high + height
    traced: list[Segment] = []
    for part in parts:
        x, y = part.x, part.y
        if refined:
            x, y = _refined(drawn.value, x, y, floor, ceiling, height)
        for start, stop in _finite_runs(y):
            run = x[start:stop], y[start:stop]
            for cut_x, cut_y in _cut(drawn.value, *run, floor, ceiling, height):
                if refined:
                    cut_x, cut_y = _without_straight(cut_x, cut_y, height)
                traced.append(Segment.through(cut_x, cut_y))
    return tuple(traced)


def _refined(
    value: Values, x: Float64, y: Float64, floor: float, ceiling: float, height: float
) -> tuple[Float64, Float64]:
    """Halve every interval whose middle lies off its chord, as often as it takes."""
    active = np.ones(len(x) - 1, dtype=bool)
    for _ in range(ROUNDS):
        where = np.flatnonzero(active)
        if where.size == 0 or len(x) > POINTS_AT_MOST:
            break
        left, right = x[where], x[where + 1]
        middle = left + (right - left) / 2
        inside = (middle > left) & (middle < right)
        where, middle = where[inside], middle[inside]
        at_middle = value(middle)
        one, other = y[where], y[where + 1]
        with np.errstate(all="ignore"):
            off = np.abs(at_middle - (one + other) / 2) > TOLERANCE * height
            seen = np.minimum(np.minimum(one, other), at_middle) < ceiling
            seen &= np.maximum(np.maximum(one, other), at_middle) > floor
        wanted = off & seen
        at = where[wanted] + 1
        x, y = np.insert(x, at, middle[wanted]), np.insert(y, at, at_middle[wanted])
        active = np.zeros(len(x) - 1, dtype=bool)
        placed = at + np.arange(len(at))
        active[placed - 1] = active[placed] = True
    return x, y


def _finite_runs(y: Float64) -> list[tuple[int, int]]:
    finite = np.r_[False, np.isfinite(y), False]
    edges = np.flatnonzero(finite[1:] != finite[:-1])
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _cut(
    value: Values, x: Float64, y: Float64, floor: float, ceiling: float, height: float
) -> list[tuple[Float64, Float64]]:
    """A finite run without what lies outside of the window, and cut at poles and jumps."""
    side = np.where(y > ceiling, 1, np.where(y < floor, -1, 0))
    apart = side[1:] * side[:-1] == -1
    steps = np.abs(np.diff(y))
    near = np.diff(x) < 1e-4 * (x[-1] - x[0])
    doubtful = np.flatnonzero(~apart & near & (steps > _JUMP * height))
    if len(doubtful) <= _DOUBTS:  # sin(1/x) near 0 has no end of them, and no jump
        for index in doubtful:
            (_, bottom), (_, top) = steepest(value, x[index], x[index + 1])
            apart[index] = not abs(top - bottom) < _JUMP * height
    # An interval is drawn where the curve neither jumps nor stays on one side outside.
    drawn = ~apart & ~((side[1:] == side[:-1]) & (side[1:] != 0))
    edges = np.flatnonzero(np.diff(np.r_[False, drawn, False].astype(int)))
    runs = []
    for start, stop in zip(edges[::2], edges[1::2], strict=True):
        xs, ys = x[start : stop + 1].copy(), y[start : stop + 1].copy()
        _trim(xs, ys, 0, 1, floor, ceiling)
        _trim(xs, ys, -1, -2, floor, ceiling)
        runs.append((xs, ys))
    return runs


def _trim(x: Float64, y: Float64, end: int, inner: int, floor: float, ceiling: float) -> None:
    """Move an end that lies outside onto the border, along its last interval."""
    border = min(max(y[end], floor), ceiling)
    if y[end] != border and y[end] != y[inner]:
        share = (border - y[inner]) / (y[end] - y[inner])
        if 0 <= share <= 1:
            x[end], y[end] = x[inner] + share * (x[end] - x[inner]), border


def steepest(value: Values, low: float, high: float) -> tuple[tuple[float, float], ...]:
    """Two neighbouring doubles between which a function jumps if anywhere, with its values."""
    bottom, top = (float(value(np.array([x]))[0]) for x in (low, high))
    while True:
        middle = low + (high - low) / 2
        if middle in (low, high):
            return (low, bottom), (high, top)
        here = float(value(np.array([middle]))[0])
        if abs(here - bottom) > abs(top - here):
            high, top = middle, here
        else:
            low, bottom = middle, here


def _without_straight(x: Float64, y: Float64, height: float) -> tuple[Float64, Float64]:
    """The same line without the points that lie on the straight between their neighbours."""
    if len(x) < 3:
        return x, y
    share = (x[1:-1] - x[:-2]) / (x[2:] - x[:-2])
    off = np.abs(y[:-2] + share * (y[2:] - y[:-2]) - y[1:-1])
    least = 1e-9 * height
    kept = np.r_[True, off > least, True]
    # Two points beside each other, as at a kink that is all but a sample, may each lie between
    # neighbours of which the other is one: of every stretch that lost its shape the worst stays.
    while (off := np.abs(np.interp(x, x[kept], y[kept]) - y)).max() > least:
        stretch = np.cumsum(kept)
        order = np.lexsort((off, stretch))
        worst = order[np.r_[np.diff(stretch[order]) != 0, True]]
        kept[worst[off[worst] > least]] = True
    return x[kept], y[kept]
