"""Which way a formula goes by how it is put together: what rises of what rises, rises.

It reaches where no list of pieces does: floor(x) + x has infinitely many of them.
"""

from __future__ import annotations

from typing import Final

from actviz.facts.points import sign_at
from actviz.formula.atoms import ATOMS
from actviz.formula.calculus import spelled_out
from actviz.formula.grammar import constant_value
from actviz.formula.tree import ONE, Node, folded, node

# The way a formula goes: 1 rises, -1 falls, 0 is constant or not known; and whether strictly so.
Way = tuple[int, bool]

_UNKNOWN: Final = (0, False)


def direction(tree: Node) -> Way:
    """The way that a formula goes wherever it has values, if its parts show it."""
    return folded(spelled_out(tree), _way)


def _way(current: Node, ways: tuple[Way, ...]) -> Way:
    if "x" not in current.names:
        return _UNKNOWN
    if current.op == "name":
        return 1, True
    varying = ["x" in arg.names for arg in current.args]
    match current.op, ways:
        case "neg", [(sign, strict)]:
            return -sign, strict
        case "+", [one, other]:
            return _both(one, other, varying)
        case "-", [one, (sign, strict)]:
            return _both(one, (-sign, strict), varying)
        case "*", [one, other] if not all(varying):
            factor, (sign, strict) = current.args[varying[0]], one if varying[0] else other
            scale = sign_at(factor, 0.0)
            return sign * scale, strict and scale != 0
        case "/", [(sign, strict), _] if not varying[1]:
            return sign * sign_at(current.args[1], 0.0), strict
        case "**", [one, other]:
            return _power(current, one, other, varying)
        case (("max" | "min"), [one, other]):
            sign, _ = _both(one, other, varying)
            return sign, one[1] and other[1]
        case "clip", [(sign, _), _, _] if not varying[1] and not varying[2]:
            return sign, False
        case op, [(sign, strict)] if op in ATOMS and ATOMS[op].way:
            return sign * ATOMS[op].way, strict and ATOMS[op].smooth
    return _UNKNOWN


def _both(one: Way, other: Way, varying: list[bool]) -> Way:
    """A sum, or the larger, of two parts that go the same way; a constant does not disturb."""
    parts = [way for way, moves in zip((one, other), varying, strict=True) if moves]
    signs = {sign for sign, _ in parts}
    if len(signs) != 1:
        return _UNKNOWN
    return signs.pop(), any(strict for _, strict in parts)


def _power(current: Node, one: Way, other: Way, varying: list[bool]) -> Way:
    base, exponent = current.args
    if not varying[1]:
        power = constant_value(exponent)
        if power is None or power <= 0 or (power.denominator == 1 and power % 2 == 0):
            return _UNKNOWN
        return one
    if varying[0]:
        return _UNKNOWN
    growth = sign_at(node("-", base, ONE), 0.0)
    return (other[0] * growth, other[1]) if sign_at(base, 0.0) > 0 else _UNKNOWN
