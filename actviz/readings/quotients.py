"""Tree to a quotient of polynomials: the reading in which equal formulas look the same.

Every formula without ``where`` is a quotient of polynomials with rational coefficients in x and a
few generators: ``exp`` of a monomial, logarithms, square roots, ``erf`` and the like, each
standing for one function of x. exp(a + b) is exp(a)*exp(b) here, sigmoid and tanh are quotients of
exponentials, log(1 + exp(-x)) is log(1 + exp(x)) - x. A double is the rational number it is, so
nothing is rounded. If the difference of two formulas comes out as 0, they are the same function,
wherever both have a value: this is a proof. That it does not come out as 0 proves nothing.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm
from typing import Any, Final, NamedTuple, TypeAlias

from flint import Ordering, fmpq, fmpq_mpoly_ctx

GENERATORS: Final = 28  # of one comparison; a formula of the catalogue needs about six
LARGEST_POWER: Final = 4000  # of a generator: beyond, factoring takes too long
MOST_TERMS: Final = 400

Polynomial: TypeAlias = Any  # flint.fmpq_mpoly, which has no types of its own


class NotExpressed(ValueError):  # noqa: N818 - an open question is no error of anybody's
    """A formula that is no such quotient, or one too large."""


class Finer(Exception):  # noqa: N818
    """An exponential of a smaller step is needed: the comparison starts again with it."""


class Quotient(NamedTuple):
    """Numerator and denominator, without a common factor."""

    top: Polynomial
    below: Polynomial


class Generator(NamedTuple):
    """A function of x that polynomials are written in.

    ``kind`` and ``argument`` say which; ``square`` is its square where that is something simpler;
    ``positive``: it is above 0 at every x.
    """

    kind: str
    argument: Any
    square: Quotient | None = None
    positive: bool = False


class Forms:
    """One comparison: the generators met so far, and how formulas are written in them.

    ``steps`` are the steps in which exponents are counted, by their monomial; they outlive the
    attempts of :func:`quotient_rules.attempt`.
    """

    def __init__(self, steps: dict[Any, Fraction], x: Fraction | None = None) -> None:
        names = [f"g{count}" for count in range(GENERATORS)]
        self.ring = fmpq_mpoly_ctx.get(names, Ordering.lex)
        self.one = self.ring.constant(1)
        self.letters = self.ring.gens()
        self.generators: list[Generator] = []
        self.steps = steps
        self.x = self.constant(x) if x is not None else self._generator("x", None)

    # ------------------------------------------------------------ arithmetic

    def constant(self, value: Fraction | int) -> Quotient:
        """A rational number."""
        value = Fraction(value)
        rational = fmpq(value.numerator, value.denominator)
        return Quotient(self.ring.constant(rational), self.one)

    def add(self, a: Quotient, b: Quotient) -> Quotient:
        """The sum."""
        if a.below == b.below:
            return self.reduced(a.top + b.top, a.below)
        return self.reduced(a.top * b.below + b.top * a.below, a.below * b.below)

    def times(self, a: Quotient, b: Quotient) -> Quotient:
        """The product."""
        return self.reduced(a.top * b.top, a.below * b.below)

    def negated(self, a: Quotient) -> Quotient:
        """With the other sign."""
        return Quotient(-a.top, a.below)

    def over(self, a: Quotient, b: Quotient) -> Quotient:
        """The quotient; of a divisor that is 0 nothing is claimed."""
        if b.top.is_zero():
            raise NotExpressed("a division by 0")
        return self.reduced(a.top * b.below, a.below * b.top)

    def power(self, a: Quotient, exponent: int) -> Quotient:
        """A whole power."""
        if abs(exponent) > LARGEST_POWER:
            raise NotExpressed("a power too large")
        if exponent < 0:
            return self.over(self.constant(1), self.power(a, -exponent))
        if exponent > 64 and len(a.top) + len(a.below) > 2:
            raise NotExpressed("a power too large")
        return self.reduced(a.top**exponent, a.below**exponent)

    def reduced(self, top: Polynomial, below: Polynomial) -> Quotient:
        """In lowest terms, squares of roots replaced, the denominator's first coefficient 1."""
        if len(top) > MOST_TERMS or len(below) > MOST_TERMS:
            raise NotExpressed("too many terms")
        for index, generator in enumerate(self.generators):
            if generator.square is not None:
                top, below = self._squared(top, below, index, generator.square)
        if top.is_zero():
            return Quotient(top, self.one)
        common = top.gcd(below)
        if common != self.one:
            top, below = top / common, below / common
        lead = below.leading_coefficient()
        return Quotient(top / lead, below / lead)

    def _squared(
        self, top: Polynomial, below: Polynomial, index: int, square: Quotient
    ) -> tuple[Polynomial, Polynomial]:
        letter = self.letters[index]
        if all(monomial[index] == 1 for monomial in below.monoms()):
            top, below = top * letter, below * letter  # no root is left below the line
        for _ in range(8):
            if max(top.degrees()[index], below.degrees()[index]) < 2:
                return top, below
            upper, lower = (self._split(part, index, square) for part in (top, below))
            top, below = upper.top * lower.below, upper.below * lower.top
        raise NotExpressed("a power too large")

    def _split(self, part: Polynomial, index: int, square: Quotient) -> Quotient:
        """A polynomial with the squares of one letter replaced."""
        by_power: dict[int, dict[tuple[int, ...], Any]] = {}
        for monomial, coefficient in part.to_dict().items():
            half, rest = divmod(int(monomial[index]), 2)
            left = tuple(rest if at == index else one for at, one in enumerate(monomial))
            by_power.setdefault(half, {})[left] = coefficient
        most = max(by_power, default=0)
        found = self.ring.constant(0)
        for half, terms in by_power.items():
            factor = square.top**half * square.below ** (most - half)
            found += self.ring.from_dict(terms) * factor
        return Quotient(found, square.below**most)

    # ------------------------------------------------------------ generators

    def _generator(
        self, kind: str, argument: Any, square: Quotient | None = None, *, positive: bool = False
    ) -> Quotient:
        for index, known in enumerate(self.generators):
            if known.kind == kind and known.argument == argument:
                return Quotient(self.letters[index], self.one)
        if len(self.generators) == GENERATORS:
            raise NotExpressed("too many different functions")
        self.generators.append(Generator(kind, argument, square, positive))
        return Quotient(self.letters[len(self.generators) - 1], self.one)

    def number_of(self, a: Quotient) -> Fraction | None:
        """The rational number that it is, if it is one."""
        if not (a.top.is_constant() and a.below.is_constant()):
            return None
        value = a.top.leading_coefficient() if not a.top.is_zero() else fmpq(0)
        return Fraction(int(value.p), int(value.q))

    def positive(self, part: Polynomial) -> bool:
        """Whether a polynomial is certainly above 0: nothing in it is ever negative."""
        if any(coefficient < 0 for coefficient in part.coeffs()):
            return False
        used = [index for index, degree in enumerate(part.degrees()) if degree]
        return all(self.generators[index].positive for index in used)

    def exp(self, u: Quotient) -> Quotient:
        """The exponential, as a product of powers."""
        found = self.constant(1)
        if not u.below.is_constant():
            parts = [(u, Fraction(1))]
        else:
            parts = []
            for monomial, coefficient in u.top.to_dict().items():
                share = Fraction(int(coefficient.p), int(coefficient.q))
                parts.append((Quotient(self.ring.from_dict({monomial: 1}), self.one), share))
        for part, share in parts:
            found = self.times(found, self._exp_of(part, share))
        return found

    def _exp_of(self, part: Quotient, share: Fraction) -> Quotient:
        index = next((at for at, letter in enumerate(self.letters) if letter == part.top), None)
        if index is not None and self.generators[index].kind == "log" and share.denominator == 1:
            return self.power(self.generators[index].argument, share.numerator)
        key = (str(part.top), str(part.below), str(self.x.top))
        step = self.steps.setdefault(key, abs(share))
        fine = _common(step, share)
        if fine != step:
            self.steps[key] = fine
            raise Finer
        unit = self._generator("exp", (part, step), positive=True)
        return self.power(unit, int(share / step))

    def log(self, u: Quotient) -> Quotient:
        """The logarithm; of a product of positive factors a sum."""
        found = self.constant(0)
        for part, sign in ((u.top, 1), (u.below, -1)):
            content, factors = part.factor()
            if not (content > 0 and all(self.positive(factor) for factor, _ in factors)):
                return self._generator("log", u)
            for factor, times in factors:
                found = self.add(found, self._scaled(self._log_of(factor), sign * times))
            for prime, times in _primes(Fraction(int(content.p), int(content.q))):
                one = self._generator("log", self.constant(prime), positive=True)
                found = self.add(found, self._scaled(one, sign * times))
        return found

    def _scaled(self, a: Quotient, factor: int) -> Quotient:
        return self.times(a, self.constant(factor))

    def _log_of(self, factor: Polynomial) -> Quotient:
        for index, letter in enumerate(self.letters[: len(self.generators)]):
            generator = self.generators[index]
            if letter == factor and generator.kind == "exp":
                part, step = generator.argument
                return self.times(part, self.constant(step))
        return self._generator("log", Quotient(factor, self.one))

    def root(self, u: Quotient) -> Quotient:
        """The square root."""
        value = self.number_of(u)
        if value is None:
            below = self.constant(1)
            if self._monomial(u):  # of sqrt(2/pi) each factor apart
                return self._root_of_monomial(u)
            return self.times(self._generator("sqrt", u, u), below)
        if value < 0:
            raise NotExpressed("the root of a negative number")
        found = self.constant(1)
        for prime, times in _primes(value):
            whole, half = divmod(times, 2)
            found = self.times(found, self.constant(Fraction(prime) ** whole))
            if half:
                square = self.constant(prime)
                found = self.times(found, self._generator("sqrt", square, square, positive=True))
        return found if value else self.constant(0)

    def _monomial(self, u: Quotient) -> bool:
        parts = (u.top, u.below)
        return all(len(part) == 1 and self.positive(part) for part in parts)

    def _root_of_monomial(self, u: Quotient) -> Quotient:
        found = self.constant(1)
        for part, sign in ((u.top, 1), (u.below, -1)):
            (monomial,), (coefficient,) = part.monoms(), part.coeffs()
            share = Fraction(int(coefficient.p), int(coefficient.q))
            found = self.times(found, self.power(self.root(self.constant(share)), sign))
            for index, times in enumerate(map(int, monomial)):
                whole, half = divmod(times, 2)
                letter = Quotient(self.letters[index], self.one)
                found = self.times(found, self.power(letter, sign * whole))
                if half:
                    one = self._generator("sqrt", letter, letter, positive=True)
                    found = self.times(found, self.power(one, sign))
        return found

    def pi(self) -> Quotient:
        """The number pi, as the square of a generator."""
        return self.power(self._generator("root of pi", None, positive=True), 2)

    def odd(self, kind: str, u: Quotient) -> Quotient:
        """An odd function of which nothing more is used."""
        if u.top.is_zero():
            return u
        if u.top.leading_coefficient() < 0:
            return self.negated(self.odd(kind, self.negated(u)))
        return self._generator(kind, u)

    def cosine(self, u: Quotient) -> Quotient:
        """cos, whose square is 1 - sin**2."""
        if u.top.is_zero():
            return self.constant(1)
        if u.top.leading_coefficient() < 0:
            u = self.negated(u)
        sine = self.odd("sin", u)
        square = self.add(self.constant(1), self.negated(self.times(sine, sine)))
        return self._generator("cos", u, square)

    def other(self, kind: str, u: Quotient) -> Quotient:
        """A function of which nothing is used but that it is one."""
        return self._generator(kind, u)


def _common(a: Fraction, b: Fraction) -> Fraction:
    """The largest rational number that divides both."""
    return Fraction(gcd(a.numerator, b.numerator), lcm(a.denominator, b.denominator))


def _primes(value: Fraction) -> list[tuple[int, int]]:
    """A positive rational number as powers of primes."""
    from flint import fmpz

    found: list[tuple[int, int]] = []
    for part, sign in ((value.numerator, 1), (value.denominator, -1)):
        if part.bit_length() > 256:
            raise NotExpressed("a number too long to factor")
        if part > 1:
            found += [(int(prime), sign * times) for prime, times in fmpz(part).factor()]
    return found
