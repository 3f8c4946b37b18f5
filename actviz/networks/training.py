"""The same network trained once for each function and seed, so that runs can be compared.

At one seed every function has the same draws for its weights and sees the same batches. A run
depends on nothing but its function, its seed and the setup: the same numbers come out to the bit
on one machine, however many processes share the work.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import fmean, median, stdev
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from actviz.functions.elementwise import Activation
from actviz.networks import initial
from actviz.networks.data import Data
from actviz.networks.mlp import LOSSES, Diverged, Network
from actviz.networks.optimisers import Adam, Momentum, Optimiser
from actviz.processes.shared import shared

Floats = NDArray[np.float64]

OPTIMISERS: Final = {"adam": 0.005, "sgd": 0.05}  # with the usual rate of each: at it all learn


@dataclass(frozen=True)
class Setup:
    """How to train."""

    hidden: tuple[int, ...] = (64, 64)
    epochs: int = 20
    batch: int = 64
    optimiser: str = "adam"
    rate: float = OPTIMISERS["adam"]
    momentum: float = 0.9  # of sgd
    init: str = initial.GAIN
    loss: str = LOSSES[0]
    fixed: bool = False  # learnable parameters stay as they are

    def new_optimiser(self) -> Optimiser:
        """An optimiser that has seen nothing yet."""
        if self.optimiser == "adam":
            return Adam(self.rate)
        return Momentum(self.rate, self.momentum)


@dataclass(frozen=True)
class Epoch:
    """The state after so many epochs; 0 is before training."""

    epoch: int
    train_loss: float
    test_loss: float
    score: float  # on the test examples: share of right answers, or 1 - squared error/variance
    dead: float
    values: tuple[dict[str, float], ...]  # learned parameters of each hidden layer


@dataclass(frozen=True)
class Run:
    """One function trained from one seed."""

    function: int  # its place in the list
    seed: int
    epochs: tuple[Epoch, ...]
    diverged: int | None  # the epoch in which a number stopped being finite
    seconds: float
    weights: tuple[Floats, ...] = field(compare=False)
    biases: tuple[Floats, ...] = field(compare=False)

    @property
    def last(self) -> Epoch:
        """The state at the end."""
        return self.epochs[-1]

    def reached(self, level: float) -> float:
        """The first epoch whose score is no less than a level; infinite if there is none."""
        return next((float(e.epoch) for e in self.epochs if e.score >= level), math.inf)

    def network(self, function: Activation, setup: Setup) -> Network:
        """The trained network."""
        units = [function.with_values(**values) for values in self.last.values]
        return Network(list(self.weights), list(self.biases), units, setup.loss)


def network(function: Activation, data: Data, setup: Setup, seed: int) -> Network:
    """The network before training.

    Raises:
        SpecError: the setup wants the function's gain, and it has none.
    """
    sizes = [data.features, *setup.hidden, data.outputs]
    scales = initial.deviations(setup.init, function, sizes)
    weights = [scale * draw for scale, draw in zip(scales, initial.draws(sizes, seed), strict=True)]
    biases = [np.zeros(size) for size in sizes[1:]]
    units = [function] * len(setup.hidden)
    learned = () if setup.fixed else trainable(function)
    return Network(weights, biases, units, setup.loss, learned)


def trainable(function: Activation) -> tuple[str, ...]:
    """The parameters of a function that networks learn."""
    return tuple(parameter.name for parameter in function.parameters if parameter.trainable)


def batches(count: int, size: int, source: np.random.Generator) -> Iterator[NDArray[np.int64]]:
    """All examples once, in an order drawn anew, so many at a time."""
    order = source.permutation(count)
    for start in range(0, count, size):
        yield order[start : start + size]


def train(
    place: int,
    function: Activation,
    data: Data,
    setup: Setup,
    seed: int,
    report: Callable[[], object] = lambda: None,
) -> Run:
    """Train one network.

    Args:
        place: what :attr:`Run.function` is to be.
        function: of every hidden layer.
        data: the examples.
        setup: how.
        seed: of the weights and of the order of examples.
        report: called after each epoch.

    Raises:
        SpecError: the setup wants the function's gain, and it has none.
    """
    begun = time.perf_counter()
    made = network(function, data, setup, seed)
    x, y, x_test = data.standard(data.x), data.wanted(data.y), data.standard(data.x_test)
    source = np.random.default_rng((seed, 1))
    optimiser = setup.new_optimiser()
    diverged = None
    epochs: list[Epoch] = []
    with np.errstate(all="ignore"):
        try:
            epochs.append(_state(0, made, data, x, x_test))
            for epoch in range(1, setup.epochs + 1):
                for chosen in batches(len(x), setup.batch, source):
                    _, gradients = made.gradients(x[chosen], y[chosen])
                    made.move(optimiser.steps(gradients))
                epochs.append(_state(epoch, made, data, x, x_test))
                report()
        except Diverged:
            diverged = max(len(epochs), 1)
            if not epochs:
                epochs.append(Epoch(0, math.nan, math.nan, math.nan, math.nan, _values(made)))
    return Run(
        place,
        seed,
        tuple(epochs),
        diverged,
        time.perf_counter() - begun,
        tuple(made.weights),
        tuple(made.biases),
    )


def _state(epoch: int, made: Network, data: Data, x: Floats, x_test: Floats) -> Epoch:
    scores = made.scores(x_test)
    train_loss = made.cost(made.scores(x), data.wanted(data.y))
    test_loss = made.cost(scores, data.wanted(data.y_test))
    if not math.isfinite(train_loss + test_loss):
        raise Diverged
    return Epoch(epoch, train_loss, test_loss, score(scores, data), made.dead(x), _values(made))


def _values(made: Network) -> tuple[dict[str, float], ...]:
    return tuple({name: unit.values[name] for name in made.learned} for unit in made.units)


def score(scores: Floats, data: Data) -> float:
    """The share of right answers, or R^2: 1 less the squared error in units of the variance.

    Several targets count together, each as it is standardised.
    """
    if data.classes:
        return float(np.mean(scores.argmax(axis=1) == data.y_test))
    wanted = data.wanted(data.y_test)
    spread = float(np.sum((wanted - wanted.mean(axis=0)) ** 2)) or 1.0
    return 1 - float(np.sum((scores - wanted) ** 2)) / spread


# ---------------------------------------------------------------- many runs


def train_all(
    functions: Sequence[Activation],
    data: Data,
    setup: Setup,
    seeds: Sequence[int],
    *,
    workers: int | None = None,
    progress: Callable[[int], object] = lambda done: None,
) -> list[Run]:
    """Every function from every seed, in that order.

    Args:
        functions: what to compare.
        data: the examples.
        setup: how to train.
        seeds: one run of each function for each.
        workers: processes that share the runs; as many as there are processors by default.
        progress: called now and then with the number of epochs done.

    Raises:
        SpecError: the setup wants a function's gain, and it has none.
        ChildProcessError: a process was ended from outside.
    """
    import multiprocessing

    for function in functions:  # told before anything is trained
        initial.deviations(setup.init, function, (data.features, *setup.hidden, data.outputs))
    jobs = [
        (place, function, data, setup, seed)
        for place, function in enumerate(functions)
        for seed in seeds
    ]
    workers = min(workers or os.cpu_count() or 1, len(jobs))
    if workers == 1 or "fork" not in multiprocessing.get_all_start_methods():
        return list(_one_by_one(jobs, setup.epochs, progress))
    return _shared(jobs, workers, progress)


Job = tuple[int, Activation, Data, Setup, int]


def _one_by_one(
    jobs: Sequence[Job], epochs: int, progress: Callable[[int], object]
) -> Iterator[Run]:
    done = 0

    def report() -> None:
        nonlocal done
        done += 1
        progress(done)

    for count, job in enumerate(jobs, 1):
        yield train(*job, report=report)
        done = count * epochs  # one that diverged did fewer


class _Stopped(Exception):  # noqa: N818 - not an error: nobody waits for the run
    """The parent has given up."""


def _shared(jobs: Sequence[Job], workers: int, progress: Callable[[int], object]) -> list[Run]:
    """The jobs on some processes, which a fork gives the functions and the data for nothing."""
    import multiprocessing

    context: Any = multiprocessing.get_context("fork")
    _INHERITED.clear()
    _INHERITED.update(done=context.Value("L", 0), stop=context.Event(), parent=os.getpid())
    done = shared(
        _run,
        jobs,
        start="fork",
        processes=workers,
        meanwhile=lambda: progress(_INHERITED["done"].value),
        patience=0.1,
        give_up=_INHERITED["stop"].set,
    )
    return list(done)


_INHERITED: Final[dict[str, Any]] = {}


def _run(job: Job) -> Run:
    return train(*job, report=_tell)


def _tell() -> None:
    if os.getppid() != _INHERITED["parent"]:  # it was killed: nobody reads what is sent
        os._exit(1)
    if _INHERITED["stop"].is_set():
        raise _Stopped
    with _INHERITED["done"].get_lock():
        _INHERITED["done"].value += 1


# ---------------------------------------------------------------- what came out


@dataclass(frozen=True)
class Summary:
    """All runs of one function. Means are over the seeds that did not diverge."""

    runs: int
    diverged: int
    score: float | None
    spread: float | None  # standard deviation over the seeds; None of fewer than two
    loss: float | None
    epochs_to_level: float | None  # the median over all seeds; None where it was not reached
    dead: float | None
    seconds: float  # of all runs together
    values: tuple[dict[str, float], ...]  # learned parameters of each hidden layer, their means


def summary(runs: Sequence[Run], level: float) -> Summary:
    """What the runs of one function come to."""
    whole = [run for run in runs if run.diverged is None]
    last = [run.last for run in whole]
    scores = [epoch.score for epoch in last]
    reached = median(run.reached(level) for run in runs)
    return Summary(
        len(runs),
        len(runs) - len(whole),
        fmean(scores) if last else None,
        stdev(scores) if len(last) > 1 else None,
        fmean(epoch.test_loss for epoch in last) if last else None,
        reached if math.isfinite(reached) else None,
        fmean(epoch.dead for epoch in last) if last else None,
        math.fsum(run.seconds for run in runs),
        tuple(
            {name: fmean(epoch.values[layer][name] for epoch in last) for name in values}
            for layer, values in enumerate(last[0].values)
        )
        if last
        else (),
    )
