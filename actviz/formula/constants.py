"""Constant parts of a formula: their exact values, and how long these are."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from actviz.formula.tree import COMPARISONS, Node, folded, holds, of_parts, rebuild, walk

MAX_EXPONENT: Final = 64  # |constant exponent|: a power is written out as products


def longest_constant(tree: Node) -> int:
    """A bound on the binary digits of a constant part's numerator and denominator together.

    Exact arithmetic is done with plain numbers only: pi, and what atoms return, count as short.
    """
    known: dict[Node, int] = {}
    for current in walk(tree):
        args = [known[arg] for arg in current.args]
        power = constant_value(current.args[1]) if current.op == "**" else None
        if isinstance(current.value, (int, float)):
            known[current] = sum(part.bit_length() for part in current.value.as_integer_ratio())
        elif current.names or current.op not in ("neg", "+", "-", "*", "/", "**"):
            known[current] = 1
        elif power is not None and power.denominator == 1:
            known[current] = args[0] * abs(int(power))
        else:
            known[current] = sum(args)
    return max(known.values())


def constant_value(tree: Node) -> Fraction | None:
    """The exact value of a tree of plain numbers and arithmetic; None for anything else."""
    return None if tree.names else folded(tree, _constant)


def _constant(tree: Node, args: tuple[Fraction | None, ...]) -> Fraction | None:
    if isinstance(tree.value, (int, float)):
        return Fraction(tree.value)
    match tree.op, args:
        case "neg", [Fraction() as a]:
            return -a
        case "+", [Fraction() as a, Fraction() as b]:
            value = a + b
        case "-", [Fraction() as a, Fraction() as b]:
            value = a - b
        case "*", [Fraction() as a, Fraction() as b]:
            value = a * b
        case "/", [Fraction() as a, Fraction() as b] if b != 0:
            value = a / b
        case "**", [Fraction() as a, Fraction() as b] if (
            b.denominator == 1 and abs(b) <= MAX_EXPONENT and (a != 0 or b > 0)
        ):
            value = a ** int(b)
        case _:
            return None
    # Nested powers would grow without end.
    return value if value.numerator.bit_length() + value.denominator.bit_length() < 8192 else None


def settled(tree: Node) -> Node:
    """A formula without the cases that numbers rule out: ``where(0 > 0, x/0, x)`` is ``x``."""

    def change(current: Node, args: tuple[Node, ...]) -> Node:
        if current.op == "where" and args[0].op in COMPARISONS:
            left, right = map(constant_value, args[0].args)
            if left is not None and right is not None:
                sign = (left > right) - (left < right)
                return args[1] if holds(args[0].op, sign) else args[2]
        return of_parts(current, args)

    return rebuild(tree, change)
