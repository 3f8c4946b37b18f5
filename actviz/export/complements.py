"""What a function lacks of the number that it tends to, by itself and not as a difference.

Of ``1 - tanh(u)`` nothing is left from u = 19 on, and ``2*sigmoid(-2*u)`` has all its digits.
"""

from __future__ import annotations

from collections.abc import Iterator

from actviz.export.sums_of_products import in_front, terms_of
from actviz.formula.tidying import merged
from actviz.formula.tree import ONE, TWO, ZERO, Node, addends, node, number, of_parts, rebuild


def with_complements(tree: Node) -> Node:
    """A formula whose sums and logarithms are so written where they can be."""

    def change(current: Node, args: tuple[Node, ...]) -> Node:
        made = of_parts(current, args)
        if made.op == "log":
            return _logarithm(made)
        if made.op not in ("+", "-"):
            return made
        if (whole := complement(made)) is not made:
            return whole
        common, rest = in_front(terms_of(made))
        whole = complement(rest)
        return made if whole is rest else merged("*", common, whole)

    return rebuild(tree, change)


def complement(whole: Node) -> Node:
    """A sum of few terms, or itself."""
    match whole.op, whole.args:
        case "-", (Node(op="log", args=(a,)), Node(op="log", args=(b,))):
            apart = node("/", _difference(a, b), b)
            close = node("<", node("abs", apart), number(0.5))
            return node("where", close, node("log1p", apart), whole)
        case "-", (a, b) if a is ONE and (rest := _lacking(b)) is not None:
            return rest
        case "-", (a, b) if b is ONE and (rest := _lacking(a)) is not None:
            return node("neg", rest)
    parts = list(addends(whole))
    for at, (sign, part) in enumerate(parts):
        others = parts[:at] + parts[at + 1 :]
        for factor, of in _saturating(part):
            if any("x" in other.names for _, other in others):
                break
            return _beside_tanh(others, sign, factor, of)
    return whole


def _difference(a: Node, b: Node) -> Node:
    common, rest = in_front(terms_of(node("-", a, b)))
    return merged("*", common, rest)


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


def _saturating(part: Node) -> Iterator[tuple[Node, Node]]:
    """A factor without x and what tanh is taken of, if that is what a product is."""
    if part.op == "tanh":
        yield ONE, part.args[0]
    if part.op == "*":
        for one, other in (part.args, part.args[::-1]):
            if other.op == "tanh" and "x" not in one.names:
                yield one, other.args[0]


def _beside_tanh(others: list[tuple[int, Node]], sign: int, factor: Node, of: Node) -> Node:
    """``c + k*tanh(u)`` by what tanh lacks of 1 on the right, and of -1 on the left."""
    ends = []
    for side in (1, -1):
        end = ZERO
        for way, one in [*others, (sign * side, factor)]:
            end = merged("+" if way > 0 else "-", end, one)
        tail = node("sigmoid", merged("*", TWO, merged("neg", of) if side > 0 else of))
        tail = merged("*", merged("*", TWO, factor), tail)
        ends.append(merged("-" if sign * side > 0 else "+", end, tail))
    return node("where", node(">", of, ZERO), *ends)


def _logarithm(log: Node) -> Node:
    """A logarithm of a sum that may be next to 1."""
    parts = list(addends(log.args[0]))
    fixed = [one for one in parts if "x" not in one[1].names]
    if len(parts) == len(fixed) or not fixed or any(one.op == "log" for _, one in parts):
        return log
    apart = ZERO
    for way, one in [*fixed, (-1, ONE), *(each for each in parts if each not in fixed)]:
        apart = merged("+" if way > 0 else "-", apart, one)
    close = node("<", node("abs", apart), number(0.5))
    return node("where", close, node("log1p", apart), log)
