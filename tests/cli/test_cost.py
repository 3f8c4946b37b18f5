"""What a formula may cost: each command refuses one that holds too large a constant, at once."""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import actviz
from actviz.cli.app import run
from actviz.cli.budget import CHECKED
from actviz.formula.grammar import FormulaError, parse
from actviz.functions.elementwise import Activation
from actviz.measure import accuracy
from actviz.measure.true_values import truth
from actviz.readings.effort import OutOfTime, limited
from actviz.text import terminal
from tests.process import actviz as command
from tests.sample import some
from tests.usage import usage

TOWER = "x*(((((2**64)**64)**64)**64)**64)"


@pytest.mark.skipif(sys.platform == "win32", reason="needs the memory that a child took")
@pytest.mark.parametrize(
    "words",
    [
        ("table", TOWER),
        ("eval", TOWER, "1"),
        ("eval", TOWER, "1", "-d", "3", "--exact"),
        ("derive", TOWER),
        ("plot", TOWER, "-o", "-"),
        ("compare", TOWER, "relu"),
        ("check", TOWER, "--against", "math:sin"),
        ("table", "relu", TOWER.replace("x", "x + 1")),
        ("table", "x*" + "(" * 40 + "2" + "**64)" * 40),
        ("show", "x + (2**64)**64**1*((2**64)**64)**64"),
    ],
    ids=lambda words: " ".join(words)[:20],
)
def test_a_tower_of_powers_is_refused_in_one_line(words: tuple[str, ...]) -> None:
    done = usage(sys.executable, "-m", "actviz", *words)
    assert done.code == 2
    assert done.err.count("\n") == 1
    assert "binary digits" in done.err
    assert done.seconds < 2
    assert done.peak < 300 * 2**20


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="needs the memory that a child took")
@pytest.mark.parametrize(
    "words",
    some(
        [
            ("plot", "1/(sigmoid(x) + sigmoid(-x) - 1)", "-o", "-"),
            ("derive", "floor(x*1000)/1000 + round(sin(x)*50)/50"),
            ("compare", "sin(1e6*x)", "relu"),
            ("show", "sqrt(sqrt(sqrt(abs(sin(1/x)))))"),
            ("compare", "relu", "1/(sigmoid(x) + sigmoid(-x) - 1)", "-o", "-"),
            ("table", "floor(x*1000)/1000 + round(sin(x)*50)/50", "--proved"),
            ("export", "floor(x*1000)/1000 + round(sin(x)*50)/50", "--to", "c"),
            ("depth", "floor(x*1000)/1000 + round(sin(x)*50)/50"),
            ("plot", "floor(x*1000)/1000 + round(sin(b*x)*50)/50:b=1..2", "-o", "not-drawn.gif"),
            ("check", "floor(x*1000)/1000 + round(sin(x)*50)/50"),
            ("check", "sqrt(sqrt(sqrt(abs(sin(1/x)))))"),
            ("gain", "floor(x*1000)/1000 + round(sin(x)*50)/50"),
        ],
        every=3,
    ),
    ids=lambda words: " ".join(words)[:20],
)
def test_a_formula_that_takes_long_is_answered_in_part_or_refused(words: tuple[str, ...]) -> None:
    words = (sys.executable, "-m", "actviz", *words)
    usual = {name: value for name, value in os.environ.items() if name != "ACTVIZ_SECONDS"}
    least = usage(sys.executable, "-m", "actviz", "eval", "relu", "1", "--exact").seconds
    done = usage(*words, environment=usual)
    assert done.code in (0, 2)
    told = re.search("s of (work|processor time)", done.err)
    assert done.code == 0 or (done.err.count("\n"), bool(told)) == (1, True)
    # A check is begun where it can be done in 20 seconds: on a fast machine more of them are.
    assert done.seconds < (CHECKED if words[3] == "check" else 2) + least
    assert done.peak < 300 * 2**20


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="needs the memory that a child took")
@pytest.mark.parametrize("words", ["inspect FILE -a", "plot --data FILE -o -", "train"])
def test_a_formula_whose_shape_takes_long_is_refused(words: str, tmp_path: Path) -> None:
    """Beside inputs, in training: what follows from its shape is asked for first."""
    (tmp_path / "inputs.txt").write_text("-1\n0.5\n2\n")
    given = words.replace("FILE", str(tmp_path / "inputs.txt")).split()
    swarming = "sqrt(sqrt(sqrt(abs(sin(1/x)))))"
    usual = {name: value for name, value in os.environ.items() if name != "ACTVIZ_SECONDS"}
    done = usage(sys.executable, "-m", "actviz", *given, swarming, environment=usual)
    assert (done.code, done.err.count("\n")) == (2, 1)
    # A fast machine gets as far as to say what cannot be found.
    assert re.search("s of work|not found to ten digits", done.err)
    assert done.peak < 300 * 2**20


ZERO_IN_DISGUISE = "1/(sigmoid(x) + sigmoid(-x) - 1)"


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="needs the processor time that a child took")
def test_what_no_precision_decides_is_not_asked_at_thousands_of_points() -> None:
    """It divides by zero everywhere, and each point costs some milliseconds for nothing."""
    done = usage(sys.executable, "-m", "actviz", "check", ZERO_IN_DISGUISE, "--format", "json")
    rows = json.loads(done.out)
    assert [row["undecided"] > 5000 for row in rows] == [True] * 3
    assert all(row["points"] < 5 for row in rows)
    assert (done.code, done.err) == (1, "actviz: 3 of 3 are not decided at most points\n")
    assert done.seconds < 6


def test_a_kernel_is_not_held_to_what_is_not_decided() -> None:
    done = command("check", ZERO_IN_DISGUISE, "--against", "numpy:reciprocal", "--dtype", "float16")
    assert done.returncode == 1
    assert done.stderr.endswith(" is not decided at most points\n")
    assert "nothing is claimed" in done.stdout


def test_check_of_a_formula_prints_the_orders_that_it_had_time_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    measured = accuracy.measures

    def late(*given: Any) -> Iterator[accuracy.Measure]:
        yield next(measured(*given))
        raise OutOfTime

    monkeypatch.setattr(accuracy, "measures", late)
    monkeypatch.setenv("ACTVIZ_SECONDS", "600")
    assert run(["check", "1.5*tanh(x)", "--format", "json"]) == 2
    output = capsys.readouterr()
    assert [row["order"] for row in json.loads(output.out)] == [0]
    assert output.err == (
        "actviz: 1.5*tanh(x): not all measured within 600 s of processor time; "
        "to let it have ten minutes, set ACTVIZ_SECONDS=600 in the environment\n"
    )


@pytest.mark.long
def test_points_that_would_take_too_long_are_not_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a few of them take tells of all; with more time they are all looked at."""
    asked: list[int] = []

    def decide(self: Activation, x: Any, *given: Any, **named: Any) -> Any:
        asked.append(np.size(x))
        end = time.thread_time() + 0.002 * np.size(x)
        while time.thread_time() < end:
            pass
        return np.ones(np.shape(x)), np.ones(np.shape(x), dtype=bool)

    monkeypatch.setattr(Activation, "decide", decide)
    function, x = actviz.get("1.5*tanh(x)"), np.linspace(-4, 4, 1000)
    with pytest.raises(OutOfTime), limited(0.5):
        truth(function, x)
    assert sum(asked) < 50
    with limited(30.0):
        truth(function, x)
    assert sum(asked) > 1000


@pytest.mark.parametrize(
    "words",
    [
        ("check",),
        ("check", "--against", "numpy:tanh"),
        ("approximate", "--pieces", "64"),
        ("approximate", "--pieces", "4", "--sweep", "4:8"),
    ],
)
def test_work_on_a_formula_is_bound_to_the_seconds_of_the_environment(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACTVIZ_SECONDS", "0.001")
    assert run([words[0], "1.5*tanh(x)", *words[1:]]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.count("\n") == 1
    assert "0.001 s of" in output.err


def test_functions_of_the_catalogue_have_the_time_they_need(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ACTVIZ_SECONDS", "0.001")
    assert run(["check", "relu", "--order", "0"]) == 0


def test_check_of_one_function_tells_how_far_it_is(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminal, "INTERVAL", 0.0)
    assert run(["check", "1.5*tanh(x)", "--order", "1"]) == 0
    told = re.findall(r"measuring 1\.5\*tanh\(x\): (\d+) of 100\n", capsys.readouterr().err)
    done = [int(number) for number in told]
    assert len(done) > 20
    assert done == sorted(done)
    assert (done[0] < 10, done[-1] > 90) == (True, True)


def test_constants_of_ordinary_size_are_read() -> None:
    for text in ("x*(2**64)**64", "0.1**64*x", "1e300*1e300*x", "+".join(["0.1"] * 400) + "+x"):
        assert parse(text).names == {"x"}
    with pytest.raises(FormulaError, match="binary digits"):
        parse("((2**64)**64)**64")


@pytest.mark.parametrize("formula", ["x*1e300*1e300*1e300", "abs(floor(sqrt(x)))"])
def test_facts_of_what_exceeds_doubles_or_has_no_value(formula: str) -> None:
    result = Activation(name="f", formula=formula).facts()
    assert result.value_at_zero == 0


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="needs the memory that a child took")
def test_a_curve_that_swings_at_every_point_is_drawn_in_parts() -> None:
    words = ("compare", "sigmoid", "floor(1e6*sin(1e6*x))", "-o", "-")
    done = usage(sys.executable, "-m", "actviz", *words)
    assert done.code == 0
    assert done.peak < 300 * 2**20
