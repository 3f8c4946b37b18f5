"""``actviz approximate`` as it is typed: what comes out, and what is refused in one line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from actviz.approximation.value.result import read
from tests.process import actviz

BASE = ("approximate", "gelu")


def test_json_is_the_whole_result(tmp_path: Path) -> None:
    done = actviz(*BASE, "--pieces", "4", "--range=-4:4", "--format", "json")
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    assert (data["function"], data["kind"], data["range"]) == ("gelu", "pieces", [-4.0, 4.0])
    assert data["table"] is None
    assert len(data["pieces"]) == 4
    assert read(done.stdout, "stdout").error is not None
    done = actviz(*BASE, "--polynomial", "3", "--range=-1:1", "-o", "approx.json", cwd=tmp_path)
    assert done.stdout == "approx.json\n"
    one = read((tmp_path / "approx.json").read_text(), "approx.json")
    assert one.polynomial is not None
    assert len(one.polynomial) == 4


def test_a_table_tells_the_bracket_and_every_piece() -> None:
    done = actviz(*BASE, "--pieces", "2", "--range=-1:1")
    lines = done.stdout.splitlines()
    assert lines[0].split()[:4] == ["function", "kind", "size", "error"]
    assert lines[3].split() == ["low", "high", "c0", "c1"]
    assert len(lines) == 6


def test_several_kinds_are_swept_in_one_picture(tmp_path: Path) -> None:
    words = ("--sweep", "2:4", "--pieces", "auto", "--polynomial", "auto", "--range=-1:1")
    done = actviz(*BASE, *words, "-o", "sweep.svg", "-f", "csv", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert [line.split(",")[:2] for line in done.stdout.splitlines()[1:]] == [
        ["straight pieces", "2"],
        ["straight pieces", "4"],
        ["polynomial", "2"],
        ["polynomial", "4"],
    ]
    assert (tmp_path / "sweep.svg").read_text().startswith("<?xml")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--pieces", "8", "--range=2:2"], "empty"),
        (["--pieces", "40", "--range=-1:1", "--knots", "grid:2^-4"], "places for knots"),
        (["--pieces", "4", "--range=-8:8", "--coefficients", "Q1.7"], "Q1.7 holds"),
        (["--entries", "9", "--range=-7:7", "--fixed", "Q4.12:Q1.15"], "Q1.15 holds"),
        (["--entries", "17", "--fixed", "Q4.4:Q4.4"], "16 equal parts; take 16 or 18"),
        (["--entries", "300", "--fixed", "Q4.4:Q4.4"], "299 equal parts; take 256"),
        (["--pieces", "8", "--polynomial", "4"], "two kinds"),
        (["--range=-4:4"], "say what to make"),
        (["--polynomial", "5"], "needs --range"),
        (["--pieces", "auto", "--range=-4:4"], "needs --within"),
        (["--pieces", "many", "--range=-4:4"], "no whole number"),
        (["--pieces", "4", "--coefficients", "Q0.7"], "Q0.7"),
        (["--pieces", "4", "--range=-4:4", "--knots", "grid:0"], "grid:STEP"),
        (["--pieces", "4", "--range=-4:4", "--interpolate"], "--entries"),
        (["--pieces", "4", "--above", "--below", "--range=-4:4"], "exclude each other"),
        (["--pieces", "4", "--monotone", "--range=-4:4"], "rises and falls"),
        (["--polynomial", "4", "--odd", "--range=-4:4"], "not odd"),
        (["--pieces", "4", "--error", "relative", "--order", "1", "--range=-4:4"], "is 0 near"),
        (["--pieces", "4", "--within", "1e-9", "--range=-4:4"], "more than --within"),
        (["--pieces", "4", "--density", "normal:0,-1", "--range=-4:4"], "normal:MEAN"),
        (["--pieces", "4", "--outside", "clamp"], "whole line"),
        (["--pieces", "4", "--error", "mse"], "--error mse needs --range"),
        (["--rational", "4", "--range=-4:4"], "P/Q"),
        (["--pieces", "4", "--sweep", "8:4", "--range=-4:4"], "LOW:HIGH"),
        (["--pieces", "4", "--bits", "16", "--range=-4:4"], "--integers"),
        (["--pieces", "0", "--range=-4:4"], "too few"),
        (["--polynomial", "64", "--range=-4:4"], "50 degrees at most"),
        (["--pieces", "4", "--monotone"], "rises and falls"),
        (["--pieces", "4", "--error", "relative"], "falls to 0 on the left"),
        (["--pieces", "4", "--error", "ulp"], "falls to 0 on the left"),
        (["--pieces", "4", "--knots", "even", "--coefficients", "Q2.6", "--continuous"], "free"),
        (["--pieces", "4", "--knots", "even", "--fixed", "Q4.4:Q4.4", "--monotone"], "free"),
        (["--pieces", "4", "--error", "mse", "--fixed", "Q4.4:Q4.4", "--above"], "absolute"),
        (["--pieces", "4", "--integers", "0.05,0:0.05,0", "--coefficients", "Q1.7"], "Q1.7 holds"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(words: list[str], why: str) -> None:
    done = actviz(*BASE, *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert why in done.stderr


def test_a_sweep_by_the_mean_square_draws_it(tmp_path: Path) -> None:
    """It drew the largest error."""
    words = ("--sweep", "2:8", "--pieces", "auto", "--range=-4:4", "--error", "mse")
    done = actviz(*BASE, *words, "-o", "sweep.svg", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "gelu: mean squared error against size" in (tmp_path / "sweep.svg").read_text()


ULP = ["--range=-4:4", "--error", "ulp"]
POLE = ["--polynomial", "20", "--integers", "0.0625,0:0.0078,0", "--range=0:1.5"]


def test_no_line_is_approached_no_fold_is_there_and_no_single_function() -> None:
    for name, words, why in (
        ("exp", ["--pieces", "4"], "approaches no line"),
        ("exp", ["--pieces", "4", "--fold", "--range=-1:1"], "cannot be folded"),
        ("swish:beta=1,2", ["--pieces", "4", "--range=-1:1"], "one is approximated"),
        ("log(x)", ["--pieces", "4", "--range=-1:1"], "no finite value"),
        ("softmax", ["--pieces", "4"], "takes functions of one x"),
        ("tanh", [*ULP, "--rational", "0/6"], "is 0 at 0; take a numerator's degree of 1 at least"),
        ("tanh", [*ULP, "--polynomial", "0"], "tanh is 0 at 0; take a degree of 1 at least"),
        ("tanh", [*ULP, "--entries", "4", "--interpolate"], "tanh is 0 at 0: no entry is at 0"),
        ("sin(x)", ["--polynomial", "5", "--range=-1:1", "--outside", "limit"], "--outside clamp"),
        ("1e-5/(x+1e-3)", POLE, "no place in 16 bits, nor in 32; take a smaller degree or range"),
    ):
        done = actviz("approximate", name, *words)
        assert done.returncode == 2
        assert why in done.stderr


@pytest.mark.parametrize(("form", "kept"), [("3/2", (4, 3)), ("1/4", (2, 5)), ("2/2", (3, 3))])
def test_a_rational_has_a_row_for_every_power_of_the_longer_part(
    form: str, kept: tuple[int, int]
) -> None:
    words = ("approximate", "gelu", "--rational", form, "--range=0:2", "--format")
    shown = actviz(*words, "csv").stdout.splitlines()
    power, *parts = zip(*(line.split(",") for line in shown[1:]), strict=True)
    assert power == tuple(map(str, range(max(kept))))
    whole = json.loads(actviz(*words, "json").stdout)
    for word, count, numbers in zip(("numerator", "denominator"), kept, parts, strict=True):
        assert [float(number) for number in numbers] == [
            *whole[word], *[0.0] * (max(kept) - count)
        ]  # fmt: skip
