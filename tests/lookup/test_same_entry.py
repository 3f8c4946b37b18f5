"""Typed formulas that are entries are known as such by proof, and exported in an entry's steps."""

from __future__ import annotations

import math

import pytest

from actviz.export.targets import TARGETS
from actviz.export.write import program, text
from actviz.formula.grammar import parse
from actviz.lookup.registry import get
from actviz.lookup.same_entry import same_entry
from tests.export.sample import in_python
from tests.judge import mp_value

_SAME = {
    "0.5*x*(1 + tanh(sqrt(2/pi)*(x + 0.044715*x**3)))": "gelu_tanh",
    "x/2*(1 + erf(x/sqrt(2)))": "gelu",
    "x/(1 + exp(-x))": "silu",
    "x*exp(x)/(1 + exp(x))": "silu",
    "log(1 + exp(x))": "softplus",
    "x*tanh(log(1 + exp(x)))": "mish",
    "(exp(x) - exp(-x))/(exp(x) + exp(-x))": "tanh",
    "where(x > 0, x, exp(x) - 1)": "elu",
    "where(x >= 0, x, exp(x) - 1)": "pelu",  # another second slope at 0
    "1.0507009873554805*where(x > 0, x, 1.6732632423543772*(exp(x) - 1))": "selu",
}
_OTHERS = (
    "0.5*x*(1 + tanh(sqrt(2/pi)*(x + 0.0447150001*x**3)))",  # which no few digits tell apart
    "1.0507009873554807*where(x > 0, x, 1.6732632423543772*(exp(x) - 1))",
    "where(x > -1e-9, x, exp(x) - 1)",
    "where(x != 1, where(x > 0, x, exp(x) - 1), 1)",  # another slope at 1, the same value
    "x**2/(x + x*exp(-x))",  # no value at 0
    "log(exp(x/(1 + exp(-x))*1.0000000001))",
    "where(x < 40, x/(1 + exp(-x)), 0)",  # beyond where marks are made
)


@pytest.mark.parametrize("formula", _SAME)
def test_an_entry_in_other_words_is_found(formula: str) -> None:
    tree = parse(formula)
    entry = same_entry(tree)
    assert entry is not None
    assert entry.name == _SAME[formula]
    for x in (-30.0, -3.3, -1e-5, 0.0, 0.7, 41.0):
        given = (mp_value(one, {"x": x}, 400) for one in (tree, entry.bound_tree))
        assert math.isclose(*map(float, given), rel_tol=1e-15)


@pytest.mark.parametrize("formula", _OTHERS)
def test_what_is_almost_an_entry_is_none(formula: str) -> None:
    assert same_entry(parse(formula)) is None


@pytest.mark.parametrize("formula", ["x/(1 + exp(-x))", "where(x > 0, x, exp(x) - 1)"])
def test_it_is_written_in_the_steps_of_the_entry_and_said_to_be_it(formula: str) -> None:
    target = TARGETS["python"]
    ours, theirs = (
        str(text(target, program([get(one)], target))) for one in (formula, _SAME[formula])
    )
    assert len(ours.splitlines()) <= len(theirs.splitlines())
    assert formula in ours.split("def f(")[1]
    assert f"which is {_SAME[formula]}" in ours
    assert in_python(formula, 0)["f"](-1e-200) == float(
        mp_value(parse(formula), {"x": -1e-200}, 400)
    )
