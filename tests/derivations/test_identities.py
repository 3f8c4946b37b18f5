"""Proofs of identities: linear layers against SymPy's matrices, pairs against mpmath."""

from __future__ import annotations

import json
import re

import mpmath
import pytest
import sympy

from actviz.cli.app import run
from actviz.derivations.linear_layers import LinearLayers
from actviz.derivations.same_function import SameFunction
from actviz.formula.grammar import parse
from actviz.functions.entry import SpecError
from actviz.lookup.registry import get
from actviz.readings.identity.common_form import common_forms, written_out
from actviz.readings.notation.plain import to_text

Captured = pytest.CaptureFixture[str]


def symbols(text: str, sizes: list[int], slope: int, offset: int) -> sympy.Matrix:
    """A line of the proof as SymPy's matrices."""
    names: dict[str, object] = {"s": slope}
    for k, (high, low) in enumerate(zip(sizes[1:], sizes, strict=False), 1):
        names[f"W_{k}"] = sympy.Matrix(high, low, sympy.symbols(f"w{k}_:{high * low}"))
        names[f"b_{k}"] = sympy.Matrix(high, 1, sympy.symbols(f"b{k}_:{high}"))
        names[f"o_{k}"] = sympy.ones(high, 1) * offset
    return eval(re.sub(r"(?<=[\w)]) (?=[\w(])", " * ", text).replace("^", "**"), names)


@pytest.mark.parametrize("layers", [2, 3, 5])
def test_w_and_b_are_what_the_layers_are_together(layers: int) -> None:
    """Without offset: with one each term is known to belong to another number of units."""
    sizes = [2, 3, 2, 3, 2, 2][: layers + 1]
    for spec, slope in (("identity", 1), ("linear:slope=3", 3)):
        result = LinearLayers(get(spec), layers)
        texts = [line.text.partition(" = ")[2] for line in result.result]
        w, b = (symbols(text, sizes, slope, 0) for text in texts)
        x = sympy.Matrix(2, 1, sympy.symbols("x:2"))
        h = x
        for k in range(1, layers + 1):
            h = slope * (
                symbols(f"W_{k}", sizes, slope, 0) * h + symbols(f"b_{k}", sizes, slope, 0)
            )
        assert sympy.expand(w * x + b - h) == sympy.zeros(*h.shape)


def test_of_many_layers_the_first_and_the_last_terms_are_written() -> None:
    shift = LinearLayers(get("identity"), 8).result[1].text
    first, second = "W_8 W_7 ... W_2 b_1", "W_8 W_7 W_6 W_5 W_4 W_3 b_2"
    assert shift == f"b = {first} + {second} + ... + W_8 b_7 + b_8"


def test_only_straight_lines_collapse() -> None:
    for spec in ("relu", "tanh", "x*x"):
        with pytest.raises(SpecError, match="is no straight line"):
            LinearLayers(get(spec), 2)


SAME = {
    "tanh": "2*sigmoid(2*x) - 1",
    "sigmoid": "(1 + tanh(x/2))/2",
    "relu": "(x + abs(x))/2",
    "softplus": "log(1 + exp(x))",
    "hard_swish": "x*relu6(x + 3)/6",
    "mish": "x*tanh(log(1 + exp(x)))",
    "log_sigmoid": "-softplus(-x)",
    "elu": "celu",
    "gelu": "x*0.5*(1 + erf(x/sqrt(2)))",
}


@pytest.mark.parametrize("name", SAME)
def test_pairs_are_proved_and_every_step_keeps_the_value(name: str) -> None:
    same = SameFunction(get(name), get(SAME[name]))
    assert same.proved
    assert same.differs_at is None
    assert same.stretches
    for _, step in same.steps:
        for x in (-2.5, -0.3, 0.7, 3.1):
            values = [value(to_text(tree), x) for tree in (step.before, step.after)]
            assert mpmath.almosteq(*values, rel_eps=1e-12), (name, x, step.rule)
    for stretch in same.stretches:
        low, high = (None if end is None else float(end) for end in (stretch.low, stretch.high))
        inside = (low + 0.5 if low is not None else (high or 0.0) - 1) if high != 0.0 else -1.0
        wanted = float(get(name).exact(inside))
        assert float(value(to_text(stretch.form), inside)) == pytest.approx(wanted, rel=1e-12)


def value(text: str, x: float) -> mpmath.mpf:
    """A plain formula by mpmath."""
    names = {word: getattr(mpmath, word) for word in ("exp", "log", "tanh", "erf", "erfc", "pi")}
    names |= {
        "x": mpmath.mpf(x), "abs": abs, "max": max, "min": min,
        "softplus": lambda u: mpmath.log1p(mpmath.exp(u)),
        "sigmoid": lambda u: 1 / (1 + mpmath.exp(-u)),
        "Phi": mpmath.ncdf, "sqrt": mpmath.sqrt, "expm1": mpmath.expm1, "log1p": mpmath.log1p,
        "log_sigmoid": lambda u: -mpmath.log1p(mpmath.exp(-u)),
    }  # fmt: skip
    return eval(re.sub(r"(?<![\w.])(\d+\.?\d*)", r"mpf(\1)", text), {**names, "mpf": mpmath.mpf})


def test_a_difference_is_shown_by_a_point() -> None:
    same = SameFunction(get("gelu"), get("gelu_tanh"))
    assert not same.proved
    assert same.differs_at is not None
    x, f, g = same.differs_at
    assert (f, g) == (float(get("gelu").exact(x)), float(get("gelu_tanh").exact(x)))
    assert f != g
    assert common_forms(parse("x"), parse("x + 1")) is None


def test_definitions_are_written_out_to_the_end() -> None:
    assert to_text(written_out(parse("tanh(x)"))) == "1 - 2/(exp(2*x) + 1)"
    assert "softplus" not in to_text(written_out(parse("x*tanh(softplus(x))")))


@pytest.mark.parametrize("kind", ["text", "md", "latex", "json"])
def test_the_pages(kind: str, capsys: Captured) -> None:
    assert run(["derive", "tanh", "--same-as", "2*sigmoid(2*x) - 1", "-f", kind]) == 0
    printed = capsys.readouterr().out
    assert ("true" if kind == "json" else "the same function, proved") in printed
    assert run(["derive", "linear", "--layers", "4", "-f", kind]) == 0
    printed = capsys.readouterr().out
    if kind == "json":
        assert json.loads(printed)["result"][0] == "W = W_4 W_3 W_2 W_1"
    else:
        assert "In numbers: of 4 random layers of 64 units" in printed
        assert "W_4 W_3" in printed.replace("{", "").replace("}", "")


def test_what_is_not_the_same_ends_with_code_1_and_says_where(capsys: Captured) -> None:
    with pytest.raises(SystemExit) as ended:
        run(["derive", "relu", "--same-as", "gelu"])
    assert ended.value.code == 1
    assert "At x = 1 they differ: f(x) = 1.0, g(x) = 0.8413447460685429" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    ["tanh --same-as tanh --layers 2", "tanh --same-as tanh --order 2", "linear --layers 2 --brief",
     "softmax --same-as softmax", "relu --layers 2"],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(words: str, capsys: Captured) -> None:
    assert run(["derive", *words.split()]) == 2
    assert capsys.readouterr().err.count("\n") == 1
