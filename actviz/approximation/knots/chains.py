"""Lines of a format that join: the best chain through some candidates for each of its lines.

At a given knot two lines of a format meet only by chance. Where they cross they do meet, up to
the rounding of the knot. What a line costs depends on where it crosses the ones before and after
it, so that a dynamic program over pairs of neighbours finds the best of all chains. Candidates are
the numbers around a line; around the best of them others are tried, until none is better.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from actviz.dataclass import dataclass

Lines = NDArray[Any]  # of shape (k, 2): the coefficients of 1 and of x

_ROUNDS = 12
_MARGIN = 8  # places beyond the middle of a piece
_SLOPES, _LEVELS = 2, 2  # numbers tried on each side


class Format(Protocol):
    """The lines of a format over some places."""

    @property
    def ends(self) -> tuple[float, float]:
        """Those of the range."""

    def around(self, numbers: Any, reach: int, stride: int) -> Any:
        """The nearest number of the format, and every so many of those on each side: an axis more.

        Args:
            numbers: any real ones.
            reach: how many on each side.
            stride: every how many.
        """

    def crossings(self, one: Lines, other: Lines) -> Any:
        """Where each of some lines crosses each of others; NaN where none does."""

    def places(self, at: Any) -> Any:
        """How many places there are before some crossings."""

    def meeting(self, lines: Lines, at: Any) -> Any:
        """What each line costs where it crosses each of others; 0 if that is not known."""

    def costs(self, lines: Lines, part: slice) -> Any:
        """What each line costs at each place of a part; infinity where it may not be."""

    def pins(self) -> Sequence[tuple[float, float]]:
        """Places with values that lines have to take there."""


class _Ranges:
    """The costs of lines over ranges of places: sums or maxima.

    Args:
        costs: at each place of a part.
        start: the first place of it.
        sums: whether costs add up.
    """

    def __init__(self, costs: Any, start: int, *, sums: bool) -> None:
        self.sums, self.start, (self.lines, self.count) = sums, start, costs.shape
        self.stop = start + self.count
        if sums:
            wrong = np.isinf(costs)
            self.total, self.wrong = _sums(np.where(wrong, 0.0, costs)), _sums(wrong)
            return
        self.levels = [costs]
        while 2 ** len(self.levels) <= costs.shape[1]:
            last, half = self.levels[-1], 2 ** (len(self.levels) - 1)
            more = last.copy()
            more[:, :-half] = np.maximum(last[:, :-half], last[:, half:])
            self.levels.append(more)
        self.table = np.stack(self.levels)

    def over(self, line: Any, first: Any, end: Any) -> Any:
        """Of lines, each from a place to before another; infinity if that is not in the part."""
        outside = (end > first) & ((first < self.start) | (end > self.stop))
        first, end = (np.clip(at - self.start, 0, self.count) for at in (first, end))
        return np.where(outside, math.inf, self._over(line, first, end))

    def _over(self, line: Any, first: Any, end: Any) -> Any:
        if self.sums:
            costs = self.total[line, end] - self.total[line, first]
            return np.where(self.wrong[line, end] > self.wrong[line, first], math.inf, costs)
        width = np.maximum(end - first, 1)
        level = np.frexp(width)[1] - 1
        start, last = np.minimum(first, self.count - 1), np.maximum(end - 2**level, 0)
        costs = np.maximum(self.table[level, line, start], self.table[level, line, last])
        return np.where(end > first, costs, 0.0)


def _sums(costs: Any) -> Any:
    """Those up to each place, and up to behind the last."""
    return np.concatenate([np.zeros((len(costs), 1)), np.cumsum(costs, axis=1)], 1)


@dataclass
class Chains:
    """A search in a format.

    Attributes:
        format: what the lines are.
        sums: whether costs add up; else the largest counts.
    """

    format: Format
    sums: bool

    def best(
        self, start: Sequence[Any], strides: Sequence[int] = (1,), kept: tuple[int, int] = (0, 0)
    ) -> tuple[float, list[Any]]:
        """The best chain found around one, and its cost; that is infinity if there is none.

        Args:
            start: lines, of real coefficients.
            strides: how far apart the numbers are that are tried, one after the other.
            kept: how many of the first and of the last lines stay as they are.
        """
        near, cost, left = [np.asarray(line) for line in start], math.inf, list(strides)
        for _ in range(_ROUNDS):
            knots = middles(near, self.format.ends)
            sets = [
                np.asarray(self.format.around(line, 0, 1)).reshape(1, 2)
                if k < kept[0] or k >= len(near) - kept[1]
                else self._candidates(line, middle, left[0])
                for k, (line, middle) in enumerate(zip(near, knots, strict=True))
            ]
            chain = self.through(sets, self._parts(knots))
            if chain[0] < cost * (1 - 1e-9):
                cost, near = chain
            elif len(left) > 1:
                left.pop(0)
            else:
                break
        return cost, near

    def _candidates(self, line: Any, middle: float, stride: int) -> Lines:
        """The lines of the format around one, where it is used."""
        value = line[0] + line[1] * middle
        slopes = np.unique(self.format.around(line[1], _SLOPES, stride))
        lines = []
        for x, y, reach in [(middle, value, _LEVELS), *((*pin, 0) for pin in self.format.pins())]:
            levels = self.format.around(y - slopes * x, reach, stride)
            both = np.broadcast_arrays(levels, slopes[:, None])
            lines.append(np.stack(both, -1).reshape(-1, 2))
        return np.unique(np.concatenate(lines), axis=0)

    def _parts(self, knots: Sequence[float]) -> list[slice]:
        """Where each line may be used: to the middle of the ones beside it, and a little on."""
        at = [int(k) for k in self.format.places(np.array(knots))]
        starts = [0, *(max(k - _MARGIN, 0) for k in at[:-1])]
        return [
            slice(a, b) for a, b in zip(starts, [*(k + _MARGIN for k in at[1:]), None], strict=True)
        ]

    def through(self, sets: Sequence[Lines], parts: Sequence[slice]) -> tuple[float, list[Any]]:
        """The best chain of one line of each set: of those with the least cost the most even."""
        tables = [
            _Ranges(self.format.costs(lines, part), part.start, sums=self.sums)
            for lines, part in zip(sets, parts, strict=True)
        ]
        at = [self.format.crossings(a, b) for a, b in pairwise(sets)]
        places = [self.format.places(x) for x in at]
        meets = [self.format.meeting(a, x) for a, x in zip(sets, at, strict=False)]
        cost, chosen = self._program(tables, at, places, meets, math.inf)
        if not self.sums and math.isfinite(cost):
            _, chosen = self._program(tables, at, places, meets, cost)
        return cost, [lines[i] for lines, i in zip(sets, chosen, strict=True)]

    def _program(
        self,
        tables: Sequence[_Ranges],
        at: Sequence[Any],
        places: Sequence[Any],
        meets: Sequence[Any],
        most: float,
    ) -> tuple[float, list[int]]:
        """The least cost, and which line of each set.

        Args:
            tables: the costs of each set.
            at: where each line of a set crosses each of the next.
            places: how many places are before that.
            meets: what it costs there.
            most: if finite, the least sum of squares of costs that are no larger.
        """
        even = math.isfinite(most)
        last, count = len(tables) - 1, tables[-1].stop
        join = np.add if self.sums else np.maximum
        add = np.add if even else join

        def over(k: int, line: Any, first: Any, end: Any) -> Any:
            costs = tables[k].over(line, first, end)
            if k < last:
                costs = join(costs, meets[k])
            return np.where(costs <= most, costs**2, math.inf) if even else costs

        low, high = self.format.ends
        lines = [np.arange(table.lines) for table in tables]
        ends = [*places, np.full((len(lines[last]), 1), count)]
        stops = [*at, np.full((len(lines[last]), 1), high)]
        value = over(0, lines[0][:, None], 0 * ends[0], ends[0])
        value = np.where(stops[0] > low, value, math.inf)
        before = []
        for k in range(1, last + 1):
            first = places[k - 1][:, :, None]
            cost = over(k, lines[k][None, :, None], first, np.maximum(ends[k][None], first))
            cost = add(value[:, :, None], cost)
            cost = np.where(at[k - 1][:, :, None] < stops[k][None], cost, math.inf)
            before.append(cost.argmin(axis=0))
            value = cost.min(axis=0)
        line, after = int(value[:, 0].argmin()), 0
        least, chosen = float(value[line, 0]), [line]
        for row in reversed(before):
            line, after = int(row[line, after]), line
            chosen.insert(0, line)
        return least, chosen


def middles(lines: Sequence[Any], ends: tuple[float, float]) -> list[float]:
    """The middle of where each of some lines is used that cross, between two ends."""
    at = [ends[0]]
    for (a, m), (b, n) in pairwise(lines):
        at.append(min(max((b - a) / (m - n), at[-1]), ends[1]) if m != n else at[-1])
    return [(a + b) / 2 for a, b in pairwise([*at, ends[1]])]
