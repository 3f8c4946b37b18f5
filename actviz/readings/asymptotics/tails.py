"""What holds from a start on, not only far enough out: signs of whole tails.

The same series as for limits, with balls in place of bounds by an unknown constant. Of a growth
that falls for all t >= start, whatever else is known of t, the value lies between 0 and that at the
start; so a slower term is a ball times a faster one, which makes the sign of a sum decidable:
``x*exp(-x)`` against ``exp(-x)``, or ``1 - tanh(x)`` against ``sech(x)``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from flint import arb

from actviz.formula.calculus import derivative
from actviz.formula.tree import Node, X, node
from actviz.readings.asymptotics.algebra import Numbers
from actviz.readings.asymptotics.asymptotic_series import MAX_WORK, Expansions, Rest, Series, Term
from actviz.readings.asymptotics.exact_constants import (
    Exact,
    NotDecided,
    NotDefined,
    Number,
    Rational,
    Within,
    ball_of,
)
from actviz.readings.asymptotics.growths import Growth
from actviz.readings.asymptotics.series_reading import Reader
from actviz.readings.balls import compiled, known_here, precision

_BITS: Final = 160
_OPEN: Final = (NotDecided, NotDefined, ZeroDivisionError, OverflowError, RecursionError)
_TERMS: Final = 12  # kept of a sum; the slowest are drawn into the one before


def tail_sign(tree: Node, side: int, start: int) -> int | None:
    """The sign that a formula has for every x beyond ``start`` on a side; None: not found.

    0 means constantly zero. A sign of 1 or -1 means that it is nowhere of the other sign.

    Args:
        tree: a formula without parameters.
        side: 1 for x >= start, -1 for x <= -start.
        start: at least 3.
    """
    with precision(_BITS):
        tail = _TailReader(side, start)
        try:
            lead = tail.bounds.lead(tail.series(known_here(tree)))
        except _OPEN:
            return None
        if lead.is_zero():
            return 0
        return 1 if lead >= 0 else -1 if lead <= 0 else None


def beside(tree: Node, side: int, reach: Any, bits: int) -> tuple[int, int] | None:
    """A whole number beside which a formula stays, and on which side of it; None: not found.

    Args: those of :func:`beside_line`.
    """
    line = beside_line(tree, side, reach, bits)
    if line is None or line[0] or not isinstance(line[1], int):
        return None
    return line[1], line[2]


def beside_line(
    tree: Node, side: int, reach: Any, bits: int
) -> tuple[Rational, Rational, int] | None:
    """The slope and intercept of a line beside which a formula stays, and on which side of it.

    None: not found.

    Args:
        tree: a formula without parameters.
        side: 1 for x >= reach, -1 for x <= -reach.
        reach: a ball.
        bits: it stays within 2**-bits of that line.
    """
    with precision(_BITS):
        start = int(min(float(reach), 1024.0)) if reach >= 4 else 0
        if not reach >= start >= 4:
            return None
        tail = _TailReader(side, start)
        growths = tail.bounds.growths
        try:
            big, still, small = tail.bounds.parts(tail.series(known_here(tree)))
            if len(big) > 1 or len(still) > 1 or any(term.wave for term in (*big, *still)):
                return None
            if big and growths.compare(big[0].growth, growths.of_basis(0)):
                return None
            slope, whole = (part[0].factor if part else 0 for part in (big, still))
            sign, lead = tail.bounds.sign(small), tail.bounds.lead(small)
            if isinstance(slope, Exact | Within) or isinstance(whole, Exact | Within) or not sign:
                return None
            near = abs(lead) * growths.at(small.size, reach)
        except _OPEN:
            return None
        return (slope * side, whole, sign) if near < arb(2) ** -bits else None


class _Bounds(Expansions):
    """Arithmetic of series whose coefficients are constants, or lie in balls for t >= start."""

    def __init__(self, numbers: Numbers, start: int) -> None:
        super().__init__(numbers, 2, MAX_WORK)
        self.start = start
        self._ratios: dict[Growth, Any] = {}

    def bounded(self, growth: Growth | None = None, size: int = 2) -> Series:
        """Something whose magnitude is at most ``size``."""
        if growth is not None:
            raise NotDecided("a bound by an unknown constant")
        return Series((Term(self.growths.one, None, Within(arb(0, size))),))

    def blurred(self, one: Series, other: Series) -> Series:
        """A series of which it is only known that it is off by at most the other."""
        return self.add(one, self.multiply(other, self.bounded(size=1)))

    def ratio(self, growth: Growth) -> Any:
        """What a growth that tends to 0 takes for t >= start: from 0 to its value there."""
        ratio = self._ratios.get(growth)
        if ratio is None:
            if not self.growths.falls_from(growth, self.start):
                raise NotDecided("a growth that may rise at first")
            ratio = self._ratios[growth] = arb(0).union(self.growths.at(growth, self.start))
        return ratio

    def over(self, terms: Iterable[Term], growth: Growth) -> Any:
        """A sum of slower terms over a growth, as a ball."""
        total = arb(0)
        for term in terms:
            apart = self.growths.product(term.growth, growth, -1)
            total += ball_of(term.factor) * self.ratio(apart)
        return total

    def _series(self, terms: Iterable[Term], order: Growth | None) -> Series:
        merged = tuple(self._merged(terms))
        if len(merged) > _TERMS:
            *kept, last = merged[:_TERMS]
            ball = ball_of(last.factor) + self.over(merged[_TERMS:], last.growth)
            merged = (*kept, Term(last.growth, None, Within(ball)))
        return Series(merged)

    def lead(self, one: Series) -> Any:
        """A series over its fastest growth, as a ball."""
        if not one.terms:
            return arb(0)
        first, *others = one.terms
        return ball_of(first.factor) + self.over(others, first.growth)

    def sign(self, one: Series) -> int | None:
        """The sign for all t >= start; 0 if it is identically zero, None if unknown."""
        lead = self.lead(one)
        return 0 if lead.is_zero() else 1 if lead > 0 else -1 if lead < 0 else None

    def compose(
        self, coefficients: Sequence[Number], small: Series, rest: Rest, count: int = 1
    ) -> Series:
        """The power series with these coefficients, up to a power with a ball in place of one."""
        reach = self.over(small.terms, self.growths.one).union(arb(0))
        total = self.constant(Within(rest(reach)))
        for coefficient in reversed(coefficients[:count]):
            total = self.add(self.multiply(total, small), self.constant(coefficient))
        return total

    def sin_cos(self, one: Series) -> tuple[Series, Series]:
        """Sine and cosine, which are at most 1."""
        if self.parts(one)[0]:
            return self.bounded(size=1), self.bounded(size=1)
        return super().sin_cos(one)

    def smooth(self, op: str, limit: Number, small: Series) -> Series:
        """f(c + d) = f(c) + d * f'(somewhere between), for an atom of one argument."""
        centre = ball_of(limit)
        reach = centre.union(centre + self.over(small.terms, self.growths.one))
        (slope,) = compiled(derivative(node(op, X)))([reach], {})
        slopes = self.constant(Within(slope))
        value = self.constant(self.numbers.function(op, limit))
        return self.add(value, self.multiply(small, slopes))


class _TailReader(Reader):
    """Reads trees as series that hold from a start on."""

    def __init__(self, side: int, start: int) -> None:
        super().__init__({}, side, 0)
        self.expansions = self.bounds = _Bounds(self.numbers, start)

    def _settled_step(self, op: str, u: Series) -> Series:
        raise NotDecided("where the steps end")

    def _analytic(self, tree: Node) -> Series:
        u = self.series(tree.args[-1])
        if len(tree.args) == 1 and self.constant(u) is None and self._settles(u):
            try:
                return self.bounds.smooth(tree.op, *self._shifted(u))
            except NotDecided:
                pass  # it may be a logarithm or a root of something that tends to zero
        series = super()._analytic(tree)
        if (
            tree.op == "sinc"
            and not abs(self.bounds.over(series.terms, self.bounds.growths.one)) < 1
        ):
            return self.bounds.bounded(size=1)
        return series
