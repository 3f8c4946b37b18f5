"""Whether an algebraic number is zero, or an angle: a number so small would have to be zero.

A number that is made of integers by arithmetic, roots, and sines and cosines of fractions of a turn
is a quotient of two algebraic integers. Bounds of these and of all their conjugates follow from how
it is made, and the product of all conjugates of an algebraic integer is a whole number, at least 1
if it is not 0. So there is a bound that the number is not below unless it is zero, and a ball that
is smaller decides (Burnikel, Funke, Mehlhorn, Schirra and Schmitt, "A separation bound for real
algebraic expressions", 2001).

``exp(2*i*atan(u))`` is (1 + i*u)/(1 - i*u). So sines and cosines of inverse tangents are such
numbers, and sums of these that are fractions of a turn can be told: asin(1/2) is pi/6.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import field
from fractions import Fraction
from typing import Final

from flint import arb

from actviz.dataclass import dataclass
from actviz.formula.tree import PI, Node
from actviz.readings.asymptotics.exact_constants import (
    Exact,
    Number,
    Product,
    Within,
    ball_around,
    collected,
    literal,
    single,
    terms_of,
)

_MOST_BITS: Final = 100_000  # of a ball: some ten milliseconds for all of it
_DEEPEST: Final = 12

Read = Callable[[Node], Number]


class _NotAlgebraicError(Exception):
    """A number that is not known to be algebraic, or not worth its digits."""


@dataclass(frozen=True)
class _Bound:
    """A quotient of two algebraic integers.

    Attributes:
        above, below: the logarithms to base 2 of bounds of all conjugates of either.
        roots: what the number is made of that has conjugates of its own, and how many.
    """

    above: float
    below: float = 0.0
    roots: dict[object, int] = field(default_factory=dict)

    def __mul__(self, other: _Bound) -> _Bound:
        return _Bound(
            self.above + other.above, self.below + other.below, {**self.roots, **other.roots}
        )

    def __add__(self, other: _Bound) -> _Bound:
        above = _sum(self.above + other.below, self.below + other.above)
        return _Bound(above, self.below + other.below, {**self.roots, **other.roots})

    def power(self, whole: int) -> _Bound:
        if abs(whole) > _MOST_BITS:
            raise _NotAlgebraicError
        above, below = (self.above, self.below) if whole >= 0 else (self.below, self.above)
        return _Bound(above * abs(whole), below * abs(whole), self.roots)

    def root(self, index: int, key: object) -> _Bound:
        if index == 1:
            return self
        if index > _MOST_BITS:
            raise _NotAlgebraicError
        above, below = self.above, self.below
        if above >= below:
            above = (above + (index - 1) * below) / index
        else:
            below = ((index - 1) * above + below) / index
        return _Bound(above, below, {**self.roots, key: index})

    @property
    def bits(self) -> int:
        """Two to the minus of this is less than the number, unless that is zero."""
        degree = math.prod(self.roots.values())
        wanted = ((degree - 1) * self.above + self.below) * 1.001 + 8
        if not wanted <= _MOST_BITS:
            raise _NotAlgebraicError
        return math.ceil(wanted)


def vanishes(constant: Number, read: Read) -> bool:
    """Whether a constant without letters is proved to be zero."""
    if isinstance(constant, Within) or not isinstance(constant, Exact):
        return constant == 0
    try:
        return _all_vanish(constant, read) or _is_no_turn(constant, read)
    except _NotAlgebraicError:
        return False


def _all_vanish(constant: Exact, read: Read) -> bool:
    """Whether the algebraic factors of all that is transcendental are zero, each by itself."""
    groups: dict[Product, dict[Product, Fraction]] = {}
    for product, factor in constant.terms.items():
        known = [(atom, power, _is_algebraic(atom, read)) for atom, power in product]
        rest = tuple((atom, power) for atom, power, algebraic in known if not algebraic)
        own = tuple((atom, power) for atom, power, algebraic in known if algebraic)
        groups.setdefault(rest, {})[own] = Fraction(factor)
    return all(_is_zero(collected(dict(terms)), read) for terms in groups.values())


def _is_zero(constant: Number, read: Read) -> bool:
    if not isinstance(constant, Exact):
        return constant == 0
    return _below(constant, _bound(constant, read, 0).bits)


def _below(constant: Exact, bits: int) -> bool:
    """Whether a constant is less than two to the minus of these bits."""
    ball = ball_around(constant, bits + 64)
    return bool(abs(ball).upper() < arb(2) ** -bits)


def _is_no_turn(constant: Exact, read: Read) -> bool:
    """Whether a sum of inverse tangents and of fractions of pi is zero.

    If N times that is the angle t, then |exp(2*i*t) - 1| is at most 2*|t|; and where the left is
    zero, t is a multiple of pi, which is zero if it is less than 1.
    """
    lowest = min((power for p in constant.terms for atom, power in p if atom is PI), default=0)
    if lowest < 0:
        constant = constant * single(PI, -lowest)  # type: ignore[assignment]
    if not isinstance(constant, Exact):
        return constant == 0
    whole = math.lcm(*(Fraction(factor).denominator for factor in constant.terms.values()))
    turned = _turned(constant, read, 0) + _Bound(0.0)
    bits = turned.bits
    return _below(constant, bits + whole.bit_length() + 1)


def _turned(angle: Number, read: Read, depth: int) -> _Bound:
    """Bounds of exp(2*i*N*angle), N the denominator that a sum of inverse tangents has."""
    whole = math.lcm(*(Fraction(factor).denominator for _, factor in terms_of(angle)))
    result = _Bound(0.0)
    for product, factor in terms_of(angle):
        count = int(factor * whole)
        match product:
            case ((atom, 1),) if atom is PI:
                pass  # a whole number of half turns is one of turns, once it is doubled
            case ((atom, 1),) if atom.op == "atan":
                one = _bound(read(atom.args[0]), read, depth + 1)
                side = _Bound(0.0) + one * _Bound(0.0, 0.0, {"i": 2})
                # Above and below of the quotient are both of this size.
                size = side.above
                result *= _Bound(size, size, side.roots).power(abs(count))
            case _:
                raise _NotAlgebraicError
    return result


def _is_algebraic(atom: Node, read: Read) -> bool:
    try:
        _bound_of_atom(atom, read, 0)
    except _NotAlgebraicError:
        return False
    return True


def _bound(constant: Number, read: Read, depth: int) -> _Bound:
    if isinstance(constant, Within) or depth > _DEEPEST:
        raise _NotAlgebraicError
    total: _Bound | None = None
    for product, factor in terms_of(constant):
        term = _rational(Fraction(factor))
        for atom, exponent in product:
            own = _bound_of_atom(atom, read, depth)
            exponent = Fraction(exponent)
            root = own.root(exponent.denominator, (atom, exponent.denominator))
            term *= root.power(exponent.numerator)
        total = term if total is None else total + term
    assert total is not None, "a constant has terms"
    return total


def _bound_of_atom(atom: Node, read: Read, depth: int) -> _Bound:
    if atom.op == "number":
        return _rational(literal(atom))
    if atom.op in ("sin", "cos"):
        return _bound_of_wave(atom, read, depth + 1)
    meaning = read(atom)
    if meaning == single(atom):
        raise _NotAlgebraicError
    return _bound(meaning, read, depth + 1)


def _bound_of_wave(atom: Node, read: Read, depth: int) -> _Bound:
    """The sine or cosine of an angle: half of w - 1/w or of w + 1/w, w = exp(i*angle)."""
    angle = read(atom.args[0])
    if isinstance(angle, Within):
        raise _NotAlgebraicError
    whole = math.lcm(*(Fraction(factor).denominator for _, factor in terms_of(angle)))
    turned = _turned(angle, read, depth)
    # Whatever is a turn by fractions of pi alone is a power of one root of 1.
    one = turned.root(2 * whole, ("turn", atom.args[0] if turned.roots else whole))
    twice = _Bound(_sum(2 * one.above, 2 * one.below), one.above + one.below, one.roots)
    return twice * _Bound(0.0, 1.0, {"i": 2})


def _rational(value: Fraction) -> _Bound:
    return _Bound(math.log2(abs(value.numerator) or 1), math.log2(value.denominator))


def _sum(one: float, other: float) -> float:
    """The logarithm of a sum, from those of its parts."""
    high, low = max(one, other), min(one, other)
    return high + math.log2(1 + 2.0 ** max(low - high, -1000.0))
