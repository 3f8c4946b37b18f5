"""A line of text as a number, and what is done about one that is none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from actviz.streams import words
from actviz.text import terminal

OnError = Literal["stop", "skip", "nan"]
_SHOWN: Final = 60  # characters of a bad line that a message repeats


class BadLine(ValueError):  # noqa: N818 - it says what is wrong
    """A line is not a number; the message says which, and repeats it."""

    def __init__(self, line: int, text: str) -> None:
        shown = text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."
        what = f"{shown!r} is not a number" if text.strip() else "the line is empty"
        super().__init__(f"line {line}: {what}")


@dataclass
class Reader:
    """Turns text into numbers, and deals with what is none as one has asked.

    ``count`` lines have been read so far; ``bad`` of them were no numbers and were passed over.
    """

    on_error: OnError = "stop"
    count: int = 0
    bad: int = 0
    first: str = field(default="", init=False)

    def number(self, text: str, line: int) -> float | None:
        """A number, or what stands in for it; None: the line is left out.

        Raises:
            BadLine: it is no number, and nothing else was asked for.
        """
        if words.is_number(text):
            return words.number(text)
        problem = BadLine(line, text)
        if self.on_error == "stop":
            raise problem
        self.first = self.first or str(problem)
        self.bad += 1
        return None if self.on_error == "skip" else float("nan")

    def report(self) -> None:
        """Say on stderr how many lines were no numbers."""
        if self.bad:
            done = "left out" if self.on_error == "skip" else "taken as nan"
            lines = "line" if self.bad == 1 else "lines"
            terminal.note(f"actviz: {self.bad} {lines} {done}; the first: {self.first}")
