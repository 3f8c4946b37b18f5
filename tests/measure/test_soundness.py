"""``actviz check mine.toml``: what it finds in sound entries, and in each kind of unsound one."""

from __future__ import annotations

import json
import math
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

import actviz
from actviz.formula.grammar import parse
from actviz.formula.tree import Node
from actviz.functions.elementwise import Activation, Parameter
from actviz.functions.gated import Gate
from actviz.measure import soundness
from actviz.measure.soundness import examine
from actviz.readings.effort import roughly
from tests.process import actviz as run


def verdicts(function: Activation) -> dict[str, str]:
    return {got.question: got.verdict for got in examine(function)}


def details(function: Any, question: str) -> str:
    return next(got.detail for got in examine(function) if got.question == question)


@pytest.mark.parametrize(
    "name", ["relu", "gelu", "elu", "selu", "softplus", "swish", "hard_swish", "isrlu", "mish",
             "binary_step", "sine", "soft_shrink", "cloglog", "tanh_shrink"],
)  # fmt: skip
def test_built_in_entries_are_sound(name: str) -> None:
    assert set(verdicts(actviz.get(name)).values()) == {"ok"}


SOUND: dict[str, Any] = {
    "name": "mine", "family": "mine", "formula": "x*sigmoid(b*x)", "title": "Mine",
    "summary": "It is mine.", "reference": "clevert2015",
    "parameters": (Parameter("b", 1.0, "b > 0", (0.5, 2.0), "sharpness"),),
}  # fmt: skip
UNSOUND: dict[str, tuple[dict[str, Any], str, str]] = {
    "identities": ({"identities": ("f + sigmoid(x)*(1 - f)",)}, "fails", "the slope of mine"),
    "careful": ({"careful": "x*sigmoid(1.001*b*x)"}, "fails", "the careful form of mine is"),
    "quick": ({"quick": "x*sigmoid(b*x) + 1e-12"}, "fails", "the quick form of mine is"),
    "float64": ({"formula": "x*(1 - tanh(b*x))"}, "fails", "give a careful form"),
    "parameters": (
        {"parameters": (Parameter("b", 1.0, "b > 0", (-1.0, 2.0), "sharpness"),)},
        "fails",
        "b = -1.0 is out of its domain",
    ),
    "prose": ({"summary": ""}, "missing", "summary"),
    "reference": ({"reference": ""}, "missing", "a paper"),
}  # fmt: skip


@pytest.mark.parametrize("question", UNSOUND)
def test_what_is_not_sound_is_found(question: str) -> None:
    change, verdict, detail = UNSOUND[question]
    function = Activation(**{**SOUND, **change})
    # What float64 alone would lose is computed exactly, but where digits are not asked for.
    with roughly() if question == "float64" else nullcontext():
        assert verdicts(function)[question] == verdict
        assert detail in details(function, question)


def test_a_parameter_without_meaning_and_a_default_outside_are_found() -> None:
    silent = Activation(**{**SOUND, "parameters": (Parameter("b", 1.0),)})
    assert verdicts(silent)["parameters"] == "missing"
    outside = (Parameter("b", 3.0, "", (0.5, 2.0), "sharpness"),)
    assert verdicts(Activation(**{**SOUND, "parameters": outside}))["parameters"] == "fails"


def test_a_wrong_rule_of_calculus_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    function = Activation(**SOUND)
    wrong = parse("sigmoid(b*x) + 1.001*b*x*sigmoid(b*x)*(1 - sigmoid(b*x))", ["b"])
    right = Activation.derivative_tree

    def derivative_tree(self: Activation, order: int = 1, *rest: Any, **more: Any) -> Node:
        return wrong if order == 1 else right(self, order, *rest, **more)

    monkeypatch.setattr(Activation, "derivative_tree", derivative_tree)
    assert verdicts(function)["slope"] == "fails"


def number(detail: str) -> float:
    return float(detail.partition(" by ")[2].split()[0])


def test_slopes_differ_from_differences_by_what_their_step_explains() -> None:
    # (f(x + h) - f(x - h))/2h is f' + h**2/6 times f''' and less: by hand for sin(4*x), exp(u)*v.
    wave = Activation(**{**SOUND, "formula": "sin(4*x)", "parameters": ()})
    rough = [abs(math.cos(4 * x)) for x in soundness._ROUGH]
    most = max(64 * each / (1 + 4 * each + 64 * each) for each in rough)
    assert number(details(wave, "slope")) == pytest.approx(2.0**-24 / 6 * most, rel=0.06)
    gate = Gate(name="mine", formula="exp(u)*v")
    assert number(details(gate, "slopes")) == pytest.approx(2.0**-24 / 6, rel=0.06)
    assert 0 < number(details(actviz.vector("softmax"), "slopes")) < 2.0**-24 / 6


WEIGHTS: dict[str, str] = {"weight": "exp(2*x)", "log_weight": "2*x", "ratio": "2"}


@pytest.mark.parametrize(
    ("entry", "detail"),
    [
        ({"kind": "weights", **WEIGHTS}, ""),
        ({"kind": "weights", **WEIGHTS, "ratio": "3"}, "ratio differs from the slope"),
        ({"kind": "weights", **WEIGHTS, "log_weight": "3*x"}, "its values differ"),
        ({"kind": "gated", "formula": "sin(u)*v", "careful": "v*sin(u)"}, ""),
        ({"kind": "gated", "formula": "sin(u)*v", "careful": "cos(u)*v"}, "its values differ"),
    ],
)
def test_the_forms_of_other_kinds_are_one_function(
    entry: dict[str, str], detail: str, tmp_path: Path
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("[mine]\n" + "".join(f"{key} = {text!r}\n" for key, text in entry.items()))
    done = run("check", str(path), "--format", "json")
    (row,) = (row for row in json.loads(done.stdout) if row["question"] == "forms")
    assert (row["verdict"], done.returncode) == (("fails", 1) if detail else ("ok", 0))
    assert row["detail"].startswith(detail)


def test_the_command_says_what_fails_and_exits_with_1(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('[good]\nformula = "tanh(2*x)"\n[bad]\nformula = "x**3"\nidentities = ["x"]\n')
    done = run("check", str(path), "--format", "json")
    assert done.returncode == 1
    rows = json.loads(done.stdout)
    assert {row["name"] for row in rows} == {"good", "bad"}
    assert [row["question"] for row in rows if row["verdict"] == "fails"] == ["identities"]
    assert done.stderr == "actviz: not sound: bad: identities\n"
    path.write_text('[good]\nformula = "tanh(2*x)"\n')
    assert run("check", str(path)).returncode == 0
    mixed = run("check", str(path), "relu")
    assert mixed.returncode == 2
    assert "check takes catalogues or functions, not both at once" in mixed.stderr


def test_an_entry_that_nothing_decides_is_not_called_sound() -> None:
    zero = Activation(**{**SOUND, "formula": "b*0*x + 1/(sigmoid(x) + sigmoid(-x) - 1)"})
    (result,) = (one for one in examine(zero) if one.question == "float64")
    assert (result.verdict, result.detail[:12]) == ("missing", "exact values")


def test_an_entry_that_takes_long_does_not_hold_up_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(soundness, "_SECONDS", 1e-6)
    by_name = {one.question: one for one in examine(Activation(**SOUND))}
    assert by_name["float64"].verdict == "missing"
    assert by_name["float64"].detail.startswith("not decided within")
    assert by_name["prose"].verdict == "ok"
