"""Derivatives in programs, at places where the formula has a joint and rounding or cases mislead.

Expected are limits by hand, or slopes of the case that rational arithmetic picks at that double.
"""

from __future__ import annotations

import json
import math
import shutil
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

import actviz
from actviz.export.targets import TARGETS
from actviz.export.write import program, text
from actviz.figures.page.page_data import slope
from actviz.readings.joined import joined
from actviz.readings.languages.javascript import prelude, to_javascript
from tests.export.sample import planned_once

BELOW_ONE = 1 - 2.0**-53  # a half of 1 more than it rounds to 1

# Function, order, x, and the derivative there.
CASES = [
    ("where(x == 0, 1, expm1(x)/x)", 1, 0.0, 1 / 2),
    ("where(x == 0, 1, sin(x)/x)", 2, 0.0, -1 / 3),
    ("log1p(exp(-abs(x))) + max(x, 0)", 1, 0.0, 1 / 2),
    ("log1p(exp(-abs(x))) + max(x, 0)", 4, 0.0, -1 / 8),
    ("x*sqrt(abs(x))", 1, 0.0, 0.0),
    ("max(x - 2, 0) + min(x - 2, 0)", 1, 2.0, 1.0),
    ("hard_shrink:lambd=0", 1, 0.0, 1.0),
    ("sqrt", 1, -0.0, math.inf),  # the number 0, whatever its sign
    ("signed_sqrt", 1, -0.0, math.inf),
    ("ssaf", 1, -0.0, math.inf),
    ("m_arcsinh", 1, 0.0, 0.0),
    ("gelu_10", 1, 10.0, 1.0),  # 10*Phi(10) is less than 10 by 8e-23
    ("sparse_sigmoid", 1, BELOW_ONE, 1 / 2),
    ("where((x + 1)/2 < 1, 3*x, 7*x - 4)", 1, BELOW_ONE, 3.0),
    ("relu", 1, 0.0, 0.0),  # a kink stays what the condition picks
    ("where(x == 1, 5, x)", 1, 1.0, 0.0),
]


def test_the_double_below_one_is_on_the_left() -> None:
    assert (Fraction(BELOW_ONE) + 1) / 2 < 1
    assert (BELOW_ONE + 1) / 2 == 1.0


def test_what_is_right_is_not_touched() -> None:
    for name in ("relu", "gelu", "hard_tanh", "softplus", "elu"):
        function = actviz.get(name)
        fast = function.derivative_tree(careful=True)
        assert joined(function.tree, fast, function.values, 1) is fast


@pytest.mark.parametrize(("spec", "order", "x", "expected"), CASES)
def test_float64(spec: str, order: int, x: float, expected: float) -> None:
    function = actviz.get(spec)
    assert function.derivative(x, order) == pytest.approx(expected, abs=1e-15)
    many = function.derivative(np.full(20_000, x), order)
    assert np.unique(many) == pytest.approx([expected], abs=1e-15)
    assert function.exact(x, order) == pytest.approx(expected, abs=1e-15)


@planned_once()
def exported(language: str, folder: Path) -> list[float]:
    functions = [actviz.get(f"f{at}={spec}") for at, (spec, *_) in enumerate(CASES)]
    code = text(TARGETS[language], program(functions, TARGETS[language], order=4, dtype="float64"))
    assert isinstance(code, str)
    calls = [(f"f{at}_d{order}", x) for at, (_, order, x, _) in enumerate(CASES)]
    file = folder / {"js": "f.mjs", "c": "f.c"}.get(language, "f.py")
    if language == "js":
        code += f"console.log([{', '.join(f'{name}({x!r})' for name, x in calls)}].join(' '));"
        command = ["node", str(file)]
    elif language == "c":
        prints = "".join(f' printf("%.17g ", {name}({x!r}));' for name, x in calls)
        code = f"#include <stdio.h>\n{code}\nint main(void) {{{prints} return 0; }}\n"
        command = [str(folder / "f")]
    else:
        prints = ", ".join(f"float({name}({x!r}))" for name, x in calls)
        code += f"\nprint({prints})\n"
        command = [sys.executable, str(file)]
    file.write_text(code, encoding="utf-8")
    if language == "c":
        subprocess.run(["gcc", "-O1", "-o", command[0], str(file), "-lm"], check=True)
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [float(word) for word in done.stdout.split()]


@pytest.mark.long
@pytest.mark.parametrize("language", ["js", "c", "numpy", "python"])
def test_exports(language: str, tmp_path: Path) -> None:
    program_of = {"js": "node", "c": "gcc"}.get(language)
    if program_of and shutil.which(program_of) is None:
        pytest.skip(f"{program_of} is not installed")
    assert exported(language, tmp_path) == pytest.approx([y for *_, y in CASES], abs=1e-15)


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")
def test_a_page_where_its_sliders_start() -> None:
    rows = []
    for spec, order, x, _ in CASES:
        function = actviz.get(spec)
        code = to_javascript(slope(function, order), list(function.values), function.careful_tree)
        rows.append(f"({code})({x!r}, {json.dumps(list(function.values.values()))})")
    shrink = actviz.get("hard_shrink:lambd=0")  # and where they have been moved
    rows.append(f"({to_javascript(slope(shrink, 1), ['lambd'])})(0, [0.5])")
    script = f"console.log([{', '.join(rows)}].join(' '))"
    source = f"{prelude(script)}{script}"
    done = subprocess.run(["node", "-"], input=source, capture_output=True, text=True, check=True)
    listed = [float(word) for word in done.stdout.split()]
    assert listed == pytest.approx([*(y for *_, y in CASES), 0.0], abs=1e-15)
