"""Themes: a small table of inks. No engine: colours are hexadecimal, lengths are points."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from actviz.dataclass import dataclass
from actviz.figures.scene.scene import Stroke

# On and off lengths in line widths; the first is solid. Long dashes read as lines, not as noise.
# Twelve, so that twelve curves differ in grey as well.
DASHES: Final[tuple[tuple[float, ...], ...]] = (
    (),
    (5.0, 1.6),
    (1.2, 1.3),
    (6.0, 1.6, 1.2, 1.6),
    (9.0, 1.8),
    (4.5, 1.4, 1.2, 1.4, 1.2, 1.4),
    (2.4, 1.4),
    (8.0, 1.5, 2.4, 1.5),
    (1.2, 3.2),
    (5.0, 1.4, 5.0, 1.4, 1.2, 1.4),
    (5.0, 4.0),
    (1.2, 1.3, 1.2, 4.0),
)


@dataclass(frozen=True, slots=True)
class Theme:
    """The inks and pens of a picture."""

    paper: str
    ink: str  # titles and numbers that are read
    quiet: str  # tick labels, notes
    zero: str  # the lines x = 0 and y = 0
    grid: str
    guide: str  # asymptotes
    hues: tuple[str, ...]
    ramp: tuple[str, ...]  # a sequential hue, from faint to strong
    fonts: tuple[str, str, str]  # regular, bold and italic: files that Matplotlib brings along
    maths: str  # Matplotlib's name for the formulas' letters
    width: float  # of a curve
    size: float | None = None  # points of the numbers at ticks; None: 10, and less on small paper
    sizes: tuple[tuple[str, float], ...] = ()  # points of one kind of text, by its name
    lined: bool = True  # with a grid
    sheet: tuple[float, float] | None = None  # inches of a picture, where nobody says


# Hues after Okabe and Ito, darkened until each is read as text on white, and reordered so that
# neighbours differ in lightness as well: they stay apart in grey and for colour-blind eyes.
_DARK_HUES: Final = (
    "#0a57a0", "#bd470a", "#00855f", "#a04c9a", "#4a4a4a", "#b8860b", "#2f9bd0", "#8f1d2c",
)  # fmt: skip
_LIGHT_HUES: Final = (
    "#5aaef0", "#f0863f", "#3fc79a", "#e8aee3", "#d0d0d0", "#f2dc6e", "#a8e0ff", "#e35d6a",
)  # fmt: skip
_PRINT_HUES: Final = (
    "#000000", "#b23a00", "#00528f", "#6b6b6b", "#00684d", "#9a4a94", "#a5800a", "#8f1d2c",
)  # fmt: skip

THEMES: Final = {
    "light": Theme(
        paper="#ffffff",
        ink="#1c1f23",
        quiet="#555b63",
        zero="#9aa1a9",
        grid="#e9ebee",
        guide="#8d949c",
        hues=_DARK_HUES,
        ramp=("#7fb8e0", "#2f83c0", "#0b4f8a", "#06284a"),
        fonts=("DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique"),
        maths="cm",
        width=2.1,
    ),
    "dark": Theme(
        paper="#14171c",
        ink="#eceff3",
        quiet="#a9b1bb",
        zero="#6b747f",
        grid="#262b33",
        guide="#7c8691",
        hues=_LIGHT_HUES,
        ramp=("#2f6ea6", "#4c9bdc", "#8ac7f7", "#dff1ff"),
        fonts=("DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique"),
        maths="cm",
        width=2.1,
    ),
    "print": Theme(
        paper="#ffffff",
        ink="#000000",
        quiet="#000000",
        zero="#7d7d7d",
        grid="#efefef",
        guide="#808080",
        hues=_PRINT_HUES,
        ramp=("#a0a0a0", "#707070", "#404040", "#000000"),
        fonts=("STIXGeneral", "STIXGeneralBol", "STIXGeneralItalic"),
        maths="stix",
        width=1.5,
    ),
}


def theme(name: str | Theme) -> Theme:
    """A theme by its name; one made elsewhere is what it is.

    Raises:
        ValueError: there is none of that name.
    """
    if isinstance(name, Theme):
        return name
    if name not in THEMES:
        raise ValueError(f"no theme is called {name!r}; known: {', '.join(THEMES)}")
    return THEMES[name]


def colour(stroke: Stroke | None, inks: Theme) -> str:
    """The ink of a stroke, as ``#rrggbb``; without one, that of notes."""
    if stroke is None:
        return inks.quiet
    if stroke.shade is None:
        return inks.hues[stroke.hue % len(inks.hues)]
    place = min(max(stroke.shade, 0.0), 1.0) * (len(inks.ramp) - 1)
    index = min(int(place), len(inks.ramp) - 2)
    return mixed(inks.ramp[index], inks.ramp[index + 1], place - index)


def mixed(one: str, other: str, share: float) -> str:
    """The colour that is ``share`` of the way from one to the other."""
    pairs = ((int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def dash(stroke: Stroke) -> tuple[float, ...]:
    """The on and off lengths of a stroke in line widths; empty for a solid line."""
    return DASHES[stroke.dash % len(DASHES)]


def sample(strokes: Iterable[Stroke], width: float) -> float:
    """Points of line that show the patterns of some strokes: each with a dash and one more."""
    patterns = [dash(stroke) for stroke in strokes]
    return max(20.0, *((sum(p) + p[0]) * width for p in patterns if p), 0.0)


# Of a shaded stretch: widths of a curve, share of its ink.
SHADOW: Final = 5.0, 0.28
CONTRAST: Final = 4.5  # of text to what is behind it, at least (WCAG 2.2, success criterion 1.4.3)


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it, from 0 to 1."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def legible(ink: str, paper: str) -> str:
    """The ink, or as little darker or lighter as it takes to be read on the paper."""
    if contrast(ink, paper) >= CONTRAST:
        return ink
    end = max(("#000000", "#ffffff"), key=lambda end: contrast(end, paper))
    steps = (mixed(ink, end, step / 50) for step in range(1, 51))
    return next(colour for colour in steps if contrast(colour, paper) >= CONTRAST)


def text_ink(stroke: Stroke | None, inks: Theme) -> str:
    """The ink of words about what is drawn in a stroke."""
    return legible(colour(stroke, inks), inks.paper)
