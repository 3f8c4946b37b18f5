"""The phase diagram of a random network: chi for every pair of standard deviations."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from actviz.arrays import Float64
from actviz.networks.mean_field import MeanField

_LEAST: Final = 1e-8  # variances of the table; below, the signal has died
_MOST: Final = 1e8  # above, it has no bound
_TABLE: Final = 16 * 16 + 1  # of these variances, sixteen a decade
_BETWEEN: Final = 16  # interpolated from one to the next
_HALVINGS: Final = 40


def phases(field: MeanField, weights: Float64, biases: Float64) -> Float64:
    """chi where the variance map leads, for every pair of standard deviations, rows by ``biases``.

    As :meth:`MeanField.fixed_point` finds it, but for averages that are interpolated between
    variances, to about six digits. NaN where the variance grows without bound or an average does
    not exist.
    """
    places = np.linspace(math.log(_LEAST), math.log(_MOST), _TABLE)
    variances = np.exp(places).tolist()
    moments = np.array([_or_nan(field.moment(q)) for q in variances])
    slopes = np.array([_or_nan(field.slope_moment(q)) for q in variances])
    fine, ratios = _finer(places, moments / np.exp(places))  # that is even near 0
    slopes = _finer(places, slopes)[1]
    return np.array([_phase_row(field, fine, ratios, slopes, weights, b) for b in biases.tolist()])


def _phase_row(
    field: MeanField,
    places: Float64,
    ratios: Float64,
    slopes: Float64,
    weights: Float64,
    bias: float,
) -> Float64:
    """One row of :func:`phases`; ``places`` are logarithms of variances, ratios E[f²]/q there."""
    sw = np.square(weights)

    def gap(at: Float64) -> Float64:
        row: Float64 = sw * np.interp(at, places, ratios) + bias**2 * np.exp(-at) - 1
        return np.where(np.isnan(row), np.inf, row)  # an average beyond doubles: it grows

    coarse = places[::_BETWEEN, None]
    signs = np.array([gap(at) > 0 for at in coarse])
    with np.errstate(divide="ignore"):
        start = np.clip(np.log(sw + bias**2), places[0], places[-1])
    grows = gap(start) > 0
    # The nearest place in the direction of the map at which it turns.
    ahead = np.where(grows, coarse > start, coarse < start) & (signs != grows)
    turns = ahead.any(axis=0)
    index = np.where(grows, ahead.argmax(axis=0), len(coarse) - 1 - ahead[::-1].argmax(axis=0))
    far = coarse[index, 0]
    back = np.clip(index - np.where(grows, 1, -1), 0, len(coarse) - 1)
    near = np.where(grows, np.maximum(coarse[back, 0], start), np.minimum(coarse[back, 0], start))
    for _ in range(_HALVINGS):
        middle = (near + far) / 2
        same = (gap(middle) > 0) == grows
        near, far = np.where(same, middle, near), np.where(same, far, middle)
    chi = sw * np.interp(far, places, slopes)
    return np.where(turns, chi, np.where(grows, np.nan, sw * field.slope_moment_at_zero))


def _or_nan(value: float | None) -> float:
    return math.nan if value is None else value


def _finer(x: Float64, values: Float64) -> tuple[Float64, Float64]:
    """Evenly spaced values >= 0 with more between them: cubics through their logarithms."""
    y = np.log(np.maximum(values, 5e-324))
    slopes = np.gradient(y)
    t = np.arange(_BETWEEN) / _BETWEEN
    one, other, rise, end = y[:-1, None], y[1:, None], slopes[:-1, None], slopes[1:, None]
    curve = (
        one
        + t * rise
        + t**2 * (3 * (other - one) - 2 * rise - end)
        + t**3 * (2 * (one - other) + rise + end)
    )
    fine = np.linspace(x[0], x[-1], (x.size - 1) * _BETWEEN + 1)
    return fine, np.exp(np.append(curve.ravel(), y[-1]))
