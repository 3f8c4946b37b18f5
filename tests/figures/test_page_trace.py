"""How the page draws every entry and its slope, in Node, against the pictures that stand still."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

import actviz.figures.page
from actviz.figures.page.page_data import slope
from actviz.figures.sampling.drawn_function import even, graph, pieces
from actviz.figures.sampling.trace import segments
from actviz.figures.sampling.x_range import span as chosen_span
from actviz.figures.sampling.y_range import window
from actviz.figures.scene.scene import Dot
from actviz.formula.grammar import parse
from actviz.functions.elementwise import Activation
from actviz.lookup.registry import entries
from actviz.readings.languages.javascript import prelude, to_javascript, to_sides
from tests.sample import WHOLE, some

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")

Range = tuple[float, float]
PIXELS = 400

# How far the drawn line is off its curve between its points, where both are in the picture and a
# point is more than a thousandth of a pixel from the next.
OFF = """(f, stretches, [low, high]) => {
  let worst = 0;
  for (const stretch of stretches) stretch.slice(1).forEach(([b, fb], i) => {
    const [a, fa] = stretch[i];
    for (const part of b - a > 1e-5 ? [0.21, 0.5, 0.83] : []) {
      const y = f(a + part * (b - a)), off = Math.abs(fa + part * (fb - fa) - y);
      if (y > low && y < high) worst = Math.max(worst, Number.isFinite(off) ? off : 1e9);
    }
  });
  return worst;
}"""

# Those of some places around which a joint falls between two doubles, on none of them.
BETWEEN = """(sides, p, places) => places.filter(x => {
  const joints = [];
  changes(at => sides(at, p), x - 1e-9, x + 1e-9, 1, joints);
  return joints.every(joint => joint.tie === undefined);
})"""


def traced(rows: list[str]) -> list[Any]:
    """What trace.js makes of functions with sides, parameters and range of y."""
    trace = (Path(actviz.figures.page.__file__).parent / "trace.js").read_text(encoding="utf-8")
    ask = f"""console.log(JSON.stringify(rows.map(([f, sides, p, span, y, places]) => {{
      const at = x => f(x, p);
      const found = trace(at, x => sides(x, p), span, y, {PIXELS});
      return [found.stretches, found.dots, off(at, found.stretches, y), between(sides, p, places)];
    }})))"""
    script = f"const rows = [{','.join(rows)}], off = {OFF}, between = {BETWEEN};"
    source = f"'use strict';{prelude(script + ask)}{trace}{script}{ask}"
    done = subprocess.run(["node", "-"], input=source, capture_output=True, text=True, check=True)
    data: list[Any] = json.loads(done.stdout)
    return data


def row(function: Activation, order: int, span: Range, y: Range, places: list[float]) -> str:
    letters = list(function.values)
    tree = function.derivative_tree(order, careful=True)
    written = slope(function, order) if order else tree
    code = to_javascript(written, letters, function.careful_tree)
    values = list(function.values.values())
    data = ", ".join(map(json.dumps, (values, span, y, places)))
    return f"[{code}, {to_sides(tree, letters)}, {data}]"


def decided_by_rounding(function: Activation, order: int, x: float, value: float) -> bool:
    """Whether NumPy's arithmetic too takes the other branch than the exact comparison does."""
    fast = function(x) if order == 0 else function.derivative(x, order)
    return abs(float(fast) - value) > 1e-9 * (1 + abs(value))


def told(dot: Dot, dots: tuple[Dot, ...], height: float) -> bool:
    """Whether a page shows a dot too: a jump too small to be seen is drawn as a kink."""
    others = [other for other in dots if other.x == dot.x and other != dot]
    return not others or any(abs(other.y - dot.y) > 1e-4 * height for other in others)


def test_every_entry_has_the_stretches_and_dots_of_its_picture() -> None:
    cases, rows = [], []
    for function in some(list(entries())):
        span = chosen_span([graph(function)])
        for order in (0, 1):
            drawn = graph(function, order)
            parts, dots = pieces(drawn, even(*span, 401))
            low, high = window([(parts, dots)], span)
            cases.append((function, order, (low, high), segments(drawn, parts, low, high), dots))
            rows.append(row(function, order, span, (low, high), [dot.x for dot in dots]))
    jumps = 0
    for (function, order, (low, high), expected, dots), (stretches, ends, off, untied) in zip(
        cases, traced(rows), strict=True
    ):
        where, height = (function.name, order), high - low
        assert off <= 0.3 / PIXELS * height, where
        wanted = {
            (round(dot.x, 9), round(dot.y / height, 6)): dot
            for dot in dots
            if low <= dot.y <= high and told(dot, dots, height) and dot.x not in untied
        }
        by_name = {
            (round(dot["x"], 9), round(dot["y"] / height, 6)): dot["closed"]
            for dot in ends
            if low <= dot["y"] <= high
        }
        jumps += len(wanted)
        assert by_name.keys() == wanted.keys(), where
        for place, dot in wanted.items():
            if by_name[place] != dot.closed:
                apart = decided_by_rounding(function, order, dot.x, dot.y)
                assert apart == dot.closed, (where, place)
        if len(wanted) == len(dots):
            count = sum(any(low <= y <= high for _, y in stretch) for stretch in stretches)
            inside = [s for s in expected if any(low <= y <= high for y in s.y)]
            assert count == len(inside), where
    assert jumps > (300 if WHOLE else 40)


@pytest.mark.parametrize(
    ("formula", "stretches", "dots"),
    [
        ("1/x", [(-5, 0), (0, 5)], []),  # poles without a comparison
        ("where(x > 0, 1/x, -1)", [(-5, 0), (0, 5)], [(0, -1, True)]),  # a stretch beside a pole
        ("floor(x/9)/x", [(-5, 0), (0, 5)], [(0, 0, False)]),
        ("1/(x - 0.7123)", [(-5, 0.7123), (0.7123, 5)], []),
        ("sqrt(x - 1)", [(1, 5)], []),  # the edge of a domain
        ("log(2 - x)", [(-5, 2)], []),
        ("where(x*abs(x) > 2, 1, 0)", [(-5, 2**0.5), (2**0.5, 5)], []),  # no double is there
        ("where(x >= 0.3, 1, 0)", [(-5, 0.3), (0.3, 5)], [(0.3, 0, False), (0.3, 1, True)]),
        ("where(x == 2, 1, 0)", [(-5, 2), (2, 5)], [(2, 0, False), (2, 1, True)]),
        ("where(abs(x - 2) < 1e-2, 1, 0)", [(-5, 1.99), (1.99, 2.01), (2.01, 5)], []),
        ("tanh(1e9*x)", [(-5, 5)], []),  # as steep as a jump, but whole
        ("max(min(x, 1/3), -2)", [(-5, 5)], []),
    ],
)
def test_places_that_need_care(
    formula: str, stretches: list[tuple[float, float]], dots: list[tuple[float, float, bool]]
) -> None:
    function = Activation(name="f", formula=formula)
    assert function.tree is parse(formula)
    ((result, ends, off, _),) = traced([row(function, 0, (-5.0, 5.0), (-2.0, 2.0), [])])
    assert off < 0.3 / PIXELS * 4
    borders = [(stretch[0][0], stretch[-1][0]) for stretch in result]
    assert borders == [pytest.approx(pair, abs=2e-5) for pair in stretches]
    assert [(dot["x"], dot["y"], dot["closed"]) for dot in ends] == dots
