"""Functions cannot be changed by accident; equal ones are equal, hashable, and can be pickled."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from dataclasses import FrozenInstanceError
from typing import Any

import pytest

import actviz
from actviz.facts.record import Facts
from actviz.lookup.registry import everything


def test_what_its_parameters_are_set_to_cannot_be_changed() -> None:
    elu = actviz.get("elu")
    values: Any = elu.values
    for change in (
        lambda: values.__setitem__("alpha", -9.0), lambda: values.update(alpha=-9.0),
        lambda: values.pop("alpha"), lambda: values.clear(), lambda: values.setdefault("b", 1.0),
        lambda: values.__delitem__("alpha"), lambda: values.__ior__({"alpha": -9.0}),
    ):  # fmt: skip
        with pytest.raises((AttributeError, TypeError)):
            change()  # type: ignore[no-untyped-call]
    with pytest.raises(FrozenInstanceError):
        elu.formula = "x"  # type: ignore[misc]
    given = {"alpha": 0.5}
    ours = actviz.Activation(
        name="mine", formula="alpha*x", parameters=(actviz.Parameter("alpha", 1.0),), values=given
    )
    given["alpha"] = 7.0
    assert ours(2.0) == 1.0
    assert actviz.get("elu")(-1.0) == elu(-1.0) == -0.6321205588285577  # expm1(-1)
    assert dict(elu.values) == elu.values == {"alpha": 1.0}
    assert repr(elu.values) == "{'alpha': 1.0}"


@pytest.mark.parametrize("function", everything(), ids=lambda function: function.name)
def test_equal_functions_are_equal_in_every_way(function: Any) -> None:
    other = pickle.loads(pickle.dumps(function))
    assert other is not function
    assert other == function
    assert len({function, other, copy.deepcopy(function), copy.copy(function)}) == 1
    assert repr(other) == repr(function)
    if function.values:
        word, value = next(iter(function.values.items()))
        assert function.with_values(**{word: value}) == function
    assert function != actviz.get("identity") or function.name == "identity"


@pytest.mark.parametrize("name", ["gelu", "x*tanh(x)", "floor(x)"])
def test_facts_travel_whole(name: str) -> None:
    facts = actviz.get(name).facts()
    assert isinstance(facts, Facts)
    for other in (pickle.loads(pickle.dumps(facts)), copy.deepcopy(facts), copy.copy(facts)):
        assert other == facts
        assert other.as_dict() == facts.as_dict()
        assert other.gaussian is None or other.gaussian.mean == other.as_dict()["gaussian"]["mean"]


def test_what_is_worked_out_does_not_travel_and_is_found_again() -> None:
    gelu = actviz.get("gelu")
    gelu.derivative(1.0, order=6)
    data = pickle.dumps(gelu)
    assert len(data) < 10_000
    program = (
        "import pickle, sys; f = pickle.load(sys.stdin.buffer); "
        "print(f(1.0), f.exact(-10.0, 1), f.facts().range.low)"
    )
    done = subprocess.run([sys.executable, "-c", program], input=data, capture_output=True)
    wanted = gelu(1.0), gelu.exact(-10.0, 1), gelu.facts().range.low  # type: ignore[union-attr]
    assert done.stdout.split() == [str(word).encode() for word in wanted], done.stderr


def _spoil(value: Any) -> None:
    """Change everything in it that can be changed."""
    if isinstance(value, dict):
        for inner in value.values():
            _spoil(inner)
        value.clear()
    elif isinstance(value, list):
        for inner in value:
            _spoil(inner)
        value.clear()


@pytest.mark.parametrize("name", ["elu", "gelu", "softmax", "swiglu", "rrelu", "prelu"])
def test_what_is_done_to_an_answer_does_not_change_the_next(name: str) -> None:
    before = copy.deepcopy(actviz.table(name))
    _spoil(actviz.table(name))
    assert actviz.table(name) == before


def test_names_are_told_as_often_as_one_asks() -> None:
    program = (
        "import actviz\nfirst = actviz.names()\nactviz.get('gelu'); actviz.table('relu')\n"
        "first.clear()\nprint(len(actviz.names()), callable(actviz.names))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.split() == [str(len(actviz.names())), "True"], done.stderr
