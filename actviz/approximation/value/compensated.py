"""Horner's rule with the error of every step carried along: as if with twice the digits.

A value is what Horner's rule gives in float64, and what rounding took on the way, added up
(Graillat, Langlois and Louvet 2005); where that itself rounds too much, what it lost is added up
too. The steps are written once, for arrays of numbers and for trees, so that exported code computes
the bits of the reference.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, reduce
from typing import Any, Final

from actviz.arrays import np
from actviz.dataclass import dataclass

_SPLIT = 134217729.0  # 2**27 + 1: what is over after it has half the digits (Dekker 1971)

Carried = tuple[Any, ...]  # a value, what it lacks, and what that lacks
TIMES: Final = {"compensated": 1, "compensated twice": 2}  # how many errors are carried


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


def carried(coefficients: Sequence[Any], x: Any, by: Operations, zero: Any, times: int) -> Carried:
    """The value of a polynomial at x and what it lacks, coefficients lowest first.

    Args:
        coefficients: numbers as the operations take them.
        zero: the number 0 as they take it, of the shape of ``x``.
        times: how many numbers tell what is lacking, each what the one before left out.
    """
    *others, value = coefficients
    errors: list[Any] = []
    for coefficient in reversed(others):
        lost = [by.product_error(value, x)]
        value = by.multiply(value, x)
        lost.append(by.sum_rest(value, coefficient))
        value = by.add(value, coefficient)
        errors = _stepped(errors, lost, x, by, times)
    return value, *(errors or [zero] * times)


def _stepped(errors: list[Any], lost: list[Any], x: Any, by: Operations, times: int) -> list[Any]:
    """Errors that go through a step of Horner's rule, and what it lost."""
    stepped = []
    for k in range(times - 1):
        more = []
        if errors:
            more.append(by.product_error(errors[k], x))
            lost.insert(0, by.multiply(errors[k], x))
        error, *others = lost
        for one in others:
            more.append(by.sum_rest(error, one))
            error = by.add(error, one)
        stepped.append(error)
        lost = more
    total = reduce(by.add, lost)
    return [*stepped, by.add(by.multiply(errors[-1], x), total) if errors else total]


@dataclass(frozen=True)
class Between:
    """Two entries of a table, as numbers or as what operations take, and what is between them.

    The line is ``value + (last - first)*((x - place)/step)``: value and place are of one of both.
    """

    value: Any
    first: Any
    last: Any
    place: Any
    step: Any


def between(entries: Between, x: Any, by: Operations) -> Carried:
    """The value between two entries, and what it lacks."""
    one = entries
    rise, rise_rest = (
        by.add(one.last, by.negative(one.first)),
        by.sum_rest(one.last, by.negative(one.first)),
    )
    back = by.negative(one.place)
    way, way_rest = by.add(x, back), by.sum_rest(x, back)
    share = by.divide(way, one.step)
    rest = by.add(way, by.negative(by.multiply(share, one.step)))
    rest = by.add(rest, by.negative(by.product_error(share, one.step)))
    share_rest = by.divide(by.add(rest, way_rest), one.step)
    product = by.multiply(rise, share)
    value = by.add(one.value, product)
    lost = by.add(by.multiply(rise, share_rest), by.multiply(rise_rest, share))
    lost = by.add(by.product_error(rise, share), lost)
    return value, by.add(by.sum_rest(one.value, product), lost)


def quotient(above: Carried, below: Carried, by: Operations) -> Carried:
    """The quotient of two values with one error each, and what it lacks."""
    value = by.divide(above[0], below[0])
    rest = by.add(above[0], by.negative(by.multiply(value, below[0])))
    rest = by.add(rest, by.negative(by.product_error(value, below[0])))
    rest = by.add(rest, by.add(above[1], by.negative(by.multiply(value, below[1]))))
    return value, by.divide(rest, below[0])


def total(given: Carried, line: Any, by: Operations) -> Any:
    """A value with its errors, and a number (or None), in one number: rounded once, at the end."""
    value, *errors = given
    if line is not None:
        errors[-1] = by.add(by.sum_rest(line, value), errors[-1])
        value = by.add(line, value)
    while len(errors) > 1:
        rest, *others = errors
        others[0] = by.add(by.sum_rest(value, rest), others[0])
        value, errors = by.add(value, rest), others
    return by.known(errors[0], by.add(value, errors[0]), value)
