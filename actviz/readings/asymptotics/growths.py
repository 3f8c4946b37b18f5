"""How fast things grow: the ordered group (Hardy) of exp of sums, ``t**2 - t + 2*log(t)``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

from flint import arb

from actviz.readings.asymptotics.algebra import Numbers
from actviz.readings.asymptotics.exact_constants import NotDecided, Number, ball_of


class Growth:
    """exp of a sum of ``exponent * basis``, largest basis first; no factors: the constant 1.

    A basis is a growth that tends to infinity. The tower of t is written by whole numbers:
    0 is t, 1 is log(t), 2 is log(log(t)), -1 is exp(t); so t itself is ``((1, 1),)``.
    """

    __slots__ = ("factors",)

    def __init__(self, factors: tuple[Factor, ...]) -> None:
        self.factors = factors


Basis: TypeAlias = int | Growth
Factor: TypeAlias = tuple[Basis, Number]


class Growths:
    """The ordered group of growths, for given values of the parameters."""

    def __init__(self, numbers: Numbers) -> None:
        self.numbers = numbers
        self._known: dict[tuple[Factor, ...], Growth] = {}
        self._products: dict[tuple[Growth, Growth, int], Growth] = {}
        self._orders: dict[tuple[Growth, Growth], int] = {}
        self.one = self._growth(())

    def _growth(self, factors: tuple[Factor, ...]) -> Growth:
        return self._known.setdefault(factors, Growth(factors))

    def of_basis(self, basis: Basis) -> Growth:
        """A basis as a growth."""
        return basis if isinstance(basis, Growth) else self._growth(((basis + 1, 1),))

    def exp(self, infinite: Iterable[tuple[Growth, Number]]) -> Growth:
        """exp of a sum of infinite growths, largest first."""
        return self._growth(tuple((_basis(growth), factor) for growth, factor in infinite))

    def product(self, one: Growth, two: Growth, times: int = 1) -> Growth:
        """``one * two**times``, for times 1 or -1."""
        key = (one, two, times)
        product = self._products.get(key)
        if product is None:
            product = self._products[key] = self._merge(one, two, times)
        return product

    def power(self, growth: Growth, exponent: Number) -> Growth:
        """A growth to a constant power."""
        if not self.numbers.sign(exponent):
            return self.one
        return self._merge(self.one, growth, exponent)

    def compare(self, one: Growth, two: Growth) -> int:
        """1 if ``one`` grows faster, -1 if slower, 0 if they are the same."""
        if one is two:
            return 0
        order = self._orders.get((one, two))
        if order is None:
            order = self._orders[one, two] = self._first_difference(one, two)
        return order

    def _first_difference(self, one: Growth, two: Growth) -> int:
        """The direction of ``one/two``, without what comes after its first factor."""
        for (left, own), (right, other) in zip(one.factors, two.factors, strict=False):
            order = self._compare_bases(left, right)
            if order:
                return self.numbers.sign(own) if order > 0 else -self.numbers.sign(other)
            if sign := self.numbers.sign(own - other):
                return sign
        common = min(len(one.factors), len(two.factors))
        for growth, sign in ((one, 1), (two, -1)):
            for _, exponent in growth.factors[common : common + 1]:
                return sign * self.numbers.sign(exponent)
        return 0

    def direction(self, growth: Growth) -> int:
        """1 if it tends to infinity, -1 if to zero, 0 if it is the constant 1."""
        return self.numbers.sign(growth.factors[0][1]) if growth.factors else 0

    def _merge(self, one: Growth, two: Growth, times: Number) -> Growth:
        left, right = list(one.factors), [(basis, own * times) for basis, own in two.factors]
        merged: list[Factor] = []
        while left and right:
            order = self._compare_bases(left[0][0], right[0][0])
            if order > 0:
                merged.append(left.pop(0))
            elif order < 0:
                merged.append(right.pop(0))
            else:
                basis, exponent = left.pop(0)
                exponent = exponent + right.pop(0)[1]
                if self.numbers.sign(exponent):
                    merged.append((basis, exponent))
        return self._growth((*merged, *left, *right))

    def _compare_bases(self, one: Basis, two: Basis) -> int:
        if isinstance(one, int) and isinstance(two, int):
            return (one < two) - (one > two)
        return self.compare(self.of_basis(one), self.of_basis(two))

    # ------------------------------------------------------------ from a start on

    def at(self, growth: Growth, start: Any) -> Any:
        """Its value at t = start, a number or a ball."""
        if growth is self.of_basis(0):
            return arb(start)
        total = arb(0)
        for basis, exponent in growth.factors:
            if isinstance(basis, int) and basis >= 0:
                inner = arb(start)
                for _ in range(basis):
                    inner = inner.log()
            else:
                inner = self.at(self.of_basis(basis), start)
            total += ball_of(exponent) * inner
        return total.exp()

    def _parts(self, growth: Growth) -> tuple[list[tuple[Growth, Number]], Any, Any]:
        """The exponentials, as growths with factors, and the powers of t and of log(t)."""
        inner: list[tuple[Growth, Number]] = []
        powers = [arb(0), arb(0)]
        for basis, exponent in growth.factors:
            if not isinstance(basis, int) or basis < 1:
                inner.append((self.of_basis(basis), exponent))
            elif basis < 3:
                powers[basis - 1] = ball_of(exponent)
            else:
                raise NotDecided("a logarithm of a logarithm")
        return inner, powers[0], powers[1]

    def falls_from(self, growth: Growth, start: int) -> bool:
        """Whether it certainly falls for all t >= start, which is at least 3."""
        inner, power, logs = self._parts(growth)
        lead = power + max(logs, arb(0)) / arb(start).log()
        if not inner:
            return bool(lead <= 0)
        # t times the slope of the logarithm, over the fastest part: the others weigh ever less.
        lead = max(lead, arb(0))
        top = inner[0][0]
        for part, factor in inner:
            if part is not top:
                if self.numbers.sign(factor) < 0:
                    continue
                if self._parts(part)[0] or not self.falls_from(self.product(part, top, -1), start):
                    raise NotDecided("which part of an exponent weighs more")
            lead += ball_of(factor) * self.at(part, start) * self._steepness(part, start)
        return bool(lead < 0)

    def _steepness(self, growth: Growth, start: int) -> Any:
        """The least of t*g'/g for t >= start, where that is plainly rising."""
        inner, power, logs = self._parts(growth)
        if not logs.is_zero() or any(self.numbers.sign(factor) < 0 for _, factor in inner):
            raise NotDecided("a growth with a logarithm in it")
        for part, factor in inner:
            power += ball_of(factor) * self.at(part, start) * self._steepness(part, start)
        return power


def _basis(growth: Growth) -> Basis:
    if len(growth.factors) == 1:
        basis, exponent = growth.factors[0]
        if isinstance(basis, int) and exponent == 1:
            return basis - 1
    return growth
