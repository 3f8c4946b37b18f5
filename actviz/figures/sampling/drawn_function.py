"""A function to be drawn: its values, its joints, and the stretches they cut it into."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache, partial
from typing import Final

import numpy as np

from actviz.arrays import Float64
from actviz.dataclass import dataclass
from actviz.facts.breaks import breaks
from actviz.facts.record import Break
from actviz.figures.layout.scales import Scale
from actviz.figures.scene.scene import Dot
from actviz.formula.calculus import derivative
from actviz.formula.tree import Node
from actviz.functions.elementwise import Activation

Values = Callable[[Float64], Float64]

EDGES_AT_MOST: Final = 100  # of a domain, in one picture
_PARTS: Final = np.arange(1, 8) / 8  # a call for many points takes hardly longer than for one
_POLE: Final = 1e12  # values beside a pole at its own double are beyond
PRIMES: Final = ("", "′", "″", "‴")


@dataclass(frozen=True, eq=False)
class PlannedCurve:
    """One curve to come: a function of x or one of its derivatives."""

    label: str
    value: Values
    tree: Node | None  # in x alone; None where there is no formula in x (softmax)
    order: int = 0
    known: tuple[Break, ...] = ()  # the joints, where there is no formula

    def joints(self, low: float, high: float) -> tuple[Break, ...]:
        """The jumps and kinks between two abscissae."""
        if self.tree is None:
            return tuple(joint for joint in self.known if low <= joint.x <= high)
        joints = breaks(self.tree, low, high)
        return tuple(joint for joint in joints if joint.order < 2 and low <= joint.x <= high)


@dataclass(frozen=True, slots=True)
class Piece:
    """Samples between two neighbouring jumps; the values at its ends are one-sided."""

    x: Float64
    y: Float64


def graph(function: Activation, order: int = 0) -> PlannedCurve:
    """The graph of a function or of its derivative of some order."""
    label = primed(function.display, order)
    known = not function.has_too_many_parts_to_tell
    tree = derivative(function.bound_tree, "x", order) if known else None
    value = partial(function.derivative, order=order) if order else function
    return PlannedCurve(label, lambda x: np.asarray(value(x)), tree, order)


def rescaled(
    drawn: PlannedCurve, span: tuple[float, float], across: Scale, up: Scale
) -> PlannedCurve:
    """A graph in the places of axes that are not linear, with its joints over a range of x."""

    def value(place: Float64) -> Float64:
        return up.place(np.asarray(drawn.value(across.number(place))))

    known = []
    for joint in drawn.joints(*span):
        x = float(across.place(np.array(joint.x)))
        sides = up.place(np.array([joint.left, joint.right, joint.value])).tolist()
        if np.isfinite(x):
            known.append(replace(joint, x=x, left=sides[0], right=sides[1], value=sides[2]))
    return PlannedCurve(drawn.label, value, None, drawn.order, tuple(known))


def primed(word: str, order: int) -> str:
    """``gelu′`` for the first derivative, ``gelu⁗`` is written with its order in brackets."""
    return word + (PRIMES[order] if order < len(PRIMES) else f" ({order})")


def pieces(drawn: PlannedCurve, grid: Float64) -> tuple[list[Piece], tuple[Dot, ...]]:
    """The samples of a graph on a grid, cut at its jumps, with its kinks among them.

    Returns:
        The pieces from left to right, and the dots that tell at each jump which end belongs.
    """
    low, high = float(grid[0]), float(grid[-1])
    joints = drawn.joints(low, high)
    jumps = [joint for joint in joints if joint.order == 0]
    kinks = [joint.x for joint in joints if joint.order == 1]
    places = np.union1d(grid, np.array(kinks)) if kinks else grid
    values = drawn.value(places)
    parts: list[Piece] = []
    dots: list[Dot] = []
    start = 0
    for index, jump in enumerate([*jumps, None]):
        stop = len(places) if jump is None else int(np.searchsorted(places, jump.x))
        x, y = places[start:stop], values[start:stop]
        if index:
            x, y = np.r_[jumps[index - 1].x, x], np.r_[jumps[index - 1].right, y]
        if jump is not None:
            x, y = np.r_[x, jump.x], np.r_[y, jump.left]
            start = stop + int(stop < len(places) and places[stop] == jump.x)
            dots += [dot for dot in _dots(jump) if _beside(dot, jump, low, high)]
        if len(x) > 1:
            parts.append(Piece(*_with_edges(drawn.value, x, y)))
    return parts, tuple(dots)


def _beside(dot: Dot, jump: Break, low: float, high: float) -> bool:
    """Whether a dot ends a stretch that is in the picture: at its borders only the inner does."""
    return dot.y == jump.right if jump.x == low else jump.x != high or dot.y == jump.left


def _with_edges(value: Values, x: Float64, y: Float64) -> tuple[Float64, Float64]:
    """The samples with the last points at which the function is defined among them."""
    finite = np.isfinite(y)
    borders = np.flatnonzero(finite[1:] != finite[:-1])
    if borders.size > EDGES_AT_MOST:
        return x, y
    for border in borders[::-1]:
        inside, outside = (border, border + 1) if finite[border] else (border + 1, border)
        edge = last_finite(value, float(x[inside]), float(x[outside]))
        if edge not in (x[inside], x[outside]):
            x, y = np.insert(x, border + 1, edge), np.insert(y, border + 1, value(np.array([edge])))
    return x, y


def last_finite(value: Values, inside: float, outside: float) -> float:
    """The last double at which a function is finite, on the way from one point to another."""
    while True:
        between = inside + (outside - inside) * _PARTS
        between = between[(between != inside) & (between != outside)]
        if not between.size:
            return inside
        way = [inside, *between.tolist(), outside]
        first = int(np.argmin(np.isfinite([0.0, *value(between), np.inf])))
        inside, outside = way[first - 1], way[first]


def _dots(jump: Break) -> list[Dot]:
    """Open and closed ends: of a stretch beside a pole too, but none at the pole itself."""
    if np.isnan(jump.left) or np.isnan(jump.right):
        return []
    ends = [end for end in dict.fromkeys((jump.left, jump.right)) if abs(end) < _POLE]
    dots = [Dot(jump.x, end, end == jump.value) for end in ends]
    if jump.value not in ends and abs(jump.value) < _POLE:
        dots.append(Dot(jump.x, jump.value, closed=True))
    return dots


@lru_cache(maxsize=64)
def even(low: float, high: float, count: int) -> Float64:
    """An even grid with both ends, and zero exactly zero where it is a point of it."""
    grid = np.linspace(low, high, count)
    grid[np.abs(grid) < 1e-12 * (high - low)] = 0.0
    grid.flags.writeable = False
    return grid
