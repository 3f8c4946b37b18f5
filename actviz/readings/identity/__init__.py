"""Whether two formulas are one function: a proof, where there is one.

Precision cannot decide that ``sigmoid(x) + sigmoid(-x) - 1`` is zero: however many digits are
computed, the next might differ. Algebra can. The line is cut where a condition of the formula
changes; on each part no ``where`` is left, and the formula is read as a quotient of polynomials in
x and a few functions (:mod:`quotients`). What cancels then is zero wherever it has a value. What
does not cancel may be zero all the same: nothing is claimed of it.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

from actviz.formula.calculus import tidied
from actviz.formula.tree import ZERO, Node, X, node, substitute
from actviz.readings.identity.parts import Cut, Part
from actviz.readings.identity.quotient_reading import agreed
from actviz.readings.identity.quotients import NotExpressed, NoValue

_MOST_PARTS: Final = 60  # places and stretches between them


@lru_cache(maxsize=4096)
def vanishes(tree: Node, low: float = -math.inf, high: float = math.inf) -> bool:
    """Whether a formula is shown to be zero wherever it has a value in (low, high)."""
    parts = [Part.between(low, high)]
    for _ in range(_MOST_PARTS):
        part = parts.pop()
        try:
            if agreed(tree, ZERO, part) is None:
                return False
        except Cut as cut:
            parts += part.cut(cut.x)
        except NoValue:
            if not part.place:  # else there is nothing to be shown
                return False
        except (NotExpressed, OverflowError):
            return False
        if not parts:
            return True
    return False


def proved_equal(one: Node, other: Node) -> bool:
    """Whether two formulas are shown to agree wherever both have a value.

    False says that there is no proof, not that they differ.
    """
    return one is other or vanishes(node("-", one, other))


def parity(tree: Node) -> str | None:
    """``odd`` or ``even``, if a formula is shown to be so where it and its mirror have values."""
    if is_mirror(tree, tree, odd=True):
        return "odd"
    return "even" if is_mirror(tree, tree, odd=False) else None


def is_mirror(tree: Node, other: Node, *, odd: bool) -> bool:
    """Whether f(-x) is shown to be g(x), or -g(x) if odd."""
    turned = substitute(tree, {"x": node("neg", X)})
    return vanishes(tidied("+" if odd else "-", turned, other))
