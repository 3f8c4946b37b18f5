"""Two formulas proved to be the same function: what is proved, and what must not be."""

from __future__ import annotations

import math
from random import Random

import pytest
import sympy

from actviz.formula.grammar import parse
from actviz.lookup.registry import entries
from actviz.readings.effort import OutOfTime, limited
from actviz.readings.exact import enclosure
from actviz.readings.identity import parity, proved_equal, vanishes

EQUAL = [
    ("x*sigmoid(x)", "x/(1 + exp(-x))"),
    ("x*Phi(x)", "0.5*x*(1 + erf(x/sqrt(2)))"),
    ("x*Phi(x)", "(x*(1 + erf(x*sqrt(0.5))))*0.5"),
    ("x/2*(1 + tanh(sqrt(2/pi)*(x + 0.044715*x**3)))",
     "x*sigmoid(2*sqrt(2)/sqrt(pi)*(x + 0.044715*x*x*x))"),
    ("x*tanh(softplus(x))", "x*((1 + exp(x))**2 - 1)/((1 + exp(x))**2 + 1)"),
    ("-softplus(-x)", "log(sigmoid(x))"),
    ("-softplus(-x)", "x - log(1 + exp(x))"),
    ("x*clip(x + 3, 0, 6)/6", "x*min(max(x/6 + 0.5, 0), 1)"),
    ("where(x > 0, x, expm1(x))", "max(x, 0) + min(0, exp(x) - 1)"),
    ("softplus(x)", "max(x, 0) + log(1 + exp(-abs(x)))"),
    ("where(x > 0.5, x - 0.5, where(x < -0.5, x + 0.5, 0))", "sign(x)*max(abs(x) - 0.5, 0)"),
    ("2*sigmoid(2*x) - 1", "tanh(x)"),
    ("sin(x)**2", "1 - cos(x)**2"),
    ("sqrt(x**2 + 1)", "hypot(x, 1)"),
    ("sqrt(x**2)", "abs(x)"),
    ("abs(exp(x) - 1)*abs(x)", "x*expm1(x)"),
    ("abs(cos(x) - 2*x)", "max(cos(x), 2*x) - min(2*x, cos(x))"),
    ("(1 + x**2)**(1/3)*(1 + x**2)**(1/5)", "(1 + x**2)**(8/15)"),
    ("sqrt(2/pi)*pi**(1/4)", "sqrt(2)/pi**(1/4)"),
    ("exp(x/3)*exp(x/2)", "sqrt(exp(x))*exp(x)**(1/3)"),
    ("tanh(tanh(x))", "-tanh(tanh(-x))"),
    ("1/log(x/(1 + x))", "-1/log((1 + x)/x)"),
    ("where(x == 1, 5, x)", "where(x != 1, x, x + 4)"),
    ("abs(x) + sqrt(1 + 1/x**2)", "abs(x) + hypot(1/x, 1)"),
    ("abs((x**2 + 1)**0.01234567)", "(x**2 + 1)**0.01234567"),
    ("abs(x*(x**2 + 1)**(1/61))", "abs(x)*(x**2 + 1)**(1/61)"),
]  # fmt: skip
DIFFERENT = [
    ("x*sigmoid(x)", "x*sigmoid(1.0001*x)"),
    ("x*clip(x + 3, 0, 6)/6", "x*clip(x + 3, 0, 6)*0.16666666666666666"),
    ("max(x, 0)", "abs(x)"),
    ("softplus(x)", "where(x > 20, x, softplus(x))"),
    ("x/2*(1 + tanh(sqrt(2/pi)*(x + 0.044715*x**3)))",
     "x/2*(1 + tanh(sqrt(2/pi)*(x + 0.0447*x**3)))"),
    ("sqrt(x**2)", "x"),
    ("where(x > 0, 1, 0)", "where(x >= 0, 1, 0)"),
    ("log(x**2)", "2*log(x)"),
    ("where(x == 1, 5, x)", "x"),
    ("abs(cos(x) - 2*x)", "cos(x) - 2*x"),
    ("(x**2)**(1/4)", "x**(1/2)"),
    ("exp(1.702*x)", "exp(1.7*x)"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), EQUAL)
def test_what_is_equal_is_proved(one: str, other: str) -> None:
    assert proved_equal(parse(one), parse(other))
    assert proved_equal(parse(other), parse(one))


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_what_differs_is_never_proved(one: str, other: str) -> None:
    assert not proved_equal(parse(one), parse(other))


def test_every_smooth_entry_is_told_from_itself_with_one_number_changed() -> None:
    """A proof that would accept a constant off by 1e-9 is none."""
    looked = 0
    for entry in entries():
        for word, value in entry.values.items():
            try:
                other = entry.with_values(**{word: value * (1 + 1e-9) + 1e-9})
            except ValueError:
                continue
            x = 0.7345
            if any(entry.exact(at) != other.exact(at) for at in (x, -2 * x)):
                assert not proved_equal(entry.bound_tree, other.bound_tree), (entry.name, word)
                looked += 1
    assert looked > 200


def test_sympy_agrees_that_equal_is_equal() -> None:
    x = sympy.Symbol("x", real=True)
    names = {"sigmoid": lambda u: 1 / (1 + sympy.exp(-u)),
             "softplus": lambda u: sympy.log(1 + sympy.exp(u)),
             "Phi": lambda u: (1 + sympy.erf(u / sympy.sqrt(2))) / 2,
             "expm1": lambda u: sympy.exp(u) - 1, "x": x}  # fmt: skip
    for one, other in EQUAL:
        if any(word in one + other for word in ("where", "clip", "max", "hypot", "abs", "log(x/")):
            continue
        gap = sympy.sympify(one, names) - sympy.sympify(other, names)
        for at in (-1.3, 0.4, 2.1):
            assert abs(gap.subs(x, at).evalf(40)) < 1e-12  # 0.044715 is a float there


def test_a_root_is_known_on_each_side_of_0() -> None:
    rising, falling = parse("sqrt(x**2) - x"), parse("sqrt(x**2) + x")
    assert [vanishes(rising, *side) for side in SIDES] == [True, True, False, False, False, False]
    assert [vanishes(falling, *side) for side in SIDES] == [False, False, True, True, False, False]


SIDES = (
    (0.0, math.inf), (1.0, 2.0), (-math.inf, 0.0), (-2.0, -1.0), (-1.0, 1.0), (-math.inf, math.inf)
)  # fmt: skip


def test_a_proof_ends_when_its_time_is_up() -> None:
    ends = " + ".join(f"abs(x - {k})" for k in range(25))
    with pytest.raises(OutOfTime), limited(0.0):
        vanishes(parse(f"{ends} - x"))
    assert not vanishes(parse(f"{ends} - x"))


@pytest.mark.parametrize(
    "formula", ["((0.1*x + 0.2)**64)**64 - x", "(x + exp(x) + sin(x) + erf(x) + atan(x))**40 - 1"]
)
def test_what_grows_too_large_is_left_open_soon(formula: str) -> None:
    with limited(0.5):
        assert not vanishes(parse(formula))


def test_equal_things_drawn_by_lot_are_equal_in_balls() -> None:
    """Whatever is shown to vanish, true or not as it was drawn, holds zero at every point."""
    random, shown = Random(11), 0
    for _ in range(250):
        u, v = (_drawn(random, 2) for _ in "uv")
        tree = parse(random.choice(LAWS).format(u=u, v=v))
        if vanishes(tree):
            shown += 1
            for x in (0.37, 1.91, -0.73, -2.4):
                low, high = enclosure(tree, x, x, {}, 300)
                assert not low > 1e-40, (u, v, tree)
                assert not high < -1e-40, (u, v, tree)
    assert shown > 100


LAWS = (
    "hypot({u}, {v}) - sqrt(({u})**2 + ({v})**2)", "log(exp({u})*abs({v})) - {u} - log(abs({v}))",
    "max({u}, {v}) + min({u}, {v}) - ({u}) - ({v})", "abs({u})*abs({v}) - abs(({u})*({v}))",
    "abs({u}) - ({v})", "({u})**1.5 - ({u})*sqrt({u})", "sqrt(({u})**2) - ({u})",
    "where({u} > {v}, {u}, {v}) - max({v}, {u})", "({u})/({v}) - ({v})/({u})",
)  # fmt: skip


def _drawn(random: Random, depth: int) -> str:
    if not depth:
        return random.choice(["x", "-x", "2*x", "1", "x/2", "x**2", "pi", "0.3", "x + 1"])
    if random.random() < 0.5:
        one, other = (_drawn(random, depth - 1) for _ in "ab")
        return f"({one}{random.choice('+-*/')}{other})"
    word = random.choice(["exp", "tanh", "cos", "abs", "sigmoid", "sqrt", "log", "sign", "floor"])
    return f"{word}({_drawn(random, depth - 1)})"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("tanh(x)", "odd"), ("x**2", "even"), ("x**3", "odd"), ("x*sin(x)", "even"),
        ("x/(1 + abs(x))", "odd"), ("x*Phi(x)", None), ("clip(x, -1, 1)", "odd"),
        ("clip(x, -1, 2)", None), ("floor(x)", None), ("exp(-x**2)", "even"), ("2", "even"),
        ("where(abs(x) < 1, x, sign(x))", "odd"), ("where(x >= 0, 1, -1)", None),
        ("2**x", None), ("hypot(x, 1)", "even"), ("max(x, -x)", "even"),
    ],
)  # fmt: skip
def test_odd_and_even(text: str, word: str | None) -> None:
    assert parity(parse(text)) == word
