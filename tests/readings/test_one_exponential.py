"""Slopes with one division: the same derivative, as exact as promised, from tail to tail."""

from __future__ import annotations

import mpmath as mp
import numpy as np
import pytest
from numpy.typing import NDArray

import actviz
from actviz.formula.calculus import derivative
from actviz.formula.grammar import parse
from actviz.formula.tree import node, number, walk
from actviz.readings import float64
from actviz.readings.float64 import vouch
from actviz.readings.float64.one_exponential import slope
from tests.judge import mp_value

MISH = "x/(1 + exp(-x)*(exp(-x)/(1/2 + exp(-x))))"
QUOTIENTS = [
    "sigmoid(x) + tanh(x/2)",
    "sech(sqrt(2)*x)*exp(sqrt(2)*x)",
    "1/(1 + exp(x))",
    "x*sigmoid(1.702*x)",
    "x*tanh(log(3)*x/2 + x**3/7)/2 + x/2",
    MISH,
    "where(x > 1, x*sigmoid(x), exp(x))",
    "(exp(x) - 1)/(exp(x) + exp(-x)/3)",
]
OTHERS = {
    "tanh(x)": "sech(x)**2 is shorter",
    "a*sigmoid(-x)": "sech(x/2)**2/4 is",
    "tanh(1000*x)": "so it is with a factor",
    "x*tanh(x)": "the slope is 0 at 0, and would lose its digits beside it",
    "x/(1 - exp(x))": "so would the divisor",
    "a*x + sigmoid(x)": "if a is 0 another power is left far out",
    "x + tanh(a*x)": "which way the exponential rises is not known",
    "tanh(x)*sigmoid(3*x)": "too many powers",
    "sech(x**2)": "the exponential turns",
    "x*sigmoid(x/1000000)": "no power overflows near enough",
    "x*sigmoid(1000*x)": "every power does",
    "tanh(x)*exp(sqrt(2)*x)": "two exponentials",
    "tanh(x - x) + tanh(x)": "what is in one is 0",
    "tanh(sin(x))": "what is in it is no polynomial",
    "exp(x) - x": "there is no divisor",
    "softplus(x)": "it is a logarithm",
}


@pytest.mark.parametrize("text", QUOTIENTS)
def test_it_is_the_same_derivative_with_one_exponential(text: str) -> None:
    tree = parse(text, ["a"])
    slopes = slope(tree)
    assert slopes is not derivative(tree, careful=True)
    near = slopes.args[1] if tree.op == "where" else slopes
    quotient = near.args[2] if near.op == "where" else near
    assert sum(part.op in ("/", "exp") and "x" in part.names for part in walk(quotient)) == 2
    plain = derivative(tree)
    with mp.workdps(60):
        for x in (-600.5, -40.25, -1.25, -0.125, 0.0, 0.5, 3.75, 30.5, 700.5):
            known = {"x": x, "a": 1.75}
            expected = mp_value(plain, known)
            assert mp.almosteq(mp_value(slopes, known), expected, rel_eps=mp.mpf(10) ** -40), x


@pytest.mark.parametrize(
    ("text", "most"), [("tanh(x)", 7), ("sigmoid(x)", 6), ("x*sigmoid(x)", 7), (MISH, 12)]
)
def test_it_takes_few_steps(text: str, most: int) -> None:
    slopes = slope(parse(text))
    near = slopes.args[2] if slopes.op == "where" else slopes
    assert sum(bool(part.args) and "x" in part.names for part in walk(near)) <= most


@pytest.mark.parametrize("text", OTHERS)
def test_what_is_no_such_quotient_is_left_to_the_rules(text: str) -> None:
    tree = parse(text, ["a"])
    assert slope(tree) is derivative(tree, careful=True), OTHERS[text]


def test_a_very_long_formula_is_left_to_the_rules() -> None:
    tree = parse("tanh(x)")
    for count in range(3000):
        tree = node("+", tree, number(count))
    assert slope(tree) is derivative(tree, careful=True)


@pytest.mark.parametrize("name", ["tanh", "sigmoid", "silu", "mish", "gelu_tanh", "bsilu"])
def test_slopes_keep_the_promise_from_tail_to_tail(name: str) -> None:
    function = actviz.get(name)
    sizes = 10.0 ** np.random.default_rng(7).uniform(-12, 2.9, 4000)
    x = np.concatenate([sizes, -sizes, np.random.default_rng(8).normal(0, 2, 8000)])
    true = function.exact(x, 1)
    slopes = function.derivative(x)
    with np.errstate(all="ignore"):  # of what is 0 there is no condition number
        condition = np.abs(x * function.derivative(x, 2) / true)
        allowed = (12 + 2 * condition) * np.spacing(np.abs(true))
    assert not np.any(np.abs(slopes - true) > allowed)
    assert np.array_equal(np.sign(slopes)[true != 0], np.sign(true)[true != 0])
    if name in ("tanh", "sigmoid"):
        assert np.array_equal(function.derivative(-x), slopes)
    assert np.isnan(function.derivative([np.nan, 1.0])).tolist() == [True, False]


@pytest.mark.parametrize(
    ("text", "shorter"),
    [("2*x*sigmoid(x)", True), ("0.5*x*(1 + tanh(0.79788456*(x + 0.044715*x**3)))", False)],
)
def test_where_digits_are_watched_the_form_that_is_vouched_for_is_taken(
    text: str, shorter: bool
) -> None:
    function, x = actviz.get(text), np.linspace(-4.0, 4.0, 2001)
    forms = slope(function.tree), derivative(function.tree, careful=True)
    lost = [
        vouch.evaluate(form, lambda: derivative(forms[1]), x, {}, np.empty(x.size), 12.0).size
        for form in forms
    ]
    assert (lost[0] < lost[1]) is shorter
    function.derivative(x[:4])  # which is taken is known from then on
    taken: list[object] = []

    def nothing(tree: object, *_: object) -> NDArray[np.intp]:
        taken.append(tree)
        return np.zeros(0, dtype=np.intp)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vouch, "evaluate", nothing)
        function.derivative(x)
    assert taken == [forms[0 if shorter else 1]]


@pytest.mark.parametrize("name", ["mish", "gelu_tanh", "quick_gelu", "bsilu"])
def test_no_digits_are_in_doubt_where_the_slope_is_zero(name: str) -> None:
    from actviz.measure import digits

    assert digits.doubtful(actviz.get(name))[1] == ()


def test_the_bound_on_a_block_sees_every_value() -> None:
    for size in (5, 128, 1000, 4096):
        for at in (0, size // 2, size - 1):
            values = np.full(size, 0.5)
            for large in (17.25, -400.0, 1e300, np.inf, np.nan):
                values[at] = large
                with np.errstate(over="ignore"):
                    bound = float64._near_bound(values)
                assert np.isnan(bound) if np.isnan(large) else bound >= abs(large)
    assert float64._near_bound(np.ones(1 << 16)) < 12
