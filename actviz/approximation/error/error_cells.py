"""The error of polynomials on cells: bounded, dropped where it is small, cut where it is not."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
from flint import arb, arb_poly
from numpy.typing import NDArray

from actviz.approximation.error.cell_bounds import Bounds, Entries, Weight
from actviz.approximation.error.staircases import Curve, bound, may_go_in_steps
from actviz.approximation.target.covering import BITS, Stretch, leading_zeros
from actviz.approximation.target.polynomial_rows import Polynomials, doubles
from actviz.approximation.value.evaluation_errors import (
    TINY,
    UNIT,
    Part,
    ball,
    lost_below_normal,
    rounding_of,
    roundings_of,
    size_of,
)
from actviz.readings import balls

Float64 = NDArray[Any]
CLOSE = 2.0**-22  # relative: cells within this of the largest error found are left alone
_CELLS = 1 << 19
_MANY = 1 << 12  # as many, where most is what polynomials leave out
_ELSEWHERE = 1 - 2.0**-24  # beside a root many doubles have one share of a unit as rounding
_FEW, _DOUBLES = 8, 4000  # doubles in a cell, and in all, that are looked at one by one
_ONE = np.ones(1), UNIT * 1.01 + TINY  # a polynomial that is 1
_STAIRCASES = 2000  # cells whose results are looked at step by step


class Cells:
    """Cells of polynomials in s, cut until the largest error is known.

    An error is ``top/divisor``, and the last rounding of what is carried, both in units of a
    weight of the function's size.
    """

    def __init__(self, weight: Weight | None, finest: int | None, bits: int = BITS) -> None:
        self.weight, self.finest, self.bits = weight, finest, bits
        self.tops: list[tuple[Float64, float]] = []
        self.divisors: list[tuple[Float64, float]] = []
        self.sizes: list[tuple[Float64, float]] = []  # the function, with the line of a part
        self.spans: list[tuple[float, float]] = []
        self.places: list[tuple[float, float]] = []
        self.carried: list[bool] = []
        self.powers: list[int] = []  # of s by which error and function were reduced
        self.parts: list[Part] = []
        self.curves: list[Curve] = []
        self.tops_of_size: list[tuple[float, float]] = []  # see `limit`
        self.bottoms: list[float] = []  # what the function of each entry is not below
        self.ceilings: list[float] = []  # the largest double that it may be, or more
        self._at: Any = (None,)  # the stretch of the level entered last, and what is known of it

    def add(self, stretch: Stretch, part: Part, low: float, high: float) -> None:
        """Enter the error of a part on a stretch."""
        if part.is_level and self._add_level(stretch, part):
            self._add_place(stretch, part, low, high, once=False)
            return
        with balls.precision(self.bits):
            line = arb_poly([arb(stretch.middle), arb(stretch.half)])
            top = arb_poly([ball(c) for c in part.numerator])(line)
            f, computed = stretch.near, top
            if part.line is not None:
                outer = arb_poly([arb(c) for c in part.line])(line)
                f, computed = (one * arb(part.sign) + outer for one in (f, computed))
            loose, size, divisor = stretch.remainder, stretch.near, arb_poly([1])
            if len(part.denominator) > 1:
                divisor = arb_poly([arb(c) for c in part.denominator])(line)
                loose *= size_of(divisor)
                top = size * divisor - top
            else:
                top = size - top
            rounding = rounding_of(part, low, high, size_of(size))
            zeros = leading_zeros(size) if stretch.middle == 0 and self.weight is not None else 0
            if zeros and (leading_zeros(top) >= zeros or not len(top)):
                # Both are 0 at 0, where their ratio is not; an ulp is at least that part of f.
                top, size = _shifted(top, zeros), _shifted(size, zeros)
                rounding = rounding_of(part, low, high, size_of(size), stretch.half)
            else:
                zeros = 0
            if part.line is not None:
                size = size * arb(part.sign) + arb_poly([arb(c) for c in part.line])(line)
                rounding += 0.0 if part.carried else UNIT * 1.01 * (size_of(size) + size_of(top))
            if part.carried:  # sums of errors, of a value and of a line
                rounding += 4 * UNIT**2 * (size_of(size) * size_of(divisor) + size_of(top))
            times = roundings_of(part)
            once = times == 1 or (part.carried > 0 and times > 0)
            if times < 2:
                rounding = TINY * len(part.numerator) * (rounding > 0)
            if not (loose or any(top[k] != 0 for k in range(len(top)))):
                exact = lost_below_normal(part)
                if exact is not None:
                    once, rounding = False, exact if self.weight is None else 0.0
            place = stretch.middle, stretch.half
            self.curves.append(Curve(f, computed, stretch.remainder, rounding, zeros, place))
            self.powers.append(zeros)
            self.tops.append(doubles(top, loose + rounding))
            self.divisors.append(doubles(divisor, 0.0))
            self.sizes.append(doubles(size, stretch.remainder))
            rest = sum((abs(size[k]) for k in range(1, len(size))), start=arb(stretch.remainder))
            self.bottoms.append(0.0 if zeros else _below(abs(size[0]) - rest))
            self.ceilings.append(math.inf if zeros else floor((abs(size[0]) + rest).upper()))
            self.tops_of_size.append((0.0, math.inf))
        self._add_place(stretch, part, low, high, once=once)

    def _add_level(self, stretch: Stretch, part: Part) -> bool:
        """Enter what a number errs, of which a table may have thousands; whether that is all.

        On one stretch they differ by the number alone, and nothing is rounded.
        """
        if stretch is not self._at[0]:
            with balls.precision(self.bits):
                first = stretch.near[0]
                mid = float(first.mid())
                size = doubles(stretch.near, stretch.remainder)
                rest = doubles(stretch.near - arb_poly([arb(mid)]), stretch.remainder)
                bend = sum((abs(one) for one in stretch.near.coeffs()[1:]), start=arb(0))
                least = abs(first) - bend - stretch.remainder
                zeros = stretch.middle == 0 and self.weight is not None and first == 0
                zeros |= len(stretch.near) == 1  # of which it may be the number itself
                ends = _below(least), floor((abs(first) + bend + stretch.remainder).upper())
            self._at = stretch, mid, rest, size, ends, bool(zeros)
        _, mid, (row, loose), size, (bottom, ceiling), zeros = self._at
        if zeros:
            return False
        off = row.copy()
        off[0] = math.fsum((mid, row[0], -part.numerator[0]))
        level = arb_poly([arb(part.numerator[0])])
        place = stretch.middle, stretch.half
        self.curves.append(Curve(stretch.near, level, stretch.remainder, 0.0, 0, place))
        self.powers.append(0)
        self.tops.append((off, (loose + abs(float(off[0])) * UNIT) * (1 + 2.0**-30)))
        self.divisors.append(_ONE)
        self.sizes.append(size)
        self.bottoms.append(bottom)
        self.ceilings.append(ceiling)
        self.tops_of_size.append((0.0, math.inf))
        return True

    def _add_place(
        self, stretch: Stretch, part: Part, low: float, high: float, *, once: bool
    ) -> None:
        s = [(end - stretch.middle) / stretch.half for end in (low, high)]
        self.spans.append((max(s[0] - 1e-15, -1.0), min(s[1] + 1e-15, 1.0)))
        self.places.append((stretch.middle, stretch.half))
        self.carried.append(once)
        self.parts.append(part)

    def within(self, low: float, high: float, one: Part) -> list[int]:
        """The entries on the side of a part for which the function's size there counts."""
        middles = [
            middle + half * (s[0] + s[1]) / 2
            for (middle, half), s in zip(self.places, self.spans, strict=True)
        ]
        return [
            k
            for k, (x, carried) in enumerate(zip(middles, self.carried, strict=True))
            if low < x < high and self.parts[k].side == one.side
            if carried or self.weight is not None
        ]

    def limit(self, entries: list[int], least: Any, size: Any) -> None:
        """Enter what the size of the function, as a ball, is not below and does not exceed.

        Where it does not come below a power of two, units are not those of smaller numbers. Where
        the largest is hardly above one, most sums are below it, where they have one digit more; and
        one above rounds to that power, or is off by less than it is above.
        """
        with balls.precision(self.bits):
            bottom, top = _below(least), (0.0, math.inf)
            if size.is_finite() and size > 0:
                power = 2.0 ** (math.frexp(float(size.mid()))[1] - 1)
                above = max(float((size - arb(power)).upper()), 0.0)
                top = above, float(np.spacing(power)) / 4
        for k in entries:
            self.bottoms[k] = 0.0 if self.powers[k] else max(self.bottoms[k], bottom)
            self.tops_of_size[k] = top

    def last_rounding(self) -> Float64:
        """What the last rounding adds at most, of each entry: all else is in the tops."""
        sizes = Polynomials(self.sizes)
        most = sizes.largest + sizes.loose + Polynomials(self.tops).largest
        half_units: Float64 = np.spacing(2 * most) / 2
        return np.where(self.carried, half_units, 0.0)

    def _entries(self) -> Entries:
        return Entries(
            weight=self.weight,
            finest=self.finest,
            top=Polynomials(self.tops),
            divisor=Polynomials(self.divisors),
            size=Polynomials(self.sizes),
            quotients=any(len(row) > 1 for row, _ in self.divisors),
            carried=np.array(self.carried),
            powers=np.array(self.powers),
            bottoms=np.array(self.bottoms),
            ceilings=np.array(self.ceilings),
            tops_of_size=np.array(self.tops_of_size),
            signs=np.array([part.sign for part in self.parts]),
            nothing=np.array([not any(part.numerator) for part in self.parts]),
        )

    def _cut(self, at: list[float]) -> tuple[NDArray[np.int64], Float64, Float64]:
        """The cells to begin with: all entries, those with a last rounding cut at some places."""
        cells = []
        for k, ((middle, half), ends) in enumerate(zip(self.places, self.spans, strict=True)):
            cuts = [(x - middle) / half for x in at] if self.carried[k] else []
            inner = [s for s in cuts if ends[0] < s < ends[1]]
            cells += [(k, *pair) for pair in pairwise([ends[0], *sorted(inner), ends[1]])]
        index, first, last = np.array(cells).T
        return index.astype(np.int64), first, last

    def search(
        self, best: float, at: float, at_most: Callable[[float], float], beside: list[float]
    ) -> tuple[float, list[float], float]:
        """What the error reaches but for rounding, where perhaps, and what it never does.

        Args:
            best, at: what it is known to reach, and where.
            at_most: an upper bound of the error at a double: of few, as beside a power of two.
            beside: where the last rounding may add most.
        """
        if not self.spans:
            return best, [at], 0.0
        known = dict[float, float]()
        self.tries = _STAIRCASES
        index, s0, s1 = self._cut(beside)
        middles, halves = np.array(self.places).T
        entries, upper, where = self._entries(), 0.0, None
        for _ in range(64):
            with np.errstate(under="ignore"):
                first, last = (middles[index] + halves[index] * s for s in (s0, s1))
            bounds = entries.bounded(index, s0, s1)
            for end, s in zip(bounds.low, (s0, s1), strict=True):
                end = np.where(entries.powers[index] > 0, end * _ELSEWHERE, end)
                larger = np.flatnonzero(end > best)
                end[larger[self._in_steps(entries, bounds, larger, (index, s))]] = 0.0
                at_end = int(np.argmax(end))
                if end[at_end] > best:
                    best, where = float(end[at_end]), (int(index[at_end]), float(s[at_end]))
            limit = best * (1 + CLOSE)
            high = bounds.high
            if entries.relative and not entries.quotients:
                within = entries.within(bounds, index, s0, s1, limit)
                high = np.where(within, np.minimum(high, limit), high)
            open_ = ~(high <= limit)
            upper = max(upper, float(high[~open_].max(initial=0.0)))
            few = last - first <= _FEW * np.spacing(np.minimum(np.abs(first), np.abs(last)))
            for k in np.flatnonzero(open_ & few).tolist():
                if len(known) >= _DOUBLES:
                    break
                upper = max(
                    upper, _of_doubles(first[k], last[k], self.parts[index[k]], at_most, known)
                )
                open_[k] = False
            best, more = self._step_by_step(
                (entries, bounds, high), open_, (index, s0, s1), (best, known, at_most)
            )
            upper = max(upper, more)
            limit = best * (1 + CLOSE)
            upper = max(upper, float(high[open_ & (high <= limit)].max(initial=0.0)))
            open_ &= ~(high <= limit)
            if not open_.any():
                break
            stuck = bounds.stuck[np.argmax(np.where(open_, high, 0.0))]
            if 4 * int(open_.sum()) > (_MANY if stuck else _CELLS) or (
                float((s1 - s0)[open_].max()) < UNIT
            ):
                upper = max(upper, float(high[open_].max()))
                break
            index, a, b = index[open_], s0[open_], s1[open_]
            cuts = [a + (b - a) * (k / 4) for k in range(4)] + [b]
            index = np.tile(index, 4)
            s0, s1 = np.concatenate(cuts[:-1]), np.concatenate(cuts[1:])
        if where is not None:
            place, reach = self.places[where[0]]
            at = place + reach * where[1]
        return best, [at, *sorted(known, key=known.__getitem__)[-1:]], max(upper, best)

    def _step_by_step(
        self,
        given: tuple[Entries, Bounds, Float64],
        open_: NDArray[np.bool_],
        cells: tuple[NDArray[np.int64], Float64, Float64],
        errors: tuple[float, dict[float, float], Callable[[float], float]],
    ) -> tuple[float, float]:
        """Close cells whose results go in steps, and tell what is reached, and what these err."""
        (entries, bounds, high), (index, s0, s1), (best, known, at_most) = given, cells, errors
        steps, upper = np.flatnonzero(open_), 0.0
        steps = steps[self._in_steps(entries, bounds, steps, (index, (s0 + s1) / 2), (s0, s1))]
        for k in sorted(steps.tolist(), key=lambda k: -high[k]):
            if high[k] <= best * (1 + CLOSE) or not self.tries or len(known) >= _DOUBLES:
                break
            self.tries -= 1
            middle, reach = self.places[index[k]]
            with np.errstate(under="ignore"):
                ends = float(middle + reach * s0[k]), float(middle + reach * s1[k])
            worst = bound(self.curves[index[k]], self.parts[index[k]], ends, self.weight)
            if worst is None:
                continue
            for x in (*worst.alone, worst.place):
                if x not in known:
                    known[x] = at_most(x)
                best = max(best, known[x] if math.isfinite(known[x]) else 0.0)
            if worst.upper <= best * (1 + CLOSE):
                open_[k], upper = False, max(upper, worst.upper)
        return best, upper

    def _in_steps(
        self,
        entries: Entries,
        bounds: Bounds,
        cells: NDArray[np.int64],
        given: tuple[NDArray[np.int64], Float64],
        ends: tuple[Float64, Float64] | None = None,
    ) -> NDArray[np.bool_]:
        """Whether results go in few steps: of cells, or around places as far as all errs as much.

        Args:
            cells: which of all.
            given: of all, the entry and a place.
            ends: of all; None: around the places.
        """
        index, s = (one[cells] for one in given)
        error = np.maximum(*bounds.ends)[cells]
        half = (bounds.half + np.zeros_like(bounds.high))[cells]
        powers, (middle, reach) = entries.powers[index], np.array(self.places).T[:, index]
        first, last = np.array(self.spans).T[:, index]
        plain = np.array([len(row) == 1 for row, _ in self.divisors])[index]
        with np.errstate(invalid="ignore", divide="ignore", under="ignore", over="ignore"):
            size = entries.size.at(index, s)
            slope = entries.size.slope(index, s) * s**powers
            slope += powers * s ** np.maximum(powers - 1, 0) * size
            unit = np.spacing(np.abs(size * s**powers))
            if ends is None:
                little, bend = CLOSE * (error + half), entries.top.bend[index]
                wide = little / np.abs(entries.top.slope(index, s))
                wide = np.minimum(wide, np.sqrt(8 * little / bend))
                if self.weight is not None:
                    wide = np.minimum(wide, CLOSE * np.abs(size * s**powers / slope))
                ends = np.maximum(s - wide, first), np.minimum(s + wide, last)
            else:
                ends = ends[0][cells], ends[1][cells]
        low, high = (middle + reach * end for end in ends)
        may = may_go_in_steps(slope / reach, low, high, unit)
        steps: NDArray[np.bool_] = entries.carried[index] & plain & (half > CLOSE * error) & may
        return steps


def _of_doubles(
    first: float,
    last: float,
    part: Part,
    at_most: Callable[[float], float],
    known: dict[float, float],
) -> float:
    """The largest error at the doubles from the one before ``first`` to the one after ``last``."""
    x, largest = math.nextafter(max(first, part.low), -math.inf), 0.0
    while x <= math.nextafter(last, math.inf):
        if part.low <= x <= part.high:
            if x not in known:
                known[x] = at_most(x)
            largest = max(largest, known[x])
        x = math.nextafter(x, math.inf)
    return largest


def _below(ball: Any) -> float:
    """A double that a ball is not below: next to its middle, or 0."""
    near = float(ball.mid()) if ball.is_finite() else 0.0
    return next((x for x in (near, math.nextafter(near, 0.0)) if ball >= x > 0), 0.0)


def floor(ball: Any) -> float:
    """The largest double that is not above a number given as a ball without a radius."""
    near = float(ball) if ball.is_finite() else math.inf
    return math.nextafter(near, -math.inf) if near < math.inf and arb(near) > ball else near


def _shifted(polynomial: arb_poly, by: int) -> arb_poly:
    """The quotient by a power of s of a polynomial that has such a zero at 0."""
    return arb_poly([polynomial[k] for k in range(by, len(polynomial))])
