"""``actviz train`` as it is typed, and the scenes that it draws."""

from __future__ import annotations

import csv
import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from actviz.cli.app import run
from actviz.figures.compose import learning
from actviz.figures.engines.matplotlib_figure import render, to_bytes
from actviz.figures.scene.contours import NEGATIVE, POSITIVE
from actviz.lookup.registry import elementwise
from actviz.networks.example_files import load
from actviz.networks.many_runs import train_all
from actviz.networks.training import Setup

Capture = pytest.CaptureFixture[str]
QUICK = ("--hidden", "6", "--epochs", "3", "--seeds", "2")


def out(capsys: Capture, *arguments: str, code: int = 0) -> tuple[str, str]:
    assert run(["train", *arguments]) == code
    captured = capsys.readouterr()
    return captured.out, captured.err


def test_rows_of_functions(capsys: Capture) -> None:
    arguments = ("relu", "prelu", "--data", "moons", *QUICK)
    text, _ = out(capsys, *arguments, "--format", "json")
    relu, prelu = json.loads(text)
    assert list(relu) == [
        "name", "accuracy", "spread", "low", "high", "loss", "epochs_to_level", "dead", "saturated",
        "diverged", "alpha_1",
    ]  # fmt: skip
    assert relu["alpha_1"] is None
    assert prelu["alpha_1"] != 0.25
    assert out(capsys, *arguments, "--format", "json")[0] == text
    assert "seconds" in out(capsys, *arguments)[0].splitlines()[0]
    fixed = json.loads(out(capsys, *arguments, "--fixed", "--format", "json")[0])
    assert "alpha_1" not in fixed[1]


def test_rows_of_epochs_agree_with_those_of_functions(capsys: Capture) -> None:
    arguments = ("tanh", "swish", "--data", "wave", *QUICK)
    text, _ = out(capsys, *arguments, "--by-epoch", "--format", "csv")
    rows = list(csv.DictReader(text.splitlines()))
    assert [row["epoch"] for row in rows] == ["0", "1", "2", "3"] * 4
    assert [row["seed"] for row in rows] == (["0"] * 4 + ["1"] * 4) * 2
    (tanh, swish) = json.loads(out(capsys, *arguments, "--format", "json")[0])
    ends = [row for row in rows if row["epoch"] == "3"]
    for got, own in ((tanh, ends[:2]), (swish, ends[2:])):
        assert got["r2"] == pytest.approx(np.mean([float(row["r2"]) for row in own]))
        assert got["loss"] == pytest.approx(np.mean([float(row["test_loss"]) for row in own]))
    assert swish["beta_1"] == pytest.approx(np.mean([float(row["beta_1"]) for row in ends[2:]]))


def test_options_are_taken(capsys: Capture) -> None:
    base = ("tanh", "--data", "xor", *QUICK, "--format", "json")
    by_name = {
        arguments: out(capsys, *base, *arguments)[0]
        for arguments in [
            (), ("--optimiser", "sgd"), ("--optimiser", "sgd", "--momentum", "0"),
            ("--rate", "0.1"), ("--batch", "7"), ("--init", "he"), ("--init", "std=0.3"),
            ("--loss", "squared"), ("--limit", "50"), ("--seed", "9"), ("--hidden", "6,6"),
        ]
    }  # fmt: skip
    assert len(set(by_name.values())) == len(by_name)
    explicit = (
        *base,
        "--rate",
        "0.005",
        "--batch",
        "64",
        "--init",
        "gain",
        "--loss",
        "cross-entropy",
    )
    assert out(capsys, *explicit)[0] == by_name[()]


REFUSED = {
    ("softmax",): "softmax is a function of a whole vector",
    ("relu", "swiglu"): "swiglu is a gated unit",
    ("rrelu",): "rrelu is a random function; train takes functions of one x; its evaluation mode",
    ("relu", "--data", "moon"): "did you mean 'moons'?",
    ("relu", "--hidden", "8,,8"): "--hidden '8,,8' is not numbers of units",
    ("relu", "--hidden", "-3"): "is not numbers of units",
    ("relu", "--hidden", "99999"): "at most 50 layers of 10000 units",
    ("relu", "--hidden", "9999,9999"): "makes 100719927 weights; at most 20000000",
    ("relu", "--level", "nan"): "--level is a number, not nan",
    ("relu", "--rate", "0"): "--rate 0 is not above 0",
    ("relu", "--rate", "nan"): "--rate is a number, not nan",
    ("relu", "--momentum", "0.5"): "--momentum is for --optimiser sgd",
    ("relu", "--init", "magic"): "--init magic is not known; known: gain, he",
    ("relu", "--data", "wave", "--loss", "cross-entropy"): "wave has none",
    ("relu", "--boundary"): "name its file with -o",
    ("relu", "--boundary", "-o", "x.png"): "digits has 64 features and 10 classes",
    ("relu", "-o", "x.gif"): "the suffix .gif is not known",
    ("log", "--data", "xor"): "log has no gain to initialise by (not defined on the whole line)",
}


@pytest.mark.parametrize("arguments", REFUSED, ids=" ".join)
def test_nonsense_is_refused(arguments: tuple[str, ...], capsys: Capture) -> None:
    text, error = out(capsys, *arguments, code=2)
    assert not text
    assert REFUSED[arguments] in error


def test_what_will_happen_is_said_before_it_does(capsys: Capture) -> None:
    _, error = out(capsys, "binary_step", "relu", "--data", "xor", *QUICK)
    assert error.startswith("binary_step: its slope is 0 wherever it exists, so no gradient gets")
    assert error.count("\n") == 1
    _, error = out(capsys, "p_swish", "--data", "xor", *QUICK)  # c moves a joint, and nothing else
    word = "p_swish: at c = 0 its slope in c is 0 at every x, so c is not learned"
    assert error == f"{word} from there\n"
    _, error = out(capsys, "soft_exponential", "--data", "xor", *QUICK)  # x + x**2/2 at a = 0
    assert error == ""


def test_divergence_is_said(capsys: Capture, tmp_path: Path) -> None:
    base = ("--data", "xor", *QUICK, "--rate", "50", "--hidden", "6,6")
    text, error = out(capsys, "exp(x)", "tanh", *base, "--format", "json")
    assert "exp(x): 2 of 2 runs diverged (the first in epoch 1)" in error
    assert [row["diverged"] for row in json.loads(text)] == [2, 0]
    picture = tmp_path / "x.png"
    _, error = out(capsys, "exp(x)", *base, "-o", str(picture), code=2)
    assert "every run diverged: there is nothing to draw" in error
    assert not picture.exists()
    _, error = out(capsys, "relu", "--data", "moons", *QUICK, "--rate", "1e6")
    assert "relu: 2 of 2 runs end with a training loss far above that before training (" in error
    _, error = out(capsys, "relu", "--data", "moons", *QUICK)
    assert "before training" not in error


def test_own_files_are_learned_from(capsys: Capture, tmp_path: Path) -> None:
    x = np.random.default_rng(0).standard_normal((60, 2))
    np.savez(tmp_path / "own.npz", x=x, y=(x[:, 0] > 0).astype(int))
    text, _ = out(capsys, "tanh", "--data", str(tmp_path / "own.npz"), "--epochs", "30",
                  "--seeds", "1", "--hidden", "8", "--format", "json")  # fmt: skip
    assert json.loads(text)[0]["accuracy"] > 0.8


# --- pictures


def test_curves_hold_means_and_bands() -> None:
    functions = elementwise(["relu", "prelu"], "train")
    data, setup = load("moons"), Setup(hidden=(5, 5), epochs=4)
    runs = train_all(functions, data, setup, (0, 1, 2), workers=1)
    scene = learning.curves(functions, runs, data)
    scores, losses, dead, learned = scene.panels
    by_seed = np.array([[epoch.dead for epoch in run.epochs] for run in runs[:3]])
    assert dead.title == "share of dead hidden units"
    assert dead.curves[0].segments[0].y == pytest.approx(by_seed.mean(axis=0))
    assert [curve.label for curve in scores.curves] == ["relu", "prelu"]
    by_seed = np.array([[epoch.score for epoch in run.epochs] for run in runs[:3]])
    assert scores.curves[0].segments[0].y == pytest.approx(by_seed.mean(axis=0))
    assert scores.bands[0].low == pytest.approx(by_seed.min(axis=0))
    assert scores.bands[0].high == pytest.approx(by_seed.max(axis=0))
    first = np.mean([np.log10(run.epochs[0].train_loss) for run in runs[3:]])
    assert losses.curves[1].segments[0].y[0] == pytest.approx(first)
    for place, word in zip(losses.y.ticks, losses.y.words, strict=True):
        assert 10**place == pytest.approx(float(word))
    assert [curve.label for curve in learned.curves] == [
        "prelu: alpha, layer 1", "prelu: alpha, layer 2",
    ]  # fmt: skip
    assert learned.curves[1].segments[0].y[-1] == pytest.approx(
        np.mean([run.last.values[1]["alpha"] for run in runs[3:]])
    )
    assert "3 seeds" in learned.x.label
    assert to_bytes(scene, "svg") == to_bytes(scene, "svg")


def test_boundaries_are_where_the_shares_are_equal() -> None:
    functions = elementwise(["identity", "tanh"], "train")
    data, setup = load("xor"), Setup(hidden=(12,), epochs=40)
    runs = train_all(functions, data, setup, (0,), workers=1)
    scene = learning.boundaries(functions, runs, data, setup, theme="dark")
    panel = scene.panels[1]
    assert panel.title == f"tanh: {runs[1].last.score:.2f}"
    field = panel.field
    assert field is not None
    z = np.array(field.z)
    across, up = np.meshgrid(field.x, field.y)
    inner = np.minimum(np.abs(across), np.abs(up)) > 0.3
    assert np.mean((z > 0)[inner] == (across * up < 0)[inner]) > 0.95
    assert [len(cloud.x) for cloud in panel.clouds] == [
        int(np.sum(data.y_test == label)) for label in (0, 1)
    ]
    # A point of the higher class has the hue of the areas above 0.
    for cloud, label in zip(panel.clouds, (0, 1), strict=True):
        assert np.array_equal(np.c_[cloud.x, cloud.y], data.x_test[data.y_test == label])
        assert cloud.stroke == (NEGATIVE, POSITIVE)[label]
    assert to_bytes(scene, "png", 50)[:4] == b"\x89PNG"
    one = learning.boundaries(
        functions[1:], train_all(functions[1:], data, setup, (0,)), data, setup
    )
    assert one.layout == "plot"
    assert one.panels[0].field == field
    assert to_bytes(one, "png", 50) != to_bytes(scene, "png", 50)


def test_a_learned_curve_is_drawn() -> None:
    functions = elementwise(["tanh"], "train")
    data, setup = load("wave"), Setup(hidden=(5,), epochs=3, loss="squared")
    runs = train_all(functions, data, setup, (0,))
    (panel,) = learning.boundaries(functions, runs, data, setup).panels
    x, y = panel.curves[0].segments[0].x, panel.curves[0].segments[0].y
    network = runs[0].network(functions[0], setup)
    assert y[7] == pytest.approx(
        data.meant(network.scores(data.standard(np.array([[x[7]]]))))[0, 0]
    )


def test_few_epochs_and_many_functions_are_readable() -> None:
    names = ["relu", "tanh", "sine", "gelu", "elu", "selu", "silu", "mish", "softsign", "sigmoid",
             "softplus", "swish", "prelu", "relu6", "hard_swish", "identity"]  # fmt: skip
    functions = elementwise(names, "train")
    data, setup = load("xor"), Setup(hidden=(3,), epochs=1)
    scene = learning.curves(functions, train_all(functions, data, setup, (0, 1)), data)
    for panel in scene.panels:
        assert panel.x.words == ("0", "1")
        assert len(panel.y.ticks) >= 2
        assert all(panel.y.low <= place <= panel.y.high for place in panel.y.ticks)
    figure = render(scene)
    height = 72 * scene.size[1]
    figure.canvas.draw()
    for axes in figure.axes[:2]:
        boxes = [text.get_window_extent() for text in axes.texts if text.get_text() in names]
        tops = sorted((box.y0, box.y1) for box in boxes)
        assert len(tops) >= 2
        assert all(above[0] > below[1] - 3 for below, above in pairwise(tops))
        assert all(0 <= y <= height / 72 * figure.dpi for box in tops for y in box)


def test_a_sweep_has_shades_and_no_bands() -> None:
    functions = elementwise(["elu:alpha=0.5,1,2"], "train")
    data, setup = load("xor"), Setup(hidden=(5,), epochs=2)
    scene = learning.curves(functions, train_all(functions, data, setup, (0, 1)), data)
    assert [curve.stroke.shade for curve in scene.panels[0].curves] == [0, 0.5, 1]
    assert scene.title == "elu learning xor"
    assert not scene.panels[0].bands


def test_learned_curves_are_wider_and_lower_than_boundaries() -> None:
    functions = elementwise(["relu", "tanh"], "train")
    sizes = []
    for name, setup in (
        ("xor", Setup(hidden=(3,), epochs=1)),
        ("wave", Setup(hidden=(3,), epochs=1, loss="squared")),
    ):
        data = load(name)
        runs = train_all(functions, data, setup, (0,))
        sizes.append(learning.boundaries(functions, runs, data, setup).size)
    (wide, tall), (wider, lower) = sizes
    assert wider > wide
    assert lower < tall
