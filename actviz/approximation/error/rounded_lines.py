"""The largest error of a line that is rounded once, where the function is a line as well.

For doubles m*2**e of one binade, and results of one, the error is a part of the spacing of the
results that repeats: what is left of f0 + f1*m after whole spacings, cut where the rounding of what
is computed turns over. How near such a sequence comes to a number is known without looking at its
members (Euclid's algorithm, as for the distances of three). So intervals of m are bounded, and cut
where the place of the cut or the weight changes too much within one.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import count, zip_longest
from operator import truediv
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from actviz.approximation.target.exact_parts import NEARLY
from actviz.approximation.value.evaluation_errors import (
    TINY,
    UNIT,
    Part,
    lost_below_normal,
    rounding_of,
    roundings_of,
)
from actviz.dataclass import dataclass
from actviz.readings import formats

if TYPE_CHECKING:
    from actviz.approximation.error.cell_bounds import Weight
    from actviz.approximation.target.target import Target

_DOUBLES = formats.USUAL["float64"]
_LOWEST = -1074  # the exponent of the smallest double
_DIGITS = 53
_CLOSE = 2.0**-24  # relative: so narrow the bracket becomes
_CUTS = 4000  # intervals of m looked at, at most
_SHARES = 1 << 64  # of a unit, and more: how finely what is off before rounding is told
_LITTLE = 2.0**-16  # of a unit: what is off before rounding and still tells it

Line = tuple[Fraction, Fraction]  # level and rise
Sizes = Callable[[float], float]  # what errors are divided by, of a size of the function


def least_residue(a: int, b: int, modulus: int, last: int) -> tuple[int, int]:
    """The least of ``(a*k + b) mod modulus`` for k from 0 to ``last``, and a k that gives it."""
    a, b = a % modulus, b % modulus
    if not a or not last:
        return b, 0
    if 2 * a > modulus:  # from the other end it goes up by less
        least, k = least_residue(-a, a * last + b, modulus, last)
        return least, last - k
    turns = (a * last + b) // modulus
    if not turns:
        return b, 0
    # Only what comes first after a turn may be less than what came before.
    least, turn = least_residue(-modulus, b - modulus, a, turns - 1)
    return min((b, 0), (least, -((b - (turn + 1) * modulus) // a)))


@dataclass
class _Cell:
    """Doubles that are a power of two times m, with the results of one binade.

    Function and what is computed are in units of the spacing of the results, as whole numbers of
    shares of one.
    """

    exponent: int
    first: int
    last: int
    f: tuple[int, int]  # of m
    p: tuple[int, int]
    spare: int  # how far off what is computed is before its rounding
    shares: int  # of a unit; even
    unit: Fraction

    @cached_property
    def below(self) -> int:
        """The denominator of numbers of shares."""
        return self.shares * self.unit.denominator

    @classmethod
    def of(
        cls, exponent: int, ends: tuple[int, int], f: Line, p: Line, spare: Fraction, unit: Fraction
    ) -> _Cell:
        """From numbers, all but the unit in units."""
        shares = math.lcm(_SHARES, *(c.denominator for c in (*f, *p)))
        f0, f1, p0, p1 = (int(c * shares) for c in (*f, *p))
        return cls(exponent, *ends, (f0, f1), (p0, p1), math.ceil(spare * shares), shares, unit)

    def bound(self, first: int, last: int) -> tuple[int, int]:
        """What the function is above what is computed at most, and for which m that may be."""
        (f0, f1), (p0, p1) = self.f, self.p
        off, rise = f0 - p0, f1 - p1
        top = off + max(rise * first, rise * last) + self.shares // 2 + self.spare
        least, k = least_residue(-f1, top - f0 - f1 * first, self.shares, last - first)
        return top - least, first + k

    def error(self, m: int) -> int:
        """The function less what is computed."""
        result, rest = divmod(self.p[0] + self.p[1] * m, self.shares)
        up = 2 * rest > self.shares or (2 * rest == self.shares and result % 2)
        return self.f[0] + self.f[1] * m - (result + up) * self.shares

    def size(self, m: int) -> float:
        """The function, rounded towards 0."""
        return -_up(-abs(self.f[0] + self.f[1] * m) * self.unit.numerator, self.below)

    def weighed(self, error: int, weight: Sizes | None, *ends: int) -> tuple[int, int]:
        """An error over what it counts at most between two m, as a quotient."""
        top, below = error * self.unit.numerator, self.below
        if weight:
            by = weight(min(map(self.size, ends))).as_integer_ratio()
            top, below = top * by[1], below * by[0]
        return top, below

    def in_proportion(self, first: int, last: int) -> Fraction | None:
        """What the error is of the function at most: the lines' own share is largest at an end."""
        values = [self.f[0] + self.f[1] * m for m in (first, last)]
        if min(values) <= 0 <= max(values):
            return None
        computed = [self.p[0] + self.p[1] * m for m in (first, last)]
        shares = [Fraction(f - p, abs(f)) for f, p in zip(values, computed, strict=True)]
        return max(shares) + Fraction(self.shares // 2 + self.spare, min(map(abs, values)))

    def largest(
        self, weight: Sizes | None, at_most: Callable[[float], float], best: float
    ) -> tuple[float, float, int | None]:
        """What no error above it exceeds, the largest seen, and for which m if that is new."""
        order, place = count(), None
        relative = weight is not None and weight(1.5) == 1.5 * weight(1.0)
        heap: list[tuple[float, int, int, int]] = []

        def enter(first: int, last: int) -> None:
            nonlocal best, place
            bound, m = self.bound(first, last)
            if first < last:
                most = _up(*self.weighed(bound, weight, first, last))
                share = self.in_proportion(first, last) if relative else None
                most = most if share is None else min(most, _above(share))
            elif self.spare:
                most = at_most(math.ldexp(m, self.exponent))
            else:
                most = _up(*self.weighed(self.error(m), weight, m))
            reached = truediv(*self.weighed(self.error(m), weight, m)) if first < last else most
            if reached > best:
                best, place = reached, m
            heapq.heappush(heap, (-most, next(order), first, last))

        enter(self.first, self.last)
        decides = self.spare < _LITTLE * self.shares
        for _ in range(_CUTS if decides else _CUTS // 100):
            most, _, first, last = heap[0]
            if -most <= best * (1 + _CLOSE) or first == last:
                break
            heapq.heappop(heap)
            middle = (first + last) // 2
            enter(first, middle)
            enter(middle + 1, last)
        return max(-heap[0][0], best), best, place


class Worst(NamedTuple):
    """What no error of a line is above, a double that errs nearly so much, and its ends."""

    upper: float
    place: float
    ends: tuple[float, ...]  # where the function may have a value of another part, or x is 0


def told_apart(
    target: Target,
    groups: list[list[Part]],
    weight: Weight | None,
    at_most: Callable[[float], float],
) -> tuple[list[Worst], list[list[Part]]]:
    """The errors of lines rounded once where the function is a line too, and the other parts."""
    by = None if weight is None else lambda size: float(weight(np.array([size]))[0])
    straight, others, best = list[Worst](), list[list[Part]](), 0.0
    somewhere = target.is_polynomial_somewhere
    for group in groups:
        curved = []
        pairs = list(zip_longest(group, group[1:]))
        # Far out errors are largest: beside 0 few are looked at then.
        for part, after in sorted(pairs, key=lambda pair: -max(-pair[0].low, pair[0].high)):
            low, high = part.low, part.high
            if low == high:  # a number alone
                straight.append(Worst(at_most(low), low, (low,)))
                continue
            if after is not None and after.low == high:  # which has that end
                high = math.nextafter(high, -math.inf)
            once = somewhere and _once(part)
            row = target.exactly_on(low, high) if once else None
            off = 0.0  # how far that is from the function
            if row is None and once:
                row, off = target.nearly_on(low, high), NEARLY * 2.0**10
                if weight is not None and row is not None and _may_cancel(row, low, high):
                    row = None  # units of the line might not be those of the function
            one = None
            if row is not None and len(row) <= 2:
                spare, (f, p) = (
                    _spare(part, low, high),
                    (_whole(part, c) for c in (row, part.numerator)),
                )
                lost = None if off or f != p else lost_below_normal(part)
                if lost is not None:  # nothing else is
                    if by and lost:
                        lost = math.nextafter(lost / by(0.0), math.inf)
                    straight.append(Worst(lost, low, (low, high)))
                    continue
                sizes = [off * abs(float(c)) for c in (*row, 0)]
                spare = spare[0] + sizes[0], spare[1] + sizes[1]
                one = largest_error(f, p, low, high, by, spare, at_most, best)
            if one is None:
                curved.append(part)
            else:
                best = one[2]
                straight.append(Worst(*one[:2], (low, high, *((0.0,) if low < 0 < high else ()))))
        others.append(sorted(curved, key=lambda part: part.low))
    return straight, others


def _may_cancel(row: Sequence[Fraction], low: float, high: float) -> bool:
    """Whether level and rise of a line have unlike signs somewhere; else it is not too large."""
    level, rise, *_ = (*row, Fraction(0))
    return any(level * rise * Fraction(x) < 0 for x in (low, high))


def _once(part: Part) -> bool:
    """Whether what is computed is a line rounded once, but for what is carried."""
    if len(part.denominator) > 1 or any(part.numerator[2:]):
        return False
    if part.line is not None:  # which is exact where it is a level or a product with a half
        return part.carried > 0 and not all(part.line)
    return roundings_of(part) == 1 or part.carried > 0


def _whole(part: Part, row: Sequence[Fraction | float]) -> Line:
    """A row of one or two coefficients, with the line that is added to it."""
    level, rise, *_ = (*(Fraction(c) for c in row), Fraction(0))
    first, slope = part.line or (0.0, 0.0)
    return Fraction(first) + int(part.sign) * level, Fraction(slope) + int(part.sign) * rise


def _spare(part: Part, low: float, high: float) -> tuple[float, float]:
    """How far what is computed is off before its last rounding: a number, and a share of x."""
    level, rise = (*part.numerator, 0.0)[:2]
    if not part.carried:  # a product with a power of two may be too small
        return TINY * bool(level and rise and abs(rise) < 1), 0.0
    if (times := roundings_of(part)) <= 1:  # what it lacks is a double, unless too small
        return 8 * TINY * bool(times or 0 < abs(rise) < 1), 0.0
    entries = part.between
    if entries is not None and not entries.value and not entries.place and part.line is None:
        tiny, far = rounding_of(part, 0.0, 0.0, 0.0), max(abs(low), abs(high))
        return tiny, rounding_of(part, low, high, 0.0) / far * (1 + 2.0**-40)
    far = max(abs(low), abs(high))
    rows = part.numerator, part.line or ()
    size = float(sum(abs(c) * far**k for row in rows for k, c in enumerate(row)))
    off = rounding_of(part, low, high, size) + 8 * UNIT**2 * size
    return off + TINY * (part.line is not None), 0.0


def largest_error(
    line: Line,
    computed: Line,
    low: float,
    high: float,
    weight: Sizes | None,
    spare: tuple[float, float] = (0.0, 0.0),
    at_most: Callable[[float], float] = lambda x: math.inf,
    best: float = 0.0,
) -> tuple[float, float, float] | None:
    """What no error of a part is above, and the double at which it is nearly that.

    Args:
        line: the function.
        computed: what is computed, rounded once.
        low, high: the first and the last double.
        weight: what errors are divided by, as a function of the size of the line.
        spare: what is computed is off by so much before its rounding, and by this share of x.
        at_most: the error at a double, asked for where that may decide.
        best: an error that is reached elsewhere: no smaller one matters.

    Returns:
        And the largest error that is reached. None where errors are divided by what may be 0.
    """
    level, rise = computed
    scaled = not line[0] and not level
    if weight is not None and not (scaled and line[1]):
        ends = [line[0] + line[1] * Fraction(x) for x in (low, high)]
        if min(ends) <= 0 <= max(ends):
            return None
    upper, place = 0.0, low
    known = dict[tuple[int | Fraction, ...], float]()
    for exponent, first, last in sorted(_binades(low, high), reverse=True):
        off = spare[0] + spare[1] * math.ldexp(max(abs(first), abs(last)), exponent)
        crude = _crude(line, (level, rise), (exponent, first, last), weight, off)
        if crude <= max(best, upper) * (1 + _CLOSE):
            upper = max(upper, crude)
            if weight is None:  # all else is nearer to 0, where less is rounded
                break
            continue
        scale, here, key = Fraction(2) ** exponent, 0.0, None
        if scaled and weight is not None:  # the same in every binade, but at its ends
            near, far = sorted((abs(first), abs(last)))
            by = weight(float(abs(line[1] * near) * scale))
            key = near, far, Fraction(by) / scale
            # But for what is off by the same number in each: that may be too little to count.
            if key in known and (most := known[key] + 2 * spare[0] / by) <= best * (1 + _CLOSE):
                upper = max(upper, most)
                continue
        for a, b, unit in _results(level, rise * scale, first, last):
            for sign in (1 / unit, -1 / unit):
                f = line[0] * sign, line[1] * scale * sign
                computed = level * sign, rise * scale * sign
                cell = _Cell.of(exponent, (a, b), f, computed, Fraction(off) / unit, unit)
                most, best, m = cell.largest(weight, at_most, best)
                here = max(here, most)
                if m is not None:
                    place = math.ldexp(m, exponent)
        upper = max(upper, here)
        if key is not None:
            known[key] = here
    return max(upper, best), place, best


def _crude(
    f: Line, p: Line, binade: tuple[int, int, int], weight: Sizes | None, spare: float
) -> float:
    """A bound of the errors in a binade that costs little."""
    exponent, *ends = binade
    x = [Fraction(2) ** exponent * m for m in ends]
    far = max(abs(one) for one in x)
    off = abs(f[0] - p[0]) + abs(f[1] - p[1]) * far
    near = abs(p[1]) * far  # how far results are from the level, which is a double
    half = Fraction(math.ulp(_above(abs(p[0]) + near))) / 2
    most = off + min(half, near) + Fraction(spare)
    if weight is None:
        return _above(most)
    least = min(-_above(-abs(f[0] + f[1] * one)) for one in x)
    return _above(most / Fraction(weight(least)))


def _binades(low: float, high: float) -> Iterator[tuple[int, int, int]]:
    """The doubles but 0 between two: a power of two times whole numbers from one to another."""
    full = 1 << _DIGITS
    for sign, a, b in ((1, max(low, 0.0), high), (-1, max(-high, 0.0), -low)):
        if b <= 0:
            continue
        top = max(math.frexp(b)[1] - _DIGITS, _LOWEST)
        bottom = max(math.frexp(a)[1] - _DIGITS, _LOWEST) if a else _LOWEST
        for exponent in range(bottom, top + 1):
            first = full // 2 if exponent > _LOWEST else 1
            if exponent == bottom and a:
                first = _integer(a, exponent)
            last = _integer(b, exponent) if exponent == top else full - 1
            yield exponent, *sorted((sign * first, sign * last))  # type: ignore[misc]


def _integer(x: float, exponent: int) -> int:
    return int(Fraction(x) / Fraction(2) ** exponent)


def _results(
    level: Fraction, rise: Fraction, first: int, last: int
) -> Iterator[tuple[int, int, Fraction]]:
    """From where to where what is computed is in one binade, and the spacing of doubles there."""
    while first <= last:
        unit = _DOUBLES.unit(level + rise * first)
        bottom, end = unit * 2 ** (_DIGITS - 1), last
        if rise:
            for edge in (-2 * bottom, -bottom, bottom, 2 * bottom):
                at = (edge - level) / rise
                if at >= first:  # there a result is the same number in either spacing
                    end = min(end, math.floor(at))
        yield first, end, unit
        first = end + 1


def _above(value: Fraction) -> float:
    """The least double that is not below a number."""
    return _up(value.numerator, value.denominator)


def _up(top: int, below: int) -> float:
    """The least double that is not below a quotient."""
    near = top / below
    over, under = near.as_integer_ratio()
    return near if over * below >= top * under else math.nextafter(near, math.inf)
