"""About the values of a function, soon, for searches that ask for few of them at a time.

Polynomials through some of its values stand for it on cells that are halved until each is as near
as a search asks. Nothing that is proved rests on them, and where none is near it is asked itself.
"""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from actviz.arrays import Float64, Mask
from actviz.readings.effort import near_enough

if TYPE_CHECKING:
    from actviz.approximation.target.target import Target

_CALLS = 40  # that take about as long as making the cells
_TERMS, _CHECKS = 14, 6
_FIRST, _MOST, _ROUNDS = 16, 2000, 12
_CLOSE = 2.0**-44  # of the function: how near polynomials are
_NARROW = 2.0**-30  # of the range: no cell is smaller
_POWERS = np.arange(_TERMS)
_ENDS = np.where(_POWERS % 2, -1.0, 1.0)  # of all terms where cells begin
_ANGLES = (_POWERS + 0.5) * (np.pi / _TERMS)
_PLACES = np.concatenate([np.cos(_ANGLES), np.cos((np.arange(_CHECKS) + 0.3) * np.pi / _CHECKS)])
_TO_TERMS = np.cos(np.outer(_ANGLES, _POWERS)) * np.where(_POWERS, 2.0, 1.0) / _TERMS


class Quick:
    """The cells of one function; all ask it who search on a part of its range."""

    def __init__(self, target: Target) -> None:
        self.target, self.calls = target, 0

    def on(self, x: Float64, *, weighted: bool) -> Float64:
        """About the values at some places.

        Args:
            weighted: errors count by the size of the function, so that digits of small values do.
        """
        self.calls += 1
        cells = self.by_size if weighted else self.plain
        if self.calls < _CALLS or not cells.found:
            return self.target.on(x)
        return cells.on(x)

    @cached_property
    def plain(self) -> _Cells:
        """As near everywhere as the largest value asks."""
        return _Cells(self.target, weighted=False)

    @cached_property
    def by_size(self) -> _Cells:
        """As near as each value asks."""
        return _Cells(self.target, weighted=True)


class _Cells:
    """Cells side by side, made when they are first looked at."""

    def __init__(self, target: Target, *, weighted: bool) -> None:
        self.target, self.weighted = target, weighted
        self.jumps = np.array([one.x for one in target.breaks if not one.order])
        self.own = target.on(self.jumps) if len(self.jumps) else self.jumps  # its values there

    @cached_property
    def found(self) -> bool:
        """Whether there are cells."""
        low, high, edges = self.target.low, self.target.high, self.target.edges
        count = max(_FIRST // len(edges), 1)
        ends = [x for a, b in pairwise(edges) for x in np.linspace(a, b, count, endpoint=False)]
        a, b = np.array(ends), np.array([*ends[1:], high])
        done, total = list[Float64](), 0
        for _ in range(_ROUNDS):
            values = self._values(a, b)
            rows = values[:, :_TERMS] @ _TO_TERMS
            kept = self._kept(values, rows)
            done.append(np.column_stack([a, b, rows])[kept])
            a, b, total = a[~kept], b[~kept], total + len(a)
            if not len(a) or total > _MOST or float((b - a).max()) < (high - low) * _NARROW:
                break
            middle = a + (b - a) / 2
            a, b = np.concatenate([a, middle]), np.concatenate([middle, b])
        cells = np.concatenate(done)
        cells = cells[np.argsort(cells[:, 0])]
        self.starts, self.ends, self.rows = cells[:, 0], cells[:, 1], cells[:, 2:]
        return len(cells) > 0

    def _values(self, a: Float64, b: Float64) -> Float64:
        """The function inside of cells, at a row of places of each."""
        x = (a + b)[:, None] / 2 + (b - a)[:, None] / 2 * _PLACES
        if self.weighted:
            return self.target.on(x.ravel()).reshape(x.shape)
        with near_enough(self.close / 4):
            return self.target.on(x.ravel()).reshape(x.shape)

    @property
    def close(self) -> float:
        """How near it is to be, where errors count by themselves."""
        return self.target.size * _CLOSE

    def _kept(self, values: Float64, rows: Float64) -> Mask:
        """Which cells have polynomials that are near enough."""
        computed = rows @ np.cos(np.outer(_POWERS, np.arccos(_PLACES[_TERMS:])))
        off = np.abs(computed - values[:, _TERMS:]).max(axis=1)
        if not self.weighted:
            return np.asarray(off <= self.close)
        ends = rows @ np.column_stack([_ENDS, _POWERS**0])  # where a zero may be
        return np.asarray(off <= np.abs(np.hstack([values, ends])).min(axis=1) * _CLOSE)

    def on(self, x: Float64) -> Float64:
        """Values by the polynomials; the function's own where there are none, and at jumps."""
        k = np.maximum(np.searchsorted(self.starts, x, side="right") - 1, 0)
        a, b = self.starts[k], self.ends[k]
        with np.errstate(invalid="ignore"):
            s = (2 * x - (a + b)) / (b - a)
        lost = ~(np.abs(s) <= 1 + 1e-12)
        terms = np.cos(np.arccos(np.clip(s, -1, 1))[:, None] * _POWERS)
        values: Float64 = (terms * self.rows[k]).sum(axis=1)
        if len(self.jumps):
            at = np.minimum(np.searchsorted(self.jumps, x), len(self.jumps) - 1)
            jumps = self.jumps[at] == x
            values, lost = np.where(jumps, self.own[at], values), lost & ~jumps
        if lost.any():
            values[lost] = self.target.on(x[lost])
        return values
