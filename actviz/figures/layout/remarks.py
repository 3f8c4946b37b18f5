"""Remarks beside a panel's title: one after another, in as many lines as they need."""

from __future__ import annotations

from typing import Final, NamedTuple

from matplotlib.axes import Axes

from actviz.figures.layout.fitting import on_one_line
from actviz.figures.layout.label_places import Box
from actviz.figures.layout.text_size import Ruler, words
from actviz.figures.layout.type_sizes import Font
from actviz.figures.scene import themes
from actviz.figures.scene.scene import Panel

_LEADING: Final = 13.0  # between lines
_GAP: Final = 11.0  # between remarks


class Written(NamedTuple):
    """A text of a line: where it begins in points, its letters and ink, and what it is."""

    x: float
    text: str
    font: Font
    ink: str
    kind: str  # title or remark


def leading(ruler: Ruler) -> float:
    """Points between two lines of remarks."""
    return _LEADING * ruler.type.remark.size / 9.5


def lines(panel: Panel, width: float, ruler: Ruler) -> list[list[Written]]:
    """The texts of each line.

    The title stands at the beginning of the first line; there is always a first line. What is
    wider than a line shrinks, then loses letters in its middle.
    """
    rows: list[list[Written]] = [[]]
    inks, x = ruler.inks, 0.0
    kinds = ruler.type
    written = [(panel.title, kinds.label, panel.title_stroke, "title")] if panel.title else []
    written += [(one.text, kinds.remark, one.stroke, "remark") for one in panel.remarks]
    for text, font, stroke, kind in written:
        text, font = on_one_line(text, font, width, ruler)
        wide = ruler.extent(text, font).width
        if x and x + wide > width:
            rows.append([])
            x = 0.0
        ink = inks.ink if kind == "title" and stroke is None else themes.text_ink(stroke, inks)
        rows[-1].append(Written(x, text, font, ink, kind))
        x += wide + _GAP * ruler.type.scale
    return rows


def draw_title(axes: Axes, frame: Box, panel: Panel, width: float, ruler: Ruler) -> None:
    """Write the title of a panel above it, with its remarks, in lines of some width."""
    written = lines(panel, width, ruler)
    base = 6 + leading(ruler) * (len(written) - 1)
    for line in written:
        for x, text, font, ink, kind in line:
            axes.text(
                x / frame.width, 1 + base / frame.height, transform=axes.transAxes, ha="left",
                va="baseline", gid=kind, **words(text, font, ruler, ink),
            )  # fmt: skip
        base -= leading(ruler)
