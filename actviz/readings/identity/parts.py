"""Parts of the line: open stretches and the places between them."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import NamedTuple


class Part(NamedTuple):
    """An open stretch of the line, or one place on it (both ends the same). None: no end."""

    low: Fraction | None
    high: Fraction | None

    @classmethod
    def between(cls, low: float, high: float) -> Part:
        """The stretch between two doubles."""
        return cls(*(None if math.isinf(end) else Fraction(end) for end in (low, high)))

    @property
    def place(self) -> bool:
        """Whether it is a single number."""
        return self.low is not None and self.low == self.high

    def inside(self, x: Fraction) -> bool:
        """Whether a number lies strictly between the ends."""
        return (self.low is None or x > self.low) and (self.high is None or x < self.high)

    def probe(self) -> Fraction:
        """A number of it."""
        if self.low is None:
            return Fraction(0) if self.high is None else self.high - 1
        return self.low + 1 if self.high is None else (self.low + self.high) / 2

    def cut(self, x: Fraction) -> list[Part]:
        """What it falls into at a number inside."""
        return [Part(self.low, x), Part(x, x), Part(x, self.high)]


class Cut(Exception):  # noqa: N818
    """A sign changes inside a part."""

    def __init__(self, x: Fraction) -> None:
        super().__init__(x)
        self.x = x
