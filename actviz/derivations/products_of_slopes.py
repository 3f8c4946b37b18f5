"""What a slope makes of a gradient through many layers: its product with itself."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from actviz.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable

    from actviz.facts.record import Facts, Place
    from actviz.formula.tree import Node

    Slope = tuple[float, Place | None]  # and where it is; None: approached, not attained

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


def products(facts: Facts, flat: Iterable[float], tree: Node) -> list[Layers]:
    """The products at 0 and at the steepest and flattest x, as far as those are known.

    Args:
        flat: single places at which its slope is 0.
    """
    layers, ends = [], facts.derivative_range
    if facts.slope_at_zero is not None and math.isfinite(facts.slope_at_zero):
        layers.append(through("at 0", 0.0, facts.slope_at_zero))
    if ends is not None:
        low, high = (ends.low, facts.slope_argmin), (ends.high, facts.slope_argmax)
        slope, x = high if abs(high[0]) >= abs(low[0]) else low
        layers.append(through("steepest", x, slope))
        dead = facts.dead_intervals
        zero = dead[0] if dead else min(flat, key=abs, default=None)
        if low[0] < 0 < high[0]:
            flattest = _nearest_to_0(tree) if zero is None else (0.0, zero)
        else:
            flattest = low if low[0] >= 0 else high
        if flattest is not None:
            layers.append(through("flattest", flattest[1], flattest[0]))
    return layers


def _nearest_to_0(tree: Node) -> Slope | None:
    """The flattest slope where slopes jump over 0, or come near to it beside a joint or far out.

    It is an end of one of the intervals that slopes take.
    """
    from actviz.facts import value_ranges
    from actviz.facts.monotone_pieces import Curve

    curve = Curve(tree)
    taken = value_ranges.image(curve, 1) or ()
    ends = [(one.low, one.low_closed) for one in taken]
    ends += [(one.high, one.high_closed) for one in taken]
    if any(one.low < 0 < one.high for one in taken):
        zero = value_ranges.where_value(curve, 0.0, 1)  # at a joint: intervals that touch are one
        return None if zero is None else (0.0, zero)
    if not ends:
        return None
    slope, attained = min(ends, key=lambda end: (abs(end[0]), not end[1], end[0] < 0))
    return slope, value_ranges.where_value(curve, slope, 1) if attained else None


def through(where: str, x: Place | None, slope: float) -> Layers:
    """A slope at a place, through each number of layers."""
    return Layers(where, x, slope + 0.0, {count: power(slope, count) for count in LAYERS})


def power(slope: float, count: int) -> float:
    """A double to a whole power, correctly rounded; infinite where it is too large."""
    if not math.isfinite(slope):
        return slope**count
    exact = Fraction(slope) ** count
    try:
        return float(exact)
    except OverflowError:
        return math.inf if exact > 0 else -math.inf
