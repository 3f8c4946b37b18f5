"""Asymptotic series as t grows to infinity: what an expression looks like far out.

A series is a sum of terms, fastest first, and the size of what is left out. A term is a constant
times a *growth*, exp of a sum such as ``t**2 - t + 2*log(t)``, times, if it oscillates, the sine
or cosine of such a sum. Growths form an ordered group (Hardy), so a function is known by its
first term, as in Gruntz's method; sums, products and functions of series are series again.

Nothing is approximated: coefficients are exact constants, and what is left out is bounded by a
constant times a growth. Where the terms kept do not settle a question, it is ``NotDecided``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from functools import cmp_to_key
from itertools import groupby
from typing import Any, Final, NamedTuple, TypeAlias

from flint import arb

from actviz.dataclass import dataclass
from actviz.readings.asymptotics.algebra import Numbers
from actviz.readings.asymptotics.exact_constants import (
    Exact,
    NotDecided,
    NotDefined,
    Number,
    Within,
    ball_of,
    rational,
)
from actviz.readings.asymptotics.growths import Growth, Growths
from actviz.readings.effort import check

Rest: TypeAlias = Callable[[Any], Any]  # from ball to ball
MAX_WORK: Final = 40_000  # terms of coefficients handled; about half a second


class Wave(NamedTuple):
    """sin (odd) or cos of a phase: of the sum of which ``phase`` is the exponential."""

    phase: Growth
    odd: bool


class Term(NamedTuple):
    """``factor * growth``, times a wave if it oscillates."""

    growth: Growth
    wave: Wave | None
    factor: Number


@dataclass(frozen=True, slots=True)
class Series:
    """Terms, fastest first, and a bound on the rest: at most a constant times ``order``.

    ``order`` is None where the terms are everything.
    """

    terms: tuple[Term, ...] = ()
    order: Growth | None = None

    @property
    def is_zero(self) -> bool:
        """Whether it is identically zero."""
        return not self.terms and self.order is None

    @property
    def size(self) -> Growth:
        """The growth of the first term, or the bound where no term is known."""
        growth = self.terms[0].growth if self.terms else self.order
        if growth is None:
            raise NotDecided("zero has no size")
        return growth


ZERO: Final = Series()


class Expansions:
    """Arithmetic of series of which at most ``keep`` growths are kept."""

    def __init__(self, numbers: Numbers, keep: int, work: int) -> None:
        self.numbers = numbers
        self.growths = Growths(numbers)
        self.keep = keep
        self.work = work  # what is left of the time allowed, counted so that it is reproducible
        self.truncated = False  # whether keeping more might tell more
        self.rough = False  # whether something oscillates for ever, or is merely bounded
        self._sorting = cmp_to_key(self._compare_terms)

    # ------------------------------------------------------------ building

    def constant(self, value: Number) -> Series:
        """A constant."""
        return (
            ZERO if self.numbers.absent(value) else Series((Term(self.growths.one, None, value),))
        )

    def bounded(self, growth: Growth | None = None) -> Series:
        """Something that is at most a constant times a growth; of magnitude 2, if none is given."""
        return Series((), growth or self.growths.one)

    def blurred(self, one: Series, other: Series) -> Series:
        """A series of which it is only known that it is off by at most the other."""
        self.rough = True
        return self.add(one, self.bounded(other.size))

    def variable(self, sign: int) -> Series:
        """t or -t."""
        return Series((Term(self.growths.of_basis(0), None, sign),))

    def _series(self, terms: Iterable[Term], order: Growth | None) -> Series:
        """Sort, merge equal growths, drop zeros and what the bound absorbs, keep the first few."""
        kept: list[Term] = []
        groups = 0
        for term in self._merged(terms):
            if order is not None and self.growths.compare(term.growth, order) <= 0:
                break
            if not kept or self.growths.compare(kept[-1].growth, term.growth):
                groups += 1
            if groups > self.keep:
                self.truncated = True
                order = term.growth
                break
            kept.append(term)
        return Series(tuple(kept), order)

    def _merged(self, terms: Iterable[Term]) -> Iterator[Term]:
        """Fastest first, equal growths merged, without zeros."""
        merged: dict[tuple[Growth, Wave | None], Number] = {}
        for growth, wave, factor in terms:
            check()
            key = growth, wave
            merged[key] = merged[key] + factor if key in merged else factor
        ordered = sorted((Term(*key, factor) for key, factor in merged.items()), key=self._sorting)
        for _, same in groupby(ordered, key=self._sorting):
            first, *others = same
            factor = first.factor
            for other in others:
                factor = factor + other.factor
            if not self.numbers.absent(factor):
                yield Term(first.growth, first.wave, factor)

    def _compare_terms(self, one: Term, two: Term) -> int:
        order = self.growths.compare(two.growth, one.growth)
        if order or one.wave is two.wave:
            return order
        if one.wave is None or two.wave is None:
            return -1 if one.wave is None else 1
        order = self.growths.compare(two.wave.phase, one.wave.phase)
        return order or one.wave.odd - two.wave.odd

    def _larger(self, orders: Iterable[Growth | None]) -> Growth | None:
        largest: Growth | None = None
        for order in orders:
            if order is not None and (largest is None or self.growths.compare(order, largest) > 0):
                largest = order
        return largest

    # ------------------------------------------------------------ arithmetic

    def add(self, one: Series, two: Series) -> Series:
        """The sum."""
        if one.is_zero or two.is_zero:
            return two if one.is_zero else one
        return self._series((*one.terms, *two.terms), self._larger((one.order, two.order)))

    def negative(self, one: Series) -> Series:
        """The same with the other sign."""
        return Series(tuple(Term(g, w, -factor) for g, w, factor in one.terms), one.order)

    def subtract(self, one: Series, two: Series) -> Series:
        """The difference."""
        return self.add(one, self.negative(two))

    def multiply(self, one: Series, two: Series) -> Series:
        """The product."""
        if one.is_zero or two.is_zero:
            return ZERO
        orders = (
            one.order and self.growths.product(one.order, two.size),
            two.order and self.growths.product(one.size, two.order),
        )
        order = self._larger(orders)
        terms: list[Term] = []
        for left in one.terms:
            check()
            for right in two.terms:
                growth = self.growths.product(left.growth, right.growth)
                if order is not None and self.growths.compare(growth, order) <= 0:
                    break
                factor = left.factor * right.factor
                self._spend(left.factor, right.factor, factor)
                if left.wave is None or right.wave is None:
                    terms.append(Term(growth, left.wave or right.wave, factor))
                else:
                    waves = self._wave_product(left.wave, right.wave)
                    terms.extend(Term(growth, wave, factor * part) for wave, part in waves)
        return self._series(terms, order)

    def _spend(self, *factors: Number) -> None:
        for factor in factors:
            self.work -= 2 * len(factor.terms) if isinstance(factor, Exact) else 1
        if self.work < 0:
            raise NotDecided("the series grow too long")

    def _wave_product(self, one: Wave, two: Wave) -> list[tuple[Wave | None, Fraction]]:
        """sin sin, sin cos, cos cos as sums of waves in the sum and difference of the phases."""
        half = Fraction(1, 2)
        total = self.wave(self.growths.product(one.phase, two.phase), one.odd != two.odd)
        apart = self.wave(self.growths.product(one.phase, two.phase, -1), one.odd != two.odd)
        of_total = -half if one.odd and two.odd else half
        of_apart = -half if two.odd and not one.odd else half
        parts = ((total[0], of_total * total[1]), (apart[0], of_apart * apart[1]))
        return [(wave, part) for wave, part in parts if part]

    def wave(self, phase: Growth, odd: bool) -> tuple[Wave | None, int]:
        """A wave with a phase that tends to +infinity, and the sign in front: sin(-a) = -sin(a)."""
        direction = self.growths.direction(phase)
        if direction == 0:
            return None, 0 if odd else 1
        if direction > 0:
            return Wave(phase, odd), 1
        return Wave(self.growths.power(phase, -1), odd), -1 if odd else 1

    # ------------------------------------------------------------ the first term

    def leading(self, one: Series) -> tuple[Growth, Number, Number]:
        """The growth in front, its steady factor, and a bound on its oscillating ones."""
        growth = one.size
        steady: Number = 0
        amplitude: Number = 0
        group = [term for term in one.terms if self.growths.compare(term.growth, growth) == 0]
        for wave, same in groupby(group, key=lambda term: term.wave and id(term.wave.phase)):
            factors = [term.factor for term in same]
            if wave is None:
                steady = factors[0]
            else:
                square = sum((factor * factor for factor in factors), start=rational(0))
                amplitude = amplitude + self.numbers.power(square, Fraction(1, 2))
        return growth, steady, amplitude

    def sign(self, one: Series) -> int | None:
        """The sign that a series has eventually; 0 if it is identically zero, None if unknown."""
        if not one.terms:
            return 0 if one.order is None else None
        _, steady, amplitude = self.leading(one)
        sign = self.numbers.sign(steady)
        if not sign or self.numbers.sign(steady * sign - amplitude) <= 0:
            return None
        return sign

    def _split(self, one: Series) -> tuple[Growth, Number, Series]:
        """``factor * growth * (1 + small)``; small is merely bounded where the front oscillates."""
        sign = self.sign(one)
        if not sign:
            if sign == 0:
                raise NotDefined("a division by zero, or its logarithm")
            raise NotDecided("the leading term is not known")
        growth, factor, amplitude = self.leading(one)
        if amplitude != 0:
            return growth, factor, self.bounded()
        inverse = self.numbers.inverse(factor)
        rest = (
            Term(self.growths.product(term.growth, growth, -1), term.wave, term.factor * inverse)
            for term in one.terms[1:]
        )
        order = one.order and self.growths.product(one.order, growth, -1)
        return growth, factor, Series(tuple(rest), order)

    def power(self, base: Series, exponent: Number) -> Series:
        """A series that is positive (or, for whole exponents, not zero) to a constant power."""
        if not base.terms and base.order is not None and self.numbers.sign(exponent) > 0:
            return self.bounded(self.growths.power(base.order, exponent))
        growth, factor, small = self._split(base)
        front = Term(
            self.growths.power(growth, exponent), None, self.numbers.power(factor, exponent)
        )
        if self._is_bounded(small):
            return self.bounded(front.growth)
        coefficients: list[Number] = [1]
        for k in range(self.keep):
            following = coefficients[-1] * (exponent - k)
            coefficients.append(following * Fraction(1, k + 1))

        def slope(h: Any) -> Any:
            return ball_of(exponent) * (1 + h) ** (ball_of(exponent) - 1)

        return self.multiply(Series((front,)), self.compose(coefficients, small, slope))

    def inverse(self, one: Series) -> Series:
        """One over a series."""
        return self.power(one, -1)

    def divide(self, one: Series, two: Series) -> Series:
        """The quotient."""
        return self.multiply(one, self.inverse(two))

    def _is_bounded(self, small: Series) -> bool:
        return small.order is not None and self.growths.direction(small.order) >= 0

    def compose(
        self, coefficients: Sequence[Number], small: Series, rest: Rest, count: int = 1
    ) -> Series:
        """The power series with these coefficients at a series that tends to zero.

        ``rest`` is what the power of order ``count`` is multiplied by in place of it and all that
        follow, by a ball that holds 0 and the argument; for 1, the slope.
        """
        if small.is_zero:
            return self.constant(coefficients[0])
        size = small.size
        count, reach = 1, size
        while count < min(self.keep, len(coefficients)):
            if small.order is not None and self.growths.compare(reach, small.order) <= 0:
                break
            count, reach = count + 1, self.growths.product(reach, size)
        result = self.constant(coefficients[count - 1])
        for coefficient in reversed(coefficients[: count - 1]):
            result = self.add(self.multiply(result, small), self.constant(coefficient))
        self.truncated = self.truncated or count == self.keep
        return self.add(result, self.bounded(reach))

    # ------------------------------------------------------------ exponentials and waves

    def parts(self, one: Series) -> tuple[list[Term], list[Term], Series]:
        """What tends to infinity, what stays, and what tends to zero or is merely bounded."""
        if one.order is not None and self.growths.direction(one.order) > 0:
            raise NotDecided("an unbounded rest")
        directions = [self.growths.direction(term.growth) for term in one.terms]
        big = directions.count(1)
        still = big + directions.count(0)
        return (
            list(one.terms[:big]),
            list(one.terms[big:still]),
            Series(one.terms[still:], one.order),
        )

    def exp(self, one: Series) -> Series:
        """The exponential: what is infinite in the argument becomes a growth."""
        big, still, small = self.parts(one)
        if any(term.wave or isinstance(term.factor, Within) for term in big):
            raise NotDecided("exp of a growing oscillation")
        growth = self.growths.exp((term.growth, term.factor) for term in big)
        if self._is_bounded(small) or any(term.wave for term in still):
            return self.bounded(growth)
        factor = self.numbers.exp(still[0].factor) if still else 1
        coefficients: list[Number] = [1]
        for k in range(1, self.keep + 1):
            coefficients.append(coefficients[-1] * Fraction(1, k))
        front = Series((Term(growth, None, factor),))
        return self.multiply(front, self.compose(coefficients, small, arb.exp))

    def log(self, one: Series) -> Series:
        """The natural logarithm of a series that is positive eventually."""
        growth, factor, small = self._split(one)
        bases = [Term(self.growths.of_basis(basis), None, own) for basis, own in growth.factors]
        front = self.add(self._series(bases, None), self.constant(self.numbers.log(factor)))
        if self._is_bounded(small):
            return self.add(front, self.bounded())
        signs = (Fraction((-1) ** (k + 1), k) for k in range(1, self.keep + 1))
        return self.add(front, self.compose([0, *signs], small, lambda h: 1 / (1 + h)))

    def sin_cos(self, one: Series) -> tuple[Series, Series]:
        """Sine and cosine: what is infinite in the argument becomes the phase of a wave."""
        big, still, small = self.parts(one)
        steady = not any(term.wave for term in (*big, *still))
        self.rough = self.rough or bool(big) or not steady or self._is_bounded(small)
        if not steady or self._is_bounded(small):
            return self.bounded(), self.bounded()
        angle = still[0].factor if still else 0
        taylor: list[Number] = [1]
        for k in range(1, self.keep + 1):
            taylor.append(taylor[-1] * Fraction(1, k))
        sines = [(0, 1, 0, -1)[k % 4] * c for k, c in enumerate(taylor)]
        cosines = [(1, 0, -1, 0)[k % 4] * c for k, c in enumerate(taylor)]
        sine = self.compose(sines, small, arb.cos)
        cosine = self.compose(cosines, small, lambda h: -h.sin())
        turn = [self.constant(self.numbers.function(op, angle)) for op in ("sin", "cos")]
        sine, cosine = self._turned(sine, cosine, turn[0], turn[1])
        if not big:
            return sine, cosine
        phase = self.growths.exp((term.growth, term.factor) for term in big)
        return self._turned(
            sine, cosine, self._wave_series(phase, True), self._wave_series(phase, False)
        )

    def _wave_series(self, phase: Growth, odd: bool) -> Series:
        wave, sign = self.wave(phase, odd)
        return Series((Term(self.growths.one, wave, sign),))

    def _turned(self, sine: Series, cosine: Series, s: Series, c: Series) -> tuple[Series, Series]:
        """sin and cos of a sum of two angles."""
        return (
            self.add(self.multiply(sine, c), self.multiply(cosine, s)),
            self.subtract(self.multiply(cosine, c), self.multiply(sine, s)),
        )
