"""Two formulas proved to be the same function: what is proved, and what must not be."""

from __future__ import annotations

import math

import pytest
import sympy

from actviz.formula.grammar import parse
from actviz.lookup.registry import entries
from actviz.readings.equality import proved_equal
from actviz.readings.identity import vanishes

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
            if entry(x) != other(x) or entry(-2 * x) != other(-2 * x):
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
        if "where" in one + other or "clip" in one + other or "max" in other or "hypot" in other:
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
