"""Comparisons and steps decided as exact arithmetic decides them, in programs.

``floor(3*x)`` is 0 at the double below 1/3, and 1 where 3*x has been rounded to 1. What rounding
takes of sums, products and quotients is a number that can be computed too
(:mod:`languages.helpers`): with it beside the rounded one, the program knows on which side of a
step or a tie x lies.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import suppress
from typing import Final, NamedTuple

from actviz.formula.atoms import STEPS
from actviz.formula.constants import constant_value
from actviz.formula.ties import Tie, is_power_of_2, may_round
from actviz.formula.tree import (
    COMPARISONS,
    ZERO,
    Node,
    folded,
    literal,
    node,
    number,
    replaced,
    walk,
)
from actviz.readings.exact.nearest_constant import nearest
from actviz.readings.notation.plain import to_text

_UNDERFLOWING: Final = ("product_rest", "quotient_rest")
_NOTHING: Final = 2.0**-100  # of a number: what rounding its rest may leave
_POWERS: Final = 8  # whole exponents up to here are taken apart
# How a comparison with a number a little below or above a double is one with the double.
_BESIDE: Final = {"<": ("<", "<="), "<=": ("<", "<="), ">": (">=", ">"), ">=": (">=", ">")}


class _Pair(NamedTuple):
    """A rounded number, and what rounding took of it: None where that is nothing.

    ``blur`` is 0 where both together are the number, 1 where the rest is rounded but not to 0, as
    of a quotient, and 2 where that has been reckoned with: then next to nothing counts as nothing.
    """

    high: Node
    low: Node | None
    blur: int = 0


class _UnknownError(Exception):
    """What rounding takes of this cannot be computed."""


def sided(tree: Node, *, equal: bool = True) -> Node:
    """The tree with every comparison and step of sums, products and quotients decided exactly.

    Args:
        tree: a formula with its constants as they were written. Those of which a part is taken
            are worked out; atoms, parameters and the rest stay.
        equal: whether ``==`` and ``!=`` are decided exactly too. A slope is better off without:
            what is written for a place is nearer to the truth beside it than a cancelling formula.
    """
    decided: dict[Node, Node] = {}
    for current, tie in _ties(tree):
        if not equal and tie.op in ("==", "!="):
            continue
        with suppress(_UnknownError):
            decided |= _step(current, tie) if tie.steps else _comparison(current, tie)
    return replaced(tree, decided)


def undecided(tree: Node) -> list[Tie]:
    """The ties and steps at which a program may take the other side."""
    ties = []
    for current, tie in _ties(tree):
        try:
            _step(current, tie) if tie.steps else _comparison(current, tie)
        except _UnknownError:
            ties.append(tie)
    return ties


def caution(tree: Node) -> str:
    """What is to be said beside a program of the jumps whose side only exact arithmetic knows."""
    ties = undecided(tree)
    edges = dict.fromkeys(
        to_text(tie.right if tie.steps else node(tie.op, tie.left, tie.right)) for tie in ties
    )
    text = f"Beside an edge of {', '.join(edges)} rounding may take the other side of it."
    return text if ties else ""


def _ties(tree: Node) -> Iterator[tuple[Node, Tie]]:
    for current in walk(tree):
        if not current.names:
            continue
        if current.op in COMPARISONS:
            tie = Tie(current.op, *current.args)
        elif current.op == "sign":
            tie = Tie("sign", current.args[0], ZERO)
        elif current.op in STEPS:
            tie = Tie(current.op, current.args[0], current)
        else:
            continue
        if may_round(tie):
            yield current, tie


def _step(current: Node, tie: Tie) -> dict[Node, Node]:
    """A step as it is written; nothing where rounding takes nothing."""
    of = _tidied(_pair(tie.left))
    return {} if of.low is None else {current: node(f"{tie.op}_beside", of.high, of.low)}


def _comparison(current: Node, tie: Tie) -> dict[Node, Node]:
    """A comparison as it is written, and the difference that it asks for, where that occurs too."""
    left, right = _tidied(_pair(tie.left)), _tidied(_pair(tie.right))
    rest = combined("-", left.low, right.low)
    if rest is None:
        return {}
    if right.high is ZERO:
        gap = beside_zero(left.high, rest)
        same = {tie.left: gap}
    else:
        gap = node("apart", left.high, right.high, rest)
        minus = node("-", tie.left, tie.right), node("-", tie.right, tie.left)
        same = dict(zip(minus, (gap, node("neg", gap)), strict=True))
    if tie.op == "sign":
        return {**same, current: node("sign", gap)}
    if left.low is None and tie.op in _BESIDE and not tie.right.names:
        assert right.low is not None
        assert isinstance(right.low.value, float)
        op = _BESIDE[tie.op][right.low.value > 0]
        return {current: node(op, left.high, right.high)}
    return {**same, current: node(tie.op, gap, ZERO)}


def beside_zero(high: Node, rest: Node) -> Node:
    """A number with its rest, for its sign: of a sum the rests of products decide nothing.

    What is left of one that has become subnormal is as large as the sum itself.
    """
    if high.op in ("+", "-") and any(part.op in _UNDERFLOWING for part in walk(rest)):
        return node("apart", high, ZERO, rest)
    return node("+", high, rest)


# ---------------------------------------------------------------- a number and its rest


def _pair(tree: Node) -> _Pair:
    """Arithmetic with the rest that rounding takes.

    Raises:
        _UnknownError: there is something else in it.
    """
    return folded(tree, _operation)


def _operation(current: Node, args: tuple[_Pair, ...]) -> _Pair:
    if current.op in COMPARISONS:
        raise _UnknownError
    if not current.names:
        return _constant(current)
    match current.op, args:
        case "name", _:
            return _Pair(current, None)
        case (("+" | "-") as op, [a, b]):
            return _added(a, b, op)
        case "*", [a, b]:
            return _multiplied(a, b)
        case "/", [a, b]:
            return _divided(a, b)
        case "neg", [a]:
            return _Pair(node("neg", a.high), a.low and node("neg", a.low), a.blur)
        case "abs", [a]:
            below = node("<", a.high, ZERO)
            turned = a.low and node("where", below, node("neg", a.low), a.low)
            return _Pair(node("abs", a.high), turned, a.blur)
        case "**", [a, _]:
            power = constant_value(current.args[1])
            if power is None or power.denominator != 1 or not 1 <= power <= _POWERS:
                raise _UnknownError
            result = a
            for _ in range(int(power) - 1):
                result = _tidied(_multiplied(result, a))
            return result
        case "max", [a, b]:
            return _held(a, b, ">") if b.low is None else _held(b, a, ">")
        case "min", [a, b]:
            return _held(a, b, "<") if b.low is None else _held(b, a, "<")
        case op, [a] if op in STEPS:
            a = _tidied(a)
            step = node(op, a.high) if a.low is None else node(f"{op}_beside", a.high, a.low)
            return _Pair(step, None)
        case "clip", [a, low, high]:
            return _held(_held(a, low, ">"), high, "<")
    raise _UnknownError


def _constant(tree: Node) -> _Pair:
    high = nearest(tree)
    if not math.isfinite(high):
        raise _UnknownError
    low = nearest(node("-", tree, literal(high)))
    whole = high.is_integer() and abs(high) < 2**53
    return _Pair(number(int(high) if whole else high), number(low) if low else None)


def _added(a: _Pair, b: _Pair, op: str) -> _Pair:
    second = b.high if op == "+" else node("neg", b.high)
    rest = node("sum_rest", a.high, second)
    whole = combined("+", rest, combined(op, a.low, b.low))
    return _Pair(node(op, a.high, b.high), whole, max(a.blur, b.blur))


def _multiplied(a: _Pair, b: _Pair) -> _Pair:
    high = node("*", a.high, b.high)
    for one, other in ((a, b), (b, a)):
        if one.low is None and is_power_of_2(one.high):
            return _Pair(high, other.low and node("*", other.low, one.high), other.blur)
    rest = node("product_rest", a.high, b.high)
    for one, other in ((a, b), (b, a)):
        if one.low is not None:
            rest = node("+", rest, node("*", one.low, other.high))
    return _Pair(high, rest, 2 if a.blur or b.blur else 0)


def _divided(a: _Pair, b: _Pair) -> _Pair:
    high = node("/", a.high, b.high)
    if b.low is None and is_power_of_2(b.high):
        return _Pair(high, a.low and node("/", a.low, b.high), a.blur)
    rest = node("quotient_rest", a.high, b.high)
    inner = combined("-", a.low, b.low and node("*", high, b.low))
    whole = rest if inner is None else node("+", rest, node("/", inner, b.high))
    return _Pair(high, whole, 2 if a.blur or b.blur else 1)


def _held(a: _Pair, edge: _Pair, sign: str) -> _Pair:
    """The larger (``>``) or smaller of a number with a rest and one without."""
    if edge.low is not None:
        raise _UnknownError
    op = "max" if sign == ">" else "min"
    high = node(op, a.high, edge.high)
    if a.low is None:
        return _Pair(high, None)
    at_edge = node("where", node(sign, a.low, ZERO), a.low, ZERO)
    low = node("where", node("==", a.high, edge.high), at_edge, ZERO)
    return _Pair(high, node("where", node(sign, a.high, edge.high), a.low, low), a.blur)


def combined(op: str, a: Node | None, b: Node | None) -> Node | None:
    """A sum or a difference of what may be nothing."""
    if b is None:
        return a
    if a is None:
        return b if op == "+" else node("neg", b)
    return node(op, a, b)


def _tidied(pair: _Pair) -> _Pair:
    """The same with the double nearest to the number, and no rest that comes of rounding rests."""
    high, low, blur = pair
    if low is None:
        return pair
    if low.op not in ("sum_rest", "product_rest", "quotient_rest", "number"):
        low = node("if_finite", low)  # a rest times what is nearly infinite may not be
        high, low = node("+", high, low), node("sum_rest", high, low)
    if blur == 2:
        nothing = node("<", node("abs", low), node("*", number(_NOTHING), node("abs", high)))
        low = node("where", nothing, ZERO, low)
    return _Pair(high, low, blur)
