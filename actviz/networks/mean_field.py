"""Mean-field theory of a random fully connected network: what happens to signal and gradient.

Layer by layer the network computes h = W x + b and x = f(h), with independent normal weights of
variance sw²/width and biases of variance sb². In the limit of infinite width every h is normal,
and three averages over a standard normal z say what happens from layer to layer (Poole et al. 2016,
Schoenholz et al. 2017):

- variance of h: q -> sw² E[f(√q z)²] + sb²;
- correlation of h for two inputs: c -> (sw² E[f(√q z1) f(√q z2)] + sb²) / q, corr(z1, z2) = c;
- mean square of the gradient, downwards: multiplied by chi = sw² E[f'(√q z)²].

At the fixed point q* of the variance chi is also the slope of the correlation map at c = 1; chi = 1
is the edge of chaos, where a gradient neither vanishes nor explodes.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cached_property, lru_cache
from statistics import NormalDist
from typing import Final

import numpy as np

from actviz.arrays import Float64
from actviz.dataclass import dataclass
from actviz.facts.breaks import breaks
from actviz.facts.gaussian import expectation, mean_over
from actviz.facts.monotone_pieces import Curve
from actviz.formula.calculus import derivative
from actviz.formula.tree import ZERO, X, node
from actviz.functions.elementwise import Activation
from actviz.readings import float64
from actviz.readings.effort import check, roughly

# Variances outside of this span are called 0 and infinity.
SMALLEST, LARGEST = 1e-12, 1e12
_PER_DECADE: Final = 8  # variances looked at in search of a fixed point
_SAME: Final = 1e-10  # relative; the averages carry eleven digits
_QUANTILES: Final = 20_000  # of a normal distribution: shares of units to half of 1/20000


@dataclass(frozen=True, slots=True)
class FixedPoint:
    """Where the variance map leads from some input.

    ``q`` is 0 where the signal dies out, infinite where it grows without bound, and None where the
    variance finds no rest or an average does not exist; ``why`` then says which. ``chi`` is the
    factor of the mean squared gradient a layer there, a limit where q is 0 or infinite.
    """

    q: float | None
    chi: float | None
    why: str = ""

    @property
    def depth_scale(self) -> float | None:
        """Layers in which the mean squared gradient changes by a factor of e: 1/|log chi|."""
        if self.chi is None:
            return None
        if self.chi == 0:
            return 0.0
        distance = abs(math.log(self.chi))
        # Within the digits of an average chi is 1.
        return 1 / distance if distance > _SAME else math.inf


@dataclass(frozen=True, slots=True)
class Critical:
    """The weights' standard deviation (times √width) at which chi = 1; or ``why`` there is none."""

    deviation: float | None
    q: float | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class TheoreticalLayer:
    """One layer in theory: h has variance ``q``, its values f(h) mean and mean square.

    ``chi`` is the factor of the mean squared gradient from f(h) down to the layer's input,
    ``correlation`` that of h for two inputs; None where it is not found.
    """

    q: float
    mean: float
    moment: float
    saturated: float
    dead: float
    chi: float
    correlation: float | None


class MeanField:
    """The averages over a normal input that rule a wide network with one activation function."""

    def __init__(self, function: Activation) -> None:
        self.function = function
        self._known: dict[tuple[str, float], float | None] = {}
        self._steps: dict[str, tuple[float, Float64, Float64]] = {}

    @cached_property
    def curve(self) -> Curve:
        """The function's formula, for what of it is asked."""
        return Curve(self.function.bound_tree)

    @cached_property
    def _of_lines(self) -> bool:
        """Whether a function is straight between its bends."""
        if self.function.corners is not None or self.curve.endless:
            return False
        return derivative(self.function.bound_tree, "x", 2) == ZERO

    def mean(self, q: float) -> float | None:
        """E[f(√q z)]."""
        return self._average("mean", q, self.function)

    def moment(self, q: float) -> float | None:
        """E[f(√q z)²]."""
        return self._average("moment", q, lambda x: np.square(self.function(x)))

    def slope_moment(self, q: float) -> float | None:
        """E[f'(√q z)²], the slope at a jump left out."""
        return self._average("slope", q, lambda x: np.square(self.function.derivative(x)))

    def _average(self, what: str, q: float, values: Callable[[Float64], object]) -> float | None:
        key = (what, q)
        if key not in self._known:
            check()
            read = lambda x: np.asarray(values(x))  # noqa: E731
            average = None
            if q > 0:
                # Digits that float64 loses are asked for where eleven of the average hang on them:
                # two rules do not agree then, or nothing is left.
                with roughly():
                    average = self._expected(what, read, math.sqrt(q))
                average = average or self._expected(what, read, math.sqrt(q))
            self._known[key] = average
        return self._known[key]

    def _expected(
        self, what: str, read: Callable[[Float64], Float64], deviation: float
    ) -> float | None:
        rungs, corners = self.function.rungs, self.function.corners
        if rungs is not None and what != "slope":  # the slope is that of the lines it rounds
            if what not in self._steps:
                values = read(rungs[0])
                rises = np.diff(values)
                self._steps[what] = values[-1], rises[rises != 0], rungs[1][rises != 0]
            last, rises, ends = self._steps[what]
            below = 1 + float64.evaluate(_ERF, ends / (deviation * math.sqrt(2)), {})
            mean = float(last - (rises * below).sum() / 2)
            return mean if math.isfinite(mean) else None
        if corners is not None:
            return mean_over(corners, read, deviation)
        return expectation(self.curve, read, deviation)

    @cached_property
    def at_zero(self) -> float:
        """f(0)."""
        return float(self.function(0.0))

    @cached_property
    def slope_moment_at_zero(self) -> float:
        """E[f'(√q z)²] as q tends to 0: the mean of both one-sided slopes squared."""
        if self.function.corners is not None:
            sides = self.function.derivative(np.array([-(2.0**-1074), 0.0]))
            return float(np.square(sides).mean())
        joint = next(iter(breaks(self.curve.tree, 0.0, 0.0)), None)
        if joint is None:
            return float(self.function.derivative(0.0)) ** 2
        return (joint.slope_left**2 + joint.slope_right**2) / 2

    @cached_property
    def slope_moment_at_infinity(self) -> float:
        """The same as q tends to infinity: of the slopes' limits; NaN where there is none."""
        if self.function.corners is not None:
            sides = self.function.derivative(np.array([-1e300, 1e300]))
            return float(np.square(sides).mean())
        return (self.curve.limit(-1, 1) ** 2 + self.curve.limit(1, 1) ** 2) / 2

    def shares(self, q: float, tolerance: float) -> tuple[float, float]:
        """The shares of units with |slope| below a tolerance, and with slope exactly 0.


        Of 20000 even quantiles of the normal distribution: each end of an interval costs 1/40000
        at most.
        """
        slopes = np.abs(self.function.derivative(math.sqrt(q) * _quantiles()))
        return float(np.mean(slopes < tolerance)), float(np.mean(slopes == 0))

    def next_variance(self, q: float, weights: float, biases: float) -> float | None:
        """The variance map."""
        moment = self.at_zero**2 if q == 0 else self.moment(q)
        return None if moment is None else weights**2 * moment + biases**2

    def chi(self, q: float, weights: float) -> float | None:
        """The factor of the mean squared gradient through a layer whose h has variance q."""
        moment: float | None
        if q == 0:
            moment = self.slope_moment_at_zero
        elif q == math.inf:
            moment = self.slope_moment_at_infinity
        else:
            moment = self.slope_moment(q)
        return None if moment is None or math.isnan(moment) else weights**2 * moment

    def fixed_point(self, weights: float, biases: float, start: float) -> FixedPoint:
        """Where the variance of h goes.

        The map is followed to the nearest fixed point in the direction in which it moves; that is
        where it leads wherever it does not turn back within one step, which is looked at.

        Args:
            weights, biases: the standard deviations sw and sb.
            start: variance of h in the first layer, positive.
        """

        def gap(q: float) -> float:
            following = self.next_variance(q, weights, biases)
            return math.nan if following is None else following / q - 1

        first = gap(start)
        if math.isnan(first):
            return FixedPoint(None, None, "E[f(h)²] does not exist, or is too large for a double")
        if abs(first) <= _SAME:
            return self._settled(start, weights)
        step = 10 ** (math.copysign(1, first) / _PER_DECADE)
        near, far = start, start * step
        while SMALLEST < far < LARGEST:
            there = gap(far)
            if math.isnan(there) and first > 0:
                return FixedPoint(math.inf, None, "grows until E[f(h)²] is too large for a double")
            if math.isnan(there):
                return FixedPoint(None, None, f"E[f(h)²] is not found where q is {far:.2g}")
            if (there > 0) != (first > 0):
                return self._rest(_crossing(gap, near, far), weights, biases, gap)
            near, far = far, far * step
        if first > 0:
            return FixedPoint(math.inf, self.chi(math.inf, weights))
        return FixedPoint(0.0, self.chi(0, weights))

    def _settled(self, q: float, weights: float) -> FixedPoint:
        return FixedPoint(q, self.chi(q, weights))

    def _rest(
        self, q: float, weights: float, biases: float, gap: Callable[[float], float]
    ) -> FixedPoint:
        """The fixed point, unless the map flees from it to both sides in turn."""
        near = 1e-4  # relative; the slope of the map to about as many digits
        slope = 1 + (gap(q * (1 + near)) - gap(q * (1 - near))) / (2 * near)
        if slope < -1:
            return FixedPoint(None, None, "the variance swings from layer to layer without rest")
        return self._settled(q, weights)

    def critical(self, biases: float = 0.0) -> Critical:
        """The edge of chaos: sw such that chi = 1 where the variance map leads.

        It starts from inputs of variance 1. A candidate is a variance q at which sw² = 1/E[f'²]
        makes q a fixed point too; it counts if the map does lead there.
        """
        grid = np.logspace(-6, 6, 12 * _PER_DECADE + 1)

        def excess(q: float) -> float:
            moment, slope = self.moment(q), self.slope_moment(q)
            return q - moment / slope - biases**2 if moment is not None and slope else math.nan

        candidates = []
        at_zero = self.slope_moment_at_zero
        if biases == 0 and self.at_zero == 0 and math.isfinite(at_zero) and at_zero > 0:
            candidates.append(1 / math.sqrt(at_zero))
        sides = [excess(q) for q in grid.tolist()]
        if all(self.slope_moment(q) == 0 for q in (1e-3, 1.0, 1e3)):
            return Critical(None, why="the slope is 0 almost everywhere: no gradient passes")
        for low, high, one, other in zip(grid, grid[1:], sides, sides[1:], strict=False):
            clear = min(abs(one) / low, abs(other) / high) > _SAME  # more than rounding
            if one * other < 0 and clear:
                slope = self.slope_moment(_crossing(excess, float(low), float(high)))
                assert slope
                candidates.append(1 / math.sqrt(slope))
        for deviation in candidates:
            point = self.fixed_point(deviation, biases, deviation**2 + biases**2)
            if point.chi is not None and abs(point.chi - 1) < _NEAR_ONE and point.q != math.inf:
                return Critical(deviation, point.q)
        if candidates:
            return Critical(None, why="chi = 1 only where the variance map does not stay")
        return Critical(None, why="chi = 1 at no fixed point of the variance map")

    def next_correlation(self, c: float, q: float, weights: float, biases: float) -> float | None:
        """The correlation map in a layer whose h has variance q, for two inputs of equal size.

        Raises:
            ValueError: a correlation outside of -1 to 1.
        """
        if not -1 <= c <= 1:
            raise ValueError(f"a correlation lies between -1 and 1, not at {c}")
        following = self.next_variance(q, weights, biases)
        if c == 1 or not following:
            return 1.0 if following else None
        together = self._product(c, q)
        if together is None:
            return None
        return min((weights**2 * together + biases**2) / following, 1.0)

    def layers(
        self, weights: float, biases: float, depth: int, correlation: float, tolerance: float
    ) -> list[TheoreticalLayer]:
        """What to expect of every layer, from the first on, for inputs of variance 1.

        The list ends before a layer whose variance is 0, or of which an average does not exist.

        Args:
            weights, biases: the standard deviations sw and sb.
            tolerance: a unit counts as saturated where |slope| is below this.
        """
        q: float | None = weights**2 + biases**2
        c: float | None = (weights**2 * correlation + biases**2) / (weights**2 + biases**2)
        layers: list[TheoreticalLayer] = []
        while q and math.isfinite(q) and len(layers) < depth:
            mean, moment, chi = self.mean(q), self.moment(q), self.chi(q, weights)
            if mean is None or moment is None or chi is None:
                break
            layers.append(TheoreticalLayer(q, mean, moment, *self.shares(q, tolerance), chi, c))
            if c is not None:
                c = self.next_correlation(c, q, weights, biases)
            q = self.next_variance(q, weights, biases)
        return layers

    def _product(self, c: float, q: float) -> float | None:
        """E[f(√q z1) f(√q z2)] for correlated z1 and z2, in (-1, 1); None if it is not finite."""
        deviation = math.sqrt(q)
        # The many small corners of a long approximation are taken as smooth.
        places = self.curve.places if self.function.corners is None else []
        bends = np.unique([0.0, *places]) / deviation
        bends = bends[np.abs(bends) < _FAR]
        width = 1.0 if self._of_lines else 1 / min(max(deviation, 1.0), _FINEST)
        even = np.arange(-_FAR, _FAR + width / 2, width)
        other = math.sqrt((1 - c) * (1 + c))
        # Averaged over z2 a bend of f becomes one of width other/c, near where c z1 meets it.
        # Of bends closer together than that the cuts are shared: a table has dozens.
        wide = other / max(abs(c), other)
        centres = bends / c if c else bends
        around = np.unique(np.round(centres[:, None] / wide + _AROUND)) * wide
        cuts = np.unique(np.clip([*even, *bends, *around], -_FAR, _FAR))
        x, x_weight = _nodes(cuts[None, :])
        x, x_weight = x[0], x_weight[0]
        moving = np.clip((bends[None, :] - c * x[:, None]) / other, -_FAR, _FAR)
        first, within = (moving <= -_FAR).sum(axis=1), (np.abs(moving) < _FAR).sum(axis=1)
        seen = first[:, None] + np.arange(within.max())  # the others are out of sight
        moving = np.take_along_axis(moving, np.minimum(seen, bends.size - 1), axis=1)
        inner = np.sort(np.hstack([np.broadcast_to(even, (x.size, even.size)), moving]), axis=1)
        y, y_weight = _nodes(inner)
        with np.errstate(all="ignore"):
            f_x = np.asarray(self.function(deviation * x))
            f_y = np.asarray(self.function(deviation * (c * x[:, None] + other * y)))
            average = float(np.sum(x_weight * f_x * np.sum(y_weight * f_y, axis=1)))
        return average if math.isfinite(average) else None


_ERF: Final = node("erf", X)
_NEAR_ONE: Final = 1e-6  # of chi at a fixed point that was solved for
_FAR: Final = 9.0  # beyond it the normal distribution holds 1e-19
_FINEST: Final = 8.0  # cells to a standard deviation, at most
_AROUND: Final = np.array([-9.0, -4.5, -2.0, -1.0, 0.0, 1.0, 2.0, 4.5, 9.0])
_NODES: Final = 10  # of Gauss and Legendre in a cell
_LEGENDRE: Final = np.polynomial.legendre.leggauss(_NODES)


def _nodes(cuts: Float64) -> tuple[Float64, Float64]:
    """Nodes between cuts, row by row, and their weights times the normal density."""
    at, weight = _LEGENDRE
    half = np.diff(cuts)[..., None] / 2
    points = cuts[:, :-1, None] + half * (1 + at)
    density = half * weight * np.exp(-points * points / 2) / math.sqrt(2 * math.pi)
    return points.reshape(len(cuts), -1), density.reshape(len(cuts), -1)


@lru_cache(maxsize=1)
def _quantiles() -> Float64:
    normal = NormalDist()
    return np.array([normal.inv_cdf((k + 0.5) / _QUANTILES) for k in range(_QUANTILES)])


def _crossing(gap: Callable[[float], float], one: float, other: float) -> float:
    """Where a function changes sign between two positive numbers, to the last digits."""
    sign = gap(one) > 0
    while True:
        middle = math.sqrt(one) * math.sqrt(other)
        if not min(one, other) < middle < max(one, other) or abs(other / one - 1) < 1e-14:
            return middle
        if (gap(middle) > 0) == sign:
            one = middle
        else:
            other = middle
