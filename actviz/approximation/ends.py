"""What a function does beyond a range: the lines it approaches, and the error of taking them."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial

import numpy as np

from actviz.approximation.cells import Part
from actviz.approximation.proof import error_of_parts
from actviz.approximation.result import Bracket, horner
from actviz.approximation.target import Target
from actviz.formula.calculus import derivative, tidied
from actviz.formula.tree import Node, X, literal
from actviz.readings.asymptotics import Asymptote, Limit, asymptote, limit
from actviz.readings.asymptotics.tails import tail_sign

Line = tuple[float, ...]  # one coefficient, or that of 1 and that of x
FAR = (16.0, 64.0, 256.0, 1024.0)


def end_of(target: Target, side: int, kind: str) -> Line:
    """The limit (``limit``) or the line (``asymptote``) on one side.

    Raises:
        ValueError: there is none.
    """
    word = "right" if side > 0 else "left"
    if kind == "limit":
        found = limit(target.tree, side, {})
        if isinstance(found, Limit) and math.isfinite(found.value):
            return (found.value + 0.0,)
        raise ValueError(f"{target.name} has no finite limit on the {word}")
    line = asymptote(target.tree, side, {})
    if not isinstance(line, Asymptote):
        raise ValueError(f"{target.name} approaches no line on the {word}; give --range LOW:HIGH")
    slope, first = line.slope.value + 0.0, line.intercept.value + 0.0
    return (first, slope) if slope else (first,)


def beyond(
    target: Target, line: Line, side: int, start: float, measure: str = "absolute"
) -> Bracket:
    """The largest distance of the function from a line from ``start`` on to one side.

    Near the range it is proved like every other error. Far out the sign of the slope of the
    difference is proved, so that the difference is largest at one end: there, or at infinity.

    Raises:
        ValueError: what happens far out is not decided.
    """
    gap = _gap(target.tree, line)
    last = limit(gap, side, {})
    if not isinstance(last, Limit):
        raise ValueError(f"what {target.name} does far out is not decided; give a smaller range")
    if math.isinf(last.value):
        return Bracket(measure, math.inf, math.inf, side * math.inf)
    slope = derivative(gap)
    for far in FAR:
        if far <= 2 * abs(start) or tail_sign(slope, side, int(far)) is None:
            continue
        low, high = sorted((start, side * far))
        outer = replace(target, low=low, high=high)
        x = np.linspace(low, high, 257)
        guess = float(np.abs(outer.on(x) - horner(line, x)).max())
        near = error_of_parts(outer, [Part(low, high, line)], partial(horner, line), measure, guess)
        if abs(last.value) > near.lower:
            top = abs(last.value) * (1 + 2.0**-50)
            return Bracket(measure, abs(last.value), max(near.upper, top), side * math.inf)
        return near
    raise ValueError(f"the error of {target.name} far out is not proved; give a smaller range")


def furthest(target: Target, line: Line, side: int, error: float) -> float:
    """The end of the half-line, nearest to 0 and beyond, on which the line keeps an error."""

    def off(x: float) -> float:
        value = float(target.on(np.array([x]))[0])
        return abs(value - sum(c * x**k for k, c in enumerate(line)))

    ladder: list[float] = [side * FAR[-1] * 2.0 ** (-k / 8) for k in range(160)]
    if target.fold is None:
        ladder += [0.0, *(-x for x in reversed(ladder))]
    before: float = ladder[0]
    for x in ladder[1:]:
        if off(x) > error:
            good: float = before
            bad: float = x
            for _ in range(60):
                middle = (good + bad) / 2
                if off(middle) <= error:
                    good = middle
                else:
                    bad = middle
            return good
        before = x
    return before


def _gap(tree: Node, line: Line) -> Node:
    for k, c in enumerate(line):
        if c:
            tree = tidied("-", tree, literal(c) if k == 0 else tidied("*", literal(c), X))
    return tree
