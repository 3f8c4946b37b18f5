"""Areas, clouds of points, contours and dots, in any axes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke

from actviz.figures.layout.label_places import Box
from actviz.figures.layout.text_size import Ruler, words
from actviz.figures.layout.type_sizes import Font
from actviz.figures.scene import themes
from actviz.figures.scene.contours import contours, fills, label_points, steps
from actviz.figures.scene.scene import Band, Cloud, Curve, Panel
from actviz.figures.scene.themes import Theme

Array = np.ndarray[Any, Any]
Placing = Callable[[Array, Array], tuple[Array, Array]]

_Point = tuple[float, float]
_RING: Final = 8 / 13  # of a dot's size that a ring around it is larger
_USUAL: Final = 2.1  # points of a curve on paper of the usual size
_NO_VALUE: Final = 0.3  # share of grey where a field has no value


def draw_bands(
    axes: Axes, bands: Sequence[Band], inks: Theme, place: Placing | None = None
) -> Sequence[PolyCollection]:
    """Areas between two curves; ``place`` turns data into the coordinates of the axes."""
    areas = []
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
        areas.append(area)
    return areas


def draw_clouds(
    axes: Axes, clouds: Sequence[Cloud], inks: Theme, size: float, place: Placing | None = None
) -> Sequence[Line2D]:
    """Points of a size in points, each with a thin rim of paper."""
    lines = []
    for cloud in clouds:
        x, y = np.array(cloud.x), np.array(cloud.y)
        line = Line2D(
            *(place(x, y) if place else (x, y)), linestyle="none", marker="o", markersize=size,
            markerfacecolor=themes.colour(cloud.stroke, inks), markeredgecolor=inks.paper,
            markeredgewidth=0.12 * size, zorder=1.9, label="_cloud",
        )  # fmt: skip
        lines.append(axes.add_line(line))
    return lines


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


def markers(
    curves: Sequence[Curve], inks: Theme, size: float, place: Callable[[float, float], _Point]
) -> Iterator[Line2D]:
    """The dots of curves in one panel; ``place`` turns data into the axes' coordinates.

    Where two curves have a dot each, the open one is a ring around the other.
    """
    rings: dict[_Point, int] = {}
    dots = [(dot, curve.stroke) for curve in curves for dot in curve.dots]
    for dot, stroke in sorted(dots, key=lambda pair: not pair[0].closed):
        around = rings.get((dot.x, dot.y), 0)
        rings[dot.x, dot.y] = around + 1
        ink, wide = themes.colour(stroke, inks), size + around * _RING * size
        line = marker(*place(dot.x, dot.y), ink, dot.closed, inks, wide)
        line.set_zorder(4 - 0.1 * around)
        yield line


def marker(x: float, y: float, ink: str, closed: bool, inks: Theme, size: float = 6.5) -> Line2D:
    """A dot: full where a value is taken, hollow where it is only approached.

    ``size`` is in points beside a curve of the usual width; finer curves have finer dots.
    """
    fine = min(1.0, (inks.width / _USUAL) ** 0.5)
    return Line2D(
        [x], [y], linestyle="none", marker="o", markersize=fine * size, zorder=4, clip_on=False,
        markerfacecolor=ink if closed else inks.paper, markeredgecolor=ink,
        markeredgewidth=fine * 1.4, label="_dot",
    )  # fmt: skip
