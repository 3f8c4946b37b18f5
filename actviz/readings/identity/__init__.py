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
from actviz.formula.tree import Node, X, node, substitute
from actviz.readings.identity.laws import Forms
from actviz.readings.identity.parts import Cut, Part
from actviz.readings.identity.quotients import Finer, Grain, NotExpressed, NoValue
from actviz.readings.identity.reading import quotient

_MOST_PARTS: Final = 60  # places and stretches between them
_MOST_ATTEMPTS: Final = 12  # at one part, each with finer exponents


@lru_cache(maxsize=4096)
def vanishes(tree: Node, low: float = -math.inf, high: float = math.inf) -> bool:
    """Whether a formula is shown to be zero wherever it has a value in (low, high)."""
    parts = [Part.between(low, high)]
    for _ in range(_MOST_PARTS):
        part = parts.pop()
        try:
            if not _vanishes_on(tree, part):
                return False
        except Cut as cut:
            parts += part.cut(cut.x)
        except (NotExpressed, OverflowError):
            return False
        if not parts:
            return True
    return False


def _vanishes_on(tree: Node, part: Part) -> bool:
    grain = Grain()
    for _ in range(_MOST_ATTEMPTS):
        try:
            found = quotient(tree, Forms(grain, part)).top.is_zero()
            if found or not (grain.inverse and grain.inverted):
                return bool(found)
            grain.inverse = False
        except Finer:
            continue
        except NoValue:
            if part.place:
                return True  # nothing to be shown
            raise
    raise NotExpressed("exponents without a common step")


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
