"""The error where what is computed goes in steps.

From a double to the next the exact value of a polynomial may move by a whole number of units of its
results, but for a small rest: where it is x and little more, or flat. Then what the last rounding
takes is no matter of chance: what is computed keeps to one line until the rest adds up to half a
unit, and steps to the next. On each of these lines the error is a polynomial again. Where a slope
is near a fraction, that holds of every second double, or of every third.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from flint import arb, arb_poly, fmpq
from numpy.typing import NDArray

from actviz.approximation.value.evaluation_errors import UNIT, Part
from actviz.readings import balls

if TYPE_CHECKING:
    from actviz.approximation.error.cell_bounds import Weight

Float64 = NDArray[Any]

_BITS = 200
_CLASSES = 8  # of doubles, each with lines of its own
_LEVELS = 6  # steps on a cell, at most
_ALONE = 16  # doubles at an end of a cell whose results have another unit
_NARROW = (2.0**-44, 2.0**-24, 2.0**-12)  # of a cell: how nearly a step is placed
_SMALLEST = 2.0**-900  # of x: below, products lose digits


class Curve(NamedTuple):
    """Function and approximation on a stretch, as polynomials in its s, and how far they are off.

    ``loose`` of the function, ``spare`` of what is computed before its last rounding: both in
    units of ``|s|**zeros``.
    """

    f: arb_poly
    computed: arb_poly
    loose: float
    spare: float
    zeros: int
    place: tuple[float, float]  # the middle, and half of its size


class Worst(NamedTuple):
    """What no error on a cell is above, but at some doubles, and where it is nearly that."""

    upper: float
    place: float
    alone: list[float]


def may_go_in_steps(
    slope: Float64, first: Float64, last: Float64, unit: Float64
) -> NDArray[np.bool_]:
    """Whether few lines may hold all results, of many cells: a guess.

    Args:
        slope: of the function, in x.
        first, last: ends of cells.
        unit: of results.
    """
    size, sides = np.abs(last - first), first * last > 0
    step = np.spacing(np.minimum(np.abs(first), np.abs(last)))
    with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
        few: NDArray[np.bool_] = np.abs(slope) * size <= _LEVELS * unit
        for q in range(1, _CLASSES + 1):
            share = slope * step / unit * q
            few |= sides & (np.abs(share - np.rint(share)) / q * (size / step) <= _LEVELS)
    return few


class _Local:
    """A curve on one cell, as polynomials in t from -1 to 1."""

    def __init__(self, curve: Curve, low: float, high: float) -> None:
        self.low, self.high = low, high
        self.middle, self.half = (arb(low) + arb(high)) / 2, (arb(high) - arb(low)) / 2
        middle, half = curve.place
        line = arb_poly([(self.middle - middle) / half, self.half / half])
        self.f, self.computed = curve.f(line), curve.computed(line)
        far = max(abs(end - middle) for end in (low, high)) / half * (1 + 2.0**-40)
        self.loose, self.spare = curve.loose * far**curve.zeros, curve.spare * far**curve.zeros
        self.bend = float(_bend(self.computed).upper())
        self.reach = (abs(float(self.computed[1].mid())) + self.bend) * (1 + 2.0**-40) + self.spare

    @property
    def rises(self) -> bool:
        """Whether what is computed, but for rounding, rises or falls all over."""
        return bool(abs(self.computed[1]) > self.bend)


def bound(
    curve: Curve, part: Part, ends: tuple[float, float], weight: Weight | None
) -> Worst | None:
    """What errors on a cell do not exceed; None: results do not go in a few steps there.

    Args:
        curve: function and approximation.
        part: whose doubles these are.
        ends: of the cell, perhaps rounded.
        weight: what errors are divided by, of the function's size; None: nothing.
    """
    off = sum(map(abs, curve.place)) * 2 * UNIT if curve.place[0] else 0.0
    low = max(math.nextafter(ends[0] - off, -math.inf), part.low)
    high = min(math.nextafter(ends[1] + off, math.inf), part.high)
    if not low < high or min(abs(low), abs(high)) < _SMALLEST * bool(curve.zeros):
        return None
    with balls.precision(_BITS):
        local, alone = _Local(curve, low, high), list[float]()
        lines = _flat(local)
        if not lines:
            low, high, alone = _in_one_binade(local)
            if low < high:
                local = _Local(curve, low, high)
                lines = _sloped(local)
        worst = [_of_lines(local, one, weight) for one in lines]
        if not worst or None in worst:
            return None
        upper, place = max(one for one in worst if one is not None)
        return Worst(upper, place, alone)


class _Lines(NamedTuple):
    """Lines on which some of the doubles have their results, by what these are at the first."""

    slope: arb  # in x
    start: float
    step: float  # from each double to the next; 0: it is not known
    levels: list[arb]


def _flat(local: _Local) -> list[_Lines]:
    """The results themselves, if they are few."""
    middle, reach = float(local.computed[0].mid()), local.reach
    least, most = middle - reach, middle + reach
    if most - least > _LEVELS * math.ulp(min(abs(least), abs(most))):
        return []
    levels = [math.nextafter(math.nextafter(least, -math.inf), -math.inf)]
    while levels[-2:-1] <= [most]:
        levels.append(math.nextafter(levels[-1], math.inf))
    step = math.ulp(min(abs(local.low), abs(local.high))) if local.low * local.high > 0 else 0.0
    return [_Lines(arb(0), local.low, step, list(map(arb, levels)))]


def _in_one_binade(local: _Local) -> tuple[float, float, list[float]]:
    """The cell without some doubles at its ends, so that results have one unit, and these."""
    bottom = 2.0 ** (math.frexp(float(local.computed[0].mid()))[1] - 1)
    ends, alone = [local.low, local.high], list[float]()
    for k, inward in enumerate((math.inf, -math.inf)):
        for _ in range(_ALONE):
            size = abs(local.computed((arb(ends[k]) - local.middle) / local.half))
            if size - local.spare >= bottom and size + local.spare <= 2 * bottom:
                break
            alone.append(ends[k])
            ends[k] = math.nextafter(ends[k], inward)
        else:
            return 0.0, 0.0, []
    return ends[0], ends[1], alone


def _sloped(local: _Local) -> list[_Lines]:
    """Lines that are not flat, of each class of doubles; none, where there are too many."""
    computed, half = local.computed, float(local.half.mid())
    step = math.ulp(min(abs(local.low), abs(local.high)))
    unit = math.ulp(float(computed[0].mid()))
    rise = float(computed[1].mid()) / half * step / unit
    for q in range(1, _CLASSES + 1) if local.low * local.high > 0 and local.rises else ():
        slope = arb(fmpq(round(rise * q), q)) * unit / step
        rest = abs(float((computed[1] - slope * local.half).mid())) + local.bend + local.spare
        if 2 * rest > _LEVELS * unit:
            continue
        lines, count = list[_Lines](), math.ceil(rest / unit) + 2
        for k in range(q):
            start = local.low + k * step
            at_start = computed[0] - slope * (local.middle - arb(start))
            near = round(float((at_start / unit).mid()))
            levels = [arb(near + j) * unit for j in range(-count, count + 1)]
            lines.append(_Lines(slope, start, q * step, levels))
        return lines
    return []


def _of_lines(local: _Local, lines: _Lines, weight: Weight | None) -> tuple[float, float] | None:
    """The largest error of the results on some lines, and a double where it is."""
    among = lines.levels[len(lines.levels) // 2]
    line = arb_poly([lines.slope * (local.middle - arb(lines.start)), lines.slope * local.half])
    line, levels = line + among, [one - among for one in lines.levels]
    rest, gap, size = local.computed - line, local.f - line, local.f
    turned = bool(rest[1] < 0)
    if turned:
        rest, gap, size = (_turned(row) for row in (rest, gap, size))
    bend = _bend(rest)
    monotonic, reach = bool(rest[1] > bend), abs(rest[1]) + bend
    least, most = rest[0] - reach - local.spare, rest[0] + reach + local.spare
    ties = [(one + other) / 2 for one, other in pairwise(levels)]
    if not (least > ties[0] and most < ties[-1]):
        return None
    worst = [(0.0, local.low)]
    for value, (below, above) in zip(levels[1:], pairwise(ties), strict=False):
        if most < below or least > above:
            continue
        a, b = -1.0, 1.0
        if monotonic:
            a, b = _place(rest, below - local.spare, -1), _place(rest, above + local.spare, 1)
        ends = _doubles(local, lines, (-b, -a) if turned else (a, b))
        if ends is not None:
            places = [(arb(x) - local.middle) / local.half for x in ends]
            if turned:
                places = [-t for t in places]
            upper, end = _largest(gap - value, size, places, local.loose, weight)
            worst.append((upper, ends[end]))
    return max(worst)


def _place(row: arb_poly, value: arb, side: int) -> float:
    """Where a rising polynomial is not above a value (side -1), or not below it, next to that."""
    numbers = np.array([float(c.mid()) for c in row.coeffs()])
    slopes = numbers[1:] * np.arange(1, len(numbers))
    t, goal = 0.0, float(value.mid())
    for _ in range(8):
        off = float(np.polynomial.polynomial.polyval(t, numbers)) - goal
        t -= off / float(np.polynomial.polynomial.polyval(t, slopes))
        t = min(max(t, -1.5), 1.5)
    for margin in _NARROW:
        at = min(max(t + side * margin, -1.0), 1.0)
        if side * (row(arb(at)) - value) >= 0:
            return at
    return float(side)


def _largest(
    error: arb_poly,
    size: arb_poly,
    ends: list[arb],
    loose: float,
    weight: Weight | None,
) -> tuple[float, int]:
    """What a polynomial's size, weighed, does not exceed, and at which end it is largest."""
    values = [abs(error(t)) + loose for t in ends]
    spare, by = arb(0), [1.0, 1.0]
    if not _has_a_sign(error.derivative()):
        spare = _bend(error.derivative()) * (ends[1] - ends[0]) ** 2 / 8
    if weight is not None:
        least = abs(size[0]) - sum((abs(size[k]) for k in range(1, len(size))), start=arb(loose))
        by = [_weighed(weight, least)] * 2
        ratio = error.derivative() * size - error * size.derivative()
        if _weighed(weight, arb(1.5)) == 1.5 * _weighed(weight, arb(1)) and _has_a_sign(ratio):
            by, spare = [_weighed(weight, abs(size(t)) - loose) for t in ends], arb(0)
    tops = [
        math.nextafter(float(((value + spare) / scale).upper()), math.inf)
        for value, scale in zip(values, by, strict=True)
    ]
    return max(tops), int(tops[1] > tops[0])


def _weighed(weight: Weight, least: arb) -> float:
    """What errors are divided by where the function is not smaller than that."""
    size = float(least.lower()) * (1 - 2 * UNIT)
    return float(weight(np.array([max(size, 0.0)]))[0])


def _doubles(local: _Local, lines: _Lines, ends: tuple[float, float]) -> tuple[float, float] | None:
    """The first and the last double of a class between two places, or nearly; None: none is."""
    if ends[0] > ends[1]:
        return None
    low, high = (local.middle + local.half * t for t in ends)
    if lines.step:
        first, last = ((x - arb(lines.start)) / lines.step for x in (low, high))
        low = arb(lines.start) + lines.step * first.lower().ceil()
        high = arb(lines.start) + lines.step * last.upper().floor()
        if low > high:
            return None
    return max(float(low), local.low), min(float(high), local.high)


def _bend(row: arb_poly) -> arb:
    """How much a slope varies from -1 to 1 at most, by its size in the middle."""
    return sum((k * abs(row[k]) for k in range(2, len(row))), start=arb(0))


def _has_a_sign(row: arb_poly) -> bool:
    """Whether it is nowhere 0 from -1 to 1."""
    rest = sum((abs(row[k]) for k in range(1, len(row))), start=arb(0))
    return bool(abs(row[0]) > rest)


def _turned(row: arb_poly) -> arb_poly:
    return row(arb_poly([0, -1]))
