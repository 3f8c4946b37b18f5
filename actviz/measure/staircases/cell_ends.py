"""The largest value of a formula with steps: at the ends of its cells and where it turns."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from actviz.arrays import Float64, Places
from actviz.facts.interval import Interval
from actviz.facts.monotone_pieces import Curve
from actviz.facts.points import infinity, one_sided, value_at
from actviz.facts.unsettled_tails import WINDOW, oscillates
from actviz.formula.calculus import derivative, expand_cases, tidied
from actviz.formula.tree import COMPARISONS, Node, literal, node, number, walk
from actviz.measure.largest import Largest, farthest_of, no_larger
from actviz.measure.staircases.rounded_again import Smooth
from actviz.measure.staircases.staircase_tails import beyond
from actviz.measure.staircases.step_cells import (
    STEPS_AT_MOST,
    Steps,
    TooManySteps,
    cut,
    is_step,
    pieces,
    with_numbers,
)
from actviz.readings import exact, float64

_FAR: Final = 1e300
_FEW: Final = 1 << 13  # steps of those that go on for ever that are looked at first
_NEAR_ALL: Final = 1e-6  # relative: what float64 finds within it of the largest is looked at again
_LOOKED_AT: Final = 24  # of those, the largest and the nearest to 0
_ROUNDS: Final = 12
_DOUBT: Final = 2.0**-40  # relative: what float64 may be off by where nothing cancels
_DIGITS: Final = 1e-290  # numbers below it have few digits, or are 0 in place of a small number
_ROUNDED: Final = 1e-8  # relative: how far float64 may misplace a step
_SINGULAR: Final = 64  # ends of cells at which a formula has a pole or a hole


def largest(tree: Node, whole: Node, low: float, high: float, smooth: Smooth) -> Largest:
    """The value of largest magnitude of a formula with steps, and where it is.

    Args:
        whole: one that has a value only where the formula is to have one.
        low, high: the range; its ends may be infinite.
        smooth: the same for a formula without steps.

    Raises:
        ValueError: it is not found; the message says why.
    """
    cases = expand_cases(tree)
    end_there = _end(cases, -1), _end(cases, 1)

    def looked(most: int) -> Largest:
        steps = _window(cases, whole, low, high, end_there, most)
        return _largest(cases, whole, steps, low, high, end_there, smooth)

    if all(end_there) or math.isfinite(high - low):
        return looked(STEPS_AT_MOST)
    for most in _FEW, STEPS_AT_MOST:  # a wider look where a narrow one does not tell
        try:
            return looked(most)
        except ValueError as error:
            why = error
    raise why


def _largest(
    cases: Node,
    whole: Node,
    steps: Steps,
    low: float,
    high: float,
    end_there: tuple[bool, bool],
    smooth: Smooth,
) -> Largest:
    first, last = float(steps.edges[0]), float(steps.edges[-1])
    parts: list[Largest] = []
    smooth_left, smooth_right = (
        math.isinf(end) and there and abs(inner) == _FAR
        for end, there, inner in zip((low, high), end_there, (first, last), strict=True)
    )
    # Where the steps have come to an end, one smooth formula holds for ever.
    if smooth_left and steps.known[0]:
        end = float(steps.edges[1]) + _off(steps, 1, 0)
        parts.append(_tail(steps, 0, Interval(-math.inf, end), smooth))
    if smooth_right and steps.known[-1]:
        cell = len(steps.edges) - 2
        start = float(steps.edges[cell]) + _off(steps, cell, cell)
        parts.append(_tail(steps, cell, Interval(start, math.inf), smooth))
    inside = _inside(steps, smooth_left, smooth_right)
    parts += [inside] if inside else []
    parts += _between(cases, whole, steps, max((abs(one.value) for one in parts), default=0.0))
    if not parts and (first > max(low, -_FAR) or last < min(high, _FAR)):
        raise ValueError("steps without end where both have a value")
    if not parts:
        raise ValueError("nowhere do both have a value")
    best = farthest_of(parts)
    if low < first and not smooth_left:
        best = beyond(cases, low, first, best, min(last, first / 2), smooth)
    if high > last and not smooth_right:
        best = beyond(cases, last, high, best, max(first, last / 2), smooth)
    return best


def _tail(steps: Steps, cell: int, part: Interval, smooth: Smooth) -> Largest:
    largest = smooth(with_numbers(steps, cell), part)
    if largest is None:
        raise ValueError("the limit far out is not found")
    return largest


def _window(
    cases: Node, whole: Node, low: float, high: float, end_there: tuple[bool, bool], most: int
) -> Steps:
    """The cells of the range, or of a part near 0 where they go on for ever or are too many."""
    start = max(low, -_FAR if end_there[0] else -WINDOW)
    stop = min(high, _FAR if end_there[1] else WINDOW)
    if start >= stop:  # a range far out
        start, stop = max(low, -_FAR), min(high, _FAR)
    while True:
        try:
            return cut(cases, whole, start, stop, most)
        except TooManySteps:
            middle = min(max(0.0, start), stop)
            start, stop = middle + (start - middle) / 4, middle + (stop - middle) / 4
            if stop - start < 1e-6:
                raise ValueError(f"more than {most} steps in the range") from None


def _end(cases: Node, side: int) -> bool:
    """Whether the steps come to an end on a side."""
    for current in walk(cases):
        if is_step(current) and not math.isfinite(infinity(current.args[0], side)):
            return False
        if current.op in COMPARISONS and oscillates(tidied("-", *current.args), side):
            return False
    return True


def _inside(steps: Steps, without_first: bool, without_last: bool) -> Largest | None:
    """The largest on the cells, less the first or the last where that is dealt with elsewhere."""
    x, cells, values = candidates(steps, steps.tree)
    known = ~np.isnan(values)
    known &= ~((cells == 0) & without_first) & ~((cells == len(steps.edges) - 2) & without_last)
    x, cells, values = x[known], cells[known], values[known]
    if not x.size:
        return None
    _look_at_infinities(steps, x, cells, values)
    slope = derivative(steps.tree)
    proved: dict[int, Largest] = {}
    for _ in range(_ROUNDS):
        most = np.nanmax(np.abs(values), initial=-1.0)
        if math.isinf(most):
            places = np.flatnonzero(np.isinf(values)).tolist()
            return farthest_of(Largest(float(values[at]), float(x[at])) for at in places)
        close = np.flatnonzero(np.abs(values) >= most * (1 - _NEAR_ALL))
        open_ = np.array([at for at in close.tolist() if at not in proved], dtype=np.intp)
        top = max((abs(values[at]) for at in proved), default=0.0)
        if not open_.size or (proved and top >= np.abs(values[open_]).max() * (1 - _DOUBT)):
            break
        by_place = open_[np.argsort(np.abs(x[open_]), kind="stable")][:_LOOKED_AT]
        by_size = open_[np.argsort(-np.abs(values[open_]), kind="stable")][:_LOOKED_AT]
        for at in np.unique(np.concatenate([by_place, by_size])).tolist():
            proved[at] = _exactly(steps, slope, float(x[at]), int(cells[at]))
            values[at] = proved[at].value
    settled = [one for one in proved.values() if not math.isnan(one.value)]
    return farthest_of(settled) if settled else None


def _look_at_infinities(steps: Steps, x: Float64, cells: Places, values: Float64) -> None:
    """Put the values as they are where float64 sees an infinity that is no pole: it overflowed.

    Of many some are looked at; what is said of the others then is nothing.
    """
    infinite = np.flatnonzero(np.isinf(values) & ~np.isin(x, _poles(steps)))
    infinite = infinite[np.argsort(np.abs(x[infinite]), kind="stable")]
    some = infinite[:: max(1, len(infinite) // _LOOKED_AT)].tolist()
    proved = [_proved(steps, steps.tree, float(x[at]), int(cells[at])) for at in some]
    values[infinite] = np.nan
    values[some] = proved


def _poles(steps: Steps) -> Float64:
    """The ends of cells that are known, where alone a formula may be infinite."""
    return steps.edges[[joint is not None for joint in steps.joints]]


def by_cells(tree: Node, over: Interval) -> Largest:
    """The largest value of a formula without steps, as it is found for a staircase's cells.

    Quicker than by monotone pieces, and less sure: it rests on what float64 sees of the formula.

    Raises:
        ValueError: it is not found; the message says why.
    """
    steps = cut(tree, tree, max(over.low, -_FAR), min(over.high, _FAR))
    tails = []
    for side, end, cell in ((-1, over.low, 0), (1, over.high, len(steps.edges) - 2)):
        # What float64 has no value of may have one yet: 0/0, of parts smaller than doubles.
        if math.isfinite(end):
            value = _proved(steps, steps.tree, end, cell)
            tails += [] if math.isnan(value) else [Largest(value, end)]
        elif steps.known[cell] or _reaches(tree, side):
            limit = infinity(with_numbers(steps, cell), side)
            if math.isnan(limit):
                raise ValueError("the limit far out is not found")
            tails.append(Largest(limit, end))
    inside = _inside(steps, False, False)
    if inside and math.isinf(inside.value) and inside.x not in _poles(steps):
        # It is too large for a double alone, and is told where it grows for ever.
        inside = None if any(math.isinf(one.value) for one in tails) else inside
    parts = [*tails, inside] if inside else tails
    most = max((abs(one.value) for one in parts), default=0.0)
    return farthest_of([*parts, *_between(expand_cases(tree), tree, steps, most)])


def _reaches(tree: Node, side: int) -> bool:
    """Whether a formula has values as far out as one goes."""
    segments = Curve(tree).segments
    return bool(segments) and math.isinf(segments[0].low if side < 0 else segments[-1].high)


def candidates(steps: Steps, tree: Node) -> tuple[Float64, Places, Float64]:
    """Where a formula may be largest, the cell from within which it is approached, its values."""
    left, right, cells = pieces(steps.edges, tree, steps.values)
    x, cells = np.concatenate([left, right]), np.concatenate([cells, cells])
    values = steps.at(tree, x, cells)
    if tree.op == "/":
        # A quotient of numbers that have lost their digits says nothing.
        lost = np.abs(steps.at(tree.args[1], x, cells)) < _DIGITS
        values[lost & (values != 0) & np.isfinite(values)] = np.nan
        values[lost & np.isinf(values) & ~np.isin(x, _poles(steps))] = np.nan
    # At a hole or a pole its neighbour stands in, until the limit there is asked for.
    beside = np.roll(values, len(left))
    values = np.where(np.isnan(values), beside, values)
    values = np.where(np.isinf(values) & (beside != 0), np.copysign(values, beside), values)
    values[~steps.known[cells]] = np.nan
    return x, cells, values


def _exactly(steps: Steps, slope: Node, x: float, cell: int) -> Largest:
    """The value on a cell, at its true end where ``x`` only rounds that."""
    value = _proved(steps, steps.tree, x, cell)
    if math.isnan(value):
        sides = [side for side in (1, -1) if x == steps.edges[cell + (side < 0)]]
        return Largest(one_sided(with_numbers(steps, cell), x, sides[0]) if sides else value, x)
    for place in (cell, cell + 1):
        if steps.edges[place] == x:
            off = _off(steps, place, cell)
            change = off * _proved(steps, slope, x, cell) if off else 0.0
            return Largest(value + change if math.isfinite(change) else value, x + off)
    return Largest(value, x)


def _off(steps: Steps, place: int, cell: int) -> float:
    """How far the true end of a cell is from the double at which float64 has put it."""
    joint, x = steps.joints[place], float(steps.edges[place])
    if joint is None:
        return 0.0
    level = literal(joint.level.numerator)
    if joint.level.denominator != 1:
        level = node("/", level, number(joint.level.denominator))
    high = _proved(steps, tidied("-", joint.gap, level), x, cell)
    off = -high / (_proved(steps, derivative(joint.gap), x, cell) or math.inf)
    return off if abs(off) <= _ROUNDED * (1 + abs(x)) else 0.0


def _proved(steps: Steps, tree: Node, x: float, cell: int) -> float:
    """A formula in x and the letters of a cell, correctly rounded; NaN if that is not decided."""
    values = steps.numbers(cell)
    value, decided = exact.decide(tree, x, {one: values[one] for one in tree.names - {"x"}})
    return float(value) if decided else math.nan


def _between(cases: Node, whole: Node, steps: Steps, most: float) -> list[Largest]:
    """Values at the ends of cells that are larger than what the cells come to there.

    Two ways to round differ at the halves alone, say.
    """
    x = steps.edges
    values = np.array(float64.evaluate(cases, x, {}))
    values[np.isnan(float64.evaluate(whole, x, {}))] = np.nan
    more = np.flatnonzero(np.isfinite(values) & (np.abs(values) > most * (1 - _DOUBT)))
    nearest = more[np.argsort(np.abs(x[more]), kind="stable")][:_SINGULAR]
    largest = more[np.argsort(-np.abs(values[more]), kind="stable")][:_SINGULAR]
    places = x[np.union1d(nearest, largest)].tolist()
    larger = [Largest(value_at(cases, place), place) for place in places]
    return [one for one in larger if not no_larger(one.value, most)]
