"""Where a formula changes its sign: looked for at every scale in fast arithmetic, proved by balls.

What fast arithmetic says beside a zero is noise. So every point next to a change is looked at
exactly, and those that share a sign which was wrong are trusted no more.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

import numpy as np

from actviz.arrays import Float64, Mask, Places
from actviz.facts.points import roughly, sign_at, value_at, vanishing
from actviz.facts.sign_changes import change_between
from actviz.facts.true_places import cut_at, value_at_zero
from actviz.formula.calculus import derivative
from actviz.formula.grammar import constant_value
from actviz.formula.tree import ZERO, Node, substitute, walk
from actviz.readings import float64
from actviz.readings.asymptotics.exact_constants import nearest as nearest_double
from actviz.readings.effort import check
from actviz.readings.reals import distinct

# Distances at which a change is looked for: every scale near a place, fewer far out.
_LADDER: Final = np.concatenate([10.0 ** np.arange(-12, 8, 1 / 24), 10.0 ** np.arange(8, 301, 4.0)])
_EVERYWHERE: Final = np.concatenate([-_LADDER, np.arange(-2048, 2049) / 32, _LADDER])

_HALVED: Final = 2.0 ** -np.arange(1, 53)  # distances from an end, in units of its size
_STEPS: Final = 10.0 ** np.arange(-3, 3, 1 / 8)  # distances from a centre, in units of its scale
_CENTRES_AT_MOST: Final = 16
_DOUBTFUL_AT_MOST: Final = 6  # points of a doubtful stretch that exact arithmetic looks at


def sample(low: float, high: float) -> Float64:
    """Points strictly inside a range, at every scale: around 0, around its ends, and evenly."""
    parts = [_EVERYWHERE]
    for end, side in ((low, 1), (high, -1)):
        if math.isfinite(end):
            parts += [end + side * _LADDER, end + side * abs(end) * _HALVED]
    if math.isfinite(low) and math.isfinite(high):
        parts.append(np.linspace(low, high, 2049))
    points = distinct(np.concatenate(parts))
    return points[(points > low) & (points < high)]


@lru_cache(maxsize=1024)
def around_centres(tree: Node) -> Float64:
    """Points, at every scale, around the centres that a formula itself names.

    exp(-((x - 3)*1e6)**2) lives within a millionth of 3, where nobody looks who does not read it.
    """
    centres: set[tuple[float, float]] = set()
    for current in walk(tree):
        check()
        for part in current.args:
            if part.op not in ("+", "-") or "x" not in part.names:
                continue
            slope = derivative(part)
            if "x" in slope.names or len(centres) == _CENTRES_AT_MOST:
                continue
            steep, start = roughly(slope, 0.0), roughly(part, 0.0)
            if steep and start and math.isfinite(start / steep):
                centres.add((-start / steep, 1 / abs(steep)))
    points = [centre + scale * np.r_[-_STEPS, 0.0, _STEPS] for centre, scale in sorted(centres)]
    nearby = np.concatenate(points) if points else np.empty(0)
    return nearby[np.isfinite(nearby)]


def roots(tree: Node, low: float, high: float, hints: Sequence[float] = ()) -> list[float]:
    """The doubles nearest to the places in ``[low, high]`` where the tree's value changes sign.

    Hints are places inside that are looked at besides.
    """
    check()
    slope = derivative(tree)
    # That of x - where(x > 0, 1, -1) is 1 throughout, and it has three zeros.
    if "x" not in slope.names and (slope is ZERO or all(p.op != "where" for p in walk(tree))):
        return _linear_root(tree, slope, low, high)
    ends = [end for end in (low, high) if math.isfinite(end)]
    near = around_centres(tree)
    grid = distinct(np.r_[sample(low, high), near[(near > low) & (near < high)], ends, hints])
    signs = np.nan_to_num(np.sign(float64.evaluate(tree, grid, {})))
    kept = np.flatnonzero(signs)
    if kept.size < signs.size // 2 and all(vanishing(tree, float(x)) for x in grid[[0, -1]]):
        return []  # what is zero throughout has no change of sign
    mend(tree, grid, signs, np.zeros(signs.shape, dtype=bool))
    kept = np.flatnonzero(signs)
    crossings = []
    for left, right in pairwise(kept.tolist()):
        one, other = float(grid[left]), float(grid[right])
        if signs[left] != signs[right]:
            crossings.append(change_between(tree, one, other))
        elif right == left + 2 and value_at(tree, middle := float(grid[left + 1])) == 0:
            crossings.append(middle)  # touched there
    return [*crossings, *(end for end in ends if value_at(tree, end) == 0)]


def _linear_root(tree: Node, slope: Node, low: float, high: float) -> list[float]:
    at_zero = substitute(tree, {"x": ZERO})
    start, steep = constant_value(at_zero), constant_value(slope)
    if start is not None and steep is not None:
        root = nearest_double(-start / steep) if steep else math.nan
    else:  # pi, sqrt(2) and the like are not fractions
        steep_value = roughly(slope, 0.0)
        root = -roughly(at_zero, 0.0) / steep_value if steep_value else math.nan
        beside = [root + units * math.ulp(root) for units in (-8, 8)]
        if math.isfinite(root) and sign_at(tree, beside[0]) * sign_at(tree, beside[1]) < 0:
            root = change_between(tree, beside[0], beside[-1])
    return [root] if low <= root <= high else []


def touching(tree: Node, low: float, high: float) -> Iterator[float]:
    """Zeros at which the tree's value does not change sign, such as that of (x - 1)**2."""
    slope = derivative(tree)
    if "x" not in slope.names:
        return
    for x in roots(slope, low, high):
        if abs(value_at(tree, x)) <= 1e-18 * abs(value_at(tree, x + 1e-6 * max(1.0, abs(x)))):
            value = value_at_zero(tree, cut_at([slope], x), x)
            if math.isnan(value) or value == 0:
                yield x  # a square rounds to that


def beside(places: Iterable[float]) -> set[float]:
    """Points close to places, on both sides and at every scale."""
    return {
        x + side * (1 + abs(x)) * 10.0**-step
        for x in places
        if math.isfinite(x)
        for side in (-1, 1)
        for step in range(1, 16)
    }


def probes(joints: list[float]) -> list[tuple[float, float]]:
    """For each place a point left and a point right of it, before the next place."""
    ends = [-math.inf, *joints, math.inf]
    return [
        (_probe(x, before, -1), _probe(x, after, 1))
        for before, x, after in zip(ends, joints, ends[2:], strict=False)
    ]


def _probe(x: float, neighbour: float, side: int) -> float:
    near = x + side * 1e-9 * max(1.0, abs(x))
    return near if abs(near - x) < abs(neighbour - x) else x + (neighbour - x) / 2


def runs(indices: Places) -> list[Places]:
    """Indices grouped into runs of neighbours."""
    if not indices.size:
        return []
    return np.split(indices, np.flatnonzero(np.diff(indices) > 1) + 1)


def mend(tree: Node, points: Float64, signs: Float64, sure: Mask) -> None:
    """Look exactly at the points beside every change of sign, in place, until all are sure."""
    while True:
        kept = np.flatnonzero(signs)
        edges = np.flatnonzero(signs[kept[:-1]] != signs[kept[1:]])
        unsure = [i for i in {*kept[edges], *kept[edges + 1]} if not sure[i]]
        if not unsure:
            return
        for index in unsure:
            ask(tree, points, signs, sure, index)


def ask(tree: Node, points: Float64, signs: Float64, sure: Mask, index: int) -> None:
    """Look exactly at one point; if its sign was wrong, its neighbours are not to be trusted."""
    fast = signs[index]
    signs[index], sure[index] = sign_at(tree, float(points[index])), True
    if signs[index] != fast:
        stretch = _stretch(signs, sure, index, fast)
        if stretch.size:
            look(tree, points, signs, sure, stretch)


def _stretch(signs: Float64, sure: Mask, index: int, fast: float) -> Places:
    """The unbroken run of points around ``index`` that share a sign found wrong."""
    same = (signs == fast) & ~sure
    low = high = index
    while low > 0 and same[low - 1]:
        low -= 1
    while high + 1 < same.size and same[high + 1]:
        high += 1
    return np.array([i for i in range(low, high + 1) if i != index], dtype=np.intp)


def look(tree: Node, points: Float64, signs: Float64, sure: Mask, doubtful: Places) -> None:
    """Replace doubtful signs by exact ones at some of the points, and drop the others."""
    signs[doubtful] = 0
    chosen = distinct(np.linspace(0, doubtful.size - 1, _DOUBTFUL_AT_MOST).astype(int))
    for index in doubtful[chosen]:
        signs[index], sure[index] = sign_at(tree, float(points[index])), True
