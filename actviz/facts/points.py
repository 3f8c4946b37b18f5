"""One point of a formula in x alone: its value, its sign, limits on the way to it, roots."""

from __future__ import annotations

import math
from functools import lru_cache
from operator import eq, ge, gt, le, lt, ne
from typing import TYPE_CHECKING, Final

import numpy as np

from actviz.formula.calculus import derivative, spelled_out, tidied
from actviz.formula.ties import branched, delicate
from actviz.formula.tree import (
    COMPARISONS,
    ONE,
    ZERO,
    Node,
    X,
    literal,
    node,
    of_parts,
    rebuild,
    substitute,
    walk,
)
from actviz.readings import float64, identity
from actviz.readings.effort import check, patiently

if TYPE_CHECKING:
    from actviz.readings.balls import Ball

HOLDS: Final = dict(zip(COMPARISONS, (lt, le, gt, ge, eq, ne), strict=True))
_MANY: Final = 12  # branches from which on it pays to leave some out
_APART: Final = 1e-9  # sides of a condition that differ by more, relatively, are not near a joint
_BITS: Final = (64, 1300)  # of a ball that is to tell a tiny value from zero, tried in turn


def around(tree: Node, x: float) -> Node:
    """What a formula of many branches is around ``x``: those that hold elsewhere are left out.

    At a joint the branches on both sides stay, and the condition that chooses between them.
    """
    if _branches(tree) < _MANY or not math.isfinite(x):
        return tree
    written: dict[Node, Node] = {}
    stack = [tree]
    while stack:
        current = stack[-1]
        args = current.args
        if current.op == "where":
            one, other = (roughly(side, x) for side in args[0].args)
            if abs(one - other) > _APART * (abs(one) + abs(other)):
                args = (args[1] if HOLDS[args[0].op](one, other) else args[2],)
        missing = [arg for arg in args if arg not in written]
        if missing:
            stack += missing
            continue
        stack.pop()
        if current.op == "where" and len(args) == 1:
            written[current] = written[args[0]]
        else:
            kept = tuple(written[arg] for arg in args)
            written[current] = current if kept == current.args else node(current.op, *kept)
    return written[tree]


def roughly(tree: Node, x: float) -> float:
    """The value in float64 arithmetic; what a condition compares is often a mere number, or x."""
    if tree is X:
        return x
    return float(tree.value or 0) if tree.op == "number" else float(float64.evaluate(tree, x, {}))


@lru_cache(maxsize=256)
def _branches(tree: Node) -> int:
    return sum(current.op == "where" for current in walk(tree))


def value_at(tree: Node, x: float) -> float:
    """The value at ``x``, correctly rounded; in float64 arithmetic where that is not decided."""
    from actviz.readings import exact  # loaded only where digits are claimed

    check()
    tree = around(tree, x)
    try:
        with patiently():
            return float(exact.evaluate(tree, x, {}))
    except exact.NotDecided:
        plain = _without_zeros(tree, x)
        return float(float64.evaluate(tree, x, {})) if plain is tree else value_at(plain, x)


def _without_zeros(tree: Node, x: float) -> Node:
    """The same with 0 for what is 0 at ``x`` and divides, or in a logarithm or root: sin(pi*x).

    No ball shows it to be so, and of what float64 takes it for, 1e-16, nothing follows.
    """
    if not math.isfinite(x):
        return tree
    whole = spelled_out(tree)
    zeros = {part for part in delicate(whole) if part is not whole and _seems_zero(part, x)}

    def change(current: Node, args: tuple[Node, ...]) -> Node:
        return ZERO if current in zeros else of_parts(current, args)

    return rebuild(whole, change) if zeros else tree


def _seems_zero(part: Node, x: float) -> bool:
    """Whether no precision tells a formula from 0; its sign may be known: abs is not below it."""
    ball = plain_ball(part, x, 2 * _BITS[-1])
    return ball is not None and ball.contains(0)


def slope_at(tree: Node, x: float, order: int = 1) -> float:
    """The derivative at ``x``, as :func:`value_at` gives values; at a kink what is picked there."""
    from actviz.readings import exact, slopes

    if order == 0:
        return value_at(tree, x)
    tree = around(tree, x)
    try:
        with patiently():
            return float(slopes.evaluate(tree, x, {}, order))
    except exact.NotDecided:
        ours = derivative(tree, "x", order)
        slope = float64.evaluate(ours, x, {})
        slopes.mend(tree, ours, np.array(x), slope, {}, order)
        return float(slope)


def one_sided(tree: Node, x: float, side: int) -> float:
    """The limit of a smooth formula as its argument comes to ``x`` from the left (-1) or right.

    NaN where there is none or it is not found.
    """
    if math.isinf(x) or any(_is_zero(part, x) for part in delicate(tree)):
        return limit_towards(tree, x, side)
    return _rounded_approach(tree, x, side) if singular(tree, x) else value_at(tree, x)


def _is_zero(part: Node, x: float) -> bool:
    """Whether a formula is 0 at exactly this double; x + pi is at none, though float64 says so."""
    return (
        bool(float64.evaluate(part, x, {}) == 0)
        and value_at(part, x) == 0
        and not ball_sign(part, x)
    )


def _rounded_approach(tree: Node, x: float, side: int) -> float:
    """The limit at a singular place that no double hits, such as sqrt(2); ``x`` rounds it.

    Poles and roots tell themselves by how they grow or shrink from 256 to 16 units away, of
    logarithms it follows by reasoning.
    """
    near, far = (value_at(tree, x + side * units * math.ulp(x)) for units in (16, 256))
    if abs(near) >= 3.9 * abs(far) > 0:
        return math.copysign(math.inf, near)
    if abs(near) <= abs(far) / 3.9:
        return 0.0
    if abs(near - far) <= 1e-12 * abs(near):
        return near if near == far else _just_beside(tree, x, side)
    if math.isnan(near):
        return math.nan  # outside the domain
    one, other = (_tending(tree, x, side, place) for place in (x, math.nextafter(x, math.inf)))
    return one if one == other else math.nan  # else it matters that x is rounded


def _just_beside(tree: Node, x: float, side: int) -> float:
    """The value beside the zero that ``x`` rounds, closer than doubles: of atan(tan(x)) pi/2."""
    from actviz.readings.exact import between_doubles

    low, high = (math.nextafter(x, end) for end in (-math.inf, math.inf))
    for part in delicate(tree):
        for gap in (part, derivative(part)):  # where it turns, if it only touches 0
            left = sign_at(gap, low)
            if vanishes(part, x) and left * sign_at(gap, high) < 0:
                return between_doubles.value_at_zero(tree, gap, low, high, left, side=side)
    return math.nan


def _tending(tree: Node, x: float, side: int, place: float) -> float:
    """The limit as what is zero next to ``x`` comes to 0, with a number for x everywhere else."""
    small = {}
    for part in delicate(tree):
        if vanishes(part, x):
            sign = math.copysign(1, value_at(part, x + side * 16 * math.ulp(x)))
            small[part] = node("/", literal(sign), X)

    def change(current: Node, args: tuple[Node, ...]) -> Node:
        if current.op == "log1p" and (inner := tidied("+", ONE, *current.args)) in small:
            return node("log", small[inner])
        if current is X:
            return literal(place)
        return small.get(current) or (of_parts(current, args))

    return infinity(rebuild(spelled_out(tree), change), 1)


def limit_towards(tree: Node, x: float, side: int) -> float:
    """The limit at a point or an infinity by reasoning on the tree; NaN where none is found."""
    if math.isinf(x):
        return infinity(tree, int(math.copysign(1, x)))
    # With x + 1/t for x, a point is approached as t grows.
    step = node("/", ONE if side > 0 else node("neg", ONE), X)
    base = literal(x)
    return infinity(substitute(tree, {"x": tidied("+", base, step) if x else step}), 1)


def infinity(tree: Node, side: int) -> float:
    """The limit at an infinity; NaN where there is none or it is not decided."""
    from actviz.readings.asymptotics.limits import value_at_infinity

    limit = value_at_infinity(tree, side, {})
    return math.nan if limit is None else limit


def singular(tree: Node, x: float) -> bool:
    """Whether a delicate part is zero at ``x``, or at a place that rounds to it."""
    return any(vanishes(part, x) for part in delicate(tree))


def between_doubles(tree: Node, x: float) -> bool:
    """Whether ``x`` only rounds the place at which a delicate part is zero."""
    return singular(tree, x) and not any(value_at(part, x) == 0 for part in delicate(tree))


def vanishes(part: Node, x: float) -> bool:
    """Whether a formula is zero at ``x``, or at a place that rounds to it."""
    value, slope = float64.evaluate(part, x, {}), derivative(part)
    if value == 0 and x and ball_sign(part, x):
        # It is too small for a double: so is sech(x) far out, and (x - pi)**40 next to its zero.
        return not abs(value_at(tidied("/", part, slope), x)) > 4 * math.ulp(x)
    if value == 0 or x == 0:
        return bool(value == 0)
    steep = float(float64.evaluate(slope, x, {}))
    return bool(abs(value) <= 4 * math.ulp(x) * abs(steep))


@lru_cache(maxsize=65536)
def sign_at(tree: Node, x: float) -> int:
    """The sign of the true value: 1, 0 or -1; 0 also where it is not known."""
    if (tree, x > 0) in _zeros:
        return 0
    ball = plain_ball(tree, x)
    if ball is not None and ball != 0:
        return 1 if ball > 0 else -1
    value = value_at(tree, x)
    if value:
        return 0 if math.isnan(value) else int(math.copysign(1, value))
    sign = ball_sign(tree, x)  # zero, or rounded to zero
    if not sign and x and "x" in tree.names and _is_zero_beside(tree, x > 0):
        _zeros[tree, x > 0] = True
    return sign


def plain_ball(tree: Node, x: float, bits: int = 128) -> Ball | None:
    """A ball that holds the value, in a tenth of the time of a rounded one; None: not found."""
    from actviz.readings import balls

    check()
    with balls.precision(bits):
        (ball,) = balls.compiled(around(tree, x))([x], {})
    return ball if ball.is_finite() else None


# Formulas that are zero throughout on a side of 0: no precision decides that, so it is asked once.
_zeros: Final[dict[tuple[Node, bool], bool]] = {}
_GENERIC: Final = (0.7131, 1.9373, 5.1917, 11.4271)


@lru_cache(maxsize=4096)
def _is_zero_beside(tree: Node, positive: bool) -> bool:
    """Whether a formula that has no sign at one point has none on that whole side of 0."""
    points = [point if positive else -point for point in _GENERIC]
    if any(value_at(tree, x) and math.isfinite(value_at(tree, x)) for x in points):
        return False
    side = (0.0, math.inf) if positive else (-math.inf, 0.0)
    if identity.vanishes(tree) or identity.vanishes(tree, *side):
        return True
    if any(map(branched, walk(spelled_out(tree)))):
        return False  # what holds at some points need not hold at others
    return all(value_at(tree, x) == 0 and not ball_sign(tree, x) for x in points)


def vanishing(tree: Node, x: float) -> bool:
    """Whether a formula is zero throughout on the side of 0 on which ``x`` lies."""
    if "x" not in tree.names:
        return sign_at(tree, 0.0) == 0 and value_at(tree, 0.0) == 0
    if abs(float64.evaluate(tree, x, {})) > 1e-9:
        return False
    return sign_at(tree, x) == 0 and (tree, x > 0) in _zeros


def ball_sign(tree: Node, x: float) -> int:
    """The sign of the true value even where it is too small for a double; 0: zero, or not known."""
    from actviz.readings.exact import enclosure

    for bits in _BITS:
        low, high = enclosure(tree, x, x, {}, bits)
        if not low < 0 < high:
            break
    return int(high > 0 and low >= 0) - int(low < 0 and high <= 0)
