"""Float64 beside jumps and kinks: the side that rational arithmetic takes.

Expected are the formulas in fractions, at doubles on both sides of each place where they change.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest

import actviz

Exact = Callable[[Fraction], Fraction | int]
TENTH = Fraction(0.1)  # the double, as the language reads it

VALUES: list[tuple[str, Exact, Fraction]] = [  # formula, the same, how far apart it changes
    ("floor(3*x)", lambda x: math.floor(3 * x), Fraction(1, 3)),
    ("ceil(7*x) - 7*x", lambda x: math.ceil(7 * x) - 7 * x, Fraction(1, 7)),
    ("round(x/0.1)", lambda x: round(x / TENTH), TENTH / 2),
    ("trunc(x*x)", lambda x: math.trunc(x * x), Fraction(1)),
    ("round(8*x)/8", lambda x: Fraction(round(8 * x), 8), Fraction(1, 16)),
    ("round(3*x)", lambda x: round(3 * x), Fraction(1, 6)),
    ("where(3*x < 1, x, 7*x)", lambda x: x if 3 * x < 1 else 7 * x, Fraction(1, 3)),
    ("sign(3*x - 1)", lambda x: (3 * x > 1) - (3 * x < 1), Fraction(1, 3)),
    (
        "where(0.1*x < 0.3, 1, 2*x)",
        lambda x: 1 if TENTH * x < Fraction(0.3) else 2 * x,
        Fraction(3),
    ),
    ("where((x + 1)/2 < 1, 3*x, 7*x)", lambda x: 3 * x if x < 1 else 7 * x, Fraction(1)),
]


def beside(step: Fraction) -> list[float]:
    listed = []
    for count in (*range(-12, 13), 1001, 123457):
        place = float(step * count)
        listed += [math.nextafter(place, -math.inf), place, math.nextafter(place, math.inf)]
    return listed


@pytest.mark.parametrize(("formula", "exactly", "step"), VALUES)
def test_values(formula: str, exactly: Exact, step: Fraction) -> None:
    x = beside(step)
    expected = [float(exactly(Fraction(place))) for place in x]
    function = actviz.get(formula)
    np.testing.assert_allclose(function(x), expected, rtol=1e-15, atol=1e-10)
    many = np.tile(x, 100)
    np.testing.assert_allclose(function(many), np.tile(expected, 100), rtol=1e-15, atol=1e-10)
    assert function(x[40]) == pytest.approx(expected[40], abs=1e-15)


def test_some_of_these_were_wrong_by_rounding_alone() -> None:
    assert math.floor(3 * (1 / 3)) == 1
    assert not 3 * (1 / 3) < 1
    assert Fraction(1 / 3) * 3 < 1
    assert round(3 * (5 / 6)) == 2
    assert Fraction(5 / 6) * 3 > 2.5


@pytest.mark.parametrize(
    ("spec", "letter", "x", "expected"),
    [
        ("f=where(a*x < 1, a*x, 5):a=3", "a", 1 / 3, 1 / 3),
        ("f=max(1 - a*x, 0):a=3", "a", 1 / 3, -1 / 3),
        ("f=where((x + a)/2 < 1, a*x, a*a*x):a=1", "a", 1 - 2.0**-53, 1 - 2.0**-53),
        ("f=a*floor(3*x):a=2", "a", 1 / 3, 0.0),
    ],
)
def test_slopes_in_a_parameter(spec: str, letter: str, x: float, expected: float) -> None:
    assert actviz.get(spec).derivative(x, 1, letter) == pytest.approx(expected, abs=1e-15)


def test_infinite_sides_are_no_tie() -> None:
    function = actviz.get("where(1/x > 20, 1/x, 20)")
    assert [function(0.0), function(-0.0)] == [math.inf, 20.0]
