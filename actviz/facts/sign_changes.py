"""The doubles nearest to changes of a formula's sign."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from actviz.arrays import Float64
from actviz.facts.points import sign_at, value_at
from actviz.formula.tree import ONE, Node, node
from actviz.readings import float64

_BESIDE_ZERO: Final = 1e-300
_WIDER: Final = 2.0**40  # so much wider each time


def changes_between(tree: Node, lows: Float64, highs: Float64) -> list[float]:
    """The doubles nearest to sign changes, each between two points as for one of them."""
    lefts = np.array([sign_at(tree, low) for low in lows.tolist()])
    near = zip(*(ends.tolist() for ends in _narrowed(tree, lows, highs, lefts)), strict=True)
    places = zip(lows.tolist(), highs.tolist(), near, strict=True)
    return [change_between(tree, low, high, small) for low, high, small in places]


def change_between(
    tree: Node, low: float, high: float, near: tuple[float, float] | None = None
) -> float:
    """The double nearest to the sign change between two points of exactly known, opposite sign.

    ``near``: a small bracket around it as fast arithmetic sees it.
    """
    from actviz.readings.exact.between_doubles import (
        sign_halfway,  # loaded only where digits are claimed
    )

    left = sign_at(tree, low)
    if low < 0 < high and sign_at(tree, 0.0) == 0:
        # Around 0 doubles are so dense that a high power vanishes in any precision.
        low, high = _without_touch(tree, low, 0.0, high, left)
        if low == high:
            return low
        near = None
    if near is None:
        ends = _narrowed(tree, np.array([low]), np.array([high]), np.array([left]))
        near = float(ends[0][0]), float(ends[1][0])
    a, b = _sure(tree, low, high, left, near)
    while True:
        middle = a + (b - a) / 2
        if middle in (a, b):
            left_size, right_size = abs(value_at(tree, a)), abs(value_at(tree, b))
            if math.isinf(left_size) or math.isinf(right_size):
                # A pole, or beside one: 1/x is too large for a double next to 0 as well.
                one, other = (a, b) if math.isinf(left_size) else (b, a)
                return one if sign_at(node("/", ONE, tree), one) == 0 else other
            side = sign_halfway(tree, a, b)
            if side:
                return b if side == left else a
            return a if left_size <= right_size else b
        here = sign_at(tree, middle)
        if here == 0:
            a, b = _without_touch(tree, a, middle, b, left)
            if a == b:
                return a + 0.0
            continue
        a, b = (middle, b) if here == left else (a, middle)


def _without_touch(tree: Node, a: float, zero: float, b: float, left: int) -> tuple[float, float]:
    """The side of a zero on which the sign changes; the zero twice where it changes there."""

    def beside(side: int, end: float) -> tuple[float, int]:
        x, step = math.nextafter(zero, end), max(math.ulp(zero), _BESIDE_ZERO)
        while (x - end) * side < 0:
            if sign := sign_at(tree, x):
                return x, sign
            step *= _WIDER
            x = zero + side * step
        return end, left * -side

    (one, before), (other, after) = beside(-1, a), beside(1, b)
    if before != left:
        return a, one
    return (other, b) if after == left else (zero, zero)


_ROUNDS: Final = 12
_PARTS: Final = np.arange(65) / 64  # each round takes a bracket to a 64th


def _narrowed(tree: Node, low: Float64, high: Float64, left: Any) -> tuple[Float64, Float64]:
    """Small brackets around changes as fast arithmetic sees them, all of them at once."""
    a, b = low.copy(), high.copy()
    going = np.arange(a.size)
    for _ in range(_ROUNDS):
        points = a[going, None] + (b - a)[going, None] * _PARTS
        values = float64.evaluate(tree, points, {}) * left[going, None]
        first = np.argmin(values > 0, axis=1)  # 0 also where the sign does not change
        narrower = (first > 0) & (b[going] - a[going] > 2 * np.spacing(np.abs(a[going])))
        going, points, first = going[narrower], points[narrower], first[narrower]
        if not going.size:
            break
        rows = np.arange(going.size)
        a[going], b[going] = points[rows, first - 1], points[rows, first]
    return a, b


def _sure(
    tree: Node, low: float, high: float, left: int, near: tuple[float, float]
) -> tuple[float, float]:
    """A bracket about as small whose ends have exactly known signs."""
    a, b = near
    width = 4 * math.ulp(a)
    while True:
        one, other = max(low, a - width), min(high, b + width)
        if sign_at(tree, one) == left and sign_at(tree, other) == -left:
            return one, other
        if one == low and other == high:
            return low, high
        width *= 32
