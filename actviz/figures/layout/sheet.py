"""How a sheet of panels is shared out: heading, panels, labels beside them, a key below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from actviz.dataclass import dataclass
from actviz.figures.layout.fitting import on_one_line
from actviz.figures.layout.heading import heading_height
from actviz.figures.layout.keys import Key, explained, in_rows, named
from actviz.figures.layout.label_places import Box
from actviz.figures.layout.labels import Lettering, arranged, beside
from actviz.figures.layout.remarks import leading, lines
from actviz.figures.layout.text_size import Ruler
from actviz.figures.layout.type_sizes import Font
from actviz.figures.scene.scene import Axis, Panel, Scene

_PAD: Final = 10.0  # points around a picture
TICK_GAP: Final = 5.0  # between the axes and tick labels
_LABEL_GAP: Final = 6.0  # between tick labels and what an axis measures
_LOWEST: Final = 6.0  # a panel that can be seen
_NARROWEST: Final = 24.0
_BETWEEN: Final = 26.0  # stacked panels; a panel's title stands there
_STEPS: Final = (1, 2, 5, 10, 20, 50)  # of ticks, one of which is written
_MARGIN: Final = 0.4  # of the paper, that labels beside the panels may take


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where everything stands, in points from the lower left corner."""

    pad: float
    left: float
    across: float  # from the panels' left border to the right edge, less the padding
    frames: tuple[Box, ...]
    lettering: tuple[Lettering, ...]
    x_label: tuple[str, Font]
    y_labels: tuple[tuple[str, Font], ...]
    key: Key
    key_place: tuple[float, float]  # its upper left corner


def padding(ruler: Ruler) -> float:
    """Points around a picture."""
    return _PAD * min(1.0, max(0.5, ruler.type.scale))


def widest(panel: Panel, ruler: Ruler) -> float:
    """Points of the longest number at the ticks of y."""
    tick = ruler.type.tick
    return max((ruler.extent(word, tick).width for word in panel.y.words), default=0.0)


def shared_out(scene: Scene, ruler: Ruler) -> Sheet:
    """The sheet with labels beside the curves if they have room there, else with a key below.

    Raises:
        ValueError: the paper is too small for what has to stand on it.
    """
    sheet = None if scene.legend else _with(scene, ruler, keyed=False)
    sheet = sheet or _with(scene, ruler, keyed=True)
    if sheet is None:
        raise ValueError(f"a width of {scene.size[0]:g} inches has no room for a panel")
    return sheet


def _with(scene: Scene, ruler: Ruler, *, keyed: bool) -> Sheet | None:
    """A sheet; None where labels have no room beside the curves."""
    width, height = (72 * inches for inches in scene.size)
    kind, pad = ruler.type, padding(ruler)
    left = pad + TICK_GAP + max(widest(panel, ruler) for panel in scene.panels)
    if any(panel.y.label for panel in scene.panels):
        left += 4 + ruler.extent("lp", kind.axis).height
    across = width - left - pad
    if across < _NARROWEST:
        raise ValueError(f"a width of {scene.size[0]:g} inches has no room for a panel")
    x_label = on_one_line(scene.panels[-1].x.label, kind.axis, across, ruler)
    signs = [*(named(scene) if keyed else ()), *scene.signs, *explained(scene.panels)]
    key_font = kind.label.times(0.9) if keyed else kind.note.times(0.92)
    key = in_rows(signs, key_font, across, ruler)
    words = ruler.extent(*x_label)
    free_beside = (across - words.width) / 2 - 8  # right of what the axis measures
    shares_row = len(key.rows) == 1 and bool(x_label[0]) and key.width <= free_beside
    below = pad + (0.0 if shares_row or not key.rows else key.height + 2)
    bottom = below + TICK_GAP + ruler.extent("0", kind.tick).height
    if x_label[0]:
        bottom += _LABEL_GAP + words.height
    top = pad + heading_height(scene, across, ruler)
    between = _BETWEEN * min(1.0, max(0.7, kind.scale))
    top += between - 8 if scene.panels[0].title or scene.panels[0].remarks else 0
    above = [
        between + leading(ruler) * (len(lines(panel, across, ruler)) - 1) for panel in scene.panels
    ]
    top += above[0] - between
    free = height - top - bottom - sum(above[1:])
    shares = sum(panel.share for panel in scene.panels)
    rooms = [free * panel.share / shares for panel in scene.panels]
    if min(rooms) < _LOWEST:
        raise ValueError(
            f"a height of {scene.size[1]:g} inches has no room for {len(rooms)} "
            f"panel{'s' * (len(rooms) > 1)} and what stands around"
        )
    panels = [_unlabelled(panel) for panel in scene.panels] if keyed else list(scene.panels)
    right = max(pad + 4, *(_overhang(panel, ruler) for panel in scene.panels))
    fitted = _fitted(panels, width - left, rooms, right, ruler)
    if fitted is None:
        return None
    right, lettering = fitted
    frames, base = [], height - top + above[0]
    for room, over in zip(rooms, above, strict=True):
        base -= over + room
        frames.append(Box(left, base, width - left - right, room))
    place = (width - pad - key.width, pad + key.leading) if shares_row else (left, pad + key.height)
    y_labels = tuple(
        on_one_line(panel.y.label, kind.axis, room + 12, ruler)
        for panel, room in zip(scene.panels, rooms, strict=True)
    )
    return Sheet(
        pad, left, across, tuple(frames), tuple(lettering), x_label, y_labels, key, place
    )  # fmt: skip


def _unlabelled(panel: Panel) -> Panel:
    return replace(panel, curves=tuple(replace(curve, labelled=False) for curve in panel.curves))


def _overhang(panel: Panel, ruler: Ruler) -> float:
    """How far the last number at the ticks of x reaches beyond the panel."""
    tick = ruler.type.tick
    return 2 + max((ruler.extent(word, tick).width / 2 for word in panel.x.words[-1:]), default=0.0)


def _fitted(
    panels: Sequence[Panel], room: float, heights: Sequence[float], right: float, ruler: Ruler
) -> tuple[float, list[Lettering]] | None:
    """The right margin, as wide as the widest label in it needs, and all labels."""
    kind, pad = ruler.type, padding(ruler)
    margins = [
        beside(panel, room - right, height, ruler, kind.label) + pad
        for panel, height in zip(panels, heights, strict=True)
    ]
    right = max(right, *margins)
    while right <= _MARGIN * room:
        letterings = [
            arranged(panel, room, height, right, ruler, kind.label, kind.note)
            for panel, height in zip(panels, heights, strict=True)
        ]
        if not all(lettering.fits for lettering in letterings):
            return None
        needed = max(lettering.margin + pad for lettering in letterings)
        if needed <= right + 0.1:
            return right, letterings
        right = needed
    return None


def tick_places(
    axis: Axis, length: float, ruler: Ruler, font: Font, *, upright: bool
) -> list[tuple[float, str]]:
    """The ticks that are written, as shares of an axis of ``length`` points, with their words."""
    share = [(tick - axis.low) / (axis.high - axis.low) for tick in axis.ticks]
    extents = [ruler.extent(word, font) for word in axis.words]
    sizes = [0.72 * font.size if upright else extent.width for extent in extents]
    zero = axis.ticks.index(0.0) if 0.0 in axis.ticks else 0
    gap = 1.5 if upright else 0.5 * font.size
    kept = _written([place * length for place in share], sizes, gap, zero)
    return [(share[index], axis.words[index]) for index in kept]


def _written(places: Sequence[float], sizes: Sequence[float], gap: float, first: int) -> list[int]:
    """The ticks whose words have room: every one, every second, every fifth.

    Args:
        gap: points that two words keep between them.
        first: one that is written in any case: that of zero.
    """
    for step in _STEPS:
        kept = list(range(first % step, len(places), step))
        if all(
            abs(places[b] - places[a]) >= (sizes[a] + sizes[b]) / 2 + gap for a, b in pairwise(kept)
        ):
            return kept
    return [first] if len(places) else []
