"""Values in float64 with a bound on their errors: the bound holds, and says where digits are lost.

The truth is python-flint's, at three hundred bits.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from flint import arb, ctx

import actviz
from actviz.facts import digits
from actviz.formula.calculus import derivative
from actviz.formula.grammar import parse
from actviz.formula.tree import Node
from actviz.lookup.registry import entries
from actviz.readings import balls, float64
from actviz.readings.effort import roughly
from actviz.readings.float64 import running_bounds, vouch
from tests.sample import some

Floats = np.ndarray[tuple[int], np.dtype[np.float64]]


def judged(function: Callable[[Any], Any], x: float) -> float:
    """The value of a formula written in flint's own words."""
    before, ctx.prec = ctx.prec, 300
    try:
        return float(function(arb(x)))
    finally:
        ctx.prec = before


def told(text: str, x: Floats, ulps: float = 8.0) -> tuple[Floats, set[float]]:
    """What float64 makes of a formula, and the points it does not vouch for."""
    tree, out = parse(text, ()), np.empty(x.size)
    at = vouch.evaluate(tree, lambda: derivative(tree), x, {}, out, ulps)
    return out, set(x[at].tolist())


@pytest.mark.parametrize(
    ("text", "lost", "kept"),
    [
        ("0.5*x*(1 + erf(x/sqrt(2)))", [-10.0, -3.0], [0.5, 7.0]),
        ("exp(x) - 1", [1e-9, -1e-3], [3.0, -4.0]),
        ("log(1 + exp(x))", [-40.0, 710.0], [0.0, 5.0]),
        ("x**2 - 2", [1.4142135623730951], [1.41422, 3.0]),  # there the condition number tells
        ("1/(1 + exp(-x))", [-710.0], [-300.0, 2.0, 700.0]),
        ("x/sqrt(1 + x**2)", [1e300], [1e100, -2.0]),
        ("floor(3*x/3)", [2.0], [2.5]),
        ("where(x*10 == 1, x, -x)", [0.1], [0.2, -5.0]),
        ("x*x*1e300", [1e-155], [1.0]),
    ],
)
def test_what_is_lost_is_doubted(text: str, lost: list[float], kept: list[float]) -> None:
    x = np.array([*lost, *kept])
    out, doubted = told(text, x)
    assert doubted == set(lost)
    assert np.array_equal(out, float64.evaluate(parse(text, ()), x, {}), equal_nan=True)


def test_what_is_not_finite_is_doubted() -> None:
    x = np.array([np.nan, np.inf, -np.inf, 800.0, 1.0])
    _, doubted = told("exp(x)", x)
    assert {v for v in doubted if v == v} == {np.inf, -np.inf, 800.0}
    assert any(math.isnan(v) for v in doubted)


def excess(tree: Node, x: Floats) -> float:
    """The largest error of what is vouched for, over the bound."""
    bound = vouch._bounded(tree, ())
    with np.errstate(all="ignore"):
        result, error = bound.reading(x)
    error = np.broadcast_to(error, x.shape)
    worst = 0.0
    with balls.precision(400):
        for at, ball in enumerate(balls.compiled(tree)(x.tolist(), {})):
            known = error[at] < 1e9 and ball.is_finite() and abs(ball) > 1e-290
            if known and math.isfinite(result[at]):
                off = abs(ball - arb(float(result[at]))) / abs(ball)
                worst = max(worst, float(off) / (max(float(error[at]), 1e-9) * running_bounds.UNIT))
    return worst


ATOMS = (
    "exp(x*0.7)", "expm1(x/3)", "log(x*x + 0.1)", "log1p(exp(x))", "sqrt(x*x*0.3 + 1)",
    "sin(x*1.1)",
    "cos(x*0.7)", "atan(x/3)", "asinh(x*0.3)", "tanh(x*0.3)", "erf(x/3)", "sinh(x*0.7)",
    "cosh(x/3)", "sech(x*0.7)", "sigmoid(x*1.1)", "softplus(x*1.1)", "Phi(x*1.1)", "phi(x*0.7)",
    "erfc(x*0.7)", "erfcx(x*0.7)", "hypot(x*0.3, 1.7)", "(x*x + 0.3)**1.7", "x**3*0.3 - x",
    "max(x*0.3, x*x*0.1)", "clip(x*0.7, -1.3, 2.1)", "x/(1 + abs(x*0.3))", "exp(x) - exp(-x)",
)  # fmt: skip


@pytest.mark.parametrize("text", ATOMS)
def test_no_error_is_larger_than_its_bound(text: str) -> None:
    tree = parse(text, ())
    x = np.random.default_rng(1).normal(0, [[0.01], [1.0], [8.0]], (3, 150)).ravel()
    for each in (tree, derivative(tree, careful=True)):
        assert excess(each, x) <= 1


@pytest.mark.parametrize("word", ["exp", "erfc", "Phi", "sigmoid", "cos"])
def test_a_gain_that_is_too_small_is_caught(word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(running_bounds._GAIN, word, "0.01")
    vouch._bounded.cache_clear()
    x = np.random.default_rng(1).normal(0, 8, 300)
    try:
        assert excess(parse(f"{word}(x*0.7)", ()), x) > 1
    finally:
        vouch._bounded.cache_clear()


def test_a_bound_that_is_one_number_costs_nothing() -> None:
    assert vouch.always(parse("where(x > 0, x, 0.3*expm1(x))", ()), {}, 8)
    assert vouch.always(parse("max(0, x)", ()), {}, 8)
    assert not vouch.always(parse("exp(x) - 1", ()), {}, 8)


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("0.5*x*(1+erf(x/sqrt(2)))", lambda x: x * (-x / arb(2).sqrt()).erfc() / 2),
        ("log(1+exp(x))", lambda x: x.exp().log1p()),
        ("exp(x)-1", lambda x: x.expm1()),
        ("x*tanh(log(1+exp(x)))", lambda x: x * x.exp().log1p().tanh()),
    ],
)
def test_a_typed_formula_keeps_its_digits(text: str, truth: Callable[[Any], Any]) -> None:
    function = actviz.get(text)
    for x in (-40.0, -37.0, -10.0, -3.0, -1e-9, 1e-300, 0.5, 3.0):
        expected = judged(truth, x)
        assert function(x) == pytest.approx(expected, rel=4e-15, abs=0), x


def test_shapes_infinities_and_zeros_are_as_ever() -> None:
    function = actviz.get("exp(x) - 1")
    x = np.array([[0.0, -0.0, np.nan], [np.inf, -np.inf, 1e-20]])
    result, out = function(x), np.empty((2, 3))
    expected = [[0.0, -0.0, np.nan], [np.inf, -1.0, 1e-20]]
    np.testing.assert_array_equal(result, expected)
    assert function(x, out=out) is out
    np.testing.assert_array_equal(out, expected)
    assert np.asarray(function([])).shape == (0,)
    assert isinstance(function(1.0), float)


def test_many_points_cost_what_exact_values_cost() -> None:
    """Each of them asked once, however often it comes."""
    function, calls = actviz.get("exp(x) - 1"), []
    kind, plain = type(function), type(function).decide

    def counted(self: Any, x: Any, order: int = 0) -> Any:
        calls.append(np.size(x))
        return plain(self, x, order)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kind, "decide", counted)
        function(np.tile([1e-9, 2e-9, 3.0], 10_000))
    assert sum(calls) == 2


def test_a_zero_that_only_algebra_sees_is_zero() -> None:
    function = actviz.get("sigmoid(x) + sigmoid(-x) - 1")
    assert np.asarray(function([0.3, 1.7, -5.0])).tolist() == [0.0, 0.0, 0.0]


def test_networks_take_what_float64_gives() -> None:
    function = actviz.get("exp(x) - 1")
    with roughly():
        assert function(1e-9) == math.exp(1e-9) - 1
    assert function(1e-9) == math.expm1(1e-9)


# --- what is known of the catalogue


def test_every_entry_has_been_measured() -> None:
    stale = [entry.name for entry in entries() if digits.doubtful(entry) is None]
    assert stale == [], "remake it: python -m actviz.pages.contribution"


def test_what_is_not_in_doubt_is_what_float64_gives() -> None:
    x = np.random.default_rng(2).normal(0, 3, 500)
    for function in some(list(entries())):
        measured = digits.doubtful(function)
        if measured is not None and not measured[0]:
            with roughly():
                plain = np.asarray(function(x))
            np.testing.assert_array_equal(function(x), plain)
    assert digits.doubtful(actviz.get("swish:beta=1.25")) is None


@pytest.mark.parametrize(
    "text",
    [
        "0.5*x*(1 + erf(x/sqrt(2)))", "exp(x) - 1", "sin(37*x)*x", "floor(3*x)*x",
        "where(sin(300*x) > 0.3, exp(x) - 1, x)", "where(exp(x) - 2 > 0.5, x, 1 - cos(x))",
        "max(exp(x) - 1, x - 0.3)", "x**3 - 3*x + 2", "exp(x) - sin(2)",
        "where(cos(1) > 0.5, sin(2), x)*(exp(x) - 1)",
    ],
)  # fmt: skip
def test_cells_vouch_for_nothing_that_its_point_does_not(text: str) -> None:
    chance = np.random.default_rng(6)
    far = 10 ** chance.uniform(-30, 30, 3000) * chance.choice([-1, 1], 3000)
    x = np.concatenate([chance.normal(0, [[2.0], [20.0]], (2, 9000)).ravel(), far])
    many, doubted = told(text, x)
    step = vouch._MANY - 1  # so few that each point is looked at by itself
    alone = [told(text, x[start : start + step]) for start in range(0, x.size, step)]
    np.testing.assert_array_equal(many, np.concatenate([values for values, _ in alone]))
    assert set().union(*(points for _, points in alone)) <= doubted
