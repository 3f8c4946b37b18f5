"""Where to put knots for the smallest largest error.

A part of a segment is fitted no worse than the whole, so that from each knot the longest segment
that keeps an error is the best next one: as many steps as needed prove how few pieces do. The
error itself is found by bisection, and for free knots balanced in the end.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import field
from functools import partial
from itertools import pairwise

import numpy as np

from actviz.approximation.curves.segments import Segments
from actviz.dataclass import dataclass

_MOST = 100_000  # pieces
WORTH = 0.955  # of an error with knots at all kinks, for knots elsewhere
_SURE = 4.0  # times an error, by which an estimate is off at most: of half as many pieces
_STUCK = 64  # times all pieces that are left, as long as the last one, are short of the end
_CLOSE, _CLOSE_IN_FORMAT = 2.0**-30, 2.0**-13  # of a part, how near a knot is found
_NONE = -20.0  # the logarithm of an error that is nothing beside another
_BEYOND = 1.1, 1.5, 3.0  # of the first steps, by the power with which errors grow
_EVEN, _EVEN_IN_FORMAT = 2e-7, 2e-4  # relative: how even the errors of pieces are to be
_HOPELESS = 2.0**60  # no larger error is looked for
_STEP, _MISSES = 0.01, 2  # relative: from an error too small to one that may be kept
_BALANCED, _EVENED, _BALANCED_IN_FORMAT = 5e-5, 2e-2, 1e-3  # relative: how near errors are found

Point = tuple[float, float]  # the end of a piece, and the logarithm of its share of an error


class TooMany(ValueError):  # noqa: N818 - it says what happened
    """More pieces than any table has."""


def reach(segments: Segments, low: float, end: float, error: float, guess: float) -> float:
    """How far from ``low`` one piece keeps this error, up to ``end``: to a kink or jump exactly.

    Args:
        guess: about how long it is.
    """
    if segments.error(low, end) <= error:
        return end
    kinks = segments.target.knots
    first, last = bisect_right(kinks, low), bisect_left(kinks, end)
    inner = [low, *kinks[first:last], end]
    at = _first(inner, low + guess, partial(_is_far, segments, low, error))
    short, long = inner[at - 1], inner[at]
    if short > low and segments.error(low, short + (short - low) * _CLOSE) > error:
        return short  # at a jump, say
    return _reach(segments, low, (short, long), error, low + guess)


def _is_far(segments: Segments, low: float, error: float, high: float) -> bool:
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
    """The same between two ends, of which the first keeps the error and the other does not.

    Args:
        high: where it may be.
    """
    close, even = _CLOSE, _EVEN
    if segments.held is not None:
        close, even = _CLOSE_IN_FORMAT, _EVEN_IN_FORMAT

    def at(high: float) -> Point:
        most = segments.error(low, high) if high > low else 0.0
        return high, min(max(math.log(most / error) if most and error else _NONE, _NONE), -_NONE)

    short, long = at(ends[0]), at(ends[1])
    for turn in range(80):
        if not short[0] < high < long[0]:
            high = short[0] + (long[0] - short[0]) / 2
        if not short[0] < high < long[0]:
            break
        largest, now = segments.error(low, high), at(high)
        if largest <= error:
            before, short, other = short, now, long
        else:
            before, long, other = long, now, short
        if long[0] - short[0] <= close * (long[0] - low):
            break
        if abs(largest - error) <= _EVEN * error or 0 <= error - largest <= even * error:
            return high
        if turn < len(_BEYOND) and (short[0] == ends[0] or long[0] == ends[1]):
            # A little beyond, so that both sides are near.
            share = math.exp(-now[1] / (segments.degree + 1) * _BEYOND[turn])
            high = low + (high - low) * min(max(share, 0.2), 4.0)
        else:
            high = _between(now, other, before, known=ends[0] < before[0] < ends[1])
    return short[0]


def _between(now: Point, other: Point, before: Point, *, known: bool) -> float:
    """Where a curve may be 0 between two points (Chandrupatla 1997).

    Args:
        now, other: the last point, and the one on the other side.
        before: that which was on the last one's side.
        known: whether the curve has been looked at there.
    """
    (a, u), (b, v), (c, w) = now, other, before
    share, straight = 0.5, u / (u - v)
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
    knots, guess, slow = [low], (high - low) / 8, 0
    while knots[-1] < high:
        before = guess
        if len(knots) <= len(guesses):
            guess = guesses[len(knots) - 1]
        at = reach(segments, knots[-1], high, error, guess)
        guess = at - knots[-1]
        # Where no number of a format is near enough, pieces get on by next to nothing.
        left = (most - len(knots)) * guess * _STUCK < high - at
        slow = slow + 1 if segments.held is not None and left and guess <= before else 0
        if guess <= 0 or len(knots) > most or slow > 1:
            raise TooMany(f"no {most:,} pieces were found that keep {error:.4g}")
        knots.append(at)
    return knots


def all_greedy(
    segments: Segments, forced: Sequence[float], error: float, most: int
) -> list[list[float]]:
    """The ends of the fewest pieces that keep an error, for each part between forced knots.

    Raises:
        TooMany: more are needed, as the derivative tells that decides over short ones.
    """
    parts = [one for one in pairwise(forced) if segments.error(*one) > error]
    if any(estimate(segments, a, b, most) > _SURE * error for a, b in parts):
        raise TooMany(f"no {most:,} pieces were found that keep {error:.3g}")
    return [greedy(segments, a, b, error) for a, b in pairwise(forced)]


def _share(segments: Segments, knots: list[float], error: float) -> float:
    """How many pieces were taken, the last by the share of the error that it has."""
    last = segments.error(knots[-2], knots[-1])
    part = min((last / error) ** (1 / (segments.degree + 1)), 1.0) if error else 1.0
    return len(knots) - 2 + part


@dataclass
class Search:
    """For the smallest error that some pieces keep in all of some parts.

    Attributes:
        parts: side by side, with forced knots between them.
        count: pieces in all of them.
        knots: of the smallest error found, part by part.
        widths: of the pieces made last, part by part.
    """

    segments: Segments
    parts: Sequence[tuple[float, float]]
    count: int
    knots: list[list[float]] = field(default_factory=list)
    widths: list[list[float]] = field(default_factory=list)

    @property
    def most(self) -> int:
        """How many pieces of a part are made at most, to see how many there would be."""
        return 4 * self.count + 8

    def taken(self, error: float) -> tuple[bool, float]:
        """Whether an error is kept, and how many pieces it takes, the last ones by their share."""
        knots: list[list[float]] = []
        share = 0.0
        for k, part in enumerate(self.parts):
            guesses = self.widths[k] if self.widths else ()
            try:
                knots.append(greedy(self.segments, *part, error, guesses, self.most))
            except TooMany:
                return False, math.inf
            share += _share(self.segments, knots[-1], error)
        self.widths = [[b - a for a, b in pairwise(one)] for one in knots]
        kept = sum(len(one) - 1 for one in knots) <= self.count
        if kept:
            self.knots = knots
        return kept, share

    def smallest(
        self, error: float, top: float, close: float, noise: float, bottom: float = 0.0
    ) -> float:
        """The smallest error, up to a share of it.

        Args:
            error: to begin with.
            top: one that is kept.
            close: that share.
            noise: an error below which no smaller one is looked for.
            bottom: one that is not kept.
        """
        order, step, missed, count = self.segments.degree + 1, _STEP, 0, max(self.count, 1)
        kept_ones = list[Point]()  # the logarithms of errors, and of their shares
        for _ in range(90):
            kept, needed = self.taken(error)
            if not kept:
                bottom, missed = error, missed + bool(kept_ones)
            else:
                top = error
                if len(self.parts) == 1 and order * (self.count - needed) <= close * self.count:
                    break
            if top - bottom <= close * top or top < noise or bottom > _HOPELESS:
                break
            before = error
            if kept:
                kept_ones.append((math.log(error), math.log(max(needed / count, 0.01))))
            flat = len(kept_ones) > 1 and kept_ones[-1][1] == kept_ones[-2][1]
            if flat and not bottom:  # as of steps, which may be kept by next to nothing
                error = noise / 2
            elif kept_ones:  # another may have a last piece too many of next to no share
                error = _full(kept_ones[-2:], order) * (1 + 0.1 * close)
                if flat or missed > _MISSES or not bottom < error < top * (1 - 0.2 * close):
                    # Errors jump where weights do, and beside kinks, so that halving is needed.
                    error = (bottom * top) ** 0.5 if bottom else top / 2
            else:
                share = min(needed / count, 4.0)
                error = max(error * share**order * (1 + 0.8 * close), bottom * (1 + step))
                step = 4 * step
                if not bottom < error < top:
                    error = (bottom * top) ** 0.5 if bottom else top / 2
            ratio = (error / before) ** (1 / order) if before else 1.0
            self.widths = [[w * ratio for w in row] for row in self.widths]
        return top


def _full(kept: Sequence[Point], order: int) -> float:
    """The error whose share may be full, by one or two others: logarithms of errors and shares."""
    log, share = kept[-1]
    slope = -float(order)
    if len(kept) > 1 and kept[0][1] != share:
        slope = (log - kept[0][0]) / (share - kept[0][1])
    return math.exp(min(log - share * slope, 600.0))


def balanced(
    segments: Segments, low: float, high: float, count: int, close: float = _BALANCED
) -> tuple[float, list[float]]:
    """The smallest error that ``count`` pieces keep between two forced knots, and the knots."""
    whole = segments.error(low, high) if low < high else 0.0
    least = noise(segments, low, high)
    if count == 1 or whole < max(least, segments.beside_root(low, high) * (1 + _EVEN)):
        return whole, [low, high]
    if (low, high, count) not in segments.best:
        search = Search(segments, [(low, high)], count, [[low, high]])
        start = min(max(estimate(segments, low, high, count), least), whole / 2)
        close = close if segments.held is None else max(close, _BALANCED_IN_FORMAT)
        error = search.smallest(start, whole, close, least)
        segments.best[low, high, count] = error, search.knots[0]
    return segments.best[low, high, count]


def noise(segments: Segments, low: float, high: float) -> float:
    """An error below which fits between two knots tell nothing."""
    return segments.target.noise(np.linspace(low, high, 65), segments.scale)


def estimate(segments: Segments, low: float, high: float, count: int) -> float:
    """About which error ``count`` pieces keep, by the derivative that decides over short ones."""
    order = segments.degree + 1
    x = np.linspace(low, high, 64 * order + 1)
    values = segments.target.on(x, low, high)
    differences = np.abs(np.diff(values, order))
    if segments.scale is not None:  # of the point in the middle of each
        differences *= segments.scale(x, values)[order // 2 :][: len(differences)]
    total = float(np.sum(differences ** (1 / order)))  # the integral of |f^(order)|^(1/order)
    factorial = math.factorial(order)
    return 2 * (total / (4 * count)) ** order / factorial


def free(segments: Segments, forced: Sequence[float], count: int) -> list[float]:
    """Knots of ``count`` pieces for the smallest largest error, those of ``forced`` among them.

    Args:
        forced: the ends of the range and places that are to be knots, in order.
    """
    parts = list(pairwise(forced))
    if len(parts) == 1:
        return balanced(segments, *parts[0], count)[1]
    top = max(segments.error(*part) for part in parts)
    least = max(max(noise(segments, *part), segments.beside_root(*part)) for part in parts)
    search = Search(segments, parts, count, [list(part) for part in parts])
    if count > len(parts) and top > least:
        start = max(estimate(segments, *part, max(count // len(parts), 1)) for part in parts)
        close = _BALANCED if segments.held is None else _BALANCED_IN_FORMAT
        search.smallest(min(max(start, least), top / 2), top, close, least)
    shares = [len(one) - 1 for one in search.knots]
    spare = count - sum(shares)
    by_part = []
    for part, knots in zip(parts, search.knots, strict=True):  # one of them decides, and is known
        largest = max(segments.error(a, b) for a, b in pairwise(knots))
        evened = balanced(segments, *part, len(knots) - 1, _EVENED)
        by_part.append(min(evened, (largest, knots), key=lambda one: one[0]))
    for _ in range(spare):  # one more where it hurts most, as long as that helps
        k = max(range(len(parts)), key=lambda i: by_part[i][0])
        shares[k] += 1
        more = balanced(segments, *parts[k], shares[k])
        if more[0] >= by_part[k][0]:
            break
        by_part[k] = more
    return [*(knot for _, knots in by_part for knot in knots[:-1]), forced[-1]]


def fewest(
    segments: Segments,
    places: Sequence[float],
    error: float,
    count: int,
    must: Sequence[float] = (),
) -> list[int] | None:
    """Which of some places are the ends of the fewest pieces that keep an error.

    None: they are more than ``count``. Those of ``must`` are among them.
    """
    last = len(places) - 1
    stops = sorted({bisect_right(places, knot) - 1 for knot in must} | {last})
    at, chosen = 0, [0]
    while at < last:
        stop = next(one for one in stops if one > at)
        if segments.error(places[at], places[stop]) > error:
            far = partial(_is_far, segments, places[at], error)
            stop = bisect_left(places, 1, at + 1, stop, key=far) - 1
        if stop == at or len(chosen) > count:
            return None
        at = stop
        chosen.append(at)
    return chosen if len(chosen) <= count + 1 else None


def among(
    segments: Segments, places: Sequence[float], count: int, must: Sequence[float] = ()
) -> list[float]:
    """The same with inner knots out of ``places`` alone, whose ends are those of the range."""

    def steps(error: float) -> list[int] | None:
        return fewest(segments, places, error, count, must)

    top = segments.error(places[0], places[-1])
    floor = max(segments.error(a, b) for a, b in pairwise(places))
    best = steps(top)
    while best is None:
        top *= 2
        best = steps(top)
    bottom = floor * (1 - 1e-9)
    least = noise(segments, places[0], places[-1])
    while top - bottom > 1e-6 * top and top > least:
        error = (bottom + top) / 2 if bottom * 8 > top else top / 4
        chosen = steps(error)
        if chosen is None:
            bottom = error
        else:
            best, top = chosen, error
    return [places[k] for k in best]
