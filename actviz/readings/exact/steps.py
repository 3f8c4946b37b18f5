"""Steps and cases that precision alone cannot decide: which side their arguments come from.

tanh(40000) is so near 1 that no affordable precision shows the difference, and floor(tanh(x)) is 0
there nevertheless: tanh stays below 1. Also what is exactly a step or a halfway point, as x*(1/3)
is at 3 and log10(x) at 1000, and is seen in no ball, since 1/3 is none of its numbers: there
fractions decide, and the algebra of roots and logarithms.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final

from flint import arb

import actviz.readings.exact.ranges as ranges
import actviz.readings.exact.tied_sums as ties
from actviz.formula.atoms import STEPS
from actviz.formula.calculus import expand_cases
from actviz.formula.constants import constant_value
from actviz.formula.tree import Node, holds, literal, node, substitute
from actviz.readings.asymptotics.algebra import Numbers
from actviz.readings.asymptotics.exact_constants import NotDecided, NotDefined, ball_of
from actviz.readings.balls import BALLS, Ball

_OPEN: Final = (NotDecided, NotDefined, ZeroDivisionError, OverflowError, RecursionError)


def without(tree: Node, x: float, values: Mapping[str, float]) -> Node:
    """The one formula that holds at ``x``: steps as their numbers, cases as their branches.

    What stays open stays in it. Branches that are not taken are not looked at.
    """
    settled: dict[Node, Node] = {}
    picked: dict[Node, Node | None] = {}
    stack = [tree := expand_cases(tree)]
    while stack:
        current = stack[-1]
        parts = current.args
        if current.op == "where" and current.args[0] in settled:
            if current not in picked:
                picked[current] = _branch(current, settled[current.args[0]], x, values)
            chosen = picked[current]
            parts = current.args if chosen is None else (chosen,)
        elif current.op == "where":
            parts = current.args[:1]
        missing = [part for part in parts if part not in settled]
        if missing:
            stack += missing
            continue
        stack.pop()
        if len(parts) == 1 and current.op == "where":
            settled[current] = settled[parts[0]]
            continue
        rebuilt = node(current.op, *(settled[part] for part in parts)) if parts else current
        settled[current] = _number(rebuilt, x, values) if rebuilt.op in STEPS else rebuilt
    return settled[tree]


def near(tree: Node, x: float, values: Mapping[str, float]) -> Ball | None:
    """A number that rounds as a formula without steps does, at ``x``, and takes the same steps.

    None: not found.
    """
    own = {word: literal(value) for word, value in values.items()}
    fraction = _rational(substitute(tree, {**own, "x": literal(x)}))
    if fraction is None:
        return ties.tipped(tree, x, values)
    return arb(fraction.numerator) / fraction.denominator


def _rational(tree: Node) -> Fraction | None:
    """The value of a formula without letters if it is rational, and algebra shows it."""
    constant = constant_value(tree)
    if constant is not None:
        return constant
    numbers = Numbers({})
    try:
        value = numbers.of(tree)
        if isinstance(value, int | Fraction):
            return Fraction(value)
        return next((f for f in _ties(ball_of(value)) if numbers.vanishes(value - f)), None)
    except _OPEN:
        return None


def _ties(ball: Ball) -> Iterator[Fraction]:
    """What a ball is too wide to be told from: a step, a halfway point of one, or of doubles."""
    near = float(ball)
    if not math.isfinite(near):
        return
    halfway = [Fraction(near + math.nextafter(near, side)) / 2 for side in (-math.inf, math.inf)]
    for value in (Fraction(round(2 * near), 2), *map(Fraction, halfway)):
        if ball.overlaps(arb(value.numerator) / value.denominator):
            yield value


def _number(step: Node, x: float, values: Mapping[str, float]) -> Node:
    """A step as the whole number that it takes, or as it is."""
    known = ranges.over(step, ranges.lift(x), values)
    if isinstance(known, float) or (known is not None and known[0] == known[1]):
        return step
    argument = near(step.args[0], x, values)
    whole = None if argument is None else BALLS[step.op](argument)
    return step if whole is None or not whole.is_exact() else literal(int(whole.unique_fmpz()))


def _branch(choice: Node, condition: Node, x: float, values: Mapping[str, float]) -> Node | None:
    """What holds of a case, the sides of whose condition are free of steps; None: not known."""
    _, then, otherwise = choice.args
    known = ranges.over(condition, ranges.lift(x), values)  # of a condition: True or False
    if known is None:
        apart = near(node("-", *condition.args), x, values)
        if apart is None:
            return None
        known = holds(condition.op, int(apart > 0) - int(apart < 0))
    return then if known else otherwise
