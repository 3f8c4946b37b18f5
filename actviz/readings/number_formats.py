"""Number formats: the unit in the last place, rounding, and every number of a 16-bit format.

Numbers of every format are held as float64, which holds them all exactly.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from actviz.readings.exact import FORMATS

DTYPES: Final = tuple(FORMATS)
SMALL: Final = ("float16", "bfloat16")  # few enough numbers to try them all

Float64 = NDArray[np.float64]


def ulp(values: Float64, dtype: str = "float64") -> Float64:
    """The distance to the next number of a format: 2**(max(exponent, least) - digits + 1)."""
    digits, least, _ = FORMATS[dtype]
    exponents = np.where(values == 0, least, np.frexp(values)[1] - 1)
    units: Float64 = np.ldexp(1.0, np.maximum(exponents, least) - digits + 1)
    return units


def largest(dtype: str) -> float:
    """The largest finite number of a format."""
    digits, _, top = FORMATS[dtype]
    return math.ldexp(2.0 - math.ldexp(1.0, 1 - digits), top)


def rounded(values: Float64, dtype: str) -> Float64:
    """Doubles rounded to a format: to nearest, ties to even, with overflow to infinity."""
    if dtype == "float64":
        return values
    units = ulp(values, dtype)
    with np.errstate(invalid="ignore"):  # inf/inf is put right below
        near = np.rint(values / units) * units
    near = np.where(np.isfinite(values), near, values)
    return np.where(np.abs(near) > largest(dtype), np.copysign(np.inf, near), near)


def ties(values: Float64, dtype: str) -> NDArray[np.bool_]:
    """Which doubles lie exactly half-way between two numbers of a format."""
    if dtype == "float64":
        return np.zeros(values.shape, dtype=np.bool_)
    with np.errstate(invalid="ignore"):
        halves: NDArray[np.bool_] = np.mod(values / ulp(values, dtype), 1.0) == 0.5
    return halves


def every_number(dtype: str) -> Float64:
    """All 65,536 values of a 16-bit format in the order of their bit patterns."""
    patterns = np.arange(1 << 16, dtype=np.uint16)
    return from_patterns(patterns, dtype)


def from_patterns(patterns: NDArray[np.uint16], dtype: str) -> Float64:
    """The numbers behind 16-bit patterns; a bfloat16 is the upper half of a float32."""
    if dtype == "float16":
        numbers = patterns.view(np.float16)
    else:
        numbers = (patterns.astype(np.uint32) << 16).view(np.float32)
    with np.errstate(invalid="ignore"):  # half of the NaNs are signalling ones
        return np.where(np.isnan(numbers), np.nan, numbers.astype(np.float64))


def packed(values: Float64, dtype: str) -> NDArray[np.generic]:
    """Numbers of a format as its own array; bfloat16, unknown to NumPy, as 16-bit patterns."""
    if dtype == "bfloat16":
        single = values.astype(np.float32)  # exact: a bfloat16 is a float32
        return (single.view(np.uint32) >> 16).astype(np.uint16)
    return values.astype(dtype)
