"""The best polynomial and the best rational for a setting, and tables of entries."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actviz.approximation import lines
from actviz.approximation.bounds import of_polynomials
from actviz.approximation.minimax import Basis, rational_remez, reference, remez
from actviz.approximation.result import Table
from actviz.approximation.rounding import rounded_polynomial
from actviz.approximation.setting import Setting
from actviz.approximation.target import fold_of
from actviz.readings.fixed_point import fixed

Float64 = NDArray[Any]


def parity_of(setting: Setting) -> int | None:
    """0 or 1 where only even or only odd powers are wanted: asked for, or as the function is.

    Raises:
        ValueError: it is asked for, and the function is not like that.
    """
    asked, (low, high) = setting.request, setting.span
    word = asked.parity
    if word is None:
        if low != -high or setting.fold is not None:
            return None
        found = fold_of(asked.activation, asked.order, "any")
        return None if found is None else int(found.part == "odd")
    mirrored = fold_of(asked.activation, asked.order, word)
    if mirrored is None and not (low >= 0 or high <= 0):
        raise ValueError(
            f"--{word}: {setting.target.name} is not {word}, and the range is on both sides"
        )
    return int(word == "odd")


def basis_of(setting: Setting, degree: int) -> Basis:
    """The powers that a polynomial of a setting is made of."""
    low, high = setting.span
    parity = parity_of(setting)
    if parity is not None and degree < parity:
        raise ValueError(f"--polynomial {degree}: an odd one has degree 1 at least")
    zeros = (0.0,) if setting.rooted and parity != 1 else ()
    return Basis(low, high, degree, parity if not zeros else None, zeros)


def polynomial(setting: Setting, degree: int) -> tuple[tuple[float, ...], float, float | None]:
    """Coefficients of powers of x, about the largest error, and what no other comes below."""
    target, asked = setting.target, setting.request
    basis = basis_of(setting, degree)
    if asked.measure == "mse":
        row = _least_squares(setting, basis)
        return row, 1.0, None
    scale = setting.scale
    weight: Callable[[Float64], Float64] | None = None
    if scale is not None:
        weight = lambda x: scale(x, target.on(x))  # noqa: E731 - one line says it
    f = lambda x: target.on(x, target.low, target.high)  # noqa: E731
    combination, error = remez(f, basis, weight)
    lowest = None
    if not asked.side:
        lowest = of_polynomials(target, basis, reference(f, basis, weight, combination), scale)
    exact = basis.powers(combination)
    if setting.held is None:
        row = tuple(float(c) for c in exact)
    else:
        row, error = rounded_polynomial(f, basis, weight, exact, setting.held)
    if asked.side:
        shift = error * (1 + 1e-9) + 1e-15
        row = (row[0] + asked.side * shift, *row[1:])
        if setting.held is not None:
            row = (setting.held.beyond(row[0], asked.side), *row[1:])
        error *= 2
    return row, error, lowest


def _least_squares(setting: Setting, basis: Basis) -> tuple[float, ...]:
    nodes, weights = np.polynomial.legendre.leggauss(max(200, 8 * basis.size))
    middle, half = (basis.start + basis.high) / 2, (basis.high - basis.start) / 2
    x = middle + half * nodes
    root = np.sqrt(weights * setting.density(x))
    solved = np.linalg.lstsq(basis.at(x) * root[:, None], setting.target.on(x) * root, rcond=None)[
        0
    ]
    exact = basis.powers(solved)
    if setting.held is not None:
        near = setting.held.nearest(np.array([float(c) for c in exact]))
        return tuple(float(c) for c in near)
    return tuple(float(c) for c in exact)


def rational(
    setting: Setting, above: int, below: int
) -> tuple[tuple[float, ...], tuple[float, ...], float]:
    """Numerator, denominator and about the largest error."""
    target, scale = setting.target, setting.scale
    weight = None if scale is None else (lambda x: scale(x, target.on(x)))
    f = lambda x: target.on(x, target.low, target.high)  # noqa: E731
    return rational_remez(f, setting.span, above, below, weight)


# ---------------------------------------------------------------- tables


def table(setting: Setting, count: int) -> Table:
    """The best table of evenly spaced entries, the first and the last at the ends of the range."""
    low, high = setting.span
    step = (high - low) / (count - 1)
    if setting.given is not None:
        unit = float(setting.given.scale)
        inputs = round((high - low) / unit)
        if inputs % (count - 1):
            raise ValueError(
                f"--entries {count}: {inputs} steps of {setting.given.name} do not go into "
                f"{count - 1} equal parts"
            )
        step = unit * (inputs // (count - 1))
    if setting.request.interpolate:
        return Table(low, step, _between(setting, count, step), True)
    return Table(low, step, _nearest(setting, count, step), False)


def _nearest(setting: Setting, count: int, step: float) -> tuple[float, ...]:
    target, (low, high) = setting.target, setting.span
    centres: Any = low + step * np.arange(count)
    cells = np.clip(centres[:, None] + step * np.linspace(-0.5, 0.5, 33), low, high)
    if setting.given is not None and step <= float(setting.given.scale):
        cells = centres[:, None]  # an entry for every input
    f = target.on(cells.ravel()).reshape(cells.shape)
    if setting.request.measure == "mse":
        values = f.mean(axis=1)
    elif setting.scale is None:
        values = (f.max(axis=1) + f.min(axis=1)) / 2
    else:
        w = setting.scale(cells, f)  # where both ends err the same: w1*(v - f1) = w2*(f2 - v)
        i, j = f.argmax(axis=1), f.argmin(axis=1)
        k = np.arange(count)
        values = (w[k, i] * f[k, i] + w[k, j] * f[k, j]) / (w[k, i] + w[k, j])
    if setting.rooted:
        values = np.where(np.abs(centres) <= step / 2, 0.0, values)
    return _held(setting, values)


def _between(setting: Setting, count: int, step: float) -> tuple[float, ...]:
    target, (low, high) = setting.target, setting.span
    asked = setting.request
    if asked.fixed is not None and setting.fold is None and asked.measure != "mse":
        out = fixed(asked.fixed[1])
        given = setting.given
        assert given is not None
        if asked.held in (None, asked.fixed[1]):
            unit = float(given.scale)
            inputs: Any = np.arange(round(low / unit), round(high / unit) + 1) * unit
            exact = target.on(inputs) / float(out.scale)
            best, _ = lines.integers(exact, count, round(step / unit), out.ends)
            return tuple(float(v * out.scale) for v in best)
    chain = lines.Chain(target, (low + step * np.arange(count)).tolist(), setting.scale)
    if asked.measure == "mse":
        return _held(setting, chain.least_squares(setting.density))
    values = chain.best()
    if asked.monotone:
        rising = values[-1] >= values[0]
        values = np.maximum.accumulate(values) if rising else np.minimum.accumulate(values)
    if setting.rooted:
        at = round(-low / step)
        if math.isclose(low + at * step, 0.0, abs_tol=step * 1e-9):
            values[at] = 0.0
        else:
            raise ValueError(
                "--zero-at-zero: no entry is at 0; take a range and a number that have one"
            )
    return _held(setting, values)


def _held(setting: Setting, values: Float64) -> tuple[float, ...]:
    if setting.held is None:
        return tuple(float(v) for v in values)
    near = setting.held.nearest(values)
    for value in (values.max(), values.min()):
        setting.held.check(float(value), "a value")
    return tuple(float(v) for v in near)
