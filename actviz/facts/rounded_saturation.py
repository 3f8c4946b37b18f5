"""Saturation in a number format: from where on rounded values and slopes no longer change.

All numbers here are real: the x beyond which the *correctly rounded* result is the same as at
infinity. The values that round to a given number form an interval, so each question is where the
function leaves an interval for the last time.
"""

from __future__ import annotations

import math

from actviz.facts.monotone_pieces import Curve
from actviz.facts.record import DtypeSaturation
from actviz.facts.saturation import last_outside
from actviz.readings.formats import USUAL, Format, overflow_edge, rounding_interval


def dtype_saturation(curve: Curve) -> dict[str, DtypeSaturation]:
    """Thresholds in the usual formats; None where the function does not saturate or overflow."""
    return {name: in_format(curve, form) for name, form in USUAL.items()}


def in_format(curve: Curve, form: Format) -> DtypeSaturation:
    """Thresholds in one format."""
    return DtypeSaturation(
        *(_value(curve, side, form) for side in (-1, 1)),
        *(_slope(curve, side, form) for side in (-1, 1)),
        *(_overflow(curve, side, form) for side in (-1, 1)),
    )


def _value(curve: Curve, side: int, form: Format) -> float | None:
    limit = curve.limit(side)
    if not math.isfinite(limit) and (math.isnan(limit) or form.overflow != "largest"):
        return None
    return last_outside(curve, side, 0, *rounding_interval(form, limit))


def _slope(curve: Curve, side: int, form: Format) -> float | None:
    if curve.limit(side, 1) != 0:
        return None
    return last_outside(curve, side, 1, *rounding_interval(form, 0.0))


def _overflow(curve: Curve, side: int, form: Format) -> float | None:
    """The x beyond which the value rounds to an infinity: it leaves every finite interval."""
    limit = curve.limit(side)
    if not math.isinf(limit) or form.overflow == "largest":
        return None
    edge = overflow_edge(form)
    floor, ceiling = (edge, None) if limit > 0 else (None, -edge)
    return last_outside(curve, side, 0, floor, ceiling)
