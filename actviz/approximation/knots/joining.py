"""Straight pieces that join, with free knots: as few as a path through the tube of an error has.

Kinks and jumps, and places at which the function's value is to be taken, are knots. At a kink what
the links before it reach is an interval of values, from which the links after it start.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actviz.approximation.knots.joining_in_format import Crossing
from actviz.approximation.knots.links import Leaves, Line, Links, Tube, Way, knots_of
from actviz.approximation.setting import Setting
from actviz.approximation.value.result import Piece
from actviz.dataclass import dataclass

Float64 = NDArray[Any]

_MANY = 1 << 16  # pieces: more than are asked for
_PLACES = 96  # of the tube for each piece
_CLOSE = 1e-4  # relative: how near the smallest error is found
_BESIDE = 16  # how much nearer than other places the nearest to a value taken is
_PINNED = 1e-3  # how wide the tube is where a value is taken, as a share of what the error allows
_MORE = 1.25  # times a bulge, to be safe
_TOUCHED = 2.0**-16  # of an error: lines nearer to the function touch it


@dataclass
class Joining:
    """Pieces of a setting that join.

    Attributes:
        setting: the function and its range.
        knots: those of pieces that need not join, about as far from each other; both ends.
        forced: knots that have to be, inside of these.
        pinned: those of them at which the function's value is taken.
        outer: the lines before and after all knots for an error, where the range is endless.
    """

    setting: Setting
    knots: Sequence[float]
    forced: Sequence[float] = ()
    pinned: frozenset[float] = frozenset()
    outer: Callable[[float], tuple[Line | None, ...]] = lambda error: (None, None)

    @cached_property
    def x(self) -> Float64:
        """The places of the tube."""
        parts = [np.linspace(a, b, _PLACES + 1) for a, b in pairwise(self.knots)]
        places = np.unique(np.concatenate([*parts, np.array(self.forced)]))
        beside = []  # where a value is taken, what is beside it decides of slopes
        for pin in self.pinned:
            for near in places[np.argsort(np.abs(places - pin))[1:3]].tolist():
                beside.append(pin + (near - pin) / _BESIDE)
        kept = [x for x in beside if places[0] < x < places[-1]]
        return np.unique(np.concatenate([places, np.array(kept)]))

    @cached_property
    def _values(self) -> tuple[Float64, Float64]:
        """The function from the left and from the right, which differ where it jumps."""
        target = self.setting.target
        edges = [self.x[0], *(k for k in target.knots if self.x[0] < k < self.x[-1]), self.x[-1]]
        left, right = target.on(self.x), target.on(self.x)
        for a, b in pairwise(edges):
            i, j = np.searchsorted(self.x, [a, b])
            values = target.on(self.x[i : j + 1], float(a), float(b))
            right[i:j], left[i + 1 : j + 1] = values[:-1], values[1:]
        left[0], right[-1] = right[0], left[-1]
        return left, right

    def tube(self, error: float) -> Tube:
        """What an error allows, on one side of the function if that is asked for."""
        setting, request = self.setting, self.setting.request
        left, right = self._values
        low, high = np.maximum(left, right), np.minimum(left, right)
        slack = np.full(len(self.x), error)
        if setting.scale is not None:
            slack = error / np.maximum(setting.scale(self.x, low), 1e-300)
        room = 2.0 if request.side else 1.0
        low, high = (
            low - (0.0 if request.side > 0 else room * slack),
            high + (0.0 if request.side < 0 else room * slack),
        )
        least, most = np.minimum(low, high), np.maximum(low, high)
        for pin in self.pinned:  # so that a link more is taken where the fewest miss it
            at, value = self.x == pin, self._pin(pin)
            least[at], most[at] = value - _PINNED * slack[at], value + _PINNED * slack[at]
        return Tube(self.x, least, most, setting.slopes)

    def best(self, count: int, start: float) -> tuple[Piece, ...]:
        """``count`` pieces at most, the outer lines with them.

        Args:
            count: pieces.
            start: an error that is about as large.

        Raises:
            ValueError: there are none.
        """
        least = self.setting.target.noise(self.x, self.setting.scale)
        bottom, top = 0.0, max(start, 4 * least)
        pieces = self._pieces(top, count)
        for _ in range(80):
            if pieces is not None:
                break
            bottom, top = top, 1.3 * top
            pieces = self._pieces(top, count)
        if pieces is None:
            raise ValueError(f"--pieces {count}: so few that join were not found")
        for _ in range(60):
            if top - bottom <= _CLOSE * top or top < least:
                break
            error = (bottom + top) / 2 if bottom else top / 2
            joined = self._pieces(error, count)
            if joined is None:
                bottom = error
            else:
                pieces, top = joined, error
        return pieces

    def fewest(self, error: float) -> int | None:
        """How few pieces of real numbers keep an error; None: no number of them."""
        pieces = self._pieces(error, _MANY)
        return None if pieces is None else len(pieces)

    def in_format(self, count: int, start: float, apart: Sequence[Piece]) -> tuple[Piece, ...]:
        """The same with coefficients of the setting's format.

        Args:
            count: pieces.
            start: an error that is about as large.
            apart: pieces of the format that do not join.
        """
        request, setting = self.setting.request, self.setting
        assert setting.held is not None
        real = self.best(count, start)
        lines = [(one.coefficients[0], one.coefficients[1]) for one in real]
        others = [(one.coefficients[0], (*one.coefficients, 0.0)[1]) for one in apart]
        left, right = self._values
        weight = np.ones_like(left) if setting.scale is None else setting.scale(self.x, right)
        if request.measure == "mse":
            weight = np.sqrt(setting.density(self.x) * np.gradient(self.x))
        ends = [int(math.isinf(end)) for end in setting.span]
        # What only touches the function is not shown to be on its side, and would be lifted.
        spare = _TOUCHED * (start + float(setting.held.step(np.array(1.0))))
        spare *= not any(ends)  # where lines go on without end they come as near as that
        crossing = Crossing(
            setting.held, self.x, (left + right) / 2, weight, request.measure == "mse",
            setting.slopes, sorted(self.pinned), request.side, (ends[0], ends[1]),
            self._bulges + spare,
        )  # fmt: skip
        return crossing.best([lines, others], setting.span)

    @cached_property
    def _bulges(self) -> Float64:
        """How far the function goes beyond its chords on the side of lines, beside each place."""
        left, right = self._values
        middles = self.setting.target.on((self.x[:-1] + self.x[1:]) / 2)
        beyond = self.setting.request.side * (middles - (right[:-1] + left[1:]) / 2)
        beyond = np.maximum(beyond * _MORE, 0.0)
        bulges: Float64 = np.maximum(np.append(beyond, 0.0), np.append(0.0, beyond))
        return bulges

    def _pieces(self, error: float, count: int) -> tuple[Piece, ...] | None:
        """Pieces that keep an error; None: it takes more of them."""
        try:
            outer = self.outer(2 * error if self.setting.request.side else error)
            lines, knots = self._path(self.tube(error), count, outer)
        except Leaves:
            return None
        low, high = self.setting.span
        ends = [low, *knots, high]
        if any(not a < b for a, b in pairwise(ends)):
            return None
        pieces = [Piece(a, b, line) for (a, b), line in zip(pairwise(ends), lines, strict=True)]
        return tuple(
            Piece(one.low, one.high, (one.coefficients[0] + 0.0, one.coefficients[1] + 0.0))
            for one in pieces
        )

    def _path(
        self, tube: Tube, count: int, outer: tuple[Line | None, ...]
    ) -> tuple[list[Line], list[float]]:
        """Lines from end to end, and the knots between them."""
        cuts, (first, last) = [*self.forced], outer
        start: tuple[float, float] | None = None
        begin, end = float(self.x[0]), float(self.x[-1])
        lines: list[Line] = []
        knots: list[float] = []
        after: list[Line] = []
        aim = self._pin(end) if last is None else None
        if first is None and (value := self._pin(begin)) is not None:
            start = (value, value)
        if first is not None:  # as far as it goes: to a kink, or into the first part
            inside = tube.within(first)
            reached = [k for k in cuts if inside[: np.searchsorted(self.x, k) + 1].all()]
            if reached:
                begin, cuts = reached[-1], [k for k in cuts if k > reached[-1]]
                value = first[0] + first[1] * begin
                lines, knots, start, first = [first], [begin], (value, value), None
        if last is not None:
            inside = tube.within(last)
            reached = [k for k in cuts if inside[np.searchsorted(self.x, k) :].all()]
            if reached:
                end, cuts = reached[0], [k for k in cuts if k < reached[0]]
                aim, after, last = last[0] + last[1] * end, [last], None
        room = count - len(lines) - len(after) - (first is not None) - (last is not None)
        edges = [begin, *cuts, end]
        ways = self._ways(tube, edges, room, start, (first, last), aim)
        inner = self._settled(ways, edges, aim)
        flat = [line for part in inner for line in part]
        if first is not None:
            inner[0].insert(0, first)
        if last is not None:
            inner[-1].append(last)
        for k, part in enumerate(inner):
            knots += [edges[k]] if k else []
            knots += knots_of(part)
            lines += part
        if after:
            knots.append(end)
            lines += after
        if not flat and first is None and last is None:
            raise Leaves
        return lines, knots

    def _ways(
        self,
        tube: Tube,
        edges: Sequence[float],
        room: int,
        start: tuple[float, float] | None,
        outer: tuple[Line | None, Line | None],
        aim: float | None,
    ) -> list[tuple[Way, float]]:
        """The links of each part between knots that have to be, as few as can be."""
        ways: list[tuple[Way, float]] = []
        parts = list(pairwise(edges))
        for k, (a, b) in enumerate(parts):
            if not a < b:
                raise Leaves
            links = Links(tube.part(a, b))
            left = room - sum(len(way.done) + 1 for way, _ in ways) - (len(parts) - 1 - k)
            first = outer[0] if k == 0 else None
            last = outer[1] if k == len(parts) - 1 else None
            way = links.way(left, start, first, last)
            low, high = way.ends(b)
            value = self._pin(b) if k < len(parts) - 1 else aim
            if value is not None:
                spare = 1e-12 * (1 + abs(value))
                if not low - spare <= value <= high + spare:
                    raise Leaves
                low = high = min(max(value, low), high)
            start = (low, high)
            ways.append((way, b))
        return ways

    def _pin(self, x: float) -> float | None:
        """The value that a link has to take at a knot."""
        if x not in self.pinned:
            return None
        return float(self.setting.target.on(np.array([x]))[0])

    def _settled(
        self, ways: Sequence[tuple[Way, float]], edges: Sequence[float], aim: float | None
    ) -> list[list[Line]]:
        """The lines of all parts, each last one such that it meets the first of the next part."""
        lines: list[list[Line]] = []
        value = aim
        for (way, end), begin in zip(reversed(ways), reversed(edges[:-1]), strict=True):
            part = [*way.done, way.through(end, value)]
            for k, x in ((0, begin), (-1, end)):  # a line of a polygon meets it up to roundings
                pin = self._pin(x)
                if pin is not None:
                    part[k] = (pin - part[k][1] * x, part[k][1])
            lines.insert(0, part)
            value = part[0][0] + part[0][1] * begin
        return lines
