"""The values that a function or its slope takes: intervals whose ends are attained or not."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from actviz.facts import unsettled_tails
from actviz.facts.interval import Interval
from actviz.facts.monotone import direction
from actviz.facts.monotone_pieces import Curve, Piece
from actviz.facts.points import plain_ball, value_at
from actviz.facts.record import Place
from actviz.facts.scan import cells, slope_of, turning_value
from actviz.formula.calculus import derivative
from actviz.formula.tree import Node
from actviz.readings.asymptotics.periods import period

SLACK: Final = 1e-9  # of what is only rounded
_NOTHING: Final = Interval(0.0, 0.0)


def united(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """The union of intervals, as few as possible, in order."""
    whole: list[Interval] = []
    for one in sorted(intervals, key=lambda i: (i.low, not i.low_closed)):
        last = whole[-1] if whole else None
        if (
            last is None
            or one.low > last.high
            or (one.low == last.high and not (one.low_closed or last.high_closed))
        ):
            whole.append(one)
        else:
            whole[-1] = hull((last, one))
    return tuple(whole)


def hull(intervals: Sequence[Interval]) -> Interval:
    """The smallest interval that holds them all."""
    low = min(i.low for i in intervals) + 0.0  # no -0.0
    high = max(i.high for i in intervals) + 0.0
    return Interval(
        low,
        high,
        any(i.low_closed and i.low == low for i in intervals),
        any(i.high_closed and i.high == high for i in intervals),
    )


def image(curve: Curve, order: int = 0) -> tuple[Interval, ...] | None:
    """The values that f (or a derivative) takes; None where some end was not found.

    On a run of pieces over which it is continuous it takes every value in between. Of what breaks
    for ever it may be the hull of them (see :func:`skipping`).
    """
    repeats = curve.one_period
    curve = repeats or curve
    if curve.repeats and curve.repeats.change and not order and curve.segments:
        return (Interval(-math.inf, math.inf),)
    runs = []
    for run in curve.components(order):
        taken = [_image(piece) for piece in run]
        known = [one for one in taken if one is not None]
        if len(known) < len(taken):
            return None
        runs.append(hull(known))
    apart = [] if order else [Interval(value, value, True, True) for value in _apart(curve)]
    if curve.endless and (curve.unlisted(order) or not repeats):
        return _image_of_endless(curve, order, [*runs, *apart])
    for side in (-1, 1) if runs and not curve.endless else ():
        last = 0 if side < 0 else -1
        if curve.waves(side, order):
            extended = _beyond_window(curve, side, order, runs[last])
            if extended is None:
                return None
            runs[last] = extended
    return united([*runs, *apart]) if runs or apart else None


def skipping(curve: Curve) -> bool:
    """Whether :func:`image` may hold values that the function does not take."""
    curve = curve.one_period or curve
    if not curve.endless or not curve.repeats or not curve.repeats.change:
        return curve.endless and not curve.repeats
    step = abs(curve.repeats.change) * (1 + SLACK)
    runs = curve.components(0)
    spans = [hull([part for part in map(_image, run) if part] or [_NOTHING]) for run in runs]
    if any(span.high - span.low > step for span in spans):
        return False
    return len(runs) > 1 or runs[0][0].low > -curve.edge or runs[0][-1].high < curve.edge


def on_period(curve: Curve, length: float) -> Interval | None:
    """The hull of the values from 0 to a place; None where they have no bound, or are not known."""
    ends = [curve.value(x) for x in curve.places if 0 <= x <= length]
    for piece in curve.pieces(0):
        if piece.high > 0 and piece.low < length:
            ends.append(piece.start if piece.low >= 0 else value_at(piece.tree, 0.0))
            ends.append(piece.end if piece.high <= length else value_at(piece.tree, length))
    known = [value for value in ends if not math.isnan(value)]
    bounded = known and length < curve.edge and all(map(math.isfinite, known))
    return Interval(min(known), max(known), True, True) if bounded else None


def _apart(curve: Curve) -> list[float]:
    """The values at places to which what lies beside them does not lead."""
    ends = [end for run in curve.components(0)
            for end in ((run[0].low, run[0].start), (run[-1].high, run[-1].end))]  # fmt: skip
    apart = {x for x in curve.places if not curve.continuous_at(x)}
    apart |= {  # a domain may end in a point by itself: floor(6*asin(x)/pi) is 3 at 1 alone
        x for x, limit in ends if x in curve.places and not curve.rounded(x)
        and not math.isclose(curve.value(x), limit, rel_tol=1e-12, abs_tol=1e-15)
    }  # fmt: skip
    return [value for value in map(curve.value, sorted(apart)) if math.isfinite(value)]


def _image_of_endless(curve: Curve, order: int, runs: list[Interval]) -> tuple[Interval] | None:
    """The hull of all values, if limits and bounds over the tails cover what lies far out."""
    tree = derivative(curve.tree, "x", order)
    unlisted = curve.unlisted(order)
    seen = [] if unlisted else [*runs]
    for side in (-1, 1):
        limit = curve.limit(side, order)
        if math.isinf(limit):
            seen.append(Interval(limit, limit))
    whole = hull(seen) if seen else None
    if unlisted:  # a limit tells how far the values reach, and no more
        if whole is not None and whole.low == -math.inf and whole.high == math.inf:
            return (whole,)
        return None if order else _between_limits(curve)
    if whole is None:
        return None
    for side in (-1, 1):
        low, high = unsettled_tails.tail_bounds(tree, side, curve.edge)
        if not (low >= whole.low and high <= whole.high):
            return None
    return (whole,)


def _between_limits(curve: Curve) -> tuple[Interval] | None:
    """The hull of what goes one way all along: a limit is attained if it is constant at last."""
    sign, _ = direction(curve.tree)
    limits = [curve.limit(side) for side in (-1, 1)]
    if not sign or any(map(math.isnan, limits)):
        return None
    for side, limit in zip((-1, 1), limits, strict=True):
        if math.isfinite(limit) and "x" in unsettled_tails.settled(curve.tree, side).names:
            return None  # whether it is attained is not known
    low, high = limits[::sign]
    return (Interval(low, high, math.isfinite(low), math.isfinite(high)),)


def _image(piece: Piece) -> Interval | None:
    if math.isnan(piece.start) or math.isnan(piece.end):
        return None
    if piece.start <= piece.end:
        return Interval(piece.start, piece.end, piece.start_attained, piece.end_attained)
    return Interval(piece.end, piece.start, piece.end_attained, piece.start_attained)


def _beyond_window(curve: Curve, side: int, order: int, seen: Interval) -> Interval | None:
    """The values seen near 0 together with those of a tail that turns for ever."""
    tail = curve.tail(side, order)
    if tail is None:
        return None
    last = curve.pieces(order)[0 if side < 0 else -1]
    reach = abs(last.low if side < 0 else last.high)
    segment = curve.segments[0 if side < 0 else -1]
    length = period(tail, {})
    if length is not None:
        start = max(0.0, side * (segment.high if side < 0 else segment.low))
        return hull([seen, _over(tail, side * start, side * (start + value_at(length, 0.0)))])
    swing = unsettled_tails.swing(tail, side)
    low, high = unsettled_tails.tail_bounds(tail, side, reach)
    if swing is not None:
        least, most = swing
        peaks = _first_turns(curve, side, order)
        seen = Interval(
            min(least, seen.low),
            max(most, seen.high),
            seen.low_closed and (seen.low < least or seen.low == least == peaks[0]),
            seen.high_closed and (seen.high > most or seen.high == most == peaks[1]),
        )
    elif not (low > seen.low and high < seen.high):
        return None  # whether an end is attained is not known
    slack = 2.0**-48 * max(
        (abs(end) for end in (seen.low, seen.high) if math.isfinite(end)), default=0
    )
    return seen if low >= seen.low - slack and high <= seen.high + slack else None


def _over(tree: Node, *ends: float) -> Interval:
    """The values of a smooth formula from one place to another, both of them included."""
    low, high = sorted(ends)
    places = [low, *(cell.low for cell in cells(slope_of(tree), low, high)[1:]), high]
    values = [turning_value(tree, x) for x in _outermost(tree, places)]
    return Interval(min(values), max(values), True, True)


def _outermost(tree: Node, places: Sequence[float]) -> list[float]:
    """The places at which values may be the least or the largest; balls rule out the others."""
    balls = [plain_ball(tree, x) for x in places]
    known = [ball for ball in balls if ball is not None]
    if not known:
        return list(places)
    lows, highs = [ball.lower() for ball in known], [ball.upper() for ball in known]
    slack = SLACK * max(abs(end) for end in (*lows, *highs))  # a turn is beside its double
    least, most = min(highs) + slack, max(lows) - slack
    return [
        x
        for x, ball in zip(places, balls, strict=True)
        if ball is None or not (ball.lower() > least and ball.upper() < most)
    ]


def _first_turns(curve: Curve, side: int, order: int) -> tuple[float, float]:
    """The values of the minimum and the maximum nearest to 0 on a side.

    Later ones may round to the limit superior without attaining it; the first one tells.
    """
    turns: dict[int, float] = {}
    for piece in list(curve.pieces(order))[::side]:
        if piece.low * side >= 0 and piece.high * side >= 0:
            outer = piece.end if side > 0 else piece.start
            turns.setdefault(side * piece.direction, outer)
    return turns.get(-1, math.nan), turns.get(1, math.nan)


def bound(interval: Interval | None) -> float | None:
    """The largest magnitude in an interval."""
    return None if interval is None else max(abs(interval.low), abs(interval.high))


def where_value(curve: Curve, value: float, order: int) -> Place | None:
    """Where f or a derivative attains an end of its range: the place nearest to 0."""
    if curve.endless and not curve.one_period:
        return None
    curve = curve.one_period or curve
    places: list[Place] = []
    for piece in curve.pieces(order):
        if piece.direction == 0 and piece.start == value:
            places.append((piece.low, piece.high))
        elif piece.start == value and piece.start_attained:
            places.append(piece.low)
        elif piece.end == value and piece.end_attained:
            places.append(piece.high)
    places += [x for x in curve.places if curve.value(x, order) == value]
    apart = [x for x in curve.places if curve.value(x, order) != value]
    return min(uncut(curve, joined(places, apart)), key=_distance, default=None)


def uncut(curve: Curve, places: Iterable[Place]) -> list[Place]:
    """Places; of what repeats the stretches that the window does not cut, or the whole line.

    Where the window ends, no stretch does: others like it lie whole in it.
    """
    ends = {-curve.edge, curve.edge} if curve.repeats else set()
    spans = list(places)
    if any(isinstance(place, tuple) and set(place) == ends for place in spans):
        return [(-math.inf, math.inf)]
    return [place for place in spans if not (isinstance(place, tuple) and ends & {*place})]


def _distance(place: Place) -> tuple[float, bool]:
    """How far a place is from 0; of two as far, the right one comes first."""
    low, high = place if isinstance(place, tuple) else (place, place)
    return (0.0 if low <= 0 <= high else min(abs(low), abs(high)), high < 0)


def joined(places: Iterable[Place], apart: Collection[float] = ()) -> list[Place]:
    """Places in order, with points and intervals that touch made one, except at those ``apart``."""
    spans = [place if isinstance(place, tuple) else (place, place) for place in places]
    merged: list[tuple[float, float]] = []
    for low, high in sorted(spans):
        if merged and low <= merged[-1][1] and not (low == merged[-1][1] and low in apart):
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return [low if low == high else (low, high) for low, high in merged]
