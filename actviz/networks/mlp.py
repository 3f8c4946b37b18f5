"""A network of plain layers: values forward, gradients backward, in float64.

``z = a W + b`` into each layer, ``a = f(z)`` out of each hidden one; what the last layer says is
left as it is: scores for a softmax, or the answer. Arrays hold one example in each row.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from actviz.arrays import Float64
from actviz.dataclass import dataclass
from actviz.functions.elementwise import Activation
from actviz.functions.entry import SpecError
from actviz.lookup.registry import vector
from actviz.readings.effort import roughly

LOSSES: Final = ("cross-entropy", "squared")
FLAT: Final = 0.01  # a slope of smaller magnitude counts as saturated, as in actviz inspect
_AT_ONCE: Final = 4096  # examples that are looked at together: memory stays bounded


@dataclass(frozen=True)
class Seen:
    """What the functions of a hidden layer meet at examples."""

    units: int
    dead: float  # share of units whose slope is exactly 0 at every example
    saturated: float  # share of inputs, over units and examples, where |slope| < FLAT
    gradient: float  # root mean square of an example's loss differentiated by those inputs


def share(word: str, layers: Sequence[Seen]) -> float:
    """The share ``dead`` or ``saturated`` of all hidden layers together."""
    total = sum(layer.units for layer in layers)
    return sum(getattr(layer, word) * layer.units for layer in layers) / total if total else 0.0


class Diverged(ArithmeticError):  # noqa: N818 - an outcome, and told as one
    """A number in the network is no longer finite."""


@dataclass
class MLP:
    """Weights of the shape (inputs, units), biases, and a function for each hidden layer.

    Each hidden layer has learnable parameters of its own, shared by its units; ``learned`` names
    those that training moves.
    """

    weights: list[Float64]
    biases: list[Float64]
    units: list[Activation]
    loss: str = "cross-entropy"
    learned: tuple[str, ...] = ()

    @property
    def parameters(self) -> list[Float64]:
        """Everything that training moves: weights, biases, learned parameters of each layer."""
        values = [np.array([unit.values[name] for name in self.learned]) for unit in self.units]
        return [*self.weights, *self.biases, *(values if self.learned else [])]

    def forward(self, x: Float64) -> tuple[list[Float64], list[Float64]]:
        """What goes into each layer's functions, and what goes into each layer.

        Returns:
            z of each layer, the scores last; a of each layer, the inputs first.

        Raises:
            Diverged: a z is not finite.
        """
        into: list[Float64] = []
        inputs = [x]
        for weights, bias, unit in zip(self.weights, self.biases, [*self.units, None], strict=True):
            with np.errstate(all="ignore"):
                z = inputs[-1] @ weights + bias
            if not np.isfinite(z).all():
                raise Diverged
            into.append(z)
            if unit is not None:
                with roughly():
                    inputs.append(np.asarray(unit(z)))
        return into, inputs

    def scores(self, x: Float64) -> Float64:
        """What the last layer says, for any number of examples."""
        parts = [x[at : at + _AT_ONCE] for at in range(0, len(x), _AT_ONCE)]
        return np.concatenate([self.forward(part)[0][-1] for part in parts])

    def cost(self, scores: Float64, y: Any) -> float:
        """The mean loss over examples: -log of the right class's share, or half a squared error."""
        return cost(self.loss, scores, y)

    def gradients(self, x: Float64, y: Any) -> tuple[float, list[Float64]]:
        """The mean loss, and its gradient by each of :attr:`parameters`.

        At a kink a function has the slope of the branch that its formula's condition picks.
        """
        into, inputs = self.forward(x)
        back = _residual(self.loss, into[-1], y) / len(x)
        by_weights = [inputs[-1].T @ back]
        by_biases = [back.sum(axis=0)]
        by_learned: list[Float64] = []
        for layer in reversed(range(len(self.units))):
            unit, z = self.units[layer], into[layer]
            back = back @ self.weights[layer + 1].T
            with roughly():
                slopes = [unit.derivative(z, wrt=name) for name in self.learned]
                slope = unit.derivative(z)
            by_learned.append(np.array([np.sum(back * each) for each in slopes]))
            back = back * slope
            by_weights.append(inputs[layer].T @ back)
            by_biases.append(back.sum(axis=0))
        gradients = [*by_weights[::-1], *by_biases[::-1]]
        loss = self.cost(into[-1], y)
        return loss, gradients + (by_learned[::-1] if self.learned else [])

    def move(self, steps: Sequence[Float64]) -> None:
        """Add a step to each of :attr:`parameters`.

        A learned parameter that a step would take out of its domain stays where it is.
        """
        count = len(self.weights)
        for held, step in zip([*self.weights, *self.biases], steps, strict=False):
            held += step
        for layer, step in enumerate(steps[2 * count :]):
            self.units[layer] = _moved(self.units[layer], self.learned, step)

    def look(self, x: Float64, y: Any) -> tuple[Float64, list[Seen]]:
        """The scores of examples, and what the functions of each hidden layer meet there."""
        scores: list[Float64] = []
        alive = [np.zeros(len(bias), dtype=bool) for bias in self.biases[:-1]]
        sums = np.zeros((len(self.units), 2))  # of inputs that saturate, and of squared gradients
        for at in range(0, len(x), _AT_ONCE):
            into, _ = self.forward(x[at : at + _AT_ONCE])
            scores.append(into[-1])
            back = _residual(self.loss, into[-1], y[at : at + _AT_ONCE])
            for layer in reversed(range(len(self.units))):
                slope = np.asarray(self.units[layer].derivative(into[layer]))
                back = back @ self.weights[layer + 1].T * slope
                alive[layer] |= (slope != 0).any(axis=0)
                sums[layer] += np.sum(np.abs(slope) < FLAT), np.sum(back**2)
        layers = []
        for each, (flat, squared) in zip(alive, sums, strict=True):
            count = len(x) * len(each)
            gradient = float((squared / count) ** 0.5)
            layers.append(Seen(len(each), 1 - float(each.mean()), float(flat / count), gradient))
        return np.concatenate(scores), layers


def cost(loss: str, scores: Float64, y: Any) -> float:
    """The mean loss over examples, of one of :data:`LOSSES`."""
    if loss == "squared":
        return float(np.mean(np.sum(_residual(loss, scores, y) ** 2, axis=1))) / 2
    shares = vector("log_softmax")(scores)
    return -float(np.mean(shares[np.arange(len(y)), y]))


def _residual(loss: str, scores: Float64, y: Any) -> Float64:
    """The gradient of an example's loss by its scores: p - y, and scores - y."""
    wanted = y if np.ndim(y) == 2 else np.eye(scores.shape[1])[y]
    if loss == "squared":
        return np.asarray(scores - wanted)
    return np.asarray(vector("softmax")(scores) - wanted)


def _moved(unit: Activation, names: Sequence[str], step: Float64) -> Activation:
    wanted = {name: unit.values[name] + by for name, by in zip(names, step.tolist(), strict=True)}
    if not np.isfinite(list(wanted.values())).all():
        raise Diverged
    try:
        return unit.with_values(**wanted)
    except SpecError:
        pass
    for name, value in wanted.items():  # one by one: what may move, moves
        try:
            unit = unit.with_values(**{name: value})
        except SpecError:
            continue
    return unit
