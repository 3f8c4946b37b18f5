"""Single places at which a formula is something else, where no double is that place.

No double is sqrt(2), and where(x == sqrt(2), 5, x) is 5 there. Facts tell places as the doubles
nearest to them, so that it is at these that the formula is looked at.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from functools import reduce
from typing import Final

from actviz.facts.breaks import crossings
from actviz.facts.points import value_at, vanishes
from actviz.facts.roots import touching
from actviz.formula.calculus import expand_cases, tidied
from actviz.formula.tree import (
    COMPARISONS,
    ONE,
    ZERO,
    Node,
    X,
    literal,
    node,
    of_parts,
    rebuild,
    walk,
)

_AT_MOST: Final = 16  # places at which one equation of a formula holds


def at_doubles(tree: Node) -> Node:
    """The same formula with conditions in x that hold between doubles alone put to the nearest.

    (x**2 - 2)**2 <= 0 is such a one, too.
    """
    if not any(part.op in COMPARISONS and "x" in part.names for part in walk(tree)):
        return tree

    def change(current: Node, args: tuple[Node, ...]) -> Node:
        rebuilt = of_parts(current, args)
        if current.op in ("==", "!=") and "x" in current.names:
            zeros = _between_doubles(tidied("-", *args), crossings, touching)
            return node(current.op, _away(zeros), ZERO) if zeros else rebuilt
        if current.op == "where" and args[0].op in ("<", "<=", ">", ">="):
            zeros = _between_doubles(tidied("-", *args[0].args), touching)
            if zeros:
                picked = args[1 if "=" in args[0].op else 2]
                return node("where", node("==", _away(zeros), ZERO), picked, rebuilt)
        return rebuilt

    return rebuild(tree, change)


def _away(places: list[float]) -> Node:
    """A formula that is zero at these places alone."""
    return reduce(lambda one, x: node("*", one, node("-", X, literal(x))), places, ONE)


def _between_doubles(
    apart: Node, *searches: Callable[[Node, float, float], Iterable[float]]
) -> list[float]:
    """The doubles nearest to the zeros of a formula, if one of these is no double; else nothing."""
    if "x" not in apart.names:
        return []
    cases = expand_cases(apart)
    roots = sorted({x for search in searches for x in search(cases, -math.inf, math.inf)})
    zeros = [x for x in roots if math.isfinite(value_at(cases, x)) and vanishes(cases, x)]
    exact = all(value_at(cases, x) == 0 for x in zeros)
    return [] if exact or len(zeros) > _AT_MOST else zeros
