"""Drawings through Matplotlib: every shape where it stands, words measured in the theme's fonts."""

from __future__ import annotations

from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, FancyBboxPatch, Rectangle

from actviz.figures.layout.text_size import Ruler, words
from actviz.figures.layout.type_sizes import Font
from actviz.figures.scene import themes
from actviz.figures.scene.drawing import Disc, Drawing, Ink, Line, Square, Words
from actviz.figures.scene.themes import Theme

_SMALLEST: Final = 5.0  # letters that can be read


def draw_shapes(figure: Figure, drawing: Drawing, inks: Theme, ruler: Ruler) -> None:
    """Put every shape of a drawing on the paper of a figure of its size."""
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, drawing.width), ylim=(0, drawing.height))
    axes.set_axis_off()
    for shape in drawing.shapes:
        if isinstance(shape, Words):
            _words(axes, shape, inks, ruler)
        elif isinstance(shape, Line):
            _line(axes, shape, inks)
        elif isinstance(shape, Disc):
            face, edge = _ink(shape.fill, inks), _ink(shape.rim, inks)
            axes.add_patch(
                Circle(
                    shape.centre, shape.radius, facecolor=face, edgecolor=edge,
                    linewidth=shape.width, zorder=3,
                )
            )  # fmt: skip
        else:
            _square(axes, shape, inks, ruler)


def _ink(ink: Ink, inks: Theme) -> str:
    return inks.hues[1] if ink == "second" else str(getattr(inks, ink))


def _line(axes: Axes, line: Line, inks: Theme) -> None:
    (x0, y0), (x1, y1) = line.start, line.end
    axes.add_line(
        Line2D(
            [x0, x1], [y0, y1], color=_ink(line.ink, inks), linewidth=line.width, zorder=1,
            linestyle=(0, (3.0, 1.6)) if line.dashed else "-",
        )
    )  # fmt: skip


def _words(axes: Axes, shape: Words, inks: Theme, ruler: Ruler) -> None:
    font = Font(shape.size, bold=shape.bold)
    gaps = shape.gap * (len(shape.runs) - 1)
    widths = [ruler.extent(text, font).width for text, _ in shape.runs]
    if shape.room is not None and sum(widths) + gaps > shape.room:
        share = (shape.room - gaps) / sum(widths)
        font = Font(max(_SMALLEST, shape.size * share), bold=shape.bold)
        widths = [ruler.extent(text, font).width for text, _ in shape.runs]
    x, y = shape.place
    if shape.angle:
        ((text, ink),) = shape.runs
        axes.text(
            x, y, ha=shape.align, va="top", rotation=shape.angle, rotation_mode="anchor",
            zorder=4, **words(text, font, ruler, _ink(ink, inks)),
        )  # fmt: skip
        return
    total = sum(widths) + gaps
    left = x - total * {"left": 0.0, "center": 0.5, "right": 1.0}[shape.align]
    if shape.boxed:
        axes.add_patch(
            FancyBboxPatch(
                (left - 1, y - 5.5), total + 2, 11, boxstyle="round,pad=1,rounding_size=3",
                facecolor=inks.paper, edgecolor="none", zorder=2,
            )
        )  # fmt: skip
    for (text, ink), width in zip(shape.runs, widths, strict=True):
        axes.text(
            left, y, ha="left", va="center_baseline", zorder=4,
            **words(text, font, ruler, _ink(ink, inks)),
        )  # fmt: skip
        left += width + shape.gap


def _square(axes: Axes, square: Square, inks: Theme, ruler: Ruler) -> None:
    if square.share is None:
        paint, ink, hatch = inks.grid, inks.quiet, "///"
    else:
        paint, hatch = themes.mixed(inks.paper, inks.ramp[-2], square.share), None
        ink = max((inks.ink, inks.paper), key=lambda one: themes.contrast(one, paint))
        ink = themes.legible(ink, paint)
    axes.add_patch(
        Rectangle(
            square.corner, square.side, square.side, facecolor=paint, edgecolor=inks.paper,
            hatch=hatch,
        )
    )  # fmt: skip
    x, y = square.corner
    axes.text(
        x + square.side / 2, y + square.side / 2, ha="center", va="center",
        **words(square.word, Font(square.size), ruler, ink),
    )  # fmt: skip
