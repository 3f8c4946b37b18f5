"""Every reading is asked for every atom, and for atoms of which no reading has ever heard."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

import pytest
from flint import arb

from actviz.export.targets import TARGETS, Target
from actviz.facts import monotone, points, unsettled_tails
from actviz.formula import ties
from actviz.formula.atoms import ATOMS, Atom
from actviz.formula.calculus import derivative, expand_cases, spelled_out
from actviz.formula.grammar import parse
from actviz.formula.tree import Node, X, node
from actviz.readings import balls, exact, float64, identity
from actviz.readings.asymptotics import limits, periods
from actviz.readings.asymptotics.tails import tail_sign
from actviz.readings.certified import taylor_series
from actviz.readings.certified.certified_polynomials import length
from actviz.readings.languages import javascript, onnx
from actviz.readings.languages.lowering import lowered, needed
from actviz.readings.notation.latex import to_latex, to_mathtext
from actviz.readings.notation.plain import to_text
from actviz.readings.notation.unicode import to_unicode

POINTS: Final = (0.25, 0.75, 1.5)


def by_series(tree: Node) -> list[float]:
    with balls.precision(120), length(4):
        result = taylor_series.compiled(tree)(taylor_series.line(arb(0.75), 0.125), {})
        return [float(taylor_series.coefficient(result, order).mid()) for order in range(4)]


def helpers_in(target: Target) -> Callable[[Node], Any]:
    return lambda tree: needed([lowered(tree)], target.language().FUNCTIONS)


# What each makes of a formula. Of those that reason some may say that they do not know, by None,
# 0 or NaN; none may fail.
READINGS: Final[dict[str, Callable[[Node], Any]]] = {
    "float64": lambda tree: float64.evaluate(tree, POINTS, {}).tolist(),
    "exact": lambda tree: exact.evaluate(tree, POINTS, {}).tolist(),
    "ranges": lambda tree: exact.enclosure(tree, 0.25, 0.75, {}),
    "series": by_series,
    "identity": identity.parity,
    "limits": lambda tree: repr([limits.limit(tree, side, {}) for side in (-1, 1)]),
    "signs far out": lambda tree: [tail_sign(tree, side, 4) for side in (-1, 1)],
    "direction": monotone.direction,
    "waves": lambda tree: [unsettled_tails.oscillates(tree, side) for side in (-1, 1)],
    "swing": lambda tree: [unsettled_tails.swing(tree, side) for side in (-1, 1)],
    "tail": lambda tree: [unsettled_tails.tail_sign(tree, side) for side in (-1, 1)],
    "period": lambda tree: periods.period(tree, {}),
    "delicate": ties.delicate,
    "ties": lambda tree: ties.ties(tree, "x"),
    "cases": expand_cases,
    "logarithms": ties.logarithmic,
    "sides": lambda tree: javascript.to_sides(tree, []),
    "zero": lambda tree: points.vanishing(tree, 0.75),
}
# What they write is not that of the meaning.
WRITINGS: Final[dict[str, Callable[[Node], Any]]] = {
    "text": to_text,
    "latex": to_latex,
    "mathtext": to_mathtext,
    "unicode": to_unicode,
    "onnx": lambda tree: onnx.expanded(lowered(tree)),
    "javascript": lambda tree: javascript.prelude(javascript.to_javascript(tree, [])),
    **{target.name: helpers_in(target) for target in TARGETS.values()},
}
DEFINED: Final = [atom for atom in ATOMS.values() if not atom.primitive]


def applied(atom: Atom, to: str = "x") -> Node:
    inner = {1: to, 2: f"2, {to}" if atom.literal_first else f"{to}, 2", 3: f"{to}, -1, 2"}
    return parse(f"{atom.name}({inner[atom.arity]})")


def test_of_step_functions_there_are_the_four_that_readings_tell_apart() -> None:
    """Any other is written in terms of these, and then it needs no column that says so."""
    assert [op for op, atom in ATOMS.items() if atom.steps] == ["floor", "ceil", "trunc", "round"]


@pytest.mark.parametrize("reading", [*READINGS, *WRITINGS])
@pytest.mark.parametrize("atom", ATOMS.values(), ids=list(ATOMS))
def test_no_reading_fails_at_an_atom(atom: Atom, reading: str) -> None:
    ask = (READINGS | WRITINGS)[reading]
    ask(applied(atom))
    ask(derivative(applied(atom)))
    ask(node("*", X, applied(atom, "2.5")))


@pytest.fixture
def stranger(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Atom:
    """An atom under another name, of which nothing is known but what it means."""
    atom: Atom = request.param
    name = f"strange_{atom.name}"
    made = Atom(name, atom.arguments, atom.means, "" if atom.cases else atom.derivative)
    monkeypatch.setitem(ATOMS, name, made)
    return made


@pytest.mark.parametrize("stranger", DEFINED, indirect=True, ids=lambda atom: atom.name)
def test_a_stranger_is_read_as_what_it_means(stranger: Atom) -> None:
    call = applied(stranger)
    meaning = spelled_out(call, frozenset(ATOMS) - {stranger.name})
    assert call is not meaning
    for name, ask in READINGS.items():
        assert repr(ask(call)) == repr(ask(meaning)), name
    for name, ask in WRITINGS.items():
        assert ask(call), name
    slope = derivative(call, careful=True)
    ours, theirs = (
        float(float64.evaluate(each, 0.75, {})) for each in (slope, derivative(meaning))
    )
    assert math.isclose(ours, theirs, rel_tol=1e-14)
    assert stranger.name in to_unicode(call)
