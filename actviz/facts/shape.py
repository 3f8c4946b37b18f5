"""Facts about the shape of a curve, read off its monotone pieces and joints."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

import numpy as np

from actviz.facts import unsettled_tails
from actviz.facts.breaks import breaks, endless
from actviz.facts.interval import Interval
from actviz.facts.monotone import direction
from actviz.facts.monotone_pieces import Curve, Piece, always_turning
from actviz.facts.points import sign_at, singular, value_at
from actviz.facts.record import Break, Extremum, Place, Stretch
from actviz.facts.roots import sample
from actviz.facts.scan import Cell, along_turns, slope_of, turning_value
from actviz.facts.sign_changes import change_between
from actviz.facts.unsettled_tails import WINDOW
from actviz.facts.value_ranges import SLACK, image, joined, on_period, uncut, united
from actviz.formula.calculus import tidied
from actviz.formula.ties import delicate
from actviz.formula.tree import Node
from actviz.readings import float64
from actviz.readings.asymptotics.periods import recurrence

_FAR: Final = 1e6  # as far out as it is looked for values there
_LOOKED_AT: Final = 100  # points on each side
_REACHES: Final = (0.0001, 0.003, 0.1, 4.0)  # of what is looked at for a step, in turn
_DIRECTIONS = {1: "rising", -1: "falling", 0: "constant"}


def domain(curve: Curve) -> tuple[Interval, ...]:
    """Where the formula has a finite value."""
    inside = [Interval(segment.low, segment.high) for segment in curve.segments]
    if curve.endless:  # outside the window the jumps go on, and so does the domain
        ends = {-curve.edge: -math.inf, curve.edge: math.inf}
        inside = [Interval(ends.get(i.low, i.low), ends.get(i.high, i.high)) for i in inside]
    points = [Interval(x, x, True, True) for x in curve.places if _has_value(curve, x)]
    parts = united([*inside, *points])
    if curve.repeats and len(parts) > 1:  # those that the window cuts are like the others
        return tuple(part for part in parts if math.isfinite(part.low) and math.isfinite(part.high))
    return parts


def _has_value(curve: Curve, x: float) -> bool:
    """Whether it has a finite value at a place, or at the one that it rounds."""
    beside_pole = singular(curve.cases, x)
    return math.isfinite(curve.value(x) if beside_pole else value_at(curve.given, x))


def domain_is_whole(curve: Curve) -> bool:
    """Whether what lies near 0 tells where there are values: of sqrt(sin(x)) it does not.

    Of a formula that breaks for ever only a window is looked at. Points outside tell whether it
    goes on there as the domain says; poles, which no point meets, recur with what turns for ever.
    """
    if not curve.endless or not math.isfinite(curve.edge):
        return True
    parts = domain(curve)
    if len(parts) > 1 and any(always_turning(part) for part in delicate(curve.cases)):
        return False
    for side in (-1, 1):
        reaches = any(math.isinf(part.low if side < 0 else part.high) for part in parts)
        points = side * np.geomspace(1.01 * curve.edge, _FAR, _LOOKED_AT)
        values = float64.evaluate(curve.given, points, {})
        doubtful = points[np.isnan(values) == reaches]
        if any(math.isnan(value_at(curve.given, x)) == reaches for x in doubtful.tolist()):
            return False
    return True


def stretches(curve: Curve) -> tuple[Stretch, ...]:
    """The longest intervals on which f rises, falls or stays."""
    stretches: list[Stretch] = []
    last: Piece | None = None
    for piece in () if curve.unlisted(0) else curve.pieces(0):
        word = _DIRECTIONS[piece.direction]
        if last is not None and _carries_on(curve, last, piece):
            stretches[-1] = Stretch(stretches[-1].low, piece.high, word)
        else:
            stretches.append(Stretch(piece.low, piece.high, word))
        last = piece
    ways = {(part.low, part.high): part.direction for part in stretches}
    return tuple(
        Stretch(*span, ways.get(span, stretches[0].direction))
        for span in uncut(curve, ways)
        if isinstance(span, tuple)
    )


def _carries_on(curve: Curve, last: Piece, piece: Piece) -> bool:
    """Whether f goes the same way across the joint between two pieces of one direction."""
    if last.high != piece.low or last.direction != piece.direction:
        return False
    if curve.continuous_at(piece.low):  # where the place is rounded, so are the values beside it
        return True
    steps = [last.end, curve.value(piece.low), piece.start]
    return all(b == a or (b - a) * last.direction > 0 for a, b in pairwise(steps))


def monotonic(curve: Curve) -> tuple[str | None, bool]:
    """The direction of the whole function, if it has one, and whether it is strict."""
    signs = ways(curve)
    if len(signs) == 2:
        return None, False
    if not curve.complete(0) and not curve.repeats:
        broken = curve.endless or joints(curve, 0)
        word = None if broken else _by_sign(image(curve, 1))
        if word is not None:
            return word, True
        sign, strict = direction(curve.tree)
        return {1: "increasing", -1: "decreasing"}.get(sign), strict and sign != 0
    pieces = curve.pieces(0)
    if not pieces:
        return None, False
    if not signs:
        return "constant", False
    word = "increasing" if signs == {1} else "decreasing"
    return word, all(piece.direction for piece in pieces)


def ways(curve: Curve) -> set[int]:
    """Whether it rises (1) and falls (-1) anywhere on its pieces, or from one to the next."""
    pieces = curve.pieces(0)
    steps = [piece.direction for piece in pieces]
    for last, piece in pairwise(pieces):
        between = [last.end, curve.value(piece.low), piece.start]
        known = [value for value in between if not math.isnan(value)]
        if not curve.continuous_at(piece.low):
            steps += [(b > a) - (b < a) for a, b in pairwise(known)]
    steps += [side * sign for side, sign in _steps_at_ends(curve)]
    return {sign for sign in steps if sign}


def _by_sign(slopes: tuple[Interval, ...] | None) -> str | None:
    """The direction of a continuous function whose slope vanishes at single points at most."""
    if slopes and slopes[0].low >= 0:
        return "increasing"
    return "decreasing" if slopes and slopes[-1].high <= 0 else None


def convexity(curve: Curve) -> str | None:
    """Which way the whole curve bends, if it bends one way and its domain is one interval."""
    if len(domain(curve)) != 1 or any(not curve.continuous_at(x) for x in _inner(curve)):
        return None
    if not curve.complete(1) and not curve.repeats:
        bends = None if curve.endless or curve.joints else _by_sign(image(curve, 2))
        return {"increasing": "convex", "decreasing": "concave"}.get(bends or "")
    signs = {piece.direction for piece in curve.pieces(1)}
    for joint in curve.joints.values():
        if joint.order == 1:
            signs.add(1 if joint.slope_right > joint.slope_left else -1)
    signs |= {sign for _, sign in _steps_at_ends(curve)}
    signs.discard(0)
    return {0: "affine", 1: "convex" if 1 in signs else "concave"}.get(len(signs))


def _steps_at_ends(curve: Curve) -> Iterator[tuple[int, int]]:
    """The sides on which f ends in a point above (1) or below (-1) all that leads to it.

    The left side is -1, the right one 1.
    """
    pieces = curve.pieces(0)
    first, last = pieces[:1], pieces[-1:]
    ends = [*((p.low, p.start, -1) for p in first), *((p.high, p.end, 1) for p in last)]
    for x, limit, side in ends:
        value = math.nan if math.isinf(x) or curve.rounded(x) else curve.value(x)
        if math.isfinite(value) and not math.isclose(value, limit, rel_tol=1e-12, abs_tol=1e-15):
            yield side, 1 if value > limit else -1


def _inner(curve: Curve) -> list[float]:
    """The places between two segments, where f could be discontinuous."""
    return [piece.low for piece in curve.pieces(0)[1:]]


def extrema(curve: Curve) -> tuple[Extremum, ...]:
    """Strict local extrema: inside, at joints, and at an end that belongs to the domain."""
    pieces = curve.pieces(0)
    before = {piece.high: piece for piece in pieces}
    after = {piece.low: piece for piece in pieces}
    ends = {end for part in domain(curve) for end in (part.low, part.high)}
    extrema = []
    for x in sorted((before.keys() & after.keys()) | ends):  # not where only the search ends
        value = curve.value(x)
        if not math.isfinite(value):
            continue
        left, right = before.get(x), after.get(x)
        through = bool(left and right) and curve.continuous_at(x)
        if through and left and right and left.end == right.start:
            value = left.end  # x may be rounded, and the value at x not that of the true place
        # Nor are the two sides where x is rounded: of a continuous one the directions tell.
        sides = {
            0 if direction == 0 and end == value else _side(value if through else end, value, way)
            for end, direction, way in (
                *([(left.end, left.direction, left.direction)] if left else []),
                *([(right.start, right.direction, -right.direction)] if right else []),
            )
        }
        if sides in ({-1}, {1}):
            extrema.append(Extremum(x, value, "maximum" if sides == {-1} else "minimum"))
    return tuple(extrema)


def _side(end: float, value: float, towards: int) -> int:
    """Whether f lies below (-1) or above (1) its value as it comes to it."""
    return -towards if end == value else (end > value) - (end < value)


def inflections(curve: Curve) -> tuple[float, ...]:
    """Where f is differentiable and its slope turns from rising to falling or back."""
    pieces = curve.pieces(1)
    return tuple(
        piece.low
        for last, piece in pairwise(pieces)
        if last.high == piece.low
        and last.direction * piece.direction < 0
        and curve.continuous_at(piece.low, 1)
    )


def solutions(curve: Curve, level: Node) -> tuple[tuple[Place, ...], bool]:
    """Where f equals another formula (0, or x), and whether that is all of them.

    Points, and intervals where it does throughout. Where it turns for ever, only those near 0.
    """
    if curve.unlisted(0):
        return (), False
    solutions: list[Place] = []
    far = _farthest(curve, level) if curve.endless else 0.0
    if curve.edge < far <= WINDOW:
        curve = Curve(curve.given, curve.hints, far, repeats=curve.repeats)
    complete = far <= curve.edge and not curve.swarming
    for segment in curve.segments:
        tree = tidied("-", segment.tree, level)
        low, high = segment.low, segment.high
        complete &= not curve.crowded(tree, segment)
        complete &= math.isfinite(low) or unsettled_tails.rests(tree, -1)
        complete &= math.isfinite(high) or unsettled_tails.rests(tree, 1)
        parts = unsettled_tails.searched(
            tree, low, high, (*curve.hints, *along_turns(tree, low, high))
        )
        solutions += [(cell.low, cell.high) for cell in parts if cell.sign == 0]
        solutions += [cell.low for cell in parts[1:]]
        solutions += _beside_ends(curve, tree, parts)
        # A zero without a change of sign is an extremum of the difference.
        turns = unsettled_tails.searched(slope_of(tree), low, high, curve.hints)[1:]
        solutions += [turn.low for turn in turns if turning_value(tree, turn.low) == 0]
        solutions += [
            x
            for x, side in ((low, 1), (high, -1))
            if curve.rounded(x) and curve.continuous_at(x) and curve.end(tree, x, side) == 0
        ]
    whole = tidied("-", curve.tree, level)
    values = {x: value_at(whole, x) for x in curve.places}
    solutions += [x for x, value in values.items() if value == 0]
    apart = [x for x, value in values.items() if value != 0 and not curve.rounded(x)]
    return tuple(uncut(curve, joined(solutions, apart))), complete


def _farthest(curve: Curve, level: Node) -> float:
    """How far from 0 a function that breaks for ever may equal 0, or x, at most.

    Less a line it repeats, and what is left is no larger than that line only near 0. Infinite where
    it equals 0, or x, again and again, or nothing is known.
    """
    recurring = recurrence(tidied("-", curve.tree, level), {}) if curve.repeats else None
    if recurring is None or curve.repeats is None:
        return math.inf
    length, change = (abs(value_at(part, 0.0)) for part in recurring)
    values = on_period(curve, length)
    if change == 0 or values is None:
        return math.inf
    most = max(abs(values.low), abs(values.high)) + abs(curve.repeats.change)
    return (1 + SLACK) * most * length / change


def _beside_ends(curve: Curve, tree: Node, parts: Sequence[Cell]) -> Iterator[float]:
    """Zeros nearer to an end than any point that is looked at: the one of sqrt(x) - 1e-30."""
    low, high = parts[0].low, parts[-1].high
    for x, side, sign in ((low, 1, parts[0].sign), (high, -1, parts[-1].sign)):
        if math.isinf(x) or curve.rounded(x):
            continue
        limit = curve.end(tree, x, side)
        if limit * sign < 0:
            beside = math.nextafter(x, side * math.inf)
            if sign_at(tree, beside) * sign < 0:
                looked = float(sample(low, high)[0 if side > 0 else -1])
                yield change_between(tree, min(beside, looked), max(beside, looked))
            else:
                yield x if abs(limit) <= abs(value_at(tree, beside)) else beside


def joints(curve: Curve, order: int) -> tuple[Break, ...]:
    """The jumps (order 0) or the kinks (order 1)."""
    return tuple(joint for joint in curve.joints.values() if joint.order == order)


@lru_cache(maxsize=8)
def torn(curve: Curve) -> bool | None:
    """Whether f has a jump; None: its steps, or turns, are too many to be listed, and none is."""
    if joints(curve, 0):
        return True
    if not curve.unlisted(0):
        return None if curve.blurred else False
    for low, high in ((x - reach, x + reach) for reach in _REACHES for x in (0.0, 1.0, -1.0)):
        if not endless(curve.cases, low, high):
            orders = {joint.order for joint in breaks(curve.tree, low, high)}
            if orders:
                return 0 in orders or None
    return None


def smoothness(curve: Curve) -> str | None:
    """The number of continuous derivatives: ``discontinuous``, ``C0``, ``C1``, ..., ``smooth``.

    None where it has a value nowhere, or where it is not found.
    """
    if not domain(curve):
        return None
    if curve.unlisted(0) or curve.blurred:
        return "discontinuous" if torn(curve) else None
    order = min((joint.order for joint in curve.joints.values()), default=None)
    if order is None:  # steps without end whose joints are all far away are not trusted
        return "discontinuous" if curve.endless and not curve.one_period else "smooth"
    return f"C{order - 1}" if order else "discontinuous"
