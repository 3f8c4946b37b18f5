"""Exported formulas whose steps leave the doubles where the result is an ordinary number."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import mpmath
import numpy as np
import pytest

from actviz.export.targets import TARGETS, missing
from actviz.export.trial import TrialResult
from actviz.export.write import program, text
from actviz.functions.elementwise import Activation
from actviz.lookup.registry import resolve_all
from tests.export.sample import failures, in_python, measured

mp = mpmath.mp.clone()
mp.dps = 50

_TOP: Final = sys.float_info.max

# A formula, the same in mpmath, and inputs at which a step of it is no double.
CASES: Final[list[tuple[str, Callable[[Any], Any], tuple[float, ...]]]] = [
    ("6/expm1(x)", lambda x: 6 / mp.expm1(x), (709.9, 710.5, 715.0, 740.0)),
    ("x/sinh(x)", lambda x: x / mp.sinh(x), (710.5, 715.0, -744.0, 740.0)),
    ("asinh((1.5*x)**3)", lambda x: mp.asinh((1.5 * x) ** 3), (2e102, -1e160, 1e250, -_TOP)),
    ("log1p(abs(x*x))", lambda x: mp.log1p(x * x), (1.4e154, -1e200, _TOP)),
    ("x**5/(1 + x**4)", lambda x: x**5 / (1 + x**4), (1e70, -1e90, 1e300)),
    ("sqrt(x*x*x*x + 1)/x", lambda x: mp.sqrt(x**4 + 1) / x, (1e80, -1e120, 1e300, 1e-200)),
    ("x*exp(-x)*exp(x/2)", lambda x: x * mp.exp(-x / 2), (-1400.0, -760.0, 715.0, 800.0, 1400.0)),
    ("(x**3)**(1/3)/sqrt(x)", lambda x: mp.sqrt(x), (1e103, 1e252, 1e300, _TOP, 1e-110, 1e-300)),
    (
        "sqrt(x + 1) - sqrt(x)",
        lambda x: 1 / (mp.sqrt(x + 1) + mp.sqrt(x)),
        (1e15, 1e18, 1e30, 1e110, 1e180),
    ),
    ("log(cosh(x))", lambda x: mp.log(mp.cosh(x)), (-720.0, 3e9, 4.4e13)),
    ("exp(-1/x)/exp(-2/x)", lambda x: mp.exp(1 / x), (-0.0015, 0.0015, -0.0017, 0.05)),
    ("1 - tanh(x)", lambda x: 2 / (1 + mp.exp(2 * x)), (30.0, 300.0, 354.0, 369.0)),
    (
        "sqrt(1 + exp(2*x)) - exp(x)",
        lambda x: 1 / (mp.sqrt(1 + mp.exp(2 * x)) + mp.exp(x)),
        (12.0, 40.0, 354.0, 356.0, 700.0, 709.7, 740.0),
    ),
    # Errors are carried along as far as 705, and are none from 709.88 on.
    ("cosh(x - 0.1)", lambda x: mp.cosh(x - mp.mpf(0.1)), (705.0, 709.9, -709.9, 710.3)),
]


@pytest.mark.parametrize(("formula", "true", "places"), CASES)
def test_ordinary_results_are_had_though_steps_leave_the_doubles(
    formula: str, true: Callable[[Any], Any], places: tuple[float, ...]
) -> None:
    functions = in_python(formula, 1)
    for x in places:
        exact = mp.mpf(x)
        value, slope = float(true(exact)), float(mp.diff(true, exact, h=exact * mp.mpf(10) ** -20))
        loose = 1e-14 * (1 + abs(x * (slope / value)))
        assert functions["f"](x) == pytest.approx(value, rel=loose, abs=1e-322), x
        assert functions["f_d1"](x) == pytest.approx(slope, rel=2 * loose, abs=1e-322), x


@pytest.mark.parametrize("x", [750.0, 1e6, -1e9, 1e12, 1e16, 4e16, -9e16])
def test_the_root_of_an_exponential_keeps_its_exponent(x: float) -> None:
    """The square under the root of the slope is 2**(2.9e9) at 1e9, and none is whole at 4e16."""
    slope = in_python("asinh(x*cosh(x))", 1)["f_d1"](x)
    assert slope == pytest.approx(1 + 1 / abs(x), rel=1e-15)


@pytest.mark.parametrize("x", [40.5, 700.0, 709.9, 720.0, 744.0])
def test_a_slope_that_dies_away_exponentially_is_not_0_before_it_is(x: float) -> None:
    slope = in_python("expm1(x)/exp(x)", 1)["f_d1"](x)
    assert slope == pytest.approx(float(mp.exp(-x)), rel=1e-12, abs=5e-324)


@pytest.mark.parametrize("formula", ["x/(1 + exp(-1.702*x))", "1/(1 + exp(-3*x))"])
def test_a_tail_that_is_an_exponential_is_written_as_one(formula: str) -> None:
    """What an exponent's rounding costs there is the input's own, and no error is carried along."""
    code = str(text(TARGETS["python"], program(resolve_all([formula]), TARGETS["python"], order=0)))
    assert "_rest(" not in code


@pytest.mark.parametrize("x", [-8.0, -38.5, -60.0, -708.5, -1400.0])
def test_tails_of_the_normal_distribution_have_ratios_far_out(x: float) -> None:
    functions = in_python("Phi(x)/phi(x)", 1)
    tail = mp.sqrt(mp.pi / 2) * mp.exp(mp.mpf(x) ** 2 / 2) * mp.erfc(-mp.mpf(x) / mp.sqrt(2))
    assert functions["f"](x) == pytest.approx(float(tail), rel=1e-13)
    assert functions["f_d1"](x) == pytest.approx(float(1 + x * tail), rel=1e-14)


def test_what_cancels_altogether_is_the_number_that_is_left() -> None:
    """It was 1 - 1 of doubles."""
    assert in_python("Phi(x)/phi(x)", 1)["f_d1"](-1e8) == pytest.approx(1e-16, rel=1e-15)


def test_numbers_beyond_the_doubles_in_a_quotient_are_no_trouble() -> None:
    assert in_python("1e300*x/(1e300*x + 1)", 1)["f"](1e-300) == pytest.approx(0.5)


@pytest.mark.parametrize("x", [8.95, 9.5, 10.0, 11.0])
def test_exponentials_of_powers_end_between_points_that_are_tried(x: float) -> None:
    assert in_python("exp(x**3)/(1 + exp(x**3))", 0)["f"](x) == 1


@pytest.mark.parametrize(
    ("name", "told"), [("sin(exp(b*x)):b=1.3", True), ("rational", False), ("swish", False)]
)
def test_where_parameters_are_arguments_the_text_says_what_is_not_mended(
    name: str, told: bool
) -> None:
    (function,), target = resolve_all([name]), TARGETS["c"]
    code = text(target, program([function], target, arguments=list(function.values)))
    assert ("steps overflow" in str(code)) is told
    assert "steps overflow" not in str(text(target, program([function], target)))


@pytest.mark.parametrize("formula", ["sin(cosh(x)) + x", "x + cos(x*x)", "x*exp(-x)*sin(exp(x))"])
def test_a_wave_that_is_too_fast_is_somewhere_in_its_range(formula: str) -> None:
    """sin(cosh(x)) was NaN from 711 on."""
    functions = in_python(formula, 1)
    for x in (650.0, 713.1, 1e160):
        around = 0 if formula.endswith("(exp(x))") else x
        assert abs(functions["f"](x) - around) <= 1
        assert x > 1e3 or not math.isnan(functions["f_d1"](x))
    assert functions["f"](math.inf) == (0 if formula.endswith("(exp(x))") else math.inf)
    assert math.isnan(functions["f"](math.nan))


def test_so_is_one_next_to_0_and_none_is_at_0() -> None:
    functions = in_python("2 + cos(pi/x)", 1)
    for x in (5e-324, -1e-310, 1e-309):
        assert 1 <= functions["f"](x) <= 3
        assert not math.isnan(functions["f_d1"](x))
    assert math.isnan(functions["f"](0.0))
    assert functions["f"](math.inf) == 3


def test_a_sum_of_two_infinities_has_the_sign_of_the_larger() -> None:
    """sin(x) + cos(x) times exp(x), of which both products overflow."""
    slope = in_python("sin(x)*expm1(x)", 1)["f_d1"]
    for x in np.geomspace(800.0, 1e308, 70).tolist():
        assert slope(x) == math.copysign(math.inf, mp.sin(x) + mp.cos(x)), x


@pytest.mark.parametrize("x", [5e-324, 4.5e-313, 1e-310, 1e-300])
def test_powers_of_what_overflows_are_numbers_where_the_exponent_is_small(x: float) -> None:
    functions = in_python("(1 + 1/x)**x", 1)
    assert functions["f"](x) == 1
    exact = mp.log1p(1 / mp.mpf(x)) - 1 / (1 + mp.mpf(x))
    assert functions["f_d1"](x) == pytest.approx(float(exact), rel=1e-13)


@pytest.mark.parametrize("formula", ["log(x - x)", "x/(x - x)", "relu(x)/(x - x)", "x + log(0*x)"])
def test_what_is_infinite_on_a_whole_stretch_has_no_slope_there(formula: str) -> None:
    slope = in_python(formula, 1)["f_d1"]
    assert all(math.isnan(slope(x)) for x in (0.3, 2.0, 1e9, _TOP, math.inf))


def test_a_divisor_of_0_in_a_case_that_is_not_met_takes_no_slope_away() -> None:
    slope = in_python("soft_exponential", 1)["soft_exponential_d1"]
    assert [slope(x) for x in (-math.inf, 1.0, math.inf)] == [1, 1, 1]


# Of these x is below all that its inverse can be told of.
@pytest.mark.parametrize(
    ("x", "value", "slope"),
    [
        (5e-324, math.inf, -math.inf),
        (1e-9, math.inf, -math.inf),
        (-1e-300, 0.0, 0.0),
        (-5e-324, 0.0, 0.0),
    ],
)
def test_inverses_that_overflow_cancel_too(x: float, value: float, slope: float) -> None:
    functions = in_python("exp(-1/x)/exp(-2/x)", 1)
    assert functions["f"](x) == value
    assert functions["f_d1"](x) == slope


SLOW: Final = [
    *((word, "float64") for word in ("keras", "cuda", "triton")),
    *((word, "float32") for word in ("jax", "wgsl")),
    ("triton", "bfloat16"),
    ("numpy", "float16"),
]


@pytest.mark.parametrize(
    ("word", "dtype"),
    [
        *((word, "float64") for word in ("c", "numpy", "js", "rust", "torch", "jax", "onnx")),
        *((word, "float32") for word in ("c", "numpy", "torch", "onnx")),
        *(pytest.param(*pair, marks=pytest.mark.long) for pair in SLOW),
    ],
)
def test_languages_agree_with_exact_values(word: str, dtype: str) -> None:
    target = TARGETS[word]
    if lacking := missing(target):
        pytest.skip(f"{', '.join(lacking)} not installed")
    formulas = [case[0] for case in CASES if case[0] != "x/sinh(x)"]  # whose slope cancels at 0
    if word == "onnx":  # whose runtime's Where takes the sign from a zero: not at -0.0
        formulas.remove("6/expm1(x)")
    formulas += ["abs(x)**0.3/sqrt(1 + x*x)", "floor(3*x)/(1 + x*x)"]
    functions = [one for one in resolve_all(formulas) if isinstance(one, Activation)]
    listed = [one for one in measured(functions, target, dtype) if one.vectors.order < 2]
    if word == "jax" and dtype == "float64":
        listed = [without_subnormal_numbers(one) for one in listed]
    assert failures(listed) == []


def without_subnormal_numbers(one: TrialResult) -> TrialResult:
    """The same as told by arithmetic for which those are 0, as that of XLA's processors is."""
    least = sys.float_info.min
    small = np.abs(one.vectors.inputs[0]) < least
    small |= (np.abs(one.vectors.true) < 1e-300) & (one.got == 0)
    return replace(one, got=np.where(small, one.vectors.expected, one.got))


def test_no_stretch_of_other_steps_reaches_beyond_what_was_tried() -> None:
    """Errors carried along, needed at 1e140, made the slope infinite where squares overflow."""
    slope = in_python("log(x*x + 1)/x", 1)["f_d1"]
    for x in (1e120, -1e140, 1.3e154, 3e154, -1e157, 1e200, -1e306):
        exact = (2 - 2 * mp.log(abs(mp.mpf(x)))) / mp.mpf(x) ** 2
        assert slope(x) == pytest.approx(float(exact), rel=1e-14, abs=5e-323), x


def test_sides_are_known_where_a_power_and_its_rest_leave_the_doubles() -> None:
    """x**3 was not above 19 at 2.4e108, where a rest of it is minus infinity."""
    slope = in_python("max(x**3, expm1(3))", 1)["f_d1"]
    for x in np.geomspace(3.0, 7e153, 300).tolist():
        assert slope(x) == pytest.approx(3 * x * x, rel=1e-15), x
