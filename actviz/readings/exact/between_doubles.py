"""Places between two doubles: the sign halfway, the zero of a formula, and values there."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any, Final

from flint import arb

from actviz.formula.calculus import derivative
from actviz.formula.tree import Node
from actviz.readings import balls
from actviz.readings.balls import Ball
from actviz.readings.effort import check

_BITS: Final = (128, 320, 1300)  # tried in turn
_SHRINKS: Final = 0.75  # of the width is left at most after half of an interval is dropped
_KEPT: Final = 80  # bits of them that are left for the digits


def sign_halfway(tree: Node, low: float, high: float) -> int:
    """The sign of a formula in x alone halfway between two numbers; 0: zero, or not known."""
    for bits in _BITS:
        with balls.precision(bits):
            (here,) = balls.compiled(tree)([(arb(low) + arb(high)) / 2], {})
        if here > 0 or here < 0:
            return 1 if here > 0 else -1
    return 0


def value_at_zero(
    tree: Node,
    gap: Node,
    low: float,
    high: float,
    left: int,
    *,
    nonzero: bool = False,
    side: int = 0,
) -> float:
    """The value of a formula at a zero of another one, rounded to the nearest double.

    Args:
        tree: a formula in x alone.
        gap: another, which has opposite signs at ``low`` and ``high``.
        low, high: numbers between which it is continuous.
        left: the sign that it has at ``low``.
        nonzero: whether to leave out the precision that makes a zero of what is below all doubles.
        side: 1 or -1 for the value at a place right or left of the zero, far closer than a double.

    Returns:
        NaN where there is no finite value, or where it is not found.
    """
    for bits in _BITS[:-1] if nonzero else _BITS:
        check()
        place = _enclosed(gap, low, high, left, bits)
        with balls.precision(bits):
            if side:
                place += side * (arb(high) - arb(low)) / 2 ** (bits // 3)
            (ball,) = balls.compiled(tree)([place], {})
            ends = float(ball.lower()), float(ball.upper())
        if ends[0] == ends[1] and math.isfinite(ends[0]):
            return ends[0] + 0.0
    return math.nan


@lru_cache(maxsize=1024)  # a value and its slopes are asked for at one place, from both sides
def _enclosed(gap: Node, low: float, high: float, left: int, bits: int) -> Any:
    """A ball around the change of sign between two numbers, as small as precision allows."""
    a, b = arb(low), arb(high)
    if bits > _BITS[0]:
        known = _enclosed(gap, low, high, left, _BITS[_BITS.index(bits) - 1])
        a, b = a.max(known.lower()), b.min(known.upper())
    with balls.precision(bits):
        return _narrowed(gap, a, b, left, bits - _KEPT)


def _narrowed(gap: Node, a: Ball, b: Ball, left: int, steps: int) -> Any:
    read, slope = balls.compiled(gap), balls.compiled(derivative(gap))
    width = 2 * (b - a)
    for _ in range(steps):
        middle = ((a + b) / 2).mid()
        (here,) = read([middle], {})
        if not (here > 0 or here < 0):
            return middle if here.is_zero() else a.union(b)
        a, b = (middle, b) if bool(here > 0) == (left > 0) else (a, middle)
        if not b - a < width * _SHRINKS:
            break  # as narrow as the precision allows
        width = b - a
        (steep,) = slope([a.union(b)], {})
        nearer = middle - here / steep  # Newton's step, for every slope on the way
        if nearer.is_finite():
            a, b = a.max(nearer.lower()), b.min(nearer.upper())
    return a.union(b)
