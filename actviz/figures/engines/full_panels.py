"""Full-size panels: real axes in data coordinates, directly labelled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from actviz.arrays import Float64
from actviz.figures.engines.areas import (
    Placing,
    draw_bands,
    draw_clouds,
    draw_field,
    marker,
    markers,
)
from actviz.figures.engines.drawn_key import draw_key
from actviz.figures.layout.heading import draw_heading
from actviz.figures.layout.label_places import Box
from actviz.figures.layout.labels import Lettering
from actviz.figures.layout.remarks import draw_title
from actviz.figures.layout.sheet import TICK_GAP, Sheet, shared_out, tick_places, widest
from actviz.figures.layout.text_size import Ruler, words
from actviz.figures.scene import themes
from actviz.figures.scene.scene import Axis, Curve, Panel, Scene
from actviz.figures.scene.themes import Theme

_CLOUD: Final = 4.2  # points across


def draw_panels(figure: Figure, scene: Scene, inks: Theme, ruler: Ruler) -> None:
    """Draw a single panel, or several that share the x axis."""
    sheet = shared_out(scene, ruler)
    top = 72 * scene.size[1] - sheet.pad
    draw_heading(figure, scene, sheet.left, top, sheet.across, inks, ruler)
    for index, panel in enumerate(scene.panels):
        frame = sheet.frames[index]
        axes = _axes(figure, sheet, scene, index, inks, ruler)
        draw_title(axes, frame, panel, sheet.across, ruler)
        if panel.field:
            draw_field(axes, panel, frame, ruler.type.note, inks, ruler)
        draw_bands(axes, panel.bands, inks)
        draw_clouds(axes, panel.clouds, inks, _CLOUD)
        draw_lines(axes, panel, inks)
        for dot in markers(panel.curves, inks, 6.5, lambda x, y: (x, y)):
            axes.add_line(dot)
        _letter(axes, frame, panel, sheet.lettering[index], inks, ruler)
    draw_key(figure, sheet.key, *sheet.key_place, inks, ruler)


def set_ranges(axes: Axes, x: Sequence[float], y: Sequence[float]) -> None:
    """Let axes reach over both ranges.

    Raises:
        ValueError: Matplotlib widens one that is so narrow, and would draw it empty or flat.
    """
    taken = {"x": (x, axes.set_xlim(*x)), "y": (y, axes.set_ylim(*y))}
    for axis, ((low, high), (left, right)) in taken.items():
        if right - left > 1.01 * (high - low):
            raise ValueError(f"{axis} from {low:.17g} to {high:.17g} is too narrow to be drawn")


def _axes(
    figure: Figure, sheet: Sheet, scene: Scene, index: int, inks: Theme, ruler: Ruler
) -> Axes:
    panel, frame = scene.panels[index], sheet.frames[index]
    width, height = (72 * inches for inches in figure.get_size_inches())
    place = (frame.x / width, frame.y / height, frame.width / width, frame.height / height)
    axes = figure.add_axes(place, facecolor="none")
    set_ranges(axes, (panel.x.low, panel.x.high), (panel.y.low, panel.y.high))
    # Ticks and grid as one collection and some texts: ten times quicker than an axis' own.
    axes.set_axis_off()
    _grid(axes, panel, inks)
    tick = ruler.type.tick
    last = index == len(scene.panels) - 1
    if last:
        for x, word in tick_places(panel.x, frame.width, ruler, tick, upright=False):
            axes.text(
                x, -TICK_GAP / frame.height, transform=axes.transAxes, ha="center", va="top",
                gid="tick", **words(word, tick, ruler, inks.quiet),
            )  # fmt: skip
    for y, word in tick_places(panel.y, frame.height, ruler, tick, upright=True):
        axes.text(
            -TICK_GAP / frame.width, y, transform=axes.transAxes, ha="right",
            va="center_baseline", gid="tick", **words(word, tick, ruler, inks.quiet),
        )  # fmt: skip
    if last and panel.x.label:
        text, font = sheet.x_label
        drop = TICK_GAP + ruler.extent("0", tick).height + 6
        axes.text(
            0.5, -drop / frame.height, transform=axes.transAxes, ha="center", va="top",
            gid="axis", **words(text, font, ruler, inks.quiet),
        )  # fmt: skip
    if panel.y.label:
        text, font = sheet.y_labels[index]
        away = TICK_GAP + widest(panel, ruler) + 4
        axes.text(
            -away / frame.width, 0.5, transform=axes.transAxes, ha="right", va="center",
            gid="axis", rotation=90, **words(text, font, ruler, inks.quiet),
        )  # fmt: skip
    return axes


def _grid(axes: Axes, panel: Panel, inks: Theme) -> None:
    x, y = panel.x, panel.y
    for wanted, ink, wide in ((False, inks.grid, 0.8), (True, inks.zero, 1.0)):
        if not (wanted or inks.lined):
            continue
        lines = [[(at, y.low), (at, y.high)] for at in x.ticks if _is_zero(at, x) is wanted]
        lines += [[(x.low, at), (x.high, at)] for at in y.ticks if _is_zero(at, y) is wanted]
        axes.add_collection(
            LineCollection(lines, colors=ink, linewidths=wide, zorder=1.0 + 0.1 * wanted),
            autolim=False,
        )


def _is_zero(place: float, axis: Axis) -> bool:
    """Whether a tick is that of the number 0; a log scale has 1 at that place."""
    return place == 0 and axis.scale != "log"


def draw_lines(
    axes: Axes, panel: Panel, inks: Theme, number: Placing = lambda x, y: (x, y)
) -> None:
    """Shadows, asymptotes and curves; ``number`` turns places into the coordinates of the axes."""
    for shadow in panel.shadows:
        x, y = number(*_joined(shadow))
        ink = themes.mixed(inks.paper, themes.colour(shadow.stroke, inks), themes.SHADOW[1])
        broad = Line2D(x, y, color=ink, linewidth=themes.SHADOW[0] * inks.width, zorder=1.7)
        broad.set(solid_capstyle="butt", label="_saturated")
        axes.add_line(broad)
    for guide in panel.guides:
        ends = [guide.low, guide.high]
        axes.add_line(
            Line2D(
                ends, [guide.slope * x + guide.offset for x in ends], color=inks.guide,
                linewidth=0.9, dashes=(4, 3), zorder=1.5, label="_asymptote",
            )
        )  # fmt: skip
    for index, curve in enumerate(panel.curves):
        x, y = number(*_joined(curve))
        axes.add_line(Line2D(x, y, zorder=2 + 0.01 * index, **_pen(curve, inks)))


def _joined(curve: Curve) -> tuple[Float64, Float64]:
    """All segments of a curve as one line, with NaN between them."""
    xs: list[float] = []
    ys: list[float] = []
    for segment in curve.segments:
        if xs:
            xs.append(np.nan)
            ys.append(np.nan)
        xs += segment.x
        ys += segment.y
    return np.array(xs), np.array(ys)


def _pen(curve: Curve, inks: Theme) -> dict[str, Any]:
    """How Matplotlib draws a curve: its corners, and ends that are flush."""
    pattern = themes.dash(curve.stroke)
    joint = "miter" if curve.sharp else "round"
    return {
        "color": themes.colour(curve.stroke, inks),
        "linewidth": inks.width,
        "linestyle": (0, pattern) if pattern else "-",
        "solid_joinstyle": joint,
        "solid_capstyle": "butt",
        "dash_joinstyle": joint,
        "dash_capstyle": "butt",
        "label": curve.label,
    }


def _letter(
    axes: Axes, frame: Box, panel: Panel, lettering: Lettering, inks: Theme, ruler: Ruler
) -> None:
    """The labels, their leaders and samples of their lines."""
    for item in lettering.items:
        if item.note and item.point:
            x, y = item.point
            axes.add_line(marker(x, y, themes.colour(item.stroke, inks), True, inks, 5.0))
        ink = themes.colour(item.stroke, inks)
        colour = inks.quiet if item.note else themes.text_ink(item.stroke, inks)
        for line, pattern in item.lines:
            across, up = line[::2], line[1::2]
            axes.add_line(
                Line2D(
                    [v / frame.width for v in across], [v / frame.height for v in up],
                    transform=axes.transAxes, color=colour if pattern is None else ink,
                    linewidth=0.7 if pattern is None else inks.width,
                    linestyle=(0, pattern) if pattern else "-", zorder=3, clip_on=False,
                    dash_capstyle="butt", solid_capstyle="butt", label="_leader",
                    marker="o" if pattern is None and across[0] <= frame.width else "",
                    markersize=3.2, markevery=[0],
                    markeredgewidth=0,
                )
            )  # fmt: skip
        font = ruler.type.note if item.note else ruler.type.label
        axes.text(
            item.box.x / frame.width, (item.box.y + item.descent) / frame.height,
            transform=axes.transAxes, ha="left", va="baseline", zorder=5,
            gid="note" if item.note else "label",
            **words(item.text, font, ruler, colour),
        )  # fmt: skip
