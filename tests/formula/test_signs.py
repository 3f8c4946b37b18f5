"""What is above zero by the way it is built, against values of mpmath's."""

from __future__ import annotations

import pytest

from actviz.formula.calculus import expand_cases
from actviz.formula.grammar import parse
from actviz.formula.signs import above_zero, not_below_zero
from actviz.formula.ties import delicate
from tests.judge import mp_value

_ABOVE = (
    "1 + exp(-x)", "x**2 + 1", "1 + abs(x)", "2 + max(x, 0)", "exp(x) + exp(-x)", "sqrt(1 + x*x)",
    "(1 + abs(x))**2", "hypot(1, x)", "sech(x)/(1 + exp(x))", "max(x, 1)", "sigmoid(x)*3",
    "where(x > 2, exp(x), 1)", "x**4 + x**2 + 0.5", "pi + abs(sin(x))", "min(softplus(x), 2)",
)  # fmt: skip
_NOT = (
    "x**2", "abs(x)", "1 - exp(x)", "x**3 + 1", "2 + sin(x)*3", "max(x, 0)", "exp(x) - 1",
    "x*abs(x) + 1", "where(x > 0, x, 1)", "where(x >= 1, x, -x) + 1", "erf(x) + 1e-3", "x**-1 + 1",
    "-exp(x)",
)  # fmt: skip
_PLACES = (0.0, 1.0, -1.0, 0.3, -0.3, 1e-9, -1e-9, 5.0, -5.0, 40.0, -40.0)


@pytest.mark.parametrize("text", _ABOVE)
def test_what_is_plainly_above_zero_is_known_in_cases_too_and_breaks_nothing(text: str) -> None:
    tree = parse(text)
    assert all(mp_value(tree, {"x": x}) > 0 for x in _PLACES)
    assert above_zero(tree)
    assert above_zero(expand_cases(tree))
    assert not delicate(parse(f"1/({text}) + log({text})"))


@pytest.mark.parametrize("text", _NOT)
def test_what_comes_to_zero_or_below_is_never_said_to_be_above(text: str) -> None:
    tree = parse(text)
    assert not above_zero(tree)
    assert not above_zero(expand_cases(tree))
    assert delicate(parse(f"1/({text})"))


def test_squares_and_magnitudes_are_not_below_zero_and_a_shifted_case_is() -> None:
    for text in ("x**2", "abs(x - 1)", "x**4*abs(x)", "max(x, 0)"):
        assert not_below_zero(parse(text))
        assert not_below_zero(expand_cases(parse(text)))
    for text in ("x**3", "where(x >= 1, x, -x)", "abs(x)*x"):
        assert not not_below_zero(expand_cases(parse(text)))
