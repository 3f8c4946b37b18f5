"""One function beside others: how far each is from it, and all distances of a set."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from actviz.arrays import Float64, np
from actviz.facts.interval import Interval
from actviz.facts.monotone_pieces import Curve
from actviz.facts.points import value_at
from actviz.facts.record import Place
from actviz.facts.shape import solutions
from actviz.facts.unsettled_tails import WINDOW
from actviz.formula.calculus import derivative, tidied
from actviz.formula.tree import ZERO, Node
from actviz.functions.elementwise import Activation
from actviz.measure import approximations
from actviz.measure.distance import difference, largest_of, mean_square, searched
from actviz.measure.largest import Largest, NotFound, farthest_of
from actviz.measure.staircases import cell_ends
from actviz.measure.staircases.step_cells import TooManySteps, cut, stepped
from actviz.measure.weighing import Weighing
from actviz.readings import float64
from actviz.readings.effort import OutOfTime, share
from actviz.readings.exact import enclosure
from actviz.readings.number_formats import every_number, rounded, small, ulp

POINTS: Final = 4001  # at which ulps are counted: they jump from double to double
_SPAN: Final = (-8.0, 8.0)  # where ulps are counted if no range is given
_BEYOND_FLOAT32: Final = 2.0**128  # the number after the largest
_NEIGHBOURS: Final = 64  # of float32, on each side of the places where it is largest
_CONFIRMED: Final = 24  # of the largest distances, that are worked out exactly
LATE: Final = "not found in time"
_LINE: Final = Interval(-math.inf, math.inf)


class Compared(NamedTuple):
    """How far a function is from the reference; None: not found, and ``notes`` say why."""

    largest: Largest | None
    mean_square: float | None
    slope_largest: Largest | None
    slope_mean_square: float | None
    notes: tuple[str, ...] = ()


def compared(
    reference: Activation,
    function: Activation,
    over: Interval | None = None,
    weighing: Weighing | None = None,
) -> Compared:
    """The signed difference ``function - reference``, of values and of slopes.

    Args:
        over: the part of the line on which the largest are looked for; else the whole line.
        weighing: what the means are over; a standard normal x if not given.
    """
    notes: list[str] = []
    points = approximations.inputs(reference, function)
    if points is not None:
        notes.append(f"at the {points.size} inputs that there are")

    def searched_for(kind: str, part: float, search: Callable[[], Any]) -> Any:
        try:
            with share(part):
                return search()
        except NotFound as error:
            notes.append(f"{kind}: {error}")
        except OutOfTime:
            notes.append(f"{kind}: {LATE}")
        return None

    return Compared(
        searched_for("largest", 0.4, lambda: _searched(reference, function, 0, over)),
        searched_for("rms", 0.3, lambda: _mean_square(reference, function, 0, weighing)),
        searched_for("slope_largest", 0.4, lambda: _searched(reference, function, 1, over)),
        searched_for("slope_rms", 0.3, lambda: _mean_square(reference, function, 1, weighing)),
        tuple(notes),
    )


def _searched(
    reference: Activation, function: Activation, order: int, over: Interval | None
) -> Largest:
    if approximations.peculiar(reference, function):
        return approximations.largest(reference, function, order, over)
    return searched(difference(function, reference), order, over=over)


def _mean_square(
    reference: Activation, function: Activation, order: int, weighing: Weighing | None
) -> float:
    if not approximations.peculiar(reference, function):
        return mean_square(function, reference, order, weighing)
    return approximations.mean_square(reference, function, order, weighing or Weighing())


def relative(reference: Activation, function: Activation, order: int = 0) -> Node:
    """The formula of ``(function - reference)/reference``, or of their derivatives."""
    gap = derivative(difference(function, reference), "x", order)
    return tidied("/", gap, derivative(reference.bound_tree, "x", order))


def largest_relative(
    reference: Activation, function: Activation, over: Interval | None = None
) -> Largest | None:
    """The largest relative difference.

    Infinite where the reference alone is 0; where both are, nothing is compared.
    """
    if approximations.peculiar(reference, function):
        try:
            return approximations.largest_relative(reference, function, over)
        except NotFound:
            return None
    over = over or _LINE
    ratio, gap = relative(reference, function), difference(function, reference)
    parts: list[Largest | None] = []
    low, divisor = over.low, Curve(reference.bound_tree)
    for place in _zeros(divisor, over):
        if isinstance(place, float):
            sign = _sign(gap, divisor.tree, place, over)
            parts += [Largest(sign * math.inf, place)] if sign else []
            continue
        if low < place[0]:
            parts.append(_largest_of_ratio(ratio, Interval(low, place[0])))
        apart = largest_of(gap, over=Interval(*place))
        if apart is None:
            parts.append(None)
        elif apart.value:
            near, far = sorted(place, key=abs)
            inside = near + (min(max(far, near - 1), near + 1) - near) / 2**20
            near = near if abs(value_at(gap, inside)) > 0 else apart.x
            parts.append(Largest(math.copysign(math.inf, apart.value), near))
        low = place[1]
    if low < over.high:
        parts.append(_largest_of_ratio(ratio, Interval(low, over.high)))
    known = [one for one in parts if one is not None]
    return farthest_of(known) if known and len(known) == len(parts) else None


def _zeros(divisor: Curve, over: Interval) -> Iterator[Place]:
    """Where a formula is 0 in a range; of one with steps a place on each, near 0."""
    low, high, tree = over.low, over.high, divisor.tree
    if stepped(tree):
        try:
            edges = cut(tree, tree, max(low, -WINDOW), min(high, WINDOW)).edges
        except TooManySteps:
            return
        places = np.concatenate([edges, edges[:-1] + np.diff(edges) / 2])
        zeros = places[float64.evaluate(tree, places, {}) == 0]
        yield from zeros[np.argsort(np.abs(zeros))][:_CONFIRMED].tolist()
        return
    for place in solutions(divisor, ZERO)[0]:
        first, last = place if isinstance(place, tuple) else (place, place)
        first, last = max(first, low), min(last, high)
        if first < last:
            yield first, last
        yield from (x for x in (first, last) if first <= last and math.isfinite(x))


def _sign(gap: Node, divisor: Node, x: float, over: Interval) -> int:
    """The sign of a formula at a zero of another one, which may lie between two doubles."""
    if value_at(divisor, x) == 0:
        low = high = value_at(gap, x)
    elif not over.low < x < over.high:
        return 0
    else:
        low, high = enclosure(gap, math.nextafter(x, -math.inf), math.nextafter(x, math.inf), {})
    return (low > 0) - (high < 0)


def _largest_of_ratio(ratio: Node, over: Interval) -> Largest | None:
    """By cells: at the zeros of the divisor pieces would ask for limits of many derivatives."""
    if "x" not in ratio.names:
        return largest_of(ratio, over=over)
    tree = Curve(ratio).tree
    try:
        if stepped(ratio):
            return cell_ends.largest(tree, tree, over.low, over.high, cell_ends.by_cells)
        return cell_ends.by_cells(tree, over)
    except ValueError:
        return None


def tried(dtype: str, over: Interval | None = None) -> Float64:
    """Numbers of a format at which ulps are counted.

    Of a format of 16 bits or fewer all finite ones in the range, or of the whole line; else even
    steps, rounded to it, from -8 to 8 if no range is given.
    """
    if not small(dtype):
        low, high = (over.low, over.high) if over else _SPAN
        return np.unique(rounded(np.linspace(low, high, POINTS), dtype))
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
    errors = []
    for one in (function, reference):
        values, decided = one.decide(x, order, dtype=dtype)
        errors.append(np.where(decided, values, np.nan))
    ours, theirs = errors
    with np.errstate(over="ignore", invalid="ignore"):
        return np.where(ours == theirs, 0.0, (ours - theirs) / ulp(theirs, dtype))


def largest_ulps(
    reference: Activation, function: Activation, dtype: str, over: Interval | None = None
) -> Largest | None:
    """The largest among the numbers :func:`tried`, the one nearest to 0; None: none compares.

    In a format of 16 bits or fewer that is the largest there is; in others nothing proves that
    none is larger.
    """
    x = tried(dtype, over)
    apart = ulps(reference, function, x, dtype)
    known = ~np.isnan(apart)
    if not known.any():
        return None
    size = np.where(known, np.abs(apart), -1.0)
    places = np.flatnonzero(size == size.max()).tolist()
    place = min(places, key=lambda at: (abs(x[at]), x[at] < 0))
    return Largest(float(apart[place]), float(x[place]))


def largest_float32_ulps(
    reference: Activation,
    function: Activation,
    over: Interval | None = None,
    near: Sequence[float] = (),
) -> Largest | None:
    """The largest distance in float32, in units of the reference's last place, that was seen.

    Looked at are some 10,000 finite numbers of float32: at every scale, at even steps from -8 to
    8 or over the range, at every joint, and beside the places ``near``; then the numbers beside
    those where it is largest. What float64 finds there is worked out exactly where it is largest.
    An overflow counts as the number after the largest. No proof that none is larger.
    """

    def measured(x: Float64) -> tuple[Float64, Float64]:
        x = np.unique(x[np.isfinite(rounded(x, "float32"))])
        x = x if over is None else x[(x >= over.low) & (x <= over.high)]
        return x, _float32_ulps(reference, function, x)

    places = [p for p in (*near, *_joints(reference, function)) if math.isfinite(p)]
    x, size = measured(np.concatenate([_scales(over), _beside(np.asarray(places), 4)]))
    if not size.size or size.max() < 0:
        return None
    best = np.lexsort((np.abs(x), -size))[:_CONFIRMED]
    x, size = measured(np.concatenate([x, _beside(x[best], _NEIGHBOURS)]))
    best = np.lexsort((np.abs(x), -size))[:_CONFIRMED]
    apart = ulps(reference, function, x[best], "float32")
    apart = np.where(np.isinf(apart), np.copysign(size[best], apart), apart)
    known = [Largest(*one) for one in zip(apart.tolist(), x[best].tolist(), strict=True)]
    known = [one for one in known if not math.isnan(one.value)]
    return farthest_of(known) if known else None


def _float32_ulps(reference: Activation, function: Activation, x: Float64) -> Float64:
    """The distances as float64 sees them; -1 where one has no value."""
    with np.errstate(all="ignore"):
        results = [np.asarray(one(x)) for one in (function, reference)]
        ours, theirs = (
            np.clip(rounded(y, "float32"), -_BEYOND_FLOAT32, _BEYOND_FLOAT32) for y in results
        )
        size = np.abs(np.where(ours == theirs, 0.0, (ours - theirs) / ulp(theirs, "float32")))
    size[~(np.isfinite(size) & np.isfinite(results).all(axis=0))] = -1.0
    return size


def _beside(places: Float64, count: int) -> Float64:
    """Numbers of float32 at places and beside them, so many on each side."""
    left = right = places.astype(np.float32)
    numbers = [left]
    with np.errstate(over="ignore"):
        for _ in range(count):
            left, right = np.nextafter(left, -np.inf), np.nextafter(right, np.inf)
            numbers += [left, right]
    return np.concatenate(numbers).astype(float)


def _scales(over: Interval | None) -> Float64:
    """Numbers of float32 at every scale, and at even steps."""
    powers = 2.0 ** np.arange(-149, 128, 1 / 8)
    low, high = (over.low, over.high) if over else _SPAN
    return rounded(
        np.concatenate([-powers, [0.0], powers, np.linspace(low, high, POINTS)]), "float32"
    )


def _joints(*functions: Activation) -> list[float]:
    """Where functions without steps may break."""
    if approximations.peculiar(*functions):
        return list(map(float, approximations.cuts(*functions)))
    trees = [one.bound_tree for one in functions]
    return [x for tree in trees if not stepped(tree) for x in Curve(tree).places]


def everywhere_even(reference: Activation, function: Activation, gap: Largest | None) -> bool:
    """Whether the difference is as large on the other side of 0, so that |x| tells the place."""
    if gap is None or not gap.x or math.isinf(gap.x):
        return False
    if approximations.peculiar(reference, function):
        other = float(function(-gap.x)) - float(reference(-gap.x))
        return math.isclose(abs(other), abs(gap.value), rel_tol=1e-9)
    other = value_at(Curve(difference(function, reference)).tree, -gap.x)
    return math.isclose(abs(other), abs(gap.value), rel_tol=1e-9)


def matrix(
    functions: Sequence[Activation],
    distance: Callable[[Activation, Activation], float | None],
    done: Callable[[int], object] = lambda count: None,
) -> list[list[float | None]]:
    """All distances of a set: symmetric, 0 on the diagonal; ``done`` is told how many are."""
    size = len(functions)
    distances: list[list[float | None]] = [[0.0] * size for _ in range(size)]
    count = 0
    for row in range(size):
        for column in range(row):
            value = distance(functions[row], functions[column])
            distances[row][column] = distances[column][row] = value
            count += 1
            done(count)
    return distances


def farthest(one: Activation, other: Activation, over: Interval | None = None) -> float | None:
    """The largest difference of two functions, without its sign."""
    try:
        return abs(_searched(one, other, 0, over).value)
    except NotFound:
        return None


def root_mean_square(
    one: Activation, other: Activation, weighing: Weighing | None = None
) -> float | None:
    """The root of the mean square of the difference; under a standard normal x if not told."""
    try:
        return math.sqrt(_mean_square(one, other, 0, weighing))
    except NotFound:
        return None
