"""The rounding errors of evaluating a part of an approximation, bounded before it is evaluated."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from flint import arb, arb_poly, fmpq

from actviz.approximation.value.compensated import Between
from actviz.dataclass import dataclass

UNIT = 2.0**-53  # half the distance from 1 to the next double
TINY = 2.0**-1074  # the smallest number
NORMAL = 2.0**-1022  # the smallest with all digits
SMALL = 2.0**-968  # the smallest product of two doubles whose rest is a double in any case


@dataclass(frozen=True)
class Part:
    """A polynomial (or quotient) of the approximation on ``[low, high]``.

    ``between``: the entries of a table where it is a line between them, not by Horner's rule.
    ``carried``: with the errors of its steps, so that little but the last rounding is left; and
    with theirs, if 2.
    ``line``, ``sign``: what is computed is ``line[0] + line[1]*x`` plus the part with this sign.
    """

    low: float
    high: float
    numerator: Sequence[Any]  # doubles; fractions of a line between entries that is carried
    denominator: Sequence[float] = (1.0,)
    between: Between | None = None
    carried: int = 0
    line: tuple[float, float] | None = None
    sign: float = 1.0

    @property
    def side(self) -> tuple[tuple[float, float] | None, float]:
        """What tells the sides of a fold apart: one line may be on both."""
        return self.line, self.sign

    @property
    def is_level(self) -> bool:
        """Whether it is a number, with which nothing is computed."""
        one = len(self.numerator) == 1 and tuple(self.denominator) == (1.0,)
        return one and self.line is None and not (self.carried or self.between)


def ball(c: float | Fraction) -> arb:
    """A coefficient as a ball: that of a table's line is no double."""
    return arb(fmpq(c.numerator, c.denominator)) if isinstance(c, Fraction) else arb(c)


def size_of(polynomial: arb_poly) -> float:
    """The sum of the magnitudes of the coefficients: a bound on [-1, 1]."""
    return sum(float(polynomial[k].abs_upper()) for k in range(len(polynomial)))


def roundings_of(part: Part) -> int:
    """How many steps of Horner's rule round, but for what is too small for a normal number.

    One: what is computed is the double nearest to a line. Two: or more.
    """
    level, rise, *others = (*part.numerator, 0.0, 0.0)
    if part.between or any(others) or len(part.denominator) > 1 or part.line is not None:
        return 2
    return int(abs(math.frexp(rise)[0]) not in (0.0, 0.5)) + int(bool(level and rise))


def lost_below_normal(part: Part) -> float | None:
    """What is lost below the normal numbers where nothing else is; None: where more may be.

    Every step is a product with a power of two, and the result a double as x is.
    """
    if part.between and part.carried:
        return _lost_through_zero(part.between) if part.line is None else None
    row, line = part.numerator, part.line or (0.0, 0.0)
    level, rise, *others = (*row, 0.0) if len(row) < 2 else row
    if len(part.denominator) > 1 or any(others):
        return None
    pairs = list(zip(line, (level, rise), strict=True))
    total = [a + part.sign * b for a, b in pairs]
    if total != [Fraction(a) + int(part.sign) * Fraction(b) for a, b in pairs]:
        return None
    sums = (line, (level, rise), total)
    if any((a and b) or abs(math.frexp(b)[0]) not in (0.0, 0.5) for a, b in sums):
        return None
    halves = sum(0 < abs(slope) < 1 for slope in (line[1], rise))  # of the smallest number
    if part.between and rise:
        near, step = min(abs(part.low), abs(part.high)), part.between.step
        if math.frexp(step)[0] != 0.5 or 0 < near < step:
            return None  # a difference or a quotient is rounded
        run = abs(rise) * step
        if math.ulp(near) * min(abs(rise), 1 / step, 1.0) >= NORMAL:
            return 0.0  # differences are not as small as that
        halves = math.ceil(run) + (run < 1) if step > 1 else int(abs(rise) < 1)
    return float(-(-halves // 2)) * TINY


def _lost_through_zero(one: Between) -> float | None:
    """The same of a line between entries, carried, that is a power of two times x.

    What x less a place and back leaves of x is a double (Knuth's exact sum), and the errors carried
    are that, times the power of two: but where they are too small to be halved.
    """
    rise, step, place = one.last - one.first, one.step, one.place
    halves = all(abs(math.frexp(number)[0]) == 0.5 for number in (rise, step))
    exact = Fraction(rise) == Fraction(one.last) - Fraction(one.first) and abs(place) > SMALL
    if not (
        halves
        and exact
        and Fraction(one.value) * Fraction(step) == Fraction(rise) * Fraction(place)
    ):
        return None
    return float(math.ceil(abs(rise) / 2 * (step > 1) + (abs(rise) < 1) / 2)) * TINY


def rounding_of(part: Part, low: float, high: float, size: float, zeros: float = 0.0) -> float:
    """The bound of :func:`_by_sizes`, or a smaller one by the sums that come up on the way.

    Args:
        zeros: if not 0, errors of the numerator are counted in units of its zero at 0, from 1 at
            this distance on.
    """
    if part.between and part.carried:
        return _between(part.between, low, high, zeros)
    if len(part.denominator) > 1 or part.between or part.carried:
        return _by_sizes(part, low, high, size, zeros)
    return _steps(part.numerator, -zeros or low, zeros or high)[0]


def _steps(row: Sequence[float], low: float, high: float, times: int = 1) -> tuple[float, float]:
    """What Horner's rule is off at most on an interval, and how far what it carries is from that.

    By the sums that come up on the way.
    """
    middle = low + (high - low) / 2
    line = arb_poly([arb(middle), arb(max(high - middle, middle - low)) * (1 + 2.0**-50)])
    x, unit = max(abs(low), abs(high)), UNIT * (1 + 2.0**-20)
    *others, last = row
    total, reach, off = arb_poly([arb(last)]), abs(last), 0.0
    alone: float | None = last  # what is there while no x is in it
    sizes = [0.0] * (times + 1)  # of what is carried, and how far that is off
    small = 0  # products that may be too small for a normal number
    for c in reversed(others):
        exact = alone is not None and abs(math.frexp(alone)[0]) in (0.0, 0.5)  # a power of two
        small += not (exact and (not alone or abs(alone) >= 1))
        lost = 0.0 if exact else unit * x * (reach + off)
        off = x * off + lost
        total = total * line + arb(c)
        reach = size_of(total)
        if c and alone != 0:  # a sum with 0 is exact
            lost += unit * (reach + off)
            off += unit * (reach + off)
        alone = c if alone == 0 else None
        for k, size in enumerate(sizes):  # each is what rounding took from the one before
            sizes[k] = (x * size + lost) * (1 + 2.0**-40)
            lost = 4 * unit * sizes[k]
    least = small * 2.0**-1060 * max(x, 1.0) ** len(others)
    return off * (1 + 2.0**-20) + least, sizes[-1] + least


def _between(one: Between, low: float, high: float, zeros: float) -> float:
    """What a line between two entries is off before its last rounding, its errors being carried."""
    if zeros and (one.value or one.place):
        return math.inf
    rise = abs(one.last - one.first) * (1 + 4 * UNIT)
    far = (zeros or max(abs(low - one.place), abs(high - one.place))) / one.step
    tiny = 0.0 if zeros else 64 * TINY * (1 + rise) * (1 + 1 / one.step)
    return float(64 * UNIT**2 * (abs(one.value) + rise * far) + tiny)


def _by_sizes(part: Part, low: float, high: float, size: float, zeros: float) -> float:
    """A bound on what rounding in float64 adds on an interval, times the denominator.

    Of what is carried it is without the last rounding.

    Args:
        size: a bound of the function there.
    """
    x, quotient = zeros or max(abs(low), abs(high)), len(part.denominator) > 1
    least = _least(part.denominator, low, high) if quotient else 1.0
    if part.carried and not least:
        return math.inf
    size += quotient
    if quotient and least:  # it may be known to be smaller
        largest = sum(abs(c) * x**k for k, c in enumerate(part.numerator))
        if not zeros:
            largest = min(largest, float(range_around(part.numerator, low, high).abs_upper()))
        size = min(size, largest / least * (1 + 2.0**-20))
    if part.carried:
        off, total = _steps(part.numerator, -zeros or low, zeros or high, part.carried)
        if quotient:
            off_below, rest = _steps(part.denominator, low, high)
            below = range_around(part.denominator, low, high)
            off += size * (off_below + UNIT * float(below.abs_upper()))  # of a correction
            total += size * rest + 2 * off * (4 * UNIT + off_below / least)
        return total
    sums = [
        sum(abs(c) * x**k * (2 * k + 1) for k, c in enumerate(row))
        for row in (part.numerator, part.denominator)
    ]
    total = 4 * sums[0]
    if quotient:
        total += 4 * size * sums[1]
    return float(total * UNIT)


def _least(row: Sequence[float], low: float, high: float, cuts: int = 6) -> float:
    """The smallest size of a polynomial on an interval, or less: of parts of it, if that is 0."""
    balls = [around(row, low, high) for around in (ranges_of, range_around)]
    least = max(math.nextafter(float(ball.abs_lower()), 0.0) for ball in balls)
    if least or not cuts:
        return least
    middle = low + (high - low) / 2
    return min(_least(row, low, middle, cuts - 1), _least(row, middle, high, cuts - 1))


def range_around(row: Sequence[Any], low: float, high: float) -> arb:
    """A polynomial over an interval, as a ball: by its powers around the middle."""
    middle = arb(low) + (arb(high) - arb(low)) / 2
    near = arb_poly([ball(c) for c in row])(arb_poly([middle, (arb(high) - arb(low)) / 2]))
    wide = sum((abs(near[k]) for k in range(1, len(near))), start=arb(0))
    return near[0] + arb(0, 1) * wide


def ranges_of(row: Sequence[Any], low: float, high: float) -> arb:
    """A polynomial over an interval, as a ball."""
    x = arb(low).union(arb(high))
    total = arb(0)
    for c in reversed(row):
        total = total * x + ball(c)
    return total
