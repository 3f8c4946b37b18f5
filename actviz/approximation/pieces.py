"""Pieces for a setting: knots where they may be, and the whole line with its two ends."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actviz.approximation import knots, lines
from actviz.approximation.ends import Line, furthest
from actviz.approximation.result import Piece, horner
from actviz.approximation.segments import Segments
from actviz.approximation.setting import Setting
from actviz.approximation.squares import Squares
from actviz.approximation.target import Target
from actviz.facts.breaks import breaks

Float64 = NDArray[np.float64]
_DEVIATIONS = 9.0  # beyond which a normal input does not count
_MOST_PLACES = 600  # for a program over every pair of them


@dataclass
class Pieces:
    """Makes pieces, of any number."""

    setting: Setting
    _widths: Sequence[float] = ()  # of the pieces made last

    @cached_property
    def pinned(self) -> frozenset[float]:
        """Places at which pieces take the function's value."""
        found = {0.0} if self.setting.rooted else set()
        return frozenset(
            found | set(self.setting.target.knots if self.setting.request.exact else ())
        )

    @cached_property
    def segments(self) -> Segments:
        """Fits of a piece."""
        asked = self.setting.request
        return Segments(
            self.setting.target,
            asked.degree,
            self.setting.scale,
            self.setting.held,
            asked.side,
            self.pinned,
        )

    @cached_property
    def _searched(self) -> Segments:
        """The fits by which free knots are found: real ones where a format is fine anyway."""
        held = self.setting.held
        if held is None or (self.setting.request.degree == 1 and held.bits <= 10):
            return self.segments
        return replace(self.segments, held=None, _errors={})

    @cached_property
    def forced(self) -> list[float]:
        """The ends of the range, and places that are knots wherever knots are free."""
        low, high = self.setting.target.low, self.setting.target.high
        inner = {
            *self.setting.target.knots,
            *(self.pinned if self.setting.request.kind == "pieces" else ()),
        }
        return [low, *sorted(one for one in inner if low < one < high), high]

    def places(self, count: int) -> list[float] | None:
        """Where knots may be; None: anywhere."""
        low, high, asked = (
            self.setting.target.low,
            self.setting.target.high,
            self.setting.request.knots,
        )
        if asked == "free":
            return None
        if asked == "even":
            return [low + (high - low) * k / count for k in range(count)] + [high]
        if asked == "pow2":
            sizes = [2.0**k for k in range(-24, 24)]
            found = [0.0, *sizes, *(-one for one in sizes)]
        else:
            step = float(asked)
            if (high - low) / step > 1 << 16:
                raise ValueError(f"--knots grid:{step:g} has more than 65,536 places on this range")
            found = [k * step for k in range(math.ceil(low / step), math.floor(high / step) + 1)]
        return [low, *(x for x in sorted(found) if low < x < high), high]

    def knots(self, count: int) -> list[float]:
        """The best knots of ``count`` pieces.

        Raises:
            ValueError: there are not enough places for them.
        """
        places, asked = self.places(count), self.setting.request
        forced = self.forced
        if places is None and len(forced) - 1 > count:
            forced = [forced[0], *sorted(self.pinned & set(forced[1:-1])), forced[-1]]
            if len(forced) - 1 > count:
                raise ValueError(f"{count} pieces are too few: {len(forced) - 2} knots are fixed")
        if asked.measure == "mse":
            squares = Squares(
                self.setting.target, asked.degree, self.setting.density, self.setting.held
            )
            if places is None:
                return squares.free(count, forced[1:-1])
            if asked.knots != "even" and len(places) > _MOST_PLACES:
                raise ValueError(f"{len(places)} places for knots are more than {_MOST_PLACES}")
            self._check_places(places, count)
            return places if asked.knots == "even" else squares.among(places, count)
        if places is None:
            return self._on_inputs(knots.free(self._searched, forced, count))
        self._check_places(places, count)
        if asked.knots == "even":
            return places
        must = [one for one in self.pinned if one in places]
        return knots.among(self.segments, places, count, must)

    def _check_places(self, places: list[float], count: int) -> None:
        if count > len(places) - 1:
            raise ValueError(
                f"--pieces {count}: there are {len(places) - 2} places for knots, so "
                f"{len(places) - 1} pieces at most"
            )

    def _on_inputs(self, found: list[float]) -> list[float]:
        if self.setting.given is None:
            return found
        step = float(self.setting.given.scale)
        inner = [round(one / step) * step for one in found[1:-1]]
        kept = sorted({one for one in inner if found[0] < one < found[-1]})
        if len(kept) < len(inner):
            raise ValueError(
                f"--pieces {len(inner) + 1}: {self.setting.given.name} has not as many knots"
            )
        return [found[0], *kept, found[-1]]

    def pieces(self, count: int) -> tuple[Piece, ...]:
        """The best pieces of the request's kind."""
        if any(line is not None for line in self.outer):
            return self._endless(count)
        return self._pieces_on(self.knots(count))

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
        if self.setting.request.knots != "free" or self.outer != (None, None):
            return None
        parts = [knots.greedy(self._searched, a, b, within) for a, b in pairwise(self.forced)]
        return sum(len(part) - 1 for part in parts)

    def _pieces_on(self, ends: list[float]) -> tuple[Piece, ...]:
        asked = self.setting.request
        if asked.continuous or asked.monotone:
            places, values = np.array(ends), None
            if asked.measure == "mse":
                values = lines.Chain(self.setting.target, ends).least_squares(self.setting.density)
            elif asked.knots == "free":
                places, values = lines.joined(
                    self.setting.target, ends, self.forced, self.setting.scale
                )
            else:
                values = lines.Chain(self.setting.target, ends, self.setting.scale).best()
            return _joined(places, values, asked.monotone, self.pinned, self.setting.target)
        if asked.measure == "mse":
            squares = Squares(
                self.setting.target, asked.degree, self.setting.density, self.setting.held
            )
            rows = squares.nearest(ends)
        else:
            rows = np.array([self.segments.fit(a, b)[1] for a, b in pairwise(ends)])
        if self.setting.held is not None:
            real = replace(self.segments, held=None, _errors={})
            for value in {float(c) for a, b in pairwise(ends) for c in real.fit(a, b)[1]}:
                self.setting.held.check(value, "the best coefficient")
        return tuple(
            Piece(a, b, tuple(float(c) + 0.0 for c in row))
            for (a, b), row in zip(pairwise(ends), rows, strict=True)
        )

    def _endless(self, count: int) -> tuple[Piece, ...]:
        """Pieces over the whole line, the ends on the lines that the function approaches."""
        if self.setting.request.measure == "mse":
            return self._endless_squares(count)
        left, right = self.setting.line_ends
        outer = sum(line is not None for line in (left, right))
        wide = self.setting.target
        joints = [one.x for one in breaks(wide.tree, wide.low - 1, wide.high + 1)]
        # Where the function is its line from the outermost joint on, the knot is there.
        exact = [
            line is not None and bool(joints) and _is_line(wide, line, pick(joints), side)
            for line, pick, side in ((left, min, -1), (right, max, 1))
        ]
        if count < outer:
            raise ValueError(f"--pieces {count}: the two ends alone take {outer}")

        def within(error: float) -> Target:
            low = wide.low if left is None else furthest(wide, left, -1, error)
            high = wide.high if right is None else furthest(wide, right, 1, error)
            if exact[0]:
                low = min(joints)
            if exact[1]:
                high = max(joints)
            return (
                replace(wide, low=low, high=high)
                if low < high
                else replace(wide, low=low, high=low)
            )

        bottom, top = 0.0, math.inf
        error = max(knots.estimate(self.segments, wide.low, wide.high, count), 2.0**-50)
        best: tuple[Target, tuple[Piece, ...]] | None = None
        for _ in range(60):
            inner = within(error)
            made = self._inner(inner, count - outer, error)
            if made is None:
                bottom = error
            else:
                best, top = (inner, made), error
            if top < math.inf and (top - bottom <= 2e-4 * top or top < 1e-12):
                break
            error = (bottom + top) / 2
            if top == math.inf or not bottom:
                error = bottom * 1.5 if bottom else top / 1.5
        if best is None:
            raise ValueError(f"--pieces {count}: too few for the whole line; give --range LOW:HIGH")
        inner, middle = best
        found = list(middle)
        if left is not None:
            found.insert(0, Piece(-math.inf, inner.low, left))
        if right is not None:
            found.append(Piece(inner.high, math.inf, right))
        return tuple(found)

    def _endless_squares(self, count: int) -> tuple[Piece, ...]:
        """The same for the smallest mean square: the ends are lines from the best knots on."""
        asked, lines_ = self.setting.request, self.setting.line_ends
        if isinstance(asked.density, tuple):
            mean, deviation = asked.density
            span = (mean - _DEVIATIONS * deviation, mean + _DEVIATIONS * deviation)
        else:
            inputs: Any = asked.density
            span = (float(inputs.min()), math.nextafter(float(inputs.max()), math.inf))
        low, high = self.setting.span
        span = (span[0] if math.isinf(low) else low, span[1] if math.isinf(high) else high)
        if count < sum(line is not None for line in lines_):
            raise ValueError(f"--pieces {count}: the two ends alone take as many")
        setting = Setting(replace(asked, span=span, fold=False))
        setting.target = replace(self.setting.target, low=span[0], high=span[1])
        squares = Squares(setting.target, asked.degree, setting.density, setting.held, lines_)
        jumps = [at for at in setting.target.knots if span[0] < at < span[1]]
        knots = squares.free(count, jumps if len(jumps) < count else ())
        _, rows = squares.fits(np.array(knots[:-1]), np.array(knots[1:]))
        ends = [low, *knots[1:-1], high]
        return tuple(
            Piece(a, b, tuple(float(c) + 0.0 for c in row))
            for (a, b), row in zip(pairwise(ends), rows, strict=True)
        )

    def _inner(self, target: Target, count: int, error: float) -> tuple[Piece, ...] | None:
        """Pieces between the ends that keep an error; None: there are none."""
        if target.low == target.high:
            return ()
        setting = Setting(replace(self.setting.request, span=(target.low, target.high), fold=False))
        setting.target = target
        setting.rooted = self.setting.rooted
        maker = Pieces(setting)
        segments, ends = maker.segments, maker.forced
        parts: list[list[float]] = []
        try:
            for a, b in pairwise(ends):
                room = count - sum(len(part) - 1 for part in parts)
                parts.append(knots.greedy(segments, a, b, error, self._widths, room))
        except knots.TooMany:
            return None
        self._widths = [b - a for a, b in pairwise(parts[0])]
        return maker._pieces_on([*(k for part in parts for k in part[:-1]), target.high])


def _is_line(target: Target, line: Line, start: float, side: int) -> bool:
    """Whether the function is a line from a joint on, as far as float64 tells."""
    x = start + side * np.array([0.0, 0.01, 0.1, 1.0, 4.0])
    gaps = np.abs(target.on(x) - horner(line, x))
    return bool((gaps[1:] <= 1e-12 * (1 + np.abs(x[1:]))).all())


def _joined(
    places: Iterable[float],
    values: Float64,
    monotone: bool,
    pinned: frozenset[float],
    target: Target,
) -> tuple[Piece, ...]:
    """The lines through values at knots; monotone as the function is, if that is wanted."""
    x = [float(one) for one in places]
    y = np.array(values, dtype=np.float64)
    for k, knot in enumerate(x):
        if knot in pinned:
            y[k] = float(target.on(np.array([knot]))[0])
    if monotone:
        ends = target.on(np.array([target.low, target.high]))
        y = np.maximum.accumulate(y) if ends[1] >= ends[0] else np.minimum.accumulate(y)
    found = []
    for (a, b), (u, v) in zip(pairwise(x), pairwise(y), strict=True):
        slope = (v - u) / (b - a)
        found.append(Piece(a, b, (float(u - slope * a), float(slope))))
    return tuple(found)
