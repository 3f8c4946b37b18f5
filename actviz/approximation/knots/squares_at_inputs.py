"""Pieces with the least sum of squares at some inputs: free ones, and lines that join.

An integral says little where a piece has a few inputs: it weighs what is between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from actviz.approximation.knots.squares import shortest
from actviz.dataclass import dataclass

FEW = 256  # inputs, up to which every piece is fitted
_EACH = 64  # inputs a piece, up to which knots of joined ones are moved
_HALVINGS = 6  # of the way that a knot is moved


@dataclass
class SquaresAtInputs:
    """Inputs with values and weights.

    Attributes:
        t, f: places upwards at even distances, and values there.
        root: the roots of weights.
    """

    t: Any
    f: Any
    root: Any

    # ------------------------------------------------------------ free pieces

    def knots(self, places: Sequence[int], count: int, degree: int) -> list[int]:
        """The best knots of real pieces: some of the places, the first and the last with them.

        Args:
            places: before which input each may be.
            count: pieces at most.
            degree: of a piece.
        """
        costs = self._costs(degree)[np.ix_(places, places)]
        return [places[k] for k in shortest(costs, count)]

    def _costs(self, degree: int) -> Any:
        """The least sum of squares from each input to before each other."""
        n = len(self.t)
        costs = np.where(np.tri(n + 1, dtype=bool), np.inf, 0.0)
        weights = self.root**2
        for length in range(degree + 2, n + 1):
            powers = np.linspace(-1.0, 1.0, length)[:, None] ** np.arange(degree + 1)
            basis = np.linalg.qr(powers)[0]  # the same everywhere, since distances are even
            products = (basis[:, :, None] * basis[:, None, :]).reshape(length, -1)
            w, f = sliding_window_view(weights, length), sliding_window_view(self.f, length)
            gram = (w @ products).reshape(-1, degree + 1, degree + 1)
            gram += np.eye(degree + 1) * (1e-14 * w.sum(axis=1))[:, None, None]
            rows = np.linalg.solve(gram, ((w * f) @ basis)[..., None])[..., 0]
            at = np.arange(n - length + 1)
            costs[at, at + length] = (w * (rows @ basis.T - f) ** 2).sum(axis=1)
        return costs

    # ------------------------------------------------------------ lines that join

    def values(self, knots: Any) -> tuple[Any, float]:
        """The best values at knots, and the sum of squares that they leave."""
        count = len(knots)
        cell = np.searchsorted(knots[1:-1], self.t, side="right")
        share = (self.t - knots[cell]) / (knots[cell + 1] - knots[cell])
        left, right, f = (1 - share) * self.root, share * self.root, self.f * self.root
        square = np.bincount(cell, left * left, count) + np.bincount(cell + 1, right * right, count)
        both = np.bincount(cell, left * right, count)[:-1]
        side = np.bincount(cell, left * f, count) + np.bincount(cell + 1, right * f, count)
        matrix = np.diag(square) + np.diag(both, 1) + np.diag(both, -1)
        values = np.linalg.lstsq(matrix, side, rcond=None)[0]
        off = left * values[cell] + right * values[cell + 1] - f
        return values, float((off * off).sum())

    def lines(self, knots: Sequence[float]) -> list[tuple[float, float]]:
        """The best lines found from some knots on: value at 0 and slope."""
        at = np.array(knots)
        values, cost = self.values(at)
        if len(self.t) <= _EACH * (len(at) - 1):
            at, values = self._moved(at, values, cost)
        lines = []
        for (a, b), (u, v) in zip(pairwise(at.tolist()), pairwise(values.tolist()), strict=True):
            slope = (v - u) / (b - a)
            lines.append((u - slope * a, slope))
        return lines

    def _moved(self, at: Any, values: Any, cost: float) -> tuple[Any, Any]:
        """Inner knots one after the other, by less and less, as long as they get better."""
        step = float(np.diff(at).max()) / 2
        for _ in range(_HALVINGS):
            for k in range(1, len(at) - 1):
                for by in (-step, step):
                    tried = at.copy()
                    tried[k] += by
                    if tried[k - 1] < tried[k] < tried[k + 1]:
                        moved, reached = self.values(tried)
                        if reached < cost:
                            at, values, cost = tried, moved, reached
            step /= 2
        return at, values
