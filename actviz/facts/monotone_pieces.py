"""A formula cut where it breaks and where it turns: smooth segments and monotone pieces."""

from __future__ import annotations

import math
from functools import cached_property, lru_cache
from typing import Final, NamedTuple

from actviz.dataclass import dataclass
from actviz.facts.breaks import (
    breaks,
    compared,
    decided,
    endless,
    gaps,
    gaps_beside,
    piece_at,
    places,
    turning_steps,
)
from actviz.facts.points import (
    limit_towards,
    one_sided,
    sign_at,
    singular,
    slope_at,
    value_at,
    vanishing,
)
from actviz.facts.record import Break
from actviz.facts.roots import beside, probes, touching
from actviz.facts.scan import Cell, along_turns, crowded, slope_of, turning_value
from actviz.facts.single_places import at_doubles
from actviz.facts.true_places import cut_at, value_at_zero
from actviz.facts.unsettled_tails import WINDOW, rests, searched, swarms
from actviz.formula.calculus import derivative, expand_cases, tidied
from actviz.formula.grammar import constant_value
from actviz.formula.ties import delicate, step_atoms
from actviz.formula.tree import Node, node, number, rebuild, walk
from actviz.readings.asymptotics.periods import recurrence
from actviz.readings.effort import check

_PERIOD: Final = 1.17  # of it on either side are looked at: an end that is no place of its own
_LISTED: Final = 8.0  # how far from 0 what repeats is listed, and how many times as much at most
_PLACES: Final = 40  # of what repeats at which it breaks: more of them take too long


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


class Recurrence(NamedTuple):
    """After how much of x a function is what it was plus a constant, and that constant."""

    length: float
    change: float  # 0: it repeats as it is


class Curve:
    """One formula with its segments, joints and monotone pieces, each worked out when asked for."""

    def __init__(
        self,
        tree: Node,
        hints: tuple[float, ...] = (),
        reach: float = WINDOW,
        *,
        repeats: Recurrence | None = None,
    ) -> None:
        self.reach = reach  # how far from 0 it is looked for breaks that go on for ever
        self.repeats = repeats  # how what lies further out is provably like that
        self.hints = hints  # places that the search looks at besides its own
        self.given = at_doubles(tree)  # nothing dropped: a*x/a with 0 for a has no value
        self.tree = _plain_numbers(self.given)
        self.cases = expand_cases(self.tree)

    @cached_property
    def endless(self) -> bool:
        """Whether it may break at infinitely many places; then only those near 0 are looked at."""
        return (
            endless(self.cases)
            or any(always_turning(gap) for gap in gaps(self.cases))
            or turning_steps(self.cases, always_turning, WINDOW)
        )

    def unlisted(self, order: int) -> bool:
        """Whether f, or that derivative, has more steps near 0 than are listed.

        Its pieces are those of one step then, and tell nothing of the others.
        """
        if not self.endless:
            return False
        tree = self.cases if not order else expand_cases(derivative(self.tree, "x", order))
        return endless(tree, -self.edge, self.edge)

    @cached_property
    def one_period(self) -> Curve | None:
        """The same, looked at no further than it takes to see all of it; None: it may not repeat.

        Single points that are no doubles are not seen: those at which floor(sin(x)) is 1.
        """
        if self.repeats:
            return self
        recurring = recurrence(self.tree, {}) if self.endless else None
        if recurring is None or any(part.op in ("==", "!=") for part in walk(self.cases)):
            return None
        length, change = (value_at(part, 0.0) for part in recurring)
        repeats = Recurrence(abs(length), math.copysign(1, length) * change)
        reach = _PERIOD * repeats.length
        if reach > self.edge:
            return None
        few = _PLACES // max(1, len(places(self.cases, -reach, reach)))
        reach *= min(max(1.0, _LISTED // reach), _LISTED, max(1.0, few))
        turning = any(always_turning(slope_of(atom.args[0])) for atom in step_atoms(self.cases))
        touched = (touching(gap, -reach, reach) for gap in compared(self.cases))
        if turning or any(map(list, touched)):
            return None
        return Curve(self.given, self.hints, reach, repeats=repeats)

    @cached_property
    def edge(self) -> float:
        """How far from 0 its breaks are looked for."""
        return self.reach if self.endless else math.inf

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
        beside = [probe for pair in probes(self.places) for probe in pair] or [0.5]
        # Of each stretch a point beside either end: at one of them too large numbers may cancel.
        points = [beside[:1], *(beside[at : at + 2] for at in range(1, len(beside), 2))]
        segments: list[Segment] = []
        for low, high, inside in zip(ends, ends[1:], points, strict=False):
            check()
            probe = next((x for x in inside if not math.isnan(self.value(x))), None)
            if probe is None:
                continue  # outside the domain
            tree = piece_at(self.cases, probe)
            if _divides_by_zero(decided(self.cases, probe), probe):
                continue  # throughout
            if segments and self._continues(segments[-1], low, tree):
                segments[-1] = Segment(segments[-1].low, high, tree)
            else:
                segments.append(Segment(low, high, tree))
        return tuple(segments)

    def _continues(self, last: Segment, at: float, tree: Node) -> bool:
        """Whether a place that was looked at is no joint at all."""
        smooth = last.high == at and last.tree is tree and at not in self.joints
        return smooth and not singular(tree, at) and not math.isnan(self.value(at))

    @lru_cache(maxsize=8)  # noqa: B019 - a curve lives as long as the facts being derived
    def pieces(self, order: int) -> tuple[Piece, ...]:
        """The monotone pieces of the derivative of that order (0: of f itself).

        On a side where it goes on turning for ever, only those near 0: see :meth:`complete`.
        """
        return tuple(piece for segment in self.segments for piece in self._pieces(segment, order))

    def complete(self, order: int) -> bool:
        """Whether the pieces of that order reach to the ends of the line."""
        return not self.endless and not any(self.waves(side, order) for side in (-1, 1))

    @cached_property
    def swarming(self) -> bool:
        """Whether it turns without end beside some place: then pieces are missing there."""
        return bool(self._swarms)

    @cached_property
    def blurred(self) -> bool:
        """Whether it does so beside a place where it has a value: what it does there is not known.

        x**2*sin(1/x), with 0 at 0, has a slope everywhere, and at 0 that is not continuous.
        """
        return any(not math.isnan(self.value(x)) for x in self._swarms)

    @cached_property
    def _swarms(self) -> list[float]:
        ends = ((part.tree, part.low, 1) for part in self.segments)
        others = ((part.tree, part.high, -1) for part in self.segments)
        return [x for tree, x, side in (*ends, *others) if swarms(tree, x, side)]

    @lru_cache(maxsize=4)  # noqa: B019
    def crowds(self, order: int) -> bool:
        """Whether turns of the derivative of that order are too close together."""
        return any(self.crowded(_derived(part.tree, order + 1), part) for part in self.segments)

    def crowded(self, tree: Node, part: Segment) -> bool:
        """Whether changes of a formula's sign are too close together to be found all."""
        return crowded(tree, max(part.low, -WINDOW), min(part.high, WINDOW))

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
        pieces = []
        slope = slope_of(tree)
        hints = (*self.hints, *self._near(segment, order))
        for cell in searched(slope, segment.low, segment.high, hints):
            inside = (cell.low > segment.low, cell.high < segment.high)
            start = turning_value(tree, cell.low) if inside[0] else self.end(tree, cell.low, 1)
            end = turning_value(tree, cell.high) if inside[1] else self.end(tree, cell.high, -1)
            if not _consistent(tree, cell, start, end):  # then a limit is wrong: it is withheld
                start = start if inside[0] else math.nan
                end = end if inside[1] else math.nan
            flat = cell.sign == 0
            starts = flat or inside[0] or self._takes(start, cell.low, order, tree)
            ends = flat or inside[1] or self._takes(end, cell.high, order, tree)
            starts, ends = starts and math.isfinite(start), ends and math.isfinite(end)
            pieces.append(Piece(cell.low, cell.high, cell.sign, start, end, starts, ends, tree))
        return pieces

    def _near(self, segment: Segment, order: int) -> tuple[float, ...]:
        """Where the derivative of that order may turn: near waves, or near turns of the last."""
        if order == 0:
            return along_turns(slope_of(segment.tree), segment.low, segment.high)
        if not self.complete(order - 1) or self.crowds(order - 1):
            return ()  # of so many turns some are told, wherever they are looked for
        turns = [piece.low for piece in self.pieces(order - 1)]
        return tuple(sorted(beside(x for x in turns if segment.low < x < segment.high)))

    def _takes(self, value: float, x: float, order: int, tree: Node) -> bool:
        """Whether a limit at an end is the value there, or at the place that the end rounds."""
        if self.value(x, order) == value:
            return True
        if not (self.rounded(x) and self.continuous_at(x, order)):
            return False
        return value in (0, value_at_zero(tree, cut_at(gaps_beside(self.cases, x), x), x))

    def end(self, tree: Node, x: float, side: int) -> float:
        """The limit at an end: 0 where it is only the rounding of the end that keeps it from 0."""
        exactly = value_at_zero(tree, cut_at(gaps_beside(self.cases, x), x), x)
        if not math.isnan(exactly):
            return exactly
        limit = one_sided(tree, x, side)
        if not limit or not math.isfinite(limit + x):
            return limit
        unit = abs(value_at(slope_of(tree), x)) * math.ulp(x)
        return 0.0 if abs(limit) <= unit and self.rounded(x) else limit

    @lru_cache(maxsize=256)  # noqa: B019
    def rounded(self, x: float) -> bool:
        """Whether the place at which the formula breaks is no double, and ``x`` is next to it."""
        return x in self.places and all(sign_at(gap, x) for gap in gaps_beside(self.cases, x))

    @lru_cache(maxsize=256)  # noqa: B019
    def value(self, x: float, order: int = 0) -> float:
        """What the formula, or a derivative of it, evaluates to; NaN outside the domain.

        Where the domain ends between two doubles, or a root does, the value there; an infinity
        where it is a pole.
        """
        if math.isinf(x):
            return math.nan
        if order == 1 and x in self.joints and self.rounded(x):
            return self.joints[x].slope
        if order:
            return slope_at(self.tree, x, order)
        edge = cut_at(gaps_beside(self.cases, x), x) if self.rounded(x) else None
        if edge is None:
            return value_at(self.given, x)
        exactly = value_at_zero(self.cases, edge, x)
        if not math.isnan(exactly):
            return exactly
        sides = [one_sided(piece_at(self.cases, probe), x, side) for probe, side in
                 zip(probes([x])[0], (-1, 1), strict=True)]  # fmt: skip
        ends = edge in delicate(self.cases)
        return next(filter(math.isinf, sides), math.nan if ends else value_at(self.given, x))

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
        value = current.value
        if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
            return number(int(value))  # 1e300 is shorter as it is
        if not args:
            return current
        whole, short = node(current.op, *args), tidied(current.op, *args)
        # What is dropped would take along where it has no value: log(x) - log(x) is no plain 0.
        return short if set(delicate(whole)) <= set(delicate(short)) else whole

    return rebuild(tree, change)


def _divides_by_zero(tree: Node, x: float) -> bool:
    """Whether a divisor of a formula without cases, or a number in a logarithm, is always zero."""
    return any(
        (part.op == "/" and vanishing(part.args[1], x))
        or (
            part.op == "**"
            and (constant_value(part.args[1]) or 0) < 0
            and vanishing(part.args[0], x)
        )
        or (part.op in ("log", "log1p") and not part.names and math.isinf(value_at(part, x)))
        for part in walk(tree)
    )


def always_turning(gap: Node) -> bool:
    """Whether a formula at whose zeros another one breaks goes on changing its sign."""
    return any(not rests(gap, side) for side in (-1, 1))


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
