"""Single places at which a formula is something else, where no double is that place.

No double is sqrt(2), and where(x == sqrt(2), 5, x) is 5 there. Facts tell places as the doubles
nearest to them, so that it is at these that the formula is looked at.
"""

from __future__ import annotations

import math
from functools import reduce
from typing import Final

from actviz.facts.breaks import crossings
from actviz.facts.points import value_at, vanishes
from actviz.facts.roots import touching
from actviz.formula.calculus import expand_cases, tidied
from actviz.formula.tree import ONE, ZERO, Node, X, literal, node, rebuild, walk

_AT_MOST: Final = 16  # places at which one equation of a formula holds


def at_doubles(tree: Node) -> Node:
    """The same formula with equations in x that hold between doubles put to the nearest ones."""
    if not any(part.op in ("==", "!=") and "x" in part.names for part in walk(tree)):
        return tree

    def change(current: Node, args: tuple[Node, ...]) -> Node:
        if current.op in ("==", "!=") and "x" in current.names:
            found = _between_doubles(tidied("-", *args))
            if found:
                away = reduce(lambda one, x: node("*", one, node("-", X, literal(x))), found, ONE)
                return node(current.op, away, ZERO)
        return node(current.op, *args) if args else current

    return rebuild(tree, change)


def _between_doubles(apart: Node) -> list[float]:
    """The doubles nearest to the zeros of a formula, if one of these is no double; else nothing."""
    cases, line = expand_cases(apart), (-math.inf, math.inf)
    found = sorted({*crossings(cases, *line), *touching(cases, *line)})
    zeros = [x for x in found if math.isfinite(value_at(cases, x)) and vanishes(cases, x)]
    exact = all(value_at(cases, x) == 0 for x in zeros)
    return [] if exact or len(zeros) > _AT_MOST else zeros
