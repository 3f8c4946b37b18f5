"""One function beside others: how far each is from it, and all distances of a set."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from actviz.facts.interval import Interval
from actviz.facts.pieces import Curve
from actviz.facts.points import value_at
from actviz.formula.calculus import derivative, tidied
from actviz.formula.tree import Node
from actviz.measure.distance import (
    Largest,
    difference,
    farthest_of,
    gaussian_mean_square,
    largest,
    largest_of,
    within,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from actviz.functions.elementwise import Activation

    Float64 = NDArray[np.float64]

MEASURES: Final = ("difference", "relative", "ulp")
POINTS: Final = 4001  # at which ulps are counted: they jump from double to double
_SPAN: Final = (-8.0, 8.0)  # where ulps are counted if no range is given
_LINE: Final = Interval(-math.inf, math.inf)


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
    reference: Activation, function: Activation, over: Interval | None = None, order: int = 0
) -> Largest | None:
    """The largest relative difference, of values or of derivatives.

    Infinite where the reference alone is 0; where both are, nothing is compared.
    """
    over = over or _LINE
    ratio, gap = relative(reference, function, order), difference(function, reference)
    found: list[Largest | None] = []
    for part, nothing in _stretches(reference, order, over):
        if not nothing:
            found.append(largest_of(ratio, over=part))
            continue
        apart = largest_of(gap, order, over=part)
        if apart is None or apart.value:
            near = min(part.low, part.high, key=abs)
            found.append(apart and Largest(math.copysign(math.inf, apart.value), near))
    known = [one for one in found if one is not None]
    return farthest_of(known) if known and len(known) == len(found) else None


def _stretches(
    reference: Activation, order: int, over: Interval
) -> Iterator[tuple[Interval, bool]]:
    """The line cut where a function, or its derivative, is 0 for a while; whether it is there."""
    low = over.low
    for piece in Curve(reference.bound_tree).pieces(order):
        zero = within(Interval(piece.low, piece.high), over)
        if piece.direction == 0 and piece.start == 0 and zero:
            if low < zero.low:
                yield Interval(low, zero.low), False
            yield zero, True
            low = zero.high
    if low < over.high:
        yield Interval(low, over.high), False


def tried(dtype: str, over: Interval | None = None, points: int = POINTS) -> Float64:
    """Numbers of a format at which ulps are counted.

    Of a 16-bit format all finite ones in the range, or of the whole line; of a larger one even
    steps, rounded to it, from -8 to 8 if no range is given.
    """
    import numpy as np

    from actviz.readings.number_formats import SMALL, every_number, rounded

    if dtype not in SMALL:
        low, high = (over.low, over.high) if over else _SPAN
        return np.unique(rounded(np.linspace(low, high, points), dtype))
    every = every_number(dtype)
    every = np.unique(every[np.isfinite(every)])
    return every if over is None else every[(every >= over.low) & (every <= over.high)]


def ulps(
    reference: Activation, function: Activation, x: Float64, dtype: str, order: int = 0
) -> Float64:
    """How many units in the last place the correctly rounded values are apart, at every x.

    The unit is that of the reference's value in the format; both values are rounded to it once.
    NaN where one of them has no value.
    """
    import numpy as np

    from actviz.readings.number_formats import ulp

    found = []
    for one in (function, reference):
        values, decided = one.decide(x, order, dtype=dtype)
        found.append(np.where(decided, values, np.nan))
    ours, theirs = found
    with np.errstate(over="ignore", invalid="ignore"):
        return np.where(ours == theirs, 0.0, (ours - theirs) / ulp(theirs, dtype))


def largest_ulps(
    reference: Activation, function: Activation, dtype: str, over: Interval | None = None
) -> Largest | None:
    """The largest among the numbers :func:`tried`, the one nearest to 0; None: none compares.

    In a 16-bit format that is the largest there is; in others no proof that none is larger.
    """
    import numpy as np

    x = tried(dtype, over)
    apart = ulps(reference, function, x, dtype)
    known = ~np.isnan(apart)
    if not known.any():
        return None
    size = np.where(known, np.abs(apart), -1.0)
    places = np.flatnonzero(size == size.max()).tolist()
    place = min(places, key=lambda at: (abs(x[at]), x[at] < 0))
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
