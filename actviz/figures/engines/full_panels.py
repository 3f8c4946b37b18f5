"""Full-size panels: real axes in data coordinates, directly labelled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke

from actviz.figures.layout.heading import draw_heading, heading_height
from actviz.figures.layout.label_places import Box
from actviz.figures.layout.labels import Lettering, arranged, beside
from actviz.figures.layout.remarks import LEADING, draw_title, lines
from actviz.figures.layout.text_size import Font, Ruler, words
from actviz.figures.scene import themes
from actviz.figures.scene.contours import contours, fills, label_points, steps
from actviz.figures.scene.scene import Band, Cloud, Curve, Panel, Scene
from actviz.figures.scene.themes import Theme

Array = np.ndarray[Any, Any]
Placing = Callable[[Array, Array], tuple[Array, Array]]

TICK: Final = Font(10.0)
AXIS: Final = Font(11.0, italic=True)
LABEL: Final = Font(11.0, bold=True)
NOTE: Final = Font(9.5)
PAD: Final = 10.0  # points around the picture
_TICK_GAP: Final = 5.0  # between the axes and tick labels
_SHADOW: Final = 5.0  # widths of a curve
_SHADOW_SHARE: Final = 0.28  # of its ink
_LOWEST: Final = 6.0  # a panel that can be seen
_NO_VALUE: Final = 0.3  # share of grey where a field has no value
_BETWEEN: Final = 26.0  # stacked panels; a panel's title stands there


def draw_panels(figure: Figure, scene: Scene, inks: Theme, ruler: Ruler) -> None:
    """Draw a single panel, or several that share the x axis."""
    width, height = (72 * inches for inches in scene.size)
    left = PAD + _TICK_GAP + max(_widest(panel, ruler) for panel in scene.panels)
    if any(panel.y.label for panel in scene.panels):
        left += 4 + ruler.extent("0", AXIS).height
    right = max(PAD + 4, *(_last_tick_overhang(panel, ruler) for panel in scene.panels))
    tick_height = ruler.extent("0", TICK).height
    bottom = PAD + _TICK_GAP + tick_height
    if scene.panels[-1].x.label:
        bottom += 6 + ruler.extent(scene.panels[-1].x.label, AXIS).height
    top = PAD + heading_height(scene, width - left - PAD, ruler)
    titled = bool(scene.panels[0].title)
    top += _BETWEEN - 8 if titled else 0
    above = [_above(panel, width - left - PAD, ruler) for panel in scene.panels]
    free = height - top - bottom - sum(above[1:])
    shares = sum(panel.share for panel in scene.panels)
    rooms = [free * panel.share / shares for panel in scene.panels]
    if min(rooms) < _LOWEST:
        raise ValueError(
            f"a height of {scene.size[1]:g} inches has no room for {len(rooms)} "
            f"panel{'s' * (len(rooms) > 1)} and what stands around"
        )
    right, labelled = _fitted(scene, width - left, rooms, right, ruler)
    wide = width - left - right
    draw_heading(figure, scene, left, height - PAD, width - left - PAD, inks, ruler)
    base = height - top + above[0]
    last = len(scene.panels) - 1
    for index, (panel, lettering) in enumerate(zip(scene.panels, labelled, strict=True)):
        base -= above[index] + rooms[index]
        frame = Box(left, base, wide, rooms[index])
        axes = _axes(figure, frame, panel, index == last, inks, ruler)
        draw_title(axes, frame, panel, width - left - PAD, LABEL, inks, ruler)
        if panel.field:
            draw_field(axes, panel, frame, NOTE, inks, ruler)
        draw_bands(axes, panel.bands, inks)
        draw_clouds(axes, panel.clouds, inks, 4.2)
        _curves(axes, panel, inks)
        _letter(axes, frame, panel, lettering, inks, ruler)


def _above(panel: Panel, width: float, ruler: Ruler) -> float:
    """Points between a panel and the one above it, with room for its title and remarks."""
    return _BETWEEN + LEADING * (len(lines(panel, width, LABEL, ruler)) - 1)


def _fitted(
    scene: Scene, room: float, heights: Sequence[float], right: float, ruler: Ruler
) -> tuple[float, list[Lettering]]:
    """The right margin, as wide as the widest label in it needs, and all labels."""
    margins = [
        beside(panel, room - right, height, ruler, LABEL) + PAD
        for panel, height in zip(scene.panels, heights, strict=True)
    ]
    right = max(right, *margins)
    while True:
        found = [
            arranged(panel, room, height, right, ruler, LABEL, NOTE)
            for panel, height in zip(scene.panels, heights, strict=True)
        ]
        needed = max(lettering.margin + PAD for lettering in found)
        if needed <= right + 0.1 or needed > room / 2:
            return right, found
        right = needed


def _widest(panel: Panel, ruler: Ruler) -> float:
    return max((ruler.extent(word, TICK).width for word in panel.y.words), default=0.0)


def _last_tick_overhang(panel: Panel, ruler: Ruler) -> float:
    return 2 + max((ruler.extent(word, TICK).width / 2 for word in panel.x.words[-1:]), default=0.0)


def _axes(figure: Figure, frame: Box, panel: Panel, last: bool, inks: Theme, ruler: Ruler) -> Axes:
    width, height = (72 * inches for inches in figure.get_size_inches())
    place = (frame.x / width, frame.y / height, frame.width / width, frame.height / height)
    axes = figure.add_axes(place, facecolor="none")
    axes.set_xlim(panel.x.low, panel.x.high)
    axes.set_ylim(panel.y.low, panel.y.high)
    # Ticks and grid as one collection and some texts: ten times quicker than an axis' own.
    axes.set_axis_off()
    _grid(axes, panel, inks)
    for tick, word in zip(panel.x.ticks, panel.x.words, strict=True):
        if last:
            x = (tick - panel.x.low) / (panel.x.high - panel.x.low)
            axes.text(
                x, -_TICK_GAP / frame.height, transform=axes.transAxes, ha="center", va="top",
                gid="tick", **words(word, TICK, ruler, inks.quiet),
            )  # fmt: skip
    for tick, word in zip(panel.y.ticks, panel.y.words, strict=True):
        y = (tick - panel.y.low) / (panel.y.high - panel.y.low)
        axes.text(
            -_TICK_GAP / frame.width, y, transform=axes.transAxes, ha="right",
            va="center_baseline", gid="tick", **words(word, TICK, ruler, inks.quiet),
        )  # fmt: skip
    if panel.x.label:
        drop = _TICK_GAP + ruler.extent("0", TICK).height + 6
        axes.text(
            0.5, -drop / frame.height, transform=axes.transAxes, ha="center", va="top",
            **words(panel.x.label, AXIS, ruler, inks.quiet),
        )  # fmt: skip
    if panel.y.label:
        away = _TICK_GAP + _widest(panel, ruler) + 4
        axes.text(
            -away / frame.width, 0.5, transform=axes.transAxes, ha="right", va="center",
            rotation=90, **words(panel.y.label, AXIS, ruler, inks.quiet),
        )  # fmt: skip
    return axes


def _grid(axes: Axes, panel: Panel, inks: Theme) -> None:
    x, y = panel.x, panel.y
    for wanted, ink, wide in ((False, inks.grid, 0.8), (True, inks.zero, 1.0)):
        lines = [[(at, y.low), (at, y.high)] for at in x.ticks if (at == 0) is wanted]
        lines += [[(x.low, at), (x.high, at)] for at in y.ticks if (at == 0) is wanted]
        axes.add_collection(
            LineCollection(lines, colors=ink, linewidths=wide, zorder=1.0 + 0.1 * wanted),
            autolim=False,
        )


def _curves(axes: Axes, panel: Panel, inks: Theme) -> None:
    for shadow in panel.shadows:
        x, y = joined(shadow)
        ink = themes.mixed(inks.paper, themes.colour(shadow.stroke, inks), _SHADOW_SHARE)
        broad = Line2D(x, y, color=ink, linewidth=_SHADOW * inks.width, zorder=1.7)
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
        x, y = joined(curve)
        axes.add_line(Line2D(x, y, zorder=2 + 0.01 * index, **pen(curve, inks)))
    seen: dict[tuple[float, float], int] = {}
    dots = [(dot, curve.stroke) for curve in panel.curves for dot in curve.dots]
    for dot, stroke in sorted(dots, key=lambda pair: not pair[0].closed):
        # Where two curves have a dot each, the open one is a ring around the other.
        rings = seen.get((dot.x, dot.y), 0)
        seen[dot.x, dot.y] = rings + 1
        size = 6.5 + 4 * rings
        line = marker(dot.x, dot.y, themes.colour(stroke, inks), dot.closed, inks, size)
        line.set_zorder(4 - 0.1 * rings)
        axes.add_line(line)


def draw_bands(
    axes: Axes, bands: Sequence[Band], inks: Theme, place: Placing | None = None
) -> Sequence[PolyCollection]:
    """Areas between two curves; ``place`` turns data into the coordinates of the axes."""
    found = []
    for index, band in enumerate(bands):
        x, low, high = map(np.array, (band.x, band.low, band.high))
        if place is not None:
            (x, low), (_, high) = place(x, low), place(x, high)
        ink, alpha = themes.colour(band.stroke, inks), None
        if band.clear:
            alpha = band.share
        else:
            ink = themes.mixed(inks.paper, ink, band.share)
        area = axes.fill_between(
            x, low, high, color=ink, alpha=alpha, linewidth=0, zorder=1.3 + 0.01 * index
        )
        found.append(area)
    return found


def draw_clouds(
    axes: Axes, clouds: Sequence[Cloud], inks: Theme, size: float, place: Placing | None = None
) -> Sequence[Line2D]:
    """Points of a size in points, each with a thin rim of paper."""
    found = []
    for cloud in clouds:
        x, y = np.array(cloud.x), np.array(cloud.y)
        line = Line2D(
            *(place(x, y) if place else (x, y)), linestyle="none", marker="o", markersize=size,
            markerfacecolor=themes.colour(cloud.stroke, inks), markeredgecolor=inks.paper,
            markeredgewidth=0.12 * size, zorder=1.9, label="_cloud",
        )  # fmt: skip
        found.append(axes.add_line(line))
    return found


def draw_field(
    axes: Axes, panel: Panel, frame: Box, font: Font, inks: Theme, ruler: Ruler,
    place: Placing | None = None,
) -> None:  # fmt: skip
    """The field of a panel, as an area in steps with named lines; grey where there is no value.

    ``frame`` is the panel's box in points; ``place`` turns data into the axes' coordinates.
    """
    field = panel.field
    assert field is not None
    x, y = np.array(field.x), np.array(field.y)
    if place is not None:
        x, y = place(x, y)
    if not np.isfinite(field.z).all():
        grey = themes.mixed(inks.paper, inks.guide, _NO_VALUE)
        axes.fill_between(x[[0, -1]], y[0], y[-1], color=grey, linewidth=0, zorder=0.4)
    axes.contourf(x, y, field.z, levels=steps(field), colors=fills(field, inks), zorder=0.5)
    drawn = contours(field)
    for curve, level in drawn:
        parts = [(np.array(part.x), np.array(part.y)) for part in curve.segments]
        axes.add_collection(
            LineCollection(
                [np.c_[place(*part) if place else part] for part in parts],
                colors=inks.ink if level == 0 else inks.quiet, zorder=2.5,
                linewidths=1.7 if level == 0 else 0.8,
                linestyles=[(0, (4, 2.5)) if level < 0 else "-"],
            ),
            autolim=False,
        )  # fmt: skip
    # The zero line is thick; its number comes last, if there is room.
    curves = [curve for curve, _ in sorted(drawn, key=lambda pair: -abs(pair[1]))]
    scale = (panel.x.high - panel.x.low) / frame.width, (panel.y.high - panel.y.low) / frame.height
    sizes = [ruler.extent(curve.label, font) for curve in curves]
    boxes = [((e.width + 4) * scale[0], (e.height + 1) * scale[1]) for e in sizes]
    halo = [withStroke(linewidth=2.6, foreground=inks.paper)]
    for curve, spot in zip(curves, label_points(curves, boxes, panel.x, panel.y), strict=True):
        if spot is None:
            continue
        across, up = map(float, place(*map(np.array, spot)) if place else spot)
        axes.text(
            across, up, ha="center", va="center", zorder=3, path_effects=halo, gid="level",
            **words(curve.label, font, ruler, inks.ink),
        )  # fmt: skip


def joined(curve: Curve) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
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


def pen(curve: Curve, inks: Theme) -> dict[str, Any]:
    """How Matplotlib draws a curve: corners are sharp, ends are flush."""
    pattern = themes.dash(curve.stroke)
    return {
        "color": themes.colour(curve.stroke, inks),
        "linewidth": inks.width,
        "linestyle": (0, pattern) if pattern else "-",
        "solid_joinstyle": "miter",
        "solid_capstyle": "butt",
        "dash_joinstyle": "miter",
        "dash_capstyle": "butt",
        "label": curve.label,
    }


def marker(x: float, y: float, ink: str, closed: bool, inks: Theme, size: float = 6.5) -> Line2D:
    """A dot: full where a value is taken, hollow where it is only approached."""
    return Line2D(
        [x], [y], linestyle="none", marker="o", markersize=size, zorder=4, clip_on=False,
        markerfacecolor=ink if closed else inks.paper, markeredgecolor=ink,
        markeredgewidth=1.4, label="_dot",
    )  # fmt: skip


def _letter(
    axes: Axes, frame: Box, panel: Panel, lettering: Lettering, inks: Theme, ruler: Ruler
) -> None:
    """The labels, their leaders and samples of their lines."""
    for item in lettering.items:
        if item.note and item.point:
            x, y = item.point
            axes.add_line(marker(x, y, themes.colour(item.stroke, inks), True, inks, 5.0))
        ink = themes.colour(item.stroke, inks)
        colour = inks.quiet if item.note else ink
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
        axes.text(
            item.box.x / frame.width, (item.box.y + item.descent) / frame.height,
            transform=axes.transAxes, ha="left", va="baseline", zorder=5,
            gid="note" if item.note else "label",
            **words(item.text, NOTE if item.note else LABEL, ruler, colour),
        )  # fmt: skip
