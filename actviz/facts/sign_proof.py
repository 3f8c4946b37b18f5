"""Proofs of what the search found: signs of slopes on whole intervals, by ball arithmetic.

The facts rest on where f', f'' and f''' are positive and negative. The search cannot exclude a pair
of changes between its points; here it is excluded. On a compact interval enclosures decide, halved
until each shows the sign. Beyond a threshold the formula's growths decide the whole tail. Beside
a zero the next derivative does: where it keeps its sign, there is no second zero. Everything that
follows from such signs is then proved: range, monotone pieces, extrema, zeros, Lipschitz constant.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import pairwise
from typing import Any, Final

from actviz.dataclass import dataclass
from actviz.facts.breaks import decided
from actviz.facts.monotone_pieces import Curve, Segment
from actviz.facts.points import sign_at, value_at
from actviz.facts.scan import Cell, slope_of
from actviz.facts.unsettled_tails import searched
from actviz.formula.calculus import tidied
from actviz.formula.ties import delicate, step_atoms
from actviz.formula.tree import COMPARISONS, Node, X, literal, walk
from actviz.readings import balls
from actviz.readings.asymptotics.tails import tail_sign
from actviz.readings.balls import precision
from actviz.readings.exact import enclosure

_STARTS: Final = (4, 8, 16, 32, 64, 256, 1024, 2**14, 2**20)  # thresholds of a tail
_ORDERS: Final = 4  # derivatives asked beside a zero
_WORK: Final = 3000  # enclosures for one sign; about half a second
_BITS: Final = 128
_REACH: Final = {"floor": (0.0, 1.0), "ceil": (1.0, 0.0), "round": (0.5, 0.5)}


class Unproved(ArithmeticError):  # noqa: N818 - not wrong, only not decided by these means
    """A sign that no enclosure settled."""


def proved(curve: Curve) -> tuple[str, ...]:
    """The groups of facts (``record.GROUPS``) that are proved for a formula."""
    if curve.endless or curve.blurred or not _everywhere(curve, _whole):
        return ()
    groups = ["breaks"]
    for group in ("values", "slopes", "bends"):
        if not _everywhere(curve, partial(_derivative, len(groups))):
            break
        groups.append(group)
    if _everywhere(curve, lambda _, part: _signs(tidied("-", part.tree, X), part)):
        groups.append("fixed_points")
    return tuple(groups)


def _everywhere(curve: Curve, shown: Callable[[Curve, Segment], None]) -> bool:
    try:
        for segment in curve.segments:
            shown(curve, segment)
    except Unproved:
        return False
    return True


def _whole(curve: Curve, segment: Segment) -> None:
    """That one formula holds on all of a segment, and breaks at the places inside it alone."""
    inside = _inside(segment.low, segment.high)
    for current in walk(curve.cases):
        if current.op in COMPARISONS and "x" in current.names:
            gap = tidied("-", *current.args)
            for cell in searched(gap, segment.low, segment.high):
                # A gap that changes its sign in here is that of a branch not taken.
                if cell.low > segment.low and not _near_one_of(curve.places, cell.low):
                    raise Unproved
                holds(gap, cell.low, cell.high, cell.sign or sign_at(gap, inside))
    between = [x for x in curve.places if segment.low < x < segment.high]
    for low, high in pairwise([segment.low, *between, segment.high]):
        for current in step_atoms(curve.cases):
            _one_step(current, low, high)
        for part in delicate(segment.tree):
            sign = sign_at(part, _inside(low, high))
            holds(part, low, high, sign, strict=True)


def _one_step(current: Node, low: float, high: float) -> None:
    """That floor or one of its kin does not change between two places."""
    inside = _inside(low, high)
    level = value_at(current, inside)
    if math.isnan(level):
        return  # that of a branch not taken
    argument = decided(current.args[0], inside)
    # How far the argument may be below and above: that of trunc may be on either side of 0.
    below, above = _REACH.get(current.op, (float(level <= 0), float(level >= 0)))
    holds(tidied("-", argument, literal(level - below)), low, high, 1, strict=True)
    holds(tidied("-", literal(level + above), argument), low, high, 1, strict=True)


def _near_one_of(places: Sequence[float], x: float) -> bool:
    return any(abs(place - x) <= 4 * math.ulp(x) for place in places)


def _derivative(order: int, _: Curve, segment: Segment) -> None:
    tree = segment.tree
    for _step in range(order):
        tree = slope_of(tree)
    _signs(tree, segment)


def _signs(tree: Node, segment: Segment) -> None:
    """That the search found every change of sign."""
    for cell in _cells(tree, segment):
        holds(tree, cell.low, cell.high, cell.sign)


def _cells(tree: Node, segment: Segment) -> Iterable[Cell]:
    signs = searched(tree, segment.low, segment.high)
    reached = (signs[0].low, signs[-1].high) if signs else (segment.low, segment.high)
    if reached != (segment.low, segment.high):
        raise Unproved  # it turns for ever
    return signs


def holds(tree: Node, low: float, high: float, sign: int, *, strict: bool = False) -> None:
    """Show that a smooth formula is nowhere of the other sign on an open interval.

    Args:
        tree: a formula without cases that is smooth inside.
        low, high: the ends, possibly infinite, zeros of the formula perhaps, up to rounding.
        sign: 1 or -1; 0: constantly zero.
        strict: whether it is not to be zero inside either.

    Raises:
        Unproved: it may be so all the same.
    """
    if "x" not in tree.names:
        if sign_at(tree, 0.0) not in (0, sign):
            raise Unproved
        return
    if sign == 0:
        raise Unproved
    _Proof(tree, sign, strict=strict).interval(low, high)


def _inside(low: float, high: float) -> float:
    if math.isinf(low):
        return high - 1 if math.isfinite(high) else 0.0
    return low + 1 if math.isinf(high) else low + (high - low) / 2


@dataclass
class _Proof:
    tree: Node
    sign: int
    work: int = _WORK
    strict: bool = False

    def interval(self, low: float, high: float) -> None:
        left = self._tail(-1, low, high) if math.isinf(low) else self._beside(low, high, 1)
        right = self._tail(1, high, low) if math.isinf(high) else self._beside(high, low, -1)
        if left < right:
            self._compact(left, right)

    def _tail(self, side: int, end: float, other: float) -> float:
        """A threshold beyond which the sign is proved."""
        for start in _STARTS:
            if math.isfinite(other) and other * side > start:
                continue
            sign = tail_sign(self.tree, side, start)
            if sign == self.sign:
                return side * float(start)
        raise Unproved

    def _beside(self, end: float, other: float, side: int) -> float:
        """A place beside an end up to which the sign is proved."""
        length = min(abs(other - end), 1.0 + abs(end))
        edge = math.nextafter(math.nextafter(end, -side * math.inf), -side * math.inf)
        exact = sign_at(self.tree, end)
        for step in range(2, 46, 3):
            near = end + side * length * 2.0**-step
            if near == end:
                break
            if self._shows(self.tree, end, near, self.sign):
                return near
            if self._rises(edge, end, near, side, exact):
                return near
        raise Unproved

    def _rises(self, edge: float, end: float, near: float, side: int, exact: int) -> bool:
        """Whether a derivative shows the sign from the end on."""
        wanted = self.sign
        tree = self.tree
        for order in range(1, _ORDERS + 1):
            tree = slope_of(tree)
            wanted *= side
            if order == 1 and exact not in (0, self.sign):
                # A zero that rounding moved to its neighbour: one there, and no other.
                return self._shows(tree, edge, near, wanted)
            if self._shows(tree, end, near, wanted):
                return True
            if order == 1 and self._shows(tree, edge, near, wanted):
                return True
            if sign_at(tree, end) not in (0, wanted):
                return False
        return False

    def _compact(self, low: float, high: float) -> None:
        waiting = [(low, high)]
        slope = slope_of(self.tree)
        while waiting:
            low, high = waiting.pop()
            if (
                self._by_ball(self.tree, low, high, self.sign)
                or self._by_slope(slope, low, high)
                or self._by_ranges(self.tree, low, high, self.sign)  # takes five times as long
            ):
                continue
            middle = _middle(low, high)
            if not low < middle < high:
                raise Unproved
            waiting += [(low, middle), (middle, high)]

    def _by_slope(self, slope: Node, low: float, high: float) -> bool:
        """The mean value form: narrower than the plain one on a short interval."""
        if high - low > 1:
            return False
        with precision(_BITS):
            middle = _middle(low, high)
            at, steep = self._ball(self.tree, middle, middle), self._ball(slope, low, high)
            whole = at + steep * (balls.span(low, high) - middle)
            return bool(whole > 0 if self.sign > 0 else whole < 0)

    def _shows(self, tree: Node, one: float, other: float, sign: int) -> bool:
        """Whether one enclosure shows the sign on the closed interval between two places."""
        low, high = min(one, other), max(one, other)
        return self._by_ball(tree, low, high, sign) or self._by_ranges(tree, low, high, sign)

    def _by_ball(self, tree: Node, low: float, high: float, sign: int) -> bool:
        self.work -= 1
        if self.work < 0:
            raise Unproved
        with precision(_BITS):
            ball = self._ball(tree, low, high)
            return ball.is_finite() and self._is(tree, sign * ball)

    def _by_ranges(self, tree: Node, low: float, high: float, sign: int) -> bool:
        least, most = enclosure(tree, low, high, {}, _BITS)
        return self._is(tree, least if sign > 0 else -most)

    def _is(self, tree: Node, least: Any) -> bool:
        strict = self.strict and tree is self.tree
        return bool(least > 0 if strict else least >= 0)

    @staticmethod
    def _ball(tree: Node, low: float, high: float) -> balls.Ball:
        (ball,) = balls.compiled(tree)([balls.span(low, high)], {})
        return ball


def _middle(low: float, high: float) -> float:
    """Half way; between orders of magnitude where the ends are far apart."""
    if low > 0 and high > 16 * low:
        return math.sqrt(low) * math.sqrt(high)
    if high < 0 and low < 16 * high:
        return -math.sqrt(-low) * math.sqrt(-high)
    return low + (high - low) / 2
