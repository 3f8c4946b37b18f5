"""Pieces that join with coefficients of a number format: their knots are where the lines cross."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actviz.approximation.curves.holding import Held
from actviz.approximation.knots.chains import Chains
from actviz.approximation.knots.links import Line, knots_of
from actviz.approximation.value.result import Piece
from actviz.dataclass import dataclass

Float64 = NDArray[Any]

_SPARE = 1e-12  # relative: what is put right when it is proved
_STRIDES = ((1,), (4, 1))  # of numbers tried one after the other


@dataclass
class Crossing:
    """The lines of a format beside a function.

    Attributes:
        held: the format.
        x, f, weight: places, the function there, and how much its error counts.
        squares: whether the mean square counts, not the largest error.
        slopes: the least and the largest slope.
        pinned: places at which lines are to be exact.
        side: 1: nowhere below the function; -1: nowhere above.
        kept: how many lines at the start and at the end stay as they are.
        room: how far on their side lines are at least, for what is between the places.
    """

    held: Held
    x: Float64
    f: Float64
    weight: Float64
    squares: bool
    slopes: tuple[float, float]
    pinned: Sequence[float]
    side: int
    kept: tuple[int, int]
    room: Float64

    def best(
        self, starts: Sequence[Sequence[Line]], span: tuple[float, float]
    ) -> tuple[Piece, ...]:
        """The best pieces found around some lines.

        Raises:
            ValueError: none join.
        """
        chains = Chains(self, self.squares)
        tried = (chains.best(start, by, self.kept) for start in starts for by in _STRIDES)
        cost, lines = min(tried, key=lambda one: one[0])
        if math.isinf(cost):
            raise ValueError(
                f"no straight pieces of {self.held.name} that join were found; take fewer pieces "
                "or a wider format"
            )
        return pieces_of([(float(a) + 0.0, float(m) + 0.0) for a, m in lines], span)

    @property
    def ends(self) -> tuple[float, float]:
        """The first and the last place."""
        return float(self.x[0]), float(self.x[-1])

    def around(self, numbers: Any, reach: int, stride: int) -> Any:
        """Numbers of the format near some: one axis more."""
        offsets = stride * np.arange(-reach, reach + 1)
        numbers = np.asarray(numbers, dtype=np.float64)[..., None]
        return self.held.nearest(numbers + offsets * self.held.step(numbers))

    def crossings(self, one: Any, other: Any) -> Any:
        """Where lines cross."""
        (a, m), (b, n) = one.T[:, :, None], other.T[:, None, :]
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(m == n, np.nan, (b - a) / (m - n))

    def places(self, at: Any) -> Any:
        """How many places are before crossings."""
        return np.searchsorted(self.x, np.nan_to_num(at, nan=self.x[0]))

    def meeting(self, lines: Any, at: Any) -> Any:
        """The error of lines where they cross others."""
        if self.squares:
            return np.zeros_like(at)
        at = np.nan_to_num(at, nan=self.x[0], posinf=self.x[-1], neginf=self.x[0])
        f, weight, room = (
            np.interp(at, self.x, values) for values in (self.f, self.weight, self.room)
        )
        gaps = lines[:, :1] + lines[:, 1:] * at - f
        return np.where(self._wrong(gaps, f, room), math.inf, np.abs(gaps) * weight)

    def _wrong(self, gaps: Any, f: Any, room: Any) -> Any:
        """Whether lines are on the other side of the function than is asked for."""
        return (self.side != 0) & (self.side * gaps < room - _SPARE * (1 + np.abs(f)))

    def costs(self, lines: Any, part: slice) -> Any:
        """Errors at the places of a part; squared ones for the mean square."""
        x, f = self.x[part], self.f[part]
        gaps = lines[:, :1] + lines[:, 1:] * x - f
        errors = np.abs(gaps) * self.weight[part]
        wrong = (lines[:, 1:] < self.slopes[0]) | (lines[:, 1:] > self.slopes[1])
        wrong = wrong | self._wrong(gaps, f, self.room[part])
        if len(self.pinned):
            wrong = wrong | (np.isin(x, self.pinned) & (gaps != 0))
        return np.where(wrong, math.inf, errors**2 / len(self.x) if self.squares else errors)

    def pins(self) -> list[tuple[float, float]]:
        """Places at which lines are to be exact, with the values there."""
        at = np.isin(self.x, self.pinned)
        return list(zip(self.x[at].tolist(), self.f[at].tolist(), strict=True))


def pieces_of(lines: Sequence[Line], span: tuple[float, float]) -> tuple[Piece, ...]:
    """The pieces of lines, each from where it crosses the one before."""
    ends = [span[0], *knots_of(lines), span[1]]
    return tuple(Piece(a, b, line) for (a, b), line in zip(pairwise(ends), lines, strict=True))
