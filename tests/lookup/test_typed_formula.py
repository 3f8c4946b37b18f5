"""Typed formulas: functions of the catalogue and of textbooks in them, gated units of one's own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import mpmath as mp
import numpy as np
import pytest

import actviz
from actviz import SpecError
from actviz.formula.grammar import FormulaError
from actviz.formula.shorthands import SHORTHANDS
from actviz.functions.elementwise import Activation
from actviz.functions.gated import Gate
from actviz.lookup import catalogue_file, names
from actviz.lookup.registry import entries, resolve
from actviz.readings import float64
from tests.process import actviz as run


def relu6(x: Any) -> Any:
    return min(max(x, mp.mpf(0)), mp.mpf(6))


def silu(x: Any) -> Any:
    return x / (1 + mp.exp(-x))


def gelu(x: Any) -> Any:
    return x * mp.ncdf(x)


POINTS = (-20.0, -3.25, -0.7, 0.4, 2.5, 7.0)
NAMED: dict[str, Callable[[Any], Any]] = {
    "x*relu6(x+3)/6": lambda x: x * relu6(x + 3) / 6,
    "silu(x) + 0.5*sin(x)": lambda x: silu(x) + mp.sin(x) / 2,
    "0.5*gelu(x)": lambda x: gelu(x) / 2,
    "elu(x, alpha=0.5) - SiLU(-x)": lambda x: (x if x > 0 else mp.expm1(x) / 2) - silu(-x),
    "gelu(silu(x))": lambda x: gelu(silu(x)),
    "z*sigmoid(z)": silu,
    "tanh(t) + t": lambda x: mp.tanh(x) + x,
}


@pytest.mark.parametrize("text", NAMED)
def test_names_inside_a_formula_mean_what_they_mean_outside(text: str) -> None:
    function = actviz.get(text)
    assert function.display == text
    with mp.workdps(40):
        for x in POINTS:
            true, slope = NAMED[text](mp.mpf(x)), mp.diff(NAMED[text], mp.mpf(x))
            assert function.exact(x) == float(true)
            # As many digits as the catalogue's careful forms keep.
            assert function(x) == pytest.approx(float(true), rel=1e-14)
            assert function.exact(x, 1) == pytest.approx(float(slope), rel=1e-14, abs=1e-300)


# Each with points of its domain, its ends among them.
TEXTBOOK: dict[str, tuple[Callable[[Any], Any], tuple[float, ...]]] = {
    "tan": (mp.tan, (-1.5, -1e-9, 0.3, 1.5, 40.0)),
    "cot": (mp.cot, (-1.5, -1e-9, 0.3, 1.5, 40.0)),
    "sec": (mp.sec, (-1.5, -1e-9, 0.3, 1.5, 40.0)),
    "csc": (mp.csc, (-1.5, -1e-9, 0.3, 1.5, 40.0)),
    "coth": (mp.coth, (-800.0, -1e-9, 0.3, 40.0)),
    "csch": (mp.csch, (-1e-9, 0.3, 40.0, 720.0)),
    "asin": (mp.asin, (-1.0, -0.999999, -1e-12, 0.3, 1.0)),
    "acos": (mp.acos, (-1.0, -0.5, 0.25, 0.999999999, 1.0)),
    "acosh": (mp.acosh, (1.0, 1.0000001, 2.5, 1e10)),
    "atanh": (mp.atanh, (-0.999, -1e-12, 0.5, 0.9999999)),
    "log2": (lambda x: mp.log(x, 2), (1e-300, 0.3, 8.0, 1e300)),
    "log10": (lambda x: mp.log10(x), (1e-300, 0.3, 1000.0)),
    "exp2": (lambda x: mp.power(2, x), (-30.5, 0.0, 10.25)),
    "cbrt": (lambda x: mp.sign(x) * mp.cbrt(abs(x)), (-27.0, -1e-30, 0.0, 3.0, 1e12)),
    "sincpi": (mp.sincpi, (-2.5, 0.0, 0.5, 40.25)),
    "round_up": (lambda x: mp.floor(x + 0.5), (-2.5, -0.4, 0.5, 0.75, 1.5)),
    "round_away": (lambda x: mp.sign(x) * mp.floor(abs(x) + 0.5), (-2.5, -0.5, 0.0, 0.3, 2.5)),
    "square": (lambda x: x * x, (-3.0, 1e-9)),
    "relu": (lambda x: max(x, mp.mpf(0)), (-2.0, 0.0, 3.0)),
    "relu6": (relu6, (-2.0, 3.0, 9.0)),
}  # fmt: skip


def test_every_shorthand_is_judged() -> None:
    assert set(SHORTHANDS) == set(TEXTBOOK)


@pytest.mark.parametrize("word", TEXTBOOK)
def test_functions_of_textbooks(word: str) -> None:
    definition, points = TEXTBOOK[word]
    function = actviz.get(f"{word}(x)")
    with mp.workdps(60):
        for x in points:
            true = float(definition(mp.mpf(x)))
            assert function.exact(x) == true
            assert function(x) == pytest.approx(true, rel=3e-14)


@pytest.mark.parametrize("word", ["asin", "acos", "acosh", "atanh"])
def test_outside_of_their_domains_they_have_no_value(word: str) -> None:
    for x in (-1.5, 0.5, 1.5):
        with mp.workdps(30):
            true = TEXTBOOK[word][0](mp.mpf(x))
        result = actviz.get(f"{word}(x)").exact(x)
        assert np.isnan(result) == isinstance(true, mp.mpc)


UNITS: dict[str, Callable[[Any, Any], Any]] = {
    "u*sigmoid(u)*clip(v,-10,10)": lambda u, v: silu(u) * min(max(v, -10), 10),
    "gelu(u)*v + u": lambda u, v: gelu(u) * v + u,
    "swiglu(u, v, beta=2)/2": lambda u, v: u / (1 + mp.exp(-2 * u)) * v / 2,
    "u*tanh(b*v):b=0.5": lambda u, v: u * mp.tanh(v / 2),
}


@pytest.mark.parametrize("spec", UNITS)
def test_a_formula_in_u_and_v_is_a_gated_unit(spec: str) -> None:
    gate = actviz.gate(spec)
    with mp.workdps(40):
        for u, v in ((-1.5, 2.0), (0.7, -12.0), (3.0, 0.25)):
            point = mp.mpf(u), mp.mpf(v)
            assert gate.exact(u, v) == float(UNITS[spec](*point))
            assert gate(u, v) == pytest.approx(float(UNITS[spec](*point)), rel=1e-14)
            for at, order in (("u", (1, 0)), ("v", (0, 1))):
                slope = float(mp.diff(UNITS[spec], point, order))
                assert gate.partial(u, v, at) == pytest.approx(slope, rel=1e-12, abs=1e-15)


def test_a_unit_of_ones_own_has_what_gates_have(tmp_path: Any) -> None:
    spec = "mine=u*sigmoid(b*u)*clip(v,-10,10):b=1.5"
    assert run("eval", spec, "1", "2", "-1", "20").stdout.count("\n") == 2
    assert "df/dv" in run("show", spec).stdout
    assert run("derive", spec).stdout.startswith("mine\n")
    assert run("derive", "u*v", "--format", "md").stdout.startswith("# `u*v`\n")
    assert run("plot", spec, "-o", str(tmp_path / "gate.svg")).returncode == 0
    swept = resolve("u*sigmoid(b*u)*v:b=1,2")
    assert [type(one) for one in swept] == [Gate, Gate]
    with pytest.raises(SpecError, match="gated unit"):
        actviz.get("u*v")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x*sigmoid(b*x)", r"unknown name 'b'[^;]*; give b a value: x\*sigmoid\(b\*x\):b=1"),
        ("t*sigmoid(b*t)", "unknown name 'b' at column 11; give b a value"),
        ("a*x+b:a=2", r"give b a value: a\*x\+b:a=1:b=1"),
        ("1/30x", r"column 5; an operator is missing; write \* before 'x'"),
        ("sin(30 (x))", r"write \* before '\('"),
        ("gellu(x) + 1", "unknown function 'gellu' at column 1; did you mean 'gelu'"),
        ("x*relu6", r"relu6 is a function, found without its bracket[^;]*; write relu6\(u\)"),
        ("x*gelu", r"gelu is a function, found without its bracket at column 3; write gelu\(x\)"),
        ("x + elu(x, 0.5)", r"too many arguments for elu at column 10; write elu\(x, alpha=...\)"),
        ("x + elu(x, alpa=1)", "elu has no 'alpa'"),
        ("x + elu(x, alpha=-1)", "alpha = -1.0 is out of its domain"),
        ("x + softmax(x)", "softmax is a function of a whole vector"),
        ("u*v*x", "a formula in u and v is a gated unit; it holds no x"),
        ("+".join(["gelu(gelu(gelu(gelu(gelu(x)))))"] * 30), "more than 2000 characters"),
    ],
)  # fmt: skip
def test_mistakes_say_what_to_write(text: str, message: str) -> None:
    with pytest.raises((FormulaError, SpecError), match=message):
        resolve(text)


def test_a_formula_without_names_loads_nothing_of_the_catalogue() -> None:
    program = (
        "import sys, actviz\nactviz.get('x*tanh(softplus(x)) + tan(x)')\n"
        "print([m for m in sys.modules if m.startswith('actviz.catalogue.')])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr


FAR_AND_NEAR: Final = np.concatenate([sign * np.geomspace(1e-12, 700, 60) for sign in (-1, 1)])


@pytest.mark.parametrize("name", [one.name for one in entries()])
def test_every_function_is_called_as_it_is(name: str, tmp_path: Path) -> None:
    """In a formula that is typed and in one of a catalogue, with its digits."""
    mine = tmp_path / "mine.toml"
    mine.write_text(f'[doubled]\nformula = "2*{name}(x)"\n', encoding="utf-8")
    alone = actviz.get(name)
    for one in (
        actviz.get(f"2*{name}(x)"),
        names.of_row(catalogue_file.read(str(mine)).rows["doubled"]),
    ):
        assert isinstance(one, Activation)
        np.testing.assert_allclose(
            one(FAR_AND_NEAR), 2 * alone(FAR_AND_NEAR), rtol=1e-13, atol=1e-307
        )
        if name == "tanhsoft":
            continue  # log(d) + log1p(exp(x)/d) is no formula where d is 0
        got, expected = (
            float64.evaluate(each.careful_tree, FAR_AND_NEAR, each.values) for each in (one, alone)
        )
        np.testing.assert_allclose(got, 2 * expected, rtol=1e-13, atol=1e-307)
