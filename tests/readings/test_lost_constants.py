"""A part in parameters alone that has no value: then the function has none, and no slope either.

Expected by hand: no formula with the root or the logarithm of a negative number has real values.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import actviz
from actviz.export.targets import TARGETS
from actviz.export.write import program, text
from actviz.functions.gated import Gate
from actviz.measure.distance import mean_square
from actviz.measure.largest import NotFound

NOWHERE = [
    "f=x + log(a):a=-1",
    "f=x + sqrt(a):a=-1",
    "f=x + sqrt(a - b):a=1,b=2",
    "f=x*sqrt(a)/sqrt(a):a=-0.5",
    "x + sqrt(-1)",
    "tanh(x) + asin(2)",
    "x - (-2)**0.5",
    "x + 1/(3 - 3)**0.5*0",
]


@pytest.mark.parametrize("spec", NOWHERE)
def test_there_is_neither_value_nor_slope(spec: str) -> None:
    function = actviz.get(spec)
    for letter in ("x", *function.values):
        assert np.isnan(function.derivative(0.5, 1, letter))
        assert np.isnan(function.exact(0.5, 1, letter))
    assert np.isnan(function(0.5))
    assert np.isnan(function.derivative(np.linspace(-2, 2, 40_000))).all()


def test_only_in_the_case_that_holds() -> None:
    function = actviz.get("f=where(x > 0, x + sqrt(a), 3*x):a=-2")
    assert function.derivative(-0.5) == function.exact(-0.5, 1) == 3
    assert np.isnan(function.derivative(0.5))
    assert np.isnan(function.exact(0.5, 1))
    assert actviz.get("f=x + sqrt(a):a=2").derivative(0.5) == 1
    assert actviz.get("f=x + sqrt(a):a=0").derivative(0.5) == 1  # the root of 0 is 0


INFINITE = [
    "f=x + log(a):a=0",
    "f=x - 1/a:a=0",
    "x + log(0)",
    "x + log(sin(0))",
    "x - 1/(cos(0) - 1)",
    "x + log(x - x)",
    "x + log(abs(x) - max(x, -x))",
    "x + log(floor(sigmoid(x)))",
]


@pytest.mark.parametrize("spec", INFINITE)
def test_what_is_infinite_everywhere_has_no_slope(spec: str) -> None:
    function = actviz.get(spec)
    assert np.isinf(function(0.5))
    assert np.isnan(function.derivative(0.5))
    assert np.isnan(function.exact(0.5, 1))
    assert actviz.get("log").derivative(0.0) == np.inf  # a pole of its own is another matter
    steep = actviz.get("1e308*x + log(x)")  # and so is what is too large for a double
    assert np.isinf(steep(5.0))
    assert steep.derivative(5.0) == 1e308


@pytest.mark.parametrize("spec", ["f=x + sqrt(a):a=-1", "f=x + log(a):a=0", "f=x + 1/a:a=0"])
def test_facts_tell_of_nothing(spec: str) -> None:
    facts = actviz.get(spec).facts()
    assert facts.domain == ()
    told = (facts.value_at_zero, facts.slope_at_zero, facts.monotonic, facts.range)
    assert told == (None,) * 4
    assert (facts.derivative_range, facts.symmetry) == (None, None)
    assert "symmetry" not in facts.undecided


def test_a_comparison_tells_no_distance() -> None:
    for spec in ("f=x + sqrt(a):a=-1", "f=x + log(a):a=0"):
        with pytest.raises(NotFound):
            mean_square(actviz.get("identity"), actviz.get(spec), 1)


def test_exports() -> None:
    def exported(function: Any, arguments: list[str]) -> dict[str, Any]:
        names: dict[str, Any] = {}
        made = program([function], TARGETS["numpy"], arguments=arguments, stem="f")
        exec(text(TARGETS["numpy"], made), names)
        return names

    free = exported(actviz.get("f=x + sqrt(a):a=2"), ["a"])
    assert free["f_d1"](0.5, 2.0) == 1
    assert np.isnan(free["f_d1"](0.5, -2.0))
    assert np.isnan(exported(actviz.get("f=x + sqrt(a):a=-2"), [])["f_d1"](0.5))
    gate = actviz.gate("u*v + sqrt(-1)")
    assert isinstance(gate, Gate)
    assert np.isnan(exported(gate, [])["f_du"](1.0, 2.0))
