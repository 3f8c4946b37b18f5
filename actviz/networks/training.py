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
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from actviz.functions.elementwise import Activation
from actviz.networks import initial
from actviz.networks.data import Data
from actviz.networks.mlp import LOSSES, Diverged, Network, Seen, share
from actviz.networks.optimisers import Adam, Momentum, Optimiser
from actviz.processes.shared import shared

Floats = NDArray[np.float64]
Report = Callable[["Epoch"], object]
Trainer = Callable[..., "Run"]  # with the arguments of train

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
    engine: str = "numpy"
    network: str = "mlp"
    module: str = ""  # FILE.py:make, the user's own network
    dtype: str = "float64"
    device: str = "cpu"
    deterministic: bool = False
    tuned: bool = False  # each function has a rate of its own, chosen before

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
    saturated: float = math.nan
    layers: tuple[Seen, ...] = ()  # what the functions of each hidden layer meet


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
    report: Report = lambda epoch: None,
) -> Run:
    """Train one network.

    Args:
        place: what :attr:`Run.function` is to be.
        function: of every hidden layer.
        data: the examples.
        setup: how.
        seed: of the weights and of the order of examples.
        report: called with the state before training and after each epoch.

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
            report(epochs[-1])
            for epoch in range(1, setup.epochs + 1):
                for chosen in batches(len(x), setup.batch, source):
                    _, gradients = made.gradients(x[chosen], y[chosen])
                    made.move(optimiser.steps(gradients))
                epochs.append(_state(epoch, made, data, x, x_test))
                report(epochs[-1])
        except Diverged:
            diverged = max(len(epochs), 1)
            nowhere = Epoch(diverged, math.nan, math.nan, math.nan, math.nan, _values(made))
            report(nowhere)
            if not epochs:
                epochs.append(replace(nowhere, epoch=0))
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
    seen, layers = made.look(x, data.wanted(data.y))
    train_loss = made.cost(seen, data.wanted(data.y))
    test_loss = made.cost(scores, data.wanted(data.y_test))
    if not math.isfinite(train_loss + test_loss):
        raise Diverged
    dead, saturated = share("dead", layers), share("saturated", layers)
    found, values = score(scores, data), _values(made)
    return Epoch(epoch, train_loss, test_loss, found, dead, values, saturated, tuple(layers))


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


@dataclass(frozen=True)
class Job:
    """One run that is to be made."""

    place: int  # of the function in the list
    function: Activation
    data: Data
    setup: Setup
    seed: int
    trainer: Trainer | None = None

    def run(self, report: Report) -> Run:
        """Train."""
        trainer = self.trainer or train
        return trainer(self.place, self.function, self.data, self.setup, self.seed, report)


def train_all(
    functions: Sequence[Activation],
    data: Data,
    setup: Setup,
    seeds: Sequence[int],
    *,
    rates: Sequence[float] | None = None,
    trainer: Trainer | None = None,
    workers: int | None = None,
    progress: Callable[[int], object] = lambda done: None,
    tell: Callable[[int, int, Epoch], object] = lambda place, seed, epoch: None,
    known: Callable[[int, int], Run | None] = lambda place, seed: None,
    take: Callable[[Run], object] = lambda run: None,
) -> list[Run]:
    """Every function from every seed, in that order.

    Args:
        functions: what to compare.
        data: the examples.
        setup: how to train.
        seeds: one run of each function for each.
        rates: the learning rate of each function; the setup's by default.
        trainer: what trains one network; :func:`train` by default.
        workers: processes that share the runs; as many as there are processors by default.
        progress: called now and then with the number of epochs done.
        tell: called with a function's place, a seed and the state, for each epoch as it ends, in
            the process that trains.
        known: a run of a function's place and a seed that need not be made again.
        take: called with each run that was made.

    Raises:
        SpecError: the setup wants a function's gain, and it has none.
        ChildProcessError: a process was ended from outside.
    """
    import multiprocessing

    for function in functions if trainer is None else ():  # told before anything is trained
        initial.deviations(setup.init, function, (data.features, *setup.hidden, data.outputs))
    setups = [replace(setup, rate=rates[p] if rates else setup.rate) for p in range(len(functions))]
    pairs = [(place, seed) for place in range(len(functions)) for seed in seeds]
    found = {pair: known(*pair) for pair in pairs}
    jobs = [
        Job(place, functions[place], data, setups[place], seed, trainer)
        for place, seed in pairs
        if found[place, seed] is None
    ]
    workers = min(workers or os.cpu_count() or 1, len(jobs))
    alone = workers <= 1 or "fork" not in multiprocessing.get_all_start_methods()
    made = (_one_by_one if alone else _shared)(jobs, workers, progress, tell)
    for run in made:
        found[run.function, run.seed] = run
        take(run)
    return [run for run in found.values() if run is not None]


Progress = Callable[[int], object]
Tell = Callable[[int, int, Epoch], object]


def _one_by_one(jobs: Sequence[Job], _: int, progress: Progress, tell: Tell) -> Iterator[Run]:
    done = 0
    for count, job in enumerate(jobs, 1):

        def report(epoch: Epoch, job: Job = job) -> None:
            nonlocal done
            tell(job.place, job.seed, epoch)
            if epoch.epoch > 0:
                done += 1
                progress(done)

        yield job.run(report)
        done = count * job.setup.epochs  # one that diverged did fewer


class _Stopped(Exception):  # noqa: N818 - not an error: nobody waits for the run
    """The parent has given up."""


def _shared(jobs: Sequence[Job], workers: int, progress: Progress, tell: Tell) -> Iterator[Run]:
    """The jobs on some processes, which a fork gives the functions and the data for nothing."""
    import multiprocessing

    context: Any = multiprocessing.get_context("fork")
    _INHERITED.clear()
    _INHERITED.update(
        done=context.Value("L", 0), stop=context.Event(), parent=os.getpid(), tell=tell
    )
    return shared(
        _run,
        jobs,
        start="fork",
        processes=workers,
        meanwhile=lambda: progress(_INHERITED["done"].value),
        patience=0.1,
        give_up=_INHERITED["stop"].set,
    )


_INHERITED: Final[dict[str, Any]] = {}


def _run(job: Job) -> Run:
    return job.run(lambda epoch: _tell(job, epoch))


def _tell(job: Job, epoch: Epoch) -> None:
    if os.getppid() != _INHERITED["parent"]:  # it was killed: nobody reads what is sent
        os._exit(1)
    if _INHERITED["stop"].is_set():
        raise _Stopped
    _INHERITED["tell"](job.place, job.seed, epoch)
    with _INHERITED["done"].get_lock():
        _INHERITED["done"].value += epoch.epoch > 0
