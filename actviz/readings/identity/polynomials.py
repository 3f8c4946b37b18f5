"""Polynomials in blocks, with rational factors and exponents, and quotients of two of them."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final, NamedTuple

# A block has a number; a monomial says which blocks it multiplies, and their exponents.
Monomial = tuple[tuple[int, Fraction], ...]
Polynomial = Mapping[Monomial, Fraction]

UNIT: Final[Monomial] = ()
ONE: Final[Polynomial] = {UNIT: Fraction(1)}


class TooLarge(ArithmeticError):  # noqa: N818 - no error, only no answer by these means
    """A form that grew beyond what is looked at, or that divides by zero."""


class Form(NamedTuple):
    """A quotient of two polynomials; the lower one is not zero."""

    top: Polynomial
    bottom: Polynomial = ONE

    @property
    def constant(self) -> Fraction | None:
        """Its value if it is a rational number."""
        if not self.top:
            return Fraction(0)
        if self.top.keys() != self.bottom.keys():
            return None
        ratios = {self.top[key] / self.bottom[key] for key in self.top}
        return ratios.pop() if len(ratios) == 1 else None


def number(value: int | Fraction) -> Form:
    """A rational number as a quotient."""
    return Form({UNIT: Fraction(value)} if value else {})


def scaled(form: Form, factor: Fraction) -> Form:
    """The form times a rational number."""
    top = {key: value * factor for key, value in form.top.items()} if factor else {}
    return Form(top, form.bottom)


def negative(polynomial: Polynomial) -> Polynomial:
    """The polynomial with every sign turned."""
    return {key: -value for key, value in polynomial.items()}


def total(a: Polynomial, b: Polynomial) -> Polynomial:
    """The sum; terms that cancel are left out."""
    found = dict(a)
    for key, value in b.items():
        whole = found.get(key, Fraction(0)) + value
        if whole:
            found[key] = whole
        else:
            found.pop(key, None)
    return found


def joined(one: Monomial, other: Monomial) -> Monomial:
    """The product of two monomials."""
    if not one or not other:
        return one or other
    powers = dict(one)
    for block, power in other:
        powers[block] = powers.get(block, Fraction(0)) + power
    return tuple(sorted((block, power) for block, power in powers.items() if power))


def exponent(monomial: Monomial, block: int) -> Fraction:
    """How often a block stands in a monomial; 0: not at all."""
    return next((power for known, power in monomial if known == block), Fraction(0))
