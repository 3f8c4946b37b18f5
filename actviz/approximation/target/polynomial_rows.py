"""Polynomials as rows of doubles, many at once, with what each leaves out."""

from __future__ import annotations

from typing import Any

import numpy as np
from flint import arb, arb_poly
from numpy.typing import NDArray

from actviz.approximation.value.evaluation_errors import TINY, UNIT

Float64 = NDArray[Any]


class Polynomials:
    """Many polynomials in float64: how large they are, how they bend, and what each leaves out."""

    def __init__(self, given: list[tuple[Float64, float]]) -> None:
        length = max(max(len(row) for row, _ in given), 3)
        self.rows = np.zeros((length, len(given)))
        for k, (row, _) in enumerate(given):
            self.rows[: len(row), k] = row
        powers = np.arange(length)[:, None]
        sizes = np.abs(self.rows)
        self.largest = sizes.sum(axis=0) * (1 + 1e-12)
        self.bend = (sizes * powers * (powers - 1)).sum(axis=0) * (1 + 1e-12)
        rounding = (sizes * (2 * powers + 2)).sum(axis=0) * UNIT * 1.01
        self.loose = np.array([loose for _, loose in given]) + rounding

    def at(self, index: NDArray[np.int64], s: Float64) -> Float64:
        """Values of the polynomials ``index`` at ``s``."""
        values: Float64 = self.rows[-1][index]
        for row in self.rows[-2::-1]:
            values = values * s + row[index]
        return values

    def slope(self, index: NDArray[np.int64], s: Float64) -> Float64:
        """Their slopes."""
        slopes = self.rows[1:] * np.arange(1, len(self.rows))[:, None]
        values: Float64 = slopes[-1][index]
        for row in slopes[-2::-1]:
            values = values * s + row[index]
        return values

    def sizes(
        self, index: NDArray[np.int64], s0: Float64, s1: Float64
    ) -> tuple[Float64, Float64, list[Float64]]:
        """Bounds of the sizes on cells, the least and the largest, and those at both ends."""
        values = [self.at(index, s) for s in (s0, s1)]
        ends = [np.abs(value) for value in values]
        bend, spare = self.bend[index] * (s1 - s0) ** 2 / 8, self.loose[index]
        least = np.maximum(np.minimum(*ends) - bend - spare, 0.0)
        least[values[0] * values[1] <= 0] = 0.0
        return least, np.maximum(*ends) + bend + spare, [end + spare for end in ends]


def doubles(polynomial: arb_poly, loose: float) -> tuple[Float64, float]:
    """Coefficients as doubles, and the error that this and the balls' radii add."""
    given = [polynomial[k] for k in range(len(polynomial))] or [arb(0)]
    row = np.array([float(ball.mid()) for ball in given])
    radii = sum(float(ball.rad()) for ball in given)
    # Each may be too small for a double.
    tiny = TINY * sum(ball != 0 or ball.rad() != 0 for ball in given)
    return row, (loose + radii + float(np.abs(row).sum()) * UNIT) * (1 + 2.0**-30) + tiny
