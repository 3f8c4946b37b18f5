"""Whether a formula is odd or even, by its form: a proof, where there is one."""

from __future__ import annotations

from typing import Final

from actviz.formula.atoms import ATOMS
from actviz.formula.calculus import spelled_out
from actviz.formula.grammar import constant_value
from actviz.formula.tree import COMPARISONS, Node, walk

EVEN: Final = 1
ODD: Final = -1


def parity(tree: Node) -> int:
    """1 for a formula that is even in x, -1 for an odd one; 0: neither, or not shown."""
    known: dict[Node, int] = {}
    tree = spelled_out(tree)
    for current in walk(tree):
        if current.op not in COMPARISONS:
            known[current] = _of(current, [known.get(arg, 0) for arg in current.args])
    return known[tree]


def _of(current: Node, args: list[int]) -> int:
    if "x" not in current.names:
        return EVEN
    if current.op == "name":
        return ODD
    known = ATOMS[current.op].parity if current.op in ATOMS else ""
    if known == "even":
        return EVEN if all(args) else 0
    if known == "odd":
        return args[0]
    match current.op:
        case "neg":
            return args[0]
        case "+" | "-":
            return args[0] if args[0] == args[1] else 0
        case "*" | "/":
            return args[0] * args[1]
        case "**":
            power = constant_value(current.args[1])
            if args[0] == ODD and power is not None and power.denominator == 1:
                return ODD if power.numerator % 2 else EVEN
            return EVEN if args[0] == args[1] == EVEN else 0
        case "clip":
            low, high = (constant_value(arg) for arg in current.args[1:])
            opposite = low is not None and high is not None and low == -high
            return ODD if args[0] == ODD and opposite else _all_even(args)
        case "where":
            sides = current.args[0].args
            return args[1] if args[1] == args[2] and _even_condition(sides) else 0
        case "dsinc":
            order = int(constant_value(current.args[0]) or 0)
            return (ODD if order % 2 else EVEN) if args[1] == ODD else _all_even(args[1:])
    return _all_even(args)


def _even_condition(sides: tuple[Node, ...]) -> bool:
    return all(parity(side) == EVEN for side in sides)


def _all_even(args: list[int]) -> int:
    return EVEN if all(arg == EVEN for arg in args) else 0
