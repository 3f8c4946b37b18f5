"""Cases of a formula gathered where one of them is a constant, before it is differentiated.

The chain rule makes 0/0 of the slope of ``sqrt(max(x, 0))`` on the left, where the function does
not change at all: the root is taken of a constant there. As ``where(x > 0, sqrt(x), sqrt(0))`` it
is seen to be one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from actviz.formula.atoms import ATOMS
from actviz.formula.calculus import by_cases
from actviz.formula.tree import COMPARISONS, ZERO, Node, node, of_parts, rebuild

_MANY: Final = 8  # cases that are worth it


def gathered(tree: Node, variable: str) -> Node:
    """The same formula, with functions of a choice as a choice of functions where one is constant.

    A product with 0 is 0 in it, whatever the other factor is.
    """

    def constant(part: Node) -> bool:
        return variable not in part.names

    def change(current: Node, args: tuple[Node, ...]) -> Node:
        rebuilt = of_parts(current, args)
        if constant(rebuilt) or rebuilt.op in COMPARISONS or rebuilt.op == "where":
            return rebuilt
        if rebuilt.op in ATOMS and ATOMS[rebuilt.op].cases and rebuilt.op not in ("abs", "sign"):
            cases = by_cases(rebuilt, variable)
            return cases if any(map(constant, leaves(cases))) else rebuilt
        return _outside(rebuilt, constant)

    return rebuild(tree, change)


def _outside(whole: Node, constant: Callable[[Node], bool]) -> Node:
    """A function of choices as a choice, if one of its cases is a constant then."""
    args = whole.args
    if len(args) == 2 and all(arg.op == "where" for arg in args):
        together = _both(whole, constant)
        if together is not None:
            return together
    for at, arg in enumerate(args):
        cases = list(leaves(arg))
        if arg.op != "where" or len(cases) > _MANY or not any(map(constant, cases)):
            continue
        others = [other for place, other in enumerate(args) if place != at]
        vanishes = whole.op == "*" or (whole.op == "/" and at == 0)
        if all(map(constant, others)):
            return _through(arg, partial(_with, whole, at))
        if vanishes and ZERO in cases:
            return _through(arg, partial(_factor, whole, at))
    return whole


def _both(whole: Node, constant: Callable[[Node], bool]) -> Node | None:
    """The same of two choices; None where it is of no use."""
    left, right = whole.args
    if left.args[0] == right.args[0]:
        (condition, a, b), (_, c, d) = left.args, right.args
        if (constant(a) and constant(c)) or (constant(b) and constant(d)):
            then, otherwise = (
                part if constant(part) else _outside(part, constant)
                for part in (node(whole.op, a, c), node(whole.op, b, d))
            )
            return node("where", condition, then, otherwise)
    cases = [list(leaves(arg)) for arg in whole.args]
    if len(cases[0]) * len(cases[1]) <= _MANY and all(any(map(constant, one)) for one in cases):
        return _through(left, partial(_on_the_left, whole.op, right))
    return None


def _with(whole: Node, at: int, new: Node) -> Node:
    """The same with another argument; 0 where that shows it."""
    odd = whole.op in ATOMS and ATOMS[whole.op].parity == "odd"
    if new is ZERO and (odd or whole.op in ("sqrt", "expm1", "log1p", "neg")):
        return ZERO
    return node(whole.op, *whole.args[:at], new, *whole.args[at + 1 :])


def _on_the_left(op: str, right: Node, left: Node) -> Node:
    """Every case of the right side with one of the left."""
    return _through(right, partial(node, op, left))


def _factor(product: Node, at: int, new: Node) -> Node:
    """The same product with another factor."""
    return ZERO if new is ZERO else _with(product, at, new)


def leaves(tree: Node) -> Iterator[Node]:
    """The formulas at the ends of a tree of cases."""
    if tree.op == "where":
        yield from leaves(tree.args[1])
        yield from leaves(tree.args[2])
    else:
        yield tree


def _through(tree: Node, build: Callable[[Node], Node]) -> Node:
    """A choice with every case changed."""
    if tree.op != "where":
        return build(tree)
    condition, a, b = tree.args
    return node("where", condition, _through(a, build), _through(b, build))
