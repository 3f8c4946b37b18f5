"""Fair, repeatable, and telling: what the theory says of functions shows in training."""

from __future__ import annotations

import math
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from actviz.functions.entry import SpecError
from actviz.lookup.registry import elementwise, entries, get
from actviz.networks import initial, kept_runs, many_runs
from actviz.networks.example_files import load
from actviz.networks.many_runs import Job, Watch, train_all
from actviz.networks.outcomes import summary
from actviz.networks.training import (
    Epoch,
    Run,
    Setup,
    network,
    score,
    train,
    trainable,
)  # fmt: skip
from tests.process import needs_copies

SHORT = Setup(hidden=(8, 8), epochs=3)


def same(one: Run, other: Run) -> bool:
    """Whether two runs are equal in every bit but for their seconds."""
    return replace(one, seconds=0.0) == replace(other, seconds=0.0) and all(
        np.array_equal(a, b)
        for a, b in zip(one.weights + one.biases, other.weights + other.biases, strict=True)
    )


def test_the_number_of_processes_changes_nothing() -> None:
    functions = elementwise(["relu", "swish", "gelu"], "train")
    data = load("moons")
    listed = [train_all(functions, data, SHORT, (0, 1), workers=count) for count in (1, 2, 3)]
    assert [(run.function, run.seed) for run in listed[0]] == [
        (place, seed) for place in range(3) for seed in (0, 1)
    ]
    for other in listed[1:]:
        assert all(map(same, listed[0], other))
    assert not same(*listed[0][:2])  # another seed, other numbers


def test_progress_goes_up_to_every_epoch() -> None:
    seen: list[int] = []
    train_all(elementwise(["relu", "exp(x)"], "train"), load("xor"), SHORT, (0,), workers=1,
              watch=Watch(progress=seen.append))  # fmt: skip
    assert seen[:3] == [1, 2, 3]
    assert seen == sorted(seen)


def test_functions_start_from_the_same_draws_each_with_its_gain() -> None:
    data = load("digits")
    relu, tanh = (network(get(name), data, SHORT, 5) for name in ("relu", "tanh"))
    assert np.array_equal(relu.weights[0], tanh.weights[0])
    ratio = relu.weights[1] / tanh.weights[1]
    # E[max(z, 0)^2] = 1/2; E[tanh(z)^2] = 0.394294 to six digits, by mpmath's quad.
    assert ratio == pytest.approx(math.sqrt(0.394294 / 0.5), rel=1e-6)


@pytest.mark.parametrize("name", ["relu", "tanh", "sigmoid", "gelu", "sine", "selu"])
def test_gain_hands_a_second_moment_of_one_on(name: str) -> None:
    data = load("digits")
    wide = network(get(name), data, Setup(hidden=(600, 600, 600)), 0)
    into, _ = wide.forward(np.random.default_rng(1).standard_normal((500, 64)))
    for z in into[:-1]:
        assert np.mean(z**2) == pytest.approx(1, abs=0.15)


def test_rules_for_the_first_weights() -> None:
    sizes, relu = (100, 50, 10), get("relu")
    assert initial.deviations("he", relu, sizes) == [math.sqrt(2 / 100), math.sqrt(2 / 50)]
    assert initial.deviations("lecun", relu, sizes) == [0.1, math.sqrt(1 / 50)]
    assert initial.deviations("xavier", relu, sizes) == [math.sqrt(2 / 150), math.sqrt(2 / 60)]
    assert initial.deviations("std=0.5", relu, sizes) == [0.5, 0.5]
    for bad in ("std=", "std=0", "std=nan", "std=-1", "normal", "", "gain=2", "std=inf"):
        with pytest.raises(ValueError, match="is not known; known: gain, he"):
            initial.check(bad)
    with pytest.raises(SpecError, match="log has no gain"):
        initial.deviations("gain", get("log"), sizes)
    with pytest.raises(SpecError, match="is infinite"):
        initial.deviations("gain", get("exp(x**2)"), sizes)


def scores(names: list[str], data: str, setup: Setup, seeds: int = 2) -> dict[str, Any]:
    functions = elementwise(names, "train")
    runs = train_all(functions, load(data), setup, range(seeds))
    return {
        name: summary([run for run in runs if run.function == place], 0.9)
        for place, name in enumerate(names)
    }


@pytest.mark.long
def test_a_line_cannot_part_spirals_and_curves_can() -> None:
    result = scores(["identity", "tanh", "relu"], "spirals", Setup(hidden=(32, 32), epochs=80))
    assert result["identity"].score < 0.8
    assert result["identity"].epochs_to_level is None
    for name in ("tanh", "relu"):
        assert result[name].score > 0.93
        assert result[name].epochs_to_level <= 80


def test_a_line_cannot_say_xor_and_the_best_line_through_a_wave_is_that_of_least_squares() -> None:
    result = scores(["identity", "relu"], "xor", Setup(hidden=(16,), epochs=60))
    assert result["identity"].score < 0.7
    assert result["relu"].score > 0.9
    data = load("wave")
    setup = Setup(hidden=(4,), epochs=80, rate=0.01, loss="squared")
    run = train(0, get("identity"), data, setup, 0)
    line = np.polyfit(data.x[:, 0], data.y[:, 0], 1)
    best = np.mean((np.polyval(line, data.x[:, 0]) - data.y[:, 0]) ** 2) / 2
    best /= data.y.var()  # a loss is in units of the variance
    assert best <= run.last.train_loss < 1.02 * best


def test_relu_units_die_of_large_steps_and_leaky_ones_do_not() -> None:
    shares = {}
    for rate in (0.003, 0.03, 0.3):
        setup = Setup(hidden=(32, 32), epochs=15, rate=rate)
        for name, got in scores(["relu", "leaky_relu"], "moons", setup).items():
            shares[name, rate] = got.dead
    assert shares["relu", 0.003] < shares["relu", 0.03] < shares["relu", 0.3]
    assert shares["relu", 0.3] > 0.4
    assert all(shares["leaky_relu", rate] == 0 for rate in (0.003, 0.03, 0.3))


def test_through_a_step_only_the_last_layer_learns() -> None:
    data = load("moons")
    before = network(get("binary_step"), data, SHORT, 0)
    run = train(0, get("binary_step"), data, replace(SHORT, epochs=30), 0)
    for old, new in list(zip(before.weights, run.weights, strict=True))[:-1]:
        assert np.array_equal(old, new)
    assert not np.array_equal(before.weights[-1], run.weights[-1])
    assert run.last.train_loss < 0.7 * run.epochs[0].train_loss
    assert run.last.dead == 1


def test_learnable_parameters_are_learned_unless_fixed() -> None:
    data = load("xor")
    run = train(0, get("prelu"), data, SHORT, 0)
    assert [values.keys() for values in run.last.values] == [{"alpha"}, {"alpha"}]
    assert run.epochs[0].values == ({"alpha": 0.25},) * 2
    assert all(values["alpha"] != 0.25 for values in run.last.values)
    assert run.network(get("prelu"), SHORT).units[1].values == run.last.values[1]
    kept = train(0, get("prelu"), data, replace(SHORT, fixed=True), 0)
    assert kept.last.values == ({}, {})
    # Kept at 0.25 it is leaky_relu with that slope, batch by batch.
    leaky = train(0, get("leaky_relu:negative_slope=0.25"), data, SHORT, 0)
    assert kept.last.train_loss == pytest.approx(leaky.last.train_loss, rel=1e-9)
    assert trainable(get("swish")) == ("beta",)
    assert trainable(get("elu")) == ()


@pytest.mark.long
def test_every_learnable_function_trains() -> None:
    data = load("xor").first(64)
    setup = Setup(hidden=(4,), epochs=2, init="lecun")
    for function in entries():
        if trainable(function):
            run = train(0, function, data, setup, 0)
            assert run.diverged is None, function.name
            assert all(map(math.isfinite, run.last.values[0].values()))


def test_divergence_is_an_outcome() -> None:
    data = load("xor")
    run = train(0, get("exp(x)"), data, replace(SHORT, rate=10.0), 0)
    assert run.diverged == 1
    assert len(run.epochs) == 1
    run = train(0, get("log"), data, replace(SHORT, init="he"), 0)
    assert run.diverged == 1
    assert math.isnan(run.last.score)
    text = summary([run], 0.9)
    assert (text.runs, text.diverged, text.score, text.epochs_to_level) == (1, 1, None, None)


def test_a_summary_is_what_it_says() -> None:
    def made(*scores: float, diverged: int | None = None) -> Run:
        epochs = tuple(
            Epoch(at, 0.0, float(at), text, 0.5, ({"a": text},)) for at, text in enumerate(scores)
        )
        return Run(0, 0, epochs, diverged, 1.5, (), ())

    text = summary([made(0.1, 0.9, 0.8), made(0.1, 0.2, 0.6), made(0.95, diverged=1)], 0.9)
    assert text.score == pytest.approx(0.7)
    assert text.spread == pytest.approx(math.sqrt(0.02))
    assert (text.loss, text.dead, text.seconds, text.diverged) == (2.0, 0.5, 4.5, 1)
    assert text.epochs_to_level == 1  # of 1, never and 0 the one in the middle
    assert text.values[0]["a"] == pytest.approx(0.7)
    assert summary([made(0.1, 0.2)], 0.9).spread is None


def test_the_score_of_a_curve_is_r_squared() -> None:
    data = load("wave")
    assert score(data.wanted(data.y_test), data) == 1
    mean = np.full_like(data.y_test, data.y_test.mean())
    assert score(data.wanted(mean), data) == pytest.approx(0)
    guess = data.y_test + 0.3
    error = np.sum((guess - data.y_test) ** 2) / np.sum((data.y_test - mean) ** 2)
    assert score(data.wanted(guess), data) == pytest.approx(1 - error)
    assert data.meant(data.wanted(guess)) == pytest.approx(guess)


def test_units_of_targets_change_nothing() -> None:
    data = load("wave")
    other = replace(data, y=1e6 * data.y + 7e6, y_test=1e6 * data.y_test + 7e6)
    setup = replace(SHORT, loss="squared")
    one, two = (train(0, get("tanh"), examples, setup, 0) for examples in (data, other))
    assert one.last.score == pytest.approx(two.last.score, rel=1e-6)


def test_a_process_that_is_killed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    needs_copies()

    def killed(*_: Any, **__: Any) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr(many_runs, "train", killed)  # the fork takes it along
    with pytest.raises(ChildProcessError, match="ended from outside"):
        train_all(elementwise(["relu", "tanh"], "train"), load("xor"), SHORT, (0,), workers=2)


@pytest.mark.parametrize("library", ["jax", "tensorflow"])
def test_a_process_with_the_threads_of_others_is_not_forked(
    library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    functions = elementwise(["relu", "tanh"], "train")
    expected = train_all(functions, load("xor"), SHORT, (0,), workers=2)
    monkeypatch.setitem(sys.modules, library, ModuleType(library))
    monkeypatch.setattr(os, "fork", None, raising=False)  # a fork would fail
    runs = train_all(functions, load("xor"), SHORT, (0,), workers=2)
    assert [run.last.score for run in runs] == [run.last.score for run in expected]


def test_a_process_that_is_stopped_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    needs_copies()

    def stopped(*job: Any, **told: Any) -> Any:
        os.kill(os.getpid(), signal.SIGSTOP)
        return train(*job, **told)

    functions = elementwise(["relu", "tanh"], "train")
    expected = train_all(functions, load("xor"), SHORT, (0,), workers=1)
    monkeypatch.setattr(many_runs, "train", stopped)
    runs = train_all(functions, load("xor"), SHORT, (0,), workers=2)
    assert [run.last.score for run in runs] == [run.last.score for run in expected]


# --- runs that are stopped


class InterruptedByTestError(Exception):
    pass


@pytest.mark.parametrize("optimiser", ["adam", "sgd"])
def test_a_run_that_was_stopped_goes_on_to_the_same_bits(optimiser: str, tmp_path: Path) -> None:
    (function,), data = elementwise(["prelu"], "train"), load("xor")
    setup = replace(SHORT, epochs=6, optimiser=optimiser)
    expected = train(0, function, data, setup, 3)
    request = kept_runs.request(data, setup)
    kept = kept_runs.read(tmp_path / "runs", request, [function], Path.write_bytes)
    job = Job(0, function, setup, 3)

    def stop(epoch: Epoch, begun: Any) -> None:
        kept.keep(job, begun, True)
        if epoch.epoch == 4:
            raise InterruptedByTestError

    with pytest.raises(InterruptedByTestError):
        job.run(data, stop)
    (beside,) = tmp_path.iterdir()
    begun = kept.begun(job)
    assert begun is not None
    assert len(begun.epochs) == 5
    epochs: list[int] = []
    result = job.run(data, lambda epoch, _: epochs.append(epoch.epoch), begun)
    assert epochs == [5, 6]
    assert same(result, expected)
    assert result.seconds > begun.seconds
    # What was kept for other options or another function, or is broken, is of no use.
    assert kept.begun(replace(job, setup=replace(setup, rate=9.0))) is None
    assert kept.begun(replace(job, seed=4)) is None
    beside.write_bytes(beside.read_bytes()[:-9])
    assert kept.begun(job) is None
    kept.take(result)
    kept.write()
    assert [path.name for path in tmp_path.iterdir()] == ["runs"]
    again = kept_runs.read(tmp_path / "runs", request, [function], Path.write_bytes).known(0, 3)
    assert again is not None
    assert same(again, result)


@pytest.mark.parametrize("workers", [1, 2])
def test_all_runs_that_had_begun_go_on(workers: int, tmp_path: Path) -> None:
    functions, data = elementwise(["relu", "tanh"], "train"), load("xor")
    expected = train_all(functions, data, SHORT, (0,), workers=1)
    begun: dict[int, Any] = {}

    def keep(job: Job, one: Any, _: bool) -> None:
        begun[job.place] = one() if len(one().epochs) == 3 else begun.get(job.place)

    train_all(functions, data, SHORT, (0,), workers=1, watch=Watch(keep=keep))
    done: list[int] = []
    log = tmp_path / "log"

    def tell(place: int, seed: int, epoch: Epoch) -> None:
        with log.open("a") as file:
            file.write(f"{place}{epoch.epoch} ")

    watch = Watch(progress=done.append, tell=tell, begun=lambda job: begun[job.place])
    runs = train_all(functions, data, SHORT, (0,), workers=workers, watch=watch)
    assert all(map(same, runs, expected))
    assert sorted(log.read_text().split()) == ["03", "13"]
