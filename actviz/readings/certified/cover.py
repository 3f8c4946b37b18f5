"""Consecutive numbers of a format, cut into pieces with one proved statement each.

Numbers are told by their bit patterns. A run of ``2**k`` patterns inside of one binade is an
interval of evenly spaced numbers, so that one array of ``s`` from -1 to 1 serves all runs of one
length. A run is a polynomial, a constant after rounding, or it is cut in halves; what is left when
it is too short to be worth a polynomial is asked of the balls, one by one.

Nothing has to be known of kinks, jumps or poles: a run that holds one is not smooth, and is cut
until the rest is too short.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from flint import arb

from actviz.dataclass import dataclass
from actviz.formula.calculus import derivative
from actviz.formula.tree import Node
from actviz.readings import balls
from actviz.readings.balls import Ball
from actviz.readings.certified.certified_polynomials import Failure, Polynomial, polynomial
from actviz.readings.exact import FORMATS, far_signs, ranges, rounder

SHORTEST: Final = 32  # numbers for which a polynomial costs as much as balls
LONGEST: Final = 1 << 20
_AROUND_A_ZERO: Final = 1 << 12  # numbers in a run whose values come close to 0
_NEEDED: Final = 2.0**-37  # relative to the smallest value: one result of 2**12 is left to balls
_NARROW: Final = 2.0**-40  # relative: a range that stands for a number
_BITS: Final = (80, 400)  # of ranges; the second shows that 1 - tanh(x) is too small


@dataclass(frozen=True, slots=True)
class Constant:
    """Every value of a run rounds to this; ``exact``: each is 0, and the sign is to be seen."""

    value: float
    rising: int
    exact_zero: bool = False


@dataclass(frozen=True, slots=True)
class BitRun:
    """``count`` numbers from a bit pattern on; without a piece they are for the balls."""

    first: int  # the pattern without its sign
    count: int
    piece: Polynomial | Constant | None


@dataclass(frozen=True)
class Cover:
    """Cuts runs of numbers of one format for one formula.

    Attributes:
        domain: a formula without whose value there is none; the tree itself if there is no other.
        dtype: the format, of :data:`FORMATS`.
    """

    tree: Node
    values: Mapping[str, float]
    domain: Node | None = None
    dtype: str = "float32"

    def runs(self, first: int, count: int, negative: bool) -> Iterator[BitRun]:
        """The pieces of ``count`` patterns, a power of two that divides ``first``."""
        for at, size in self._aligned(first, count):
            yield from self._cut(at, size, negative)

    def _aligned(self, first: int, count: int) -> Iterator[tuple[int, int]]:
        """Powers of two that fill a range of patterns, each a multiple of itself."""
        end, binade = first + count, 1 << (FORMATS[self.dtype][0] - 1)
        while first < end:
            size = min(first & -first or LONGEST, binade, LONGEST)
            while size > end - first:
                size >>= 1
            yield first, size
            first += size

    def _cut(self, first: int, count: int, negative: bool) -> Iterator[BitRun]:
        if count < SHORTEST or first == 0:
            if count > SHORTEST:  # beside 0 numbers are of every size
                yield from self._halves(first, count, 1, negative)
            else:
                yield BitRun(first, count, None)
            return
        middle, half = self._interval(first, count, negative)
        floor = math.ldexp(1.0, FORMATS[self.dtype][1] - FORMATS[self.dtype][0] + 1)
        whole = self.domain is None or self._defined(middle, half)
        piece: Polynomial | Failure = Failure(1)
        if whole:
            piece = polynomial(self.tree, self.values, middle, half, floor, count=count)
        if isinstance(piece, Polynomial) and _worth(piece, count, floor):
            yield BitRun(first, count, piece)
        elif (constant := self._constant(middle, half)) is not None:
            yield BitRun(first, count, constant)
        else:
            cuts = piece.cuts if isinstance(piece, Failure) else 1
            yield from self._halves(first, count, cuts, negative)

    def _halves(self, first: int, count: int, cuts: int, negative: bool) -> Iterator[BitRun]:
        size = max(count >> cuts, SHORTEST // 2)
        for at in range(first, first + count, size):
            yield from self._cut(at, size, negative)

    def _interval(self, first: int, count: int, negative: bool) -> tuple[float, float]:
        """The middle of a run, and the half of its width with the sign of the numbers."""
        low, middle = (number(pattern, self.dtype) for pattern in (first, first + count // 2))
        sign = -1.0 if negative else 1.0
        return sign * middle, sign * (middle - low)

    # ------------------------------------------------------------ what is no polynomial

    def _range(self, tree: Node, middle: float, half: float, bits: int = _BITS[0]) -> ranges.Value:
        low, high = sorted((middle - half, middle + half))
        with balls.precision(bits):
            return ranges.over(tree, (arb(low), arb(high)), self.values)

    def _defined(self, middle: float, half: float) -> bool:
        value = self._range(self.domain or self.tree, middle, half)
        return value is not None and not (isinstance(value, float) and math.isnan(value))

    def _constant(self, middle: float, half: float) -> Constant | None:
        """Whether all values of an interval round to one number, by ranges of reals."""
        if self.domain is not None:
            value = self._range(self.domain, middle, half)
            if value is None:
                return None
            if isinstance(value, float) and math.isnan(value):
                return Constant(math.nan, 0)
        for bits in _BITS:
            value = self._range(self.tree, middle, half, bits)
            if value is None or isinstance(value, float):
                break
            if (constant := self._rounded(*value, middle, half)) is not None:
                return constant
        if not isinstance(value, float):
            return None
        return Constant(value, 0, exact_zero=value == 0)

    def _rounded(self, low: Ball, high: Ball, middle: float, half: float) -> Constant | None:
        nearest = rounder(self.dtype)
        rounded = nearest(low)
        wide = math.isfinite(rounded) and rounded and high - low > abs(low) * _NARROW
        if rounded != nearest(high) or wide:
            return None
        if low == high == 0:
            return Constant(0.0, 0, exact_zero=True)
        if rounded == 0:  # too small: it keeps the sign of the true value
            sign = -1 if low < 0 else 1
            if low < 0 < high:
                sign = far_signs.sign_beyond(self.tree, self.values, middle - half)
            if not sign:
                return None
            rounded = math.copysign(0.0, sign)
        return Constant(rounded, self._direction(middle, half))

    def direction(self, run: BitRun, negative: bool) -> int:
        """Whether the formula rises (1) or falls (-1) along a run; 0: neither, or not known."""
        return self._direction(*self._interval(run.first, run.count, negative))

    def _direction(self, middle: float, half: float) -> int:
        """Whether the formula rises (1) or falls (-1) with the distance from 0; 0: not known."""
        value = self._range(_slope(self.tree), middle, half)
        if not isinstance(value, tuple):
            return 0
        low, high = value
        sign = int(low >= 0 and high > 0) - int(high <= 0 and low < 0)
        return sign if half > 0 else -sign


def _worth(piece: Polynomial, count: int, floor: float) -> bool:
    """Whether a polynomial decides the rounding of nearly all its values, and their signs."""
    if piece.reach - piece.error < floor / 4:
        return False
    first, *others = map(abs, piece.coefficients)
    least = first - sum(others)
    if least > 0:
        return piece.error <= _NEEDED * max(least, floor)
    return count <= _AROUND_A_ZERO


@lru_cache(maxsize=64)
def _slope(tree: Node) -> Node:
    return derivative(tree)


def number(pattern: int, dtype: str = "float32") -> float:
    """The number behind a bit pattern without sign; the pattern after the largest is 2**e."""
    digits, least, _ = FORMATS[dtype]
    exponent, fraction = divmod(pattern, 1 << (digits - 1))
    if exponent:
        fraction += 1 << (digits - 1)
    return math.ldexp(fraction, max(exponent, 1) - 1 + least - digits + 1)
