"""Local tidying: ``0*u``, ``1*u``, ``u + 0`` and the like, never a formula rearranged."""

from __future__ import annotations

from fractions import Fraction

from actviz.formula.tree import ONE, TWO, ZERO, Node, literal, node, number, rebuild


def tidy(tree: Node) -> Node:
    """The tree with ``0*u``, ``1*u``, ``u + 0`` and the like done, and nothing else."""

    def change(current: Node, args: tuple[Node, ...]) -> Node:
        return tidied(current.op, *args) if args else current

    return rebuild(tree, change)


def tidied(op: str, *args: Node) -> Node:
    """Like :func:`node`, with the result tidied if a local rule applies."""
    match op, args:
        case "neg", (a,):
            return _tidy_negative(a)
        case "+", (a, b):
            return _tidy_sum(a, b)
        case "-", (a, b):
            return (
                _tidy_sum(a, _tidy_negative(b)) if a is ZERO or b.op == "neg" else _difference(a, b)
            )
        case "*", (a, b):
            return _tidy_product(a, b)
        case "/", (a, b):
            return _tidy_quotient(a, b)
        case "**", (a, b):
            if b is ONE:
                return a
            return ONE if b is ZERO else node("**", a, b)
        case "where", (_, a, b) if a is b:
            return a
        case "scaled_exp", (a, _) if a is ZERO:
            return ZERO
    return node(op, *args)


def merged(op: str, *args: Node) -> Node:
    """Like :func:`tidied`, with exponentials kept in one piece, for float64 arithmetic.

    A product of exponentials may be 0*inf where one exponential of the sum is ordinary, and
    ``exp(u) - 1`` cancels near 0. Signs go outwards, and ``x*(c*x)`` is ``c*x**2``: each saves a
    step where the parts are there anyway, and changes no digit or hardly one.
    """
    match op, args:
        case "*", (a, Node(op="neg", args=(b,))):
            return _tidy_negative(merged("*", a, b))
        case "*", (a, Node(op="*", args=(c, b))) if a is b and not c.names:
            return tidied("*", c, tidied("**", a, TWO))
        case "scaled_exp", (a, b) if a is ONE:
            return node("exp", b)
        case "scaled_exp", (Node(op="neg", args=(a,)), b):
            return _tidy_negative(merged("scaled_exp", a, b))
        case "scaled_exp", (Node(op="exp", args=(a,)), b):
            return node("exp", tidied("+", a, b))
        case "scaled_exp", (Node(op="scaled_exp", args=(r, a)), b):
            return node("scaled_exp", r, tidied("+", a, b))
        case (("+" | "-"), _):
            total = tidied(op, *args)
            match total.op, total.args:
                case "-", (Node(op="exp", args=(u,)), b) if b is ONE:
                    return node("expm1", u)
                case "-", (a, Node(op="exp", args=(u,))) if a is ONE:
                    return node("neg", node("expm1", u))
                case "-", (Node(op="neg", args=(a,)), b) if a.names and b.names:
                    return node("neg", merged("+", a, b))
            return total
    return tidied(op, *args)


def _whole(tree: Node) -> int | None:
    return tree.value if isinstance(tree.value, int) else None


def _tidy_negative(a: Node) -> Node:
    if a.op == "neg":
        return a.args[0]
    return ZERO if a is ZERO else node("neg", a)


def _difference(a: Node, b: Node) -> Node:
    if a is b:
        return ZERO
    if b is ZERO:
        return a
    left, right = _whole(a), _whole(b)
    return literal(left - right) if left is not None and right is not None else node("-", a, b)


def _tidy_sum(a: Node, b: Node) -> Node:
    if a is ZERO:
        return b
    if b is ZERO:
        return a
    if b.op == "neg":
        return _difference(a, b.args[0])
    if a.op == "neg":
        return _difference(b, a.args[0])
    left, right = _whole(a), _whole(b)
    return number(left + right) if left is not None and right is not None else node("+", a, b)


def _tidy_product(a: Node, b: Node) -> Node:
    if a is ZERO or b is ZERO:
        return ZERO
    if a is ONE:
        return b
    if b is ONE:
        return a
    if a.op == "neg":
        return _tidy_negative(_tidy_product(a.args[0], b))
    if b.op == "neg":
        return _tidy_negative(_tidy_product(a, b.args[0]))
    left, right = _whole(a), _whole(b)
    if left is not None and right is not None:
        return number(left * right)
    if right is not None:
        return _tidy_product(b, a)  # numbers stand in front
    if left is not None and b.op == "*" and (inner := _whole(b.args[0])) is not None:
        return _tidy_product(number(left * inner), b.args[1])
    if left is None and b.op == "*" and _whole(b.args[0]) is not None:
        return node("*", _tidy_product(b.args[0], a), b.args[1])
    return node("**", a, TWO) if a is b else node("*", a, b)


def _tidy_quotient(a: Node, b: Node) -> Node:
    if a is ZERO:
        return ZERO
    if b is ONE:
        return a
    if a.op == "neg":
        return _tidy_negative(_tidy_quotient(a.args[0], b))
    if a.op == "*" and b.op == "name" and b.value != "x" and b in a.args:
        return a.args[0] if a.args[1] is b else a.args[1]  # a divisor that is a parameter is not 0
    left, right = _whole(a), _whole(b)
    if left is not None and right:
        whole = Fraction(left, right)
        if whole.denominator == 1:
            return literal(whole.numerator)
    return node("/", a, b)
