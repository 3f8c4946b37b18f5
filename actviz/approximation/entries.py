"""Tables of entries, by numbers of their format: chosen along the table, not rounded afterwards.

Between entries the error depends on two neighbours alone. An error is possible if numbers can be
carried from entry to entry: each one leaves the next an interval. For the mean square it is a
shortest path. In integers the errors are those of the program, rounding included.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actviz.approximation.curves.segments import Segments
from actviz.approximation.in_integers.inputs import Inputs, least
from actviz.approximation.knots import lines
from actviz.approximation.knots.numbers_along import carried, shortest, ways_through
from actviz.approximation.lower_bounds import of_table
from actviz.approximation.setting import Setting
from actviz.approximation.value.result import Table
from actviz.dataclass import dataclass
from actviz.readings.formats import Uniform, fixed

Float64 = NDArray[Any]
_NEAR = 24  # numbers of a format on each side of the best real one
_NEAR_SQUARES = 2
_LOOSE = 2.0**-30  # relative: of what float64 tells
_COUNTS = 128, 1024, 8192, 65536  # integers tried at an entry, that stand for those between, too
_MOST = 1 << 21  # of them at all entries
_SAMPLES, _FEW = 33, 3  # of a real cell: its ends, where a monotone function errs most, and between
_INSIDE = 1e-9  # of a cell, how far within samples are at its ends where the function jumps
_FIRST, _PLACES = 4, 64  # inputs between two entries that are looked at: first, and at least
_SEVERAL = 16  # numbers at an entry, from where on those inputs are looked for that decide
_BLOCK = 1 << 17  # numbers that are worked on at once
_TURNS = 8  # times that inputs are looked at, too, at which numbers do not keep an error


def table(setting: Setting, count: int) -> tuple[Table, float | None]:
    """The best table of evenly spaced entries from end to end; and what no other comes below."""
    low, high = setting.span
    step = (high - low) / (count - 1)
    if setting.given is not None:
        unit = float(setting.given.scale)
        inputs = round((high - low) / unit)
        if inputs % (count - 1):
            fitting = [k + 1 for k in range(1, inputs + 1) if not inputs % k]
            near = [max((k for k in fitting if k < count), default=None)]
            near.append(min((k for k in fitting if k > count), default=None))
            raise ValueError(
                f"--entries {count}: {inputs} steps of {setting.given.name} do not go into "
                f"{count - 1} equal parts; take {' or '.join(f'{k}' for k in near if k)}"
            )
        step = unit * (inputs // (count - 1))
    places = [low + step * k for k in range(count)]
    if not setting.request.interpolate:
        places = [low, *(x + step / 2 for x in places[:-1]), high]
        return Table(low, step, _nearest(setting, count, step), False), _bound(setting, places, 0)
    if setting.given is not None:
        values, bound = Whole(setting, count, round(step / unit)).best()
        return Table(low, step, values, True), bound
    return Table(low, step, _between(setting, count, step), True), _bound(setting, places, 1)


def _bound(setting: Setting, places: list[float], degree: int) -> float | None:
    if setting.given is not None or setting.request.measure == "mse":
        return None  # values between inputs do not count; and it is of the largest error
    return of_table(Segments(setting.target, degree, setting.scale), places)


def _nearest(setting: Setting, count: int, step: float) -> tuple[float, ...]:
    values, errors = _best_entries(setting, count, step, _SAMPLES)
    if setting.held is None or setting.request.measure == "mse":
        return _held(setting, values)
    _held(setting, values)  # its refusals
    near = setting.held.around(values, 1)
    best = near[np.arange(count), errors(near).argmin(axis=1)]
    return tuple(np.where(values == 0, 0.0, best).tolist())


def _best_entries(
    setting: Setting, count: int, step: float, samples: int
) -> tuple[Float64, Callable[[Float64], Float64]]:
    """The best real entries, and what tells what others err, by places in each cell."""
    target = setting.target
    centres: Any = setting.span[0] + step * np.arange(count)
    cells, weights = _cells(setting, centres, step, samples)
    f = target.on(cells.ravel()).reshape(cells.shape)
    w = np.ones_like(f) if setting.scale is None else setting.scale(cells, f)
    if setting.given is not None and setting.request.measure == "relative":
        w = 1 / np.maximum(np.abs(f), 1e-300)  # an entry that a 0 takes is 0
    k = np.arange(count)
    if setting.request.measure == "mse":
        weights = weights * setting.density(cells)
        values = (weights * f).sum(axis=1) / weights.sum(axis=1)
    else:  # where both ends err the same: w1*(v - f1) = w2*(f2 - v)
        i, j = f.argmax(axis=1), f.argmin(axis=1)
        values = (w[k, i] * f[k, i] + w[k, j] * f[k, j]) / (w[k, i] + w[k, j])
    if setting.rooted:
        values = np.where(np.abs(centres) <= step / 2, 0.0, values)

    def errors(near: Float64) -> Float64:
        return np.asarray((np.abs(near[:, :, None] - f[:, None, :]) * w[:, None, :]).max(axis=2))

    return values, errors


def _cells(
    setting: Setting, centres: Float64, step: float, samples: int
) -> tuple[Float64, Float64]:
    """The inputs that take each entry, a row each, and their weights in a mean."""
    low, high = setting.span
    if setting.given is None:
        jumps = [one.x for one in setting.target.breaks if not one.order and low <= one.x <= high]
        half = step / 2 * (1 - _INSIDE * bool(jumps))
        first = np.maximum(centres - half, low)
        parts = np.linspace(0.0, 1.0, samples)
        cells = first[:, None] + (np.minimum(centres + half, high) - first)[:, None] * parts
        weights = np.ones_like(cells)
        weights[:, [0, -1]] = 0.5
        for k, x in enumerate(jumps if setting.request.measure != "mse" else ()):
            beside = np.array([math.nextafter(x, -math.inf), x, math.nextafter(x, math.inf)])
            beside = beside[(low <= beside) & (beside <= high)]
            rows = np.floor((beside - low) / step + 0.5).astype(int)  # as it is computed
            at = 1 + (3 * k + np.arange(len(beside))) % max(samples - 2, 1)
            cells[np.minimum(rows, len(centres) - 1), at] = beside
        return cells, weights
    # As programs round: what is halfway takes the upper entry. No input is beyond the last one.
    unit = float(setting.given.scale)
    inputs = round(step / unit)
    cells = centres[:, None] + unit * (np.arange(inputs) - inputs // 2)
    last = min(high, float(setting.given.numbers(setting.given.every_integer())[-1]))
    return np.clip(cells, low, last), ((cells >= low) & (cells <= last)).astype(float)


def fits(setting: Setting, count: int, within: float) -> bool:
    """Whether entries of a format in equal steps keep an error at some places: soon told.

    No table keeps it if not; if so it is not sure, nor where nothing was tried.
    """
    held, (low, high) = setting.held, setting.span
    if held is None or setting.given is not None:
        return True
    if not setting.request.interpolate:
        if any(not one.order for one in setting.target.breaks):
            return True
        values, errors = _best_entries(setting, count, (high - low) / (count - 1), _FEW)
        least_ = errors(held.around(values, 1)).min(axis=1)
        return bool((np.where(values == 0, 0.0, least_) <= within * (1 + _LOOSE)).all())
    form = held.form
    if not isinstance(form, Uniform):
        return True
    chain = _chain(setting, count, (high - low) / (count - 1))
    f, weights = (np.append(one[:, 0], one[-1, -1]) for one in (chain.f, chain.weight))
    most = within * (1 + _LOOSE)
    reach = float((most / weights / form.step).max()) + 1
    if reach > _NEAR or f.min() < form.low or f.max() > form.high:
        return True
    near = held.around(f, math.ceil(reach))
    near[list(chain.given)] = 0.0
    return carried(near, *chain.bounds(near, most), f, setting.rising) is not None


def _chain(setting: Setting, count: int, step: float) -> lines.Chain:
    """Samples between entries, with an entry of 0 at 0 where one has to be."""
    target, (low, _), request = setting.target, setting.span, setting.request
    given = {}
    if setting.rooted:
        at = round(-low / step)
        if not math.isclose(low + at * step, 0.0, abs_tol=step * 1e-9):
            why = "--zero-at-zero" if request.zero else f"{target.name} is 0 at 0"
            raise ValueError(f"{why}: no entry is at 0; take a range and a number that have one")
        given[at] = 0.0
    knots = (low + step * np.arange(count)).tolist()
    return lines.Chain(target, knots, setting.scale, given, setting.rising)


def _between(setting: Setting, count: int, step: float) -> tuple[float, ...]:
    request, rising = setting.request, setting.rising
    chain = _chain(setting, count, step)
    squares = request.measure == "mse"
    values = chain.least_squares(setting.density) if squares else chain.best()
    values = lines.turned(values, rising, chain.given)
    rounded = _held(setting, values)
    if setting.held is None:
        return rounded
    near = setting.held.around(values, _NEAR_SQUARES if squares else _NEAR)
    near[values == 0] = 0.0
    near = np.sort(near, axis=1)
    if squares:
        return shortest(near, chain.squares(near, setting.density), rising)
    numbers, _ = least(
        lambda error: carried(near, *chain.bounds(near, error), values, rising),
        lambda entries, _: chain.largest(np.array(entries)),
        chain.largest(values),
    )
    return min(numbers, rounded, key=lambda entries: chain.largest(np.array(entries)))


def _held(setting: Setting, values: Float64) -> tuple[float, ...]:
    if setting.held is None:
        return tuple(float(v) for v in values)
    near = setting.held.nearest(values)
    for value in (values.max(), values.min()):
        setting.held.check(float(value), "a value")
    return tuple(float(v) for v in near)


@dataclass
class Whole:
    """Tables between whose entries there are lines, in integers.

    Attributes:
        count: entries.
        step: inputs from one to the next.
    """

    setting: Setting
    count: int
    step: int

    @cached_property
    def inputs(self) -> Inputs:
        """All inputs, for sums of ``step`` parts of a value."""
        return Inputs(self.setting, self.step / self.form.scale)

    def __post_init__(self) -> None:
        assert self.setting.held_name is not None
        self.form = fixed(self.setting.held_name)  # of entries
        self.ends = [end - self.form.zero for end in self.form.ends]
        inputs = self.inputs
        # The place among inputs of each entry; the last may be one step beyond them all.
        self.at = np.arange(self.count) * self.step
        self.last = len(inputs.u) - 1
        self.aims = np.interp(self.at, np.arange(len(inputs.u)), self._exact())
        self.complete = True
        self.more = set[int]()  # inputs between two entries that are looked at, too

    def _exact(self) -> Float64:
        """The function at every u, in steps of entries; of a folded one its half."""
        x: Float64 = self.inputs.u * float(self.inputs.given.scale)
        exact: Float64 = self.setting.target.on(x) / float(self.form.scale)
        return exact

    def best(self) -> tuple[tuple[float, ...], float | None]:
        """The best values, and what no others come below."""
        request = self.setting.request
        rising = 0 if not request.monotone else 1 if self.aims[-1] >= self.aims[0] else -1
        nearest = np.clip(np.rint(self.aims), self.ends[0], self.ends[1]).astype(np.int64)
        if request.measure == "mse":
            near = np.clip(nearest[:, None] + np.arange(-4, 5), self.ends[0], self.ends[1])
            integers = shortest(near, self._squares(near), rising)
            return self._values(integers), None
        integers, below = least(
            lambda error: self._kept(error, rising),
            lambda entries, _: self.inputs.error(self.sums(np.array(entries, dtype=np.int64))),
            self.inputs.error(self.sums(nearest)),
            floor := self.inputs.of_results(ulp=False),
        )
        unit = float(self.inputs.out.scale) if request.measure == "ulp" else 1.0
        return self._values(integers), (below if self.complete else floor) / unit

    def _values(self, integers: Any) -> tuple[float, ...]:
        return tuple(self.form.number(int(one) + self.form.zero) for one in integers)

    def sums(self, values: Any) -> Any:
        """The sums at every u for the values of a table."""
        offset = np.arange(self.last + 1)
        i = np.minimum(offset // self.step, self.count - 2)
        return values[i] * self.step + (values[i + 1] - values[i]) * (offset - i * self.step)

    def _kept(self, error: float, rising: int) -> Any:
        """Integers that keep an error, as far as inputs tell that are looked at; None: none do."""
        for _ in range(_TURNS):
            values = self._carried(error, rising)
            if values is None:
                break
            errors = self.inputs.errors(self.sums(np.array(values, dtype=np.int64)))
            worst = np.argsort(errors)[-_FIRST:]
            lost = set((worst[errors[worst] > error] % self.step).tolist()) - {0}
            if lost <= self.more:
                break
            self.more |= lost
        return values

    def _carried(self, error: float, rising: int) -> Any:
        low, high = self.inputs.limits(error)
        if (low > high).any():
            return None
        inside = self.at <= self.last
        at = self.at[inside]
        first = np.maximum(-((-low[at]) // self.step), self.ends[0])
        top = np.minimum(high[at] // self.step, self.ends[1])
        if (first > top).any():
            return None
        if not inside.all():
            room = int((top - first).max()) + 4
            near = round(float(self.aims[-1]))
            first = np.append(first, max(near - room, self.ends[0]))
            top = np.append(top, min(near + room, self.ends[1]))
        for count in _COUNTS:
            if count > _COUNTS[0] and count * self.count > _MOST:
                break
            for places in (_FIRST, self.step):  # a few inputs leave fewer numbers for all of them
                numbers, tops = self._blocks(first, top, count)
                least_, most = self._left(numbers[:-1], tops[:-1], low, high, places)
                good = numbers <= top[:, None]
                good[:-1] &= least_ <= most
                if not good.any(axis=1).all():
                    return None
                first = np.take_along_axis(numbers, good.argmax(axis=1)[:, None], 1)[:, 0]
                top = np.where(good, np.minimum(tops, top[:, None]), self.ends[0]).max(axis=1)
            if tops is numbers:
                return carried(numbers, good, least_, most, self.aims, rising)
            if ways_through(numbers, tops, good, least_, most, rising) is None:
                return None
            least_, most = self._left(numbers[:-1], numbers[:-1], low, high, self.step)
            good[:-1] = least_ <= most
            if (chosen := carried(numbers, good, least_, most, self.aims, rising)) is not None:
                return chosen
        self.complete = False
        return None

    def _blocks(self, first: Any, top: Any, count: int) -> tuple[Any, Any]:
        """Numbers from first to last at each entry, and up to which each stands for others."""
        most = int((top - first).max())
        if most < count:
            numbers = first[:, None] + np.arange(most + 1)
            return numbers, numbers
        share = np.linspace(0.0, 1.0, count)
        points = first[:, None] + np.rint((top - first)[:, None] * share).astype(np.int64)
        aims = np.clip(np.rint(self.aims).astype(np.int64), first, top)
        points = np.sort(np.column_stack([points, aims, top]), axis=1)
        return points[:, :-1], points[:, 1:]

    def _left(self, u: Any, tops: Any, low: Any, high: Any, most: int) -> tuple[Any, Any]:
        """What numbers at entries leave to the next one, by so many inputs between at most."""
        inner = np.linspace(1, self.step - 1, min(most, _PLACES)).round().astype(int)
        inner = np.array(sorted({*inner.tolist(), *self.more} - {0}), dtype=np.int64)
        return self._least(tops, low, inner), -self._least(-u, -high, inner)

    def _least(self, u: Any, low: Any, inner: Any) -> Any:
        """The least number of the next entry for each number of one, by inputs between."""
        ends = np.full(u.shape, -(1 << 62))
        part = np.minimum(self.at[:-1, None] + inner, self.last)
        p, limits = part - self.at[:-1, None], low[part]
        if len(inner) > 1 and u.shape[1] > _SEVERAL:
            order = self._deciding(u, limits, p)
            p, limits = (np.take_along_axis(one, order, 1) for one in (p, limits))
        block = max(_BLOCK // u.size, 1)
        for k in range(0, p.shape[1], block):
            by = p[:, None, k : k + block]
            rest = (self.step - by) * u[:, :, None]
            np.maximum(ends, -((rest - limits[:, None, k : k + block]) // by).min(axis=2), out=ends)
        return ends

    def _deciding(self, u: Any, limits: Any, p: Any) -> Any:
        """The places of inputs that may ask most of the next entry, for each entry.

        What one asks is a line over the numbers of an entry: below that of another at the first
        and at the last number it is so at all of them.
        """
        limits = np.clip(limits, -((1 << 60) // self.step), (1 << 60) // self.step)
        first, last = (limits - (self.step - p) * u[:, end, None] for end in (0, -1))
        chosen = [(one / p).argmax(axis=1)[:, None] for one in (first, last, first + last)]
        below = np.zeros(p.shape, dtype=bool)
        for k in chosen:
            by, *bounds = (np.take_along_axis(one, k, 1) for one in (p, first, last))
            below |= (bounds[0] * p >= first * by) & (bounds[1] * p >= last * by)
        for k in chosen:
            np.put_along_axis(below, k, False, 1)
        count = int((~below).sum(axis=1).max())
        return below.argsort(axis=1, kind="stable")[:, :count]

    def _squares(self, near: Any) -> Any:
        """What each pair of neighbouring values costs."""
        x = self.inputs.u * float(self.inputs.given.scale)
        weights, exact, out = self.setting.density(x), self._exact(), self.inputs.out
        ratio = out.scale / self.form.scale
        top, bottom = ratio.numerator * self.step, ratio.denominator
        offset = np.arange(self.last + 1)
        for i in range(self.count - 1):
            part = offset[i * self.step : (i + 1) * self.step + (i == self.count - 2)]
            part = part[part <= self.last]
            p = part - i * self.step
            u, v = near[i][:, None, None], near[i + 1][None, :, None]
            sums = u * self.step + (v - u) * p
            computed = (2 * bottom * sums + top) // (2 * top)
            first, last = (end - out.zero for end in out.ends)
            off = np.clip(computed, first, last) * float(ratio) - exact[part]
            yield (off**2 * weights[part]).sum(axis=2)
