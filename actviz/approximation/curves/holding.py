"""Number formats that hold coefficients: the numbers near a real one."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from actviz.arrays import Float64
from actviz.dataclass import dataclass
from actviz.readings import formats
from actviz.readings.number_formats import every_number, rounded, small, ulp

_BESIDE = np.array([-1, 0])


@dataclass(frozen=True)
class Held:
    """A format by its name: one of floats, or ``Qm.n``."""

    name: str

    def __post_init__(self) -> None:
        _ = self.form  # a mistake in the name is told now

    @cached_property
    def form(self) -> formats.Format:
        """What the format is."""
        return formats.known(self.name)

    def nearest(self, numbers: Float64) -> Float64:
        """Every number rounded; what is too large becomes the largest."""
        return rounded(np.clip(numbers, self.form.low, self.form.high), self.name)

    def step(self, numbers: Float64) -> Float64:
        """The distance between neighbours there."""
        return ulp(np.asarray(numbers, dtype=np.float64), self.name)

    def around(self, numbers: Float64, reach: int) -> Float64:
        """The nearest number and ``reach`` neighbours on each side: one axis more, at the end."""
        numbers = np.asarray(numbers, dtype=np.float64)
        offsets = np.arange(-reach, reach + 1)
        return self.nearest(numbers[..., None] + offsets * self.step(numbers)[..., None])

    @cached_property
    def _all(self) -> Float64:
        """Every number, in order."""
        numbers = every_number(self.name)
        return np.unique(numbers[np.isfinite(numbers)])

    def beside(self, numbers: Float64) -> Float64:
        """The neighbours of numbers in the format, on both sides: one axis more, at the end."""
        if not small(self.name):
            return self.around(numbers, 1)
        above = np.clip(np.searchsorted(self._all, numbers), 1, len(self._all) - 1)
        return np.asarray(self._all[above[..., None] + _BESIDE])

    def beyond(self, number: float, side: int) -> float:
        """The number of the format nearest to it that is not below (side 1) or above it (-1)."""
        near = formats.nearest(self.form, number)
        if side * (near - number) < 0:
            near = (formats.above if side > 0 else formats.below)(self.form, number)
        if side * (near - number) < 0 or not self.form.low <= near <= self.form.high:
            raise ValueError(f"{self.name} cannot hold {number:.6g}")
        return near

    def all_beyond(self, numbers: Float64, side: int) -> Float64:
        """The same of many numbers, none of them outside of the format."""
        near = self.nearest(numbers)
        # Beside a power of two the next number may be half a step away: 0.6 of one rounds to it.
        beside = self.nearest(near + side * 0.6 * self.step(near))
        return np.where(side * (near - numbers) < 0, beside, near)

    @property
    def bits(self) -> int:
        """Of a number."""
        return self.form.bits

    def check(self, size: float, what: str) -> None:
        """Refuse a format in which numbers of this size have no place.

        Raises:
            ValueError: it is too narrow.
        """
        room = float(self.step(np.array(size)))
        if not self.form.low - room <= size <= self.form.high + room:
            raise ValueError(
                f"{self.name} holds {self.form.low:g} to {self.form.high:g}, and {what} is "
                f"{size:.4g}"
            )
