"""Float64 beside a tie: the side that exact arithmetic takes.

``floor(3*x)`` at the double below 1/3 is 0, and 1 where 3*x has been rounded to 1. Where the sides
of a comparison, or a number and a step, are so near each other that rounding may have decided, the
exact value says which side it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from actviz.arrays import Float64, Mask
from actviz.formula.ties import Tie, rounded
from actviz.formula.tree import Node
from actviz.readings import exact, float64, slopes

_NEAR: Final = 2.0**-49  # a relative distance within which rounding may decide
_WHOLE: Final = 2.0**40  # beyond, one step more or less is in the last digits
CLOSE: Final = 1e-9  # results so near each other are of the same side


def mend(
    evaluated: Node,
    tree: Node,
    x: Float64,
    y: Float64,
    values: Mapping[str, float],
    order: int = 0,
    letter: str = "x",
) -> None:
    """Put results right at points that rounding has put on the other side, in place.

    Args:
        evaluated: what was to be evaluated, the formula or its derivative.
        order: of the derivative; 0 is the formula itself.
    """
    points, goal = x.reshape(-1), y.reshape(-1)
    doubtful = np.zeros(points.shape, dtype=np.bool_)
    for tie in rounded(evaluated):
        doubtful |= _near(tie, points, values)
    if not doubtful.any():
        return
    places, back = np.unique(points[doubtful], return_inverse=True)
    if order:
        true, decided = slopes.decide(tree, places, values, order, letter)
    else:
        true, decided = exact.decide(tree, places, values)
    true, decided = true[back], decided[back]
    goal[doubtful] = np.where(astray(goal[doubtful], true, decided), true, goal[doubtful])


def astray(given: Float64, true: Float64, decided: Mask) -> Mask:
    """Where a result is farther from a decided truth than rounding alone would put it."""
    with np.errstate(invalid="ignore"):
        close = np.isfinite(true) & (np.abs(given - true) <= CLOSE * (1 + np.abs(true)))
        near = (given == true) | close
    return np.asarray(decided & ~np.isnan(true) & ~near)


def _near(tie: Tie, x: Float64, values: Mapping[str, float]) -> Mask:
    """Where the two sides of a tie are as near as rounding may bring them."""
    left = float64.evaluate(tie.left, x, values)
    with np.errstate(all="ignore"):
        if tie.steps:
            past = left + 0.5 if tie.op == "round" else left
            gap, size = np.abs(past - np.rint(past)), 1 + np.abs(left)
            return np.asarray((gap <= _NEAR * size) & (size < _WHOLE))
        right = float64.evaluate(tie.right, x, values)
        gap, size = np.abs(left - right), np.abs(left) + np.abs(right)
        if tie.left.op in ("+", "-"):  # a difference has rounded before it is compared
            parts = (float64.evaluate(part, x, values) for part in tie.left.args)
            size = size + sum(map(np.abs, parts))
        return np.asarray(np.isfinite(size) & (gap <= _NEAR * size))
