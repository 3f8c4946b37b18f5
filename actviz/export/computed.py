"""A tree of a program computed in float64 step by step, at many points, with what helpers do.

Nothing is compiled for it, so that trees of thousands of steps, evaluated once, take milliseconds.
No step is kept for longer than it is needed: thousands of arrays are more than a processor has at
hand, and fetching them takes longer than to compute with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from actviz.arrays import Float64
from actviz.export.single import OPERATORS
from actviz.formula.atoms import ATOMS
from actviz.formula.tree import Node, X, node, walk
from actviz.readings import float64
from actviz.readings.languages.helpers import helper
from actviz.readings.languages.lowering import LEAVES, written_out


class _Step(NamedTuple):
    """An operation on the values in some places, and those that nothing after it needs."""

    operation: Node
    args: tuple[int, ...]
    done: tuple[int, ...]


def computed(tree: Node, letters: Mapping[str, Float64], mark: str = "") -> Any:
    """The value of a tree, brought down to what languages have, at the values of its letters.

    ``mark``: helpers with it behind their name go first.
    """
    with np.errstate(all="ignore"):
        return _computed(tree, letters, mark)


def _computed(tree: Node, letters: Mapping[str, Any], mark: str) -> Any:
    values: list[Any] = []
    for operation, places, done in _steps(tree):
        op, args = operation.op, [values[place] for place in places]
        if op in OPERATORS:
            values.append(OPERATORS[op](*args))
        elif op == "name":
            values.append(letters[str(operation.value)])
        elif op in LEAVES:
            values.append(np.float64(operation.value))
        else:
            values.append(_function(op, args, mark))
        for place in done:
            values[place] = None
    return values[-1]


@lru_cache(maxsize=256)
def _steps(tree: Node) -> tuple[_Step, ...]:
    order = list(walk(tree))
    places = {one: place for place, one in enumerate(order)}
    last: dict[int, int] = {}
    for place, one in enumerate(order):
        last |= {places[arg]: place for arg in one.args}
    steps = []
    for place, one in enumerate(order):
        args = tuple(places[arg] for arg in one.args)
        done = tuple(arg for arg in dict.fromkeys(args) if last[arg] == place)
        steps.append(_Step(one, args, done))
    return tuple(steps)


def function(word: str, args: list[Any], mark: str = "") -> Any:
    """What a function gives: the library's, or a helper's."""
    with np.errstate(all="ignore"):
        return _function(word, args, mark)


def _function(word: str, args: list[Any], mark: str) -> Any:
    row = helper(word + mark) if mark else None
    if row is None and word in ("pow", "hypot"):
        first, second = np.broadcast_arrays(*args)
        return np.power(first, second) if word == "pow" else np.hypot(first, second)
    if row is None and len(args) == 1 and word in ATOMS:
        return float64.evaluate(node(word, X), np.asarray(args[0]), {})
    row = row or written_out(word)
    return _computed(row.tree, dict(zip(row.arguments, args, strict=True)), mark)
