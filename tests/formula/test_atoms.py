"""The table of atoms: each row says one thing, in however many columns."""

from __future__ import annotations

import itertools
import random

import pytest

import actviz
from actviz.formula.atoms import ATOMS
from actviz.formula.calculus import expand_cases
from actviz.formula.grammar import FormulaError, parse
from actviz.formula.tree import literal, substitute
from actviz.readings import float64
from tests.judge import mp_value

LETTERS = "uvw"
PIECEWISE = [row.name for row in ATOMS.values() if row.cases]


def arguments(arity: int) -> list[tuple[float, ...]]:
    """Random arguments in any order of size, ties among them."""
    chance = random.Random(4)
    few = (-2.0, -1.0, 0.0, 1.0, 2.0)
    return [
        *itertools.product(few, repeat=arity),
        *(tuple(chance.uniform(-3, 3) for _ in range(arity)) for _ in range(200)),
    ]


@pytest.mark.parametrize("name", PIECEWISE)
def test_the_cases_are_the_meaning(name: str) -> None:
    row = ATOMS[name]
    letters = LETTERS[: row.arity]
    call = parse(f"{name}({row.arguments})", letters)
    meaning = parse(row.means, letters)
    for given in arguments(row.arity):
        at = dict(zip(letters, given, strict=True))
        true = float(mp_value(meaning, at))
        assert float(mp_value(call, at)) == true, at
        assert float(float64.evaluate(call, 0.0, at)) == true, at
        # As it is written out for derivatives, with numbers, whatever is taken for the variable.
        numbers = substitute(call, {word: literal(value) for word, value in at.items()})
        for variable in letters:
            assert float(mp_value(expand_cases(call, variable), at)) == true, at
            assert float(mp_value(expand_cases(numbers, variable), {})) == true, at


@pytest.mark.parametrize(
    ("formula", "x", "slope"),
    [
        ("clip(x, 1, -1)", 0.0, 0.0), ("clip(x, 1, -1)", 3.0, 0.0), ("clip(x, -1, 1)", 0.5, 1.0),
        ("clip(3, x, 1)", 0.5, 0.0), ("clip(0, x, 5)", 2.0, 1.0), ("clip(0, 3, x)", 2.0, 1.0),
        ("clip(5, 3, x)", 2.0, 1.0), ("clip(0, x, -x)", 2.0, -1.0),
    ],
)  # fmt: skip
def test_clip_has_the_slope_of_what_it_means(formula: str, x: float, slope: float) -> None:
    """min(max(u, v), w): of a low end above the high one, the high end."""
    assert actviz.get(formula).derivative(x) == slope
    assert actviz.get(formula).exact(x, 1) == slope


def test_a_clip_between_ends_in_the_wrong_order_is_constant() -> None:
    facts = actviz.get("clip(x, 1, -1)").facts()
    assert facts.range is not None
    assert (facts.range.low, facts.range.high) == (-1, -1)
    assert not facts.kinks
    assert facts.monotonic == "constant"


def test_the_order_of_a_derivative_of_sinc_is_bounded() -> None:
    parse("dsinc(64, x)")
    for order in ("65", "70", "1.5", "-1"):
        with pytest.raises(FormulaError, match="a whole number from 0 to 64"):
            parse(f"dsinc({order}, x)")
