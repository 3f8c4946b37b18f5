"""The table of atoms: each row says one thing, in however many columns."""

from __future__ import annotations

import itertools
import math
import random
from typing import Any

import pytest

import actviz
from actviz.formula.atoms import ATOMS, Atom
from actviz.formula.calculus import expand_cases, spelled_out
from actviz.formula.grammar import FormulaError, parse
from actviz.formula.tree import literal, substitute, walk
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
    # Choices and sums of such numbers are exact, logarithms and the like are not.
    inside = [ATOMS[each.op] for each in walk(spelled_out(meaning)) if each.op in ATOMS]
    rounds = any(each.primitive and each.smooth for each in inside)
    for given in arguments(row.arity):
        at = dict(zip(letters, given, strict=True))
        true: Any = float(mp_value(meaning, at))
        true = pytest.approx(true, rel=1e-14, abs=1e-15) if rounds else true
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


# ---- what a row tells ----------------------------------------------------------------------

TOLD = [
    row for row in ATOMS.values() if row.arity == 1 and (row.has_facts or row.parity or row.domain)
]
GRID = [k / 16 + 1 / 64 for k in range(-160, 160)]  # no whole number, no half, not symmetric


def judged(row: Atom, u: float) -> Any:
    return mp_value(parse(f"{row.name}(u)", "u"), {"u": u})


def in_domain(row: Atom, points: list[float]) -> list[float]:
    if not row.domain:
        return points
    sign, bound = row.domain.removeprefix("u ").split()
    assert sign in (">", ">=")
    return [u for u in points if u > float(bound)]


@pytest.mark.parametrize("row", TOLD, ids=lambda row: row.name)
def test_the_parity_of_a_row_is_that_of_the_judge(row: Atom) -> None:
    sides = [(judged(row, u), judged(row, -u)) for u in in_domain(row, [0.3, 0.5, 1.7, 2.5])]
    if row.domain:  # no mirror image to compare with
        assert not row.parity
        return
    assert (row.parity == "odd") is all(abs(a + b) < 1e-30 for a, b in sides)
    assert (row.parity == "even") is all(abs(a - b) < 1e-30 for a, b in sides)


@pytest.mark.parametrize(
    "row", [row for row in TOLD if row.turns or row.ends], ids=lambda row: row.name
)
def test_a_block_goes_from_end_to_end_as_its_row_says(row: Atom) -> None:
    if row.turns:
        values = [judged(row, u) for u in GRID]
        assert all(abs(value) <= 1 for value in values)
        slopes = [b - a for a, b in itertools.pairwise(values)]
        assert sum(a * b < 0 for a, b in itertools.pairwise(slopes)) >= 5
        return
    low, high = row.bounds
    start = 0.0 if row.parity == "even" else float(row.domain.split()[-1]) if row.domain else -10.0
    values = [judged(row, u) for u in GRID if u > start]
    steps = [(b - a) * (1 if low < high else -1) for a, b in itertools.pairwise(values)]
    assert all(step > 0 for step in steps) if row.smooth else all(step >= 0 for step in steps)
    assert min(low, high) <= min(values) <= max(values) <= max(low, high)
    if row.parity == "even":
        assert abs(judged(row, 0.0) - low) < 1e-16
    for end, u in ((low, -1e6 if not row.domain else start + 1e-9), (high, 1e6)):
        if (row.parity == "even" and end == low) or (row.name == "erfcx" and u < 0):
            continue  # the judge cannot take exp(u**2) so far out
        value = judged(row, u)
        close = abs(value - end) < 2e-3 if math.isfinite(end) else abs(value) > 13
        assert close, (row.name, end)


def test_what_a_row_does_not_tell_follows_from_what_it_means(monkeypatch: Any) -> None:
    monkeypatch.setitem(ATOMS, "signed_root", Atom("signed_root", "u", "sign(u)*sqrt(abs(u))"))
    f = actviz.get("signed_root(x)")
    assert [f.derivative(x) for x in (-4.0, 0.25)] == [0.25, 1.0]
    assert f.facts().symmetry == "odd"
    assert f.facts().monotonic == "increasing"
    monkeypatch.setitem(ATOMS, "logit", Atom("logit", "u", "log(u) - log1p(-u)", "1/(u - u**2)*du"))
    logit = actviz.get("logit(x)")
    (domain,) = logit.facts().domain
    assert (domain.low, domain.high) == (0.0, 1.0)
    assert math.isnan(logit.derivative(2.0))
    assert logit.facts().monotonic == "increasing"
