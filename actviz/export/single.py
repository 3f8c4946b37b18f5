"""Which of a function's trees may be computed in float32 where the input is float32 or narrower.

Float64 inside is right for every tree and costs several times as much. A tree is computed here as
a framework would in float32, each of its functions rounded up or down, at the points by which
exports are judged; where no result is farther off than promised, float32 is what is written.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from actviz.export.vectors import vectors
from actviz.formula.tree import Node, X, node, walk
from actviz.readings import float64
from actviz.readings.languages.helpers import REMAINDERS
from actviz.readings.languages.lowering import LEAVES, in_single, lowered, written_out
from actviz.readings.languages.program import Unit

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]

_EXACT: Final = {"abs", "sqrt", "floor", "ceil", "trunc", "round"}
_OPERATORS: Final[Mapping[str, Callable[..., Any]]] = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide, "neg": np.negative,
    "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal,
    "==": np.equal, "!=": np.not_equal, "where": np.where,
}  # fmt: skip


def with_single(function: Any, unit: Unit, candidates: Iterable[Unit], has: Container[str]) -> Unit:
    """The same unit, with a tree for float32 for each output that keeps its digits there.

    Args:
        function: what the unit was made from, its parameters bound.
        unit: its trees for float64.
        candidates: the same with trees for float32, the quickest first; the next is made only
            where some output has none yet.
        has: the functions of the language that are good to an ulp in float32.
    """
    letters = {
        word: np.float32(function.values[word if word in function.values else word[:-1]])
        for word in unit.parameters
    }
    tables = vectors(function, unit, "float32")
    outputs = list(unit.outputs)
    for candidate in candidates:
        for at, (other, table) in enumerate(zip(candidate.outputs, tables, strict=True)):
            if outputs[at].single is not None:
                continue
            tree = in_single(other.tree, has)
            if any(part.op in REMAINDERS for part in walk(tree)):
                continue
            points = [x.astype(np.float32) for x in table.inputs]
            given = {**letters, **dict(zip(unit.inputs, points, strict=True))}
            got = np.broadcast_to(computed(tree, given, has), table.expected.shape)
            if not table.wrong(got.astype(np.float64)).any():
                outputs[at] = replace(outputs[at], single=tree)
        if all(one.single is not None for one in outputs):
            break
    return replace(unit, outputs=tuple(outputs))


def evaluator(has: Container[str]) -> Callable[[Node, Float64], Float64]:
    """What computes a tree in x as float32 arithmetic would."""

    def evaluate(tree: Node, x: Float64) -> Float64:
        low = in_single(lowered(tree), has)
        with np.errstate(over="ignore"):
            got = computed(low, {"x": x.astype(np.float32)}, has)
        return np.broadcast_to(got, x.shape).astype(np.float64)

    return evaluate


def computed(tree: Node, letters: Mapping[str, Any], has: Container[str]) -> Any:
    """A lowered tree in float32 arithmetic, its functions rounded up or down.

    Args:
        tree: arithmetic, functions that the language has, and helpers.
        letters: the value of each name, as float32.
        has: the functions that the language has.
    """
    values: dict[Node, Any] = {}
    with np.errstate(all="ignore"):
        for current in walk(tree):
            args = [values[arg] for arg in current.args]
            if current.op == "name":
                values[current] = letters[str(current.value)]
            elif current.op in LEAVES:
                values[current] = np.float32(current.value)
            elif current.op in _OPERATORS:
                values[current] = _OPERATORS[current.op](*args)
            elif current.op in has:
                values[current] = _function(current.op, args)
            else:
                row = written_out(current.op)
                inner = dict(zip(row.arguments, args, strict=True))
                values[current] = computed(row.tree, inner, has)
    return values[tree]


def _function(word: str, args: list[Any]) -> Any:
    wide = [np.asarray(arg, dtype=np.float64) for arg in args]
    if word == "pow":
        value = np.power(*wide)
    elif word == "hypot":
        value = np.hypot(*wide)
    else:
        value = float64.evaluate(node(word, X), wide[0], {})
    near: Float32 = value.astype(np.float32)
    if word in _EXACT:
        return near
    # The number above or the number below, by turns, so that neighbours err to both sides.
    up = np.arange(near.size).reshape(near.shape) % 2 == 0
    left = np.where(up, near < value, near > value)
    ends = np.where(up, np.inf, -np.inf).astype(np.float32)
    return np.where(left, np.nextafter(near, ends), near)
