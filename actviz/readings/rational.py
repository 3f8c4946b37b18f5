"""Quotients of polynomials, case by case, written so that their sums do not cancel.

A sum of powers loses its digits near a zero, and one that alternates loses them everywhere. Where
a formula is made of arithmetic alone, each of its cases is a quotient of two polynomials whose
coefficients are known exactly. These are split into factors without double zeros, and each is
evaluated by Horner's rule with the error of every step carried along: what comes out is as if it
had been computed with twice the digits.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import reduce
from itertools import pairwise
from typing import Any, Final, TypeAlias

import numpy as np

from actviz.dataclass import dataclass
from actviz.formula.calculus import spelled_out
from actviz.formula.constants import constant_value
from actviz.formula.tree import COMPARISONS, ONE, ZERO, Node, X, holds, node, number, walk
from actviz.readings import float64
from actviz.readings.reals import distinct

_DEGREE: Final = 24  # of a polynomial that is worth writing
_CASES: Final = 8  # and so many quotients
_ALLOWED: Final = (8, 12, 16)  # units in the last place, beside twice the condition number
_TRIED: Final = 96  # points at which it is seen whether the text as it stands keeps its digits
_GOLDEN: Final = (math.sqrt(5) - 1) / 2  # whose multiples are spread like chance, and evenly
_LARGEST: Final = 1e250  # no power on the way may be larger

Polynomial: TypeAlias = Any  # flint's, with rational coefficients


class _UnfitError(Exception):
    """A formula that is not made of arithmetic alone, or of too much of it."""


@dataclass(frozen=True)
class _Quotient:
    above: Polynomial
    below: Polynomial


@dataclass(frozen=True)
class _Choice:
    """Three cases by the sign of a polynomial."""

    of: Polynomial
    cases: tuple[_Case, _Case, _Case]  # where it is negative, zero, positive


_Case: TypeAlias = _Quotient | _Choice


def arranged(tree: Node, order: int, plain: Node) -> Node | None:
    """The formula in x alone as quotients that keep their digits, where it does not as it stands.

    Args:
        tree: the formula, its constants as they were written.
        order: which derivative it is, for what is promised.
        plain: the same formula as it would be written.

    Returns:
        ``None`` where it keeps its digits, or is not made of arithmetic.
    """
    try:
        case = _read(spelled_out(tree))
        quotients, choices = list(_quotients(case)), list(_choices(case))
        every = [one for q in quotients for one in (q.above, q.below)] + choices
        zeros = _zeros(every)
        size = max(abs(_double(c)) for one in every for c in one.coeffs())
    except (_UnfitError, OverflowError):
        return None
    most = max(one.degree() for one in every)
    reach = 10.0 ** int(math.log10(_LARGEST / max(size, 1.0)) / max(most, 1))
    if any(4 * abs(zero) > reach for zero in zeros) or _keeps_digits(case, plain, zeros, order):
        return None
    return node("where", node("<", node("abs", X), number(reach)), _written(case), plain)


# ---------------------------------------------------------------- a formula as quotients


def _polynomial(*coefficients: Any) -> Polynomial:
    from flint import fmpq, fmpq_poly

    return fmpq_poly([fmpq(*Fraction(one).as_integer_ratio()) for one in coefficients])


def _read(tree: Node) -> _Case:
    known: dict[Node, _Case] = {}
    one = _polynomial(1)
    for current in walk(tree):
        if current.op in COMPARISONS:
            continue
        value = constant_value(current)
        if value is not None:
            known[current] = _Quotient(_polynomial(value), one)
        elif current is X:
            known[current] = _Quotient(_polynomial(0, 1), one)
        else:
            known[current] = _operation(current, known)
        if sum(1 for _ in _quotients(known[current])) > _CASES:
            raise _UnfitError
    return known[tree]


def _operation(current: Node, known: dict[Node, _Case]) -> _Case:
    if current.op == "where":
        condition, then, otherwise = current.args
        sides = [known[side] for side in condition.args]
        picked = [then if holds(condition.op, sign) else otherwise for sign in (-1, 0, 1)]
        return _chosen(_minus(*sides), [known[one] for one in picked])
    if any(arg not in known for arg in current.args):
        raise _UnfitError
    args = [known[arg] for arg in current.args]
    match current.op, args:
        case (("+" | "-" | "*" | "/") as op, [a, b]):
            return _both(a, b, lambda u, v: _arithmetic(op, u, v))
        case "neg", [a]:
            return _each(a, lambda u: _Quotient(-u.above, u.below))
        case "**", [a, _]:
            power = constant_value(current.args[1])
            if power is None or power.denominator != 1 or abs(power) > _DEGREE:
                raise _UnfitError
            return _each(a, lambda u: _power(u, int(power)))
        case "abs", [a]:
            return _chosen(a, [_each(a, lambda u: _Quotient(-u.above, u.below)), a, a])
        case "sign", [a]:
            signs = [_Quotient(_polynomial(sign), _polynomial(1)) for sign in (-1, 0, 1)]
            return _chosen(a, signs)
        case "max", [a, b]:
            return _chosen(_minus(a, b), [b, a, a])
        case "min", [a, b]:
            return _chosen(_minus(a, b), [a, a, b])
        case "clip", [a, low, high]:
            raised = _chosen(_minus(a, low), [low, a, a])
            return _chosen(_minus(raised, high), [raised, raised, high])
    raise _UnfitError


def _arithmetic(op: str, a: _Quotient, b: _Quotient) -> _Quotient:
    if op == "*":
        return _fit(a.above * b.above, a.below * b.below)
    if op == "/":
        if b.above == 0:
            raise _UnfitError
        return _fit(a.above * b.below, a.below * b.above)
    right = -b.above if op == "-" else b.above
    if a.below == b.below:
        return _fit(a.above + right, a.below)
    return _fit(a.above * b.below + right * a.below, a.below * b.below)


def _fit(above: Polynomial, below: Polynomial) -> _Quotient:
    common = above.gcd(below) if above != 0 else _polynomial(1)
    if common.degree() > 0 and _never_zero(common):  # or a hole would be filled
        above, below = above // common, below // common
    if max(above.degree(), below.degree()) > _DEGREE:
        raise _UnfitError
    return _Quotient(above, below)


def _never_zero(one: Polynomial) -> bool:
    """Whether a polynomial has no real zeros (Sturm's theorem)."""
    chain = [one, one.derivative()]
    while chain[-1] != 0:
        chain.append(-(chain[-2] % chain[-1]))
    ends = [[_sign(p[p.degree()]) * side ** p.degree() for p in chain[:-1]] for side in (-1, 1)]
    low, high = (sum(a != b for a, b in pairwise(signs)) for signs in ends)
    return bool(low == high)


def _power(base: _Quotient, power: int) -> _Quotient:
    if power < 0 and base.above == 0:
        raise _UnfitError
    above, below = (base.above, base.below) if power >= 0 else (base.below, base.above)
    if max(above.degree(), below.degree(), 0) * abs(power) > _DEGREE:
        raise _UnfitError
    return _Quotient(above ** abs(power), below ** abs(power))


def _minus(a: _Case, b: _Case) -> _Case:
    return _both(a, b, lambda u, v: _arithmetic("-", u, v))


def _each(case: _Case, change: Callable[[_Quotient], _Case]) -> _Case:
    if isinstance(case, _Quotient):
        return change(case)
    return _Choice(case.of, _three([_each(one, change) for one in case.cases]))


def _both(a: _Case, b: _Case, join: Callable[[_Quotient, _Quotient], _Quotient]) -> _Case:
    return _settled(_each(a, lambda u: _each(b, lambda v: join(u, v))), ())


def _chosen(by: _Case, cases: Sequence[_Case]) -> _Case:
    """One of three cases, by the sign of another."""

    def choose(quotient: _Quotient) -> _Case:
        if not _never_zero(quotient.below):  # a pole has the sign of the side it is seen from
            raise _UnfitError
        signed = quotient.above * quotient.below
        if signed.degree() < 1:
            return cases[1 + _sign(signed[0])]
        first = signed[signed.degree()]
        inner = cases if first > 0 else cases[::-1]
        return _Choice(signed / first, _three(inner))

    return _settled(_each(by, choose), ())


def _settled(case: _Case, path: tuple[tuple[Polynomial, int], ...]) -> _Case:
    """The same without questions that have been answered on the way, or change nothing."""
    if isinstance(case, _Quotient):
        return case
    for question, at in path:
        if question == case.of:
            return _settled(case.cases[at], path)
    inner = [_settled(one, (*path, (case.of, at))) for at, one in enumerate(case.cases)]
    if inner[0] == inner[1] == inner[2]:
        return inner[0]
    return _Choice(case.of, _three(inner))


def _three(cases: Sequence[_Case]) -> tuple[_Case, _Case, _Case]:
    below, at, above = cases
    return below, at, above


def _sign(value: Any) -> int:
    return int(value > 0) - int(value < 0)


def _quotients(case: _Case) -> Iterator[_Quotient]:
    if isinstance(case, _Quotient):
        yield case
    else:
        below, at, above = case.cases
        for one in (below, above) if at in (below, above) else case.cases:
            yield from _quotients(one)


def _choices(case: _Case) -> Iterator[Polynomial]:
    if isinstance(case, _Choice):
        yield case.of
        for one in case.cases:
            yield from _choices(one)


# ---------------------------------------------------------------- whether that is needed


def _zeros(polynomials: list[Polynomial]) -> list[float]:
    """About where polynomials are zero, and where their size may change by cancelling."""
    zeros: set[float] = set()
    for one in polynomials:
        coefficients = [float(Fraction(int(c.p), int(c.q))) for c in one.coeffs()[::-1]]
        if len(coefficients) > 1 and np.isfinite(coefficients).all():
            zeros |= set(np.roots(coefficients).real.tolist())
    return sorted(zeros)


def _keeps_digits(case: _Case, plain: Node, zeros: list[float], order: int) -> bool:
    """Whether a text keeps what is promised at points between and beside zeros."""
    edges = [-8.0, *zeros, 8.0]
    low, high = min(edges), max(edges)
    points = [low + (high - low) * (np.arange(_TRIED) * _GOLDEN % 1)]
    points += [np.array(edges) * (1 + step) for step in (0, 1e-3, -1e-3, 1e-6, -1e-6, 1e-9, -1e-9)]
    x = distinct(np.concatenate(points))
    values = float64.evaluate(plain, x, {})
    base = _ALLOWED[min(order, 2)]
    return all(
        _within(case, float(place), float(value), base)
        for place, value in zip(x, values, strict=True)
    )


def _within(case: _Case, place: float, value: float, base: int) -> bool:
    from flint import fmpq

    x = fmpq(*place.as_integer_ratio())
    while isinstance(case, _Choice):
        case = case.cases[1 + _sign(case.of(x))]
    above, below = case.above(x), case.below(x)
    if below == 0 or value in (float("inf"), float("-inf")) or value != value:
        return True  # a place that is no number stays what it is
    true = above / below
    slope = case.above.derivative()(x) / below - true * case.below.derivative()(x) / below
    given = fmpq(*value.as_integer_ratio())
    unit = fmpq(*Fraction(float(np.spacing(abs(_double(true))))).as_integer_ratio())
    allowed = base * unit + 2 * unit * (abs(x * slope / true) if true != 0 else 0)
    return bool(abs(given - true) <= allowed)


def _double(value: Any) -> float:
    return float(Fraction(int(value.p), int(value.q)))


# ---------------------------------------------------------------- written


def _written(case: _Case) -> Node:
    if isinstance(case, _Quotient):
        above, below = _product(case.above), _product(case.below)
        return above if below is ONE else node("/", above, below)
    below, at, above = map(_written, case.cases)
    size = _product(case.of)
    if at is above:
        return node("where", node("<", size, ZERO), below, above)
    if at is below:
        return node("where", node(">", size, ZERO), above, below)
    return node(
        "where", node("<", size, ZERO), below, node("where", node(">", size, ZERO), above, at)
    )


def _product(one: Polynomial) -> Node:
    """A polynomial as a product of powers of factors without double zeros."""
    if one.degree() < 1:
        return _number(_double(one[0]))
    parts = []
    for factor, power in _square_free(one):
        parts += [_horner(factor)] * power
    return reduce(lambda a, b: node("*", a, b), [one for one in parts if one is not ONE])


def _number(value: float) -> Node:
    whole = value.is_integer() and abs(value) < 2**53
    return number(int(value) if whole else value)


def _square_free(one: Polynomial) -> Iterator[tuple[Polynomial, int]]:
    """Factors of which each has simple zeros, with their powers (Yun's algorithm)."""
    common = one.gcd(one.derivative())
    left, rest = one // common, one.derivative() // common - (one // common).derivative()
    power, product = 1, _polynomial(1)
    factors = []
    while left.degree() > 0:
        factor = left.gcd(rest) if rest != 0 else left
        left, rest = left // factor, rest // factor - (left // factor).derivative()
        if factor.degree() > 0:
            factors.append((factor, power))
            product *= factor**power
        power += 1
    first = (one // product)[0]  # the simplest factor takes what is left, a number
    (factor, power), *others = sorted(factors, key=lambda pair: pair[1])
    if power == 1:
        yield factor * first, 1
    else:
        yield _polynomial(1) * first, 1
        yield factor, power
    yield from others


def _horner(one: Polynomial) -> Node:
    """A polynomial in x with the errors of all its steps added up beside it."""
    exact = [Fraction(int(c.p), int(c.q)) for c in one.coeffs()]
    high = [float(c) for c in exact]
    low = [float(c - Fraction(h)) for c, h in zip(exact, high, strict=True)]
    value, error = _number(high[-1]), _number(low[-1])
    for near, rest in zip(high[-2::-1], low[-2::-1], strict=True):
        lost = [] if error is ZERO else [node("*", error, X)]
        if value is not ONE:
            lost.append(node("product_rest", value, X))
        value = X if value is ONE else node("*", value, X)
        if near:
            lost.append(node("sum_rest", value, _number(near)))
            value = node("+", value, _number(near))
        lost += [_number(rest)] if rest else []
        error = reduce(lambda a, b: node("+", a, b), lost) if lost else ZERO
    return value if error is ZERO else node("+", value, error)
