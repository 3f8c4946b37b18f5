"""Slopes of what is a quotient of polynomials in x and in one exponential, as one such quotient.

The rules of derivation divide several times and use every part of the function again. With a common
divisor one division is left, and where terms cancel, as they do at a zero of the slope, they are
powers of x and of the exponential, which have been rounded once: that of mish keeps its digits at
its zero.
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache, reduce
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from actviz.arrays import Float64
from actviz.dataclass import dataclass
from actviz.formula.calculus import derivative, spelled_out, tidied
from actviz.formula.constants import constant_value
from actviz.formula.polynomials import (
    UNITY,
    Polynomial,
    by_power,
    constant,
    derived,
    divided,
    horner,
    letter,
    plus,
    times,
    written,
)
from actviz.formula.tree import ONE, TWO, Node, X, literal, node, substitute, walk
from actviz.readings import float64

_PARTS: Final = 200  # of a formula that is read, and so many
_TERMS: Final = 16  # of a polynomial that is written
_POWERS: Final = 4  # of the exponential
_WORTH: Final = 3  # steps for which larger terms may cancel
_LARGEST: Final = 640.0  # exp of it is far enough from overflow to be multiplied
_FAR: Final = 4096  # no case begins farther out
_SHORT: Final = 1 << 16  # numbers with a larger divisor are letters, and so are pi and sqrt(2)
_EXP: Final = node("exp", X)  # the letter that stands for the exponential, whatever is in it

_Quotient = tuple[Polynomial, Polynomial]


class _UnfitError(Exception):
    """A formula that is no such quotient, or whose slope may lose digits as one."""


@lru_cache(maxsize=256)
def slope(tree: Node) -> Node:
    """The derivative in x, case by case: a quotient where the case is one, else by the rules.

    By the rules, too, where they write fewer steps, and products alone: ``sech(x)**2``.
    """
    if sum(1 for _ in walk(tree)) > _PARTS:
        return derivative(tree, careful=True)
    if tree.op == "where":
        condition, *cases = tree.args
        return tidied("where", condition, *map(slope, cases))
    rules = derivative(tree, careful=True)
    try:
        quotient = _as_quotient(spelled_out(tree, frozenset()))
    except _UnfitError:
        return rules
    return rules if _steps(rules) < _steps(quotient) and not _cancels(rules) else quotient


def _as_quotient(tree: Node) -> Node:
    inner = _inner(tree)
    above, below = _read(tree, inner)
    rise = times(derived(inner, X), letter(_EXP))
    steep, turn = (plus(derived(one, X), times(derived(one, _EXP), rise)) for one in (above, below))
    numerator = plus(times(steep, below), times(above, turn), -1)
    return _Slope(inner, by_power(numerator, _EXP), by_power(below, _EXP)).rising().tree()


def _steps(tree: Node) -> int:
    return sum("x" in part.names for part in walk(tree))


def _cancels(tree: Node) -> bool:
    return any(part.op in ("+", "-") and "x" in part.names for part in walk(tree))


def _inner(tree: Node) -> Polynomial:
    """The odd polynomial that rises, of whose exponential all those of a formula are powers."""
    parts = list(walk(tree))
    exponents = [_exponent(part.args[0]) for part in parts if part.op == "exp" and part.names]
    if not exponents or len(parts) > _PARTS:
        raise _UnfitError
    first = exponents[0]
    shares = [_share(one, first) for one in exponents]
    divisor = math.lcm(*(share.denominator for share in shares))
    unit = Fraction(math.gcd(*(int(share * divisor) for share in shares)), divisor)
    signs = {
        int(np.sign(_values(written(part), 1.0))) if power % 2 else 0
        for power, part in by_power(first, X).items()
    }
    if signs not in ({1}, {-1}):
        raise _UnfitError
    return times(first, constant(unit * signs.pop()))


def _exponent(tree: Node) -> Polynomial:
    above, below = _read(tree, {})
    if not above or below != UNITY or tree.names != {"x"}:
        raise _UnfitError
    return above


def _share(a: Polynomial, whole: Polynomial) -> Fraction:
    """How many times another polynomial one is."""
    term = next(iter(whole))
    share = a.get(term, Fraction(0)) / whole[term]
    if a != times(whole, constant(share)):
        raise _UnfitError
    return share


def _values(tree: Node, x: ArrayLike) -> Float64:
    return float64.evaluate(tree, x, {})


def _read(tree: Node, inner: Polynomial) -> _Quotient:
    """A formula as a quotient, with powers of the exponential of ``inner``; {}: it has none."""
    value = constant_value(tree)
    if value is not None and value.denominator <= _SHORT:
        return constant(value), UNITY
    match tree.op, tree.args:
        case "name", _:
            return letter(tree), UNITY
        case "neg", (a,):
            above, below = _read(a, inner)
            return plus({}, above, -1), below
        case (("+" | "-") as op, (a, b)) if tree.names:
            return _sum(_read(a, inner), _read(b, inner), 1 if op == "+" else -1)
        case "*", (a, b):
            return _product(_read(a, inner), _read(b, inner))
        case "/", (a, b) if tree.names:
            above, below = _read(b, inner)
            return _product(_read(a, inner), (below, above))
        case "**", (a, _) if (power := constant_value(tree.args[1])) in range(1, _POWERS + 1):
            return reduce(_product, [_read(a, inner)] * int(power or 0))
        case "exp", (a,) if inner and tree.names:
            return letter(_EXP, int(_share(_exponent(a), inner))), UNITY
    if tree.names:
        raise _UnfitError
    return letter(tree), UNITY


def _sum(a: _Quotient, b: _Quotient, factor: int) -> _Quotient:
    if a[1] == b[1]:
        return plus(a[0], b[0], factor), a[1]
    return _fit(plus(times(a[0], b[1]), times(b[0], a[1]), factor), times(a[1], b[1]))


def _product(a: _Quotient, b: _Quotient) -> _Quotient:
    if a[1] == b[0]:
        return _fit(a[0], b[1])
    if a[0] == b[1]:
        return _fit(b[0], a[1])
    return _fit(times(a[0], b[0]), times(a[1], b[1]))


def _fit(above: Polynomial, below: Polynomial) -> _Quotient:
    """A quotient that is short, its divisor without a factor that is a number or a power of e."""
    if len(above) > _TERMS or len(below) > _TERMS or not below:
        raise _UnfitError
    powers = by_power(below, _EXP)
    top = powers[max(powers)]
    shift = letter(_EXP, -min(powers))
    if set(top) == {frozenset()}:
        shift = times(shift, constant(1 / top[frozenset()]))
    return times(above, shift), times(below, shift)


@dataclass(frozen=True)
class _Slope:
    """A numerator and the root of its divisor, by powers of the exponential."""

    inner: Polynomial
    above: dict[int, Polynomial]
    below: dict[int, Polynomial]

    @property
    def ends(self) -> tuple[int, int]:
        """The power of the exponential that it is where that is small, and where it is large."""
        if not self.above or len(self.below) < 2:
            raise _UnfitError
        low, high = (end(self.above) - 2 * end(self.below) for end in (min, max))
        return low, high

    def rising(self) -> _Slope:
        """The same, in an exponential that is small where it vanishes more quickly."""
        if sum(self.ends) >= 0:
            return self
        above, below = (
            {-power: part for power, part in one.items()} for one in (self.above, self.below)
        )
        return _Slope(plus({}, self.inner, -1), above, below)

    def tree(self) -> Node:
        """As a formula, with a case of its own where powers of the exponential may overflow."""
        low, high = self.ends
        most = max(low + max(self.above) - min(self.above), 2 * (max(self.below) - min(self.below)))
        if low < 0 or most > _POWERS or not self._keeps_digits():
            raise _UnfitError
        if self._is_even():
            outward = substitute(written(self.inner, X), {"x": node("abs", X)})
            return self._quotient(low, _negative(outward))
        inner = written(self.inner, X)
        near = self._quotient(low, inner)
        top, root = (written(one[max(one)]) for one in (self.above, self.below))
        far = tidied("/", top, ONE if root is ONE else node("**", root, TWO))
        if high:
            far = node("scaled_exp", far, tidied("*", literal(high), inner))
        return node("where", _beyond(inner, most), far, near)

    def _keeps_digits(self) -> bool:
        """Whether nothing cancels beside x = 0, and one power is all that is left far out."""
        common = frozenset.intersection(*(term for part in self.above.values() for term in part))
        above = self.above[max(self.above)]
        tops = {term - common: count for term, count in above.items()}, self.below[max(self.below)]
        return all(
            by_power(reduce(plus, one.values()), X).get(0) for one in (self.above, self.below)
        ) and all(not (tree := written(top)).names and _values(tree, 1.0) for top in tops)

    def _is_even(self) -> bool:
        """Whether it is the same in the exponential and in its inverse."""
        return self.ends[0] == -self.ends[1] and all(
            list(one.values()) == list(one.values())[::-1]
            and list(one) == [max(one) + min(one) - power for power in reversed(one)]
            and not any(X in dict(term) for part in one.values() for term in part)
            for one in (self.above, self.below)
        )

    def _quotient(self, low: int, inner: Node) -> Node:
        """The slope near 0, its numerator by Horner's rule, or with steps of the divisor."""
        exponential = node("exp", inner)
        above = {power - min(self.above): part for power, part in self.above.items()}
        below = {power - min(self.below): part for power, part in self.below.items()}
        factor = horner({low: ONE}, exponential)
        root = _horner(below, exponential)
        divisor = node("**", root, TWO)

        def over(numerator: Node) -> tuple[int, Node]:
            quotient = tidied("/", tidied("*", numerator, factor), divisor)
            return _steps(quotient), quotient

        steps, plain = over(_horner(above, exponential))
        last = {power - 1: part for power, part in below.items() if power}
        if max(last) and last[max(last)] == UNITY:
            whole, rest = divided(above, last)
            more = {at: plus(whole.get(at, {}), below.get(at, {}), -1) for at in whole | below}
            if any(part for at, part in more.items() if at):
                factor_of_last = _horner(whole, exponential)
            else:  # the divisor's root once more, and what that lacks
                factor_of_last = tidied("+", root, written(more[0], X))
            product = tidied("*", _horner(last, exponential), factor_of_last)
            product = tidied("+", _horner(rest, exponential), product)
            fewer, shared = over(product)
            if fewer <= steps - _WORTH:
                return shared
        return plain


def _negative(tree: Node) -> Node:
    """A sign in front goes to a number there, where it costs nothing."""
    if tree.op == "*" and not tree.args[0].names:
        return node("*", node("neg", tree.args[0]), tree.args[1])
    return tidied("neg", tree)


def _horner(parts: dict[int, Polynomial], exponential: Node) -> Node:
    return horner({power: written(part, X) for power, part in parts.items()}, exponential)


def _beyond(inner: Node, most: int) -> Node:
    """Whether x is so far out that such a power of the exponential may be too large."""
    rises = _values(inner, 1.0) > 0
    steps = np.arange(1.0, _FAR) * (1 if rises else -1)
    within = int(np.searchsorted(most * _values(inner, steps), _LARGEST))
    if not 0 < within < steps.size:
        raise _UnfitError
    return node(">" if rises else "<", X, literal(int(steps[within - 1])))
