"""Fixed-point and affine integer formats: whole numbers that stand for real ones.

``Qm.n`` has m bits before the point, the sign included, and n after it: Q2.6 is [-2, 2) in steps
of 2**-6. ``int8:SCALE:ZERO`` is affine: the integer q stands for ``(q - ZERO)*SCALE``, as in
quantised networks. Rounding is to nearest, and half a step goes up; what is too large saturates.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_Q: Final = re.compile(r"Q(\d+)\.(\d+)")
_WIDEST: Final = 32  # bits of a number


@dataclass(frozen=True, slots=True)
class Fixed:
    """One such format.

    Attributes:
        name: ``Q4.12`` or ``int8:0.05:3``.
        bits: of a number, sign included.
        scale: the distance of neighbours.
        zero: the integer that stands for 0.
    """

    name: str
    bits: int
    scale: Fraction
    zero: int = 0

    @property
    def fraction_bits(self) -> int | None:
        """n of Qm.n; None for an affine format."""
        return self.scale.denominator.bit_length() - 1 if self.name[0] == "Q" else None

    @property
    def ends(self) -> tuple[int, int]:
        """The smallest and the largest integer."""
        return -(1 << (self.bits - 1)), (1 << (self.bits - 1)) - 1

    @property
    def low(self) -> float:
        """The smallest number."""
        return float((self.ends[0] - self.zero) * self.scale)

    @property
    def high(self) -> float:
        """The largest number."""
        return float((self.ends[1] - self.zero) * self.scale)

    def integer(self, number: Fraction | float) -> int:
        """The integer for a number, rounded half up and saturated."""
        low, high = self.ends
        near = (Fraction(number) / self.scale + Fraction(1, 2)).__floor__() + self.zero
        return min(max(near, low), high)

    def number(self, integer: int) -> float:
        """The number that an integer stands for, as the nearest double."""
        return float((integer - self.zero) * self.scale)

    def every_integer(self) -> NDArray[np.int64]:
        """All integers of the format, upwards."""
        import numpy as np

        low, high = self.ends
        return np.arange(low, high + 1, dtype=np.int64)

    def integers(self, numbers: NDArray[np.float64]) -> NDArray[np.int64]:
        """The integers for an array of numbers; those of NaN is that of 0."""
        import numpy as np

        low, high = self.ends
        steps = np.nan_to_num(numbers) / float(self.scale)
        below = np.floor(steps)
        near = below + (steps - below >= 0.5) + self.zero
        found: NDArray[np.int64] = np.clip(near, low, high).astype(np.int64)
        return found

    def numbers(self, integers: NDArray[np.int64]) -> NDArray[np.float64]:
        """The numbers that integers stand for, as doubles."""
        import numpy as np

        return (integers - self.zero).astype(np.float64) * float(self.scale)


def is_fixed(name: str) -> bool:
    """Whether a word names a fixed-point or affine format, well formed or not."""
    return re.match(r"Q\d|int(8|16)\b", name) is not None


def fixed(name: str) -> Fixed:
    """The format behind ``Qm.n``, ``int8:SCALE:ZERO`` or ``int16:SCALE:ZERO``.

    Raises:
        ValueError: no such format; the message says how one is written.
    """
    if found := _Q.fullmatch(name):
        whole, fraction = map(int, found.groups())
        if not (whole >= 1 and whole + fraction <= _WIDEST):
            raise ValueError(f"{name}: Qm.n has m from 1 on and at most {_WIDEST} bits in all")
        return Fixed(name, whole + fraction, Fraction(1, 1 << fraction))
    kind, _, rest = name.partition(":")
    scale, _, zero = rest.partition(":")
    bits = {"int8": 8, "int16": 16}.get(kind)
    try:
        made = Fixed(name, bits or 0, Fraction(float(scale)), int(zero or 0))
    except (ValueError, OverflowError):
        made = None
    if made is None or bits is None:
        raise ValueError(f"{name!r} is no format; known are Q4.12, int8:0.05:3 and int16:0.01:0")
    low, high = made.ends
    if not (made.scale > 0 and low <= made.zero <= high):
        raise ValueError(f"{name}: the scale is positive, and ZERO from {low} to {high}")
    return made
