"""Exports whose parameters are arguments: values, and slopes in x and in each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from actviz.export import plan
from actviz.export.computed import computed
from actviz.export.one_number import reduced
from actviz.export.targets import TARGETS, missing
from actviz.export.trial import tried
from actviz.export.trial_vectors import vectors
from actviz.export.write import program
from actviz.formula.grammar import parse
from actviz.functions.elementwise import Activation
from actviz.lookup.registry import elementwise, get
from actviz.readings.notation.plain import to_text
from tests.export.sample import failures, points, scattered


def _off(
    names: Sequence[str | Activation], x: NDArray[np.float64], dtype: str = "float64"
) -> list[str]:
    """What is off at points, at the parameters that the names give."""
    target = TARGETS["c"]
    if lacking := missing(target):
        pytest.skip(f"{', '.join(lacking)} not installed")
    told = []
    for given in names:
        one = elementwise([given], "export")[0] if isinstance(given, str) else given
        exported = program([one], target, arguments=list(one.values), dtype=dtype)
        told += failures(tried([one], exported, target, x=x, dtype=dtype))
    return told


def test_float32_keeps_its_digits_too() -> None:
    sizes = [1e-30, 2.3e-12, 1e-5, 4.7e-3, 0.3, 1.3, 8.0, 17.5]
    x = np.array([sign * size for size in sizes for sign in (-1, 1)], np.float32).astype(float)
    assert _off(["celu", "celu:alpha=2.7", "softcap", "aglu"], x, "float32") == []


@pytest.mark.long
def test_an_infinity_has_the_limit() -> None:
    ends = np.array([-np.inf, np.inf])
    names = ["squareplus", "ssaf", "wave", "vlu", "hosc", "nlrelu", "serlu", "lsrelu", "cauchy"]
    assert _off([*names, "siren:w=7", "isru:alpha=0.5", "nlrelu:b=2"], ends) == []
    assert _off(["soft_exponential"], ends) == []


@pytest.mark.long
def test_what_overflows_on_the_way_has_come_to_its_limit() -> None:
    x = np.array([-1e200, -1e31, -1e4, -760.0, 713.0, 760.0, 1e4, 1e31, 1e160, 1e200])
    names = ["wave", "polyexp", "erf_act", "tanhsoft2", "tanhsoft2:b=0.3", "eis1", "sara"]
    assert _off(names, x) == []


def test_a_square_that_is_subnormal_before_its_product_keeps_digits() -> None:
    x = np.array([-745.1, -744.0, 744.0, 745.1])
    assert _off(["acon_c", "ahaf", "swish_t", "p_swish", "swish:beta=0.9"], x) == []


@pytest.mark.long
def test_steps_next_to_subnormal_numbers_keep_digits() -> None:
    x = np.array([-6.6e-163, 2.6e-101, -3e-310, -4.94e-320, -1.5e-323, -5e-324, 390.0, 744.0])
    names = ["eplaf", "p_sig_ramp", "rational", "rational:b1=1.8", "aglu"]
    assert _off([*names, "aglu:l=0.7405:k=1.881", "apprelu:a=1.95:b=0.7808"], x) == []
    x = np.array([-1.2348e-127, 1.475e-267, 2.1551445480227223e-267, 2.332e-265, 4.402e-211])
    names = ["repu:p=1.171", "repu:p=1.474", "eplaf:d=2.474", "puaf:a=1.164:b=2.377:c=4.898"]
    assert _off(names, x) == []  # a power that is subnormal, times a logarithm


def test_what_overflows_on_the_way_to_a_number_times_a_factor_is_one() -> None:
    top = np.finfo(np.float64).max
    x = np.array([-top, -top / 4, -1e300, top / 4, top])
    assert _off(["berlu", "plogish:a=1.063:b=1.408", "fsa"], x) == []


@pytest.mark.long
def test_a_wave_of_what_overflows_is_a_number() -> None:
    top = np.finfo(np.float64).max
    x = np.array([-top, -top / 2, -1e160, -1.3, 0.0, 2.5, 1e160, top / 2, top])
    names = ["snake", "siren", "siren:w=40", "finer", "scaled_shifted_sine", "snake_beta", "staf"]
    assert _off(names, x) == []


@pytest.mark.long
def test_powers_that_overflow_before_their_quotient_have_a_power_of_two_beside_them() -> None:
    top = np.finfo(np.float64).max
    x = np.array([-top, -1e240, -1e160, -1e110, -3e75, 1.0, 3e75, 1e110, 1e160, 1e240, top])
    names = ["slaf", "slaf:a2=0", "rational", "rational:a5=2", "uaf", "smu1", "sigmoid_algebraic"]
    assert _off([*names, "uaf:c=0.1", "maf", "eis2"], x) == []


def test_what_a_power_of_two_spoils_on_one_side_keeps_it_from_that_side_alone() -> None:
    function = get("eis")  # x*softplus(x)/sqrt(1 + x**2) is -exp(x) far to the left
    unit = plan.unit(function, "f", 2, tuple(function.values))
    x = np.array([-760.0, -1e5, -1e20, -1e110, -1e300])
    output = unit.output("_d2")
    assert output is not None
    got = computed(output.lazy, {**{w: np.array(v) for w, v in function.values.items()}, "x": x})
    assert got.tolist() == [0.0] * 5


def test_an_exponential_of_a_sum_keeps_what_the_sum_loses() -> None:
    x = np.array([-30.5, -4.25, -0.11044729417038174, 3e-9, 0.3, 2.4, 37.5])
    names = ["shifted_scaled_sigmoid:a=0.95:b=243.3", "triple_state_sigmoid", "ts_swish"]
    assert _off([*names, "laplace"], x) == []


@pytest.mark.long
def test_what_stands_above_and_below_is_left_out_of_a_slope() -> None:
    x = np.array([-9.97, -0.3, -6e-8, 0.0, 1e-5, 1.0, 3.0, 5.1, 9.97, 17.5, 40.0, 700.0])
    names = ["pssilu", "pssilu:a=1.7:b=0.18", "puaf", "puaf:a=1.3:b=4.1"]
    assert _off(names, x) == []  # of puaf's powers one factor
    x = np.array([-300.3, -3.1, -0.03, -2e-9, -4e-79, 1.0, 1 + 1e-15, 1.3, 2.9, 500.3])
    assert _off(["zorro", "zorro:a=0.9:b=1.7"], x) == []  # and of its exponentials


def test_a_power_keeps_what_is_lost_of_its_exponent() -> None:
    x = np.array([-1e280, -1e113, -1e9, -3.3, 2.9e18, 6.5e226])  # x**(a - 1)
    assert _off(["polu:a=1.062"], x) == []


def test_each_side_has_steps_of_its_own() -> None:
    x = np.array([-np.inf, -1e250, -1e71, -900.0, -713.0, -1.0, 2.0, 1e9, 1e160, 1e250, np.inf])
    assert _off(["eis"], x) == []


@pytest.mark.long
def test_a_wave_is_turned_by_all_that_its_argument_loses() -> None:
    x = np.array([-4.7e113, -913.7, 9.24, 2.9e18, 6.5e226])
    assert _off(["fsa:b1=-0.145:c1=0.519:d=1.652", "staf:w1=1.685:p1=-0.503:w2=2.053"], x) == []
    x = np.array([-1e17, -2.2134602931504856e16, -32.7, -29.776163747731474, 7.680475007777955e16])
    names = ["hosc:beta=2.285:omega=2.75", "hosc:beta=13.02:omega=6.031", "sinlu:a=1.301:b=1.082"]
    assert _off([*names, "coslu:a=0.5856:b=0.7368", "coslu:a=1.301:b=1.082"], x) == []


def test_what_is_lost_at_numbers_with_all_digits_is_kept_at_arguments_that_are_given() -> None:
    """Of ``x*b`` and ``a/b`` nothing is lost where b is bound to 1, as it is when it is written."""
    x = np.array([-40.0, -1e-18, -2.66e-107, 0.3, 1e-20, 1e15, 1e16])
    given = ["hosc:beta=2.285:omega=2.75", "sinlu:a=1.301:b=1.082", "swish_t_c:a=0.08854:b=0.8552"]
    assert _off_where_given(given, x) == []


def test_what_is_slow_to_grow_or_die_away_has_its_limit_at_arguments_that_are_given() -> None:
    names = ["apprelu:a=0.6285:b=0.8552", "apprelu:a=1.3:b=0.9477", "repu:p=1.171"]
    names += ["puaf:a=1.024:b=5.802:c=2.297", "puaf:a=0.1713:b=2.947:c=8.211"]
    assert _off_where_given(names, np.array([-np.inf, np.inf])) == []


def test_the_ends_of_the_doubles_are_tried_at_numbers_with_all_digits() -> None:
    top = np.finfo(np.float64).max
    x = np.array([-top, -top / 2, -1.63e-311, -3.546e-319, -1e-323, 5e-324, 1e-323, top / 2, top])
    names = ["nlrelu:b=1.268", "lsrelu:a=1.268:b=2.901", "lau:a=1.268:b=1.926", "wendland:r=0.7141"]
    assert _off_where_given([*names, "gauss_inr:s=24.35", "gabor_real:w=18.98:s=11.2"], x) == []


def test_exponents_are_tried_at_numbers_with_all_digits() -> None:
    x = np.array([-1e160, -1.48e177, -4.7e113, -4.59e80, -0.3, 9.0])
    assert _off_where_given(["polu:a=1.268", "polu:a=0.6285"], x) == []


def _off_where_given(specs: Sequence[str], x: NDArray[np.float64]) -> list[str]:
    """What is off where a program with arguments is written once, and they are given then."""
    listed = []
    for spec in specs:
        name = spec.partition(":")[0]
        unit = plan.unit(get(name), name, 1, tuple(get(name).values))
        bound = get(spec)
        letters = {word: np.array(value) for word, value in bound.values.items()}
        for one in vectors(bound, unit, "float64", x):
            tree = unit.output(one.suffix)
            assert tree is not None
            got = computed(tree.lazy, {**letters, "x": one.inputs[0]}) + np.zeros(one.expected.size)
            if one.wrong(got).any():
                listed.append(f"{spec} {one.suffix}")
    return listed


def test_a_logarithm_of_one_less_a_small_number_keeps_its_digits() -> None:
    assert _off(["soft_exponential:a=-0.4144"], np.array([0.4202885991863825, 0.4144])) == []


def test_a_sum_of_several_numbers_keeps_its_digits() -> None:
    x = scattered()
    x = x[(np.abs(x) > 1e-300) & (np.abs(x) < 20)]
    assert _off(["p_sig_ramp", "psechsig", "xielu", "soft_clipping"], x) == []


@pytest.mark.long
def test_what_a_function_lacks_of_its_end_is_written_by_itself() -> None:
    x = np.array([-50.3, -1.0, 0.3, 7.9, 17.5, 30.5, 60.3, 244.2, 412.0])
    assert _off(["psechsig", "psechsig:a=0.5", "aria", "aria:nu=2.3"], x) == []
    subnormal = np.array([30.3, 714.3, 715.0, 716.5, 722.6, 735.2, 737.1])  # exp(-x)*x
    assert _off(["softplus", "softplus:beta=1.01", "grelu"], subnormal) == []


@pytest.mark.long
def test_a_power_of_two_stands_beside_numbers_of_the_formula_as_it_is_defined() -> None:
    x = np.array([-np.inf, -1e300, -1e31, -760.0, -708.4, -3.0, 1.0])
    assert _off(["tanhsoft", "tanhsoft:b=0.3"], x) == []


def test_a_slope_is_that_of_the_form_that_keeps_more_digits() -> None:
    x = np.array([2e-320, 1e-30, 1e-9, -0.11, 0.3, 2.9])  # offset - (x + offset*width)/width is 0
    assert _off(["hard_sigmoid", "hard_sigmoid:width=5"], x) == []


def test_blocks_that_a_formula_spells_out_keep_the_digits_of_slopes_in_parameters() -> None:
    x = np.array([-30.5, -1.0, 28.14, 30.03, 479.2, 500.4, 1e200])
    typed = elementwise(["log(1 + exp(b*x))/b:b=1.5"], "export")
    entry = replace(typed[0], name="mine", family="mine")  # as of a catalogue of one's own
    assert _off([*typed, entry], x) == []


def test_a_product_that_underflows_is_on_its_side_of_the_number_itself() -> None:
    x = np.array([-1e-323, -5e-324, 5e-324, 1e-323, 3e-310])
    assert _off(["max(x, a*x):a=0.1", "max(x, a*x):a=0.4"], x) == []


@pytest.mark.long
def test_a_sum_keeps_its_digits_beside_its_zeros_and_so_does_what_is_taken_of_one() -> None:
    x = np.array(
        [
            -6.30141414,
            -4.730299388169729,
            0.5068159334295897,
            9.847,
            3.5001758957540763,
            4.71,
            2e-320,
        ]
    )
    assert _off(["gln", "gln:a=0.3", "ccaf", "ccaf:b=0.7", "sinp", "tanhsoft2"], x) == []


@pytest.mark.parametrize(
    ("name", "zero"),  # of the slope
    [
        ("x*sigmoid(b*x):b=1.5", -0.8523096951740492),
        ("x*sigmoid(b*x + c):b=1.5:c=0.3", -0.8999692575864752),
    ],
)
def test_a_typed_slope_keeps_its_digits_next_to_its_zero(name: str, zero: float) -> None:
    away = np.exp2(np.random.default_rng(7).uniform(-50, -1, 400))
    assert _off([name], np.concatenate([zero - away, zero + away])) == []


@pytest.mark.parametrize(
    "names",
    [
        ["celu", "celu:alpha=2.7", "softcap:c=3", "adaptive_sigmoid:a=0.3", "berlu:epsilon=0.3"],
        ["softplus", "softplus:beta=4", "grelu:a=3", "sau", "acon_c:p2=0.3", "acon_c:b=0"],
        ["xsilu", "xgelu", "xatlu", "p_e2_relu", "rand_softplus", "melu", "galu"],  # in x alone
        ["apa", "aglu", "aranda_ordaz", "aranda_ordaz:a=2.5", "pdelu:t=0.5"],  # a sum in it
    ],
)
def test_slopes_in_parameters_keep_their_digits(names: list[str]) -> None:
    x = np.unique(np.concatenate([points("float64")[:-1], scattered()]))
    x = x[(np.abs(x) < 170) | ((np.abs(x) > 760) & (np.abs(x) < 1e300))]  # others are subnormal
    assert _off(names, x) == []


@pytest.mark.parametrize(
    ("formula", "found"),
    [
        ("expm1(x/a) - x/a*exp(x/a)", "expm1(x) - x*exp(x) at x/a"),
        ("a*(sigmoid(x/b/a)*x - a*b*softplus(x/(a*b)))", "sigmoid(x)*x - softplus(x) at x/a/b"),
        ("tanh(h*g*f*e*d*c*b*a*x)", "tanh(x) at x*a*b*c*d*e*f*g*h"),  # not as they lie in memory
        ("exp(-(x - b)**2/a)", "exp(-x) at (x - b)**2/a"),
        ("exp(x/a) + x", "None"),
        ("exp(x/a) + exp(x/b)", "None"),
    ],
)
def test_what_hangs_on_one_number_alone_is_found(formula: str, found: str) -> None:
    one = reduced((parse(formula, tuple("hcafgebd")),), ())
    text = f"{to_text(one.trees[0])} at {to_text(one.inner)}" if one else "None"
    assert text == found
