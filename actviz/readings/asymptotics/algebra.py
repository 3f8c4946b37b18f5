"""What can be asked of exact constants: signs, digits, powers, functions.

Signs are proved: by rational arithmetic, or by Arb balls at rising precision. A ball that still
holds zero at the last precision is zero only if algebra says so; otherwise the question is open.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

import actviz.readings.asymptotics.algebraic as algebraic
from actviz.formula.atoms import ATOMS
from actviz.formula.calculus import instantiate
from actviz.formula.tree import PI, E, Node, X, node, number
from actviz.readings.asymptotics.exact_constants import (  # fmt: skip
    ARITHMETIC,
    HALF,
    Exact,
    NotDecided,
    NotDefined,
    Number,
    Rational,
    Within,
    ball_around,
    ball_of,
    collected,
    enclosing_doubles,
    is_whole,
    joined,
    literal,
    nearest,
    rational,
    single,
    terms_of,
    to_node,
)
from actviz.readings.balls import compiled

_PRECISIONS: Final = (64, 256, 1024, 4096)  # bits
_SMALL: Final = 10**6  # an integer up to here is split into its prime factors
_PRIMES: Final = 1000  # those below are looked for
_LONG: Final = 1 << 16  # bits of a power that is worked out: no double has a sixtieth of them
_ARITHMETIC: Final = ("+", "-", "*", "/", "neg")
_SPELLED: Final = ("expm1", "log1p", "sinc")  # read better as what they mean: log(1 + alpha)
_QUARTER: Final = Fraction(1, 4)
# The square of sin(t*pi) by t, for the angles whose sine is a square root.
_SINES: Final = {
    Fraction(0): Fraction(0),
    Fraction(1, 6): _QUARTER,
    _QUARTER: HALF,
    Fraction(1, 3): Fraction(3, 4),
    HALF: Fraction(1),
}


class Numbers:
    """What can be asked of constants, given the values of the parameters.

    With ``letters`` the parameters stay letters and ``tanh(alpha)`` stays as it is, for printing;
    otherwise they are replaced by their values, and functions by what they mean.
    """

    def __init__(self, values: Mapping[str, float], letters: bool = False) -> None:
        self.values = values
        self.letters = letters
        self.plain: Numbers = Numbers(values) if letters else self
        self._of: dict[Node, Number] = {}
        self._signs: dict[Number, int] = {}
        self._powers: dict[tuple[Node, Number], Number] = {}  # of parts with letters, at the values

    # ------------------------------------------------------------ reading a tree without x

    def of(self, tree: Node) -> Number:
        """The constant that a tree without ``x`` stands for."""
        number = self._of.get(tree)
        if number is None:
            number = self._of[tree] = self._read(tree)
        return number

    def _read(self, tree: Node) -> Number:
        if tree.op == "number":
            return rational(literal(tree))
        if tree.op == "name":
            return single(tree) if self.letters else rational(self.values[str(tree.value)])
        if tree.op in ("pi", "e"):
            return single(tree)
        args = [self.of(arg) for arg in tree.args]
        match tree.op, args:
            case "/", [u, v]:
                return u * self.inverse(v)
            case "**", [u, v]:
                return self.power(u, v)
            case (("neg" | "+" | "-" | "*"), _):
                return ARITHMETIC[tree.op](*args)  # type: ignore[no-any-return]
            case _, [u]:
                return self.function(tree.op, u)
        raise NotDecided(f"{tree.op} of constants")

    def bound(self, constant: Number) -> Number:
        """The same constant with every parameter replaced by its value."""
        if not self.letters or not isinstance(constant, Exact):
            return constant
        total: Number = 0
        for product, factor in constant.terms.items():
            term: Number = factor
            for atom, exponent in product:
                power = self._powers.get((atom, exponent))
                if power is None:
                    power = self.plain.power(self.plain.of(atom), exponent)
                    self._powers[atom, exponent] = power
                term = term * power
            total = total + term
        return total

    # ------------------------------------------------------------ signs and doubles

    def sign(self, constant: Number) -> int:
        """-1, 0 or 1, proved.

        Raises:
            NotDecided: neither a ball nor algebra tells the constant from zero.
        """
        if isinstance(constant, Within):
            return _sign_of_ball(constant.ball)
        if not isinstance(constant, Exact):
            return (constant > 0) - (constant < 0)
        sign = self._signs.get(constant)
        if sign is None:
            sign = self._signs[constant] = self._find_sign(self.bound(constant))
        return sign

    def absent(self, constant: Number) -> bool:
        """Whether a constant is certainly zero, so that a term with it may be left out."""
        return not isinstance(constant, Within) and not self.sign(constant)

    def _find_sign(self, constant: Number) -> int:
        if not isinstance(constant, Exact):
            return self.sign(constant)
        for bits in _PRECISIONS:
            ball = ball_around(constant, bits)
            if ball > 0 or ball < 0:
                return 1 if ball > 0 else -1
            if bits == _PRECISIONS[1] and self.plain.vanishes(constant):
                return 0
        raise NotDecided("a constant is not told from zero")

    def vanishes(self, constant: Number) -> bool:
        """Whether algebra shows a constant without letters to be zero."""
        reduced: Number | None = constant
        for _ in range(16):
            if not isinstance(reduced, Exact):
                break
            reduced = self._cleared(reduced)
        return reduced == 0 or algebraic.vanishes(constant, self.of)

    def _cleared(self, constant: Exact) -> Number | None:
        """Multiply by a sum that divides, write out a power of a sum, or use sin^2 + cos^2 = 1."""
        lowest: dict[Node, int] = {}
        for product in constant.terms:
            for atom, exponent in product:
                whole = math.floor(exponent)
                if atom.op in _ARITHMETIC and whole:
                    lowest[atom] = min(lowest.get(atom, whole), whole)
        for atom, whole in lowest.items():
            if whole < 0:
                return constant * single(atom, -whole)
        total: Number = 0
        changed = False
        for product, factor in constant.terms.items():
            term: Number = factor
            for atom, exponent in product:
                whole = math.floor(exponent)
                if atom.op in _ARITHMETIC and whole > 0:
                    changed = True
                    term = term * _times(self.of(atom), whole) * single(atom, exponent - whole)
                elif atom.op == "sin" and exponent >= 2:
                    changed = True
                    square = 1 - single(node("cos", *atom.args), 2)
                    term = term * square * single(atom, exponent - 2)
                else:
                    term = term * single(atom, exponent)
            total = total + term
        return total if changed else None

    def to_float(self, constant: Number) -> float:
        """The double nearest to the constant."""
        constant = self.bound(constant)
        if isinstance(constant, Within):
            raise NotDecided("a constant of which only a ball is known")
        if not isinstance(constant, Exact):
            return nearest(Fraction(constant))
        for bits in _PRECISIONS:
            low, high = enclosing_doubles(constant, bits)
            if low == high:
                return low + 0.0  # never -0.0
        raise NotDecided("the digits of a constant are not settled")

    # ------------------------------------------------------------ operations

    def inverse(self, constant: Number) -> Number:
        """One over a constant."""
        return self.power(constant, -1)

    def power(self, base: Number, exponent: Number) -> Number:
        """A real power."""
        if isinstance(base, Within) or isinstance(exponent, Within):
            return Within(ball_of(base) ** ball_of(exponent))
        if exponent == 1 or base == 1:
            return base
        if exponent == 0:
            return 1
        sign = self.sign(base)
        if sign <= 0:
            return self._power_of_signed(base, sign, exponent)
        if isinstance(exponent, Exact):
            return self.exp(exponent * self.log(base))
        if not isinstance(base, Exact):
            return _rational_power(Fraction(base), exponent)
        if len(base.terms) == 1:
            ((product, factor),) = base.terms.items()
            if is_whole(exponent) or all(self.sign(single(atom)) > 0 for atom, _ in product):
                powers = tuple((atom, own * exponent) for atom, own in product)
                extra, powered = joined((), powers)
                return collected({powered: extra}) * _rational_power(Fraction(factor), exponent)
        return self._power_of_sum(base, exponent)

    def _power_of_signed(self, base: Number, sign: int, exponent: Number) -> Number:
        bound = self.bound(exponent)
        if sign == 0:
            if self.sign(bound) > 0:
                return 0
            raise NotDefined("zero to a negative power")
        if not isinstance(bound, int | Fraction) or not is_whole(bound):
            raise NotDefined("a negative number to a power that is not whole")
        return self.power(-base, exponent) * (-1 if bound % 2 else 1)

    def _power_of_sum(self, base: Exact, exponent: Rational) -> Number:
        """A sum becomes an atom, with a leading coefficient of 1, so that equal sums meet."""
        if is_whole(exponent) and 0 < exponent <= 8:
            return _times(base, int(exponent))
        lead = abs(Fraction(base.terms[min(base.terms, key=repr)]))
        atom = to_node(base * (1 / lead))
        return _rational_power(lead, exponent) * single(atom, exponent)

    def exp(self, constant: Number) -> Number:
        """The exponential of a constant."""
        if isinstance(constant, Within):
            return Within(constant.ball.exp())
        result: Number = 1
        for product, factor in terms_of(constant):
            if not product:
                power = single(E, factor) if factor else 1
            elif len(product) == 1 and product[0][0].op == "log" and product[0][1] == 1:
                power = self.power(self.of(product[0][0].args[0]), factor)
            else:
                power = single(node("exp", to_node(Exact({product: 1}))), factor)
            result = result * power
        return result

    def log(self, constant: Number) -> Number:
        """The natural logarithm of a constant."""
        if isinstance(constant, Within):
            return Within(constant.ball.log())
        if constant == 1:
            return 0
        if self.sign(constant) <= 0:
            raise NotDefined("the logarithm of a number that is not positive")
        if not isinstance(constant, Exact):
            return _log_of_rational(Fraction(constant))
        if len(constant.terms) == 1:
            ((product, factor),) = constant.terms.items()
            if all(self.sign(single(atom)) > 0 for atom, _ in product):
                parts = [self._log_of_atom(atom) * exponent for atom, exponent in product]
                return sum(parts, start=self.log(factor))
        return single(node("log", to_node(constant)))

    def _log_of_atom(self, atom: Node) -> Number:
        if atom is E:
            return 1
        return self.of(atom.args[0]) if atom.op == "exp" else single(node("log", atom))

    def function(self, op: str, u: Number) -> Number:
        """An atom of one argument at a constant."""
        if isinstance(u, Within):
            (ball,) = compiled(node(op, X))([u.ball], {})
            return Within(ball)
        match op:
            case "exp":
                return self.exp(u)
            case "log":
                return self.log(u)
            case "sqrt":
                return self.power(u, HALF)
            case "sin" | "cos" if (special := _trigonometric(op, u)) is not None:
                return special
            case "atan" if u == 0 or u == 1:
                return u * _QUARTER * single(PI)
            case "erfc" if u == 0:
                return 1
            case "sin" | "atan" if _leads_negative(u):
                return -self.function(op, -u)
            case "cos" if _leads_negative(u):
                return self.function(op, -u)
        if ATOMS[op].primitive or (self.letters and u != 0 and op not in _SPELLED):
            return single(node(op, to_node(u)))
        return self.of(instantiate(ATOMS[op].means, {"u": to_node(u)}, node))


def _sign_of_ball(ball: Any) -> int:
    if ball.is_zero():
        return 0
    if not (ball > 0 or ball < 0):
        raise NotDecided("what is only known to be in a ball may be zero")
    return 1 if ball > 0 else -1


def _times(base: Number, count: int) -> Number:
    result: Number = 1
    for _ in range(count):
        result = result * base
    return result


def _rational_power(base: Fraction, exponent: Rational) -> Number:
    if is_whole(exponent):
        longest = max(base.numerator, base.denominator).bit_length()
        if abs(int(exponent)) * longest > _LONG:  # as (-1e8)**-1e8, which takes minutes
            return Within(ball_of(base) ** ball_of(exponent))
        return rational(base ** int(exponent))
    result: Number = 1
    for whole, sign in ((base.numerator, 1), (base.denominator, -1)):
        for factor, count in _factors(whole).items():
            result = result * single(number(factor), sign * count * exponent)
    return result


def _log_of_rational(value: Fraction) -> Number:
    parts = [
        (factor, sign * count)
        for whole, sign in ((value.numerator, 1), (value.denominator, -1))
        for factor, count in _factors(whole).items()
    ]
    # Of a long fraction the logarithm stays one, unless it is made of small primes as 1e22 is.
    long = max(value.numerator, value.denominator) > _SMALL
    if long and any(factor > _PRIMES for factor, _ in parts):
        return single(node("log", to_node(rational(value))))
    result: Number = 0
    for factor, count in parts:
        result = result + single(node("log", number(factor))) * count
    return result


def _trigonometric(op: str, u: Number) -> Number | None:
    """The sine or cosine of 0 and of the multiples of pi/6 and pi/4."""
    product, turn = next(iter(terms_of(u)))
    if not (u == 0 or (isinstance(u, Exact) and len(u.terms) == 1 and product == ((PI, 1),))):
        return None
    half_turns = (Fraction(turn) + (HALF if op == "cos" else 0)) % 2
    sign = -1 if half_turns >= 1 else 1
    half_turns = min(half_turns % 1, 1 - half_turns % 1)
    square = _SINES.get(half_turns)
    return None if square is None else sign * (_rational_power(square, HALF) if square else 0)


def _leads_negative(u: Exact | Rational) -> bool:
    return (u.terms[min(u.terms, key=repr)] if isinstance(u, Exact) else u) < 0


def _factors(whole: int) -> dict[int, int]:
    """Prime factors, as far as trial division by small primes finds them."""
    exponents: dict[int, int] = {}
    prime = 2
    while prime * prime <= whole and prime < _PRIMES:
        while whole % prime == 0:
            whole //= prime
            exponents[prime] = exponents.get(prime, 0) + 1
        prime += 1 + (prime > 2)
    root = math.isqrt(whole)
    rest, count = (root, 2) if root * root == whole else (whole, 1)
    if rest > 1:
        exponents[rest] = exponents.get(rest, 0) + count
    return exponents
