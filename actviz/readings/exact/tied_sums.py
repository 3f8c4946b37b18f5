"""Sums that precision alone cannot decide: a tie, and a part too small to tip it.

x - tanh(x) at 1e16 is x - 1 plus 2*exp(-2e16). In float64 x - 1 lies halfway between two doubles
there, and no affordable precision shows the rest. But tanh(u) < 1 far out, and that decides; in the
same way x + x*sigmoid(x)/2 lies below the line 3*x/2.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Final

from flint import arb

import actviz.readings.exact.ranges as ranges
from actviz.formula.tree import Node, X, addends, literal, node, substitute
from actviz.readings.asymptotics.exact_constants import Rational
from actviz.readings.balls import Ball, known_here

_SMALL: Final = 1200  # 2**-1200 is far below half the smallest double, 2**-1075
_DOUBLES: Final = -1074  # every double is a multiple of 2**-1074
FAR: Final = 1024  # beyond, one line is asked for, for all points


def tipped(tree: Node, x: float, values: Mapping[str, float]) -> Ball | None:
    """An exact number that rounds as the formula does at ``x``; None if this is no such sum.

    The formula lies within 2**-1200 of a multiple of 2**-1074: on a line, or as a sum of exact
    parts and one beside a whole number. On either side of that no format has another number or a
    halfway point so near, so any number in between rounds alike.
    """
    return _beside_line(tree, x, values, abs(x)) or _beside_numbers(tree, x, values)


def far_out(tree: Node, x: float, values: Mapping[str, float]) -> Ball | None:
    """The same where one line shows it at every point from :data:`FAR` on: it is asked for once."""
    return _beside_line(tree, x, values, FAR) if abs(x) >= FAR else None


@lru_cache(maxsize=256)
def _line(tree: Node, side: int, reach: float) -> tuple[Rational, Rational, int] | None:
    from actviz.readings.asymptotics.tails import beside_line

    return beside_line(tree, side, arb(reach), _SMALL)


def _beside_line(tree: Node, x: float, values: Mapping[str, float], reach: float) -> Ball | None:
    bound = substitute(tree, {word: literal(value) for word, value in values.items()})
    line = _line(bound, 1 if x > 0 else -1, reach)
    if line is None:
        return None
    slope, intercept, leaning = line
    total = Fraction(slope) * Fraction(x) + intercept
    power = total.denominator.bit_length() - 1
    if total.denominator != 1 << power or power > -_DOUBLES:
        return None
    return arb(total.numerator) / arb(2) ** power + arb(leaning) / arb(2) ** _SMALL


def _beside_numbers(tree: Node, x: float, values: Mapping[str, float]) -> Ball | None:
    total, leaning = arb(0), None
    for sign, term in addends(known_here(tree)):
        value = ranges.over(term, ranges.lift(x), values)
        if value is None or isinstance(value, float):
            return None
        low, high = value
        if low == high:
            total += sign * low
        elif leaning is None and (end := _far_out(term, x, values)) is not None:
            total += sign * end[0]
            leaning = sign * end[1]
        else:
            return None
    if leaning is None or not _is_multiple(total):
        return None
    return total + arb(leaning) / arb(2) ** _SMALL


def _far_out(term: Node, x: float, values: Mapping[str, float]) -> tuple[int, int] | None:
    """The number that an atom comes within 2**-1200 of, and on which side of it it stays."""
    from actviz.readings.asymptotics.tails import beside

    u = ranges.over(term.args[0], ranges.lift(x), values) if len(term.args) == 1 else None
    if not isinstance(u, tuple):
        return None
    low, high = u
    return beside(node(term.op, X), 1 if low > 0 else -1, max(low, -high), _SMALL)


def _is_multiple(value: Ball) -> bool:
    return bool(value.is_exact()) and (value == 0 or int(value.man_exp()[1]) >= _DOUBLES)
