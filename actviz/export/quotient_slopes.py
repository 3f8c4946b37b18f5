"""Slopes of quotients of which parts stand above and below, so that most of the numerator is gone.

That of ``(s - b)/(1 - b)`` in b is ``((s - b) - (1 - b))/(1 - b)**2``, in which b takes all digits
of s - 1 but is not there: products are multiplied out, and what is in them twice is left out.
"""

from __future__ import annotations

from actviz.export.complements import complement
from actviz.export.sums_of_products import MOST, in_front, terms_of, times, total
from actviz.formula.calculus import Inner, derivative_by
from actviz.formula.tidying import merged
from actviz.formula.tree import TWO, Node, node


def slope(tree: Node, wrt: str) -> Node:
    """The slope of a formula in a parameter, its quotients so written where something goes out."""

    def own(part: Node, inner: Inner) -> Node | None:
        if part.op != "/" or any(wrt not in arg.names for arg in part.args):
            return None
        above, below = part.args
        first, second = (
            times(terms_of(inner(one)), terms_of(other))
            for one, other in ((above, below), (below, above))
        )
        left = total([(1, first), (-1, second)])
        if len(first) * len(second) > MOST or len(left) == len(first) + len(second):
            return None
        common, rest = in_front(left)
        return node("/", merged("*", common, complement(rest)), node("**", below, TWO))

    return derivative_by(tree, wrt, own)
