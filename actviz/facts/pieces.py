"""A formula cut where it breaks and where it turns: smooth segments and monotone pieces."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache

from actviz.facts.breaks import Break, breaks, decided, endless, places, probes
from actviz.facts.points import limit_towards, one_sided, singular, slope_at, value_at
from actviz.facts.scan import Cell, slope_of, turning_value
from actviz.facts.tails import WINDOW, rests, searched
from actviz.formula.calculus import derivative, expand_cases, tidied
from actviz.formula.tree import Node, number, rebuild


@dataclass(frozen=True, slots=True)
class Segment:
    """An open interval on which one smooth formula holds."""

    low: float
    high: float
    tree: Node


@dataclass(frozen=True, slots=True)
class Piece:
    """An open interval on which f, or one of its derivatives, rises (1), falls (-1) or stays (0).

    ``start`` and ``end`` are the limits at its ends; ``*_attained`` says whether the function
    takes that value, at the end itself or, where it stays, inside.
    """

    low: float
    high: float
    direction: int
    start: float
    end: float
    start_attained: bool
    end_attained: bool
    tree: Node


class Curve:
    """One formula with its segments, joints and monotone pieces, each worked out when asked for."""

    def __init__(self, tree: Node) -> None:
        self.tree = _plain_numbers(tree)
        self.cases = expand_cases(self.tree)
        # It may jump at infinitely many places; then only those near 0 are looked at.
        self.endless = endless(self.cases)
        self.edge = WINDOW if self.endless else math.inf

    @cached_property
    def places(self) -> list[float]:
        """Where its formula may change."""
        return places(self.cases, -self.edge, self.edge)

    @cached_property
    def joints(self) -> dict[float, Break]:
        """Jumps, kinks and smoother joints by their place."""
        return {joint.x: joint for joint in breaks(self.tree, -self.edge, self.edge)}

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """The smooth segments inside the domain, from left to right."""
        ends = [-self.edge, *self.places, self.edge]
        near = probes(self.places)
        inside = [pair[1] for pair in near]
        inside = [near[0][0] if near else 0.5, *inside]
        found: list[Segment] = []
        for low, high, probe in zip(ends, ends[1:], inside, strict=False):
            if math.isnan(value_at(self.cases, probe)):
                continue  # outside the domain
            tree = decided(self.cases, probe)
            if found and self._continues(found[-1], low, tree):
                found[-1] = Segment(found[-1].low, high, tree)
            else:
                found.append(Segment(low, high, tree))
        return tuple(found)

    def _continues(self, last: Segment, at: float, tree: Node) -> bool:
        """Whether a place that was looked at is no joint at all."""
        smooth = last.high == at and last.tree is tree and at not in self.joints
        return smooth and not singular(tree, at)

    @lru_cache(maxsize=8)  # noqa: B019 - a curve lives as long as the facts being derived
    def pieces(self, order: int) -> tuple[Piece, ...]:
        """The monotone pieces of the derivative of that order (0: of f itself).

        On a side where it goes on turning for ever, only those near 0: see :meth:`complete`.
        """
        return tuple(piece for segment in self.segments for piece in self._pieces(segment, order))

    def complete(self, order: int) -> bool:
        """Whether the pieces of that order reach to the ends of the line."""
        return not self.endless and not any(self.waves(side, order) for side in (-1, 1))

    @lru_cache(maxsize=16)  # noqa: B019
    def waves(self, side: int, order: int) -> bool:
        """Whether the derivative of that order goes on turning for ever on a side."""
        tail = self.tail(side, order + 1)
        return tail is not None and not rests(tail, side)

    def tail(self, side: int, order: int) -> Node | None:
        """The formula (or derivative) that holds from some x on; None: outside the domain."""
        last = self.segments[0 if side < 0 else -1] if self.segments else None
        if last is None or math.isfinite(last.low if side < 0 else last.high):
            return None
        return _derived(last.tree, order)

    def _pieces(self, segment: Segment, order: int) -> list[Piece]:
        tree = _derived(segment.tree, order)
        found = []
        for cell in searched(slope_of(tree), segment.low, segment.high):
            inside = (cell.low > segment.low, cell.high < segment.high)
            start = turning_value(tree, cell.low) if inside[0] else one_sided(tree, cell.low, 1)
            end = turning_value(tree, cell.high) if inside[1] else one_sided(tree, cell.high, -1)
            if not _consistent(tree, cell, start, end):  # then a limit is wrong: it is withheld
                start = start if inside[0] else math.nan
                end = end if inside[1] else math.nan
            flat = cell.sign == 0
            starts = flat or inside[0] or self.value(cell.low, order) == start
            ends = flat or inside[1] or self.value(cell.high, order) == end
            starts, ends = starts and math.isfinite(start), ends and math.isfinite(end)
            found.append(Piece(cell.low, cell.high, cell.sign, start, end, starts, ends, tree))
        return found

    @lru_cache(maxsize=256)  # noqa: B019
    def value(self, x: float, order: int = 0) -> float:
        """What the formula, or a derivative of it, evaluates to; NaN outside the domain."""
        if math.isinf(x):
            return math.nan
        return slope_at(self.tree, x, order)

    @lru_cache(maxsize=16)  # noqa: B019
    def limit(self, side: int, order: int = 0) -> float:
        """The limit at an infinity; NaN where there is none or it is not found."""
        return limit_towards(derivative(self.tree, "x", order), side * math.inf, 0)

    def contradicts(self, limit: float, side: int, order: int) -> bool:
        """Whether a limit at an infinity disagrees with the pieces that reach there."""
        pieces = self.pieces(order)
        edge = pieces[0 if side < 0 else -1] if pieces else None
        if edge is None or math.isfinite(edge.low if side < 0 else edge.high):
            return False
        return not math.isclose(edge.start if side < 0 else edge.end, limit, rel_tol=1e-15)

    def components(self, order: int) -> list[list[Piece]]:
        """The pieces grouped into runs over which the derivative of that order is continuous."""
        runs: list[list[Piece]] = []
        for piece in self.pieces(order):
            if runs and runs[-1][-1].high == piece.low and self.continuous_at(piece.low, order):
                runs[-1].append(piece)
            else:
                runs.append([piece])
        return runs

    def continuous_at(self, x: float, order: int = 0) -> bool:
        """Whether the derivative of that order has no jump, pole or hole there."""
        if x in self.joints:
            return self.joints[x].order > order
        return not math.isnan(self.value(x, order)) or any(
            segment.low < x < segment.high for segment in self.segments
        )


def _plain_numbers(tree: Node) -> Node:
    """The same formula with 2.0 as 2, and what becomes of it: 0.0*sin(x) is not a wave."""

    def change(current: Node, args: tuple[Node, ...]) -> Node:
        if isinstance(current.value, float) and current.value.is_integer():
            return number(int(current.value))
        return tidied(current.op, *args) if args else current

    return rebuild(tree, change)


def _consistent(tree: Node, cell: Cell, start: float, end: float) -> bool:
    """Whether limits at the ends agree with the direction and with values in between."""
    middle = max(cell.low, min(0.0, cell.high))
    steps = (2.0, 64.0, 4096.0)
    if math.isfinite(cell.low) and math.isfinite(cell.high):
        between = [cell.low + (cell.high - cell.low) / step for step in steps[::-1]]
    elif cell.high == math.inf:
        between = [middle + step for step in steps]
    else:
        between = [middle - step for step in steps[::-1]]
    values = [start, *(value_at(tree, x) for x in between), end]
    known = [value * (cell.sign or 1) for value in values if not math.isnan(value)]
    return known == sorted(known)


def _derived(tree: Node, order: int) -> Node:
    for _ in range(order):
        tree = slope_of(tree)
    return tree
