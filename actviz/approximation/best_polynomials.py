"""The best polynomial and the best rational for a setting."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from flint import arb, arb_poly
from numpy.typing import NDArray

from actviz.approximation.curves.exact_minimax import best_polynomial
from actviz.approximation.curves.holding import Held
from actviz.approximation.curves.minimax import Basis, reference, remez
from actviz.approximation.curves.nearest import nearest
from actviz.approximation.curves.rationals import rational_remez
from actviz.approximation.curves.rounding import InFormat
from actviz.approximation.lower_bounds import of_polynomials, of_rationals
from actviz.approximation.setting import BINS, Setting
from actviz.approximation.target.target import fold_of
from actviz.approximation.value.coefficients import horner
from actviz.readings import balls

Float64 = NDArray[Any]

Values = Callable[[Float64], Float64]
Rational = tuple[float, tuple[float, ...], tuple[float, ...]]  # error, numerator, denominator

_ROUNDED = 2.0**-40  # of the function: an error that may be that of rounding
_DIGITS = 2.0**-50  # of the function: one that is
_SEEN = 1025  # places by which a rational is ruled out
_NODES = 8  # of Gauss's rule between two edges of a density's bins


def parity_of(setting: Setting) -> int | None:
    """0 or 1 where only even or only odd powers are wanted: asked for, or as the function is.

    Raises:
        ValueError: it is asked for, and the function is not like that.
    """
    request, (low, high) = setting.request, setting.span
    word = request.parity
    if word is None:
        if low != -high or setting.fold is not None or not _mirrored(setting):
            return None
        fold = fold_of(request.activation, request.order, "any")
        return None if fold is None else int(fold.part == "odd")
    mirrored = fold_of(request.activation, request.order, word)
    if mirrored is None and not (low >= 0 or high <= 0):
        raise ValueError(
            f"--{word}: {setting.target.name} is not {word}, and the range is on both sides"
        )
    return int(word == "odd")


def _mirrored(setting: Setting) -> bool:
    """Whether x and -x count the same."""
    density = setting.request.density
    if setting.request.measure != "mse" or isinstance(density, str):
        return True
    return isinstance(density, tuple) and density[0] == 0


def basis_of(setting: Setting, degree: int) -> Basis:
    """The powers that a polynomial of a setting is made of."""
    low, high = setting.span
    parity = parity_of(setting)
    if parity == 1 and degree == 0 and setting.request.parity is None:
        parity = None  # of a constant
    if parity is not None and degree < parity:
        raise ValueError(f"--polynomial {degree}: an odd one has degree 1 at least")
    zeros = (0.0,) * setting.roots
    if parity is not None and zeros and parity != len(zeros) % 2:
        zeros = (*zeros, 0.0)
    if degree < len(zeros):
        raise ValueError(
            f"--polynomial {degree}: {_zero_of(setting)}; take a degree of {len(zeros)} at least"
        )
    if parity == 1 and len(zeros) == 1:
        zeros = ()  # as odd ones are anyway
    return Basis(low, high, degree, parity, zeros)


def _zero_of(setting: Setting) -> str:
    like = f" like x**{setting.roots}" if setting.roots > 1 else ""
    return f"{setting.target.name} is 0{like} at 0"


def polynomial(setting: Setting, degree: int) -> tuple[tuple[float, ...], float, float | None]:
    """Coefficients of powers of x, about the largest error, and what no other comes below."""
    target, request = setting.target, setting.request
    if request.measure == "mse":
        row, lowest = _least_squares(setting, basis_of(setting, degree))
        return row, 1.0, lowest
    f, weight, basis, exact, turns = _minimax(setting, degree)
    lowest = None
    if not request.side and basis.degree == degree:
        lowest = of_polynomials(target, basis, turns, setting.scale)
    held = setting.held or Held("float64")
    rounded = InFormat(f, basis, weight, exact, turns, held).best()
    row, error = rounded.row + (0.0,) * (degree - basis.degree), rounded.error
    if rounded.lowest is not None and not request.side:
        lowest = max(lowest or 0.0, rounded.lowest)
    if request.side:
        x = np.linspace(target.low, target.high, 65)
        shift = error and error * (1 + 1e-9) + target.noise(x, None)  # what is exact stays
        row = (row[0] + request.side * shift, *row[1:])
        if setting.held is not None:
            row = (setting.held.beyond(row[0], request.side), *row[1:])
        error *= 2
    return row, error, lowest


def least_error(setting: Setting, degree: int) -> float:
    """What no polynomial of a degree comes below, as far as float64 tells."""
    target, scale, basis = setting.target, setting.scale, basis_of(setting, degree)
    weight: Values | None = None if scale is None else lambda x: scale(x, target.on(x))

    def f(x: Float64) -> Float64:
        return target.on(x, target.low, target.high)

    combination, _ = remez(f, basis, weight)
    x = np.array(reference(f, basis, weight, combination))
    if not len(x):
        return 0.0
    errors = np.abs(f(x) - basis.at(x) @ combination) * (1.0 if weight is None else weight(x))
    return float(errors.min())


def real_coefficients(setting: Setting, degree: int) -> tuple[float, ...]:
    """About the coefficients of the best polynomial before any format holds them."""
    if setting.request.measure == "mse" or setting.request.side:
        return polynomial(setting, degree)[0]
    return tuple(map(float, _minimax(setting, degree)[3]))


def _minimax(setting: Setting, degree: int) -> tuple[Values, Values | None, Basis, Any, Any]:
    """The function, its weight, the powers, the best real coefficients, and where they turn."""
    target, scale = setting.target, setting.scale
    weight: Values | None = None
    if scale is not None:
        weight = lambda x: scale(x, target.on(x))  # noqa: E731 - one line says it
    f = lambda x: target.on(x, target.low, target.high)  # noqa: E731
    basis, combination, turns = best_polynomial(target, f, basis_of(setting, degree), weight)
    return f, weight, basis, basis.powers(combination), turns


def _least_squares(setting: Setting, basis: Basis) -> tuple[tuple[float, ...], float | None]:
    """Coefficients of the smallest mean square, and what no others come below.

    That is their own mean square where all numbers of the format were tried that may be better.
    """
    x, weights = _nodes(setting, basis.size)
    root, values = np.sqrt(weights), setting.target.on(x)
    columns = basis.at(x) * root[:, None]
    solved = np.linalg.lstsq(columns, values * root, rcond=None)[0]
    exact = basis.powers(solved)
    row = tuple(float(c) for c in exact)
    least = float(((columns @ solved - values * root) ** 2).sum())
    if setting.held is not None:
        powers = [k for k in range(basis.degree + 1) if basis.parity in (None, k % 2)]
        for k in powers:
            setting.held.check(row[k], f"the coefficient of x**{k}")
        columns = np.stack([x**k for k in powers], 1) * root[:, None]
        near, complete = nearest(columns, values * root, setting.held)
        if complete:
            least = float(((columns @ near - values * root) ** 2).sum())
        chosen = dict(zip(powers, near.tolist(), strict=True))
        row = tuple(chosen.get(k, 0.0) + 0.0 for k in range(basis.degree + 1))
    density = setting.request.density
    if not isinstance(density, (str, tuple)):
        return row, None  # its mean square is that at the inputs themselves
    if density == "uniform":
        least /= setting.target.high - setting.target.low
    return row, least * (2 if setting.fold is not None and density != "uniform" else 1)


def _nodes(setting: Setting, size: int) -> tuple[Float64, Float64]:
    """Places over the range, and what the error there counts."""
    target = setting.target
    edges = {*np.linspace(target.low, target.high, BINS + 1).tolist(), *target.knots}
    ends = np.array(sorted(edges))
    nodes, weights = np.polynomial.legendre.leggauss(max(_NODES, -(-8 * size // BINS)))
    middle, half = (ends[1:] + ends[:-1]) / 2, np.diff(ends) / 2
    x = middle[:, None] + half[:, None] * nodes
    return x.ravel(), (half[:, None] * weights * setting.density(x)).ravel()


def rational(
    setting: Setting, above: int, below: int
) -> tuple[tuple[float, ...], tuple[float, ...], float | None, str | None]:
    """Numerator, denominator, what no other comes below, and a note if the degrees are lower.

    Where the best one has lower degrees, as of odd functions, it is that one; what no other comes
    below is of the degrees asked for.
    """
    target, scale, roots = setting.target, setting.scale, setting.roots
    if above < roots:
        raise ValueError(
            f"--rational {above}/{below}: {_zero_of(setting)}; take a numerator's degree of "
            f"{roots} at least"
        )
    near = (target.high - target.low) * 2.0**-60  # at 0, as far as doubles tell

    def f(x: Float64) -> Float64:
        if roots:  # the quotient by its zero at 0, which the numerator gets back
            x = np.where(np.abs(x) < near, near if target.high > 0 else -near, x)
        quotients: Float64 = target.on(x, target.low, target.high) / x**roots
        return quotients

    def weight(x: Float64) -> Float64:
        assert scale is not None
        if roots:
            x = np.where(np.abs(x) < near, near if target.high > 0 else -near, x)
        weights: Float64 = scale(x, target.on(x)) * np.abs(x**roots)
        return weights

    def fit(p: int, q: int) -> Rational:
        if min(p - roots, q) < 0:
            return math.inf, (), ()
        try:
            fraction = rational_remez(f, setting.span, p - roots, q, weight if scale else None)
        except ValueError:
            return math.inf, (), ()
        return fraction[2], (0.0,) * roots + fraction[0], fraction[1]

    best: Rational | None = None
    lowest: float | None = None
    for p, q in ((above, below), (above - 1, below), (above, below - 1), (above - 1, below - 1)):
        error, top, bottom = fit(p, q)
        if top and (best is None or error < best[0] * (1 - 1e-6)):
            more = (0.0,) * (above - p), (0.0,) * (below - q)
            best = error, (*top, *more[0]), (*bottom, *more[1])
            lowest = of_rationals(target, best[1], best[2], scale, roots)
            if lowest is not None:
                break
    if best is None:
        raise ValueError(f"no rational {above}/{below} without a pole in the range was found")
    error, top, bottom = best
    kept = _cut(top), _cut(bottom)
    x = np.linspace(*setting.span, 65)
    sizes = np.abs(f(x)) if scale is None else np.abs(f(x)) * weight(x)
    if error <= float(sizes.max()) * _ROUNDED:
        enough = max(2 * error, float(sizes.max()) * _DIGITS)
        kept = _fewest(setting, kept, lambda p, q: fit(p, q)[0] <= enough, fit)
    note = None
    if (len(kept[0]), len(kept[1])) != (len(top), len(bottom)):
        smaller = f"{len(kept[0]) - 1}/{len(kept[1]) - 1}"
        what = "the best" if lowest is not None else "the best found"
        note = f"{what} rational {above}/{below} is one of {smaller}"
    return *kept, lowest, note


def seen_error(setting: Setting, top: Sequence[float], bottom: Sequence[float]) -> float:
    """What a rational errs at some places, less what float64 does not tell."""
    x = np.linspace(*setting.span, _SEEN)
    f = setting.target.on(x, *setting.span)
    weights = 1.0 if setting.scale is None else setting.scale(x, f)
    errors = np.abs(f - horner(top, x) / horner(bottom, x)) - np.abs(f) * _ROUNDED
    return float((errors * weights).max())


def _fewest(
    setting: Setting,
    kept: tuple[tuple[float, ...], tuple[float, ...]],
    keeps: Callable[[int, int], bool],
    fit: Callable[[int, int], Rational],
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The rational of the lowest degrees that errs by rounding alone: others share zeros.

    Its coefficients are those of few digits where these are nearer to the function.
    """
    p, q = (len(row) - 1 for row in kept)
    for down, below in ((1, 1), (1, 0), (0, 1)):
        while min(p - down, q - below) >= 0 and keeps(p - down, q - below):
            p, q = p - down, q - below
    one = kept if (p, q) == (len(kept[0]) - 1, len(kept[1]) - 1) else fit(p, q)[1:]
    reach = max(map(abs, setting.span))
    rows = []
    for row in one:
        sizes = [abs(c) * reach**k for k, c in enumerate(row)]
        pairs = zip(row, sizes, strict=True)
        rows.append(_cut([c if size > max(sizes) * _ROUNDED else 0.0 for c, size in pairs]))
    if len(rows[1]) == 1:
        return _cut(polynomial(setting, len(rows[0]) - 1)[0]), (1.0,)
    unit = next(c for c in rows[1] if c)
    short = tuple(tuple(_short(c / unit) for c in row) for row in rows)
    return min((one, (short[0], short[1])), key=lambda pair: _off(setting, *pair))


def _short(number: float) -> float:
    """The nearest number of few digits."""
    share, power = math.frexp(number)
    return math.ldexp(round(share / _ROUNDED) * _ROUNDED, power)


def _off(setting: Setting, top: tuple[float, ...], bottom: tuple[float, ...]) -> float:
    """The largest error of a rational at some places, without rounding."""
    largest = 0.0
    for x in np.linspace(*setting.span, 33).tolist():
        with balls.precision(160):
            above, below = (arb_poly([arb(c) for c in row])(arb(x)) for row in (top, bottom))
            off = setting.target.exactly(x) - above / below
            largest = max(largest, float(abs(off).mid()) if off.is_finite() else math.inf)
    return largest


def _cut(row: Sequence[float]) -> tuple[float, ...]:
    """Without zeros at the upper end."""
    length = max((k + 1 for k, c in enumerate(row) if c), default=1)
    return tuple(row[:length])
