"""Small multiples: all panels of a grid in one pair of axes, which is many times faster.

Coordinates are points from the lower left corner of the picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, TypeVar

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from actviz.figures.engines.full_panels import draw_bands, draw_clouds, draw_field, marker
from actviz.figures.layout.heading import draw_heading, heading_height
from actviz.figures.layout.label_places import Box
from actviz.figures.layout.text_size import Font, Ruler, words
from actviz.figures.scene import themes
from actviz.figures.scene.scene import Curve, Panel, Scene, Stroke
from actviz.figures.scene.themes import Theme

Float64 = NDArray[np.float64]
Number = TypeVar("Number", float, Float64)

TITLE: Final = Font(10.0, bold=True)
TICK: Final = Font(8.5)
AXIS: Final = Font(9.5, italic=True)
KEY: Final = Font(9.0, bold=True)
SMALL: Final = Font(7.0)
TINY: Final = Font(7.0)  # tick labels where each panel has its own
_PAD: Final = 9.0
_GAP: Final = 12.0  # between columns
_TITLE_ROOM: Final = 19.0  # above each panel, for its title
_TICK_GAP: Final = 4.0
_KEY_ROOM: Final = 16.0  # for the names of curves that all panels share
_SAMPLE: Final = 22.0  # length of a sample of a line
_LABEL_ROOM: Final = 15.0  # for what an axis measures


def draw_grid(figure: Figure, scene: Scene, inks: Theme, ruler: Ruler) -> None:
    """Draw every panel of a grid."""
    width, height = (72 * inches for inches in scene.size)
    axes = figure.add_axes((0, 0, 1, 1), facecolor="none")
    axes.set_axis_off()
    axes.set_xlim(0, width)
    axes.set_ylim(0, height)
    words = [ruler.extent(word, TICK).width for word in scene.panels[0].y.words]
    below, beside = (_label_of(scene.panels, axis) for axis in "xy")
    left = _PAD + _TICK_GAP + max(words, default=0.0) + (_LABEL_ROOM if beside else 0)
    bottom = _PAD + _TICK_GAP + ruler.extent("0", TICK).height + (_LABEL_ROOM if below else 0)
    top = _PAD + (heading_height(scene, width - left - _PAD, ruler) - 4 if scene.title else 0)
    draw_heading(figure, scene, left, height - _PAD, width - left - _PAD, inks, ruler)
    if key := _key(scene):
        _draw_key(axes, key, left, height - top - 4, inks, ruler)
        top += _KEY_ROOM
    gap = _gap(scene.panels[0], ruler)
    above = _TITLE_ROOM
    if scene.own_axes:  # every panel has tick labels beside and below it
        widest = max(ruler.extent(word, TINY).width for p in scene.panels for word in p.y.words)
        left, gap = _PAD + _TICK_GAP + widest, _GAP + widest
        above += ruler.extent("0", TINY).height + _TICK_GAP
    across = (width - left - _PAD - 4 - (scene.columns - 1) * gap) / scene.columns
    down = (height - top - bottom) / scene.rows - above
    frames = [
        Box(
            left + (index % scene.columns) * (across + gap),
            height - top - _TITLE_ROOM - down - index // scene.columns * (down + above),
            across,
            down,
        )
        for index in range(len(scene.panels))
    ]
    for panel, frame in zip(scene.panels, frames, strict=True):
        _areas(axes, panel, frame, inks, ruler)
    _lines(axes, scene, frames, inks)
    _curves(axes, scene, frames, inks)
    _words(axes, scene, frames, inks, ruler)
    middle = left + (width - left - _PAD) / 2
    axes.text(middle, _PAD, ha="center", va="bottom", **_text(below, ruler, inks))
    axes.text(
        _PAD, bottom + (height - top - bottom) / 2, ha="left", va="center", rotation=90,
        **_text(beside, ruler, inks),
    )  # fmt: skip


def _gap(panel: Panel, ruler: Ruler) -> float:
    """Between columns: more where tick labels of neighbours would meet."""
    axis = panel.x
    if not axis.words or (axis.ticks[0], axis.ticks[-1]) != (axis.low, axis.high):
        return _GAP
    meeting = ruler.extent(axis.words[0], TICK).width + ruler.extent(axis.words[-1], TICK).width
    return max(_GAP, meeting / 2 + 7)


def _key(scene: Scene) -> dict[str, Stroke]:
    """The names of curves that are not named by their panel's title, with their strokes."""
    return {
        curve.label: curve.stroke
        for panel in scene.panels
        for curve in panel.curves
        if curve.labelled
    }


def _draw_key(
    axes: Axes, key: dict[str, Stroke], x: float, y: float, inks: Theme, ruler: Ruler
) -> None:
    for label, stroke in key.items():
        pattern, ink = themes.dash(stroke), themes.colour(stroke, inks)
        axes.add_line(
            Line2D(
                [x, x + _SAMPLE], [y + 3, y + 3], color=ink, linewidth=0.82 * inks.width,
                linestyle=(0, pattern) if pattern else "-", dash_capstyle="butt",
                solid_capstyle="butt",
            )
        )  # fmt: skip
        x += _SAMPLE + 4
        axes.text(x, y, ha="left", va="baseline", gid="key", **words(label, KEY, ruler, ink))
        x += ruler.extent(label, KEY).width + 14


def _label_of(panels: Sequence[Panel], axis: str) -> str:
    """What an axis measures, if it is the same in all panels."""
    found = {getattr(panel, axis).label for panel in panels}
    if len(found) > 1:  # of "u   (activated)" and "u" they share the u
        found = {label.partition("   ")[0] for label in found}
    return found.pop() if len(found) == 1 else ""


def _text(label: str, ruler: Ruler, inks: Theme) -> dict[str, Any]:
    return words(label, AXIS, ruler, inks.quiet)


def _areas(axes: Axes, panel: Panel, frame: Box, inks: Theme, ruler: Ruler) -> None:
    def place(x: Float64, y: Float64) -> tuple[Float64, Float64]:
        return _across(panel, frame, x), _up(panel, frame, y)

    if panel.field:
        draw_field(axes, panel, frame, SMALL, inks, ruler, place)
    window = Rectangle((frame.x, frame.y), frame.width, frame.height, transform=axes.transData)
    for area in draw_bands(axes, panel.bands, inks, place):
        area.set_clip_path(window)
    for points in draw_clouds(axes, panel.clouds, inks, 2.9, place):
        points.set_clip_path(window)


def _lines(axes: Axes, scene: Scene, frames: list[Box], inks: Theme) -> None:
    """Grid lines and zero lines of all panels."""
    light: list[Float64] = []
    zero: list[Float64] = []
    for panel, frame in zip(scene.panels, frames, strict=True):
        for tick in panel.x.ticks:
            x = _across(panel, frame, tick)
            (zero if tick == 0 else light).append(
                np.array([(x, frame.y), (x, frame.y + frame.height)])
            )
        for tick in panel.y.ticks:
            y = _up(panel, frame, tick)
            (zero if tick == 0 else light).append(
                np.array([(frame.x, y), (frame.x + frame.width, y)])
            )
    axes.add_collection(LineCollection(light, colors=inks.grid, linewidths=0.7), autolim=False)
    axes.add_collection(LineCollection(zero, colors=inks.zero, linewidths=0.8), autolim=False)


def _curves(axes: Axes, scene: Scene, frames: list[Box], inks: Theme) -> None:
    lines: dict[Stroke, list[Float64]] = {}
    for panel, frame in zip(scene.panels, frames, strict=True):
        for curve in panel.curves:
            lines.setdefault(curve.stroke, []).extend(_clipped(curve, panel, frame))
            for dot in curve.dots:
                ink = themes.colour(curve.stroke, inks)
                x, y = _across(panel, frame, dot.x), _up(panel, frame, dot.y)
                axes.add_line(marker(x, y, ink, dot.closed, inks, 4.0))
    for stroke in sorted(lines, key=lambda stroke: (stroke.dash, stroke.hue)):
        pattern = themes.dash(stroke)
        axes.add_collection(
            LineCollection(
                lines[stroke], colors=themes.colour(stroke, inks), linewidths=0.82 * inks.width,
                linestyles=[(0, pattern)] if pattern else "solid", joinstyle="miter",
                capstyle="butt", zorder=2,
            ),
            autolim=False,
        )  # fmt: skip


def _clipped(curve: Curve, panel: Panel, frame: Box) -> list[Float64]:
    """A curve's segments in points, cut at the lower and upper border of their panel."""
    found = []
    for segment in curve.segments:
        x, y = np.array(segment.x), np.array(segment.y)
        for border in (panel.y.low, panel.y.high):
            side = np.sign(y - border)
            at = np.flatnonzero(side[1:] * side[:-1] < 0)
            share = (border - y[at]) / (y[at + 1] - y[at])
            x = np.insert(x, at + 1, x[at] + share * (x[at + 1] - x[at]))
            y = np.insert(y, at + 1, border)
        inside = (y >= panel.y.low) & (y <= panel.y.high)
        edges = np.flatnonzero(np.diff(np.r_[False, inside, False].astype(int)))
        for start, stop in zip(edges[::2], edges[1::2], strict=True):
            if stop - start > 1:
                part = slice(start, stop)
                found.append(np.c_[_across(panel, frame, x[part]), _up(panel, frame, y[part])])
    return found


def _across(panel: Panel, frame: Box, x: Number) -> Number:
    return frame.x + (x - panel.x.low) * (frame.width / (panel.x.high - panel.x.low))


def _up(panel: Panel, frame: Box, y: Number) -> Number:
    return frame.y + (y - panel.y.low) * (frame.height / (panel.y.high - panel.y.low))


def _words(axes: Axes, scene: Scene, frames: list[Box], inks: Theme, ruler: Ruler) -> None:
    """Titles, and tick labels at the outer borders only."""
    for index, (panel, frame) in enumerate(zip(scene.panels, frames, strict=True)):
        font = _fitting(panel.title, frame.width, ruler)
        axes.text(
            frame.x, frame.y + frame.height + 4, ha="left", va="baseline", gid="title",
            **words(panel.title, font, ruler, inks.ink),
        )  # fmt: skip
        tick_font = TINY if scene.own_axes else TICK
        if scene.own_axes or index % scene.columns == 0:
            for tick, word in zip(panel.y.ticks, panel.y.words, strict=True):
                axes.text(
                    frame.x - _TICK_GAP, _up(panel, frame, tick), ha="right",
                    va="center_baseline", gid="tick", **words(word, tick_font, ruler, inks.quiet),
                )  # fmt: skip
        if scene.own_axes or index + scene.columns >= len(scene.panels):
            for tick, word in zip(panel.x.ticks, panel.x.words, strict=True):
                axes.text(
                    _across(panel, frame, tick), frame.y - _TICK_GAP, ha="center", va="top",
                    gid="tick", **words(word, tick_font, ruler, inks.quiet),
                )  # fmt: skip


def _fitting(title: str, width: float, ruler: Ruler) -> Font:
    """The largest size at which a panel's title fits over it."""
    wide = ruler.extent(title, TITLE).width
    return TITLE if wide <= width else Font(max(5.0, TITLE.size * width / wide), bold=True)
