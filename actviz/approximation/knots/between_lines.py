"""The search for the smallest error of pieces between outer lines."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from actviz.approximation.knots import search

if TYPE_CHECKING:
    from actviz.approximation.knots.whole_line import WholeLine
    from actviz.approximation.target.target import Target


class Between(search.Search):
    """For pieces between lines that go in as far as an error lets them."""

    same_parts = False

    def __init__(self, line: WholeLine, room: int, *, real: bool) -> None:
        super().__init__(line.maker.segments, [], room)
        self.line = line
        self.real = real  # whether pieces of real numbers are to keep it, whatever the format
        self.best: tuple[Target, list[float], list[float]] | None = None  # with ends and shifts

    @property
    def most(self) -> int:
        """As many as tell enough: those of a format take long."""
        return super().most if self.segments.held is None else self.count + 1

    def taken(self, error: float) -> tuple[bool, float]:
        """Whether an error is kept, and how many pieces it takes."""
        inner, shifts = self.line.within(error)
        if inner.low == inner.high:
            self.parts, self.best = [], (inner, [inner.low], shifts)
            return True, 0.0
        maker = self.line.maker_on(inner)
        self.segments = maker.searched if self.real else maker.segments
        self.parts = list(pairwise(self.line.forced(maker)))
        if len(self.widths) != len(self.parts):
            self.widths = []
        kept, share = super().taken(error)
        if kept:
            ends = [x for part in self.knots for x in part[:-1]]
            self.best = inner, [*ends, inner.high], shifts
        return kept, share
