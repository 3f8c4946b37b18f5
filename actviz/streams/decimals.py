"""Doubles rounded to a few decimal digits, many at a time, each as Python would round it.

A value is scaled to a whole number of that many digits, rounded, and scaled back. Where the power
of ten is a double, both scalings are one rounding each; further out it is taken as the sum of two
doubles. What comes so near to a tie that these roundings might decide is left to Python.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Final

from actviz.arrays import Float64, np

MOST: Final = 15  # up to so many digits, the shortest text of the nearest double has just them
_EXACT: Final = 22  # 10**22 is a double, 10**23 is not
_REACH: Final = 40  # decades looked up on either side; none beyond is scaled by an exact power
_FAR: Final = 280  # decades within which no step of the far scaling overflows or underflows
_LOG10_2: Final = 78913  # log10(2) * 2**18, rounded: right for every exponent of a double
_SPLIT: Final = 2.0**27 + 1  # Veltkamp: parts a double into two halves of 26 bits


def rounded(values: Float64, digits: int) -> Float64:
    """Each value as the double nearest to its decimal rounding to 1 to 15 significant digits.

    The decimal is the nearest one, and of two equally near the one with the even digit.
    """
    flat = values.reshape(-1)
    bounds, times, over = _powers(digits)
    with np.errstate(all="ignore"):
        size = np.abs(flat)
        # The decade from the binary exponent, at most one too low.
        at = size.view(np.int64) >> 52
        at -= 1023
        at *= _LOG10_2
        at >>= 18
        at += _REACH
        np.clip(at, 0, 2 * _REACH - 1, out=at)
        at += size >= bounds.take(at, mode="clip")
        power = times.take(at, mode="clip")
        least, most = int(at.min()) - _REACH, int(at.max()) - _REACH
        scaled = flat * power
        if most >= digits:  # of power and divisor one is 1, and both are exact
            divisor = over.take(at, mode="clip")
            scaled /= divisor
            whole = np.rint(scaled)
            result: Float64 = whole * divisor / power
        else:
            whole = np.rint(scaled)
            result = whole / power
        # One rounding in the scaling may carry a value over a tie.
        scaled -= whole
        np.abs(scaled, out=scaled)
        doubtful = np.flatnonzero(scaled > 0.5 - 10.0**digits * 2.0**-52)
        low, high = digits - 1 - _EXACT, digits - 1 + _EXACT
        if least < low or most > high:
            far = np.flatnonzero((at < low + _REACH) | (at > high + _REACH))
            given = flat[far]
            ordinary = np.isfinite(given) & (given != 0)
            result[far] = np.where(ordinary, _rounded_far(given, digits), given)
            uncertain = far[np.isnan(result[far]) & ordinary]
            doubtful = np.union1d(np.setdiff1d(doubtful, far), uncertain)
        for place in doubtful.tolist():
            result[place] = float(f"{flat[place]:.{digits - 1}e}")
    return result.reshape(values.shape)


@cache
def _powers(digits: int) -> tuple[Float64, Float64, Float64]:
    """By decade: where it begins, and what scales it to that many digits, by * and by /."""
    bounds = np.array([float(f"1e{decade}") for decade in range(-_REACH + 1, _REACH + 2)])
    shift = digits - 1 - np.arange(-_REACH, _REACH + 1)
    scale = 10.0 ** np.minimum(np.abs(shift), _EXACT)
    return bounds, np.where(shift >= 0, scale, 1.0), np.where(shift >= 0, 1.0, scale)


def _rounded_far(values: Float64, digits: int) -> Float64:
    """The same for values whose scale is not a double; NaN where that is not certain."""
    high, low, bounds = _far_powers()
    size = np.abs(values)
    at = (((size.view(np.int64) >> 52) - 1023) * _LOG10_2 >> 18) + _FAR
    certain = (at >= digits) & (at < 2 * _FAR - digits)
    at = np.where(certain, at, _FAR)
    at += size >= bounds.take(at + 1)
    shift = digits - 1 - (at - _FAR)
    up, down = _FAR + shift, _FAR - shift
    scaled = size * high.take(up) + size * low.take(up)
    whole = np.rint(scaled)
    certain &= np.abs(scaled - whole) < 0.5 - 10.0**digits * 2.0**-50
    power = high.take(down)
    product = whole * power
    first, second = _halves(whole), _halves(power)
    error = first[0] * second[0] - product
    error += first[0] * second[1] + first[1] * second[0]
    error += first[1] * second[1] + whole * low.take(down)
    result: Float64 = product + error
    rest = np.abs((product - result) + error)
    certain &= rest < 0.5 * np.spacing(result) * (1 - 2.0**-30)
    certain &= np.frexp(result)[0] != 0.5  # below a power of two doubles lie closer
    return np.where(certain, np.copysign(result, values), np.nan)


def _halves(x: Float64) -> tuple[Float64, Float64]:
    high = x * _SPLIT
    high = high - (high - x)
    return high, x - high


@cache
def _far_powers() -> tuple[Float64, Float64, Float64]:
    """Powers of ten, as a double and what it lacks, and where the decades begin."""
    exact = [Fraction(10) ** power for power in range(-_FAR, _FAR + 2)]
    high = [float(power) for power in exact]
    low = [float(power - Fraction(part)) for power, part in zip(exact, high, strict=True)]
    return np.array(high), np.array(low), np.array(high)
