"""Exported programs and pages beside jumps and steps: the side that rational arithmetic takes."""

from __future__ import annotations

import json
import math
import shutil
import subprocess
from fractions import Fraction

import numpy as np
import pytest

import actviz
from actviz.export.targets import TARGETS, missing
from actviz.export.trial import tried
from actviz.export.write import program, text
from actviz.export.written_tails import LARGEST
from actviz.figures.page import page
from actviz.formula.grammar import parse
from actviz.readings.languages.javascript import prelude, to_javascript
from actviz.readings.program_sides import sided, undecided
from tests.export.sample import planned_once
from tests.readings.test_sides import TENTH, VALUES, Exact, beside

# Besides those of float64 itself: formula, the same in fractions, how far apart it changes.
MORE: list[tuple[str, Exact, Fraction]] = [
    ("floor(x/3*3)", lambda x: math.floor(x), Fraction(1)),  # x/3 is rounded, and back again
    ("ceil(0.3*x)", lambda x: math.ceil(Fraction(0.3) * x), 1 / Fraction(0.3)),  # by underflow too
    ("where(x*x > 0, 1, 0)", lambda x: int(x != 0), Fraction(1)),
    ("floor(x + 1/3)", lambda x: math.floor(x + Fraction(1, 3)), Fraction(2, 3)),
    ("where(x < 1/3, x, 1)", lambda x: x if x < Fraction(1, 3) else 1, Fraction(1, 3)),
    ("where(x >= 2/3, 1, x)", lambda x: 1 if x >= Fraction(2, 3) else x, Fraction(2, 3)),
    ("where(3*x == 1, 5, 7)", lambda x: 5 if 3 * x == 1 else 7, Fraction(1, 3)),
    (
        "where(3*x == 1, 1, (3*x - 1)/(1 - 3*x))",  # not 0/0
        lambda x: 1 if 3 * x == 1 else -1,
        Fraction(1, 3),
    ),
    (
        "round(clip(x/0.1, -7.5, 7))",
        lambda x: round(min(max(x / TENTH, Fraction(-15, 2)), Fraction(7))),
        TENTH / 2,
    ),
    (
        "floor(max(3*x, 1) - min(7*x, 2))",
        lambda x: math.floor(max(3 * x, Fraction(1)) - min(7 * x, Fraction(2))),
        Fraction(1, 21),
    ),
    (
        "trunc(floor(3*x)/3*abs(x))",
        lambda x: math.trunc(Fraction(math.floor(3 * x), 3) * abs(x)),
        Fraction(1, 3),
    ),
    ("sign(x**2 - 2)", lambda x: (x * x > 2) - (x * x < 2), Fraction(math.sqrt(2))),
]
ALL = [*VALUES, *MORE]


def points() -> list[float]:
    listed = {place for *_, step in ALL for place in beside(step) if abs(place) < 1e6}
    return sorted(listed)


def wrong(at: int, x: float, got: float) -> bool:
    true = float(ALL[at][1](Fraction(x)))
    return abs(got - true) > 1e-9 + 1e-15 * abs(true)


@pytest.mark.parametrize("language", ["c", "js", "numpy", "python", "onnx"])
@planned_once()
def test_exports(language: str) -> None:
    target = TARGETS[language]
    if missing(target):
        pytest.skip(f"{language} does not run here")
    functions = [actviz.get(formula) for formula, *_ in ALL]
    dtype = "input" if "input" in target.dtypes else "float64"
    exported = program(functions, target, order=0, dtype=dtype)
    x = np.array(points())
    trial = tried(functions, exported, target, x=x, dtype="float64")
    values = [one for one in trial if not one.vectors.suffix]
    off = [
        (ALL[at][0], x, got)
        for at, one in enumerate(values)
        for x, got in zip(one.vectors.inputs[0].tolist(), one.got.tolist(), strict=True)
        if wrong(at, x, got)
    ]
    assert off == []


@pytest.mark.parametrize("language", ["c", "rust", "js", "numpy", "python", "onnx"])
@planned_once()
def test_exports_where_a_product_overflows(language: str) -> None:
    target = TARGETS[language]
    if missing(target):
        pytest.skip(f"{language} does not run here")
    formulas = ["sign(3*x)", "sign(x/0.3)", "where(x*x > 4, 1, 0)", "floor(sign(-5*x*x))"]
    functions = [actviz.get(formula) for formula in formulas]
    exported = program(functions, target, order=0, dtype="float64")
    far = np.array([1e160, 9e307, LARGEST])
    trial = tried(functions, exported, target, x=np.concatenate([-far, far]), dtype="float64")
    signs = [-1.0] * 3 + [1.0] * 3
    assert [one.got.tolist() for one in trial] == [signs, signs, [1.0] * 6, [-1.0] * 6]


def test_an_argument_beside_x() -> None:
    function = actviz.get("f=floor(a*x + b):a=3,b=0")
    names: dict[str, object] = {}
    exec(text(TARGETS["numpy"], program([function], TARGETS["numpy"], arguments=["a", "b"])), names)
    value = names["f"]
    assert callable(value)
    for a, b in ((3.0, 0.0), (7.0, 0.1), (-0.3, 1e-20), (1e300, -2.0)):
        for x in beside(Fraction(1, 3)):
            assert value(x, a, b) == math.floor(Fraction(a) * Fraction(x) + Fraction(b))
    assert value(math.inf, 3.0, 0.5) == math.inf


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")
def test_a_page() -> None:
    codes = [to_javascript(actviz.get(formula).quick_tree, []) for formula, *_ in ALL]
    told = f"const x = {json.dumps(points())};\n" + "".join(
        f"console.log(JSON.stringify(x.map(x => ({code})(x, []))));\n" for code in codes
    )
    source = prelude(told) + told
    done = subprocess.run(["node", "-"], input=source, capture_output=True, text=True, check=True)
    for at, line in enumerate(done.stdout.splitlines()):
        off = [x for x, got in zip(points(), json.loads(line), strict=True) if wrong(at, x, got)]
        assert (ALL[at][0], off) == (ALL[at][0], [])


def test_what_rounding_cannot_decide_is_left_or_told() -> None:
    for formula in ("relu(x)", "floor(4*x)/4", "where(x > 0.1, x, 0)", "sign(x - 1)"):
        tree = parse(formula, ())
        assert sided(tree) is tree
        assert undecided(tree) == []
    assert [tie.op for tie in undecided(parse("round(tanh(x)*256)/256", ()))] == ["round"]


def test_a_comment_names_the_edges_that_rounding_may_mistake() -> None:
    def code(formula: str) -> str:
        written = text(TARGETS["c"], program([actviz.get(formula)], TARGETS["c"], order=0))
        assert isinstance(written, str)
        return written

    assert "Beside an edge of round(tanh(x)*256) rounding may" in code("round(tanh(x)*256)/256")
    assert "Beside an edge of exp(x) > 3 rounding may" in code("where(exp(x) > 3, 3, 0)")
    assert "Beside an edge" not in code("floor(3*x) + where(x > 1/3, 1, 0)")


def test_a_page_says_at_which_edges_rounding_may_be_off() -> None:
    told = page([actviz.get("round(tanh(x)*256)"), actviz.get("floor(3*x)")])
    assert told.count("Beside an edge of round(tanh(x)*256) rounding may take the other") == 1
    assert "Beside an edge" not in page([actviz.get("floor(3*x)"), actviz.get("relu")])
