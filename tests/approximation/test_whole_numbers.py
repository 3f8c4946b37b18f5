"""Approximations in integers beside every other one that small formats have."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from typing import Any

import mpmath as mp
import numpy as np
import pytest

from actviz.approximation.in_integers.inputs import least
from tests.approximation.judge import fit

INPUTS = [Fraction(k, 2) for k in range(-8, 8)]  # Q3.1
FORMATS = {"fixed": ("Q3.1", "Q2.2"), "held": "Q2.2"}
TANH = {x: float(mp.tanh(mp.mpf(x.numerator) / x.denominator)) for x in INPUTS}
NUMBERS = [Fraction(k, 4) for k in range(-8, 8)]  # Q2.2


def off(value: Fraction, x: Fraction) -> float:
    """How far a sum, rounded half up to Q2.2 and saturated, is from tanh."""
    near = min(max(math.floor(value * 4 + Fraction(1, 2)), -8), 7)
    return abs(TANH[x] - near / 4)


@cache
def table_errors() -> tuple[list[float], ...]:
    """Of each table of three entries, at -4, 0 and 4."""
    listed = []
    for u, v, w in itertools.product(NUMBERS, repeat=3):
        ends = ((u, v), (v, w))
        values = [ends[x >= 0][0] * (1 - x % 4 / 4) + ends[x >= 0][1] * (x % 4 / 4) for x in INPUTS]
        listed.append([off(value, x) for value, x in zip(values, INPUTS, strict=True)])
    return tuple(listed)


def test_no_table_of_the_formats_is_better() -> None:
    one = fit("tanh", kind="table", size=3, interpolate=True, **FORMATS)
    assert one.error is not None
    best = min(max(errors) for errors in table_errors())
    assert one.error.upper == pytest.approx(best, rel=1e-12)
    assert one.bound_any == pytest.approx(best, rel=1e-9)
    square = fit("tanh", kind="table", size=3, interpolate=True, measure="mse", **FORMATS)
    x = np.array([float(v) for v in INPUTS])
    least = min(sum(e * e for e in errors) for errors in table_errors())
    assert sum((np.tanh(x) - square(x)) ** 2) == pytest.approx(least, rel=1e-12)
    values = [fit("tanh", kind="table", size=3, interpolate=True, monotone=True, **FORMATS)]
    assert values[0].table is not None
    assert list(values[0].table.values) == sorted(values[0].table.values)


@cache
def line_errors(first: Fraction, slope: Fraction) -> list[float]:
    return [off(first + slope * x, x) for x in INPUTS]


def best_pieces(count: int) -> float:
    """By a program over all knots and all lines."""

    def piece(i: int, j: int) -> float:
        return min(max(line_errors(*line)[i:j]) for line in itertools.product(NUMBERS, repeat=2))

    cost = [piece(0, j) for j in range(1, 17)]
    for _ in range(count - 1):
        cost = [
            min([cost[j - 1], *(max(cost[i - 1], piece(i, j)) for i in range(1, j))])
            for j in range(1, 17)
        ]
    return cost[-1]


@pytest.mark.parametrize("count", [1, 2, 3])
def test_no_straight_pieces_of_the_formats_are_better(count: int) -> None:
    one = fit("tanh", size=count, **FORMATS)
    assert one.error is not None
    assert one.error.upper == pytest.approx(best_pieces(count), rel=1e-12)
    assert one.bound_any == pytest.approx(one.error.upper, rel=1e-9)
    assert len(one.pieces or ()) <= count


def test_a_parabola_is_near_the_best_of_all() -> None:
    one = fit("tanh", kind="polynomial", size=2, span=(0.0, 3.5), **FORMATS)

    def value(c: Sequence[Fraction], x: Fraction) -> Fraction:
        # The product is rounded back to the two bits of the coefficients before the next one.
        inner = Fraction(math.floor((c[2] * x + c[1]) * 4 + Fraction(1, 2)), 4)
        return inner * x + c[0]

    best = min(
        max(off(value(c, x), x) for x in INPUTS[8:])
        for c in itertools.product(NUMBERS, repeat=3)
        if abs(off(value(c, INPUTS[-1]), INPUTS[-1])) < 0.25
    )
    assert one.error is not None
    assert one.error.upper <= best * 1.25
    # Not every parabola was tried, and no result is nearer than the nearest number.
    nearest = max(min(abs(TANH[x] - float(number)) for number in NUMBERS) for x in INPUTS[8:])
    assert one.bound_any == pytest.approx(nearest, rel=1e-6)


@pytest.mark.parametrize(
    ("name", "options", "known"),
    [
        # Half a step of the result is 0.025: no approximation is much better.
        ("gelu", {"size": 8, "fixed": ("int8:0.05:3", "int8:0.05:3")}, 0.0247),
        ("gelu", {"size": 4, "degree": 3, "fixed": ("int8:0.05:3", "int8:0.05:3")}, 0.0247),
        ("tanh", {"size": 8, "fold": True, "fixed": ("int8:0.04:0", "int8:0.008:0")}, 0.0081),
        # The best polynomial in real arithmetic has 0.017533.
        ("tanh", {"size": 9, "kind": "polynomial", "span": (-4.0, 4.0),
                  "fixed": ("int16:0.00025:0", "int16:0.000031:0")}, 0.01757),
    ],
)  # fmt: skip
def test_affine_formats(name: str, options: dict[str, Any], known: float) -> None:
    one = fit(name, **options)
    assert one.error is not None
    assert one.error.upper <= known
    form = (one.coefficients_format or "")[1:].split(".")
    assert sum(map(int, form)) == (32 if "16" in options["fixed"][0] else 16)


def test_the_fewest_pieces_that_keep_an_error_in_integers() -> None:
    one = fit("gelu", fixed=("int8:0.05:3", "int8:0.05:3"), within=0.03)
    count = len(one.pieces or ())
    fewer = fit("gelu", fixed=("int8:0.05:3", "int8:0.05:3"), size=count - 1)
    assert one.error is not None
    assert one.error.upper <= 0.03
    assert fewer.bound_any is not None
    assert fewer.bound_any > 0.03
    with pytest.raises(ValueError, match="has no results that come below"):
        fit("gelu", fixed=("int8:0.05:3", "int8:0.05:3"), within=0.02)


@pytest.mark.parametrize(("within", "most"), [(0.01, 5), (0.003, 9)])
def test_pieces_that_join_are_found_for_an_error_that_they_keep(within: float, most: int) -> None:
    options: dict[str, Any] = {"fixed": ("Q4.12", "Q4.12"), "continuous": True}
    one = fit("sigmoid", span=(-4.0, 4.0), within=within, size=None, **options)
    assert one.pieces is not None  # so many of a given number keep it: none was said to
    assert len(one.pieces) <= most
    assert one.error is not None
    assert one.error.upper <= within


@pytest.mark.parametrize("more", [{}, {"degree": 0}, {"degree": 2}, {"monotone": True}])
def test_formats_that_are_too_coarse_for_an_error_are_what_a_refusal_names(
    more: dict[str, Any],
) -> None:
    # At x = 1 halves alone are to be had, and tanh(1) is 0.76159: 0.26 or 0.24 off.
    options = {"fixed": ("Q4.4", "Q4.8"), "held": "Q4.1", "within": 0.13}
    with pytest.raises(ValueError, match=r"--within 0\.13: no pieces of these formats were found"):
        fit("tanh", **options, **more)


def test_two_inputs_have_one_piece_and_what_is_lacking_is_said() -> None:
    options: dict[str, Any] = {"span": (-0.1, 1.1), "fixed": ("Q4.0", "Q1.15")}
    with pytest.raises(ValueError, match="--pieces 3: at most 1 piece, with 0 places for knots"):
        fit("gelu", size=3, **options)
    # Of degree 30 a polynomial was refused after 14 seconds: a lower one had a coefficient of 1.
    for more in ({"size": 1}, {"size": 3, "continuous": True}, {"size": 30, "kind": "polynomial"}):
        one = fit("tanh", **more, **options)
        assert one.error is not None
        assert one.error.upper == pytest.approx(abs(np.tanh(1) - 24956 / 2**15), rel=1e-6)
    with pytest.raises(ValueError, match=r"Q1.15 holds .* is 1.4; give --coefficients Q2.14"):
        fit("0.7*sin(2*x)", size=30, span=(-1.0, 1.0), kind="polynomial", fixed=("Q4.4", "Q1.15"))


@pytest.mark.parametrize("kind", ["pieces", "polynomial", "table"])
@pytest.mark.parametrize(
    ("span", "few"),
    [((-0.1, 0.1), "one number, 0,"), ((0.2, 0.8), "no number"), ((1.5, 2.2), "one number, 2,")],
)
@pytest.mark.parametrize("form", ["Q4.0", "int8:1:0"])
def test_too_few_inputs_are_refused_in_words(
    kind: str, span: tuple[float, float], few: str, form: str
) -> None:
    why = re.escape(f"holds {few} of {form}, the format of inputs")
    with pytest.raises(ValueError, match=why):
        fit("gelu", kind=kind, span=span, size=4, fixed=(form, "Q1.15"))


def crosses_between(one: Sequence[Fraction], other: Sequence[Fraction], knot: Fraction) -> bool:
    """Whether two lines cross at an input or between it and the one before."""
    gaps = [b - a + (n - m) * x for (a, m), (b, n) in [(one, other)] for x in (knot - STEP, knot)]
    return gaps[0] * gaps[1] <= 0


STEP = Fraction(1, 2)  # of the inputs
LINES = list(itertools.product(NUMBERS, repeat=2))


@cache
def best_of_two_that_join(*, rising: bool, above: bool) -> float:
    """By trying every two lines that cross at an input or between two, and keep 1 at the ends."""

    def errors(line: Sequence[Fraction]) -> list[float]:
        if rising and line[1] < 0:
            return [math.inf] * 16
        listed = []
        for x in INPUTS:
            near = min(max(math.floor((line[0] + line[1] * x) * 4 + Fraction(1, 2)), -8), 7)
            listed.append(math.inf if above and near / 4 < TANH[x] else abs(near / 4 - TANH[x]))
        return listed

    every = {line: errors(line) for line in LINES}
    best = min(max(listed) for listed in every.values())
    starts, ends = ([k for k, e in every.items() if e[at] < 1] for at in (0, -1))
    for one, other in itertools.product(starts, ends):
        if one[1] == other[1]:
            continue
        place = math.ceil((other[0] - one[0]) / (one[1] - other[1]) / STEP) + 8
        if 0 < place < 16:
            best = min(best, max(max(every[one][:place]), max(every[other][place:])))
    return best


@pytest.mark.parametrize(
    "options",
    [{"continuous": True}, {"monotone": True}, {"continuous": True, "side": 1}],
    ids=["continuous", "monotone", "above"],
)
def test_two_straight_pieces_that_join_are_the_best_of_all(options: dict[str, Any]) -> None:
    one = fit("tanh", size=2, **options, **FORMATS)
    known = best_of_two_that_join(rising="monotone" in options, above="side" in options)
    assert one.error is not None
    assert known < 1
    assert one.error.upper == pytest.approx(known, rel=1e-12)
    for a, b in itertools.pairwise(one.pieces or ()):
        rows = [[Fraction(c) for c in piece.coefficients] for piece in (a, b)]
        assert crosses_between(rows[0], rows[1], Fraction(b.low))


@pytest.mark.parametrize(
    ("name", "options", "known"),
    [
        # What pieces come to that need not join, and a few thousandths of it more.
        ("gelu", {"size": 8, "fixed": ("int8:0.05:3", "int8:0.05:3"), "continuous": True}, 0.0247),
        ("gelu", {"size": 8, "span": (-4.0, 4.0), "fixed": ("Q4.12", "Q4.12"), "held": "Q2.6",
                  "continuous": True}, 0.0119),
        ("sigmoid", {"size": 8, "fixed": ("Q4.4", "Q2.6"), "side": -1, "continuous": True}, 0.0312),
        ("tanh", {"size": 6, "fixed": ("int8:0.04:0", "int8:0.008:0"), "fold": True,
                  "monotone": True}, 0.0072),
        ("sigmoid", {"size": 8, "fixed": ("Q4.4", "Q2.6"), "side": 1}, 0.0306),
        ("relu", {"size": 2, "fixed": ("Q4.12", "Q4.12"), "side": 1, "continuous": True}, 1e-14),
        ("gelu", {"size": 6, "fixed": ("Q4.4", "Q4.4"), "measure": "mse", "continuous": True}, 0.1),
        ("silu", {"kind": "polynomial", "size": 4, "span": (-4.0, 4.0), "side": -1,
                  "fixed": ("Q4.4", "Q4.4"), "held": "Q2.10"}, 0.3),
    ],
)  # fmt: skip
def test_what_is_asked_for_holds_at_every_input(
    name: str, options: dict[str, Any], known: float
) -> None:
    one = fit(name, **options)
    assert one.error is not None
    assert one.formats is not None
    assert one.error.upper <= known
    given, held, out = one.formats
    inputs = given.every_integer()
    x = given.numbers(inputs)
    inside = np.abs(x) <= one.range[1] if one.fold else (x >= one.range[0]) & (x <= one.range[1])
    results = out.numbers(one.on_integers(inputs[inside]))
    if "monotone" in options:
        assert (np.diff(results) >= 0).all()
    if "side" in options:
        for v, y in zip(x[inside][::7].tolist(), results[::7].tolist(), strict=True):
            assert options["side"] * (mp.mpf(y) - TRUE[name](mp.mpf(v))) >= 0
    for a, b in itertools.pairwise(one.pieces or () if "continuous" in options else ()):
        rows = [
            [Fraction(round(Fraction(c) / held.scale)) for c in piece.coefficients]
            for piece in (a, b)
        ]
        if out.fraction_bits is not None:  # else coefficients are in steps of input and result
            step, knot = given.scale, Fraction(b.low)
            gaps = [p - q + (m - n) * v for (q, n), (p, m) in [rows] for v in (knot - step, knot)]
            assert gaps[0] * gaps[1] <= 0


TRUE: dict[str, Any] = {
    "gelu": lambda x: x * mp.ncdf(x),
    "silu": lambda x: x / (1 + mp.exp(-x)),
    "sigmoid": lambda x: 1 / (1 + mp.exp(-x)),
    "tanh": mp.tanh,
    "relu": lambda x: max(x, mp.mpf(0)),
}


@pytest.mark.parametrize(
    ("name", "options", "known"),
    [
        ("tanh", {"size": 9, "order": 1, "span": (-2.0, 2.0), "fixed": ("Q4.2", "Q2.14")}, 2e-3),
        ("tanh", {"size": 12, "side": -1, "span": (-3.0, 3.0), "fixed": ("Q4.2", "Q1.15")}, 1.1e-3),
        ("gelu", {"size": 6, "fixed": ("Q3.1", "Q3.9"), "span": (0.0, 3.0), "knots": 0.5,
                  "measure": "mse"}, 2e-3),
        ("mish", {"size": 7, "span": (-3.0, 1.0), "fixed": ("Q4.0", "Q4.8"),
                  "continuous": True}, 4e-3),
        ("tanh", {"size": 12, "span": (0.0, 1.5), "fixed": ("Q4.2", "Q4.12"), "continuous": True,
                  "measure": "mse"}, 1e-3),
        ("softplus", {"size": 5, "span": (0.0, 1.5), "fixed": ("Q4.2", "Q4.12"), "side": 1,
                      "continuous": True}, 1e-3),
    ],
)  # fmt: skip
def test_no_piece_begins_at_the_last_input(
    name: str, options: dict[str, Any], known: float
) -> None:
    one = fit(name, **options)
    assert one.pieces is not None
    assert all(piece.low < piece.high for piece in one.pieces)
    assert one.pieces[-1].high == options["span"][1]
    assert one.error is not None
    assert one.error.upper < known


def test_an_error_of_1_that_some_input_has_in_any_table() -> None:
    # gelu(-4) is -1.27e-4: of the multiples of 2**-8 none but 0 is nearer than twice that.
    formats = {"fixed": ("Q4.8", "Q4.8"), "span": (-8.0, 8.0)}
    one = fit("gelu", kind="table", size=65, interpolate=True, measure="relative", **formats)
    assert one.error is not None
    assert (one.error.lower, one.error.upper) == pytest.approx((1, 1), rel=1e-6)
    assert one.bound_any == pytest.approx(1, rel=1e-5)


def test_a_search_ends_where_it_is_near_enough_or_nothing_is_below() -> None:
    errors: list[float] = []

    def kept(error: float) -> float | None:
        errors.append(error)
        return error if error >= math.pi else None

    assert least(kept, None, 1.0)[1] == pytest.approx(math.pi, rel=1e-4)
    assert len(errors) < 25
    errors.clear()
    assert least(kept, lambda *_: math.pi, 1.0, math.pi * (1 - 1e-9))[0] >= math.pi
    assert len(errors) <= 2
