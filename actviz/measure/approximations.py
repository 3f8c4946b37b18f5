"""How far an approximation is from a function, where it has many pieces or works in integers.

In integers there are only so many inputs, and all of them are tried. Of real numbers each piece
is sampled, and where the difference is largest it is looked at more and more closely.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import numpy as np

from actviz.approximation.value.as_function import Approximated
from actviz.arrays import Float64
from actviz.facts.breaks import decided
from actviz.facts.interval import Interval
from actviz.facts.monotone_pieces import Curve
from actviz.facts.points import value_at
from actviz.formula.calculus import derivative
from actviz.functions.elementwise import Activation
from actviz.measure.distance import difference, searched, within
from actviz.measure.largest import Largest, NotFound, farthest_of
from actviz.measure.weighing import Weighing
from actviz.readings.number_formats import MOST_TRIED, every_number

Gap = Callable[[Float64], Float64]

FEW: Final = 24  # pieces that are taken apart as those of any formula are
_POINTS: Final = 17  # in each piece
_CLOSER: Final = 12  # places that are looked at more closely
_ROUNDS: Final = 10


def peculiar(*functions: Activation) -> bool:
    """Whether one of them is an approximation in integers, or one of many pieces."""
    return any(
        isinstance(one, Approximated) and (one.in_integers or len(knots(one)) > FEW)
        for one in functions
    )


def knots(one: Approximated) -> Float64:
    """Where the pieces of an approximation meet, in x itself."""
    record = one.record
    places = [piece.low for piece in record.pieces or ()][1:]
    if record.table is not None:
        shift = 0.0 if record.table.interpolate else 0.5
        count = len(record.table.values)
        places = [record.table.start + (i - shift) * record.table.step for i in range(count)]
    edges = np.array([*places, *filter(math.isfinite, record.range)])
    return np.unique(edges if record.fold is None else np.concatenate([-edges, edges]))


def inputs(*functions: Activation) -> Float64 | None:
    """Every input of the integers that one of them takes; None: it takes real numbers."""
    for one in functions:
        if isinstance(one, Approximated) and one.record.formats is not None:
            form = one.record.formats[0]
            if form.bits <= MOST_TRIED:
                return np.unique(every_number(form.name))
            return np.linspace(form.low, form.high, 1 << MOST_TRIED)
    return None


def largest(
    reference: Activation, function: Activation, order: int = 0, over: Interval | None = None
) -> Largest:
    """The largest ``function - reference``, or of slopes, as :func:`distance.searched` tells it.

    Raises:
        NotFound: nowhere do both have a value.
    """
    over = over or Interval(-math.inf, math.inf)
    low, high = over.low, over.high
    apart = gap(reference, function, order)
    points = inputs(reference, function)
    if points is not None:
        points = points[(points >= low) & (points <= high)]
        return _farthest(points, apart(points))
    edges = cuts(reference, function)
    first, last = float(edges[0]), float(edges[-1])
    beyond = (first - 1, Interval(-math.inf, first)), (last + 1, Interval(last, math.inf))
    candidates = [
        searched(derivative(decided(difference(function, reference), x), "x", order), over=part)
        for x, outside in beyond
        if (part := within(outside, over)) is not None
    ]
    inside = np.unique(np.clip(np.r_[low, edges, high], max(first, low), min(last, high)))
    if inside[0] < inside[-1]:
        near = _refined(apart, inside)
        if not order:  # float64 leaves few digits of a small difference
            near = Largest(value_at(difference(function, reference), near.x), near.x)
        candidates.append(near)
    if not candidates:
        raise NotFound("nowhere do both have a value")
    return farthest_of(candidates)


def largest_relative(
    reference: Activation, function: Activation, over: Interval | None = None
) -> Largest:
    """The largest ``(function - reference)/reference`` at the inputs, or within the pieces.

    Infinite where the reference alone is 0.

    Raises:
        NotFound: nowhere do both have a value.
    """
    low, high = (over.low, over.high) if over else (-math.inf, math.inf)
    absolute = gap(reference, function, 0)

    def apart(x: Float64) -> Float64:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(absolute(x) / reference(x))

    points = inputs(reference, function)
    if points is not None:
        points = points[(points >= low) & (points <= high)]
        return _farthest(points, apart(points))
    edges = cuts(reference, function)
    inside = np.unique(np.clip(np.r_[low, edges, high], max(edges[0], low), min(edges[-1], high)))
    return _refined(apart, inside)


def mean_square(
    reference: Activation, function: Activation, order: int, weighing: Weighing
) -> float:
    """The mean of the square of the difference, over what a weighing says.

    Raises:
        NotFound: one of them has no value somewhere.
    """
    apart = gap(reference, function, order)
    points = inputs(reference, function) if weighing.data is None else weighing.data
    mean: float | None
    if points is None:
        mean = weighing.mean(lambda x: apart(x) ** 2, cuts(reference, function))
    else:
        over = weighing.over or Interval(-math.inf, math.inf)
        points = points[(points >= over.low) & (points <= over.high)]
        normal = weighing.over is None and weighing.data is None
        weights = np.exp(-points * points / 2) if normal else np.ones(points.size)
        mean = float(np.average(apart(points) ** 2, weights=weights)) if points.size else None
    if mean is None or math.isnan(mean):
        raise NotFound("somewhere one of them has no value")
    return mean


def sampling(reference: Activation, function: Activation, span: tuple[float, float]) -> Float64:
    """Where a picture of the difference looks: at the inputs, or at points in each piece."""
    low, high = span
    points = inputs(reference, function)
    if points is None:
        edges = cuts(reference, function)
        edges = np.unique(np.clip(np.r_[np.linspace(low, high, 1001), edges], low, high))
        steps = (edges[1:] - edges[:-1])[:, None] * np.linspace(0, 1, 5)[:-1]
        points = np.r_[(edges[:-1, None] + steps).ravel(), high]
    return points[(points >= low) & (points <= high)]


def gap(reference: Activation, function: Activation, order: int) -> Gap:
    """``function - reference``, or the difference of slopes, in float64."""

    def apart(x: Float64) -> Float64:
        if order:
            return np.asarray(function.derivative(x, order)) - reference.derivative(x, order)
        return np.asarray(function(x)) - reference(x)

    return apart


def cuts(*functions: Activation) -> Float64:
    """Where one of two functions may break."""
    parts = [
        knots(one) if isinstance(one, Approximated) else np.array(Curve(one.bound_tree).places)
        for one in functions
    ]
    return np.unique(np.concatenate(parts))


def _farthest(points: Float64, values: Float64) -> Largest:
    known = np.where(np.isnan(values), -1.0, np.abs(values))
    if not known.size or known.max() < 0:
        raise NotFound("nowhere do both have a value")
    at = np.flatnonzero(known == known.max())
    nearest = at[np.argmin(np.abs(points[at]))]
    return Largest(float(values[nearest]), float(points[nearest]))


def _refined(gap: Gap, cuts: Float64) -> Largest:
    """The farthest within cells between cuts, each half-open: halved around what is largest."""
    low, high = cuts[:-1], np.nextafter(cuts[1:], -math.inf)
    share = np.linspace(0.0, 1.0, _POINTS)
    for _ in range(_ROUNDS):
        x = low[:, None] + (high - low)[:, None] * share
        sizes = np.abs(gap(x.ravel())).reshape(x.shape)
        sizes = np.where(np.isnan(sizes), -1.0, sizes)
        best = np.argmax(sizes, axis=1)
        kept = np.argsort(-sizes.max(axis=1), kind="stable")[:_CLOSER]
        rows = kept[:, None]
        low = x[rows, np.maximum(best[kept] - 1, 0)[:, None]].ravel()
        high = x[rows, np.minimum(best[kept] + 1, _POINTS - 1)[:, None]].ravel()
    return _farthest(x.ravel(), gap(x.ravel()))
