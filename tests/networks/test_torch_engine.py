"""Training in PyTorch: the same numbers as NumPy's, every network, and the user's own."""

from __future__ import annotations

import json
import math
import os
import signal
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from actviz.cli import train_engine
from actviz.cli.app import run
from actviz.lookup.registry import gate, get, resolve
from actviz.networks.data import Data, digits
from actviz.networks.many_runs import Job, train_all
from actviz.networks.training import Begun, Epoch, Run, Setup, train
from tests.process import needs_copies

torch = pytest.importorskip("torch")

from actviz.networks import torch_engine, torch_models, torch_units  # noqa: E402

Capture = pytest.CaptureFixture[str]
SMALL = {"cnn": (3, 4), "lstm": (6,), "transformer": (8,), "mlp": (8, 8)}


def few() -> Data:
    data = digits().first(120)
    return replace(data, x_test=data.x_test[:60], y_test=data.y_test[:60])


@pytest.mark.parametrize("name", ["relu", "tanh", "logistic", "prelu", "x * tanh(x)"])
@pytest.mark.parametrize(("optimiser", "rate"), [("sgd", 0.05), ("adam", 0.005)])
def test_both_engines_agree_over_a_hundred_steps(name: str, optimiser: str, rate: float) -> None:
    data = digits().first(1000)  # 16 batches: 7 epochs have 112 steps
    setup = Setup(hidden=(12, 10), epochs=7, optimiser=optimiser, rate=rate)
    ours = train(0, get(name), data, setup, 3)
    theirs = torch_engine.train(0, get(name), data, replace(setup, engine="torch"), 3)
    for one, other in zip(ours.weights + ours.biases, theirs.weights + theirs.biases, strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-12)
    for epoch, same in zip(ours.epochs, theirs.epochs, strict=True):
        assert (epoch.score, epoch.dead, epoch.saturated) == (same.score, same.dead, same.saturated)
        assert same.train_loss == pytest.approx(epoch.train_loss, rel=1e-12)
        for layer, seen in zip(epoch.layers, same.layers, strict=True):
            assert seen.gradient == pytest.approx(layer.gradient, rel=1e-9)
    assert [
        v == pytest.approx(w) for v, w in zip(ours.last.values, theirs.last.values, strict=True)
    ]


@pytest.mark.parametrize("network", ["cnn", "lstm", "transformer"])
@pytest.mark.parametrize("name", ["tanh", "swish", "x * tanh(x)"])
def test_every_network_learns(network: str, name: str) -> None:
    setup = Setup(hidden=SMALL[network], epochs=8, network=network, dtype="float32", rate=0.02)
    runs = torch_engine.train(0, get(name), few(), setup, 0)
    assert runs.last.train_loss < 0.8 * runs.epochs[0].train_loss
    assert runs.last.score > 0.2  # of ten classes
    assert all(layer.gradient > 0 for layer in runs.last.layers)
    if name == "swish":
        assert all(values["beta"] != 1 for values in runs.last.values)
        fixed = torch_engine.train(0, get(name), few(), replace(setup, epochs=1, fixed=True), 0)
        assert fixed.last.values == tuple({} for _ in runs.last.values)


def test_a_gate_stands_in_the_transformer_with_about_as_many_weights() -> None:
    setup = Setup(hidden=(24,), epochs=6, network="transformer", dtype="float32", rate=0.01)
    runs = torch_engine.train(0, gate("swiglu"), few(), setup, 0)
    assert runs.last.train_loss < 0.7 * runs.epochs[0].train_loss
    counts = [
        sum(part.numel() for part in torch_models.Transformer(
            torch_models.Builder(function, few(), setup, 0)).parameters())
        for function in (get("gelu"), gate("swiglu"))
    ]  # fmt: skip
    assert counts[1] == pytest.approx(counts[0], rel=0.01)


def test_a_gain_hands_the_second_moment_on() -> None:
    # E[relu(z)^2] = 1/2, E[(u v)^2] = 1, and E[(silu(u) v)^2] = E[silu(u)^2].
    def deviation(function: Any) -> float:
        return torch_models.deviation("gain", function, 50, 9, after=True)

    assert deviation(get("relu")) == pytest.approx(math.sqrt(2 / 50))
    assert deviation(gate("bilinear")) == pytest.approx(math.sqrt(1 / 50))
    assert deviation(gate("swiglu")) == pytest.approx(deviation(get("silu")), rel=1e-6)
    assert torch_models.deviation("gain", get("relu"), 50, 9, after=False) == math.sqrt(1 / 50)
    assert torch_models.deviation("he", get("tanh"), 50, 9, after=False) == math.sqrt(2 / 50)


def test_torch_s_own_functions_are_used_where_they_agree() -> None:
    own = ["relu", "tanh", "sigmoid", "gelu", "gelu_tanh", "silu", "elu:alpha=0.5", "selu", "prelu",
           "hard_tanh:low=-2", "leaky_relu:negative_slope=0.3", "mish"]  # fmt: skip
    x = torch.linspace(-4, 4, 33, dtype=torch.float64)
    for name in own:
        unit = torch_units.Unit(get(name), fixed=False).double()
        assert unit.own, name
        assert type(unit.inner).__module__.startswith("torch.nn"), name
        np.testing.assert_allclose(unit(x).detach().numpy(), get(name)(x.numpy()), atol=1e-14)
    # Exact softplus is not torch's, which switches to x at 20.
    for name in ("softplus", "x * tanh(x)", "swish"):
        assert not torch_units.Unit(get(name), fixed=False).own


def test_a_step_out_of_a_domain_is_taken_back() -> None:
    unit = torch_units.Unit(get("pelu"), fixed=False).double()  # a > 0, b > 0
    before = unit.values()
    with torch.no_grad():
        for parameter, value in zip(unit.inner.parameters(), (1.25, -4.0), strict=True):
            parameter.fill_(value)
    unit.stay_in_domain(before)
    assert unit.values() == {"a": 1.25, "b": 1.0}


def test_draws_are_the_same_for_every_function() -> None:
    made = [
        torch_models.NETWORKS[network](
            torch_models.Builder(get(name), few(), Setup(hidden=SMALL[network], init="he"), 4)
        )
        for network in ("cnn", "lstm", "transformer")
        for name in ("relu", "tanh")
    ]
    for one, other in zip(made[::2], made[1::2], strict=True):
        for a, b in zip(one.parameters(), other.parameters(), strict=True):
            assert torch.equal(a, b)


def test_channels_come_first_or_last_or_not_at_all() -> None:
    x = torch.arange(2 * 3 * 4 * 5.0).reshape(2, 3, 4, 5)
    assert torch.equal(torch_models.Images((3, 4, 5))(x), x)
    assert torch.equal(torch_models.Images((4, 5, 3))(x.permute(0, 2, 3, 1)), x)
    assert torch.equal(torch_models.Images((4, 5))(x[:, 0]), x[:, :1])


def test_an_lstm_with_tanh_is_torch_s() -> None:
    data, setup = few(), Setup(hidden=(5,))
    ours = torch_models.Lstm(torch_models.Builder(get("tanh"), data, setup, 0))
    layer = ours.layers[0]
    judge = torch.nn.LSTM(8, 5, batch_first=True).double()

    def theirs(weight: Any) -> Any:  # torch orders the gates i, f, g, o; we i, f, o, g
        i, f, o, g = weight.detach().chunk(4, dim=-1)
        return torch.cat([i, f, g, o], dim=-1)

    with torch.no_grad():
        judge.weight_ih_l0.copy_(theirs(layer.into.weight).T)
        judge.weight_hh_l0.copy_(theirs(layer.back).T)
        judge.bias_ih_l0.copy_(theirs(layer.into.bias))
        judge.bias_hh_l0.zero_()
        x = torch.from_numpy(data.standard(data.x[:7])).reshape(7, 8, 8)
        there = torch.ones((7, 8), dtype=torch.bool)
        torch.testing.assert_close(layer(x, there), judge(x)[0])
        # Places before a text's first word change nothing.
        there[:, :3] = False
        torch.testing.assert_close(layer(x, there)[:, -1], judge(x[:, 3:])[0][:, -1])


# --- the command

QUICK = ("--epochs", "1", "--limit", "60", "--seeds", "1", "-f", "json")


def out(capsys: Capture, *arguments: str, code: int = 0) -> tuple[str, str]:
    assert run(["train", *arguments]) == code
    captured = capsys.readouterr()
    return captured.out, captured.err


def test_what_was_used_and_what_was_equal_is_said(capsys: Capture) -> None:
    words = ("relu", "x * tanh(x)", "swiglu", "--network", "transformer", "--hidden", "6", *QUICK)
    text, said = out(capsys, *words)
    assert [row["name"] for row in json.loads(text)] == ["relu", "x * tanh(x)", "swiglu"]
    assert "torch's own relu; as exported by actviz x * tanh(x), swiglu" in said
    assert (
        "equal for all: draws of weights, batches, 1 epochs, adam at rate 0.005; not equal" in said
    )


def test_options_act_with_every_network(capsys: Capture) -> None:
    for network in ("cnn", "lstm", "transformer"):
        base = ("relu", "--network", network, "--hidden", "4", *QUICK)
        by_name = {
            words: out(capsys, *base, *words)[0]
            for words in [
                (), ("--hidden", "5"), ("--init", "he"), ("--optimiser", "sgd"), ("--batch", "9"),
                ("--dtype", "float64"), ("--loss", "squared"), ("--seed", "1"),
            ]
        }  # fmt: skip
        assert len(set(by_name.values())) == len(by_name), network
        assert out(capsys, *base, "--deterministic")[0] == by_name[()]


NET = """
from torch import nn

def make(activation):
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 9), activation, nn.Linear(9, 10))

def idle(activation):
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 10))

def narrow(activation):
    return nn.Sequential(nn.Linear(8, 10), activation)

def broken(activation):
    raise RuntimeError("no such luck")
"""


def test_a_network_of_one_s_own(capsys: Capture, tmp_path: Path) -> None:
    file = tmp_path / "net.py"
    file.write_text(NET)
    text, _ = out(capsys, "relu", "swish", "--module", f"{file}:make", *QUICK)
    assert text == out(capsys, "relu", "swish", "--module", f"{file}:make", *QUICK)[0]
    relu, swish = json.loads(text)
    assert relu["accuracy"] != swish["accuracy"]
    assert swish["beta_1"] != 1
    _, said = out(capsys, "relu", "--module", f"{file}:idle", *QUICK)
    assert "the network never calls its activation, so relu makes no difference to it" in said
    _, said = out(capsys, "relu", "--module", f"{file}:narrow", *QUICK, code=2)
    assert "scores of shape (360, 10) are wanted, not (360, 8, 10)" in said
    _, said = out(capsys, "relu", "--module", f"{file}:broken", *QUICK, code=2)
    assert "broken: RuntimeError: no such luck" in said
    _, said = out(capsys, "relu", "--module", f"{file}:none", *QUICK, code=2)
    assert "has no 'none'" in said
    for option in (("--hidden", "3"), ("--init", "he"), ("--network", "cnn"), ("--boundary",)):
        out(capsys, "relu", "--module", f"{file}:make", *option, *QUICK, code=2)


REFUSED = {
    ("relu", "--network", "cnn", "--data", "moons"): "takes images",
    ("relu", "--network", "cnn", "--engine", "numpy"): "--network cnn is for --engine torch",
    ("relu", "--network", "cnn", "--hidden", "9999,9999"): "at most 20000000 are trained",
    ("swiglu", "--network", "cnn"): "or --network transformer for gated units",
    ("softmax", "--network", "transformer"): "softmax is a function of a whole vector",
    ("relu", "--network", "lstm", "--boundary", "-o", "x.png"): "is drawn of --network mlp",
    ("relu", "--module", "net.py"): "is not FILE.py:make",
    ("relu", "--module", "nowhere.py:make"): "there is no file nowhere.py",
    ("log", "--network", "cnn"): "log has no gain to initialise by",
}


@pytest.mark.parametrize("arguments", REFUSED, ids=" ".join)
def test_nonsense_is_refused(arguments: tuple[str, ...], capsys: Capture) -> None:
    text, error = out(capsys, *arguments, code=2)
    assert not text
    assert REFUSED[arguments] in error
    assert error.strip().count("\n") <= 1  # what functions are used may be said before


def test_a_run_that_diverges_is_told() -> None:
    setup = Setup(hidden=(4,), network="cnn", dtype="float32", rate=1e3, epochs=4)
    runs = torch_engine.train(0, get("exp(x)"), few(), setup, 0)
    assert runs.diverged is not None
    assert len(runs.epochs) == max(runs.diverged, 1)


def test_processes_change_nothing_and_one_that_is_killed_is_told() -> None:
    needs_copies()
    functions: list[Any] = [*resolve("relu"), *resolve("prelu")]
    setup = Setup(hidden=(3,), epochs=2, network="cnn", dtype="float32", engine="torch")

    def found(workers: int, trainer: Any = torch_engine.train) -> list[Run]:
        return train_all(functions, few(), setup, (0, 1), trainer=trainer, workers=workers)

    for one, other in zip(found(1), found(2), strict=True):
        assert replace(one, seconds=0.0) == replace(other, seconds=0.0)

    def killed(*_: Any) -> Run:
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError

    with pytest.raises(ChildProcessError, match="ended from outside"):
        found(2, killed)


def test_a_training_is_resumed(capsys: Capture, tmp_path: Path) -> None:
    words = ("--network", "cnn", "--hidden", "3", *QUICK, "--resume", str(tmp_path / "runs.npz"))
    first, _ = out(capsys, "prelu", *words)
    text, said = out(capsys, "prelu", "relu", *words)
    assert "1 of 2 runs are done already" in said
    assert json.loads(text)[0] == json.loads(first)[0]


# --- runs that are stopped, and several GPUs

CHANCE = """
from torch import nn

def make(activation):
    return nn.Sequential(
        nn.Flatten(), nn.Linear(64, 9), nn.BatchNorm1d(9), activation, nn.Dropout(0.3),
        nn.Linear(9, 10),
    )
"""


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("prelu", {"network": "cnn", "hidden": (3,)}),
        ("x * tanh(x)", {"network": "mlp", "hidden": (5,), "optimiser": "sgd"}),
        ("relu", {"module": "net.py:make", "source": CHANCE}),
    ],
)
def test_a_run_that_was_stopped_goes_on_to_the_same_bits(name: str, fields: dict[str, Any]) -> None:
    job = Job(0, get(name), Setup(epochs=4, engine="torch", dtype="float32", deterministic=True,
                                  **fields), 1, torch_engine.train)  # fmt: skip
    kept: list[Begun] = []
    expected = job.run(few(), lambda epoch, begun: kept.append(begun()) if begun else None)
    torch.manual_seed(7)  # what another run has drawn in between
    for begun in kept[1:4]:
        epochs: list[int] = []
        result = job.run(few(), lambda epoch, _, epochs=epochs: epochs.append(epoch.epoch), begun)  # type: ignore[misc]
        assert epochs == list(range(len(begun.epochs), 5))
        assert replace(result, seconds=0.0) == replace(expected, seconds=0.0)
        for one, other in zip(result.weights, expected.weights, strict=True):
            assert np.array_equal(one, other)


def test_each_process_has_its_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 3)
    engine = train_engine.Engine("torch", "cnn", "", "float32", "cuda", False)
    assert train_engine.workers(engine) == 3
    for place, device in [(0, 0), (1, 1), (2, 2), (4, 1)]:
        monkeypatch.setattr(torch_engine, "which_process", lambda place=place: place)
        assert torch_engine.device_of("cuda") == torch.device("cuda", device)
    assert torch_engine.device_of("cpu") == torch.device("cpu")


def test_runs_on_three_gpus_take_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a CPU: each run tells the device that it would have, and trains without it."""
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 3)

    def trainer(place: int, function: Any, data: Any, setup: Setup, seed: int, *_: Any) -> Run:
        time.sleep(0.3)  # long enough for the other processes to begin
        device = torch_engine.device_of("cuda").index
        return Run(place, seed, (Epoch(0, 0, 0, device, 0, ()),), None, 0.0)

    runs = train_all([get("relu")], few(), Setup(), range(6), trainer=trainer, workers=3)
    assert sorted(run.last.score for run in runs[:3]) == [0, 1, 2]
    assert {run.last.score for run in runs} == {0, 1, 2}


def test_a_device_that_is_missing_is_told() -> None:
    for word in ("cuda", "mps"):
        if not (torch.cuda.is_available() or torch.backends.mps.is_available()):
            with pytest.raises(ValueError, match=f"--device {word}: PyTorch finds none here"):
                torch_engine.device_of(word)
