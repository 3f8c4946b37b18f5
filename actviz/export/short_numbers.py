"""Which outputs of a WGSL export may be computed with numbers of 32 binary digits.

Numbers of 64 digits are right for every tree and cost several times as much. A tree is computed
here with 32, its functions off by two units of the last digit either way, at the points by which
exports are judged; where no result uses up half of what is allowed, 32 digits are what is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np

from actviz.export.asked import NARROW
from actviz.export.computed import OPERATORS
from actviz.export.single import points
from actviz.export.trial_vectors import Vectors, vectors
from actviz.formula.tree import Node, X, node, rebuild, walk
from actviz.readings import float64
from actviz.readings.languages.helpers import REMAINDERS
from actviz.readings.languages.lowering import ARITHMETIC, LEAVES, written_out
from actviz.readings.languages.program import Unit
from actviz.readings.languages.wgsl import FUNCTIONS, SINGLE, plainer

_SPLIT: Final = 2.0**21 + 1  # takes the last 21 of a double's 53 digits
_LARGE: Final = 1e300
_OFF: Final = 2.0**-30  # two units of the last of 32 digits
_WAYS: Final = ((1, 1), (1, -1), (-1, 1), (-1, -1))
_ALONE: Final = frozenset(("abs", "floor", "sqrt"))  # these are off by their rounding alone


def with_short(function: Any, unit: Unit) -> Unit:
    """The same unit, whose outputs say in ``single`` where 32 digits are enough.

    Args:
        function: what the unit was made from, its parameters bound.
        unit: its trees.
    """
    able = [_able(output.tree) for output in unit.outputs]
    if not any(able):
        return unit
    known = function.values
    parameters = {
        word: np.float64(np.float32(known[word if word in known else word[:-1]]))
        for word in unit.parameters
    }
    trials = vectors(function, unit, "float32", points(function), by_double=True)
    tables = {one.suffix: one for one in trials}
    outputs = []
    for output, may in zip(unit.outputs, able, strict=True):
        table = tables.get(output.suffix)
        if may and table is not None:
            letters = {**parameters, **dict(zip(unit.inputs, table.inputs, strict=True))}
            if _right(rebuild(output.tree, plainer), letters, table):
                output = replace(output, single=output.tree)
        outputs.append(output)
    return replace(unit, outputs=tuple(outputs))


def _able(tree: Node) -> bool:
    """Whether a tree asks for nothing that numbers of 32 digits lack."""
    words = {part.op for part in walk(rebuild(tree, plainer))} - SINGLE - ARITHMETIC - LEAVES
    if words & ((FUNCTIONS - SINGLE) | REMAINDERS):
        return False
    return all(_able(written_out(word).tree) for word in words)


def _right(tree: Node, letters: Mapping[str, Any], table: Vectors) -> bool:
    half = replace(table, allowed=table.allowed - NARROW / 2)
    with np.errstate(all="ignore"):
        for way in _WAYS:
            got = np.broadcast_to(computed(tree, letters, way), table.expected.shape)
            if half.wrong(got.astype(np.float32).astype(np.float64)).any():
                return False
    return True


def computed(tree: Node, letters: Mapping[str, Any], way: tuple[int, int] = (1, -1)) -> Any:
    """A lowered tree with 32 digits after every step, its functions off on purpose.

    Args:
        tree: arithmetic, functions that such numbers have, and helpers.
        letters: the value of each name.
        way: to which side the first of two calls of functions is off, and the second.
    """
    calls = 0
    values: dict[Node, Any] = {}
    for current in walk(tree):
        args = [values[arg] for arg in current.args]
        word = current.op
        if word == "name":
            values[current] = letters[str(current.value)]
        elif word in LEAVES:
            assert isinstance(current.value, (int, float))
            values[current] = _rounded(np.float64(current.value))
        elif word in ARITHMETIC:
            value = OPERATORS[word](*args)
            values[current] = value if value.dtype == bool else _rounded(value)
        elif word in SINGLE:
            value = float64.evaluate(node(word, X), np.asarray(args[0]), {})
            if word not in _ALONE:
                value = value * (1 + _OFF * way[calls % 2])
                calls += 1
            values[current] = _rounded(value)
        else:
            row = written_out(word)
            inner = dict(zip(row.arguments, args, strict=True))
            values[current] = computed(rebuild(row.tree, plainer), inner, way)
    return values[tree]


def _rounded(value: Any) -> Any:
    """Doubles with 32 of their 53 digits."""
    part = value * _SPLIT
    return np.where(np.abs(value) < _LARGE, part - (part - value), value)
