"""Polynomials by their coefficients, lowest first: doubles, fractions or balls alike."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any


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
