"""Pieces in integers that join: their lines cross between the two inputs at which pieces change.

What an error allows the sum at each input is a tube, and lines of a path through it are rounded to
whole numbers. A path is sought through the tube at some inputs, and looked at at all of them:
where it leaves the tube, that input is one of the some from then on. Where the format of
coefficients is coarse beside a step of the result, neighbours of the lines are tried instead.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise, product
from typing import TYPE_CHECKING, Any

import numpy as np

from actviz.approximation.in_integers.inputs import Inputs, Integers, Row, least
from actviz.approximation.knots.chains import Chains, middles
from actviz.approximation.knots.links import Leaves, Line, Links, Tube
from actviz.approximation.knots.squares_at_inputs import FEW, SquaresAtInputs
from actviz.approximation.pieces import Pieces
from actviz.dataclass import dataclass

if TYPE_CHECKING:
    from actviz.approximation.in_integers.integer_search import Search

PlacedRows = list[tuple[tuple[int, int], Row]]  # first and last place of each piece, and its row

_PLACES, _MOST = 64, 2048  # inputs looked at for each piece, and altogether, at first
_LOOKS, _PASSES = 12, 4  # at all inputs
_FAR = 4.0  # how far out lines may go where results saturate, in heights of the tube
_TRIED = (1.001, 1.005, 1.01, 1.02, 1.04, 1.08, 1.15, 1.3)  # errors beside that of real lines
_ENOUGH, _NEARLY = 1.02, 1.12
_WIDER = (1.0, 1.2)  # than the error of the best real lines: where neighbours begin
_STRIDES: tuple[tuple[int, ...], ...] = ((1,), (8, 1))  # of numbers tried one after the other
_NEAR = 2e-3  # relative: how near the error at some inputs is to that at all
_PINS = 4
_SHARES = (8, 9, 10, 12, 16, 24)  # eighths of real pieces: numbers of those that join
_FEWER = 3  # numbers of pieces that are tried where inputs are few


@dataclass
class Joined:
    """Makes pieces of a search in integers that join."""

    search: Search
    count: int

    def __post_init__(self) -> None:
        search = self.search
        self.u, bits = search.inputs.u, search.units.bits
        self.one = float(1 << bits)
        slope = search.units.numbers((0, 1))[1]
        ends = search.units.held.ends
        low, high = (end / slope for end in search.setting.slopes)
        self.slopes = max(low, float(ends[0])), min(high, float(ends[1]))
        # How far rounding moves a line at most over its share of the inputs, in its units.
        share = float(self.u[-1] - self.u[0]) / self.one / self.count
        self._rounding = 0.5 + share / 2
        places = min(len(self.u), max(_PLACES * self.count, 2) + 1, _MOST)
        self._look_at(
            np.append(np.linspace(0, len(self.u) - 1, places).round(), search.inputs.pinned)
        )

    def _look_at(self, more: Integers) -> None:
        """Take some inputs to those that are looked at first."""
        known = getattr(self, "_some", more)
        self._some: Integers = np.union1d(known, more).astype(np.int64)
        self.few: Inputs = self.search.inputs.at(self._some)
        self._limits = self.few.allowed

    # ------------------------------------------------------------ paths

    def kept(self, error: float) -> PlacedRows | None:
        """Pieces that keep an error; None: none were found."""
        low, high = self.search.inputs.limits(error)
        for _ in range(_LOOKS):
            lines = self._path(error, self._rounding)
            pieces = None if lines is None else self.of(self.rounded(lines))
            if pieces is None:
                return None
            sums = self.search.sums(pieces)
            off = np.maximum(low - sums, sums - high)
            if not (off > 0).any():
                return pieces
            worst = self._worst(pieces, off)
            if np.isin(worst, self._some).all():
                return None
            self._look_at(worst)
        return None

    def best(self, error: float) -> PlacedRows:
        """The best pieces found for the largest error.

        Args:
            error: one to begin with.

        Raises:
            ValueError: none of them join.
        """
        search = self.search

        floor = self.few.of_results(ulp=False)
        _, real = least(lambda one: self._path(one, 0.0), None, error, floor)
        starts = [self._path(real * wider * (1 + 2e-4), 0.0) for wider in _WIDER]
        chosen, best = None, math.inf
        for wider in _TRIED:
            if (pieces := self.kept(real * wider)) is not None:
                if (error := search.inputs.error(search.sums(pieces))) < best:
                    chosen, best = pieces, error
                if wider <= _ENOUGH:
                    return pieces
        strides: Sequence[tuple[int, ...]] = _STRIDES
        if chosen is not None and best <= real * _NEARLY:
            starts, strides = [[(float(row[0]), float(row[1])) for _, row in chosen]], _STRIDES[:1]
        other = self.improved([lines for lines in starts if lines], strides)
        return other if search.inputs.error(search.sums(other)) < best else chosen or other

    def _path(self, error: float, margin: float) -> list[Line] | None:
        """Real lines as far within the tube as rounding may move them, at some inputs.

        They are sought from right to left: the last one found, which may be for a single input, is
        then the first, and not one that begins where the range ends.
        """
        low, high = self.few.limits(error)
        if (low > high).any():
            return None
        ends = np.array([low, high]) / self.one
        finite = np.abs(ends) < float(1 << 58) / self.one  # where results do not saturate
        least, most = ends[finite].min(initial=0.0), ends[finite].max(initial=0.0)
        far = _FAR * (most - least + 1.0)
        bottom, top = np.clip(ends, least - far, most + far)
        margin = min(margin, float((top - bottom).min()) / 4)
        t: Any = self.few.u / self.one
        bottom, top = bottom + margin, top - margin
        steepest = self._steepest(t, bottom, top)
        mirrored = -steepest[1], -steepest[0]
        tube = Tube(-t[::-1], bottom[::-1], top[::-1], mirrored, gates=True)
        try:
            way = Links(tube).way(self.count)
        except Leaves:
            return None
        lines = [*way.done, way.through(-float(t[0]))]
        return [(level, -slope) for level, slope in reversed(lines)]

    def _steepest(self, t: Any, low: Any, high: Any) -> tuple[float, float]:
        """Between which slopes lines may be: none need to rise or fall more than the tube does.

        A line at a single input could have any.
        """
        falls, rises = (low[1:] - high[:-1]) / np.diff(t), (high[1:] - low[:-1]) / np.diff(t)
        least, most = float(falls.min()), float(rises.max())
        spare = (most - least) / 8
        return max(self.slopes[0], least - spare), min(self.slopes[1], most + spare)

    def _worst(self, pieces: PlacedRows, off: Any) -> Integers:
        """Where each piece is furthest off, of those that are."""
        places = [i + int(off[i:j].argmax()) for (i, j), _ in pieces if (off[i:j] > 0).any()]
        return np.array(places, dtype=np.int64)

    @property
    def for_squares(self) -> list[list[Line]]:
        """Real lines near in the mean square: over the range, and over the inputs."""
        units, count = self.search.units, self.count
        pieces = Pieces(self.search.setting.in_reals).pieces(count)
        lines = [units.integers((*piece.coefficients, 0.0)[:2]) for piece in pieces]
        ends = [piece.low / float(units.argument) for piece in pieces[1:]]
        t, f, root = self.search.scaled(self.u)
        over_inputs = SquaresAtInputs(t, f / float(units.held.scale), root)
        starts = [ends]
        if len(t) <= FEW:
            free = over_inputs.knots([*range(len(t) - 1), len(t)], count, 1)[1:-1]
            starts.append([float(t[k - 1] + t[k]) / 2 for k in free])
        chains = [
            over_inputs.lines([float(t[0]), *(x for x in inner if t[0] < x < t[-1]), float(t[-1])])
            for inner in starts
        ]
        return [*chains, [(float(a), float(b)) for a, b in lines]]

    # ------------------------------------------------------------ rows

    def rounded(self, lines: Sequence[Line]) -> list[Row]:
        """The nearest lines that the format has, where they are used."""
        ends = self.search.units.held.ends
        rows: list[Row] = []
        for line, middle in zip(lines, middles(lines, self.ends), strict=True):
            slope = min(max(round(line[1]), ends[0]), ends[1])
            first = min(max(round(line[0] + (line[1] - slope) * middle), ends[0]), ends[1])
            if not rows or rows[-1] != (first, slope):
                rows.append((first, slope))
        return rows

    def _places(self, rows: Sequence[Row]) -> Iterator[float]:
        """Where each line is the one to take, from the first input to behind the last."""
        yield 0
        for (a, m), (b, n) in pairwise(rows):
            if m == n:
                yield math.nan
                continue
            over = (b - a) << self.search.units.bits
            crossing = -((-over if m > n else over) // abs(m - n))  # upwards
            yield min(max(crossing - int(self.u[0]), -len(self.u)), 2 * len(self.u))
        yield len(self.u)

    def of(self, rows: Sequence[Row]) -> PlacedRows | None:
        """Pieces of some lines, each from where it crosses the one before; None: not in order."""
        at = list(self._places(rows))
        if not all(i < j for i, j in pairwise(at)):
            return None
        if len(rows) > 1 and at[-2] >= len(self.u) - 1:  # at the end of the range: an empty piece
            return None
        return [((int(i), int(j)), row) for (i, j), row in zip(pairwise(at), rows, strict=True)]

    # ------------------------------------------------------------ neighbours

    def improved(
        self, starts: Sequence[Sequence[Any]], strides: Sequence[tuple[int, ...]] = _STRIDES
    ) -> PlacedRows:
        """The best chain of lines around some.

        Raises:
            ValueError: none of them join.
        """
        squares = self.search.setting.request.measure == "mse"
        best: tuple[float, PlacedRows | None] = (math.inf, None)
        for start, by in product(starts, strides):
            lines = start
            for _ in range(_PASSES):
                cost, lines = Chains(self, squares).best(lines, by)
                by = by[-1:]
                pieces = self.of([(int(a), int(m)) for a, m in lines])
                if pieces is None or math.isinf(cost):
                    break
                errors = self._errors(pieces)
                worth = self._together(errors)
                if worth < best[0]:
                    best = worth, pieces
                if worth <= cost * (1 + _NEAR) or (squares and math.isfinite(worth)):
                    break
                self._look_at(self._worst(pieces, errors - cost))
        if best[1] is not None:
            return best[1]
        raise ValueError(
            f"no straight pieces of {self.search.name} that join were found; take fewer pieces or "
            "a wider format"
        )

    def cost(self, pieces: PlacedRows) -> float:
        """Its largest error, or its mean square."""
        return self._together(self._errors(pieces))

    def _together(self, errors: Any) -> float:
        squares = self.search.setting.request.measure == "mse"
        return float(errors.mean() if squares else errors.max())

    def _errors(self, pieces: PlacedRows) -> Any:
        """Errors at all inputs; infinite ones where a result is not allowed."""
        sums, inputs = self.search.sums(pieces), self.search.inputs
        low, high = inputs.allowed
        if self.search.setting.request.measure == "mse":
            errors = self.search.squares(self.u)(sums)
        else:
            errors = inputs.errors(sums)
        return np.where((sums < low) | (sums > high), math.inf, errors)

    @property
    def ends(self) -> tuple[float, float]:
        """The first and the last input, as lines have them."""
        return float(self.u[0]) / self.one, float(self.u[-1]) / self.one

    def around(self, numbers: Any, reach: int, stride: int) -> Any:
        """Whole numbers of the format near some: one axis more."""
        ends = self.search.units.held.ends
        near = np.rint(numbers)[..., None] + stride * np.arange(-reach, reach + 1)
        return np.clip(near, *ends).astype(np.int64)

    def crossings(self, one: Any, other: Any) -> Any:
        """The first input at or after which lines have crossed."""
        a, m = one[:, None, 0], one[:, None, 1]
        b, n = other[None, :, 0], other[None, :, 1]
        over = (b - a) * (1 << self.search.units.bits)
        if not np.issubdtype(over.dtype, np.integer):
            with np.errstate(divide="ignore", invalid="ignore"):
                return np.where(m == n, np.nan, over / (m - n) / self.one)
        run = np.where(m == n, 1, m - n)
        upwards = -(-over // run)
        return np.where(m == n, np.nan, upwards / self.one)

    def places(self, at: Any) -> Any:
        """How many of the inputs looked at are before crossings."""
        u = np.nan_to_num(at * self.one, nan=float(self.u[0]))
        return np.searchsorted(self.few.u, u)

    def meeting(self, lines: Any, at: Any) -> Any:
        """Nothing is asked between inputs."""
        return np.zeros((len(lines), np.shape(at)[1]))

    def costs(self, lines: Any, part: slice) -> Any:
        """Errors at the inputs looked at, in a part; squared ones for the mean square."""
        some = self.few.at(np.arange(len(self.few.u))[part])
        sums = (lines[:, :1] << self.search.units.bits) + lines[:, 1:] * some.u
        low, high = (end[part] for end in self._limits)
        if self.search.setting.request.measure == "mse":
            errors = self.search.squares(some.u)(sums)
        else:
            errors = some.errors(sums)
        wrong = (sums < low) | (sums > high)
        steep = (lines[:, 1] < self.slopes[0]) | (lines[:, 1] > self.slopes[1])
        return np.where(wrong | steep[:, None], math.inf, errors)

    def pins(self) -> list[tuple[float, float]]:
        """Inputs at which the nearest result is taken."""
        few = np.flatnonzero(self._limits[0] > -(1 << 60)).tolist()
        if len(few) > _PINS:
            return []
        middles = [
            float(low / 2 + high / 2) / self.one for low, high in zip(*self._limits, strict=True)
        ]
        return [(float(self.few.u[k]) / self.one, middles[k]) for k in few]


def fewest_joined(search: Search, error: float, real: int) -> int | None:
    """How many pieces that join keep an error that ``real`` real ones keep; None: none were found.

    Rounding moves lines the more the longer they are, so that as many as inputs do not show all.
    """
    counts = (len(search.inputs.u), *(real * share // 8 for share in _SHARES))
    tries = (Joined(search, count).kept(error) for count in counts)
    return next((len(one) for one in tries if one is not None), None)


def joined(search: Search, count: int) -> PlacedRows:
    """The best pieces found that join: fewer where so many found no room between inputs.

    Raises:
        ValueError: none join.
    """
    count = min(count, len(search.inputs.u) - 1)
    squares = search.setting.request.measure == "mse"
    tries = _FEWER if squares and len(search.inputs.u) <= FEW else 1
    candidates: list[tuple[float, PlacedRows]] = []
    while True:
        joining = Joined(search, count)
        try:
            one = joining.improved(joining.for_squares) if squares else joining.best(search.start)
            candidates.append((joining.cost(one), one))
        except ValueError:
            if count == 1 and not candidates:
                raise
        if count == 1 or len(candidates) == tries:
            return min(candidates)[1]
        count -= max(1, count // 8)
