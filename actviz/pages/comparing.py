"""How far a function is from another, as the row that ``compare`` tells."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from actviz.measure import comparison
from actviz.readings.effort import OutOfTime, share

if TYPE_CHECKING:
    from actviz.facts.interval import Interval
    from actviz.functions.elementwise import Activation
    from actviz.measure.largest import Largest
    from actviz.measure.weighing import Weighing
    from actviz.text.rows import Row


def distances(
    reference: Activation,
    function: Activation,
    over: Interval | None,
    weighing: Weighing,
    measure: str = "difference",
    dtype: str = "float32",
) -> tuple[Row, Largest | None]:
    """A function's distances as a row, and the largest of them."""
    if measure == "ulp":
        ulps = comparison.largest_ulps(reference, function, dtype, over)
        row = {"function": function.display, **_largest("ulps", ulps)}
        return row | {"note": None if ulps else "nowhere do both have a value"}, ulps
    if measure == "relative":
        relative = comparison.largest_relative(reference, function, over)
        row = {"function": function.display, **_largest("relative", relative)}
        return row | {"note": None if relative else "it is not found"}, relative
    compared = comparison.compared(reference, function, over, weighing)
    largest, notes = compared.largest, list(compared.notes)
    if weighing.data is not None and over:
        notes.append(f"the largest are those on [{over.low:g}, {over.high:g}]")
    relative = ulps = None
    try:
        with share(0.6):
            relative = comparison.largest_relative(reference, function, over)
        if relative is None:
            notes.append("largest_relative: it is not found")
    except OutOfTime:
        notes.append(f"largest_relative: {comparison.LATE}")
    row = {"function": function.display, **_largest("largest", largest)}
    row["rms"] = _root(compared.mean_square)
    row["rms_over"] = weighing.words
    row |= {
        f"slope_{key}": value for key, value in _largest("largest", compared.slope_largest).items()
    }
    row["slope_rms"] = _root(compared.slope_mean_square)
    near = [one.x for one in (largest, relative) if one]
    try:
        with share(0.9):
            ulps = comparison.largest_float32_ulps(reference, function, over, near)
    except OutOfTime:
        notes.append(f"ulp_float32: {comparison.LATE}")
    row |= _largest("largest_relative", relative, "relative_at")
    row |= _largest("ulp_float32", ulps, "ulp_at")
    row["note"] = "; ".join(notes) or None
    return row, largest


def _largest(word: str, largest: Largest | None, at: str = "at") -> dict[str, Any]:
    """The difference with its sign and its place; 0 has none."""
    if largest is None:
        return {word: None, at: None}
    return {word: largest.value, at: largest.x if largest.value else None}


def _root(square: float | None) -> float | None:
    return None if square is None else math.sqrt(square)
