"""Horner's rule with the error of every step carried along: as if with twice the digits.

A value is a pair: what Horner's rule gives in float64, and what rounding took on the way, added up
(Graillat, Langlois and Louvet 2005). The steps are written once, for arrays of numbers and for
trees, so that exported code computes the bits of the reference.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

_SPLIT = 134217729.0  # 2**27 + 1: what is over after it has half the digits (Dekker 1971)

Pair = tuple[Any, Any]


@dataclass(frozen=True)
class Operations:
    """What arithmetic is made of: each with one rounding, but for the exact rests."""

    add: Callable[[Any, Any], Any]
    multiply: Callable[[Any, Any], Any]
    divide: Callable[[Any, Any], Any]
    negative: Callable[[Any], Any]
    product_error: Callable[[Any, Any], Any]  # u*v less its rounded value
    sum_rest: Callable[[Any, Any], Any]  # the same of u + v
    known: Callable[[Any, Any, Any], Any]  # of a number e the second, of NaN the third


@cache
def on_arrays() -> Operations:
    """Operations on float64 arrays."""
    import numpy as np

    def product_error(u: Any, v: Any) -> Any:
        a, b = _SPLIT * u, _SPLIT * v
        h, k = a - (a - u), b - (b - v)
        return (((h * k - u * v) + h * (v - k)) + (u - h) * k) + (u - h) * (v - k)

    def sum_rest(u: Any, v: Any) -> Any:
        total = u + v
        w = total - u
        return (u - (total - w)) + (v - w)

    return Operations(
        lambda u, v: u + v,
        lambda u, v: u * v,
        lambda u, v: u / v,
        lambda u: -u,
        product_error,
        sum_rest,
        lambda e, v, w: np.where(np.isnan(e), w, v),
    )


@cache
def on_trees() -> Operations:
    """Operations on formulas: what languages make code of."""
    from actviz.formula.tree import node

    return Operations(
        lambda u, v: node("+", u, v),
        lambda u, v: node("*", u, v),
        lambda u, v: node("/", u, v),
        lambda u: node("neg", u),
        lambda u, v: node("product_error", u, v),
        lambda u, v: node("sum_rest", u, v),
        lambda e, v, w: node("where", node("==", e, e), v, w),
    )


def pair(coefficients: Sequence[Any], x: Any, by: Operations, zero: Any) -> Pair:
    """The value of a polynomial at x and what it lacks, coefficients lowest first.

    Args:
        coefficients: numbers as the operations take them.
        zero: the number 0 as they take it, of the shape of ``x``.
    """
    *others, value = coefficients
    error = None
    for coefficient in reversed(others):
        lost = by.product_error(value, x)
        value = by.multiply(value, x)
        lost = by.add(lost, by.sum_rest(value, coefficient))
        value = by.add(value, coefficient)
        error = lost if error is None else by.add(by.multiply(error, x), lost)
    return value, zero if error is None else error


def quotient(above: Pair, below: Pair, by: Operations) -> Pair:
    """The quotient of two pairs, and what it lacks."""
    value = by.divide(above[0], below[0])
    rest = by.add(above[0], by.negative(by.multiply(value, below[0])))
    rest = by.add(rest, by.negative(by.product_error(value, below[0])))
    rest = by.add(rest, by.add(above[1], by.negative(by.multiply(value, below[1]))))
    return value, by.divide(rest, below[0])


def total(given: Pair, line: Any, by: Operations) -> Any:
    """A pair and a number (or None) in one number: rounded once, but for the error's own digits."""
    value, error = given
    if line is not None:
        error = by.add(by.sum_rest(line, value), error)
        value = by.add(line, value)
    return by.known(error, by.add(value, error), value)
