"""The mean squared error of an approximation, as a bracket that is proved.

Over a range the square of each cell's error, a polynomial with a bound on what it leaves out, is
integrated as such, times the polynomial of the density. Over the inputs of a file, or of a format,
it is the mean over all of them, of values that are certified.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np
from flint import arb, arb_poly, arb_series

from actviz.approximation.error.error_cells import Cells
from actviz.approximation.error.error_proof import bounded, parts_of
from actviz.approximation.error.worst_rounding import NARROW
from actviz.approximation.setting import DEVIATIONS, Setting
from actviz.approximation.target.certified import certified
from actviz.approximation.target.covering import TERMS, Stretch, cover, crossed
from actviz.approximation.target.polynomial_rows import Polynomials, doubles
from actviz.approximation.target.target import Target
from actviz.approximation.value.coefficients import horner as polynomial
from actviz.approximation.value.evaluation_errors import Part, rounding_of, size_of
from actviz.approximation.value.result import Approximation
from actviz.arrays import Float64
from actviz.formula.grammar import parse
from actviz.formula.tree import Node
from actviz.readings import balls
from actviz.readings.certified.certified_polynomials import length
from actviz.readings.formats import fixed

_BEYOND = 4e-33  # the weight of what is beyond that many deviations
_FINE = 2.0**-32  # of the root of the mean: what polynomials may leave out
_SMALLEST = 2.0**-30  # of the range: what is not smooth there counts with its largest error
_ROUNDING = 2.0**-40  # relative: of all sums in float64
_POINTS = 4001
_BITS = 120
_NOTHING = Part(0.0, 0.0, (0.0,))


def mean_square(
    setting: Setting, one: Approximation, largest: Callable[[], float]
) -> tuple[float, float] | None:
    """Bounds of the mean squared error over the range, for the density asked for.

    With a normal density squared errors count by it, and those beyond the range not at all.

    Args:
        setting: function and density.
        one: the approximation.
        largest: finds a bound of its absolute error.

    Returns:
        None where there is no mean: over the whole line with a uniform density.
    """
    request = setting.request
    if one.formats is not None or not isinstance(request.density, (str, tuple)):
        return _over_inputs(setting, one)
    low, high = one.range
    share = 0.0
    if isinstance(request.density, tuple):
        mean, deviation = request.density
        reach = DEVIATIONS * deviation
        ends = (mean - reach, mean + reach)
        if one.fold is not None:
            ends = (0.0, max(-ends[0], ends[1]))
        low, high = max(low, ends[0]), min(high, ends[1])
        if one.range[0] < ends[0] or ends[1] < one.range[1]:
            share = _BEYOND * largest() ** 2
        if not low < high:
            return 0.0, share
    elif not (math.isfinite(low) and math.isfinite(high)):
        return None
    target = replace(setting.target, low=low, high=high)
    parts = [
        part
        if low <= part.low and part.high <= high
        else replace(part, low=max(part.low, low), high=min(part.high, high))
        for part in parts_of(one)
        if part.low < high and part.high > low
    ]
    integral = _integral(target, parts, _density(request.density, fold=one.fold is not None))
    size = high - low if request.density == "uniform" else 1.0
    most = integral[1] / size
    if most * (1 - NARROW) > integral[0] / size:  # as where rounding is counted: no more than that
        top = largest()
        most = min(most, math.nextafter(top**2, math.inf) if top else 0.0)
    return integral[0] / size, (most + share) * (1 + 2.0**-50)


def _density(given: object, *, fold: bool) -> Node | None:
    """A density as a formula; of a folded range what counts is both sides of it."""
    if not isinstance(given, tuple):
        return None
    mean, deviation = given
    means = (mean, -mean) if fold else (mean,)
    bells = [f"exp(-((x - ({at!r}))/{deviation!r})**2/2)" for at in means]
    return parse(f"({' + '.join(bells)})/({deviation!r}*sqrt(2*pi))")


# ---------------------------------------------------------------- over inputs


def _over_inputs(setting: Setting, one: Approximation) -> tuple[float, float] | None:
    """The mean over the numbers of a file, or over all numbers of the input format."""
    request, (low, high) = setting.request, one.range
    low = -high if one.fold is not None else low
    if isinstance(request.density, (str, tuple)):
        assert one.input_format is not None
        given = fixed(one.input_format)
        x = given.numbers(given.every_integer())
    else:
        x = np.asarray(request.density, dtype=np.float64)
    x = x[(x >= low) & (x <= high)]
    if not len(x):
        return None
    x, counts = np.unique(x, return_counts=True)
    last = float(x[-1]) if len(x) > 1 else math.nextafter(float(x[0]), math.inf)
    whole = Target(request.activation, request.order, float(x[0]), last)
    values, loose = certified(whole, x)
    off = np.abs(values - one(x))
    weights = counts / counts.sum()
    if isinstance(request.density, tuple):
        mean, deviation = request.density
        bell = np.exp(-0.5 * ((x - mean) / deviation) ** 2) / deviation / math.sqrt(2 * math.pi)
        weights = bell * float(fixed(one.input_format or "").scale)
    least = float((np.maximum(off - loose, 0.0) ** 2 * weights).sum())
    most = float(((off + loose) ** 2 * weights).sum())
    return least * (1 - _ROUNDING), most * (1 + _ROUNDING)


# ---------------------------------------------------------------- over a range


def _integral(target: Target, parts: Sequence[Part], density: Node | None) -> tuple[float, float]:
    """Bounds of the integral of squared errors, times a density."""
    quotient = len(parts[0].denominator) > 1
    edges = target.edges
    shares: list[Stretch] = []
    if density is not None:
        shares = cover(density, edges, 2.0**-60 / (target.high - target.low))
        edges = sorted({*edges, *(one.low for one in shares)})
    tolerance = max(_root(target, parts), 2.0**-100) * _FINE
    stretches = cover(target.tree, edges, tolerance, smooth=target.smooth, finest=_SMALLEST)
    if quotient:
        stretches = [short for one in stretches for short in _less(one, parts[0], tolerance)]
    cells, hard = Cells(None, None), 0.0
    weights: list[tuple[Float64, float]] = []
    more: list[float] = []
    before, weight = None, (np.ones(1), 0.0)
    for stretch, part, low, high in crossed(stretches, list(parts)):
        if stretch is not before and density is not None:
            before, weight = stretch, _weight(shares, stretch)
        if stretch.near is None:
            peak = float(np.abs(weight[0]).sum()) + weight[1]
            hard += bounded(target, low, high, part, None) ** 2 * (high - low) * peak
            continue
        cells.add(stretch, _NOTHING if quotient else part, low, high)
        weights.append(weight)
        more.append(_rounding(target, part, low, high) if quotient else 0.0)
    least, most = _of_cells(cells, weights, np.array(more))
    return max(least, 0.0), most + hard * (1 + _ROUNDING)


def _less(stretch: Stretch, part: Part, tolerance: float) -> Iterator[Stretch]:
    """A stretch of a function less a quotient, cut until that is nearly a polynomial, too.

    Of n/d and a polynomial q the difference is (n - q*d)/d, of which all is known.
    """
    pending = [(stretch.low, stretch.high)]
    while pending:
        low, high = pending.pop()
        middle, half = _centred(low, high)
        if stretch.near is None or not low < middle < high:
            yield replace(stretch, low=low, high=high, near=None)
            continue
        with length(TERMS), balls.precision(_BITS):
            rows = (part.numerator, part.denominator)
            top, divisor = (_around(row, middle, half) for row in rows)
            if (least := _least(divisor)) > 0:
                series = arb_series(top) / arb_series(divisor)
                quotient = arb_poly([series[k] for k in range(len(series))])
                rest = top - quotient * divisor
                off = arb(size_of(rest) * (1 + 2.0**-40)) / least
                blur = sum(float(rest[k].rad()) for k in range(len(rest)))  # no cut makes it less
                if off < tolerance or size_of(rest) <= 4 * blur:
                    shift = (arb(middle) - stretch.middle) / stretch.half
                    near = stretch.near(arb_poly([shift, arb(half) / stretch.half])) - quotient
                    loose = stretch.remainder + float(off.upper()) * (1 + 2.0**-40)
                    yield Stretch(low, high, middle, half, near, loose)
                    continue
        pending += [(middle, high), (low, middle)]


def _centred(low: float, high: float) -> tuple[float, float]:
    """The middle of an interval, and how far its ends are from it at most."""
    middle = low + (high - low) / 2
    return middle, math.nextafter(max(high - middle, middle - low), math.inf)


def _around(row: Sequence[float], middle: float, half: float) -> arb_poly:
    """A polynomial of x as one of s = (x - middle)/half."""
    return arb_poly([arb(c) for c in row])(arb_poly([arb(middle), arb(half)]))


def _least(polynomial: arb_poly) -> arb:
    """What the size of a polynomial of s is not below."""
    return 2 * abs(polynomial[0]) - size_of(polynomial) * (1 + 2.0**-40)


def _root(target: Target, parts: Sequence[Part]) -> float:
    """About the root of the mean squared error."""
    x = np.linspace(target.low, target.high, _POINTS)
    at = np.searchsorted([part.low for part in parts[1:]], x, side="right")
    computed = np.empty_like(x)
    for k in np.unique(at):
        part, here = parts[k], at == k
        computed[here] = polynomial(part.numerator, x[here]) / polynomial(part.denominator, x[here])
    return float(np.sqrt(np.mean((target.on(x, target.low, target.high) - computed) ** 2)))


def _rounding(target: Target, part: Part, low: float, high: float) -> float:
    """What rounding in float64 adds to a quotient."""
    size = float(np.abs(target.on(np.array([low, high]))).max()) + 1.0
    with balls.precision(_BITS):
        least = float(_least(_around(part.denominator, *_centred(low, high))).lower())
    last = float(np.spacing(2 * size)) if part.carried else 0.0
    return rounding_of(part, low, high, 2 * size) / least + last if least > 0 else math.inf


def _weight(shares: Sequence[Stretch], stretch: Stretch) -> tuple[Float64, float]:
    """The density on a stretch of the function: a polynomial in its s, and what that leaves out."""
    middle = stretch.low + (stretch.high - stretch.low) / 2
    share = shares[bisect_right([one.low for one in shares], middle) - 1]
    with balls.precision(_BITS):
        near = share.near if share.near is not None else arb_poly([arb(0)])
        shift = (arb(stretch.middle) - arb(share.middle)) / arb(share.half)
        line = arb_poly([shift, arb(stretch.half) / arb(share.half)])
        return doubles(near(line), share.remainder)


def _of_cells(
    cells: Cells, weights: Sequence[tuple[Float64, float]], more: Float64
) -> tuple[float, float]:
    """Bounds of the sum of the integrals over all cells."""
    if not cells.spans:
        return 0.0, 0.0
    errors, shares = Polynomials(cells.tops), Polynomials(list(weights))
    ends, half = np.array(cells.spans), np.array([half for _, half in cells.places])
    index = np.arange(len(ends))
    # Gauss's rule is exact for e**2*w up to rounding, which the slack of e and of w is above.
    nodes, rule = np.polynomial.legendre.leggauss(len(errors.rows) + len(shares.rows))
    middle, reach = ends.mean(axis=1), (ends[:, 1] - ends[:, 0]) / 2
    square, mass = np.zeros(len(ends)), np.zeros(len(ends))
    for at, part in zip(nodes, rule, strict=True):
        s = middle + reach * at
        w = shares.at(index, s)
        square += part * errors.at(index, s) ** 2 * w
        mass += part * (w + shares.loose)
    square, mass = square * reach * half, mass * reach * half
    loose = errors.loose + more + cells.last_rounding()
    # (e + r)**2 is between e**2 -+ 2|e|r and that + r**2; |e| in the mean by Cauchy and Schwarz.
    spare = errors.largest**2 * shares.loose * 2 * reach * half
    cross = 2 * loose * np.sqrt(np.maximum(square + spare, 0.0) * mass)
    least = float((square - cross - spare).sum())
    most = float((square + cross + loose**2 * mass + spare).sum())
    return least * (1 - _ROUNDING), most * (1 + _ROUNDING)
