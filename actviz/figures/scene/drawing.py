"""Pictures that are no graphs, as values: words, lines, discs and squares on a sheet of paper.

Lengths are points, from the lower left corner. An engine measures the words when it draws; where a
composer needs their width to lay things out, :func:`about` estimates it without any font.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from actviz.dataclass import dataclass

if TYPE_CHECKING:
    from actviz.figures.scene.themes import Theme

Ink = Literal["paper", "ink", "quiet", "grid", "guide", "second"]  # the last: the second hue

_EM: Final = 0.62  # of a letter's width: a number of DejaVu Sans, sign and point included


def about(text: str, size: float) -> float:
    """About how many points wide a text is."""
    return _EM * size * len(text)


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line; dashes say that what it stands for is negative."""

    start: tuple[float, float]
    end: tuple[float, float]
    ink: Ink
    width: float
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Disc:
    """A circle with a rim."""

    centre: tuple[float, float]
    radius: float
    fill: Ink
    rim: Ink
    width: float


@dataclass(frozen=True, slots=True)
class Square:
    """A square of a heat map with its word in the middle.

    ``share`` is how strong the sequential ink is, from 0 to 1; None: hatched, for no finite value.
    """

    corner: tuple[float, float]  # the lower left one
    side: float
    share: float | None
    word: str = ""
    size: float = 9.0


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text in runs of one ink each, ``gap`` points apart.

    With ``room`` they shrink until they are no wider; ``boxed`` puts paper behind them.
    """

    place: tuple[float, float]
    runs: tuple[tuple[str, Ink], ...]
    size: float
    align: Literal["left", "center", "right"] = "center"
    bold: bool = False
    gap: float = 6.0
    room: float | None = None
    boxed: bool = False
    angle: float = 0.0


Shape = Line | Disc | Square | Words


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole picture: its size in points, and what is on it."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
    theme: str | Theme = "light"

    @property
    def words(self) -> tuple[str, ...]:
        """Every text on it, in the order in which it is drawn."""
        texts: list[str] = []
        for shape in self.shapes:
            if isinstance(shape, Words):
                texts += [text for text, _ in shape.runs]
            elif isinstance(shape, Square) and shape.word:
                texts.append(shape.word)
        return tuple(texts)
