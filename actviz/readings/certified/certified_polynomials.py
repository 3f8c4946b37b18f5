"""One interval of a formula as a polynomial in float64, with one proved bound on its error.

The interval is ``middle + half*s`` for -1 <= s <= 1. The bound covers everything between the
polynomial as NumPy evaluates it and the formula over the reals: the Taylor remainder, enclosed
over the whole interval; the radii of the coefficients; their rounding to doubles; and every
rounding of Horner's rule.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

import numpy as np
from flint import arb, ctx

from actviz.arrays import Float64
from actviz.dataclass import dataclass
from actviz.formula.tree import Node
from actviz.readings import balls
from actviz.readings.certified import taylor_series

DEGREE: Final = 10  # of a polynomial at most
BITS: Final = (80, 200, 600, 1600)  # tried in turn where coefficients lose their digits
_SHARP: Final = 200  # bits with which any comparison with a float32 is settled, if it can be
ENOUGH: Final = 2.0**-41  # relative: of 2**16 float32 results one is left to the balls
_UNIT: Final = 2.0**-53  # half an ulp of 1: the relative error of one operation
_TINY: Final = 2.0**-1060  # more than what underflow takes from all operations together
_SLACK: Final = 1 + 2.0**-30  # more than the rounding of the bounds themselves


@dataclass(frozen=True, slots=True)
class Polynomial:
    """``c[0] + c[1]*s + ...``, and how far at most a value in float64 is from the formula.

    A ``line`` has no rounding errors, and the formula is at, above or below all of it.
    """

    coefficients: tuple[float, ...]
    error: float
    rising: int  # 1 or -1: the formula rises or falls in s all over; 0: not known
    reach: float  # the largest of the coefficients: the size of the values
    line: int | None = None  # 0: the formula is this line; 1 or -1: strictly above or below it

    def at(self, s: Float64, out: Float64) -> Float64:
        """Horner's rule, one rounding an operation, as the bound assumes; no product is fused."""
        *others, last = self.coefficients
        if not others:
            out[...] = last
            return out
        np.multiply(s, last, out=out)
        for coefficient in reversed(others[1:]):
            out += coefficient
            out *= s
        out += others[0]
        return out


@dataclass(frozen=True, slots=True)
class Failure:
    """No polynomial does; ``cuts`` says into how many halves of halves the interval goes."""

    cuts: int


@contextmanager
def length(terms: int) -> Iterator[None]:
    """Work with series of so many terms for a while."""
    before = ctx.cap
    ctx.cap = terms
    try:
        yield
    finally:
        ctx.cap = before


def polynomial(
    tree: Node,
    values: Mapping[str, float],
    middle: float,
    half: float,
    floor: float = 0.0,
    enough: float = ENOUGH,
    count: int = 0,
) -> Polynomial | Failure:
    """The formula over ``middle - |half|`` to ``middle + |half|``.

    Args:
        middle, half: the interval; s runs from -1 at ``middle - half``.
        floor: values smaller than this need no relative accuracy.
        enough: the error allowed, relative to the largest value.
        count: how many evenly spaced numbers the interval stands for, if it does.
    """
    for terms in (6, DEGREE + 2):
        with length(terms):
            fit = _of_length(terms, tree, values, (middle, half), (floor, enough))
        if isinstance(fit, Polynomial) or not fit.cuts:
            break
    if isinstance(fit, Failure):
        return Failure(max(fit.cuts, 1))
    if count and len(fit.coefficients) <= 2:
        return _as_line(fit, tree, values, (middle, half), count)
    return fit


def _as_line(
    fit: Polynomial,
    tree: Node,
    values: Mapping[str, float],
    interval: tuple[float, float],
    count: int,
) -> Polynomial:
    """The same as a line with short coefficients, if the formula keeps to one side of it.

    x/2 and a little more is a tie of a format and a little more at every second subnormal number:
    no error bound tells on which side of the tie, the sign of the little does.
    """
    coefficients = tuple(_short(c, fit.error) for c in fit.coefficients)
    if not _exact_on_grid(coefficients, count):
        return fit
    middle, half = interval
    with length(3):
        for bits in (80, 400, 1000):
            with balls.precision(bits):
                at = coefficients_from(tree, values, arb(middle), half, 3)
                bend = coefficients_from(tree, values, arb(middle, abs(half)), half, 3)[2]
                gaps = [at[0] - arb(coefficients[0]), at[1]]
                if len(coefficients) > 1:
                    gaps[1] -= arb(coefficients[1])
                if all(gap.is_zero() for gap in (*gaps, bend)):
                    return replace(fit, coefficients=coefficients, error=0.0, line=0)
                others = abs(gaps[1]).upper() + abs(bend).upper()
                if abs(gaps[0]) > others:
                    error = float((abs(gaps[0]) + others).upper()) * _SLACK + _TINY
                    side = 1 if gaps[0] > 0 else -1
                    if error <= fit.error * 4:
                        return replace(fit, coefficients=coefficients, error=error, line=side)
    return fit


def _short(value: float, near: float) -> float:
    """A number of 26 bits, if one is near."""
    mantissa, exponent = math.frexp(value)
    short = math.ldexp(round(math.ldexp(mantissa, 26)), exponent - 26)
    return short if abs(short - value) <= near else value


def _exact_on_grid(coefficients: tuple[float, ...], count: int) -> bool:
    """Whether a line has values of at most 53 bits at all steps, so that none is rounded."""
    first, slope = (*coefficients, 0.0)[:2]
    unit = min(_lowest_bit(first), _lowest_bit(slope) * 2 / count)
    return abs(first) + abs(slope) < unit * 2.0**53 and unit >= 2.0**-1074


def _lowest_bit(value: float) -> float:
    if not value:
        return math.inf
    mantissa, exponent = math.frexp(value)
    whole = int(math.ldexp(mantissa, 53))
    return math.ldexp(whole & -whole, exponent - 53)


def _of_length(
    terms: int,
    tree: Node,
    values: Mapping[str, float],
    interval: tuple[float, float],
    goal: tuple[float, float],
) -> Polynomial | Failure:
    """``Failure(0)``: not smooth, as far as can be seen; more terms do not help."""
    middle, half = interval
    for bits in BITS:
        with balls.precision(bits):
            wide = coefficients_from(tree, values, arb(middle, abs(half)), half, terms)
            bounds = [_upper(ball) for ball in wide]
            near = coefficients_from(tree, values, arb(middle), half, terms)[:-1]
        if not all(map(math.isfinite, bounds)) or not all(ball.is_finite() for ball in near):
            if bits < _SHARP:  # whether x + 2 > 2 takes as many bits as x is small
                continue
            return Failure(0)
        fit = _fitted(near, bounds, *goal)
        if fit is not None:
            return fit
    return Failure(0)


def coefficients_from(
    tree: Node, values: Mapping[str, float], start: Any, half: float, terms: int
) -> list[Any]:
    """The coefficients of the series from a ball; NaN where a divisor in it may be zero."""
    try:
        expansion = taylor_series.compiled(tree)(taylor_series.line(start, half), values)
    except ValueError:
        return [arb("nan")] * terms
    return [taylor_series.coefficient(expansion, k) for k in range(terms)]


def _upper(ball: Any) -> float:
    return float(ball.abs_upper()) * _SLACK + _TINY if ball.is_finite() else math.inf


def _fitted(
    near: list[Any], bounds: list[float], floor: float, enough: float
) -> Polynomial | Failure | None:
    """The shortest polynomial that is good enough; None where more bits are needed."""
    middles = [float(ball.mid()) for ball in near]
    if not all(map(math.isfinite, middles)):
        return Failure(0)
    reach = max(map(abs, middles))
    allowed = enough * max(reach, floor)
    last = next((k for k in range(1, len(bounds)) if bounds[k] <= allowed / 2), None)
    if last is None:
        excess = math.log2(bounds[-1]) - math.log2(max(allowed / 2, _TINY))
        return Failure(min(max(math.ceil(excess / (len(bounds) - 1)), 1), 6))
    radii = [float(ball.rad()) * _SLACK + _TINY for ball in near[:last]]
    if sum(radii) > allowed / 8:
        return None
    coefficients = tuple(middles[:last])
    error = bounds[last] + sum(radii)
    error += _UNIT * sum(map(abs, coefficients))  # they are rounded to doubles
    error = (error + evaluation_error(coefficients)) * _SLACK + _TINY
    if error > allowed:
        return Failure(1)
    # The slope is c[1] + 2 c[2] s + ..., with a remainder that the same bound gives.
    others = sum(k * abs(c) for k, c in enumerate(coefficients) if k > 1) + last * bounds[last]
    others += sum(k * radius for k, radius in enumerate(radii))
    lead = coefficients[1] if last > 1 else 0.0
    rising = int(math.copysign(1, lead)) if abs(lead) > others * _SLACK + _TINY else 0
    return Polynomial(coefficients, error, rising, reach)


def evaluation_error(coefficients: tuple[float, ...]) -> float:
    """How far Horner's rule in float64 is at most from the polynomial, for -1 <= s <= 1.

    Each operation errs by half an ulp of its result. ``size`` bounds the intermediate result,
    ``error`` its distance from the exact one; a factor of at most 1 makes neither larger.
    """
    size, error = abs(coefficients[-1]), 0.0
    for coefficient in reversed(coefficients[:-1]):
        error += _UNIT * size + _TINY
        size = size * (1 + _UNIT) + abs(coefficient)
        error += _UNIT * size
        size *= 1 + _UNIT
    return error * _SLACK
