"""What a formula may cost: each command refuses one that holds too large a constant, at once."""

from __future__ import annotations

import sys

import pytest

from actviz.formula.grammar import FormulaError, parse
from actviz.functions.elementwise import Activation
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


def test_constants_of_ordinary_size_are_read() -> None:
    for text in ("x*(2**64)**64", "0.1**64*x", "1e300*1e300*x", "+".join(["0.1"] * 400) + "+x"):
        assert parse(text).names == {"x"}
    with pytest.raises(FormulaError, match="binary digits"):
        parse("((2**64)**64)**64")


@pytest.mark.parametrize("formula", ["x*1e300*1e300*1e300", "abs(floor(sqrt(x)))"])
def test_facts_of_what_exceeds_doubles_or_has_no_value(formula: str) -> None:
    found = Activation(name="f", formula=formula).facts()
    assert found.value_at_zero == 0
