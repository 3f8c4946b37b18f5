"""An activation between tensors of whole numbers: the table that it really is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from actviz.arrays import Float64
from actviz.formula.tree import Node, literal, node
from actviz.functions.elementwise import Activation
from actviz.lookup.registry import resolve
from actviz.models import sixteen_bits
from actviz.models.model_graph import Quantised
from actviz.models.naming import Named
from actviz.text.rows import short

MOST_ROWS: Final = 2**21  # of all tables of one activation together
# TFLite looks these up at 8 bits; others it computes with multiplications of whole numbers.
_LOOKED_UP: Final = frozenset({"LOGISTIC", "TANH", "ELU", "GELU", "EXP"})


def rounded(tree: Node, meant: Quantised) -> Node:
    """A formula's values as whole numbers hold them: the nearest, at most the last of each side.

    With a scale for each channel it is no one formula, and is left as it is.
    """
    if not meant.single:
        return tree
    scale, zero = literal(meant.scales[0]), literal(meant.zeros[0])
    whole = node("+", node("round", node("/", tree, scale)), zero)
    kept = node("clip", whole, literal(meant.low), literal(meant.high))
    return node("*", node("-", kept, zero), scale)


def nearest(values: Float64, scale: float, zero: int, meant: Quantised) -> Float64:
    """The whole numbers that values become."""
    steps = values / scale
    if meant.halves == "away":
        whole = np.copysign(np.floor(np.abs(steps) + 0.5), steps)
    else:
        whole = np.rint(steps)
    return np.asarray(np.clip(whole + zero, meant.low, meant.high))


def function_of(named: Named) -> Activation | None:
    """The function that a name means; None: it is none of one number."""
    if not named.spec:
        return None
    (function,) = resolve(named.spec)
    return function if isinstance(function, Activation) else None


# ---------------------------------------------------------------- in words


def scales(before: Quantised | None, after: Quantised | None) -> str:
    """What the whole numbers before and behind an activation mean."""
    sides = [("input", before), ("output", after)]
    told = [f"{side} {_scale(meant)}" for side, meant in sides if meant is not None]
    formats = dict.fromkeys(meant.word for _, meant in sides if meant is not None)
    return f"{' to '.join(formats)}, {', '.join(told)}"


def _scale(meant: Quantised) -> str:
    if meant.single:
        return f"scale {meant.scales[0]:.6g} zero {meant.zeros[0]}"
    low, high = min(meant.zeros), max(meant.zeros)
    zero = f"{low}" if low == high else f"{low} to {high}"
    return (
        f"scales {min(meant.scales):.6g} to {max(meant.scales):.6g} of {len(meant.scales)} "
        f"channels (axis {meant.axis}) zero {zero}"
    )


def reach(after: Quantised) -> str:
    """The least and the largest number that whole numbers can mean."""
    steps = list(zip(after.scales, after.zeros, strict=True))
    low = min((after.low - zero) * scale for scale, zero in steps)
    high = max((after.high - zero) * scale for scale, zero in steps)
    return f"from {low:.6g} to {high:.6g}"


def shares(before: Quantised | None, after: Quantised | None) -> str:
    """What the whole numbers of a softmax or its like mean; empty: there are none."""
    if after is None:
        return scales(before, None) if before is not None else ""
    step = f"{min(after.scales):.6g}"
    return f"{scales(before, after)}; in steps of {step}, {reach(after)}"


def table(
    before: Quantised,
    after: Quantised,
    function: Activation | None,
    really: Activation | None,
    spelling: Sequence[str],
) -> str:
    """The table that an activation on whole numbers really is, in words.

    ``really`` is the function with what is rounded on its way; ``spelling`` its operators.
    """
    if function is None or really is None:
        return "a table"
    pairs = _pairs(before, after)
    size = before.high - before.low + 1
    if not pairs:
        return "a table for each pair of channels"
    if len(pairs) * size > MOST_ROWS:
        return "its tables are too long to be told"
    q = np.arange(before.low, before.high + 1)
    gap, at, levels = -1.0, 0.0, []
    interpolated = after.halves == "away" and sixteen_bits.known(before, after, spelling)
    for (scale, zero), (step, offset) in pairs:
        x = (q - zero) * scale
        if interpolated:
            whole = sixteen_bits.outputs(spelling[0], q, scale).astype(np.float64)
        else:
            whole = nearest(np.asarray(really(x)), step, offset, after)
        gaps = np.abs((whole - offset) * step - np.asarray(function(x)))
        worst = int(np.argmax(gaps))
        if gaps[worst] > gap:
            gap, at = float(gaps[worst]), float(x[worst])
        levels.append(len(np.unique(whole)))
    many = f"{len(pairs)} tables" if len(pairs) > 1 else "a table"
    several = f"{min(levels)} to {max(levels)}" if min(levels) < max(levels) else f"{levels[0]}"
    told = f"{many} of {size} with {several} levels, at most {short(gap, 1, 3)} off, at {at:.6g}"
    if interpolated:
        return f"{told}; {sixteen_bits.how(spelling[0], before)}"
    if after.halves == "away" and not _LOOKED_UP.issuperset(spelling):
        return f"{told}; TFLite's whole-number arithmetic may be one step off that"
    return told


def _pairs(
    before: Quantised, after: Quantised
) -> list[tuple[tuple[float, int], tuple[float, int]]]:
    """Scale and zero point before and behind, each pair of them once; none: axes that cross."""
    if not before.single and not after.single and before.axis != after.axis:
        return []
    left = list(zip(before.scales, before.zeros, strict=True))
    right = list(zip(after.scales, after.zeros, strict=True))
    if len(left) != len(right) and 1 not in (len(left), len(right)):
        return []
    count = max(len(left), len(right))
    both = zip(left * (count // len(left)), right * (count // len(right)), strict=True)
    return list(dict.fromkeys(both))
