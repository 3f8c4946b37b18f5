"""Whether two formulas are one function, by rewriting both as fractions of polynomials.

Precision cannot decide that ``sigmoid(x) + sigmoid(-x) - 1`` is zero: however many digits are
computed, the next might differ. Algebra can. Every formula is written as a quotient of polynomials
in ``x`` and in blocks that are not taken apart (``exp(x)``, ``sin(x)``, ``erf(x)``, ...), with the
laws that connect them: tanh, sigmoid and the hyperbolic functions are fractions in exp, softplus is
a logarithm of one, odd blocks give up their sign. What cancels then is zero wherever it has a
value. What does not cancel may be zero all the same: nothing is claimed of it.
"""

from __future__ import annotations

import math
from functools import lru_cache

from actviz.formula.calculus import tidied
from actviz.formula.tree import Node, X, node, substitute
from actviz.readings.identity.blocks import Blocks
from actviz.readings.identity.polynomials import TooLarge


def vanishes(tree: Node, low: float = -math.inf, high: float = math.inf) -> bool:
    """Whether a formula without cases is shown to be zero wherever it has a value in (low, high).

    On one side of 0 the root of x**2 is known to be x, or -x.
    """
    if high <= 0:
        tree, low = substitute(tree, {"x": node("neg", X)}), 0.0
    return _vanishing(tree, low >= 0)


def parity(tree: Node) -> str | None:
    """``odd`` or ``even``, if a formula is shown to be so where it and its mirror have values."""
    if is_mirror(tree, tree, odd=True):
        return "odd"
    return "even" if is_mirror(tree, tree, odd=False) else None


def is_mirror(tree: Node, other: Node, *, odd: bool) -> bool:
    """Whether f(-x) is shown to be g(x), or -g(x) if odd."""
    turned = substitute(tree, {"x": node("neg", X)})
    return _vanishing(tidied("+" if odd else "-", turned, other), False)


@lru_cache(maxsize=4096)
def _vanishing(tree: Node, positive: bool) -> bool:
    try:
        return not Blocks(positive).form(tree).top
    except TooLarge:
        return False
