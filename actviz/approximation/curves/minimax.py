"""The best polynomial for the largest error: Remez' exchange.

Polynomials are found in Chebyshev's basis of the interval (or of x**2 where only odd or only even
powers are wanted), and turned into powers of x by exact arithmetic at the end.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actviz.approximation.value.coefficients import added, product
from actviz.dataclass import dataclass

Float64 = NDArray[Any]
Function = Callable[[Float64], Float64]

_ROUNDS = 40
_CLOSE = 1e-9  # relative: how far the largest error may be from that on the reference
_DENSE = 24  # points of the grid for each point of the reference


@dataclass(frozen=True)
class Basis:
    """Polynomials of degree ``degree`` on an interval.

    Attributes:
        low, high: the interval.
        degree: the highest power of x.
        parity: None, or 0 for even and 1 for odd powers alone.
        zeros: places at which every polynomial of the basis is 0; with parity, as often at 0 as
            they are many.
    """

    low: float
    high: float
    degree: int
    parity: int | None = None
    zeros: tuple[float, ...] = ()

    @property
    def size(self) -> int:
        """How many polynomials it has."""
        left = self.degree - len(self.zeros)
        if self.parity is None:
            return left + 1
        return (left if self.zeros else left - self.parity) // 2 + 1

    @property
    def span(self) -> tuple[float, float]:
        """Where the search is: with parity, on the longer side of 0."""
        if self.parity is None:
            return self.low, self.high
        if self.high >= -self.low:
            return max(self.low, 0.0), self.high
        return self.low, min(self.high, 0.0)

    @property
    def reach(self) -> float:
        """The largest size of a place."""
        return max(abs(self.low), abs(self.high))

    def _argument(self, x: Float64) -> Float64:
        if self.parity is None:
            return (2 * x - self.low - self.high) / (self.high - self.low)
        return 2 * (x / self.reach) ** 2 - 1

    def at(self, x: Float64) -> Float64:
        """All of them at all points: shape (points, size)."""
        polynomials = np.polynomial.chebyshev.chebvander(self._argument(x), self.size - 1)
        factor = x / self.reach if self.parity == 1 and not self.zeros else np.ones_like(x)
        for zero in self.zeros:
            factor = factor * (x - zero)
        return polynomials * factor[:, None]

    def sign(self, x: Float64) -> Float64:
        """That of the factor which all have: an error alternates beside it."""
        signs = np.ones_like(x)
        for zero in self.zeros:
            signs = signs * np.sign(x - zero)
        return signs

    def exactly(self, x: Any) -> list[Any]:
        """All of them at a place, as balls."""
        low, high, reach = (x * 0 + end for end in (self.low, self.high, self.reach))
        whole = self.parity is None
        t = (2 * x - low - high) / (high - low) if whole else 2 * (x / reach) ** 2 - 1
        polynomials = [x * 0 + 1, t]
        while len(polynomials) < self.size:
            polynomials.append(2 * t * polynomials[-1] - polynomials[-2])
        factor = x / reach if self.parity == 1 and not self.zeros else x * 0 + 1
        for zero in self.zeros:
            factor = factor * (x - zero)
        return [one * factor for one in polynomials[: self.size]]

    def powers(self, weights: Sequence[float | Fraction] | Float64) -> list[Fraction]:
        """The coefficients of powers of x, exactly, of a combination."""
        low, high, reach = map(Fraction, (self.low, self.high, self.reach))
        if self.parity is None:
            inner = [-(low + high) / (high - low), 2 / (high - low)]
        else:
            inner = [Fraction(-1), Fraction(0), 2 / reach**2]
        before, now, total = [Fraction(1)], inner, [Fraction(0)]
        for k, weight in enumerate(weights):
            row = before if k == 0 else now
            if k > 1:
                double = product([Fraction(2)], product(inner, now))
                before, now = now, added(double, [-c for c in before])
                row = now
            total = added(total, [Fraction(weight) * c for c in row])
        if self.parity == 1 and not self.zeros:
            total = product([Fraction(0), 1 / reach], total)
        for zero in self.zeros:
            total = product([-Fraction(zero), Fraction(1)], total)
        return (total + [Fraction(0)] * (self.degree + 1))[: self.degree + 1]


def remez(f: Function, basis: Basis, weight: Function | None = None) -> tuple[Float64, float]:
    """The combination of a basis with the smallest largest error, and that error.

    Args:
        f: the function, of arrays within the interval.
        basis: what is combined.
        weight: the error at x counts ``weight(x)`` times; one by default.
    """
    size, grid = basis.size, places(basis)
    values, matrix = f(grid), basis.at(grid)
    scale = np.ones_like(grid) if weight is None else weight(grid)
    best: tuple[Float64, float] | None = None
    # Where a power adds nothing, as of a line and an even function, the first reference is level.
    for start in (np.linspace(0, 1, size + 1), np.linspace(0, 1, size + 2)[1:]):
        x = grid[(start * (len(grid) - 1)).round().astype(int)]
        fit = _exchanged(f, basis, weight, x, (grid, values, matrix, scale))
        if best is None or fit[1] < best[1]:
            best = fit[0], fit[1]
        if fit[2]:
            break
    assert best is not None
    return best


def _exchanged(
    f: Function,
    basis: Basis,
    weight: Function | None,
    x: Float64,
    samples: tuple[Float64, Float64, Float64, Float64],
) -> tuple[Float64, float, bool]:
    """The exchange from a reference: what it comes to, its error, and whether it got there."""
    grid, values, matrix, scale = samples
    size = basis.size
    combination, best = np.zeros(size), math.inf
    least = 2.0**-50 * float(np.abs(values * scale).max())  # of rounding
    for _ in range(_ROUNDS):
        signs = (-1.0) ** np.arange(size + 1) * basis.sign(x)
        scales = np.ones_like(x) if weight is None else weight(x)
        system = np.column_stack([basis.at(x), signs / scales])
        solved = np.linalg.lstsq(system, f(x), rcond=None)[0]
        combination, level = solved[:-1], abs(float(solved[-1]))
        errors = scale * (values - matrix @ combination) * basis.sign(grid)
        spots = turns(errors, size + 1)
        if spots is None:
            return combination, max(float(np.abs(errors).max()), level), False
        x = refined(_weighted(f, basis, weight, combination), grid, spots)
        there = np.abs(f(x) - basis.at(x) @ combination)
        if weight is not None:
            there = there * weight(x)
        best = float(max(np.abs(errors).max(), there.max()))
        if best <= level * (1 + _CLOSE) or best < least:
            return combination, best, True
    return combination, best, best <= level * 1.01


def turns(errors: Float64, count: int) -> NDArray[np.int64] | None:
    """The places of ``count`` largest errors of changing sign; None: there are fewer."""
    signs = np.sign(errors)
    starts = np.flatnonzero(np.diff(signs) != 0) + 1
    blocks = np.split(np.arange(len(errors)), starts)
    spots = [
        int(block[np.argmax(np.abs(errors[block]))]) for block in blocks if errors[block].any()
    ]
    merged: list[int] = []
    for spot in spots:
        if merged and np.sign(errors[merged[-1]]) == np.sign(errors[spot]):
            if abs(errors[spot]) > abs(errors[merged[-1]]):
                merged[-1] = spot
        else:
            merged.append(spot)
    while len(merged) > count:  # drop from an end, or two neighbours, whichever loses least
        sizes = np.abs(errors[merged])
        if len(merged) == count + 1:
            merged.pop(0 if sizes[0] < sizes[-1] else -1)
            continue
        pair = int(np.argmin(np.maximum(sizes[:-1], sizes[1:])))
        ends = 0 if sizes[0] < sizes[-1] else -1
        if sizes[ends] < max(sizes[pair], sizes[pair + 1]):
            merged.pop(ends)
        else:
            del merged[pair : pair + 2]
    return np.array(merged) if len(merged) == count else None


def refined(error: Function, grid: Float64, spots: NDArray[np.int64]) -> Float64:
    """Where parabolas through the neighbours of the largest errors turn, tried twice."""
    inner = (spots > 0) & (spots < len(grid) - 1)
    at = np.clip(spots, 1, len(grid) - 2)
    a, b, c = grid[at - 1], grid[at], grid[at + 1]
    for _ in range(2):
        u, v, w = error(a), error(b), error(c)
        with np.errstate(divide="ignore", invalid="ignore"):
            top = (b - a) ** 2 * (v - w) - (b - c) ** 2 * (v - u)
            turn = b - top / (2 * ((b - a) * (v - w) - (b - c) * (v - u)))
        turn = np.where(np.isfinite(turn) & (turn > a) & (turn < c), turn, b)
        step = np.minimum(turn - a, c - turn) / 32
        a, b, c = turn - step, turn, turn + step
    better = inner & (np.abs(error(b)) > np.abs(error(grid[spots])))
    return np.where(better, b, grid[spots])


def places(basis: Basis) -> Float64:
    """Where errors are looked at: the denser the nearer to an end."""
    theta = np.linspace(0, math.pi, _DENSE * (basis.size + 2) + 1)
    low, high = basis.span
    middle, half = (low + high) / 2, (high - low) / 2
    grid: Float64 = np.clip(middle - half * np.cos(theta), low, high)
    if 0.0 in basis.zeros and low < 0 < high:  # limits of a quotient on both sides
        near = (high - low) * 2.0**-40
        grid = np.union1d(grid[np.abs(grid) > near], [-near, near])
    return grid


def _weighted(f: Function, basis: Basis, weight: Function | None, combination: Float64) -> Function:
    """The error of a combination, and what it counts, beside the sign of the basis."""

    def error(x: Float64) -> Float64:
        e: Float64 = (f(x) - basis.at(x) @ combination) * basis.sign(x)
        return e if weight is None else e * weight(x)

    return error


def reference(
    f: Function, basis: Basis, weight: Function | None, combination: Float64
) -> list[float]:
    """One point more than the basis has members, at which a combination errs most by turns."""
    grid, error = places(basis), _weighted(f, basis, weight, combination)
    spots = turns(error(grid), basis.size + 1)
    return [] if spots is None else refined(error, grid, spots).tolist()
