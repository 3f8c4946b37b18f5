"""Formulas as quotients of polynomials: the form in which equal formulas look the same.

The polynomials have rational coefficients, and are in x and in a few functions of x that are not
taken apart, the *generators*: ``exp`` of a monomial, logarithms, roots, ``erf`` and the like, with
the laws that connect them. exp(a + b) is exp(a)*exp(b) here, log(1/u) is -log(u), the square of a
cosine is 1 less that of the sine. A double is the rational number it is, so nothing is rounded.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm
from typing import Any, Final, NamedTuple, TypeAlias

from flint import Ordering, fmpq, fmpq_mpoly_ctx

from actviz.readings.effort import check
from actviz.readings.identity.parts import Part

MOST_GENERATORS: Final = 32  # of one comparison; a formula of the catalogue needs about six
LARGEST_POWER: Final = 4000  # of a generator: beyond, factoring takes too long
_MOST_TERMS: Final = 400
_MOST_PRODUCTS: Final = 60_000  # of terms, for one formula: some tenths of a second

Polynomial: TypeAlias = Any  # flint.fmpq_mpoly, which has no types of its own


class NotExpressed(ArithmeticError):  # noqa: N818 - an open question is no error of anybody's
    """A formula that is no such quotient, or one too large."""


class NoValue(NotExpressed):
    """A division by zero, or its logarithm."""


class Finer(Exception):  # noqa: N818
    """More generators, or exponents in smaller steps, are needed: the comparison starts again."""


class Quotient(NamedTuple):
    """Numerator and denominator, without a common factor; the latter's first coefficient is 1."""

    top: Polynomial
    below: Polynomial


class Generator(NamedTuple):
    """A function of x that polynomials are written in: ``kind`` and ``argument`` say which.

    ``value`` is its power of that ``order``, where there is one that is something simpler;
    ``positive``: it is above 0 at every x.
    """

    kind: str
    argument: Any
    positive: bool = False
    order: int = 0
    value: Quotient | None = None


class Grain:
    """How fine a comparison is: how many generators, and the steps in which exponents count.

    It outlives the attempts at one comparison.
    """

    def __init__(self) -> None:
        self.generators = 8  # factoring in few is much faster than in many
        self.steps: list[tuple[str, Any, Fraction]] = []
        self.inverse = True  # whether exp(log(u)) is u even where u may be negative
        self.inverted = False  # whether that was used

    def step(self, kind: str, argument: Any, share: Fraction) -> Fraction:
        """The step of which an exponent is a multiple.

        Raises:
            Finer: there was none, but there is now.
        """
        for at, (known, of, step) in enumerate(self.steps):
            if known == kind and of == argument:
                fine = _common(step, share)
                if fine == step:
                    return step
                if max(step, abs(share)) <= LARGEST_POWER * fine:
                    self.steps[at] = kind, argument, fine
                    raise Finer
        self.steps.append((kind, argument, abs(share)))
        return abs(share)


class Arithmetic:
    """One comparison on one part of the line: the generators met so far, and sums and products."""

    def __init__(self, grain: Grain, part: Part) -> None:
        names = [f"g{count}" for count in range(grain.generators)]
        self.ring = fmpq_mpoly_ctx.get(names, Ordering.lex)
        self.one = self.ring.constant(1)
        self.letters = self.ring.gens()
        self.generators: list[Generator] = []
        self.grain, self.part = grain, part
        self.products = 0  # of terms, so far
        positive = part.low is not None and part.low >= 0
        at = part.low if part.place else None
        self.x = self.generator("x", None, positive) if at is None else self.constant(at)

    # ------------------------------------------------------------ arithmetic

    def constant(self, value: Fraction | int) -> Quotient:
        """A rational number."""
        rational = fmpq(value.numerator, value.denominator)
        return Quotient(self.ring.constant(rational), self.one)

    def add(self, a: Quotient, b: Quotient) -> Quotient:
        """The sum."""
        if a.below == b.below:
            return self.reduced(a.top + b.top, a.below)
        top = self._product(a.top, b.below) + self._product(b.top, a.below)
        return self.reduced(top, self._product(a.below, b.below))

    def times(self, a: Quotient, b: Quotient) -> Quotient:
        """The product."""
        return self.reduced(self._product(a.top, b.top), self._product(a.below, b.below))

    def scaled(self, a: Quotient, factor: Fraction | int) -> Quotient:
        """A rational multiple."""
        return Quotient(a.top * fmpq(factor.numerator, factor.denominator), a.below)

    def over(self, a: Quotient, b: Quotient) -> Quotient:
        """The quotient."""
        if b.top.is_zero():
            raise NoValue("a division by 0")
        return self.reduced(self._product(a.top, b.below), self._product(a.below, b.top))

    def whole_power(self, u: Quotient, exponent: int) -> Quotient:
        """A whole power."""
        if abs(exponent) > LARGEST_POWER:
            raise NotExpressed("a power too large")
        if exponent < 0:
            return self.whole_power(self.over(self.constant(1), u), -exponent)
        return self.reduced(self.raised(u.top, exponent), self.raised(u.below, exponent))

    def _product(self, a: Polynomial, b: Polynomial) -> Polynomial:
        self.products += len(a) * len(b)
        if self.products > _MOST_PRODUCTS:
            raise NotExpressed("too many terms")
        check()
        return a * b

    def reduced(self, top: Polynomial, below: Polynomial) -> Quotient:
        """In lowest terms, powers of roots replaced."""
        if len(top) > _MOST_TERMS or len(below) > _MOST_TERMS:
            raise NotExpressed("too many terms")
        for index in range(len(self.generators) - 1, -1, -1):  # what is replaced by earlier ones
            order = self.generators[index].order
            if order and (below.degrees()[index] or top.degrees()[index] >= order):
                top, below = self._replaced(top, below, index)
        if top.is_zero():
            return Quotient(top, self.one)
        if not below.is_constant():
            common = top.gcd(below)
            if common != self.one:
                top, below = top / common, below / common
        lead = below.leading_coefficient()
        return Quotient(top / lead, below / lead)

    def _replaced(self, top: Polynomial, below: Polynomial, index: int) -> Quotient:
        """A quotient with the powers of one generator replaced by what they are."""
        order = self.generators[index].order
        least = min(monomial[index] for monomial in below.monoms()) % order
        if least:  # no root is left alone below the line
            extra = self.letters[index] ** (order - least)
            top, below = top * extra, below * extra
        upper, lower = (self._split(part, index) for part in (top, below))
        return Quotient(
            self._product(upper.top, lower.below), self._product(upper.below, lower.top)
        )

    def _split(self, part: Polynomial, index: int) -> Quotient:
        order, value = self.generators[index].order, self.generators[index].value
        assert value is not None
        by_power: dict[int, dict[tuple[int, ...], Any]] = {}
        for monomial, coefficient in part.to_dict().items():
            times, rest = divmod(int(monomial[index]), order)
            left = (*monomial[:index], rest, *monomial[index + 1 :])
            by_power.setdefault(times, {})[left] = coefficient
        most = max(by_power, default=0)
        top = self.ring.constant(0)
        for times, terms in by_power.items():
            factor = self._product(
                self.raised(value.top, times), self.raised(value.below, most - times)
            )
            top += self._product(self.ring.from_dict(terms), factor)
        return Quotient(top, self.raised(value.below, most))

    def raised(self, part: Polynomial, exponent: int) -> Polynomial:
        """A power from 0 on of a polynomial."""
        if len(part) == 1:
            return part**exponent
        power = self.one
        for digit in bin(exponent)[2:]:
            power = self._product(power, power)
            if digit == "1":
                power = self._product(power, part)
            if len(power) > _MOST_TERMS:
                raise NotExpressed("too many terms")
        return power

    def number_of(self, a: Quotient) -> Fraction | None:
        """The rational number that it is, if it is one."""
        if a.top.is_zero():
            return Fraction(0)
        constant = a.top.is_constant() and a.below.is_constant()
        return fraction(a.top.leading_coefficient()) if constant else None

    # ------------------------------------------------------------ generators

    def generator(
        self,
        kind: str,
        argument: Any,
        positive: bool = False,
        order: int = 0,
        value: Quotient | None = None,
    ) -> Quotient:
        """The generator of that kind and argument, found again or new."""
        for index, known in enumerate(self.generators):
            if known.kind == kind and known.argument == argument:
                return Quotient(self.letters[index], self.one)
        if len(self.generators) == MOST_GENERATORS:
            raise NotExpressed("too many different functions")
        if len(self.generators) == len(self.letters):
            self.grain.generators *= 2
            self.grain.steps.clear()
            raise Finer
        self.generators.append(Generator(kind, argument, positive, order, value))
        return Quotient(self.letters[len(self.generators) - 1], self.one)

    def which(self, part: Polynomial) -> Generator | None:
        """The generator that a polynomial is."""
        if len(part) != 1:
            return None
        pairs = zip(self.letters, self.generators, strict=False)
        return next((known for letter, known in pairs if letter == part), None)

    def positive(self, part: Polynomial) -> bool:
        """Whether a polynomial is certainly above 0: no term is negative, and one never 0."""
        whole = False
        for monomial, coefficient in part.to_dict().items():
            if coefficient < 0:
                return False
            used = [at for at, power in enumerate(monomial) if power]
            doubtful = [at for at in used if not self.generators[at].positive]
            if any(monomial[at] % 2 for at in doubtful):
                return False
            whole |= not doubtful
        return whole

    def leads_negative(self, u: Quotient) -> bool:
        """Whether the first coefficient is negative, which tells u from -u."""
        return bool(not u.top.is_zero() and u.top.leading_coefficient() < 0)


def fraction(value: Any) -> Fraction:
    """A rational number of flint's."""
    return Fraction(int(value.p), int(value.q))


def _common(a: Fraction, b: Fraction) -> Fraction:
    """The largest rational number that divides both."""
    return Fraction(gcd(a.numerator, b.numerator), lcm(a.denominator, b.denominator))
