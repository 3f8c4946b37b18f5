"""What is pointed out beside the curves: extrema with their values, and asymptotes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from actviz.figures.layout.ticks import number_word
from actviz.figures.sampling.drawn_function import Piece, PlannedCurve
from actviz.figures.scene.scene import Guide, Mark, Stroke
from actviz.readings.asymptotics.limits import asymptote

_MARKS_AT_MOST: Final = 4
_FINE: Final = 4001  # samples between the extrema next to zero
_FAR: Final = 1e5  # where an asymptote is guessed at
_GOLDEN: Final = (math.sqrt(5) - 1) / 2

Range = tuple[float, float]


def marks(
    drawn: PlannedCurve, parts: list[Piece], window: Range, stroke: Stroke
) -> tuple[Mark, ...]:
    """The strict minima and maxima inside of the picture; of many, the nearest to zero."""
    turns: list[tuple[float, Piece, int, bool]] = []
    for part in parts:
        with np.errstate(all="ignore"):
            rise = np.sign(np.diff(part.y))
        for index in np.flatnonzero(rise[1:] * rise[:-1] == -1) + 1:
            inside = window[0] < part.y[index] < window[1]
            if inside and _flat(part, int(index), window):
                turns.append((abs(part.x[index]), part, int(index), bool(rise[index - 1] > 0)))
    if len(turns) > _MARKS_AT_MOST:  # it swings: one of each kind, near zero, tells everything
        turns.sort(key=lambda turn: turn[0])
        if _swings_ever_faster(drawn, turns):
            return ()
        lows, highs = ([turn for turn in turns if turn[3] is above] for above in (False, True))
        turns = [lows[0], highs[0]]
        tallest = max(part.y[at] for _, part, at, _ in highs)
        deepest = min(part.y[at] for _, part, at, _ in lows)
        seen = highs[0][1].y[highs[0][2]] - lows[0][1].y[lows[0][2]]
        if seen < 0.9 * (tallest - deepest):  # of x*sin(50*x) they would tell nothing
            return ()
    extrema = []
    for _, part, at, above in turns:
        x, y = _polished(drawn, part, at, above)
        extrema.append(Mark(x, y, mark_text(x, y, above), above, stroke))
    return tuple(sorted(extrema, key=lambda mark: mark.x))


def _swings_ever_faster(
    drawn: PlannedCurve, turns: Sequence[tuple[float, Piece, int, bool]]
) -> bool:
    """Whether finer samples find extrema nearer to zero: sin(1/x) has no first one."""
    nearest = turns[0][0]
    step = float(np.diff(turns[0][1].x).min())
    reach = nearest + 2 * step
    with np.errstate(all="ignore"):
        y = drawn.value(np.linspace(-reach, reach, _FINE))
        rise = np.sign(np.diff(y))
    changes = int(np.count_nonzero(rise[1:] * rise[:-1] == -1))
    return changes > 2 + 2 * sum(turn[0] <= reach for turn in turns)


def mark_text(x: float, y: float, above: bool) -> str:
    """``max 0.25 at x = 0``."""
    return f"{'max' if above else 'min'} {number_word(y)} at x = {number_word(x)}"


def _flat(part: Piece, index: int, window: Range) -> bool:
    """Whether the neighbours are near: at a pole they are not."""
    near = part.y[max(index - 1, 0) : index + 2]
    return bool(np.ptp(near) < 0.5 * (window[1] - window[0]))


def _polished(drawn: PlannedCurve, part: Piece, index: int, above: bool) -> tuple[float, float]:
    """The extremum between the neighbours of a sample: a kink as it is, else by golden section."""
    x, y = float(part.x[index]), float(part.y[index])
    low, high = float(part.x[index - 1]), float(part.x[index + 1])
    if any(joint.x == x for joint in drawn.joints(low, high)):
        return x, y
    sign = -1.0 if above else 1.0
    span = high - low
    one, two = high - _GOLDEN * span, low + _GOLDEN * span
    f_one, f_two = (sign * float(drawn.value(np.array([p]))[0]) for p in (one, two))
    while high - low > 1e-9 * max(1.0, abs(x)):
        if f_one < f_two:
            high, two, f_two = two, one, f_one
            one = high - _GOLDEN * (high - low)
            f_one = sign * float(drawn.value(np.array([one]))[0])
        else:
            low, one, f_one = one, two, f_two
            two = low + _GOLDEN * (high - low)
            f_two = sign * float(drawn.value(np.array([two]))[0])
    best = (low + high) / 2
    # Golden section knows a place to half of its digits; a round one is meant.
    rounded = round(best, 7) + 0.0
    return rounded, float(drawn.value(np.array([rounded]))[0])


def guides(graphs: Sequence[PlannedCurve], span: Range, window: Range) -> tuple[Guide, ...]:
    """The asymptotes that are worth a line: not where a curve is that line, not the x axis.

    A look at large numbers says which lines are worth the reasoning that decides.
    """
    asymptotes: dict[Guide, None] = {}
    for drawn in graphs:
        for side in (-1, 1):
            # A slanted one is drawn on the side on which it is approached.
            start = min(max(0.0, span[0]), span[1])
            half = (start, span[1]) if side > 0 else (span[0], start)
            line = _guess(drawn, side)
            if line is None or not _worth_it(graphs, line, half, window):
                continue
            proved = _proved(drawn, side)
            if proved is not None and _worth_it(graphs, proved, half, window):
                ends = span if proved[0] == 0 else half
                asymptotes[Guide(*proved, *ends, "asymptote")] = None
    return tuple(asymptotes)


def _guess(drawn: PlannedCurve, side: int) -> Range | None:
    """Slope and offset of the line through two far points."""
    if drawn.tree is None or "x" not in drawn.tree.names:
        return None
    near, far = side * _FAR, 2 * side * _FAR
    one, other = (float(value) for value in drawn.value(np.array([near, far])))
    if not math.isfinite(one + other):
        return None
    slope = (other - one) / (far - near)
    slope = 0.0 if abs(slope) < 1e-6 else slope
    return slope, other - slope * far


def _proved(drawn: PlannedCurve, side: int) -> Range | None:
    """Slope and offset of the asymptote, by reasoning on the formula."""
    assert drawn.tree is not None
    try:
        return asymptote(drawn.tree, side)
    except (ArithmeticError, ValueError):  # numbers too long to reason with: no line, but a picture
        return None


def _worth_it(graphs: Sequence[PlannedCurve], line: Range, half: Range, window: Range) -> bool:
    """Whether a line is seen, is not the x axis and does not lie under a curve."""
    height = window[1] - window[0]
    slope, offset = line
    if not half[1] > half[0] or abs(slope) * (half[1] - half[0]) + abs(offset) < 1e-3 * height:
        return False
    if slope == 0 and not window[0] < offset < window[1]:
        return False
    x = np.linspace(half[0], half[1], 101)
    wanted = slope * x + offset
    if not np.mean((wanted > window[0]) & (wanted < window[1])) > 0.2:
        return False
    with np.errstate(all="ignore"):
        off = (np.abs(drawn.value(x) - wanted) for drawn in graphs)
        return not any(np.mean(gap < 0.004 * height) > 0.75 for gap in off)
