"""Where the last rounding adds most to the largest error.

Beside the largest error there are so many doubles that for one of them the last rounding is nearly
half a unit, with the sign of the error. From a double to its neighbours what is computed moves by
nearly the same share of a unit each time, so that many are looked at in a few operations.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actviz.approximation.error.error_cells import Cells
from actviz.approximation.value import compensated
from actviz.approximation.value.evaluation_errors import UNIT

Float64 = NDArray[Any]

NARROW = 1e-6  # relative: as wide as a bracket may be
_ROUNDS = 24
_FIRST = 1024  # doubles tried at all distances
_BASES = 48  # doubles from which steps go on
_STEPS = 1 << 14
_PLACES = 80  # beside powers of two
_NEAR = (*range(8, 16), 24, 40, 80)  # powers of two nearer to a zero, as shares of the range
_FLAT = 2e-7  # relative: how far the error may fall beside its largest


class Peak:
    """An entry of cells, for what the last rounding adds to its error."""

    def __init__(self, cells: Cells, k: int) -> None:
        self.part, self.weight = cells.parts[k], cells.weight
        self.middle, self.half = cells.places[k]
        zeros = np.zeros(cells.powers[k])  # which error and function were reduced by
        rows = (cells.tops[k][0], cells.divisors[k][0], cells.sizes[k][0])
        self._error, self._divisor, self._size = (
            np.concatenate([zeros, row]) if row is not rows[1] else row for row in rows
        )
        low, high = self.middle - self.half, self.middle + self.half
        self.low, self.high = max(low, self.part.low), min(high, self.part.high)

    def _at(self, row: Float64, x: Float64, order: int = 0) -> Float64:
        derived = np.polynomial.polynomial.polyder(row, order) if order else row
        s = (x - self.middle) / self.half
        return np.asarray(np.polynomial.polynomial.polyval(s, derived)) / self.half**order

    def error(self, x: Float64) -> Float64:
        """About the error before the last rounding, with its sign in what is computed."""
        return self._at(self._error, x) / self._at(self._divisor, x) * self.part.sign

    def values(self, x: Float64, order: int = 0) -> Float64:
        """About what is computed, or a derivative of it."""
        return self._at(self._size, x, order)

    def slope(self, x: Float64) -> Float64:
        """The slope of what is computed, but for rounding."""
        top, divisor = self._at(self._error, x), self._at(self._divisor, x)
        rise, other = self._at(self._error, x, 1), self._at(self._divisor, x, 1)
        error = (rise - top * other / divisor) / divisor
        slopes: Float64 = self.values(x, 1) - error * self.part.sign
        return slopes

    def unit(self, x: Float64) -> Float64:
        """What an error counts there."""
        if self.weight is None:
            return np.ones_like(x)
        with np.errstate(divide="ignore", over="ignore"):
            return 1 / self.weight(np.abs(self.values(x)))

    def rest(self, x: Float64, computed: Float64) -> Float64:
        """About what the last rounding took, of what was computed."""
        by, zero = compensated.on_arrays(), np.zeros_like(x)
        times = max(self.part.carried, 1)
        if self.part.between is not None:
            value, *errors = compensated.between(self.part.between, x, by)
        else:
            row = [c + zero for c in self.part.numerator]
            value, *errors = compensated.carried(row, x, by, zero, times)
        if len(self.part.denominator) > 1:
            row = [c + zero for c in self.part.denominator]
            below = compensated.carried(row, x, by, zero, times)
            value, *errors = compensated.quotient((value, *errors), below, by)
        if self.part.line is not None:
            line = self.part.line[0] + self.part.line[1] * x
            value, *errors = (one * self.part.sign for one in (value, *errors))
            value, errors = line + value, [*errors, by.sum_rest(line, value)]
        lost: Float64 = sum(errors, start=value - computed)
        return lost


def peak_at(cells: Cells, place: float) -> Peak | None:
    """The entry that errs most at a place; None: no entry is there, or none has a last rounding."""
    peaks = []
    for k, ((middle, half), ends) in enumerate(zip(cells.places, cells.spans, strict=True)):
        if cells.carried[k] and ends[0] <= (place - middle) / half <= ends[1]:
            peaks.append(Peak(cells, k))
    return max(peaks, key=lambda peak: float(_reached(peak, np.array([place]))[0]), default=None)


def worst_rounded(
    peak: Peak,
    center: float,
    computed: Callable[[Float64], Float64],
    seen_at: Callable[[float], float],
    largest: tuple[float, float, float],
) -> tuple[float, float]:
    """The place at which an error is nearly the largest that there can be, and the error there.

    Args:
        peak, center: the polynomials about the largest error, and where that is but for rounding.
        computed: what is computed there.
        seen_at: the error itself at a place.
        largest: the place where the largest error is, the error there, and what no error is above.
    """
    place, seen, upper = largest
    chance = np.random.default_rng(_FIRST)
    size = peak.high - peak.low
    steps = np.exp2(-chance.uniform(8, 44, _FIRST)) * chance.choice((-1.0, 1.0), _FIRST)
    x = np.clip(center + size * steps, peak.low, peak.high)
    beside = np.array([center])
    if peak.weight is not None:  # half a unit is the largest share just above a power of two
        beside = np.array([center, *beside_powers(peak.values, peak.low, peak.high)])
    low, high = _level(peak, float(beside[np.nanargmax(_reached(peak, beside))]))
    for turn in range(_ROUNDS):
        if upper <= seen * (1 + NARROW):
            break
        with np.errstate(invalid="ignore"):
            errors = np.abs(peak.error(x) + peak.rest(x, computed(x))) * peak.unit(x)
        errors = np.nan_to_num(errors, nan=0.0, posinf=0.0)
        if not seen and not errors.any():  # nothing is rounded
            break
        for near in x[np.argsort(errors)[-2:]].tolist():
            more = seen_at(near)
            if more > seen:
                place, seen = near, more
        # Where steps come round to the same few shares of a unit, these drift over the whole range.
        drawn = chance.uniform(low, high, (2, _BASES // 2))
        drawn[1] = place + (drawn[1] - place) * 2.0**-turn
        x = _stepped(peak, computed, drawn.ravel(), high - low)
    return place, seen


def beside_powers(f: Callable[[Float64], Float64], low: float, high: float) -> list[float]:
    """Places on both sides of where a function passes a power of two, and a unit of it changes."""
    x = np.linspace(low, high, 1001)
    if low <= 0 <= high:  # a few powers near the zero that may be there
        shares = np.add.outer(np.array(_NEAR), np.arange(0, 1.25, 0.125)).ravel()
        x = np.unique(np.concatenate([x, *(end * np.exp2(-shares) for end in (low, high))]))

    def power(x: Float64) -> NDArray[np.int_]:
        return np.asarray(np.frexp(f(x))[1])

    changed = np.flatnonzero(np.diff(power(x)))
    if len(changed) > _PLACES:
        changed = changed[np.linspace(0, len(changed) - 1, _PLACES).astype(int)]
    a, b = x[changed], x[changed + 1]
    first = power(a)
    for _ in range(64):
        middle = a + (b - a) / 2
        same = power(middle) == first
        a, b = np.where(same, middle, a), np.where(same, b, middle)
    return [*a.tolist(), *b.tolist()]


def _reached(peak: Peak, x: Float64) -> Float64:
    """The error before the last rounding and half a unit."""
    below = UNIT if peak.weight is None else 0.0  # a power of two may be the end, met from below
    half = np.spacing(np.abs(peak.values(x)) * (1 - below)) / 2
    with np.errstate(invalid="ignore"):  # of 0 at a zero
        return np.asarray((np.abs(peak.error(x)) + half) * peak.unit(x))


def _level(peak: Peak, place: float) -> tuple[float, float]:
    """Where beside a place the error and half a unit are nearly as large as there."""
    ends = []
    for side in (-1, 1):
        x = place + side * (peak.high - peak.low) * np.exp2(-np.arange(44.0, -0.5, -0.5))
        x = np.concatenate([[place], x[(peak.low <= x) & (x <= peak.high)]])
        reached = _reached(peak, x)
        kept = np.flatnonzero(~(reached >= reached[0] * (1 - _FLAT)))
        ends.append(float(x[kept[0] - 1 if len(kept) else -1]))
    return ends[0], ends[1]


def _stepped(
    peak: Peak, computed: Callable[[Float64], Float64], x: Float64, size: float
) -> Float64:
    """From each double the one among many steps whose rounding is nearest to half a unit."""
    unit = np.spacing(np.abs(peak.values(x)))
    slope, bend, third = peak.slope(x), peak.values(x, 2), peak.values(x, 3)
    steps = np.arange(-_STEPS, _STEPS, dtype=np.float64)
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        share = np.where(peak.error(x) < 0, -1.0, 1.0) / unit
        step = np.minimum(unit / np.abs(slope), max(size, 1e-300) / _STEPS)
        step = np.maximum(np.exp2(np.ceil(np.log2(step))), np.spacing(np.abs(x)))
        first = (peak.rest(x, computed(x)) * share)[:, None]
        moved = (slope * step * share)[:, None] * steps
        moved += (bend * step**2 / 2 * share)[:, None] * steps**2 + first
        moved += (third * step**3 / 6 * share)[:, None] * steps**3
    k = np.argmax(moved - np.rint(moved), axis=1)
    chosen: Float64 = np.clip(x + steps[k] * step, peak.low, peak.high)
    return chosen
