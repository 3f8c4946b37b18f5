"""The best polynomial of a low degree on one segment, real or of a number format.

What is asked for a thousand times is kept lean: values at fixed places of the segment, and an
exchange of one point at a time.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import field
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actviz.approximation.curves.exchanges import exchange, straight
from actviz.approximation.curves.holding import Held
from actviz.approximation.curves.lines_in_format import Lines
from actviz.approximation.target.target import NOISE, Target
from actviz.dataclass import dataclass
from actviz.readings.effort import near_enough, nearly

Float64 = NDArray[Any]
Scale = Callable[[Float64, Float64], Float64]  # x and f(x) to the weight of an error there

_POINTS = 129
_GRID, _OCTAVES = 2049, 40  # of the places between which a weight is seen to jump
_BESIDE = 1e-6  # how far from a jump, as a share of those
BESIDE_ROOT = 2.0**-900  # an error at it counts as much as one at a root, nearly
_WIDE = 32.0  # segments looked at in more places
_BELOW = 2.0**-30  # relative: a power of two
_DIGITS = 2.0**-12  # of an error that values may be off in a search
_FAR = 2.0**18  # roundings: an error above so many is not of values with some digits less


@lru_cache
def _nodes(degree: int, pins: tuple[int, ...]) -> tuple[Float64, Float64]:
    """Chebyshev's points on [-1, 1] and the basis there, with zeros at the pinned ends."""
    s = -np.cos(np.linspace(0, math.pi, _POINTS))
    s[(_POINTS - 1) // 2] = 0.0
    return s, _basis(s, degree, pins)


def _basis(s: Float64, degree: int, pins: tuple[int, ...]) -> Float64:
    basis = np.polynomial.chebyshev.chebvander(s, max(degree - len(pins), 0))
    for pin in pins:
        basis = basis * (s - pin)[:, None]
    return basis


@dataclass
class Segments:
    """Fits on segments of one target.

    Attributes:
        target: what is approximated.
        degree: of each piece.
        scale: the weight of an error; one without.
        held: the format of coefficients; real numbers without.
        side: 1: nowhere below the function; -1: nowhere above; 0: either.
        pinned: places at which a piece that ends there takes the function's value.
        rooted: the function is 0 at 0, and a piece with 0 in it as well: an error counts there by
            the function's size.
    """

    target: Target
    degree: int = 1
    scale: Scale | None = None
    held: Held | None = None
    side: int = 0
    pinned: frozenset[float] = frozenset()
    rooted: bool = False
    best: dict[tuple[float, float, int], tuple[float, list[float]]] = field(
        default_factory=dict, init=False
    )  # errors and knots of so many pieces, by the range
    _errors: dict[tuple[float, float], float] = field(default_factory=dict, init=False)

    @cached_property
    def steps(self) -> Float64:
        """Where a weight of powers of two jumps, as that of units does: on its larger side."""
        low, high = self.target.low, self.target.high
        x = np.linspace(low, high, _GRID)
        if low <= 0 <= high:  # they are dense where the function is 0 at 0
            near = np.exp2(-np.arange(0.0, _OCTAVES, 0.25))
            x = np.unique(np.concatenate([x, low * near, high * near]))
        weights = self._weights(x)
        if (np.frexp(weights)[0] != 0.5).any():  # it has no steps
            return np.zeros(0)
        k = np.flatnonzero(np.diff(weights))
        a, b, first = x[k], x[k + 1], weights[k]
        rising, gaps = weights[k + 1] > first, b - a
        for _ in range(50):
            middle = a + (b - a) / 2
            same = self._weights(middle) == first if len(k) else first
            a, b = np.where(same, middle, a), np.where(same, b, middle)
        return np.asarray(np.sort(np.where(rising, b + _BESIDE * gaps, a - _BESIDE * gaps)))

    def _weights(self, x: Float64) -> Float64:
        assert self.scale is not None
        return self.scale(x, self.target.on(x))

    @cached_property
    def rough(self) -> Float64:
        """Kinks, and jumps with a place on the sides that lack their value: where, and which."""
        places = []
        for one in self.target.breaks:
            sides = ((-1.0, one.left), (0.0, math.nan), (1.0, one.right))
            kept = sides[1:2] if one.order else sides
            places += [(one.x, side) for side, value in kept if value != one.value]
        return np.array(places).reshape(-1, 2).T

    def places(self, low: float, high: float, pins: tuple[int, ...]) -> tuple[Float64, ...]:
        """Where a segment is looked at: on it, on [-1, 1], and the basis there.

        Those are Chebyshev's, and what is beside kinks and jumps, of a weight too, and a root.
        """
        s, basis = _nodes(self.degree, pins)
        x = low + (high - low) * ((s + 1) / 2)
        x[-1] = high
        at, side = self.rough
        inner = (low < at) & (at < high) | (at == low) & (side > 0)
        inner |= (at == high) & (side < 0) & self.target.has(high)
        more = [np.clip((at + side * (high - low) * _BESIDE)[inner], low, high)]
        if high - low > _WIDE:
            more.append((inner := self.target.about_zero)[(low < inner) & (inner < high)])
        if self.scale is not None and len(self.steps):
            more.append(self.steps[slice(*np.searchsorted(self.steps, [low, high]))])
        if rooted := self.has_root(low, high):
            near = (high - low) * _BESIDE
            sides = [side for side, end in ((-near, -low), (near, high)) if end > 0]
            more.append(np.array([self.weighed_most(side) for side in sides]))
        if any(map(len, more)):
            added = np.concatenate(more)
            beside = 2 * ((added - low) / (high - low)) - 1
            # By s, of which each is another where a segment has fewer doubles than it has places.
            s, order = np.unique(np.concatenate([s, beside]), return_index=True)
            x = np.concatenate([x, added])[order]
            basis = np.concatenate([basis, _basis(beside, self.degree, pins)])[order]
        if rooted:  # by x: next to 0 the distance in s has lost its digits
            basis = _basis(s, self.degree - 1, ()) * np.abs(x * (2 / (high - low)))[:, None]
        return x, s, basis

    def weighed_most(self, near: float) -> float:
        """A place about as near to a root where an error weighs as much as any there.

        Just below a power of two a unit is the smallest share of the function.
        """
        power: float | None = None
        for _ in range(3 if self.scale is not None and len(self.steps) else 0):
            size = abs(float(self.target.on(np.array([near]))[0]))
            power = power or math.ldexp(1.0, math.frexp(size)[1])
            if not 0 < size < math.inf:
                break
            near *= power / size * (1 - _BELOW)
        return near

    def on(self, x: Float64, *, searched: bool = False) -> Float64:
        """The function on a segment; with a root f(x)*sign(x) is what is fitted by |x| and others.

        So the signs of the best errors are by turns on both sides of the root together.
        """
        high = float(x[-1])
        end = None if self.target.has(high) else high
        if searched:
            values = self.target.about(x, end, weighted=self.scale is not None)
        else:
            values = self.target.on(x, high=end)
        return values * np.sign(x) if self.has_root(float(x[0]), float(x[-1])) else values

    def has_root(self, low: float, high: float) -> bool:
        """Whether pieces on a segment are 0 at 0."""
        return self.rooted and low <= 0 <= high

    def beside_root(self, low: float, high: float) -> float:
        """What the piece with a root in it errs, however short: a level is off by all of f."""
        if self.degree or not self.has_root(low, high):
            return 0.0
        near = (high - low) * _BESIDE
        return self.error(max(low, -near), min(high, near))

    def error(self, low: float, high: float) -> float:
        """The smallest largest error on a segment."""
        if (low, high) not in self._errors:
            if len(self._errors) > 200_000:
                self._errors.clear()
            self._errors[low, high] = self._error(low, high)
        return self._errors[low, high]

    def _error(self, low: float, high: float) -> float:
        """By values of some digits less than promised, where the error is far above those."""
        with nearly(), near_enough(0.0 if self.scale else self._far * _DIGITS):
            error = self._fit(low, high, searched=True)[0]
        return error if error >= self._far else self._fit(low, high)[0]

    @cached_property
    def _far(self) -> float:
        """An error that is far above what values of less digits are off."""
        x = np.linspace(self.target.low, self.target.high, 65)
        least = 0.0 if self.scale else self.target.size * NOISE
        return max(self.target.noise(x, self.scale), least) * _FAR

    def fit(self, low: float, high: float) -> tuple[float, Float64]:
        """The error, and coefficients of powers of x, lowest first."""
        return self._fit(low, high)

    def exact(self, low: float, high: float) -> Float64 | None:
        """Coefficients of the function itself, where it is a polynomial that the format has."""
        row = self.target.polynomial(low, high, self.degree)
        held = row is None or self.held is None or (self.held.nearest(row) == row).all()
        return row if held else None

    def _fit(self, low: float, high: float, *, searched: bool = False) -> tuple[float, Float64]:
        """The error, and coefficients, which a search without a format asks not for."""
        if (exact := self.exact(low, high)) is not None:
            return 0.0, exact
        if math.nextafter(low, math.inf) >= high:  # a jump's own value at 0: one number alone
            return self._constant(low)
        pins = tuple(side for side, end in ((-1, low), (1, high)) if end in self.pinned)
        if len(pins) > self.degree + 1:
            pins = pins[:1]
        x, s, basis = self.places(low, high, pins)
        values, rooted = self.on(x, searched=searched), self.has_root(low, high)
        line = np.zeros_like(values)
        if pins:
            at = [0 if pin < 0 else -1 for pin in pins]
            slope = (values[-1] - values[0]) / 2 if len(at) == 2 else 0.0
            line = values[at[0]] + slope * (s - pins[0])
        weights = None if self.scale is None else self.scale(x, values)
        count = max(self.degree + 1 - len(pins) - rooted, 0)
        points: list[int] = []
        if count == 2 and not pins and not rooted and weights is None:
            error, combination = straight(values, s, points)
        else:
            some = ~np.isin(s, pins)  # where all are the same
            some &= (x != 0) | (not rooted)
            shares = None if weights is None else weights[some]
            error, combination = exchange(
                (values - line)[some], basis[some, :count], shares, points
            )
            points[:] = np.flatnonzero(some)[points].tolist()
        if searched and self.held is None:
            return error * (2 if self.side else 1), combination
        fitted = line + basis[:, :count] @ combination
        row = _powers(fitted * np.sign(x) if rooted else fitted, s, self.degree, low, high)
        row[0] *= not rooted
        if pins and 0.0 in (low, high):
            end = 0 if low == 0.0 else -1
            row[0] = values[end] if 0.0 in self.pinned else row[0]
        if self.held is not None:
            return self._on_grid(x, values, weights, row, points)
        if self.side:
            row = row.copy()
            row[0] += self.side * error * (1 + 1e-9) + self.side * 2.0**-53 * float(
                np.abs(values).max()
            )
            error *= 2
        return error, row

    def _constant(self, x: float) -> tuple[float, Float64]:
        """The error, and coefficients, of a segment that is one number."""
        value = self.target.on(np.array([x]))
        row = np.zeros(self.degree + 1)
        row[:1] = value if self.held is None else self.held.nearest(value)
        weight = 1.0 if self.scale is None else float(self.scale(np.array([x]), value)[0])
        return abs(float(value[0] - row[0])) * weight, row

    def _on_grid(
        self, x: Float64, values: Float64, weights: Float64 | None, row: Float64, points: list[int]
    ) -> tuple[float, Float64]:
        """The best coefficients of the format: high ones near the real ones, then the line.

        Args:
            points: at which the best real ones err most.
        """
        held = self.held
        assert held is not None
        heads: Float64 = np.zeros((1, 0))
        rests, centres = values[None], row[None, :2]
        if self.degree > 1:
            options = [held.around(c, 1) for c in row[2:]]
            heads = np.stack(np.meshgrid(*options), -1).reshape(-1, len(options))
            powers, basis = x ** np.arange(2, self.degree + 1)[:, None], np.stack([x**0, x], 1)
            lines = np.array([exchange(power, basis, weights)[1] for power in powers])
            rests, centres = values - heads @ powers, centres + (row[2:] - heads) @ lines
        slopes: Float64 = np.zeros((len(heads), 1))
        reach = 0
        if self.degree:
            width = max(float(x[-1] - x[0]), 1e-300)
            steps = held.step(centres[:, 0]) / np.maximum(held.step(centres[:, 1]), 1e-300)
            reach = int(min(2 + 2 * float(steps.max()) / width, 80))
            slopes = held.around(centres[:, 1], reach)
        which, slopes = np.arange(len(heads)).repeat(2 * reach + 1), slopes.ravel()
        ends = [k for k in (0, -1) if x[k] in self.pinned]
        found = Lines(held, x, rests, weights, which, slopes, self.side, *ends[:1])
        error, level, k = found.best(points)
        line = [level, float(slopes[k])]
        return error, np.concatenate([line[: self.degree + 1], heads[which[k]]])


def reference_of(segments: Segments, low: float, high: float) -> list[float]:
    """The points of a segment that tell what the best real polynomial errs, without its pins."""
    x, _, basis = segments.places(low, high, ())
    values = segments.on(x)
    if segments.has_root(low, high):  # at it all are the same
        basis, values, x = basis[x != 0], values[x != 0], x[x != 0]
    weights = None if segments.scale is None else segments.scale(x, values)
    points: list[int] = []
    exchange(values, basis, weights, points)
    reference = [float(x[k]) for k in points]
    if segments.has_root(low, high):
        reference.append(segments.weighed_most(BESIDE_ROOT if high > 0 else -BESIDE_ROOT))
    return reference


@lru_cache
def _interpolation(degree: int) -> tuple[Float64, Float64]:
    """Chebyshev's points to read a polynomial off, and the matrix to powers of s."""
    spots = [round(k * (_POINTS - 1) / max(degree, 1)) for k in range(degree + 1)]
    s = _nodes(max(degree, 1), ())[0][spots]
    return s, np.linalg.inv(np.vander(s, degree + 1, increasing=True))


def _powers(fitted: Float64, s: Float64, degree: int, low: float, high: float) -> Float64:
    """Coefficients of powers of x of a polynomial known at the points of the segment."""
    at, matrix = _interpolation(degree)
    row = matrix @ fitted[np.searchsorted(s, at)]
    middle, half = (low + high) / 2, (high - low) / 2
    powers = np.zeros(1)
    for c in row[::-1]:  # Horner's rule with s = (x - middle)/half
        shifted = np.zeros(len(powers) + 1)
        shifted[1:] += powers / half
        shifted[:-1] -= powers * (middle / half)
        shifted[0] += c
        powers = shifted
    return powers[: degree + 1]
