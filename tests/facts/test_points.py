"""Where a formula is zero, at a double or beside one, though doubles alone do not tell."""

from __future__ import annotations

import math

import pytest

from actviz.facts.breaks import unbroken
from actviz.facts.points import vanishes
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
