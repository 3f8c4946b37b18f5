"""The best polynomial where its error is below what values in float64 are off: Remez in balls."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb, arb_mat
from numpy.typing import NDArray

from actviz.approximation.curves.minimax import (
    Basis,
    Function,
    places,
    reference,
    refined,
    remez,
    turns,
)
from actviz.approximation.target.target import Target
from actviz.readings import balls

Float64 = NDArray[Any]

_BITS = 320
_ROUNDS = 40
_CLOSE = 1e-7  # relative: how far the largest error may be from that on the reference
_LEVEL = 1e-6  # relative: an exchange in float64 got there
_NOISE = 2.0**-34  # of the function: errors above are seen in float64
_LEAST = 2.0**-55  # of the function: an error that no rounded result shows

Best = tuple[Basis, list[Fraction], list[float]]


def best_polynomial(target: Target, f: Function, basis: Basis, weight: Function | None) -> Best:
    """The best combination of a basis, and where its error is largest by turns.

    Where a lower degree errs by less than half a digit of float64, it is of that degree.
    """
    combination, error = remez(f, basis, weight)
    x = np.linspace(*basis.span, 257)
    x = x[x != 0]
    sizes = np.abs(f(x)) if weight is None else np.abs(f(x)) * weight(x)
    size = float(sizes[np.isfinite(sizes)].max(initial=0.0))
    spots = reference(f, basis, weight, combination)
    if error > size * _NOISE and spots:
        there = np.array(spots)
        level = np.abs(f(there) - basis.at(there) @ combination)
        level = level if weight is None else level * weight(there)
        if level.min() >= error * (1 - _LEVEL):
            return basis, [Fraction(float(c)) for c in combination], spots
    step = 1 if basis.parity is None else 2
    least = basis.degree - step * (basis.size - 1)
    best: Best | None = None
    low, high = -1, basis.size - 1
    while high - low > 1 or best is None:
        middle = (low + high) // 2 if high - low > 1 else high
        one = _Exact(target, f, replace(basis, degree=least + step * middle), weight)
        if one.solve() <= size * _LEAST or middle == basis.size - 1:
            best, high = one.best, middle
        else:
            low = middle
    return best


class _Exact:
    """The exchange with values in balls."""

    def __init__(self, target: Target, f: Function, basis: Basis, weight: Function | None) -> None:
        self.target, self.f, self.basis, self.weight = target, f, basis, weight
        self.known: dict[float, tuple[Any, list[Any]]] = {}
        self.combination: list[Any] = []

    @property
    def best(self) -> Best:
        """The basis, its combination in fractions, and the reference."""
        return self.basis, [_fraction(c) for c in self.combination], self.reference

    def solve(self) -> float:
        """Exchange until the error is level; what it is."""
        size, grid = self.basis.size, places(self.basis)
        inner = grid[grid != 0] if self.basis.parity is not None or self.basis.zeros else grid
        start = (np.linspace(0, 1, size + 1) * (len(inner) - 1)).round().astype(int)
        self.reference = inner[start].tolist()
        largest = math.inf
        for _ in range(_ROUNDS):
            with balls.precision(_BITS):
                level = self._levelled()
            errors = self.errors(grid)
            largest = float(np.abs(errors).max())
            spots = turns(errors, size + 1)
            if spots is None or largest <= level * (1 + _CLOSE):
                break
            self.reference = refined(self.errors, grid, spots).tolist()
            largest = max(largest, float(np.abs(self.errors(np.array(self.reference))).max()))
            if largest <= level * (1 + _CLOSE):
                break
        return largest

    def _levelled(self) -> float:
        """The combination with the same error at all places of the reference, by turns."""
        x = self.reference
        scales = np.ones(len(x)) if self.weight is None else self.weight(np.array(x))
        signs = self.basis.sign(np.array(x)) * (-1.0) ** np.arange(len(x))
        rows = [
            [*self._at(place)[1], arb(float(sign)) / arb(float(scale))]
            for place, sign, scale in zip(x, signs, scales, strict=True)
        ]
        solved = arb_mat(rows).solve(arb_mat([[self._at(place)[0]] for place in x]))
        *combination, level = [solved[k, 0].mid() for k in range(len(x))]
        self.combination = combination
        return float(abs(level))

    def errors(self, x: Float64) -> Float64:
        """Weighted errors at places, beside the sign of the basis."""
        errors = np.empty(len(x))
        with balls.precision(_BITS):
            for k, place in enumerate(x.tolist()):
                value, row = self._at(place)
                combined = sum((c * b for c, b in zip(self.combination, row, strict=True)), arb(0))
                errors[k] = float((value - combined).mid())
        errors *= self.basis.sign(x)
        return errors if self.weight is None else errors * self.weight(x)

    def _at(self, x: float) -> tuple[Any, list[Any]]:
        """The function and the basis at a place."""
        if x not in self.known:
            self.known[x] = self.target.exactly(x, _BITS), self.basis.exactly(arb(x))
        return self.known[x]


def _fraction(ball: Any) -> Fraction:
    man, exponent = ball.man_exp()
    return Fraction(int(man)) * Fraction(2) ** int(exponent)
