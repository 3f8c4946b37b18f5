"""Values at places that are no doubles: where another formula is zero."""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from typing import Final

from actviz.facts.points import HOLDS, one_sided, roughly, sign_at, slope_at, value_at
from actviz.formula.atoms import STEPS
from actviz.formula.calculus import derivative, expand_cases, spelled_out, tidied
from actviz.formula.ties import step_atoms
from actviz.formula.tree import ZERO, Node, X, literal, node, number, of_parts, rebuild
from actviz.readings.asymptotics.periods import period

_FEW: Final = 8  # places that are looked at one by one
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


@lru_cache(maxsize=1024)
def between(gap: Node, x: float) -> bool:
    """Whether a formula changes its sign beside a double, and neither at it nor by a leap."""
    from actviz.readings.exact import enclosure

    low, high = (math.nextafter(x, side * math.inf) for side in (-1, 1))
    shift = gap.args[1].value if gap.op in ("+", "-") and gap.args[0] is X else None
    if isinstance(shift, (int, float)):  # of those a table has hundreds
        place = shift if gap.op == "-" else -shift
        return low < place < high and place != x
    if sign_at(gap, x) == 0 or sign_at(gap, low) * sign_at(gap, high) >= 0:
        return False
    if any(value_at(step, low) != value_at(step, high) for step in step_atoms(gap)):
        return False
    return all(map(math.isfinite, enclosure(gap, low, high, {})))


def cut_at(gaps: Iterable[Node], x: float) -> Node | None:
    """The formula whose change of sign is the place that ``x`` rounds; None: it is ``x``."""
    return None if math.isinf(x) else next((gap for gap in gaps if between(gap, x)), None)


def step_gap(atom: Node, place: Fraction) -> Node:
    """What is zero where the argument of floor or one of its kin is at a place."""
    target = node("/", number(abs(place.numerator)), number(place.denominator))
    return tidied("-" if place >= 0 else "+", atom.args[0], target)


def step_near(atom: Node, x: float) -> Fraction | None:
    """The place of a step that the argument is next to; None where it has no finite value."""
    inside = roughly(atom.args[0], x)
    half = Fraction(atom.op == "round", 2)
    return Fraction(round(Fraction(inside) - half)) + half if math.isfinite(inside) else None


@lru_cache(maxsize=1024)  # asked for values, slopes and limits in turn
def steps_beside(tree: Node, x: float) -> tuple[Node, ...]:
    """What is zero at the step next to a place, of floor and each of its kin in a formula."""
    near = ((atom, step_near(atom, x)) for atom in step_atoms(tree))
    return tuple(step_gap(atom, place) for atom, place in near if place is not None)


@lru_cache(maxsize=1024)
def value_at_zero(tree: Node, gap: Node | None, x: float, *, nonzero: bool = False) -> float:
    """The value of a formula at the zero of another one that ``x`` rounds, itself rounded.

    NaN: none was given, there is none in the domain, or it is not found; ``nonzero``: or it is 0.
    """
    if gap is None:
        return math.nan
    from actviz.readings.exact import between_doubles  # loaded only where digits are claimed

    def picked(current: Node, args: tuple[Node, ...]) -> Node:
        # What is compared is equal at the place: no ball around it shows that.
        if current.op == "where" and tidied("-", *current.args[0].args) is gap:
            return args[1 if HOLDS[current.args[0].op](0, 0) else 2]
        if current.op in STEPS and "x" in current.names:
            place = step_near(current, x)
            if place is not None and step_gap(current, place) is gap:
                return literal(round(place))  # halves to even; a step of the others is whole
        return of_parts(current, args)

    def known(current: Node, args: tuple[Node, ...]) -> Node:
        # No ball around the place says that a root of it is one of no negative number.
        return ZERO if current is gap else of_parts(current, args)

    tree = rebuild(spelled_out(rebuild(tree, picked)), known)
    low, high = (math.nextafter(x, side * math.inf) for side in (-1, 1))
    return between_doubles.value_at_zero(tree, gap, low, high, sign_at(gap, low), nonzero=nonzero)


def slope_at_zero(tree: Node, gap: Node | None, x: float) -> float:
    """The slope that a formula picks at the zero of another one that ``x`` rounds, or at ``x``."""
    slope = value_at_zero(expand_cases(derivative(tree)), gap, x)
    return slope_at(tree, x) if math.isnan(slope) else slope


def alike(tree: Node, candidates: list[float]) -> dict[float, float]:
    """For each place the one nearest to 0, but not 0, that is whole periods away; or itself."""
    length = period(tree, {}) if len(candidates) > _FEW else None
    known: list[float] = []
    nearest: dict[float, float] = {}
    for x in sorted(candidates, key=abs):
        whole = Fraction(value_at(length, 0.0)) if length is not None and x else Fraction(0)
        same = (y for y in known if whole and _apart(x, y, whole) <= 4 * math.ulp(x))
        nearest[x] = next(same, x)
        known += [x] if x and nearest[x] == x else []
    return nearest


def _apart(x: float, y: float, whole: Fraction) -> float:
    """How far two places are from being whole periods apart."""
    gap = Fraction(x) - Fraction(y)
    return abs(float(gap - round(gap / whole) * whole))
