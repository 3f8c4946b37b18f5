"""Slopes of quotients of which parts stand above and below, so that most of the numerator is gone.

That of ``(s - b)/(1 - b)`` in b is ``((s - b) - (1 - b))/(1 - b)**2``, in which b takes all digits
of s - 1 but is not there: products are multiplied out, and what is in them twice is left out.
"""

from __future__ import annotations

from actviz.export.complements import complement
from actviz.export.sums_of_products import MOST, in_front, terms_of, times, total
from actviz.formula.calculus import Inner, derivative_by
from actviz.formula.tidying import merged
from actviz.formula.tree import TWO, ZERO, Node, name, node, of_parts, rebuild, replaced


def slope(tree: Node, wrt: str) -> Node:
    """The slope of a formula in a parameter, its quotients so written where something goes out."""

    def own(part: Node, inner: Inner) -> Node | None:
        match part.op, part.args:
            case "/", (above, below):
                power = None
            case "scaled_exp", (Node(op="/", args=(above, below)), power):
                pass
            case _:
                return None
        if any(wrt not in arg.names for arg in (above, below)):
            return None
        factors = [(1, inner(above), below), (-1, inner(below), above)]
        if power is not None:
            factors.append((1, inner(power), node("*", above, below)))
        parts = [(sign, times(terms_of(a), terms_of(b))) for sign, a, b in factors]
        left = total(parts)
        if sum(map(len, (one for _, one in parts))) > MOST:
            return None
        if len(left) == sum(len(one) for _, one in parts):
            return None
        if power is not None:
            left = times(terms_of(node("exp", power)), left)
        common, exponent, rest = (replaced(one, back) for one in in_front(left))
        whole = node("/", merged("*", common, complement(rest)), node("**", below, TWO))
        return whole if exponent is ZERO else merged("scaled_exp", whole, exponent)

    apart, back = _with_names(tree)
    return replaced(derivative_by(apart, wrt, own), back)


def _with_names(tree: Node) -> tuple[Node, dict[Node, Node]]:
    """A formula with names for its sums of x and numbers, which stay together."""
    names: dict[Node, Node] = {}

    def named(part: Node, args: tuple[Node, ...]) -> Node:
        rebuilt = of_parts(part, args)
        if rebuilt.op in ("+", "-") and rebuilt.names == {"x"}:
            return names.setdefault(rebuilt, name(f"sum_{len(names)}"))
        return rebuilt

    return rebuild(tree, named), {letter: part for part, letter in names.items()}
