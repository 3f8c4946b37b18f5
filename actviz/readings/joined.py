"""A derivative as one formula that is right at joints too, for programs, which have no other help.

A program evaluates a derivative as it is written, and where the cases of a formula meet that may be
the slope of neither side. Where both sides agree, a case for that one place says what they agree
on. Where a kink falls between two doubles, another does so for the double beside it at which
rounding would take the other side.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np

from actviz.formula.calculus import derivative, tidied
from actviz.formula.ties import delicate, ties, zeros
from actviz.formula.tree import Node, X, literal, node, substitute
from actviz.readings import exact, float64, slopes

_NEIGHBOURS: Final = 2  # doubles on each side of a place that rounding may mistake
_CLOSE: Final = 1e-9


def joined(tree: Node, fast: Node, values: Mapping[str, float], order: int) -> Node:
    """A derivative in x with a case for each double at which it would be another number.

    Args:
        tree: the formula.
        fast: its derivative in x, as it would be written.
        values: a finite double for each parameter.
        order: of the derivative, at least 1.

    Returns:
        ``fast`` itself where it is right at the joints that are solved for, those of comparisons
        with pieces of straight lines and at zeros of such pieces, and nearest to places at which
        other comparisons change.
    """
    found = fast
    for place, slope in sorted(_repairs(tree, fast, values, order).items()):
        found = node("where", node("==", X, literal(place)), literal(slope), found)
    return found


def _repairs(tree: Node, fast: Node, values: Mapping[str, float], order: int) -> dict[float, float]:
    """The doubles at which what is written is another number, and the derivative there."""
    bound = {word: literal(value) for word, value in values.items()}
    ours, other = (substitute(one, bound) for one in (derivative(tree, "x", order), fast))
    places = list(dict.fromkeys((*_places(ours), *_places(other))))
    if not places:
        return {}
    written = float64.evaluate(fast, np.array(places), values)
    true, decided = slopes.decide(tree, places, values, order)
    return {
        place: float(slope) + 0.0
        for place, given, slope, sure in zip(places, written, true, decided, strict=True)
        if sure and math.isfinite(slope) and not abs(given - slope) <= _CLOSE * (1 + abs(slope))
    }


def _places(tree: Node) -> Iterator[float]:
    """Places at which a formula in x alone may take the wrong case, and the doubles beside them."""
    for tie in ties(tree, "x"):
        if tie.steps:
            continue
        exactly = zeros(tidied("-", tie.left, tie.right))
        for root in exactly if exactly is not None else _crossings(tie.left, tie.right):
            yield from _beside(float(root))
    for part in delicate(tree):
        for root in zeros(part) or ():
            yield float(root)


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
        value = float(exact.decide(gap, middle, {})[0])
        low, high = (middle, high) if value * sign > 0 else (low, middle)
    return high
