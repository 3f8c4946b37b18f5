"""Formulas in the signs of mathematics, typed as they are printed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import actviz
from actviz.formula.grammar import FormulaError, parse
from actviz.lookup import printed
from actviz.lookup.registry import elementwise, everything
from actviz.readings import float64
from actviz.readings.notation.unicode import to_unicode
from tests.formula.test_grammar import LETTERS, decided, expressions

X = np.linspace(-3, 3, 25)


@pytest.mark.parametrize(
    "function",
    [one for one in everything() if isinstance(one, actviz.Activation)],
    ids=lambda function: function.name,
)
def test_what_is_printed_of_a_function_is_that_function(function: actviz.Activation) -> None:
    if (
        function.name == "soft_exponential"
    ):  # at its default it divides by a 0 that is not asked for
        function = function.with_values(a=0.5)
    (result,) = elementwise([to_unicode(function.bound_tree)], "plot")
    assert np.allclose(result(X), function(X), rtol=1e-12, equal_nan=True)


@given(expressions)
def test_what_is_printed_of_any_formula_reads_as_one_of_the_same_values(text: str) -> None:
    try:
        tree = parse(text, LETTERS)
    except FormulaError:
        return
    read = parse(printed.read(to_unicode(tree)), ("α", "β"))
    values = {"alpha": 0.7, "beta": 1.1, "α": 0.7, "β": 1.1}
    points = decided(tree, X, values)
    one, other = (float64.evaluate(part, points, values) for part in (tree, read))
    assert np.allclose(one, other, rtol=1e-9, equal_nan=True)


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("√x·σ(2x)", "sqrt(x)*sigmoid(2*x)"), ("||x| − 1|", "abs(abs(x) - 1)"), ("x⁻²", "x**-2"),
        ("½x + ¾√(x)", "(1/2)*x + (3/4)*sqrt(x)"), ("x/½", "x/(1/2)"),
        ("sin²(2πx)/2", "sin(2*pi*x)**2/2"), ("f(x) = 3(x+1)", "3*(x+1)"), ("e^|x|", "e**abs(x)"),
        ("2x if x > 0 else |x|/3", "where(x > 0, 2*x, abs(x)/3)"),
        ("2|x|", ""), ("⌊1.5e3x⌋", "floor(1.5e3*x)"), ("log2(x)", "log2(x)"), ("x × 2", "x*2"),
        ("{ 1 if x = 0; sin(x)/x otherwise }", "where(x == 0, 1, sin(x)/x)"),
        ("{ 0  if x ≤ 0;  x  if x ≤ 1;  1  otherwise }", "where(x <= 0, 0, where(x <= 1, x, 1))"),
        ("x₊ + (x − 1)_+²", "max(x, 0) + max(x - 1, 0)**2"), ("[x]_+/2", "max(x, 0)/2"),
        ("(x)_+ (1-x)_+²", "max(x, 0)*max(1 - x, 0)**2"), ("[x]₊[-x]_+", "max(x, 0)*max(-x, 0)"),
        ("x⁺", "max(x, 0)"), ("max{0, min{1, x}}", "max(0, min(1, x))"), ("∛x ÷ 2", "cbrt(x)/2"),
        ("𝟙(x > 0)·x", "(x > 0)*x"), ("x·1{x ⩾ 0}", "x*(x >= 0)"),
        ("1{x > 0}", "where(x > 0, 1, 0)"), ("exp(𝟙(x = 2))", "exp(where(x == 2, 1, 0))"),
        ("1[0<x≤1]/2", "where(0 < x, where(x <= 1, 1, 0), 0)/2"),
        ("σ(x)₊ + 1", "max(sigmoid(x), 0) + 1"), ("|x|_+", "max(abs(x), 0)"),
        ("-max(x-1, -x)_+", "-max(max(x - 1, -x), 0)"), ("𝟙(x)", ""), ("ℯ^x", "e**x"),
        ("max(αx, x):α=0.5", "max(α*x, x):α=0.5"), ("sin^2(x) + 1", "sin(x)**2 + 1"),
        # Not read: what is meant is not agreed on.
        ("x⁻", ""), ("(x)_-", ""), ("2_+", ""), ("x_+2", ""), ("x_+(1-x)", ""),
        ("1/αx:α=2", ""), ("x + 1)₊", ""),
        ("1/2x", ""), ("1 / 2x", ""), ("3^2x", ""), ("3**2x", ""), ("1/2πx", ""), ("1/πx", ""),
        ("tanh⁻¹(x)", ""), ("|x", ""), ("x|", ""), ("|x|x", ""), ("{x; 2}", ""),
    ],
)  # fmt: skip
def test_signs_of_mathematics_are_read_where_they_mean_one_thing(typed: str, same: str) -> None:
    if not same:
        with pytest.raises((FormulaError, actviz.SpecError)):
            actviz.get(typed)
    else:
        assert actviz.get(typed).tree is actviz.get(same).tree


@given(st.text("x12.5eπσΦ√|{};·−²⁻(),if >=⌊⌋_+₊⁺𝟙[]α^", max_size=40))
def test_any_signs_are_read_or_refused(text: str) -> None:
    try:
        actviz.get(text)
    except (FormulaError, actviz.SpecError) as error:
        assert str(error)
