"""``actviz inspect`` as a guard of a pipeline: what it prints, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from actviz.cli.app import run
from tests.process import actviz


def inspected(*arguments: str, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    assert run(["inspect", *arguments, "--format", "json"]) == 0
    rows: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return rows


def saved(folder: Path, **arrays: Any) -> str:
    np.savez(folder / "run.npz", **arrays)
    return str(folder / "run.npz")


def test_every_layer_is_told_under_every_function(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = saved(tmp_path, fc1=[[-1.0, 2.0], [-3.0, -4.0]], fc2=[1.0, np.nan, 7.0, 8.0])
    rows = inspected(file, "-a", "relu", "-a", "relu6", capsys=capsys)
    assert [(row["layer"], row["activation"]) for row in rows] == [
        ("fc1", "relu"), ("fc1", "relu6"), ("fc2", "relu"), ("fc2", "relu6"),
    ]  # fmt: skip
    assert [row["dead"] for row in rows] == [0.75, 0.75, 0, pytest.approx(2 / 3)]
    assert [row["dead_units"] for row in rows] == [0.5, 0.5, None, None]
    assert [(row["inputs"], row["nan"]) for row in rows[1:3]] == [(4, 0), (4, 1)]
    assert rows[0]["variance_in"] == pytest.approx(np.var([-1, 2, -3, -4]))
    assert rows[0]["gain_rms"] == pytest.approx(2 / np.sqrt(30))
    assert rows[0]["verdict"].startswith("fc1 under relu: 75 % of the inputs are dead (slope 0: ")
    assert "50 % of the 2 units are dead throughout" in rows[0]["verdict"]
    assert "1 input is NaN" in rows[2]["verdict"]


def test_the_table_ends_with_verdicts(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = saved(tmp_path, fc1=np.linspace(-9, 9, 10_001))
    assert run(["inspect", file, "-a", "sigmoid"]) == 0
    table, _, verdicts = capsys.readouterr().out.partition("\n\n")
    # The threshold is 2 arcosh(5): there s(1 - s) = sech(x/2)^2/4 = 0.01. 1 - 4.585/9 = 49.1 %
    assert table.splitlines()[1].split()[:7] == ["fc1", "sigmoid", "10001", "0", "%", "49.1", "%"]
    assert verdicts.startswith(
        "fc1 under sigmoid: 49.1 % are saturated (|slope| < 0.01: x < -4.58486 or x > 4.58486; "
        "of standard normal ones <0.1 % would be); the standard deviation goes from 5.2 to "
    )


def test_layers_of_several_files_are_told_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        np.save(tmp_path / folder / "x.npy", np.ones(2))
    saved(tmp_path / "a", fc=[1.0])
    first, second = (str(tmp_path / folder / "x.npy") for folder in "ab")
    rows = inspected(first, str(tmp_path / "a" / "run.npz"), "-a", "relu", capsys=capsys)
    assert [row["layer"] for row in rows] == ["x", "run:fc"]
    rows = inspected(first, second, "-a", "relu", capsys=capsys)
    assert [row["layer"] for row in rows] == [first, second]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--fail-dead", "0.74"], "fc1 under relu6: 75 % dead, more than 74 %"),
        (["--fail-saturated", "0.5"], "fc1 under relu6: 75 % saturated, more than 50 %"),
        (["--fail-clipped", "0.2"], "fc2 under relu6: 50 % clipped, more than 20 %"),
        (["--fail-nan"], "fc2 under relu6: 1 NaN and 1 infinite"),
        (["--fail-dead", "0.75"], ""),
    ],
)
def test_what_is_too_much_fails_and_is_named(
    options: list[str], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = saved(tmp_path, fc1=[-1.0, -2.0, -3.0, 4.0], fc2=[1.0, 7.0, np.nan, np.inf])
    try:
        code = run(["inspect", file, "-a", "relu6", *options])
    except SystemExit as end:
        code = end.code  # type: ignore[assignment]
    printed = capsys.readouterr()
    assert printed.out.count("under relu6") == 2  # what was found is told in any case
    assert code == (1 if words else 0)
    assert words in printed.err
    assert bool(printed.err) is bool(words)


def test_what_is_not_known_cannot_pass() -> None:
    done = actviz("inspect", "-", "-a", "floor(x)", "--fail-saturated", "1", stdin="1\n2\n")
    assert done.returncode == 1
    assert "stdin under floor(x): what is saturated is not known" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["no.npy", "-a", "relu"], "no.npy: No such file"),
        (["-"], "issing option '--activation'"),
        (["-", "-a", "rleu"], "did you mean"),
        (["-", "-a", "softmax"], "inspect takes functions of one x"),
        (["-", "-a", "relu"], "stdin: holds no numbers"),
        (["-", "-", "-a", "relu"], "- is given twice"),
        (["-", "-a", "relu", "--fail-dead", "nan"], "--fail-dead is a number, not nan"),
        (["-", "-a", "relu", "--fail-dead", "50"], "0<=x<=1"),
        (["x.dat", "-a", "relu"], "x.dat: No such file"),
    ],
)
def test_bad_input_gets_one_message(arguments: list[str], words: str) -> None:
    done = actviz("inspect", *arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert words in done.stderr


def test_json_holds_no_word_that_json_does_not_know() -> None:
    stdin = "1e308\n-1e308\nnan\n"
    done = actviz("inspect", "-", "-a", "identity", "--format", "json", stdin=stdin)
    row = json.loads(done.stdout, parse_constant=lambda word: pytest.fail(word))[0]
    assert (row["std_in"], row["gain_std"], row["dead"]) == ("inf", None, 0)


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_a_picture_comes_with_the_numbers(
    suffix: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, picture = saved(tmp_path, fc1=[-1.0, 2.0]), tmp_path / f"p.{suffix}"
    assert run(["inspect", file, "-a", "relu", "-o", str(picture), "-f", "csv"]) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith("layer,activation,")
    assert printed.err == f"{picture}\n"
    start = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}[suffix]
    assert picture.read_bytes().startswith(start)


def test_plot_draws_what_inspect_draws(tmp_path: Path) -> None:
    file = saved(tmp_path, fc1=[-1.0, 2.0], fc2=[3.0])
    one, other = tmp_path / "a.svg", tmp_path / "b.svg"
    assert run(["inspect", file, "-a", "relu", "-o", str(one)]) == 0
    assert run(["plot", "relu", "--data", file, "-o", str(other)]) == 0
    assert one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["inspect", "no.npy", "-a", "relu", "-o", "p.bmp"], ".bmp is not known"),
        (["inspect", "no.npy", "-a", "relu", "-o", "-"], "stdout is for the numbers"),
        (["plot", "relu", "--data", "no.npy", "--grid"], "--grid does not go with --data"),
        (["plot", "relu", "--data", "no.npy", "-o", "p.html"], "--data is for pictures that stand"),
        (["plot", "softmax", "--data", "no.npy"], "plot --data takes functions of one x"),
        (["plot", "relu", "--data", "no.npy"], "no.npy: No such file"),
    ],
)
def test_a_picture_that_cannot_be_is_refused(
    arguments: list[str], words: str, tmp_path: Path
) -> None:
    done = actviz(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert words in done.stderr
    assert not list(tmp_path.iterdir())
