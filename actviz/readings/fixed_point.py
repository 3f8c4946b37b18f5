"""Fixed-point and affine formats at work: the integers that stand for numbers, and back.

What each format is, and how a real number is rounded to it, stands in :mod:`formats`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from actviz.arrays import np
from actviz.readings import formats

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Fixed:
    """One such format, ``Q4.12`` or ``int8:0.05:3``, by its description."""

    form: formats.Uniform

    @property
    def name(self) -> str:
        """``Q4.12`` or ``int8:0.05:3``."""
        return self.form.name

    @property
    def bits(self) -> int:
        """Of a number, sign included."""
        return self.form.bits

    @property
    def scale(self) -> Fraction:
        """The distance of neighbours."""
        return Fraction(self.form.step)

    @property
    def zero(self) -> int:
        """The integer that stands for 0."""
        return self.form.zero

    @property
    def fraction_bits(self) -> int | None:
        """n of Qm.n; None for an affine format."""
        return self.scale.denominator.bit_length() - 1 if self.name[0] == "Q" else None

    @property
    def ends(self) -> tuple[int, int]:
        """The smallest and the largest integer."""
        return self.form.integers

    @property
    def low(self) -> float:
        """The smallest number."""
        return self.form.low

    @property
    def high(self) -> float:
        """The largest number."""
        return self.form.high

    def integer(self, number: Fraction | float) -> int:
        """The integer for a number, rounded to nearest, ties to even, and saturated."""
        return int(Fraction(formats.nearest(self.form, number)) / self.scale) + self.zero

    def number(self, integer: int) -> float:
        """The number that an integer stands for."""
        return self.form.step * (integer - self.zero)

    def every_integer(self) -> NDArray[np.int64]:
        """All integers of the format, upwards."""
        low, high = self.ends
        return np.arange(low, high + 1, dtype=np.int64)

    def integers(self, numbers: NDArray[np.float64]) -> NDArray[np.int64]:
        """The integers for an array of numbers; those of NaN is that of 0."""
        from actviz.readings.number_formats import packed

        return np.asarray(packed(numbers, self.name), dtype=np.int64)

    def numbers(self, integers: NDArray[np.int64]) -> NDArray[np.float64]:
        """The numbers that integers stand for, as doubles."""
        return np.asarray((integers - self.zero) * self.form.step, dtype=np.float64)


def is_fixed(name: str) -> bool:
    """Whether a word names a fixed-point or affine format, well formed or not."""
    return re.match(r"Q\d|u?int(8|16)\b", name) is not None


def fixed(name: str) -> Fixed:
    """The format behind ``Qm.n`` or ``int8:SCALE:ZERO`` (int16, uint8 too).

    Raises:
        ValueError: no such format; the message says how one is written.
    """
    form = formats.known(name)
    if not isinstance(form, formats.Uniform):
        raise ValueError(f"{name!r} is no format of integers; known are Q4.12, int8:0.05:3")
    return Fixed(form)
