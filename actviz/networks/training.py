"""One network trained with one function from one seed, so that runs can be compared.

At one seed every function has the same draws for its weights and sees the same batches. A run
depends on nothing but its function, its seed and the setup: the same numbers come out to the bit
on one machine, however many processes share the work.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import field, replace
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from actviz.arrays import Float64
from actviz.dataclass import dataclass
from actviz.functions.elementwise import Activation
from actviz.networks import initial
from actviz.networks.data import Data
from actviz.networks.kept_arrays import packed, unpacked
from actviz.networks.mlp import LOSSES, MLP, Diverged, Seen, share
from actviz.networks.optimisers import Adam, Momentum, Optimiser

Report = Callable[
    ["Epoch", "Callable[[], Begun] | None"], object
]  # where it could go on, if it can
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
    source: str = field(default="", repr=False)  # the text of that file
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
    weights: tuple[Float64, ...] = field(default=(), compare=False)
    biases: tuple[Float64, ...] = field(default=(), compare=False)

    @property
    def last(self) -> Epoch:
        """The state at the end."""
        return self.epochs[-1]

    @property
    def reported(self) -> tuple[Epoch, ...]:
        """Every state that was reported."""
        if self.diverged is None:
            return self.epochs
        return (*self.epochs, lost(self.diverged, self.last.values))

    def reached(self, level: float) -> float:
        """The first epoch whose score is no less than a level; infinite if there is none."""
        return next((float(e.epoch) for e in self.epochs if e.score >= level), math.inf)

    def network(self, function: Activation, setup: Setup) -> MLP:
        """The trained network."""
        units = [function.with_values(**values) for values in self.last.values]
        return MLP(list(self.weights), list(self.biases), units, setup.loss)


@dataclass(frozen=True)
class Begun:
    """A run after some of its epochs, from where it can go on."""

    epochs: tuple[Epoch, ...]
    seconds: float
    order: dict[str, Any]  # the state of what draws the order of examples
    state: bytes  # the network's and the optimiser's


def network(function: Activation, data: Data, setup: Setup, seed: int) -> MLP:
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
    return MLP(weights, biases, units, setup.loss, learned)


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
    report: Report = lambda epoch, begun: None,
    begun: Begun | None = None,
) -> Run:
    """Train one network.

    Args:
        place: what :attr:`Run.function` is to be.
        seed: of the weights and of the order of examples.
        report: called with the state before training and after each epoch.
        begun: where a run that was stopped goes on, to the same numbers.

    Raises:
        SpecError: the setup wants the function's gain, and it has none.
    """
    task = _Dense(network(function, data, setup, seed), data, setup)
    with np.errstate(all="ignore"):
        run = followed(task, place, len(data.x), setup, seed, report, begun)
    return replace(run, weights=tuple(task.network.weights), biases=tuple(task.network.biases))


class Task(Protocol):
    """A network that learns, whatever trains it."""

    def state(self, epoch: int) -> Epoch:
        """What is told after so many epochs; raises Diverged where a number is not finite."""
        ...

    def step(self, chosen: NDArray[np.int64]) -> None:
        """Learn from some of the examples."""
        ...

    def values(self) -> tuple[dict[str, float], ...]:
        """The learned parameters of each hidden layer."""
        ...

    def held(self) -> bytes:
        """All that the next steps hang on."""
        ...

    def go_on(self, held: bytes) -> None:
        """Be what another was when it was asked."""
        ...


def followed(
    task: Task, place: int, count: int, setup: Setup, seed: int, report: Report, begun: Begun | None
) -> Run:
    """The course of one run over ``count`` examples; weights are left to the one who trains."""
    since = time.perf_counter() - (begun.seconds if begun else 0.0)
    source = np.random.default_rng((seed, 1))
    epochs: list[Epoch] = []
    diverged = None
    if begun:
        epochs += begun.epochs
        source.bit_generator.state = begun.order
        task.go_on(begun.state)

    def so_far() -> Begun:
        seconds = time.perf_counter() - since
        return Begun(tuple(epochs), seconds, dict(source.bit_generator.state), task.held())

    try:
        for epoch in range(len(epochs), setup.epochs + 1):
            for chosen in batches(count, setup.batch, source) if epoch else ():
                task.step(chosen)
            epochs.append(task.state(epoch))
            report(epochs[-1], so_far)
    except Diverged:
        diverged = max(len(epochs), 1)
        nowhere = lost(diverged, task.values())
        report(nowhere, None)
        epochs = epochs or [replace(nowhere, epoch=0)]
    return Run(place, seed, tuple(epochs), diverged, time.perf_counter() - since)


def lost(epoch: int, values: tuple[dict[str, float], ...]) -> Epoch:
    """What is told of an epoch in which a number stopped being finite."""
    return Epoch(epoch, math.nan, math.nan, math.nan, math.nan, values)


class _Dense:
    """Dense layers in NumPy."""

    def __init__(self, network: MLP, data: Data, setup: Setup) -> None:
        self.network, self.data, self.optimiser = network, data, setup.new_optimiser()
        self.x, self.x_test = data.standard(data.x), data.standard(data.x_test)
        self.y, self.y_test = data.wanted(data.y), data.wanted(data.y_test)

    def step(self, chosen: NDArray[np.int64]) -> None:
        """Learn from some of the examples."""
        _, gradients = self.network.gradients(self.x[chosen], self.y[chosen])
        self.network.move(self.optimiser.steps(gradients))

    def state(self, epoch: int) -> Epoch:
        """What is told of an epoch."""
        scores = self.network.scores(self.x_test)
        seen, layers = self.network.look(self.x, self.y)
        train_loss = self.network.cost(seen, self.y)
        test_loss = self.network.cost(scores, self.y_test)
        if not math.isfinite(train_loss + test_loss):
            raise Diverged
        dead, saturated = share("dead", layers), share("saturated", layers)
        grade = score(scores, self.data)
        return Epoch(
            epoch, train_loss, test_loss, grade, dead, self.values(), saturated, tuple(layers)
        )

    def values(self) -> tuple[dict[str, float], ...]:
        """The learned parameters of each layer."""
        names = self.network.learned
        return tuple({name: unit.values[name] for name in names} for unit in self.network.units)

    def held(self) -> bytes:
        """Weights, learned parameters, and what the optimiser remembers."""
        network = self.network
        parts = network.weights, network.biases, self.values(), vars(self.optimiser)
        return packed(parts)

    def go_on(self, held: bytes) -> None:
        """Be what another was."""
        network = self.network
        network.weights, network.biases, values, remembered = unpacked(held)
        network.units = [u.with_values(**own) for u, own in zip(network.units, values, strict=True)]
        vars(self.optimiser).update(remembered)


def score(scores: Float64, data: Data) -> float:
    """The share of right answers, or R^2: 1 less the squared error in units of the variance.

    Several targets count together, each as it is standardised.
    """
    if data.classes:
        return float(np.mean(scores.argmax(axis=1) == data.y_test))
    wanted = data.wanted(data.y_test)
    spread = float(np.sum((wanted - wanted.mean(axis=0)) ** 2)) or 1.0
    return 1 - float(np.sum((scores - wanted) ** 2)) / spread
