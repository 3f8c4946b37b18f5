"""The error of polynomials on cells: bounded, dropped where it is small, cut where it is not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from flint import arb, arb_poly
from numpy.typing import NDArray

from actviz.approximation.covering import Stretch, leading_zeros
from actviz.readings import balls

Float64 = NDArray[Any]
Weight = Callable[[Float64], Float64]  # of the size of the function: what errors are divided by

CLOSE = 2.0**-22  # relative: cells within this of the largest error found are left alone
_BITS = 120
_UNIT = 2.0**-53
_CELLS = 1 << 19


@dataclass(frozen=True)
class Part:
    """A polynomial (or quotient) of the approximation on ``[low, high]``.

    ``between``: it is computed as a line between two entries of a table, not by Horner's rule.
    """

    low: float
    high: float
    numerator: Sequence[float]
    denominator: Sequence[float] = (1.0,)
    between: bool = False


class Cells:
    """Cells of polynomials in s, cut until the largest error is known."""

    def __init__(self, weight: Weight | None, finest: int | None) -> None:
        self.weight, self.finest = weight, finest
        self.tops: list[tuple[Float64, float]] = []
        self.bottoms: list[tuple[Float64, float]] = []
        self.spans: list[tuple[float, float]] = []
        self.places: list[tuple[float, float]] = []
        self.shifted: dict[int, int] = {}  # by which power of s a quotient was reduced

    def add(self, stretch: Stretch, part: Part, low: float, high: float) -> None:
        """Enter the error of a part on a stretch."""
        with balls.precision(_BITS):
            line = arb_poly([arb(stretch.middle), arb(stretch.half)])
            top = arb_poly([arb(c) for c in part.numerator])(line)
            loose, bottom = stretch.remainder, None
            rounding = _rounding(part, low, high, _size(stretch.near))
            if len(part.denominator) > 1:
                divisor = arb_poly([arb(c) for c in part.denominator])(line)
                loose *= _size(divisor)
                top = stretch.near * divisor - top
                bottom = divisor
            else:
                top = stretch.near - top
            if self.weight is not None and bottom is not None:
                bottom, spare = stretch.near * bottom, stretch.remainder * _size(bottom)
            elif self.weight is not None:
                bottom, spare = stretch.near, stretch.remainder
            else:
                bottom, spare = bottom or arb_poly([1]), 0.0
            zeros = leading_zeros(bottom) if stretch.middle == 0 else 0
            if zeros and leading_zeros(top) >= zeros:
                # Both are 0 at 0, where their ratio is not; an ulp is at least that part of f.
                top, bottom = _shifted(top, zeros), _shifted(bottom, zeros)
                self.shifted[len(self.tops)] = zeros
                rounding = _rounding(part, -stretch.half, stretch.half, 0.0)  # of p/s**zeros
            self.tops.append(doubles(top, loose + rounding))
            self.bottoms.append(doubles(bottom, spare))
        s = [(end - stretch.middle) / stretch.half for end in (low, high)]
        self.spans.append((max(s[0] - 1e-15, -1.0), min(s[1] + 1e-15, 1.0)))
        self.places.append((stretch.middle, stretch.half))

    def _scale(self, size: Float64, index: NDArray[np.int64], s: Float64, *, low: bool) -> Float64:
        """What errors are divided by, where the divisor has this size: a lower or upper bound.

        Args:
            s: the largest place of a cell for a lower bound, any of it for an upper one.
        """
        if self.weight is None:
            return size
        if self.finest is None:
            return self.weight(size)
        powers = np.array([self.shifted.get(k, 0) for k in index.tolist()])
        share = size * 2.0 ** (-self.finest if low else 1 - self.finest)
        least = self.weight(np.zeros(1)) / np.abs(s) ** powers  # below the normal numbers
        return np.where(powers > 0, np.maximum(share, least), self.weight(size))

    def search(self) -> tuple[float, float, float]:
        """What the error reaches in exact arithmetic, where, and what it never does."""
        if not self.spans:
            return 0.0, 0.0, 0.0
        top = Polynomials(self.tops)
        plain = all(len(row) == 1 and row[0] == 1 for row, _ in self.bottoms)
        bottom = None if plain else Polynomials(self.bottoms)
        index = np.arange(len(self.spans))
        s0, s1 = np.array(self.spans).T
        best, upper, where = 0.0, 0.0, (0, 0.0)
        for _ in range(64):
            ends = [np.abs(top.at(index, s)) for s in (s0, s1)]
            slack, gap = top.loose[index], (s1 - s0) ** 2 / 8
            high = np.maximum(*ends) + top.bend[index] * gap + slack
            low = [end - slack for end in ends]
            if bottom is not None:
                values = [bottom.at(index, s) for s in (s0, s1)]
                sizes = [np.abs(value) for value in values]
                spare = bottom.loose[index]
                least = np.maximum(np.minimum(*sizes) - bottom.bend[index] * gap - spare, 0.0)
                least[values[0] * values[1] <= 0] = 0.0
                far = np.maximum(np.abs(s0), np.abs(s1))
                with np.errstate(divide="ignore", invalid="ignore"):
                    high = np.where(high == 0, 0.0, high / self._scale(least, index, far, low=True))
                    low = [
                        end / self._scale(size + spare, index, s, low=False)
                        for end, size, s in zip(low, sizes, (s0, s1), strict=True)
                    ]
            for end, s in zip(low, (s0, s1), strict=True):
                k = int(np.argmax(end))
                if end[k] > best:
                    best, where = float(end[k]), (int(index[k]), float(s[k]))
            limit = best * (1 + CLOSE)
            open_ = high > limit
            upper = max(upper, float(high[~open_].max(initial=0.0)))
            if not open_.any():
                break
            if 4 * int(open_.sum()) > _CELLS or float((s1 - s0)[open_].max()) < 1e-15:
                upper = max(upper, float(high[open_].max()))
                break
            index, a, b = index[open_], s0[open_], s1[open_]
            cuts = [a + (b - a) * (k / 4) for k in range(4)] + [b]
            index = np.tile(index, 4)
            s0, s1 = np.concatenate(cuts[:-1]), np.concatenate(cuts[1:])
        middle, half = self.places[where[0]]
        return best, middle + half * where[1], max(upper, best)


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
        rounding = (sizes * (2 * powers + 2)).sum(axis=0) * _UNIT * 1.01
        self.loose = np.array([loose for _, loose in given]) + rounding

    def at(self, index: NDArray[np.int64], s: Float64) -> Float64:
        """Values of the polynomials ``index`` at ``s``."""
        found: Float64 = self.rows[-1][index]
        for row in self.rows[-2::-1]:
            found = found * s + row[index]
        return found


def doubles(polynomial: arb_poly, loose: float) -> tuple[Float64, float]:
    """Coefficients as doubles, and the error that this and the balls' radii add."""
    given = [polynomial[k] for k in range(len(polynomial))] or [arb(0)]
    row = np.array([float(ball.mid()) for ball in given])
    radii = sum(float(ball.rad()) for ball in given)
    return row, (loose + radii + float(np.abs(row).sum()) * _UNIT) * (1 + 2.0**-30)


def _shifted(polynomial: arb_poly, by: int) -> arb_poly:
    """The quotient by a power of s of a polynomial that has such a zero at 0."""
    return arb_poly([polynomial[k] for k in range(by, len(polynomial))])


def _size(polynomial: arb_poly) -> float:
    return sum(float(polynomial[k].abs_upper()) for k in range(len(polynomial)))


def _rounding(part: Part, low: float, high: float, size: float) -> float:
    """The bound of :func:`rounding_of`, or a smaller one by the sums that come up on the way."""
    if len(part.denominator) > 1 or part.between:
        return rounding_of(part, low, high, size)
    middle = low + (high - low) / 2
    line = arb_poly([arb(middle), arb(max(high - middle, middle - low)) * (1 + 2.0**-50)])
    x, unit = max(abs(low), abs(high)), _UNIT * (1 + 2.0**-20)
    *others, last = part.numerator
    total, reach, off = arb_poly([arb(last)]), abs(last), 0.0
    for c in reversed(others):
        off = x * off + unit * x * (reach + off)
        total = total * line + arb(c)
        reach = _size(total)
        if c:  # a sum with 0 is exact
            off += unit * (reach + off)
    return off * (1 + 2.0**-20) + len(others) * 2.0**-1074 * max(x, 1.0) ** len(others)


def rounding_of(part: Part, low: float, high: float, size: float) -> float:
    """A bound on what rounding in float64 adds on an interval, times the denominator.

    Args:
        size: a bound of the function there.
    """
    x = max(abs(low), abs(high))
    sums = [
        sum(abs(c) * x**k * (2 * k + 1) for k, c in enumerate(row))
        for row in (part.numerator, part.denominator)
    ]
    total = 4 * sums[0]
    if len(part.denominator) > 1:
        total += 4 * (size + 1) * sums[1]
    return total * _UNIT


def ranges_of(row: Sequence[float], low: float, high: float) -> arb:
    """A polynomial over an interval, as a ball."""
    x = arb(low).union(arb(high))
    total = arb(0)
    for c in reversed(row):
        total = total * x + arb(c)
    return total
