"""Random fully connected networks as they are: signal down, gradient up, over many seeds.

A layer computes h = W x + b and x = f(h), all layers equally wide. The gradient starts as normal
noise at the last layer's values and goes back through the same weights; its size is told relative
to that start. Every network has random numbers of its own, so what is found does not depend on how
many of them run at the same time: matrices are multiplied by one thread each.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from actviz.arrays import Float64
from actviz.dataclass import dataclass
from actviz.facts.gaussian import gap
from actviz.facts.monotone_pieces import Curve
from actviz.functions.elementwise import Activation
from actviz.networks.initial import RULES, rule_deviation
from actviz.networks.mean_field import Critical, FixedPoint, MeanField, TheoreticalLayer
from actviz.readings import float64
from actviz.readings.effort import roughly

PAIRS: Final = 16  # of inputs that each network is shown
CORRELATION: Final = 0.5  # of the two inputs of a pair
MOST_WEIGHTS: Final = 100_000_000  # of one network: 800 MB, for each processor
_ORDINARY: Final = 4.0  # an input further out than so many deviations is rare
# Standard deviation of a weight times the square root of the width, all layers being equally wide.
INITS: Final = {rule: rule_deviation(rule, 1, 1) for rule in RULES}


@dataclass(frozen=True, slots=True)
class Start:
    """How weights are drawn: a name, and the deviation times √width; None stands for critical."""

    name: str
    deviation: float | None


@dataclass(frozen=True, slots=True)
class Shape:
    """The networks that are drawn."""

    layers: int = 50
    width: int = 256
    biases: float = 0.0  # standard deviation
    seeds: int = 20
    seed: int = 0
    tolerance: float = 0.01  # a unit counts as saturated where |slope| is below this


@dataclass(frozen=True, slots=True)
class LayerStatistics:
    """What was found, an array of shape (seeds, layers + 1) each; column 0 is the input.

    ``log_gradient`` is the logarithm of the gradient's mean square relative to the last layer's;
    ``q`` and ``correlation`` are of h, so their column 0 is NaN and the inputs' own. Columns from
    the layer on that ``broke`` (values infinite or not a number in some network) are NaN.
    """

    q: Float64
    mean: Float64
    moment: Float64
    variance: Float64
    saturated: Float64
    dead: Float64
    correlation: Float64
    log_gradient: Float64
    broke: int | None = None
    overflow: bool = False

    @property
    def gradient(self) -> Float64:
        """Root mean square of the gradient by layer, relative to the last: of the middle network.

        A mean over networks would be that of the one whose gradient happens to be largest.
        """
        return np.exp(np.median(self.log_gradient, axis=0) / 2)


@dataclass(frozen=True, slots=True)
class Study:
    """One function with one way to draw weights: theory, and what networks did."""

    function: Activation
    start: str
    deviation: float | None
    critical: Critical
    fixed: FixedPoint | None
    theory: tuple[TheoreticalLayer, ...]
    measured: LayerStatistics | None

    @property
    def expected(self) -> Float64 | None:
        """Root mean square of the gradient by layer, in theory; None where theory ends early."""
        if self.measured is None or len(self.theory) < self.measured.q.shape[1] - 1:
            return None
        with np.errstate(divide="ignore"):
            steps = np.log([layer.chi for layer in self.theory])
        return np.exp(np.append(np.cumsum(steps[::-1])[::-1], 0.0) / 2)

    @property
    def label(self) -> str:
        """The function's name, and how its weights are drawn."""
        return f"{self.function.display}, {self.start}"


def studies(
    functions: Sequence[Activation],
    starts: Sequence[Start],
    shape: Shape,
    progress: Callable[[int], object] = lambda done: None,
) -> list[Study]:
    """Theory and simulation for every function with every way to draw weights.

    Args:
        functions: elementwise, with values on both sides of 0.
        shape: the networks; every function meets the same random numbers.
        progress: called with the number of seeds that are done.

    Raises:
        ValueError: a network too large to keep, or a function without values.
    """
    if shape.layers * shape.width**2 > MOST_WEIGHTS:
        widest = math.isqrt(MOST_WEIGHTS // shape.layers)
        raise ValueError(
            f"{shape.layers} layers of width {shape.width} have "
            f"{shape.layers * shape.width**2:,} weights; at most {MOST_WEIGHTS:,} are kept, "
            f"as with --width {widest}"
        )
    fields = []
    for function in functions:
        refuse_gaps(function)
        fields.append(MeanField(function))
    planned = [
        (field, start.name, edge.deviation if start.deviation is None else start.deviation, edge)
        for field in fields
        for edge in [field.critical(shape.biases)]
        for start in starts
    ]
    runs = [(field.function, deviation) for field, _, deviation, _ in planned if deviation]
    measured = iter(simulate(runs, shape, progress) if runs else ())
    done = []
    for field, name, deviation, edge in planned:
        if not deviation:
            done.append(Study(field.function, name, None, edge, None, (), None))
            continue
        first = deviation**2 + shape.biases**2
        done.append(
            Study(
                field.function,
                name,
                deviation,
                edge,
                field.fixed_point(deviation, shape.biases, first),
                tuple(
                    field.layers(
                        deviation, shape.biases, shape.layers, CORRELATION, shape.tolerance
                    )
                ),
                next(measured),
            )
        )
    return done


def refuse_gaps(function: Activation) -> None:
    """Refuse a function that has no value where a network would ask for one.

    Raises:
        ValueError: it has none at some ordinary number.
    """
    # A long approximation has a value everywhere, and its formula takes seconds.
    gone = gap(Curve(function.bound_tree), _ORDINARY) if function.corners is None else None
    if gone is not None:
        raise ValueError(
            f"{function.display} has no value at {gone:g}, and a network feeds it normal "
            "numbers of both signs; actviz table shows domains"
        )


def simulate(
    runs: Sequence[tuple[Activation, float]],
    shape: Shape,
    progress: Callable[[int], object] = lambda done: None,
) -> list[LayerStatistics]:
    """Send pairs of inputs through random networks, and a gradient back.

    Args:
        runs: functions, each with the standard deviation of a weight times √width.
        shape: the networks; every run meets the same random numbers.
        progress: called with the number of seeds that are done.
    """
    from concurrent.futures import ThreadPoolExecutor

    networks_by_run: list[list[_Network]] = []
    # NumPy lets go of the interpreter while it draws and multiplies: threads run side by side,
    # unless each product has threads of its own, which would stand in each other's way.
    workers = min(os.cpu_count() or 1, shape.seeds) if float64.ONE_THREAD else 1
    with ThreadPoolExecutor(workers) as pool:
        waiting = [pool.submit(_one_seed, runs, shape, k) for k in range(shape.seeds)]
        try:
            for count, task in enumerate(waiting, 1):
                networks_by_run.append(task.result())
                progress(count)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return [_together(networks) for networks in zip(*networks_by_run, strict=True)]


@dataclass(frozen=True, slots=True)
class _Network:
    """What one network did: rows as in :class:`Measured`, columns its layers."""

    rows: Float64
    broke: int | None
    overflow: bool


def _one_seed(runs: Sequence[tuple[Activation, float]], shape: Shape, k: int) -> list[_Network]:
    random = np.random.default_rng(np.random.SeedSequence(shape.seed, spawn_key=(k,)))
    width = shape.width
    one, other = random.standard_normal((2, width, PAIRS))
    inputs = np.hstack([one, CORRELATION * one + math.sqrt(1 - CORRELATION**2) * other])
    top = random.standard_normal(inputs.shape)
    biases = shape.biases * random.standard_normal((shape.layers, width, 1))
    weights = [random.standard_normal((width, width)) for _ in range(shape.layers)]
    with np.errstate(all="ignore"):
        return [
            _through(function, deviation / math.sqrt(width), weights, biases, inputs, top, shape)
            for function, deviation in runs
        ]


def _through(
    function: Activation,
    scale: float,
    weights: Sequence[Float64],
    biases: Float64,
    inputs: Float64,
    top: Float64,
    shape: Shape,
) -> _Network:
    rows = np.full((8, shape.layers + 1), np.nan)
    rows[1:4, 0] = inputs.mean(), np.mean(inputs**2), np.mean(inputs.var(axis=0))
    rows[6, 0] = _correlation(inputs)
    slopes = []
    x = inputs
    for layer, matrix in enumerate(weights, 1):
        h = scale * (matrix @ x) + biases[layer - 1]
        x = np.asarray(function(h))
        size = float(np.mean(x**2))
        if not math.isfinite(size):
            rows[7] = np.nan
            return _Network(rows, layer, not np.isnan(x).any())
        with roughly():
            slope = np.asarray(function.derivative(h))
        slopes.append(slope)
        flat = np.abs(slope)
        rows[:7, layer] = (
            np.mean(h**2), x.mean(), size, np.mean(x.var(axis=0)),
            np.mean(flat < shape.tolerance), np.mean(flat == 0), _correlation(h),
        )  # fmt: skip
    rows[7] = _back(scale, weights, slopes, top)
    return _Network(rows, None, False)


def _back(
    scale: float, weights: Sequence[Float64], slopes: Sequence[Float64], top: Float64
) -> list[float]:
    """Logarithms of the gradient's mean square, from the input to the last layer."""
    sizes = [0.0]
    gradient = top / math.sqrt(float(np.mean(top**2)))
    for matrix, slope in zip(reversed(weights), reversed(slopes), strict=True):
        gradient = scale * (matrix.T @ (slope * gradient))
        size = float(np.mean(gradient**2))
        if size == 0:
            return [-math.inf] * (len(weights) + 1 - len(sizes)) + sizes[::-1]
        # Kept at size 1, so that a thousand layers neither underflow nor overflow.
        gradient /= math.sqrt(size)
        sizes.append(sizes[-1] + math.log(size))
    return sizes[::-1]


def _correlation(h: Float64) -> float:
    """The cosine between the two vectors of a pair, on average."""
    one, other = h[:, :PAIRS], h[:, PAIRS:]
    return float(np.mean(np.sum(one * other, 0) / np.sqrt(np.sum(one**2, 0) * np.sum(other**2, 0))))


def _together(networks: Sequence[_Network]) -> LayerStatistics:
    rows = np.stack([network.rows for network in networks], axis=1)
    broken = [network for network in networks if network.broke is not None]
    q, mean, moment, variance, saturated, dead, correlation, gradient = rows
    statistics = (q, mean, moment, variance, saturated, dead, correlation, gradient)
    if not broken:
        return LayerStatistics(*statistics)
    first = min(broken, key=lambda network: network.broke or 0)
    rows[:, :, first.broke :] = np.nan
    rows[7] = np.nan
    return LayerStatistics(*statistics, first.broke, first.overflow)


@dataclass(frozen=True, slots=True)
class Collapse:
    """A network without a bend is one matrix: how well it fits, and how many directions it keeps.

    ``error`` is the largest difference between the network's output and the product of its
    matrices applied to the input, relative to the output's size; ``directions`` the fewest
    singular directions that hold nine tenths of the product's squared size.
    """

    error: float
    directions: int
    width: int


def straight(function: Activation) -> bool:
    """Whether a function is a straight line: its derivative does not depend on x."""
    return "x" not in function.derivative_tree().names


def collapse(function: Activation, deviation: float, shape: Shape) -> Collapse:
    """The first network with a straight line for activation, against the product of its matrices.

    Both are computed apart: the output layer by layer, the product matrix by matrix.
    """
    random = np.random.default_rng(np.random.SeedSequence(shape.seed, spawn_key=(0,)))
    width = shape.width
    x = random.standard_normal((width, PAIRS))
    inputs = x
    slope, offset = float(function.derivative(0.0)), float(function(0.0))
    product, shift = np.eye(width), np.zeros((width, 1))
    for _ in range(shape.layers):
        matrix = deviation / math.sqrt(width) * random.standard_normal((width, width))
        bias = shape.biases * random.standard_normal((width, 1))
        x = np.asarray(function(matrix @ x + bias))
        product = slope * (matrix @ product)
        shift = slope * (matrix @ shift + bias) + offset
    error = np.max(np.abs(product @ inputs + shift - x)) / np.max(np.abs(x))
    energy = np.cumsum(np.linalg.svd(product, compute_uv=False) ** 2)
    return Collapse(float(error), int(np.searchsorted(energy, 0.9 * energy[-1])) + 1, width)
