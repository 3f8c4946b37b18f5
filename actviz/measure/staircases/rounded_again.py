"""Steps of steps far out: what is whole already, but for next to nothing, is rounded to itself.

``round(16*gelu(round(16*x)/16))`` is ``round(16*x)`` where gelu has come so near to the identity
that no rounding notices: far out a staircase of a staircase is one, or a constant.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Final

from actviz.facts.interval import Interval
from actviz.facts.points import infinity, sign_at
from actviz.facts.unsettled_tails import searched
from actviz.formula.calculus import derivative, tidied
from actviz.formula.tree import ONE, Node, X, literal, name, rebuild, substitute, walk
from actviz.measure.largest import Largest
from actviz.measure.staircases.remainders import (
    Bounds,
    Linear,
    added,
    enclosed,
    linear,
    scaled,
    total,
)
from actviz.measure.staircases.step_cells import is_step

Smooth = Callable[[Node, Interval], Largest | None]

_ROUNDING: Final[dict[str, Callable[[Fraction], int]]] = {
    "floor": math.floor,
    "ceil": math.ceil,
    "round": round,
}
_SLOPE_AT_MOST: Final = 1 << 20  # the denominator of a slope far out
_NEXT: Final = Fraction(math.ulp(0.0))  # stands for an end of a rest that is 0, not attained


def simplified(tree: Node, low: float, high: float, side: int, smooth: Smooth) -> Node:
    """A formula with each step function of whole numbers replaced by those, where that holds.

    Args:
        tree: a formula in x without conditions.
        low, high: the part of the line on which it is to hold.
        side: 1 or -1, where that part lies.
    """

    def change(current: Node, args: tuple[Node, ...]) -> Node:
        rebuilt = tidied(current.op, *args) if args else current
        if not is_step(rebuilt) or not any(map(is_step, walk(rebuilt.args[0]))):
            return rebuilt
        return _whole(rebuilt, low, high, side, smooth) or rebuilt

    return rebuild(tree, change)


def _whole(step: Node, low: float, high: float, side: int, smooth: Smooth) -> Node | None:
    """The whole numbers that a step function comes to; None if that is not decided."""
    whole: Linear = {}
    least = most = Fraction(0)
    for part, factor in linear(step.args[0], apart=False).items():
        steps = {one for one in walk(part) if is_step(one)}
        if part is ONE:
            whole = added(whole, {ONE: factor})
        elif part in steps:
            whole = added(whole, {part: factor})
        else:
            inner = [one for one in steps if not any(one in walk(o) for o in steps if o is not one)]
            if len(inner) != 1:
                return None
            within = enclosed(inner[0], low, high, side)
            split = _line_and_rest(_of_one_step(part, inner[0]), within, smooth)
            if split is None:
                return None
            line, rest = split
            whole = added(whole, {inner[0]: line[0] * factor, ONE: line[1] * factor})
            ends = sorted(factor * end for end in rest)
            least, most = least + ends[0], most + ends[1]
    op = step.op
    if op == "trunc":
        bottom, top = enclosed(step.args[0], low, high, side)
        op = "floor" if bottom >= 0 else "ceil" if top <= 0 else op
    return _with_rest(op, whole, least, most)


def _with_rest(op: str, whole: Linear, least: Fraction, most: Fraction) -> Node | None:
    """A sum of whole numbers and what is left of the argument, rounded; None where in doubt."""
    over = whole.pop(ONE, Fraction(0))
    parts = math.lcm(*(factor.denominator for factor in whole.values()))
    # With n whole, floor(n/3 + rest) is floor((n + k)/3) where k/3 <= rest < (k + 1)/3.
    ends = [parts * (over + end) for end in (least, most)]
    if op not in _ROUNDING or (op == "round" and parts > 1):
        return None
    one, other = map(_ROUNDING[op], ends)
    tied = op == "round" and Fraction(1, 2) in (abs(end - one) for end in ends)
    if one != other or tied:
        return None
    rounded = added(whole, {ONE: Fraction(one, parts)})
    if parts == 1:
        return total(rounded)
    match [*whole.items()]:
        case [(inner, factor)] if inner.op == op and factor.numerator == 1:
            # Steps of steps of one kind are the wider ones.
            rounded = added(
                scaled(linear(inner.args[0], apart=False), factor),
                {ONE: rounded.get(ONE, Fraction(0))},
            )
    return tidied(op, total(rounded))


def _of_one_step(part: Node, step: Node) -> Node | None:
    """A formula of a step function as one of x in its place; None: x stands elsewhere too."""

    def change(current: Node, args: tuple[Node, ...]) -> Node:
        return name("step") if current is step else tidied(current.op, *args) if args else current

    tree = rebuild(part, change)
    return None if "x" in tree.names else substitute(tree, {"step": X})


def _line_and_rest(
    tree: Node | None, within: Bounds, smooth: Smooth
) -> tuple[tuple[Fraction, Fraction], tuple[Fraction, Fraction]] | None:
    """A formula as a line, its slope and its value at 0, and a rest, where x lies within bounds."""
    if tree is None or any(map(math.isnan, within)):
        return None
    slope, start = Fraction(0), Fraction(0)
    if math.isinf(within[0]) != math.isinf(within[1]):
        side = 1 if math.isinf(within[1]) else -1
        tends = infinity(derivative(tree), side)
        if not math.isfinite(tends):
            return None
        slope = Fraction(tends).limit_denominator(_SLOPE_AT_MOST)
        tree = tidied("-", tree, total({X: slope}))
        middle = infinity(tree, side)
        if not math.isfinite(middle):
            return None
        tree, start = tidied("-", tree, literal(middle)), Fraction(middle)
    off = smooth(tree, Interval(*within))
    if off is None or not math.isfinite(off.value):
        return None
    # gelu(n) is below n, if ever so little, and floor takes the number below.
    sign = _sign_throughout(tree, within)
    most = abs(Fraction(off.value))
    return (slope, start), (_NEXT if sign > 0 else -most, -_NEXT if sign < 0 else most)


def _sign_throughout(tree: Node, within: Bounds) -> int:
    """The sign of a formula without steps that never changes within bounds; 0: it may."""
    signs = {cell.sign for cell in searched(tree, *within)}
    signs |= {sign_at(tree, end) for end in within if math.isfinite(end)}
    return signs.pop() if len(signs) == 1 else 0
