"""Moments under a standard normal input: mean and variance of f(x) and of f'(x).

The line is cut at every joint and every whole number, and each part is integrated by the
tanh-sinh rule, which copes with roots and logarithms at its ends. Two rules that share no point
must agree to eleven digits; where they do not, a part is halved again and again. A moment on
which they never agree is not given: a divergent integral makes them differ.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Final

import numpy as np

from actviz.arrays import Float64
from actviz.facts.monotone_pieces import Curve
from actviz.facts.record import Gaussian
from actviz.formula.calculus import derivative
from actviz.readings import float64
from actviz.readings.effort import check
from actviz.readings.reals import distinct

_REACH: Final = 38  # beyond it the density is below 1e-314
_RULES: Final = ((1 / 8, 3.8), (1 / 11, 4.4))  # step and reach of the two rules
_AGREEMENT: Final = 1e-11
_ROUNDING: Final = 2.0**-100  # the square of four units of rounding
_HALVINGS: Final = 40  # a corner 1e-6 wide needs half of them
_SEGMENTS: Final = 100  # told apart at most
_PARTS: Final = 4096  # looked at in one round; sin(30*x*(abs(x) + 1)) needs a fifth of them

_Read = Callable[[Float64], Float64]


def gaussian(curve: Curve) -> Gaussian | None:
    """The moments; None where the function is not defined on the whole line."""
    if gap(curve) is not None:
        return None
    mean = partial(expectation, curve)
    return Gaussian(*_moments(mean, _read(curve, 0)), *_moments(mean, _read(curve, 1)))


def gaussian_between(places: Float64, values: _Read, slopes: _Read) -> Gaussian:
    """The moments of a function that is smooth between the places given."""
    mean = partial(mean_over, places)
    return Gaussian(*_moments(mean, values), *_moments(mean, slopes))


def gap(curve: Curve, reach: float = math.inf) -> float | None:
    """A place within reach where there is no value, nor beside it; None: there is none."""
    ends = [-curve.edge, *(segment.high for segment in curve.segments)]
    starts = [*(segment.low for segment in curve.segments), curve.edge]
    for end, start in zip(ends, starts, strict=True):
        low, high = max(end, -reach), min(start, reach)
        if low < high:
            return (low + high) / 2
    return None


def _moments(
    expected: Callable[[_Read], float | None], values: _Read
) -> tuple[float | None, float | None, float | None]:
    mean = expected(values)
    if mean is None:
        return None, None, None
    middle = mean
    variance = expected(lambda x: (values(x) - middle) ** 2)
    second = expected(lambda x: values(x) ** 2)
    if variance is not None and second is not None and variance <= _ROUNDING * second:
        variance = 0.0  # of one value everywhere: what is left is how its mean was rounded
    return mean, variance, second


def _read(curve: Curve, order: int) -> Callable[[Float64], Float64]:
    """A formula, or its slope, in fast arithmetic; by segments where a single place is a case.

    Fast arithmetic takes 1e-8 for such a place, as cos(x) is 1 there: it is one of no width.
    """
    tree = derivative(curve.tree, "x", order)
    segments = curve.segments
    borders = sum(one.tree is not other.tree for one, other in pairwise(segments))
    if curve.unlisted(0) or len(curve.places) == borders or len(segments) > _SEGMENTS:
        return lambda x: float64.evaluate(tree, x, {})
    parts = [(one.low, one.high, derivative(one.tree, "x", order)) for one in segments]

    def values(x: Float64) -> Float64:
        y = np.full_like(x, math.nan)
        for low, high, part in parts:
            inside = (x >= low) & (x <= high)
            y[inside] = float64.evaluate(part, x[inside], {})
        return y

    return values


def expectation(
    curve: Curve, values: Callable[[Float64], Float64], deviation: float = 1.0
) -> float | None:
    """The mean of a function of a centred normal input that is smooth where a curve is.

    ``deviation`` is the input's standard deviation, positive. None where two rules do not agree
    to eleven digits, or where what lies beyond 37 deviations still counts.
    """
    return mean_over(np.array(curve.places), values, deviation)


def mean_over(
    places: Float64, values: Callable[[Float64], Float64], deviation: float = 1.0
) -> float | None:
    """The same for a function that is smooth between the places given."""
    places = np.clip(places / deviation, -_REACH, _REACH)
    cuts = distinct(np.array([*np.arange(-_REACH, _REACH + 1.0), *places]))
    least, most = math.inf, -math.inf

    def weighed(z: Float64) -> Float64:
        nonlocal least, most
        average = values(deviation * z) if deviation != 1 else values(z)
        least, most = min(least, float(np.min(average))), max(most, float(np.max(average)))
        density: Float64 = np.exp(-z * z / 2) / math.sqrt(2 * math.pi)
        return average * density

    mean = integral(cuts, weighed, far=_REACH - 1)
    # No mean is beyond all values, as that of 1 everywhere is by the rounding of the weights.
    return None if mean is None else min(max(mean, least), most)


def integral(
    cuts: Float64, function: Callable[[Float64], Float64], far: float = math.inf
) -> float | None:
    """The integral of a function that is smooth between neighbouring cuts, to eleven digits.

    None where two rules do not agree, or where parts beyond ``far`` still count.
    """
    low, high = cuts[:-1], cuts[1:]
    most = max(_PARTS, 2 * len(cuts))
    total, size, gap, edge = 0.0, 0.0, 0.0, 0.0  # of the parts that are done with
    for _ in range(_HALVINGS):
        with np.errstate(all="ignore"):
            (one, _), (two, sizes) = (_integrals(low, high, function, *rule) for rule in _RULES)
        if not np.all(np.isfinite(one) & np.isfinite(two)):
            return None
        gaps, out = np.abs(one - two), (low < -far) | (high > far)
        allowed = _AGREEMENT * max(size + float(np.sum(sizes)), 1e-300)
        # The parts share what is allowed; most of them need next to nothing.
        rough = gaps > allowed / 64
        if gap + float(np.sum(gaps)) <= allowed:
            rough[:] = False
        done = ~rough
        total += float(np.sum(two[done]))
        size += float(np.sum(sizes[done]))
        gap += float(np.sum(gaps[done]))
        edge += float(np.sum(sizes[done & out]))
        if done.all():
            break
        low, high = low[rough], high[rough]
        middle = low + (high - low) / 2
        low, high = np.concatenate([low, middle]), np.concatenate([middle, high])
        if low.size > most:
            return None
    else:
        return None
    if max(gap, edge) > _AGREEMENT * max(size, 1e-300):
        return None
    # Odd integrands leave a rounding error where zero is meant.
    return 0.0 if abs(total) < 1e-13 * size else total


def _integrals(
    low: Float64, high: Float64, function: Callable[[Float64], Float64], step: float, reach: float
) -> tuple[Float64, Float64]:
    """The integral over each part, and that of the magnitude."""
    check()
    t = np.arange(-reach, reach + step / 2, step)
    near = 1 / (1 + np.exp(math.pi * np.sinh(np.abs(t))))  # distance to the nearer end, of 1
    weight = np.cosh(t) * near * (1 - near)
    weight /= np.sum(weight)
    start, width = low[:, None], (high - low)[:, None]
    x = np.where(t < 0, start + width * near, start + width - width * near)
    terms = function(x) * weight * width
    return np.sum(terms, axis=1), np.sum(np.abs(terms), axis=1)
