"""Small multiples: all panels of a grid in one pair of axes, which is many times faster.

Coordinates are points from the lower left corner of the picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final, TypeVar

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from actviz.arrays import Float64
from actviz.dataclass import dataclass
from actviz.figures.engines.areas import draw_bands, draw_clouds, draw_field, markers
from actviz.figures.engines.drawn_key import draw_key
from actviz.figures.layout.fitting import on_one_line
from actviz.figures.layout.heading import draw_heading, heading_height
from actviz.figures.layout.keys import Key, explained, in_rows, named
from actviz.figures.layout.label_places import Box
from actviz.figures.layout.sheet import tick_places
from actviz.figures.layout.text_size import Ruler, words
from actviz.figures.layout.type_sizes import Font
from actviz.figures.scene import themes
from actviz.figures.scene.scene import Curve, Panel, Scene, Sign, Stroke
from actviz.figures.scene.themes import Theme

Number = TypeVar("Number", float, Float64)

_PAD: Final = 9.0
_GAP: Final = 12.0  # between columns
_TITLE_ROOM: Final = 19.0  # above each panel, for its title
_TICK_GAP: Final = 4.0
_LABEL_ROOM: Final = 15.0  # for what an axis measures
_LEAST: Final = 8.0  # points of a panel that can be seen


@dataclass(frozen=True, slots=True)
class _Margins:
    """Points that stand around the panels, and between them."""

    left: float
    bottom: float
    top: float
    gap: float  # between columns
    above: float  # each panel


def draw_grid(figure: Figure, scene: Scene, inks: Theme, ruler: Ruler) -> None:
    """Draw every panel of a grid.

    Raises:
        ValueError: the paper is too small for its panels.
    """
    width, height = (72 * inches for inches in scene.size)
    axes = figure.add_axes((0, 0, 1, 1), facecolor="none")
    axes.set_axis_off()
    axes.set_xlim(0, width)
    axes.set_ylim(0, height)
    below, beside = (shared_label(scene.panels, axis) for axis in "xy")
    m, key = _margins(scene, bool(beside), below, ruler)
    heading = heading_height(scene, width - m.left - _PAD, ruler) - 4 if scene.title else 0
    draw_heading(figure, scene, m.left, height - _PAD, width - m.left - _PAD, inks, ruler)
    draw_key(figure, key, m.left, height - _PAD - heading, inks, ruler)
    frames = _frames(scene, m)
    for panel, frame in zip(scene.panels, frames, strict=True):
        _areas(axes, panel, frame, inks, ruler)
    _lines(axes, scene, frames, inks)
    _curves(axes, scene, frames, inks)
    _words(axes, scene, frames, m, inks, ruler)
    middle, font = m.left + (width - m.left - _PAD) / 2, ruler.type.small_axis
    text, smaller = on_one_line(below, font, width - m.left - _PAD, ruler)
    axes.text(
        middle, _PAD, ha="center", va="bottom", gid="axis",
        **words(text, smaller, ruler, inks.quiet),
    )  # fmt: skip
    text, smaller = on_one_line(beside, font, height - m.top - m.bottom, ruler)
    axes.text(
        _PAD, m.bottom + (height - m.top - m.bottom) / 2, ha="left", va="center", rotation=90,
        gid="axis", **words(text, smaller, ruler, inks.quiet),
    )  # fmt: skip


def _tick_font(scene: Scene, ruler: Ruler) -> Font:
    return ruler.type.tiny if scene.own_axes else ruler.type.small_tick


def _margins(scene: Scene, beside: bool, below: str, ruler: Ruler) -> tuple[_Margins, Key]:
    width = 72 * scene.size[0]
    kind, tick = ruler.type, _tick_font(scene, ruler)
    words = [word for panel in scene.panels for word in panel.y.words]
    shown = words if scene.own_axes else scene.panels[0].y.words
    widest = max((ruler.extent(word, tick).width for word in shown), default=0.0)
    left = _PAD + _TICK_GAP + widest + (_LABEL_ROOM * kind.scale if beside else 0)
    high = ruler.extent("0", tick).height
    room = 4 + ruler.extent("lp", kind.small_axis).height if below else 0
    bottom = _PAD + _TICK_GAP + high + room
    across = width - left - _PAD
    top = _PAD + (heading_height(scene, across, ruler) - 4 if scene.title else 0)
    signs = sorted(named(scene), key=_order)
    key = in_rows([*signs, *scene.signs, *explained(scene.panels)], kind.key, across, ruler)
    top += key.height + (2 if key.rows else 0)
    gap = _gap(scene.panels[0], ruler)
    above = _TITLE_ROOM * min(1.0, max(0.75, kind.scale))
    if scene.own_axes:  # every panel has tick labels beside and below it
        gap, above = _GAP + widest, above + high + _TICK_GAP
    return _Margins(left, bottom, top, gap, above), key


def _order(sign: Sign) -> tuple[int, int, float]:
    """Signs by their inks: f₁ before f₂, whichever panel comes first."""
    stroke = sign.stroke or Stroke()
    return stroke.hue, stroke.dash, stroke.shade or 0.0


def _frames(scene: Scene, m: _Margins) -> list[Box]:
    width, height = (72 * inches for inches in scene.size)
    across = (width - m.left - _PAD - 4 - (scene.columns - 1) * m.gap) / scene.columns
    down = (height - m.top - m.bottom) / scene.rows - m.above
    if min(across, down) < _LEAST:
        raise ValueError(
            f"{scene.size[0]:g} x {scene.size[1]:g} inches have no room for "
            f"{len(scene.panels)} panels, {scene.columns} across; make the picture larger"
        )
    titles = height - m.top - (m.above if not scene.own_axes else _TITLE_ROOM)
    first = titles - down
    return [
        Box(
            m.left + (index % scene.columns) * (across + m.gap),
            first - index // scene.columns * (down + m.above),
            across,
            down,
        )
        for index in range(len(scene.panels))
    ]


def _gap(panel: Panel, ruler: Ruler) -> float:
    """Between columns: more where tick labels of neighbours would meet."""
    axis = panel.x
    if not axis.words or (axis.ticks[0], axis.ticks[-1]) != (axis.low, axis.high):
        return _GAP
    ends = axis.words[0], axis.words[-1]
    meeting = sum(ruler.extent(word, ruler.type.small_tick).width for word in ends)
    return max(_GAP, meeting / 2 + 7)


def shared_label(panels: Sequence[Panel], axis: str) -> str:
    """What an axis measures, if it is the same in all panels."""
    labels = {getattr(panel, axis).label for panel in panels}
    if len(labels) > 1:  # of "u   (activated)" and "u" they share the u
        labels = {label.partition("   ")[0] for label in labels}
    return labels.pop() if len(labels) == 1 else ""


def _areas(axes: Axes, panel: Panel, frame: Box, inks: Theme, ruler: Ruler) -> None:
    def place(x: Float64, y: Float64) -> tuple[Float64, Float64]:
        return _across(panel, frame, x), _up(panel, frame, y)

    if panel.field:
        draw_field(axes, panel, frame, ruler.type.tiny, inks, ruler, place)
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
    light = light if inks.lined else []
    axes.add_collection(LineCollection(light, colors=inks.grid, linewidths=0.7), autolim=False)
    axes.add_collection(LineCollection(zero, colors=inks.zero, linewidths=0.8), autolim=False)


def _curves(axes: Axes, scene: Scene, frames: list[Box], inks: Theme) -> None:
    lines: dict[tuple[Stroke, bool], list[Float64]] = {}
    for panel, frame in zip(scene.panels, frames, strict=True):
        for curve in panel.curves:
            key = curve.stroke, curve.sharp
            lines.setdefault(key, []).extend(_clipped(curve, panel, frame))
        for dot in markers(panel.curves, inks, 4.0, partial(_place, panel, frame)):
            axes.add_line(dot)
    for stroke, sharp in sorted(lines, key=lambda key: (key[0].dash, key[0].hue)):
        pattern = themes.dash(stroke)
        axes.add_collection(
            LineCollection(
                lines[stroke, sharp], colors=themes.colour(stroke, inks),
                linewidths=0.82 * inks.width, linestyles=[(0, pattern)] if pattern else "solid",
                joinstyle="miter" if sharp else "round", capstyle="butt", zorder=2,
            ),
            autolim=False,
        )  # fmt: skip


def _clipped(curve: Curve, panel: Panel, frame: Box) -> list[Float64]:
    """A curve's segments in points, cut at the lower and upper border of their panel."""
    runs = []
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
                runs.append(np.c_[_across(panel, frame, x[part]), _up(panel, frame, y[part])])
    return runs


def _place(panel: Panel, frame: Box, x: float, y: float) -> tuple[float, float]:
    return _across(panel, frame, x), _up(panel, frame, y)


def _across(panel: Panel, frame: Box, x: Number) -> Number:
    return frame.x + (x - panel.x.low) * (frame.width / (panel.x.high - panel.x.low))


def _up(panel: Panel, frame: Box, y: Number) -> Number:
    return frame.y + (y - panel.y.low) * (frame.height / (panel.y.high - panel.y.low))


def _words(
    axes: Axes, scene: Scene, frames: list[Box], m: _Margins, inks: Theme, ruler: Ruler
) -> None:
    """Titles, and tick labels at the outer borders only."""
    tick = _tick_font(scene, ruler)
    for index, (panel, frame) in enumerate(zip(scene.panels, frames, strict=True)):
        room = frame.width + m.gap - 6 if index % scene.columns < scene.columns - 1 else frame.width
        title, font = on_one_line(panel.title, ruler.type.name, room, ruler)
        axes.text(
            frame.x, frame.y + frame.height + 4, ha="left", va="baseline", gid="title",
            **words(title, font, ruler, inks.ink),
        )  # fmt: skip
        if scene.own_axes or index % scene.columns == 0:
            for share, word in tick_places(panel.y, frame.height, ruler, tick, upright=True):
                axes.text(
                    frame.x - _TICK_GAP, frame.y + share * frame.height, ha="right",
                    va="center_baseline", gid="tick", **words(word, tick, ruler, inks.quiet),
                )  # fmt: skip
        if scene.own_axes or index + scene.columns >= len(scene.panels):
            for share, word in tick_places(panel.x, frame.width, ruler, tick, upright=False):
                axes.text(
                    frame.x + share * frame.width, frame.y - _TICK_GAP, ha="center", va="top",
                    gid="tick", **words(word, tick, ruler, inks.quiet),
                )  # fmt: skip
