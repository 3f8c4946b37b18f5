"""How large texts are, in points: asked of Matplotlib's own text renderer, whatever the output."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from threading import RLock
from typing import Any, Final, NamedTuple

import matplotlib as mpl
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties

from actviz.figures.layout.type_sizes import Font, Type, type_for
from actviz.figures.scene.themes import Theme

# Matplotlib has one table of settings and one parser of mathematics for all threads.
MATPLOTLIB: Final = RLock()
_AGG: Any = RendererAgg  # it comes without types
_DPI: Final = 288.0  # measured large, so that hinting to whole pixels does not show


class Extent(NamedTuple):
    """Width and height of a text's box, and how far its baseline is above its bottom."""

    width: float
    height: float
    descent: float


def words(text: str, font: Font, ruler: Ruler, ink: str) -> dict[str, Any]:
    """What every text artist is given: a dollar sign in a label is a dollar sign."""
    return {
        "s": text,
        "parse_math": font.maths,
        "fontproperties": ruler.font(font, text),
        "color": ink,
    }


_FALLBACK: Final = ("DejaVuSerif", "DejaVuSerif-Bold", "DejaVuSerif-Italic")


@cache
def _letters(file: str) -> frozenset[int]:
    """The code points that a font has letters for."""
    from matplotlib.font_manager import get_font

    return frozenset(get_font(file).get_charmap())


def _brought(name: str) -> str:
    """The file of a font that Matplotlib brings along."""
    return str(Path(mpl.get_data_path(), "fonts", "ttf", f"{name}.ttf"))


class Ruler:
    """Measures texts in the fonts of a theme; ``type`` are those of paper of a size in inches."""

    def __init__(self, inks: Theme, size: tuple[float, float] = (6.0, 4.2)) -> None:
        self.inks = inks
        self.type: Type = type_for(inks, size)
        self._renderer: Any = _AGG(1, 1, _DPI)
        self._known: dict[tuple[str, Font], Extent] = {}
        self._fonts: dict[tuple[Font, str], FontProperties] = {}

    def font(self, font: Font, text: str = "") -> FontProperties:
        """The font as Matplotlib knows it; another serif where the theme's lacks a letter."""
        look = 1 if font.bold else 2 if font.italic else 0
        # A file by its name: nothing is searched for, and every machine has the same letters.
        name = self.inks.fonts[look]
        file = name if Path(name).is_absolute() else _brought(name)
        if not (font.maths or text.isascii()) and not _letters(file).issuperset(map(ord, text)):
            file = _brought(_FALLBACK[look])
        key = font, file
        if key not in self._fonts:
            self._fonts[key] = FontProperties(
                fname=file, size=font.size, math_fontfamily=self.inks.maths
            )
        return self._fonts[key]

    def extent(self, text: str, font: Font) -> Extent:
        """The size of one line of text, or of mathtext between dollar signs."""
        key = text, font
        if key not in self._known:
            with MATPLOTLIB:
                sizes = self._renderer.get_text_width_height_descent(
                    text, self.font(font, text), font.maths
                )
            width, height, descent = (float(value) * 72 / _DPI for value in sizes)
            if not font.maths and text != "lp":
                # A line is as high as its tallest letters whether it has them or not.
                line = self.extent("lp", font)
                descent = max(descent, line.descent)
                height = max(height, line.height - line.descent + descent)
            self._known[key] = Extent(width, height, descent)
        return self._known[key]
