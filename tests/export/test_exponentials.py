"""Products and quotients of exponentials have one exponential, of a sum in which parts cancel."""

from __future__ import annotations

import pytest

from actviz.export.exponentials import joined
from actviz.formula.grammar import parse
from actviz.readings.notation.plain import to_text


@pytest.mark.parametrize(
    ("formula", "told"),
    [
        ("exp(-1/x)/exp(-2/x)", "exp(1/x)"),
        ("expm1(x) + 1", "exp(x)"),
        ("x - 1 - expm1(x)", "x - exp(x)"),
        ("(expm1(x) + x*x + 1)*exp(-x)", "(exp(x) + x*x)*exp(-x)"),
        ("(exp(x)*exp(-x) - expm1(x)*exp(-x))*x + expm1(x)*exp(-x) - 1", "scaled_exp(x - 1, -x)"),
        ("exp(x)**3*exp(1 - 2*x)", "exp(x + 1)"),
        ("sqrt(exp(x))/exp(x/2)", "1"),
        ("-exp(-x*x)*exp(x*x)*x", "-1*x"),
        ("exp(-x)*sigmoid(x)", "sigmoid(-x)"),
        ("(1 - erf(x))/exp(-x*x)", "erfcx(x)"),
        ("erfc(-x)*exp(x*x)", "erfcx(-x)"),
        ("exp(x + 1)*3 - x*exp(1 + x)", "scaled_exp(3 - x, x + 1)"),
    ],
)
def test_parts_of_exponents_add_up(formula: str, told: str) -> None:
    assert to_text(joined(parse(formula))) == told


@pytest.mark.parametrize("formula", ["x*exp(-x*x)", "1/(1 + exp(-x))", "exp(x) - exp(2*x)"])
def test_one_exponential_stays_as_it_is(formula: str) -> None:
    tree = parse(formula)
    assert joined(tree) is tree
