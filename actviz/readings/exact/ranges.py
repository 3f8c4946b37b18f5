"""A formula over ranges of reals and over the special values of IEEE arithmetic.

Slower than balls, and it knows more: what a pole or a domain error is in IEEE arithmetic and what
comes of it, both branches of a condition that is not settled, how far a monotone atom reaches over
a wide interval, and bounds of values too large or too small for any ball.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Any, Final, TypeAlias

import numpy as np
from flint import arb, ctx

from actviz.formula.atoms import ATOMS
from actviz.formula.calculus import spelled_out
from actviz.formula.grammar import parse
from actviz.formula.ties import edge
from actviz.formula.tree import COMPARISONS, Node, X, name, walk
from actviz.readings.balls import BALLS, Ball, compiled, dsinc, dsinc_order

# A range of reals (its ends, exact balls, perhaps infinite), or a float that is NaN, infinite or
# a zero with its sign. An infinite end means no bound; the infinity of a pole is the float.
Known: TypeAlias = tuple[Ball, Ball] | float
Value: TypeAlias = Known | None  # None: anything at all, NaN included

_INF: Final = math.inf
_EVERYTHING: Final = (arb(-_INF), arb(_INF))
_HUGE: Final = arb(2**20)  # exp of this is far beyond every format

_DROPS_NAN: Final = {"**", "hypot", *COMPARISONS}  # may, as in IEEE arithmetic


def over(tree: Node, x: Value, values: Mapping[str, float]) -> Value:
    """The formula for every x in a range, at the precision of the moment."""
    fixed, moving = _fixed(tree, tuple(values.items()), ctx.prec)
    known = {**fixed, X: x}
    for current in moving:
        known[current] = _read(current, known)
    value: Value = known[spelled_out(tree, _KNOWN)]
    return value


@lru_cache(maxsize=64)  # a formula is asked for at one point after the other
def _fixed(
    tree: Node, values: tuple[tuple[str, float], ...], bits: int
) -> tuple[dict[Node, Any], list[Node]]:
    """The parts of a formula that x is not in, and those that are left, in their order."""
    del bits  # it tells balls of one precision from those of another
    known: dict[Node, Any] = {name(word): lift(value) for word, value in values}
    moving = []
    for current in walk(spelled_out(tree, _KNOWN)):
        if "x" in current.names:
            moving += [current] if current is not X else []
        elif current not in known:
            known[current] = _read(current, known)
    return known, moving


def _read(current: Node, known: Mapping[Node, Any]) -> Any:
    """An operation on what is known of its arguments."""
    match current.op:
        case "number":
            return _range(arb(current.value), arb(current.value))
        case "pi":
            return _hull(arb.pi())
        case "e":
            return _hull(arb.const_e())
        case "where":
            condition, then, otherwise = (known[arg] for arg in current.args)
            settled = then if condition else otherwise
            return _union(then, otherwise) if condition is None else settled
        case "dsinc":
            return _dsinc(dsinc_order(current), known[current.args[1]])
    return _apply(current.op, *[known[arg] for arg in current.args])


def lift(value: float) -> Known:
    """A double as a value: a range that is one point, or the special value that it is."""
    return (arb(value), arb(value)) if value and math.isfinite(value) else value


def between(low: float, high: float) -> Known:
    """The numbers from one double to another as a value."""
    return (arb(low), arb(high)) if low < high else lift(low)


def ends(value: Known) -> tuple[Ball, Ball]:
    """The least and the largest number of a value that is not NaN."""
    return value if isinstance(value, tuple) else (arb(value), arb(value))


def _apply(op: str, *args: Any) -> Any:
    # Plain loops: this is called for each part of a formula at each point.
    lost = False
    for arg in args:
        if arg is None:
            lost = True
        elif type(arg) is float and arg != arg and op not in _DROPS_NAN:
            return math.nan
    if lost:
        return None
    if op in COMPARISONS:
        return _compare(op, *args)
    operation = _OPERATIONS.get(op)
    return operation(*args) if operation else _atom(op, *args)


def _range(low: Ball, high: Ball) -> Known:
    """From low to high; a float if that is nothing but a zero or an infinity."""
    if low == high and (low.is_zero() or not low.is_finite()):
        return float(low)
    return low, high


def _between(low: Ball, high: Ball) -> Value:
    """From the lower end of one ball to the upper end of another."""
    if low.is_nan() or high.is_nan():
        return None
    return _range(low.lower(), high.upper())


def _hull(*balls: Ball) -> Value:
    if any(ball.is_nan() for ball in balls):
        return None
    return _range(min(ball.lower() for ball in balls), max(ball.upper() for ball in balls))


def _union(a: Value, b: Value) -> Value:
    # NaN or an infinity in one branch is no real number, and a range holds nothing else.
    if a is None or b is None or _special(a, b):
        return None
    return _hull(*ends(a), *ends(b))


def _special(*args: Known) -> bool:
    return any(isinstance(arg, float) and not math.isfinite(arg) for arg in args)


def _compare(op: str, a: Known, b: Known) -> bool | None:
    if any(isinstance(v, float) and math.isnan(v) for v in (a, b)):
        return op == "!="
    if op in (">", ">="):
        return _compare("<" if op == ">" else "<=", b, a)
    (a_low, a_high), (b_low, b_high) = ends(a), ends(b)
    if op in ("==", "!="):
        apart = a_high < b_low or b_high < a_low
        same = a_low == a_high == b_low == b_high
        return apart is (op == "!=") if apart or same else None
    strict = op == "<"
    if a_high < b_low if strict else a_high <= b_low:
        return True
    return False if (a_low >= b_high if strict else a_low > b_high) else None


# ---------------------------------------------------------------- arithmetic


def _ieee(function: Callable[..., Any], *args: Known) -> Value:
    """The result where a zero or an infinity decides it; of a range only the sign counts."""
    samples = [arg if isinstance(arg, float) else _sample(*arg) for arg in args]
    if any(sample is None for sample in samples):
        return None
    with np.errstate(all="ignore"):
        return lift(float(function(*map(np.float64, samples))))


def _sample(low: Ball, high: Ball) -> float | None:
    """A number of the range's sign, the number itself if it is a double."""
    if low == high and arb(float(low)) == low:
        return float(low)
    if low > 0 or high < 0:
        return math.copysign(0.5 if low > -1 and high < 1 else 2.0, float(low + high))
    return None


def _negative(a: Known) -> Known:
    return (-a[1], -a[0]) if isinstance(a, tuple) else -a


def _plus(a: Known, b: Known) -> Value:
    if _special(a, b) or (isinstance(a, float) and isinstance(b, float)):
        return _ieee(np.add, a, b)
    (a_low, a_high), (b_low, b_high) = ends(a), ends(b)
    return _between(a_low + b_low, a_high + b_high)


def _times(a: Known, b: Known) -> Value:
    if isinstance(a, float) or isinstance(b, float):
        return _ieee(np.multiply, a, b)
    (a_low, a_high), (b_low, b_high) = a, b
    if a_low > 0 and b_low > 0:
        return _between(a_low * b_low, a_high * b_high)
    if a_high < 0 and b_low > 0:
        return _between(a_low * b_high, a_high * b_low)
    if a_low > 0 and b_high < 0:
        return _between(a_high * b_low, a_low * b_high)
    if a_high < 0 and b_high < 0:
        return _between(a_high * b_high, a_low * b_low)
    # An infinite end stands for reals without bound: zero times each of them is zero.
    return _hull(*(p * q if p != 0 and q != 0 else arb(0) for p in a for q in b))


def _divided(a: Known, b: Known) -> Value:
    if isinstance(a, float) or isinstance(b, float):
        return _ieee(np.divide, a, b)
    low, high = b
    if low <= 0 <= high:
        if _sample(*a) is None:
            return None  # 0/0 may be in it
        if low < 0 < high:
            return _EVERYTHING
    # A divisor that comes down to zero leaves the quotient without bound on one side.
    least = (1 / high).lower() if high != 0 else _EVERYTHING[0]
    most = (1 / low).upper() if low != 0 else _EVERYTHING[1]
    return _times(a, (least, most))


def _power(a: Known, b: Known) -> Value:
    if any(isinstance(one, float) and math.isnan(one) for one in (a, b)):
        return math.nan  # of which IEEE makes 1 where b is 0
    if isinstance(a, float) or isinstance(b, float):
        if isinstance(a, tuple) and math.isinf(ends(b)[0]) and _near_one(*a):
            return None
        return _ieee(np.power, a, b)
    (low, high), (least, most) = a, b
    if least == most and least.is_integer():
        return _whole_power(a, least)
    if high < 0 and not least.union(most).contains_integer():
        return math.nan
    if low < 0:
        return None
    power: Value = _apply("exp", _apply("*", b, _apply("log", a)))
    return power


def _near_one(low: Ball, high: Ball) -> bool:
    """Whether it is open on which side of 1 the magnitude is, which decides u**inf."""
    return low < high and any(low <= one <= high for one in (-1, 1))


def _whole_power(a: Known, power: Ball) -> Value:
    if power < 0:
        below: Value = _apply("/", lift(1.0), _whole_power(a, -power))
        return below
    low, high = ends(_absolute(a) if (power / 2).is_integer() else a)
    corners = [end**power if end.is_finite() else end for end in (low, high)]
    return _hull(*(arb(0, _INF) if corner.is_nan() else corner for corner in corners))


def _absolute(a: Known) -> Known:
    if isinstance(a, float):
        return abs(a)
    low, high = a
    if low >= 0:
        return a
    return (-high, -low) if high <= 0 else (arb(0), max(-low, high))


def _larger(a: Known, b: Known) -> Known:
    (a_low, a_high), (b_low, b_high) = ends(a), ends(b)
    if a_low > b_high:
        return a
    return b if b_low >= a_high else _range(max(a_low, b_low), max(a_high, b_high))


def _smaller(a: Known, b: Known) -> Known:
    return _negative(_larger(_negative(a), _negative(b)))


def _hypot(a: Known, b: Known) -> Value:
    if _special(a, b):
        return _ieee(np.hypot, a, b)
    squares = (_whole_power(side, arb(2)) for side in (a, b))
    root: Value = _apply("sqrt", _apply("+", *squares))
    return root


_OPERATIONS: Final[Mapping[str, Callable[..., Value]]] = {
    "neg": _negative,
    "+": _plus,
    "-": lambda a, b: _plus(a, _negative(b)),
    "*": _times,
    "/": _divided,
    "**": _power,
    "abs": _absolute,
    "max": _larger,
    "min": _smaller,
    "hypot": _hypot,
}
_KNOWN: Final = frozenset(op for op in BALLS if op in _OPERATIONS or ATOMS[op].has_facts)


# ---------------------------------------------------------------- atoms of one argument


def _atom(op: str, u: Known) -> Value:
    atom = ATOMS[op]
    if isinstance(u, float) and u == 0 and _keeps_zero(op):
        return u
    low, high = ends(u)
    if atom.turns:
        return math.nan if _special(u) and op != "sinc" else _swing(BALLS[op], 1, low, high)
    if not atom.ends:
        return None
    if atom.domain and low <= edge(op):
        if high < edge(op):
            return math.nan
        if low < edge(op):
            return None
        if high == edge(op):
            return atom.bounds[0]
    if atom.parity == "even":
        low, high = ends(_absolute(u))
    return _monotone(BALLS[op], _limits(atom.ends, ctx.prec), low, high)


@cache
def _keeps_zero(op: str) -> bool:
    """Whether a zero comes out as it goes in, with its sign."""
    atom = ATOMS[op]
    odd = atom.parity == "odd" or atom.way > 0
    return odd and not atom.cases and bool(BALLS[op](arb(0)) == 0)


@cache
def _limits(ends_: str, bits: int) -> tuple[Ball, Ball]:
    """What a row says of a block's ends, in balls of so many bits."""
    words = {"inf": arb(_INF), "-inf": arb(-_INF)}
    low, high = (words.get(text) or next(compiled(parse(text))([0.0], {}))
                 for text in ends_.split(", "))  # fmt: skip
    return low, high


def _dsinc(order: int, u: Value) -> Value:
    if u is None or (isinstance(u, float) and math.isnan(u)):
        return u
    return _swing(lambda v: dsinc(order, v), arb(1) / (order + 1), *ends(u))


def _swing(function: Callable[[Ball], Ball], bound: Ball, low: Ball, high: Ball) -> Value:
    if low == high and not low.is_finite():
        return 0.0  # sinc and its derivatives die out
    most = arb(bound).upper()
    ball = function(low.union(high))
    if not ball.is_finite():
        return -most, most
    return _range(max(ball.lower(), -most), min(ball.upper(), most))


def _monotone(
    function: Callable[[Ball], Ball], limits: tuple[Ball, Ball], low: Ball, high: Ball
) -> Known:
    first = _at_end(function, limits, low)
    last = first if low == high else _at_end(function, limits, high)
    least, most = limits
    if least > most:
        first, last, least, most = last, first, most, least
    return _range(max(first[0], least.lower()), min(last[1], most.upper()))


@lru_cache(maxsize=128)
def _far_out(function: Callable[[Ball], Ball], right: bool, bits: int) -> Ball:
    """A function at the point beyond which no ball is asked for, at the precision of the moment."""
    del bits  # it tells results of one precision from those of another
    return function(_HUGE if right else -_HUGE)


def _at_end(
    function: Callable[[Ball], Ball], limits: tuple[Ball, Ball], end: Ball
) -> tuple[Ball, Ball]:
    """Bounds of the value at one end, however far out."""
    ball = function(end)
    if ball.is_finite():
        return ball.lower(), ball.upper()
    if end.is_finite() and abs(end) < _HUGE:  # not settled here at this precision
        return min(side.lower() for side in limits), max(side.upper() for side in limits)
    limit = limits[1] if end > _HUGE else limits[0]
    low, high = limit.lower(), limit.upper()
    if not end.is_finite():
        return low, high
    # Beyond all balls: between the value at a nearer point and the limit.
    near = _far_out(function, end > 0, ctx.prec)
    return min(near.lower(), low), max(near.upper(), high)
