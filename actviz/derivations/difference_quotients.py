"""Derivatives confirmed another way: by difference quotients of the formula in exact arithmetic.

No rule of differentiation takes part. The formula is evaluated beside ``x``, at distances so small
that the quotient has more digits than a double.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from typing import Any, Final

from actviz.facts.record import Break
from actviz.formula.tree import name, node, substitute
from actviz.functions.elementwise import Activation

_STEP_BITS: Final = 200  # a difference quotient's step is so many bits below x


def agrees(activation: Activation, letters: Sequence[str], x: float, value: float) -> bool | None:
    """Whether difference quotients of the formula confirm a derivative; None: not decided.

    No rule of differentiation takes part: the formula is evaluated in exact arithmetic beside
    ``x``, at distances so small that the quotient has more digits than a double. Quotients from
    the left and from the right must settle on one number, or the point is a joint.
    """
    if not math.isfinite(x) or not math.isfinite(value):
        return None
    sides = [_quotient(activation, letters, x, value, side) for side in (-1, 1)]
    if sides == [True, True]:
        return True
    # Both sides refute it: unless they differ from each other, it is wrong.
    if sides == [False, False] and _same_from_both_sides(activation, letters, x):
        return False
    return None


def _quotient(
    activation: Activation, letters: Sequence[str], x: float, value: float, side: int
) -> bool | None:
    """Whether the quotient towards one side settles on the value."""
    from actviz.readings import balls

    with balls.precision(_bits(activation, letters, x)):
        near, far = difference_quotients(activation, letters, x, side)
        if not (near.is_finite() and far.is_finite()):
            return None
        unsettled = 4 * abs(near - far)
        size = abs(Fraction(value))
        if not unsettled < float(size) * 2.0**-60 + 2.0**-100:
            return None
        slack = unsettled + float(size) * 2.0**-52 + 2.0**-1073
        if abs(near - value) <= slack:
            return True
        return False if abs(near - value) > slack else None


def _same_from_both_sides(activation: Activation, letters: Sequence[str], x: float) -> bool:
    from actviz.readings import balls

    with balls.precision(_bits(activation, letters, x)):
        left = difference_quotients(activation, letters, x, -1)[0]
        right = difference_quotients(activation, letters, x, 1)[0]
        return bool(abs(left - right) < (abs(left) + abs(right)) * 2.0**-40 + 2.0**-90)


def joint_agrees(activation: Activation, joint: Break) -> bool | None:
    """Whether difference quotients confirm the one-sided slopes at a joint; None: not decided."""
    from actviz.readings import balls

    if not (math.isfinite(joint.slope_left) and math.isfinite(joint.slope_right)):
        return None
    with balls.precision(_bits(activation, ("x",), joint.x)):
        left, right = (difference_quotients(activation, ("x",), joint.x, side) for side in (-1, 1))
        if not all(ball.is_finite() for ball in (*left, *right)):
            return None
        off = [abs(left[0] - joint.slope_left), abs(right[0] - joint.slope_right)]
        slack = (abs(left[0]) + abs(right[0])) * 2.0**-50 + 2.0**-100
        if all(each <= slack for each in off):
            return True
        # A joint between two doubles is not at x, and an isolated value has no slope beside it.
        settled = all(abs(near - far) < 2.0**-100 for near, far in (left, right))
        apart = abs(left[0] - right[0]) > slack or joint.order > 1
        return False if settled and apart and any(each > slack for each in off) else None


def _shrink(value: float) -> int:
    """How many bits below 1 a step from there is."""
    return _STEP_BITS - min(math.frexp(value)[1], 0)


def _bits(activation: Activation, letters: Sequence[str], x: float) -> int:
    """A precision at which the differences keep hundreds of bits."""
    places = {"x": x, **activation.values}
    lost = sum(_shrink(places[letter]) + 20 for letter in letters)
    return 1500 + lost + sum(max(math.frexp(place)[1], 0) for place in places.values())


def difference_quotients(
    activation: Activation, letters: Sequence[str], x: float, side: int
) -> tuple[Any, Any]:
    """Difference quotients of the formula towards one side, as balls: a step, and two of them."""
    from actviz.readings import balls

    times = {letter: list(letters).count(letter) for letter in letters}
    places = {"x": x, **activation.values}
    moved = {
        letter: node("+", name(letter), node("/", name(f"{letter} moved"), name(f"{letter} unit")))
        for letter in times
    }
    reading = balls.compiled(substitute(activation.tree, moved))
    units = {letter: 1 << _shrink(places[letter]) for letter in times}
    scale = math.prod(units[letter] ** count for letter, count in times.items())

    def quotient(step: int) -> Any:
        total: Any = 0
        for counts in product(*(range(count + 1) for count in times.values())):
            values: dict[str, float] = dict(activation.values)
            factor = 1
            for (letter, order), k in zip(times.items(), counts, strict=True):
                factor *= (-1) ** (order - k) * math.comb(order, k)
                values[f"{letter} moved"] = side * step * k
                values[f"{letter} unit"] = units[letter]
            total = total + factor * next(reading([x], values))
        return total * scale / (side * step) ** len(letters)

    return quotient(1), quotient(2)
