"""Where a formula may break: places found by reading it, against SymPy's roots."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp

from actviz.formula.grammar import constant_value, parse
from actviz.formula.ties import forgets, joints, poles, zeros
from tests.judge import to_sympy


@pytest.mark.parametrize(
    ("formula", "delicate"),
    [
        ("log(x*(2*x - 3)/(x + 1)**2)", "x*(2*x - 3)*(x + 1)"),
        ("sqrt(-x*(2*x - 3))", "x*(2*x - 3)"),
        ("1/((x - 1)*(3*x + 2))", "(x - 1)*(3*x + 2)"),
        ("where(x > 4, 1, where(3*x < -1, x, 0))", "(x - 4)*(3*x + 1)"),
        ("x + sign(5*x - 2)", "5*x - 2"),
        ("exp(x)*sin(x)", "1"),
    ],
)
def test_joints_are_the_zeros_of_each_factor(formula: str, delicate: str) -> None:
    wanted = sp.solve(to_sympy(parse(delicate)), to_sympy(parse("x")))
    found = {constant_value(place) for place in joints(parse(formula))}
    assert found == {Fraction(int(root.p), int(root.q)) for root in wanted}


def test_zeros_of_straight_pieces_and_of_no_others() -> None:
    assert zeros(parse("max(2*x - 1, -x)")) is not None
    assert set(zeros(parse("max(2*x - 1, -x)")) or ()) == {Fraction(1, 2), 0}
    assert set(zeros(parse("abs(x - 3)")) or ()) == {3}
    assert zeros(parse("x**2 - 1")) is None


def test_what_may_break_in_one_case_is_not_missed_for_being_kept_in_the_other() -> None:
    # The square root has no value below 0: where it stands for other x only, that is forgotten.
    value = parse("where(x > 1, 2, sqrt(x))")
    assert forgets(value, parse("where(x > 1, sqrt(x), 2)"))
    assert not forgets(value, value)


def test_parts_at_whose_zeros_a_formula_may_be_infinite() -> None:
    formula = parse("x/a + log1p(x) + a**-2 + sqrt(x) + 1/(1 + exp(x)) + log(x - x)", ("a",))
    assert set(poles(formula)) == {parse(text, ("a",)) for text in ("a", "1 + x", "x - x")}
