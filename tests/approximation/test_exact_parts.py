"""Where a function is itself a polynomial, its pieces are that polynomial."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath as mp
import numpy as np
import pytest
import sympy

from actviz.approximation.target.exact_parts import exact_parts, nearly_polynomial_of, polynomial_of
from actviz.approximation.value.result import Approximation
from actviz.facts.breaks import breaks
from actviz.formula.grammar import parse
from actviz.lookup.registry import get
from tests.approximation.judge import fit


def rows(one: Approximation) -> list[tuple[float, float, tuple[float, ...]]]:
    assert one.pieces is not None
    return [(piece.low, piece.high, piece.coefficients) for piece in one.pieces]


@pytest.mark.parametrize("measure", ["absolute", "relative", "ulp"])
@pytest.mark.parametrize("degree", [1, 2])
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("hard_tanh", [(-4, -1, [-1, 0]), (-1, 1, [0, 1]), (1, 4, [1, 0])]),
        ("leaky_relu", [(-4, 0, [0, 0.01]), (0, 4, [0, 1])]),
        ("prelu", [(-4, 0, [0, 0.25]), (0, 4, [0, 1])]),
        ("x/4 - abs(x - 1)", [(-4, 1, [-1, 1.25]), (1, 4, [1, -0.75])]),
    ],
)
def test_what_is_straight_is_exact(
    name: str, expected: list[tuple[float, float, list[float]]], degree: int, measure: str
) -> None:
    if "abs" in name and measure != "absolute":
        return  # it has a zero beside 0
    one = fit(name, span=(-4.0, 4.0), size=8, degree=degree, measure=measure)
    listed = [(low, high, list(row[:2])) for low, high, row in rows(one)]
    assert listed == expected
    assert one.bound_any == 0


def test_a_parabola_is_exact() -> None:
    one = fit("hard_swish", span=(-4.0, 4.0), size=8, degree=2)
    assert rows(one) == [(-4, -3, (0, 0, 0)), (-3, 3, (0, 0.5, 1 / 6)), (3, 4, (0, 1, 0))]
    assert one.error is not None
    assert one.error.upper < 1e-13


def test_a_format_that_does_not_have_a_slope_does_not_get_it() -> None:
    one = fit("leaky_relu", span=(-4.0, 4.0), size=8, measure="ulp", held="float16")
    assert all(float(np.float16(c)) == c for _, _, row in rows(one) for c in row)


@pytest.mark.parametrize(
    ("text", "row"), [("x + 0.25", (0.25, 1)), ("2*x", (0, 2)), ("3 + 0*x", (3,))]
)
@pytest.mark.parametrize("options", [{}, {"continuous": True}, {"degree": 2}])
def test_a_line_is_itself_on_the_whole_line(
    text: str, row: tuple[float, ...], options: dict[str, Any]
) -> None:
    one = fit(text, size=8, **options)
    assert rows(one) == [(-math.inf, 0, row), (0, math.inf, row)]
    assert one.error is not None
    assert one.error.upper <= 2.0**-49  # half a unit where x + 0.25 is below 16.25


@pytest.mark.parametrize(
    "text",
    ["x", "3", "-(x - 1)**3/7 + x*(2 - x)", "(x + 1/3)*(x - 1/3)", "(x**2 + 1)**4 - x", "x/2/4"],
)
def test_coefficients_are_those_that_sympy_finds(text: str) -> None:
    x = sympy.Symbol("x")
    expected = sympy.Poly(sympy.sympify(text, rational=True), x).all_coeffs()[::-1]
    assert polynomial_of(parse(text)) == tuple(Fraction(int(c.p), int(c.q)) for c in expected)


@pytest.mark.parametrize(
    "text", ["exp(x)", "1/x", "x**0.5", "x**-1", "(x**2)**5", "x**x", "abs(x)"]
)
def test_other_formulas_are_none(text: str) -> None:
    assert polynomial_of(parse(text)) is None


def test_a_part_ends_where_the_function_breaks() -> None:
    tree = parse("where(x == 1, 5, x)")
    parts = exact_parts(tree, -4, 4, breaks(tree, -4, 4))
    before, after = (math.nextafter(1.0, side) for side in (-4, 4))
    assert [(part.low, part.high) for part in parts] == [(-4, before), (after, 4)]
    elu = get("elu").bound_tree
    assert [part.low for part in exact_parts(elu, -4, 4, breaks(elu, -4, 4))] == [0]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("(1 + sigmoid(1))*x", lambda: (0, 1 + 1 / (1 + mp.exp(-1)))),
        ("x/pi + x", lambda: (0, 1 + 1 / mp.pi)),
        ("sqrt(2) - x*(-pi)*pi", lambda: (mp.sqrt(2), mp.pi**2)),
        ("-sqrt(2)*x/-3", lambda: (0, mp.sqrt(2) / 3)),
    ],
)
def test_a_coefficient_that_is_no_fraction_is_hardly_nearer_to_0(
    text: str, meant: Callable[[], tuple[Any, ...]]
) -> None:
    assert polynomial_of(parse(text)) is None
    row = nearly_polynomial_of(parse(text))
    assert row is not None
    with mp.workdps(130):
        for got, true in zip(row, meant(), strict=True):
            share = mp.mpf(got.numerator) / got.denominator / true if true else 1
            assert 1 - mp.mpf(2) ** -190 < share <= 1


@pytest.mark.parametrize("text", ["pi*x - 3*x", "(x - pi)*(x + 3)", "x/sin(x)", "exp(x)"])
def test_what_may_cancel_is_not_taken_for_nearly_a_polynomial(text: str) -> None:
    assert nearly_polynomial_of(parse(text)) is None
