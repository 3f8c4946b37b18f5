"""An activation between tensors of whole numbers: the table that it really is."""

from __future__ import annotations

from actviz.functions.elementwise import Activation
from actviz.lookup.registry import resolve
from actviz.models.graph import Quantised
from actviz.models.naming import Named

MOST_ROWS = 65_536


def table(function: Activation, before: Quantised, after: Quantised) -> list[tuple[float, float]]:
    """Every input and output of a quantised activation, as the real numbers that they mean."""
    rows = []
    for q in range(before.low, before.high + 1):
        x = (q - before.zero) * before.scale
        y = round(float(function(x)) / after.scale) + after.zero
        rows.append((x, (min(max(y, after.low), after.high) - after.zero) * after.scale))
    return rows


def told(named: Named, before: Quantised, after: Quantised) -> str:
    """How far the table is from the function, in words."""
    if before.high - before.low >= MOST_ROWS or not named.spec:
        return "its table is too long to be told"
    (function,) = resolve(named.spec)
    if not isinstance(function, Activation):
        return "a table"
    rows = table(function, before, after)
    gaps = [(abs(y - float(function(x))), x) for x, y in rows]
    gap, x = max(gaps)
    levels = len({y for _, y in rows})
    return f"a table of {len(rows)} with {levels} levels, at most {gap:.3g} off, at {x:.6g}"
