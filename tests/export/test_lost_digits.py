"""Exports in float64 keep their digits where terms cancel, with errors carried along."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import mpmath
import numpy as np
import pytest

from actviz.export.computed import computed
from actviz.export.targets import TARGETS, missing
from actviz.export.write import program, text
from actviz.formula.grammar import parse
from actviz.formula.tree import X, node, walk
from actviz.functions.elementwise import Activation
from actviz.lookup.registry import elementwise, get, resolve_all
from actviz.readings.languages.carried_errors import compensated
from actviz.readings.number_formats import rounded
from tests.export.sample import failures, in_python, measured, sample, scattered

mp = mpmath.mp.clone()
mp.dps = 60

# A row, the function, the values at which it is tried, and how small what is missing may be
# beside the function itself.
RESTS: Final[list[tuple[str, str, Callable[[Any], Any], list[float], float]]] = [
    ("exp_rest", "exp", mp.exp, [1e-9, 0.1, -1.3, 5.7, 30.1, -100.3, -600.2, 700.1], 1e-27),
    ("expm1_rest", "expm1", mp.expm1, [1e-300, -1e-20, 1e-9, 0.1, -1.3, 5.7, -100.3, 700.1], 1e-27),
    ("log1p_rest", "log1p", mp.log1p, [1e-300, -1e-20, 1e-9, 0.1, -0.99, 5.7, 1e10, 1e300], 1e-26),
    ("log_rest", "log", mp.log, [1e-300, 1e-20, 0.1, 1.3, 5.7, 30.1, 1e10, 1e300], 1e-26),
    ("sin_rest", "sin", mp.sin, [1e-5, 0.1, -1.57, 3.1, 7.9, -20.41, 100.0, 9999.0], 1e-29),
    ("cos_rest", "cos", mp.cos, [1e-5, 0.1, -1.57, 3.1, 7.9, -20.41, 100.0, 9999.0], 1e-29),
    ("atan_rest", "atan", mp.atan, [1e-5, 0.1, 1.3, -1.57, 3.1, 1e5, 1e8], 1e-31),
    ("root_rest", "sqrt", mp.sqrt, [1e-5, 0.1, 1.3, 2.0, 3.1, 1e5], 1e-31),
]


@pytest.mark.parametrize(("row", "word", "true", "places", "off"), RESTS)
def test_rests_are_what_rounding_took(
    row: str, word: str, true: Callable[[Any], Any], places: list[float], off: float
) -> None:
    x = np.array(places)
    values, rests = (computed(node(one, X), {"x": x}).tolist() for one in (word, row))
    for place, value, rest in zip(places, values, rests, strict=True):
        exact = true(mp.mpf(place))
        assert abs(mp.mpf(value) + mp.mpf(rest) - exact) <= off * abs(exact), place


def _cancels(x: Any) -> Any:
    return mp.sinh(x) - x - x**3 / 6 - x**5 / 120


# Formulas that lose nearly all digits as they stand, the same in mpmath, and where that is.
CANCELLING: Final[list[tuple[str, Callable[[Any], Any], list[float]]]] = [
    ("sinh(x) - x - x**3/6 - x**5/120", _cancels, [0.06, -0.11, 0.7]),
    ("log(x) - atan(x - 1)", lambda x: mp.log(x) - mp.atan(x - 1), [1.003, 0.996, 1.2]),
    ("sqrt(x**2 + 1) - x - 1/(2*x)", lambda x: mp.sqrt(x * x + 1) - x - 1 / (2 * x), [50.3, 301.0]),
    ("tanh(x)**2 - 1 + 4*exp(-2*x)", lambda x: mp.tanh(x) ** 2 - 1 + 4 * mp.exp(-2 * x), [7.3]),
    ("sin(x) - x*cos(x)", lambda x: mp.sin(x) - x * mp.cos(x), [0.001, -0.03, 4.4934]),
    ("softplus(x) - sigmoid(x)**2 - x", lambda x: mp.log1p(mp.exp(-x)) - (1 + mp.exp(-x)) ** -2, [
        0.04, 0.5]),
    ("exp(x)*log1p(exp(-x)) - sigmoid(x)", lambda x: (
        mp.exp(x)*mp.log1p(mp.exp(-x)) - 1/(1 + mp.exp(-x))), [8.5, 20.5, 36.4]),
    ("(1 + 1/x)**x - exp(1)", lambda x: (1 + 1/x)**x - mp.e, [3e5, 1e8]),
    ("sin(x + pi) + e*x", lambda x: mp.e*x - mp.sin(x), [1e-9, 1e-3]),
    ("phi(cosh(x + pi))", lambda x: mp.npdf(mp.cosh(x + mp.pi)), [0.3, 1.06]),
    ("1/(tanh(x) - sinh(x))", lambda x: 1/(mp.tanh(x) - mp.sinh(x)), [1e-4, 3e-5]),
    ("where(3*x == 1, 5, (x + 0.1)**2 - x**2)", lambda x: 2 * x * mp.mpf(0.1) + mp.mpf(0.1) ** 2, [
        0.3, 1000.0]),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "true", "places"), CANCELLING)
def test_what_cancels_is_known_as_if_with_twice_the_digits(
    formula: str, true: Callable[[Any], Any], places: list[float]
) -> None:
    got = computed(compensated(parse(formula)), {"x": np.array(places)})
    for place, value in zip(places, got.tolist(), strict=True):
        assert value == pytest.approx(float(true(mp.mpf(place))), rel=1e-15), place


# The last four at subnormal inputs, and beside zeros beyond 20 and such as are touched.
NAMES: Final = [
    *("pflu", "calu", "sinsig", "sau", "uaf", "swat", "self_arctan", "hclsh", "mishra"),
    *("tanhsoft1", "soft_clipping", "eis2", "eis", "laplace", "pmaf"),
    *("sechsig", "coslu", "cosid", "ccaf"),
]


@pytest.mark.long
def test_second_derivatives_keep_what_is_promised() -> None:
    if missing(TARGETS["c"]):
        pytest.skip("no C compiler")
    for x in (None, scattered()):
        assert failures(measured(elementwise(NAMES, "export"), TARGETS["c"], "float64", 2, x)) == []


# Where every entry is tried: in C between the usual points, and at them in what is run quickly.
# Most of the work is the plan, which these have in common.
TRIED: Final = [
    ("c", "float64", scattered()),
    *((w, "float32", None) for w in ("c", "numpy", "js")),
]


@pytest.mark.long
@pytest.mark.parametrize("part", range(8))
def test_every_entry_keeps_what_is_promised(part: int) -> None:
    functions = sample(1)[part::8]
    without = {word for word, *_ in TRIED if missing(TARGETS[word])}
    for word, dtype, x in TRIED:
        if word not in without:
            assert failures(measured(functions, TARGETS[word], dtype, 2, x)) == [], word
    if without:
        pytest.skip(f"not tried in {', '.join(sorted(without))}: nothing runs it here")


def test_the_slopes_of_a_typed_softsign_keep_their_digits_far_out() -> None:
    """(1 - x/(1 + x))/(1 + x) has six digits at 1e10."""
    if missing(TARGETS["c"]):
        pytest.skip("no C compiler")
    far = np.array([7.1, 300.7, 1e6, -1e10, 3e14, -2e16, 1e30])
    typed = elementwise(["x/(1 + abs(x))"], "export")
    assert failures(measured(typed, TARGETS["c"], "float64", 2, far)) == []


@pytest.mark.parametrize("word", ["numpy", "js", "rust", "python"])
def test_languages_keep_it(word: str) -> None:
    if lacking := missing(TARGETS[word]):
        pytest.skip(f"{', '.join(lacking)} not installed")
    functions = elementwise(["pflu", "swat", "soft_clipping"], "export")
    assert failures(measured(functions, TARGETS[word], "float64", 2, scattered())) == []


@pytest.mark.parametrize("word", ["c", "numpy", "torch", "onnx"])
def test_results_in_float32_keep_it_where_float64_loses_it(word: str) -> None:
    if lacking := missing(TARGETS[word]):
        pytest.skip(f"{', '.join(lacking)} not installed")
    typed = elementwise(["sqrt(x**2+1)-x-1/(2*x)", "tanh(x)**2-1+4*exp(-2*x)"], "export")
    x = rounded(scattered(), "float32")
    assert failures(measured(typed, TARGETS[word], "float32", 1, x)) == []


# The quotients have a hole at 0, and beside it nothing is left of a difference.
HOLES: Final = [
    *("x/sinh(x)", "relu(x + x)/tanh(x)", "min(x/x, x**2)*(x - asinh(x))", "(1 - cos(x))/x**2"),
    *("(exp(x) - 1 - x)/x**2", "x - sin(x)"),
]


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("word", ["c", "numpy"])
def test_beside_a_hole_at_zero_all_digits_are_there(word: str, dtype: str) -> None:
    if lacking := missing(TARGETS[word]):
        pytest.skip(f"{', '.join(lacking)} not installed")
    functions = [one for one in resolve_all(HOLES) if isinstance(one, Activation)]
    x = rounded(scattered(), dtype)
    assert failures(measured(functions, TARGETS[word], dtype, 1, x)) == []


def test_a_stretch_across_zero_is_written_once() -> None:
    code = str(text(TARGETS["python"], program([get("laplace")], TARGETS["python"], order=0)))
    assert code.split("def laplace(")[1].count("_quotient_rest(") == 1
    value = in_python("laplace", 0)["laplace"]
    for x in (-1e-3, -1e-5, -0.0, 0.0, 1e-5, 1e-3):
        true = mp.erfc((mp.mpf(0.707107) - x) / (mp.mpf(0.282095) * mp.sqrt(2))) / 2
        assert value(x) == pytest.approx(float(true), rel=4e-16)


@pytest.mark.parametrize("word", ["torch", "c"])
def test_a_constant_is_a_number(word: str) -> None:
    """PyTorch's functions take no numbers: what was written did not run."""
    exported = program([get("log1p(exp(cosh(0.1)))")], TARGETS[word])
    parts = {part.op for one in exported.units[0].outputs for part in walk(one.tree)}
    assert parts <= {"number", "name", "where", "=="}  # NaN stays NaN


def test_digits_are_kept_between_stretches_on_which_a_function_is_0() -> None:
    """A few of the points at which steps lose digits do not tell that it is 0 at all of them."""
    nothing = "tanh(x/2)/2 + 0.5 - sigmoid(x)"
    exported = program([get(f"where(x > 2.7, where(x < 3.3, sqrt(x*x + 1e8) - 1e4, {nothing}), "
                        f"{nothing})")], TARGETS["c"])  # fmt: skip
    x = np.array([2.75, 2.9, 3.0, 3.1, 3.25])
    got = computed(exported.units[0].outputs[0].lazy, {"x": x})
    for place, value in zip(x.tolist(), got.tolist(), strict=True):
        true = mp.mpf(place) ** 2 / (mp.sqrt(mp.mpf(place) ** 2 + 10**8) + 10**4)
        assert abs(value - true) <= 1e-15 * true


def test_a_slope_far_out_of_which_1_takes_all_but_an_exponential() -> None:
    exported = program([get("expm1(x)*exp(-x)*x - x")], TARGETS["c"])
    x = np.array([40.5, 47.0, 73.0, 100.0, 300.0, 700.0])
    got = computed(exported.units[0].outputs[1].lazy, {"x": x})
    true = [float((mp.mpf(place) - 1) * mp.exp(-mp.mpf(place))) for place in x.tolist()]
    assert got.tolist() == pytest.approx(true, rel=1e-14, abs=0)


@pytest.mark.parametrize("x", [714.0, 720.0, 730.0])
def test_digits_are_few_rather_than_none_where_an_exponential_is_subnormal(x: float) -> None:
    got = in_python("sigmoid(x)*x - softplus(x)", 0)["f"](x)
    with mp.workdps(700):
        true = float(x / (1 + mp.exp(-x)) - mp.log(1 + mp.exp(x)))
    assert got == pytest.approx(true, rel=1e-4, abs=0)


@pytest.mark.parametrize(
    ("formula", "true"),
    [
        ("x*erf(x) - abs(x)", lambda x: -abs(x) * mp.erfc(abs(x))),
        ("x*Phi(3*x) - max(x, 0)", lambda x: -abs(x) * mp.ncdf(-3 * abs(x))),
        ("x*erfc(x) - 2*min(x, 0)", lambda x: abs(x) * mp.erfc(abs(x))),
    ],
)
def test_next_to_its_end_a_normal_function_is_what_it_lacks(
    formula: str, true: Callable[[Any], Any]
) -> None:
    x = np.array([-9.3, -4.1, -2.7, -1.3, -0.6, 0.6, 1.3, 2.7, 4.1, 9.3])
    function = get(formula)
    tree = program([function], TARGETS["c"], order=0).units[0].outputs[0].lazy
    for place, got in zip(x.tolist(), computed(tree, {"x": x}).tolist(), strict=True):
        want = true(mp.mpf(place))
        condition = abs(mp.diff(true, place) * place / want)
        assert abs(got - want) <= (8 + 2 * condition) * np.spacing(abs(float(want))), place


def test_python_rounds_no_argument_of_phi_where_errors_of_steps_are_written() -> None:
    f = in_python("x*Phi(x) + phi(x)", 0)["f"]
    for x in np.linspace(-12, -1, 200).tolist():
        true = mp.mpf(x) * mp.ncdf(x) + mp.npdf(x)
        condition = abs(x * mp.ncdf(x) / true)
        assert abs(mp.mpf(f(x)) - true) <= 2 * (8 + 2 * condition) * np.spacing(float(true)), x
