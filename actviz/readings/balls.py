"""The atoms as functions of Arb balls, and a formula compiled to a function of balls.

A ball is a number with a bound on its error, and every operation on balls keeps that bound true,
at whatever precision is set. NaN stands for "anything": a pole, an argument that may be outside a
domain, a condition that both holds and does not.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from threading import RLock
from typing import Any, Final, TypeAlias

from flint import arb, ctx

from actviz.formula.calculus import spelled_out
from actviz.formula.grammar import constant_value
from actviz.formula.tree import COMPARISONS, Node, walk

Ball: TypeAlias = Any  # flint.arb, which comes without types
Reading: TypeAlias = Callable[[Iterable[Ball | float], Mapping[str, float]], Iterator[Ball]]

# Flint has one precision for the whole process: whoever sets it works alone meanwhile.
ALONE: Final = RLock()

_HALF: Final = arb(0.5)
_MINUS_HALF: Final = arb(-0.5)
_NAN: Final = arb("nan")
_OPPOSITE: Final = dict(zip(COMPARISONS, (">=", ">", "<=", "<", "!=", "=="), strict=True))


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Work with so many bits for a while; flint has one precision for everybody."""
    with ALONE:
        before = ctx.prec
        ctx.prec = bits
        try:
            yield
        finally:
            ctx.prec = before


def span(low: float, high: float) -> Ball:
    """A ball that holds the interval between two doubles."""
    return arb(low) if low == high else arb(low).union(arb(high))


def _sigmoid(u: Ball) -> Ball:
    if u > 0:
        return 1 / (1 + (-u).exp())
    power = u.exp()
    return power / (1 + power)


def _softplus(u: Ball) -> Ball:
    return u + (-u).exp().log1p() if u > 0 else u.exp().log1p()


@lru_cache
def _gauss(bits: int) -> tuple[Ball, Ball]:
    """-1/sqrt(2) and 1/sqrt(2*pi), so that they are not worked out at every point."""
    return -_HALF.sqrt(), (2 * arb.pi()).rsqrt()  # with as many bits as are set, which are these


def _normal_cdf(u: Ball) -> Ball:
    return (u * _gauss(ctx.prec)[0]).erfc() * _HALF


def _normal_density(u: Ball) -> Ball:
    return (u * u * _MINUS_HALF).exp() * _gauss(ctx.prec)[1]


def _erfcx(u: Ball) -> Ball:
    if u > 1024:  # Tricomi's U is the same function, and exp(u**2) would take many more bits
        return (u * u).hypgeom_u(_HALF, _HALF) / arb.pi().sqrt()
    return (u * u).exp() * u.erfc()


def dsinc(order: int, u: Ball) -> Ball:
    """The derivative of ``sin(u)/u`` of any order, at 0 too."""
    if not u.is_finite():
        return _NAN
    # No derivative of order n exceeds 1/(n + 1), so the radius enters through a slope.
    return _dsinc_at(order, u.mid()) + arb(0, u.rad() / (order + 2))


def _dsinc_at(order: int, u: Ball) -> Ball:
    if abs(u) > order + 8:
        # Leibniz on sin(u) * (1/u): the terms fall from the first on, so nothing cancels.
        sine, cosine = u.sin_cos()
        cycle = (sine, cosine, -sine, -cosine)
        total, factor = arb(0), 1 / u
        for k in range(order + 1):
            total += cycle[(order - k) % 4] * factor
            factor *= (k - order) / u
        return total
    # sin(u)/u = 0F1(3/2, -u**2/4), differentiated: what cancels is at most exp(|u|).
    odd = order % 2
    with precision(ctx.prec + int(1.5 * float(abs(u))) + 10):
        top = arb(order + 1 + odd) / 2
        series = (u * u / -4).hypgeom([top], [odd + _HALF, top + 1])
        lead = u / (order + 2) if odd else arb(1) / (order + 1)
        return series * (-lead if (order + odd) % 4 else lead)


def _trunc(u: Ball) -> Ball:
    if u >= 0:
        return u.floor()
    return u.ceil() if u <= 0 else _NAN


def _round(u: Ball) -> Ball:
    if u.is_integer():
        return u
    above = u + _HALF
    if not above.contains_integer():
        return above.floor()
    # A tie, if it is one for certain: the even one of above and above - 1.
    return 2 * (above / 2).floor() if above.is_exact() else _NAN


_OF_FLINT: Final = (
    "exp expm1 log log1p sqrt sin cos atan sinh cosh tanh sech asinh erf erfc max min floor ceil"
)
BALLS: Final[Mapping[str, Callable[..., Ball]]] = {
    **{word: getattr(arb, word) for word in _OF_FLINT.split()},
    "hypot": lambda u, v: (u * u + v * v).sqrt(),
    "sinc": lambda u: u.sinc() if u.is_finite() else _NAN,  # of NaN flint makes [-1, 1]
    "dsinc": dsinc,
    "sigmoid": _sigmoid,
    "softplus": _softplus,
    "erfcx": _erfcx,
    "Phi": _normal_cdf,
    "phi": _normal_density,
    "abs": abs,
    "sign": lambda u: u.sgn() if u.is_finite() else _NAN,
    "trunc": _trunc,
    "round": _round,
}


_KNOWN: Final = frozenset(BALLS)


def known_here(tree: Node) -> Node:
    """The formula in the blocks that balls know."""
    return spelled_out(tree, _KNOWN)


def dsinc_order(current: Node) -> int:
    """The first argument of ``dsinc(n, u)``, a whole number by the grammar."""
    return int(constant_value(current.args[0]) or 0)


@lru_cache(maxsize=512)
def compiled(tree: Node) -> Reading:
    """A generator of balls, one for each of the points, at the precision of the moment.

    A point at which the formula is not plain real arithmetic gives a ball that is not finite.
    The text compiled here is made of operators, running numbers and quoted names of parameters.
    """
    tree = known_here(tree)
    words: dict[Node, str] = {}
    space: dict[str, Any] = {"arb": arb, "nan": _NAN} | {f"f_{k}": f for k, f in BALLS.items()}
    once: list[str] = []
    each: list[str] = []
    for count, current in enumerate(walk(tree)):
        words[current] = f"t{count}"
        if current.op not in COMPARISONS:  # a condition is read where it is used
            line = f"t{count} = {operation(current, words)}"
            (each if "x" in current.names else once).append(line)
    lines = [*once, "for x in points:", *(f"    {line}" for line in each)]
    body = "".join(f"    {line}\n" for line in [*lines, f"    yield {words[tree]}"])
    exec(compile(f"def reading(points, values):\n{body}", "<formula>", "exec"), space)
    reading: Reading = space["reading"]
    return reading


def operation(current: Node, words: Mapping[Node, str]) -> str:
    """A step of the formula as Python; ``words``: how its arguments are called there."""
    args = [words[arg] for arg in current.args]
    match current.op:
        case "number":
            infinite = isinstance(current.value, float) and not math.isfinite(current.value)
            return f"arb('{current.value!r}')" if infinite else f"arb({current.value!r})"
        case "name":
            return "arb(x)" if current.value == "x" else f"arb(values[{current.value!r}])"
        case "pi":
            return "arb.pi()"
        case "e":
            return "arb.const_e()"
        case "neg":
            return f"-{args[0]}"
        case "+" | "-" | "*" | "/" as sign:
            return f"{args[0]} {sign} {args[1]}"
        case "**":
            return _power(current, *args)
        case "where":
            return chosen(current, words)
        case "dsinc":
            return f"f_dsinc({dsinc_order(current)}, {args[1]})"
    return f"f_{current.op}({', '.join(args)})"


def chosen(current: Node, words: Mapping[Node, str], number: str = "{}") -> str:
    """A case: NaN where balls cannot tell. ``number``: how what is compared becomes a ball."""
    condition, then, otherwise = current.args
    a, b = (number.format(words[arg]) for arg in condition.args)
    otherwise_if = f"{words[otherwise]} if {a} {_OPPOSITE[condition.op]} {b} else nan"
    return f"{words[then]} if {a} {condition.op} {b} else {otherwise_if}"


def _power(current: Node, base: str, exponent: str) -> str:
    value = constant_value(current.args[1])
    if value == 2:
        return f"{base} * {base}"  # half the time of a power
    whole = value is not None and value.denominator == 1
    power = f"{base} ** ({value})" if whole else f"{base} ** {exponent}"
    return power if value else f"{power} if {base}.is_finite() else nan"  # flint: nan**0 = 1
