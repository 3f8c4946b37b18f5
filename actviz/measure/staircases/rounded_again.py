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
from actviz.facts.points import infinity
from actviz.formula.calculus import derivative, tidied
from actviz.formula.tree import ONE, Node, X, literal, name, rebuild, substitute, walk
from actviz.measure.largest import Largest
from actviz.measure.staircases.cells import is_step
from actviz.measure.staircases.remainders import Bounds, Linear, added, enclosed, linear, total

Smooth = Callable[[Node, Interval], Largest | None]

_SLOPE_AT_MOST: Final = 1 << 20  # the denominator of a slope far out


def simplified(tree: Node, low: float, high: float, side: int, smooth: Smooth) -> Node:
    """A formula with each step function of whole numbers replaced by those, where that holds.

    Args:
        tree: a formula in x without conditions.
        low, high: the part of the line on which it is to hold.
        side: 1 or -1, where that part lies.
        smooth: the largest value of a formula without steps.
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
    least = most = 0.0
    for part, factor in linear(step.args[0], apart=False).items():
        steps = {one for one in walk(part) if is_step(one)}
        if part is ONE:
            slope, rest = Fraction(0), (float(factor), float(factor))
        elif part in steps:
            slope, rest = factor, (0.0, 0.0)
            whole = added(whole, {part: slope})
        else:
            inner = [one for one in steps if not any(one in walk(o) for o in steps if o is not one)]
            if len(inner) != 1:
                return None
            within = enclosed(inner[0], low, high, side)
            found = _line_and_rest(_of_one_step(part, inner[0]), within, smooth)
            if found is None:
                return None
            slope = found[0] * factor
            ends = sorted(float(factor) * end for end in found[1])
            rest = (ends[0], ends[1])
            whole = added(whole, {inner[0]: slope})
        if slope.denominator != 1:
            return None
        least, most = least + rest[0], most + rest[1]
    return _with_rest(step.op, whole, least, most)


def _with_rest(op: str, whole: Linear, least: float, most: float) -> Node | None:
    """Whole numbers and what is left of the argument, rounded; None where that is in doubt."""
    if not (math.isfinite(least) and math.isfinite(most)) or op == "trunc":
        return None
    rounding = {"floor": math.floor, "ceil": math.ceil}.get(op, round)
    one, other = rounding(least), rounding(most)
    tied = op == "round" and 0.5 in (abs(least - one), abs(most - one))
    return None if one != other or tied else total(added(whole, {ONE: Fraction(one)}))


def _of_one_step(part: Node, step: Node) -> Node | None:
    """A formula of a step function as one of x in its place; None: x stands elsewhere too."""

    def change(current: Node, args: tuple[Node, ...]) -> Node:
        return name("step") if current is step else tidied(current.op, *args) if args else current

    tree = rebuild(part, change)
    return None if "x" in tree.names else substitute(tree, {"step": X})


def _line_and_rest(
    tree: Node | None, within: Bounds, smooth: Smooth
) -> tuple[Fraction, Bounds] | None:
    """A formula as a multiple of x and a bounded rest, where x lies within bounds."""
    if tree is None or any(map(math.isnan, within)):
        return None
    slope, middle = Fraction(0), 0.0
    if math.isinf(within[0]) != math.isinf(within[1]):
        side = 1 if math.isinf(within[1]) else -1
        tends = infinity(derivative(tree), side)
        if not math.isfinite(tends):
            return None
        slope = Fraction(tends).limit_denominator(_SLOPE_AT_MOST)
        line = tidied("/", tidied("*", literal(slope.numerator), X), literal(slope.denominator))
        tree = tidied("-", tree, line)
        middle = infinity(tree, side)
        if not math.isfinite(middle):
            return None
        tree = tidied("-", tree, literal(middle))
    off = smooth(tree, Interval(*within))
    if off is None or not math.isfinite(off.value):
        return None
    return slope, (middle - abs(off.value), middle + abs(off.value))
