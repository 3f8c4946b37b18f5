"""What many runs come to, and runs that are kept: judged by SciPy and by hand."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from actviz.cli.app import run
from actviz.lookup.registry import get
from actviz.networks import outcomes, tuning
from actviz.networks.data import xor
from actviz.networks.mlp import FLAT
from actviz.networks.training import Epoch, Run, Setup, network, train
from tests.process import PLAIN

Capture = pytest.CaptureFixture[str]
QUICK = ("--data", "xor", "--hidden", "5", "--epochs", "2", "--seeds", "3")


def out(capsys: Capture, *arguments: str, code: int = 0) -> tuple[str, str]:
    assert run(["train", *arguments]) == code
    captured = capsys.readouterr()
    return captured.out, captured.err


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 5, 9, 30, 200])
@pytest.mark.parametrize("share", [0.9, 0.975, 0.9995])
def test_student_is_scipy_s(freedom: int, share: float) -> None:
    assert outcomes.student(share, freedom) == pytest.approx(stats.t.ppf(share, freedom), rel=1e-9)


def test_the_interval_of_a_mean_is_scipy_s() -> None:
    values = [0.91, 0.93, 0.905, 0.95]
    judge = stats.t.interval(0.95, 3, np.mean(values), stats.sem(values))
    assert outcomes.interval(values) == pytest.approx(judge)
    assert outcomes.interval([0.5]) == (None, None)


def made(place: int, seed: int, score: float, diverged: int | None = None) -> Run:
    epoch = Epoch(1, 0.0, 0.0, score, 0.0, ())
    return Run(place, seed, (epoch,), diverged, 0.0, (), ())


def test_pairs_take_the_same_seed_against_the_same_seed() -> None:
    first, second = [0.70, 0.80, 0.90], [0.71, 0.815, 0.91]
    runs = [made(0, seed, score) for seed, score in enumerate(first)]
    runs += [made(1, seed, score) for seed, score in reversed(list(enumerate(second)))]
    runs += [made(0, 3, 0.1), made(1, 3, 0.9, diverged=1)]  # no pair: one of them diverged
    (pair,) = outcomes.pairs(runs, 2)
    judge = stats.ttest_rel(second, first)
    ends = judge.confidence_interval(0.95)
    assert (pair.low, pair.high) == pytest.approx((ends.low, ends.high))
    assert pair.seeds == 3
    said = pair.sentence(["relu", "gelu"], "accuracy")
    assert said == "gelu against relu: +1.17 points, 95 % interval 0.45 to 1.88: gelu is better"
    (pair,) = outcomes.pairs([made(0, 0, 0.5), made(1, 0, 0.6)], 2)
    assert "+10 points at one seed: no interval" in pair.sentence(["a", "b"], "accuracy")
    (pair,) = outcomes.pairs([made(0, 0, 0.5), made(1, 0, 0.6, 1)], 2)
    assert pair.sentence(["a", "b"], "r2") == "b against a: no seed in which neither diverged"
    noisy = [made(p, s, v) for p, s, v in ((0, 0, 0.5), (1, 0, 0.6), (0, 1, 0.6), (1, 1, 0.5))]
    assert outcomes.pairs(noisy, 2)[0].sentence(["a", "b"], "r2").endswith("no difference shown")


def test_layers_are_what_differences_of_the_loss_say() -> None:
    data = xor(0)
    x, y = data.standard(data.x)[:40], data.y[:40]
    built = network(get("tanh"), data, Setup(hidden=(3, 2)), 0)
    _, (first, second) = built.look(x, y)
    into, _ = built.forward(x)
    slopes = 1 - np.tanh(into[0]) ** 2
    assert first.saturated == np.mean(np.abs(slopes) < FLAT)

    def loss(one: int, z: np.ndarray) -> float:  # of one example, from the second layer on
        scores = np.tanh(z) @ built.weights[2] + built.biases[2]
        return float(np.log(np.exp(scores).sum()) - scores[y[one]])

    step, squares = 1e-5, []
    for one, z in enumerate(into[1]):
        for unit in range(2):
            by = step * np.eye(2)[unit]
            squares.append(((loss(one, z + by) - loss(one, z - by)) / (2 * step)) ** 2)
    assert second.gradient == pytest.approx(np.mean(squares) ** 0.5, rel=1e-7)


def test_pairs_and_layers_are_rows(capsys: Capture) -> None:
    rows = json.loads(out(capsys, "relu", "tanh", "elu", *QUICK, "--pairs", "-f", "json")[0])
    assert [(row["name"], row["against"]) for row in rows] == [
        ("tanh", "relu"), ("elu", "relu"), ("elu", "tanh"),
    ]  # fmt: skip
    assert rows[0]["sentence"].startswith("tanh against relu: ")
    layers = ("relu", "tanh", *QUICK, "--hidden", "5,4,3", "--by-layer", "-f", "json")
    rows = json.loads(out(capsys, *layers)[0])
    assert [(row["name"], row["layer"]) for row in rows] == [
        (name, layer) for name in ("relu", "tanh") for layer in (1, 2, 3)
    ]
    _, error = out(capsys, "relu", *QUICK, "--pairs", code=2)
    assert "name two or more" in error
    _, error = out(capsys, "relu", "elu", *QUICK, "--pairs", "--by-layer", code=2)
    assert "choose one" in error


def test_the_log_has_a_line_for_each_epoch(capsys: Capture, tmp_path: Path) -> None:
    log = str(tmp_path / "log.jsonl")
    text, _ = out(capsys, "relu", "prelu", *QUICK, "--log", log, "--by-epoch", "-f", "json")
    lines = [json.loads(line) for line in Path(log).read_text().splitlines()]
    key = ("name", "seed", "epoch")
    lines.sort(key=lambda row: [("relu", "prelu").index(row["name"]), row["seed"], row["epoch"]])
    rows = json.loads(text)
    assert [[row[k] for k in key] for row in lines] == [[row[k] for k in key] for row in rows]
    assert all(line == {k: row[k] for k in line} for line, row in zip(lines, rows, strict=True))
    out(capsys, "exp(x)", *QUICK, "--rate", "50", "--hidden", "6,6", "--log", log)
    assert '"test_loss": "nan"' in Path(log).read_text().splitlines()[-1]


def test_a_resumed_training_makes_no_run_again(capsys: Capture, tmp_path: Path) -> None:
    file, log = str(tmp_path / "runs.npz"), str(tmp_path / "log.jsonl")
    kept = ("--resume", file, "--log", log)
    json_of = ("-f", "json")
    whole = out(capsys, "relu", "prelu", *QUICK, *json_of)[0]
    out(capsys, "prelu", *QUICK, "--seeds", "2", *kept)
    before = len(Path(log).read_text().splitlines())
    text, said = out(capsys, "relu", "prelu", *QUICK, *kept, *json_of)
    assert text == whole
    assert "2 of 6 runs are done already" in said
    assert len(Path(log).read_text().splitlines()) == before + 4 * 3
    _, said = out(capsys, "relu", *QUICK, "--rate", "0.1", *kept, code=2)
    assert "holds runs of other data or options" in said
    Path(file).write_text("no runs")
    _, said = out(capsys, "relu", *QUICK, *kept, code=2)
    assert "is not a file of runs that can be resumed" in said


@pytest.mark.skipif(not hasattr(os, "fork"), reason="signals as POSIX has them")
def test_ctrl_c_keeps_what_is_done(tmp_path: Path) -> None:
    # The second function's runs take far longer than anybody waits.
    line = ["relu", "sin(x)", "--data", "xor", "--hidden", "4", "--seeds", "1", "--batch", "1"]
    process = subprocess.Popen(
        [sys.executable, "-m", "actviz", "train", *line, "--epochs", "60", "-f", "json",
         "--log", "log.jsonl", "--resume", "runs.npz"],
        cwd=tmp_path, env=PLAIN, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    log = tmp_path / "log.jsonl"
    while not log.exists() or log.read_text().count("\n") < 3:
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    text, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "interrupted: " in said
    assert "kept in runs.npz" in said
    assert isinstance(json.loads(text), list)
    with np.load(tmp_path / "runs.npz") as held:
        assert "head" in held


def test_each_function_gets_the_rate_that_its_own_training_part_likes(capsys: Capture) -> None:
    data = xor(0)
    part = tuning.validation(data)
    assert len(part.x) + len(part.x_test) == len(data.x)
    held = {row.tobytes() for row in data.x_test}
    assert not held & {row.tobytes() for row in np.r_[part.x, part.x_test]}
    functions, setup = [get("tanh"), get("relu")], Setup(hidden=(6,), epochs=4)
    result = tuning.rates(functions, data, setup, workers=1)
    for function, rate in zip(functions, result, strict=True):
        scores = {}
        for factor in (0.1, 0.3, 1.0, 3.0):
            other = replace(setup, rate=factor * setup.rate)
            last = train(0, function, part, other, 0).last
            scores[other.rate] = (last.score, -last.test_loss)
        assert rate == max(scores, key=lambda each: scores[each])
    text, said = out(capsys, "relu", *QUICK, "--tune", "-f", "json")
    best = said.split("relu ")[1].split(";")[0]
    assert text == out(capsys, "relu", *QUICK, "--rate", best, "-f", "json")[0]
    _, said = out(capsys, "relu", *QUICK, "--tune", "--rate", "0.1", code=2)
    assert "--rate is chosen by --tune" in said
