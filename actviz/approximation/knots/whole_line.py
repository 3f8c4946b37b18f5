"""Pieces over the whole line: the outer ones are the lines that the function approaches.

An error tells how far in each outer line keeps it, and so where the others are; as few of these as
keep the error tell whether there are enough. For a bound the outer lines are shifted to its side.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from actviz.approximation.error.outer_lines import FAR, Line, far_off, furthest
from actviz.approximation.knots import search
from actviz.approximation.knots.between_lines import Between
from actviz.approximation.knots.endless_squares import counting, knots_for
from actviz.approximation.knots.joining import Joining
from actviz.approximation.knots.joining_in_format import pieces_of
from actviz.approximation.knots.links import knots_of
from actviz.approximation.knots.squares import Squares
from actviz.approximation.setting import Setting
from actviz.approximation.target.target import Target, breaks_at_doubles, changes
from actviz.approximation.value.coefficients import horner
from actviz.approximation.value.result import Piece
from actviz.dataclass import dataclass

if TYPE_CHECKING:
    from actviz.approximation.pieces import Pieces

Found = tuple[Target, tuple[Piece, ...]]  # the range between the ends, and the pieces on it
# The error, what keeps it, and how far the outer lines are shifted.
Narrowed = tuple[float, Target, tuple[Piece, ...], list[float]]

_CLOSE, _CLOSE_IN_FORMAT = 2e-4, 1e-3  # relative: how near the smallest error is found
_CLOSE_TO_JOIN = 1e-2  # of pieces that only tell about how far from each other knots are
_UNSEEN, _NOTHING = 2.0**100, 1e-12  # errors: larger than any, and as small as is looked for
_MOST = 1 << 20  # pieces


@dataclass
class WholeLine:
    """Makes pieces of a setting whose range is endless on one side or both."""

    maker: Pieces
    strict: bool = True  # kinks between lines and curves are knots

    @property
    def setting(self) -> Setting:
        """The function, and what is asked of its approximation."""
        return self.maker.setting

    @property
    def outer(self) -> tuple[Line | None, Line | None]:
        """The lines at endless ends."""
        return self.setting.line_ends

    @cached_property
    def _exact(self) -> list[float | None]:
        """The outermost joint on each side, if the function is its line from there on."""
        wide = self.setting.target
        joints = changes(breaks_at_doubles(wide.tree, wide.low - 1, wide.high + 1))
        exact: list[float | None] = []
        for line, pick, side in zip(self.outer, (min, max), (-1, 1), strict=True):
            there = line is not None and joints and _is_line(wide, line, pick(joints), side)
            exact.append(pick(joints) if there else None)
        return exact

    def pieces(self, count: int) -> tuple[Piece, ...]:
        """The best pieces found, of this number at most.

        Raises:
            ValueError: they are too few.
        """
        request = self.setting.request
        ends = sum(line is not None for line in self.outer)
        if count < ends:
            raise ValueError(f"--pieces {count}: the two ends alone take {ends}")
        target, (left, right) = self.setting.target, self.outer
        straight = target.polynomial(target.low, target.high, 1) is not None
        if straight and left is not None and left == right:
            return Piece(-math.inf, 0.0, left), Piece(0.0, math.inf, right)  # a line throughout
        if request.knots == "free" and (own := self._own(count - ends)) is not None:
            return self._between_lines(*own, count)
        if request.measure == "mse":
            return self._squares(count)
        if request.joins and request.knots == "free" and count == ends == 2:
            return self._two()
        top, inner, middle, shifts = self._smallest(count - ends)
        if self._loose is not None:
            other = self._loose._smallest(count - ends)
            if other[0] < top * search.WORTH or other[0] <= (request.within or 0.0) < top:
                top, inner, middle, shifts = other
        if request.joins:
            return self._joined(inner, middle, count)
        return self._between_lines(inner, middle, shifts, count)

    def _between_lines(
        self, inner: Target, middle: tuple[Piece, ...], shifts: list[float], count: int
    ) -> tuple[Piece, ...]:
        """Pieces between the ends, with the outer lines on both sides of them."""
        pieces, held = list(middle), self.setting.held
        for side, line, shift in zip((-1, 1), self.outer, shifts, strict=True):
            if line is not None:
                level, above = line[0] + shift, self.setting.request.side
                row = (held.beyond(level, above) if held and shift else level, *line[1:])
                low, high = (-math.inf, inner.low) if side < 0 else (inner.high, math.inf)
                self._holding({x: row for x in self.maker.pinned if low <= x < high}, count)
                pieces.insert(0 if side < 0 else len(pieces), Piece(low, high, row))
        return tuple(pieces)

    @cached_property
    def _floor(self) -> float:
        """An error that the outer lines do not keep: that of their numbers, and that far out."""
        pairs = zip(self.outer, (-1, 1), strict=True)
        wide, scale = self.setting.target, self.setting.scale
        off = [far_off(wide, line, side, scale) for line, side in pairs if line is not None]
        return max(self.setting.floor, *off)

    def check(self, error: float) -> None:
        """Refuse an error that the outer lines do not keep.

        Raises:
            ValueError: they are further off, and how far.
        """
        if self.setting.scale is None and self.setting.without_end:
            raise ValueError(
                f"--within {error:g}: {self.setting.without_end}; give --range LOW:HIGH"
            )
        if error < self._floor:
            raise ValueError(
                f"--within {error:g}: {self.setting.target.name} is {self._floor:.3g} from its "
                f"line at {FAR[-1]:g}, beyond which no other piece is tried; give --range LOW:HIGH"
            )

    @property
    def _loose(self) -> WholeLine | None:
        """The same with knots anywhere, where that may be another; None: it is not."""
        request = self.setting.request
        kinks = any(at is not None for at in self._exact) or self.setting.target.knots
        free = self.strict and kinks and request.knots == "free" and not request.joins
        return WholeLine(self.maker, strict=False) if free else None

    def fewest(self, error: float) -> int:
        """About how few pieces with free knots keep an error."""
        others = [] if self._loose is None else [self._loose.fewest(error)]
        outer = sum(line is not None for line in self.outer)
        inner = sum(len(part) - 1 for part in self._between(error, held=True))
        return min(outer + inner, *others, _MOST)

    def fewest_joined(self, error: float) -> int:
        """The same of pieces that join."""
        at = sorted({x for part in self._between(error, held=False) for x in part})
        return self._joining(at).fewest(error) or self.fewest(error)

    def _between(self, error: float, *, held: bool) -> list[list[float]]:
        """The ends of the fewest pieces between the outer lines, in the format if any, by part."""
        target = self.within(error)[0]
        if not target.low < target.high:
            return [[target.low]]
        maker, most = self.maker_on(target), self.setting.request.most
        segments = maker.segments if held else maker.searched
        return search.all_greedy(segments, self.forced(maker), error, most)

    def forced(self, maker: Pieces) -> list[float]:
        """Where the knots between two ends are in any case."""
        return maker.forced if self.strict else maker.loose

    def within(self, error: float) -> tuple[Target, list[float]]:
        """Between which ends the outer lines do not keep an error, and how far they are shifted."""
        wide, request = self.setting.target, self.setting.request
        ends, shifts = [wide.low, wide.high], [0.0, 0.0]
        for k, line in enumerate(self.outer):
            if line is None:
                continue
            far = furthest(wide, line, 2 * k - 1, error, self.setting.scale, request.side)
            joint = self._exact[k] if self.strict else None
            ends[k] = far[0] if joint is None else joint
            if joint is None and request.exact:  # no kink is beyond where the line goes in
                ends[k] = (min, max)[k](ends[k], *self.maker.pinned)
            shifts[k] = far[1] if joint is None else 0.0
        low, high = ends
        lined = self.outer[1] is not None
        return wide.between(low, max(low, high), open_=lined), shifts

    def _smallest(self, room: int) -> Narrowed:
        """The smallest error, the pieces between its ends, and how far these are shifted.

        Raises:
            ValueError: none is kept.
        """
        request, wide, floor = self.setting.request, self.setting.target, self._floor
        error = search.estimate(self.maker.segments, (wide.low, wide.high), room + 1)
        least = search.floor_at_zero(self.maker.segments, wide.low, wide.high)
        error = max(error, 2.0**-50, 1.01 * floor, least * (1 + search.JUST))
        floor = max(floor, least * (1 - search.JUST))
        if request.knots == "free":
            between = Between(self, room, real=self.maker.searched is not self.maker.segments)
            close = _CLOSE_TO_JOIN if request.joins else _CLOSE
            top = between.smallest(error, _UNSEEN, close, _NOTHING, floor)
            if between.best is not None:
                return self._for_format(between, top)
        elif (bisected := self._bisected(room, error, floor)) is not None:
            return bisected
        count = room + sum(line is not None for line in self.outer)
        raise ValueError(f"--pieces {count}: none found on the whole line; give --range LOW:HIGH")

    def _own(self, room: int) -> tuple[Target, tuple[Piece, ...], list[float]] | None:
        """The pieces that the function itself is between its lines; None: it is not, or of more."""
        pairs = zip(self.outer, self._exact, strict=True)
        if any(line is not None and joint is None for line, joint in pairs):
            return None
        if self.setting.request.continuous and not all(b.order for b in self.setting.target.breaks):
            return None  # over a jump
        inner, shifts = self.within(0.0)
        if inner.low == inner.high:
            return inner, (), shifts
        maker = self.maker_on(inner)
        if maker.exact is None or len(maker.exact) - 1 > room:
            return None
        return inner, maker.apart(maker.exact), shifts

    def _for_format(self, between: Between, top: float) -> Narrowed:
        """The best found by a search, and that of the format where it was of real numbers."""
        assert between.best is not None
        bottom, (inner, ends, _) = top, between.best
        if between.real and len(ends) > 1 and not self.setting.request.joins:
            segments = self.maker_on(inner).segments
            top = max(bottom, *(segments.error(a, b) for a, b in pairwise(ends)))
            if top > bottom * (1 + _CLOSE_IN_FORMAT):
                between.real = False
                middle = (bottom + top) / 2
                top = between.smallest(middle, top, _CLOSE_IN_FORMAT, _NOTHING, bottom)
        inner, ends, shifts = between.best
        maker = self.maker_on(inner)
        return top, inner, maker.merged(maker.apart(ends)) if len(ends) > 1 else (), shifts

    def _bisected(self, room: int, error: float, bottom: float) -> Narrowed | None:
        """The same with knots where they may be; None: no error is kept."""
        best, top = None, math.inf
        for _ in range(60):
            inner, shifts = self.within(error)
            middle = self._among(inner, room, error)
            if middle is None:
                bottom = error
            else:
                best, top = (error, *middle, shifts), error
            if top < math.inf and (top - bottom <= _CLOSE * top or top < _NOTHING):
                break
            error = (bottom + top) / 2
            if top == math.inf or not bottom:
                error = bottom * 1.5 if bottom else top / 1.5
        return best

    def maker_on(self, target: Target) -> Pieces:
        """The same for the range between two ends."""
        request = replace(self.setting.request, span=(target.low, target.high), fold=False)
        setting = Setting(request)
        setting.target, setting.rooted = target, self.setting.rooted
        maker = replace(self.maker, setting=setting)
        if request.exact:  # at its ends, too
            maker.pinned = self.maker.pinned
        return maker

    def _among(self, target: Target, count: int, error: float) -> Found | None:
        """The same with knots where they may be."""
        request = self.setting.request
        if target.low == target.high and request.knots == "even":
            return target, ()
        if request.knots == "even":
            evenly = np.linspace(target.low, target.high, count + 1)
            places = sorted(set(evenly.tolist())) if count else []
        else:
            places = self._places(target)
        if not places or not places[0] < places[-1]:
            return (target, ()) if places and request.knots != "even" else None
        inner = target.between(places[0], places[-1], open_=target.open)
        maker = self.maker_on(inner)
        maker.check_pinned(places)
        if request.knots == "even":
            if max(maker.segments.error(a, b) for a, b in pairwise(places)) > error:
                return None
            return inner, maker.apart(places)
        must = sorted(maker.pinned & set(places))
        chosen = search.fewest(maker.segments, places, error, count, must)
        return None if chosen is None else (inner, maker.apart([places[k] for k in chosen]))

    def _places(self, target: Target) -> list[float]:
        """Where knots may be, the outer ones not inside of two ends."""
        wide = self.setting.target
        room = 2 * (wide.high - wide.low) + 2
        outer = self.maker_on(replace(wide, low=wide.low - room, high=wide.high + room))
        places = (outer.places(1) or [])[1:-1]
        first = max((x for x in places if x <= target.low), default=math.inf)
        last = min((x for x in places if x >= target.high), default=-math.inf)
        return [x for x in places if first <= x <= last]

    def _lines(self, error: float) -> tuple[tuple[float, float] | None, ...]:
        """The outer lines as they are for an error."""
        shifts = self.within(error)[1]
        return tuple(
            None if line is None else (line[0] + shift, line[1] if len(line) > 1 else 0.0)
            for line, shift in zip(self.outer, shifts, strict=True)
        )

    def _two(self) -> tuple[Piece, ...]:
        """The outer lines alone, from one to the other where they cross."""
        lines = [(line[0], (*line, 0.0)[1]) for line in self.outer if line is not None]
        (knot,) = knots_of(lines)
        if math.isnan(knot):
            raise ValueError("--pieces 2: the lines at both ends do not cross; take more pieces")
        self._holding({x: lines[x >= knot] for x in self.maker.pinned}, 2)
        return pieces_of(lines, self.setting.span)

    def _holding(self, lines: Mapping[float, Sequence[float]], count: int) -> None:
        """Refuse lines at the ends that miss the function, and its nearest number in the format.

        Raises:
            ValueError: one of them does, at a place given that is to be exact.
        """
        held, refused = self.setting.held, f"--pieces {count}: the lines at both ends are not exact"
        for x, line in lines.items():
            value = self.setting.target.on(np.array([x]))
            near = value if held is None else np.append(value, held.nearest(value))
            if (line[0] + (*line, 0.0)[1] * x) not in near:
                raise ValueError(f"{refused} at {x:g}; take more pieces")

    def _joined(self, inner: Target, middle: tuple[Piece, ...], count: int) -> tuple[Piece, ...]:
        """Pieces that join, the outer lines among them."""
        at = sorted({inner.low, *(piece.low for piece in middle[1:]), inner.high})
        segments = self.maker.segments
        start = max((segments.error(a, b) for a, b in pairwise(at)), default=0.0)
        if self.setting.request.knots != "free":
            return self._through(at, self._lines(max(start, 2.0**-40)))
        joining = self._joining(at)
        if self.setting.held is not None:
            rows = list(middle)
            for k, line in enumerate(self._lines(start)):
                if line is not None:
                    rows.insert(k * len(rows), Piece(-math.inf, math.inf, line))
            return joining.in_format(count, start, rows)
        return joining.best(count, start)

    def _joining(self, at: Sequence[float]) -> Joining:
        """Pieces that join, with places about as dense as these knots."""
        wide = self.setting.target
        edges = sorted({x for x in (wide.low, *at, wide.high) if wide.low <= x <= wide.high})
        forced = sorted({x for x in (*wide.knots, *self.maker.pinned) if wide.low < x < wide.high})
        return Joining(self.setting, edges, forced, self.maker.pinned, self._lines)

    def _through(self, at: list[float], lines: Any, density: Any = None) -> tuple[Piece, ...]:
        """Lines through the best values at knots, the first and the last on the outer lines."""
        low, high = self.setting.span
        fixed: list[float | None] = [
            None if line is None else line[0] + line[1] * x
            for line, x in zip(lines, (at[0], at[-1]), strict=True)
        ]
        pieces: list[Piece] = []
        if len(at) > 1:
            pieces += self.maker.through(at, (fixed[0], fixed[1]), density)
        elif fixed[0] != fixed[-1]:
            raise ValueError("the lines at both ends do not join; take more pieces")
        if lines[0] is not None:
            pieces.insert(0, Piece(low, at[0], lines[0]))
        if lines[1] is not None:
            pieces.append(Piece(at[-1], high, lines[1]))
        return tuple(pieces)

    def _squares(self, count: int) -> tuple[Piece, ...]:
        """The same for the smallest mean square: the ends are lines from the best knots on."""
        request = self.setting.request
        low, high = self.setting.span
        span = counting(self.setting)
        setting = Setting(replace(request, span=span, fold=False))
        setting.target = replace(self.setting.target, low=span[0], high=span[1])
        setting.density = self.setting.density
        squares = Squares(setting.target, request.degree, setting.density, setting.held, self.outer)
        ends = knots_for(squares, replace(self.maker, setting=setting), count)
        if request.continuous or request.monotone:
            lines = self._lines(0.0)
            first, last = (0 if lines[0] is None else 1), (None if lines[1] is None else -1)
            return self._through(ends[first:last], lines, setting.density)
        _, rows = squares.fits(np.array(ends[:-1]), np.array(ends[1:]))
        edges = [low, *ends[1:-1], high]
        return tuple(
            Piece(a, b, tuple(float(c) + 0.0 for c in row))
            for (a, b), row in zip(pairwise(edges), rows, strict=True)
        )


def _is_line(target: Target, line: Line, start: float, side: int) -> bool:
    """Whether the function is a line from a joint on, as far as float64 tells."""
    x = start + side * np.array([0.0, 0.01, 0.1, 1.0, 4.0])
    gaps = np.abs(target.on(x) - horner(line, x))
    return bool((gaps[1:] <= 1e-12 * (1 + np.abs(x[1:]))).all())
