"""Where on the line a function is dead, saturated or clipped: sets to count numbers in."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from statistics import NormalDist
from typing import TYPE_CHECKING

from actviz.arrays import Float64, Mask, np
from actviz.dataclass import dataclass
from actviz.facts.interval import Interval
from actviz.facts.monotone_pieces import Curve
from actviz.facts.saturation import dead_intervals, saturation

if TYPE_CHECKING:
    from actviz.facts.record import Saturation
    from actviz.functions.elementwise import Activation


@dataclass(frozen=True)
class Region:
    """A union of intervals."""

    parts: tuple[Interval, ...]

    def holds(self, x: Float64) -> Mask:
        """Which numbers lie in it; any shape."""
        inside = np.zeros(x.shape, dtype=np.bool_)
        for part in self.parts:
            above = x >= part.low if part.low_closed else x > part.low
            inside |= above & (x <= part.high if part.high_closed else x < part.high)
        return inside

    @property
    def normal_share(self) -> float:
        """The share of standard normal numbers that lie in it."""
        normal = NormalDist()
        return math.fsum(normal.cdf(part.high) - normal.cdf(part.low) for part in self.parts)


@dataclass(frozen=True)
class Regions:
    """What becomes of an input, by where it lies; None where the formula's pieces do not tell.

    ``dead``: the slope is 0 on a whole interval. ``saturated``: on a side that saturates, from
    the threshold of the facts on, the magnitude of the slope stays below their tolerance.
    ``clipped``: the function is constant from there on, and has that value.
    """

    dead: Region | None
    saturated: Region | None
    clipped: Region | None
    saturation: Saturation


def regions(activation: Activation, tolerance: float = 0.01) -> Regions:
    """The regions of a function.

    Raises:
        ValueError: the tolerance is not positive.
    """
    if not tolerance > 0:
        raise ValueError(f"the tolerance must be positive, not {tolerance}")
    curve = Curve(activation.bound_tree)
    saturated = saturation(curve, tolerance)

    def slope(x: float) -> float:
        return float(activation.derivative(x))

    dead = clipped = None
    if curve.complete(0):
        dead = _region(dead_intervals(curve), lambda x: slope(x) == 0)
    if not curve.endless:
        clipped = Region(tuple(dict.fromkeys([*_clipped(curve, -1), *_clipped(curve, 1)])))
    return Regions(dead, _saturated(curve, saturated, slope), clipped, saturated)


def _region(spans: Iterable[tuple[float, float]], closed: Callable[[float], bool]) -> Region:
    """Intervals with those finite ends of which something is true as well."""

    def belongs(x: float) -> bool:
        return math.isfinite(x) and closed(x)

    return Region(tuple(Interval(a, b, belongs(a), belongs(b)) for a, b in spans))


def _saturated(curve: Curve, known: Saturation, slope: Callable[[float], float]) -> Region | None:
    sides = ((known.kind_left, known.left), (known.kind_right, known.right))
    if curve.endless or any(kind is not None and at is None for kind, at in sides):
        return None
    left = -math.inf if known.left is None else known.left
    right = math.inf if known.right is None else known.right
    # A constant is saturated everywhere: the two sides overlap, and are one.
    ends = [(-math.inf, math.inf)] if left > right else [(-math.inf, left), (right, math.inf)]
    spans = [(low, high) for low, high in ends if low < high]
    return _region(spans, lambda x: abs(slope(x)) < known.tolerance)


def _clipped(curve: Curve, side: int) -> list[Interval]:
    pieces = curve.pieces(0)
    if not pieces:
        return []
    last = pieces[0 if side < 0 else -1]
    inner, outer = (last.high, last.low) if side < 0 else (last.low, last.high)
    if last.direction or outer != side * math.inf:
        return []
    attained = math.isfinite(inner) and curve.value(inner) == last.start
    low, high = sorted((inner, outer))
    return [Interval(low, high, side > 0 and attained, side < 0 and attained)]
