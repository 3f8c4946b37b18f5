"""A derivative as one formula that is right at joints too, for programs, which have no other help.

A program evaluates a derivative as it is written, and where the cases of a formula meet that may be
the slope of neither side. Where both sides agree, a case for that one place says what they agree
on. Where a kink falls between two doubles, another does so for the double beside it at which
rounding would take the other side.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

import numpy as np

from actviz.arrays import Float64
from actviz.formula.calculus import derivative, tidied
from actviz.formula.ties import delicate, factors, ties, zeros
from actviz.formula.tree import Node, X, literal, node, substitute
from actviz.readings import float64, slopes
from actviz.readings.sides import astray

_NEIGHBOURS: Final = 2  # doubles on each side of a place that rounding may mistake
_MANY: Final = 1 << 14  # points for which it pays to know first which doubles are astray


def joined(tree: Node, fast: Node, values: Mapping[str, float], order: int) -> Node:
    """A derivative in x with a case for each double at which it would be another number.

    Args:
        fast: its derivative in x, as it would be written.
        order: of the derivative, at least 1.

    Returns:
        ``fast`` itself where it is right at the joints that are solved for, those of comparisons
        with pieces of straight lines and at zeros of such pieces, and nearest to places at which
        other comparisons change.
    """
    repaired = fast
    for place, slope in sorted(_repairs(tree, fast, values, order).items()):
        repaired = node("where", node("==", X, literal(place)), literal(slope), repaired)
    return repaired


def mend(
    tree: Node, fast: Node, x: Float64, y: Float64, values: Mapping[str, float], order: int
) -> None:
    """Put a derivative in x right at doubles beside a joint that rounding mistakes, in place.

    Args:
        fast: what was evaluated, a derivative of it.
        order: of the derivative, at least 1.
    """
    points, goal = x.reshape(-1), y.reshape(-1)
    if points.size > _MANY:
        for place, slope in _repairs(tree, fast, values, order).items():
            goal[points == place] = slope
        return
    hits = np.flatnonzero(np.isin(points, _doubtful(tree, fast, _given(values), order)))
    if hits.size:
        true, decided = slopes.decide(tree, points[hits], values, order)
        goal[hits] = np.where(astray(goal[hits], true, decided), true, goal[hits])


def _given(values: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    return tuple(sorted(values.items()))


def _repairs(tree: Node, fast: Node, values: Mapping[str, float], order: int) -> dict[float, float]:
    """The doubles at which what is written is another number, and the derivative there."""
    return dict(_found_repairs(tree, fast, _given(values), order))


@lru_cache(maxsize=1024)
def _found_repairs(
    tree: Node, fast: Node, given: tuple[tuple[str, float], ...], order: int
) -> tuple[tuple[float, float], ...]:
    places, values = np.array(_doubtful(tree, fast, given, order)), dict(given)
    if not places.size:
        return ()
    if (places == 0).any():
        places = np.append(places, -0.0)  # one number, at which what is written may be another
    written = float64.evaluate(fast, places, values)
    true, decided = slopes.decide(tree, places, values, order)
    wrong = astray(written, true, decided)
    return tuple(zip((places[wrong] + 0.0).tolist(), (true[wrong] + 0.0).tolist(), strict=True))


@lru_cache(maxsize=1024)
def _doubtful(
    tree: Node, fast: Node, given: tuple[tuple[str, float], ...], order: int
) -> tuple[float, ...]:
    """The doubles at which what is written may be another number."""
    bound = {word: literal(value) for word, value in given}
    trees = (substitute(one, bound) for one in (derivative(tree, "x", order), fast))
    return tuple(dict.fromkeys(place for one in trees for place in _places(one)))


def _places(tree: Node) -> Iterator[float]:
    """Places at which a formula in x alone may take the wrong case, and the doubles beside them."""
    for tie in ties(tree, "x"):
        if tie.steps:
            continue
        exactly = zeros(tidied("-", tie.left, tie.right))
        for root in exactly if exactly is not None else _crossings(tie.left, tie.right):
            yield from _beside(float(root))
    for part in delicate(tree):
        for factor in factors(part):
            yield from map(float, zeros(factor) or ())


def _beside(place: float) -> Iterator[float]:
    yield place + 0.0
    for side in (-math.inf, math.inf):
        near = place
        for _ in range(_NEIGHBOURS if place else 0):
            near = math.nextafter(near, side)
            yield near


def _crossings(left: Node, right: Node) -> Iterator[float]:
    """Where one side overtakes the other, to the nearest double, as far as a grid shows."""
    gap = node("-", left, right)
    grid = np.arange(-4096, 4097) / 32
    signs = np.sign(float64.evaluate(gap, grid, {}))
    for at in np.flatnonzero(signs[:-1] * signs[1:] < 0)[:16]:
        yield _halved(gap, float(grid[at]), float(grid[at + 1]), float(signs[at]))
    yield from grid[np.flatnonzero(signs == 0)[:16]].tolist()


def _halved(gap: Node, low: float, high: float, sign: float) -> float:
    while low < (middle := low + (high - low) / 2) < high:
        value = float(float64.evaluate(gap, middle, {}))
        low, high = (middle, high) if value * sign > 0 else (low, middle)
    return high
