"""A scene in Matplotlib's own axes: whoever gets them changes labels, scales and limits at will.

Commands draw by :mod:`actviz.figures.engines.full_panels`, which is many times faster.
"""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from actviz.figures.engines.areas import draw_bands, draw_clouds, draw_field, marker, markers
from actviz.figures.engines.free_keys import beside, raised
from actviz.figures.engines.full_panels import draw_lines, set_ranges
from actviz.figures.engines.small_panels import shared_label
from actviz.figures.layout.fitting import on_one_line
from actviz.figures.layout.label_places import Box
from actviz.figures.layout.scales import LINEAR_UP_TO, Scale
from actviz.figures.layout.text_size import Ruler
from actviz.figures.layout.type_sizes import Font, paper_scale
from actviz.figures.scene import themes
from actviz.figures.scene.scene import Axis, Formula, Panel, Scene
from actviz.figures.scene.themes import Theme

_TITLE_GAP: Final = 6.0  # points between the axes and what stands above
_LEADING: Final = 1.25  # of the height of a line


class Plot(Figure):
    """A Matplotlib figure that a notebook shows as it is, with or without inline pictures."""

    def _repr_png_(self) -> bytes:
        buffer = BytesIO()
        self.savefig(buffer, format="png", dpi=self.dpi)
        return buffer.getvalue()


def live(scene: Scene, dpi: float = 100) -> Plot:
    """A scene as a figure of ordinary axes."""
    inks = themes.theme(scene.theme)
    figure = Plot(figsize=scene.size, dpi=dpi, facecolor=inks.paper, layout="constrained")
    grid = scene.layout == "grid"
    rows, columns = (scene.rows, scene.columns) if grid else (len(scene.panels), 1)
    shared: Any = not scene.own_axes
    every = figure.subplots(
        rows, columns, squeeze=False, sharex=shared, sharey=shared and grid,
        height_ratios=None if grid else [panel.share for panel in scene.panels],
    ).ravel()  # fmt: skip
    for spare in every[len(scene.panels) :]:
        spare.remove()
    inks = replace(inks, width=inks.width * (paper_scale(scene.size) if inks.size is None else 1))
    ruler = Ruler(inks, scene.size)
    for panel, axes in zip(scene.panels, every, strict=False):
        axes.set_facecolor("none")
        if grid:  # what all measure is told once, below
            panel = replace(panel, x=replace(panel.x, label=""), y=replace(panel.y, label=""))
        draw_into(axes, panel, inks, ruler)
        if not grid and axes is not every[len(scene.panels) - 1]:
            axes.tick_params(labelbottom=False)
    _headed(figure, every[0], scene, inks, ruler)
    for axes in figure.axes:
        if key := axes.get_legend():
            beside(key)
    return figure


def into(axes: Axes, scene: Scene, *, free: bool = True) -> None:
    """Draw a scene of one panel into axes that are there.

    Args:
        axes: the axes; their figure keeps its size and its letters.
        free: whether the range of y may grow for a key that would cover a curve.

    Raises:
        ValueError: it has several panels.
    """
    if len(scene.panels) != 1:
        raise ValueError(
            f"{len(scene.panels)} panels do not fit into one pair of axes; leave ax out, or draw "
            "each into its own"
        )
    inks = themes.theme(scene.theme)
    (panel,) = scene.panels
    draw_into(axes, replace(panel, title=scene.title), inks, Ruler(inks, scene.size))
    if free and (key := axes.get_legend()):
        raised(axes, key)


def draw_into(axes: Axes, panel: Panel, inks: Theme, ruler: Ruler) -> None:
    """One panel: its areas, lines, texts, limits and scales."""
    across, up = Scale(panel.x.scale), Scale(panel.y.scale)
    _scaled(axes, "x", panel.x)
    _scaled(axes, "y", panel.y)
    axes.grid(visible=False)
    if inks.lined:
        axes.grid(visible=True, color=inks.grid, linewidth=0.8)
    axes.set_axisbelow(True)
    for side, spine in axes.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_color(inks.zero)
    axes.tick_params(colors=inks.quiet, labelsize=ruler.type.tick.size)
    for name, line in (("x", axes.axvline), ("y", axes.axhline)):
        if getattr(panel, name).scale != "log":
            line(0, color=inks.zero, linewidth=1.0, zorder=1.1)
    if panel.field:
        width, height = _points(axes)
        frame = Box(0, 0, 0.8 * width, 0.8 * height)
        draw_field(axes, panel, frame, ruler.type.note, inks, ruler)
    draw_bands(axes, panel.bands, inks)
    draw_clouds(axes, panel.clouds, inks, 4.2)
    draw_lines(axes, panel, inks, lambda x, y: (across.number(x), up.number(y)))
    for dot in markers(
        panel.curves, inks, 6.5,
        lambda x, y: (float(across.number(np.array(x))), float(up.number(np.array(y)))),
    ):  # fmt: skip
        axes.add_line(dot)
    for mark in panel.marks:
        _mark(axes, mark, across, up, inks, ruler)
    _limited(axes, panel, across, up)
    _worded(axes, panel, inks, ruler)


def _points(axes: Axes) -> tuple[float, float]:
    """Width and height of the figure, or of the part of one, that axes are in."""
    sheet = axes.figure
    return 72 * sheet.bbox.width / sheet.dpi, 72 * sheet.bbox.height / sheet.dpi


def _scaled(axes: Axes, name: str, axis: Axis) -> None:
    setter: Any = getattr(axes, f"set_{name}scale")
    setter(axis.scale, **({"linthresh": LINEAR_UP_TO} if axis.scale == "symlog" else {}))


def _limited(axes: Axes, panel: Panel, across: Scale, up: Scale) -> None:
    x, y = (np.array([axis.low, axis.high]) for axis in (panel.x, panel.y))
    set_ranges(axes, across.number(x).tolist(), up.number(y).tolist())


def _mark(axes: Axes, mark: Any, across: Scale, up: Scale, inks: Theme, ruler: Ruler) -> None:
    place = float(across.number(np.array(mark.x))), float(up.number(np.array(mark.y)))
    axes.add_line(marker(*place, themes.colour(mark.stroke, inks), True, inks, 5.0))
    axes.annotate(
        mark.text, place, xytext=(0, 7 if mark.above else -7), textcoords="offset points",
        ha="center", va="bottom" if mark.above else "top", color=inks.quiet,
        fontsize=ruler.type.note.size,
    )  # fmt: skip


def _worded(axes: Axes, panel: Panel, inks: Theme, ruler: Ruler) -> None:
    kind = ruler.type
    for label, setter, share in ((panel.x, axes.set_xlabel, 0), (panel.y, axes.set_ylabel, 1)):
        text, font = on_one_line(label.label, kind.axis, 0.8 * _points(axes)[share], ruler)
        setter(text, color=inks.quiet, fontsize=font.size)
    if panel.title:
        axes.set_title(
            panel.title, loc="left", color=inks.ink, fontsize=kind.label.size, fontweight="bold",
            parse_math=False,
        )  # fmt: skip
    if any(curve.labelled for curve in panel.curves):
        lines = [line for line in axes.get_lines() if not str(line.get_label()).startswith("_")]
        key = axes.legend(
            handles=lines, frameon=False, fontsize=kind.note.size, labelcolor=inks.ink,
            handlelength=3.2,
        )  # fmt: skip
        for word in key.get_texts():
            word.set_parse_math(False)


def _headed(figure: Figure, first: Axes, scene: Scene, inks: Theme, ruler: Ruler) -> None:
    """Title and formula above the first panel, flush with it."""
    kind, title = ruler.type, scene.title
    if scene.layout == "grid":
        for axis, setter in (("x", figure.supxlabel), ("y", figure.supylabel)):
            label = shared_label(scene.panels, axis)
            text, font = on_one_line(label, kind.axis, 72 * scene.size[axis == "y"] - 20, ruler)
            if text:
                setter(text, color=inks.quiet, fontsize=font.size)
    if scene.layout == "grid" or len(scene.panels) > 1:
        if title:
            figure.suptitle(
                title, x=0.01, ha="left", color=inks.ink, fontsize=kind.title.size,
                fontweight="bold", parse_math=False,
            )  # fmt: skip
        return
    pad = _TITLE_GAP
    if scene.formula is not None:
        lines = _lines(scene.formula)
        first.annotate(
            "\n".join(lines), (0, 1), xycoords="axes fraction", xytext=(0, _TITLE_GAP),
            textcoords="offset points", ha="left", va="bottom", color=inks.quiet,
            fontsize=0.85 * kind.formula.size, math_fontfamily=inks.maths,
        )  # fmt: skip
        small = Font(0.85 * kind.formula.size, maths=True)
        heights = [ruler.extent(line, small).height for line in lines]
        pad += _LEADING * sum(heights) + _TITLE_GAP
    if title:
        first.set_title(
            title, loc="left", pad=pad, color=inks.ink, fontsize=kind.title.size,
            fontweight="bold", parse_math=False,
        )  # fmt: skip


def _lines(formula: Formula) -> list[str]:
    """The formula as lines of mathtext: its cases one below the other."""
    (value, condition), *rest = formula.rows
    first = [f"${formula.head} {value}$" + (f"  ${condition}$" if condition else "")]
    return first + [rf"$\qquad {value}$  ${condition}$" for value, condition in rest]
