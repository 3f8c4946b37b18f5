"""Remarks beside a panel's title: one after another, in as many lines as they need."""

from __future__ import annotations

from typing import Final

from matplotlib.axes import Axes

from actviz.figures.layout.label_places import Box
from actviz.figures.layout.text_size import Font, Ruler, words
from actviz.figures.scene import themes
from actviz.figures.scene.scene import Panel, Remark
from actviz.figures.scene.themes import Theme

REMARK: Final = Font(9.5)
LEADING: Final = 13.0  # between lines
_GAP: Final = 11.0  # between remarks


def lines(
    panel: Panel, width: float, title: Font, ruler: Ruler
) -> list[list[tuple[float, Remark]]]:
    """The remarks of each line with the place where each begins, in points.

    The title stands at the beginning of the first line; there is always a first line.
    """
    found: list[list[tuple[float, Remark]]] = [[]]
    x = ruler.extent(panel.title, title).width + _GAP if panel.title else 0.0
    for remark in panel.remarks:
        wide = ruler.extent(remark.text, REMARK).width
        if x and x + wide > width:
            found.append([])
            x = 0.0
        found[-1].append((x, remark))
        x += wide + _GAP
    return found


def draw_title(
    axes: Axes, frame: Box, panel: Panel, width: float, title: Font, inks: Theme, ruler: Ruler
) -> None:
    """Write the title of a panel above it, with its remarks, in lines of some width."""
    written = lines(panel, width, title, ruler)
    base = 6 + LEADING * (len(written) - 1)
    if panel.title:
        ink = themes.colour(panel.title_stroke, inks) if panel.title_stroke else inks.ink
        axes.text(
            0.0, 1 + base / frame.height, transform=axes.transAxes, ha="left", va="baseline",
            **words(panel.title, title, ruler, ink),
        )  # fmt: skip
    for line in written:
        for x, remark in line:
            ink = themes.colour(remark.stroke, inks)
            axes.text(
                x / frame.width, 1 + base / frame.height, transform=axes.transAxes, ha="left",
                va="baseline", gid="remark", **words(remark.text, REMARK, ruler, ink),
            )  # fmt: skip
        base -= LEADING
