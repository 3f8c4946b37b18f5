"""What an error allows an approximation in integers at every input.

What a program computes is known to the bit: an error allows each input some results, and these an
interval of sums before the last rounding. A piece is possible where some coefficients keep their
sums within the intervals of all its inputs; that none do is proved by the intervals.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from fractions import Fraction
from functools import lru_cache
from itertools import compress
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from actviz.approximation.setting import Setting
from actviz.approximation.target.certified import certified
from actviz.approximation.target.target import Target
from actviz.dataclass import dataclass
from actviz.readings.formats import Uniform, fixed

Float64 = NDArray[Any]
Integers = NDArray[np.int64]
T = TypeVar("T")
Row = tuple[int, ...]  # coefficients as integers, lowest first

_ANY = 1 << 61  # the end of an interval that has none
_LARGE = 1e6  # an error that everything keeps
CLOSE = 1e-4  # relative: how near an error is found before the last steps
_SHORT = 2.0**-20  # of a slope's step: how far off one is as a float64, at most
_SLOPES = 256  # tried of those that are possible in real numbers


def least(
    feasible: Callable[[float], T | None],
    error: Callable[[T, float], float] | None,
    start: float,
    bottom: float = 0.0,
) -> tuple[T, float]:
    """The smallest error that something keeps, with that, and an error that nothing keeps.

    Args:
        feasible: something that keeps an error; None: there is nothing.
        error: what something really has, that was found for an error; None: that is not known,
            and an error near the smallest one is enough.
        start: an error to begin with.
        bottom: what nothing comes below.

    Raises:
        ValueError: no error is kept.
    """
    bottom = min(bottom, _LARGE)
    top = max(min(start, _LARGE), bottom * (1 + CLOSE))
    best = feasible(top)
    for _ in range(200):
        if best is not None or top > _LARGE:
            break
        bottom, top = top, 1.5 * top
        best = feasible(top)
    if best is None:
        raise ValueError(
            "no coefficients of the formats were found near the function; take wider ones"
        )
    top = error(best, top) if error else top
    for _ in range(80):
        close = top - bottom <= CLOSE * top
        if close and error is None:
            break
        trial = top * (1 - 2.0**-40) if close else (top + bottom) / 2
        candidate = feasible(trial) if bottom < trial and top > 1e-15 else None
        if candidate is None and (close or top <= 1e-15):
            return best, trial
        if candidate is None:
            bottom = trial
        elif (reached := error(candidate, trial) if error else trial) < top:
            best, top = candidate, reached
        else:  # it was looked at in some places alone
            return best, bottom
    return best, bottom


@dataclass
class Inputs:
    """Every input of a range, and what is allowed there.

    Attributes:
        setting: the function, its range and formats.
        denominator: what sums are divided by.
    """

    setting: Setting
    denominator: Fraction

    def __post_init__(self) -> None:
        request = self.setting.request
        assert request.fixed is not None
        self.given, self.out = fixed(request.fixed[0]), fixed(request.fixed[1])
        low, high = self.setting.span
        given = self.given.every_integer()
        x = self.given.numbers(given)
        inside = (x >= (-high if self.setting.fold else low)) & (x <= high)
        self.x, signed = x[inside], given[inside] - self.given.zero
        whole = Target(request.activation, request.order, float(self.x[0]), float(self.x[-1]))
        values, loose = certified(whole, self.x, relative=request.measure == "relative")
        self.exact = values / float(self.out.scale)  # in steps of the result
        self.side, self._nearest = request.side, np.rint(self.exact)
        if self.side:
            self._nearest = self._on_its_side(whole, loose)
        self._size = np.abs(values) if request.measure == "relative" else np.ones_like(values)
        fold = self.setting.fold
        self.sign = np.where(signed < 0, -1 if fold and fold.part == "odd" else 1, 1)
        line = [4 * Fraction(c) * self.denominator for c in (fold.line if fold else (0.0, 0.0))]
        line[1] *= self.given.scale
        if any(part.denominator > 1 for part in line):
            raise ValueError(f"--fold: its line takes no whole numbers of {self.given.name}")
        self.line = int(line[0]) + int(line[1]) * signed  # four times what is added to the sum
        sizes = np.abs(signed) if fold else signed
        self._places_of(sizes)
        pinned = [*self.setting.target.knots] if request.exact else []
        self._pinned = np.isin(self.x, [*pinned, *([0.0] if self.setting.rooted else [])])
        steps = 4 * self.out.scale * self.denominator
        self._steps = (steps.numerator, steps.denominator)
        if steps.numerator << (self.out.bits + 2) > _ANY:
            raise ValueError("the formats need more than 63 bits on the way; take fewer")

    def _places_of(self, sizes: Integers) -> None:
        self.u, self._place = np.unique(sizes, return_inverse=True)
        order = np.argsort(self._place, kind="stable")
        self._order, self._starts = order, np.searchsorted(self._place[order], range(len(self.u)))

    def at(self, some: Integers) -> Inputs:
        """The same for some of the inputs alone, by their places in ``u``."""
        kept = np.isin(self._place, some)
        part = copy(self)
        for name in ("x", "exact", "_nearest", "_size", "sign", "line", "_pinned"):
            setattr(part, name, getattr(self, name)[kept])
        part._places_of(self.u[self._place[kept]])
        return part

    @property
    def exact_at(self) -> Integers:
        """The places in ``u`` of inputs whose results are to be exact."""
        return np.asarray(self._place[self._pinned])

    def on_both_sides(self) -> Inputs:
        """The same where results may be on either side of the function."""
        inputs = copy(self)
        inputs.side, inputs._nearest = 0, np.rint(self.exact)
        return inputs

    def _on_its_side(self, whole: Target, loose: float) -> Float64:
        """The nearest whole result at every input that is not on the wrong side of the function."""
        side, step = self.side, float(self.out.scale)
        nearest = np.ceil(self.exact) if side > 0 else np.floor(self.exact)
        near = np.rint(self.exact)
        for k in np.flatnonzero(np.abs(self.exact - near) * step <= 2 * loose):
            gap = whole.exactly(float(self.x[k])) - float(near[k]) * step
            nearest[k] = near[k] + side if side * gap > 0 else near[k]
        first, last = (end - self.out.zero for end in self.out.ends)
        if (side * (np.clip(nearest, first, last) - nearest) < 0).any():
            word = "above" if side > 0 else "below"
            raise ValueError(f"{self.out.name} has no numbers {word} all values of the function")
        return np.asarray(nearest)

    def limits(self, error: float) -> tuple[Integers, Integers]:
        """The least and the largest sum at every u that keep an error."""
        room = error / float(self.out.scale) * self._size
        low, high = np.ceil(self.exact - room), np.floor(self.exact + room)
        near, side = self._nearest, self.side
        if side:
            low, high = (np.maximum(low, near), high) if side > 0 else (low, np.minimum(high, near))
        low, high = (np.where(self._pinned, near, end).astype(np.int64) for end in (low, high))
        first, last = (end - self.out.zero for end in self.out.ends)
        top, bottom = self._steps
        least = -((-(2 * low - 1) * top) // (2 * bottom))
        most = -((-(2 * high + 1) * top) // (2 * bottom)) - 1
        least, most = np.where(low <= first, -_ANY, least), np.where(high >= last, _ANY, most)
        lost = (low > high) | (low > last) | (high < first)
        turned = self.sign < 0
        ends = np.where(turned, self.line - most, least - self.line)
        tops = np.where(turned, self.line - least, most - self.line)
        ends, tops = -(-ends // 4), tops // 4
        ends[lost] = _ANY
        return (
            np.maximum.reduceat(ends[self._order], self._starts),
            np.minimum.reduceat(tops[self._order], self._starts),
        )

    @property
    def allowed(self) -> tuple[Integers, Integers]:
        """The same for any error: what is exact, or on one side, is so."""
        return self.limits(_LARGE)

    def results(self, sums: Integers) -> Integers:
        """What inputs become, less the zero of the result, for the sum at every u."""
        top, bottom = self._steps
        total = 4 * self.sign * sums[..., self._place] + self.line
        near = (2 * total * bottom + top) // (2 * top)
        first, last = (end - self.out.zero for end in self.out.ends)
        results: Integers = np.clip(near, first, last)
        return results

    def error(self, sums: Integers) -> float:
        """The largest error of these sums."""
        return float(self.errors(sums).max())

    def errors(self, sums: Integers) -> Float64:
        """The largest error at every u."""
        off = np.abs(self.results(sums) - self.exact) * float(self.out.scale)
        with np.errstate(divide="ignore", invalid="ignore"):
            errors = np.where(off == 0, 0.0, off / self._size)
        return np.maximum.reduceat(errors[..., self._order], self._starts, axis=-1)

    def squares(self, sums: Integers, weights: Float64) -> Float64:
        """Squared errors at every u, added up where it stands for two inputs."""
        off = (self.results(sums) - self.exact) * float(self.out.scale)
        return np.add.reduceat((off * off * weights)[..., self._order], self._starts, axis=-1)

    @property
    def pinned(self) -> Integers:
        """The places of the u at which the nearest result is taken."""
        return np.unique(self._place[self._pinned])

    def of_results(self, *, ulp: bool) -> float:
        """What nothing comes below: at some input no result of the format is nearer.

        Args:
            ulp: in steps of the result.
        """
        first, last = (end - self.out.zero for end in self.out.ends)
        off = np.abs(np.clip(self._nearest, first, last) - self.exact) - 2.0**-30
        with np.errstate(divide="ignore", invalid="ignore"):
            errors = np.where(off <= 0, 0.0, off * float(self.out.scale) / self._size)
        return float(errors.max()) / (float(self.out.scale) if ulp else 1.0)


@lru_cache
def _pairs(count: int) -> tuple[Integers, Integers]:
    """The places of every two of so many."""
    return np.triu_indices(count, 1)


@dataclass
class Lines:
    """Coefficients of a piece whose upper ones are chosen: the other two, exactly.

    Attributes:
        bits: of U after the point.
        held: the format of coefficients.
        level, sloped: whether the coefficient of 1, and that of x, may be other than 0.
        complete: whether every line that may be possible was tried.
    """

    bits: int
    held: Uniform
    level: bool = True
    sloped: bool = True
    complete: bool = True

    def upper(self, u: Integers, head: Sequence[Any]) -> Integers:
        """What the coefficients from that of x**2 on add to that of x, at every u."""
        half = (1 << self.bits) >> 1
        total: Any = 0
        for c in reversed(head):
            total = ((total + c) * u + half) >> self.bits if self.bits else (total + c) * u
        return np.asarray(total)

    def sums(self, u: Integers, row: Row) -> Integers:
        """The sum of Horner's rule before its last rounding, at every u."""
        if len(row) == 1:
            return np.full_like(u, row[0] << self.bits)
        return (self.upper(u, row[2:]) + row[1]) * u + (row[0] << self.bits)

    def find(
        self, u: Integers, low: Integers, high: Integers, degree: int, head: Row = ()
    ) -> Row | None:
        """Coefficients whose sums stay between ``low`` and ``high``; None: there are none."""
        if (low > high).any():
            return None
        if head:
            more = self.upper(u, head) * u
            low, high = low - more, high - more
        between = self._between(u, low, high) if degree and self.sloped else (0, 0)
        if between is None:
            return None
        first, last = between
        slopes = np.array([(first + last) // 2])
        row = self._levels(u, low, high, slopes)
        if row is None and last > first:
            count = min(last - first + 1, _SLOPES)
            slopes = np.unique(np.linspace(first, last, count).round().astype(np.int64))
            row = self._levels(u, low, high, slopes)
            if row is None and count < last - first + 1:
                self.complete = False
        return None if row is None else (*row, *head)[: degree + 1]

    def possible(
        self, u: Integers, low: Integers, high: Integers, heads: Sequence[Row]
    ) -> list[Row]:
        """The upper coefficients that leave a slope, as far as every two of the inputs tell.

        Each input is another: all coefficients are tried at once, so they are to be few.
        """
        more = self.upper(u, list(np.array(heads).T[:, :, None])) * u
        ends, tops = low - more, high - more
        i, j = _pairs(len(u))
        runs = u[j] - u[i]
        first = ((ends[:, j] - tops[:, i]) / runs).max(axis=1)
        last = ((tops[:, j] - ends[:, i]) / runs).min(axis=1)
        least, most = self.held.ends
        first, last = np.maximum(first, least), np.minimum(last, most)
        return list(compress(heads, first <= last + _SHORT))

    def _between(self, u: Integers, low: Integers, high: Integers) -> tuple[int, int] | None:
        """The least and the largest slope that some real level makes possible."""
        ends = list(self.held.ends)
        for side in (0, 1):
            while True:
                line = ends[side] * u
                over, under = high - line, low - line
                i, j = int(over.argmin()), int(under.argmax())
                gap, run = int(over[i]) - int(under[j]), int(u[i] - u[j])
                if gap >= 0:
                    break
                if (run >= 0) if side == 0 else (run <= 0):
                    return None
                ends[side] += -(-gap // run) if side == 0 else gap // run
                if ends[0] > ends[1]:
                    return None
        return ends[0], ends[1]

    def _levels(
        self, u: Integers, low: Integers, high: Integers, slopes: Integers
    ) -> tuple[int, int] | None:
        """The slope with the most room for a level, and the middle one of its levels."""
        part = max((1 << 20) // len(u), 1)
        least, most = [], []
        for k in range(0, len(slopes), part):
            line = slopes[k : k + part, None] * u
            least.append((low - line).max(axis=1))
            most.append((high - line).min(axis=1))
        ends = self.held.ends if self.level else (0, 0)
        bottom = np.maximum(-((-np.concatenate(least)) >> self.bits), ends[0])
        top = np.minimum(np.concatenate(most) >> self.bits, ends[1])
        k = int(np.argmax(top - bottom))
        if top[k] < bottom[k]:
            return None
        return int(top[k] + bottom[k]) // 2, int(slopes[k])
