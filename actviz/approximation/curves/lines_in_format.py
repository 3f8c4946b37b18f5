"""The best line with coefficients of a number format, out of those with some slopes.

What lines err at a few points bounds what they err at all. Where the best of them by those points
errs most is a point more, until it errs no more than that: then it is the best of all.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actviz.approximation.curves.holding import Held
from actviz.dataclass import dataclass

Float64 = NDArray[Any]

_WRONG = 1e3  # what being on the wrong side costs


@dataclass
class Lines:
    """Lines by their slopes, each for a row of values; levels are to be found.

    Attributes:
        held: the format.
        x: the points.
        rests: rows of values there.
        weights: what errors count; one without.
        which: the row of each slope.
        slopes: numbers of the format.
        side: 1: nowhere below the values; -1: nowhere above; 0: either.
        tied: the point whose value is taken, as near as the format has it.
    """

    held: Held
    x: Float64
    rests: Float64
    weights: Float64 | None
    which: NDArray[Any]
    slopes: Float64
    side: int = 0
    tied: int | None = None

    def best(self, points: list[int]) -> tuple[float, float, int]:
        """The least error, its level, and which slope it has.

        Args:
            points: some at which good lines err most.
        """
        at, rows = sorted({0, len(self.x) - 1, *points}), np.arange(len(self.slopes))
        least = (np.inf, 0.0, 0)
        while True:
            there = self.rests[self.which[rows][:, None], at]
            there = there - self.slopes[rows, None] * self.x[at]
            levels = self._levels(rows, there, at)
            bounds = self._errors(there[:, None], levels[:, :, None], at).max(axis=2)
            i, j = divmod(int(bounds.argmin()), bounds.shape[1])
            if bounds[i, j] >= least[0]:
                return least
            k, level = int(rows[i]), float(levels[i, j])
            rest = self.rests[self.which[k]] - self.slopes[k] * self.x
            errors = self._errors(rest, level, slice(None))
            worst = int(errors.argmax())
            if errors[worst] < least[0]:
                least = float(errors[worst]), level, k
            at.append(worst)
            rows = rows[bounds.min(axis=1) < least[0]]
            if not len(rows):
                return least

    def _errors(self, rests: Float64, levels: Any, at: Any) -> Float64:
        off = rests - levels
        errors = np.abs(off) if self.weights is None else np.abs(off) * self.weights[at]
        if self.side:  # the format may not reach so far
            errors = errors + _WRONG * np.maximum(self.side * off, 0.0)
        return np.asarray(errors)

    def _levels(self, rows: NDArray[Any], there: Float64, at: list[int]) -> Float64:
        """Of each row the numbers of which one is the best for some points."""
        if self.tied is not None:
            x = self.x[self.tied]
            ends = self.rests[self.which[rows], self.tied] - self.slopes[rows] * x
            return self.held.nearest(ends)[:, None]
        if self.side:
            ends = there.max(axis=1) if self.side > 0 else there.min(axis=1)
            form = self.held.form
            return self.held.all_beyond(np.clip(ends, form.low, form.high), self.side)[:, None]
        if self.weights is None:
            return self.held.beside((there.max(axis=1) + there.min(axis=1)) / 2)
        units = self.units[at]
        shares = (there[:, :, None] - there[:, None]) / (units[:, None] + units)
        k, count = shares.reshape(len(rows), -1).argmax(axis=1), np.arange(len(rows))
        above, below = np.divmod(k, len(at))
        return self.held.beside(there[count, above] - shares[count, above, below] * units[above])

    @cached_property
    def units(self) -> Float64:
        """What an error of one unit is at each point."""
        assert self.weights is not None
        return 1 / self.weights
