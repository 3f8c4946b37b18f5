"""What a formula may cost: each command refuses one that holds too large a constant, at once."""

from __future__ import annotations

import os
import sys

import pytest

from actviz.formula.grammar import FormulaError, parse
from actviz.functions.elementwise import Activation
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
            ("depth", "1/(sigmoid(x) + sigmoid(-x) - 1)"),
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
    assert done.code == 0 or (done.err.count("\n"), "s of work" in done.err) == (1, True)
    assert done.seconds < 2 + least
    assert done.peak < 300 * 2**20


def test_constants_of_ordinary_size_are_read() -> None:
    for text in ("x*(2**64)**64", "0.1**64*x", "1e300*1e300*x", "+".join(["0.1"] * 400) + "+x"):
        assert parse(text).names == {"x"}
    with pytest.raises(FormulaError, match="binary digits"):
        parse("((2**64)**64)**64")


@pytest.mark.parametrize("formula", ["x*1e300*1e300*1e300", "abs(floor(sqrt(x)))"])
def test_facts_of_what_exceeds_doubles_or_has_no_value(formula: str) -> None:
    found = Activation(name="f", formula=formula).facts()
    assert found.value_at_zero == 0
