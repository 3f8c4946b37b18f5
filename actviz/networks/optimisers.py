"""Gradient descent: with momentum, and Adam."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol

import numpy as np

from actviz.arrays import Float64


class Optimiser(Protocol):
    """Something that turns gradients into steps."""

    def steps(self, gradients: Sequence[Float64]) -> list[Float64]:
        """What to add to each array of weights; called once for each batch."""


class Momentum:
    """v <- momentum*v - rate*g; w <- w + v (Polyak 1964). Momentum 0 is plain descent."""

    def __init__(self, rate: float, momentum: float = 0.9) -> None:
        self.rate, self.momentum = rate, momentum
        self.speed: list[Float64] = []

    def steps(self, gradients: Sequence[Float64]) -> list[Float64]:
        """The steps for these gradients."""
        speed = self.speed or [np.zeros_like(g) for g in gradients]
        self.speed = [
            self.momentum * v - self.rate * g for v, g in zip(speed, gradients, strict=True)
        ]
        return self.speed


class Adam:
    """Kingma and Ba (2015), in the order of operations at the end of their section 2.

    The same as in Keras and scikit-learn: epsilon is added before the bias is corrected.
    """

    BETAS: Final = (0.9, 0.999)  # the paper's own
    EPSILON: Final = 1e-8

    def __init__(self, rate: float) -> None:
        self.rate = rate
        self.time = 0
        self.means: list[Float64] = []
        self.squares: list[Float64] = []

    def steps(self, gradients: Sequence[Float64]) -> list[Float64]:
        """The steps for these gradients."""
        one, two = self.BETAS
        zeros = [np.zeros_like(g) for g in gradients]
        self.time += 1
        self.means = [
            one * m + (1 - one) * g for m, g in zip(self.means or zeros, gradients, strict=True)
        ]
        self.squares = [
            two * v + (1 - two) * g * g
            for v, g in zip(self.squares or zeros, gradients, strict=True)
        ]
        rate = self.rate * (1 - two**self.time) ** 0.5 / (1 - one**self.time)
        return [
            -rate * m / (np.sqrt(v) + self.EPSILON)
            for m, v in zip(self.means, self.squares, strict=True)
        ]
