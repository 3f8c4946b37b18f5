"""Derivatives at a joint: what a formula's own pieces say of it on both sides.

Beside a place c a formula is read as a series in h = |x - c| (:mod:`series_reading`, with t = 1/h),
once from the left and once from the right. Its first coefficients are the one-sided derivatives,
exact constants. Where they agree, and the value at c is the one that both sides come to, their
value is the derivative, whatever branch the formula's conditions pick at c itself.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from enum import Enum
from fractions import Fraction
from functools import lru_cache, partial
from typing import Any

from actviz.formula.tree import ONE, Node, X, literal, node, substitute
from actviz.readings.asymptotics.algebra import Numbers
from actviz.readings.asymptotics.assuming import Assuming
from actviz.readings.asymptotics.asymptotic_series import MAX_WORK, Series
from actviz.readings.asymptotics.exact_constants import (
    NotDecided,
    NotDefined,
    Number,
    ball_of,
    to_node,
)
from actviz.readings.asymptotics.growths import Growth
from actviz.readings.asymptotics.series_reading import Reader
from actviz.readings.balls import precision


class Open(Enum):
    """Why there is no derivative to tell."""

    NONE = "there is none: the sides differ, or there is no value"
    UNDECIDED = "the reasoning does not settle it"
    INFINITE = "the value at the place itself is one by way of an infinity, or of no number"


Slope = Number | float | Open  # a float is an infinity


class _Undifferentiable(Exception):  # noqa: N818 - an answer, not an error
    """A one-sided derivative does not exist."""


class _ByInfinity(Exception):  # noqa: N818 - an answer, not an error
    """What the formula is at the place itself no constant tells."""


@lru_cache(maxsize=8192)
def slope(
    tree: Node,
    letter: str,
    order: int,
    at: tuple[tuple[str, float], ...],
    here: float | None = None,
) -> Slope:
    """The derivative of a formula in a letter at a place, from both sides.

    Where the formula has values on one side only, the derivative is that of this side.

    Args:
        letter: ``"x"`` or a parameter.
        order: of the derivative, at least 1.
        at: every letter of the formula with its finite value.
        here: the value at the place, if known: at 0 exp(-1/x**2) is 0 by way of an infinity.

    Returns:
        An exact constant, an infinity (a vertical tangent), or why there is neither.
    """
    values = dict(at)
    fixed = {word: literal(value) for word, value in values.items() if word != letter}
    along = substitute(tree, {**fixed, letter: X})
    return _settled(along, literal(values[letter]), order, here=here)


def open_slope(
    tree: Node, order: int, place: Node, values: Mapping[str, float]
) -> tuple[Node, list[Node]] | None:
    """The same in x where the other letters stay letters.

    Args:
        order: of the derivative, at least 1.
        place: where x is, a formula in the letters.
        values: numbers for the letters, by which it is decided what depends on them.

    Returns:
        The derivative as a formula in the letters, and the conditions on them under which it is
        that; None where there is none or it is not found.
    """
    numbers = Assuming(values)
    settled = _settled(tree, place, order, numbers)
    if isinstance(settled, Open):
        return None
    written = literal(settled) if isinstance(settled, float) else to_node(settled)
    return written, numbers.conditions()


def _settled(
    along: Node, place: Node, order: int, numbers: Numbers | None = None, here: float | None = None
) -> Slope:
    """The derivative in x at a place, from readings that keep ever more."""
    work = MAX_WORK // 4  # of each reading; one that takes longer is not decided
    for keep in (order + 2, 2 * order + 6, 4 * order + 20):
        read = partial(Reader, {}, 1, keep, work=work, numbers=numbers)
        try:
            return _agreed(along, place, order, read, here)
        except _Undifferentiable:
            return Open.NONE
        except _ByInfinity:
            return Open.INFINITE
        except (NotDecided, NotDefined, RecursionError):
            continue
    return Open.UNDECIDED


def _agreed(
    along: Node, place: Node, order: int, read: Callable[[], Reader], known: float | None
) -> Slope:
    here: Number = _value(along, place, read()) if known is None else Fraction(known)
    sides: list[list[Number | float]] = []
    for side in (-1, 1):
        reader = read()
        step = node("/", ONE if side > 0 else node("neg", ONE), X)
        try:
            series = reader.series(substitute(along, {"x": node("+", place, step)}))
        except NotDefined:
            continue  # an end of the domain
        sides.append(_derivatives(reader, series, side, order))
    if not sides:
        raise _Undifferentiable
    numbers = read().numbers
    for column in zip([here, *sides[0][1:]], *sides, strict=True):
        for other in column[1:]:
            if not _same(numbers, column[0], other):
                raise _Undifferentiable
    return sides[0][order]


def _value(along: Node, place: Node, reader: Reader) -> Number:
    """The value at the place itself, branch by branch, as an exact constant."""
    try:
        value = reader.constant(reader.series(substitute(along, {"x": place})))
    except NotDefined:
        raise _ByInfinity from None
    if value is None:
        raise NotDecided("the value at the joint")
    return value


def _same(numbers: Any, one: Number | float, other: Number | float) -> bool:
    if isinstance(one, float) or isinstance(other, float):
        return one == other
    return bool(numbers.sign(one - other) == 0)


def _derivatives(reader: Reader, series: Series, side: int, order: int) -> list[Number | float]:
    """The value and the one-sided derivatives up to an order; the last may be infinite."""
    growths = reader.expansions.growths

    def power(k: int) -> Growth:
        return growths.power(growths.of_basis(0), -k)

    derivatives: list[Number | float] = [0] * (order + 1)
    beyond, factor = series.order, None
    for term in series.terms:
        k = next((k for k in range(order + 1) if growths.compare(term.growth, power(k)) == 0), None)
        if k is None or term.wave:
            beyond, factor = term.growth, None if term.wave else term.factor
            break
        derivatives[k] = term.factor * (math.factorial(k) * side**k)
    if order > 1 and reader.expansions.rough:
        raise NotDecided("what oscillates may not be differentiated term by term")
    if beyond is None or growths.compare(beyond, power(order)) < 0:
        return derivatives
    if factor is None:
        raise NotDecided("only a bound is known")
    if growths.compare(beyond, power(order - 1)) < 0:
        derivatives[order] = math.inf * reader.numbers.sign(factor) * side**order
        return derivatives
    raise _Undifferentiable


def ball(constant: Number, bits: int) -> Any:
    """A ball around an exact constant without letters, computed with this many bits."""
    with precision(bits):
        return ball_of(constant)
