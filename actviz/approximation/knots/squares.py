"""Pieces for the smallest mean squared error: an exact dynamic program over places for knots.

The cost of a segment is that of its best piece. For real coefficients that is least squares; on
a lattice of fixed-point numbers it is the lattice point nearest to it, in the measure of the
segment: every slope that can win is tried, each with its best intercept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import pairwise, product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actviz.approximation.curves.holding import Held
from actviz.approximation.curves.nearest import STEPS, nearest
from actviz.approximation.target.target import Target
from actviz.dataclass import dataclass
from actviz.readings.effort import near_enough, nearly

Float64 = NDArray[Any]
Density = Callable[[Float64], Float64]

_GAUSS = np.polynomial.legendre.leggauss(16)
_PARTS = 24  # of a segment, where some inputs count more than others
_FREE = 192  # places for knots that are free, before they are refined
_ROUNDS = 8
_NARROWEST = 1e-75  # half of a segment, if it is but the place of a jump
_TRIED = 300_000  # numbers, for the coefficients of all pieces
_ROUNDING = 1e-6  # relative: of costs
_WIDEST = 64  # slopes tried on each side of the best real one, at most


def uniform(x: Float64) -> Float64:
    """Every input counts the same."""
    return np.ones_like(x)


@lru_cache
def _rule(parts: int) -> tuple[Float64, Float64]:
    """Gauss's nodes and weights on [-1, 1], in so many equal parts."""
    edges: Float64 = np.linspace(-1, 1, parts + 1)
    middles, half = (edges[1:] + edges[:-1]) / 2, 1 / parts
    nodes, weights = _GAUSS
    return (middles[:, None] + half * nodes).ravel(), np.tile(weights * half, parts)


@dataclass
class Squares:
    """Integrals of squared errors over segments.

    Attributes:
        target: what is approximated.
        degree: of a piece.
        density: how much an input counts.
        held: the format of coefficients; real numbers without.
        outer: coefficients of the pieces at the ends of the range, where they are given.
    """

    target: Target
    degree: int = 1
    density: Density = uniform
    held: Held | None = None
    outer: tuple[Sequence[float] | None, Sequence[float] | None] = (None, None)

    @cached_property
    def _near(self) -> float:
        """How far off values may be in a search."""
        return self.target.noise(np.linspace(self.target.low, self.target.high, 65), None)

    def fits(self, low: Float64, high: Float64, *, turns: int = 1) -> tuple[Float64, Float64]:
        """Costs of segments, shape (n,), and coefficients of powers of x, shape (n, degree + 1).

        Args:
            turns: after the first, what is left is fitted again: next to nothing is lost then.
        """
        middle, half = (low + high) / 2, np.maximum((high - low) / 2, _NARROWEST)
        nodes, shares = _rule(1 if self.density is uniform else _PARTS)
        x = middle[:, None] + half[:, None] * nodes
        with nearly(), near_enough(self._near if turns == 1 else 0.0):
            f = self.target.on(x)
        weights = shares * half[:, None] * self.density(x)
        s = np.broadcast_to(nodes, x.shape)
        powers = np.stack([s**k for k in range(self.degree + 1)], axis=-1)
        gram = np.einsum("nq,nqi,nqj->nij", weights, powers, powers)
        # A density of a few real inputs may leave a segment with fewer than it has coefficients.
        size = np.trace(gram, axis1=1, axis2=2)[:, None, None] + 1e-290
        gram += np.eye(self.degree + 1) * size * 1e-14
        singular = ~(weights.sum(axis=1) > 0)
        gram[singular] = np.eye(self.degree + 1)
        inner, rest = np.zeros((len(x), self.degree + 1)), f
        for _ in range(turns):
            right = np.einsum("nq,nq,nqi->ni", weights, rest, powers)
            inner += np.linalg.solve(gram, right[..., None])[..., 0]
            rest = f - np.einsum("nqi,ni->nq", powers, inner)
        rows = _in_x(inner, middle, half)
        if self.held is not None:
            rows = self._on_grid(rows, x, f, weights)
        ends = low == self.target.low, high == self.target.high
        for line, there in zip(self.outer, ends, strict=True):
            if line is not None:
                rows[there] = [*line, *[0.0] * (self.degree + 1 - len(line))]
        return np.einsum("nq,nq->n", weights, (f - _values(rows, x)) ** 2), rows

    def _on_grid(self, rows: Float64, x: Float64, f: Float64, weights: Float64) -> Float64:
        """The nearest coefficients of the format, upper ones beside the best real ones."""
        held = self.held
        assert held is not None
        mass = np.maximum(weights.sum(axis=1), 1e-300)

        def mean(one: Float64, other: Float64 | None = None) -> Float64:
            values = (weights, one) if other is None else (weights, one, other)
            return np.asarray(np.einsum(",".join(["nq"] * len(values)) + "->n", *values) / mass)

        if self.degree == 0:
            return held.nearest(mean(f))[:, None]
        mean_x = mean(x)
        dx = x - mean_x[:, None]
        sxx = np.maximum(mean(dx, dx), 1e-300)

        def split(values: Float64) -> tuple[Float64, Float64, Float64]:
            """Mean, slope, and what that line leaves."""
            level, rise = mean(values), mean(dx, values) / sxx
            return level, rise, values - level[:, None] - rise[:, None] * dx

        # All in what the real coefficients leave, and in steps from these: so no digits are lost.
        parts = [split(f - _values(rows, x)), *(split(-(x**k)) for k in range(2, self.degree + 1))]
        gram = [[mean(one[2], other[2]) for other in parts] for one in parts]
        options = [held.around(rows[:, k], 1) for k in range(2, self.degree + 1)]
        best, least = rows, np.full(len(rows), np.inf)
        for choice in product(range(3), repeat=len(options)):
            head = [one[:, c] for one, c in zip(options, choice, strict=True)]
            off = [np.ones(len(rows)), *(c - rows[:, k] for k, c in enumerate(head, 2))]
            level, rise = (
                sum(c * part[i] for c, part in zip(off, parts, strict=True)) for i in (0, 1)
            )
            line, cost = self._line(
                rows[:, 0] + rows[:, 1] * mean_x + level, rows[:, 1] + rise, mean_x, sxx
            )
            for c, row in zip(off, gram, strict=True):
                cost += c * sum(d * value for d, value in zip(off, row, strict=True))
            better = cost < least
            least = np.where(better, cost, least)
            best = np.where(better[:, None], np.stack([*line, *head], axis=1), best)
        return best

    def _line(
        self, mean_f: Float64, slope: Float64, mean_x: Float64, sxx: Float64
    ) -> tuple[list[Float64], Float64]:
        """The nearest line of the format, of all slopes that can win, and what it costs more."""
        held = self.held
        assert held is not None
        # A slope k steps off costs sxx*(k*step)**2, and what rounding the intercept can cost at
        # most is a quarter of its step squared: beyond that no slope wins.
        shifts, steps = held.step(mean_f), held.step(slope)
        ratio = (shifts / np.maximum(steps, 1e-300)) ** 2 / sxx
        reach = int(min(np.ceil(0.5 * np.sqrt(1 + ratio.max())), _WIDEST))
        slopes = held.around(slope, reach)
        intercepts = held.nearest(mean_f[:, None] - slopes * mean_x[:, None])
        off = mean_f[:, None] - intercepts - slopes * mean_x[:, None]
        cost = sxx[:, None] * (slopes - slope[:, None]) ** 2 + off**2
        best = np.argmin(cost, axis=1)[:, None]
        return (
            [np.take_along_axis(one, best, axis=1)[:, 0] for one in (intercepts, slopes)],
            np.take_along_axis(cost, best, axis=1)[:, 0],
        )

    def nearest(self, knots: Sequence[float]) -> Float64:
        """The best coefficients between knots: of curved pieces, too, no others are nearer."""
        ends = np.array(knots)
        _, rows = self.fits(ends[:-1], ends[1:], turns=3)
        if self.held is None or self.degree == 1:
            return rows
        nodes, shares = _rule(_PARTS)
        steps = min(STEPS, _TRIED // (len(knots) - 1))
        for k, (low, high) in enumerate(pairwise(knots)):
            x = (low + high) / 2 + (high - low) / 2 * nodes
            root = np.sqrt(shares * self.density(x))
            columns = np.stack([x**j for j in range(self.degree + 1)], 1) * root[:, None]
            if np.linalg.matrix_rank(columns) > self.degree:
                rows[k] = nearest(columns, self.target.on(x) * root, self.held, steps)[0]
        return rows

    def cost(self, knots: Sequence[float]) -> float:
        """The integral over all segments between knots."""
        ends = np.array(knots)
        return float(self.fits(ends[:-1], ends[1:])[0].sum())

    def among(self, places: Sequence[float], count: int, must: Sequence[float] = ()) -> list[float]:
        """The best ``count`` pieces at most with knots out of ``places``."""
        ends = np.array(places)
        n = len(ends)
        i, j = np.triu_indices(n, 1)
        cuts = np.searchsorted(ends, np.array(must)) if len(must) else np.zeros(0, dtype=int)
        whole = ((i[:, None] >= cuts) | (j[:, None] <= cuts)).all(axis=1)
        i, j = i[whole], j[whole]
        alike = np.argsort(ends[j] - ends[i])  # as many slopes may win on them
        i, j = i[alike], j[alike]
        costs = np.full((n, n), np.inf)
        if self.held is not None and self.degree > 1:
            # No piece of the best table has more than all of one, even with real coefficients.
            real = replace(self, held=None)
            real._fill(costs, ends, i, j)
            enough = self.cost(ends[shortest(costs, count)].tolist()) * (1 + _ROUNDING)
            near = costs[i, j] <= enough
            costs[:], i, j = np.inf, i[near], j[near]
        self._fill(costs, ends, i, j)
        return [float(ends[k]) for k in shortest(costs, count)]

    def _fill(self, costs: Float64, ends: Float64, i: Any, j: Any) -> None:
        """Put in the costs of the segments between these pairs of places."""
        for part in np.array_split(np.arange(len(i)), max(len(i) // 1024, 1)):
            costs[i[part], j[part]] = self.fits(ends[i[part]], ends[j[part]])[0]

    def free(self, count: int, must: Sequence[float]) -> list[float]:
        """Free knots, those of ``must`` among them: by a dynamic program, then by finer ones."""
        low, high = self.target.low, self.target.high
        places = _FREE if self.density is uniform else _FREE // 2
        grid = sorted(
            {*np.linspace(low, high, min(max(places, 8 * count), 512) + 1).tolist(), *must}
        )
        knots = self.among(grid, count, must)
        step = (high - low) / (len(grid) - 1)
        for _ in range(_ROUNDS):
            step /= 4
            knots = self._nudged(knots, step, set(must))
        return knots

    def _nudged(self, knots: list[float], step: float, fixed: set[float]) -> list[float]:
        """Every inner knot moved by up to four steps, all at once and for the best."""
        offsets = np.arange(-4, 5) * step
        spots = [np.array([knots[0]])]
        for before, knot, after in zip(knots, knots[1:], knots[2:], strict=False):
            room = min(knot - before, after - knot) / 2.01
            moved = knot + offsets[np.abs(offsets) < room]
            spots.append(np.array([knot]) if knot in fixed or not len(moved) else moved)
        spots.append(np.array([knots[-1]]))
        pairs = [
            np.stack(np.meshgrid(a, b, indexing="ij"), -1).reshape(-1, 2)
            for a, b in pairwise(spots)
        ]
        flat = np.concatenate(pairs)
        costs = np.split(
            self.fits(flat[:, 0], flat[:, 1])[0], np.cumsum([len(p) for p in pairs])[:-1]
        )
        best, came = np.zeros(1), []
        for (a, b), cost in zip(pairwise(spots), costs, strict=True):
            ways = best[:, None] + cost.reshape(len(a), len(b))
            came.append(np.argmin(ways, axis=0))
            best = ways.min(axis=0)
        at = int(np.argmin(best))
        chosen = [float(spots[-1][at])]
        for spot, source in zip(reversed(spots[:-1]), reversed(came), strict=True):
            at = int(source[at])
            chosen.append(float(spot[at]))
        return chosen[::-1]


def _values(rows: Float64, x: Float64) -> Float64:
    """Polynomials, each at points of its own."""
    values = rows[:, -1:]
    for k in reversed(range(rows.shape[1] - 1)):
        values = values * x + rows[:, k : k + 1]
    return np.broadcast_to(values, x.shape)


def shortest(costs: Float64, count: int) -> list[int]:
    """The stops of the cheapest way from the first place to the last, in few enough steps."""
    n = len(costs)
    best = costs[0].copy()
    came = [np.zeros(n, dtype=int)]
    totals = [best[-1]]
    for _ in range(count - 1):
        ways = best[:, None] + costs
        source = np.argmin(ways, axis=0)
        best = ways[source, np.arange(n)]
        came.append(source)
        totals.append(best[-1])
    layer, at = int(np.argmin(totals)), n - 1
    stops = {0, at}
    for source in came[layer:0:-1]:
        at = int(source[at])
        stops.add(at)
    return sorted(stops)


def _in_x(inner: Float64, middle: Float64, half: Float64) -> Float64:
    """Coefficients of powers of x from those of ``s = (x - middle)/half``."""
    powers = np.zeros_like(inner)
    for k in reversed(range(inner.shape[1])):
        shifted = np.zeros_like(powers)
        shifted[:, 1:] += powers[:, :-1] / half[:, None]
        shifted -= powers * (middle / half)[:, None]
        shifted[:, 0] += inner[:, k]
        powers = shifted
    return powers
