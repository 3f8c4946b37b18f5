"""A formula far out, in growths with rigorous coefficients: what balls cannot hold.

For every x beyond a threshold T on a side a formula is a sum of terms, each a *growth* of t = |x|
times something that lies in a ball for all t >= T. A growth is ``exp`` of a sum of slower ones
times a power of t times a power of log(t). Equal growths with exact coefficients cancel exactly; of
unequal ones the slower is at most its value at T times the faster, which makes signs of whole
tails decidable: ``x*exp(-x)`` against ``exp(-x)``, or ``1 - tanh(x)`` against ``sech(x)``.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cmp_to_key
from typing import Any, Final, NamedTuple, TypeAlias

from flint import arb

from actviz.formula.calculus import derivative, spelled_out
from actviz.formula.grammar import constant_value
from actviz.formula.tree import COMPARISONS, Node, X, node, number, walk
from actviz.readings.exact.balls import BALLS, Ball, compiled, precision
from actviz.readings.exact.growths import (
    LOG,
    ONE,
    Exact,
    Growth,
    Unknown,
    certain_sign,
    constant_ball,
    rational_ball,
    sign_of,
)

BITS: Final = 160
_TERMS: Final = 12  # kept of a sum; the slowest are drawn into the one before


class Term(NamedTuple):
    """A growth times something in a ball; ``exact`` where that is a known constant."""

    growth: Growth
    ball: Ball
    exact: Exact | None = None


Envelope: TypeAlias = tuple[Term, ...]  # fastest first; nothing: zero


def tail_sign(tree: Node, side: int, start: int) -> int | None:
    """The sign that a formula has for every x beyond ``start`` on a side; None: not found.

    0 means constantly zero. A sign of 1 or -1 means that it is nowhere of the other sign.

    Args:
        tree: a formula without parameters.
        side: 1 for x >= start, -1 for x <= -start.
        start: at least 3.
    """
    with precision(BITS):
        tail = _Tail(side, start)
        try:
            return tail.sign(tail.of(tree))
        except (Unknown, ZeroDivisionError, OverflowError):
            return None


class _Tail:
    """The envelopes of all parts of a formula for one tail."""

    def __init__(self, side: int, start: int) -> None:
        self.side, self.start = side, start
        self._ratios: dict[Growth, Ball] = {}
        self.known: dict[Node, Envelope] = {}

    def of(self, tree: Node) -> Envelope:
        tree = spelled_out(tree, _KNOWN)
        for current in walk(tree):
            if current not in self.known and current.op not in COMPARISONS:
                self.known[current] = self._shortened(self._operation(current))
        return self.known[tree]

    def _operation(self, current: Node) -> Envelope:
        if "x" not in current.names:
            return _constants(current)
        args = [self.known[arg] for arg in current.args if arg.op not in COMPARISONS]
        match current.op:
            case "name":
                return (_term(Exact(Fraction(self.side)), Growth((), Fraction(1))),)
            case "neg":
                return _scaled(args[0], Exact(Fraction(-1)))
            case "+":
                return self.sum(*args)
            case "-":
                return self.sum(args[0], _scaled(args[1], Exact(Fraction(-1))))
            case "*":
                return self.product(*args)
            case "/":
                return self.product(args[0], self.power(args[1], Fraction(-1)))
            case "**":
                return self._power(current, *args)
            case "where":
                asked = current.args[0]
                low, high = (self.known[arg] for arg in asked.args)
                holds = self._holds(asked.op, self.sum(low, _scaled(high, Exact(Fraction(-1)))))
                return args[0] if holds else args[1]
            case "max" | "min":
                gap = self.sign(self.sum(args[0], _scaled(args[1], Exact(Fraction(-1)))))
                if gap is None:
                    raise Unknown
                return args[0] if (gap >= 0) == (current.op == "max") else args[1]
            case "dsinc":
                return self._bounded(args[1])
            case op if op in _FUNCTIONS:
                return _FUNCTIONS[op](self, *args)
        raise Unknown

    def _holds(self, op: str, gap: Envelope) -> bool:
        lead = self.sign(gap, strict=True)
        if lead is None:
            raise Unknown
        return {"<": lead < 0, "<=": lead <= 0, ">": lead > 0, ">=": lead >= 0}.get(
            op, (lead == 0) == (op == "==")
        )

    # ------------------------------------------------------------ sums and signs

    def ratio(self, growth: Growth) -> Ball:
        """What a growth that tends to 0 takes for t >= start: from 0 to its value there."""
        found = self._ratios.get(growth)
        if found is None:
            if not growth.falls_from(self.start):
                raise Unknown
            found = self._ratios[growth] = _hull(arb(0), growth.at(self.start))
        return found

    def sum(self, *envelopes: Envelope) -> Envelope:
        gathered: dict[Growth, Term] = {}
        for term in (term for envelope in envelopes for term in envelope):
            other = gathered.get(term.growth)
            gathered[term.growth] = term if other is None else _added(other, term)
        kept = [term for term in gathered.values() if not term.ball.is_zero()]
        return tuple(sorted(kept, key=cmp_to_key(_faster)))

    def product(self, one: Envelope, two: Envelope) -> Envelope:
        return self.sum(
            tuple(
                Term(
                    a.growth.times(b.growth),
                    a.ball * b.ball,
                    a.exact * b.exact if a.exact and b.exact else None,
                )
                for a in one
                for b in two
            )
        )

    def _shortened(self, envelope: Envelope) -> Envelope:
        if len(envelope) <= _TERMS:
            return envelope
        *kept, last = envelope[:_TERMS]
        ball = last.ball
        for term in envelope[_TERMS:]:
            ball += term.ball * self.ratio(term.growth.times(last.growth, -1))
        return (*kept, Term(last.growth, ball))

    def lead(self, envelope: Envelope) -> Ball:
        """The whole over its fastest growth, as a ball."""
        first, *rest = envelope
        found = first.ball
        for term in rest:
            found += term.ball * self.ratio(term.growth.times(first.growth, -1))
        return found

    def sign(self, envelope: Envelope, *, strict: bool = False) -> int | None:
        if not envelope:
            return 0
        ball = self.lead(envelope)
        if not strict and (ball >= 0 or ball <= 0):
            return 1 if ball >= 0 else -1
        return sign_of(ball)

    # ------------------------------------------------------------ functions

    def split(self, u: Envelope) -> tuple[Envelope, Envelope, Envelope]:
        """The terms that tend to infinity, the constant one, and those that tend to 0."""
        parts: dict[int, list[Term]] = {1: [], 0: [], -1: []}
        for term in u:
            parts[term.growth.direction()].append(term)
        return tuple(parts[1]), tuple(parts[0]), tuple(parts[-1])

    def direction(self, u: Envelope) -> int:
        """Of something infinite its sign; 0: it stays bounded."""
        if not u or u[0].growth.direction() <= 0:
            return 0
        return certain_sign(self.lead(u))

    def smooth(self, op: str, u: Envelope) -> Envelope:
        """A function of something bounded: f(c + d) = f(c) + d * f'(somewhere between)."""
        infinite, constant, small = self.split(u)
        if infinite:
            raise Unknown
        exact = constant[0].exact if constant else Exact(Fraction(0))
        centre = constant[0].ball if constant else arb(0)
        at_centre = _finite(BALLS[op](centre))
        first: Envelope = (Term(ONE, at_centre),) if not at_centre.is_zero() else ()
        if exact is not None and not exact.factors:
            first = _named(op, exact.rational) or first
        if not small:
            return first
        span = centre
        for term in small:
            span += term.ball * self.ratio(term.growth)
        (slope,) = compiled(derivative(node(op, X)))([_hull(centre, span)], {})
        return self.sum(first, self.product(small, (Term(ONE, _finite(slope)),)))

    def _bounded(self, u: Envelope, low: int = -1, high: int = 1) -> Envelope:
        return (Term(ONE, _hull(arb(low), arb(high))),)

    def exp(self, u: Envelope) -> Envelope:
        infinite, constant, small = self.split(u)
        growth = ONE
        for term in infinite:
            growth = growth.times(_exponential(term))
        bounded = self.smooth("exp", (*constant, *small))
        return self.product((_term(Exact(Fraction(1)), growth),), bounded)

    def log(self, u: Envelope) -> Envelope:
        if not u:
            raise Unknown
        first = u[0]
        if not first.ball > 0 or first.growth.logs:
            raise Unknown
        over = self._over(u)
        found: list[Term] = [
            _term(Exact(rational, factors), inner)
            for inner, factors, rational in first.growth.exponent
        ]
        if first.growth.power:
            found.append(_term(Exact(first.growth.power), Growth((), Fraction(0), 1)))
        coefficient = first.ball.log()
        one = first.exact is not None and first.exact == Exact(Fraction(1))
        head: Envelope = () if one else (Term(ONE, coefficient),)
        return self.sum(tuple(found), head, self.smooth("log1p", over))

    def _over(self, u: Envelope) -> Envelope:
        """The rest of a sum over its first term."""
        first = u[0]
        inverse = first.exact.power(-1) if first.exact and not first.ball.contains(0) else None
        if first.ball.contains(0):
            raise Unknown
        return tuple(
            Term(
                term.growth.times(first.growth, -1),
                term.ball / first.ball,
                term.exact * inverse if term.exact and inverse else None,
            )
            for term in u[1:]
        )

    def power(self, u: Envelope, exponent: Fraction) -> Envelope:
        """A rational power; of a negative number only a whole one."""
        if exponent.denominator == 1 and 0 <= exponent <= 8:
            found: Envelope = (_term(Exact(Fraction(1)), ONE),)
            for _ in range(int(exponent)):
                found = self.product(found, u)
            return found
        if not u or not (u[0].ball > 0 or exponent.denominator == 1):
            raise Unknown
        first = u[0]
        growth = Growth(
            tuple((inner, factors, rational * exponent)
                  for inner, factors, rational in first.growth.exponent),
            first.growth.power * exponent,
        )  # fmt: skip
        if first.growth.logs:
            if exponent.denominator != 1:
                raise Unknown
            growth = growth._replace(logs=first.growth.logs * int(exponent))
        over = self._over(u)
        whole = exponent.denominator == 1
        exact = first.exact.power(int(exponent)) if first.exact and whole else None
        if first.exact and not whole and first.exact == Exact(Fraction(1)):
            exact = first.exact
        ball = exact.ball() if exact else first.ball ** rational_ball(exponent)
        # (1 + d)**r = 1 + d * r * (1 + somewhere between)**(r - 1)
        span = arb(1)
        for term in over:
            span += term.ball * self.ratio(term.growth)
        between = _hull(arb(1), span)
        if not between > 0 and not (whole and not between.contains(0)):
            raise Unknown
        slope = rational_ball(exponent) * between ** rational_ball(exponent - 1)
        rest = self.product(over, (Term(ONE, _finite(slope)),))
        one = (_term(Exact(Fraction(1)), ONE),)
        return self.product((Term(growth, ball, exact),), self.sum(one, rest))

    def _power(self, current: Node, base: Envelope, exponent: Envelope) -> Envelope:
        value = constant_value(current.args[1])
        if value is not None and value.denominator < 1000:
            return self.power(base, value)
        fixed = "x" not in current.args[0].names
        log = _constants(node("log", current.args[0])) if fixed else self.log(base)
        return self.exp(self.product(exponent, log))


def _finite(ball: Ball) -> Ball:
    if not ball.is_finite():
        raise Unknown
    return ball


def _hull(one: Ball, other: Ball) -> Ball:
    return one.union(other)


def _faster(one: Term, two: Term) -> int:
    return -one.growth.times(two.growth, -1).direction()


def _term(exact: Exact, growth: Growth) -> Term:
    return Term(growth, exact.ball(), exact)


def _added(one: Term, two: Term) -> Term:
    if one.exact and two.exact and one.exact.factors == two.exact.factors:
        exact = Exact(one.exact.rational + two.exact.rational, one.exact.factors)
        return Term(one.growth, exact.ball(), exact)
    return Term(one.growth, one.ball + two.ball)


def _scaled(envelope: Envelope, factor: Exact) -> Envelope:
    ball = factor.ball()
    return tuple(
        Term(term.growth, term.ball * ball, term.exact * factor if term.exact else None)
        for term in envelope
    )


def _constants(tree: Node) -> Envelope:
    """A formula without x."""
    exact = _exact(tree)
    if exact is not None:
        return (_term(exact, ONE),) if exact.rational else ()
    return (Term(ONE, _finite(constant_ball(tree))),)


def _exact(tree: Node) -> Exact | None:
    value = constant_value(tree)
    if value is not None:
        return Exact(value)
    args = [_exact(arg) for arg in tree.args]
    match tree.op, args:
        case "neg", [Exact() as one]:
            return one * Exact(Fraction(-1))
        case "*", [Exact() as one, Exact() as two]:
            return one * two
        case "/", [Exact() as one, Exact() as two] if two.rational:
            return one * two.power(-1)
    if tree.op in ("+", "-", "**"):
        return None
    return Exact(Fraction(1), ((tree, 1),))


def _exponential(term: Term) -> Growth:
    """exp of a term that tends to infinity, as a growth."""
    growth, exact = term.growth, term.exact
    if exact is None:
        raise Unknown
    if growth == LOG:
        if exact.factors:
            raise Unknown
        return Growth((), exact.rational)
    if growth.logs:
        raise Unknown
    return Growth(((growth, exact.factors, exact.rational),))


# Values that are rational where the argument is: they cancel exactly.
_HALF: Final = Fraction(1, 2)
_WHOLE: Final = Fraction(1)
_NAMED: Final[dict[tuple[str, int], Fraction]] = {
    ("exp", 0): _WHOLE, ("sigmoid", 0): _HALF, ("cosh", 0): _WHOLE, ("sech", 0): _WHOLE,
    ("erfc", 0): _WHOLE, ("Phi", 0): _HALF, ("sqrt", 1): _WHOLE, ("cos", 0): _WHOLE,
}  # fmt: skip


def _named(op: str, value: Fraction) -> Envelope | None:
    found = _NAMED.get((op, int(value))) if value.denominator == 1 else None
    return (_term(Exact(found), ONE),) if found else None


# ---------------------------------------------------------------- functions of infinite arguments

_Function: TypeAlias = Callable[..., Envelope]


def _number(value: int | Fraction) -> Envelope:
    return (_term(Exact(Fraction(value)), ONE),)


def _minus(u: Envelope) -> Envelope:
    return _scaled(u, Exact(Fraction(-1)))


def _odd(op: str, positive: _Function) -> _Function:
    """A function with f(-u) = -f(u) by what it is for u that tends to infinity."""

    def found(tail: _Tail, u: Envelope) -> Envelope:
        match tail.direction(u):
            case 0:
                return tail.smooth(op, u)
            case 1:
                return positive(tail, u)
        return _minus(positive(tail, _minus(u)))

    return found


def _both(op: str, negative: _Function, positive: _Function) -> _Function:
    def found(tail: _Tail, u: Envelope) -> Envelope:
        side = tail.direction(u)
        return (negative if side < 0 else positive)(tail, u) if side else tail.smooth(op, u)

    return found


def _inverse(tail: _Tail, u: Envelope) -> Envelope:
    return tail.power(u, Fraction(-1))


def _tanh(tail: _Tail, u: Envelope) -> Envelope:
    power = tail.exp(_scaled(u, Exact(Fraction(-2))))
    ratio = tail.product(power, _inverse(tail, tail.sum(_number(1), power)))
    return tail.sum(_number(1), _scaled(ratio, Exact(Fraction(-2))))


def _logistic_small(tail: _Tail, u: Envelope) -> Envelope:
    """sigmoid(u) for u that tends to -infinity."""
    power = tail.exp(u)
    return tail.product(power, _inverse(tail, tail.sum(_number(1), power)))


def _sech(tail: _Tail, u: Envelope) -> Envelope:
    down = u if tail.direction(u) < 0 else _minus(u)
    power = tail.exp(down)
    below = tail.sum(_number(1), tail.product(power, power))
    return _scaled(tail.product(power, _inverse(tail, below)), Exact(Fraction(2)))


def _hyperbolic(sign: int) -> _Function:
    def found(tail: _Tail, u: Envelope) -> Envelope:
        return _scaled(
            tail.sum(tail.exp(u), _scaled(tail.exp(_minus(u)), Exact(Fraction(sign)))),
            Exact(Fraction(1, 2)),
        )

    return found


def _mills(tail: _Tail, u: Envelope) -> Envelope:
    """(1 - Phi(u))/phi(u) for u that tends to infinity: 1/u * (1 - 1/u**2 + [0, 3]/u**4)."""
    inverse = _inverse(tail, u)
    square = tail.product(inverse, inverse)
    rest = tail.product(tail.product(square, square), (Term(ONE, _hull(arb(0), arb(3))),))
    return tail.product(inverse, tail.sum(_number(1), _minus(square), rest))


def _density(tail: _Tail, u: Envelope) -> Envelope:
    half = _scaled(tail.product(u, u), Exact(Fraction(-1, 2)))
    root = node("sqrt", node("*", number(2), node("pi")))
    return tail.product(tail.exp(half), (_term(Exact(Fraction(1), ((root, -1),)), ONE),))


def _cdf_small(tail: _Tail, u: Envelope) -> Envelope:
    return tail.product(_density(tail, u), _mills(tail, _minus(u)))


def _root_two() -> Envelope:
    return (_term(Exact(Fraction(1), ((node("sqrt", number(2)), 1),)), ONE),)


def _erfc_large(tail: _Tail, u: Envelope) -> Envelope:
    """erfc(u) = 2*Phi(-u*sqrt(2))."""
    return _scaled(_cdf_small(tail, _minus(tail.product(u, _root_two()))), Exact(Fraction(2)))


def _erfcx_large(tail: _Tail, u: Envelope) -> Envelope:
    """exp(u**2)*erfc(u) = sqrt(2/pi) * mills(u*sqrt(2))."""
    factor = (Term(ONE, (2 / arb.pi()).sqrt()),)
    return tail.product(_mills(tail, tail.product(u, _root_two())), factor)


def _unknown(*_: Any) -> Envelope:
    raise Unknown


def _less(whole: int, function: _Function, sign: int = -1) -> _Function:
    """whole - function(sign * u)."""

    def found(tail: _Tail, u: Envelope) -> Envelope:
        given = _minus(u) if sign < 0 else u
        return tail.sum(_number(whole), _minus(function(tail, given)))

    return found


def _atan(tail: _Tail, u: Envelope) -> Envelope:
    half_pi = (_term(Exact(Fraction(1, 2), ((node("pi"), 1),)), ONE),)
    return tail.sum(half_pi, _minus(tail.smooth("atan", _inverse(tail, u))))


def _root(tail: _Tail, u: Envelope) -> Envelope:
    return tail.power(u, Fraction(1, 2)) if tail.direction(u) else _bounded_root(tail, u)


def _bounded_root(tail: _Tail, u: Envelope) -> Envelope:
    return tail.smooth("sqrt", u) if u and u[0].growth == ONE else tail.power(u, Fraction(1, 2))


def _hypot(tail: _Tail, u: Envelope, v: Envelope) -> Envelope:
    return _root(tail, tail.sum(tail.product(u, u), tail.product(v, v)))


def _asinh(tail: _Tail, u: Envelope) -> Envelope:
    return tail.log(tail.sum(u, _hypot(tail, u, _number(1))))


def _softplus_small(tail: _Tail, u: Envelope) -> Envelope:
    return tail.smooth("log1p", tail.exp(u))


def _softplus_large(tail: _Tail, u: Envelope) -> Envelope:
    return tail.sum(u, _softplus_small(tail, _minus(u)))


def _log1p(tail: _Tail, u: Envelope) -> Envelope:
    return tail.log(tail.sum(_number(1), u)) if tail.direction(u) else tail.smooth("log1p", u)


def _log(tail: _Tail, u: Envelope) -> Envelope:
    constant = bool(u) and u[0].growth == ONE
    return tail.smooth("log", u) if constant else tail.log(u)


def _expm1(tail: _Tail, u: Envelope) -> Envelope:
    if not tail.direction(u):
        return tail.smooth("expm1", u)
    return tail.sum(tail.exp(u), _number(-1))


def _swing(op: str) -> _Function:
    def found(tail: _Tail, u: Envelope) -> Envelope:
        return tail._bounded(u) if tail.direction(u) else tail.smooth(op, u)

    return found


def _signum(tail: _Tail, u: Envelope) -> Envelope:
    found = tail.sign(u, strict=True)
    if found is None:
        raise Unknown
    return _number(found) if found else ()


def _absolute(tail: _Tail, u: Envelope) -> Envelope:
    found = tail.sign(u)
    if found is None:
        raise Unknown
    return _minus(u) if found < 0 else u


_FUNCTIONS: Final[dict[str, _Function]] = {
    "exp": lambda tail, u: tail.exp(u),
    "expm1": _expm1,
    "scaled_exp": lambda tail, u, v: tail.product(u, tail.exp(v)),
    "log": _log,
    "log1p": _log1p,
    "sqrt": _root,
    "hypot": _hypot,
    "tanh": _odd("tanh", _tanh),
    "sech": _both("sech", _sech, _sech),
    "sinh": _both("sinh", _hyperbolic(-1), _hyperbolic(-1)),
    "cosh": _both("cosh", _hyperbolic(1), _hyperbolic(1)),
    "asinh": _odd("asinh", _asinh),
    "atan": _odd("atan", _atan),
    "sigmoid": _both("sigmoid", _logistic_small, _less(1, _logistic_small)),
    "softplus": _both("softplus", _softplus_small, _softplus_large),
    "Phi": _both("Phi", _cdf_small, _less(1, _cdf_small)),
    "phi": _both("phi", _density, _density),
    "erfc": _both("erfc", _less(2, _erfc_large), _erfc_large),
    "erf": _odd("erf", _less(1, _erfc_large, 1)),
    "erfcx": _both("erfcx", _unknown, _erfcx_large),
    "sin": _swing("sin"),
    "cos": _swing("cos"),
    "sinc": _swing("sinc"),
    "sign": _signum,
    "abs": _absolute,
}
_KNOWN: Final = frozenset({*_FUNCTIONS, "max", "min", "dsinc"})
