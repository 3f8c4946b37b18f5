"""The polynomial with coefficients of a number format that is nearest in the mean square.

Such a distance is a sum of squares, one for each coefficient: how far it is from the best real one
for those that are chosen already. Numbers are tried from that one outwards, and a branch ends
where its sum is above the least found. What is found so is the nearest of all, unless the search
is given up: the problem is that of a nearest vector of a lattice, which grows fast with the degree.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from operator import mul
from typing import Any

import numpy as np
from flint import fmpz_mat
from numpy.typing import NDArray

from actviz.approximation.curves.holding import Held
from actviz.dataclass import dataclass
from actviz.readings.formats import Format, Uniform

Float64 = NDArray[Any]

STEPS = 40_000  # numbers tried
_BETTER = 4.0  # how much less a sum is for which weights are chosen anew
_SAME = 1e-12  # relative: sums this near are the same
_BITS = 80  # of a lattice in whole numbers
WHOLE = Uniform("whole numbers", 62, 1.0)


def nearest(
    columns: Float64, values: Float64, held: Held, steps: int = STEPS
) -> tuple[Float64, bool]:
    """Coefficients of a format, and whether every choice that may be better was tried.

    Args:
        columns: what coefficients multiply, at points, times the roots of weights: (points, n).
        values: the function there, times the same roots.
        held: the format.
        steps: how many numbers are tried, at most.
    """
    sizes = np.linalg.norm(columns, axis=0)
    real = np.linalg.lstsq(columns / sizes, values, rcond=None)[0] / sizes
    off = float(((columns @ real - values) ** 2).sum())
    form = held.form
    order = _order(columns, held.step(real))
    # The first numbers that are found are near enough to end most branches of what follows.
    direct = Search(columns[:, order], values, form, off, left=len(order))
    best = direct.best_of()
    assert best is not None
    row, limit = _placed(best, order), direct.least
    weighed = False
    while isinstance(form, Uniform):
        search = _Boxed(columns * form.step, values, form, off, limit, steps, weighed=weighed)
        whole = search.best_of(search.least)
        if whole is not None:
            row, limit = search.change @ np.array(whole) * form.step, search.limit
        if search.complete or (weighed and not search.better):
            return row, search.complete
        weighed = True  # what is short leaves the format, mostly
    direct = Search(columns[:, order], values, form, off, left=steps)
    best = direct.best_of(limit)
    return row if best is None else _placed(best, order), direct.complete


def _placed(coefficients: list[float], order: list[int]) -> Float64:
    row = np.empty(len(order))
    row[order] = coefficients
    return row


def _reduced(columns: Float64) -> Float64:
    """How to combine columns, by whole numbers, into short ones that span the same lattice."""
    r = np.asarray(np.linalg.qr(columns, mode="r"))
    unit = float(np.abs(np.diag(r)).min())
    rows = [[round(math.ldexp(float(v) / unit, _BITS // 4)) for v in row] for row in r.T]
    _, change = fmpz_mat(rows).lll(True)
    return np.array([[float(v) for v in row] for row in change.tolist()]).T


def _order(columns: Float64, steps: Float64) -> list[int]:
    """Columns, those whose coefficients cost most for a step last: they are chosen first."""
    sizes = np.linalg.norm(columns, axis=0)
    even = columns / sizes
    left: list[int] = list(range(len(sizes)))
    last: list[int] = []
    while left:  # the distance of each from all the others, for a step
        inverse = np.linalg.pinv(even[:, left])
        costs = (steps * sizes)[left] / np.linalg.norm(inverse, axis=1)
        last.append(left.pop(int(np.argmax(costs))))
    return last[::-1]


@dataclass
class Search:
    """A search among the numbers of a format, from the last column to the first."""

    columns: Float64
    values: Float64
    form: Format
    off: float  # what the best real coefficients leave
    complete: bool = True
    least: float = math.inf
    left: int = STEPS

    def best_of(self, limit: float = math.inf) -> list[float] | None:
        """The coefficients, in the order of the columns; None: none are below the limit.

        Args:
            limit: the sum of squares that is looked at, without what is left anyway.
        """
        self.least, self.bounded = limit, limit < math.inf
        q, r = np.linalg.qr(self.columns)
        self._r, self._aim = r.tolist(), (q.T @ self.values).tolist()
        self._chosen = [0.0] * len(r)
        self._found: list[float] | None = None
        # Steps that cost less than this change nothing.
        self._finest = [
            2.0 ** math.floor(math.log2(math.sqrt(_SAME * self.off) / abs(row[k]) + 1e-300))
            for k, row in enumerate(self._r)
        ]
        self._descend(len(r) - 1, 0.0)
        return self._found

    def reached(self, total: float) -> None:
        """All are chosen, and the sum of squares is this."""
        self._found, self.least = list(self._chosen), total

    def _descend(self, k: int, total: float) -> None:
        if k < 0:
            self.reached(total)
            return
        row, chosen = self._r[k], self._chosen
        rest = self._aim[k]
        for j in range(k + 1, len(row)):
            rest -= row[j] * chosen[j]
        for number in outwards(self.form, rest / row[k], self._finest[k]):
            more = total + (rest - row[k] * number) ** 2
            if more >= self.least - _SAME * (self.least + self.off):
                return
            if self.left <= 0:
                self.complete = False
                if self._found is not None or self.bounded:
                    return
            self.left -= 1
            chosen[k] = number
            self._descend(k - 1, more)


class _Boxed(Search):
    """The same in a basis of short vectors, all of whose combinations have to be in the format.

    Beside what is to be small stand the coefficients, so weighed that within the format they add at
    most what the least sum allows: a short vector is one whose coefficients are not huge either.
    """

    def __init__(
        self,
        columns: Float64,
        values: Float64,
        form: Uniform,
        off: float,
        limit: float,
        steps: int,
        *,
        weighed: bool,
    ) -> None:
        low, high = (end / form.step for end in (form.low, form.high))
        count = columns.shape[1]
        weight = math.sqrt(max(limit, 1e-300) / count) / max(high, -low) if weighed else 0.0
        both = np.vstack([columns, weight * np.eye(count)])
        self.change = _reduced(both)
        aims = np.concatenate([values, np.zeros(count)])
        real = np.linalg.lstsq(both, aims, rcond=None)[0]
        nearest = float(((both @ real - aims) ** 2).sum())
        super().__init__(both @ self.change, aims, WHOLE, nearest, left=steps)
        self._rows, self._values, self._ends = columns, values, (low, high)
        self._changes = self.change.tolist()
        self._spare, self._off = limit * weighed + off - nearest, off
        self.limit = self._first = limit
        self.least, self.better, self._weighed = limit + self._spare, False, weighed

    def reached(self, total: float) -> None:
        """All are chosen: what the polynomial leaves counts alone."""
        low, high = self._ends
        whole = [sum(map(mul, row, self._chosen)) for row in self._changes]
        if low <= min(whole) and max(whole) <= high:
            row = np.array(whole)
            left = float(((self._rows @ row - self._values) ** 2).sum()) - self._off
            if left < self.limit:
                self.better |= left < self._first / _BETTER
                self._found, self.limit = list(self._chosen), left
                self.least = left + self._spare
                if self.better and self._weighed:  # by what is known now fewer are left
                    self.left = 0


def outwards(form: Format, centre: float, finest: float = 0.0) -> Iterator[float]:
    """All numbers of a format, the nearest to a real one first.

    Args:
        finest: a power of two; of floating numbers whose neighbours are nearer, those that are
            its multiples.
    """
    low, high = form.low, form.high
    inside = min(max(centre, low), high)
    step, even = _step(form, inside, finest), isinstance(form, Uniform)
    near = min(max(round(inside / step) * step, low), high)
    up = near if near >= centre else _above(form, near, finest)
    down = near if near < centre else -_above(form, -near, finest)
    while up <= high or down >= low:
        if up <= high and (down < low or up - centre < centre - down):
            yield up
            up = up + step if even else _above(form, up, finest)
        else:
            yield down
            down = down - step if even else -_above(form, -down, finest)


def _step(form: Format, number: float, finest: float) -> float:
    """The distance to the next number outwards."""
    if isinstance(form, Uniform):
        return form.step
    exponent = math.frexp(number)[1] - 1 if number else form.least
    return max(math.ldexp(1.0, max(exponent, form.least) - form.digits + 1), finest)


def _above(form: Format, number: float, finest: float) -> float:
    """The next number of the format; beyond the largest one there is no end."""
    step = _step(form, number, finest)
    if number < 0:
        step = _step(form, number + step / 4, finest)
    return number + step
