"""A lowered formula brought into the shape that keeps its digits in float32 arithmetic."""

from __future__ import annotations

import math
import struct
from collections.abc import Container
from functools import reduce
from typing import Final

from actviz.formula.tree import Node, node, number, of_parts, rebuild, walk
from actviz.readings.formats import known
from actviz.readings.languages.helpers import helper
from actviz.readings.languages.lowering import minus

_ONE: Final = number(1)
_LARGEST: Final = known("float32").high


def in_single(tree: Node, has: Container[str]) -> Node:
    """The same tree for float32 arithmetic.

    Helpers whose constants are those of float64 change, a number beyond float32 is its largest,
    and a/(1 + exp(w)) does not end where exp overflows, which it does early. In a + b*a the factor
    is taken out: at a root of 1 + b its own error is then multiplied by nothing. Beside
    sigmoid(2*w), sech(w)**2 is told by it, since what both have in common errs alike; and beside
    sigmoid(u), sigmoid(-u) is what that lacks of 1.

    Args:
        tree: arithmetic, functions and helpers for float64, as lowered.
        has: the functions of the language that are good in float32.
    """

    def change(current: Node, args: tuple[Node, ...]) -> Node:
        word, value = current.op, current.value
        if (
            word == "number"
            and isinstance(value, (int, float))
            and math.inf > abs(value) > _LARGEST
        ):
            return number(math.copysign(_LARGEST, value))
        match word, args:
            case "/", (above, Node(op="+", args=(Node(op="number", value=1), Node(op="exp") as e))):
                return node("*", above, node("sigmoid", minus(e.args[0])))
            case "+", (Node(op="Phi_single", args=(u,)), Node(op="*", args=(v, bell))):
                if u == v and bell == node("phi_single", u):
                    return node("gelu_slope_single", u)
            case (("+" | "-"), (a, b)) if a.names and (rest := _without_factor(b, a)) is not None:
                return node("*", a, node(word, _ONE, rest))
        if word not in has and helper(f"{word}_single") is not None:
            word = f"{word}_single"
        return node(word, *args) if args else current

    low = rebuild(_by_one_sigmoid(rebuild(tree, _with_one_factor)), change)
    return _by_one_exponential(_by_arguments(rebuild(low, _with_a_cubic_gate)))


def _by_arguments(tree: Node) -> Node:
    """``x*(sigmoid(-c*x)*c)`` as ``(c*x)*sigmoid(-c*x)``: what was rounded in both errs alike."""
    scaled = {
        argument.args[1]: argument
        for part in walk(tree)
        if part.op in ("sigmoid", "tanh")
        for argument in part.args
        if argument.op == "*" and argument.args[0].op == "number"
    }

    def change(current: Node, args: tuple[Node, ...]) -> Node:
        if current.op != "*":
            return of_parts(current, args)
        factors = [factor for arg in args for factor in _factors(arg)]
        for argument in (scaled[one] for one in factors if one in scaled):
            if argument.args[0] in factors:
                for part in argument.args:
                    factors.remove(part)
                return reduce(lambda a, b: node("*", a, b), [argument, *factors])
        return of_parts(current, args)

    return rebuild(tree, change) if scaled else tree


def _factors(tree: Node) -> list[Node]:
    if tree.op != "*":
        return [tree]
    return [factor for arg in tree.args for factor in _factors(arg)]


def _by_one_exponential(tree: Node) -> Node:
    """sigmoid(-u) beside sigmoid(u) by the same exponential, which a compiler then finds twice."""
    curved: set[Node] = set()

    def change(current: Node, args: tuple[Node, ...]) -> Node:
        if current.op == "sigmoid":
            if (other := minus(args[0])) in curved:
                return node("sigmoid_complement", other)
            curved.add(args[0])
        return of_parts(current, args)

    return rebuild(tree, change)


def _with_a_cubic_gate(current: Node, args: tuple[Node, ...]) -> Node:
    """The slope of x*sigmoid(a*x + b*x**3), which is gelu's form with tanh, by a helper."""
    match current.op, args:
        case "*", (
            Node(
                op="sigmoid",
                args=(
                    Node(
                        op="*",
                        args=(
                            Node(op="number", value=float() as a),
                            Node(op="*", args=(x, Node(op="+", args=(one, inner)))),
                        ),
                    ) as gate,
                ),
            ),
            Node(op="+", args=(first, rest)),
        ) if one == first == _ONE:
            square = node("*", x, x)
            match inner:
                case Node(op="*", args=(Node(op="number", value=float() as b), power)):
                    tripled = node("+", _ONE, node("*", number(3 * b), square))
                    both = node("*", number(4), node("sigmoid", minus(gate)))
                    slope = node("*", both, node("*", number(a / 2), tripled))
                    whole = node("*", node("/", x, number(2)), slope)
                    if power == square and rest == whole:
                        low = a - float(struct.unpack("f", struct.pack("f", a))[0])
                        given = (number(each) for each in (a, low, a * b))
                        return node("cubic_gate_slope_single", x, *given)
    return of_parts(current, args)


def _by_one_sigmoid(tree: Node) -> Node:
    curved = {part.args[0] for part in walk(tree) if part.op == "sigmoid"}

    def change(current: Node, args: tuple[Node, ...]) -> Node:
        match current.op, args:
            case "*", (Node(op="sech", args=(w,)), Node(op="sech", args=(v,))) if w == v:
                u = _times(2, w)
                if u in curved:
                    both = node("*", node("sigmoid", u), node("sigmoid", minus(u)))
                    return node("*", number(4), both)
        return of_parts(current, args)

    return rebuild(tree, change)


def _without_factor(product: Node, factor: Node) -> Node | None:
    """What is left of a product without a factor; None if it has it not."""
    if product == factor:
        return _ONE
    if product.op != "*":
        return None
    for at, part in enumerate(product.args):
        rest = _without_factor(part, factor)
        if rest is not None:
            other = product.args[1 - at]
            return (
                other if rest == _ONE else node("*", *((rest, other) if at == 0 else (other, rest)))
            )
    return None


def _with_one_factor(current: Node, args: tuple[Node, ...]) -> Node:
    """Two numbers that multiply a part become one."""
    match current.op, args:
        case "*", (Node(op="number", value=int() | float() as factor), other):
            return _times(factor, other)
    return of_parts(current, args)


def _times(factor: float, part: Node) -> Node:
    match part:
        case Node(op="*", args=(Node(op="number", value=int() | float() as value), rest)):
            return _times(factor * value, rest)
    return part if factor == 1 else node("*", number(factor), part)
