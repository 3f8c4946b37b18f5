"""Formulas with steps (floor, ceil, trunc, round) cut at every one of them, by the thousand.

Each step function is replaced by a letter that stands for its value, and each condition by one that
is 1 where it holds, so that one smooth formula holds on all cells at once, their ends included:
they differ in the letters' values alone. Places are found on all cells
together, in float64; what is told in the end is worked out exactly.
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from actviz.arrays import Float64, Mask, Places
from actviz.dataclass import dataclass
from actviz.facts.points import value_at
from actviz.facts.roots import sample
from actviz.formula.atoms import STEPS
from actviz.formula.calculus import derivative, expand_cases, tidied
from actviz.formula.ties import delicate
from actviz.formula.tree import (
    COMPARISONS,
    ZERO,
    Node,
    holds,
    literal,
    name,
    node,
    of_parts,
    rebuild,
    walk,
)
from actviz.readings import exact, float64
from actviz.readings.effort import check

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Letters = dict[str, Float64]

STEPS_AT_MOST: Final = 1 << 17  # of one range; a table of 16 bits has half of them
_INSIDE: Final = 3  # points looked at in every cell, however many there are
_LOOKED_AT: Final = 8192  # points looked at in all, if the cells are few
_CLOSE: Final = 4  # units in the last place: places so near are one place
_DOUBT: Final = 1e-9  # relative: so near a step float64 does not decide
_EXACTLY: Final = 4096  # cells in which a condition is looked at exactly, at most
_STEADY: Final = 2.0**-10  # a smaller change between two doubles: no way to infinity begins there
SHARES: Final = (0.5, 0.382)  # of a cell, where it is looked at: a hole may be in its middle
_HALVINGS: Final = 1100  # from the largest double to the smallest


class TooManySteps(ValueError):  # noqa: N818 - the range is to be made smaller
    """More steps in a range than are listed."""


@dataclass(frozen=True)
class Joint:
    """Where a formula may break: where ``gap`` passes ``level``."""

    gap: Node
    level: Fraction


@dataclass(frozen=True)
class Steps:
    """A formula on a range as cells on which it is smooth.

    Attributes:
        tree: the formula, in x and a letter for every step function and every condition.
        edges: the ends of the cells in order, one more than there are cells.
        values: of every letter its value on each cell.
        joints: why there is an edge; None at the ends of the range, or of the domain.
        known: whether there is a value on a cell.
    """

    tree: Node
    edges: Float64
    values: Letters
    joints: tuple[Joint | None, ...]
    known: Mask

    def at(self, tree: Node, x: Float64, cells: Places) -> Float64:
        """A formula in x and the letters at places, as it holds on their cells."""
        return _at(tree, x, self.values, cells)

    def numbers(self, cell: int) -> dict[str, float]:
        """The value of every letter on a cell."""
        return {letter: float(values[cell]) for letter, values in self.values.items()}


def stepped(tree: Node) -> bool:
    """Whether a formula holds a step function of x."""
    return any(is_step(current) for current in walk(tree))


def is_step(current: Node) -> bool:
    """Whether a part of a formula is a step function of x."""
    return current.op in STEPS and "x" in current.names


@lru_cache(maxsize=64)
def cut(tree: Node, whole: Node, low: float, high: float, most: int = STEPS_AT_MOST) -> Steps:
    """The cells of a formula between two finite places.

    Args:
        tree: a formula in x alone.
        whole: one that has a value only where the formula is to have one: a derivative of
            ``max(sqrt(x), 1)`` is 0 for negative x too.

    Raises:
        TooManySteps: there are more of them.
    """
    lowered, events = _lowered(expand_cases(tree))
    cells = _Cells(low, high, most)
    for op, gap, letter in events:
        cells.split("<" if op in COMPARISONS else op, gap)
        if letter:
            cells.read(op, gap, letter)
    known = cells.where_known(whole)
    return Steps(lowered, cells.edges, cells.values, tuple(cells.joints), known)


def _lowered(cases: Node) -> tuple[Node, list[tuple[str, Node, str]]]:
    """A formula with letters for its steps and conditions, and what cuts it, inner parts first.

    Each cut is an operation (a step function, or a comparison with 0 for a change of sign), what
    it is applied to, and the letter that stands for it.
    """
    events: list[tuple[str, Node, str]] = []
    known: dict[Node, Node] = {}
    for current in walk(cases):
        args = tuple(known[arg] for arg in current.args)
        if is_step(current):
            letter = f"step{len(events)}"
            events.append((current.op, args[0], letter))
            known[current] = name(letter)
            continue
        if current.op in COMPARISONS and "x" in current.names:
            letter = f"step{len(events)}"
            events.append((current.op, tidied("-", *args), letter))
            known[current] = node("!=", name(letter), ZERO)
            continue
        known[current] = of_parts(current, args)
    tree = known[cases]
    events += [("<", part, "") for part in delicate(tree)]
    return tree, [event for event in events if event[2] or "x" in event[1].names]


def _at(tree: Node, x: Float64, values: Letters, cells: Places) -> Float64:
    check()
    given = {letter: values[letter][cells] for letter in tree.names - {"x"}}
    computed: Float64 = float64.evaluate(tree, x, given)
    return computed


class _Cells:
    """Cells that are cut further, one cause after another."""

    def __init__(self, low: float, high: float, most: int) -> None:
        self.most = most
        self.edges: Float64 = np.array([low, high])
        self.values: Letters = {}
        self.joints: list[Joint | None] = [None, None]

    def split(self, op: str, gap: Node) -> None:
        """Cut where a step function jumps, or where a gap changes its sign."""
        if "x" not in gap.names:
            return  # it changes with the letters only, and there the cells are cut
        half = Fraction(1, 2) if op == "round" else Fraction(0)
        left, right, cells = pieces(self.edges, gap, self.values)
        ends = [_at(gap, x, self.values, cells) for x in (left, right)]
        endless = np.zeros(len(left), dtype=bool)
        lost = np.flatnonzero(np.isnan(ends[0]) != np.isnan(ends[1]))
        domain = np.array([])
        if lost.size:
            gone = np.isnan(ends[0][lost])
            left, right, endless[lost] = self._where_it_has_values(gap, left, right, cells, lost)
            domain = _ends(
                np.where(gone, left[lost], right[lost]), gone,
                lambda x: _at(gap, x, self.values, cells[lost]),
            )  # fmt: skip
            ends = [_at(gap, x, self.values, cells) for x in (left, right)]
        start, end = (value - float(half) for value in ends)
        with np.errstate(invalid="ignore"):
            low, high = np.minimum(start, end), np.maximum(start, end)
            first, last = np.ceil(low), np.floor(high)
            if op == "<":
                first, last = np.where((low <= 0) & (high >= 0), 0.0, 1.0), np.zeros_like(low)
            counts = np.where(low < high, np.maximum(last - first + 1, 0.0), 0.0)
        counts[~np.isfinite(counts) | endless] = self.most + 1 if op != "<" else 0
        if counts.sum() > self.most:
            raise TooManySteps(f"more than {self.most} steps in the range")
        whole = counts.astype(np.intp)
        place = np.repeat(np.arange(len(left)), whole)
        nth = np.arange(len(place)) - np.repeat(np.cumsum(whole) - whole, whole)
        levels = first[place] + nth
        places = crossings(
            lambda x: _at(gap, x, self.values, cells[place]) - (levels + float(half)),
            left[place],
            right[place],
        )
        if op == "<":
            # Where float64 comes to 0 and stays there, a small number has been lost, or there is a
            # joint for another reason.
            aside = 1e-6 * np.maximum(1.0, np.abs(places))
            beside = (places - aside, places + aside)
            near = [_at(gap, x, self.values, cells[place]) for x in beside]
            true = (near[0] != 0) & (near[1] != 0)
            places, levels = places[true], levels[true]
        joints = [Joint(gap, Fraction(int(level)) + half) for level in levels.tolist()]
        self._insert(np.r_[places, domain], [*joints, *[None] * len(domain)])

    def where_known(self, tree: Node) -> Mask:
        """Cut where a formula in x alone stops to have a value; on which cells it has one."""
        left, right, cells = pieces(self.edges, tree, self.values, turns=False)
        gone, there = (np.isnan(_at(tree, x, self.values, cells)) for x in (left, right))
        lost = np.flatnonzero(gone != there)
        if lost.size:
            left, right, _ = self._where_it_has_values(tree, left, right, cells, lost)
            ends = _ends(
                np.where(gone, left, right)[lost], gone[lost],
                lambda x: np.array([value_at(tree, one) for one in x.tolist()]),
            )  # fmt: skip
            self._insert(ends, [None] * len(ends))
        values, places = self.inside(tree)
        known = ~np.isnan(values)
        for cell in np.flatnonzero(~known)[:_EXACTLY].tolist():  # or a number is too large
            known[cell] = not math.isnan(value_at(tree, places[cell]))
        return known

    def _where_it_has_values(
        self, gap: Node, left: Float64, right: Float64, cells: Places, at: Places
    ) -> tuple[Float64, Float64, Mask]:
        """Intervals with some cut where a formula stops to have a value; which are endless there.

        Its next value would be far from the last one, as that of a logarithm is.
        """

        def values(x: Float64) -> Float64:
            return _at(gap, x, self.values, cells[at])

        def known(x: Float64) -> Float64:
            return np.where(np.isnan(values(x)), -1.0, 1.0)

        gone = known(left[at]) < 0
        last = crossings(known, left[at], right[at])
        toward = np.where(gone, right[at], left[at])
        last = np.where(known(last) < 0, np.nextafter(last, toward), last)
        with np.errstate(invalid="ignore"):
            change = np.abs(values(last) - values(np.nextafter(last, toward)))
        left, right = left.copy(), right.copy()
        left[at] = np.where(gone, last, left[at])
        right[at] = np.where(gone, right[at], last)
        return left, right, ~(change < _STEADY)

    def _insert(self, places: Float64, joints: Sequence[Joint | None]) -> None:
        x = np.concatenate([self.edges, places])
        causes = [*self.joints, *joints]
        order = np.argsort(x, kind="stable")  # edges that were there come first
        x = x[order]
        apart = np.diff(x) > _CLOSE * np.spacing(np.abs(x[1:]))
        kept = np.r_[True, apart]
        if not kept[-1]:  # the end of the range stays
            kept[np.flatnonzero(kept)[-1]] = len(np.flatnonzero(kept)) == 1
            kept[-1] = True
        edges = x[kept]
        edges[-1] = self.edges[-1]
        middles = edges[:-1] + np.diff(edges) / 2
        cells = np.searchsorted(self.edges, middles, side="right") - 1
        self.values = {letter: values[cells] for letter, values in self.values.items()}
        self.joints = [causes[place] for place in order[kept].tolist()]
        self.edges = edges
        self.joints[0] = self.joints[-1] = None

    def read(self, op: str, gap: Node, letter: str) -> None:
        """The value of a step function on every cell, exactly where float64 cannot tell."""
        inner, middles = self.inside(gap)
        if op in COMPARISONS:
            # A sum of steps alone is exact; what is 0 to float64 may be a small number.
            doubtful = np.flatnonzero(np.abs(inner) <= _DOUBT * ("x" in gap.names))
            for cell in doubtful[:_EXACTLY].tolist():
                true, decided = exact.decide(gap, middles[cell], self._numbers(cell))
                if decided:
                    inner[cell] = float(true)
            outcomes = np.array([holds(op, sign) for sign in (-1, 0, 1)], dtype=float)
            signs = np.sign(np.nan_to_num(inner)).astype(np.intp)
            # What has no value is unequal to all numbers, and neither less nor more.
            self.values[letter] = np.where(np.isnan(inner), op == "!=", outcomes[signs + 1])
            return
        stepping = node(op, name("x"))
        steps: Float64 = np.array(float64.evaluate(stepping, inner, {}))
        shift = 0.5 if op == "round" else 0.0
        with np.errstate(invalid="ignore"):
            off = np.abs(inner - shift - np.rint(inner - shift))
            doubtful = np.flatnonzero(off <= _DOUBT * (1 + np.abs(inner)))
        for cell in doubtful.tolist():
            true, decided = exact.decide(node(op, gap), middles[cell], self._numbers(cell))
            if decided:
                steps[cell] = float(true)
        self.values[letter] = steps

    def inside(self, tree: Node) -> tuple[Float64, Float64]:
        """A formula in x and the letters inside of every cell, and the places: not in a hole."""
        cells = np.arange(len(self.edges) - 1)
        sides = [self.edges[:-1] + np.diff(self.edges) * share for share in SHARES]
        seen = [_at(tree, places, self.values, cells) for places in sides]
        hole = np.isnan(seen[0])
        return np.where(hole, seen[1], seen[0]), np.where(hole, sides[1], sides[0])

    def _numbers(self, cell: int) -> dict[str, float]:
        return {letter: float(values[cell]) for letter, values in self.values.items()}


def _ends(last: Float64, left: Mask, value: Callable[[Float64], Float64]) -> Float64:
    """Of numbers beside one without a value, to their left or right, those that are at no hole."""
    beside = np.nextafter(last, np.where(left, -np.inf, np.inf))
    second = np.nextafter(beside, np.where(left, -np.inf, np.inf))
    kept: Float64 = last[np.isnan(value(beside)) & np.isnan(value(second))]
    return kept


def pieces(
    edges: Float64, tree: Node, values: Letters, *, turns: bool = True
) -> tuple[Float64, Float64, Places]:
    """Intervals inside the cells on which a formula rises or falls: both ends, and their cell.

    Turning points are where the slope changes its sign between two of the points looked at.
    """
    count = len(edges) - 1
    inside = max(_INSIDE, min(64, _LOOKED_AT // count))
    shares = np.arange(1, inside + 1) / (inside + 1)
    points = (edges[:-1, None] + np.diff(edges)[:, None] * shares).ravel()
    some = sample(edges[0], edges[-1]) if count < _LOOKED_AT else points[:0]
    x = np.unique(np.concatenate([edges, points, some]))
    left, right = x[:-1], x[1:]
    cells = np.clip(np.searchsorted(edges, left, side="right") - 1, 0, count - 1)
    slope = derivative(tree) if turns else ZERO
    if "x" not in slope.names and not slope.names & values.keys():
        return left, right, cells
    one, other = (_at(slope, end, values, cells) for end in (left, right))
    with np.errstate(all="ignore"):
        turning = np.flatnonzero(one * other < 0)
    if not turning.size:
        return left, right, cells
    where = cells[turning]
    places = crossings(lambda t: _at(slope, t, values, where), left[turning], right[turning])
    left, right = np.concatenate([left, places]), np.concatenate([right, right[turning]])
    right[turning] = places
    return left, right, np.concatenate([cells, where])


def crossings(function: object, low: Float64, high: Float64) -> Float64:
    """Where functions change their sign between two places each, to the double, by halving."""
    assert callable(function)
    low, high = low.copy(), high.copy()
    first, last = function(low), function(high)
    sign = np.sign(first)
    low = np.where(last == 0, high, low)
    high = np.where(first == 0, low, high)
    for _ in range(_HALVINGS):
        middle = low + (high - low) / 2
        open_ = (middle > low) & (middle < high)
        if not open_.any():
            break
        same = np.sign(function(middle)) == sign
        low = np.where(open_ & same, middle, low)
        high = np.where(open_ & ~same, middle, high)
    with np.errstate(invalid="ignore"):
        nearer: Float64 = np.where(np.abs(function(low)) < np.abs(function(high)), low, high)
    return nearer


def with_numbers(steps: Steps, cell: int) -> Node:
    """The formula that holds on a cell, in x alone."""
    values = steps.numbers(cell)

    def change(current: Node, args: tuple[Node, ...]) -> Node:
        if current.op == "name" and current.value in values:
            value = values[str(current.value)]
            return literal(int(value)) if math.isfinite(value) else literal(value)
        if current.op == "where" and args[0].op == "!=" and args[0].args[0].op == "number":
            return args[1] if args[0].args[0].value else args[2]  # a condition's letter
        return tidied(current.op, *args) if args else current

    return rebuild(steps.tree, change)
