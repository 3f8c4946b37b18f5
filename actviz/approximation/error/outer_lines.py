"""What a function does beyond a range: the lines it approaches, and the error of taking them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from flint import arb

from actviz.approximation.curves.segments import Scale
from actviz.approximation.error.cell_bounds import Weight
from actviz.approximation.error.error_proof import error_of_parts, one_sided, weight_of
from actviz.approximation.target.target import Target
from actviz.approximation.value import compensated
from actviz.approximation.value.coefficients import horner
from actviz.approximation.value.evaluation_errors import Part
from actviz.approximation.value.result import Approximation, Bracket
from actviz.arrays import Float64
from actviz.formula.calculus import derivative, tidied
from actviz.formula.tree import Node, X, literal
from actviz.readings import balls
from actviz.readings.asymptotics.limits import Limit, asymptote, limit
from actviz.readings.asymptotics.periods import period
from actviz.readings.asymptotics.tails import tail_sign
from actviz.readings.effort import near_enough
from actviz.readings.exact import ranges

Line = tuple[float, ...]  # one coefficient, or that of 1 and that of x
_UNSEEN, _BITS = 2.0**-45, 1200  # of the function; and of balls that see less
_DIGITS = 2.0**-24  # of an error that values may be off in a search
_EVEN = 2.0**-30  # of an error: an end is told so far
_PLACES, _ROUNDS = 33, 12  # looked at between two at a time, where an error begins
FAR = (16.0, 64.0, 256.0, 1024.0)
_BEYOND = (*FAR, 4 * FAR[-1])  # from where on errors are proved: a line may begin at any of FAR


def end_of(target: Target, side: int, kind: str) -> Line:
    """The limit (``limit``) or the line (``asymptote``) on one side.

    Raises:
        ValueError: there is none.
    """
    word = "right" if side > 0 else "left"
    if kind == "limit":
        end = limit(target.tree, side, {})
        if isinstance(end, Limit) and math.isfinite(end.value):
            return (end.value + 0.0,)
        raise ValueError(f"{target.name} has no finite limit on the {word}")
    line = asymptote(target.tree, side)
    if line is None:
        raise ValueError(f"{target.name} approaches no line on the {word}")
    slope, first = (number + 0.0 for number in line)
    return (first, slope) if slope else (first,)


def off_without_end(target: Target, lines: Sequence[Line | None], held: str) -> str | None:
    """Why no line stays near the function on the left or on the right; None: those given do.

    Args:
        target: the function.
        lines: those on both sides; None: none is needed there.
        held: the format of their numbers.
    """
    for line, side, word in zip(lines, (-1, 1), ("left", "right"), strict=True):
        last = None if line is None else limit(_gap(target.tree, line), side, {})
        if line is not None and isinstance(last, Limit) and math.isinf(last.value):
            slope = end_of(target, side, "asymptote")[1]
            return (
                f"{held} does not hold the slope of {target.name} far out on the {word}, about "
                f"{slope:.6g}, and any line of another is off without end"
            )
    return None


def beyond(
    target: Target,
    line: Line,
    side: int,
    start: float,
    measure: str = "absolute",
    dtype: str | None = None,
    one: Approximation | None = None,
) -> Bracket | None:
    """The largest distance of the function from a line from ``start`` on to one side.

    The line is what Horner's rule makes of it or, if it is a piece of ``one``, what that computes.
    Near the range it is proved like every other error. Far out the sign of the slope of the
    difference is proved, so that the difference is largest at one end: there, or at infinity. One
    that repeats is as large in each period. None: what happens far out is not decided.
    """
    gap = _gap(target.tree, line)
    last = limit(gap, side, {})
    if not isinstance(last, Limit):
        return _repeated(target, line, side, start, measure, dtype, one)
    if math.isinf(last.value):
        return Bracket(measure, math.inf, math.inf, side * math.inf)
    slope = derivative(gap)
    for far in _BEYOND:
        if far <= 2 * abs(start) or tail_sign(slope, side, int(far)) is None:
            continue
        near = _between(target, line, start, side * far, measure, dtype, one)
        weight = weight_of(measure, dtype)
        there = np.array([float(side * far)])
        size = max(abs(last.value), *np.abs(target.on(there) - horner(line, there)).tolist())
        least = 1.0 if weight is None else _least(target, side, far, weight)
        if least is None:
            continue
        if size / least > near.lower and (weight is not None or abs(last.value) > near.lower):
            top = size / least * (1 + 2.0**-50)
            lower = abs(last.value) if weight is None else near.lower
            return Bracket(measure, lower, max(near.upper, top), side * math.inf)
        return near
    return None


def _between(
    target: Target,
    line: Line,
    start: float,
    end: float,
    measure: str,
    dtype: str | None,
    one: Approximation | None,
) -> Bracket:
    """The largest distance of the function from a line between two places."""
    low, high = sorted((start, end))
    outer = replace(target, low=low, high=high)
    x = np.linspace(low, high, 257)
    f = outer.on(x)
    guess = float(np.abs(f - horner(line, x)).max())
    if guess <= float(np.abs(f).max()) * _UNSEEN:  # it is that of rounding, or nothing is seen
        with balls.precision(_BITS):
            gaps = [_ball(_gap(target.tree, line), end) for end in (low, high)]
            guess = max([float(abs(gap.mid())) for gap in gaps if gap.is_finite()], default=guess)
    weight = weight_of(measure, dtype)
    if weight is not None:
        guess /= float(weight(np.abs(f)).min()) or 1.0
    carried = compensated.TIMES.get(one.arithmetic or "", 0) if one else 0
    parts = [Part(low, high, line, carried=carried)]
    return error_of_parts(outer, parts, one or partial(horner, line), measure, guess, dtype)


def _repeated(
    target: Target,
    line: Line,
    side: int,
    start: float,
    measure: str,
    dtype: str | None,
    one: Approximation | None,
) -> Bracket | None:
    """The same where the difference repeats for ever, of one period; None: it is not seen to."""
    period_tree = period(_gap(target.tree, line), {})
    if period_tree is None:
        return None
    length = math.nextafter(float(abs(_ball(period_tree, 0.0)).upper()), math.inf)
    end = math.nextafter(start + side * length, side * math.inf)
    near = _between(target, line, start, end, measure, dtype, one)
    return near if math.isfinite(near.upper) else None


def _least(target: Target, side: int, far: float, weight: Weight) -> float | None:
    """What errors are divided by at least beyond a place; None: it is not known."""
    last = limit(target.tree, side, {})
    if tail_sign(target.slope, side, int(far)) is None or not isinstance(last, Limit):
        return None
    here = float(target.exactly(side * far).mid())
    ends = [here, last.value]
    if min(ends) < 0 < max(ends) or not any(ends):
        return 1.0 if not any(ends) else None  # 0 everywhere: so is the line
    least = float(weight(np.array([min(map(abs, ends)) * (1 - 2.0**-40)]))[0])
    return least or None


def wrong_side(target: Target, line: Line, side: int, start: float, above: int) -> float:
    """How far the function is at most on the wrong side of a line from ``start`` on.

    Args:
        target: the function.
        line: the line.
        side: 1 for the half-line on the right, -1 for that on the left.
        start: where it begins.
        above: 1: the line is to be above the function; -1: below.

    Raises:
        ValueError: what happens far out is not decided.
    """
    gap = _gap(target.tree, line)
    last = limit(gap, side, {})
    slope = derivative(gap)
    steps = [math.ceil(abs(start)) + 3 + k for k in (0, 2, 8, 32, 128, 1024)]
    for far in steps:
        if not isinstance(last, Limit) or tail_sign(slope, side, far) is None:
            continue
        low, high = sorted((start, float(side * far)))
        outer = replace(target, low=low, high=high)
        with balls.precision(120):
            there = float((above * _ball(gap, side * far)).abs_upper())
            if (above * _ball(gap, side * far)) < 0:
                there = 0.0
        most = max(above * last.value, there)
        if not _signed(gap, low, high, -above):
            parts = [Part(low, high, line)]
            most = max(most, one_sided(outer, parts, partial(horner, line), above))
        return most
    raise ValueError(f"what {target.name} does far out is not decided; give a smaller range")


def _ball(tree: Node, x: float) -> Any:
    (ball,) = balls.compiled(tree)([x], {})
    return ball


def _signed(tree: Node, low: float, high: float, sign: int) -> bool:
    """Whether a formula is shown to have a sign, or to be 0, on an interval."""
    pending, left = [(low, high)], 400
    while pending:
        a, b = pending.pop()
        left -= 1
        with balls.precision(80):
            value = ranges.over(tree, (arb(a), arb(b)), {})
            if value is not None and not (isinstance(value, float) and math.isnan(value)):
                least, most = ranges.ends(value)
                if (least >= 0) if sign > 0 else (most <= 0):
                    continue
        middle = a + (b - a) / 2
        if left <= 0 or not a < middle < b:
            return False
        pending += [(a, middle), (middle, b)]
    return True


def furthest(
    target: Target,
    line: Line,
    side: int,
    error: float,
    scale: Scale | None = None,
    above: int = 0,
) -> tuple[float, float]:
    """The end of the half-line, nearest to 0 and beyond, on which the line keeps an error.

    Args:
        target: the function.
        line: what stands for it.
        side: 1 for the half-line on the right, -1 for that on the left.
        error: the largest one.
        scale: the weight of errors.
        above: 1 (-1): the line is shifted so as to be nowhere below (above) the function.

    Returns:
        The end, and by how much the line is shifted.
    """
    ladder: list[float] = [side * FAR[-1] * 2.0 ** (-k / 8) for k in range(160)]
    if target.fold is None:
        ladder += [0.0, *(-x for x in reversed(ladder))]
    x = np.array(ladder)
    off = 0.0 if scale else error * _DIGITS
    gaps = _gaps(target, line, x, scale, off)
    kept = above * np.maximum.accumulate(np.maximum(above * gaps, 0.0)) if above else 0.0 * gaps

    lowest = np.minimum.accumulate(np.minimum(above * gaps, 0.0))
    sizes = above * kept - lowest if above else np.abs(gaps)
    lost = np.flatnonzero(sizes > error)
    if not len(lost):
        return ladder[-1], float(kept[-1])
    k = int(lost[0])
    if k == 0:
        return ladder[0], 0.0
    good, bad, shift = ladder[k - 1], ladder[k], float(kept[k - 1])
    least = float(lowest[k - 1])
    for _ in range(_ROUNDS):
        x = np.linspace(good, bad, _PLACES)
        gaps = _gaps(target, line, x, scale, off) * (above or 1)
        lower, upper = least + 0.0 * x, 0.0 * x
        if above:
            lower = np.minimum.accumulate(np.minimum(gaps, least))
            upper = np.maximum.accumulate(np.maximum(gaps, above * shift))
        lost = np.flatnonzero((upper - lower if above else np.abs(gaps)) > error)
        last = max(int(lost[0]) - 1, 0) if len(lost) else len(x) - 2
        good, bad, least = float(x[last]), float(x[last + 1]), float(lower[last])
        shift = above * float(upper[last]) if above else shift
        if abs(gaps[last + 1] - gaps[last]) <= error * _EVEN:  # no jump is between them
            break
    # To the jump itself: a piece as short as what is left would be one for nothing.
    places = (target.low, *target.knots, target.high)
    jumps = np.array([at for at in places if min(good, bad) < at < max(good, bad)])
    if jumps.size and not above:
        kept_there = np.abs(_gaps(target, line, jumps, scale, off)) <= error
        good = max((good, *jumps[kept_there].tolist()), key=lambda at: abs(at - good))
    return good, shift


def far_off(target: Target, line: Line, side: int, scale: Scale | None = None) -> float:
    """How far off a line is where it begins at the furthest: it keeps no smaller error."""
    return float(np.abs(_gaps(target, line, np.array([side * FAR[-1]]), scale))[0])


def _gaps(target: Target, line: Line, x: Float64, scale: Scale | None, off: float = 0.0) -> Float64:
    """How far the function is above a line, weighed; its values may be off by so much."""
    with near_enough(off):
        f = target.on(x)
    gaps = f - horner(line, x)
    return gaps if scale is None else np.where(gaps == 0, 0.0, gaps * scale(x, f))


def _gap(tree: Node, line: Line) -> Node:
    for k, c in enumerate(line):
        if c:
            tree = tidied("-", tree, literal(c) if k == 0 else tidied("*", literal(c), X))
    return tree
