"""What is pointed out beside the curves: extrema with their values, and asymptotes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from actviz.figures.graph import Graph, Piece
from actviz.figures.scene import Guide, Mark, Stroke
from actviz.figures.ticks import number_word
from actviz.readings.limits import Asymptote, asymptote

_MARKS_AT_MOST: Final = 4
_GOLDEN: Final = (math.sqrt(5) - 1) / 2

Range = tuple[float, float]


def marks(drawn: Graph, parts: list[Piece], window: Range, stroke: Stroke) -> tuple[Mark, ...]:
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
        turns = [next(turn for turn in turns if turn[3] is above) for above in (False, True)]
    found = []
    for _, part, index, above in turns:
        x, y = _polished(drawn, part, index, above)
        found.append(Mark(x, y, mark_text(x, y, above), above, stroke))
    return tuple(sorted(found, key=lambda mark: mark.x))


def mark_text(x: float, y: float, above: bool) -> str:
    """``max 0.25 at x = 0``."""
    return f"{'max' if above else 'min'} {number_word(y)} at x = {number_word(x)}"


def _flat(part: Piece, index: int, window: Range) -> bool:
    """Whether the neighbours are near: at a pole they are not."""
    near = part.y[max(index - 1, 0) : index + 2]
    return bool(np.ptp(near) < 0.5 * (window[1] - window[0]))


def _polished(drawn: Graph, part: Piece, index: int, above: bool) -> tuple[float, float]:
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


def guides(graphs: Sequence[Graph], span: Range, window: Range) -> tuple[Guide, ...]:
    """The asymptotes that are worth a line: not where a curve is that line, not the x axis."""
    found: dict[Guide, None] = {}
    height, width = window[1] - window[0], span[1] - span[0]
    for drawn in graphs:
        if drawn.tree is None or "x" not in drawn.tree.names:
            continue
        for side in (-1, 1):
            line = asymptote(drawn.tree, side, {})
            if not isinstance(line, Asymptote):
                continue
            slope, offset = line.slope.value, line.intercept.value
            start = min(max(0.0, span[0]), span[1])
            half = (start, span[1]) if side > 0 else (span[0], start)
            if slope == 0 and offset == 0 or not math.isfinite(slope + offset):
                continue
            if slope == 0:
                if window[0] < offset < window[1] and not _along(drawn, slope, offset, half, height):
                    found[Guide(0.0, offset, *span)] = None
            elif half[1] - half[0] > 0.2 * width and not _along(drawn, slope, offset, half, height):
                # A slanted one is drawn on the side on which it is approached.
                found[Guide(slope, offset, *half)] = None
    return tuple(found)


def _along(drawn: Graph, slope: float, offset: float, part: Range, height: float) -> bool:
    """Whether a curve lies on a line for most of a stretch, so that the line says nothing."""
    x = np.linspace(part[0], part[1], 101)
    with np.errstate(all="ignore"):
        off = np.abs(drawn.value(x) - (slope * x + offset))
    return bool(np.mean(off < 0.004 * height) > 0.75)
