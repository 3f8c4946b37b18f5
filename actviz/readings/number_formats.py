"""Number formats in arrays: the unit in the last place, rounding, and every number of a small one.

Numbers of every format are held as float64, which holds them all exactly; what each format is
stands in :mod:`actviz.readings.formats`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from actviz.arrays import Float64
from actviz.readings import formats
from actviz.readings.formats import Floating, Format, Uniform, known

MOST_TRIED: Final = 16  # bits of a format whose numbers are few enough to try them all


def small(dtype: str) -> bool:
    """Whether a format has few enough numbers to try them all."""
    return known(dtype).bits <= MOST_TRIED


def ulp(values: Float64, dtype: str = "float64") -> Float64:
    """The distance to the next number of a format: 2**(max(exponent, least) - digits + 1)."""
    form = known(dtype)
    if isinstance(form, Uniform):
        return np.full(np.shape(values), form.step)
    exponents = np.where(values == 0, form.least, np.frexp(values)[1] - 1)
    units: Float64 = np.ldexp(1.0, np.maximum(exponents, form.least) - form.digits + 1)
    return units


def largest(dtype: str) -> float:
    """The largest finite number of a format."""
    return known(dtype).high


def rounded(values: Float64, dtype: str) -> Float64:
    """Doubles rounded to a format: to nearest, ties to even; see there for what is too large."""
    form = known(dtype)
    if dtype == "float64":
        return values
    if isinstance(form, Uniform):
        return form.step * form.steps(values)
    units = ulp(values, dtype)
    with np.errstate(invalid="ignore"):  # inf/inf is put right below
        near = np.rint(values / units) * units
    near = np.where(np.isfinite(values), near, values)
    return settled(np.where(np.abs(near) > form.high, np.copysign(np.inf, near), near), form)


def settled(values: Float64, form: Format) -> Float64:
    """Infinities, true ones and overflows, as the format has them; equal steps have no -0."""
    endless = np.isinf(values)
    if endless.any():
        ends = formats.settled(form, -np.inf), formats.settled(form, np.inf)
        values = np.where(endless, np.where(values > 0, ends[1], ends[0]), values)
    return values if form.signed_zero else values + 0.0


def ties(values: Float64, dtype: str) -> NDArray[np.bool_]:
    """Which doubles lie exactly half-way between two numbers of a format."""
    form = known(dtype)
    if dtype == "float64":
        return np.zeros(values.shape, dtype=np.bool_)
    with np.errstate(invalid="ignore"):
        if isinstance(form, Uniform):
            left = np.abs(values - np.rint(values / form.step) * form.step)
            return np.asarray(2 * left == form.step)
        halves: NDArray[np.bool_] = np.mod(values / ulp(values, dtype), 1.0) == 0.5
    return halves


def every_number(dtype: str) -> Float64:
    """All values of a format of at most 16 bits in the order of their bit patterns."""
    return _every(dtype).copy()


@lru_cache(maxsize=16)
def _every(dtype: str) -> Float64:
    form = known(dtype)
    if form.bits > MOST_TRIED:
        raise ValueError(f"{dtype} has too many numbers to try them all")
    patterns = np.arange(1 << form.bits)
    sign = patterns >> (form.bits - 1)
    if isinstance(form, Uniform):
        integers = patterns - (sign << form.bits) if form.signed else patterns
        return np.asarray(form.step * (integers - form.zero) + 0.0)
    size = patterns & ((1 << (form.bits - 1)) - 1)
    exponent, fraction = size >> (form.digits - 1), size & ((1 << (form.digits - 1)) - 1)
    hidden = (exponent > 0).astype(int) << (form.digits - 1)
    scale = np.maximum(exponent, 1) - 1 + form.least - (form.digits - 1)
    numbers = np.ldexp((fraction + hidden).astype(np.float64), scale)
    beyond = numbers > form.high
    numbers[beyond] = np.nan
    if form.overflow == "infinity":
        numbers[beyond & (fraction == 0)] = np.inf
    return np.asarray(np.where(sign == 1, -numbers, numbers), dtype=np.float64)


def from_patterns(patterns: NDArray[np.integer], dtype: str) -> Float64:
    """The numbers behind bit patterns of a small format."""
    numbers: Float64 = _every(dtype)[patterns]
    return numbers


def packed(values: Float64, dtype: str) -> NDArray[np.generic]:
    """Numbers of a format as its own array.

    What NumPy does not know is kept as bit patterns: bfloat16 as uint16, formats of 8 and 4 bits
    as uint8, one in each. Equal steps are kept as their integers, of 8, 16 or 32 bits.
    """
    form = known(dtype)
    if isinstance(form, Uniform):
        sign, width = "i" if form.signed else "u", next(w for w in (8, 16, 32) if w >= form.bits)
        return form.integers(values).astype(f"{sign}{width // 8}")
    if dtype in ("float64", "float32", "float16"):
        return values.astype(dtype)
    return _patterns(values, form).astype(np.uint16 if form.bits == 16 else np.uint8)


def _patterns(values: Float64, form: Floating) -> NDArray[np.int64]:
    """The bit patterns of numbers of a format; NaN is the quiet one, or 0 where there is none."""
    size = np.abs(values)
    finite = np.isfinite(values)
    size = np.where(finite, size, 0.0)
    exponent = np.maximum(np.where(size > 0, np.frexp(size)[1] - 1, form.least), form.least)
    whole = np.ldexp(size, form.digits - 1 - exponent).astype(np.int64)
    patterns = ((exponent - form.least) << (form.digits - 1)) + whole
    infinity = (form.most - form.least + 2) << (form.digits - 1)
    quiet = {
        "infinity": infinity + (1 << (form.digits - 2)),
        "nan": (1 << (form.bits - 1)) - 1,
        "largest": 0,
    }[form.overflow]
    patterns = np.where(finite, patterns, np.where(np.isnan(values), quiet, infinity))
    signs = np.signbit(values).astype(np.int64) << (form.bits - 1)
    return np.asarray(patterns | signs, dtype=np.int64)
