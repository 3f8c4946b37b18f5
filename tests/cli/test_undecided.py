"""A point that is not decided is one point: all others are answered, and the exit code is 1."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import actviz
from actviz.lookup.registry import entries
from actviz.readings.exact import NotDecided
from tests.sample import some

# Both sides are equal, which no precision shows; at 0 they are exact.
OPEN = "where(sin(2*x) >= 2*sin(x)*cos(x), x, -x)"
SOMEWHERE = f"where(x == 2.5, {OPEN}, tanh(x))"


def run(*words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "actviz", *words]
    return subprocess.run(command, input=stdin, capture_output=True, text=True)


def test_the_others_are_answered_and_the_lines_are_named() -> None:
    result = run("eval", "--exact", OPEN, "--", "0", "1", "0", "2")
    assert result.stdout == "0.0\nnan\n0.0\nnan\n"
    assert result.stderr == (
        "actviz: not decided with 10400 bits, nan instead: line 2 (x = 1.0), line 4 (x = 2.0)\n"
    )
    assert result.returncode == 1


def test_lines_of_a_stream_are_counted_as_they_come() -> None:
    text = "# note\n1\n\n0\nword\n2\n"
    result = run("eval", "--exact", OPEN, "--comments", "--on-error", "skip", "-", stdin=text)
    assert result.stdout == "# note\nnan\n\n0.0\nnan\n"
    assert "line 2 (x = 1.0), line 6 (x = 2.0)" in result.stderr
    assert result.returncode == 1


def test_a_long_stream_is_answered_to_its_end() -> None:
    lines = [str(at / 1000) for at in range(-30_000, 30_000)]
    lines[50_000] = "2.5"
    result = run("eval", "--exact", SOMEWHERE, "-", stdin="\n".join(lines) + "\n")
    values = [float(word) for word in result.stdout.split()]
    assert len(values) == len(lines)
    assert result.returncode == 1
    assert "nan instead: line 32501 (x = 2.5), line 50001 (x = 2.5)\n" in result.stderr
    assert sum(map(math.isnan, values)) == 2
    assert values[40_000] == math.tanh(10)


def test_tables_arrays_and_rows_are_written_whole(tmp_path: Path) -> None:
    table = run("eval", "--exact", OPEN, "--field", "x", stdin="id,x\n1,1\n2,0\n")
    assert (table.stdout, table.returncode) == ("id,x\n1,nan\n2,0.0\n", 1)
    assert "line 2 (x = 1.0)" in table.stderr
    rows = run("eval", "--exact", OPEN, "-f", "csv", "--", "0", "1")
    assert (rows.stdout.splitlines()[1:], rows.returncode) == (["0.0,0.0", "1.0,nan"], 1)
    goal = tmp_path / "found.npy"
    array = run("eval", "--exact", OPEN, "-o", str(goal), "--", "0", "1")
    assert array.returncode == 1
    assert "number 2 (x = 1.0)" in array.stderr
    np.testing.assert_array_equal(np.load(goal), [0.0, np.nan])


def test_what_is_decided_ends_as_ever() -> None:
    result = run("eval", "--exact", "tanh", "--", "1")
    assert (result.stdout, result.stderr, result.returncode) == ("0.7615941559557649\n", "", 0)


def test_the_library_gives_the_others_too() -> None:
    function = actviz.get(OPEN)
    with pytest.raises(NotDecided) as raised:
        function.exact([[0.0, 1.0], [2.0, 0.0]])
    result = raised.value
    assert result.values is not None
    assert result.decided is not None
    np.testing.assert_array_equal(result.values, [[0.0, np.nan], [np.nan, 0.0]])
    np.testing.assert_array_equal(result.decided, [[True, False], [False, True]])
    np.testing.assert_array_equal(result.points, [1.0, 2.0])
    np.testing.assert_array_equal(function.exact([0.0, 1.0], undecided="nan"), [0.0, np.nan])
    with pytest.raises(ValueError, match="undecided is"):
        function.exact(0.0, undecided="zero")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("spec", "order", "x"),
    [
        ("p_e2_relu", 1, 10_000.0),
        ("p_e2_relu", 1, -10_000.0),
        ("ts_swish", 0, 15048.523011956342),
        ("rsigelu", 0, 15048.523011956342),
        ("rsigelud", 0, 15048.523011956342),
        ("delu", 0, 33725.028690213906),
        ("dyt:a=0.5,g=0.3,b=0.7", 0, 1e5),
    ],
)
def test_a_saturating_part_decides_a_tie(spec: str, order: int, x: float) -> None:
    assert not np.isnan(actviz.get(spec).exact(x, order))


def test_no_entry_has_an_undecided_point_at_its_defaults() -> None:
    chance = np.random.default_rng(31)
    sizes = np.concatenate([10 ** chance.uniform(-3, 5, 16), 2.0 ** chance.uniform(13, 60, 16),
                            10 ** chance.uniform(18, 300, 8), [8000.0, 1e16, 1e308]])  # fmt: skip
    x = np.concatenate([sizes, -sizes, [0.0, -0.0]])
    for function in some(list(entries())):
        for order in range(3):
            _, decided = function.decide(x, order)
            assert decided.all(), (function.name, order, x[~decided])
