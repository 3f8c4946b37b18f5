"""Saturation in a number format: from where on rounded values and slopes no longer change.

All numbers here are real: the x beyond which the *correctly rounded* result is the same as at
infinity. The values that round to a given number form an interval, so each question is where the
function leaves an interval for the last time.
"""

from __future__ import annotations

import math
from fractions import Fraction

from actviz.facts.pieces import Curve
from actviz.facts.record import DtypeSaturation
from actviz.facts.saturation import last_outside
from actviz.readings.exact import FORMATS


def dtype_saturation(curve: Curve) -> dict[str, DtypeSaturation]:
    """Thresholds by format; None where the function does not saturate or overflow."""
    return {
        name: DtypeSaturation(
            *(_value(curve, side, form) for side in (-1, 1)),
            *(_slope(curve, side, form) for side in (-1, 1)),
            *(_overflow(curve, side, form) for side in (-1, 1)),
        )
        for name, form in FORMATS.items()
    }


def _value(curve: Curve, side: int, form: tuple[int, int, int]) -> float | None:
    limit = curve.limit(side)
    if not math.isfinite(limit):
        return None
    return last_outside(curve, side, 0, *rounding_interval(limit, form))


def _slope(curve: Curve, side: int, form: tuple[int, int, int]) -> float | None:
    if curve.limit(side, 1) != 0:
        return None
    return last_outside(curve, side, 1, *rounding_interval(0.0, form))


def _overflow(curve: Curve, side: int, form: tuple[int, int, int]) -> float | None:
    """The x beyond which the value rounds to an infinity: it leaves every finite interval."""
    limit = curve.limit(side)
    if not math.isinf(limit):
        return None
    digits, _, largest = form
    edge = Fraction(2) ** (largest + 1) - Fraction(2) ** (largest - digits)
    floor, ceiling = (edge, None) if limit > 0 else (None, -edge)
    return last_outside(curve, side, 0, floor, ceiling)


def rounding_interval(value: float, form: tuple[int, int, int]) -> tuple[Fraction, Fraction]:
    """The ends of the interval of reals that round to the same number as ``value``."""
    digits, least, _ = form
    exact = Fraction(value)
    unit = _unit(abs(exact), digits, least)
    rounded = round(exact / unit) * unit  # ties to even, as IEEE rounds
    size = abs(rounded)
    outward = _unit(size, digits, least) / 2
    # Below a power of two the numbers lie twice as dense.
    inward = outward if size == 0 else _unit(size - outward / 2, digits, least) / 2
    if rounded >= 0:
        return rounded - inward, rounded + outward
    return rounded - outward, rounded + inward


def _unit(size: Fraction, digits: int, least: int) -> Fraction:
    """The distance between neighbours of a format around a magnitude."""
    exponent = least
    if size:
        exponent = size.numerator.bit_length() - size.denominator.bit_length()
        exponent -= Fraction(2) ** exponent > size
    return Fraction(2) ** (max(exponent, least) - digits + 1)
