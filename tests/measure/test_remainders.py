"""What is left of steps far out: an argument less its whole part, by hand."""

from __future__ import annotations

import math

import pytest

from actviz.formula.grammar import parse
from actviz.measure.staircases.remainders import enclosed
from actviz.measure.staircases.staircase_tails import _quotient


@pytest.mark.parametrize(
    ("text", "left", "right"),
    [
        ("x - floor(x)", (0, 1), (0, 1)),
        ("x - ceil(x)", (-1, 0), (-1, 0)),
        ("x - round(x)", (-0.5, 0.5), (-0.5, 0.5)),
        ("x - trunc(x)", (-1, 0), (0, 1)),
        ("2 + 3*x - 3*floor(x)", (2, 5), (2, 5)),
        ("floor(4*x)/4 - x", (-0.25, 0), (-0.25, 0)),
        ("trunc(-x) + x", (-1, 0), (0, 1)),
    ],
)
def test_far_out_a_step_function_differs_from_its_argument_by_its_remainder(
    text: str, left: tuple[float, float], right: tuple[float, float]
) -> None:
    tree = parse(text)
    assert enclosed(tree, -math.inf, -1e6, -1) == pytest.approx(left, abs=1e-12)
    assert enclosed(tree, 1e6, math.inf, 1) == pytest.approx(right, abs=1e-12)


@pytest.mark.parametrize("text", ["round(3*sin(x))/(1 + x**2)", "round(3*sin(x))/(-1 - x**2)"])
def test_a_quotient_is_bounded_by_its_least_denominator(text: str) -> None:
    tree = parse(text)
    for low, high, side in ((10.0, math.inf, 1), (-math.inf, -10.0, -1)):
        # round(u) is at most u + 1/2
        assert 3 / 101 <= _quotient(tree, low, high, side) <= 3.5 / 101 * (1 + 1e-9)


def test_a_quotient_whose_denominator_comes_to_zero_has_no_bound() -> None:
    assert _quotient(parse("round(3*sin(x))/(x - 11)"), 10.0, math.inf, 1) == math.inf
