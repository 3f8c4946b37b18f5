"""Where a function stops answering its input: saturation and dead intervals."""

from __future__ import annotations

import math
import struct
import sys
from collections.abc import Callable
from fractions import Fraction
from typing import Final

import numpy as np

from actviz.facts.monotone_pieces import Curve, Piece
from actviz.facts.points import ball_sign, value_at
from actviz.facts.record import Saturation
from actviz.facts.unsettled_tails import WINDOW, tail_bounds
from actviz.facts.value_ranges import joined, uncut
from actviz.formula.tree import Node, node, number
from actviz.readings import float64
from actviz.readings.exact import enclosure

_FAR: Final = 1e240  # from 0, where the bounds of a tail that goes on turning are no longer tried
_MOST: Final = sys.float_info.max
_PARTS: Final = 64  # of a stretch, whose ends are tried at once
_GROWTH: Final = 16  # of steps away from a guess, which float64 often has to a few doubles
_ENCLOSURES: Final = 10_000  # of parts of such a tail


def saturation(curve: Curve, tolerance: float) -> Saturation:
    """Kind and threshold on both sides; see :class:`Saturation`."""
    return Saturation(
        tolerance,
        _kind(curve, -1),
        _kind(curve, 1),
        _threshold(curve, -1, tolerance),
        _threshold(curve, 1, tolerance),
    )


def _kind(curve: Curve, side: int) -> str | None:
    pieces = curve.pieces(1)
    if not pieces or curve.tail(side, 1) is None:  # the domain ends
        return None
    outermost = pieces[0 if side < 0 else -1]
    if outermost.direction == 0 and outermost.start == 0:
        return "hard"
    flat = curve.limit(side, 1) == 0 or math.isfinite(curve.limit(side))
    return "soft" if flat else None


def _threshold(curve: Curve, side: int, tolerance: float) -> float | None:
    """The x beyond which |f'| stays below the tolerance."""
    if curve.limit(side, 1) != 0:
        return None
    edge = Fraction(tolerance)
    return last_outside(curve, side, 1, -edge, edge)


def last_outside(
    curve: Curve, side: int, order: int, floor: Fraction | None, ceiling: Fraction | None
) -> float | None:
    """The x beyond which f, or a derivative, stays within bounds; it is exact to the last double.

    Monotone pieces are followed from the side's end inwards, after what lies beyond them. None
    where this is not found; infinite, on the other side, where the bounds are never left.
    """
    tail = curve.tail(side, order)
    if tail is None or curve.endless:
        return None
    pieces = list(curve.pieces(order))[::-side]
    if curve.waves(side, order):
        reach = abs(pieces[0].high if side > 0 else pieces[0].low) if pieces else WINDOW
        far = _bounded_from(tail, side, reach, floor, ceiling)
        if far is None:
            return None
        if far > reach:
            last = _last_by_bounds(tail, side, reach, far, floor, ceiling)
            if last is None or abs(last) > reach:
                return last
    for piece in pieces:
        outer, inner = (piece.end, piece.start) if side > 0 else (piece.start, piece.end)
        if math.isnan(outer) or math.isnan(inner):
            return None
        edge = piece.high if side > 0 else piece.low
        jump = math.isfinite(edge) and not curve.continuous_at(edge)
        if _outside(outer, floor, ceiling) or (jump and order):
            return edge if math.isfinite(edge) else None
        broken = _outside(inner, floor, ceiling)
        if broken:
            return _crossing(piece, ceiling if broken > 0 else floor, side)
        inner_edge = piece.low if side > 0 else piece.high
        if not order and _outside(curve.value(inner_edge), floor, ceiling):
            return inner_edge
    return -side * math.inf


def _outside(value: float, floor: Fraction | None, ceiling: Fraction | None) -> int:
    """1 above the bounds, -1 below, 0 within; a bound itself counts as outside for a slope."""
    if ceiling is not None and _reaches(value, ceiling):
        return 1
    return -1 if floor is not None and _reaches(-value, -floor) else 0


def _reaches(value: float, bound: Fraction) -> bool:
    return value >= bound if math.isfinite(value) else value > 0


def _bounded_from(
    tail: Node, side: int, reach: float, floor: Fraction | None, ceiling: Fraction | None
) -> float | None:
    """A distance from 0, no less than the reach, beyond which a tail is shown to be in bounds."""
    while reach < _FAR:
        if _within(tail_bounds(tail, side, reach), floor, ceiling):
            return reach
        reach = max(2 * reach, reach**1.25)
    return None


def _within(values: tuple[float, float], floor: Fraction | None, ceiling: Fraction | None) -> bool:
    low, high = values
    return (floor is None or low > floor) and (ceiling is None or high < ceiling)


def _last_by_bounds(
    tail: Node, side: int, near: float, far: float, floor: Fraction | None, ceiling: Fraction | None
) -> float | None:
    """The last place between two distances from 0 at which a tail is not in bounds, if any.

    Halves are enclosed, the outer one first, so that no turn is passed over; ``near`` where all
    are in bounds, None where enclosures decide nothing.
    """
    stack = [(near, far)]
    for _ in range(_ENCLOSURES):
        if not stack:
            return side * near
        inner, outer = stack.pop()
        low, high = sorted((side * inner, side * outer))
        if _within(enclosure(tail, low, high, {}), floor, ceiling):
            continue
        middle = inner / 2 + outer / 2
        if middle in (inner, outer):
            beyond = _outside(value_at(tail, side * inner), floor, ceiling)
            level = ceiling if beyond > 0 else floor
            if not beyond or level is None:
                return None
            return side * min(outer, inner, key=lambda x: _distance(tail, level, side * x))
        stack += [(inner, middle), (middle, outer)]
    return None


def _crossing(piece: Piece, level: Fraction | None, side: int) -> float | None:
    """Where a monotone piece passes a level: signs of exact values, to the last double.

    None where no double lies beyond it.
    """
    assert level is not None
    tree = piece.tree
    inner, outer = (piece.low, piece.high) if side > 0 else (piece.high, piece.low)
    below = -piece.direction * side  # the sign of the difference at the inner end
    first, last = (_rank(max(-_MOST, min(_MOST, x))) for x in (inner, outer))

    def is_below(rank: int) -> bool:
        return _above(tree, level, _double(rank)) == below

    near, far = _around(is_below, first, last, _guess(tree, level, below, first, last))
    while abs(far - near) > 1:
        middle = (near + far) // 2
        near, far = (middle, far) if is_below(middle) else (near, middle)
    if (far == last and math.isinf(outer) and _above(tree, level, _double(far)) != -below) or (
        near == first and math.isinf(inner) and not is_below(near)
    ):
        return None
    return min(map(_double, (far, near)), key=lambda x: _distance(tree, level, x))


def _guess(tree: Node, level: Fraction, below: int, first: int, last: int) -> int:
    """The place of a crossing between two doubles as float64 arithmetic has it."""
    edge = float(max(Fraction(-_MOST), min(Fraction(_MOST), level)))
    while abs(last - first) > 1:
        ranks = [first + (last - first) * part // _PARTS for part in range(_PARTS + 1)]
        values = float64.evaluate(tree, list(map(_double, ranks)), {})[1:-1]
        signs = (values > edge) * 1 - (values < edge)  # a difference might overflow
        beyond = np.flatnonzero(signs != below)
        at = int(beyond[0]) + 1 if beyond.size else _PARTS
        first, last = ranks[at - 1], ranks[at]
    return first


def _around(is_below: Callable[[int], bool], first: int, last: int, guess: int) -> tuple[int, int]:
    """Two places between which a crossing lies, found in growing steps from a guess."""
    holds = is_below(guess)
    end = last if holds else first
    at, step = guess, 1 if end > guess else -1
    while abs(end - at) > abs(step):
        before, at = at, at + step
        if is_below(at) != holds:
            return (before, at) if holds else (at, before)
        step *= _GROWTH
    return (at, last) if holds else (first, at)


def _rank(x: float) -> int:
    """The place of a double among all of them, that of 0 being 0."""
    (rank,) = struct.unpack("<q", struct.pack("<d", abs(x)))
    return int(rank) if x > 0 else -int(rank)


def _double(rank: int) -> float:
    (size,) = struct.unpack("<d", struct.pack("<q", abs(rank)))
    return math.copysign(size, rank)


def _difference(tree: Node, level: Fraction) -> Node:
    size = node("/", number(abs(level.numerator)), number(level.denominator))
    return node("+" if level < 0 else "-", tree, size)


def _above(tree: Node, level: Fraction, x: float) -> int:
    """1 where a formula is above a level, -1 below: by its double if that is clear, else balls."""
    value = value_at(tree, x)
    if math.isfinite(value):
        gap = Fraction(value) - level
        if abs(gap) > math.ulp(value):
            return 1 if gap > 0 else -1
    return ball_sign(_difference(tree, level), x)


def _distance(tree: Node, level: Fraction, x: float) -> float:
    low, high = enclosure(_difference(tree, level), x, x, {}, 1300)
    return max(abs(low), abs(high))


def dead_intervals(curve: Curve) -> tuple[tuple[float, float], ...]:
    """Intervals on which the slope is exactly 0, as closed as they can be."""
    flat = [(piece.low, piece.high) for piece in curve.pieces(0) if piece.direction == 0]
    holes = [x for x in curve.places if not math.isfinite(curve.value(x))]
    return tuple(place for place in uncut(curve, joined(flat, holes)) if isinstance(place, tuple))
