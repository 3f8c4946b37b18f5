"""The best polynomial of a low degree on one segment, real or of a number format.

What is asked for a thousand times is kept lean: values at fixed places of the segment, and an
exchange of one point at a time.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actviz.approximation.holding import Held
from actviz.approximation.target import Target

Float64 = NDArray[Any]
Scale = Callable[[Float64, Float64], Float64]  # x and f(x) to the weight of an error there

_POINTS = 129
_ROUNDS = 24
_WRONG = 1e3  # what being on the wrong side costs


@lru_cache
def _nodes(degree: int, pins: tuple[int, ...]) -> tuple[Float64, Float64]:
    """Chebyshev's points on [-1, 1] and the basis there, with zeros at the pinned ends."""
    s = -np.cos(np.linspace(0, math.pi, _POINTS))
    s[(_POINTS - 1) // 2] = 0.0
    basis = np.polynomial.chebyshev.chebvander(s, max(degree - len(pins), 0))
    for pin in pins:
        basis = basis * (s - pin)[:, None]
    return s, basis


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
    """

    target: Target
    degree: int = 1
    scale: Scale | None = None
    held: Held | None = None
    side: int = 0
    pinned: frozenset[float] = frozenset()
    _errors: dict[tuple[float, float], float] = field(default_factory=dict)

    def error(self, low: float, high: float) -> float:
        """The smallest largest error on a segment."""
        if (low, high) not in self._errors:
            if len(self._errors) > 200_000:
                self._errors.clear()
            self._errors[low, high] = self._fit(low, high, coefficients=False)[0]
        return self._errors[low, high]

    def fit(self, low: float, high: float) -> tuple[float, Float64]:
        """The error, and coefficients of powers of x, lowest first."""
        return self._fit(low, high)

    def _fit(self, low: float, high: float, *, coefficients: bool = True) -> tuple[float, Float64]:
        exact = self.target.polynomial(low, high, self.degree)
        if exact is not None and (self.held is None or (self.held.nearest(exact) == exact).all()):
            return 0.0, exact
        pins = tuple(side for side, end in ((-1, low), (1, high)) if end in self.pinned)
        if len(pins) > self.degree + 1:
            pins = pins[:1]
        s, basis = _nodes(self.degree, pins)
        x = low + (high - low) * ((s + 1) / 2)
        x[-1] = high
        values = self.target.on(x, low, high)
        line = np.zeros_like(values)
        if pins:
            at = [0 if pin < 0 else -1 for pin in pins]
            slope = (values[-1] - values[0]) / 2 if len(at) == 2 else 0.0
            line = values[at[0]] + slope * (s - pins[0])
        weights = None if self.scale is None else self.scale(x, values)
        count = max(self.degree + 1 - len(pins), 0)
        if count == 2 and not pins and weights is None:
            error, combination = straight(values, s)
        else:
            error, combination = exchange(values - line, basis[:, :count], weights)
        if not coefficients and self.held is None:
            return error * (2 if self.side else 1), combination
        fitted = line + basis[:, :count] @ combination
        row = _powers(fitted, s, self.degree, low, high)
        if pins and 0.0 in (low, high):
            end = 0 if low == 0.0 else -1
            row[0] = values[end] if 0.0 in self.pinned else row[0]
        if self.held is not None:
            return self._on_grid(x, values, weights, row)
        if self.side:
            row = row.copy()
            row[0] += self.side * error * (1 + 1e-9) + self.side * 1e-16
            error *= 2
        return error, row

    def _on_grid(
        self, x: Float64, values: Float64, weights: Float64 | None, row: Float64
    ) -> tuple[float, Float64]:
        """The best coefficients of the format: high ones near the real ones, then the line."""
        assert self.held is not None
        found: tuple[float, Float64] = (math.inf, row)
        heads = [row[2:]]
        if self.degree > 1:
            options = [self.held.around(c, 1) for c in row[2:]]
            heads = [
                np.array(one)
                for one in np.stack(np.meshgrid(*options), -1).reshape(-1, len(options))
            ]
        for head in heads:
            rest = values - sum(c * x ** (k + 2) for k, c in enumerate(head))
            centre = row[:2]
            if self.degree > 1:
                basis = np.stack([np.ones_like(x), x], 1)
                _, centre = exchange(rest, basis, weights)
            error, line = self._best_line(x, rest, weights, centre)
            if error < found[0]:
                found = (error, np.concatenate([line, head]))
        return found

    def _best_line(
        self, x: Float64, values: Float64, weights: Float64 | None, centre: Float64
    ) -> tuple[float, Float64]:
        held = self.held
        assert held is not None
        slope = centre[1] if self.degree else 0.0
        width = max(float(x[-1] - x[0]), 1e-300)
        steps = float(held.step(np.array([centre[0]]))[0]) / max(
            float(held.step(np.array([slope]))[0]), 1e-300
        )
        reach = int(min(2 + 2 * steps / width, 80)) if self.degree else 0
        slopes = np.unique(held.around(np.array(slope), reach)) if self.degree else np.zeros(1)
        rest = values - slopes[:, None] * x
        high, low = rest.max(axis=1), rest.min(axis=1)
        if weights is not None:  # near the best shift for these weights
            middle = np.array([_weighted_middle(one, weights) for one in rest])
        else:
            middle = (high + low) / 2
        tied = any(end in self.pinned for end in (x[0], x[-1]))
        if tied:
            middle = rest[:, 0 if x[0] in self.pinned else -1]
        if self.side:
            ends = high if self.side > 0 else low
            limits = held.form.low, held.form.high
            rows = [held.beyond(float(end), self.side) for end in np.clip(ends, *limits)]
            shifts = np.array(rows)[:, None]
        else:
            shifts = held.around(middle, 0 if tied else 1)
        errors = np.abs(rest[:, :, None] - shifts[:, None, :])
        if weights is not None:
            errors *= weights[None, :, None]
        worst = errors.max(axis=1)
        if self.side:  # the format may not reach so far
            worst += _WRONG * np.maximum(self.side * (ends[:, None] - shifts), 0.0)
        i, j = np.unravel_index(int(np.argmin(worst)), worst.shape)
        line = [float(shifts[i, j]), float(slopes[i])]
        return float(worst[i, j]), np.array(line[: self.degree + 1])


def _weighted_middle(rest: Float64, weights: Float64) -> float:
    return float(exchange(rest, np.ones((len(rest), 1)), weights)[1][0])


def reference_of(segments: Segments, low: float, high: float) -> list[float]:
    """The points of a segment at which the best real polynomial errs most, without its pins."""
    s, basis = _nodes(segments.degree, ())
    x = low + (high - low) * ((s + 1) / 2)
    values = segments.target.on(x, low, high)
    weights = None if segments.scale is None else segments.scale(x, values)
    points: list[int] = []
    exchange(values, basis, weights, points)
    return [float(x[k]) for k in points]


def straight(values: Float64, s: Float64) -> tuple[float, Float64]:
    """The same as :func:`exchange` for lines without weights, where three points decide."""
    reference = [0, len(s) // 2, len(s) - 1]
    for _ in range(_ROUNDS):
        (a, b, c), (u, v, w) = (s[reference].tolist(), values[reference].tolist())
        slope = (w - u) / (c - a)
        level = (u - v - slope * (a - b)) / 2
        first = u - slope * a - level
        errors = values - (first + slope * s)
        worst = int(np.abs(errors).argmax())
        size = abs(float(errors[worst]))
        if size <= abs(level) * (1 + 1e-7) or size < 1e-15 or worst in reference:
            break
        _swap(reference, worst, errors)
    return max(size, abs(level)), np.array([first, slope])


def exchange(
    values: Float64,
    basis: Float64,
    weights: Float64 | None = None,
    points: list[int] | None = None,
) -> tuple[float, Float64]:
    """The smallest largest error at fixed points, and the combination that has it.

    ``points`` is filled with those at which it errs most.
    """
    count = basis.shape[1]
    if count == 0:
        errors = np.abs(values if weights is None else values * weights)
        return float(errors.max()), np.zeros(0)
    signs = np.array([(-1.0) ** k for k in range(count + 1)])
    reference = points if points is not None else []
    reference[:] = [round(k * (len(values) - 1) / count) for k in range(count + 1)]
    system = np.empty((count + 1, count + 1))
    level, combination = 0.0, np.zeros(count)
    for _ in range(_ROUNDS):
        system[:, :-1] = basis[reference]
        system[:, -1] = signs if weights is None else signs / weights[reference]
        try:
            solved = np.linalg.solve(system, values[reference])
        except np.linalg.LinAlgError:
            solved = np.linalg.lstsq(system, values[reference], rcond=None)[0]
        combination, level = solved[:-1], solved[-1]
        errors = values - basis @ combination
        if weights is not None:
            errors = errors * weights
        worst = int(np.abs(errors).argmax())
        size = abs(float(errors[worst]))
        if size <= abs(level) * (1 + 1e-7) or size < 1e-15 or worst in reference:
            return max(size, abs(float(level))), combination
        _swap(reference, worst, errors)
    return float(np.abs(errors).max()), combination


def _swap(reference: list[int], worst: int, errors: Any) -> None:
    """Put a point into the reference so that signs still alternate."""
    sign = errors[worst] > 0
    k = sum(one < worst for one in reference)
    if k == 0:
        if (errors[reference[0]] > 0) == sign:
            reference[0] = worst
        else:
            reference.insert(0, worst)
            reference.pop()
    elif k == len(reference):
        if (errors[reference[-1]] > 0) == sign:
            reference[-1] = worst
        else:
            reference.append(worst)
            reference.pop(0)
    elif (errors[reference[k - 1]] > 0) == sign:
        reference[k - 1] = worst
    else:
        reference[k] = worst


@lru_cache
def _interpolation(degree: int) -> tuple[tuple[int, ...], Float64]:
    """Points to read a polynomial off, and the matrix to powers of s."""
    spots = tuple(round(k * (_POINTS - 1) / max(degree, 1)) for k in range(degree + 1))
    s = _nodes(max(degree, 1), ())[0][list(spots)]
    return spots, np.linalg.inv(np.vander(s, degree + 1, increasing=True))


def _powers(fitted: Float64, s: Float64, degree: int, low: float, high: float) -> Float64:
    """Coefficients of powers of x of a polynomial known at the points of the segment."""
    spots, matrix = _interpolation(degree)
    row = matrix @ fitted[list(spots)]
    middle, half = (low + high) / 2, (high - low) / 2
    made = np.zeros(1)
    for c in row[::-1]:  # Horner's rule with s = (x - middle)/half
        shifted = np.zeros(len(made) + 1)
        shifted[1:] += made / half
        shifted[:-1] -= made * (middle / half)
        shifted[0] += c
        made = shifted
    return made[: degree + 1]
