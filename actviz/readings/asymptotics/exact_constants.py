"""Exact real constants: sums of rational multiples of powers of atoms such as pi, log(2), alpha.

A constant is an ``int`` or a ``Fraction`` where it is rational, else an :class:`Exact`. Something
of which only a ball is known is :class:`Within` it, and takes part like a constant. Python's
operators form sums and products; what needs a sign or a function is in :mod:`algebra`. Here are
the constants themselves, balls around them and the trees that print them.
"""

from __future__ import annotations

import math
import operator as op
from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final, TypeAlias

from flint import arb, ctx, fmpq

from actviz.formula.calculus import tidied
from actviz.formula.tree import ONE, TWO, E, Node, node, number
from actviz.readings.balls import ALONE, BALLS
from actviz.readings.effort import check

Rational: TypeAlias = int | Fraction
Product: TypeAlias = tuple[tuple[Node, Rational], ...]  # atoms with their exponents, in order

HALF: Final = Fraction(1, 2)
ARITHMETIC: Final[dict[str, Callable[..., Any]]] = {
    "neg": op.neg, "+": op.add, "-": op.sub, "*": op.mul, "/": op.truediv, "**": op.pow,
}  # fmt: skip


class NotDecided(Exception):  # noqa: N818 - an open question is not an error
    """The reasoning does not settle the question."""


class NotDefined(Exception):  # noqa: N818
    """There is provably no real value: the logarithm of a negative number, a division by zero."""


class Exact:
    """A constant that is irrational or holds parameters: rational multiples of products."""

    __slots__ = ("_hash", "terms")

    def __init__(self, terms: dict[Product, Rational]) -> None:
        self.terms = terms
        self._hash: int | None = None

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash(frozenset(self.terms.items()))
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Exact) and self.terms == other.terms

    def __neg__(self) -> Exact:
        return Exact({product: -factor for product, factor in self.terms.items()})

    def __add__(self, other: Number) -> Number:
        if isinstance(other, Within):
            return other + self
        merged = dict(self.terms)
        for product, factor in terms_of(other):
            merged[product] = merged.get(product, 0) + factor
        return collected(merged)

    def __mul__(self, other: Number) -> Number:
        if isinstance(other, Within):
            return other * self
        merged: dict[Product, Rational] = {}
        for one, left in self.terms.items():
            check()
            for two, right in terms_of(other):
                extra, product = joined(one, two)
                merged[product] = merged.get(product, 0) + left * right * extra
        return collected(merged)

    __radd__, __rmul__ = __add__, __mul__

    def __sub__(self, other: Number) -> Number:
        return self + -other

    def __rsub__(self, other: Number) -> Number:
        return -self + other


class Within:
    """Real numbers in a ball, at the precision in force; a different one for every x, perhaps.

    Raises:
        NotDecided: the ball is not finite.
    """

    __slots__ = ("ball",)

    def __init__(self, ball: Any) -> None:
        if not ball.is_finite():
            raise NotDecided("something without a bound")
        self.ball = ball

    def __neg__(self) -> Within:
        return Within(-self.ball)

    def __add__(self, other: Number) -> Within:
        return Within(self.ball + ball_of(other))

    def __mul__(self, other: Number) -> Within:
        return Within(self.ball * ball_of(other))

    __radd__, __rmul__ = __add__, __mul__

    def __sub__(self, other: Number) -> Within:
        return self + -other

    def __rsub__(self, other: Number) -> Within:
        return -self + other


Number: TypeAlias = int | Fraction | Exact | Within


def terms_of(constant: Number) -> Iterable[tuple[Product, Rational]]:
    """Products with their rational factors."""
    assert not isinstance(constant, Within), "a ball has no terms"
    return constant.terms.items() if isinstance(constant, Exact) else (((), constant),)


def collected(terms: dict[Product, Rational]) -> Number:
    """The constant with these terms, as a rational where it is one."""
    kept = {product: factor for product, factor in terms.items() if factor}
    if not kept:
        return 0
    return kept[()] if len(kept) == 1 and () in kept else Exact(kept)


@lru_cache(maxsize=4096)
def joined(one: Product, two: Product) -> tuple[Rational, Product]:
    """The product of two products; whole powers of integer atoms come out as a factor."""
    exponents: dict[Node, Rational] = dict(one)
    for atom, exponent in two:
        exponents[atom] = exponents.get(atom, 0) + exponent
    extra: Rational = 1
    for atom, exponent in exponents.items():
        if atom.op == "number":
            whole = math.floor(exponent)
            extra *= literal(atom) ** whole
            exponents[atom] = exponent - whole
    kept = [(atom, rational(exponent)) for atom, exponent in exponents.items() if exponent]
    return extra, tuple(sorted(kept, key=lambda pair: _rank(pair[0])))


@lru_cache(maxsize=4096)
def _rank(atom: Node) -> tuple[int, str]:
    try:
        return (atom.op != "name", repr(atom))  # parameters stand in front
    except RecursionError:
        raise NotDecided("a constant nested hundreds deep") from None


def rational(value: float | Fraction) -> Rational:
    """An int or a double as the rational number that it is."""
    exact = Fraction(value)
    return exact.numerator if exact.denominator == 1 else exact


def literal(tree: Node) -> Fraction:
    """The value of a literal."""
    return Fraction(tree.value) if isinstance(tree.value, (int, float)) else Fraction(0)


def is_whole(value: Rational) -> bool:
    """Whether a rational number is an integer."""
    return value.denominator == 1


def single(atom: Node, exponent: Rational = 1) -> Number:
    """The constant that is a power of one atom."""
    extra, product = joined((), ((atom, exponent),))
    return collected({product: extra})


# ---------------------------------------------------------------- balls


def ball_of(constant: Number) -> Any:
    """A ball around a constant without letters, at the precision in force."""
    if isinstance(constant, Within):
        return constant.ball
    if isinstance(constant, Exact):
        return ball_around(constant, ctx.prec)
    return _rational_ball(constant)


def ball_around(constant: Exact, bits: int) -> Any:
    """A ball around a constant without letters, computed with this many bits."""
    with ALONE, ctx.workprec(bits):
        total = arb(0)
        for product, factor in constant.terms.items():
            check()
            term = _rational_ball(factor)
            for atom, exponent in product:
                term *= _atom_ball(atom, bits) ** _rational_ball(exponent)
            total += term
        return total


def enclosing_doubles(constant: Exact, bits: int) -> tuple[float, float]:
    """The doubles nearest to both ends of a ball around a constant; NaN for an infinite end."""
    ball = ball_around(constant, bits)
    with ALONE, ctx.workprec(bits):
        return _end(ball.lower()), _end(ball.upper())


def _rational_ball(value: Rational) -> Any:
    return arb(fmpq(value.numerator, value.denominator))


@lru_cache(maxsize=4096)
def _atom_ball(atom: Node, bits: int) -> Any:
    """A ball around a tree without letters, at the precision in force (the key of the cache)."""
    if atom.op == "number":
        return _rational_ball(literal(atom))
    if atom.op in ("pi", "e"):
        return arb.pi() if atom.op == "pi" else arb(1).exp()
    args = [_atom_ball(arg, bits) for arg in atom.args]
    return (ARITHMETIC.get(atom.op) or BALLS[atom.op])(*args)


def nearest(value: Fraction) -> float:
    """The double nearest to a rational number; an infinity beyond the largest."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _end(end: Any) -> float:
    if not end.is_finite():
        return math.nan
    mantissa, exponent = (int(part) for part in end.man_exp())
    size = mantissa.bit_length() + exponent
    if abs(size) > 1200:  # far beyond the doubles: not worth writing out
        return math.copysign(math.inf if size > 0 else 0.0, -1 if mantissa < 0 else 1)
    return nearest(Fraction(mantissa) * Fraction(2) ** exponent)


# ---------------------------------------------------------------- trees


def to_node(constant: Number) -> Node:
    """The constant as a tree: positive terms first, negative powers below the line."""
    ordered = sorted(terms_of(constant), key=lambda term: (term[1] < 0, repr(term[0])))
    (product, factor), *others = ordered
    result = _term_node(product, factor)
    if factor < 0:
        result = _negated(result)
    for product, factor in others:
        result = node("+" if factor > 0 else "-", result, _term_node(product, factor))
    return result


def _negated(tree: Node) -> Node:
    """The sign goes to the first factor: ``-pi/2``."""
    if tree.op in ("*", "/"):
        return node(tree.op, _negated(tree.args[0]), tree.args[1])
    return tidied("neg", tree)


def _term_node(product: Product, factor: Rational) -> Node:
    """A term without its sign."""
    above, below = _rational_parts(abs(Fraction(factor)))
    for atom, exponent in product:
        if atom.op == "exp" or atom is E:
            own = to_node(exponent) if atom is E else _scaled(atom.args[0], exponent)
            above = _beside(above, E if own is ONE else node("exp", own))
        elif exponent > 0:
            above = _beside(above, _power_node(atom, exponent))
        else:
            below = _beside(below, _power_node(atom, -exponent))
    return tidied("/", above, below)


def _beside(one: Node, other: Node) -> Node:
    return other if one is ONE else node("*", one, other)


def _rational_parts(value: Fraction) -> tuple[Node, Node]:
    """Above and below the line; a double with a long fraction is written as its literal."""
    double = nearest(value)
    if value.denominator > 1000 and math.isfinite(double) and Fraction(double) == value:
        return number(double), ONE
    return number(value.numerator), number(value.denominator)


def _scaled(tree: Node, factor: Rational) -> Node:
    above, below = _rational_parts(abs(Fraction(factor)))
    result = tidied("/", _beside(above, tree), below)
    return _negated(result) if factor < 0 else result


def _power_node(atom: Node, exponent: Rational) -> Node:
    if exponent == HALF:
        return node("sqrt", atom)
    return atom if exponent == 1 else node("**", atom, TWO if exponent == 2 else to_node(exponent))
