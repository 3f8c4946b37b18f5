"""Tables of lines between entries: exact ones, and those of which only rounding is left."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from actviz.approximation.making import approximate
from actviz.approximation.request import Request
from actviz.approximation.value.compensated import Between
from actviz.approximation.value.evaluation_errors import Part, lost_below_normal
from actviz.lookup.registry import get
from tests.approximation.judge import fit

TINY = 2.0**-1074


@pytest.mark.parametrize("step", [0.125, 0.5, 1.0, 4.0, 64.0])
@pytest.mark.parametrize("rise", [0.125, 0.5, 1.0, 4.0])
def test_what_is_lost_below_the_normal_numbers(step: float, rise: float) -> None:
    entries = Between(0.0, 0.0, rise * step, 0.0, step)
    bound = lost_below_normal(Part(0.0, step, (0.0, rise), between=entries))
    assert bound is not None
    run = rise * step
    off = max(
        abs(Fraction(run * (k * TINY / step)) - Fraction(rise) * k * Fraction(TINY))
        for k in range(500)
    )
    assert off <= Fraction(bound)
    assert bound <= math.ceil(off / Fraction(TINY)) * TINY + TINY


def test_lines_far_from_0_lose_nothing() -> None:
    entries = Between(0.25, 0.25, 0.375, 1.0, 0.5)
    assert lost_below_normal(Part(1.0, 1.5, (0.0, 0.25), between=entries)) == 0.0


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
    request = Request(activation=get(name), span=span, kind="table", size=entries, interpolate=True)
    one = approximate(request)
    assert one.error is not None
    assert (one.error.lower, one.error.upper) == (0.0, 0.0)
    assert one.note is None or "bracket" not in one.note


@pytest.mark.parametrize(
    ("name", "line", "span", "entries"),
    [
        ("identity", (0, 1), (-1.0, 1.0), 7),
        ("hard_sigmoid", (Fraction(1, 2), Fraction(1, 6)), (-2.0, 2.0), 10),
        ("x/3", (0, Fraction(1, 3)), (-8.0, 8.0), 16),
    ],
)
def test_a_table_of_a_line_at_any_step_has_a_narrow_bracket(
    name: str, line: tuple[Fraction, Fraction], span: tuple[float, float], entries: int
) -> None:
    """Steps are no powers of two: plain lines between entries are rounded three times."""
    one = fit(name, span=span, kind="table", size=entries, interpolate=True)
    assert one.arithmetic == "compensated"
    bracket = one.error
    assert bracket is not None
    assert bracket.at is not None
    assert 0 < bracket.lower <= bracket.upper <= bracket.lower * (1 + 1e-6)
    assert one.table is not None
    chance = np.random.default_rng(6)
    small = chance.uniform(-1, 1, 1000) * np.exp2(-chance.uniform(0, 60, 1000))
    x = np.concatenate([chance.uniform(*span, 4000), small, one.table.places, [bracket.at]])
    x = np.clip(x, *span)
    errors = [
        abs(line[0] + line[1] * Fraction(at) - Fraction(value))
        for at, value in zip(x.tolist(), one(x).tolist(), strict=True)
    ]
    assert max(errors) <= bracket.upper
    assert errors[-1] >= bracket.lower


@pytest.mark.parametrize(
    ("slope", "span"), [(1.0, (-4.0, 4.0)), (8.0, (-1.0, 3.0)), (0.25, (-3.0, 5.0))]
)
def test_two_entries_of_a_line_through_0_are_off_below_the_normal_numbers_alone(
    slope: float, span: tuple[float, float]
) -> None:
    """What x less the last place and back leaves of x is carried, and is a double."""
    one = fit(f"{slope:g}*x", span=span, kind="table", size=2, interpolate=True)
    assert one.error is not None
    assert one.error.upper <= 64 * 5e-324
    assert one.error.lower == one.error.upper
    chance = np.random.default_rng(4)
    small = chance.choice((-1.0, 1.0), 4000) * np.exp2(-chance.uniform(0, 1074, 4000))
    x = np.concatenate([chance.uniform(*span, 4000), np.arange(-200, 200) * 5e-324, small])
    errors = [
        abs(Fraction(slope) * Fraction(at) - Fraction(value))
        for at, value in zip(x.tolist(), one(x).tolist(), strict=True)
    ]
    assert max(errors) <= Fraction(one.error.upper)


@pytest.mark.long
def test_a_bracket_that_is_wide_says_so() -> None:
    """A line through 0 by relative error, whose roundings are not looked for one by one."""
    options: dict[str, Any] = {"kind": "table", "size": 17, "interpolate": True}
    one = fit("linear", span=(-3.0, 3.0), measure="relative", **options)
    assert one.error is not None
    wide = 1 - one.error.lower / one.error.upper
    assert one.note is not None
    assert f"the bracket is {wide:.2g} of its upper end wide" in one.note
