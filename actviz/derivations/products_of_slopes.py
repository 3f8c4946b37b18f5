"""What a slope makes of a gradient through many layers: its product with itself."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from actviz.facts.record import Place

LAYERS: Final = (2, 10, 50)  # through which a gradient is followed


@dataclass(frozen=True, slots=True)
class Layers:
    """The slope at a place, and its product over many layers that all stand there."""

    where: str  # "at 0", "steepest" or "flattest"
    x: Place | None  # None: approached, not attained
    slope: float
    products: dict[int, float]

    def as_row(self) -> dict[str, Any]:
        """Plain data, with keys ``after_2`` and so on."""
        after = {f"after_{count}": value for count, value in self.products.items()}
        return {"where": self.where, "x": self.x, "slope": self.slope, **after}


def through(where: str, x: Place | None, slope: float) -> Layers:
    """A slope at a place, through each number of layers."""
    return Layers(where, x, slope, {count: power(slope, count) for count in LAYERS})


def power(slope: float, count: int) -> float:
    """A double to a whole power, correctly rounded; infinite where it is too large."""
    if not math.isfinite(slope):
        return slope**count
    exact = Fraction(slope) ** count
    try:
        return float(exact)
    except OverflowError:
        return math.inf if exact > 0 else -math.inf
