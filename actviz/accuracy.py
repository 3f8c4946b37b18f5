"""How far the fast arithmetic is from the truth, in units in the last place.

The truth is the correctly rounded value. The promise of the fast arithmetic is mixed stability:
within 8, 12, 16 ulp for f, f', f'', plus twice the condition number |x g'(x)/g(x)|; that is, the
right answer for an input within an ulp or two. Worse than any number of ulp are catastrophic
points: NaN or an infinity where the truth is finite, or a zero or the wrong sign where the
allowance does not reach down to 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from actviz.activation import Activation
from actviz.readings import exact

Float64 = NDArray[np.float64]

ALLOWED: Final = (8.0, 12.0, 16.0)  # ulp for f, f', f''; 4 more for each further order
CONDITION: Final = 2.0  # how often the condition number counts: an input off by two ulp
MOST: Final = 1.7976931348623157e308


@dataclass(frozen=True)
class Measure:
    """What was found of one function and one order of derivative."""

    order: int
    tried: int  # points at which the truth is finite
    max_ulp: float  # the largest error
    worst_x: float | None
    excess: float  # the largest error over its allowance; at most 1 keeps the promise
    excess_x: float | None
    catastrophic: int
    catastrophic_x: float | None
    undecided: int  # points at which exact arithmetic met its cap

    @property
    def kept(self) -> bool:
        """Whether the promise holds at every point tried."""
        return self.excess <= 1 and self.catastrophic == 0


def ulp(values: Float64) -> Float64:
    """The unit in the last place of each value: 2**(max(exponent, -1022) - 52)."""
    exponents = np.frexp(values)[1] - 1
    return np.ldexp(1.0, np.maximum(exponents, -1022) - 52)


def points(activation: Activation, density: int = 1) -> Float64:
    """Where a function is tried: the whole line of doubles, and wherever something happens.

    Args:
        density: points in each binade; everything else grows with it.
    """
    chance = np.random.default_rng(20260101)  # a fixed draw: the same points on every run
    binades = np.arange(-1074, 1024)
    sizes = np.ldexp(1.0 + chance.random((density, binades.size)), binades).ravel()
    parts = [
        sizes,
        -sizes,
        chance.uniform(-40, 40, 500 * density),
        chance.uniform(-760, 760, 500 * density),
        np.array([0.0, -0.0, MOST, -MOST, 5e-324, -5e-324, 1.0, -1.0]),
    ]
    for signed in (-1, 1):
        parts.append(signed * 10 ** chance.uniform(-20, 3, 250 * density))
    parts += [neighbours(place) for place in places(activation)]
    found = np.unique(np.concatenate(parts))
    kinks = {joint.x for joint in _joints(activation)}
    return found[np.isfinite(found) & ~np.isin(found, list(kinks))]


def places(activation: Activation) -> list[float]:
    """Kinks, and zeros of the function and of its first two derivatives."""
    found = activation.facts()
    zeros = [x for x in found.zeros if isinstance(x, float)]
    turns = [extremum.x for extremum in found.extrema]
    return [*(joint.x for joint in _joints(activation)), *zeros, *turns, *found.inflections]


def _joints(activation: Activation) -> list:  # type: ignore[type-arg]
    found = activation.facts()
    return [*found.jumps, *found.kinks]


def neighbours(place: float) -> Float64:
    """Points around a place: 1 to 12 ulp away, and at relative distances from 1e-15 to 0.1."""
    step = float(np.spacing(abs(place)))
    near = np.array([count * step for count in (1, 2, 3, 5, 8, 12)])
    far = abs(place or 1.0) * 10.0 ** np.arange(-15, 0)
    away = np.concatenate([near, far])
    return np.concatenate([place - away, place + away])


def measure(activation: Activation, x: Float64, order: int = 0) -> Measure:
    """Compare the fast arithmetic with the truth.

    Args:
        activation: any elementwise function.
        x: finite points.
        order: which derivative; 0 is the function itself.
    """
    if order:
        fast = np.asarray(activation.derivative(x, order))
    else:
        fast = np.asarray(activation(x))
    values = activation.values
    truth, decided = exact.decide(activation.derivative_tree(order), x, values)
    slope, _ = exact.decide(activation.derivative_tree(order + 1), x, values)
    tried = decided & np.isfinite(truth)
    x, fast, truth, slope = x[tried], fast[tried], truth[tried], slope[tried]
    with np.errstate(all="ignore"):
        error = np.abs(fast - truth) / ulp(truth)
        # Of an overflown or unknown slope nothing is demanded but that the answer is finite.
        condition = np.abs(x * (slope / truth))
        condition = np.where(np.isnan(condition), np.where(truth == 0, 0.0, np.inf), condition)
        allowance = ALLOWED[min(order, 2)] + 4 * max(order - 2, 0) + CONDITION * condition
        lost = ~np.isfinite(fast)
        # A wrong sign, or nothing at all, where the allowance does not reach down to zero.
        reaches = np.abs(truth) <= allowance * ulp(truth)
        lost |= (np.sign(fast) != np.sign(truth)) & (truth != 0) & ~reaches
        error = np.where(np.isfinite(fast), error, np.inf)
        excess = np.where(np.isfinite(error), error / allowance, 0.0)
    finite = np.where(np.isfinite(error), error, 0.0)
    return Measure(
        order,
        int(tried.sum()),
        float(finite.max(initial=0.0)),
        _where(x, finite),
        float(excess.max(initial=0.0)),
        _where(x, excess),
        int(lost.sum()),
        float(x[lost][0]) if lost.any() else None,
        int((~decided).sum()),
    )


def _where(x: Float64, sizes: Float64) -> float | None:
    return float(x[int(np.argmax(sizes))]) if sizes.size and sizes.max() > 0 else None
