"""A formula with steps as a sum: smooth parts, and a bounded remainder for each step function.

``round(u)`` is u less a remainder between -1/2 and 1/2. Written so, most of such a formula cancels:
of ``x - round(4*x)/4`` a quarter of the remainder is left, whose largest value needs no search.
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import partial

from actviz.facts.points import infinity
from actviz.facts.unsettled_tails import tail_bounds
from actviz.formula.calculus import tidied
from actviz.formula.grammar import constant_value
from actviz.formula.tree import ONE, ZERO, Node, literal
from actviz.measure.staircases.step_cells import is_step
from actviz.readings.exact import enclosure

Linear = dict[Node, Fraction]  # a sum of parts, each times a number; ONE for the constant
Bounds = tuple[float, float]


def linear(tree: Node, *, apart: bool = True) -> Linear:
    """A formula as a sum of parts times numbers; step functions as argument less remainder.

    A remainder is told by the step function itself; not ``apart``, step functions stay whole.
    """
    read = partial(linear, apart=apart)
    match tree.op, tree.args:
        case "neg", (a,):
            return scaled(read(a), Fraction(-1))
        case "+", (a, b):
            return added(read(a), read(b))
        case "-", (a, b):
            return added(read(a), scaled(read(b), Fraction(-1)))
        case "*", (a, b):
            for factor, other in ((a, b), (b, a)):
                if (by := constant_value(factor)) is not None:
                    return scaled(read(other), by)
        case "/", (a, b):
            if by := constant_value(b):
                return scaled(read(a), 1 / by)
    if apart and is_step(tree):
        return added(read(tree.args[0]), {tree: Fraction(-1)})
    value = constant_value(tree)
    return {tree: Fraction(1)} if value is None else {ONE: value}


def scaled(parts: Linear, by: Fraction) -> Linear:
    """A sum times a number."""
    return {part: factor * by for part, factor in parts.items() if by}


def added(one: Linear, other: Linear) -> Linear:
    """Two sums as one."""
    both = dict(one)
    for part, factor in other.items():
        both[part] = both.get(part, Fraction(0)) + factor
    return {part: factor for part, factor in both.items() if factor}


def total(parts: Linear) -> Node:
    """A sum as a formula again."""
    whole = ZERO
    for part, factor in parts.items():
        size = abs(factor)
        term = part
        if size.numerator != 1:
            term = tidied("*", literal(size.numerator), term)
        if size.denominator != 1:
            term = tidied("/", term, literal(size.denominator))
        whole = tidied("+" if factor > 0 else "-", whole, term)
    return whole


def parted(parts: Linear, side: int) -> tuple[Node, Linear, Bounds]:
    """A sum as what holds no step function at its top, its remainders, and their bounds."""
    remainders = {part: factor for part, factor in parts.items() if is_step(part)}
    rest = total({part: factor for part, factor in parts.items() if not is_step(part)})
    ends = [sorted(_remainder(part, side, factor)) for part, factor in remainders.items()]
    return rest, remainders, (sum(end[0] for end in ends), sum(end[1] for end in ends))


def enclosed(tree: Node, low: float, high: float, side: int) -> Bounds:
    """Bounds of a formula on an outer part, its remainders at their ends."""
    rest, _, shift = parted(linear(tree), side)
    least, most = bounds(rest, low, high, side)
    return least + shift[0], most + shift[1]


def _remainder(step: Node, side: int, factor: Fraction) -> Bounds:
    """Between what the remainder of a step function lies, times a factor."""
    match step.op:
        case "floor":
            low, high = 0.0, 1.0
        case "ceil":
            low, high = -1.0, 0.0
        case "round":
            low, high = -0.5, 0.5
        case _:
            up = infinity(step.args[0], side) > 0
            low, high = (0.0, 1.0) if up else (-1.0, 0.0)
    return low * float(factor), high * float(factor)


def bounds(tree: Node, low: float, high: float, side: int) -> Bounds:
    """Bounds of a formula without steps on an outer part; NaN where there are none."""
    if "x" not in tree.names:
        return enclosure(tree, 0.0, 0.0, {})
    if math.isinf(low) or math.isinf(high):
        return tail_bounds(tree, side, low if side > 0 else -high)
    return enclosure(tree, low, high, {})
