"""How large each kind of text is: in proportion to each other, and smaller on small paper."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from actviz.dataclass import dataclass
from actviz.figures.scene.themes import Theme

BODY: Final = 10.0  # points of the numbers at ticks
_FULL: Final = (4.5, 2.4)  # inches from which on type has its full size
_LEAST: Final = 0.58  # of the full size: six points


@dataclass(frozen=True, slots=True)
class Font:
    """A text's size in points and weight; formulas are set in the theme's letters for maths."""

    size: float
    bold: bool = False
    italic: bool = False
    maths: bool = False

    def times(self, share: float) -> Font:
        """The same at another size."""
        return replace(self, size=self.size * share)


@dataclass(frozen=True, slots=True)
class Type:
    """The fonts of a picture; those after ``remark`` are of small multiples."""

    scale: float = 1.0  # of gaps that belong to letters
    title: Font = Font(14.5, bold=True)
    formula: Font = Font(13.0, maths=True)
    label: Font = Font(11.0, bold=True)
    axis: Font = Font(11.0, italic=True)
    tick: Font = Font(10.0)
    note: Font = Font(9.5)
    remark: Font = Font(9.5)
    name: Font = Font(10.0, bold=True)  # of a small panel
    small_axis: Font = Font(9.5, italic=True)
    small_tick: Font = Font(8.5)
    key: Font = Font(9.0, bold=True)
    tiny: Font = Font(7.0)  # ticks of panels with axes of their own, levels of contours


def paper_scale(size: tuple[float, float]) -> float:
    """How much smaller than usual type and pens are on paper of a size in inches."""
    return min(1.0, max(_LEAST, min(size[0] / _FULL[0], size[1] / _FULL[1])))


def type_for(inks: Theme, size: tuple[float, float]) -> Type:
    """The fonts of a theme on paper of a size in inches."""
    scale = paper_scale(size) if inks.size is None else inks.size / BODY
    plain = Type()
    fonts = {
        word: font.times(scale)
        for word in Type.__dataclass_fields__
        if isinstance(font := getattr(plain, word), Font)
    }
    sized = {word: replace(fonts[word], size=points) for word, points in inks.sizes}
    return Type(scale, **{**fonts, **sized})
