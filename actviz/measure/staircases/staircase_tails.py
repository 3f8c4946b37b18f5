"""What a formula with steps without end comes to far out."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Final

from actviz.facts.interval import Interval
from actviz.facts.points import infinity
from actviz.formula.calculus import tidied
from actviz.formula.tree import COMPARISONS, ONE, ZERO, Node, X, literal, rebuild, walk
from actviz.measure.largest import Largest, no_larger
from actviz.measure.staircases.remainders import Linear, bounds, enclosed, linear, parted
from actviz.measure.staircases.rounded_again import Smooth, simplified
from actviz.measure.staircases.step_cells import is_step
from actviz.readings.exact import enclosure

ENDLESS: Final = "steps without end, and neither a period nor a bound was found"


def beyond(
    cases: Node, low: float, high: float, best: Largest, period_from: float, smooth: Smooth
) -> Largest:
    """The largest of what has been found and what an outer part of the line holds.

    Args:
        cases: a formula in x, its cases written out with ``where``.
        low, high: the outer part; one of them may be infinite.
        period_from: from here on to the outer part every value has been seen. A formula that
            repeats itself from there on holds nothing new.
        smooth: the largest value of a formula without steps on a part of the line.

    Raises:
        ValueError: it is not found what that part holds; the message says why.
    """
    side = 1 if high > abs(low) else -1
    start, stop = (min(period_from, low), high) if side > 0 else (low, max(period_from, high))
    tree = simplified(_settled(cases, start, stop, side), start, stop, side, smooth)
    if tree.op == "/" and "x" in tree.args[1].names and any(map(is_step, walk(tree))):
        if no_larger(_quotient(tree, start, stop, side), best.value):
            return best
        raise ValueError(ENDLESS)
    parts = linear(tree)
    rest, remainders, shift = parted(parts, side)
    limit = _limit(rest, side, math.isinf(start) or math.isinf(stop))
    if math.isinf(limit):
        return Largest(limit, side * math.inf)
    least, most = bounds(rest, start, stop, side)
    if not math.isfinite(most - least) and not any(map(is_step, walk(rest))):
        # x less what comes near to it, say.
        middle = 0.0 if math.isnan(limit) else limit
        largest = smooth(tidied("-", rest, literal(middle)), Interval(start, stop))
        off = abs(largest.value) if largest else math.nan
        least, most = middle - off, middle + off
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


def _quotient(tree: Node, low: float, high: float, side: int) -> float:
    """A bound of the magnitude of a quotient; infinite where there is none."""
    top, bottom = (enclosed(part, low, high, side) for part in tree.args)
    least = max(bottom[0], -bottom[1])
    most = max(abs(end) for end in top)
    return most / least if least > 0 and most < math.inf else math.inf


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
        least, most = enclosed(gap, low, high, side)
        if least > 0 or most < 0:
            return op in ((">", ">=", "!=") if least > 0 else ("<", "<=", "!="))
        raise ValueError(ENDLESS)

    node_true, node_false = X, ZERO  # stand for conditions, which are nothing but where's first
    return rebuild(cases, change)


def _repeats(remainders: Linear, length: float, side: int) -> bool:
    """Whether remainders of whole-number steps repeat themselves within a length.

    One of a sum that holds others repeats itself where they do.
    """
    period = Fraction(1)
    steps = list(remainders)
    for step in steps:  # which grows
        slope = linear(step.args[0])
        if X not in slope or not all(one in (X, ONE) or is_step(one) for one in slope):
            return False
        steps += [one for one in slope if is_step(one) and one not in steps]
        one = 1 / abs(slope[X])
        ratio = period / one
        period *= ratio.denominator if ratio.denominator < 1 << 20 else 0
        if not period:
            return False
    return 0 < period <= length
