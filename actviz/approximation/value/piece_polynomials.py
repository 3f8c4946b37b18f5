"""An approximation's formula at many points at once: slopes, and exact values in fractions.

In real arithmetic an approximation is a polynomial on each of some stretches. Which one a double
is in is decided exactly.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from actviz.approximation.value.coefficients import derived, horner, value_at
from actviz.approximation.value.nearest_entries import first_doubles
from actviz.approximation.value.result import Approximation, Table
from actviz.arrays import np
from actviz.dataclass import dataclass

if TYPE_CHECKING:
    from numpy.typing import NDArray

Row = tuple[Fraction, ...]  # coefficients, lowest first


@dataclass(frozen=True, eq=False)
class Stretches:
    """The polynomials of an approximation from left to right, of x or, folded, of |x|.

    Attributes:
        record: the approximation.
        starts: the first double of each stretch but the first.
        rows: one more than that.
        edges: where they meet as real numbers, as many as ``starts``.
    """

    record: Approximation
    starts: tuple[float, ...]
    rows: tuple[Row, ...]
    edges: tuple[Fraction, ...]

    def slopes(self, x: NDArray[np.float64], order: int) -> NDArray[np.float64]:
        """The derivative of some order from 1 on, of the stretch that each point is in."""
        fold = self.record.fold
        u = x if fold is None else np.abs(x)
        columns = self._columns(order)
        at = np.searchsorted(np.array(self.starts), u, side="right")
        slopes = horner([column[at] for column in columns], u)
        if fold is not None:
            # g(|x|) turns its sign at each derivative, sign(x)*g(|x|) at every other.
            turns = order % 2 == (1 if fold.part == "even" else 0)
            slopes = np.where(turns & (x < 0), -slopes, slopes)
            slopes = slopes + fold.line[1] if order == 1 else slopes
        return np.where(np.isnan(x), np.nan, slopes)

    @lru_cache  # noqa: B019 - few orders of few records are asked for
    def _columns(self, order: int) -> NDArray[np.float64]:
        """The coefficients of all derivatives of one order, lowest first."""
        rows = [derived(row, order) for row in self.rows]
        length = max(map(len, rows))
        return np.array([[*map(float, row), *[0.0] * (length - len(row))] for row in rows]).T

    def exactly(self, x: Sequence[float], order: int) -> list[Fraction]:
        """The value or derivative at finite numbers; a folded one has no slope at 0."""
        from bisect import bisect_right

        fold = self.record.fold
        rows = [derived(row, order) for row in self.rows]
        line = derived(tuple(map(Fraction, fold.line)), order) if fold else ()
        values = []
        for point in x:
            number = Fraction(point)
            u = number if fold is None else abs(number)
            value = Fraction(0)
            for c in reversed(rows[bisect_right(self.starts, float(u))]):
                value = value * u + c
            if fold is not None:
                if number < 0 and order % 2 == (1 if fold.part == "even" else 0):
                    value = -value
                for k, c in enumerate(line):
                    value += c * number**k
            values.append(value)
        return values


def stretches(record: Approximation) -> Stretches:
    """Those of an approximation of kind ``pieces`` or ``table``."""
    edges, rows = _inside(record)
    low, high = map(_fraction, record.range)
    if record.ends is not None:
        before, after = (tuple(map(Fraction, end)) for end in record.ends)
    else:
        before, after = (
            (Fraction(0) if end is None else value_at(row, end),)
            for row, end in ((rows[0], low), (rows[-1], high))
        )
    starts = [_first(edge) for edge in edges]
    joints = [*edges]
    if low is not None and (record.fold is None or low > 0):
        starts, rows, joints = [_first(low), *starts], [before, *rows], [low, *joints]
    if high is not None:
        starts, rows = [*starts, math.nextafter(_last(high), math.inf)], [*rows, after]
        joints.append(high)
    return Stretches(record, tuple(starts), tuple(rows), tuple(joints))


def _inside(record: Approximation) -> tuple[list[Fraction], list[Row]]:
    """Where stretches meet within the range, and their polynomials."""
    if record.pieces is not None:
        rows = [tuple(map(Fraction, piece.coefficients)) for piece in record.pieces]
        return [Fraction(piece.low) for piece in record.pieces[1:]], rows
    assert record.table is not None
    return _entries(record.table)


def _entries(table: Table) -> tuple[list[Fraction], list[Row]]:
    values, places = ([Fraction(one) for one in row] for row in (table.values, table.places))
    if not table.interpolate:
        return [Fraction(x) for x in first_doubles(table)], [(v,) for v in values]
    rows: list[Row] = []
    for k, (u, v) in enumerate(pairwise(values)):
        rise, a = (v - u) / Fraction(table.step), k + (places[k] < 0)
        rows.append((values[a] - rise * places[a], rise))
    return places[1:-1], rows


def _fraction(end: float) -> Fraction | None:
    return Fraction(end) if math.isfinite(end) else None


def _first(edge: Fraction) -> float:
    """The first double that is not below a number."""
    near = float(edge)
    return near if near >= edge else math.nextafter(near, math.inf)


def _last(edge: Fraction) -> float:
    """The last double that is not above a number."""
    near = float(edge)
    return near if near <= edge else math.nextafter(near, -math.inf)
