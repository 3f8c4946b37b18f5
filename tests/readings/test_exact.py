"""Correctly rounded values: judged by mpmath and by the arithmetic of fractions."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import mpmath as mp
import numpy as np
import pytest
from flint import ctx
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from actviz.formula.atoms import ATOMS
from actviz.formula.calculus import derivative
from actviz.formula.grammar import parse
from actviz.formula.tree import COMPARISONS, ONE, TWO, Node, X, node, number, walk
from actviz.readings.exact import (
    FORMATS,
    NotDecided,
    decide,
    enclosure,
    evaluate,
    nearest_constant,
)
from tests.judge import COMPARE, mp_fraction, mp_value

LARGEST = 1.7976931348623157e308
LEAST = 5e-324


@pytest.fixture(autouse=True)
def same_precision() -> Iterator[None]:
    before = ctx.prec
    yield
    assert ctx.prec == before


def value(text: str, x: float, dtype: str = "float64", **values: float) -> float:
    return float(evaluate(parse(text, values), x, values, dtype=dtype))


def nearest(true: Fraction) -> float:
    try:
        return float(true)  # Python divides integers with one rounding
    except OverflowError:
        return math.inf if true > 0 else -math.inf


def same(got: float, want: float) -> bool:
    """Equal, with NaN equal to NaN and the sign of a zero counted."""
    return (math.isnan(got) and math.isnan(want)) or (
        got == want and math.copysign(1, got) == math.copysign(1, want)
    )


# ---------------------------------------------------------------- every atom

POINTS = (0.0, LEAST, 1e-300, 1e-10, 0.3, 0.5, 1.0, 1.5, 2.5, 7.0, 26.5, 37.6, 300.1, 745.0, 1e5)
SIGNED = (*POINTS, *(-point for point in POINTS[1:]))
NEEDED = {"log": 0.0, "log1p": -1.0, "sqrt": -LEAST}  # arguments above this


def call(name: str, first: str = "x") -> Node:
    """The atom of x, its other arguments being parameters; of dsinc, the fifth."""
    if name == "dsinc":
        return parse(f"dsinc(5, {first})")
    return parse(f"{name}({', '.join((first, 'v', 'w')[: ATOMS[name].arity])})", ("v", "w"))


@pytest.mark.parametrize("name", sorted(set(ATOMS) - {"dsinc"}))
def test_every_atom_agrees_with_mpmath(name: str) -> None:
    tree = call(name)
    values = {"v": -0.75, "w": 2.0}
    points = [point for point in SIGNED if point > NEEDED.get(name, -math.inf)]
    for point, got in zip(points, evaluate(tree, points, values), strict=True):
        true = mp_value(tree, {"x": point, **values}, 60)
        # An overflow has no fraction of bearable size, nor has an underflow.
        if true == 0:
            assert got == 0, point
        elif abs(mp.log(abs(true), 2)) > 2000:
            want = math.inf if abs(true) > 1 else 0.0
            assert same(float(got), math.copysign(want, true)), point
        else:
            assert got == nearest(Fraction(*mp_fraction(true))), point


def sinc_series(order: int, x: float) -> float:
    """The derivative of sin(x)/x by its Taylor series, in fractions."""
    total = Fraction(0)
    for m in range(order % 2, 60, 2):
        sign = -1 if (m + order) % 4 else 1
        total += sign * Fraction(x) ** m / (math.factorial(m) * (m + order + 1))
    return nearest(total)


@pytest.mark.parametrize("order", [*range(11), 33, 64])
def test_sinc_and_its_derivatives_near_zero(order: int) -> None:
    tree = node("dsinc", number(order), X)
    points = [0.0, LEAST, -1e-310, 1e-300, -1e-160, 1e-20, -1e-5, 0.1, -1.0, 3.0]
    for point, got in zip(points, evaluate(tree, points, {}), strict=True):
        assert got == sinc_series(order, point), point
    if order <= 10:
        assert evaluate(derivative(parse("sinc(x)"), "x", order), 0.3, {}) == sinc_series(
            order, 0.3
        )


@pytest.mark.parametrize("order", [0, 1, 4, 9])
def test_derivatives_of_sinc_far_out(order: int) -> None:
    tree = node("dsinc", number(order), X)
    for point in (7.5, -17.25, 19.0, -40.0, 1e4):
        with mp.workdps(60):
            by_hand = sum(
                math.comb(order, k)
                * mp.sin(point + (order - k) * mp.pi / 2)
                * (-1) ** k
                * math.factorial(k)
                / mp.mpf(point) ** (k + 1)
                for k in range(order + 1)
            )
        assert evaluate(tree, point, {}) == nearest(Fraction(*mp_fraction(by_hand)))


@pytest.mark.parametrize("name", sorted(ATOMS))
def test_no_atom_loses_a_nan(name: str) -> None:
    values = {"v": 1.0, "w": 2.0}
    for tree in (call(name, "log(x)"), node("*", number(0), call(name, "log(x)"))):
        assert math.isnan(evaluate(tree, -1.0, values)), tree


# ---------------------------------------------------------------- known numbers

GELU_TANH = "0.5*x*(1 + tanh(sqrt(2/pi)*(x + 0.044715*x**3)))"


@pytest.mark.parametrize(
    ("text", "x", "want"),
    [
        ("x*Phi(x)", -10.0, -7.619853024160526e-23),
        ("0.5*x*(1 + erf(x/sqrt(2)))", -10.0, -7.619853024160526e-23),
        ("1 - tanh(x)**2", 300.0, 1.0601586212017243e-260),
        ("sigmoid(x)", 7.0, 0.9990889488055994),
        ("1/(1 + exp(-x))", 7.0, 0.9990889488055994),
        ("log(1 + exp(x))", -300.0, 5.148200222412013e-131),
        ("log(1 + exp(x)) - log(2)", 0.0, 0.0),
        ("x - tanh(x)", 1e-100, 3.3333333333333334e-301),
        ("sin(x)", 1e308, 0.4533964905016491),
        ("(x + sqrt(x**2 + 4))/2", -1e308, 1e-308),
        ("x**8 + 1 - x**8", 1e308, 1.0),
        ("exp(-exp(-x))", -1e308, 0.0),
        ("exp(-exp(x))", 700.0, 0.0),
        ("exp(exp(exp(x)))", 7.0, math.inf),
        ("sinh(x)/exp(x)", 1e4, 0.5),
        (GELU_TANH, 1e308, 1e308),
        (GELU_TANH, -1e308, -0.0),
        ("x*(1 + tanh(x))", -1e308, -0.0),
        ("-1 - tanh(x)", -1e308, -0.0),  # float64 arrives at +0
        ("atan(exp(exp(exp(x))))", 10.0, math.pi / 2),  # beyond all balls
        ("erfcx(x)", 1e200, 5.641895835477563e-201),
        ("erfcx(x)", -1e200, math.inf),
        ("x**3*x**3 - x**6", 0.1, 0.0),
    ],
)
def test_known_numbers(text: str, x: float, want: float) -> None:
    assert same(value(text, x), want)


def test_a_decimal_is_its_double_and_constants_are_exact() -> None:
    true = Fraction(0.1) * 3 - Fraction(0.3)
    assert value("0.1*x - 0.3", 3.0) == value("p*x - 0.3", 3.0, p=0.1) == nearest(true) != 0
    assert value("sin(pi*x)", 1.0) == 0.0
    assert value("log(e) - x", 1.0) == 0.0
    assert value("x*9007199254740993", 1.0) == 9007199254740992.0
    assert value("x + 9007199254740993", 2.0) == 9007199254740996.0


@pytest.mark.parametrize("text", ["1/3", "0.1*3 - 0.3", "1e308*10", "-1e308*10", "0*(-1)"])
def test_a_constant_of_plain_numbers_is_what_balls_say(text: str) -> None:
    assert same(nearest_constant.nearest(parse(text)), value(text, 0.0))


def test_the_judge_knows_that_digits_run_out() -> None:
    tree = parse("log(1 + exp(x))")
    assert mp_value(tree, {"x": -300.0}, 60) == 0
    assert float(mp_value(tree, {"x": -300.0}, 400)) == value("log(1 + exp(x))", -300.0)


# ---------------------------------------------------------------- rounding, once


def test_ties_go_to_the_even_number() -> None:
    odd = np.arange(1, 41, 2) * LEAST
    assert evaluate(parse("x*0.5"), odd, {}).tolist() == (odd * 0.5).tolist()
    assert value("(x + 3)/6", 3.0 * 2**53) == 2.0**52
    assert value("(x + 9)/6", 3.0 * 2**53) == 2.0**52 + 2
    assert value("x + 1", 2.0**53) == 2.0**53
    assert value("x + 3", 2.0**53) == 2.0**53 + 4


def test_subnormals_are_rounded_once() -> None:
    # 2**-1074 * (1.5 - 2**-54): with 53 bits first it would be a tie, and become two units.
    assert value("x*(3 - p)/2", LEAST, p=2.0**-53) == LEAST
    rng = np.random.default_rng(7)
    for x in -rng.uniform(708, 746, 200):
        true = Fraction(*mp_fraction(mp.exp(mp.mpf(x))))
        assert value("exp(x)", x) == nearest(true)


def test_the_edge_of_overflow() -> None:
    half_ulp = 2.0**970
    assert value("x + p", LARGEST, p=half_ulp) == math.inf
    assert value("x + p", LARGEST, p=math.nextafter(half_ulp, 0)) == LARGEST
    assert value("-x - p", LARGEST, p=half_ulp) == -math.inf
    assert value("x*x/x", LARGEST) == LARGEST


def test_underflow_keeps_the_sign() -> None:
    assert same(value("-exp(x)", -800.0), -0.0)
    assert same(value("exp(x)", -800.0), 0.0)
    assert same(value("x*sigmoid(x)", -800.0), -0.0)
    assert same(value("x*x*x", -1e-200), -0.0)


def rounded_to(true: Fraction, dtype: str) -> float:
    """The nearest number of a format, in fractions."""
    digits, least, largest = FORMATS[dtype]
    size = abs(true)
    exponent = size.numerator.bit_length() - size.denominator.bit_length()
    exponent = max(exponent - (size < Fraction(2) ** exponent), least)
    unit = Fraction(2) ** (exponent - digits + 1)
    rounded = round(size / unit) * unit  # fractions round halves to even
    result = math.inf if rounded >= Fraction(2) ** (largest + 1) else float(rounded)
    return result if true >= 0 else -result


@pytest.mark.parametrize("dtype", sorted(FORMATS))
def test_every_format_is_rounded_once(dtype: str) -> None:
    digits, least, largest = FORMATS[dtype]
    rng = np.random.default_rng(3)
    points = [
        *(rng.standard_normal(300) * 2.0 ** rng.integers(least - digits - 3, largest + 2, 300)),
        *(rng.integers(1, 99, 60) * 2.0 ** (least - digits)),  # half units: ties in subnormals
        *((2.0**digits + rng.integers(1, 99, 60)) * 2.0 ** rng.integers(0, 5, 60)),
        (2 - 2.0**-digits) * 2.0**largest,
        math.nextafter((2 - 2.0**-digits) * 2.0**largest, 0),
    ]
    points = [point for point in points if math.isfinite(point)]
    tree = parse("x + x*p", ("p",))
    for shift in (0.0, 2.0**-60, -(2.0**-60), LEAST):
        got = evaluate(tree, points, {"p": shift}, dtype=dtype)
        want = [rounded_to(Fraction(x) * (1 + Fraction(shift)), dtype) for x in points]
        assert [*map(repr, got.tolist())] == [*map(repr, want)]


def test_float32_and_float16_hold_what_is_returned() -> None:
    x = np.linspace(-9, 9, 500)
    tree = parse("x*Phi(x)")
    for dtype in (np.float32, np.float16):
        got = evaluate(tree, x, {}, dtype=np.dtype(dtype).name)
        assert np.array_equal(got.astype(dtype).astype(np.float64), got)
    assert value("x", 65519.9, dtype="float16") == 65504.0
    assert value("x", 65520.0, dtype="float16") == math.inf
    with pytest.raises(ValueError, match="bfloat16"):
        value("x", 1.0, dtype="float8")


# ---------------------------------------------------------------- fractions as the judge

NUMBERS = st.one_of(
    st.integers(0, 9), st.floats(0, LARGEST, width=64), st.sampled_from([0.1, 2.0**-1074, 1e300])
)


def larger(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    def conditional(asked: tuple[str, Node, Node], then: Node, otherwise: Node) -> Node:
        return node("where", node(*asked), then, otherwise)

    asked = st.tuples(st.sampled_from(COMPARISONS), inner, inner)
    return st.one_of(
        st.builds(node, st.sampled_from("+-*/"), inner, inner),
        st.builds(node, st.sampled_from(["neg", "abs", "floor", "round", "sign"]), inner),
        st.builds(node, st.sampled_from(["max", "min"]), inner, inner),
        st.builds(conditional, asked, inner, inner),
        st.builds(lambda a, n: node("**", a, number(n)), inner, st.integers(1, 4)),
    )


TREES = st.recursive(st.one_of(st.just(X), st.builds(number, NUMBERS)), larger, max_leaves=8)
DOUBLES = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False), st.floats(-9, 9), st.integers(-9, 9)
)
RATIONAL: dict[str, Any] = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b,
    "/": lambda a, b: a / b, "**": lambda a, b: a ** int(b), "neg": lambda a: -a, "abs": abs,
    "floor": lambda a: Fraction(math.floor(a)), "round": lambda a: Fraction(round(a)),
    "sign": lambda a: Fraction((a > 0) - (a < 0)), "max": max, "min": min,
    "where": lambda asked, a, b: a if asked else b, **COMPARE,
}  # fmt: skip


def rational(tree: Node, x: float) -> Fraction:
    """The value in fractions; every branch must have one."""
    known: dict[Node, Any] = {X: Fraction(x)}
    for current in walk(tree):
        if current.op == "number":
            known[current] = Fraction(current.value)  # type: ignore[arg-type]
        elif current is not X:
            known[current] = RATIONAL[current.op](*(known[arg] for arg in current.args))
    result: Fraction = known[tree]
    return result


@settings(max_examples=400)
@given(TREES, DOUBLES)
def test_rational_formulas_are_rounded_as_fractions_are(tree: Node, x: float) -> None:
    try:
        true = rational(tree, x)
    except ZeroDivisionError:
        reject()
    result, decided = decide(tree, x, {})
    if not decided:
        # A third has no end in binary: where it is added up again, a tie or a jump stays open.
        assert any(current.op == "/" for current in walk(tree))
        reject()
    assert result == nearest(true)
    assert not true or np.signbit(result) == (true < 0)
    low, high = enclosure(tree, x, x, {})
    assert math.isnan(low) or low <= true <= high


@settings(max_examples=200)
@given(TREES, st.tuples(DOUBLES, DOUBLES, DOUBLES))
def test_an_enclosure_holds_every_value(tree: Node, points: tuple[float, float, float]) -> None:
    low, middle, high = sorted(points)
    try:
        true = rational(tree, middle)
    except ZeroDivisionError:
        reject()
    least, most = enclosure(tree, low, high, {})
    assume(not math.isnan(least))
    assert least <= true <= most


# ---------------------------------------------------------------- conditions, jumps, cases


def test_conditions_at_and_beside_their_threshold() -> None:
    x = [0.1, math.nextafter(0.1, 1), math.nextafter(0.1, 0)]
    for sign, want in {"<": [0, 0, 1], "<=": [1, 0, 1], "==": [1, 0, 0], "!=": [0, 1, 1]}.items():
        assert evaluate(parse(f"where(x {sign} 0.1, 1, 0)"), x, {}).tolist() == want
    assert value("where(x > p, 1, 0)", 0.5, p=0.5) == 0.0
    assert value("where(3*x > 0.3, 1, 0)", 0.1) == 1.0  # of the doubles, three times 0.1 is more


# This is x, which neither a precision nor the algebra of constants shows.
SAME = "x*sin(2*x)/(2*sin(x)*cos(x))"


def test_a_condition_that_stays_open() -> None:
    assert value(f"where({SAME} > 2, x, 2)", 2.0) == 2.0  # both branches agree
    with pytest.raises(NotDecided, match="x = 2 ") as caught:
        value(f"where({SAME} > 2, 1, 0)", 2.0)
    assert caught.value.points.tolist() == [2.0]
    for text in (
        f"0*where({SAME} > 2, 1/(x - 2), 3)",  # zero times a pole would be NaN
        f"({SAME}/2)**(1/(x - 2))",  # on which side of 1 is the base?
        f"(-x)**({SAME})",  # is the exponent whole?
    ):
        with pytest.raises(NotDecided):
            value(text, 2.0)
    assert value("exp(x) - exp(x)", 1e308) == 0.0  # of numbers too large for any ball
    result, decided = decide(parse(f"where({SAME} > 2, 1, 0)"), [1.0, 2.0, 3.0], {})
    assert decided.tolist() == [True, False, True]
    assert result[[0, 2]].tolist() == [0.0, 1.0]
    assert np.isnan(result[1])


def test_steps_and_rounding_at_their_jumps() -> None:
    x = [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 2.0, math.nextafter(0.5, 0), 2.0**60, 1e308]
    assert evaluate(parse("round(x)"), x, {}).tolist() == np.round(x).tolist()
    assert evaluate(parse("floor(x)"), x, {}).tolist() == np.floor(x).tolist()
    assert evaluate(parse("ceil(x)"), x, {}).tolist() == np.ceil(x).tolist()
    assert evaluate(parse("trunc(x)"), x, {}).tolist() == np.trunc(x).tolist()
    assert value("floor(x*10)", 0.3) == 2.0  # the double is below three tenths
    for text in (f"floor({SAME})", f"round({SAME} - 1/2)", f"trunc({SAME})"):
        with pytest.raises(NotDecided):
            value(text, 3.0)


def test_kinks_follow_the_cases() -> None:
    relu = parse("max(x, 0)")
    assert evaluate(derivative(relu), [0.0, -1.0, LEAST], {}).tolist() == [0.0, 0.0, 1.0]
    assert evaluate(parse("clip(x, -1, 1)"), [-2.0, 0.5, 2.0], {}).tolist() == [-1.0, 0.5, 1.0]


# ---------------------------------------------------------------- what the reals leave to IEEE


@pytest.mark.parametrize(
    ("text", "x", "want"),
    [
        ("1/x", 0.0, math.inf),
        ("1/x", -0.0, -math.inf),
        ("1/(x*x)", -0.0, math.inf),
        ("exp(1/x)", -0.0, 0.0),
        ("atan(1/x)", 0.0, math.pi / 2),
        ("tanh(1/x)", -0.0, -1.0),
        ("1/(1/x)", -0.0, -0.0),
        ("1/x - 1/x", 0.0, math.nan),
        ("x/x", 0.0, math.nan),
        ("0*(1/x)", 0.0, math.nan),
        ("sin(1/x)", 0.0, math.nan),
        ("sinc(1/x)", 0.0, 0.0),
        ("dsinc(3, 1/x)", 0.0, 0.0),
        ("log(x)", 0.0, -math.inf),
        ("log(x)", -0.0, -math.inf),
        ("log(x)", -1.0, math.nan),
        ("log1p(x)", -1.0, -math.inf),
        ("log1p(x)", -2.0, math.nan),
        ("sqrt(x)", -1e-300, math.nan),
        ("sqrt(x)", -0.0, -0.0),
        ("max(log(x), 0)", -1.0, math.nan),
        ("min(log(x), 0)", 0.0, -math.inf),
        ("exp(log(x))", 0.0, 0.0),
        ("sign(log(x))*(x + 1)", 0.0, -1.0),
        ("where(log(x) > 0, 1, 2)", -1.0, 2.0),
        ("where(log(x) != 0, 1, 2)", -1.0, 1.0),
        ("where(x > 0, log(x), 5)", -1.0, 5.0),
        ("where(x < 0, 5, log(x))", 0.0, -math.inf),
        ("where(x <= 0, log(x), 5)", 0.0, -math.inf),
        ("where(x == 0, log(x), 5)", 0.0, -math.inf),
        ("where(x != 0, 5, log(x))", 0.0, -math.inf),
        ("1/tanh(x)", -0.0, -math.inf),
        ("0*exp(x)", 1e308, 0.0),  # a number, however large
        ("hypot(1/x, 1)", -0.0, math.inf),
        ("sigmoid(1/x)", -0.0, 0.0),
        ("Phi(1/x)", 0.0, 1.0),
        ("erfcx(1/x)", 0.0, 0.0),
        ("erfc(1/x)", -0.0, 2.0),
        ("phi(1/x) + 1", 0.0, 1.0),
        ("cosh(1/x)", -0.0, math.inf),
        ("scaled_exp(2, 1/x)", -0.0, 0.0),
        ("x**(1/3)", -8.0, math.nan),
        ("x**(1/3)", 0.0, 0.0),
        ("x**0.5", 0.0, 0.0),
        ("x**p", 0.0, 0.0),
        ("x**-0.5", 0.0, math.inf),
        ("x**3.0", -2.0, -8.0),
        ("x**-3", -0.0, -math.inf),
        ("x**-2", -0.0, math.inf),
        ("x**0", 0.0, 1.0),
        ("x**(p - p)", 0.0, 1.0),
        ("(1/x)**0", 0.0, 1.0),
        ("log(x)**0", -1.0, math.nan),  # no number, and so no power of it
        ("0.5**(1/x)", 0.0, 0.0),
        ("2**(1/x)", -0.0, 0.0),
        ("(1 + x)**(1/x)", 0.0, 1.0),
        ("2**x", -1e308, 0.0),
        ("2**x", 1e308, math.inf),
        ("x**(x)", 1e308, math.inf),
        ("x**p", 4.0, 4.0**0.3),
    ],
)
def test_special_values(text: str, x: float, want: float) -> None:
    assert same(value(text, x, p=0.3), want)


@pytest.mark.parametrize(
    "text",
    ["x", "-x", "tanh(x)", "sinh(x)", "erf(x)", "x*Phi(x)", "x*sigmoid(x)", "max(x, 0)", "abs(x)",
     "x*clip(x + 3, 0, 6)/6", "where(x > 0, x, 2*expm1(x))", "x + 0", "x*x", "x**3", "x - x"],
)  # fmt: skip
def test_an_exact_zero_has_the_sign_of_plain_arithmetic(text: str) -> None:
    plain: dict[str, Any] = {
        "x": np.array([0.0, -0.0]), "abs": np.abs, "tanh": np.tanh, "sinh": np.sinh,
        "erf": lambda u: u, "Phi": lambda u: 0.5, "sigmoid": lambda u: 0.5,
        "max": lambda u, v: np.maximum(v, u),  # of two zeros x86 takes the second
        "clip": np.clip, "where": np.where, "expm1": np.expm1,
    }  # fmt: skip
    want = eval(text, plain)
    got = evaluate(parse(text), [0.0, -0.0], {})
    assert [*map(repr, got.tolist())] == [*map(repr, want.tolist())]


def test_nan_and_the_infinities() -> None:
    tree = parse("x*sigmoid(x)")
    assert np.isnan(evaluate(tree, math.nan, {}))
    assert np.isnan(evaluate(parse("3"), math.nan, {}))
    limits = {math.inf: math.inf, -math.inf: -0.0}
    got = evaluate(tree, [math.inf, -math.inf, 1.0], {}, limits)
    assert [*map(repr, got.tolist())] == ["inf", "-0.0", "0.7310585786300049"]
    with pytest.raises(NotDecided, match="inf"):
        evaluate(tree, [math.inf], {})
    _, decided = decide(tree, [math.inf, -math.inf, 0.0], {}, {math.inf: None, -math.inf: 0.0})
    assert decided.tolist() == [False, True, True]
    assert (
        evaluate(parse("atan(x)"), math.inf, {}, {math.inf: math.pi / 2}, dtype="float16")
        == 1.5703125
    )
    assert np.isnan(evaluate(parse("sin(x)"), math.inf, {}, {math.inf: math.nan}))


def test_a_parameter_must_be_finite() -> None:
    with pytest.raises(ValueError, match="alpha"):
        value("alpha*x", 1.0, alpha=math.inf)


# ---------------------------------------------------------------- bounded time


@pytest.mark.parametrize(
    "text", ["x*Phi(x)", GELU_TANH, "exp(-exp(-x))", "x**x", "2**x", "sin(x**64)", "sin(exp(x))",
             "dsinc(64, x)", "erfcx(x)", "where(sqrt(x)**2 > x, 1, 0)", "(x + sqrt(x**2 + 4))/2"],
)  # fmt: skip
def test_everything_ends(text: str) -> None:
    for order in (0, 2):
        tree = derivative(parse(text), "x", order)
        points = [LEAST, 1e-160, 2.0, 40.0, 710.0, 1e5, 1e16, 1e154, 1e308]
        for x in (*points, *(-point for point in points)):
            start = time.perf_counter()
            decide(tree, x, {})
            assert time.perf_counter() - start < 1, x  # some milliseconds; machines stumble


# ---------------------------------------------------------------- intervals

INTERVALS = ((-2.0, 3.0), (0.5, 0.6), (-40.0, -30.0), (-800.0, 900.0), (-1e300, 1e300), (0.0, 2.0))


@pytest.mark.parametrize("name", sorted(ATOMS))
def test_every_atom_is_enclosed(name: str) -> None:
    tree = call(name)
    values = {"v": -0.75, "w": 2.0}
    for low, high in INTERVALS:
        least, most = enclosure(tree, low, high, values)
        if name in NEEDED and low <= NEEDED[name]:
            assert math.isnan(least) if low < NEEDED[name] else least == -math.inf
            continue
        inside: NDArray[np.float64] = np.concatenate((np.linspace(low, high, 41), (low, high)))
        result = evaluate(tree, inside, values)
        assert least <= result.min()
        assert result.max() <= most


@pytest.mark.parametrize(
    ("text", "low", "high", "least", "most"),
    [
        ("tanh(x)", -1.0, 2.0, "tanh(-1)", "tanh(2)"),
        ("erfc(x)", -1.0, 2.0, "erfc(2)", "erfc(-1)"),
        ("phi(x)", -1.0, 2.0, "phi(2)", "phi(0)"),
        ("cosh(x)", -3.0, 2.0, "1", "cosh(3)"),
        ("x**2", -1.0, 3.0, "0", "9"),
        ("x**3", -1.0, 3.0, "-1", "27"),
        ("abs(x)", -1.0, 3.0, "0", "3"),
        ("max(x, 0)", -1.0, 3.0, "0", "3"),
        ("clip(x, -0.5, 2)", -1.0, 3.0, "-0.5", "2"),
        ("floor(x)", -1.5, 3.5, "-2", "3"),
        ("where(x > 0, 5, -exp(x))", -1.0, 1.0, "-e", "5"),
        ("x**0.5", 0.0, 4.0, "0", "2"),
        ("hypot(x, 3)", -4.0, 1.0, "3", "5"),
    ],
)
def test_enclosures_are_tight(text: str, low: float, high: float, least: str, most: str) -> None:
    got = enclosure(parse(text), low, high, {})
    for bound, want in zip(got, (value(least, 0.0), value(most, 0.0)), strict=True):
        assert abs(bound - want) <= 2 * math.ulp(want)


def test_enclosures_without_bound_or_without_value() -> None:
    assert enclosure(parse("exp(x)"), -math.inf, math.inf, {}) == (0.0, math.inf)
    assert enclosure(parse("tanh(x)"), -math.inf, math.inf, {}) == (-1.0, 1.0)
    assert enclosure(parse("sin(x)"), -math.inf, math.inf, {}) == (-1.0, 1.0)
    assert enclosure(parse("sin(x)"), 0.0, 100.0, {}) == (-1.0, 1.0)
    assert enclosure(parse("dsinc(1, x)"), 0.0, 100.0, {}) == (-0.5, 0.5)
    assert enclosure(parse("x*exp(x)"), 0.0, math.inf, {}) == (0.0, math.inf)
    assert enclosure(parse("1/x"), -1.0, 1.0, {}) == (-math.inf, math.inf)
    assert enclosure(parse("1/x"), 0.0, 2.0, {}) == (0.5, math.inf)
    assert enclosure(parse("x**-0.5"), 0.0, 4.0, {})[1] == math.inf
    for text in ("x/x", "log(x)", "sqrt(x)", "x**0.5"):
        assert all(map(math.isnan, enclosure(parse(text), -1.0, 1.0, {})))
    with pytest.raises(ValueError, match="upwards"):
        enclosure(X, 2.0, 1.0, {})
    least, most = enclosure(node("/", ONE, number(3)), 0.0, 0.0, {})
    assert least < Fraction(1, 3) < most == math.nextafter(least, 1)


# ---------------------------------------------------------------- arrays


def test_shapes_and_parameters() -> None:
    tree = parse("a*x + b", ("a", "b"))
    x = np.arange(6.0).reshape(2, 3)
    got = evaluate(tree, x, {"a": 2.0, "b": 1.0, "unused": 7.0})
    assert got.shape == (2, 3)
    assert got.tolist() == (2 * x + 1).tolist()
    assert evaluate(TWO, x, {}).tolist() == [[2.0] * 3] * 2
    assert evaluate(tree, 1.0, {"a": 2.0, "b": 1.0}).shape == ()
    assert evaluate(tree, [], {"a": 2.0, "b": 1.0}).shape == (0,)


def test_progress_is_told_for_long_arrays() -> None:
    told: list[tuple[int, int]] = []
    decide(parse("x*x"), np.zeros(10_000), {}, progress=lambda done, of: told.append((done, of)))
    done = [at for at, of in told if of == 10_000]
    assert len(done) == len(told)
    assert done == sorted(set(done))
    assert done[0] == 0
    assert all(0 < step <= 512 for step in np.diff([*done, 10_000]))


@pytest.mark.parametrize(
    "text",
    ["x - tanh(x)", "-(tanh(x) - x)", "x - erf(x)", "x - sigmoid(x)", "x + tanh(x)", "x - 1"],
)
def test_a_tie_is_tipped_by_a_bound_that_is_never_reached(text: str) -> None:
    # From 2**53 on doubles are 2 apart: x - 1 and x + 1 are ties, and tanh(x) < 1 lies beside
    # them on the side of x. Only x - 1 itself goes to the even neighbour.
    for x in (2.0**53 + 2, 2.0**53 + 4, 9582379472924164.0):
        expected = float(Fraction(x) - 1) if text == "x - 1" else x
        assert evaluate(parse(text), x, {}) == expected
        if text == "x - tanh(x)":
            assert evaluate(parse(text), -x, {}) == -x


def test_a_tie_that_no_bound_decides_stays_open() -> None:
    with pytest.raises(NotDecided):
        evaluate(parse("x - sin(x)**2 - cos(x)**2"), 2.0**53 + 2, {})


@pytest.mark.parametrize(
    ("text", "x", "line", "side"),
    [
        ("x*sigmoid(x)/2 + x", 15049.0 + 2.0**-38, Fraction(3, 2), -1),
        ("x*sigmoid(x)*(sigmoid(x) + sigmoid(x - 1) + sigmoid(x - 2))", 33725.0 + 2.0**-36, 3, -1),
        ("1.5*x + abs(expm1(-x)) - 1", 8001.0 + 2.0**-39, Fraction(3, 2), -1),
        ("x - tanh(x)*tanh(2*x) + 1", 2.0**53 + 2, 1, 1),
    ],
)
def test_a_formula_beside_a_line_is_rounded_to_its_side(
    text: str, x: float, line: Fraction | int, side: int
) -> None:
    on_it = Fraction(x) * line
    below = Fraction(math.nextafter(float(on_it), -math.inf))
    above = Fraction(math.nextafter(float(on_it), math.inf))
    between = sorted({below, Fraction(float(on_it)), above}, key=lambda each: abs(each - on_it))[:2]
    tied = abs(between[0] - on_it) == abs(between[1] - on_it) != 0
    expected = float(min(between) if side < 0 else max(between)) if tied else float(on_it)
    assert evaluate(parse(text), x, {}) == expected


def test_a_tanh_is_below_the_sum_of_two_parameters() -> None:
    # 0.3 + 0.7 as doubles is 1 - 2**-54, a tie: tanh(5e4) < 1 leads to the smaller neighbour.
    assert Fraction(0.3) + Fraction(0.7) == 1 - Fraction(1, 2**54)
    values = evaluate(
        parse("g*tanh(a*x) + b", ["g", "a", "b"]), 1e5, {"g": 0.3, "a": 0.5, "b": 0.7}
    )
    assert values == 1 - 2.0**-53
