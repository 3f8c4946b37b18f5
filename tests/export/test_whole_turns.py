"""Waves of pi*x far out, where the rounding of pi*x is as large as a turn."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

import mpmath
import pytest

from actviz.export import whole_turns
from actviz.formula.grammar import parse
from tests.export.sample import in_python

mp = mpmath.mp.clone()
mp.dps = 400  # so that a double's sine is known

WAVES: Final[list[tuple[str, Callable[[Any], Any]]]] = [
    ("cos(pi*x)", lambda x: mp.cos(mp.pi * x)),
    ("2 + sin(x*pi/2)", lambda x: 2 + mp.sin(mp.pi * x / 2)),
    ("2 - cos(3*pi*x + 1)", lambda x: 2 - mp.cos(3 * mp.pi * x + 1)),
    ("2 + sin(pi*(0.25 - 2.5*x))", lambda x: 2 + mp.sin(mp.pi * (mp.mpf(0.25) - 2.5 * x))),
]


@pytest.mark.parametrize(("formula", "true"), WAVES)
@pytest.mark.parametrize("place", [0.3, -7.1, 1e6 + 0.125, -1e15, 3e15, 1e17, 1.7e308, -1.7e308])
def test_far_out_a_wave_of_pi_has_its_digits(
    formula: str, true: Callable[[Any], Any], place: float
) -> None:
    want = float(true(mp.mpf(place)))
    assert in_python(formula, 0)["f"](place) == pytest.approx(want, rel=1e-14)


def test_the_slope_of_a_wave_over_x_is_right_where_x_is_a_whole_number() -> None:
    slope = in_python("sin(pi*x)/x", 1)["f_d1"]
    for x, sign in ((1e15, 1), (1e15 + 1, -1), (-1e17, -1), (1e300, 1)):
        assert slope(x) == pytest.approx(sign * math.pi / x, rel=1e-14)


def test_zeros_keep_their_sign() -> None:
    wave = in_python("sin(2*pi*x)", 0)["f"]
    assert [math.copysign(1, wave(x)) for x in (0.0, -0.0)] == [1, -1]


@pytest.mark.parametrize(
    "formula", ["sin(x)", "sin(e*x)", "sin(pi*x*x)", "cos(pi)*x", "sin(0.1*pi*x)"]
)
def test_what_has_no_short_period_is_left_alone(formula: str) -> None:
    tree = parse(formula)
    assert whole_turns.reduced(tree) is tree
