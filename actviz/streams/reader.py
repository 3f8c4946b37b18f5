"""A line of text as a number, and what is done about one that is none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import field
from typing import Final, Literal

from actviz.dataclass import dataclass
from actviz.streams import words
from actviz.text import terminal

OnError = Literal["stop", "skip", "nan"]
_NAMED: Final = 10  # lines without a result that are named
_SHOWN: Final = 60  # characters of a bad line that a message repeats
AS_NUMBERS: Final = "a tool such as jq -r .x makes numbers of it"
# How lines begin, or what they hold, that are something else, and what to do about it.
_ELSE: Final = (
    (re.compile(r".?NUMPY"), "a .npy array? --input FILE reads it, or --binary FORMAT"),
    (re.compile("\x1f"), "packed by gzip? --input FILE reads it"),
    (re.compile(r"\s*\{.*:"), f"JSON? {AS_NUMBERS}"),
    (re.compile(r"[^,;\t]*[,;\t]"), "of a table --field 1 takes the first column"),
)


class BadLine(ValueError):  # noqa: N818 - it says what is wrong
    """A line is not a number; the message says which, and repeats it."""

    def __init__(self, line: int, text: str) -> None:
        shown = text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."
        what = f"{shown!r} is not a number" if text.strip() else "the line is empty"
        what += next((f"; {why}" for begin, why in _ELSE if begin.match(text)), "")
        super().__init__(f"line {line}: {what}")


@dataclass
class Reader:
    """Turns text into numbers, and deals with what is none as one has asked.

    ``count`` lines have been read so far; ``bad`` of them were no numbers and were passed over.
    ``lines`` are those of the numbers read last. Of ``open`` of them the result is not decided;
    ``shown`` names the first.
    """

    on_error: OnError = "stop"
    count: int = 0
    bad: int = 0
    first: str = field(default="", init=False)
    lines: Sequence[int] = field(default=(), init=False)
    open: int = field(default=0, init=False)
    shown: list[str] = field(default_factory=list, init=False)

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

    def undecided(self, points: Sequence[float], at: Sequence[int]) -> None:
        """Remember at which of the numbers read last the result is not decided."""
        self.open += len(at)
        for place in at[: _NAMED - len(self.shown)]:
            self.shown.append(f"line {self.lines[place]} (x = {float(points[place])!r})")

    def add(self, other: Reader) -> None:
        """Take in what was found in lines after these."""
        self.bad, self.first = self.bad + other.bad, self.first or other.first
        self.open += other.open
        self.shown = (self.shown + other.shown)[:_NAMED]

    def report(self) -> None:
        """Say on stderr how many lines were no numbers."""
        if self.bad:
            done = "left out" if self.on_error == "skip" else "taken as nan"
            lines = "line" if self.bad == 1 else "lines"
            terminal.note(f"actviz: {self.bad} {lines} {done}; the first: {self.first}")
