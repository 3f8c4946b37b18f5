"""A tree of a program computed in float64 step by step, at many points, with what helpers do.

Nothing is compiled for it, so that trees of thousands of steps, evaluated once, take milliseconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from actviz.arrays import Float64
from actviz.export.single import OPERATORS
from actviz.formula.atoms import ATOMS
from actviz.formula.tree import Node, X, node, walk
from actviz.readings import float64
from actviz.readings.languages.helpers import helper
from actviz.readings.languages.lowering import LEAVES, written_out


def computed(tree: Node, letters: Mapping[str, Float64], mark: str = "") -> Any:
    """The value of a tree, brought down to what languages have, at the values of its letters.

    ``mark``: helpers with it behind their name go first.
    """
    known: dict[Node, Any] = {}
    with np.errstate(all="ignore"):
        for current in walk(tree):
            args = [known[arg] for arg in current.args]
            if current.op in LEAVES:
                given = current.op == "name"
                known[current] = letters[str(current.value)] if given else np.float64(current.value)
            elif current.op in OPERATORS:
                known[current] = OPERATORS[current.op](*args)
            else:
                known[current] = function(current.op, args, mark)
    return known[tree]


def function(word: str, args: list[Any], mark: str = "") -> Any:
    """What a function gives: the library's, or a helper's."""
    row = helper(word + mark) if mark else None
    if row is None and word in ("pow", "hypot"):
        first, second = np.broadcast_arrays(*args)
        return np.power(first, second) if word == "pow" else np.hypot(first, second)
    if row is None and len(args) == 1 and word in ATOMS:
        return float64.evaluate(node(word, X), np.asarray(args[0]), {})
    row = row or written_out(word)
    return computed(row.tree, dict(zip(row.arguments, args, strict=True)), mark)
