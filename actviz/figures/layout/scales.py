"""Scales of an axis: where on paper a number stands, and which numbers are written there."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from actviz.arrays import Float64
from actviz.dataclass import dataclass
from actviz.figures.layout.ticks import axis, log_words, power_word
from actviz.figures.scene.scene import Axis, ScaleName

LINEAR_UP_TO: Final = 1.0  # of a symlog scale: between -1 and 1 it is even
_FEW: Final = 2.2  # decades, below which 2 and 5 are written too
_PER_INCH: Final = 1.3  # ticks


@dataclass(frozen=True, slots=True)
class Scale:
    """From numbers to places along an axis, and back."""

    name: ScaleName = "linear"

    def place(self, value: Float64) -> Float64:
        """Where numbers stand; NaN where they have no place."""
        if self.name == "linear":
            return value
        with np.errstate(all="ignore"):
            size = np.abs(value)
            if self.name == "log":
                return np.where(value > 0, np.log10(size), np.nan)
            far = 1 + np.log10(size / LINEAR_UP_TO)
            return np.where(size <= LINEAR_UP_TO, value / LINEAR_UP_TO, np.sign(value) * far)

    def number(self, place: Float64) -> Float64:
        """The numbers that stand at places."""
        if self.name == "linear":
            return place
        with np.errstate(all="ignore"):
            if self.name == "log":
                return np.asarray(10.0**place)
            far = np.sign(place) * LINEAR_UP_TO * 10.0 ** (np.abs(place) - 1)
            return np.where(np.abs(place) <= 1, place * LINEAR_UP_TO, far)

    def ends(self, span: tuple[float, float]) -> tuple[float, float]:
        """The places of both ends of a range.

        Raises:
            ValueError: a logarithmic scale of numbers that are not above 0.
        """
        if self.name == "log" and not span[0] > 0:
            raise ValueError(
                f"a log scale has no place for {span[0]:g}; begin above 0, or take symlog"
            )
        low, high = self.place(np.array(span)).tolist()
        return low, high

    def axis(self, ends: tuple[float, float], inches: float, label: str = "") -> Axis:
        """An axis between two places, so long."""
        if self.name == "linear":
            return axis(ends, inches, label)
        places, words = self._ticks(*ends, max(2.0, _PER_INCH * inches))
        return Axis(*ends, places, words, label, self.name)

    def _ticks(
        self, low: float, high: float, count: float
    ) -> tuple[tuple[float, ...], tuple[str, ...]]:
        every = max(1, math.ceil((high - low) / count))
        if self.name == "log":
            powers = range(math.ceil(low - 1e-9), math.floor(high + 1e-9) + 1)
            kept = [power for power in powers if power % every == 0]
            if high - low > _FEW and kept:
                return tuple(map(float, kept)), tuple(map(power_word, kept))
            decades = range(math.floor(low), math.ceil(high) + 1)
            numbers = [d * 10.0**power for power in decades for d in (1, 2, 5)]
        else:
            far = math.floor(max(abs(low), abs(high), 1.0) + 1e-9)
            sizes = [10.0**power for power in range(0, far, every)]
            if far == 1:  # no power of ten beyond 1
                sizes = [1.0, 2.0, 5.0]
            numbers = [*(-size for size in reversed(sizes)), 0.0, *sizes]
        standing = zip(self.place(np.array(numbers)).tolist(), numbers, strict=True)
        inside = [one for one in standing if low - 1e-9 <= one[0] <= high + 1e-9]
        return tuple(place for place, _ in inside), log_words([number for _, number in inside])
