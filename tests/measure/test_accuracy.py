"""The measure of errors is right: it finds what was broken on purpose, and passes what is right.

Then the registry keeps the promise of the fast arithmetic, on a sample of points.
"""

from __future__ import annotations

import math
from typing import Final

import mpmath as mp
import numpy as np
import pytest

import actviz
from actviz.arrays import Float64
from actviz.functions.elementwise import Activation
from actviz.lookup.registry import entries
from actviz.measure import accuracy, true_values
from actviz.measure.accuracy import Measure
from actviz.measure.soundness import variants
from actviz.measure.true_values import Truth
from actviz.readings import formats, number_formats
from actviz.readings.effort import roughly
from tests.sample import some

EXP = actviz.get("exponential")
TANH = actviz.get("tanh")

# --- formats


@pytest.mark.parametrize(("dtype", "kind"), [("float16", np.float16), ("float32", np.float32)])
def test_rounding_and_ulps_are_those_of_numpy(dtype: str, kind: type[np.floating]) -> None:
    chance = np.random.default_rng(1)
    top = math.log2(number_formats.largest(dtype))
    x = np.ldexp(chance.uniform(-1, 1, 4000), chance.integers(-160, int(top) + 3, 4000))
    x = np.concatenate([x, [0.0, -0.0, np.inf, -np.inf, np.nan, 65520.0, 65519.999, 2.0**-25]])
    with np.errstate(over="ignore"):
        expected = x.astype(kind).astype(float)
    assert np.array_equal(number_formats.rounded(x, dtype), expected, equal_nan=True)
    near = np.abs(expected[np.abs(expected) < number_formats.largest(dtype)])
    after = np.nextafter(near.astype(kind), kind(np.inf)).astype(float)
    assert np.array_equal(number_formats.ulp(near, dtype), after - near)


def test_bfloat16_is_the_upper_half_of_float32() -> None:
    every = number_formats.every_number("bfloat16")
    patterns = number_formats.packed(every, "bfloat16")
    sound = ~np.isnan(every)
    assert np.array_equal(patterns[sound], np.arange(1 << 16)[sound])
    assert every[0x3F80] == 1.0
    assert every[0x0001] == 2.0**-133
    assert every[0x7F7F] == number_formats.largest("bfloat16")
    between = np.array([1 + 2.0**-8, 1 + 3 * 2.0**-8])
    assert number_formats.rounded(between, "bfloat16").tolist() == [1.0, 1 + 2.0**-6]


def test_numbers_of_a_format_are_their_own_rounding() -> None:
    for dtype in ("float16", "bfloat16", *formats.TINY):
        every = number_formats.every_number(dtype)
        assert np.array_equal(number_formats.rounded(every, dtype), every, equal_nan=True)
        assert not number_formats.ties(every, dtype).any()


# --- the points


def test_points_reach_everywhere_something_happens() -> None:
    function = actviz.get("elu:alpha=0.5")
    x = accuracy.points(function)
    finite = x[np.isfinite(x)]
    for side in (-1, 1):
        binades = np.frexp(side * finite[side * finite > 0])[1]
        assert set(range(-1060, 1025)) <= set(binades.tolist())
    assert {0.0, 5e-324, -5e-324} <= set(x.tolist())
    assert np.isposinf(x).sum() == np.isneginf(x).sum() == np.isnan(x).sum() == 1
    root = actviz.get("x**2 - 2")
    assert math.sqrt(2) in accuracy.points(root)
    assert accuracy.points(function, 1, "float16").size == 65536
    single = accuracy.points(function, 2, "float32")
    assert np.array_equal(single, single.astype(np.float32), equal_nan=True)


def test_the_same_points_on_every_run() -> None:
    assert np.array_equal(accuracy.points(TANH), accuracy.points(TANH), equal_nan=True)


# --- the truth


@pytest.mark.parametrize("dtype", ["float32", "float16", "bfloat16"])
def test_the_truth_is_rounded_once(dtype: str) -> None:
    # (1 + 2**-60) x is a tie for float64 eyes at x = 1 + half an ulp, and above it in truth.
    digits = {"float32": 24, "float16": 11, "bfloat16": 8}[dtype]
    unit = 2.0 ** (1 - digits)
    above = Activation(name="above", formula="x*(1 + 1/2**60)")
    below = Activation(name="below", formula="x*(1 - 1/2**60)")
    x = np.array([1 + unit / 2, 1 + 3 * unit / 2])
    assert true_values.truth(above, x, 0, dtype).expected.tolist() == [1 + unit, 1 + 2 * unit]
    assert true_values.truth(below, x, 0, dtype).expected.tolist() == [1.0, 1 + unit]
    even = actviz.get("identity")
    assert true_values.truth(even, x, 0, dtype).expected.tolist() == [1.0, 1 + 2 * unit]


def test_the_truth_is_that_of_mpmath() -> None:
    x = np.array([-30.0, -3.5, 0.1, 2.0])
    result = true_values.truth(TANH, x, 1, "float32")
    with mp.workdps(40):
        expected = [float(np.float32(float(mp.sech(float(v)) ** 2))) for v in x]
    assert result.expected.tolist() == expected


# --- the comparison, on things broken on purpose


def judged(
    function: Activation, x: Float64, got: Float64, dtype: str = "float64", order: int = 0
) -> Measure:
    slope = true_values.exact_slope(function, x, order)
    true = true_values.truth(function, x, order, dtype)
    return accuracy.compare(x, got, true, slope, order, dtype)


X: Final = np.array([-5.0, -1.0, -0.1, 0.25, 0.5, 1.5, 20.0])


@pytest.mark.parametrize("dtype", list(formats.USUAL))
def test_the_truth_itself_has_no_error(dtype: str) -> None:
    true = true_values.truth(TANH, X, 0, dtype).expected
    verdict = judged(TANH, X, true, dtype)
    assert verdict.kept
    assert verdict.misrounded == 0
    assert verdict.max_ulp <= 0.5


@pytest.mark.parametrize("dtype", list(formats.USUAL))
@pytest.mark.parametrize("wrong_by", [1, 7, 100])
def test_an_error_of_some_ulps_is_reported_as_such(dtype: str, wrong_by: int) -> None:
    true = true_values.truth(EXP, X, 0, dtype).expected
    got = true.copy()
    got[3] += wrong_by * number_formats.ulp(true, dtype)[3]
    verdict = judged(EXP, X, got, dtype)
    assert verdict.max_ulp == pytest.approx(wrong_by, abs=0.5)
    assert verdict.misrounded == 1
    assert verdict.worst is not None
    assert (verdict.worst.x, verdict.worst.expected, verdict.worst.got) == (X[3], true[3], got[3])
    # The condition number of exp is |x|.
    assert verdict.excess == pytest.approx(wrong_by / (8 + 2 * X[3]), abs=0.06)
    assert verdict.kept is (wrong_by < 8)


def test_ill_conditioned_points_are_allowed_more() -> None:
    # sin at 355 = 113 pi + 3e-5: an ulp of the input is eight digits of the result.
    x = np.array([355.0])
    sine = actviz.get("sin(x)")
    neighbour = np.sin(np.nextafter(x, 1000.0))
    assert judged(sine, x, neighbour).kept
    assert not judged(sine, np.array([1.0]), np.sin(np.array([1.0])) + 1e-14).kept


def kinds(got: Measure) -> dict[str, tuple[int, float]]:
    return {c.kind: (c.count, c.example.x) for c in got.catastrophes}


@pytest.mark.parametrize(
    ("at", "wrong", "kind"),
    [(1, np.nan, "nan"), (1, np.inf, "overflow"), (2, 0.0, "zero"), (2, 0.1, "sign")],
)
def test_each_catastrophe_is_found(at: int, wrong: float, kind: str) -> None:
    got = np.tanh(X)
    got[at] = wrong
    verdict = judged(TANH, X, got)
    assert kinds(verdict) == {kind: (1, X[at])}
    assert not verdict.kept


def test_a_lost_nan_is_found_and_a_kept_one_is_not() -> None:
    log = actviz.get("log(x)")
    x = np.array([-1.0, np.nan, 2.0])
    assert judged(log, x, np.array([np.nan, np.nan, np.log(2.0)])).kept
    assert kinds(judged(log, x, np.array([0.0, np.nan, np.log(2.0)]))) == {"lost NaN": (1, -1.0)}
    assert kinds(judged(log, x, np.array([np.nan, 1.0, np.log(2.0)])))["lost NaN"][0] == 1


def test_a_premature_zero_is_found_and_an_honest_underflow_is_not() -> None:
    x = np.array([-700.0, -744.0, -746.0])
    assert judged(EXP, x, np.exp(x)).kept
    assert kinds(judged(EXP, x, np.array([0.0, 5e-324, 0.0]))) == {"zero": (1, -700.0)}
    # In float32 exp(-95) is subnormal: flushed to zero by some hardware, and so reported.
    single = np.array([-95.0, -120.0])
    assert kinds(judged(EXP, single, np.zeros(2), "float32")) == {"zero": (1, -95.0)}


def test_overflow_is_judged_to_within_its_ulps() -> None:
    x = np.array([709.782712893384, 709.7827128933841, 720.0])
    assert math.isfinite(math.exp(x[0]))
    honest = np.array([math.exp(x[0]), np.inf, np.inf])
    assert judged(EXP, x, honest).kept
    assert judged(EXP, x, np.array([np.inf, np.inf, np.inf])).kept  # an ulp of x away
    assert judged(EXP, x, np.array([honest[0], number_formats.largest("float64"), np.inf])).kept
    assert kinds(judged(EXP, x, np.array([honest[0], np.inf, 1e300]))) == {
        "no overflow": (1, 720.0)
    }
    assert kinds(judged(EXP, np.array([600.0]), np.array([np.inf]))) == {"overflow": (1, 600.0)}
    assert kinds(judged(EXP, x, np.array([honest[0], np.inf, -np.inf]))) == {"sign": (1, 720.0)}


def test_a_wrong_limit_is_found() -> None:
    x = np.array([-np.inf, np.inf])
    assert judged(TANH, x, np.array([-1.0, 1.0])).kept
    assert not judged(TANH, x, np.array([-1.0, 0.5])).kept
    assert kinds(judged(EXP, x, np.array([0.0, 1e308]))) == {"no overflow": (1, np.inf)}
    assert kinds(judged(EXP, x, np.array([np.nan, np.inf]))) == {"nan": (1, -np.inf)}


def test_the_plainest_example_is_the_nearest_to_zero() -> None:
    x = np.array([-np.inf, -30.0, -20.0, 3.0, np.inf])
    verdict = judged(TANH, x, np.full(5, np.nan))
    assert kinds(verdict) == {"nan": (5, 3.0)}


def test_what_is_not_decided_is_counted_and_not_judged() -> None:
    x = np.array([1.0, 2.0])
    true = Truth(np.array([1.0, np.nan]), np.array([1.0, np.nan]), np.array([True, False]))
    result = accuracy.compare(x, np.array([1.0, 7.0]), true, np.ones(2))
    assert (result.tried, result.undecided, result.kept) == (1, 1, True)


def test_a_derivative_is_not_compared_where_it_jumps() -> None:
    relu, elu = actviz.get("relu"), actviz.get("elu")
    x = np.array([-1.0, 0.0, 1.0])
    assert accuracy.comparable(relu, x, 0).all()
    assert accuracy.comparable(relu, x, 1).tolist() == [True, False, True]
    assert accuracy.comparable(elu, x, 1).all()  # its slope is continuous at alpha = 1
    assert accuracy.comparable(elu, x, 2).tolist() == [True, False, True]


def test_plain_float64_breaks_the_promise_where_a_formula_loses_its_digits() -> None:
    naive = actviz.get("log(1 + exp(x))")
    with roughly():
        result = next(accuracy.measures(naive, highest=0))
    assert not result.kept
    assert "zero" in kinds(result)
    kept = list(accuracy.measures(actviz.get("softplus")))
    assert [measure.order for measure in kept] == [0, 1, 2]
    assert all(measure.kept for measure in kept)


def test_a_careful_formula_that_is_another_function_is_caught() -> None:
    lying = Activation(name="lying", formula="1/(1 + exp(-x))", careful="sigmoid(x + 1/2**40)")
    result = next(accuracy.measures(lying, highest=0))
    assert not result.kept


def test_variants_are_the_ends_of_the_typical_range() -> None:
    parameter = actviz.Parameter("a", 1.0, "a > 0", typical=(0.5, 2.0))
    function = Activation(name="f", formula="a*x", parameters=(parameter,))
    assert [v.values["a"] for v in variants(function)] == [1.0, 0.5, 2.0]


# --- the registry: no entry is excused

EVERY: Final = 12  # of the points, so that the whole registry takes seconds


def sampled(function: Activation) -> Float64:
    """Every twelfth point, and the same numbers for all; infinities and NaN always."""
    x = accuracy.points(function)
    drawn = np.random.default_rng(17).normal(0, [[1.0], [6.0], [40.0]], (3, 60)).ravel()
    return np.concatenate([x[:-3:EVERY], drawn, x[-3:]])


def drawn_parameters(function: Activation, chance: np.random.Generator) -> Activation:
    """The function with each parameter drawn from its typical range."""
    values = {
        parameter.name: float(chance.uniform(min(parameter.typical), max(parameter.typical)))
        for parameter in function.parameters
        if parameter.typical
    }
    return function.with_values(**values)


def broken(function: Activation, x: Float64) -> list[object]:
    """Where the promise is broken."""
    return [
        (function.display, got.order, got.excess_case, got.catastrophes)
        for got in accuracy.measured_at(function, x)
        if not got.kept
    ]


@pytest.mark.parametrize("function", some(list(entries())), ids=lambda entry: entry.name)
def test_every_entry_keeps_the_promise(function: Activation) -> None:
    assert not broken(function, sampled(function))


@pytest.mark.long
def test_parameters_at_the_ends_of_their_typical_range_keep_the_promise() -> None:
    x = np.random.default_rng(3).uniform(-30, 30, 40)
    for function in some(list(entries())):
        for variant in variants(function)[1:]:
            assert not broken(variant, x)


def test_drawn_parameters_keep_the_promise() -> None:
    chance = np.random.default_rng(5)
    for function in some(list(entries())):
        drawn = drawn_parameters(function, chance)
        assert not broken(drawn, chance.normal(0, 8, 60))


@pytest.mark.parametrize(
    ("word", "zero"),
    [("silu", -1.27846), ("gelu", -0.75179), ("gelu_tanh", -0.75246), ("mish", -1.19243)],
)
def test_slopes_keep_the_promise_near_their_zeros(word: str, zero: float) -> None:
    function = actviz.get(word)
    away = np.random.default_rng(8).uniform(-0.2, 0.2, 4000)
    x = np.concatenate([zero + away, zero + away / 1e3])
    assert abs(float(function.exact(zero, 1))) < 1e-5  # the zeros are those of the textbooks
    assert not broken(function, x)


# Textbook spellings that lose digits in plain float64, some of them all.
SPELLINGS: Final = (
    "0.5*x*(1 + erf(x/sqrt(2)))", "exp(x) - 1", "log(1 + exp(x))", "x*tanh(log(1 + exp(x)))",
    "1/(1 + exp(-x))", "exp(x)/(1 + exp(x))", "(exp(x) - exp(-x))/(exp(x) + exp(-x))",
    "x/(1 + exp(-1.702*x))", "where(x > 0, x, exp(x) - 1)", "sqrt(1 + x**2) - 1", "1 - cos(x)",
    "0.5*x*(1 + tanh(sqrt(2/pi)*(x + 0.044715*x**3)))", "1 - 1/(1 + x**2)", "log(cosh(x))",
    "x - sin(x)", "(1 - tanh(x))*exp(2*x)", "x**3 - 3*x + 2", "exp(x)*erfc(x)",
)  # fmt: skip


@pytest.mark.parametrize("text", SPELLINGS)
def test_a_typed_formula_keeps_the_promise(text: str) -> None:
    function = actviz.get(text)
    x = np.random.default_rng(9).normal(0, [[1e-9], [1.0], [9.0], [300.0]], (4, 60)).ravel()
    x = np.concatenate([x, [0.0, -0.0, np.inf, -np.inf, np.nan, -10.0, -37.5, 1e8, -1e300]])
    assert not broken(function, x)
