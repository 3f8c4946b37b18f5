"""Tables of lines between entries: exact ones, and those of which only rounding is left."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from actviz.approximation.evaluation_errors import Part, lost_below_normal
from actviz.approximation.making import approximate
from actviz.approximation.request import Request
from actviz.lookup.registry import get

TINY = 2.0**-1074


@pytest.mark.parametrize("step", [0.125, 0.5, 1.0, 4.0, 64.0])
@pytest.mark.parametrize("rise", [0.125, 0.5, 1.0, 4.0])
def test_what_is_lost_below_the_normal_numbers(step: float, rise: float) -> None:
    bound = lost_below_normal(Part(0.0, step, (0.0, rise), between=step))
    assert bound is not None
    run = rise * step
    off = max(
        abs(Fraction(run * (k * TINY / step)) - Fraction(rise) * k * Fraction(TINY))
        for k in range(500)
    )
    assert off <= Fraction(bound)
    assert bound <= math.ceil(off / Fraction(TINY)) * TINY + TINY


def test_lines_far_from_0_lose_nothing() -> None:
    assert lost_below_normal(Part(1.0, 1.5, (0.0, 0.25), between=0.5)) == 0.0


@pytest.mark.parametrize(
    ("name", "span", "entries"),
    [
        ("relu", (-4.0, 4.0), 17),
        ("relu6", (-8.0, 8.0), 33),
        ("hard_tanh", (-4.0, 4.0), 65),
        ("elu", (0.5, 1.0), 33),
    ],
)
def test_a_table_that_is_the_function_errs_by_nothing(
    name: str, span: tuple[float, float], entries: int
) -> None:
    asked = Request(activation=get(name), span=span, kind="table", size=entries, interpolate=True)
    one = approximate(asked)
    assert one.error is not None
    assert (one.error.lower, one.error.upper) == (0.0, 0.0)
    assert one.note is None or "bracket" not in one.note


def test_a_bracket_that_is_wide_says_so() -> None:
    asked = Request(
        activation=get("hard_sigmoid"), span=(-4.0, 4.0), kind="table", size=25, interpolate=True
    )
    one = approximate(asked)
    assert one.error is not None
    wide = 1 - one.error.lower / one.error.upper
    assert one.note is not None
    assert f"the bracket is {wide:.2g} of its upper end wide" in one.note
