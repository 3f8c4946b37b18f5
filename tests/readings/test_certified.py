"""Certified pieces: every bound is held against mpmath or against balls of many bits."""

from __future__ import annotations

import dataclasses
import math
from collections import Counter
from collections.abc import Iterator
from typing import Any

import mpmath as mp
import numpy as np
import pytest
from flint import arb, ctx

from actviz.formula.atoms import ATOMS
from actviz.formula.grammar import parse
from actviz.formula.tree import ONE, X, node, number
from actviz.readings import balls
from actviz.readings.certified import certified_polynomials, taylor_series
from actviz.readings.certified.certified_polynomials import Failure, Polynomial, polynomial
from actviz.readings.certified.cover import BitRun, Constant, Cover
from actviz.readings.certified.cover import number as number_of
from actviz.readings.exact import decide
from tests.judge import mp_value

SMALLEST = 2.0**-149  # the smallest float32

FORMULAS = (
    "x * Phi(x)",
    "0.5*x*(1 + erf(x/sqrt(2)))",  # loses all its digits in float64
    "tanh(x)",
    "x * sigmoid(x)",
    "x * tanh(softplus(x))",
    "log(1 + exp(x))",
    "exp(-x**2)",
    "sin(x)/x",
    "x - tanh(x)",
    "1/(x - 1)",
    "erfcx(x) - atan(x)*asinh(x)",
    "hypot(x, 1)**1.5 + cosh(x/9) - sinc(3*x)",
)


@pytest.fixture(autouse=True)
def nothing_left_changed() -> Iterator[None]:
    before = ctx.prec, ctx.cap
    yield
    assert (ctx.prec, ctx.cap) == before


# ---------------------------------------------------------------- series


@pytest.mark.parametrize("op", sorted(set(ATOMS) & set(taylor_series.SERIES)))
@pytest.mark.parametrize("middle", [0.6, -1.3, 2.75])
def test_series_of_an_atom_are_its_taylor_coefficients(op: str, middle: float) -> None:
    inner = node("+", X, node("/", node("*", X, X), number(8)))
    others = {2: (ONE,), 3: (ONE, number(2))}.get(ATOMS[op].arity, ())
    args = (number(2), inner) if ATOMS[op].literal_first else (inner, *others)
    tree = node(op, *args)
    with mp.workdps(50):
        try:
            exact = mp.taylor(lambda x: mp_value(tree, {"x": x}, 50), middle, 4)
        except (ValueError, ZeroDivisionError):
            exact = []
        if not exact or any(isinstance(c, mp.mpc) or not mp.isfinite(c) for c in exact):
            pytest.skip("not defined there")
    with balls.precision(120), certified_polynomials.length(5):
        result = taylor_series.compiled(tree)(taylor_series.line(arb(middle), 1.0), {})
        got = [taylor_series.coefficient(result, k) for k in range(5)]
    for ball, wanted in zip(got, exact, strict=True):
        assert ball.is_finite()
        assert abs(mp.mpf(ball.mid().str(40, radius=False)) - wanted) < mp.mpf(10) ** -18


def test_an_atom_without_a_series_is_read_as_what_it_means() -> None:
    assert set(taylor_series.SERIES) <= set(balls.BALLS)
    for word in balls.BALLS.keys() - taylor_series.SERIES.keys():
        assert not ATOMS[word].primitive, word


@pytest.mark.parametrize(
    "text",
    [
        "abs(x)",
        "max(x, 0)",
        "where(x < 0, 1, x)",
        "floor(x)",
        "1/x",
        "log(x)",
        "sqrt(x)",
        "x**0.3",
        "sign(x)",
        "clip(x, 0, 1)",
    ],
)
def test_an_interval_that_holds_a_joint_or_a_pole_is_no_piece(text: str) -> None:
    tree = parse(text, ())
    assert isinstance(polynomial(tree, {}, 0.001, 0.125, SMALLEST), Failure)
    assert isinstance(polynomial(tree, {}, 0.3, 2.0**-6, SMALLEST), Polynomial)


# ---------------------------------------------------------------- bounds


def excess(tree: Any, values: dict[str, float], piece: Polynomial, x: Any, s: Any) -> float:
    """The largest error at some points over the error that is claimed."""
    y = piece.at(np.asarray(s), np.empty(len(s)))
    with balls.precision(900):
        true = list(balls.compiled(tree)(x, values))
        gaps = [float(abs(t - arb(float(v))).upper()) for t, v in zip(true, y, strict=True)]
    return max(gaps) / piece.error


def worst_excess(text: str, order: int = 0, **values: float) -> float:
    from actviz.formula.calculus import derivative

    tree = derivative(parse(text, values), "x", order)
    chance, result = np.random.default_rng(7), 0.0
    for middle, half in [
        (m, 2.0**-k) for m in (-13.25, -4.5, -0.8, 0.3, 2.75, 9.0) for k in (6, 9)
    ]:
        piece = polynomial(tree, values, middle, half, SMALLEST)
        if isinstance(piece, Polynomial):
            s = np.round(np.r_[-1.0, 1.0, chance.uniform(-1, 1, 6)] * 2**20) / 2**20
            result = max(result, excess(tree, values, piece, [middle + half * t for t in s], s))
    return result


@pytest.mark.parametrize("order", [0, 1, 2])
@pytest.mark.parametrize("text", FORMULAS)
def test_no_value_is_farther_off_than_its_bound(text: str, order: int) -> None:
    assert 0 < worst_excess(text, order) <= 1


def test_a_bound_that_is_too_small_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """A quarter of what is claimed would be false, and so would leaving out either half."""
    assert worst_excess("x * Phi(x)") > 0.25
    monkeypatch.setattr(certified_polynomials, "evaluation_error", lambda coefficients: 0.0)
    monkeypatch.setattr(certified_polynomials, "_UNIT", 0.0)
    monkeypatch.setattr(certified_polynomials, "ENOUGH", 2.0**-70)
    tree = parse("x * Phi(x)", ())
    piece = polynomial(tree, {}, 2.75, 2.0**-12, SMALLEST, 2.0**-60)
    assert isinstance(piece, Polynomial)
    s = np.arange(-512, 512) / 512
    assert excess(tree, {}, piece, [2.75 + 2.0**-12 * t for t in s], s) > 1


@pytest.mark.parametrize("coefficients", [(1.0, 0.5, 0.25, 0.125), (0.1, -0.7, 0.3), (3.0,)])
def test_the_bound_on_horners_rule_holds(coefficients: tuple[float, ...]) -> None:
    from fractions import Fraction

    piece = Polynomial(coefficients, 0.0, 0, 1.0)
    s = np.random.default_rng(3).uniform(-1, 1, 2000)
    worst = 0.0
    for got, at in zip(piece.at(s, np.empty(2000)).tolist(), s.tolist(), strict=True):
        true = sum(Fraction(c) * Fraction(at) ** k for k, c in enumerate(coefficients))
        worst = max(worst, float(abs(Fraction(got) - true)))
    bound = certified_polynomials.evaluation_error(coefficients)
    assert worst <= bound
    if len(coefficients) > 1:
        assert worst > bound / 8


def test_the_direction_is_that_of_the_formula() -> None:
    for text, middle, rising in (("exp(x)", 1.0, 1), ("exp(-x)", 1.0, -1), ("x**2", -3.0, -1)):
        piece = polynomial(parse(text, ()), {}, middle, 2.0**-5, SMALLEST)
        assert isinstance(piece, Polynomial)
        assert piece.rising == rising
    around = polynomial(parse("x**2", ()), {}, 2.0**-9, 2.0**-5, SMALLEST)
    assert isinstance(around, Polynomial)
    assert around.rising == 0


# ---------------------------------------------------------------- covers


def cover(text: str, dtype: str = "float32") -> Cover:
    return Cover(parse(text, ()), {}, None, dtype)


@pytest.mark.parametrize("text", ["x * Phi(x)", "max(x, 0)", "x*sin(1/(x - 1))", "exp(-x)"])
@pytest.mark.parametrize("negative", [False, True])
def test_runs_follow_one_another_and_leave_nothing_out(text: str, negative: bool) -> None:
    for first in (0x3F7FF000, 0x41500000, 0x00000000, 0x7F7FE000):
        at = first
        for run in cover(text).runs(first, 1 << 13, negative):
            assert run.first == at
            at += run.count
        assert at == first + (1 << 13)


def test_the_numbers_behind_patterns() -> None:
    patterns = np.array([0, 1, 0x7FFFFF, 0x800000, 0x3F800000, 0x41500001, 0x7F7FFFFF], np.uint32)
    assert [number_of(int(p)) for p in patterns] == patterns.view(np.float32).tolist()


def test_all_of_float32_takes_a_few_thousand_pieces() -> None:
    items = list(cover("x * Phi(x)").runs(0x30000000, 0x14000000, negative=True))
    counts: Counter[str] = Counter()
    for run in items:
        counts[type(run.piece).__name__] += run.count
    assert len(items) < 1500
    assert counts["NoneType"] == 0  # nothing of gelu's tail is left to the balls


def constants(text: str, first: int, negative: bool) -> list[BitRun]:
    runs = list(cover(text).runs(first, 1 << 12, negative))
    assert all(isinstance(run.piece, Constant) for run in runs), runs
    return runs


@pytest.mark.parametrize(
    ("text", "first", "negative", "value"),
    [
        ("exp(x)", 0x60000000, False, math.inf),
        ("x * Phi(x)", 0x7F000000, True, -0.0),
        ("0.5*x*(1 + erf(x/sqrt(2)))", 0x45000000, True, -0.0),
        ("log(x)", 0x40000000, True, math.nan),
        ("max(x, 0)", 0x40000000, True, 0.0),
        ("Phi(x) + x*phi(x)", 0x50000000, True, -0.0),  # one term decides the sign
    ],
)
def test_far_out_values_round_to_one(text: str, first: int, negative: bool, value: float) -> None:
    for run in constants(text, first, negative):
        assert isinstance(run.piece, Constant)
        x = -number_of(run.first) if negative else number_of(run.first)
        exact = float(decide(parse(text, ()), [x], {}, dtype="float32")[0][0])
        for got in (run.piece.value, exact):
            np.testing.assert_equal(got, value)
            assert run.piece.exact_zero or math.copysign(1, got) == math.copysign(1, value)


@pytest.mark.parametrize(("text", "line"), [("x/2 + x**2", 1), ("x/2 - x**2", -1), ("x + 1", 0)])
def test_a_line_says_on_which_side_the_formula_is(text: str, line: int) -> None:
    """As a tie of the format would need: no error bound can be small enough."""
    first = 0x00400000 if line else 0x3F800000
    for run in cover(text).runs(first, 1 << 13, negative=False):
        assert isinstance(run.piece, Polynomial)
        assert run.piece.line == line
        if line == 0:
            assert run.piece.error == 0
        for k in (0, 1, run.count - 1):
            x = arb(number_of(run.first + k))
            s = np.array([(k - run.count // 2) / (run.count // 2)])
            y = float(run.piece.at(s, np.empty(1))[0])
            with balls.precision(600):
                (true,) = balls.compiled(parse(text, ()))([x], {})
                gap = true - arb(y)
            assert gap.is_zero() if line == 0 else gap * line > 0
            assert abs(gap) <= run.piece.error


@pytest.mark.parametrize("text", ["log(cosh(x))", "x*clip(x + 2, 0, 2)/2", "1/cosh(x) + sech(x)"])
@pytest.mark.parametrize("first", [0x00000000, 0x000E0000, 0x42FE0000, 0x42C00000])
def test_far_out_and_beside_zero_nothing_fails(text: str, first: int) -> None:
    for negative in (False, True):
        runs = list(cover(text).runs(first, 1 << 13, negative))
        assert sum(run.count for run in runs if run.piece is None) <= 64


def test_a_polynomial_is_immutable() -> None:
    piece = Polynomial((1.0,), 0.0, 0, 1.0)
    with pytest.raises(dataclasses.FrozenInstanceError):
        piece.error = 1.0  # type: ignore[misc]


@pytest.mark.parametrize("text", ["asinh(log(x))", "asinh(1/x)", "log1p(1/x)"])
def test_a_series_through_a_place_without_a_value_is_no_number(text: str) -> None:
    result = taylor_series.compiled(parse(text, ()))(taylor_series.line(arb(0, 1), 1.0), {})
    assert taylor_series.coefficient(result, 0).is_nan()
