"""The laws that connect the functions in which quotients are written."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from flint import fmpz

import actviz.readings.identity.quotient_signs as signs
from actviz.readings.identity.quotients import Arithmetic, NoValue, Polynomial, Quotient, fraction

_LARGEST_ROOT: Final = 60  # that is connected with other roots of the same
_LONGEST: Final = 64  # bits of a number that is split into all its prime factors
_SMALL: Final = 1000  # how many primes a longer one is divided by


class Forms(Arithmetic):
    """One comparison, with what is known of exponentials, logarithms, roots and magnitudes."""

    def exp(self, u: Quotient) -> Quotient:
        """The exponential, as a product of powers."""
        parts: list[tuple[Quotient, Fraction]]
        if len(u.below) == 1:
            terms = u.top.to_dict().items()
            one = ((self.ring.from_dict({monomial: 1}), share) for monomial, share in terms)
            parts = [(self.reduced(term, u.below), fraction(share)) for term, share in one]
        else:
            lead = fraction(u.top.leading_coefficient())
            parts = [(self.scaled(u, 1 / lead), lead)]
        product = self.constant(1)
        for part, share in parts:
            product = self.times(product, self._exp_of(part, share))
        return product

    def _exp_of(self, part: Quotient, share: Fraction) -> Quotient:
        known = self.which(part.top) if part.below == self.one else None
        if known is not None and known.kind == "log":
            doubtful = not self.positive(known.argument.top)
            self.grain.inverted |= doubtful
            if self.grain.inverse or not doubtful:
                return self.power(known.argument, share)
        step = self.grain.step("exp", part, share)
        return self.power(self.generator("exp", (part, step), True), share / step)

    def log(self, u: Quotient) -> Quotient:
        """The logarithm; of what is certainly positive the factors give a sum."""
        if u.top.is_zero():
            raise NoValue("the logarithm of 0")
        total = self.constant(0)
        factors, rest = self._factors(u)
        for base, times in factors:
            total = self.add(total, self.scaled(self._log_of(base), times))
        if rest == self.constant(1):
            return total
        monic = rest.top / rest.top.leading_coefficient()
        if str(monic) < str(rest.below):  # log(1/u) is -log(u)
            turned = self.generator("log", self.over(self.constant(1), rest))
            return self.add(total, self.scaled(turned, -1))
        return self.add(total, self.generator("log", rest))

    def _log_of(self, base: Polynomial) -> Quotient:
        known = self.which(base)
        if known is not None and known.kind in ("exp", "root"):
            inner, step = known.argument
            return self.scaled(inner if known.kind == "exp" else self._log_of(inner), step)
        return self.generator("log", Quotient(base, self.one))

    def power(self, u: Quotient, exponent: Fraction) -> Quotient:
        """A rational power."""
        if exponent.denominator == 1:
            return self.whole_power(u, exponent.numerator)
        if u.top.is_zero():
            if exponent < 0:
                raise NoValue("a division by 0")
            return u
        product = self.constant(1)
        factors, rest = self._factors(u)
        for base, times in factors:
            product = self.times(product, self._root(base, times * exponent))
        if rest == self.constant(1):
            return product
        if exponent.denominator > 2:
            return self.times(product, self.generator(f"** {exponent}", rest))
        root = self._root_of_signed(rest)
        return self.times(product, self.whole_power(root, exponent.numerator))

    def _factors(self, u: Quotient) -> tuple[list[tuple[Polynomial, int]], Quotient]:
        """The factors that are certainly positive, with their exponents, and what is left."""
        positive: list[tuple[Polynomial, int]] = []
        rest = self.constant(1)
        for part, sign in ((u.top, 1), (u.below, -1)):
            content, factors = part.factor()
            for prime, times in _primes(abs(fraction(content))):
                positive.append((self.constant(prime).top, sign * times))
            if content < 0:
                rest = self.scaled(rest, -1)
            for factor, times in factors:
                if self.positive(factor):
                    positive.append((factor, sign * int(times)))
                else:
                    power = self.whole_power(Quotient(factor, self.one), int(times))
                    rest = self.times(rest, power) if sign > 0 else self.over(rest, power)
        return positive, rest

    def _root(self, base: Polynomial, exponent: Fraction) -> Quotient:
        """A power of something positive that has no factors."""
        known = self.which(base)
        if known is not None and known.kind == "exp":
            part, step = known.argument
            return self._exp_of(part, step * exponent)
        if known is not None and known.kind == "root":
            inner, step = known.argument
            return self._root(inner, step * exponent)
        whole = exponent.numerator // exponent.denominator
        root = self.whole_power(Quotient(base, self.one), whole)
        if exponent == whole:
            return root
        if exponent.denominator > _LARGEST_ROOT:
            left = self.generator(f"** {exponent - whole}", base, True)
            return self.times(root, left)
        step = self.grain.step("root", base, Fraction(1, exponent.denominator))
        value = Quotient(base, self.one)
        unit = self.generator("root", (base, step), True, step.denominator, value)
        return self.times(root, self.power(unit, (exponent - whole) / step))

    def _root_of_signed(self, u: Quotient) -> Quotient:
        """The square root of something that may be negative: that of a square is a magnitude."""
        product, inside = self.constant(1), self.constant(1)
        for part, sign in ((u.top, 1), (u.below, -1)):
            content, factors = part.factor()
            inside = self.scaled(inside, fraction(content) ** sign)
            for factor, times in factors:
                halves, left = divmod(sign * int(times), 2)
                base = Quotient(factor, self.one)
                if halves:
                    size = base if halves % 2 == 0 else self.absolute(base)
                    product = self.times(product, self.whole_power(size, halves))
                if left:
                    inside = self.times(inside, base)
        if inside == self.constant(1):
            return product
        return self.times(product, self.generator("sqrt", inside, False, 2, inside))

    def absolute(self, u: Quotient) -> Quotient:
        """The magnitude, factor by factor, without bars where a sign is known."""
        if u.top.is_zero():
            return u
        product = self.constant(1)
        for part, exponent in ((u.top, 1), (u.below, -1)):
            content, factors = part.factor()
            product = self.scaled(product, abs(fraction(content)) ** exponent)
            for factor, times in factors:
                size = Quotient(factor, self.one)
                sign = 1 if times % 2 == 0 else signs.of_factor(self, factor)
                if sign is None:
                    size = self.generator("abs", size, False, 2, self.times(size, size))
                power = self.whole_power(self.scaled(size, sign or 1), exponent * int(times))
                product = self.times(product, power)
        return product

    def odd(self, kind: str, u: Quotient) -> Quotient:
        """An odd function of which nothing more is used."""
        if u.top.is_zero():
            return u
        if self.leads_negative(u):
            return self.scaled(self.generator(kind, self.scaled(u, -1)), -1)
        return self.generator(kind, u)

    def even(self, kind: str, u: Quotient) -> Quotient:
        """An even function of which nothing more is used."""
        return self.generator(kind, self.scaled(u, -1) if self.leads_negative(u) else u)

    def cosine(self, u: Quotient) -> Quotient:
        """cos, whose square is 1 - sin**2."""
        if u.top.is_zero():
            return self.constant(1)
        u = self.scaled(u, -1) if self.leads_negative(u) else u
        sine = self.odd("sin", u)
        square = self.add(self.constant(1), self.scaled(self.times(sine, sine), -1))
        return self.generator("cos", u, False, 2, square)


def _primes(value: Fraction) -> list[tuple[int, int]]:
    """A positive rational number as powers of primes, and of what is long without small ones."""
    primes: list[tuple[int, int]] = []
    for part, sign in ((value.numerator, 1), (value.denominator, -1)):
        limit = None if part.bit_length() <= _LONGEST else _SMALL
        if part > 1:
            factors = fmpz(part).factor(trial_limit=limit)
            primes += [(int(prime), sign * int(times)) for prime, times in factors]
    return primes
