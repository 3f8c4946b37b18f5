"""Derivatives: every rule against SymPy and mpmath, every step an equation."""

from __future__ import annotations

import mpmath as mp
import numpy as np
import pytest
import sympy as sp

from actviz.formula.atoms import ATOMS, Atom
from actviz.formula.calculus import derivative, expand_cases, instantiate, steps, tidy
from actviz.formula.grammar import parse
from actviz.formula.tree import Node, node, walk
from actviz.readings import float64
from actviz.readings.notation.plain import to_text
from tests.judge import MPMATH, SYMPY, mp_value, to_sympy

POINTS = (-3.3, -1.75, -0.4, 0.3, 1.2, 2.6)


def close(one: object, other: object, digits: int = 25) -> bool:
    return bool(
        mp.almosteq(one, other, rel_eps=mp.mpf(10) ** -digits, abs_eps=mp.mpf(10) ** -digits)
    )


def inside(atom: Atom, u: float) -> bool:
    bound = {"u > 0": 0, "u >= 0": 0, "u > -1": -1}.get(atom.domain)
    return bound is None or u > bound


def applied(atom: Atom) -> Node:
    inner = {1: "x", 2: "x, x**2 + 2", 3: "x, -1, 2"}[atom.arity]
    return parse(f"{atom.name}({inner if not atom.literal_first else '2, x'})")


def test_the_judge_knows_every_atom() -> None:
    assert set(MPMATH) == set(ATOMS)
    assert set(SYMPY) == set(ATOMS)


DEFINED = [atom for atom in ATOMS.values() if not atom.primitive]


@pytest.mark.parametrize("atom", DEFINED, ids=lambda atom: atom.name)
def test_every_atom_means_what_its_row_says(atom: Atom) -> None:
    letters = {"u": parse("x"), "v": parse("x**2 + 2"), "w": parse("x + 7")}
    meaning = instantiate(atom.means, letters, node)
    used = atom.arguments.split(", ")
    tree = node(atom.name, *(letters[letter] for letter in used))
    for point in POINTS:
        if inside(atom, point):
            assert close(mp_value(tree, {"x": point}), mp_value(meaning, {"x": point}))


@pytest.mark.parametrize("order", [1, 2, 3])
@pytest.mark.parametrize("atom", ATOMS.values(), ids=list(ATOMS))
def test_every_rule_agrees_with_numerical_differentiation(atom: Atom, order: int) -> None:
    tree = applied(atom)
    slope = derivative(tree, "x", order)
    for point in POINTS:
        if inside(atom, point):
            with mp.workdps(80):
                expected = mp.diff(lambda t, tree=tree: mp_value(tree, {"x": t}), point, order)
            assert close(mp_value(slope, {"x": point}), expected, 18), (to_text(slope), point)


# SymPy leaves the derivative of floor and its kin unevaluated.
DERIVED = [atom for atom in ATOMS.values() if not atom.steps]


@pytest.mark.parametrize("atom", DERIVED, ids=lambda atom: atom.name)
def test_every_rule_agrees_with_sympy(atom: Atom) -> None:
    tree = applied(atom)
    expected = sp.diff(to_sympy(tree), sp.Symbol("x", real=True))
    for point in POINTS:
        if inside(atom, point):
            value = expected.subs(sp.Symbol("x", real=True), sp.Rational(point)).evalf(40)
            assert close(mp_value(derivative(tree), {"x": point}), mp.mpf(str(value)), 25)


@pytest.mark.parametrize("atom", ATOMS.values(), ids=list(ATOMS))
def test_the_careful_rule_is_the_same_derivative(atom: Atom) -> None:
    tree = applied(atom)
    for order in (1, 2, 3):
        plain, careful = derivative(tree, "x", order), derivative(tree, "x", order, careful=True)
        for point in POINTS:
            if inside(atom, point):
                assert close(mp_value(plain, {"x": point}), mp_value(careful, {"x": point}))


RULES = {
    "3": ["constant rule"],
    "x": ["variable rule"],
    "x + exp(x)": ["sum rule", "exp rule", "tidy"],
    "x - alpha": ["difference rule", "tidy"],
    "-x": ["sign rule"],
    "alpha*sin(x)": ["constant factor rule", "sin rule", "tidy"],
    "x*sin(x)": ["product rule", "sin rule", "tidy"],
    "sin(x)/x": ["quotient rule", "sin rule", "tidy"],
    "1/(1 + exp(-x))": ["reciprocal rule", "sum rule", "chain rule", "sign rule", "tidy"],
    "x**3": ["power rule", "tidy"],
    "2**x": ["exponential rule", "tidy"],
    "x**x": ["general power rule", "tidy"],
    "where(x > 0, x, expm1(x))": ["piecewise rule", "expm1 rule", "tidy"],
    "max(0, x)": ["definition", "piecewise rule"],
    "tanh(2*x)": ["chain rule", "constant factor rule", "tidy"],
    "floor(x)": ["step rule", "tidy"],
}


@pytest.mark.parametrize("text", RULES)
def test_steps_name_their_rules(text: str) -> None:
    assert [step.rule for step in steps(parse(text, ["alpha"]))] == RULES[text]


FORMULAS = [*RULES, "x*tanh(softplus(x))", "clip(x, -1, 2)*x", "alpha*x**alpha + erf(x/alpha)",
            "hypot(x, alpha)*Phi(x)", "scaled_exp(x, -x**2)", "abs(x - 1)*sign(x)"]  # fmt: skip


@pytest.mark.parametrize("variable", ["x", "alpha"])
@pytest.mark.parametrize("text", FORMULAS)
def test_every_step_is_an_equation(text: str, variable: str) -> None:
    tree = parse(text, ["alpha"])
    result = steps(tree, variable)
    for step in result:
        for point in (0.37, 1.9):
            values = {"x": point, "alpha": 1.25}
            before, after = mp_value(step.before, values), mp_value(step.after, values)
            assert close(before, after, 18), (step.rule, to_text(step.before), to_text(step.after))
    last = result[-1].after
    assert not any(current.op == "d" for current in walk(last))
    assert last is derivative(tree, variable)


def test_digits_are_kept_by_the_form_of_the_rules() -> None:
    def text(formula: str) -> str:
        return to_text(derivative(parse(formula)))

    assert text("sigmoid(x)") == "sigmoid(x)*sigmoid(-x)"
    assert text("tanh(x)") == "sech(x)**2"
    assert text("softplus(x)") == "sigmoid(x)"
    assert text("Phi(x)") == "phi(x)"
    careful = derivative(parse("atan(x)"), careful=True)
    assert to_text(careful) == "(1/hypot(1, x))**2"


def test_a_tie_goes_to_the_constant_side() -> None:
    for text in ("max(0, x)", "max(x, 0)", "clip(x, 0, 6)", "min(max(x, 0), 6)", "abs(x)"):
        assert mp_value(derivative(parse(text)), {"x": 0.0}) == 0, text


def test_tidying_is_local_and_keeps_the_value() -> None:
    for text, expected in {
        "0*x + 1*x": "x",
        "x - (-x)": "x + x",
        "-(-x)": "x",
        "x*2*3": "6*x",
        "x**1 - x**0": "x - 1",
        "x*x": "x**2",
        "0/x + x/1": "x",
        "-(2*x)/1": "-(2*x)",
        "where(x > 0, x, x)": "x",
    }.items():
        assert to_text(tidy(parse(text))) == expected


def test_cases_are_written_out() -> None:
    assert to_text(expand_cases(parse("max(0, x)"))) == "where(x > 0, x, 0)"
    assert to_text(expand_cases(parse("abs(x)"))) == "where(x >= 0, x, -x)"


@pytest.mark.parametrize(
    ("formula", "printed", "careful"),
    [
        ("exp(x) - x", "exp(x) - 1", "expm1(x)"),  # which cancels near 0
        ("exp(-exp(-x))", "exp(-exp(-x))*exp(-x)", "exp(-x - exp(-x))"),  # 0*inf far to the left
    ],
)
def test_for_float64_exponentials_stay_in_one_piece(
    formula: str, printed: str, careful: str
) -> None:
    assert to_text(derivative(parse(formula))) == printed
    assert to_text(derivative(parse(formula), careful=True)) == careful
    one, other = (to_sympy(parse(text)) for text in (printed, careful))
    assert sp.simplify(one - other) == 0
    assert sp.simplify(one - sp.diff(to_sympy(parse(formula)), to_sympy(parse("x")))) == 0


@pytest.mark.parametrize(
    ("formula", "printed"),
    [
        ("-x + a", "a - x"), ("x + -a", "x - a"), ("-x + -a", "-x - a"),
        ("-x - a", "-x - a"), ("x - -a", "x + a"), ("-x - -a", "a - x"),
        ("-x*a", "-(x*a)"), ("x*-a", "-(x*a)"), ("-x*-a", "x*a"), ("-x/a", "-(x/a)"),
    ],
)  # fmt: skip
def test_signs_are_collected(formula: str, printed: str) -> None:
    assert to_text(tidy(parse(formula, ["a"]))) == printed


@pytest.mark.parametrize("order", [-1, 13])
def test_the_order_is_bounded(order: int) -> None:
    with pytest.raises(ValueError, match="whole number from 0 to 12"):
        derivative(parse("x"), "x", order)


def test_high_orders_stay_small_as_shared_trees() -> None:
    sixth = derivative(parse("x*tanh(softplus(x))"), "x", 6)
    assert sum(1 for _ in walk(sixth)) < 400


def test_a_careful_quotient_that_comes_to_1_keeps_its_digits() -> None:
    # (u/(u + c))' = c u'/(u + c)^2 has no 1 - u/(u + c) in it, which is 0 from 37 on.
    slope = derivative(parse("exp(x)/(exp(x) + 1)"), careful=True)
    result = float64.evaluate(slope, np.array([60.0, 500.0, -3.0]), {})
    true = [mp.exp(-60) / (1 + mp.exp(-60)) ** 2, mp.exp(-500), mp.exp(-3) / (1 + mp.exp(-3)) ** 2]
    assert result == pytest.approx([float(value) for value in true], rel=1e-15)
