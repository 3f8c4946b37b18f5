"""Where labels go: free of every line, near the curve they name, apart from each other.

Plain geometry in points, origin at the lower left of a panel. A label's place is a candidate: a
box at some distance from a point of its curve, joined to it by a thin leader where it is not
right beside it. Candidates that touch a line are dropped; of the rest the cheapest that agree
with each other are taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from actviz.arrays import Float64
from actviz.dataclass import dataclass
from actviz.figures.layout.raster import InkMap, count, ink_at, sums_of

CLEAR: Final = 2.5  # between a label and any line
OWN: Final = 6.0  # to other lines, for a label that stands beside its curve without a leader
RADII: Final = (4.0, 9.0, 16.0, 25.0, 36.0, 50.0, 68.0)
APART: Final = 2.5  # from other lines at the point where a leader ends
ANCHORS: Final = 64
_ANGLES: Final = np.arange(0, 360, 22.5)
_SWEEPS: Final = 4
_APART: Final = 3.0  # between two labels
_KEPT: Final = 900  # candidates of one label that are weighed against other labels
_ENOUGH: Final = 300  # candidates at which no longer leaders are tried
_CHUNK: Final = 64  # of these, weighed at a time: the first good one is mostly among the first
_LEADER: Final = 0.5  # cost of a point of leader
_CROWD: Final = 2.0  # cost of a point that is missing to a clear separation
_SEPARATE: Final = 14.0  # points of separation at which a curve stands alone
_FROM_END: Final = 0.02  # cost of a point of distance from the nearer end of the curve
_FAINT: Final = 30.0  # cost of standing on a zero line or an asymptote
_CROSSES: Final = 16.0  # cost of a leader that crosses another curve
_WRONG_SIDE: Final = 6.0  # cost of a mark's label below a maximum or above a minimum
_NOT_OVER: Final = 4.0  # cost of a mark's label that stands above or below, but to one side
_ASIDE: Final = np.array([(1, 1), (-1, 1), (1, -1), (-1, -1)])  # of a mark on an axis, say
_SHY: Final = 2.5  # points that a leader ends before its label: a prime is not run into
_STEPS: Final = np.linspace(0, 1, 64)  # points of a leader that are looked at


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle by its lower left corner, in points."""

    x: float
    y: float
    width: float
    height: float


def around(x: float, y: float) -> Box:
    """What the dot at a point takes."""
    return Box(x - 4, y - 4, 8, 8)


def on_faint(field: InkMap, box: Box) -> bool:
    """Whether a box stands on a zero line or an asymptote."""
    corner, size = np.array([[box.x, box.y]]), np.array([box.width, box.height])
    return bool(count(field.faint_sums, corner, size, 0.5)[0])


@dataclass(frozen=True, slots=True)
class Place:
    """A label's box, and the ends of its leader where it has one."""

    box: Box
    leader: tuple[float, float, float, float] | None


@dataclass(frozen=True, eq=False)
class Wanted:
    """A label that needs a place: its size and the curve, or the one point, that it names."""

    width: float
    height: float
    curve: int = -1  # which path; -1 for a mark, which stands at ``point``
    point: tuple[float, float] | None = None
    up: bool = True  # where a mark's label would rather be
    asked: bool = False  # a mark that must be there: its leader may cross curves to its dot


def places(
    field: InkMap, wanted: Sequence[Wanted], taken: Sequence[Box] = ()
) -> list[Place | None]:
    """A place for each label, or None where there is none that is clear of everything."""
    dots = [label.point for label in wanted]
    options = [
        _candidates(field, label, [*taken, *(around(*dot) for dot in dots if dot and dot != at)])
        for label, at in zip(wanted, dots, strict=True)
    ]
    chosen: list[int | None] = [None] * len(wanted)
    # The label with the fewest good places goes first.
    least = [float(option.cost[0]) if len(option) else 0.0 for option in options]
    order = sorted(range(len(wanted)), key=lambda i: -least[i])
    for _ in range(_SWEEPS):
        before = list(chosen)
        for index in order:
            others = ((i, pick) for i, pick in enumerate(chosen) if i != index)
            fixed = [(options[i], pick) for i, pick in others if pick is not None]
            chosen[index] = _best(options[index], fixed)
        if chosen == before:
            break
    return [
        None if pick is None else options[index].place(pick) for index, pick in enumerate(chosen)
    ]


@dataclass(frozen=True, eq=False)
class _Options:
    """The candidates of one label, cheapest first: corners, leaders and costs."""

    corner: Float64
    size: tuple[float, float]
    leader: Float64  # x, y at the curve and at the box; NaN where there is none
    cost: Float64

    def __len__(self) -> int:
        return len(self.cost)

    def place(self, pick: int) -> Place:
        x, y = self.corner[pick]
        line = self.leader[pick]
        ends = None if np.isnan(line[0]) else tuple(float(v) for v in line)
        return Place(Box(float(x), float(y), *self.size), ends)  # type: ignore[arg-type]


def _candidates(field: InkMap, label: Wanted, taken: Sequence[Box]) -> _Options:
    size = np.array([label.width, label.height])
    anchors, own_cost = _anchors(field, label)
    options: list[tuple[Float64, Float64, Float64]] = []
    angle = np.deg2rad(_ANGLES)
    ways = np.c_[np.cos(angle), np.sin(angle)]
    # From a point to the middle of a box that just touches it in a direction.
    support = np.min(
        np.where(np.abs(ways) > 1e-9, size / 2 / np.maximum(np.abs(ways), 1e-9), np.inf), axis=1
    )
    others = field.others(label.curve)
    other_sums = sums_of(others)
    aside = _ASIDE if label.curve < 0 else _ASIDE[:0]
    upwards = np.r_[ways[:, 1], aside[:, 1]] * (1 if label.up else -1)
    for radius in RADII:
        away = np.array([_APART, radius])
        reach = np.r_[ways * (support + radius)[:, None], aside * (size / 2 + away)]
        ends = np.r_[ways * (radius - _SHY), aside * (away - (0, _SHY))]
        corner = (anchors[:, None, :] + reach[None] - size / 2).reshape(-1, 2)
        touch = (anchors[:, None, :] + ends[None]).reshape(-1, 2)
        start = np.repeat(anchors, len(reach), axis=0)
        cost = np.repeat(own_cost, len(reach)) + _LEADER * radius
        if label.curve < 0:
            cost = cost + np.tile(_WRONG_SIDE * (1 - upwards), len(anchors))
            cost[len(ways) :] += _NOT_OVER
        cost = cost + _FAINT * (count(field.faint_sums, corner, size, 0.5) > 0)
        fine = (corner >= 1.0).all(axis=1)
        fine &= (corner + size <= np.array([field.width, field.height]) - 1).all(axis=1)
        fine &= count(field.sums, corner, size, CLEAR) == 0
        near = radius <= RADII[0]
        if near and label.curve >= 0:
            fine &= count(other_sums, corner, size, OWN) == 0
        for box in taken:
            fine &= ~_overlap(corner, size, box)
        pick = np.flatnonzero(fine)
        if not near and pick.size:
            cost[pick] += _crossings(others, field, label, start[pick], touch[pick])
            pick = pick[np.isfinite(cost[pick])]
        if pick.size:
            line = np.c_[start[pick], touch[pick]] if not near else np.full((len(pick), 4), np.nan)
            options.append((corner[pick], line, cost[pick]))
            if sum(len(part[2]) for part in options) > _ENOUGH:
                break  # what is further away costs more
    if not options:
        none = np.empty((0, 4))
        return _Options(none[:, :2], (label.width, label.height), none, none[:, 0])
    corner, line, cost = (np.concatenate(part) for part in zip(*options, strict=True))
    order = np.argsort(cost, kind="stable")[:_KEPT]
    return _Options(corner[order], (label.width, label.height), line[order], cost[order])


def _anchors(field: InkMap, label: Wanted) -> tuple[Float64, Float64]:
    """Points that a label may stand at, with what each costs."""
    if label.point is not None:
        return np.array([label.point]), np.zeros(1)
    points = field.dense[label.curve]
    if len(points) == 0:
        return np.empty((0, 2)), np.empty(0)
    index = np.unique(np.linspace(0, len(points) - 1, ANCHORS).astype(int))
    anchors = points[index]
    apart = field.separation(label.curve, anchors)
    cost = _CROWD * np.maximum(0.0, _SEPARATE - apart)
    cost += _FROM_END * np.minimum(anchors[:, 0], field.width - anchors[:, 0])
    kept = apart >= APART
    return anchors[kept], cost[kept]


def _crossings(
    others: NDArray[np.int32], field: InkMap, label: Wanted, start: Float64, end: Float64
) -> Float64:
    """What it costs leaders to run over other curves; infinite for what would mislead."""
    line = start[:, None, :] + (end - start)[:, None, :] * _STEPS[None, :, None]
    length = np.hypot(*(end - start).T)
    away = _STEPS[None, :] * length[:, None] > 4.5
    if label.curve < 0 and not label.asked:  # a mark stands on the ink it names
        return np.where((away & (ink_at(others, line) > 0)).any(axis=1), np.inf, 0.0)
    hit = ink_at(others, line) > 0
    if label.curve < 0:
        hit &= away
        return np.where(hit.mean(axis=1) > 0.5, np.inf, _CROSSES * _runs(hit))
    own = (away & (ink_at(field.ink(label.curve), line) > 0)).any(axis=1)
    # Running along another curve, or ending on it, would name the wrong one.
    wrong = own | (hit.mean(axis=1) > 0.5) | hit[:, -1]
    return np.where(wrong, np.inf, _CROSSES * _runs(hit))


def _runs(hit: NDArray[np.bool_]) -> NDArray[np.int_]:
    """How often each leader meets ink."""
    runs: NDArray[np.int_] = (hit[:, 1:] & ~hit[:, :-1]).sum(axis=1) + hit[:, 0]
    return runs


def _best(options: _Options, fixed: Sequence[tuple[_Options, int]]) -> int | None:
    """The cheapest candidate that agrees with the labels placed so far."""
    placed = [other.place(pick) for other, pick in fixed]
    for start in range(0, len(options), _CHUNK):
        part = slice(start, start + _CHUNK)
        fine = _agreeing(options.corner[part], np.array(options.size), options.leader[part], placed)
        if fine.any():
            return start + int(np.argmax(fine))
    return None


def _agreeing(
    corner: Float64, size: Float64, leader: Float64, placed: Sequence[Place]
) -> NDArray[np.bool_]:
    """Which boxes and leaders stay clear of other boxes and leaders."""
    fine = np.ones(len(corner), dtype=bool)
    for place in placed:
        fine &= ~_overlap(corner, size, place.box)
        fine &= ~_pierced(leader, place.box)
        if place.leader is not None:
            line = np.array(place.leader)
            along = line[:2] + (line[2:] - line[:2]) * _STEPS[:, None]
            low, high = corner[:, None] - 2, corner[:, None] + size + 2
            fine &= ~((along >= low) & (along <= high)).all(axis=2).any(axis=1)
            fine &= ~_crossing(leader, line)
    return fine


def _pierced(leaders: Float64, box: Box) -> NDArray[np.bool_]:
    start, end = leaders[:, None, :2], leaders[:, None, 2:]
    line = start + (end - start) * _STEPS[None, :, None]
    low = np.array([box.x, box.y]) - 2
    high = low + np.array([box.width, box.height]) + 4
    inside = (line >= low) & (line <= high)
    pierced: NDArray[np.bool_] = np.any(np.all(inside, axis=2), axis=1)
    return pierced


def _crossing(leaders: Float64, line: Float64) -> NDArray[np.bool_]:
    """Which leaders cross a given one."""

    def side(a: Float64, b: Float64, c: Float64) -> Float64:
        turn: Float64 = (b[..., 0] - a[..., 0]) * (c[..., 1] - a[..., 1]) - (
            b[..., 1] - a[..., 1]
        ) * (c[..., 0] - a[..., 0])
        return turn

    a, b, c, d = leaders[:, :2], leaders[:, 2:], line[None, :2], line[None, 2:]
    crosses: NDArray[np.bool_] = (side(a, b, c) * side(a, b, d) < 0) & (
        side(c, d, a) * side(c, d, b) < 0
    )
    return crosses


def _overlap(corner: Float64, size: Float64, box: Box) -> NDArray[np.bool_]:
    overlaps: NDArray[np.bool_] = (
        (corner[:, 0] < box.x + box.width + _APART)
        & (box.x < corner[:, 0] + size[0] + _APART)
        & (corner[:, 1] < box.y + box.height + _APART)
        & (box.y < corner[:, 1] + size[1] + _APART)
    )
    return overlaps
