"""What a finished approximation is worth: its error proved, its mean squared error, its size."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from actviz.approximation.cells import doubles
from actviz.approximation.covering import cover
from actviz.approximation.ends import beyond, end_of
from actviz.approximation.integers import Units
from actviz.approximation.proof import error_of_parts, largest_error, parts_of
from actviz.approximation.result import Approximation, Bracket
from actviz.approximation.setting import Setting
from actviz.approximation.target import Target
from actviz.readings.fixed_point import fixed
from actviz.readings.formats import known

Float64 = NDArray[np.float64]
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(12)


def judged(setting: Setting, one: Approximation) -> Approximation:
    """The same with error, error outside, mean squared error and bits."""
    measure = "absolute" if setting.request.measure == "mse" else setting.request.measure
    if one.input_format is not None:
        error = every_input(setting, one, measure)
    else:
        error = _over_range(setting, one, measure)
    return replace(
        one,
        error=error,
        outside_error=outside_error(setting, one),
        mse=mean_square(setting, one),
        bits=_bits(setting, one),
    )


def _over_range(setting: Setting, one: Approximation, measure: str) -> Bracket:
    target = setting.target
    dtype = one.coefficients_format or "float64"
    x = np.linspace(target.low, target.high, 4001)
    f, made = target.on(x), replace(one, fold=None)(x)
    with np.errstate(divide="ignore", invalid="ignore"):
        errors = np.abs(f - made) * (1.0 if setting.scale is None else setting.scale(x, f))
    guess = float(np.nanmax(errors[np.isfinite(errors)], initial=1e-12))
    if all(map(math.isfinite, one.range)):
        return largest_error(target, one, measure, guess, dtype)
    # The whole line: between the ends like any range, and beyond them on the lines.
    assert one.pieces is not None
    found = []
    inner = [part for part in parts_of(one) if math.isfinite(part.low) and math.isfinite(part.high)]
    if inner:
        within = replace(target, low=inner[0].low, high=inner[-1].high)
        half = replace(one, fold=None)
        found.append(error_of_parts(within, inner, half, measure, guess, dtype))
    if measure != "absolute":
        raise ValueError(f"over the whole line only the absolute error is proved, not {measure}")
    for piece, side in ((one.pieces[0], -1), (one.pieces[-1], 1)):
        start = piece.high if side < 0 else piece.low
        if math.isinf(piece.low if side < 0 else piece.high):
            found.append(beyond(target, piece.coefficients, side, start, measure))
    largest = max(found, key=lambda bracket: bracket.lower)
    return replace(largest, upper=max(bracket.upper for bracket in found))


def outside_error(setting: Setting, one: Approximation) -> Bracket | None:
    """The largest absolute error beyond the range; None where nothing is said of it."""
    if one.outside is None:
        return None
    target, (low, high) = setting.target, one.range
    found = []
    for side, start in ((-1, low), (1, high)):
        if side < 0 and one.fold is not None:
            continue
        if one.ends is not None:
            line = one.ends[0 if side < 0 else 1]
        else:
            line = (float(replace(one, fold=None, input_format=None, output_format=None)(start)),)
        found.append(beyond(target, line, side, start))
    largest = max(found, key=lambda bracket: bracket.lower)
    return replace(largest, upper=max(bracket.upper for bracket in found))


def ends_of(
    setting: Setting, units: Units | None = None
) -> tuple[tuple[float, ...], tuple[float, ...]] | None:
    """The polynomials beyond the range, where they are not those of its ends.

    Args:
        units: what the integers of coefficients stand for, where arithmetic is in integers.
    """
    kind = setting.request.outside
    if kind in (None, "clamp"):
        return None
    target = setting.target
    found: list[tuple[float, ...]] = []
    for side in (-1, 1):
        if side < 0 and setting.fold is not None:
            found.append((0.0,))
            continue
        line = end_of(target, side, kind)
        if units is not None:
            line = units.numbers(units.integers(line))
        elif setting.held is not None:
            line = tuple(float(c) for c in setting.held.nearest(np.array(line)))
        found.append(line)
    return found[0], found[1]


# ---------------------------------------------------------------- every input


def certified(target: Target, x: Float64) -> tuple[Float64, float]:
    """Values at numbers in order, and how far at most they are from the function."""
    edges = sorted({target.low, *target.knots, target.high})
    size = float(np.abs(target.on(x)).max(initial=1.0))
    values, worst = np.empty(len(x)), 0.0
    for stretch in cover(target.tree, edges, size * 2.0**-50):
        first, last = np.searchsorted(x, [stretch.low, stretch.high], side="left")
        if stretch.high == target.high:
            last = len(x)
        if first == last:
            continue
        if stretch.near is None:
            for k in range(first, last):
                ball = target.exactly(float(x[k]))
                values[k], worst = (
                    float(ball.mid()),
                    max(worst, float(ball.rad()) + size * 2.0**-52),
                )
            continue
        row, loose = doubles(stretch.near, stretch.remainder)
        s = (x[first:last] - stretch.middle) / stretch.half
        found = np.zeros(last - first)
        for c in row[::-1]:
            found = found * s + c
        values[first:last] = found
        rounding = float((np.abs(row) * (4 * np.arange(len(row)) + 4)).sum()) * 2.0**-53
        worst = max(worst, loose + rounding)
    return values, worst


def every_input(setting: Setting, one: Approximation, measure: str) -> Bracket:
    """The bracket of the largest error over all inputs of the format within the range."""
    assert one.input_format is not None
    assert one.output_format is not None
    given, out = fixed(one.input_format), fixed(one.output_format)
    if given.bits > 16:
        raise ValueError(f"{given.name} has more than 65,536 numbers to try; 16 bits at most")
    integers = given.every_integer()
    x = given.numbers(integers)
    low, high = (setting.span[0], setting.span[1])
    if setting.fold is not None:
        low = -high
    inside = (x >= low) & (x <= high)
    integers, x = integers[inside], x[inside]
    if not len(x):
        raise ValueError(f"no number of {given.name} is within the range")
    whole = Target(setting.request.activation, setting.request.order, float(x[0]), float(x[-1]))
    if len(x) == 1:
        whole = replace(whole, high=math.nextafter(whole.low, math.inf))
    values, loose = certified(whole, x)
    made = out.numbers(one.on_integers(integers))
    errors = np.abs(values - made)
    unit = 1.0
    if measure == "ulp":
        unit = float(out.scale)
    elif measure == "relative":
        errors = errors / np.maximum(np.abs(values), 1e-300)
        loose = loose / max(float(np.abs(values).min()), 1e-300)
    k = int(np.argmax(errors))
    top = float(errors[k])
    return Bracket(measure, max(top - loose, 0.0) / unit, (top + loose) / unit, float(x[k]))


# ---------------------------------------------------------------- the rest


def mean_square(setting: Setting, one: Approximation) -> float | None:
    """The mean squared error over the range, for the density asked for."""
    asked, target = setting.request, setting.target
    half = replace(one, fold=None)
    if not isinstance(asked.density, (str, tuple)):
        x = np.asarray(asked.density, dtype=np.float64)
        x = np.abs(x) if setting.fold is not None else x
        x = x[(x >= one.range[0]) & (x <= one.range[1])]
        return float(np.mean((target.on(x) - half(x)) ** 2)) if len(x) else None
    endless = not all(map(math.isfinite, one.range))
    if asked.density == "uniform" and endless:
        return None
    low, high = one.range
    if isinstance(asked.density, tuple):
        mean, deviation = asked.density
        low, high = max(low, mean - 12 * deviation), min(high, mean + 12 * deviation)
        if not low < high:
            return 0.0
    cuts = {part.low for part in parts_of(one)} | {part.high for part in parts_of(one)}
    edges = np.array(
        sorted({x for x in cuts if low < x < high} | {low, high} | set(np.linspace(low, high, 257)))
    )
    middle, reach = (edges[1:] + edges[:-1]) / 2, np.diff(edges) / 2
    x = middle[:, None] + reach[:, None] * _NODES
    weights = _WEIGHTS * reach[:, None] * setting.density(x)
    flat = x.ravel()
    if one.input_format is not None and one.fold is None:
        half = one
    errors = (target.on(flat) - half(flat)).reshape(x.shape) ** 2
    total = float((errors * weights).sum())
    if asked.density == "uniform":
        return total / (high - low)
    return total * (2.0 if setting.fold is not None else 1.0)


def _bits(setting: Setting, one: Approximation) -> int:
    """Coefficients or values, and the knots that are not at even distances."""
    width = known(one.coefficients_format or "float64").bits
    if one.table is not None:
        return len(one.table.values) * width
    numbers = one.polynomial or one.numerator or ()
    count = len(numbers) + len(one.denominator or ())
    if one.pieces is not None:
        count = sum(len(piece.coefficients) for piece in one.pieces)
        if setting.request.knots != "even":
            knot = setting.given.bits if setting.given is not None else width
            return count * width + (len(one.pieces) - 1) * knot
    return count * width
