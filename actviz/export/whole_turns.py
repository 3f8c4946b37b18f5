"""Waves whose argument is a multiple of pi and x: whole turns of x are left out, which is exact.

``pi*x`` has been rounded before its sine is taken: at 1e15 by a quarter of a turn, where x itself
is known, and a period of ``sin(pi*x)`` is 2.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from actviz.formula.constants import constant_value
from actviz.formula.tree import Node, X, node, number, of_parts, rebuild, substitute

_LONGEST: Final = 2**20  # a period that is worth it: up to its half nothing is left out


def reduced(tree: Node) -> Node:
    """A tree in x whose waves of whole periods take no more than one of them."""
    return rebuild(tree, _wave) if "x" in tree.names else tree


def _wave(part: Node, args: tuple[Node, ...]) -> Node:
    turned = _half_turns(args[0]) if part.op in ("sin", "cos") else None
    if turned is None or turned[1] != 1 or not turned[0]:
        return of_parts(part, args)
    above, below = abs(turned[0]).as_integer_ratio()
    period = Fraction(2 * below, above & -above)  # an odd multiple of a wave has its period too
    if below & (below - 1) or not 1 / _LONGEST <= period <= _LONGEST:
        return of_parts(part, args)
    whole = number(float(period))
    left = node("-", X, node("*", whole, node("round", node("/", X, whole))))
    within = node("<", node("abs", X), number(float(period / 2)))
    return node(part.op, substitute(args[0], {"x": node("where", within, X, left)}))


def _half_turns(tree: Node) -> tuple[Fraction, int] | None:
    """How fast a tree grows with x, and what power of pi that is times; None where it varies."""
    if tree is X:
        return Fraction(1), 0
    if "x" not in tree.names:
        return (Fraction(0), 1) if not tree.names else None
    args = [_half_turns(arg) for arg in tree.args]
    match tree.op, args:
        case "neg", [(k, power)]:
            return -k, power
        case ("+" | "-") as op, [(a, p), (b, q)] if not a or not b or p == q:
            return a + b if op == "+" else a - b, p if a else q
        case "*", [_, _]:
            constant, other = sorted(tree.args, key=lambda arg: "x" in arg.names)
            inner, times = _half_turns(other), _number(constant)
        case "/", [_, _]:
            inner, times = args[0], _number(tree.args[1])
            times = (1 / times[0], -times[1]) if times and times[0] else None
        case _:
            return None
    return (inner[0] * times[0], inner[1] + times[1]) if inner and times else None


def _number(tree: Node) -> tuple[Fraction, int] | None:
    """A number without x as a fraction times a power of pi."""
    if tree.op == "pi":
        return Fraction(1), 1
    value = constant_value(tree)
    if value is not None:
        return Fraction(value), 0
    args = [_number(arg) for arg in tree.args] if tree.op in ("*", "/", "neg") else []
    match tree.op, args:
        case "neg", [(k, power)]:
            return -k, power
        case "*", [(a, p), (b, q)]:
            return a * b, p + q
        case "/", [(a, p), (b, q)] if b:
            return a / b, p - q
    return None
