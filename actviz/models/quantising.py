"""An activation between tensors of whole numbers: the table that it really is."""

from __future__ import annotations

from actviz.formula.tree import Node, literal, node
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


def rounded(tree: Node, meant: Quantised) -> Node:
    """A formula's values as whole numbers hold them: the nearest, at most the last of each side."""
    scale, zero = literal(meant.scale), literal(meant.zero)
    whole = node("+", node("round", node("/", tree, scale)), zero)
    kept = node("clip", whole, literal(meant.low), literal(meant.high))
    return node("*", node("-", kept, zero), scale)


def function_of(named: Named) -> Activation | None:
    """The function that a name means; None: it is none of one number."""
    if not named.spec:
        return None
    (function,) = resolve(named.spec)
    return function if isinstance(function, Activation) else None


def scales(
    before: Quantised, after: Quantised, function: Activation | None, really: Activation | None
) -> str:
    """What the whole numbers of an activation mean, and the table that it really is, in words.

    ``really`` is the function with what is rounded on its way.
    """
    return (
        f"int{(before.high - before.low + 1).bit_length() - 1}, input scale {before.scale:.6g} "
        f"zero {before.zero}, output scale {after.scale:.6g} zero {after.zero}; "
        + told(function, really, before, after)
    )


def told(
    function: Activation | None, really: Activation | None, before: Quantised, after: Quantised
) -> str:
    """How far the table is from the function, in words."""
    if before.high - before.low >= MOST_ROWS:
        return "its table is too long to be told"
    if function is None or really is None:
        return "a table"
    rows = table(really, before, after)
    gaps = [(abs(y - float(function(x))), x) for x, y in rows]
    gap, x = max(gaps)
    levels = len({y for _, y in rows})
    return f"a table of {len(rows)} with {levels} levels, at most {gap:.3g} off, at {x:.6g}"
