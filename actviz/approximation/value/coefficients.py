"""Polynomials by their coefficients, lowest first: doubles, fractions or balls alike."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from actviz.arrays import Float64, np


def value_at(row: Sequence[Any], x: Any) -> Any:
    """The value at a number, by Horner's rule."""
    total = 0 * x
    for c in reversed(row):
        total = total * x + c
    return total


def derived(row: Sequence[Any], order: int = 1) -> tuple[Any, ...]:
    """The coefficients of a derivative; at least one."""
    for _ in range(order):
        row = tuple(k * c for k, c in enumerate(row))[1:] or (type(row[0])(0),)
    return tuple(row)


def product(one: Sequence[Any], other: Sequence[Any]) -> list[Any]:
    """The product of two polynomials."""
    coefficients = [type(one[0])(0)] * (len(one) + len(other) - 1)
    for i, a in enumerate(one):
        for j, b in enumerate(other):
            coefficients[i + j] += a * b
    return coefficients


def added(one: Sequence[Any], other: Sequence[Any], sign: int = 1) -> list[Any]:
    """The sum of two polynomials, the second one with a sign."""
    return [a + sign * b for a, b in zip_longest(one, other, fillvalue=0)]


def signed(row: Sequence[float]) -> tuple[float, ...]:
    """A polynomial whose zeros below the leading coefficient are -0.0: added, they change nothing.

    So the zero that it has at -0.0 keeps its sign, as in programs, which leave them out.
    """
    top = max((k for k, c in enumerate(row) if c), default=0)
    return tuple(c or (-0.0 if k < top else 0.0) for k, c in enumerate(row))


def horner(coefficients: Sequence[Any], x: Float64) -> Float64:
    """A polynomial by Horner's rule, a rounding an operation; coefficients may be arrays."""
    *others, last = coefficients
    values: Float64 = np.full(x.shape, last) if np.ndim(last) == 0 else last
    for coefficient in reversed(others):
        values = values * x + coefficient
    return values
