"""Where to put knots for the smallest largest error.

A part of a segment is fitted no worse than the whole, so that from each knot the longest segment
that keeps an error is the best next one: as many steps as needed prove how few pieces do. The
error itself is found by bisection, and for free knots balanced in the end.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import field
from functools import partial
from itertools import pairwise
from typing import ClassVar

import numpy as np

from actviz.approximation.curves.segments import Segments
from actviz.approximation.knots.reaching import EVEN, Point, TooMany, between, greedy, is_far, steps
from actviz.dataclass import dataclass

WORTH = 0.955  # of an error with knots at all kinks, for knots elsewhere
_SURE = 4.0  # times an error, by which an estimate is off at most: of half as many pieces
_WIDE = 32.0  # a range: it may have parts of which even places see nothing
_HOPELESS = 2.0**60  # no larger error is looked for
_MANY = 4.0  # times the pieces that there are: more tell nothing
_SHORT = 2.0**-30  # of a range: a piece as short errs what it errs at its end
JUST = 1e-6  # relative: beyond what errs in any case
_HALVED, _AGAIN = 8, 2  # every so many steps between two errors are half-way, or after these
_BALANCED, _EVENED, _BALANCED_IN_FORMAT = 5e-6, 2e-2, 2e-4  # relative: how near errors are found


@dataclass(frozen=True)
class _Try:
    """An error that was tried: logarithms of it and of the share of pieces; those of each part."""

    point: Point
    shares: list[float]


def all_greedy(
    segments: Segments, forced: Sequence[float], error: float, most: int
) -> list[list[float]]:
    """The ends of the fewest pieces that keep an error, for each part between forced knots.

    Raises:
        TooMany: more are needed, as the derivative tells that decides over short ones.
    """
    parts = [one for one in pairwise(forced) if segments.error(*one) > error]
    if any(estimate(segments, (a, b), most) > _SURE * error for a, b in parts):
        raise TooMany(f"no {most:,} pieces were found that keep {error:.3g}")
    return [greedy(segments, a, b, error) for a, b in pairwise(forced)]


@dataclass
class Search:
    """For the smallest error that some pieces keep in all of some parts.

    Attributes:
        parts: side by side, with forced knots between them.
        count: pieces in all of them.
        knots: of the smallest error found, part by part.
        widths: of the pieces made last, part by part.
        shares: how many these are, the last ones by their share of the error.
    """

    segments: Segments
    parts: Sequence[tuple[float, float]]
    count: int
    knots: list[list[float]] = field(default_factory=list)
    widths: list[list[float]] = field(default_factory=list)
    shares: list[float] = field(default_factory=list)
    same_parts: ClassVar[bool] = True  # for every error

    @property
    def most(self) -> int:
        """How many pieces of a part are made at most, to see how many there would be."""
        return 4 * self.count + 8

    def taken(self, error: float) -> tuple[bool, float]:
        """Whether an error is kept, and how many pieces it takes, the last ones by their share."""
        knots, shares, one = list[list[float]](), list[float](), len(self.parts) == 1
        for k, part in enumerate(self.parts):
            guesses = self.widths[k] if self.widths else ()
            try:
                if one:  # the last one has what is left
                    row = steps(self.segments, *part, error, guesses, self.count - 1)
                    row = row if row[-1] == part[1] else [*row, part[1]]
                else:
                    row = greedy(self.segments, *part, error, guesses, self.most)
            except TooMany:
                self.shares = []
                return False, math.inf
            knots.append(row)
            shares.append(self._share(row, error))
        self.shares = shares
        self.widths = [[b - a for a, b in pairwise(one)] for one in knots]
        kept = sum(len(row) - 1 for row in knots) <= self.count
        kept &= not one or self.segments.error(knots[0][-2], knots[0][-1]) <= error
        if kept:
            self.knots = knots
        return kept, sum(shares)

    def _share(self, knots: list[float], error: float) -> float:
        """How many pieces were taken, the last by the share of the error that it has."""
        last = self.segments.error(knots[-2], knots[-1])
        part = (last / error) ** (1 / (self.segments.degree + 1)) if error else 1.0
        return len(knots) - 2 + part

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
        order, count = self.segments.degree + 1, max(self.count, 1)
        above: _Try | None = None
        below: _Try | None = None
        side, again = True, -1  # on which one, and how often in turn
        least = bottom  # which may be met
        for turn in range(90):
            kept, needed = self.taken(error)
            share = min(max(needed / count, 0.01), _MANY)
            now = _Try((math.log(error or math.ulp(0.0)), math.log(share)), self.shares)
            before, flat = (above, False) if kept else (below, False)
            again, side = again + 1 if kept is side else 0, kept
            if kept:
                flat = above is not None and above.point[1] == now.point[1]
                above, top = now, error
                if len(self.parts) == 1 and order * (self.count - needed) <= close * self.count:
                    break
            else:
                below, bottom = now, error
            if top - bottom <= close * top or top < noise or bottom > _HOPELESS:
                break
            last, other = error, below if kept else above
            if kept and least and bottom == least < error * (1 - close):
                error, least = least * (1 + 2 * JUST), 0.0
            elif flat and not bottom:  # as of steps, which may be kept by next to nothing
                error = noise / 2
            elif len(self.parts) > 1 and now.shares:
                full, shares = self._full(now, other)
                by = 0.4 * close * 4.0**again  # ever further, as long as it stays on one side
                error = full * (1 - by if kept else 1 + by)
                if again == _AGAIN:
                    found, knots = self._of_parts(shares, full)
                    error = found * (1 + 0.1 * close)
                    if self.same_parts and found < top and sum(shares) <= self.count:
                        top, self.knots = found, knots
                        if top - bottom <= close * top:
                            break
                        error = found * (1 - 0.5 * close)  # is there a smaller one?
            elif other is not None and turn % _HALVED:
                known = before is not None
                at = between(now.point, other.point, (before or now).point, known=known)
                error = math.exp(at) * (1 + 0.1 * close)
            elif other is None:
                power = float(order) if before is None else _power(before.point, now.point, order)
                error *= share**power * (1 + 0.1 * close)
            else:
                error = 0.0
            if not bottom < error < top * (1 - 0.2 * close):
                # Errors jump where weights do, and beside kinks, so that halving is needed.
                error = (bottom * top) ** 0.5 if bottom else top / 2
            ratio = (error / last) ** (1 / order) if last else 1.0
            self.widths = [[w * ratio for w in row] for row in self.widths]
        return top

    def _full(self, now: _Try, other: _Try | None) -> tuple[float, list[int]]:
        """About the smallest error with which parts take whole pieces, and these."""
        slopes = [-1.0 / (self.segments.degree + 1)] * len(now.shares)
        if other is not None and len(other.shares) == len(now.shares):
            run = now.point[0] - other.point[0]
            pairs = zip(now.shares, other.shares, strict=True)
            slopes = [math.log(a / b) / run if a > 0 < b else 0.0 for a, b in pairs]

        def taken(by: float) -> list[int]:
            rows = zip(now.shares, slopes, strict=True)
            return [max(math.ceil(s * math.exp(min(m * by, 50.0))), 1) for s, m in rows]

        low, high = -3.0, 3.0
        for _ in range(50):
            by = (low + high) / 2
            low, high = (by, high) if sum(taken(by)) > self.count else (low, by)
        return math.exp(min(now.point[0] + high, 600.0)), taken(high)

    def _of_parts(self, shares: Sequence[int], error: float) -> tuple[float, list[list[float]]]:
        """The smallest error of parts with so many pieces each, about so large, and the knots."""
        rows = zip(self.parts, shares, strict=True)
        best = [balanced(self.segments, *part, count, start=error) for part, count in rows]
        return max(one[0] for one in best), [one[1] for one in best]


def _power(one: Point, other: Point, order: int) -> float:
    """With which power of the share of pieces errors grow."""
    (a, u), (b, v) = one, other
    power = (a - b) / (v - u) if u != v else 0.0
    return min(max(power, float(order)), 4.0 * order)


def balanced(
    segments: Segments,
    low: float,
    high: float,
    count: int,
    close: float = _BALANCED,
    start: float | None = None,
) -> tuple[float, list[float]]:
    """The smallest error that ``count`` pieces keep between two forced knots, and the knots.

    Args:
        close: relative: how near it is found.
        start: about how large it is, if that is known.
    """
    whole = segments.error(low, high) if low < high else 0.0
    least = noise(segments, low, high)
    if count == 1 or whole < max(least, segments.beside_root(low, high) * (1 + EVEN)):
        return whole, [low, high]
    if (low, high, count) not in segments.best:
        search = Search(segments, [(low, high)], count, [[low, high]])
        start = start or estimate(segments, (low, high), count)
        close = close if segments.held is None else max(close, _BALANCED_IN_FORMAT)
        bottom = floor(segments, low, high)
        start = min(max(start, least, bottom * (1 + JUST)), whole / 2)
        error = search.smallest(start, whole, close, least, bottom * (1 - JUST))
        segments.best[low, high, count] = error, search.knots[0]
    return segments.best[low, high, count]


def noise(segments: Segments, low: float, high: float) -> float:
    """An error below which fits between two knots tell nothing."""
    return segments.target.noise(np.linspace(low, high, 65), segments.scale)


def floor(segments: Segments, low: float, high: float) -> float:
    """What pieces of a format err in any case: at an end, and at 0, where they have its numbers."""
    if segments.held is None:
        return 0.0
    near = (high - low) * _SHORT
    ends = segments.error(low, low + near), segments.error(high - near, high)
    return max(*ends, floor_at_zero(segments, low, high))


def floor_at_zero(segments: Segments, low: float, high: float) -> float:
    """The same at 0 alone, if it is between two places."""
    if segments.held is None or not low < 0 < high:
        return 0.0
    near = (high - low) * _SHORT
    return min(segments.error(max(-near, low), 0.0), segments.error(0.0, min(near, high)))


def estimate(segments: Segments, edges: Sequence[float], count: int) -> float:
    """About which error ``count`` pieces keep, by the derivative that decides over short ones.

    Args:
        edges: the ends of the range, and inner places at which there is a knot.
    """
    order, total = segments.degree + 1, 0.0
    cuts = [side * 4.0**k for side in (-1, 1) for k in range(1, 16)]  # bends are about 0 mostly
    wide = edges[-1] - edges[0] > _WIDE
    inner = {x for x in cuts if wide and edges[0] < x < edges[-1]}
    for low, high in pairwise(sorted({*edges, *inner})):
        x = np.linspace(low, high, 64 * order + 1)
        values = segments.target.on(x, low, high)
        differences = np.abs(np.diff(values, order))
        if segments.scale is not None:  # of the point in the middle of each
            differences *= segments.scale(x, values)[order // 2 :][: len(differences)]
        total += float(np.sum(differences ** (1 / order)))  # the integral of |f^(order)|^(1/order)
    return 2 * (total / (4 * count)) ** order / math.factorial(order)


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
        start = estimate(segments, forced, count)
        close = _BALANCED if segments.held is None else _BALANCED_IN_FORMAT
        bottom = max(floor(segments, *part) for part in parts)
        start = min(max(start, least, bottom * (1 + JUST)), top / 2)
        search.smallest(start, top, close, least, bottom * (1 - JUST))
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


def keep(segments: Segments, forced: Sequence[float], count: int, error: float) -> bool:
    """Whether so many pieces with knots at all of some places keep an error."""
    left = count
    for low, high in pairwise(forced):
        try:
            left -= len(greedy(segments, low, high, error, (), left)) - 1
        except TooMany:
            return False
    return left >= 0


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
            far = partial(is_far, segments, places[at], error)
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
