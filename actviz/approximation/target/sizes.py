"""How small and how large a function is: to many digits where that is next to a power of two.

Doubles below a power of two are twice as close as above, and so is what rounding takes. Whether a
function that has its maximum there goes beyond (x/(1 + x**2) is 1/2 at most) is decided by its
slope, which is nearly 0 in a small interval around the maximum.
"""

from __future__ import annotations

import math

import numpy as np
from flint import arb

from actviz.approximation.target.target import Target
from actviz.readings.exact import ranges

_SAMPLES = 1001
_NEAR = 2.0**-12  # relative: how far the largest sample may be below the power of two
_ENOUGH = 2.0**-78  # relative: bounds so near to a value are as good as the value
_INTERVALS = 600


def sizes_of(target: Target, low: float, high: float) -> tuple[arb, arb] | None:
    """The least and the largest size of a function on an interval, or bounds; None: none is found.

    Inside of it the function is smooth.
    """
    if any(one.order == 0 and one.x in (low, high) for one in target.breaks):
        return None
    around = ranges.over(target.tree, ranges.between(low, high), {})
    if around is None or isinstance(around, float):
        return None
    ends = ranges.ends(around)
    least = max(ends[0].lower(), -ends[1].upper(), arb(0))
    return least, _largest(target, low, high, max(abs(end).upper() for end in ends))


def _largest(target: Target, low: float, high: float, most: arb) -> arb:
    """The largest size, or a bound, no more than one that is known."""
    seen = float(np.abs(target.on(np.linspace(low, high, _SAMPLES))).max())
    power = 2.0 ** round(math.log2(seen)) if 0 < seen < math.inf else 0.0
    if most <= power or not power * (1 - _NEAR) <= seen <= power:
        return most
    best, upper, pending = arb(0), arb(0), [(low, high)]
    for count in range(_INTERVALS):
        if not pending:
            return upper
        a, b = pending.pop(0)
        middle = a + (b - a) / 2
        near, bound = _on(target, a, b, middle)
        if (
            bound is None
            or not bound.is_finite()
            or count + len(pending) >= _INTERVALS
            or not a < middle < b
        ):
            return most
        best = max(best, near)
        if bound <= best + power * _ENOUGH:
            upper = max(upper, bound)
        else:
            pending += [(a, middle), (middle, b)]
    return most


def _on(target: Target, a: float, b: float, middle: float) -> tuple[arb, arb | None]:
    """A value's size on an interval, and a bound of all: by the slope around the middle."""
    values = [abs(target.exactly(x, 120)) for x in (a, middle, b)]
    near = max((value.lower() for value in values), default=arb(0))
    slope = ranges.over(target.slope, ranges.between(a, b), {})
    if slope is None or (isinstance(slope, float) and math.isnan(slope)):
        return near, None
    least, most = ranges.ends(slope)
    hull = least.union(most)
    if not hull.contains(0):  # it is monotonic
        return near, max(values[0].upper(), values[2].upper())
    reach = abs(hull).upper() * (arb(b) - arb(a)) / 2
    return near, (values[1].upper() + reach).upper()
