"""A range of real numbers that knows whether its ends belong to it."""

from __future__ import annotations

from actviz.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Interval:
    """A range of real numbers whose ends belong to it or not. Infinite ends never do."""

    low: float
    high: float
    low_closed: bool = False
    high_closed: bool = False

    def __post_init__(self) -> None:
        if not self.low <= self.high:
            raise ValueError(f"an interval's ends must be in order: {self.low} to {self.high}")

    def __contains__(self, value: float) -> bool:
        above = value > self.low or (self.low_closed and value == self.low)
        return above and (value < self.high or (self.high_closed and value == self.high))
