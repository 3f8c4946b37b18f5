"""A part that the rules of derivation drop keeps where it has no value, in every reading.

Expected: no value. Each formula divides 0 by 0, or takes a root or logarithm of a negative number,
at the place named; what is left by the rules has a value there.
"""

from __future__ import annotations

import json
import math
import shutil
import subprocess
from typing import Any

import numpy as np
import pytest

import actviz
from actviz.export.targets import TARGETS
from actviz.export.write import program, text
from actviz.figures.page.page_data import slope
from actviz.readings.languages.javascript import prelude, to_javascript

LOST = [
    ("x + (x/x)**0", 0.0),
    ("x**2 - x**2*(x/x)**0 + x", 0.0),
    ("where(x > -5, x + (x/x)**0, x)", 0.0),  # in the case that is taken
    ("x/x - x/x + where(x > 1, x/x, x)", 0.0),  # kept, but in a case that is not
    ("sqrt(x) - sqrt(x) + x", -1.0),
    ("x + 0*log(x)", -1.0),
]
GATES = [
    ("u*v + (u/u)**0", 0.0, 1.0),
    ("u*v + (v/v)**0", 1.0, 0.0),
    ("u*v + log(u) - log(u)", -1.0, 2.0),
]


def exported(formula: str, **given: Any) -> dict[str, Any]:
    """The functions of a formula's NumPy export."""
    target = TARGETS["numpy"]
    code = text(target, program([actviz.get(formula)], target, stem="f", **given))
    names: dict[str, Any] = {}
    exec(code, names)
    return names


@pytest.mark.parametrize(("formula", "x"), LOST)
def test_of_one_number(formula: str, x: float) -> None:
    function = actviz.get(formula)
    names = exported(formula, order=2)
    for order in (1, 2):
        assert math.isnan(function.derivative(x, order))
        assert math.isnan(function.exact(x, order))
        assert math.isnan(names[f"f_d{order}"](x))
        assert not math.isnan(names[f"f_d{order}"](x + 3))


@pytest.mark.parametrize(("formula", "u", "v"), GATES)
def test_of_two_inputs(formula: str, u: float, v: float) -> None:
    gate = actviz.gate(formula)
    target = TARGETS["numpy"]
    names: dict[str, Any] = {}
    exec(text(target, program([gate], target, stem="f")), names)
    for word in ("u", "v"):
        assert math.isnan(gate.partial(u, v, word))
        assert math.isnan(gate.exact(u, v, word, 1))
        assert math.isnan(names[f"f_d{word}"](u, v))
        assert not np.isnan(names[f"f_d{word}"](3.0, 2.0))


def test_arguments_that_stay() -> None:
    names = exported("f=a*x + (x/x)**0:a=2", arguments=["a"])
    assert math.isnan(names["f_d1"](0.0, 2.0))
    assert math.isnan(names["f_da"](0.0, 2.0))
    assert names["f_d1"](1.0, 2.0) == 2.0


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")
def test_pages() -> None:
    rows = []
    for formula, x in LOST:
        function = actviz.get(formula)
        rows.append(f"({to_javascript(slope(function, 1), [], function.careful_tree)})({x!r}, [])")
    script = f"console.log(JSON.stringify([{', '.join(rows)}]))"
    source = f"{prelude(script)}{script}"
    done = subprocess.run(["node", "-"], input=source, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [None] * len(LOST)  # so JSON writes NaN


@pytest.mark.parametrize(
    ("formula", "broken", "whole"),
    [("x + 1/a", 0.0, -2.0), ("x + a**-1", 0.0, 0.5), ("x + log(a)", 0.0, 0.25),
     ("x + log(a)", -1.0, 3.0), ("x + log1p(a)", -1.0, -0.5), ("x + sqrt(a)", -0.5, 0.0),
     ("x + a**0.5", -0.5, 0.0), ("x + a/(a*a - 4)", 2.0, 1.0)],
)  # fmt: skip
def test_a_part_that_holds_parameters_alone_has_its_domain(
    formula: str, broken: float, whole: float
) -> None:
    """Its derivative in x is 0, and leaves nothing that could say where it has no value."""
    x = np.array([-1.5, 0.0, 2.0])
    for order, expected in ((1, 1.0), (2, 0.0)):
        entry = actviz.get(f"{formula}:a={broken}")
        for got in (entry.derivative(x, order), entry.exact(x, order)):
            assert np.isnan(got).all()
        entry = actviz.get(f"{formula}:a={whole}")
        for got in (entry.derivative(x, order), entry.exact(x, order)):
            assert np.array_equal(got, np.full(3, expected))
