"""Where a formula is zero, at a double or beside one, though doubles alone do not tell."""

from __future__ import annotations

import math

import pytest

from actviz.facts.breaks import unbroken
from actviz.facts.points import vanishes
from actviz.facts.sign_changes import change_between
from actviz.formula.grammar import parse


@pytest.mark.parametrize(
    ("formula", "x", "zero"),
    [
        # Too small for a double, and no zero anywhere.
        ("sech(x)", 750.0, False),
        ("exp(x)", -800.0, False),
        ("x*exp(-x**2)", 40.0, False),
        # The double is the zero, or rounds it.
        ("(x - 1)**60", 1.0, True),
        ("(x - pi)**60", math.pi, True),
        ("x - pi", math.pi, True),
        ("x - pi", 3.0, False),
        ("relu(x)", -1.0, True),
    ],
)
def test_a_number_too_small_for_a_double_is_no_zero(formula: str, x: float, zero: bool) -> None:
    assert vanishes(parse(formula), x) is zero


def test_a_divisor_that_underflows_is_no_place_of_its_own() -> None:
    assert unbroken(parse("sigmoid(-x)/sech(x)"), 750.0, math.inf)


@pytest.mark.parametrize(
    ("text", "low", "high", "change"),
    [
        ("x**2*(1 - x)", -1.0, 3.0, 1.0),
        ("x**4*(x - 1e-12)", -1.0, 1.0, 1e-12),
        ("x**6*(x - 5e-300)", -2.0, 1.0, 5e-300),
        ("(x - 1)**2*(x - 2)", -1.0, 3.0, 2.0),
        ("(x - 1)**2*(x - 1.0000000000001)", -1.0, 3.0, 1.0000000000001),
        ("x**2*(x + 3)", -4.0, 4.0, -3.0),
        ("x**3", -1.0, 1.0, 0.0),
        ("(x - 1)**3", -1.0, 3.0, 1.0),
    ],
)
def test_a_zero_on_the_way_is_no_change_of_sign(
    text: str, low: float, high: float, change: float
) -> None:
    assert change_between(parse(text), low, high) == change
