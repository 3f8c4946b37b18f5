"""Exponentials that are multiplied and divided, as one exponential of the sum.

Of ``exp(-1/x)/exp(-2/x)`` both are 0 next to 0, and ``exp(1/x)`` is not. Exponents are sums of
parts with factors, so that what cancels is gone and is not computed. The tails of the normal
distribution, of erfc and of the like are exponentials with a factor.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final, NamedTuple

from actviz.formula.constants import constant_value
from actviz.formula.tree import ONE, TWO, ZERO, Node, addends, literal, node, walk

Exponent = Mapping[Node, Fraction]  # parts with their factors

_EXPONENTIALS: Final = ("exp", "scaled_exp", "expm1", "sigmoid", "erf", "erfc", "Phi", "phi")


class _Product(NamedTuple):
    """``rest * exp(exponent)``, and the same as it was written."""

    rest: Node
    exponent: Exponent
    written: Node
    joined: bool = False  # whether it is of several exponentials

    @property
    def tree(self) -> Node:
        """As a tree, as it was written unless there were several exponentials."""
        if not self.joined:
            return self.written
        power = _sum(self.exponent)
        if power is ZERO:
            return self.rest
        return node("exp", power) if self.rest is ONE else node("scaled_exp", self.rest, power)


def joined(tree: Node) -> Node:
    """The tree with one exponential in each product and quotient; itself if there is none more."""
    return _read(tree).tree


def _read(tree: Node) -> _Product:
    known: dict[Node, _Product] = {}
    for current in walk(tree):
        args = [known[arg] for arg in current.args]
        written = node(current.op, *(arg.tree for arg in args)) if args else current
        known[current] = _step(current, args, written)
    return known[tree]


def defined(tree: Node) -> bool:
    """Whether every exponent is a polynomial: nothing is lost that has no value somewhere."""
    exponents = [part.args[-1] for part in walk(tree) if part.op in _EXPONENTIALS]
    return all(_is_polynomial(part) for one in exponents for part in walk(one))


def _is_polynomial(part: Node) -> bool:
    if part.op in ("/", "**"):
        number = constant_value(part.args[1])
        if not number:
            return False
        return part.op == "/" or (number > 0 and number.denominator == 1)
    return part.op in ("name", "number", "pi", "e", "+", "-", "*", "neg") or not part.names


def _step(current: Node, args: list[_Product], written: Node) -> _Product:
    if written.op in ("+", "-") and (plain := _without_ones(written)) is not written:
        return _read(plain)
    match current.op, args:
        case "exp", [a]:
            return _Product(ONE, _parts(a.tree), written)
        case "scaled_exp", [a, b]:
            power = _plus(a.exponent, _parts(b.tree), 1)
            return _Product(a.rest, power, written, a.joined or bool(a.exponent))
        case "erfc", [a]:
            return _Product(node("erfcx", a.tree), _square(a.tree, -1), written)
        case "Phi", [a]:
            tail = node("erfcx", node("/", node("neg", a.tree), node("sqrt", TWO)))
            return _Product(node("/", tail, TWO), _square(a.tree, Fraction(-1, 2)), written)
        case "-", [a, b] if a.written is ONE and b.written.op in ("erf", "Phi"):
            of = b.written.args[0]
            other = node("erfc", of) if b.written.op == "erf" else node("Phi", node("neg", of))
            return _step(other, [_Product(other.args[0], {}, other.args[0])], other)
        case ("expm1" | "sigmoid") as word, [a]:
            other = node(word, node("neg", a.tree))
            rest = node("neg", other) if word == "expm1" else other
            return _Product(rest, _parts(a.tree), written)
        case "phi", [a]:
            factor = node("/", ONE, node("sqrt", node("*", TWO, node("pi"))))
            return _Product(factor, _square(a.tree, Fraction(-1, 2)), written)
        case ("*" | "/") as op, [a, b] if a.exponent or b.exponent:
            several = bool(a.joined or b.joined or (a.exponent and b.exponent))
            power = _plus(a.exponent, b.exponent, 1 if op == "*" else -1)
            return _Product(_times(op, a.rest, b.rest), power, written, several)
        case ("+" | "-") as op, [a, b] if a.exponent and a.exponent == b.exponent:
            return _Product(node(op, a.rest, b.rest), a.exponent, written, joined=True)
        case "neg", [a] if a.exponent:
            return _Product(node("neg", a.rest), a.exponent, written, a.joined)
        case "sqrt", [a] if a.exponent and a.rest is ONE:
            return _Product(ONE, _plus({}, a.exponent, Fraction(1, 2)), written, a.joined)
        case "**", [a, _] if a.exponent:
            power_of = constant_value(current.args[1])
            if power_of is not None and (a.rest is ONE or power_of.denominator == 1):
                rest = ONE if a.rest is ONE else node("**", a.rest, current.args[1])
                return _Product(rest, _plus({}, a.exponent, power_of), written, a.joined)
    return _Product(written, {}, written)


def _without_ones(total: Node) -> Node:
    """A sum in which 1 + expm1(u) is exp(u): nothing is left of it far out else."""
    parts = list(addends(total))
    for sign in (1, -1):
        at = next((k for k, one in enumerate(parts) if one[0] == sign and one[1].op == "expm1"), -1)
        if at >= 0 and (sign, ONE) in parts:
            parts[at] = (sign, node("exp", *parts[at][1].args))
            parts.remove((sign, ONE))
            (sign, first), *others = parts
            rest = first if sign > 0 else node("neg", first)
            for sign, one in others:
                rest = node("+" if sign > 0 else "-", rest, one)
            return _without_ones(rest)
    return total


def _times(op: str, a: Node, b: Node) -> Node:
    if b is ONE:
        return a
    return b if a is ONE and op == "*" else node(op, a, b)


def _plus(a: Exponent, b: Exponent, factor: Fraction | int) -> Exponent:
    total = dict(a)
    for part, own in b.items():
        total[part] = total.get(part, Fraction(0)) + factor * own
    return {part: own for part, own in total.items() if own}


def _square(tree: Node, factor: Fraction | int) -> Exponent:
    return _plus({}, _parts(node("*", tree, tree)), factor)


def _parts(tree: Node) -> Exponent:
    match tree.op, tree.args:
        case "neg", (a,):
            return _plus({}, _parts(a), -1)
        case (("+" | "-") as op, (a, b)):
            return _plus(_parts(a), _parts(b), 1 if op == "+" else -1)
        case "*", (Node(op="neg", args=(a,)), b):
            return _plus({}, _parts(node("*", a, b)), -1)
        case "*", (a, Node(op="neg", args=(b,))):
            return _plus({}, _parts(node("*", a, b)), -1)
        case "*", (a, b):
            for one, other in ((a, b), (b, a)):
                if (factor := constant_value(one)) is not None:
                    return _plus({}, _parts(other), factor)
        case "/", (a, b):
            if factor := constant_value(b):
                return _plus({}, _parts(a), 1 / factor)
            if a is not ONE and (factor := constant_value(a)) is not None:
                return {node("/", ONE, b): factor}
        case "**", (a, two) if two is TWO:
            return {node("*", a, a): Fraction(1)}
    return {tree: Fraction(1)}


def _sum(exponent: Exponent) -> Node:
    total = ZERO
    for part, factor in exponent.items():
        size = literal(_number(abs(factor)))
        if part.op == "/" and part.args[0] is ONE:
            term = node("/", size, part.args[1])
        else:
            term = part if abs(factor) == 1 else node("*", size, part)
        if total is ZERO:
            total = node("neg", term) if factor < 0 else term
        else:
            total = node("-" if factor < 0 else "+", total, term)
    return total


def _number(value: Fraction) -> float:
    return value.numerator if value.denominator == 1 else float(value)
