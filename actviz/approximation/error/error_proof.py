"""The largest error of an approximation, as a bracket that is proved.

On each stretch of the function and each piece of the approximation the error is a polynomial with
a bound on what it leaves out, or a quotient of two. Cells of it are bounded by their ends and
their bend, dropped where they stay below what is reached somewhere, and cut where they do not.
Where the function has no polynomial, ranges bound the cells. The lower end of the bracket is the
error at one double, of what the approximation computes there in its own arithmetic.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from heapq import heappop, heappush
from itertools import pairwise

import numpy as np
from flint import arb

from actviz.approximation.error import rounded_lines
from actviz.approximation.error.cell_bounds import Weight
from actviz.approximation.error.error_cells import CLOSE, Cells, floor
from actviz.approximation.error.size_limits import limit_by_sizes
from actviz.approximation.error.worst_rounding import NARROW, beside_powers, peak_at, worst_rounded
from actviz.approximation.target.covering import cover, crossed, doubling
from actviz.approximation.target.target import MOST_BITS, Target
from actviz.approximation.value import compensated
from actviz.approximation.value.evaluation_errors import SMALL, Part, ranges_of, rounding_of
from actviz.approximation.value.nearest_entries import first_doubles
from actviz.approximation.value.result import Approximation, Bracket
from actviz.arrays import Float64
from actviz.readings import balls
from actviz.readings.exact import ranges
from actviz.readings.formats import Floating, known
from actviz.readings.number_formats import ulp

_BITS = 120
_APART, _TERMS = 16, 6  # stretches at least, for polynomials of more terms
_LEAST = 2.0**-400  # errors are not guessed to be smaller
_BESIDE = 2.0**-26  # relative: how far from a power of two it is sure to be passed
_HARD = 1500  # intervals without polynomial that are cut, at most


def parts_of(one: Approximation) -> list[Part]:
    """The real functions that an approximation consists of over its range."""
    low, high = one.range
    carried = compensated.TIMES.get(one.arithmetic or "", 0)
    if one.pieces is not None:
        return [Part(p.low, p.high, p.coefficients, carried=carried) for p in one.pieces]
    if one.polynomial is not None:
        return [Part(low, high, one.polynomial, carried=carried)]
    if one.numerator is not None and one.denominator is not None:
        below = one.denominator if any(one.denominator[1:]) else one.denominator[:1]
        if below == (1.0,):
            return [Part(low, high, one.numerator, carried=carried)]
        return [Part(low, high, one.numerator, one.denominator, carried=carried)]
    assert one.table is not None
    values, places = one.table.values, one.table.places
    if one.table.interpolate:
        parts = []
        for (a, b), (u, v) in zip(pairwise(places), pairwise(values), strict=True):
            slope = (Fraction(v) - Fraction(u)) / Fraction(one.table.step)
            value, place = (v, b) if a < 0 else (u, a)  # it starts from the end nearer to 0
            row = Fraction(value) - slope * Fraction(place), slope
            entries = compensated.Between(value, u, v, place, one.table.step)
            numbers = row if carried else tuple(map(float, row))
            parts.append(Part(a, b, numbers, between=entries, carried=carried))
        return parts
    ends = [low, *first_doubles(one.table), high]
    return [Part(a, b, (v,)) for (a, b), v in zip(pairwise(ends), values, strict=True) if a < b]


def weight_of(measure: str, name: str | None) -> Weight | None:
    """What errors are divided by, as a function of the size of f; None: nothing.

    Sizes so small that products lose digits count as the smallest for which they lose none.
    """
    if measure == "relative":
        return lambda size: np.maximum(size, SMALL)
    if measure == "ulp":
        return lambda size: ulp(np.maximum(size, SMALL), name or "float64")
    return None


def largest_error(
    target: Target, one: Approximation, measure: str, guess: float, dtype: str | None = None
) -> Bracket:
    """The bracket of the largest error over the range of ``target``.

    Args:
        target: the function, or the half of it that a fold leaves.
        one: what approximates it.
        measure: ``absolute``, ``relative`` or ``ulp``.
        guess: about how large the error is.
        dtype: the format of which an ulp is one; float64 by default.
    """
    return error_of_parts(target, parts_of(one), one, measure, guess, dtype)


def one_sided(
    target: Target, parts: list[Part], computed: Callable[[Float64], Float64], side: int
) -> float:
    """How far an approximation is at most on the wrong side of a function.

    Args:
        target: the function and its range.
        parts: the polynomials of the approximation there.
        computed: what is computed of them.
        side: 1: it is to be above the function; -1: below.
    """
    x = np.linspace(target.low, target.high, 2001)
    # Added on the wrong side, so that the largest size is that of this side.
    shift = 4 * float(np.abs(target.on(x) - computed(x)).max()) + 1e-12
    moved = [
        replace(part, numerator=(part.numerator[0] - side * shift, *part.numerator[1:]))
        for part in parts
    ]
    bracket = error_of_parts(
        target, moved, lambda x: computed(x) - side * shift, "absolute", shift * 2.0**-20
    )
    return bracket.upper - shift


def error_of_parts(
    target: Target,
    parts: list[Part],
    computed: Approximation | Callable[[Float64], Float64],
    measure: str,
    guess: float,
    dtype: str | None = None,
) -> Bracket:
    """The same of polynomials side by side, and of what is computed of them.

    The line of a fold is added on both sides of 0, with a rounding; where errors count in units of
    the half that is folded they are those of the half.
    """
    form = known(dtype or "float64")
    if measure == "ulp" and not isinstance(form, Floating):  # it is the same everywhere
        unit = float(ulp(np.zeros(1), form.name)[0])
        if isinstance(computed, Approximation):
            computed = replace(computed, fold=None)
        one = error_of_parts(target, parts, computed, "absolute", guess * unit)
        most = math.nextafter(one.upper / unit, math.inf) if one.upper else 0.0
        return Bracket(measure, math.nextafter(one.lower / unit, 0.0), most, one.at)
    whole, sides, groups, computed = _both_sides(target, parts, computed, measure)
    weight = weight_of(measure, dtype)
    finest = form.digits if measure == "ulp" and isinstance(form, Floating) else None
    guess = max(guess, _LEAST)
    tolerance, bits = _precision(target, guess, weight, finest or 0)
    edges = sorted({*target.edges, *_cuts(target, parts)})
    by_side = () if weight is None else target.sides

    def seen_at(x: float) -> float:
        return max(_at(whole, computed, weight, side * x, bits)[0] for side in sides)

    def at_most(x: float) -> float:
        return max(_at(whole, computed, weight, side * x, bits)[1] for side in sides)

    straight, curves = rounded_lines.told_apart(target, groups, weight, at_most)
    stretches = cover(
        target.tree,
        edges,
        tolerance,
        sides=by_side,
        smooth=target.smooth,
        binades=finest is not None,
        bits=bits,
    )
    cells, hard = Cells(weight, finest, bits), []
    for stretch, part, low, high in (one for group in curves for one in crossed(stretches, group)):
        if stretch.near is None:
            hard.append((low, high, part))
            continue
        rooted = weight is None or not part.numerator[0]
        for near, a, b in ((stretch, low, high),) if rooted else doubling(stretch, low, high):
            cells.add(near, part, a, b)

    def largest_of(places: list[float]) -> tuple[float, float]:
        inside = [x for x in places if target.low <= x <= target.high]
        return max(((seen_at(x), x) for x in inside), default=(0.0, target.low))

    spots = [end for part in hard for end in part[:2]] + [line.place for line in straight]
    spots = _beside(target, spots, weight, measure)
    cuts = list[float]()
    if measure == "relative" and any(cells.carried):  # most just above a power of two
        powers = beside_powers(target.on, target.low, target.high)
        cuts = [x * (1 + share) for x in powers for share in (-_BESIDE, _BESIDE)]
    for side, group in zip(sides, groups, strict=True):
        limit_by_sizes(cells, target, whole, side, group)
    first = largest_of(spots)
    best, (at, *others), upper = cells.search(*first, at_most, cuts)
    step = (target.high - target.low) * 2.0**-40
    seen, place = max(largest_of([at - step, at, at + step, *others]), first)
    upper = max(upper, _hard(target, hard, weight, max(best, seen), at_most))
    upper = max(upper, *(max(line.upper, *map(at_most, line.ends)) for line in straight), 0.0)
    if (peak := peak_at(cells, at)) is not None:
        side = sides[0 if peak.part.side == groups[0][0].side else 1]
        largest = (place, seen, upper)
        place, seen = worst_rounded(peak, at, lambda x: computed(side * x), seen_at, largest)
    bad = seen < guess * 2.0**-10 and guess > _LEAST
    if bad and upper > seen * (1 + NARROW):
        return error_of_parts(target, parts, computed, measure, seen, dtype)
    return Bracket(measure, seen, max(upper, seen), place)


def _precision(
    target: Target, guess: float, weight: Weight | None, digits: int
) -> tuple[float, int]:
    """How far polynomials may be off the function, and with how many bits they are worked out."""
    smallest = guess
    if weight is not None:  # the function is to be known to some digits where it is smallest
        values = np.abs(target.on(np.linspace(target.low, target.high, 1001)))
        smallest = min(guess, float(values[values > 0].min(initial=1.0)))
    # An error in ulp is not one of the function.
    tolerance = guess * 2.0 ** -(27 + digits)
    return tolerance, _BITS + max(0, digits - math.frexp(smallest)[1] - 60)


def _both_sides(
    target: Target,
    parts: list[Part],
    computed: Approximation | Callable[[Float64], Float64],
    measure: str,
) -> tuple[Target, tuple[float, ...], list[list[Part]], Callable[[Float64], Float64]]:
    """The function, the sides of 0 that are looked at, the parts on each, and what is computed."""
    if not isinstance(computed, Approximation) or (fold := computed.fold) is None:
        return target, (1.0,), [parts], computed
    if measure != "absolute" or not any(fold.line):
        return target, (1.0,), [parts], replace(computed, fold=None)
    sides, signs = (1.0, -1.0), (1.0, -1.0 if fold.part == "odd" else 1.0)
    lines = [(fold.line[0], side * fold.line[1]) for side in sides]
    groups = [
        [replace(part, line=line, sign=sign) for part in parts]
        for line, sign in zip(lines, signs, strict=True)
    ]
    return replace(target, fold=None), sides, groups, computed


def _beside(
    target: Target, places: list[float], weight: Weight | None, measure: str
) -> list[float]:
    """Doubles at which the error is looked at: at places and breaks, beside them, and others."""
    spots = places + [one.x for one in target.breaks]
    spots += [math.nextafter(x, side) for x in spots for side in (-math.inf, math.inf)]
    if weight is None:
        spots += [k * 2.0**-1074 for k in range(-4, 5)]
    if measure == "ulp":
        spots += beside_powers(target.on, target.low, target.high)
    return spots


def _cuts(target: Target, parts: list[Part]) -> list[float]:
    """Where stretches end, so that polynomials of many terms do not vary much on one."""
    most = max(len(row) for part in parts for row in (part.numerator, part.denominator))
    count = _APART if most > _TERMS else 0
    step = (target.high - target.low) / max(count, 1)
    return [target.low + k * step for k in range(1, count)]


def _at(
    target: Target,
    computed: Callable[[Float64], Float64],
    weight: Weight | None,
    x: float,
    bits: int,
) -> tuple[float, float]:
    """The error at a double, rounded down and up; of what is computed there."""
    result = float(np.asarray(computed(np.array([x])))[0])
    with balls.precision(bits):
        value = target.decided(x, bits + 40)
        if not value.is_finite():
            return 0.0, math.inf
        error = abs(value - arb(result))
        if error == 0:
            return 0.0, 0.0
        low, high = floor(error.abs_lower()), float(error.abs_upper())
    with balls.precision(MOST_BITS):
        # A unit is that of the double below, not of a power of two that is nearer.
        ends = [floor(value.abs_upper()), floor(value.abs_lower())]
    if weight is None:
        return low, math.nextafter(high, math.inf)
    sizes = weight(np.array(ends)).tolist()
    return low / sizes[0] * (1 - 2.0**-51), math.nextafter(high / sizes[1], math.inf)


# ---------------------------------------------------------------- where f is not smooth


def _hard(
    target: Target,
    given: list[tuple[float, float, Part]],
    weight: Weight | None,
    best: float,
    at_most: Callable[[float], float],
) -> float:
    """An upper bound of the error over intervals without polynomial; ``at_most`` is it at one x."""
    upper, pending = 0.0, list[tuple[float, float, float, int]]()  # the largest bound first
    stops = best * (1 + CLOSE)

    def enter(low: float, high: float, k: int) -> None:
        bound = bounded(target, low, high, given[k][2], weight)
        if not bound <= stops:  # what is not known is not small
            heappush(pending, (-math.inf if math.isnan(bound) else -bound, low, high, k))

    for k, (low, high, _) in enumerate(given):
        enter(low, high, k)
    for _ in range(_HARD):
        if not pending:
            break
        bound, low, high, k = heappop(pending)
        middle = low + (high - low) / 2
        if not low < middle < high:
            upper = max(upper, min(-bound, max(at_most(low), at_most(high))))
            continue
        enter(low, middle, k)
        enter(middle, high, k)
    return max([upper, stops if given else 0.0, *(-one[0] for one in pending)])


def bounded(target: Target, low: float, high: float, part: Part, weight: Weight | None) -> float:
    """The largest error on an interval by ranges: of values, or of slopes around the middle."""
    low, high = _inside(target, low, high)
    with balls.precision(80):
        hull = target.over(low, high)
        if hull is None:
            return math.inf
        near = ranges_of(part.numerator, low, high) / ranges_of(part.denominator, low, high)
        error = float((hull - near).abs_upper()) if near.is_finite() else math.inf
        error = min(error, _by_slope(target, low, high, part))
        divisor = float(ranges_of(part.denominator, low, high).abs_lower())
        if not divisor:
            return math.inf
        error += rounding_of(part, low, high, float(hull.abs_upper())) / divisor * (1 + 2.0**-40)
        if part.carried or part.line is not None:  # and the last rounding
            size = float(hull.abs_upper()) + error
            size += sum(
                abs(c) * abs(x) ** k for x in (low, high) for k, c in enumerate(part.line or ())
            )
            error += float(np.spacing(size)) / 2 * (1 + 2.0**-40)
        if weight is not None:
            size = float(hull.abs_lower())
            return error / float(weight(np.array([max(size, 0.0)]))[0])
    return error


def _by_slope(target: Target, low: float, high: float, part: Part) -> float:
    """The error in the middle, and what its slope adds; no kink is inside."""
    inner = [one for one in target.breaks if low <= one.x <= high]
    if any(one.order == 0 or low < one.x < high for one in inner):
        return math.inf
    for one in inner:
        if one.x == low:
            low = math.nextafter(low, math.inf)
        else:
            high = math.nextafter(high, -math.inf)
    if not low < high:
        return math.inf
    slope = ranges.over(target.slope, ranges.between(low, high), {})
    if slope is None or (isinstance(slope, float) and math.isnan(slope)):
        return math.inf
    least, most = ranges.ends(slope)
    rows = [part.numerator, part.denominator]
    p, q = (ranges_of(row, low, high) for row in rows)
    rises = [[k * c for k, c in enumerate(row)][1:] or [0.0] for row in rows]
    p1, q1 = (ranges_of(row, low, high) for row in rises)
    gap = least.union(most) - (p1 * q - p * q1) / q**2
    middle = low + (high - low) / 2
    top, bottom = (ranges_of(row, middle, middle) for row in rows)
    error = abs(target.exactly(middle, 120) - top / bottom)
    error += gap * arb(0, 1) * (arb(high) - arb(low))
    return float(error.abs_upper()) if error.is_finite() else math.inf


def _inside(target: Target, low: float, high: float) -> tuple[float, float]:
    """The interval without an end at which the function takes a value of its other side."""
    for one in target.breaks:
        if one.x == low and high == math.nextafter(low, math.inf):
            return low, low  # the other end is that of the next interval as well
        if one.x == low and one.value != one.right and low < high:
            low = math.nextafter(low, math.inf)
        if high == math.nextafter(one.x, math.inf) and low < high:
            high = one.x  # which belongs to the piece before such a knot
            continue
        if one.x == high and one.value != one.left and low < high:
            high = math.nextafter(high, -math.inf)
    return low, high
