"""Values at places that are no doubles: where another formula is zero."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from actviz.facts.points import one_sided, sign_at, value_at
from actviz.formula.calculus import derivative, spelled_out
from actviz.formula.ties import step_atoms
from actviz.formula.tree import ZERO, Node, of_parts, rebuild

_FELT: Final = 2.0**-60  # how much may change of a value before its place is looked for


def value_at_turn(tree: Node, slope: Node, x: float) -> float:
    """The value of a formula where it turns, at a place that rounds to ``x``: itself rounded.

    Where the value there is not found, that at ``x``, 0 if that is only its rounding, or NaN if
    it says nothing of the place. A zero takes the most precision: it is asked for last.
    """
    value = value_at(tree, x) + 0.0  # never -0.0
    change = abs(value_at(derivative(slope), x)) * math.ulp(x) * math.ulp(x)
    if change <= _FELT * abs(value) or math.isnan(change):
        return value
    turn = value_at_zero(tree, cut_at([slope], x), x, nonzero=True)
    if not math.isnan(turn):
        return turn
    if abs(value) <= change <= 1e-20 * (1 + abs(x)):
        return 0.0
    turn = value_at_zero(tree, cut_at([slope], x), x)
    return value if math.isnan(turn) and change <= abs(value) else turn


def limit_beside(tree: Node, gap: Node | None, x: float, side: int) -> float:
    """The limit of a smooth formula from the left (-1) or right of the place that ``x`` rounds.

    Args:
        tree: a formula without cases.
        gap: a formula that is zero at the place, and at no double; None: the place is ``x``.

    Returns:
        NaN where there is none or it is not found.
    """
    limit = value_at_zero(tree, gap, x)
    return one_sided(tree, x, side) if math.isnan(limit) else limit


def between(gap: Node, x: float) -> bool:
    """Whether a formula changes its sign beside a double, and neither at it nor by a leap."""
    from actviz.readings.exact import enclosure

    low, high = (math.nextafter(x, side * math.inf) for side in (-1, 1))
    if sign_at(gap, x) == 0 or sign_at(gap, low) * sign_at(gap, high) >= 0:
        return False
    if any(value_at(step, low) != value_at(step, high) for step in step_atoms(gap)):
        return False
    return all(map(math.isfinite, enclosure(gap, low, high, {})))


def cut_at(gaps: Iterable[Node], x: float) -> Node | None:
    """The formula whose change of sign is the place that ``x`` rounds; None: it is ``x``."""
    return None if math.isinf(x) else next((gap for gap in gaps if between(gap, x)), None)


@lru_cache(maxsize=1024)
def value_at_zero(tree: Node, gap: Node | None, x: float, *, nonzero: bool = False) -> float:
    """The value of a formula at the zero of another one that ``x`` rounds, itself rounded.

    NaN: none was given, there is none in the domain, or it is not found; ``nonzero``: or it is 0.
    """
    if gap is None:
        return math.nan
    from actviz.readings.exact import zeros  # loaded only where digits are claimed

    def known(current: Node, args: tuple[Node, ...]) -> Node:
        # No ball around the place says that a root of it is one of no negative number.
        return ZERO if current is gap else of_parts(current, args)

    tree = rebuild(spelled_out(tree), known)
    low, high = (math.nextafter(x, side * math.inf) for side in (-1, 1))
    return zeros.value_at_zero(tree, gap, low, high, sign_at(gap, low), nonzero=nonzero)
