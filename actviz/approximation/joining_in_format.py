"""Pieces that join with coefficients of a number format: their knots are where the lines cross.

At a given knot two lines of a format meet only by chance. Where they cross they do meet, up to
the rounding of the knot. So lines are searched, from the best real ones: those around the largest
error change to neighbours, one or two at once, as long as that makes it smaller.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actviz.approximation.holding import Held
from actviz.approximation.links import Line, knots_of
from actviz.approximation.result import Piece

Float64 = NDArray[Any]

_ROUNDS = 60
_OUT = 1e9  # what lines cost whose knots are not in order
_REACH = 2  # numbers tried on each side of a coefficient; of two lines at once, one


@dataclass
class Crossing:
    """A search for lines of a format.

    Attributes:
        held: the format.
        x, f, weight: places, the function there, and how much its error counts.
        squares: whether the mean square counts, not the largest error.
        slopes: the least and the largest slope.
        zero: whether the line at 0 is to be 0 there.
        kept: how many lines at the start and at the end stay as they are.
    """

    held: Held
    x: Float64
    f: Float64
    weight: Float64
    squares: bool
    slopes: tuple[float, float]
    zero: bool
    kept: tuple[int, int]

    def best(
        self, starts: Sequence[Sequence[Line]], span: tuple[float, float]
    ) -> tuple[Piece, ...]:
        """The best pieces found from some lines.

        Raises:
            ValueError: none join.
        """
        found = min((self._climbed(self._rounded(one)) for one in starts), key=lambda one: one[0])
        cost, lines = found
        if cost >= _OUT:
            raise ValueError(
                f"no straight pieces of {self.held.name} that join were found; take fewer pieces "
                "or a wider format"
            )
        ends = [span[0], *knots_of(lines), span[1]]
        return tuple(Piece(a, b, line) for (a, b), line in zip(pairwise(ends), lines, strict=True))

    def _rounded(self, lines: Sequence[Line]) -> list[Line]:
        found: list[Line] = []
        for first, slope in lines:
            first = 0.0 if self.zero and abs(first) < 1e-12 else first
            a, m = (float(c) + 0.0 for c in self.held.nearest(np.array([first, slope])))
            if not found or found[-1] != (a, m):
                found.append((a, m))
        return found

    def _cost(self, lines: Sequence[Line]) -> tuple[float, int]:
        """What lines cost, and the one that costs most."""
        knots = np.array([self.x[0], *knots_of(lines), self.x[-1]])
        steps = np.diff(knots)
        wrong = np.flatnonzero(~(steps > 0))
        if len(wrong):
            size = -float(np.nan_to_num(steps[wrong], nan=-1.0).sum())
            return _OUT * (1 + min(size, 1e3)), int(wrong[0])
        if not all(self.slopes[0] <= m <= self.slopes[1] for _, m in lines):
            return 2e3 * _OUT, 0
        at = np.searchsorted(knots[1:-1], self.x, side="right")
        rows = np.array(lines)
        made = rows[at, 0] + rows[at, 1] * self.x
        if self.zero and lines[int(np.searchsorted(knots[1:-1], 0.0, side="right"))][0]:
            return 2e3 * _OUT, int(at[np.argmin(np.abs(self.x))])
        errors = np.abs(self.f - made) * self.weight
        if self.squares:
            shares = np.bincount(at, errors**2, minlength=len(lines))
            return math.sqrt(float(shares.sum()) / len(self.x)), int(shares.argmax())
        k = int(errors.argmax())
        return float(errors[k]), int(at[k])

    def _near(self, line: Line, reach: int) -> list[Line]:
        first, slope = (self.held.around(np.array(c), reach).tolist() for c in line)
        return [(a + 0.0, m + 0.0) for a, m in product(first, slope) if (a, m) != line]

    def _moves(self, lines: list[Line], worst: int) -> Iterator[list[Line]]:
        """Lines with one or two beside the worst changed."""
        first, last = self.kept[0], len(lines) - self.kept[1]
        free = [k for k in (worst, worst - 1, worst + 1) if first <= k < last]
        for k in free:
            for line in self._near(lines[k], _REACH):
                yield [*lines[:k], line, *lines[k + 1 :]]
        for k in sorted({worst - 1, worst}):
            if first <= k and k + 1 < last:
                pairs = product(self._near(lines[k], 1), self._near(lines[k + 1], 1))
                for one, other in pairs:
                    yield [*lines[:k], one, other, *lines[k + 2 :]]

    def _climbed(self, lines: list[Line]) -> tuple[float, list[Line]]:
        """From lines to better ones."""
        cost, worst = self._cost(lines)
        for _ in range(_ROUNDS):
            for tried in self._moves(lines, worst):
                found = self._cost(tried)
                if found[0] < cost * (1 - 1e-9):
                    (cost, worst), lines = found, tried
                    break
            else:
                break
        return cost, lines
