"""The error of polynomials on cells, and of what is computed of them: what bounds it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actviz.approximation.target.polynomial_rows import Polynomials
from actviz.approximation.value.evaluation_errors import UNIT
from actviz.dataclass import dataclass

Float64 = NDArray[Any]
Weight = Callable[[Float64], Float64]  # of the size of the function: what errors are divided by

_WIDE = 2.0**-8  # where what is left out is such a share of the largest


@dataclass
class Bounds:
    """Bounds of the errors on cells, as they come about."""

    values: list[Float64]  # of the top, at both ends of each cell
    ends: list[Float64]  # their sizes
    slack: Float64
    high: Float64  # the error is not above it
    low: list[Float64]  # nor below these at the ends
    stuck: NDArray[np.bool_]  # where most of it is what polynomials leave out
    sides: list[Float64] = field(default_factory=list)  # sizes of the function at the ends
    half: Float64 | float = 0.0  # what the last rounding adds at most
    least: Float64 | float = 0.0  # what the function's size is not below


@dataclass(frozen=True)
class Entries:
    """All entries of :class:`~actviz.approximation.error.error_cells.Cells` as arrays."""

    weight: Weight | None
    finest: int | None
    top: Polynomials
    divisor: Polynomials
    size: Polynomials
    quotients: bool  # whether some divisor is not 1
    carried: Float64
    powers: NDArray[np.int64]
    bottoms: Float64
    ceilings: Float64
    tops_of_size: Float64
    signs: Float64
    nothing: NDArray[np.bool_]  # whether what is computed is 0

    @property
    def relative(self) -> bool:
        """Whether errors are shares of the function's size."""
        return self.weight is not None and self.finest is None

    def within(
        self, bounds: Bounds, index: NDArray[np.int64], s0: Float64, s1: Float64, limit: float
    ) -> NDArray[np.bool_]:
        """Whether errors stay below a share: less that share of f they bend alone."""
        share = limit * (1 - 2.0**-50)
        spare = bounds.slack + bounds.half + 2 * share * self.size.loose[index]
        spare += (self.top.bend[index] + share * self.size.bend[index]) * (s1 - s0) ** 2 / 8
        rooms = [share * side - end for end, side in zip(bounds.ends, bounds.sides, strict=True)]
        inside: NDArray[np.bool_] = (np.minimum(*rooms) >= spare) & (bounds.least > 0)
        return inside

    def bounded(self, index: NDArray[np.int64], s0: Float64, s1: Float64) -> Bounds:
        """What the errors of cells do not exceed, and what they come to at both ends.

        Args:
            index: of the entry of each cell.
            s0, s1: where the cell begins and ends.
        """
        top, slack = self.top, self.top.loose[index]
        values = [top.at(index, s) for s in (s0, s1)]
        ends = [np.abs(value) for value in values]
        bent = top.bend[index] * (s1 - s0) ** 2 / 8
        high = np.maximum(*ends) + bent + slack
        stuck = slack > np.maximum(high * _WIDE, bent / _WIDE)
        bounds = Bounds(values, ends, slack, high, [end - slack for end in ends], stuck)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            if self.quotients:
                least, _, sides = self.divisor.sizes(index, s0, s1)
                bounds.high = np.where(bounds.high == 0, 0.0, bounds.high / least)
                bounds.low = [end / side for end, side in zip(bounds.low, sides, strict=True)]
            if self.weight is not None or self.carried.any():
                self._weigh(bounds, index, s0, s1)
        return bounds

    def _weigh(
        self,
        bounds: Bounds,
        index: NDArray[np.int64],
        s0: Float64,
        s1: Float64,
    ) -> None:
        """Add the last rounding to bounds, and divide them by a weight of the function's size."""
        least, most, bounds.sides = self.size.sizes(index, s0, s1)
        powers, here = self.powers[index], self.carried[index]
        # Where what is computed is between 0 and the function, it is no larger.
        bend = self.top.bend[index] * (s1 - s0) ** 2
        inward = (least > 0) & (np.minimum(*bounds.ends) > bend)
        for value, s in zip(bounds.values, (s0, s1), strict=True):
            size = self.size.at(index, s) * self.signs[index]
            side = self.divisor.at(index, s) * size
            inward &= (value * side > 0) & (np.abs(value) > 2 * bounds.slack)
        half = _half(np.where(inward, most, most + bounds.high), powers)
        half = _last_rounding(self, bounds, index, half)
        far, nearest = np.maximum(np.abs(s0), np.abs(s1)), _nearest_of(s0, s1)
        least = np.maximum(least, self.bottoms[index])
        by = self._scale(least, powers, far, nearest)
        bounds.half, bounds.least = np.where(here, half, 0.0), least
        rest = np.where(here & (half != 0), half / by, 0.0)
        high = np.where(bounds.high == 0, 0.0, bounds.high / by)
        if self.relative:  # half a unit is no larger share of what is rounded
            rest = np.minimum(rest, UNIT * (1 + high) * (1 + 2.0**-50))
        sides = bounds.sides
        if self.finest is not None:
            # Half a unit of float64, or what is beyond the power of two where it grows.
            unit = 2.0 ** (self.finest - 54)
            rest = np.minimum(rest, np.where(inward, unit, np.maximum(unit, high)))
            sides = [np.minimum(side, self.ceilings[index]) for side in sides]
        bounds.high = high + rest
        if self.relative:
            bounds.high = np.where(self.nothing[index], 1.0, bounds.high)
        bounds.low = [
            end / self._scale(side, powers, s)
            for end, side, s in zip(bounds.low, sides, (s0, s1), strict=True)
        ]

    def _scale(
        self, size: Float64, powers: NDArray[np.int64], s: Float64, nearest: Float64 | None = None
    ) -> Float64:
        """What errors are divided by, where the function has this size: a lower or upper bound.

        Args:
            s: the largest place of a cell for a lower bound, any of it for an upper one.
            nearest: the smallest place, for a lower bound.
        """
        if self.weight is None:
            return np.ones_like(size)
        if self.finest is None:
            return self.weight(size)
        share = size * 2.0 ** (1 - self.finest if nearest is None else -self.finest)
        least = self.weight(np.zeros(1))  # below the normal numbers
        if nearest is not None and powers.any():
            least = self.weight(size * nearest**powers * (1 - 1e-14))
        least = least / np.abs(s) ** powers
        return np.where(powers > 0, np.maximum(share, least), self.weight(size))


def _last_rounding(
    entries: Entries, bounds: Bounds, index: NDArray[np.int64], half: Float64
) -> Float64:
    """Half a unit of results, or less where less is known; lower bounds take it in.

    Args:
        half: what it is by the size alone.
    """
    high, below = bounds.high, bounds.low
    here, powers = entries.carried[index], entries.powers[index]
    above, fourth = entries.tops_of_size[index].T
    spare = 2 * entries.size.loose[index]
    bounds.low = [
        end + np.where(here, _half(side - spare, powers), 0.0)
        for end, side in zip(below, bounds.sides, strict=True)
    ]
    least: Float64 = np.minimum(half, np.maximum(fourth, above + high))
    return least


def _nearest_of(s0: Float64, s1: Float64) -> Float64:
    """The size of the place of a cell that is nearest to 0."""
    return np.where(np.sign(s0) * np.sign(s1) > 0, np.minimum(np.abs(s0), np.abs(s1)), 0.0)


def _half(size: Float64, powers: NDArray[np.int64]) -> Float64:
    """Half the distance of doubles of a size, or where that is a share of it, the largest share."""
    size = np.maximum(size, 0.0)
    return np.where(powers > 0, size * UNIT, np.spacing(size) / 2)
