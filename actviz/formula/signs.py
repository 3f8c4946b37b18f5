"""What formulas are above zero by the way in which they are built: ``1 + exp(u)``, ``u**2 + 1``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from actviz.formula.atoms import ATOMS
from actviz.formula.constants import constant_value
from actviz.formula.tree import ZERO, Node

_UPWARDS: Final = (">", ">=")


def above_zero(tree: Node) -> bool:
    """Whether a formula is plainly above 0 wherever it has a value; False says nothing."""
    match tree.op, tree.args:
        case (("pi" | "e"), _):
            return True
        case "number", _:
            return isinstance(tree.value, (int, float)) and tree.value > 0
        case "+", (a, b):
            return (above_zero(a) and not_below_zero(b)) or (not_below_zero(a) and above_zero(b))
        case (("*" | "/" | "min"), (a, b)):
            return above_zero(a) and above_zero(b)
        case "max", (a, b):
            return above_zero(a) or above_zero(b)
        case "where", (condition, a, b):
            return _then(condition, a, above_zero) and above_zero(b)
        case (("**" | "sqrt"), (base, *_)):
            return above_zero(base)
        case "hypot", sides:
            return any(map(above_zero, sides))
    return tree.op in ATOMS and ATOMS[tree.op].positive


def not_below_zero(tree: Node) -> bool:
    """Whether a formula is plainly 0 or more wherever it has a value; False says nothing."""
    match tree.op, tree.args:
        case "number", _:
            return isinstance(tree.value, (int, float)) and tree.value >= 0
        case (("abs" | "sqrt" | "hypot"), _):
            return True
        case "*", (a, b) if a is b:
            return True
        case (("+" | "*" | "/" | "min"), (a, b)):
            return not_below_zero(a) and not_below_zero(b)
        case "max", (a, b):
            return not_below_zero(a) or not_below_zero(b)
        case "**", (base, exponent):
            power = constant_value(exponent)
            even = power is not None and power % 2 == 0
            return even or not_below_zero(base)
        case "where", (condition, a, b):
            turned = b.op == "neg" and b.args[0] is condition.args[0] and condition.op in _UPWARDS
            below = turned and condition.args[1] is ZERO  # the second case of abs
            return _then(condition, a, not_below_zero) and (below or not_below_zero(b))
    return above_zero(tree)


def _then(condition: Node, a: Node, has_sign: Callable[[Node], bool]) -> bool:
    """Whether the first of two cases has a sign, by itself or by the condition: max in cases."""
    u, edge = condition.args
    return has_sign(a) or (a is u and condition.op in _UPWARDS and has_sign(edge))
