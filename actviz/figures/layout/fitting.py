"""Texts that have to fit: smaller within reason, then in several lines, then with letters left out.

What is left out is told by an ellipsis in the middle, where names differ least.
"""

from __future__ import annotations

from typing import Final

from actviz.figures.layout.text_size import Ruler
from actviz.figures.layout.type_sizes import Font

SMALLER: Final = 0.75  # of its size: down to here a text shrinks before it is cut
_READABLE: Final = 5.5  # points
_LINES: Final = 3
_FEWEST: Final = 2  # letters that an elided text keeps


def elided(text: str, font: Font, width: float, ruler: Ruler) -> str:
    """The text, without letters in its middle if it is wider than ``width`` points."""
    if ruler.extent(text, font).width <= width:
        return text
    low, high = _FEWEST, len(text) - 1
    while low < high:
        middle = (low + high + 1) // 2
        fits = ruler.extent(_without_middle(text, middle), font).width <= width
        low, high = (middle, high) if fits else (low, middle - 1)
    return _without_middle(text, low)


def _without_middle(text: str, letters: int) -> str:
    tail = letters // 3
    return f"{text[: letters - tail]}…{text[len(text) - tail :] if tail else ''}"


def shrunk(text: str, font: Font, width: float, ruler: Ruler) -> Font:
    """The font in which a line is no wider than ``width``, or the smallest that it may have."""
    wide = ruler.extent(text, font).width
    if wide <= width:
        return font
    return font.times(max(SMALLER, min(1.0, _READABLE / font.size), 0.99 * width / wide))


def on_one_line(text: str, font: Font, width: float, ruler: Ruler) -> tuple[str, Font]:
    """The text and the font with which it fits: smaller, then with letters left out."""
    font = shrunk(text, font, width, ruler)
    return elided(text, font, width, ruler), font


def in_lines(text: str, font: Font, width: float, ruler: Ruler) -> tuple[tuple[str, ...], Font]:
    """The lines and the font with which a text fits; what fills more than three is elided."""
    given = text.split("\n")
    font = min((shrunk(line, font, width, ruler) for line in given), key=lambda font: font.size)
    lines = [part for line in given for part in wrapped(line, font, width, ruler)]
    if len(lines) > max(_LINES, len(given)):
        rest = " ".join(lines[_LINES - 1 :])
        lines = [*lines[: _LINES - 1], rest]
    return tuple(elided(line, font, width, ruler) for line in lines), font


def wrapped(line: str, font: Font, width: float, ruler: Ruler) -> list[str]:
    """The lines of a text that breaks between words."""
    lines: list[str] = []
    for word in line.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and ruler.extent(longer, font).width <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
