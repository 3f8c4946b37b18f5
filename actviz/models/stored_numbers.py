"""Stored numbers that a graph computes of stored numbers: exp(log_alpha), 1/(alpha + 1e-9)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from actviz.arrays import np
from actviz.formula.tree import Node, X, name
from actviz.models import combining, operators
from actviz.models.model_graph import FLOATS, Constant, Operation
from actviz.readings import float64

_LETTERS: Final = ("x", "u", "v", "w")
_TRUTH: Final = "bool"


def folded(one: Operation, given: Sequence[Constant | None]) -> Constant | None:
    """What an elementwise operator makes of numbers, or of numbers for each channel.

    None: it is not known, or the numbers are others.
    """
    args: list[Node | None] = []
    columns: dict[str, list[float]] = {}
    kinds = [constant.dtype for constant in given if constant is not None]
    for constant in given:
        single = constant.uniform() if constant is not None else None
        if constant is None:
            args.append(None)
        elif single is not None:
            args.append(operators.constant(single))
        else:
            numbers = constant.channels()
            if not numbers or len(columns) == len(_LETTERS):
                return None
            letter = _LETTERS[len(columns)]
            columns[letter] = numbers
            args.append(X if letter == "x" else name(letter))
    lengths = {len(numbers) for numbers in columns.values()}
    if len(lengths) > 1:
        return None
    truths = tuple(constant.dtype == _TRUTH for constant in given if constant is not None)
    plain = operators.plain(one.attributes)
    try:
        tree, _ = combining.put_together(one.kind, tuple(args), truths, plain)
        points = columns.pop("x", [0.0])
        with np.errstate(all="ignore"):
            values = float64.evaluate(tree, points, {w: np.array(c) for w, c in columns.items()})
    except (operators.Unreadable, ValueError, ArithmeticError):
        return None
    if one.kind in combining.TRUTHS:
        dtype = _TRUTH
    else:
        dtype = next((kind for kind in kinds if kind in FLOATS), "float32")
    format_ = dtype if dtype in ("float16", "float64") else "float32"
    rounded = [float(value) for value in np.broadcast_to(values, (len(points),)).astype(format_)]
    shape = (len(rounded),) if lengths else ()
    return Constant(shape, dtype, lambda: rounded)
