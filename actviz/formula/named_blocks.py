"""Blocks that a typed formula spells out: ``1/(1 + exp(-u))`` is ``sigmoid(u)``, and so on.

Blocks have slopes and tails that keep their digits; what they are made of overflows and cancels.
"""

from __future__ import annotations

from actviz.formula.tree import ONE, TWO, Node, node, of_parts, rebuild


def with_blocks(tree: Node) -> Node:
    """The tree with blocks for what means the same; itself if there are none."""
    return rebuild(tree, _block)


def _block(current: Node, args: tuple[Node, ...]) -> Node:
    match current.op, args:
        case "/", (a, b):
            return _quotient(a, b) or node("/", a, b)
        case "log", (a,) if u := _above_exp(a):
            return node("softplus", u)
        case "log", (a,) if inverse := _inverse_of_sinh(a):
            return inverse
        case "log1p", (Node(op="exp", args=(u,)),):
            return node("softplus", u)
        case "**", (a, Node(op="neg", args=(one,))) if one is ONE:
            return _quotient(ONE, a) or node("**", *args)
    return of_parts(current, args)


def _minus(tree: Node) -> Node:
    """The negative of a part, by its factors: that of ``-1.3*x`` is ``1.3*x``."""
    if tree.op == "neg":
        return tree.args[0]
    if tree.op in ("*", "/") and tree.args[0].op == "neg":
        return node(tree.op, tree.args[0].args[0], tree.args[1])
    return node("neg", tree)


def _quotient(a: Node, b: Node) -> Node | None:
    """A quotient by ``1 + exp(u)``, by a cosine, or of a sum and a difference of exponentials."""
    if (u := _above_exp(b)) is not None:
        if a is node("exp", u):
            return node("sigmoid", u)
        if a.op == "*" and node("exp", u) in a.args:
            other = a.args[a.args[0] is node("exp", u)]
            return node("*", other, node("sigmoid", u))
        gate = node("sigmoid", _minus(u))
        return gate if a is ONE else node("*", a, gate)
    if b.op == "cosh":
        return node("sech", *b.args) if a is ONE else node("*", a, node("sech", *b.args))
    if (u := _pair(b, "+")) is not None:
        if (v := _pair(a, "-")) is not None and v in (u, _minus(u)):
            return node("tanh", v)
        return node("sech", u) if a is TWO else None
    return None


def _above_exp(tree: Node) -> Node | None:
    """What is u in ``1 + exp(u)``."""
    if tree.op == "+" and ONE in tree.args:
        other = tree.args[tree.args[0] is ONE]
        return other.args[0] if other.op == "exp" else None
    return None


def _inverse_of_sinh(tree: Node) -> Node | None:
    """What the logarithm of ``u + sqrt(u**2 + 1)`` is, or of the root less u."""
    if tree.op == "-":
        root, u = tree.args
        return node("neg", node("asinh", u)) if _root(root) is u else None
    for u, root in (tree.args, tree.args[::-1]) if tree.op == "+" else ():
        if (v := _root(root)) is not None and u in (v, node("neg", v)):
            inverse = node("asinh", v)
            return inverse if u is v else node("neg", inverse)
    return None


def _root(tree: Node) -> Node | None:
    """What is u in ``sqrt(u**2 + 1)``."""
    if tree.op == "hypot" and ONE in tree.args:
        return tree.args[tree.args[0] is ONE]
    if tree.op != "sqrt" or tree.args[0].op != "+" or ONE not in tree.args[0].args:
        return None
    square = tree.args[0].args[tree.args[0].args[0] is ONE]
    if square.op == "*" and square.args[0] is square.args[1]:
        return square.args[0]
    return square.args[0] if square.op == "**" and square.args[1] is TWO else None


def _pair(tree: Node, sign: str) -> Node | None:
    """What is u in ``exp(u) + exp(-u)``, or in the difference."""
    if tree.op != sign or any(arg.op != "exp" for arg in tree.args):
        return None
    u, v = (arg.args[0] for arg in tree.args)
    if sign == "+" and u.op == "neg":
        u, v = v, u
    return u if v is _minus(u) or u is _minus(v) else None
