"""Constants worked out in the trees of an export, and products put in an order that is safe.

A product of ordinary numbers has no overflow on the way if what grows is multiplied by what shrinks
before it is multiplied by itself: of ``x**2/(1 + x)**2`` the square alone has left the doubles.
"""

from __future__ import annotations

import operator
import sys
from fractions import Fraction
from typing import Final

from actviz.formula.constants import constant_value
from actviz.formula.tree import (
    COMPARISONS,
    ONE,
    TWO,
    ZERO,
    Node,
    X,
    literal,
    node,
    number,
    of_parts,
    rebuild,
    walk,
)
from actviz.readings.exact.nearest_constant import nearest

_COMPARED: Final = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq,
    "!=": operator.ne,
}  # fmt: skip
_LARGEST: Final = sys.float_info.max
_LEAST: Final = number(-745.0)  # about the logarithm of the least number
# Of an exponent: times the largest logarithm, two units in the last place.
_SMALL_REST: Final = 6e-19


def folded(tree: Node) -> Node:
    """The tree with its constants worked out, and its products in a safe order."""
    return rebuild(tree, _fold)


def _fold(current: Node, args: tuple[Node, ...]) -> Node:
    if not args:
        return current
    match current.op, args:
        case "*", (a, b):
            if _is(a, 1):
                return b
            if _is(b, 1):
                return a
            if (safe := _safe_product(a, b) or _safe_product(b, a)) is not None:
                return safe
        case (("/" | "**"), (a, b)) if _is(b, 1):
            return a
        case "where", (condition, a, b) if not condition.names:
            return a if _holds(condition) else b
    rebuilt = node(current.op, *args)
    if rebuilt.names or (current.op == "neg" and args[0].op == "number"):
        return rebuilt
    return _constant(rebuilt)


def _safe_product(a: Node, b: Node) -> Node | None:
    """``u**2*v`` and ``2*u*v`` with u times v first, where v may shrink as fast as u grows."""
    match a.op, a.args:
        case "**", (u, two) if _is(two, 2) and u.names and _shrinks(b):
            if b.op == "**" and _is(b.args[1], 2):
                return node("**", _product(u, b.args[0]), b.args[1])
            return _product(u, _product(u, b))
        case "*", (c, u) if c.op == "number" and nearest(c) > 1 and u.names and _shrinks(b):
            return _product(c, _product(u, b))
    return None


def _product(a: Node, b: Node) -> Node:
    return _fold(node("*", a, b), (a, b))


def _shrinks(tree: Node) -> bool:
    """Whether a factor is an inverse, or a power of one."""
    if tree.op == "**":
        return _shrinks(tree.args[0])
    return tree.op == "/" and bool(tree.args[1].names)


def _holds(condition: Node) -> bool:
    left, right = map(nearest, condition.args)
    return bool(_COMPARED[condition.op](left, right))


def _is(tree: Node, value: int) -> bool:
    return tree.op == "number" and tree.value == value


def _constant(tree: Node) -> Node:
    """The double nearest to a constant; a whole number and a condition stay as they are."""
    if tree.op in COMPARISONS:
        return tree
    if any(part.op in COMPARISONS for part in walk(tree)):
        return tree
    value = nearest(tree)
    if value != value:
        return tree
    whole = value.is_integer() and abs(value) < 2**53 and value != 0
    return literal(int(value) if whole else value)


def with_joined_squares(tree: Node) -> Node:
    """``x*(sech(v)**2*x*b)`` as ``t*(t*b)``, t = x*sech(v): the square is subnormal sooner."""

    def change(current: Node, args: tuple[Node, ...]) -> Node:
        rebuilt = of_parts(current, args)
        if current.op != "*":
            return rebuilt
        above, below = _factors(rebuilt)
        inner = next((one.args[0] for one in above if _is_square_of_sech(one)), None)
        if inner is None or above.count(X) < 2:
            return rebuilt
        above.remove(node("**", inner, TWO))
        above.remove(X)
        above.remove(X)
        result = part = node("*", X, inner)
        for one in above:
            result = node("*", one, result)
        for one in below:
            result = node("/", result, one)
        return node("*", part, result)

    return rebuild(tree, change)


def _factors(tree: Node) -> tuple[list[Node], list[Node]]:
    """What is multiplied, and by what constants it is divided."""
    if tree.op == "*":
        (above, below), (more, divisors) = map(_factors, tree.args)
        return above + more, below + divisors
    if tree.op == "/" and "x" not in tree.args[1].names:
        above, below = _factors(tree.args[0])
        return above, [*below, tree.args[1]]
    return [tree], []


def _is_square_of_sech(tree: Node) -> bool:
    return tree.op == "**" and tree.args[0].op == "sech" and tree.args[1] is TWO


def without_lost_powers(tree: Node) -> Node:
    """A derivative in which ``0*u**-1`` is ``0*u**0``: what is left of a power that was u itself.

    Its factor is 0 however small u has become, even where the inverse is infinite.
    """

    def change(current: Node, args: tuple[Node, ...]) -> Node:
        match current.op, args:
            case "*", (a, Node(op="**", args=(u, power))) if not a.names and not power.names:
                if nearest(a) == 0 and nearest(power) == -1:
                    return node("*", ZERO, node("**", u, ZERO))
        return of_parts(current, args)

    return rebuild(tree, change)


def with_whole_exponents(tree: Node) -> Node:
    """``u**(1/3)`` with what the double next to a third leaves of it: ``u**c*(1 + rest*log(u))``.

    Of a cube root of 1e300 the double alone is off by sixty units in the last place.
    """

    def change(current: Node, args: tuple[Node, ...]) -> Node:
        rebuilt = of_parts(current, args)
        if current.op != "**" or not args[0].names:
            return rebuilt
        power = constant_value(current.args[1])
        if power is None or abs(rest := float(power - Fraction(float(power)))) <= _SMALL_REST:
            return rebuilt
        near = node("**", args[0], number(float(power)))
        ordinary = node("where", node("<", ZERO, near), args[0], ONE)
        ordinary = node("where", node("<=", near, number(_LARGEST)), ordinary, ONE)
        logarithm = node("log", ordinary)
        # That of the least number at least: some arithmetic takes a subnormal number for 0.
        logarithm = node("where", node("<", logarithm, _LEAST), _LEAST, logarithm)
        return node("*", near, node("+", ONE, node("*", number(rest), logarithm)))

    return rebuild(tree, change)
