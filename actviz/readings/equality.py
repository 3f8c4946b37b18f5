"""Are two formulas the same function? A proof, where there is one.

The line is cut where a condition of either formula changes. On each part no ``where`` is left, and
both formulas are read as quotients of polynomials in x and a few functions
(:mod:`actviz.readings.quotients`); at each place between two parts x is a rational number and the
same is done there. If all differences come out as 0, the formulas agree wherever both have a value.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache, partial
from typing import Any, Final, NamedTuple

from actviz.formula.calculus import expand_cases
from actviz.formula.tree import Node
from actviz.readings.quotient_rules import attempt, quotient
from actviz.readings.quotients import Forms, NotExpressed, Polynomial, Quotient

MOST_PARTS: Final = 60  # places and stretches between them


class Part(NamedTuple):
    """An open stretch of the line, or one place on it (both ends the same). None: no end."""

    low: Fraction | None
    high: Fraction | None

    @property
    def place(self) -> bool:
        """Whether it is a single number."""
        return self.low is not None and self.low == self.high

    def inside(self, x: Fraction) -> bool:
        """Whether a number lies strictly between the ends."""
        return (self.low is None or x > self.low) and (self.high is None or x < self.high)

    def probe(self) -> Fraction:
        """A number of it."""
        if self.low is None:
            return Fraction(0) if self.high is None else self.high - 1
        return self.low + 1 if self.high is None else (self.low + self.high) / 2


class _Cut(Exception):  # noqa: N818
    """A condition changes inside a part."""

    def __init__(self, x: Fraction) -> None:
        super().__init__(x)
        self.x = x


@lru_cache(maxsize=4096)
def proved_equal(one: Node, other: Node) -> bool:
    """Whether two formulas in x alone are proved to agree wherever both have a value.

    False says that there is no proof, not that they differ.
    """
    if one is other:
        return True
    first, second = expand_cases(one), expand_cases(other)
    parts, looked = [Part(None, None)], 0
    while parts:
        part = parts.pop()
        looked += 1
        if looked > MOST_PARTS:
            return False
        try:
            if not attempt(partial(_agree, first, second, part)):
                return False
        except _Cut as cut:
            parts += [Part(part.low, cut.x), Part(cut.x, cut.x), Part(cut.x, part.high)]
        except (NotExpressed, OverflowError, RecursionError):
            return False
    return True


def _agree(one: Node, other: Node, part: Part, steps: dict[Any, Fraction]) -> bool:
    forms = Forms(steps, part.low if part.place else None)

    def where(
        op: str, apart: Quotient, then: Callable[[], Quotient], otherwise: Callable[[], Quotient]
    ) -> Quotient:
        sign = _sign(forms, apart, part)
        holds = {
            "<": sign < 0, "<=": sign <= 0, ">": sign > 0,
            ">=": sign >= 0, "==": sign == 0, "!=": sign != 0,
        }[op]  # fmt: skip
        return then() if holds else otherwise()

    difference = forms.add(
        quotient(one, forms, where), forms.negated(quotient(other, forms, where))
    )
    return bool(difference.top.is_zero())


def _sign(forms: Forms, apart: Quotient, part: Part) -> int:
    """The sign of a difference on a part of the line.

    Raises:
        _Cut: it changes inside the part, at the place named.
        NotExpressed: it is not known.
    """
    return _sign_of(forms, apart.top, part) * _sign_of(forms, apart.below, part)


def _sign_of(forms: Forms, polynomial: Polynomial, part: Part) -> int:
    if polynomial.is_zero():
        return 0
    content, factors = polynomial.factor()
    sign = 1 if content > 0 else -1
    for factor, times in factors:
        one = _sign_of_factor(forms, factor, part)
        sign *= one if times % 2 else one * one
    return sign


def _sign_of_factor(forms: Forms, factor: Polynomial, part: Part) -> int:
    if forms.positive(factor):
        return 1
    if forms.positive(-factor):
        return -1
    used = [index for index, degree in enumerate(factor.degrees()) if degree]
    if len(used) != 1:
        raise NotExpressed("a condition in several functions")
    generator = forms.generators[used[0]]
    degree = int(factor.degrees()[used[0]])
    coefficients = [Fraction(0)] * (degree + 1)
    for monomial, value in factor.to_dict().items():
        coefficients[int(monomial[used[0]])] = Fraction(int(value.p), int(value.q))
    if generator.kind == "x":
        return _sign_in_x(coefficients, part)
    if generator.kind == "exp" and degree == 1 and coefficients[0] == -coefficients[1]:
        inner, step = generator.argument  # exp(u) - 1 has the sign of u
        sign = _sign(forms, inner, part) * (1 if step > 0 else -1)
        return sign if coefficients[1] > 0 else -sign
    raise NotExpressed("a condition that is not solved exactly")


def _sign_in_x(coefficients: list[Fraction], part: Part) -> int:
    """The sign of an irreducible polynomial in x."""
    if len(coefficients) == 2:
        root = -coefficients[0] / coefficients[1]
        if part.inside(root):
            raise _Cut(root)
    elif len(coefficients) == 3:
        constant, linear, square = coefficients
        if linear * linear >= 4 * constant * square:
            raise NotExpressed("a condition whose place is no rational number")
    else:
        raise NotExpressed("a condition of a high degree")
    at = part.probe()
    value = sum(coefficient * at**power for power, coefficient in enumerate(coefficients))
    return 1 if value > 0 else -1
