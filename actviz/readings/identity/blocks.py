"""Formulas as quotients of polynomials in blocks, with the laws that connect the blocks."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from actviz.formula.grammar import constant_value
from actviz.formula.tree import Node, walk
from actviz.readings.effort import check
from actviz.readings.identity.polynomials import (
    ONE,
    UNIT,
    Form,
    Monomial,
    Polynomial,
    TooLarge,
    exponent,
    joined,
    negative,
    number,
    scaled,
    total,
)

_TERMS_AT_MOST: Final = 400
_PRODUCTS_AT_MOST: Final = 60_000  # of terms, for one formula: some tenths of a second
_BITS_AT_MOST: Final = 4096  # of a factor


@dataclass
class Blocks:
    """The blocks met so far; a block is found again up to the sign or a factor of its argument."""

    positive: bool = False  # whether x is
    arguments: list[tuple[str, Form | None]] = field(default_factory=list)
    squares: dict[int, Polynomial] = field(default_factory=dict)  # what a block's square is

    products: int = 0  # multiplied so far

    def form(self, tree: Node) -> Form:
        """A formula without cases as a quotient.

        Raises:
            TooLarge: it grows too long, divides by zero, or holds something that is not known here.
        """
        known: dict[Node, Form] = {}
        for current in walk(tree):
            check()
            known[current] = self._of(current, [known[arg] for arg in current.args])
        return known[tree]

    def _of(self, current: Node, args: list[Form]) -> Form:
        value = constant_value(current)
        if value is not None:
            return number(value)
        match current.op, args:
            case "name", _:
                return self._block(str(current.value), None)
            case "pi", _:
                return self._block("pi", None)
            case "e", _:
                return self._exp(number(1))
            case "neg", [a]:
                return scaled(a, Fraction(-1))
            case "+", [a, b]:
                return self._plus(a, b)
            case "-", [a, b]:
                return self._plus(a, scaled(b, Fraction(-1)))
            case "*", [a, b]:
                return self._times(a, b)
            case "/", [a, b]:
                return self._over(a, b)
            case "**", [a, b]:
                return self._power(a, b)
            case "dsinc", [n, u]:
                return self._turned("dsinc", u, odd=bool((n.constant or 0) % 2), order=n.constant)
            case op, _ if op in _RULES:
                return _RULES[op](self, *args)
            case op, [u] if op in _ODD or op in _EVEN:
                return self._turned(op, u, odd=op in _ODD)
        raise TooLarge

    # ------------------------------------------------------------ arithmetic

    def _plus(self, a: Form, b: Form) -> Form:
        if a.bottom == b.bottom:
            return Form(total(a.top, b.top), a.bottom)
        top = total(self._multiplied(a.top, b.bottom), self._multiplied(b.top, a.bottom))
        return Form(top, self._multiplied(a.bottom, b.bottom))

    def _times(self, a: Form, b: Form) -> Form:
        if a.top == b.bottom:
            return self._reduced(b.top, a.bottom)
        if b.top == a.bottom:
            return self._reduced(a.top, b.bottom)
        return self._reduced(self._multiplied(a.top, b.top), self._multiplied(a.bottom, b.bottom))

    def _over(self, a: Form, b: Form) -> Form:
        if not b.top:
            raise TooLarge
        return self._times(a, Form(b.bottom, b.top))

    @staticmethod
    def _reduced(top: Polynomial, bottom: Polynomial) -> Form:
        """A quotient by a single term is a polynomial where exponents may be negative."""
        if len(bottom) != 1:
            return Form(top, bottom)
        ((monomial, factor),) = bottom.items()
        inverse = tuple((block, -power) for block, power in monomial)
        return Form({joined(key, inverse): value / factor for key, value in top.items()})

    def _multiplied(self, a: Polynomial, b: Polynomial) -> Polynomial:
        self.products += len(a) * len(b)
        if self.products > _PRODUCTS_AT_MOST:
            raise TooLarge
        found: dict[Monomial, Fraction] = {}
        for one, factor in a.items():
            check()
            if factor.numerator.bit_length() + factor.denominator.bit_length() > _BITS_AT_MOST:
                raise TooLarge
            for other, another in b.items():
                key = joined(one, other)
                found[key] = found.get(key, Fraction(0)) + factor * another
        return self._with_squares({key: value for key, value in found.items() if value})

    def _with_squares(self, polynomial: Polynomial) -> Polynomial:
        """The same with the squares of roots, cosines and magnitudes worked out."""
        if len(polynomial) > _TERMS_AT_MOST:
            raise TooLarge
        for block, square in self.squares.items():
            if any(exponent(key, block) >= 2 for key in polynomial):
                whole: Polynomial = {}
                for key, value in polynomial.items():
                    pairs = int(exponent(key, block) // 2)
                    term: Polynomial = {key: value}
                    if pairs > 0:
                        term = {joined(key, ((block, Fraction(-2 * pairs)),)): value}
                        for _ in range(pairs):
                            term = self._multiplied(term, square)
                    whole = total(whole, term)
                return self._with_squares(whole)
        return polynomial

    def _power(self, a: Form, b: Form) -> Form:
        power = b.constant
        if power is None:
            return self._exp(self._times(b, self._log(a)))
        if power.denominator == 1:
            whole = int(power)
            base = a if whole >= 0 else self._over(number(1), a)
            found = number(1)
            for _ in range(abs(whole)):
                found = self._times(found, base)
            return found
        if a.bottom == ONE and len(a.top) == 1:
            ((monomial, factor),) = a.top.items()
            if factor == 1 and all(self._is_above_zero(block) for block, _ in monomial):
                return Form({tuple((at, own * power) for at, own in monomial): Fraction(1)})
        if power.denominator == 2:
            root = self._root(a)
            return self._power(root, number(power * 2))
        if a.constant is None:
            return self._block(f"** {power}", a)
        raise TooLarge

    def _root(self, a: Form) -> Form:
        """The square root; of a fraction, that of the product of its parts over the lower one."""
        value = a.constant
        if value is not None and value >= 0:
            top, bottom = math.isqrt(value.numerator), math.isqrt(value.denominator)
            if Fraction(top * top, bottom * bottom) == value:
                return number(Fraction(top, bottom))
        if a.bottom != ONE and not _is_positive(self, a.bottom):
            return self._block("sqrt", a)
        inner = a.top if a.bottom == ONE else self._multiplied(a.top, a.bottom)
        outside, inner = self._without_exponentials(inner)
        root = self._block("sqrt", Form(inner))
        ((((block, _),), _factor),) = root.top.items()
        self.squares.setdefault(block, inner)
        halved = tuple((at, power / 2) for at, power in outside)
        root = self._times(root, Form({halved: Fraction(1)}))
        return root if a.bottom == ONE else self._over(root, Form(a.bottom))

    def _without_exponentials(self, polynomial: Polynomial) -> tuple[Monomial, Polynomial]:
        """The exponentials that divide every term, and what they leave."""
        common: Monomial = UNIT
        for at, (known, _) in enumerate(self.arguments):
            if known == "exp" and polynomial:
                least = min(exponent(key, at) for key in polynomial)
                if least:
                    common = joined(common, ((at, least),))
        inverse = tuple((at, -power) for at, power in common)
        return common, {joined(key, inverse): value for key, value in polynomial.items()}

    # ------------------------------------------------------------ blocks

    def _block(self, op: str, argument: Form | None) -> Form:
        """The block of that name and argument, found again or new."""
        for at, (known, other) in enumerate(self.arguments):
            if known == op and (
                argument is other
                or (argument is not None and other is not None and self._equal(argument, other))
            ):
                return Form({((at, Fraction(1)),): Fraction(1)})
        self.arguments.append((op, argument))
        return Form({((len(self.arguments) - 1, Fraction(1)),): Fraction(1)})

    def _is_above_zero(self, block: int) -> bool:
        op = self.arguments[block][0]
        return op in ("exp", "pi") or (op == "x" and self.positive)

    def _equal(self, a: Form, b: Form) -> bool:
        if a.bottom == b.bottom:
            return a.top == b.top
        return self._multiplied(a.top, b.bottom) == self._multiplied(b.top, a.bottom)

    def _turned(self, op: str, u: Form, *, odd: bool, order: Fraction | None = None) -> Form:
        """An odd or even block: the one of the argument met first, or of its negative."""
        word = op if order is None else f"{op} {order}"
        if u.constant == 0 and odd:
            return number(0)
        minus = scaled(u, Fraction(-1))
        for known, other in self.arguments:
            if known == word and other is not None and self._equal(other, minus):
                return scaled(self._block(word, minus), Fraction(-1 if odd else 1))
        found = self._block(word, u)
        if op == "cos":
            sine = self._turned("sin", u, odd=True)
            ((monomial, _),) = found.top.items()
            square = self._multiplied(sine.top, sine.top)
            self.squares.setdefault(monomial[0][0], total(ONE, negative(square)))
        if op == "abs" and u.bottom == ONE:
            ((monomial, _),) = found.top.items()
            self.squares.setdefault(monomial[0][0], self._multiplied(u.top, u.top))
        return found

    def _exp(self, u: Form) -> Form:
        """exp of a sum is a product: one block for each monomial, to the power of its factor."""
        if len(u.bottom) == 1 and UNIT in u.bottom:
            found: Monomial = UNIT
            for monomial, factor in u.top.items():
                if monomial == UNIT:
                    part = self._block("exp", number(1))
                else:
                    part = self._block("exp", Form({monomial: Fraction(1)}))
                (((block, _),),) = part.top
                found = joined(found, ((block, factor / u.bottom[UNIT]),))
            return Form({found: Fraction(1)})
        for at, (known, other) in enumerate(self.arguments):
            if known == "exp" and other is not None and other.top:
                ratio = self._over(u, other).constant
                if ratio is not None:
                    return Form({((at, ratio),): Fraction(1)})
        return self._block("exp", u)

    def _log(self, u: Form) -> Form:
        """log of a positive product is a sum: exponentials come out of it."""
        if not u.top:
            raise TooLarge
        if u.bottom != ONE and _is_positive(self, u.bottom):
            below = self._log(Form(u.bottom))
            return self._plus(self._log(Form(u.top)), scaled(below, Fraction(-1)))
        if u.bottom != ONE:
            turned = Form(u.bottom, u.top)  # log(1/u) is -log(u) wherever either has a value
            for known, other in self.arguments:
                if known == "log" and other is not None and self._equal(other, turned):
                    return scaled(self._block("log", turned), Fraction(-1))
            return self._block("log", u)
        outside, rest = self._without_exponentials(u.top)
        whole = number(0)
        for at, power in outside:
            argument = self.arguments[at][1]
            assert argument is not None
            whole = self._plus(whole, scaled(argument, power))
        inner = Form(rest)
        return whole if inner.constant == 1 else self._plus(whole, self._block("log", inner))


_ODD: Final = frozenset({"sin", "atan", "asinh", "erf", "sign", "round", "trunc"})
_EVEN: Final = frozenset({"cos", "sinc", "abs"})

_Rule = Callable[..., Form]


def _tanh(blocks: Blocks, u: Form) -> Form:
    square = blocks._exp(scaled(u, Fraction(2)))
    top = blocks._plus(square, number(-1))
    return blocks._over(top, blocks._plus(square, number(1)))


def _hyperbolic(sign: int) -> _Rule:
    def found(blocks: Blocks, u: Form) -> Form:
        power = blocks._exp(u)
        other = blocks._over(number(sign), power)
        return scaled(blocks._plus(power, other), Fraction(1, 2))

    return found


def _sigmoid(blocks: Blocks, u: Form) -> Form:
    power = blocks._exp(u)
    return blocks._over(power, blocks._plus(power, number(1)))


def _phi(blocks: Blocks, u: Form) -> Form:
    half = scaled(blocks._times(u, u), Fraction(-1, 2))
    scale = blocks._root(scaled(blocks._block("pi", None), Fraction(2)))
    return blocks._over(blocks._exp(half), scale)


def _cdf(blocks: Blocks, u: Form) -> Form:
    inner = blocks._over(u, blocks._root(number(2)))
    return scaled(blocks._plus(number(1), _RULES["erf"](blocks, inner)), Fraction(1, 2))


def _larger(sign: int) -> _Rule:
    """max and min: half the sum, and half the distance on top or below."""

    def found(blocks: Blocks, u: Form, v: Form) -> Form:
        gap = blocks._plus(u, scaled(v, Fraction(-1)))
        distance = scaled(blocks._turned("abs", gap, odd=False), Fraction(sign))
        return scaled(blocks._plus(blocks._plus(u, v), distance), Fraction(1, 2))

    return found


def _floor(blocks: Blocks, u: Form) -> Form:
    """floor(u), or -ceil(-u): the same."""
    minus = scaled(u, Fraction(-1))
    for known, other in blocks.arguments:
        if known == "ceil" and other is not None and blocks._equal(other, minus):
            return scaled(blocks._block("ceil", minus), Fraction(-1))
    return blocks._block("floor", u)


def _ceil(blocks: Blocks, u: Form) -> Form:
    minus = scaled(u, Fraction(-1))
    for known, other in blocks.arguments:
        if known == "floor" and other is not None and blocks._equal(other, minus):
            return scaled(blocks._block("floor", minus), Fraction(-1))
    return blocks._block("ceil", u)


_RULES: Final[Mapping[str, _Rule]] = {
    "exp": lambda b, u: b._exp(u),
    "expm1": lambda b, u: b._plus(b._exp(u), number(-1)),
    "scaled_exp": lambda b, r, u: b._times(r, b._exp(u)),
    "log": lambda b, u: b._log(u),
    "log1p": lambda b, u: b._log(b._plus(number(1), u)),
    "sqrt": lambda b, u: b._power(u, number(Fraction(1, 2))),
    "hypot": lambda b, u, v: _RULES["sqrt"](b, b._plus(b._times(u, u), b._times(v, v))),
    "sinh": _hyperbolic(-1),
    "cosh": _hyperbolic(1),
    "sech": lambda b, u: b._over(number(1), _hyperbolic(1)(b, u)),
    "tanh": _tanh,
    "sigmoid": _sigmoid,
    "softplus": lambda b, u: b._log(b._plus(number(1), b._exp(u))),
    "erf": lambda b, u: b._turned("erf", u, odd=True),
    "erfc": lambda b, u: b._plus(number(1), scaled(b._turned("erf", u, odd=True), Fraction(-1))),
    "erfcx": lambda b, u: b._times(b._exp(b._times(u, u)), _RULES["erfc"](b, u)),
    "Phi": _cdf,
    "phi": _phi,
    "max": _larger(1),
    "min": _larger(-1),
    "clip": lambda b, u, v, w: _RULES["min"](b, _RULES["max"](b, u, v), w),
    "floor": _floor,
    "ceil": _ceil,
}


def _is_positive(blocks: Blocks, polynomial: Polynomial) -> bool:
    """Whether a polynomial is positive at a glance: positive factors of what is never negative."""
    whole = False
    for monomial, factor in polynomial.items():
        if factor < 0:
            return False
        never_zero = True
        for block, power in monomial:
            if not blocks._is_above_zero(block):
                if power % 2:
                    return False
                never_zero = False
        whole |= never_zero
    return whole
