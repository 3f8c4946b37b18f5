"""A formula with the error of every step carried along beside its value.

Where terms cancel, what rounding took of them is all that is left. It is known exactly of sums and
products, and to many digits of quotients, roots and the functions that have a row for it
(:mod:`~actviz.readings.languages.compensated_rows`); added up to the first order, it gives a value
as if it had been computed with almost twice the digits.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final, NamedTuple

from actviz.formula.atoms import STEPS
from actviz.formula.constants import constant_value
from actviz.formula.tree import (
    COMPARISONS,
    ONE,
    TWO,
    ZERO,
    Node,
    literal,
    node,
    number,
    of_parts,
    rebuild,
    walk,
)
from actviz.readings.exact.nearest_constant import nearest
from actviz.readings.languages.lowering import POWERS, lowered, minus, raised
from actviz.readings.program_sides import beside_zero


class _Pair(NamedTuple):
    """A value and what it lacks, if that is not nothing."""

    value: Node
    rest: Node | None = None


def compensated(tree: Node) -> Node:
    """The formula so computed, brought down to what languages have and helpers are for.

    Raises:
        KeyError: there is something in it of which nothing says what rounding takes.
    """
    value, rest = with_rest(tree)
    return value if rest is None else node("+", value, rest)


def with_rest(tree: Node) -> tuple[Node, Node | None]:
    """The formula brought down to what languages have, and what rounding takes of it, if anything.

    Raises:
        KeyError: there is something in it of which nothing says what rounding takes.
    """
    low = lowered(rebuild(lowered(rebuild(tree, _named)), _spelled_out))
    known: dict[Node, _Pair] = {}
    conditions: dict[Node, Node] = {}
    for current in walk(low):
        if current.op in COMPARISONS:
            conditions[current] = _compared(current.op, *(known[arg] for arg in current.args))
        elif not current.names:
            known[current] = _constant(current)
        elif current.op == "where":
            condition, a, b = current.args
            known[current] = _chosen(conditions[condition], known[a], known[b])
        else:
            known[current] = _operation(current, [known[arg] for arg in current.args])
    value, rest = known[low]
    return value, None if rest is None else node("if_finite", rest)


def _constant(tree: Node) -> _Pair:
    """The double next to a constant, and what it lacks."""
    if tree.op == "number" or (tree.op == "neg" and tree.args[0].op == "number"):
        return _Pair(tree)
    tree = rebuild(tree, _as_block)
    near = nearest(tree)
    if not math.isfinite(near):
        raise KeyError(tree.op)
    high = literal(int(near) if near.is_integer() and abs(near) < 2**53 else near)
    rest = nearest(node("-", tree, literal(near)))
    return _Pair(high, literal(rest) if rest else None)


def _as_block(current: Node, args: tuple[Node, ...]) -> Node:
    """What languages call pow, and dsinc0 and so on, by its name among blocks."""
    if current.op == "pow":
        return node("**", *args)
    if current.op.startswith("dsinc") and (order := current.op.removeprefix("dsinc")):
        return node("dsinc", number(int(order)), *args)
    return of_parts(current, args)


def _total(*parts: Node | None) -> Node | None:
    total: Node | None = None
    for part in parts:
        if part is not None and part is not ZERO:
            total = part if total is None else node("+", total, part)
    return total


def _scaled(factor: Node, rest: Node | None) -> Node | None:
    if rest is None:
        return None
    return rest if factor is ONE else node("*", factor, rest)


def _minus(a: _Pair) -> _Pair:
    return _Pair(minus(a.value), None if a.rest is None else minus(a.rest))


def _added(a: _Pair, b: _Pair) -> _Pair:
    if ZERO in (a.value, b.value):
        return b if a.value is ZERO else a
    lost = node("sum_rest", a.value, b.value)
    return _Pair(node("+", a.value, b.value), _total(lost, a.rest, b.rest))


def _times(a: _Pair, b: _Pair) -> _Pair:
    if ONE in (a.value, b.value):
        one, other = (a, b) if a.value is ONE else (b, a)
        return _Pair(other.value, _total(other.rest, _scaled(other.value, one.rest)))
    value = node("*", a.value, b.value)
    if _is_power_of_2(a.value) or _is_power_of_2(b.value):
        lost = None
    else:
        lost = node("product_rest", a.value, b.value)
    return _Pair(value, _total(lost, _scaled(a.value, b.rest), _scaled(b.value, a.rest)))


def _over(a: _Pair, b: _Pair) -> _Pair:
    value = node("/", a.value, b.value)
    lost = None if _is_power_of_2(b.value) else node("quotient_rest", a.value, b.value)
    if b.rest is None:
        more = None if a.rest is None else node("/", a.rest, b.value)
    else:
        left = node("*", value, b.rest)
        more = node("neg", left) if a.rest is None else node("-", a.rest, left)
        more = node("/", more, b.value)
    return _Pair(value, _total(lost, more))


def _settled(a: _Pair) -> _Pair:
    """The same, what it lacks no more than a rounding: where terms have cancelled it is more."""
    if a.rest is None or a.value.op not in ("+", "*", "/"):
        return a
    value = node("+", a.value, node("if_finite", a.rest))
    return _Pair(value, node("-", a.rest, node("-", value, a.value)))


def _is_power_of_2(tree: Node) -> bool:
    value = constant_value(tree)
    return value is not None and value != 0 and math.frexp(float(abs(value)))[0] == 0.5


def _compared(op: str, a: _Pair, b: _Pair) -> Node:
    if a.rest is None and b.rest is None:
        return node(op, a.value, b.value)
    rest = _total(a.rest, None if b.rest is None else minus(b.rest)) or ZERO
    if b.value is ZERO:
        return node(op, beside_zero(a.value, rest), ZERO)
    return node(op, node("+", node("-", a.value, b.value), rest), ZERO)


def _chosen(condition: Node, a: _Pair, b: _Pair) -> _Pair:
    value = a.value if a.value is b.value else node("where", condition, a.value, b.value)
    if a.rest is b.rest:
        return _Pair(value, a.rest)
    return _Pair(value, node("where", condition, a.rest or ZERO, b.rest or ZERO))


def _where(op: str, a: _Pair, then: _Pair, otherwise: _Pair) -> _Pair:
    """By how a compares with 0."""
    return _chosen(node(op, a.value, ZERO), then, otherwise)


# ---------------------------------------------------------------- functions

_ONE: Final = _Pair(ONE)
_TWO: Final = _Pair(TWO)
_HALF: Final = _Pair(number(0.5))
_ALL: Final = number(360)


def _exp(a: _Pair) -> _Pair:
    value = node("exp", a.value)
    return _Pair(value, _total(node("exp_rest", a.value), _scaled(value, a.rest)))


def _log(a: _Pair) -> _Pair:
    more = None if a.rest is None else node("/", a.rest, a.value)
    return _Pair(node("log", a.value), _total(node("log_rest", a.value), more))


def _expm1(a: _Pair) -> _Pair:
    value = node("expm1", a.value)
    slope = node("+", ONE, value)
    return _Pair(value, _total(node("expm1_rest", a.value), _scaled(slope, a.rest)))


def _log1p(a: _Pair) -> _Pair:
    more = None if a.rest is None else node("/", a.rest, node("+", ONE, a.value))
    return _Pair(node("log1p", a.value), _total(node("log1p_rest", a.value), more))


def _sqrt(a: _Pair) -> _Pair:
    value = node("sqrt", a.value)
    more = None if a.rest is None else node("/", a.rest, node("*", TWO, value))
    return _Pair(value, _total(node("root_rest", a.value), more))


def _abs(a: _Pair) -> _Pair:
    return _where("<", a, _minus(a), a)


def _power(a: _Pair, power: int) -> _Pair:
    result = raised(a, abs(power), _times, _ONE)
    return result if power > 0 else _over(_ONE, result)


_NAMED: Final = {
    "pi": node("*", number(4), node("atan", ONE)),
    "e": node("exp", ONE),
}


def _named(current: Node, args: tuple[Node, ...]) -> Node:
    """Constants by what they are, and not by the double that they come down to."""
    return _NAMED.get(current.op) or (of_parts(current, args))


def _spelled_out(current: Node, args: tuple[Node, ...]) -> Node:
    """Powers that are no products by their exponential."""
    if current.op == "pow" and not _whole(args[1]):
        return node("exp", node("*", args[1], node("log", args[0])))
    return of_parts(current, args)


def _whole(exponent: Node) -> int:
    """A whole exponent of a power that is a product; else 0."""
    power = constant_value(exponent)
    known = power is not None and power.denominator == 1 and abs(power) <= POWERS
    return int(power) if known and power is not None else 0


def _sigmoid(a: _Pair) -> _Pair:
    e = _exp(_minus(_abs(a)))
    return _over(_where(">", a, _ONE, e), _added(_ONE, e))


def _sech(a: _Pair) -> _Pair:
    e = _exp(_minus(_abs(a)))
    return _over(_times(_TWO, e), _added(_ONE, _times(e, e)))


def _tanh(a: _Pair) -> _Pair:
    held = _abs(a)  # what rounding takes of expm1 is known up to where exp(-u) is nothing
    held = _chosen(node("<", held.value, _ALL), held, _Pair(_ALL))
    m = _expm1(_times(_Pair(literal(-2)), held))
    size = _over(_minus(m), _added(_TWO, m))
    return _where("<", a, _minus(size), size)


def _softplus(a: _Pair) -> _Pair:
    more = _log1p(_exp(_minus(_abs(a))))
    return _added(_where(">", a, a, _Pair(ZERO)), more)


def _cosh(a: _Pair, odd: bool) -> _Pair:
    e = _exp(a)
    other = _over(_ONE, e)
    return _times(_HALF, _added(e, _minus(other) if odd else other))


def _asinh(a: _Pair) -> _Pair:
    size = _abs(a)
    log = _log(_added(size, _sqrt(_added(_times(size, size), _ONE))))
    return _where("<", a, _minus(log), log)


def _phi(a: _Pair) -> _Pair:
    e = _exp(_times(_Pair(literal(-0.5)), _times(a, a)))
    return _times(_root_of_turn(), e)


def _root_of_turn() -> _Pair:
    """1/sqrt(2*pi)."""
    turn = node("*", TWO, node("pi"))
    return _constant(node("/", ONE, node("sqrt", turn)))


def _smooth(word: str, a: _Pair) -> _Pair:
    """A function whose slope is known; what rounding takes of it is where it is next to its end."""
    value = node(word, a.value)
    lost = _of_its_end(word, a.value, value)
    if a.rest is None:
        return _Pair(value, lost)
    if word == "Phi":
        slope = node("phi", a.value)
    elif word == "erfcx":
        start = node("*", node("*", TWO, a.value), value)
        slope = node("-", start, number(2 / math.sqrt(math.pi)))
    else:
        sign = -1 if word == "erfc" else 1
        square = node("neg", node("*", a.value, a.value))
        slope = node("*", literal(sign * 2 / math.sqrt(math.pi)), node("exp", square))
    return _Pair(value, _total(lost, node("*", slope, a.rest)))


def _of_its_end(word: str, of: Node, value: Node) -> Node | None:
    """What a function lacks of a number, less what its value does: the difference is exact."""
    if word == "erfcx":
        return None
    below, size = node("<", of, ZERO), node("abs", of)
    if word == "erf":
        lost = node("-", node("-", ONE, node("abs", value)), node("erfc", size))
        signed = node("where", below, minus(lost), lost)
        return node("where", node(">", size, literal(0.5)), signed, ZERO)
    if word == "Phi":  # 1 - Phi(u) would be read as Phi(-u)
        half = number(0.5)
        here, part = node(">", of, ZERO), node("+", node("-", half, value), half)
    else:
        here, part = below, node("-", TWO, value)
    return node("where", here, node("-", part, node(word, minus(of))), ZERO)


_FUNCTIONS: Final[Mapping[str, Callable[[_Pair], _Pair]]] = {
    "neg": _minus, "abs": _abs, "sqrt": _sqrt, "exp": _exp, "log": _log, "sigmoid": _sigmoid,
    "sech": _sech, "tanh": _tanh, "softplus": _softplus, "asinh": _asinh, "phi": _phi,
    "cosh": partial(_cosh, odd=False), "sinh": partial(_cosh, odd=True),
    "expm1": _expm1, "log1p": _log1p,
    **{word: partial(_smooth, word) for word in ("Phi", "erf", "erfc", "erfcx")},
}  # fmt: skip
_SLOPES: Final = {"sin": ("cos", 1), "cos": ("sin", -1)}


def turned(word: str, of: Node, rest: Node | None) -> Node | None:
    """What a wave changes by the rest of its argument, which far out is any number of turns."""
    if rest is None:
        return None
    other, sign = _SLOPES[word]
    first = node("*", node(other, of), node("sin", rest))
    half = node("sin", node("/", rest, TWO))
    more = node("*", node("*", TWO, node(word, of)), node("*", half, half))
    return node("-", first if sign > 0 else node("neg", first), more)


def _operation(current: Node, args: list[_Pair]) -> _Pair:
    match current.op, args:
        case "name", _:
            return _Pair(current)
        case "+", [a, b]:
            return _added(a, b)
        case "-", [a, b]:
            return _added(a, _minus(b))
        case "*", [a, b]:
            return _times(a, b)
        case "/", [a, b]:
            return _over(a, _settled(b))
        case "pow", [a, _]:
            return _power(a, _whole(current.args[1]))
        case "hypot", [a, b]:
            return _sqrt(_added(_times(a, a), _times(b, b)))
        case "scaled_exp", [a, b]:
            return _times(a, _exp(b))
        case ("sin" | "cos") as word, [a]:
            lost = node(f"{word}_rest", a.value)
            return _Pair(node(word, a.value), _total(lost, turned(word, *a)))
        case "atan", [a]:
            below = node("+", ONE, node("*", a.value, a.value))
            more = None if a.rest is None else node("/", a.rest, below)
            return _Pair(node("atan", a.value), _total(node("atan_rest", a.value), more))
        case word, [a] if word in STEPS:
            return _Pair(node(word, a.value))
        case word, [a]:
            return _FUNCTIONS[word](_settled(a) if word in ("log", "sqrt") else a)
    raise KeyError(current.op)
