"""Values of a function at many numbers, with a bound of how far they are from it."""

from __future__ import annotations

from typing import Final

import numpy as np

from actviz.approximation.target.covering import cover
from actviz.approximation.target.polynomial_rows import doubles
from actviz.approximation.target.target import Target
from actviz.arrays import Float64

CLOSE: Final = 2.0**-28  # so that a relative error is known to six digits and more


def certified(target: Target, x: Float64, *, relative: bool = False) -> tuple[Float64, float]:
    """Values at numbers in order, and how far at most they are from the function.

    Args:
        target: what is asked; without a fold if relative.
        x: doubles, upwards.
        relative: whether each is to be within :data:`CLOSE` of itself too, and 0 where the function
            is: small ones are then asked one by one.

    Raises:
        ValueError: a small one that is asked so is not decided.
    """
    edges = sorted({target.low, *target.knots, target.high})
    size = float(np.abs(target.on(x)).max(initial=1.0))
    values, worst = np.empty(len(x)), 0.0
    for stretch in cover(target.tree, edges, size * 2.0**-50):
        first, last = np.searchsorted(x, [stretch.low, stretch.high], side="left")
        if stretch.high == target.high:
            last = len(x)
        if first == last:
            continue
        if stretch.near is None:
            for k in range(first, last):
                ball = target.exactly(float(x[k]))
                values[k], worst = (
                    float(ball.mid()),
                    max(worst, float(ball.rad()) + size * 2.0**-52),
                )
            continue
        row, loose = doubles(stretch.near, stretch.remainder)
        s = (x[first:last] - stretch.middle) / stretch.half
        y = np.zeros(last - first)
        for c in row[::-1]:
            y = y * s + c
        values[first:last] = y
        rounding = float((np.abs(row) * (4 * np.arange(len(row)) + 4)).sum()) * 2.0**-53
        worst = max(worst, loose + rounding)
    small = np.abs(values) < worst / CLOSE
    if relative and small.any():
        values[small], decided = target.activation.decide(x[small], target.order)
        if not decided.all():
            at = x[small][~decided][0]
            raise ValueError(f"the value of {target.name} at {at:g} is not decided")
    return values, worst
