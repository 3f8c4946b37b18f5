"""Pieces and polynomials in integers: coefficients searched by what their program computes.

Straight pieces are as good as any: the longest that keep an error are taken, and none keep a little
less. Upper coefficients of curves are neighbours of the best real ones, the others exact for these.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import pairwise, product
from typing import Any

import numpy as np

from actviz.approximation.best_polynomials import basis_of, least_error, polynomial
from actviz.approximation.curves.holding import Held
from actviz.approximation.curves.minimax import Basis
from actviz.approximation.curves.rounding import InFormat
from actviz.approximation.curves.segments import Segments
from actviz.approximation.in_integers.inputs import CLOSE, Inputs, Integers, Lines, Row, least
from actviz.approximation.in_integers.joining_in_integers import PlacedRows, fewest_joined, joined
from actviz.approximation.knots.search import estimate
from actviz.approximation.knots.squares_at_inputs import FEW, SquaresAtInputs
from actviz.approximation.pieces import Pieces, check_places
from actviz.approximation.setting import Setting
from actviz.approximation.value.integers import Units, units_of
from actviz.approximation.value.result import Piece
from actviz.dataclass import dataclass
from actviz.readings.formats import fixed

Cost = Callable[[Row, float], float]  # what coefficients cost; infinity if not below a limit
_CLIMBS = 20
_ENOUGH = 1.1  # of what roundings of the result have
_MOVED = 16  # pieces, up to which knots are moved by what pieces compute
_SLACK, _ANY = 8.0, 1 << 10  # of the largest value, for first coefficients; and any degree
_EXTREMES = (1 - np.cos(np.pi / 16 * np.arange(17))) / 2  # of a piece: where such as it err most
_SOME = 1024  # inputs by which coefficients of polynomials are compared


@dataclass
class Search:
    """Makes pieces and polynomials of a setting in integers."""

    setting: Setting
    name: str  # of the format of coefficients

    @cached_property
    def units(self) -> Units:
        """What coefficients are measured in."""
        request = self.setting.request
        assert request.fixed is not None
        return units_of(fixed(request.fixed[0]), fixed(self.name), fixed(request.fixed[1]))

    @cached_property
    def inputs(self) -> Inputs:
        """All inputs."""
        return Inputs(self.setting, self.units.denominator)

    @cached_property
    def lines(self) -> Lines:
        """The search for the two lowest coefficients."""
        return Lines(self.units.bits, self.units.held)

    @cached_property
    def _real(self) -> Segments:
        request = self.setting.request
        return Segments(self.setting.target, request.degree, self.setting.scale)

    @cached_property
    def _near(self) -> Callable[[float, float], Row]:
        """What tells the best real coefficients on a stretch, as integers next to them."""
        units, powers = self.units, range(self.setting.request.degree + 1)
        steps = np.array([float(units.argument**k / units.result) for k in powers])

        def near(low: float, high: float) -> Row:
            return tuple(units.held.integers(self._real.fit(low, high)[1] * steps).tolist())

        return lru_cache(None)(near)

    def _x(self, u: int) -> float:
        return u * float(self.inputs.given.scale)

    # ------------------------------------------------------------ pieces

    def pieces(self, count: int) -> tuple[tuple[Piece, ...], float | None]:
        """The best pieces, and what no others come below, where that is shown."""
        request = self.setting.request
        if request.joins:
            return self._in_x(joined(self, count)), None
        places = self._places(count)
        check_places(places, count)
        if request.measure == "mse":
            knots = places if request.knots == "even" else self._for_squares(places, count)
            if len(self.inputs.u) <= FEW and count <= _MOVED and request.knots == "free":
                knots = self._moved(knots)
            return self._in_x([((i, j), self._squares(i, j)[0]) for i, j in pairwise(knots)]), None
        real = estimate(self._real, Pieces(self.setting.in_reals).forced, count)
        best, below = least(
            lambda error: self._steps(error, places, count),
            lambda pieces, _: self.inputs.error(self.sums(pieces)),
            max(self.start, real),
            self.inputs.of_results(ulp=False),
        )
        proved = request.degree < 2 and self.lines.complete
        return self._in_x(best), below / self._ulp if proved else None

    def fewest(self, within: float, real: int) -> int | None:
        """How many pieces keep an error that ``real`` real ones keep; None: none is known to."""
        request = self.setting.request
        if request.joins:
            return fewest_joined(self, within * self._ulp, real)
        if request.kind != "pieces" or request.knots == "even":
            return None
        pieces = self._steps(within * self._ulp, places := self._places(1), len(places))
        return None if pieces is None else len(pieces)

    @property
    def start(self) -> float:
        """An error that nothing is far below: half a step of the result."""
        largest = float(np.abs(self.inputs.exact).max()) if self._relative else 1.0
        return (0.5 if self._relative else float(self.inputs.out.scale) / 2) / max(largest, 1.0)

    @property
    def _relative(self) -> bool:
        return self.setting.request.measure == "relative"

    @property
    def _ulp(self) -> float:
        return float(self.inputs.out.scale) if self.setting.request.measure == "ulp" else 1.0

    def _places(self, count: int) -> list[int]:
        """Where knots may be, as places among the inputs, both ends with them.

        None is at the last input: that is the end of the range, and what began there were empty.
        """
        u = self.inputs.u
        knots = Pieces(self.setting).places(count)
        if knots is None:
            return [*range(len(u) - 1), len(u)]
        scale = float(self.inputs.given.scale)
        inner = np.searchsorted(u, np.round(np.array(knots[1:-1]) / scale))
        return sorted({0, *(int(k) for k in inner if 0 < k < len(u) - 1), len(u)})

    def sums(self, pieces: PlacedRows) -> Integers:
        """What pieces compute at every input before the last rounding."""
        u = self.inputs.u
        return np.concatenate([self.lines.sums(u[i:j], row) for (i, j), row in pieces])

    def _in_x(self, pieces: PlacedRows) -> tuple[Piece, ...]:
        u, (low, high) = self.inputs.u, self.setting.span
        ends = [low, *(self._x(int(u[i])) for (i, _), _ in pieces[1:]), high]
        return tuple(
            Piece(a, b, self.units.numbers(row))
            for (a, b), (_, row) in zip(pairwise(ends), pieces, strict=True)
        )

    def _fitted(self, i: int, j: int, low: Integers, high: Integers) -> Row | None:
        """Coefficients of a piece over some inputs; None: none keep the limits."""
        degree, u = self.setting.request.degree, self.inputs.u[i:j]
        heads: list[Row] = [()]
        if degree > 1:
            ends = sorted((self._x(int(u[0])), self._x(int(u[-1]))))
            best = self._near(ends[0], max(ends[1], math.nextafter(ends[0], math.inf)))
            near = [(c, c - 1, c + 1) for c in best[2:]]
            heads = [tuple(head) for head in product(*near)] if len(u) > degree else []
            heads = [*heads, (0,) * (degree - 1)]
        low, high = low[i:j], high[i:j]
        if len(heads) > 1:  # some inputs alone rule out most of them
            some = np.unique(((len(u) - 1) * _EXTREMES).astype(int))
            heads = self.lines.possible(u[some], low[some], high[some], heads)
        rows = (self.lines.find(u, low, high, degree, head) for head in heads)
        return next((row for row in rows if row is not None), None)

    def _steps(self, error: float, places: Sequence[int], count: int) -> PlacedRows | None:
        """As few pieces as keep an error, if they are not too many."""
        low, high = self.inputs.limits(error)
        pieces: PlacedRows = []
        at, last = 0, len(places) - 1
        guess = max(last // count, 1)
        while at < last:
            if len(pieces) == count:
                return None
            best: tuple[int, Row] | None = None
            stop, short, long = min(at + guess, last), at, last + 1
            if self.setting.request.knots == "even":
                stop, long = at + 1, at + 2
            while long - short > 1:
                row = self._fitted(places[at], places[stop], low, high)
                if row is None:
                    long = stop
                else:
                    short, best = stop, (stop, row)
                wide = at + 2 * (short - at)
                stop = min(wide, last) if long > last and short < last else (short + long) // 2
            if best is None:
                return None
            pieces.append(((places[at], places[best[0]]), best[1]))
            guess, at = best[0] - at, best[0]
        return pieces

    # ------------------------------------------------------------ mean squares

    def _for_squares(self, places: Sequence[int], count: int) -> list[int]:
        """Knots of the best real pieces, each at the nearest place where inputs are many."""
        if len(self.inputs.u) <= FEW:
            over_inputs = SquaresAtInputs(*self.scaled(self.inputs.u))
            return over_inputs.knots(places, count, self.setting.request.degree)
        real = Pieces(self.setting.in_reals).knots(count)
        scale, u = float(self.inputs.given.scale), self.inputs.u
        near = np.searchsorted(u, np.round(np.array(real[1:-1]) / scale))
        return sorted({0, *(int(k) for k in near if 0 < k < len(u) - 1), len(u)})

    def _moved(self, knots: list[int]) -> list[int]:
        """Inner knots one after the other, as long as what is computed gets better."""
        cost = lru_cache(None)(lambda i, j: self._squares(i, j)[1])
        for by in (4, 2, 1, 1):
            for k in range(1, len(knots) - 1):
                low, high = knots[k - 1], min(knots[k + 1], len(self.inputs.u) - 1)
                moved = (knots[k] - by, knots[k] + by)
                tried = [knots[k], *(at for at in moved if low < at < high)]
                high = knots[k + 1]
                knots[k] = min(tried, key=lambda at: cost(low, at) + cost(at, high))
        return knots

    def _squares(self, i: int, j: int) -> tuple[Row, float]:
        """Coefficients of a piece with a small sum of squared errors over its inputs, and that."""
        u = self.inputs.u[i:j]
        t, f, root = self.scaled(u)
        powers = np.stack([t**k for k in range(self.setting.request.degree + 1)], 1)
        real = np.linalg.lstsq(powers * root[:, None], f * root, rcond=None)[0]
        start = tuple(self.units.held.integer(float(c)) for c in real)
        square = self._square(u)
        row = self._climbed(start, square, range(len(start)))
        return row, square(row, math.inf)

    def scaled(self, u: Integers) -> tuple[Any, Any, Any]:
        """U as a number, the function in units of the result, and roots of weights."""
        x: Any = u * float(self.inputs.given.scale)
        f = self.setting.target.on(x) / float(self.units.result)
        return u / float(1 << self.units.bits), f, np.sqrt(self.setting.density(x))

    def squares(self, u: Integers) -> Callable[[Integers], Any]:
        """What makes squared errors of the sums at every u."""
        if self.setting.fold is not None:  # results on both sides are not rounded alike
            some = self.inputs.at(np.searchsorted(self.inputs.u, u))
            weights = self.setting.density(some.x)
            return lambda sums: some.squares(sums, weights)
        _, f, root = self.scaled(u)
        ratio = self.inputs.out.scale * self.units.denominator
        step = float(self.inputs.out.scale / self.units.result)
        ends = [end - self.inputs.out.zero for end in self.inputs.out.ends]

        def squares(sums: Integers) -> Any:
            near = np.floor(sums / float(ratio) + 0.5)
            return (np.clip(near, ends[0], ends[1]) * step - f) ** 2 * root**2

        return squares

    def _square(self, u: Integers) -> Cost:
        """The sum of squared errors of what coefficients compute."""
        squares = self.squares(u)
        return lambda row, limit: float(squares(self.lines.sums(u, row)).sum())

    def _climbed(self, row: Row, cost: Cost, free: Iterable[int]) -> Row:
        """From coefficients to better neighbours, one or two of the free ones changed at once."""
        best = cost(row, math.inf)
        low, high = self.units.held.ends
        steps = [(k, by) for k in free for by in (-2, -1, 1, 2)]
        moves: list[tuple[tuple[int, int], ...]] = [(step,) for step in steps]
        moves += [(a, b) for a in steps for b in steps if a[0] < b[0] <= a[0] + 2]
        for _ in range(_CLIMBS):
            before = best
            for move in moves:
                tried = list(row)
                for k, by in move:
                    tried[k] += by
                if all(low <= c <= high for c in tried):
                    worth = cost(tuple(tried), best)
                    if worth < best:
                        row, best = tuple(tried), worth
            if best >= before * (1 - CLOSE):
                break
        return row

    # ------------------------------------------------------------ polynomials

    def polynomial(self, degree: int) -> tuple[float, ...]:
        """The best polynomial found: from good ones on, neighbours tried as they compute.

        Where a format is too coarse for high powers, the good ones are of lower degrees.
        """
        parity, step = basis_of(self.setting, degree).parity, 1
        highest = min(degree, len(self.inputs.u) - 1, self._highest)  # through every value
        if parity is not None:
            step, highest = 2, max(highest - (highest - parity) % 2, parity)
        best: tuple[Row, float, float] | None = None
        enough, squares = _ENOUGH * self.start, self.setting.request.measure == "mse"
        if squares:  # that of roundings which are anywhere
            enough = _ENOUGH * float(self.inputs.out.scale / self.units.result) / 12**0.5
        for lower in range(highest, (parity or 0) - 1, -step):
            try:
                if best and not squares and least_error(self.setting.in_reals, lower) >= best[1]:
                    break  # no real one of this degree, or a lower one, is better
                rounded, error = self._rounded(basis_of(self.setting, lower))
            except ValueError:  # its best coefficients have no place in the format
                if lower - step >= (parity or 0) or best:
                    continue
                raise
            start = (*rounded, *[0] * (degree - lower))
            row, worth = self._improved(start, parity)
            if best is None or worth < best[1]:
                best = row, worth, best[2] if best else error
            if best[1] <= max(1.5 * best[2], enough):
                break
        assert best is not None
        return self.units.numbers(self._on_its_side(best[0]))

    @cached_property
    def _highest(self) -> int:
        """About the highest power whose least coefficient fits, but for the rounding of products.

        Of degree n, within M over a width w, the first is at most 2*M*(4/w)**n (Chebyshev).
        """
        low, high = self.setting.span
        width = (high - low) / float(self.units.argument)
        size = float(np.abs(self.inputs.exact).max() * self.inputs.out.scale / self.units.result)
        most = _SLACK * size / float(self.units.held.scale)
        return _ANY if width <= 4 else max(int(math.log(most, width / 4)), 1) if most > 1 else 1

    def _on_its_side(self, row: Row) -> Row:
        """Shifted until it is on the side of the function that is asked for, at every input."""
        if not self.inputs.side:
            return row
        low, high = self.inputs.allowed
        sums = self.lines.sums(self.inputs.u, row)
        up, down = (max(int(gap.max()), 0) for gap in (low - sums, sums - high))
        shift = -(-up >> self.units.bits) - -(-down >> self.units.bits)
        shifted = (row[0] + shift, *row[1:])
        sums = self.lines.sums(self.inputs.u, shifted)
        if (sums < low).any() or (sums > high).any():
            raise ValueError("none that is nowhere on the other side of the function was found")
        return shifted

    def _improved(self, row: Row, parity: int | None) -> tuple[Row, float]:
        """A polynomial from near one, and what it is worth on some of the inputs."""
        tried = range(min(len(row), self._highest + 1))
        powers = [k for k in tried if parity in (None, k % 2)]
        every = np.linspace(0, len(self.inputs.u) - 1, _SOME).round().astype(int)
        inputs = self.inputs.on_both_sides().at(np.union1d(every, self.inputs.exact_at))
        u = inputs.u
        if self.setting.request.measure == "mse":
            square = self._square(u)
            climbed = self._climbed(row, square, powers)
            return climbed, (square(climbed, math.inf) / len(u)) ** 0.5
        lines = replace(self.lines, level=parity != 1, sloped=parity != 0)
        limits, floor = lru_cache(2)(inputs.limits), inputs.of_results(ulp=False)

        def best(head: Row, limit: float) -> tuple[Row, float] | None:
            def kept(error: float) -> Row | None:
                return lines.find(u, *limits(error), len(row) - 1, head)

            if math.isinf(limit):
                limit = self.start
            elif limit <= floor or kept(limit * (1 - CLOSE)) is None:
                return None
            whole, _ = least(kept, error, limit * (1 - CLOSE), floor)
            return whole, error(whole, limit)

        def error(whole: Row, _: float) -> float:
            return inputs.error(lines.sums(u, whole))

        def cost(head: Row, limit: float) -> float:
            improved = best(head, limit)
            return math.inf if improved is None else improved[1]

        head = self._climbed(row[2:], cost, [k - 2 for k in powers if k > 1])
        improved = best(head, math.inf)
        assert improved is not None
        return improved

    def _rounded(self, basis: Basis) -> tuple[Row, float]:
        """Coefficients searched one after the other, and about the error of the real ones."""
        real = self.setting.in_reals
        exact, error, _ = polynomial(real, basis.degree)
        units, scale = self.units, real.scale
        argument, result = float(units.argument), float(units.result)
        inner = replace(basis, low=basis.low / argument, high=basis.high / argument)

        def f(t: Any) -> Any:
            return self.setting.target.on(t * argument) / result

        row = [Fraction(c) * units.argument**k / units.result for k, c in enumerate(exact)]
        weight = None if scale is None else lambda t: scale(t * argument, f(t))
        numbers = InFormat(f, inner, weight, row, [], Held(self.name)).best().row
        return tuple(units.held.integer(c) for c in numbers), error
