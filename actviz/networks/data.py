"""What a network is trained on: handwritten digits, shapes made from a seed, or a user's file."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files
from typing import Any, Final

import numpy as np

from actviz.arrays import Float64
from actviz.dataclass import dataclass

HELD_OUT: Final = 5  # every fifth example is for testing where the data do not say which
_POINTS: Final = 500  # of a generated set, those for testing included


@dataclass(frozen=True, eq=False)
class Data:
    """Examples for training and for testing.

    Inputs have the shape (examples, features). Targets are whole numbers from 0 to
    ``classes`` - 1, or real numbers of the shape (examples, outputs) where ``classes`` is 0.
    ``form`` is the shape that an example was stored in. Of texts, inputs are the numbers of words
    out of ``words``: 0 stands before the first, 1 for a word that training examples lack.
    """

    name: str
    x: Float64
    y: Any
    x_test: Float64
    y_test: Any
    classes: int
    shape: tuple[int, ...] = ()
    words: int = 0
    by_column: bool = False  # each feature is standardised by itself, as a table's are

    @property
    def form(self) -> tuple[int, ...]:
        """The shape of an example."""
        return self.shape or (self.features,)

    @property
    def features(self) -> int:
        """Numbers that an example consists of."""
        return int(self.x.shape[1])

    @property
    def outputs(self) -> int:
        """Numbers that a network gives for an example: one for each class."""
        return self.classes or int(self.y.shape[1])

    @property
    def shift(self) -> Any:
        """The mean of all training inputs, features taken together or each by itself."""
        return self.x.mean(axis=0 if self.by_column else None)

    @property
    def scale(self) -> Any:
        """Their standard deviation; 1 where all are the same."""
        deviation = self.x.std(axis=0 if self.by_column else None)
        return np.where(deviation > 0, deviation, 1.0)

    def standard(self, x: Float64) -> Float64:
        """Inputs as a network gets them: the training inputs have mean 0 and mean square 1.

        Unless it is a table, one shift and one scale serve all features, so that pixels that are
        always 0 and the directions between points stay what they are. Numbers of words stay as they
        are, too.
        """
        if self.words:
            return x
        return np.asarray((x - self.shift) / self.scale)

    def wanted(self, y: Any) -> Any:
        """Targets as a network is to give them: each of mean 0 and variance 1, and classes as is.

        So a loss is in units of the variance, and the learning rate does not hang on the units.
        """
        return y if self.classes else (y - self.y.mean(axis=0)) / self._heights

    def meant(self, scores: Float64) -> Float64:
        """What a network gives, in the units of the targets."""
        return np.asarray(scores * self._heights + self.y.mean(axis=0))

    @property
    def _heights(self) -> Float64:
        heights = self.y.std(axis=0)
        return np.where(heights > 0, heights, 1.0)

    def first(self, count: int) -> Data:
        """The same with no more than so many training examples."""
        return replace(self, x=self.x[:count], y=self.y[:count])


def digits() -> Data:
    """1797 handwritten digits of 8 x 8 pixels from 0 to 16, the last 360 for testing.

    Source and licence: ``digits.txt`` beside the file.
    """
    with (files("actviz.networks") / "digits.npz").open("rb") as file, np.load(file) as held:
        x, y = held["images"].astype(np.float64), held["labels"].astype(np.int64)
    cut = len(x) * (HELD_OUT - 1) // HELD_OUT
    return Data("digits", x[:cut], y[:cut], x[cut:], y[cut:], 10, (8, 8))


def spirals(seed: int) -> Data:
    """Two spirals of one and a half turns, one inside the other, with some noise."""
    source = np.random.default_rng(seed)
    y = np.arange(_POINTS) % 2
    # Even along the arm, for its length grows nearly as the square of the angle.
    angle = 3 * math.pi * np.sqrt(source.uniform(0.01, 1, _POINTS))
    radius = angle / (3 * math.pi)
    turned = angle + math.pi * y
    x = np.c_[radius * np.cos(turned), radius * np.sin(turned)]
    return split("spirals", x + 0.02 * source.standard_normal(x.shape), y, 2)


def moons(seed: int) -> Data:
    """Two half circles that reach into each other, with noise."""
    source = np.random.default_rng(seed)
    y = np.arange(_POINTS) % 2
    angle = source.uniform(0, math.pi, _POINTS)
    upper = np.c_[np.cos(angle), np.sin(angle)]
    lower = np.c_[1 - np.cos(angle), 0.5 - np.sin(angle)]
    x = np.choose(y[:, None], [upper, lower])
    return split("moons", x + 0.15 * source.standard_normal(x.shape), y, 2)


def xor(seed: int) -> Data:
    """Points of a square; the class says whether their two signs differ."""
    source = np.random.default_rng(seed)
    x = source.uniform(-1, 1, (_POINTS, 2))
    return split("xor", x, (x[:, 0] * x[:, 1] < 0).astype(np.int64), 2)


def wave(seed: int) -> Data:
    """A curve in one variable, sin(3x) + x/2 between -2 and 2, with noise of deviation 0.1."""
    source = np.random.default_rng(seed)
    x = source.uniform(-2, 2, (_POINTS, 1))
    y = np.sin(3 * x) + x / 2 + 0.1 * source.standard_normal(x.shape)
    return split("wave", x, y, 0)


GENERATED: Final[dict[str, Callable[[int], Data]]] = {
    "spirals": spirals,
    "moons": moons,
    "xor": xor,
    "wave": wave,
}
NAMES: Final = ("digits", *GENERATED)


def split(name: str, x: Float64, y: Any, classes: int, shape: tuple[int, ...] = ()) -> Data:
    """Examples in an order of their own, every fifth of them for testing.

    The order is drawn from a fixed seed: a file may hold one class after the other.
    """
    order = np.random.default_rng(0).permutation(len(x))
    test = np.zeros(len(x), dtype=bool)
    test[order[::HELD_OUT]] = True
    return Data(name, x[~test], y[~test], x[test], y[test], classes, shape)
