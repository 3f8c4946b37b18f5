"""Where the pieces of a formula meet: its jumps and kinks, with both one-sided values.

A piecewise formula changes branch where a comparison changes, and a single formula may break where
a divisor, a logarithm or a root reaches zero. Each such place is solved for. The two formulas that
meet there are the tree with every comparison decided as it is just left and just right of it; so
one-sided values and slopes are values or limits of formulas, not differences of samples.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import lru_cache
from itertools import islice
from typing import Final

import numpy as np

from actviz.facts.points import (  # fmt: skip
    HOLDS,
    between_doubles,
    one_sided,
    roughly,
    sign_at,
    singular,
    value_at,
    vanishes,
    vanishing,
)
from actviz.facts.record import Break
from actviz.facts.roots import probes, roots, sample, touching
from actviz.facts.true_places import (  # fmt: skip
    alike,
    cut_at,
    limit_beside,
    slope_at_zero,
    step_gap,
    steps_beside,
    value_at_turn,
    value_at_zero,
)
from actviz.facts.unsettled_tails import searched
from actviz.formula.atoms import STEPS
from actviz.formula.calculus import derivative, expand_cases, spelled_out, tidied
from actviz.formula.ties import broken_by, delicate, step_atoms
from actviz.formula.tree import COMPARISONS, ONE, ZERO, Node, X, literal, node, walk
from actviz.readings import float64

STEPS_AT_MOST: Final = 400  # jumps of floor and its kin that are listed in one range
SMOOTH_TO: Final = 6  # orders of derivative compared before a joint is called smooth
_WAVES: Final = 24  # places where something may break
_EPSILON: Final = 2.0**-52
_NEAR: Final = 2.0**-30  # to a step: there exact arithmetic decides which one it is


@lru_cache(maxsize=1024)
def breaks(tree: Node, low: float, high: float) -> tuple[Break, ...]:
    """Every joint between ``low`` and ``high`` at which a value or a low derivative jumps.

    Args:
        tree: a formula in ``x`` alone (parameters bound to numbers).
        low, high: the range; its ends may be infinite. Of the jumps of floor and its kin at most
            400 are listed: none where there are more (see :func:`endless`).
    """
    cases = expand_cases(tree)
    candidates = places(cases, low, high)
    same = {} if step_atoms(cases) else alike(tree, candidates)  # else steps are other numbers
    sides = zip(candidates, probes(candidates), strict=True)
    joints = (_joint(tree, cases, x, left, right, same.get(x)) for x, (left, right) in sides)
    return tuple(joint for joint in joints if joint is not None)


def unbroken(tree: Node, low: float, high: float) -> bool:
    """Whether no joint lies in [low, high]: the first that is found is enough.

    Of so many places as waves have, some are not found: then nothing is said for it.
    """
    cases = expand_cases(tree)
    if any(_waves(gap, low, high) > _WAVES for gap in gaps(cases)):
        return False
    edges = places(cases, low, high)
    if len(edges) > _WAVES:
        return False
    sides = zip(edges, probes(edges), strict=True)
    return not any(_joint(tree, cases, x, left, right) for x, (left, right) in sides)


def _waves(gap: Node, low: float, high: float) -> int:
    """How often at least a formula with waves changes its sign: to find each place takes long."""
    if all(part.op not in ("sin", "cos") for part in walk(gap)):
        return 0
    signs = np.sign(float64.evaluate(gap, sample(low, high), {}))
    return int(np.count_nonzero(signs[1:] * signs[:-1] < 0))


def nearest(tree: Node, count: int) -> list[Break]:
    """The joints nearest to 0, so many at most: a staircase has thousands of others."""
    cases = expand_cases(tree)
    edges = places(cases, -math.inf, math.inf)
    near = sorted(zip(edges, probes(edges), strict=True), key=lambda place: abs(place[0]))
    joints = (_joint(tree, cases, x, left, right) for x, (left, right) in near)
    return list(islice((joint for joint in joints if joint is not None), count))


def places(cases: Node, low: float, high: float) -> list[float]:
    """Where a formula without abs, sign, max, min, clip may break, in order."""
    edges = {x + 0.0 for x in _candidates(cases, low, high) if low <= x <= high}
    # A step that looks at where(x == 10, ...) changes on the way from one double to the next.
    single = {x for x in _single(cases, low, high) if x in edges}
    beside = {math.nextafter(x, side * math.inf) for x in single for side in (-1, 1)}
    return sorted(edges - (beside - single))


def decided(tree: Node, x: float) -> Node:
    """The one formula that holds around ``x``: comparisons decided, floors replaced by numbers.

    Branches that do not hold are not looked at: a table of a thousand entries has as many.
    """
    settled: dict[Node, Node] = {}
    picked: dict[Node, Node] = {}
    stack = [tree]
    while stack:
        current = stack[-1]
        if current.op == "where":
            if current not in picked:  # the original condition: nothing in it is decided yet
                picked[current] = current.args[1 if _truth(current.args[0], x) else 2]
            missing = [picked[current]] if picked[current] not in settled else []
        else:
            missing = [arg for arg in current.args if arg not in settled]
        if missing:
            stack += missing
            continue
        stack.pop()
        if current.op == "where":
            settled[current] = settled[picked[current]]
        else:
            settled[current] = _settled(current, tuple(settled[arg] for arg in current.args), x)
    return settled[tree]


def _settled(current: Node, args: tuple[Node, ...], x: float) -> Node:
    """An operation on what is decided already."""
    if current.op in STEPS and "x" in current.names:
        inside, step = roughly(current.args[0], x), node(current.op, X)
        gap = _NEAR * (1 + abs(inside))
        below, level = (roughly(step, inside + side * gap) for side in (-1, 1))
        if below != level:  # doubles may see another step: 2*sech(x) is less than 2 beside 0
            level = value_at(current, x)
        if math.isfinite(level):  # outside the domain of its argument it stays what it is
            return literal(int(level))
    if current.op == "**" and "x" in args[1].names and vanishing(args[0], x):
        power = sign_at(args[1], x)  # as 1/0, what is infinite throughout is told as such
        return (ONE, ZERO, node("/", ONE, ZERO))[power]
    return tidied(current.op, *args) if args else current


def piece_at(tree: Node, x: float) -> Node:
    """The same, and plainly 0 if that is what it is throughout: tanh(x/2)/2 + 0.5 - sigmoid(x)."""
    piece = decided(tree, x)
    return ZERO if vanishing(piece, x) else piece


def _truth(condition: Node, x: float) -> bool:
    """Whether a comparison holds; where doubles see no difference, exact arithmetic decides."""
    sides = [roughly(side, x) for side in condition.args]
    if sides[0] == sides[1]:
        sides = [float(sign_at(tidied("-", *condition.args), x)), 0.0]
    return bool(HOLDS[condition.op](*sides))


def endless(cases: Node, low: float = -math.inf, high: float = math.inf) -> bool:
    """Whether floor or one of its kin jumps at infinitely many places, or at too many to list."""
    return any(_levels(current, low, high) is None for current in step_atoms(cases))


@lru_cache(maxsize=1024)
def _joint(
    tree: Node,
    cases: Node,
    x: float,
    left_probe: float,
    right_probe: float,
    same: float | None = None,
) -> Break | None:
    """The joint at a place, if there is one; ``same``: a place beside which all is the same."""
    left, right = piece_at(cases, left_probe), piece_at(cases, right_probe)
    value = value_at(tree, x)
    seamless = left is right and math.isfinite(value) and value == value_at(left, x)
    if seamless and not singular(left, x):
        return None
    # The value beside an irrational place may be far from that at it: sqrt(abs(x**2 - 2)) is 1e-8.
    cut = cut_at(gaps_beside(cases, x), x)
    rounded = cut is not None or between_doubles(left, x) or between_doubles(right, x)
    at = same if rounded and same and cut is cut_at(gaps_beside(cases, same), same) else x
    order, limits = _first_difference(left, right, at, cut, math.nan if rounded else value)
    if order is None:
        return None
    exactly = value_at_zero(cases, cut, x)
    if not math.isnan(exactly):
        value = exactly
    elif rounded and limits[0][0] == limits[0][1]:
        value = limits[0][0]
    # The formula's own convention at a kink: abs'(0) is sign(0).
    upright = rounded and limits[1][0] == limits[1][1] and math.isinf(limits[1][0])
    slope = limits[1][0] if upright else slope_at_zero(tree, cut, x)
    return Break(x, *limits[0], value, *limits[1], slope, order)


@lru_cache(maxsize=1024)
def _first_difference(
    left: Node, right: Node, x: float, cut: Node | None, value: float
) -> tuple[int | None, list[tuple[float, float]]]:
    """The first order at which two formulas differ at ``x``, and the limits of the first two."""
    one, other = left, right
    limits: list[tuple[float, float]] = []
    first: int | None = None
    known = False  # whether the limits before are those at the place itself, however steep it is
    for order in range(SMOOTH_TO + 2):
        if order:
            one, other = derivative(one), derivative(other)
        place = cut if order < 2 else None  # of the limits that are told
        limits.append((limit_beside(one, place, x, -1), limit_beside(other, place, x, 1)))
        if order == 0 and any(ends := [*map(math.isnan, limits[0])]):
            # An end of the domain is no joint, unless its value is another than that beside it.
            jumps = not all(ends) and math.isfinite(value) and _isolated(value, limits[0])
            return (0, [*limits, (math.nan, math.nan)]) if jumps else (None, limits)
        slopes = (0.0, 0.0) if known else limits[order]
        if order > 0 and first is None and _differ(*limits[order - 1], x, slopes):
            first = order - 1
        known = all(math.isfinite(value_at_zero(part, place, x)) for part in (one, other))
        if order == 1 and first is None and _isolated(value, limits[0]):
            first = 0
        if first is not None and order >= 1:
            break
        if order >= 2 and one is other and (left is not right or _analytic(left, x)):
            break  # from here on they are the same
    return first, limits


def _analytic(tree: Node, x: float) -> bool:
    """Whether a formula without cases has holes at a place at most: limits fill them (Riemann)."""
    for current in walk(spelled_out(tree)):
        part = broken_by(current)
        if part is None or "x" not in part.names or not vanishes(part, x):
            continue
        limits = {one_sided(current, x, side) for side in (-1, 1)}
        if current.op != "/" or len(limits) > 1 or not all(map(math.isfinite, limits)):
            return False
    return True


def _isolated(value: float, sides: tuple[float, float]) -> bool:
    """A pole, or a value that fits neither side; a hole (NaN) is an end of the domain instead."""
    if math.isinf(sides[0]) or math.isinf(sides[1]):
        return True
    fits = (math.isclose(value, side, rel_tol=1e-12, abs_tol=1e-15) for side in sides)
    return not math.isnan(value) and not any(fits)


def _differ(one: float, other: float, x: float, slopes: tuple[float, float]) -> bool:
    """Whether two sides differ by more than the rounding of ``x`` itself explains."""
    if math.isinf(one) or math.isinf(other):
        return not (math.isnan(one) or math.isnan(other))  # a pole, or a vertical tangent
    if math.isnan(one) or math.isnan(other) or one == other:
        return False
    steep = sum(abs(slope) for slope in slopes if math.isfinite(slope))
    return abs(one - other) > 16 * _EPSILON * (abs(one) + abs(other) + abs(x) * steep)


def _candidates(tree: Node, low: float, high: float) -> Iterator[float]:
    for gap in compared(tree):
        yield from crossings(gap, low, high)
        yield from touching(gap, low, high)
    for current in step_atoms(tree):
        yield from _steps(current, low, high)
    for part in delicate(tree):
        yield from _zeros(part, low, high)


@lru_cache(maxsize=256)  # derivatives of a formula have the same roots and denominators in them
def _zeros(part: Node, low: float, high: float) -> list[float]:
    return [*crossings(part, low, high), *touching(part, low, high)]


def _single(cases: Node, low: float, high: float) -> Iterator[float]:
    """Places that are a case of their own inside a step."""
    for part in {part for atom in step_atoms(cases) for part in walk(atom.args[0])}:
        if part.op in ("==", "!=") and "x" in part.names:
            yield from crossings(tidied("-", *part.args), low, high)


@lru_cache(maxsize=64)
def gaps(cases: Node) -> tuple[Node, ...]:
    """The formulas at whose zeros one without abs, max and the like may break."""
    return (*compared(cases), *delicate(cases))


def gaps_beside(cases: Node, x: float) -> list[Node]:
    """The same, and those of the steps next to a place."""
    return [*gaps(cases), *steps_beside(cases, x)]


def compared(cases: Node) -> list[Node]:
    """The differences of what is compared."""
    return [
        tidied("-", *current.args)
        for current in walk(cases)
        if current.op in COMPARISONS and "x" in current.names
    ]


def crossings(tree: Node, low: float, high: float) -> Iterator[float]:
    """Where a value changes sign: of one with floors in it between its joints, piece by piece."""
    if not any(True for atom in step_atoms(tree) for _ in _steps(atom, low, high)):
        yield from _roots(tree, low, high)
        return
    joints = places(tree, low, high)
    beside = probes(joints)
    around = [beside[0][0], *(right for _, right in beside)]
    for point, start, end in zip(around, [low, *joints], [*joints, high], strict=True):
        yield from roots(decided(tree, point), start, end)


def _levels(current: Node, low: float, high: float) -> range | None:
    """The whole numbers that the argument of a floor passes; None: more than are listed."""
    argument, points = current.args[0], sample(low, high)
    ends = float64.evaluate(argument, np.r_[low, points, high], {})
    turns = [value for _, value in _turns(argument, low, high)]
    finite = np.r_[ends[np.isfinite(ends)], turns]
    if finite.size == 0 or np.ptp(finite) > STEPS_AT_MOST:
        return None
    if np.isinf(ends[1:-1]).any() or _has_pole(argument, low, high):
        return None  # log comes to -36 at the doubles beside its pole, and passes them all
    return range(math.floor(finite.min()) - 1, math.ceil(finite.max()) + 1)


@lru_cache(maxsize=1024)
def _has_pole(tree: Node, low: float, high: float) -> bool:
    """Whether a formula grows without bound beside some place."""
    for part in delicate(tree):
        zeros = roots(part, low, high)
        for x, sides in zip(zeros, probes(zeros), strict=True):
            for side, probe in zip((-1, 1), sides, strict=True):
                if math.isinf(one_sided(decided(tree, probe), x, side)):
                    return True
    return False


def _steps(current: Node, low: float, high: float) -> Iterator[float]:
    turns = [x for x, _ in _turns(current.args[0], low, high)]
    for gap in _step_gaps(current, low, high):
        yield from roots(gap, low, high, turns)
    # A level that is only touched is a step of one point: floor(2*sech(x)) is 2 at 0 alone.
    half = 0.5 if current.op == "round" else 0.0
    yield from (x for x, value in _turns(current.args[0], low, high) if (value - half).is_integer())


def _roots(tree: Node, low: float, high: float) -> list[float]:
    """Where a formula changes its sign: between two changes close together it turns."""
    return roots(tree, low, high, [x for x, _ in _turns(tree, low, high)])


@lru_cache(maxsize=256)
def _turns(tree: Node, low: float, high: float) -> list[tuple[float, float]]:
    """Where a formula turns, and its finite values there."""
    slope = derivative(tree)
    cells = searched(slope, low, high)[1:] if "x" in slope.names else ()
    turns = [(cell.low, value_at_turn(tree, slope, cell.low)) for cell in cells]
    return [(x, value) for x, value in turns if math.isfinite(value)]


def _step_gaps(current: Node, low: float, high: float) -> Iterator[Node]:
    """The formulas at whose zeros a floor or one of its kin jumps."""
    for level in _levels(current, low, high) or ():
        yield step_gap(current, Fraction(level) + Fraction(current.op == "round", 2))


def turning_steps(cases: Node, turns: Callable[[Node], bool], window: float) -> bool:
    """Whether floor or one of its kin has an argument that passes one of its steps for ever.

    Args:
        cases: a formula without abs, sign, max, min, clip.
        turns: whether a formula goes on changing its sign, or touches 0 again and again.
        window: how far from 0 a change of sign is to be seen: round(sin(x)/2) has no step.
    """
    return any(
        turns(gap) and roots(gap, -window, window)
        for current in step_atoms(cases)
        if turns(derivative(current.args[0]))
        for gap in _step_gaps(current, -math.inf, math.inf)
    )
