"""Exact values for ``actviz eval``: all that are decided, and word of those that are not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from actviz.arrays import np
from actviz.text import terminal

if TYPE_CHECKING:
    from actviz.streams.reader import Reader

LONG: Final = 20_000  # values that take long enough for a progress bar
_NAMED: Final = 10  # numbers without a result that are named


class OpenPoints:
    """What is not decided: how much, and the first few by name."""

    def __init__(self) -> None:
        self.open = 0
        self.shown: list[str] = []
        self.last = 0  # whether the last answer is missing: 1, or 0

    def add(self, name: str) -> None:
        """One more."""
        self.open += 1
        if len(self.shown) < _NAMED:
            self.shown.append(name)

    @contextmanager
    def at(self, name: str) -> Iterator[None]:
        """Let what is not decided inside be noted under a name instead of raised."""
        from actviz.readings.exact import NotDecided

        self.last = 0
        try:
            yield
        except NotDecided:
            self.last = 1
            self.add(name)


class ExactColumn:
    """A function of numbers that gives NaN where nothing is decided, and remembers where.

    ``undecided`` are the places of such numbers among those of the last call, ``open_points``
    says which numbers they were in all calls.
    """

    def __init__(self, function: Any, order: int, wrt: str, dtype: str) -> None:
        self.function, self.order, self.wrt, self.dtype = function, order, wrt, dtype
        self.undecided: Sequence[int] = ()
        self.open_points, self._seen = OpenPoints(), 0

    def __call__(self, batch: Any) -> Any:
        """The values at some numbers."""
        from actviz.readings.exact import NotDecided

        self.undecided = ()
        try:
            values = self._exact(batch)
        except NotDecided as problem:
            if problem.values is None or problem.decided is None:
                raise
            values = problem.values
            self.undecided = np.flatnonzero(~problem.decided).tolist()
        points = np.asarray(batch).reshape(-1)
        for place in self.undecided:
            number = self._seen + place + 1
            self.open_points.add(f"number {number} (x = {float(points[place])!r})")
        self._seen += points.size
        return values

    def _exact(self, batch: Any) -> Any:
        if len(batch) < LONG:
            return self.function.exact(batch, self.order, self.wrt, dtype=self.dtype)
        with terminal.progress("exact values", len(batch)) as done:
            return self.function.exact(
                batch,
                self.order,
                self.wrt,
                dtype=self.dtype,
                progress=lambda count, total: done(count),
            )


def tell_undecided(points: Reader | OpenPoints | Sequence[Any]) -> None:
    """End the command with exit code 1 if a result is not decided."""
    if isinstance(points, Sequence):
        noted = [column.open_points for column in points if isinstance(column, ExactColumn)]
        points = max(noted, key=lambda each: each.open, default=OpenPoints())
    if not points.open:
        return
    from actviz.readings.exact import PRECISIONS

    more = points.open - len(points.shown)
    named = ", ".join(points.shown) + (f" and {more} more" if more else "")
    terminal.fail(f"not decided with {PRECISIONS[-1]} bits, nan instead: {named}", 1)
