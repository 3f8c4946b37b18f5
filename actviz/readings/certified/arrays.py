"""Long arrays of doubles, correctly rounded by proof, in double-double arithmetic.

Every binade is cut into cells. In a cell the formula is a polynomial in ``s`` from -1 to 1 whose
first two coefficients are kept in more than a double: the leading one as a sum of two, the next as
a part of 26 bits, whose product with the first bits of ``s`` is exact, and the rest. The bound on
the error covers the remainder, the coefficients and every rounding. Where ``high + (low + bound)``
and ``high + (low - bound)`` are one double, that is the correctly rounded value (Ziv's test); the
other points are for the balls.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

import numpy as np
from flint import arb
from numpy.typing import NDArray

from actviz.formula.tree import Node
from actviz.readings import balls
from actviz.readings.certified.pieces import coefficients_from, evaluation_error, length

Float64 = NDArray[np.float64]
Mask = NDArray[np.bool_]

LONG: Final = 2048  # numbers for which looking for cells is worth while
_CELLS: Final = 7  # a binade has 2**7 of them
_TERMS: Final = 10  # coefficients of a cell
_WORTH: Final = 40  # points in a cell that pay for its polynomial
_BLOCK: Final = 1 << 14
_BITS: Final = 192
_ENOUGH: Final = 2.0**-60  # the error of a cell at most, relative to its smallest value
_UNIT: Final = 2.0**-53
_SPLIT: Final = 2.0**22  # s is split at this bit; a cell's numbers have 45 below its first
_SLACK: Final = 1 + 2.0**-30
_SHIFT: Final = 52 - _CELLS
_LEAST, _MOST = 2.0**-900, 2.0**900  # values at which nothing underflows or overflows

# Columns of a cell: its middle, what takes x - middle to s, the bound, the coefficients.
_MIDDLE, _SCALE, _BOUND, _HIGH, _LOW, _FIRST, _REST, _OTHERS = range(8)


class Cells:
    """The cells of one formula, made when there are points enough in them."""

    def __init__(self, tree: Node, values: tuple[tuple[str, float], ...]) -> None:
        self.tree, self.values = tree, dict(values)
        self.rows = np.zeros(1 << (64 - _SHIFT), dtype=np.int32)  # 0: no cell
        self.columns = np.zeros((_OTHERS + _TERMS - 2, 64))
        self.count = 1
        self.seen = np.zeros(self.rows.size, dtype=np.int32)  # points; -1: tried already
        self.lock = threading.Lock()

    def prepare(self, x: Float64) -> None:
        """Make the cells that hold many points, of these and of those before."""
        keys, many = np.unique(_keys(x), return_counts=True)
        with self.lock:
            fresh = self.seen[keys] >= 0
            self.seen[keys[fresh]] += np.minimum(many[fresh], _WORTH).astype(np.int32)
            for key in keys[self.seen[keys] >= _WORTH].tolist():
                self.seen[key] = -1
                cell = self._cell(key)
                if cell is not None:
                    self._add(key, cell)

    def _add(self, key: int, cell: list[float]) -> None:
        if self.count == self.columns.shape[1]:
            self.columns = np.concatenate([self.columns, np.zeros_like(self.columns)], axis=1)
        self.columns[:, self.count] = cell
        self.rows[key] = self.count
        self.count += 1

    def _cell(self, key: int) -> list[float] | None:
        low, middle = _numbers([key << _SHIFT, (key << _SHIFT) + (1 << (_SHIFT - 1))])
        half = abs(middle - low)
        if not math.isfinite(2 * abs(middle)) or not half > 2.0**-900:
            return None
        with balls.precision(_BITS), length(_TERMS + 1):
            tree, values = self.tree, self.values
            *_, remainder = coefficients_from(tree, values, arb(middle, half), half, _TERMS + 1)
            coefficients = coefficients_from(tree, values, arb(middle), half, _TERMS)
            if not all(ball.is_finite() for ball in (remainder, *coefficients)):
                return None
            return _fitted(coefficients, remainder, middle, half)

    def evaluate(self, x: Float64) -> tuple[Float64, Float64, Float64, Mask]:
        """Of each point high and low parts of the value, its bound, and whether it has a cell."""
        rows = self.rows[_keys(x)]
        column = [np.take(each, rows) for each in self.columns]
        s = (x - column[_MIDDLE]) * column[_SCALE]
        first = np.rint(s * _SPLIT) / _SPLIT
        rest = s - first
        total = column[-1] * s
        for each in reversed(column[_OTHERS:-1]):
            total += each
            total *= s
        total += column[_REST]
        total *= s
        product = column[_FIRST] * first
        high = column[_HIGH] + product
        # What the sum has lost, exactly, whichever of the two is the larger (Knuth).
        back = high - column[_HIGH]
        lost = (column[_HIGH] - (high - back)) + (product - back)
        low = lost + (column[_LOW] + (column[_FIRST] * rest + total))
        return high, low, column[_BOUND], rows > 0


def _keys(x: Float64) -> NDArray[np.int64]:
    keys: NDArray[np.int64] = (x.view(np.uint64) >> np.uint64(_SHIFT)).astype(np.int64)
    return keys


def _numbers(bits: list[int]) -> list[float]:
    numbers: list[float] = np.array(bits, dtype=np.uint64).view(np.float64).tolist()
    return numbers


def _fitted(balls_: list[Any], remainder: Any, middle: float, half: float) -> list[float] | None:
    """The columns of a cell; None where it does not decide nearly all of its roundings."""
    high = float(balls_[0].mid())
    low = float((balls_[0] - arb(high)).mid())
    slope = float(balls_[1].mid())
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
    error *= _SLACK
    least = abs(high) - abs(first) - total - abs(low)
    ordinary = least > _LEAST and abs(high) + abs(first) + total < _MOST
    if not ordinary or error > _ENOUGH * least:
        return None
    return [middle, 1 / half, error, high, low, first, rest, *others]


@lru_cache(maxsize=16)
def _cells(tree: Node, values: tuple[tuple[str, float], ...]) -> Cells:
    return Cells(tree, values)


def decide(tree: Node, x: Float64, values: Mapping[str, float]) -> tuple[Float64, Mask]:
    """The correctly rounded doubles where cells decide them, and where that is.

    Args:
        tree: a formula.
        x: doubles, of one dimension; of a short array nothing is decided.
        values: a double for each parameter that occurs in the formula.
    """
    rounded, decided = np.empty(x.size), np.zeros(x.size, dtype=np.bool_)
    if x.size < LONG:
        return rounded, decided
    given = tuple((word, float(values[word])) for word in sorted(tree.names - {"x"}))
    cells = _cells(tree, given)
    cells.prepare(x)
    for at in range(0, x.size, _BLOCK):
        part = slice(at, at + _BLOCK)
        with np.errstate(all="ignore"):  # of points without a cell anything may come
            high, low, bound, inside = cells.evaluate(x[part])
            bound = bound * _SLACK + np.abs(low) * 2.0**-52  # and what adding it rounds off
            rounded[part] = high + (low + bound)
            decided[part] = inside & (rounded[part] == high + (low - bound))
    return rounded, decided
