"""What a function lacks of the number that it tends to, by itself and not as a difference.

Of ``1 - tanh(u)`` nothing is left from u = 19 on, and ``2*sigmoid(-2*u)`` has all its digits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from actviz.export.sums_of_products import in_front, terms_of, total
from actviz.formula.tidying import merged
from actviz.formula.tree import (
    ONE,
    TWO,
    ZERO,
    Node,
    addends,
    node,
    number,
    of_parts,
    rebuild,
    replaced,
    walk,
)

_ENDS: Final = ("tanh", "sigmoid", "softplus")
_TENDING: Final = (*_ENDS, "log")


def with_complements(tree: Node) -> Node:
    """A formula whose sums and logarithms are so written where they can be."""
    if not any(map(_tends, walk(tree))):
        return tree

    def change(current: Node, args: tuple[Node, ...]) -> Node:
        rebuilt = of_parts(current, args)
        if rebuilt.op == "log":
            return _logarithm(rebuilt)
        if rebuilt.op not in ("+", "-"):
            return rebuilt
        if (whole := complement(rebuilt)) is not rebuilt:
            return whole
        rest = in_front(terms_of(rebuilt))[2]
        return rebuilt if complement(rest) is rest else _in_front(rebuilt, complement)

    return rebuild(tree, change)


def _tends(part: Node) -> bool:
    """Whether there is something in a formula that may be written otherwise beside it."""
    return part.op in _TENDING or (part.op == "**" and bool(part.args[1].names))


def complement(whole: Node) -> Node:
    """A sum of few terms, or itself."""
    match whole.op, whole.args:
        case "-", (Node(op="log", args=(a,)), Node(op="log", args=(b,))):
            apart = node("/", _in_front(node("-", a, b), lambda rest: rest), b)
            close = node("<", node("abs", apart), number(0.5))
            return node("where", close, node("log1p", apart), whole)
        case "-", (a, b) if a is ONE and (rest := _lacking(b)) is not None:
            return rest
        case "-", (a, b) if b is ONE and (rest := _lacking(a)) is not None:
            return node("neg", rest)
    return _with_ends(_without_ones(whole))


def _without_ones(whole: Node) -> Node:
    """A sum in which ``k*exp(u) - k`` is ``k*expm1(u)``."""
    parts = list(addends(whole))
    for sign, one in parts:
        match one.op, one.args:
            case "*", (k, Node(op="exp", args=(u,))) if (-sign, k) in parts:
                left = [each for each in parts if each not in ((sign, one), (-sign, k))]
                return _without_ones(_added([(sign, merged("*", k, node("expm1", u))), *left]))
    return whole


def _in_front(whole: Node, end: Callable[[Node], Node]) -> Node:
    """A sum with what is in all its products in front, and the rest as another writes it."""
    common, exponent, rest = in_front(terms_of(whole))
    product = merged("*", common, end(rest))
    return product if exponent is ZERO else merged("scaled_exp", product, exponent)


def _lacking(of: Node) -> Node | None:
    """What it lacks of 1."""
    match of.op, of.args:
        case "sigmoid", (u,):
            return node("sigmoid", merged("neg", u))
        case "**", (u, power) if power.names:
            return node("neg", node("expm1", merged("*", power, _logarithm(node("log", u)))))
        case "/", (one, Node(op="**", args=(u, power))) if one is ONE and power.names:
            minus = merged("neg", power)
            return node("neg", node("expm1", merged("*", minus, _logarithm(node("log", u)))))
    return None


class _Tending(NamedTuple):
    """A product with a function that tends to a number or a line, or another without one."""

    sign: int
    written: Node
    factor: Node
    function: Node

    def end(self, side: int) -> tuple[int, Node]:
        """What it tends to, and its sign."""
        word, (of,) = self.function.op, self.function.args
        if word == "tanh":
            return self.sign * side, self.factor
        return self.sign, self.factor if word == "sigmoid" else merged("*", self.factor, of)

    def lacking(self, side: int) -> tuple[int, Node]:
        """What is to be added to that, and its sign."""
        word, (of,) = self.function.op, self.function.args
        inner = merged("neg", of) if side > 0 else of
        if word == "tanh":
            tail = merged("*", TWO, node("sigmoid", merged("*", TWO, inner)))
        else:
            tail = node(word, inner)
        minus = side > 0 and word != "softplus"
        part = replaced(self.written, {self.function: tail})
        return -self.sign if minus else self.sign, part


def _with_ends(whole: Node) -> Node:
    """A sum of ends and of what functions of one argument lack of them, or itself.

    Ends together are nothing, or have no x: then they are as near to each other as letters are.
    """
    parts = [_tending(part, sign) for sign, part in addends(whole)]
    of = next((one.function.args[0] for one in parts if one.function is not ONE), None)
    chosen = [one for one in parts if one.function is not ONE and one.function.args[0] is of]
    others = [(one.sign, one.written) for one in parts if one not in chosen]
    if of is None or len({sign for sign, _ in [*others, *(one.end(1) for one in chosen)]}) < 2:
        return whole  # of numbers with one sign nothing is lost
    sides = []
    for side in (1, -1):
        if side < 0 and all(one.function.op != "tanh" for one in chosen):
            sides.append(whole)  # the others tend to 0 there
            continue
        ends = [one.end(side) for one in chosen]
        if not total((sign, terms_of(end, quotients=True)) for sign, end in ends):
            ends = []
        elif any("x" in end.names for _, end in [*others, *ends]):
            return whole
        sides.append(_added([*others, *ends, *(one.lacking(side) for one in chosen)]))
    return node("where", node(">", of, ZERO), *sides)


def _tending(part: Node, sign: int = 1) -> _Tending:
    match part.op, part.args:
        case op, _ if op in _ENDS:
            return _Tending(sign, part, ONE, part)
        case "*", (a, b):
            for one, other in ((a, b), (b, a)):
                if (inner := _tending(one)).function is not ONE:
                    return _Tending(sign, part, merged("*", inner.factor, other), inner.function)
        case "/", (a, b) if (inner := _tending(a)).function is not ONE:
            return _Tending(sign, part, merged("/", inner.factor, b), inner.function)
    return _Tending(sign, part, part, ONE)


def _added(parts: Iterable[tuple[int, Node]]) -> Node:
    result = ZERO
    for sign, one in parts:
        result = merged("+" if sign > 0 else "-", result, one)
    return result


def _logarithm(log: Node) -> Node:
    """A logarithm of a sum that may be next to 1."""
    parts = list(addends(log.args[0]))
    fixed = [one for one in parts if "x" not in one[1].names]
    if len(parts) == len(fixed) or not fixed or any(one.op == "log" for _, one in parts):
        return log
    apart = _added([*fixed, (-1, ONE), *(each for each in parts if each not in fixed)])
    close = node("<", node("abs", apart), number(0.5))
    return node("where", close, node("log1p", apart), log)
