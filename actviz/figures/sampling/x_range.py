"""The range of x that shows what a function does, found from the function itself.

What happens is measured by turning: how much the slope changes. A function without scale of its
own (a line, relu, exp, x**3, sin) has no say; the others together decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from actviz.arrays import Float64
from actviz.figures.layout.ticks import round_up
from actviz.figures.sampling.drawn_function import PlannedCurve, last_finite

Indices = NDArray[np.int64]

DEFAULT: Final = 5.0
EXPLODING: Final = 3.0  # the default of what grows faster than a line
FAR: Final = 1e4  # what happens beyond is not looked for
_NEAR: Final = 1e-5  # the smallest scale that is looked at
_SHARE: Final = 0.98  # of all turning
_SUDDEN: Final = 0.93  # of the place where it ends: turning that goes on so far ends as a kink does
_HEAVY: Final = 2.6  # a heavy tail is followed to this multiple of where 80 % has happened
_HALF: Final = 4.0  # and to this one of where half has happened, if that is further than it
_ROOM: Final = 1.1  # beyond the place where turning has ended
_TURNS: Final = 20  # bends that can be told apart in a picture
_MANY: Final = 5  # functions from which on one of them may be shown in part
_GIANT: Final = 2.0  # times the middle reach
_SWINGS: Final = 25  # bends between -60 and 60 that only an oscillation has


@cache
def _probes() -> Float64:
    """Places at every scale, denser near zero, symmetrical."""
    side = np.unique(np.r_[np.geomspace(_NEAR, FAR, 1200), np.linspace(0, 12, 601)[1:]])
    probes: Float64 = np.r_[-side[::-1], 0.0, side]
    return probes


def span(graphs: Sequence[PlannedCurve]) -> tuple[float, float]:
    """A range for all graphs together: round numbers, symmetrical unless a domain is one-sided.

    Raises:
        ValueError: a function is not defined anywhere; the message names it.
    """
    domains = [domain(drawn) for drawn in graphs]
    low = min(low for low, _ in domains)
    high = max(high for _, high in domains)
    if low > -FAR and high < FAR:
        room = 0.04 * (high - low)
        return low - room, high + room
    reach = _together([_reach(drawn) for drawn in graphs])
    reach = _rounded(reach) if reach else min(map(_default, graphs))
    if low > -FAR:  # from the edge of the domain, with room to see it
        width = round_up(max(reach - low, DEFAULT))
        return low - 0.04 * width, low + width
    if high < FAR:
        width = round_up(max(high + reach, DEFAULT))
        return high - width, high + 0.04 * width
    return -reach, reach


def _rounded(reach: float) -> float:
    """A round number; what happens within a unit or two is shown as networks see it."""
    return 3.0 if 1 <= reach <= 2 else 4.0 if 2 < reach <= 4 else round_up(reach)


def _together(reaches: Sequence[float]) -> float:
    """The largest reach; among many functions a lone giant does not shrink all others."""
    known = sorted(reach for reach in reaches if reach)
    if len(known) < _MANY:
        return known[-1] if known else 0.0
    middle = known[len(known) // 2]
    return max(reach for reach in known if reach <= _GIANT * middle)


def domain(drawn: PlannedCurve) -> tuple[float, float]:
    """Between which abscissae a function is defined; beyond FAR counts as everywhere.

    Raises:
        ValueError: it is not defined at any probe; the message names it.
    """
    probes = _probes()
    finite = np.flatnonzero(np.isfinite(drawn.value(probes)))
    if finite.size == 0:
        raise ValueError(f"{drawn.label} has no real finite value between {-FAR:g} and {FAR:g}")
    first, last = int(finite[0]), int(finite[-1])
    # An overflow far out is not an edge of the domain: exp is defined at 1000 too.
    low = high = FAR
    if first and np.isnan(drawn.value(probes[:1]))[0]:
        low = -last_finite(drawn.value, float(probes[first]), float(probes[first - 1]))
    if last + 1 < len(probes) and np.isnan(drawn.value(probes[-1:]))[0]:
        high = last_finite(drawn.value, float(probes[last]), float(probes[last + 1]))
    return -low, high


def _reach(drawn: PlannedCurve) -> float:
    """How far from zero things happen; 0 where there is no scale: only at zero, or for ever."""
    probes = _probes()
    joints = drawn.joints(-60.0, 60.0)
    if len(joints) > _TURNS or _bends(drawn, 60.0) > _SWINGS:
        return 0.0
    values = drawn.value(probes)
    unbounded = {-1: bool(np.isinf(values[0])), 1: bool(np.isinf(values[-1]))}
    with np.errstate(all="ignore"):
        slopes = np.diff(values) / np.diff(probes)
    for joint in joints:
        if joint.order == 0:
            near = int(np.abs(probes - joint.x).argmin())
            slopes[max(near - 2, 0) : near + 2] = np.nan
    with np.errstate(all="ignore"):
        turning = np.abs(np.diff(slopes))
    places = np.abs(probes[1:-1])
    turning[~np.isfinite(turning)] = 0.0
    # A side on which the function overflows has no end of turning: it does not count.
    counted = turning[places < 100] if any(unbounded.values()) else turning
    total = float(counted.sum())
    reaches = [joint_reach(abs(joint.x)) for joint in joints]
    for side in (-1, 1):
        order = np.flatnonzero(probes[1:-1] * side > 0)[::side]
        sums = np.cumsum(turning[order])
        late = sums[-1] - sums[np.searchsorted(places[order], FAR / 10)]
        early = sums[np.searchsorted(places[order], 2 * _NEAR)]
        overflows = unbounded[side] or np.isinf(values[1:-1][order[0]])  # far out, or beside zero
        if overflows or not total > 0 or max(late, early) > 0.02 * total:
            continue  # it turns for ever on this side, or ever more; or at zero, as a root does
        missed = (sums[-1] - sums) / total

        def within(share: float, missed: Float64 = missed, order: Indices = order) -> float:
            return float(places[order[int(np.argmax(missed <= (1 - share) / 2))]])

        heavy = min(_HEAVY * within(0.8), max(_HALF * within(0.5), _HALF))
        far = within(_SHARE)
        reaches.append(_ROOM * min(far, heavy))
        if far > _SUDDEN * (end := within(1 - 1e-9)):
            reaches.append(joint_reach(end))
    reach = max(reaches, default=0.0)
    return reach if reach > 1e-4 else 0.0


def joint_reach(place: float) -> float:
    """How far a picture goes that shows what is on both sides of a kink or jump."""
    return place + max(0.35 * place, min(1.0, 1.5 * place))


def _bends(drawn: PlannedCurve, reach: float) -> int:
    """How often a function changes the direction in which it bends."""
    values = drawn.value(np.linspace(-reach, reach, 4001))
    with np.errstate(all="ignore"):
        bend = np.diff(values, 2)
        # The rounding of a flat tail or of a straight line is not a bend.
        noise = 1e-13 * np.max(np.abs(values[np.isfinite(values)]), initial=0.0)
        bend = bend[np.isfinite(bend)]
        bend = bend[np.abs(bend) > max(1e-6 * np.max(np.abs(bend), initial=0.0), noise)]
    return int(np.count_nonzero(np.diff(np.sign(bend))))


def _default(drawn: PlannedCurve) -> float:
    """A range for a function without a scale: fewer bends of one that swings fast."""
    far, near = (np.abs(drawn.value(np.array([-at, at]))) for at in (100.0, 10.0))
    with np.errstate(all="ignore"):
        if np.nanmax(far, initial=0.0) > 50 * np.nanmax(near, initial=0.0):
            return EXPLODING
    if len(drawn.joints(-DEFAULT, DEFAULT)) > _TURNS or _bends(drawn, 60.0) <= _SWINGS:
        return DEFAULT
    ladder = (DEFAULT, 2.0, 1.0, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01)
    return next((reach for reach in ladder if _bends(drawn, reach) <= _TURNS), 0.01)
