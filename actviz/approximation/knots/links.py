"""Lines that join, with knots wherever they like: the fewest that stay within an error.

Between ``f - error`` and ``f + error`` runs a tube, and a path of as few straight links as can be
through it is found by going as far as one line reaches (Imai and Iri, 1986). What a path of k
links reaches ends at one line, which touches the tube on both sides and leaves it; the next link
starts somewhere on it. Lines are points (slope, value at some x) of a polygon, which every place
of the tube cuts.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actviz.dataclass import dataclass

Float64 = NDArray[Any]
Line = tuple[float, float]  # the value at x = 0 and the slope
Polygon = list[tuple[float, float]]  # of slopes and values at a place

_FAR = 256.0  # where a line of an endless end crosses the next one, at most
_STEEP = 1e3  # slopes tried, as shares of that of the steepest side of the tube


class Leaves(Exception):  # noqa: N818 - it says what happened
    """A line leaves the tube: no links, or not these, go on."""


@dataclass(frozen=True)
class Tube:
    """What an error allows at places, and which slopes.

    Attributes:
        x: places upwards, shape (n,).
        low, high: the least and the largest value at each.
        slopes: the least and the largest slope of a link.
        gates: nothing is asked between the places.
    """

    x: Float64
    low: Float64
    high: Float64
    slopes: tuple[float, float] = (-math.inf, math.inf)
    gates: bool = False

    def part(self, first: float, last: float) -> Tube:
        """From one of its places to another."""
        i, j = np.searchsorted(self.x, [first, last])
        kept = slice(i, j + 1)
        return replace(self, x=self.x[kept], low=self.low[kept], high=self.high[kept])

    def within(self, line: Line) -> Any:
        """Whether a line is in it, at every place."""
        y = line[0] + line[1] * self.x
        spare = 1e-12 * (1 + np.abs(y))
        return (self.low - spare <= y) & (y <= self.high + spare)


def cut(polygon: Polygon, x: float, bound: float, side: int) -> Polygon:
    """The lines of a polygon that are not above (side 1) or not below (-1) a value at x."""
    gaps = [side * (bound - (v + m * x)) for m, v in polygon]
    if min(gaps, default=0.0) >= 0:
        return polygon
    kept: Polygon = []
    before, gap = polygon[-1], gaps[-1]
    for point, here in zip(polygon, gaps, strict=True):
        if (gap < 0) != (here < 0):
            share = gap / (gap - here)
            kept.append(
                (
                    before[0] + share * (point[0] - before[0]),
                    before[1] + share * (point[1] - before[1]),
                )
            )
        if here >= 0:
            kept.append(point)
        before, gap = point, here
    return kept


class _Lines:
    """A polygon of lines that is cut at places going upwards: at its ends alone.

    What bounds slopes from below and above are two chains from the least slope to the largest one.
    Each limit is steeper than all before it, so that what is above the tube's lower side is missed
    by the lines of least slopes first, and what is below the upper side by those of largest ones.
    """

    def __init__(self, polygon: Polygon) -> None:
        n = len(polygon)
        left = min(range(n), key=lambda k: polygon[k])
        right = max(range(n), key=lambda k: (polygon[k][0], -polygon[k][1]))
        turned, count = polygon[left:] + polygon[:left], (right - left) % n + 1
        upper = turned[: count - 1 : -1] or [turned[0], turned[count - 1]]
        self.chains = deque(turned[:count]), deque(upper)

    def polygon(self) -> Polygon:
        """All lines at its corners, in turn."""
        lower, upper = self.chains
        return [*lower, *reversed(upper)]

    def cut(self, x: float, bound: float, side: int) -> tuple[float, float] | None:
        """Leave those not above (side 1) or not below (-1) a value at x.

        Returns:
            If that is none, the one nearest to it.
        """
        end = -1 if side > 0 else 0
        for chain in self.chains:  # mostly none is lost
            m, v = chain[end]
            if side * (bound - (v + m * x)) < 0:
                break
        else:
            return None
        lost: tuple[list[tuple[float, float, float]], ...] = ([], [])

        def gap(point: tuple[float, float]) -> float:
            return side * (bound - (point[1] + point[0] * x))

        def drop(chain: deque[tuple[float, float]], end: int, out: list[Any]) -> None:
            while chain and (here := gap(chain[end])) < 0:
                out.append((here, *chain[end]))
                if end:
                    chain.pop()
                else:
                    chain.popleft()

        for chain, out in zip(self.chains, lost, strict=True):
            drop(chain, end, out)
        for k in (0, 1):
            if not self.chains[k]:
                drop(self.chains[1 - k], ~end, lost[1 - k])
        if not any(self.chains):
            return max(out[-1] for out in lost if out)[1:]
        corners = []
        for k, chain in enumerate(self.chains):
            point = chain[end] if chain else self.chains[1 - k][~end]
            here, m, v = lost[k][-1] if lost[k] else lost[1 - k][0]
            share = here / (here - gap(point))
            corners.append((m + share * (point[0] - m), v + share * (point[1] - v)))
        for chain, corner in zip(self.chains, corners, strict=True):
            (chain.append if end else chain.appendleft)(corner)
        return None


@dataclass
class _Start:
    """Where a link may start: from some place on, below and above some values."""

    low: int  # the first place at which it is to be above the tube's lower side
    high: int  # the first place at which it is to be below the upper side
    more: tuple[tuple[float, float, int], ...] = ()  # x, value and side of other limits
    values: tuple[float, float] | None = None  # the least and the largest at the first place


@dataclass
class Way:
    """Links of a part, all but the last settled.

    Attributes:
        done: the settled ones.
        lines: the polygon of those possible for the last, as values at ``at``.
    """

    done: list[Line]
    lines: Polygon
    at: float

    def ends(self, x: float) -> tuple[float, float]:
        """The least and the largest value of the last link at a place."""
        values = [v + m * (x - self.at) for m, v in self.lines]
        return min(values), max(values)

    def through(self, x: float, value: float | None = None) -> Line:
        """The last link, through a value at a place; without one in the middle of all."""
        if value is None:
            m = sum(point[0] for point in self.lines) / len(self.lines)
            v = sum(point[1] for point in self.lines) / len(self.lines)
            return v - m * self.at, m
        values = [v + m * (x - self.at) for m, v in self.lines]
        i, j = int(np.argmin(values)), int(np.argmax(values))
        room = values[j] - values[i]
        share = (value - values[i]) / room if room else 0.0
        m, v = (a + share * (b - a) for a, b in zip(self.lines[i], self.lines[j], strict=True))
        return v - m * self.at, m


class Links:
    """Paths through one part of a tube."""

    def __init__(self, tube: Tube) -> None:
        self.tube = tube
        self.x: list[float] = tube.x.tolist()
        self.low: list[float] = tube.low.tolist()
        self.high: list[float] = tube.high.tolist()
        width = float(np.diff(tube.x).min(initial=1.0)) or 1.0
        size = float(tube.high.max() - tube.low.min()) or 1.0
        steepest = _STEEP * size / max(width, 1e-12)
        self.slopes = tuple(min(max(end, -steepest), steepest) for end in tube.slopes)
        self.reach = 2 * size + max(map(abs, self.slopes)) * (self.x[-1] - self.x[0])
        self.level = float(tube.low.min() + tube.high.max()) / 2

    def way(
        self,
        most: int,
        start: tuple[float, float] | None = None,
        first: Line | None = None,
        last: Line | None = None,
    ) -> Way:
        """The fewest links from one end to the other.

        Args:
            most: links at most.
            start: the least and the largest value to start from; the tube's without.
            first, last: lines that go before and after the links, over the ends of the tube.

        Raises:
            Leaves: more links are needed.
        """
        done: list[Line] = []
        begin = _Start(0, 0, values=start)
        if first is not None:
            k, side = self._left(first)
            begin = self._turn(first, k, side, 0)
            far = min(self.x[0], -_FAR)
            here = (far, first[0] + first[1] * far, -side)
            begin = replace(begin, more=(*begin.more, here))  # the two cross after this place
        aim = None if last is None else self._aim(last)
        while True:
            if len(done) >= most:
                raise Leaves
            link = self._link(begin, aim)
            if isinstance(link, Way):
                return Way(done, link.lines, link.at)
            line, begin = link
            done.append(line)

    def _left(self, line: Line) -> tuple[int, int]:
        """The first place at which a line is out of the tube, and on which side."""
        lost = np.flatnonzero(~self.tube.within(line))
        if not len(lost):
            raise Leaves
        k = int(lost[0])
        return k, 1 if line[0] + line[1] * self.x[k] > self.high[k] else -1

    def _aim(self, last: Line) -> tuple[int, int, tuple[float, float], float]:
        """Where the last line enters the tube for good: place, side, x and value, slope."""
        lost = np.flatnonzero(~self.tube.within(last))
        k = int(lost[-1]) if len(lost) else 0
        side = 1 if last[0] + last[1] * self.x[k] > self.high[k] else -1
        x = self._crossing(last, k, side) if k + 1 < len(self.x) else self.x[k]
        return k, side, (x, last[0] + last[1] * x), last[1]

    def _crossing(self, line: Line, k: int, side: int) -> float:
        """Where a line crosses a side of the tube between place k and the next."""
        edge = self.high if side > 0 else self.low
        a, b = self.x[k], self.x[k + 1]
        u, v = line[0] + line[1] * a - edge[k], line[0] + line[1] * b - edge[k + 1]
        share = u / (u - v) if u != v else 0.0
        return a + min(max(share, 0.0), 1.0) * (b - a)

    def _turn(self, line: Line, k: int, side: int, touched: int) -> _Start:
        """Where the link after a line starts that leaves the tube before place k on a side."""
        limits: tuple[tuple[float, float, int], ...] = ()
        if not self.tube.gates:
            x = self._crossing(line, k - 1, side) if k else self.x[0]
            limits = ((x, line[0] + line[1] * x, side),)
        return _Start(touched, k, limits) if side > 0 else _Start(k, touched, limits)

    def _link(
        self, begin: _Start, aim: tuple[int, int, tuple[float, float], float] | None
    ) -> Way | tuple[Line, _Start]:
        """The last link, or the line at which what this link reaches ends and the next starts."""
        x, low, high = self.x, self.low, self.high
        at = min(begin.low, begin.high)
        pivot = x[at]
        down, up = begin.values or (self.level - self.reach, self.level + self.reach)
        m0, m1 = self.slopes
        lines: Polygon = [(m0, down), (m1, down), (m1, up), (m0, up)]
        limits = sorted(begin.more)
        while limits and limits[0][0] < pivot:
            place, value, side = limits.pop(0)
            lines = cut(lines, place - pivot, value, side)
            if not lines:
                raise Leaves
        left = _Lines(lines)
        for k in range(at, len(x)):
            while limits and limits[0][0] <= x[k]:
                place, value, side = limits.pop(0)
                if left.cut(place - pivot, value, side):
                    raise Leaves
            if aim is not None and k == aim[0] + 1:
                last = self._reaching(left.polygon(), pivot, k, aim)
                if last:
                    return Way([], last, pivot)
            for side, since, edge in ((-1, begin.low, low), (1, begin.high, high)):
                nearest = left.cut(x[k] - pivot, edge[k], side) if k >= since else None
                if nearest is None:
                    continue
                m, v = nearest
                line = (v - m * pivot, m)
                other = begin.low if side > 0 else begin.high
                if k <= other:
                    raise Leaves
                return line, self._turn(line, k, side, self._touched(line, other, k, side))
        if aim is not None:
            raise Leaves
        return Way([], left.polygon(), pivot)

    def _touched(self, line: Line, first: int, end: int, side: int) -> int:
        """The place at which a line touches the other side of the tube."""
        x = self.tube.x[first:end]
        edge = (self.tube.low if side > 0 else self.tube.high)[first:end]
        gaps = side * (line[0] + line[1] * x - edge)
        return first + int(np.argmin(gaps))

    def _reaching(
        self, lines: Polygon, pivot: float, k: int, aim: tuple[int, int, tuple[float, float], float]
    ) -> Polygon:
        """The lines that come to the last one within the tube, from the place where it enters."""
        _, side, (x, value), slope = aim
        lines = cut(lines, x - pivot, value, side)
        edge = self.low if side > 0 else self.high
        for j in range(k, len(self.x)):
            if not lines:
                break
            lines = cut(lines, self.x[j] - pivot, edge[j], -side)
        if lines:  # the two cross before the end
            end = max(self.x[-1], _FAR)
            lines = cut(lines, end - pivot, value + slope * (end - x), -side)
        return lines


def knots_of(lines: Sequence[Line]) -> list[float]:
    """Where each line crosses the next."""
    knots = []
    for (a, m), (b, n) in pairwise(lines):
        knots.append((b - a) / (m - n) if m != n else math.nan)
    return knots
