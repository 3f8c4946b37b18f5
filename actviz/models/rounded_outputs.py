"""The steps that outputs were rounded to: whole ones of 8 bits, or those of a short format."""

from __future__ import annotations

from typing import Final

from actviz.arrays import Float64, np
from actviz.readings.number_formats import rounded, ulp

# Shortest first: what bfloat16 has, float16 may have as well.
_SHORT: Final = ("float8_e5m2", "float8_e4m3fn", "bfloat16", "float16")
_FEWEST: Final = 8  # outputs that differ: fewer may be short numbers by themselves


def steps_of(y: Float64) -> Float64 | None:
    """The step at each output; None: they were not rounded, as far as can be seen."""
    short, step = _of_a_format(y), _staircase(y)
    # The numbers of a short format are multiples of its least one, which is none of its steps.
    if step and (short is None or step >= np.max(short)):
        return np.full(y.shape, step)
    return short


def _of_a_format(y: Float64) -> Float64 | None:
    if len(np.unique(y)) < _FEWEST:
        return None
    for dtype in _SHORT:
        if np.array_equal(rounded(y, dtype), y):
            return ulp(y, dtype)
    # Printed with as few digits as tell it from its neighbours, each is off by half a step more.
    printed = np.array([float(str(one)) for one in rounded(y, "float16").astype(np.float16)])
    return 2 * ulp(y, "float16") if np.array_equal(printed, y) else None


def _staircase(y: Float64) -> float:
    """The step of outputs that are rounded to one, as 8-bit ones are; 0: they are not."""
    levels = np.unique(y)
    if not 3 <= len(levels) <= 300:
        return 0.0
    gaps = np.diff(levels)
    step = float(gaps.min())
    if step <= 1e-9 * float(np.ptp(levels)):
        return 0.0
    whole = gaps / step
    if not np.all(np.abs(whole - np.round(whole)) < 0.02 * np.maximum(whole, 1)):
        return 0.0
    # Steps all alike and hardly one twice: a straight line at x that are evenly apart.
    return step if len(levels) <= len(y) // 2 or whole.max() > 1.5 else 0.0
