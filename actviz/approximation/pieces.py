"""Pieces for a setting: knots where they may be, and the whole line with its two ends."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from actviz.approximation.curves.segments import Segments
from actviz.approximation.knots import lines, search
from actviz.approximation.knots.joining import Joining
from actviz.approximation.knots.merging import merged
from actviz.approximation.knots.reaching import TooMany, greedy
from actviz.approximation.knots.squares import Density, Squares
from actviz.approximation.knots.whole_line import WholeLine
from actviz.approximation.setting import Setting
from actviz.approximation.value.result import Piece
from actviz.arrays import Float64
from actviz.dataclass import dataclass
from actviz.text.rows import counted

_HALVINGS = 7  # of the error, from that of real lines to that of the format's
_NEAR = 1.001
MORE = 40  # pieces that are tried beyond those that samples ask for
_ABOVE = 1.001  # times an error that a format may have at its best: above all samples of it
_MOST_PLACES = 600  # for a program over every pair of them


@dataclass
class Pieces:
    """Makes pieces, of any number."""

    setting: Setting

    @cached_property
    def pinned(self) -> frozenset[float]:
        """Places at which pieces that end there take the function's value."""
        roots = {0.0} if self.setting.rooted and not self.straddling else set()
        return frozenset(
            roots | set(self.setting.target.knots if self.setting.request.exact else ())
        )

    @cached_property
    def straddling(self) -> bool:
        """Whether one piece goes through the root at 0, so that no knot is to be there."""
        setting, request = self.setting, self.setting.request
        bound = request.joins or request.side or request.exact or setting.held is not None
        return (
            setting.through_root
            and request.kind == "pieces"
            and (request.knots == "free" or not setting.free_root)
            and not bound
            and all(map(math.isfinite, setting.span))
        )

    @cached_property
    def segments(self) -> Segments:
        """Fits of a piece."""
        request = self.setting.request
        return Segments(
            self.setting.target,
            request.degree,
            self.setting.scale,
            self.setting.held,
            request.side,
            self.pinned,
            rooted=self.straddling,
        )

    @cached_property
    def searched(self) -> Segments:
        """The fits by which free knots are found: real ones where a format is fine anyway."""
        held = self.setting.held
        if held is None or (self.setting.request.degree == 1 and held.bits <= 10):
            return self.segments
        return replace(self.segments, held=None)

    @cached_property
    def forced(self) -> list[float]:
        """The ends of the range, and places that are knots wherever knots are free."""
        low, high = self.setting.target.low, self.setting.target.high
        inner = {
            *self.setting.target.knots,
            *(self.pinned if self.setting.request.kind == "pieces" else ()),
        }
        return [low, *sorted(one for one in inner if low < one < high), high]

    @property
    def loose(self) -> list[float]:
        """Those of them that are knots in any case."""
        return [x for x in self.forced if x in {*self.pinned, self.forced[0], self.forced[-1]}]

    @cached_property
    def exact(self) -> list[float] | None:
        """The ends of pieces that are the function itself; None: it does not consist of such."""
        target, kinks = self.setting.target, {one.x for one in self.setting.target.breaks}
        inner = {*target.knots, *(one.low for one in target.exact_parts if one.low not in kinks)}
        inside = {x for x in inner if target.low < x < target.high}
        ends = sorted(inside | {target.low, target.high})
        nothing = all(self.segments.error(a, b) == 0 for a, b in pairwise(ends))
        return ends if nothing and self.setting.given is None else None

    def consists(self, count: int) -> bool:
        """Whether the function on a range is itself such pieces, in real numbers."""
        finite = all(map(math.isfinite, self.setting.span))
        return finite and self.exact is not None and len(self.exact) - 1 <= count

    def places(self, count: int) -> list[float] | None:
        """Where knots may be; None: anywhere."""
        low, high, knots = (
            self.setting.target.low,
            self.setting.target.high,
            self.setting.request.knots,
        )
        if knots == "free":
            return None
        if knots == "even":
            return [low + (high - low) * k / count for k in range(count)] + [high]
        if knots == "pow2":
            sizes = [2.0**k for k in range(-24, 24)]
            places = [0.0, *sizes, *(-one for one in sizes)]
        else:
            step = float(knots)
            if (high - low) / step > 1 << 16:
                raise ValueError(f"--knots grid:{step:g} has more than 65,536 places on this range")
            places = [k * step for k in range(math.ceil(low / step), math.floor(high / step) + 1)]
        return [low, *(x for x in sorted(places) if low < x < high), high]

    def knots(self, count: int) -> list[float]:
        """The best knots of ``count`` pieces.

        Raises:
            ValueError: there are not enough places for them.
        """
        places, request = self.places(count), self.setting.request
        forced = self.forced
        if places is None and self.exact is not None and len(self.exact) - 1 <= count:
            return self.exact
        loose = self.loose
        if places is None and len(forced) - 1 > count:
            forced = loose
            if len(forced) - 1 > count:
                raise ValueError(
                    f"--pieces {count}: too few, with {counted(len(forced) - 2, 'knot')} that "
                    "are fixed"
                )
        if request.measure == "mse":
            squares = Squares(
                self.setting.target, request.degree, self.setting.density, self.setting.held
            )
            if places is None:
                return squares.free(count, forced[1:-1])
            if request.knots != "even" and len(places) > _MOST_PLACES:
                raise ValueError(f"{len(places)} places for knots are more than {_MOST_PLACES}")
            check_places(places, count)
            return places if request.knots == "even" else squares.among(places, count)
        if places is None:
            knots = search.free(self.searched, forced, count)
            if loose != forced and not request.joins:
                top = max(map(self.searched.error, knots, knots[1:]))
                better, within = search.WORTH * top, request.within or 0.0
                better = max(better, within) if within < top else better
                if search.keep(self.searched, loose, count, better):
                    knots, forced = search.free(self.searched, loose, count), loose
            return self._on_inputs(self._for_format(knots, forced, count))
        check_places(places, count)
        self.check_pinned(places)
        if request.knots == "even":
            return places
        must = sorted(self.pinned & set(places))
        return search.among(self.segments, places, count, must)

    def check_pinned(self, places: Sequence[float]) -> None:
        """Refuse knots that leave out a place at which pieces are to be exact."""
        lost = sorted(self.pinned - set(places))
        inside = [x for x in lost if places[0] < x < places[-1]]
        if inside:
            kink = self.setting.request.exact and inside[0] in self.setting.target.knots
            why = "--exact-at-kinks" if kink else "--zero-at-zero"
            raise ValueError(f"{why}: no knot can be at {inside[0]:.6g}; take others or free ones")

    def _for_format(self, knots: list[float], forced: list[float], count: int) -> list[float]:
        """Knots of real lines, moved to where lines of the format keep a smaller error."""
        if self.setting.held is None or self.setting.request.degree != 1:
            return knots
        top = max(self.segments.error(a, b) for a, b in pairwise(knots))
        bottom = max(self.searched.error(a, b) for a, b in pairwise(knots))
        for _ in range(_HALVINGS):
            if top <= bottom * _NEAR:
                break
            error = (bottom + top) / 2
            moved = [forced[0]]
            try:
                for a, b in pairwise(forced):
                    widths = [v - u for u, v in pairwise(knots) if a <= u < b]
                    moved += greedy(self.segments, a, b, error, widths, count + 1)[1:]
            except TooMany:
                moved = []
            if moved and len(moved) <= count + 1:
                knots, top = moved, max(self.segments.error(a, b) for a, b in pairwise(moved))
            else:
                bottom = error
        return knots

    def _on_inputs(self, knots: list[float]) -> list[float]:
        if self.setting.given is None:
            return knots
        step = float(self.setting.given.scale)
        inner = [round(one / step) * step for one in knots[1:-1]]
        kept = sorted({one for one in inner if knots[0] < one < knots[-1]})
        if len(kept) < len(inner):
            raise ValueError(
                f"--pieces {len(inner) + 1}: {self.setting.given.name} has not as many knots"
            )
        return [knots[0], *kept, knots[-1]]

    def pieces(self, count: int) -> tuple[Piece, ...]:
        """The best pieces of the request's kind."""
        if any(line is not None for line in self.outer):
            return WholeLine(self).pieces(count)
        pieces = self._pieces_on(self.knots(count))
        return self.merged(pieces) if self.setting.request.knots == "free" else pieces

    def merged(self, pieces: Sequence[Piece]) -> tuple[Piece, ...]:
        """The same without those that a neighbour makes needless, as one of a format may."""
        request = self.setting.request
        bound = request.joins or request.side or request.measure == "mse" or request.fixed
        return merged(self.segments, pieces, wider=self.setting.held is not None and not bound)

    @cached_property
    def without_end(self) -> Pieces | None:
        """The same but for the last number, where the function jumps and a piece may have it."""
        request, target = self.setting.request, self.setting.target
        bound = request.knots != "free" or request.joins or request.side or request.measure == "mse"
        if bound or self.outer != (None, None) or not target.jumps_at_end:
            return None
        setting = replace(self.setting)
        setting.target = target.between(target.low, target.high, open_=True)
        return Pieces(setting)

    def and_last_number(self, count: int) -> tuple[Piece, ...]:
        """Pieces, and one more for the last number alone."""
        target, held = self.setting.target, self.setting.held
        value = target.on(np.array([target.high]))
        value = value if held is None else held.nearest(value)
        row = float(value[0]), *[0.0] * self.setting.request.degree
        return *self.pieces(count - 1), Piece(target.high, target.high, row)

    @property
    def outer(self) -> tuple[Any, Any]:
        """The lines at endless ends; None on the others."""
        return (
            self.setting.line_ends
            if not all(map(math.isfinite, self.setting.span))
            else (None, None)
        )

    def fewest(self, within: float) -> int | None:
        """About how few free pieces keep an error; None: another search is needed."""
        request = self.setting.request
        if self.outer != (None, None):
            WholeLine(self).check(request.within or within)
        if request.knots != "free":
            return None
        if self.outer != (None, None):
            line = WholeLine(self)
            return line.fewest_joined(within) if request.joins else line.fewest(within)
        ways = (self.forced,) if request.joins else (self.forced, self.loose)
        greedy = [search.all_greedy(self.searched, ends, within, request.most) for ends in ways]
        count = min(sum(len(part) - 1 for part in one) for one in greedy)
        if not request.joins:
            return max(count, self._fewest_in_format(within, count))
        knots = sorted({x for part in greedy[0] for x in part})
        return Joining(self.setting, knots, self.forced[1:-1], self.pinned).fewest(within) or count

    def _fewest_in_format(self, within: float, count: int) -> int:
        """About how few a format takes, which may be many more than ``count`` real ones.

        Raises:
            ValueError: none keep the error, nor one that is a little larger.
        """
        if self.searched is self.segments or self.setting.request.degree != 1:
            return 0

        def fewest(error: float, most: int) -> int:
            parts = pairwise(self.loose)
            knots = [greedy(self.segments, a, b, error, (), most) for a, b in parts]
            return sum(map(len, knots)) - len(knots)

        try:
            return fewest(within, self.setting.request.most)
        except TooMany:  # what is asked may be what the format has at its best
            most = count + MORE
        try:
            return fewest(within * _ABOVE, most)
        except TooMany:
            held, given = self.setting.held_name, self.setting.request.within
            raise ValueError(
                f"--within {given:g}: no {most} pieces of {held} were found that keep it"
            ) from None

    def _pieces_on(self, ends: list[float]) -> tuple[Piece, ...]:
        request, setting = self.setting.request, self.setting
        if not (request.continuous or request.monotone):
            return self.apart(ends)
        jumps = any(one.order == 0 for one in setting.target.breaks)
        if request.knots == "free" and ends == self.exact and not (jumps and request.continuous):
            return self.apart(ends)
        joining = Joining(setting, ends, self.forced[1:-1], self.pinned)
        start = max(self.segments.error(a, b) for a, b in pairwise(ends))
        if setting.held is not None:
            return joining.in_format(len(ends) - 1, start, self.apart(ends))
        if request.measure == "mse":
            return self.through(ends, density=setting.density)
        if request.knots != "free":
            return self.through(ends)
        return joining.best(len(ends) - 1, start)

    def through(
        self,
        at: list[float],
        ends: tuple[float | None, float | None] = (None, None),
        density: Density | None = None,
    ) -> tuple[Piece, ...]:
        """The lines through the best values at knots.

        Args:
            at: the knots.
            ends: values that are given.
            density: what inputs count, for the mean square.
        """
        target = self.setting.target
        given = {k: end for k, end in zip((0, len(at) - 1), ends, strict=True) if end is not None}
        for k, knot in enumerate(at):
            if knot in self.pinned:
                given[k] = float(target.on(np.array([knot]))[0])
        rising = self.setting.rising
        chain = lines.Chain(target, at, None if density else self.setting.scale, given, rising)
        values = chain.least_squares(density) if density else chain.best()
        return _joined(at, lines.turned(values, rising, given))

    def apart(self, ends: list[float]) -> tuple[Piece, ...]:
        """The best pieces with these knots, which need not join."""
        request = self.setting.request
        if request.measure == "mse":
            squares = Squares(
                self.setting.target, request.degree, self.setting.density, self.setting.held
            )
            rows = list(squares.nearest(ends))
            for k, (a, b) in enumerate(pairwise(ends)):
                error, row = self.segments.fit(a, b)
                if error <= search.noise(self.segments, a, b):  # there squares are of rounding
                    rows[k] = row
        else:
            rows = [self.segments.fit(a, b)[1] for a, b in pairwise(ends)]
        if self.setting.held is not None:
            real = replace(self.segments, held=None)
            for value in {float(c) for a, b in pairwise(ends) for c in real.fit(a, b)[1]}:
                self.setting.held.check(value, "the best coefficient")
        return tuple(
            Piece(a, b, tuple(float(c) + 0.0 for c in row))
            for (a, b), row in zip(pairwise(ends), rows, strict=True)
        )


def check_places(places: Sequence[float], count: int) -> None:
    """Refuse more pieces than there are places for their knots.

    Args:
        places: those of knots, both ends of the range with them.
        count: pieces.
    """
    if count > len(places) - 1:
        raise ValueError(
            f"--pieces {count}: at most {counted(len(places) - 1, 'piece')}, with "
            f"{counted(len(places) - 2, 'place')} for knots"
        )


def _joined(places: Sequence[float], values: Float64) -> tuple[Piece, ...]:
    """The lines through values at knots."""
    pieces = []
    for (a, b), (u, v) in zip(pairwise(places), pairwise(values.tolist()), strict=True):
        with np.errstate(over="ignore"):
            slope = float(np.float64(v - u) / (b - a))
        if math.isinf(slope):
            raise ValueError(f"no pieces join over the jump at {a:g}; take a range without it")
        pieces.append(Piece(a, b, (u - slope * a, slope)))
    return tuple(pieces)
