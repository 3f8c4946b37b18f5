"""Results at consecutive numbers of one sign, judged run by run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from actviz.arrays import Float64, Mask
from actviz.measure.right_results import Right
from actviz.measure.tally import Bad, Binade, Patterns, Tally, class_of, of_patterns, sign_bit
from actviz.measure.true_values import Truth
from actviz.readings import float64
from actviz.readings.certified.certified_polynomials import Polynomial
from actviz.readings.certified.cover import BitRun, Constant
from actviz.readings.exact import FORMATS
from actviz.readings.number_formats import largest, rounded, ulp

_PAIRS: Final = 1 << 12  # neighbours compared at a time: about a minimum there are very many
CHUNK: Final = 1 << 14  # numbers at a time: three arrays of them stay in the cache
_ROUNDING: Final = 2.0**-51  # relative: more than what adding the bound to a value rounds off


_HALF: Final = 0.5 - 2.0**-50  # an ulp's half less all roundings of a distance: ties are outside


class Side:
    """The results at consecutive numbers of one sign."""

    def __init__(
        self, right: Right, tally: Tally, negative: bool, first: int, got: NDArray[np.floating]
    ) -> None:
        self.right, self.tally, self.negative = right, tally, negative
        self.first, self.got, self.dtype = first, got, right.dtype
        self.digits, self.least, self.most = FORMATS[right.dtype]
        self.sign = sign_bit(right.dtype) if negative else 0
        self.smallest = math.ldexp(1.0, self.least - self.digits + 1)
        self.normal, self.top = math.ldexp(1.0, self.least), largest(right.dtype)
        self.binade = Binade()

    def judge(self) -> None:
        """Fill the tally."""
        infinity = (self.most - self.least + 2) << (self.digits - 1)
        end = self.first + self.got.size
        finite = max(min(end, infinity) - self.first, 0)
        self.tally.tried += self.got.size
        self.tally.extremes.results(self.got)
        at = 0
        if finite:
            for first, size in _binades(self.first, finite, self.digits):
                self._binade(first, size)
                at += size
            self.binade = Binade()  # of what follows none is told
        if at < self.got.size and self.first + at == infinity:
            self._by_balls(at, 1)
            at += 1
        if at < self.got.size:
            self._constant(at, self.got.size - at, Constant(math.nan, 0))

    def _binade(self, first: int, count: int) -> None:
        exponent = max(first >> (self.digits - 1), 1) + self.least - 1
        if first < 1 << (self.digits - 1):
            exponent -= 1  # all subnormal numbers together
        name = f"{'-' if self.negative else '+'}{exponent}"
        self.binade = self.tally.binades.setdefault(name, Binade())
        self.binade.tried += count
        runs = list(self.right.cover.runs(first, count, self.negative))
        for run in runs:
            at = run.first - self.first
            match run.piece:
                case Polynomial() as piece:
                    self._polynomial(at, run.count, piece)
                case Constant() as piece:
                    self._constant(at, run.count, piece)
                case None:
                    self._by_balls(at, run.count)
            self._order(run)
        self._joined(runs)

    def _x(self, at: Patterns | NDArray[np.intp]) -> Patterns:
        return (np.asarray(at, dtype=np.int64) + self.first) | self.sign

    # ------------------------------------------------------------ pieces

    def _polynomial(self, start: int, count: int, piece: Polynomial) -> None:
        half = count // 2
        steps = _steps(min(count, CHUNK), half)
        y, off = np.empty(steps.size), np.empty(steps.size)
        for at in range(0, count, CHUNK):
            piece.at(steps + (at - half) / half, y)
            got = self.got[start + at : start + at + steps.size]
            np.subtract(got, y, out=off)
            np.abs(off, out=off)
            unit = self._unit(y, piece)
            allowed = unit * _HALF - piece.error
            open_ = ~(off <= allowed)  # a NaN is never within the bound
            if not isinstance(unit, float):  # of results beside 0 the sign is looked at too
                open_ |= np.abs(y) <= self.smallest
            hits = np.flatnonzero(open_)
            self._good(steps.size - hits.size)
            chosen = unit if isinstance(unit, float) else unit[hits]
            self._inexact(hits + (start + at), y[hits], off[hits], chosen, piece)
            if not self._surpassed(y, allowed, unit, piece):
                self._errors(start + at, y, np.where(open_, 0.0, off), unit)

    def _surpassed(
        self, y: Float64, size: float | Float64, unit: float | Float64, piece: Polynomial
    ) -> bool:
        """Whether errors up to a size are less than some that were found, of every kind."""
        if not (isinstance(unit, float) and isinstance(size, float)):
            return False
        least = min(abs(float(y[0])), abs(float(y[-1]))) - 2 * piece.error  # it rises or falls
        return least >= self.normal and self.tally.extremes.surpass(size, unit, least)

    def _errors(
        self, places: int | NDArray[np.intp], y: Float64, off: Float64, unit: float | Float64
    ) -> None:
        """Take in how far off results are at some places, or at consecutive ones from one on."""
        chosen = slice(places, places + y.size) if isinstance(places, int) else places

        def name(i: int) -> int:
            at = places + i if isinstance(places, int) else int(places[i])
            return int(self._x(np.array([at]))[0])

        self.tally.extremes.errors(name, self.got[chosen], y, off, unit, self.normal)

    def _good(self, count: int) -> None:
        self.tally.good(count)
        self.tally.by_pieces += count

    def _unit(self, y: Float64, piece: Polynomial) -> float | Float64:
        """The ulp of the values: one number where all of them are in one binade."""
        if piece.rising:
            ends = sorted((abs(float(y[0])), abs(float(y[-1]))))
            low, high = math.frexp(ends[0] - piece.error)[1], math.frexp(ends[1] + piece.error)[1]
            if low == high > self.least + 1 and ends[0] > piece.error and y[0] * y[-1] > 0:
                return math.ldexp(1.0, min(low, self.most + 1) - self.digits)
        bits = y.view(np.int64) & np.int64(0x7FF << 52)
        powers = bits.view(np.float64) * math.ldexp(1.0, 1 - self.digits)
        return np.clip(powers, self.smallest, math.ldexp(2.0, self.most - self.digits), out=powers)

    def _inexact(
        self,
        at: NDArray[np.intp],
        y: Float64,
        off: Float64,
        unit: float | Float64,
        piece: Polynomial,
    ) -> None:
        """Results that are not plainly right; of most it is enough to know how far off they are."""
        if not at.size:
            return
        got = self.got[at]
        lowest, highest = float(y.min()), float(y.max())
        ordinary = (
            piece.line is None
            and self.first >= 1 << (self.digits - 1)
            and min(abs(lowest), abs(highest)) > self.normal
            and lowest * highest > 0
            and max(abs(lowest), abs(highest)) < self.top
            and float(got.min() * np.sign(lowest)) > 0  # false for NaN as well
            and float(got.max() * np.sign(lowest)) > 0
            and np.isfinite(got).all()
            and not self.right.conventions.size
        )
        if not ordinary:
            self._doubtful(at, y, piece)
            return
        ulps = off / unit
        reach = piece.error / unit + _ROUNDING * ulps
        low = (ulps - reach).view(np.int64) >> 52
        sure = low == (ulps + reach).view(np.int64) >> 52  # powers of two part the classes
        if not isinstance(unit, float):
            sure &= ((y - piece.error).view(np.int64) ^ (y + piece.error).view(np.int64)) >> 52 == 0
        if not sure.all():
            rest = at[~sure]
            self._ask(self._x(rest), self.got[rest].astype(np.float64))
            at, y, off, got, ulps = (part[sure] for part in (at, y, off, got, ulps))
            unit = unit if isinstance(unit, float) else unit[sure]
        self._errors(at, y, off, unit)
        if (beyond := ulps > self.tally.extremes.limit).any():
            self.tally.extremes.exceed(self._x(at[beyond]), self.dtype)
        self.tally.inexact(self._x, at, got, ulps, self.binade)
        self.tally.by_pieces += at.size

    def _doubtful(self, at: NDArray[np.intp], y: Float64, piece: Polynomial) -> None:
        """Results of any kind: what the bound does not decide goes to the balls."""
        got = self.got[at].astype(np.float64)
        reach = piece.error + _ROUNDING * np.abs(y)
        low, high = y - reach, y + reach
        if piece.line is not None:
            low, high, reach = _beside(y, reach, piece)
        expected, other = rounded(low, self.dtype), rounded(high, self.dtype)
        sure = (expected == other) & (np.signbit(expected) == np.signbit(other)) & (low * high > 0)
        # The class of the error must not depend on where in the bound the truth is, nor the ulp.
        sure &= np.frexp(low)[1] == np.frexp(high)[1]
        unit = ulp(np.clip(y, -self.top, self.top), self.dtype)
        off = np.abs(got - y)
        same_class = class_of((off - reach) / unit) == class_of((off + reach) / unit)
        sure &= same_class | ~np.isfinite(got) | (got == expected)
        x = self._x(at)
        self._settle(x[sure], got[sure], Truth(y[sure], expected[sure], sure[sure]), balls=False)
        self._ask(x[~sure], got[~sure])

    def _settle(self, x: Patterns, got: Float64, true: Truth, *, balls: bool) -> None:
        """Judge results whose right values are known, but for those that are conventions."""
        if balls:
            self.tally.by_balls += x.size
        else:
            self.tally.by_pieces += x.size
        if self.right.conventions.size:
            free = np.isin(of_patterns(x, self.dtype), self.right.conventions)
            self.tally.good(int(free.sum()))
            x, got, true = x[~free], got[~free], true.at(~free)
        self.tally.doubtful(x, got, true, self.right.at_zero, self.binade)

    def _ask(self, x: Patterns, got: Float64) -> None:
        if x.size:
            true = self.right.truth(x)
            known = true.decided
            self._settle(x[known], got[known], true.at(known), balls=True)

    def _constant(self, start: int, count: int, piece: Constant) -> None:
        got, value = self.got[start : start + count], piece.value
        if math.isnan(value):
            wrong = np.flatnonzero(~np.isnan(got))
        else:
            wrong = np.flatnonzero(got != value)
        self._good(count - wrong.size)
        if value == 0:
            self._zero_signs(start, count, piece)
        for at in range(0, wrong.size, CHUNK):
            self._beside_constant(wrong[at : at + CHUNK] + start, piece)

    def _beside_constant(self, at: NDArray[np.intp], piece: Constant) -> None:
        """Judge results that are not the constant."""
        x, given, value = self._x(at), self.got[at].astype(np.float64), piece.value
        expected = np.full(at.size, value)
        # What is too small for the format is not known; beside a class's end that matters.
        close = (np.abs(np.frexp(given)[0]) == 0.5) & (value == 0) & (not piece.exact_zero)
        true = Truth(expected, expected, ~close)
        self._settle(x[~close], given[~close], true.at(~close), balls=False)
        self._ask(x[close], given[close])

    def _zero_signs(self, start: int, count: int, piece: Constant) -> None:
        """Count zeros of the wrong sign among results that are right otherwise."""
        got = self.got[start : start + count]
        negative = np.signbit(got)
        should = math.copysign(1.0, piece.value) < 0
        signs = self._zeros(start, count) if piece.exact_zero else should
        wrong = np.flatnonzero((negative != signs) & (got == 0))
        if wrong.size:
            at = int(wrong[0])
            right = -0.0 if (signs[at] if piece.exact_zero else should) else 0.0  # type: ignore[index]
            bad = Bad(int(self._x(wrong[:1] + start)[0]), right, float(got[at]), 0.0)
            self.tally.note("zero_sign", int(wrong.size), bad)

    def _zeros(self, start: int, count: int) -> Mask:
        """Whether float64 arithmetic gives each zero a minus."""
        x = of_patterns(self._x(np.arange(start, start + count)), self.dtype)
        plain = float64.evaluate(self.right.cover.tree, x, self.right.activation.values)
        zeros: Mask = (plain == 0) & np.signbit(plain)
        return zeros

    def _by_balls(self, start: int, count: int) -> None:
        at = np.arange(start, start + count)
        self._ask(self._x(at), self.got[at].astype(np.float64))

    # ------------------------------------------------------------ neighbours

    def _order(self, run: BitRun) -> None:
        """Count neighbours in a run whose results are in the wrong order."""
        start = run.first - self.first
        got = self.got[start : start + run.count]
        piece = run.piece
        if isinstance(piece, Constant) and (piece.exact_zero or math.isnan(piece.value)):
            return
        rising = piece.rising if piece else 0
        before, after = got[:-1], got[1:]
        if not rising:
            if not (before != after).any():
                return
            rising = self.right.cover.direction(run, self.negative)
        if rising:
            wrong = np.flatnonzero(after < before if rising > 0 else after > before)
            if wrong.size:
                x = int(self._x(wrong[:1] + (start + 1))[0])
                expected = float(self.right.truth(np.array([x])).expected[0])
                bad = Bad(x, expected, float(after[wrong[0]]), math.nan)
                self.tally.note("monotone", int(wrong.size), bad)
            return
        moved = np.flatnonzero((before != after) & ~np.isnan(before) & ~np.isnan(after))
        for at in range(0, moved.size, CHUNK):
            some = moved[at : at + CHUNK]
            if isinstance(piece, Polynomial):
                some = self._unclear(run, piece, some)
            self._pairs(some + start)

    def _unclear(self, run: BitRun, piece: Polynomial, moved: NDArray[np.intp]) -> NDArray[np.intp]:
        """Of neighbours with different results those that a polynomial does not put in order."""
        half = run.count // 2
        start = run.first - self.first
        s = (np.stack([moved, moved + 1]) - half) / half
        low, high = piece.at(s, np.empty(s.shape))
        rise = self.got[moved + start + 1].astype(np.float64) - self.got[moved + start]
        clear = np.abs(high - low) > 2 * piece.error * (1 + 2.0**-40) + _ROUNDING * np.abs(low)
        right = clear & ((high - low) * np.sign(rise) > 0)
        unclear: NDArray[np.intp] = moved[~right]
        return unclear

    def _joined(self, runs: Sequence[BitRun]) -> None:
        """The neighbours at the ends of runs; those at the ends of all of them are kept."""
        ends = [run.first + run.count - self.first - 1 for run in runs[:-1]]
        self._pairs(np.array(ends, dtype=np.intp))
        for at in {runs[0].first - self.first, runs[-1].first + runs[-1].count - self.first - 1}:
            self.tally.edges[int(self._x(np.array([at]))[0])] = float(self.got[at])

    def _pairs(self, every: NDArray[np.intp]) -> None:
        for first in range(0, every.size, _PAIRS):
            at = every[first : first + _PAIRS]
            pairs = [tuple(map(int, self._x(np.array([i, i + 1])))) for i in at]
            got = {x: float(self.got[i]) for i, x in _both(at, pairs)}
            compare(self.right, self.tally, [(a, b) for a, b in pairs], got)


def _beside(y: Float64, reach: Float64, piece: Polynomial) -> tuple[Float64, Float64, Float64]:
    """Bounds of the truth, which is y or strictly beyond it on a side that is known.

    Where it is nearer to y than any other double, y is its correctly rounded double, from which
    errors are counted; but a tie of the format it is not, unless it is y itself.
    """
    side = piece.line or 0
    near = piece.error < 2.0**-55 * np.abs(y)
    low = np.nextafter(y, side * np.inf) if side else y
    return low, np.where(near, low, y + side * reach), np.where(near, 0.0, reach)


def _both(at: NDArray[np.intp], pairs: list[tuple[int, ...]]) -> list[tuple[int, int]]:
    return [(int(i) + k, x) for i, pair in zip(at, pairs, strict=True) for k, x in enumerate(pair)]


@lru_cache(maxsize=64)
def _steps(count: int, half: int) -> Float64:
    """The steps of ``s`` in the first chunk of a run, from 0 on; exact, as every sum with them."""
    return np.arange(count) / half


def _binades(first: int, count: int, digits: int) -> list[tuple[int, int]]:
    """The parts of a stretch of patterns, each in one binade."""
    size, binades = 1 << (digits - 1), []
    end = first + count
    while first < end:
        stop = min((first // size + 1) * size, end)
        binades.append((first, stop - first))
        first = stop
    return binades


def compare(
    right: Right, tally: Tally, pairs: list[tuple[int, int]], got: dict[int, float]
) -> None:
    """Count neighbours whose results are in the wrong order; the order is that of doubles."""
    moved = [pair for pair in pairs if got[pair[0]] != got[pair[1]]]
    if not moved:
        return
    x = np.array(moved, dtype=np.int64)
    true = right.truth(x.ravel())
    values = np.where(true.decided, true.values, np.nan).reshape(-1, 2)
    results = np.array([[got[a], got[b]] for a, b in moved])
    with np.errstate(invalid="ignore"):
        rise, should = np.diff(results)[:, 0], np.diff(values)[:, 0]
        wrong = np.flatnonzero(rise * np.sign(should) < 0)
    for at in wrong:
        expected = float(true.expected.reshape(-1, 2)[at, 1])
        bad = Bad(int(x[at, 1]), expected, float(results[at, 1]), math.nan)
        tally.note("monotone", 1, bad)
