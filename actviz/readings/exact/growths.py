"""How fast things grow: exact constants, and growths made of exp, powers and log of t."""

from __future__ import annotations

from fractions import Fraction
from functools import cmp_to_key, lru_cache
from typing import Final, NamedTuple, TypeAlias

from flint import arb, fmpq

from actviz.formula.grammar import constant_value
from actviz.formula.tree import Node
from actviz.readings.exact.balls import Ball, compiled

# A product of constants without x, each with its power: sqrt(2)**2 is told from 2 by _Constant.
Factors: TypeAlias = tuple[tuple[Node, int], ...]


Part: TypeAlias = "tuple[Growth, Factors, Fraction]"  # of an exponent


class Unknown(ArithmeticError):  # noqa: N818 - an open question is no error of anybody's
    """The formula has no envelope that this reading finds."""


class Exact(NamedTuple):
    """A constant as a rational times powers of named constants."""

    rational: Fraction
    factors: Factors = ()

    def __mul__(self, other: Exact) -> Exact:  # type: ignore[override]
        powers = dict(self.factors)
        rational = self.rational * other.rational
        for factor, power in other.factors:
            powers[factor] = powers.get(factor, 0) + power
        for factor in list(powers):
            if factor.op == "sqrt" and abs(powers[factor]) >= 2:
                inside = constant_value(factor.args[0])
                if inside:
                    whole = int(powers[factor] / 2)
                    rational *= inside**whole
                    powers[factor] -= 2 * whole
        kept = [(factor, power) for factor, power in powers.items() if power]
        return Exact(rational, tuple(sorted(kept, key=lambda pair: id(pair[0]))))

    def power(self, exponent: int) -> Exact:
        """A whole power."""
        turned = tuple((factor, exponent * power) for factor, power in self.factors)
        return Exact(self.rational**exponent) * Exact(Fraction(1), turned)

    def ball(self) -> Ball:
        """Its value."""
        found = rational_ball(self.rational)
        for factor, power in self.factors:
            found *= constant_ball(factor) ** power
        return found


def rational_ball(value: Fraction) -> Ball:
    """A rational number as a ball."""
    return arb(fmpq(value.numerator, value.denominator))


@lru_cache(maxsize=1024)
def constant_ball(tree: Node) -> Ball:
    """A formula without x as a ball."""
    (found,) = compiled(tree)([0.0], {})
    return found


def _slower(one: Part, two: Part) -> int:
    return two[0].times(one[0], -1).direction()


class Growth(NamedTuple):
    """exp of a sum of slower growths, each with a constant, times t**power * log(t)**logs."""

    exponent: tuple[tuple[Growth, Factors, Fraction], ...] = ()  # fastest first
    power: Fraction = Fraction(0)
    logs: int = 0

    def times(self, other: Growth, sign: int = 1) -> Growth:
        """The product, or the quotient for sign -1."""
        sums = {(inner, factors): rational for inner, factors, rational in self.exponent}
        for inner, factors, rational in other.exponent:
            key = (inner, factors)
            sums[key] = sums.get(key, Fraction(0)) + sign * rational
        kept = [(inner, factors, value) for (inner, factors), value in sums.items() if value]
        kept.sort(key=lambda part: [id(factor) for factor, _ in part[1]])
        kept.sort(key=cmp_to_key(_slower))
        power = self.power + sign * other.power
        return Growth(tuple(kept), power, self.logs + sign * other.logs)

    def parts(self) -> dict[Growth, Ball]:
        """The coefficients in the exponent, fastest growth first."""
        found: dict[Growth, Ball] = {}
        for inner, factors, rational in self.exponent:
            found[inner] = found.get(inner, arb(0)) + Exact(rational, factors).ball()
        return found

    def direction(self) -> int:
        """1: tends to infinity; -1: to 0; 0: the constant 1."""
        for coefficient in self.parts().values():
            return certain_sign(coefficient)
        lead = self.power or self.logs
        return (lead > 0) - (lead < 0)

    def at(self, start: int) -> Ball:
        """Its value at t = start."""
        t, total = arb(start), arb(0)
        for inner, coefficient in self.parts().items():
            total += coefficient * inner.at(start)
        return total.exp() * t ** rational_ball(self.power) * t.log() ** self.logs

    def steepness(self, start: int) -> Ball:
        """The least of t*g'/g for t >= start, where that is plainly rising."""
        if self.logs or any(not c > 0 or inner.logs for inner, c in self.parts().items()):
            raise Unknown
        found = rational_ball(self.power)
        for inner, coefficient in self.parts().items():
            found += coefficient * inner.at(start) * inner.steepness(start)
        return found

    def falls_from(self, start: int) -> bool:
        """Whether it certainly falls for all t >= start."""
        t, parts = arb(start), self.parts()
        if not parts:
            return bool(rational_ball(self.power) + max(self.logs, 0) / t.log() <= 0)
        # t times the slope of the logarithm, over the fastest part: the others weigh ever less.
        top = next(iter(parts))
        lead = rational_ball(max(self.power, Fraction(0))) + max(self.logs, 0) / t.log()
        for inner, coefficient in parts.items():
            if inner == top:
                lead += coefficient * inner.at(start) * inner.steepness(start)
            elif not coefficient < 0:
                if inner.exponent or not inner.times(top, -1).falls_from(start):
                    raise Unknown
                lead += coefficient * inner.at(start) * inner.steepness(start)
        return bool(lead < 0)


def certain_sign(ball: Ball) -> int:
    """1 or -1; it must be one of them for all of the ball."""
    found = sign_of(ball)
    if found is None or found == 0:
        raise Unknown
    return found


def sign_of(ball: Ball) -> int | None:
    """1 or -1 if that is so for all of the ball."""
    if ball > 0:
        return 1
    return -1 if ball < 0 else None


ONE: Final = Growth()
LOG: Final = Growth((), Fraction(0), 1)
