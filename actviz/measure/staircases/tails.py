"""What a formula with steps without end comes to far out.

``round(u)`` is u less a remainder between -1/2 and 1/2. Written so, most of such a formula cancels:
of ``x - round(4*x)/4`` a quarter of the remainder is left, whose largest value needs no search.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Final

from actviz.facts.points import infinity
from actviz.facts.tails import tail_bounds
from actviz.formula.calculus import tidied
from actviz.formula.grammar import constant_value
from actviz.formula.tree import COMPARISONS, ONE, ZERO, Node, X, literal, rebuild
from actviz.measure.largest import Largest, no_larger
from actviz.measure.staircases.cells import is_step
from actviz.readings.exact import enclosure

ENDLESS: Final = "steps without end, and neither a period nor a bound was found"

Linear = dict[Node, Fraction]  # a sum of parts, each times a number; ONE for the constant
Bounds = tuple[float, float]


def beyond(cases: Node, low: float, high: float, best: Largest, period_from: float) -> Largest:
    """The largest of what has been found and what an outer part of the line holds.

    Args:
        cases: a formula in x, its cases written out with ``where``.
        low, high: the outer part; one of them may be infinite.
        best: the largest value inside of it.
        period_from: from here on to the outer part every value has been seen. A formula that
            repeats itself from there on holds nothing new.

    Raises:
        ValueError: it is not found what that part holds; the message says why.
    """
    side = 1 if high > abs(low) else -1
    start, stop = (min(period_from, low), high) if side > 0 else (low, max(period_from, high))
    tree = _settled(cases, start, stop, side)
    if tree.op == "/" and "x" in tree.args[1].names:
        if no_larger(_quotient(tree, start, stop, side), best.value):
            return best
        raise ValueError(ENDLESS)
    parts = linear(tree)
    rest, remainders, shift = _parted(parts, side)
    limit = _limit(rest, side, math.isinf(start) or math.isinf(stop))
    if math.isinf(limit):
        return Largest(limit, side * math.inf)
    least, most = _bounds(rest, start, stop, side)
    cover = max(abs(least + shift[0]), abs(most + shift[1]))
    if math.isnan(cover):
        raise ValueError(ENDLESS)
    if no_larger(cover, best.value):
        return best
    if "x" not in rest.names and _repeats(remainders, abs(stop - start), side):
        inside = abs(period_from - (low if side > 0 else high))
        if _repeats(remainders, inside, side):
            return best
    if len(remainders) == 1 and not math.isnan(limit):
        # Its argument grows for ever, so the remainder comes near to both of its ends.
        value = max((limit + end for end in shift), key=abs)
        if no_larger(cover, max(abs(best.value), abs(value)) * (1 + 1e-12)):
            return best if no_larger(value, best.value) else Largest(value, side * math.inf)
    raise ValueError(ENDLESS)


def linear(tree: Node) -> Linear:
    """A formula as a sum of parts times numbers; step functions as argument less remainder.

    A remainder is told by the step function itself.
    """
    match tree.op, tree.args:
        case "neg", (a,):
            return _scaled(linear(a), Fraction(-1))
        case "+", (a, b):
            return _added(linear(a), linear(b))
        case "-", (a, b):
            return _added(linear(a), _scaled(linear(b), Fraction(-1)))
        case "*", (a, b):
            for factor, other in ((a, b), (b, a)):
                if (by := constant_value(factor)) is not None:
                    return _scaled(linear(other), by)
        case "/", (a, b):
            if by := constant_value(b):
                return _scaled(linear(a), 1 / by)
    if is_step(tree):
        return _added(linear(tree.args[0]), {tree: Fraction(-1)})
    value = constant_value(tree)
    return {tree: Fraction(1)} if value is None else {ONE: value}


def _scaled(parts: Linear, by: Fraction) -> Linear:
    return {part: factor * by for part, factor in parts.items() if by}


def _added(one: Linear, other: Linear) -> Linear:
    total = dict(one)
    for part, factor in other.items():
        total[part] = total.get(part, Fraction(0)) + factor
    return {part: factor for part, factor in total.items() if factor}


def _sum(parts: Linear) -> Node:
    total = ZERO
    for part, factor in parts.items():
        size = abs(factor)
        term = part
        if size.numerator != 1:
            term = tidied("*", literal(size.numerator), term)
        if size.denominator != 1:
            term = tidied("/", term, literal(size.denominator))
        total = tidied("+" if factor > 0 else "-", total, term)
    return total


def _parted(parts: Linear, side: int) -> tuple[Node, Linear, Bounds]:
    """A sum as what holds no step function at its top, its remainders, and their bounds."""
    remainders = {part: factor for part, factor in parts.items() if is_step(part)}
    rest = _sum({part: factor for part, factor in parts.items() if not is_step(part)})
    ends = [sorted(_remainder(part, side, factor)) for part, factor in remainders.items()]
    return rest, remainders, (sum(end[0] for end in ends), sum(end[1] for end in ends))


def _enclosed(tree: Node, low: float, high: float, side: int) -> Bounds:
    """Bounds of a formula on an outer part, its remainders at their ends."""
    rest, _, shift = _parted(linear(tree), side)
    least, most = _bounds(rest, low, high, side)
    return least + shift[0], most + shift[1]


def _quotient(tree: Node, low: float, high: float, side: int) -> float:
    """A bound of the magnitude of a quotient; infinite where there is none."""
    top, bottom = (_enclosed(part, low, high, side) for part in tree.args)
    least = max(bottom[0], -bottom[1])
    most = max(abs(end) for end in top)
    return most / least if least > 0 and most < math.inf else math.inf


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


def _bounds(tree: Node, low: float, high: float, side: int) -> Bounds:
    if "x" not in tree.names:
        return enclosure(tree, 0.0, 0.0, {})
    if math.isinf(low) or math.isinf(high):
        return tail_bounds(tree, side, low if side > 0 else -high)
    return enclosure(tree, low, high, {})


def _limit(tree: Node, side: int, endless: bool) -> float:
    if "x" not in tree.names:
        low, high = enclosure(tree, 0.0, 0.0, {})
        return low + (high - low) / 2
    return infinity(tree, side) if endless else math.nan


def _settled(cases: Node, low: float, high: float, side: int) -> Node:
    """A formula with its comparisons decided on a whole outer part.

    Raises:
        ValueError: one of them is not decided there.
    """

    def change(current: Node, args: tuple[Node, ...]) -> Node:
        if current.op in COMPARISONS and "x" in current.names:
            return node_true if _holds(tidied("-", *args), current.op) else node_false
        if current.op == "where" and args[0] in (node_true, node_false):
            return args[1] if args[0] is node_true else args[2]
        return tidied(current.op, *args) if args else current

    def _holds(gap: Node, op: str) -> bool:
        least, most = _enclosed(gap, low, high, side)
        if least > 0 or most < 0:
            return op in ((">", ">=", "!=") if least > 0 else ("<", "<=", "!="))
        raise ValueError(ENDLESS)

    node_true, node_false = X, ZERO  # stand for conditions, which are nothing but where's first
    return rebuild(cases, change)


def _repeats(remainders: Linear, length: float, side: int) -> bool:
    """Whether remainders of whole-number steps repeat themselves within a length."""
    period = Fraction(1)
    for step in remainders:
        slope = linear(step.args[0])
        if slope.keys() - {X, ONE} or X not in slope:
            return False
        one = 1 / abs(slope[X])
        ratio = period / one
        period *= ratio.denominator if ratio.denominator < 1 << 20 else 0
        if not period:
            return False
    return 0 < period <= length
