"""Long arrays of doubles, correctly rounded by proof, in double-double arithmetic.

Every binade is cut into cells, and where those are too wide into finer ones. In a cell the formula
is a polynomial in ``s`` from -1 to 1 whose first two coefficients are kept in more than a double:
the leading one as a sum of two, the next as a part of 26 bits, whose product with the first bits of
``s`` is exact, and the rest. The bound on the error covers the remainder, the coefficients and
every rounding. Where ``high + (low + bound)``
and ``high + (low - bound)`` are one double, that is the correctly rounded value (Ziv's test); the
other points are for the balls.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Mapping
from functools import lru_cache, partial
from typing import Any, Final

import numpy as np
from flint import arb
from numpy.typing import NDArray

from actviz.arrays import Float64, Mask
from actviz.dataclass import dataclass
from actviz.formula.tree import Node
from actviz.readings import balls
from actviz.readings.certified.certified_polynomials import (
    coefficients_from,
    evaluation_error,
    length,
)
from actviz.readings.float64 import kernels, threads

LONG: Final = 2048  # numbers for which looking for cells is worth while
_BLOCK: Final = 1 << 14
_SHARE: Final = 1 << 17  # points that are worth a thread
_BITS: Final = (192, 400, 800, 1600)  # of coefficients: 1 + erf(x) at -26 loses a thousand
_ENOUGH: Final = 2.0**-60  # the error of a cell at most, relative to its smallest value
_UNIT: Final = 2.0**-53
_SPLIT: Final = 2.0**22  # s is split at this bit; a cell's numbers have 45 below its first
_SLACK: Final = 1 + 2.0**-30
_LEAST, _MOST = 2.0**-990, 2.0**900  # values of which no part that counts underflows
_TINY: Final = 2.0**-1060  # more than what underflow takes from all operations together
_STEEP: Final = 24  # a cell whose value changes by more than such a part of it is too wide
_NEVER: Final = 99

_WORK: Final = kernels.Scratch()

# Columns of a cell: its middle, what takes x - middle to s, the bound, the coefficients.
_MIDDLE, _SCALE, _BOUND, _HIGH, _LOW, _FIRST, _REST, _OTHERS = range(8)


@dataclass(frozen=True, slots=True)
class Grid:
    """How finely the line is cut, and from which binade to which."""

    cells: int  # a binade has 2**cells of them
    terms: int  # coefficients of a cell
    worth: int  # points in a cell that pay for its polynomial
    first: int = -1023  # exponents of 2
    last: int = 1025

    @property
    def shift(self) -> int:
        """Bits of a number that do not tell its cell."""
        return 52 - self.cells

    @property
    def count(self) -> int:
        """Cells on one side of 0."""
        return (self.last - self.first) << self.cells

    def keys(self, x: Float64) -> NDArray[np.int64]:
        """The number of each point's cell; 2*count where there is none."""
        bits = x.view(np.uint64)
        if self.last - self.first == 2048:  # the sign is the highest bit of a key
            return (bits >> np.uint64(self.shift)).astype(np.int64)
        keys = ((bits << np.uint64(1)) >> np.uint64(self.shift + 1)).astype(np.int64)
        keys -= (self.first + 1023) << self.cells
        outside = (keys < 0) | (keys >= self.count)
        keys += np.where(x < 0, self.count, 0)
        keys[outside] = 2 * self.count
        return keys

    def cell(self, key: int) -> tuple[float, float]:
        """The middle of a cell, and half its width."""
        negative, place = divmod(key, self.count)
        first = (place + ((self.first + 1023) << self.cells)) << self.shift
        low, middle = _numbers([first, first + (1 << (self.shift - 1))])
        return (-middle if negative else middle), middle - low


# What falls as exp(-x*x/2) needs finer cells the farther out it is, and more bits, which make
# balls slow as well: fewer points pay for a cell there.
GRIDS: Final = (
    Grid(7, 10, worth=40),
    Grid(11, 12, worth=20, first=-2, last=10),
    Grid(13, 12, worth=10, first=-2, last=10),
    Grid(14, 12, worth=10, first=-2, last=10),
)


class Cells:
    """The cells of one formula, made when there are points enough in them."""

    def __init__(self, tree: Node, values: tuple[tuple[str, float], ...], grid: Grid) -> None:
        self.tree, self.values, self.grid = tree, dict(values), grid
        self.rows = np.zeros(2 * grid.count + 1, dtype=np.int32)  # 0: no cell
        self.columns = np.zeros((_OTHERS + grid.terms - 2, 64))
        self.count = 1
        self.seen = np.zeros(self.rows.size, dtype=np.int32)  # points; -1: tried already
        self.seen[-1] = -1
        self.lock = threading.Lock()
        self.bits = _BITS[0]  # that were enough for the last cell
        self.finer = np.full(self.rows.size, _NEVER, dtype=np.int8)  # cells of a grid that may do

    def prepare(self, every: NDArray[np.int64]) -> None:
        """Make the cells that hold many points, of these (their keys) and of those before.

        Keys of cells that have been tried already may be left out.
        """
        if not every.size:
            return
        many = np.bincount(every)
        keys = np.flatnonzero(many)
        with self.lock:
            fresh = keys[self.seen[keys] >= 0]
            self.seen[fresh] += np.minimum(many[fresh], self.grid.worth).astype(np.int32)
            for key in fresh[self.seen[fresh] >= self.grid.worth].tolist():
                self.seen[key] = -1
                cell = self._cell(key)
                if isinstance(cell, int):
                    self.finer[key] = cell
                else:
                    self._add(key, cell)

    def _add(self, key: int, cell: list[float]) -> None:
        if self.count == self.columns.shape[1]:
            self.columns = np.concatenate([self.columns, np.zeros_like(self.columns)], axis=1)
        self.columns[:, self.count] = cell
        self.rows[key] = self.count
        self.count += 1

    def _cell(self, key: int) -> list[float] | int:
        """The columns of a cell; if it is too wide, how fine a grid might be fine enough."""
        middle, half = self.grid.cell(key)
        if not math.isfinite(2 * abs(middle)) or not half > 2.0**-900:
            return _NEVER
        tree, values, terms = self.tree, self.values, self.grid.terms
        for bits in dict.fromkeys((self.bits, *_BITS)):
            if bits < self.bits:
                continue
            with balls.precision(bits), length(terms + 1):
                wide = coefficients_from(tree, values, arb(middle, half), half, terms + 1)
                coefficients = coefficients_from(tree, values, arb(middle), half, terms)
                known = [*coefficients, *wide]  # a kink may show in the first of them alone
                if all(ball.is_finite() for ball in known) and _sharp(coefficients):
                    self.bits = bits
                    fitted = _fitted(coefficients, wide[-1], middle, half)
                    return self.grid.cells + fitted if isinstance(fitted, int) else fitted
        self.bits = _BITS[0]
        return self.grid.cells + 1

    def evaluate(
        self, x: Float64, keys: NDArray[np.int64]
    ) -> tuple[Float64, Float64, Float64, Mask]:
        """Of each point high and low parts of the value, its bound, and whether it has a cell.

        The next call in the same thread writes over them.
        """
        rows = self.rows.take(keys).astype(np.intp)
        columns = self.columns
        s, first, low, total, one = _WORK.rows(5, x.size)

        def column(at: int, out: Float64) -> Float64:
            np.take(columns[at], rows, out=out, mode="clip")
            return out

        np.subtract(x, column(_MIDDLE, one), out=s)
        s *= column(_SCALE, one)
        np.multiply(s, _SPLIT, out=first)
        np.rint(first, out=first)
        first *= 1 / _SPLIT
        np.subtract(s, first, out=low)
        np.multiply(column(-1, one), s, out=total)
        for at in reversed(range(_OTHERS, len(columns) - 1)):
            total += column(at, one)
            total *= s
        total += column(_REST, one)
        total *= s
        product, factor, back, high = first, column(_FIRST, one), s, total
        low *= factor
        low += total
        product *= factor
        low += column(_LOW, one)
        leading = column(_HIGH, one)
        np.add(leading, product, out=high)
        # What the sum has lost, exactly, whichever of the two is the larger (Knuth).
        np.subtract(high, leading, out=back)
        product -= back
        np.subtract(high, back, out=back)
        leading -= back
        leading += product
        low += leading
        return high, low, column(_BOUND, one), rows > 0


def _sharp(coefficients: list[Any]) -> bool:
    """Whether coefficients are known well enough beside the leading one."""
    least = coefficients[0].abs_lower() * (_ENOUGH / 64)
    return all(arb(ball.rad()) < least for ball in coefficients)


def _numbers(bits: list[int]) -> list[float]:
    numbers: list[float] = np.array(bits, dtype=np.uint64).view(np.float64).tolist()
    return numbers


def _fitted(balls_: list[Any], remainder: Any, middle: float, half: float) -> list[float] | int:
    """The columns of a cell; how often to halve one that leaves too many roundings undecided."""
    high, slope = float(balls_[0].mid()), float(balls_[1].mid())
    if not math.isfinite(high) or not math.isfinite(slope):
        return _NEVER  # too large for doubles
    low = float((balls_[0] - arb(high)).mid())
    mantissa, exponent = math.frexp(slope)
    first = math.ldexp(round(math.ldexp(mantissa, 26)), exponent - 26)
    rest = float((balls_[1] - arb(first)).mid())
    others = [float(ball.mid()) for ball in balls_[2:]]
    kept = [arb(high) + arb(low), arb(first) + arb(rest), *map(arb, others)]
    gaps = [abs(ball - ours).upper() for ball, ours in zip(balls_, kept, strict=True)]
    error = float((sum(gaps, abs(remainder).upper())).upper()) * _SLACK
    sizes = [abs(rest), *map(abs, others)]
    total = sum(sizes) * (1 + 2.0**-40)
    beside = abs(first) / _SPLIT  # of the product with what is left of s
    error += evaluation_error((rest, *others)) + _UNIT * total  # the last product with s
    error += _UNIT * (beside + (beside + total) + (beside + total + abs(low)))
    lost = _UNIT * (abs(high) + abs(first)) * (1 + 2.0**-50)
    error += _UNIT * (lost + beside + total + abs(low)) * (1 + 2.0**-40)
    error = error * _SLACK + _TINY
    least = abs(high) - abs(first) - total - abs(low)
    if not _LEAST < abs(high) < _MOST or abs(first) + total > _MOST:
        return _NEVER
    if least < _LEAST or error > _ENOUGH * least:
        halvings = math.ceil(math.log2(_STEEP * abs(first / high) + _TINY))
        return min(max(1, halvings), _NEVER)
    return [middle, 1 / half, error, high, low, first, rest, *others]


def _fill(
    cells: Cells,
    x: Float64,
    keys: NDArray[np.int64],
    at: NDArray[np.intp] | None,
    rounded: Float64,
    decided: Mask,
    begin: int,
    end: int,
) -> list[NDArray[np.intp]]:
    """Fill in a stretch of the points: what cells come to, and where that is decided.

    ``at`` are their places in what is filled, None: the same as here. Returns which have no cell.
    """
    left = []
    for start in range(begin, end, _BLOCK):
        part = slice(start, min(start + _BLOCK, end))
        goal = part if at is None else at[part]
        with np.errstate(all="ignore"):  # of points without a cell anything may come
            high, low, bound, inside = cells.evaluate(x[part], keys[part])
            bound *= _SLACK
            bound += np.abs(low) * 2.0**-52  # and what adding it rounds off
            near = high + (low + bound)
            low -= bound
            low += high
        rounded[goal] = near
        decided[goal] = inside & (near == low)
        if not inside.all():
            left.append(start + np.flatnonzero(~inside))
    return left


def _locate(
    cells: Cells, x: Float64, keys: NDArray[np.int64], begin: int, end: int
) -> list[NDArray[np.int64]]:
    """Fill in the keys of a stretch of the points; those of cells that have not been tried."""
    fresh = []
    for start in range(begin, end, _BLOCK):
        part = slice(start, min(start + _BLOCK, end))
        here = keys[part] = cells.grid.keys(x[part])
        untried = cells.seen.take(here) >= 0
        if untried.any():
            fresh.append(here[untried])
    return fresh


@lru_cache(maxsize=48)
def _cells(tree: Node, values: tuple[tuple[str, float], ...], grid: Grid) -> Cells:
    return Cells(tree, values, grid)


def decide(tree: Node, x: Float64, values: Mapping[str, float]) -> tuple[Float64, Mask]:
    """The correctly rounded doubles where cells decide them, and where that is.

    Args:
        x: doubles, of one dimension; of a short array nothing is decided.
    """
    rounded, decided = np.empty(x.size), np.zeros(x.size, dtype=np.bool_)
    given = tuple((word, float(values[word])) for word in sorted(tree.names - {"x"}))
    rest: NDArray[np.intp] | None = None  # all
    finer = np.zeros(x.size, dtype=np.int8)
    for grid in GRIDS:
        due = finer <= grid.cells
        if np.count_nonzero(due) < LONG:
            continue
        cells = _cells(tree, given, grid)
        at = None if rest is None else rest[due]
        here = x if at is None else x[at]
        keys = np.empty(here.size, dtype=np.int64)
        fresh = threads.shared(partial(_locate, cells, here, keys), here.size, _SHARE)
        cells.prepare(np.concatenate([keys[:0], *fresh]))
        fill = partial(_fill, cells, here, keys, at, rounded, decided)
        left = np.concatenate([np.zeros(0, np.intp), *threads.shared(fill, here.size, _SHARE)])
        later = cells.finer[keys[left]]
        if rest is None or at is None:
            rest, finer = left, later
        else:
            rest = np.concatenate([rest[~due], at[left]])
            finer = np.concatenate([finer[~due], later])
    return rounded, decided
