"""Derivatives where a formula has a joint and the function has none, against other mathematics.

The judge is mpmath: Taylor coefficients of the function written without its joint, or difference
quotients of the formula with 130 digits. No rule of differentiation of ours takes part.
"""

from __future__ import annotations

import math
import random
from typing import Any

import mpmath as mp
import numpy as np
import pytest

import actviz
from actviz.derivations.derivation import Derivation
from actviz.functions.distributions import Draw
from actviz.functions.gated import Gate
from actviz.functions.random_functions import Stochastic
from actviz.functions.vector.side_by_side import Pieces

INF = math.inf

# Function, letter, order, x, and the derivative as a paper-and-pencil limit.
SMOOTH = [
    ("where(x == 0, 1, expm1(x)/x)", "x", 1, 0.0, 1 / 2),
    ("where(x == 0, 1, expm1(x)/x)", "x", 5, 0.0, 1 / 6),
    ("where(x == 0, 1, sin(x)/x)", "x", 1, 0.0, 0.0),
    ("where(x == 0, 1, sin(x)/x)", "x", 2, 0.0, -1 / 3),
    ("where(x != 0, tanh(x)/x, 1)", "x", 2, 0.0, -2 / 3),
    ("where(x == 2, 0.5, (log(x) - log(2))/(x - 2))", "x", 1, 2.0, -1 / 8),
    ("where(x**2 > 0, x, 0)", "x", 1, 0.0, 1.0),
    ("log1p(exp(-abs(x))) + max(x, 0)", "x", 1, 0.0, 1 / 2),
    ("log1p(exp(-abs(x))) + max(x, 0)", "x", 2, 0.0, 1 / 4),
    ("log1p(exp(-abs(x))) + max(x, 0)", "x", 4, 0.0, -1 / 8),
    ("max(x, 0) + min(x, 0)", "x", 1, 0.0, 1.0),
    ("abs(x) - 2*max(x, 0)", "x", 1, -0.0, -1.0),
    ("max(x, 0) - max(-x, 0)", "x", 1, 0.0, 1.0),
    ("where(x > 0, x, 0) + where(x < 0, x, 0)", "x", 1, 0.0, 1.0),
    ("x*sqrt(abs(x))", "x", 1, 0.0, 0.0),
    ("x*sqrt(x)", "x", 1, 0.0, 0.0),  # an end of the domain: from the right
    ("sqrt(x**4)", "x", 2, 0.0, 2.0),
    ("hypot(x, 0)*x", "x", 1, 0.0, 0.0),
    ("sqrt(max(x, 0))**4", "x", 1, -3.0, 0.0),
    ("where(x == 0, 0, x**2*sin(1/x))", "x", 1, 0.0, 0.0),
    ("where(x == 0, 0, exp(-1/x**2))", "x", 3, 0.0, 0.0),
    ("sign(x)*sqrt(abs(x))", "x", 1, 0.0, INF),
    ("sign(x)*sqrt(abs(x))", "x", 1, -0.0, INF),
    ("sqrt(x)", "x", 1, -0.0, INF),
    ("hard_shrink:lambd=0", "x", 1, 0.0, 1.0),
    ("m_arcsinh", "x", 1, 0.0, 0.0),
    ("signed_sqrt", "x", 1, -0.0, INF),
    ("ssaf", "x", 1, -0.0, INF),
    ("soft_exponential", "a", 1, 2.0, 3.0),  # x**2/2 + 1 at a = 0, from both sides
    ("soft_exponential", "a", 1, -0.5, 1.125),
]

# Where the sides differ the formula's own condition picks, as it always did.
KINKS = [
    ("relu", 1, 0.0, 0.0),
    ("abs(x)", 1, 0.0, 0.0),
    ("where(x >= 0, x, 0)", 1, 0.0, 1.0),
    ("where(x > 0, x, 0)", 1, 0.0, 0.0),
    ("elu:alpha=0.5", 1, 0.0, 0.5),
    ("where(x == 1, 5, x)", 1, 1.0, 0.0),  # an isolated value: no derivative
    ("x + 1e-12*abs(x)", 1, 0.0, 1.0),
    ("where(x == 0, 7, expm1(x)/x)", 1, 0.0, 0.0),
]


@pytest.mark.parametrize(("spec", "letter", "order", "x", "expected"), SMOOTH)
def test_the_derivative_is_what_both_sides_come_to(
    spec: str, letter: str, order: int, x: float, expected: float
) -> None:
    function = actviz.get(spec)
    assert function.derivative(x, order, letter) == expected
    assert function.exact(x, order, letter) == expected
    assert function.exact(x, order, letter, dtype="float16") == float(np.float16(expected))


@pytest.mark.parametrize(("spec", "order", "x", "expected"), KINKS)
def test_at_a_kink_the_condition_picks(spec: str, order: int, x: float, expected: float) -> None:
    function = actviz.get(spec)
    assert function.derivative(x, order) == expected
    assert function.exact(x, order) == expected


def test_arrays_are_put_right_at_the_joints_alone() -> None:
    function = actviz.get("log1p(exp(-abs(x))) + max(x, 0)")
    x = np.array([[-1.0, 0.0, np.nan], [2.0, -0.0, np.inf]])
    out = np.empty(x.shape)
    got = function.derivative(x, out=out)
    assert got is out
    np.testing.assert_allclose(
        got, [[1 / (1 + math.e), 0.5, np.nan], [1 / (1 + math.exp(-2)), 0.5, 1.0]], rtol=1e-15
    )


def test_a_parameter_on_a_tie_at_every_x() -> None:
    x = np.linspace(-3, 3, 101)  # more points than are reasoned about one by one
    got = actviz.get("soft_exponential").derivative(x, wrt="a")
    np.testing.assert_allclose(got, x**2 / 2 + 1, rtol=1e-15)


def test_facts_compare_and_derive_say_the_same() -> None:
    function = actviz.get("log1p(exp(-abs(x))) + max(x, 0)")
    facts = function.facts()
    assert facts.slope_at_zero == 0.5
    assert not facts.kinks
    assert str(facts.smoothness) == str(actviz.get("softplus").facts().smoothness)
    for formula, slope in [
        ("where(x == 0, 1, expm1(x)/x)", 0.5),
        ("log1p(exp(-abs(x))) + max(x, 0)", 0.5),
    ]:
        derivation = Derivation(actviz.get(formula), at=(0.0,))
        assert derivation.values[0]["f'(x)"] == slope
        assert derivation.unchecked == ()


# ---------------------------------------------------------------- random formulas

# A function, its slope, and where it may be asked.
PARTS: dict[str, tuple[str, Any]] = {
    "exp({})": ("exp({})", mp.exp),
    "sin({})": ("cos({})", mp.sin),
    "tanh({})": ("sech({})**2", mp.tanh),
    "atan({})": ("1/(1 + {}**2)", mp.atan),
    "log({} + 3)": ("1/({} + 3)", lambda x: mp.log(x + 3)),
    "sqrt({} + 2)": ("1/(2*sqrt({} + 2))", lambda x: mp.sqrt(x + 2)),
    "sigmoid({})": ("sigmoid({})*sigmoid(-{})", lambda x: 1 / (1 + mp.exp(-x))),
    "1/({}**2 + 1)": ("-2*{0}/({0}**2 + 1)**2", lambda x: 1 / (x * x + 1)),
}
PLACES = ["0", "1", "-0.5", "0.25", "1.5"]


def holes(count: int) -> list[tuple[str, Any, float]]:
    """Difference quotients of a function at c with the hole filled, times a smooth factor."""
    chance = random.Random(15)
    listed = []
    for _ in range(count):
        (text, (slope, function)), place = chance.choice([*PARTS.items()]), chance.choice(PLACES)
        at = f"({place})"
        quotient = f"({text.format('x')} - {text.format(at)})/(x - {at})"
        filled = slope.format(at, at) if "{0}" not in slope else slope.format(at)
        condition = chance.choice(["where(x == {}, {}, {})", "where(x != {0}, {2}, {1})"])
        listed.append((condition.format(at, filled, quotient), function, float(place)))
    return listed


@pytest.mark.parametrize(("formula", "function", "place"), holes(24))
def test_filled_holes(formula: str, function: Any, place: float) -> None:
    tried = actviz.get(formula)
    with mp.workdps(60):
        taylor = mp.taylor(function, mp.mpf(place), 4)
    for order in (1, 2, 3):
        expected = float(taylor[order + 1] * mp.factorial(order))
        assert tried.derivative(place, order) == pytest.approx(expected, rel=1e-14, abs=1e-14)
        assert tried.exact(place, order) == pytest.approx(expected, rel=3e-16, abs=1e-20)


# Sums and products of terms with a kink at u = 0 that cancel, and what they are.
CANCELLED = [
    ("max({u}, 0) + min({u}, 0)", lambda u: u),
    ("max({u}, 0) - max(-({u}), 0)", lambda u: u),
    ("sign({u})*({u})*abs({u})", lambda u: u * u),
    ("abs({u})**2 + ({u})", lambda u: u * u + u),
    ("sqrt(({u})**2)*abs({u})", lambda u: u * u),
    ("({u})*sign({u}) - abs({u}) + ({u})", lambda u: u),
    ("where({u} > 0, {u}, 0) + where({u} >= 0, 0, {u})", lambda u: u),
    ("log1p(exp(-abs({u}))) + max({u}, 0)", lambda u: mp.log1p(mp.exp(u))),
    ("abs({u}) + 2*min({u}, 0)", lambda u: u),
    ("clip({u}, -1, 0) + clip({u}, 0, 1)", lambda u: u),
    ("tanh(abs({u}))*sign({u})", mp.tanh),
    ("cosh(abs({u}))", mp.cosh),
]


@pytest.mark.parametrize(
    ("pattern", "function"), CANCELLED, ids=[pattern for pattern, _ in CANCELLED]
)
def test_cancelled_kinks(pattern: str, function: Any) -> None:
    chance = random.Random(pattern)
    for _ in range(3):
        factor, place = chance.choice([1, -2, 0.5, 3]), chance.choice([0.0, 1.0, -0.75, 2.5])
        inner = f"{factor}*(x - {place})" if place >= 0 else f"{factor}*(x + {-place})"
        outer, smooth = chance.choice(
            [("exp(x)", mp.exp), ("1", lambda _: mp.mpf(1)), ("cos(x)", mp.cos)]
        )
        tried = actviz.get(f"{outer}*({pattern.format(u=inner)})")

        def whole(x: Any, factor: Any = factor, place: float = place, smooth: Any = smooth) -> Any:
            return smooth(x) * function(factor * (x - mp.mpf(place)))

        with mp.workdps(60):
            taylor = mp.taylor(whole, mp.mpf(place), 2)
        for order in (1, 2):
            expected = float(taylor[order] * mp.factorial(order))
            assert tried.derivative(place, order) == pytest.approx(expected, rel=1e-14, abs=1e-15)
            assert tried.exact(place, order) == pytest.approx(expected, rel=3e-16, abs=1e-20)


# ---------------------------------------------------------------- gated units


def test_gates_have_the_derivatives_of_both_sides_too() -> None:
    """u*sqrt(|u|) has the slope 0 at 0, and log(1 + exp(-|u|)) + max(u, 0) the slope 1/2."""
    root = Gate(name="root_gate", title="", formula="u*sqrt(abs(u))*v")
    soft = Gate(name="soft_gate", title="", formula="(log1p(exp(-abs(u))) + max(u, 0))*v")
    u, v = np.array([0.0, 4.0]), np.array([3.0, -2.0])
    np.testing.assert_allclose(root.partial(u, v), [0.0, -6.0])
    np.testing.assert_allclose(root.partial(u, v, "v"), [0.0, 8.0])
    np.testing.assert_allclose(root.exact(u, v, "u", 1), [0.0, -6.0])
    np.testing.assert_allclose(soft.partial(u, v), [1.5, -2 / (1 + math.exp(-4))])
    assert soft.exact(0.0, 3.0, "u", 1) == 1.5


# ---------------------------------------------------------------- draws and vectors


def test_slopes_along_a_draw() -> None:
    uniform = Draw("a", "uniform", ("1", "2"))
    random_one = Stochastic(
        name="r",
        title="A hole that is filled, and a slope that is drawn",
        formula="where(x == 0, 1, expm1(x)/x) + a*(max(x, 0) + min(x, 0))",
        draws=(uniform,),
        deterministic="x",
    )
    drawn = np.asarray(random_one.sample(np.array([0.0, 1e-7]), 5, order=1))
    draws = np.asarray(random_one.sample(np.array([0.0, 1e-7]), 5))
    beside = (draws[1] - (1 + 1e-7 / 2)) / 1e-7  # the second draw of a
    assert drawn[1] == pytest.approx(0.5 + beside, rel=1e-6)
    assert 1.5 <= drawn[0] <= 2.5
    assert random_one.sample(0.0, 5, order=1) == pytest.approx(drawn[0])


def test_slopes_of_formulas_side_by_side() -> None:
    pieces = Pieces(
        name="p",
        title="Two formulas with joints",
        pieces=("where(x == 0, 1, expm1(x)/x)", "max(x, 0) + min(x, 0)", "max(x, 0)"),
    )
    jacobian = pieces.jacobian([0.0, 1.0])
    assert jacobian[:, 0].tolist() == [0.5, 0.0, 1.0, 0.0, 0.0, 0.0]
    assert jacobian[1::2, 1] == pytest.approx([1.0, 1.0, 1.0])


@pytest.mark.parametrize(
    ("formula", "slopes"),
    [
        # At 0 they have a value by way of an infinity, or of 0/0 in a condition, and are smooth.
        ("exp(-1/x**2)", (0, 0)),
        ("phi(1/x) + x", (1, 0)),
        ("exp(-1/abs(x)) + 3*x**2", (0, 6)),
        ("1/(1 + 1/x**2)", (0, 2)),  # x**2 - x**4 + ...
        ("where(x/x > 0.1, x*x, x)", (0, None)),
        ("where(0/x == 0, 2*x + x**2, x)", (2, None)),
    ],
)
def test_a_value_by_way_of_an_infinity(formula: str, slopes: tuple[float, float | None]) -> None:
    function = actviz.get(formula)
    for order, slope in enumerate(slopes, 1):
        if slope is not None:
            assert float(function.exact(0.0, order)) == slope
            assert float(function.derivative(0.0, order)) == slope
    assert math.isnan(actviz.get("tanh(1/x)").exact(0.0, 1))  # a jump


def test_at_a_joint_of_a_parameter_the_slope_in_it_has_its_limits() -> None:
    """In a at 0 it is 1 + x**2/2, by the series of the exponential and of the logarithm."""
    ends = np.array([-INF, INF])
    one = actviz.get("soft_exponential")
    assert list(np.asarray(one.exact(ends, 1, "a"))) == [INF, INF]
    assert list(np.asarray(one.derivative(ends, 1, "a"))) == [INF, INF]
