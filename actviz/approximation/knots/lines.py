"""Straight lines that join: the best values at given knots, for tables and continuous pieces.

For the largest error this is a linear program with a chain of unknowns, one value at each knot: an
error is possible if values can be carried from knot to knot, and what can be carried is an
interval. For the mean squared error it is least squares with hats.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actviz.approximation.knots.squares import Density
from actviz.approximation.target.target import Target

Float64 = NDArray[Any]

_INNER = 33  # points of a segment
_LITTLE = 1e-18  # of the weight of what counts most
_VALUES = 33  # values tried at a knot


class Chain:
    """Samples of a target between knots.

    Args:
        target: what lines are to be near to.
        knots: where they meet.
        weight: what an error counts.
        given: values at some of the knots, by their number.
        rising: 1: values never go down; -1: never up.
    """

    def __init__(
        self,
        target: Target,
        knots: Sequence[float],
        weight: object = None,
        given: Mapping[int, float] | None = None,
        rising: int = 0,
    ) -> None:
        self.knots, self.given, self.rising = np.array(knots), given or {}, rising
        low, high = self.knots[:-1, None], self.knots[1:, None]
        self.share = np.linspace(0.0, 1.0, _INNER)
        self.x = low + (high - low) * self.share
        self.f = np.stack([target.on(row, float(row[0]), float(row[-1])) for row in self.x])
        self.weight = np.ones_like(self.f) if weight is None else weight(self.x, self.f)  # type: ignore[operator]

    def errors(self, values: Float64) -> Float64:
        """The largest error of each line through these values."""
        lines = values[:-1, None] * (1 - self.share) + values[1:, None] * self.share
        errors: Float64 = (np.abs(self.f - lines) * self.weight).max(axis=1)
        return errors

    def largest(self, values: Float64) -> float:
        """The largest error of all."""
        return float(self.errors(values).max())

    def best(self) -> Float64:
        """The values with the smallest largest error."""
        starts = [np.concatenate([self.f[:, 0], self.f[-1:, -1]]), np.zeros(len(self.knots))]
        for start in starts:
            for at, value in self.given.items():
                start[at] = value
        start = min((turned(one, self.rising, self.given) for one in starts), key=self.largest)
        top, bottom = self.largest(start), 0.0
        best, noise = start, float((np.abs(self.f) * self.weight).max()) * 2.0**-50
        for _ in range(40):
            if top - bottom <= 1e-4 * top or top < noise:
                break
            error = (top + bottom) / 2
            values = self._carried(error)
            if values is None:
                bottom = error
            else:
                best, top = values, min(self.largest(values), error * (1 + 1e-9))
        return best

    def _carried(self, error: float) -> Float64 | None:
        """Values that keep an error, the most central of those possible; None: there are none."""
        slack = error / self.weight
        spans = [(self.f[0, 0] - slack[0, 0], self.f[0, 0] + slack[0, 0])]
        if 0 in self.given:
            spans = [(self.given[0], self.given[0])]
        ways: list[tuple[Float64, Float64, Float64]] = []
        share = self.share[1:]
        for f, room in zip(self.f, slack, strict=True):
            u = np.linspace(*spans[-1], _VALUES)
            high = ((f + room)[1:] - u[:, None] * (1 - share)) / share
            low = ((f - room)[1:] - u[:, None] * (1 - share)) / share
            most, least = high.min(axis=1), low.max(axis=1)
            if self.rising:
                least = np.maximum(least, u) if self.rising > 0 else least
                most = np.minimum(most, u) if self.rising < 0 else most
            if not (most >= least).any():
                return None
            good = most >= least
            spans.append((float(least[good].min()), float(most[good].max())))
            ways.append((u, least, most))
            value = self.given.get(len(ways))
            if value is not None:
                if not spans[-1][0] <= value <= spans[-1][1]:
                    return None
                spans[-1] = (value, value)
        values = [sum(spans[-1]) / 2]
        for u, least, most in reversed(ways):
            v = values[-1]
            inside = np.flatnonzero((least <= v) & (v <= most))
            if not len(inside):  # between two values tried
                gap = np.maximum(least - v, v - most)
                inside = np.array([int(np.argmin(gap))])
            values.append(float(u[inside].mean()))
        return turned(np.array(values[::-1]), self.rising, self.given)

    def bounds(self, numbers: Float64, error: float) -> tuple[Any, Any, Any]:
        """Which of some numbers an error allows at each knot, and what each leaves to the next."""
        slack = error / self.weight
        good = np.empty(numbers.shape, dtype=bool)
        good[:-1] = np.abs(numbers[:-1] - self.f[:, :1]) <= slack[:, :1]
        good[-1] = np.abs(numbers[-1] - self.f[-1, -1]) <= slack[-1, -1]
        u, share = numbers[:-1, :, None], self.share[1:]
        rest = u * (1 - share)
        low = ((self.f - slack)[:, None, 1:] - rest) / share
        high = ((self.f + slack)[:, None, 1:] - rest) / share
        return good, low.max(axis=2), high.min(axis=2)

    def squares(self, numbers: Float64, density: Density) -> Any:
        """The squared error of the line through each pair of numbers, segment by segment."""
        weights = density(self.x) * (self.knots[1:] - self.knots[:-1])[:, None]
        weights[:, [0, -1]] /= 2
        for k, (f, w) in enumerate(zip(self.f, weights, strict=True)):
            u, v = numbers[k][:, None, None], numbers[k + 1][None, :, None]
            yield (w * (u * (1 - self.share) + v * self.share - f) ** 2).sum(axis=2)

    def least_squares(self, density: Density) -> Float64:
        """The values with the smallest mean squared error."""
        count = len(self.knots)
        weights = density(self.x) * (self.knots[1:] - self.knots[:-1])[:, None]
        weights[:, [0, -1]] /= 2
        weights += _LITTLE * weights.max()  # else what hardly counts is far from the function
        a, b = 1 - self.share, self.share
        matrix, right = np.zeros((count, count)), np.zeros(count)
        for k in range(count - 1):
            w, f = weights[k], self.f[k]
            matrix[k, k] += (w * a * a).sum()
            matrix[k, k + 1] += (w * a * b).sum()
            matrix[k + 1, k] += (w * a * b).sum()
            matrix[k + 1, k + 1] += (w * b * b).sum()
            right[k] += (w * a * f).sum()
            right[k + 1] += (w * b * f).sum()
        for at, value in self.given.items():
            matrix[at], matrix[at, at], right[at] = 0.0, 1.0, value
        return np.linalg.solve(matrix, right)


def turned(values: Float64, rising: int, given: Mapping[int, float]) -> Float64:
    """Values without a step that goes the wrong way; those that are given stay."""
    if not rising:
        return values
    upwards = values * rising
    for at, value in given.items():
        upwards[:at] = np.minimum(upwards[:at], value * rising)
        upwards[at:] = np.maximum(upwards[at:], value * rising)
    return np.asarray(np.maximum.accumulate(upwards)) * rising
