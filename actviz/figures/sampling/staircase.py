"""What a number format makes of a function: a staircase, with its jumps where they are."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from actviz.arrays import Float64
from actviz.facts.record import Break
from actviz.figures.sampling.drawn_function import PlannedCurve, Values, even, graph
from actviz.functions.elementwise import Activation
from actviz.readings.number_formats import rounded

_POINTS: Final = 4001  # of the first sampling: a step narrower than that is not to be seen
_STEPS: Final = 400  # beyond so many the steps are finer than the line is wide
_ROUNDS: Final = 8  # jumps that are looked for between two points, one by one


def staircase(
    function: Activation, order: int, dtype: str, span: tuple[float, float]
) -> PlannedCurve:
    """The values of a function, or of a derivative, rounded to a format; x stays real.

    Args:
        span: the range of x in which jumps are looked for.
    """
    plain = graph(function, order)

    def value(x: Float64) -> Float64:
        return rounded(np.asarray(plain.value(x), dtype=np.float64), dtype)

    return replace(plain, value=value, tree=None, known=_jumps(value, span))


def _jumps(value: Values, span: tuple[float, float]) -> tuple[Break, ...]:
    """Every jump, between the last double before and the first behind it; none if too many."""
    x = even(*span, _POINTS)
    y = value(x)
    jumps: list[Break] = []
    low, high = x[:-1], x[1:]
    before, after = y[:-1], y[1:]
    for _ in range(_ROUNDS):
        kept = (before != after) & np.isfinite(before) & np.isfinite(after)
        low, high, before, after = (part[kept] for part in (low, high, before, after))
        if not low.size:
            break
        if len(jumps) + low.size > _STEPS:
            return ()
        at = _bisected(value, low, high, before)
        beyond = value(at)
        for place, left, right in zip(at.tolist(), before.tolist(), beyond.tolist(), strict=True):
            if np.isfinite(right):
                jumps.append(Break(place, left, right, right, 0.0, 0.0, 0.0, 0))
        low, before = at, beyond
    return tuple(sorted(jumps, key=lambda one: one.x))


def _bisected(value: Values, low: Float64, high: Float64, before: Float64) -> Float64:
    """The first double at which a value is no longer what it was."""
    while True:
        middle = low + (high - low) / 2
        if ((middle <= low) | (middle >= high)).all():
            return high
        same = value(middle) == before
        low, high = np.where(same, middle, low), np.where(same, high, middle)
