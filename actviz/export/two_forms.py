"""A slope in a parameter is that of a function's careful form or of its plain one.

The careful form is written for values and slopes in x; in a parameter its slope may cancel where
that of the plain one does not, or one of which what cancels has been left out. Values at the usual
parameters tell which keeps more digits.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from actviz.arrays import Float64, np
from actviz.export import lost_digits
from actviz.export.answered import answered
from actviz.export.asked import decide, units_allowed
from actviz.export.complements import complement, with_complements
from actviz.export.sums_of_products import MOST, in_front, terms_of, times, total
from actviz.formula.calculus import Inner, derivative, derivative_by
from actviz.formula.tidying import merged
from actviz.formula.tree import TWO, ZERO, Node, name, node, of_parts, rebuild, replaced
from actviz.functions.elementwise import Activation
from actviz.readings import float64

_EVERY: Final = 6  # of the points at which formulas in x alone are tried
_FAR: Final = 1e30


def _forms(function: Activation, fast: Node, wrt: str) -> Iterator[Node]:
    """The slope, and others that it may be."""
    yield fast
    others = [derivative(function.tree, wrt, 1, careful=True)]
    others += [_multiplied_out(one, wrt) for one in (function.tree, function.careful_tree)]
    yield from dict.fromkeys([*others, *map(with_complements, (fast, *others))])


@answered(_forms)
@lru_cache(maxsize=64)  # for one format after the other
def better(function: Activation, fast: Node, wrt: str) -> Node:
    """The slope in a parameter, of another form where that is right at more points and no fewer.

    Args:
        function: with the parameters that are usual.
        fast: the slope of its careful form.
        wrt: the parameter.
    """
    for one in _forms(function, fast, wrt):
        if one is not fast:
            fast = _better(function, fast, one, wrt)
    return fast


def _better(function: Activation, fast: Node, plain: Node, wrt: str) -> Node:
    x = lost_digits.points(np.zeros(0))[::_EVERY]
    x = x[np.abs(x) < _FAR]
    values = [_at(function, one, x) for one in (fast, plain)]
    base = units_allowed(1, "float64")
    apart = ~lost_digits.near(values[0], values[1], base, "float64")
    if not apart.any():
        return fast
    x, exactly = x[apart], function.derivative_tree(1, wrt)
    true, decided = decide(exactly, x, function.values)
    steep = _at(function, derivative(exactly, "x"), x)
    allowed = lost_digits.allowed_beside(x, steep, true, base)
    careful, other = (
        decided & lost_digits.near(one[apart], true, allowed, "float64") for one in values
    )
    spoilt = (careful & ~other).any() or (np.isnan(values[1]) & ~np.isnan(values[0])).any()
    return plain if (other & ~careful).any() and not spoilt else fast


def _at(function: Activation, tree: Node, x: Float64) -> Float64:
    with np.errstate(all="ignore"):
        values: Float64 = float64.evaluate(tree, x, function.values) + np.zeros_like(x)
    return values


def _multiplied_out(tree: Node, wrt: str) -> Node:
    """The slope of a formula in a parameter, with numerators of quotients multiplied out.

    That of ``(s - b)/(1 - b)`` in b is ``((s - b) - (1 - b))/(1 - b)**2``, in which b takes all
    digits of s - 1 but is not there: what is in a numerator twice is left out.
    """

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
