"""Where a formula may break: places found by reading it, against SymPy's roots."""

from __future__ import annotations

import math
import re
from fractions import Fraction

import pytest
import sympy as sp

from actviz.formula.grammar import constant_value, parse
from actviz.formula.ties import forgets, joints, may_round, poles, ties, zeros
from actviz.readings import float64
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
    listed = {constant_value(place) for place in joints(parse(formula))}
    assert listed == {Fraction(int(root.p), int(root.q)) for root in wanted}


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


SIDES = (
    "x", "0.1", "0", "0.3", "x/2", "x*4", "3*x", "x/3", "0.1*x", "x + 0.1", "x - 0.3", "0.2 - x",
    "-x", "abs(x)", "abs(x - 0.1)", "max(x, 0.1)", "min(x/4, 0.3)", "x*x", "0.1 + 0.2", "x - 1e-20",
    "2*abs(x/8)", "x*1e-300", "max(x, 0.3)*0.7", "x/2 - 0.15", "2*x + 0.2",
)  # fmt: skip
DOUBLES = [  # but for those so small that half of one is none
    0.0,
    *(
        math.nextafter(place, side) if side else place
        for place in (0.1, 0.3, 1 / 3, 0.2, 0.4, -0.1, 0.15, 1.0, 0.5, 3e-300, 2.0, -0.3, 0.6)
        for side in (-math.inf, 0, math.inf)
    ),
]


def exactly(text: str, x: float) -> Fraction:
    """A side in whole numbers; a number in it means its double."""
    numbers = re.sub(r"(?<![\w.])\d[\d.]*(e-?\d+)?", lambda one: f"F({float(one[0])!r})", text)
    value: Fraction = eval(numbers, {"F": Fraction, "x": Fraction(x)})
    return value


@pytest.mark.parametrize("left", SIDES)
def test_what_is_said_not_to_round_is_decided_as_it_is(left: str) -> None:
    for right in SIDES:
        for op in ("<", ">="):
            tree = parse(f"where({left} {op} {right}, 1, 0)")
            if any(map(may_round, ties(tree, "x"))):
                continue
            listed = [float64.evaluate(tree, x, {}) == 1 for x in DOUBLES]
            sides = [(exactly(left, x), exactly(right, x)) for x in DOUBLES]
            assert listed == [a < b if op == "<" else a >= b for a, b in sides], (left, op, right)
    for step, way in (("floor", math.floor), ("ceil", math.ceil)):
        tree = parse(f"{step}({left})")
        if not any(map(may_round, ties(tree, "x"))):
            listed = [float64.evaluate(tree, x, {}) for x in DOUBLES]
            assert listed == [way(exactly(left, x)) for x in DOUBLES], (step, left)


def test_what_rounds_nothing_is_known_not_to() -> None:
    """Where each number is a double already and a product is one by a power of 2."""
    for text in ("x < 0.1", "x/2 >= 0.3", "-x > 1", "abs(x) < max(x, 0.1)", "x - 0.1 > 0"):
        assert not any(map(may_round, ties(parse(f"where({text}, 1, 0)"), "x"))), text
    for text in ("0.1*x < 0.3", "x + 0.1 < 0.3", "x/3 > 1"):
        assert any(map(may_round, ties(parse(f"where({text}, 1, 0)"), "x"))), text
