"""Gradients against finite differences for every function; whole training against scikit-learn."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from actviz.functions.elementwise import Activation
from actviz.functions.entry import SpecError
from actviz.lookup.registry import elementwise, entries, get
from actviz.networks.data import digits
from actviz.networks.mlp import MLP, Diverged, share
from actviz.networks.optimisers import Adam, Momentum, Optimiser
from actviz.networks.training import trainable
from tests.sample import some

Floats = NDArray[np.float64]

SIZES = (2, 3, 2, 2)
STEPS = (2.0**-10, 2.0**-15, 2.0**-20)  # of the differences; the last for siren's fast waves
DRAWS = 120


def tiny(
    function: Activation, source: np.random.Generator, loss: str, *, narrow: bool = False
) -> MLP:
    """A network with drawn weights; ``narrow``: a function gets numbers from 0 to 1."""
    weights = [(0.05 if narrow else 0.6) * source.standard_normal(pair) for pair in pairwise(SIZES)]
    low, high = (0.3, 0.7) if narrow else (-1.0, 2.5)
    biases = [source.uniform(low, high, size) for size in SIZES[1:]]
    units = [function] * (len(SIZES) - 2)
    return MLP(weights, biases, units, loss, trainable(function))


def moved(network: MLP, which: int, place: tuple[int, ...], by: float) -> MLP:
    """The network with one of its parameters changed."""
    weights = [np.array(held) for held in network.weights]
    biases = [np.array(held) for held in network.biases]
    units = list(network.units)
    if which < 2 * len(weights):
        [*weights, *biases][which][place] += by
    else:
        layer, name = which - 2 * len(weights), network.learned[place[0]]
        units[layer] = units[layer].with_values(**{name: units[layer].values[name] + by})
    return MLP(weights, biases, units, network.loss, network.learned)


def inner(function: Activation) -> Activation:
    """The function with learnable parameters at places from which they can go both ways.

    Beside their defaults: at 0, say, a formula may have a case of its own.
    """
    for parameter in function.parameters:
        if not parameter.trainable:
            continue
        value = function.values[parameter.name]
        low, high = parameter.typical or (value, value)
        for wanted in (value + 0.1, value - 0.1, (low + high) / 2):
            try:
                for by in (-STEPS[0], STEPS[0], 0.0):
                    result = function.with_values(**{parameter.name: wanted + by})
            except SpecError:
                continue
            function = result
            break
    return function


def check(network: MLP, x: Floats, y: Any, step: float) -> bool:
    """Compare every partial derivative with differences; False where these cannot be trusted.

    Whether they can be trusted is told by the differences alone: at a kink, a jump or where the
    function bends much, those of two steps disagree.
    """
    loss, gradients = network.gradients(x, y)
    listed = []
    for which, held in enumerate(network.parameters):
        assert gradients[which].shape == held.shape
        for place in np.ndindex(held.shape):

            def slope(by: float, which: int = which, place: tuple[int, ...] = place) -> float:
                ends = [moved(network, which, place, sign * by) for sign in (1, -1)]
                up, down = (end.cost(end.scores(x), y) for end in ends)
                return (up - down) / (2 * by)

            coarse, fine = slope(step), slope(step / 2)
            best = (4 * fine - coarse) / 3
            # Curvature: the better of two orders is at least as near as they are to each other.
            # Rounding: a hundred units in the last place of either loss.
            error = abs(fine - coarse) + 100 * np.finfo(float).eps * (1 + abs(loss)) / step
            if not error < 1e-5 * (1 + abs(best)):
                return False
            listed.append((gradients[which][place], best, error))
    for ours, best, error in listed:
        assert abs(ours - best) <= error, (ours, best, error)
    return True


@pytest.mark.parametrize("function", some(list(entries())), ids=lambda function: str(function.name))
def test_gradients_are_slopes_of_the_loss(function: Activation) -> None:
    function = inner(function)
    source = np.random.default_rng(1)
    for draw in range(DRAWS):
        loss = ("cross-entropy", "squared")[draw // 3 % 2]
        network = tiny(function, source, loss, narrow=draw >= DRAWS // 2)
        x, y = source.standard_normal((3, 2)), source.integers(0, 2, 3)
        try:
            if check(network, x, y, STEPS[draw % 3]):
                return
        except Diverged:  # some functions have no value at some numbers
            continue
    pytest.fail("no network was found whose differences agree")


def test_the_judge_sees_a_wrong_slope(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = Activation.derivative

    def wrong(self: Activation, x: Any, *args: Any, **kwargs: Any) -> Any:
        return np.asarray(usual(self, x, *args, **kwargs)) * (1 + 1e-4)

    monkeypatch.setattr(Activation, "derivative", wrong)
    with pytest.raises(AssertionError):
        test_gradients_are_slopes_of_the_loss(get("tanh"))


def test_learned_parameters_move_and_stay_in_their_domain() -> None:
    function = get("pelu")  # a > 0, b > 0
    network = tiny(function, np.random.default_rng(0), "squared")
    steps = [np.zeros_like(held) for held in network.parameters]
    steps[-1] = np.array([0.25, -5.0])
    network.move(steps)
    assert network.units[0].values == function.values
    assert network.units[1].values == {"a": 1.25, "b": 1.0}


def test_a_number_that_is_not_finite_ends_it() -> None:
    network = tiny(get("exp(x)"), np.random.default_rng(0), "squared")
    with pytest.raises(Diverged):
        network.forward(np.array([[1e5, 1e5]]) * np.sign(network.weights[0][:, 0]))


def test_dead_units_are_those_without_a_slope_anywhere() -> None:
    network = tiny(get("relu"), np.random.default_rng(0), "squared")
    x = np.random.default_rng(1).standard_normal((50, 2))

    def dead(network: MLP) -> float:
        return share("dead", network.look(x, np.zeros((len(x), network.weights[-1].shape[1])))[1])

    assert dead(network) == 0
    network.biases[0][1] = -1e6
    assert dead(network) == pytest.approx(1 / 5)
    assert dead(replace(network, units=[get("leaky_relu")] * 2)) == 0
    assert dead(replace(network, units=[get("-x")] * 2)) == 0
    assert dead(replace(network, units=[get("binary_step")] * 2)) == 1


def test_many_examples_in_parts_are_the_same() -> None:
    network = tiny(get("tanh"), np.random.default_rng(0), "squared")
    x = np.random.default_rng(1).standard_normal((9001, 2))
    np.testing.assert_allclose(network.scores(x), network.forward(x)[0][-1], rtol=1e-13)


# --- optimisers


def test_adam_is_the_paper_s_algorithm() -> None:
    gradients = [0.3, -0.1, 0.7, 0.0, 2.5]
    adam, mean, square = Adam(0.01), 0.0, 0.0
    for time, g in enumerate(gradients, 1):
        mean, square = 0.9 * mean + 0.1 * g, 0.999 * square + 0.001 * g * g
        hat, root = mean / (1 - 0.9**time), math.sqrt(square / (1 - 0.999**time))
        epsilon = 1e-8 / math.sqrt(1 - 0.999**time)  # added before the correction
        (step,) = adam.steps([np.array([g])])
        assert step[0] == pytest.approx(-0.01 * hat / (root + epsilon), rel=1e-12)


def test_momentum_rolls_on() -> None:
    momentum = Momentum(0.5, 0.5)
    steps = [momentum.steps([np.array([g])])[0][0] for g in (1.0, 0.0, 2.0)]
    assert steps == [-0.5, -0.25, -1.125]


# --- an outsider


@pytest.mark.parametrize(
    ("ours", "theirs"), [("relu",) * 2, ("tanh",) * 2, ("sigmoid", "logistic")]
)
@pytest.mark.parametrize("solver", ["sgd", "adam"])
@pytest.mark.filterwarnings("ignore")  # it has not converged, as it says
def test_training_is_scikit_learn_s(ours: str, theirs: str, solver: str) -> None:
    sklearn = pytest.importorskip("sklearn.neural_network")
    data = digits()
    x, y = data.standard(data.x)[:330], data.y[:330]
    sizes = (64, 9, 7, 10)
    source = np.random.default_rng(3)
    weights = [0.2 * source.standard_normal(pair) for pair in pairwise(sizes)]
    biases = [0.1 * source.standard_normal(size) for size in sizes[1:]]
    judge = sklearn.MLPClassifier(
        hidden_layer_sizes=sizes[1:-1], activation=theirs, solver=solver, alpha=0.0,
        batch_size=50, learning_rate_init=0.01, max_iter=1, shuffle=False, momentum=0.9,
        nesterovs_momentum=False, tol=0.0, n_iter_no_change=10_000,
    )  # fmt: skip
    judge.fit(x, y)
    judge.coefs_ = [np.array(held) for held in weights]
    judge.intercepts_ = [np.array(held) for held in biases]
    judge.set_params(warm_start=True, max_iter=4)
    judge.fit(x, y)
    network = MLP(weights, biases, list(elementwise([ours] * 2, "train")))
    optimiser: Optimiser = Adam(0.01) if solver == "adam" else Momentum(0.01, 0.9)
    for _ in range(4):
        for start in range(0, len(x), 50):
            part = slice(start, start + 50)
            network.move(optimiser.steps(network.gradients(x[part], y[part])[1]))
    for mine, other in zip(
        [*network.weights, *network.biases], [*judge.coefs_, *judge.intercepts_], strict=True
    ):
        np.testing.assert_allclose(mine, other, rtol=1e-8, atol=1e-10)
