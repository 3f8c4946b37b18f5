"""How far one piece keeps an error, and as few pieces of it as go from one place to another."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from functools import partial

from actviz.approximation.curves.segments import Segments

_MOST = 100_000  # pieces
_STUCK = 64  # times all pieces that are left, as long as the last one, are short of the end
_CLOSE, _CLOSE_IN_FORMAT = 2.0**-30, 2.0**-13  # of a part, how near a knot is found
_NONE = -20.0  # the logarithm of an error that is nothing beside another
_BEYOND = 1.1, 1.5, 3.0  # of the first steps, by the power with which errors grow
EVEN, _EVEN_IN_FORMAT = 2e-7, 2e-4  # relative: how even the errors of pieces are to be

Point = tuple[float, float]  # the end of a piece, and the logarithm of its share of an error


class TooMany(ValueError):  # noqa: N818 - it says what happened
    """More pieces than any table has."""


def reach(segments: Segments, low: float, end: float, error: float, guess: float) -> float:
    """How far from ``low`` one piece keeps this error, up to ``end``: to a kink or jump exactly.

    Args:
        guess: about how long it is.
    """
    kinks, near = segments.target.knots, low + guess
    first, last = bisect_right(kinks, low), bisect_left(kinks, end)
    inner = [low, *kinks[first:last], end]
    if low < near < inner[1]:  # mostly it is about so long, and no kink or end is looked at
        near = _reach(segments, low, (low, inner[1]), error, near)
        if near < inner[1]:
            return near
    at = _first(inner, near, partial(is_far, segments, low, error))
    short, long = inner[at - 1], inner[at]
    if long == end and segments.error(low, end) <= error:
        return end
    if short > low and segments.error(low, short + (short - low) * _CLOSE) > error:
        return short  # at a jump, say
    return _reach(segments, low, (short, long), error, near)


def is_far(segments: Segments, low: float, error: float, high: float) -> bool:
    """Whether one piece does not keep an error."""
    return segments.error(low, high) > error


def _first(places: Sequence[float], near: float, beyond: Callable[[float], bool]) -> int:
    """Which of some places is the first beyond, as the last one is; far ones take a fit each."""
    last, step = len(places) - 1, 1
    low, high = (at := min(max(bisect_left(places, near), 1), last)) - 1, at
    while high < last and not beyond(places[high]):
        low, high, step = high, min(high + step, last), 2 * step
    while low and beyond(places[low]):
        low, high, step = max(low - step, 0), low, 2 * step
    return bisect_left(places, 1, low + 1, hi=high, key=beyond)


def _reach(
    segments: Segments, low: float, ends: tuple[float, float], error: float, high: float
) -> float:
    """The same between two ends, of which the first keeps the error; the other, if that does.

    Args:
        high: where it may be.
    """
    close, even = _CLOSE, EVEN
    if segments.held is not None:
        close, even = _CLOSE_IN_FORMAT, _EVEN_IN_FORMAT

    def at(high: float) -> Point:
        most = segments.error(low, high) if high > low else 0.0
        return high, min(max(math.log(most / error) if most and error else _NONE, _NONE), -_NONE)

    short = at(ends[0])
    long: Point | None = None
    before: Point | None
    for turn in range(80):
        if not short[0] < high < (long[0] if long else ends[1]):
            high = short[0] + (long[0] - short[0]) / 2 if long else ends[1]
        if long and not short[0] < high < long[0]:
            break
        largest, now = segments.error(low, high), at(high)
        if largest <= error:
            if high == ends[1]:
                return high
            before, short, other = short, now, long
        else:
            before, long, other = long, now, short
        if long and long[0] - short[0] <= close * (long[0] - low):
            break
        if abs(largest - error) <= EVEN * error or 0 <= error - largest <= even * error:
            return high
        stuck = turn == len(_BEYOND) and short[0] == low and long is not None
        if stuck and segments.error(low, low + (high - low) * _CLOSE) > error:
            return low  # as no number of a format is near enough
        if turn < len(_BEYOND) and (short[0] == ends[0] or long is None or long[0] == ends[1]):
            # A little beyond, so that both sides are near.
            share = math.exp(-now[1] / (segments.degree + 1) * _BEYOND[turn])
            high = low + (high - low) * min(max(share, 0.2), 4.0)
        elif other is None:
            high = ends[1]
        else:
            known = before is not None and ends[0] < before[0] < ends[1]
            high = between(now, other, before or now, known=known)
    return short[0]


def between(now: Point, other: Point, before: Point, *, known: bool) -> float:
    """Where a curve may be 0 between two points (Chandrupatla 1997).

    Args:
        now, other: the last point, and the one on the other side.
        before: that which was on the last one's side.
        known: whether the curve has been looked at there.
    """
    (a, u), (b, v), (c, w) = now, other, before
    share, straight = 0.5, u / (u - v) if u != v else 0.5
    if not known:
        share = straight if max(abs(u), abs(v)) < 1 else share
    elif w not in (u, v):
        x, y = (a - b) / (c - b), (u - v) / (w - v)
        if y * y < x and (1 - y) ** 2 < 1 - x:
            share = straight * w / (w - v) + (c - a) / (b - a) * u / (w - u) * v / (w - v)
    return a + (b - a) * share


def greedy(
    segments: Segments,
    low: float,
    high: float,
    error: float,
    guesses: Sequence[float] = (),
    most: int = _MOST,
) -> list[float]:
    """The ends of the fewest pieces that keep this error, the last cut off at ``high``.

    Args:
        guesses: about how long the pieces are.
        most: of them, at most.

    Raises:
        TooMany: more are needed.
    """
    knots = steps(segments, low, high, error, guesses, most)
    if knots[-1] < high:
        raise TooMany(f"no {most:,} pieces were found that keep {error:.4g}")
    return knots


def steps(
    segments: Segments, low: float, high: float, error: float, guesses: Sequence[float], most: int
) -> list[float]:
    """The ends of so many pieces of them, or of all.

    Raises:
        TooMany: there is no end to them.
    """
    knots, guess, slow = [low], (high - low) / 8, 0
    while knots[-1] < high and len(knots) <= most:
        before = guess
        if len(knots) <= len(guesses):
            guess = guesses[len(knots) - 1]
        at = reach(segments, knots[-1], high, error, guess)
        guess = at - knots[-1]
        # Where no number of a format is near enough, pieces get on by next to nothing.
        left = (most - len(knots)) * guess * _STUCK < high - at
        slow = slow + 1 if segments.held is not None and left and guess <= before else 0
        if guess <= 0 or slow > 1:
            raise TooMany(f"no {most:,} pieces were found that keep {error:.4g}")
        knots.append(at)
    return knots
