"""Polynomials with coefficients of a number format: searched, not rounded afterwards.

With coefficients that are whole multiples of steps polynomials are a lattice, and the best is one
of those near the best real one. They are looked for in a short basis of the lattice (Brisebarre
and Chevillard 2007): one near in the mean first, its neighbours then, and all that can have a
smaller largest error, as long as they are not too many.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cached_property
from operator import mul
from typing import Any

import numpy as np
from flint import fmpz_mat
from numpy.typing import NDArray

from actviz.approximation.curves.holding import Held
from actviz.approximation.curves.minimax import Basis
from actviz.approximation.curves.nearest import WHOLE, Search
from actviz.approximation.value import compensated
from actviz.dataclass import dataclass
from actviz.readings.formats import Uniform

Float64 = NDArray[Any]
Function = Callable[[Float64], Float64]

_DENSE = 24  # places for each coefficient
_SPARE = 12  # bits of whole numbers beyond what is looked at
_FINE = 2.0**-30  # of the error: steps that change less are as good as any
_NOTHING = 2.0**-80  # of the function
_CLOSE = 1e-9  # relative: errors on samples that are the same
_ROUNDING = 1e-6  # relative: of an error from few digits
_ROUNDS = 4  # of steps that follow the sizes of floating coefficients
_PAIRS = 24  # coefficients of which neighbours by two are tried


@dataclass(frozen=True)
class Rounded:
    """Coefficients, about their largest error, and what no others come below (None: not known)."""

    row: tuple[float, ...]
    error: float
    lowest: float | None = None


class InFormat:
    """A function, its best polynomial, and the numbers that coefficients may be.

    Args:
        f: the function.
        basis: the polynomials that may be.
        weight: what errors count; None: one.
        exact: the best real coefficients.
        turns: where their error is largest by turns.
        held: the format.
    """

    def __init__(
        self,
        f: Function,
        basis: Basis,
        weight: Function | None,
        exact: Sequence[Fraction],
        turns: Sequence[float],
        held: Held,
    ) -> None:
        self.basis, self.held = basis, held
        powers = [k for k in range(basis.degree + 1) if basis.parity in (None, k % 2)]
        self.powers = [k for k in powers if k >= len(basis.zeros)]
        self.exact = [exact[k] for k in self.powers]
        self.nodes = self._places(2 * len(self.powers) + 1)
        self.grid = self._places(_DENSE * (len(self.powers) + 2))
        self.turns = np.array(turns)
        self.grid = np.concatenate([self.turns, self.grid])
        self.values = f(self.grid)
        self.weights = np.ones(len(self.grid)) if weight is None else weight(self.grid)
        self.shares = np.ones(len(self.nodes)) if weight is None else weight(self.nodes)
        # From what a polynomial is at the nodes to what it is everywhere.
        at_nodes = np.linalg.pinv(basis.at(self.nodes) * self.shares[:, None])
        self.spread = (basis.at(self.grid) @ at_nodes * self.weights[:, None]).T
        self.errors = self._errors(
            [*map(float, exact)], [float(c - Fraction(float(c))) for c in exact]
        )
        self.real = float(np.abs(self.errors).max())

    def best(self) -> Rounded:
        """The best coefficients found.

        Raises:
            ValueError: the format does not reach one of the real ones.
        """
        real = [float(c) for c in self.exact]
        for k, c in zip(self.powers, real, strict=True):
            self.held.check(c, f"the coefficient of x**{k}")
        best, sizes = self.rounded(real), [abs(c) for c in real]
        for _ in range(1 if isinstance(self.held.form, Uniform) else _ROUNDS):
            if best.error <= self.real * (1 + _CLOSE):
                break
            nearer = self.nearest(sizes, best.error)
            if nearer.error >= best.error * (1 - _CLOSE):
                return Rounded(best.row, best.error, nearer.lowest)
            best = nearer
            sizes = [abs(best.row[k]) or size for k, size in zip(self.powers, sizes, strict=True)]
        return best

    def _places(self, count: int) -> Float64:
        basis = self.basis
        low, high = basis.span
        middle, half = (low + high) / 2, (high - low) / 2
        x = middle - half * np.cos((np.arange(count) + 0.5) * math.pi / count)
        x = np.concatenate([[low], x, [high]])
        return x[x != 0] if basis.parity == 1 or basis.zeros else x

    def _errors(self, row: Sequence[float], rest: Sequence[float]) -> Float64:
        """Weighted errors on the grid of coefficients in two parts."""
        zero, by = np.zeros_like(self.grid), compensated.on_arrays()
        value, lost = compensated.carried([c + zero for c in row], self.grid, by, zero, 1)
        low, _ = compensated.carried([c + zero for c in rest], self.grid, by, zero, 1)
        errors: Float64 = ((self.values - value) - (lost + low)) * self.weights
        return errors

    def rounded(self, numbers: Sequence[float], lowest: float | None = None) -> Rounded:
        """A polynomial of numbers, each rounded by itself if that is needed."""
        kept = self.held.nearest(np.array(numbers)).tolist()
        size = float(np.abs(self.values).min())
        reach = self.basis.reach
        chosen = {  # without what no digit of a value shows
            k: c if abs(c) * reach**k >= size * _NOTHING else 0.0
            for k, c in zip(self.powers, kept, strict=True)
        }
        row = tuple(chosen.get(k, 0.0) + 0.0 for k in range(self.basis.degree + 1))
        return Rounded(row, float(np.abs(self._errors(row, [0.0])).max()), lowest)

    def _steps(self, sizes: Sequence[float]) -> list[Fraction]:
        """The distances of numbers of these sizes, or larger ones where those change nothing."""
        steps, self.all_steps = [], True
        for k, step in zip(self.powers, self.held.step(np.array(sizes)).tolist(), strict=True):
            reach = self.basis.reach**k
            share = self.real * _FINE / (reach * float(self.weights.max()) * step)
            coarser = max(math.frexp(share)[1] - 1, 0)
            self.all_steps &= not coarser
            steps.append(Fraction(step) * 2**coarser)
        return steps

    def nearest(self, sizes: Sequence[float], least: float) -> Rounded:
        """The best found of the lattice of the steps that numbers of these sizes have.

        Args:
            least: an error that is reached already.
        """
        steps = self._steps(sizes)
        start = [round(c / step) for c, step in zip(self.exact, steps, strict=True)]
        rest = [c - m * step for c, m, step in zip(self.exact, start, steps, strict=True)]
        places = [
            (Fraction(float(x)), Fraction(float(w)))
            for x, w in zip(self.nodes, self.shares, strict=True)
        ]
        waves = [[x**k * w for x, w in places] for k in self.powers]
        long = max(float(s * max(map(abs, row))) for s, row in zip(steps, waves, strict=True))
        aim = max(self.real, 2.0**-60 * float(np.abs(self.values * self.weights).max()))
        bits = _SPARE + max(math.frexp(long / aim)[1], 0)
        least_step = min(float(s * max(map(abs, row))) for s, row in zip(steps, waves, strict=True))
        unit = Fraction(2) ** (math.frexp(min(aim, least_step))[1] - bits)
        rows = [[round(s * v / unit) for v in row] for s, row in zip(steps, waves, strict=True)]
        short, change = fmpz_mat(rows).lll(True)
        if not all(map(any, short.tolist())):  # steps that differ too much to be told together
            return self.rounded([float(c) for c in self.exact])
        ratio = [c / step for c, step in zip(rest, steps, strict=True)]
        left = [
            sum((r * v for r, v in zip(ratio, column, strict=True)), start=Fraction(0))
            for column in zip(*rows, strict=True)
        ]
        moves, far = _moved([[int(v) for v in row] for row in short.tolist()], left)
        size = float(unit)
        vectors = np.array([[float(v) for v in row] for row in short.tolist()]) * size @ self.spread
        errors = self.errors + np.array([float(v) for v in far]) * size @ self.spread
        whole = [[int(change[i, k]) for k in range(len(steps))] for i in range(len(steps))]

        def numbers(chosen: Sequence[float]) -> list[float]:
            total = [m + int(q) for m, q in zip(moves, chosen, strict=True)]
            return [
                float((m + sum(q * row[k] for q, row in zip(total, whole, strict=True))) * step)
                for k, (m, step) in enumerate(zip(start, steps, strict=True))
            ]

        form = self.held.form

        def inside(chosen: Sequence[float]) -> bool:
            return all(form.low <= c <= form.high for c in numbers(chosen))

        search = _Largest(vectors, errors, self.measure, inside)
        chosen = search.found(least, self.real * (1 + _CLOSE))
        lowest = None
        if search.complete and self.all_steps and isinstance(form, Uniform):
            lowest = search.best - 2 * _CLOSE * self.real
        return self.rounded(numbers(chosen), lowest)

    @cached_property
    def measure(self) -> Float64:
        """What places of the grid count: best in its mean square is what is best in the largest."""
        count = len(self.turns)
        if count != len(self.powers) + 1:
            return np.full(len(self.grid), 1 / len(self.grid))
        at_turns = self.basis.at(self.turns) * self.weights[:count, None]
        blind = np.abs(np.linalg.svd(at_turns.T)[2][-1])
        return np.concatenate([blind / blind.sum(), np.zeros(len(self.grid) - count)])


def _moved(
    rows: Sequence[Sequence[int]], left: Sequence[Fraction]
) -> tuple[list[int], list[Fraction]]:
    """Whole multiples of rows to be added, and what they leave of values."""
    columns = np.array([[float(v) for v in row] for row in rows]).T
    sizes = np.linalg.norm(columns, axis=0)
    total, rest = [0] * len(rows), list(left)
    for _ in range(40):  # as long as doubles do not tell all digits
        near = np.linalg.lstsq(columns / sizes, np.array([float(v) for v in rest]), rcond=None)[0]
        moves = [round(v) for v in (near / sizes).tolist()]
        if not any(moves):
            break
        for k, move in enumerate(moves):
            total[k] += move
            if move:
                rest = [v - move * w for v, w in zip(rest, rows[k], strict=True)]
    return total, rest


class _Largest(Search):
    """The combination of vectors, by whole numbers, that leaves the smallest largest error.

    A largest error bounds every mean of squares.
    """

    def __init__(
        self,
        vectors: Float64,
        errors: Float64,
        measure: Float64,
        inside: Callable[[Sequence[float]], bool],
    ) -> None:
        here = measure > 0
        columns = (vectors[:, here] * np.sqrt(measure[here])).T
        values = errors[here] * np.sqrt(measure[here])
        off = values - columns @ np.linalg.lstsq(columns, values, rcond=None)[0]
        super().__init__(columns, values, WHOLE, float((off**2).sum()))
        self.vectors, self.errors, self.inside = vectors, errors, inside
        self.best, self.enough = math.inf, 0.0
        self._look_at(0)

    def found(self, limit: float, enough: float) -> list[float]:
        """The combination; all zeros where none is allowed and better than a limit."""
        self.best, self.enough = limit, enough
        near = self._climbed([0.0] * len(self.vectors))
        if self.best > self.enough:
            near = self.best_of(self._mean()) or near
            if not self.complete:
                near = self._climbed(near)
        return near

    def _look_at(self, k: int) -> None:
        """The place that is looked at first: where the last combination was furthest off."""
        self._error, self._vector = float(self.errors[k]), self.vectors[:, k].tolist()

    def _mean(self) -> float:
        """The sum of squares that a smaller largest error does not exceed, less what is left."""
        return max(self.best**2 * (1 + 1e-12) - self.off, 0.0)

    def reached(self, total: float) -> None:
        """All are chosen."""
        first = self._error - sum(map(mul, self._chosen, self._vector))
        if abs(first) > self.best * (1 + _ROUNDING):
            return
        sizes = np.abs(self.errors - np.array(self._chosen) @ self.vectors)
        worst = int(sizes.argmax())
        size = float(sizes[worst])
        self._look_at(worst)
        if size < self.best and self.inside(self._chosen):
            self._found, self.best = list(self._chosen), size
            self.least = self._mean()

    def _climbed(self, start: list[float]) -> list[float]:
        """From a combination to neighbours, by one or two vectors, as long as that is better."""
        count = len(self.vectors)
        moves = np.concatenate([np.eye(count), -np.eye(count)])
        if count <= _PAIRS:
            pairs = moves[:, None] + moves[None, :count]
            moves = np.concatenate([moves, pairs.reshape(-1, count)])
        steps = moves @ self.vectors
        chosen, errors = start, self.errors - np.array(start) @ self.vectors
        largest = float(np.abs(errors).max())
        for _ in range(8 * count):
            sizes = np.abs(errors - steps).max(axis=1)
            k = int(np.argmin(sizes))
            near = (np.array(chosen) + moves[k]).tolist()
            if (
                sizes[k] >= largest * (1 - _CLOSE)
                or largest <= self.enough
                or not self.inside(near)
            ):
                break
            chosen, errors, largest = near, errors - steps[k], float(sizes[k])
        self.best = min(self.best, largest)
        return chosen
