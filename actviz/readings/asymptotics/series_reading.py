"""Tree to series: every operation of the formula language, far out on one side.

Where a condition is decided eventually, only the branch that it picks is read. Where it is not,
what the branches have in common is kept and their difference bounds the rest.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial
from typing import Any, Final

from flint import arb

from actviz.formula.atoms import ATOMS
from actviz.formula.calculus import by_cases, instantiate
from actviz.formula.tree import PI, Node, X, holds, node
from actviz.readings.asymptotics.algebra import Numbers
from actviz.readings.asymptotics.asymptotic_series import MAX_WORK, ZERO, Expansions, Series
from actviz.readings.asymptotics.exact_constants import (
    HALF,
    NotDecided,
    NotDefined,
    Number,
    Within,
    ball_of,
    single,
)
from actviz.readings.asymptotics.growths import Growth
from actviz.readings.balls import dsinc
from actviz.readings.effort import check

# What to read instead of ``means`` towards +infinity (1) and -infinity (-1): nothing cancels, and
# what is merely bounded by a large exponential never divides.
_FAR: Final = {
    ("tanh", 1): "1 - 2*exp(-2*u)/(1 + exp(-2*u))",
    ("tanh", -1): "2*exp(2*u)/(1 + exp(2*u)) - 1",
    ("sech", 1): "2*exp(-u)/(1 + exp(-2*u))",
    ("sech", -1): "2*exp(u)/(1 + exp(2*u))",
    ("sigmoid", 1): "1 - exp(-u)/(1 + exp(-u))",
    ("sigmoid", -1): "exp(u)/(1 + exp(u))",
    ("softplus", 1): "u + log(1 + exp(-u))",
    ("asinh", -1): "-asinh(-u)",
}
_ARITHMETIC: Final[Mapping[str, Callable[..., Series]]] = {
    "+": Expansions.add, "-": Expansions.subtract, "neg": Expansions.negative,
    "*": Expansions.multiply, "/": Expansions.divide,
}  # fmt: skip


class Reader:
    """Reads trees in x as series in t = |x|, at given values of the parameters."""

    def __init__(
        self,
        values: Mapping[str, float],
        side: int,
        keep: int,
        letters: bool = False,
        shallow: bool = False,
        work: int = MAX_WORK,
        numbers: Numbers | None = None,
    ) -> None:
        self.numbers = numbers or Numbers(values, letters)
        self.expansions = Expansions(self.numbers, keep, work)
        self.side = side
        self.shallow = shallow  # of f(c + small) only f(c) is read, which keeps closed forms short
        self._known: dict[Node, Series] = {}

    def series(self, tree: Node) -> Series:
        """The series of a tree.

        Raises:
            NotDecided: with the terms kept, or at all.
            NotDefined: the formula has provably no real value far out.
        """
        series = self._known.get(tree)
        if series is None:
            series = self._known[tree] = self._read(tree)
        return series

    def _read(self, tree: Node) -> Series:
        check()
        if tree is X:
            return self.expansions.variable(self.side)
        if not tree.args:
            return self.expansions.constant(self.numbers.of(tree))
        if tree.op == "where":
            return self._where(*tree.args)
        if tree.op == "**":
            return self._power(*map(self.series, tree.args))
        if tree.op in _ARITHMETIC:
            return _ARITHMETIC[tree.op](self.expansions, *map(self.series, tree.args))
        return self._atom(tree)

    # ------------------------------------------------------------ powers

    def _power(self, base: Series, exponent: Series) -> Series:
        constant = self.constant(exponent)
        if constant is not None:
            return self._constant_power(base, constant)
        if base.is_zero:
            return self._power_of_zero(self.expansions.sign(exponent))
        product = self.expansions.multiply(exponent, self.expansions.log(base))
        return self.expansions.exp(product)

    def _power_of_zero(self, sign: int | None) -> Series:
        if sign == 1:
            return ZERO
        if sign is None:
            raise NotDecided("zero to a power of unknown sign")
        raise NotDefined("zero to a negative power")

    def _constant_power(self, base: Series, exponent: Number) -> Series:
        if exponent == 0:
            return self.expansions.constant(1)
        if base.is_zero and self.numbers.sign(exponent) > 0:
            return ZERO
        if not (isinstance(exponent, int) and 0 < exponent <= 64):
            return self.expansions.power(base, exponent)
        result = base
        for digit in bin(exponent)[3:]:
            result = self.expansions.multiply(result, result)
            if digit == "1":
                result = self.expansions.multiply(result, base)
        return result

    def constant(self, series: Series) -> Number | None:
        """The constant that a series is, exactly; None if it is anything else."""
        if series.is_zero:
            return 0
        if series.order is None and len(series.terms) == 1:
            growth, wave, factor = series.terms[0]
            if wave is None and not growth.factors and not isinstance(factor, Within):
                return factor
        return None

    # ------------------------------------------------------------ cases

    def verdict(self, condition: Node) -> bool | None:
        """What a comparison comes out as from some x on; None if it is not decided."""
        try:
            sign = self.expansions.sign(self.series(node("-", *condition.args)))
        except NotDecided:
            return None
        if sign is None:
            return None
        return holds(condition.op, sign)

    def _where(self, condition: Node, then: Node, otherwise: Node) -> Series:
        verdict = self.verdict(condition)
        if verdict is not None:
            return self.series(then if verdict else otherwise)
        try:
            one, two = self.series(then), self.series(otherwise)
        except NotDefined as reason:  # of a branch that may not be taken
            raise NotDecided(str(reason)) from None
        apart = self.expansions.subtract(one, two)
        return one if apart.is_zero else self.expansions.blurred(one, apart)

    def _atom(self, tree: Node) -> Series:
        atom = ATOMS[tree.op]
        if atom.cases:
            return self.series(by_cases(tree, "x"))
        if atom.steps:
            return self._step(tree.op, self.series(tree.args[0]))
        try:
            return self._analytic(tree)
        except NotDecided:
            if atom.turns or all(map(math.isfinite, atom.bounds)):
                self.expansions.rough = True
                return self.expansions.bounded()
            raise

    # ------------------------------------------------------------ steps

    def _step(self, op: str, u: Series) -> Series:
        try:
            return self._settled_step(op, u)
        except NotDecided:
            return self.expansions.blurred(u, self.expansions.constant(1))

    def _settled_step(self, op: str, u: Series) -> Series:
        limit, small = self._shifted(u)
        if op == "round":  # the half that decides is at a whole number plus 1/2
            below = self._floor(limit + HALF)
            side = self._side(limit + HALF - below, small)
            return self.expansions.constant(below - (side < 0 or (side == 0 and below % 2)))
        below = self._floor(limit)
        side = self._side(limit - below, small)
        down, up = below - (side < 0), below + (side > 0)
        sign = self.numbers.sign(limit)
        toward_zero = (0, down, up)[sign]
        return self.expansions.constant({"floor": down, "ceil": up}.get(op, toward_zero))

    def _direction(self, growth: Growth) -> int:
        return self.expansions.growths.direction(growth)

    def _settles(self, u: Series) -> bool:
        """Whether a series tends to a finite limit."""
        steady = all(
            self._direction(term.growth) < 0
            or (self._direction(term.growth) == 0 and not term.wave)
            for term in u.terms
        )
        return steady and (u.order is None or self._direction(u.order) < 0)

    def _side(self, offset: Number, small: Series) -> int:
        """On which side of a step an argument is, far out."""
        side = self.numbers.sign(offset) or self.expansions.sign(small)
        if side is None:
            raise NotDecided("from which side a step is met")
        return side

    def _floor(self, value: Number) -> int:
        bound = self.numbers.bound(value)
        near = self.numbers.to_float(bound)
        if not math.isfinite(near):
            raise NotDecided("a step of a number too large for doubles")
        guess = math.floor(near)
        for whole in (guess, guess - 1, guess + 1):
            if self.numbers.sign(bound - whole) >= 0 > self.numbers.sign(bound - whole - 1):
                return whole
        raise NotDecided("the whole part of a large constant")

    # ------------------------------------------------------------ analytic atoms

    def _analytic(self, tree: Node) -> Series:
        op = tree.op
        if op == "dsinc" and isinstance(order := self.numbers.of(tree.args[0]), int):
            return self._dsinc(order, tree.args[1])
        u = self.series(tree.args[0])
        constant = self.constant(u)
        if op == "sinc" and constant == 0:
            return self.expansions.constant(1)
        if len(tree.args) == 1 and constant is not None:
            return self.expansions.constant(self.numbers.function(op, constant))
        if self.shallow and len(tree.args) == 1 and self._tends(u) == 0:
            limit, small = self._shifted(u)
            if self.numbers.sign(limit):
                value = self.expansions.constant(self.numbers.function(op, limit))
                return self.expansions.blurred(value, small)
        match op:
            case "exp":
                return self.expansions.exp(u)
            case "log":
                return self.expansions.log(u)
            case "sin":
                return self.expansions.sin_cos(u)[0]
            case "cos":
                return self.expansions.sin_cos(u)[1]
            case "atan":
                return self._atan(u)
            case "erfc":
                return self._erfc(u)
            case "erfcx" if self._tends(u) > 0:
                return self._erfc_tail(u)
        means = ATOMS[op].means
        if (op, 1) in _FAR or (op, -1) in _FAR:
            means = _FAR.get((op, self._tends(u)), means)
        letters = dict(zip("uvw", tree.args, strict=False))
        return self.series(instantiate(means, letters, node))

    def _tends(self, u: Series) -> int:
        """1 or -1 if a series tends to that infinity, 0 if it is bounded."""
        if u.is_zero or self._direction(u.size) <= 0:
            return 0
        sign = self.expansions.sign(u)
        if sign is None:
            raise NotDecided("the sign of something large")
        return sign

    def _shifted(self, u: Series) -> tuple[Number, Series]:
        """A finite limit and the rest, which tends to zero."""
        if not self._settles(u):
            raise NotDecided("an argument that does not settle")
        _, still, small = self.expansions.parts(u)
        return (still[0].factor if still else 0), small

    def _atan(self, u: Series) -> Series:
        tends = self._tends(u)
        odd = (Fraction((1, -1)[k // 2 % 2], k) if k % 2 else 0 for k in range(self._count))
        if tends:
            angle: Number = tends * HALF * single(PI)
            small = self.expansions.negative(self.expansions.inverse(u))
        else:
            # atan(c + d) = atan(c) + atan(d/(1 + c^2 + c d))
            c, d = self._shifted(u)
            angle = self.numbers.function("atan", c)
            scale = self.expansions.constant(1 + c * c)
            product = self.expansions.multiply(self.expansions.constant(c), d)
            small = self.expansions.divide(d, self.expansions.add(scale, product))
        series = self.expansions.compose([*odd], small, lambda h: 1 / (1 + h * h))
        return self.expansions.add(self.expansions.constant(angle), series)

    @property
    def _count(self) -> int:
        return self.expansions.keep + 1

    def _erfc(self, u: Series) -> Series:
        tends = self._tends(u)
        if not tends:
            return self._erfc_taylor(*self._shifted(u))
        size = u if tends > 0 else self.expansions.negative(u)
        square = self.expansions.negative(self.expansions.multiply(u, u))
        tail = self.expansions.multiply(self.expansions.exp(square), self._erfc_tail(size))
        return tail if tends > 0 else self.expansions.subtract(self.expansions.constant(2), tail)

    def _erfc_tail(self, u: Series) -> Series:
        """exp(u^2)*erfc(u) = (1 - 1/(2 u^2) + 3/(4 u^4) - ...)/(u sqrt(pi)), for large u."""
        coefficients: list[Number] = [1]
        for k in range(self.expansions.keep):
            coefficients.append(coefficients[-1] * -Fraction(2 * k + 1, 2))
        inverse = self.expansions.inverse(u)
        square = self.expansions.multiply(inverse, inverse)
        # Each sum is off by less than the next term.
        series = self.expansions.compose(coefficients, square, lambda _: arb(0).union(arb(0.75)), 2)
        front = self.expansions.constant(single(PI, -HALF))
        return self.expansions.multiply(self.expansions.multiply(front, inverse), series)

    def _erfc_taylor(self, c: Number, small: Series) -> Series:
        """Around c, from erfc'' = -2 u erfc'."""
        slope = self.numbers.exp(-(c * c)) * single(PI, -HALF) * -2
        slopes: list[Number] = [slope, slope * c * -2]
        for k in range(1, self.expansions.keep):
            following = (c * slopes[k] + slopes[k - 1]) * Fraction(-2, k + 1)
            slopes.append(following)
        taylor = [factor * Fraction(1, k + 1) for k, factor in enumerate(slopes)]
        start = self.numbers.function("erfc", c)

        def slope_here(h: Any) -> Any:
            return -2 * (-((ball_of(c) + h) ** 2)).exp() / arb.pi().sqrt()

        return self.expansions.compose([start, *taylor], small, slope_here)

    def _dsinc(self, order: int, argument: Node) -> Series:
        """The derivative of sin(u)/u of this order: by Leibniz, or by its power series at 0."""
        u = self.series(argument)
        if u.is_zero or self._direction(u.size) < 0:
            # sin(u)/u = sum of (-1)^j u^(2j)/(2j + 1)!
            taylor: list[Number] = [
                Fraction((1, 0, -1, 0)[m % 4] * math.perm(m, order), math.factorial(m + 1))
                for m in range(order, order + self._count)
            ]
            return self.expansions.compose(taylor, u, partial(dsinc, order + 1))
        multiply = self.expansions.multiply
        sine, cosine = self.expansions.sin_cos(u)
        inverse = self.expansions.inverse(u)
        cycle = (sine, cosine, self.expansions.negative(sine), self.expansions.negative(cosine))
        total, factor = ZERO, inverse
        for k in range(order + 1):
            total = self.expansions.add(total, multiply(cycle[(order - k) % 4], factor))
            step = self.expansions.constant(-(order - k))
            factor = multiply(factor, multiply(inverse, step))
        return total
