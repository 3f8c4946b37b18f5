"""One function beside others: how far each is from it, and all distances of a set."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from actviz.approach import value_at
from actviz.distance import Largest, difference, gaussian_mean_square, largest
from actviz.facts.pieces import Curve
from actviz.formula.calculus import derivative, tidied
from actviz.formula.tree import Node
from actviz.interval import Interval
from actviz.readings.exact import FORMATS, evaluate

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from actviz.activation import Activation

    Float64 = NDArray[np.float64]

MEASURES: Final = ("difference", "relative", "ulp")
POINTS: Final = 4001  # at which ulps are counted: they jump from double to double
_SPAN: Final = (-8.0, 8.0)  # where ulps are counted if no range is given


class Compared(NamedTuple):
    """How far a function is from the reference; None: not found, or there is no such thing."""

    largest: Largest | None
    mean_square: float | None  # under a standard normal x
    slope_largest: Largest | None
    slope_mean_square: float | None


def compared(reference: Activation, function: Activation, over: Interval | None = None) -> Compared:
    """The signed difference ``function - reference``, of values and of slopes.

    Args:
        reference, function: elementwise functions.
        over: the part of the line on which the largest are looked for; else the whole line.
    """
    return Compared(
        largest(function, reference, over=over),
        gaussian_mean_square(function, reference),
        largest(function, reference, 1, over=over),
        gaussian_mean_square(function, reference, 1),
    )


def relative(reference: Activation, function: Activation, order: int = 0) -> Node:
    """The formula of ``(function - reference)/reference``, or of their derivatives."""
    gap = derivative(difference(function, reference), "x", order)
    return tidied("/", gap, derivative(reference.bound_tree, "x", order))


def largest_relative(
    reference: Activation, function: Activation, over: Interval | None = None
) -> Largest | None:
    """The largest relative difference; infinite where the reference alone is 0."""
    from actviz.activation import Activation as Made
    from actviz.readings.text import to_text

    ratio = Made(name="ratio", formula=to_text(relative(reference, function)))
    return largest(ratio, Made(name="zero", formula="0"), over=over)


def ulps(
    reference: Activation, function: Activation, x: Float64, dtype: str, order: int = 0
) -> Float64:
    """How many units in the last place the correctly rounded values are apart, at every x.

    The unit is that of the reference's value in the format; both values are rounded to it once.
    """
    import numpy as np

    ours, theirs = (
        evaluate(derivative(one.bound_tree, "x", order), x, {}, dtype=dtype)
        for one in (function, reference)
    )
    digits, least, _ = FORMATS[dtype]
    with np.errstate(divide="ignore", invalid="ignore"):
        exponent = np.maximum(np.frexp(theirs)[1] - 1, least)
        return np.where(ours == theirs, 0.0, (ours - theirs) / np.exp2(exponent - digits + 1.0))


def largest_ulps(
    reference: Activation, function: Activation, dtype: str, over: Interval | None = None
) -> Largest:
    """The largest of :data:`POINTS` even steps, which is no proof that there is no larger one."""
    import numpy as np

    low, high = (over.low, over.high) if over else _SPAN
    x = np.linspace(low, high, POINTS)
    apart = ulps(reference, function, x, dtype)
    place = int(np.nanargmax(np.abs(apart)))
    return Largest(float(apart[place]), float(x[place]))


def everywhere_even(reference: Activation, function: Activation, found: Largest | None) -> bool:
    """Whether the difference is as large on the other side of 0, so that |x| tells the place."""
    if found is None or not found.x or math.isinf(found.x):
        return False
    other = value_at(Curve(difference(function, reference)).tree, -found.x)
    return math.isclose(abs(other), abs(found.value), rel_tol=1e-9)


def matrix(
    functions: Sequence[Activation],
    distance: Callable[[Activation, Activation], float | None],
    done: Callable[[int], object] = lambda count: None,
) -> list[list[float | None]]:
    """All distances of a set: symmetric, 0 on the diagonal; ``done`` is told how many are."""
    size = len(functions)
    found: list[list[float | None]] = [[0.0] * size for _ in range(size)]
    count = 0
    for row in range(size):
        for column in range(row):
            value = distance(functions[row], functions[column])
            found[row][column] = found[column][row] = value
            count += 1
            done(count)
    return found


def farthest(one: Activation, other: Activation, over: Interval | None = None) -> float | None:
    """The largest difference of two functions, without its sign."""
    found = largest(one, other, over=over)
    return None if found is None else abs(found.value)


def root_mean_square(one: Activation, other: Activation) -> float | None:
    """The root of the mean square of the difference under a standard normal x."""
    found = gaussian_mean_square(one, other)
    return None if found is None else math.sqrt(found)
