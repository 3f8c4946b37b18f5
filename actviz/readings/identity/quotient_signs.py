"""Signs on a part of the line, so that conditions pick their branch exactly."""

from __future__ import annotations

from fractions import Fraction

from actviz.readings.identity.parts import Cut, Part
from actviz.readings.identity.quotients import Arithmetic, Polynomial, Quotient, fraction


def known(forms: Arithmetic, u: Quotient) -> int | None:
    """The sign of a quotient on the part of the line that is looked at; None: it is not known.

    Raises:
        Cut: it changes inside the part, at the place named.
    """
    above = _sign(forms, u.top)
    below = above and _sign(forms, u.below)
    return None if above is None or below is None else above * below


def _sign(forms: Arithmetic, polynomial: Polynomial) -> int | None:
    if polynomial.is_zero():
        return 0
    content, factors = polynomial.factor()
    sign = 1 if content > 0 else -1
    for factor, times in factors:
        one = of_factor(forms, factor)
        if one is None:
            return None
        sign *= one if times % 2 else one * one
    return sign


def of_factor(forms: Arithmetic, factor: Polynomial) -> int | None:
    """The sign of an irreducible polynomial, as :func:`known` tells that of a quotient."""
    if forms.positive(factor):
        return 1
    if forms.positive(-factor):
        return -1
    degrees = [int(degree) for degree in factor.degrees()]
    used = [index for index, degree in enumerate(degrees) if degree]
    if len(used) != 1:
        return None  # a condition in several functions
    (index,) = used
    coefficients = [Fraction(0)] * (degrees[index] + 1)
    for monomial, value in factor.to_dict().items():
        coefficients[int(monomial[index])] = fraction(value)
    generator = forms.generators[index]
    if generator.kind == "x":
        return _sign_in_x(coefficients, forms.part)
    if generator.kind == "exp" and len(coefficients) == 2 and not sum(coefficients):
        sign = known(forms, generator.argument[0])  # exp(u) - 1 has the sign of u
        return sign if sign is None or coefficients[1] > 0 else -sign
    return None


def _sign_in_x(coefficients: list[Fraction], part: Part) -> int | None:
    """The sign of an irreducible polynomial in x."""
    if len(coefficients) == 2:
        root = -coefficients[0] / coefficients[1]
        if part.inside(root):
            raise Cut(root)
    elif len(coefficients) == 3:
        constant, linear, square = coefficients
        if linear * linear >= 4 * constant * square:
            return None  # a condition whose place is no rational number
    else:
        return None
    at = part.probe()
    value = sum(coefficient * at**power for power, coefficient in enumerate(coefficients))
    return 1 if value > 0 else -1
