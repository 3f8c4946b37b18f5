"""Which curve is named where: in the right margin where its end stands alone, else inside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from actviz.arrays import Float64
from actviz.dataclass import dataclass
from actviz.figures.layout.fitting import wrapped
from actviz.figures.layout.label_places import Box, Place, Wanted, around, on_faint, places
from actviz.figures.layout.margin_labels import spread
from actviz.figures.layout.raster import InkMap
from actviz.figures.layout.text_size import Ruler
from actviz.figures.layout.type_sizes import Font
from actviz.figures.scene import themes
from actviz.figures.scene.scene import Curve, Mark, Panel, Stroke

DISTINCT: Final = 5.0  # points between two ends at the right border that tell them apart
INSIDE_AT_MOST: Final = 7  # labels inside of a panel; more become a key in the margin
_GAP: Final = 7.0  # between the panel and a label in the margin
_STRAIGHT: Final = 2.0  # displacement of a label that needs no leader
_LEADER: Final = 9.0  # room for leaders in the margin
_LEADING: Final = 2.5  # between labels in the margin
_LINE_WIDTHS: Final = (1.0, 0.42, 0.3, 0.2)  # of a panel's: what a line of a remark may have
_NOTE_LEADING: Final = 1.2  # of a remark's letters
_BESIDE: Final = 6.0  # that a label in the margin may reach beyond the panel

Line = tuple[tuple[float, ...], tuple[float, ...] | None]


@dataclass(frozen=True, slots=True)
class Item:
    """A text with its box in points from the panel's lower left corner.

    ``lines`` are its leader (without a dash pattern) and a sample of its curve's line.
    """

    text: str
    box: Box
    descent: float
    stroke: Stroke
    lines: tuple[Line, ...] = ()
    note: bool = False
    point: tuple[float, float] | None = None  # the extremum that a note is about


@dataclass(frozen=True, slots=True)
class Lettering:
    """All texts of a panel, and how wide the right margin must be for them."""

    items: tuple[Item, ...]
    margin: float
    fits: bool = True  # the labels in the margin are no higher than the panel


def arranged(
    panel: Panel, room: float, height: float, right: float, ruler: Ruler, label: Font, note: Font
) -> Lettering:
    """Place every label of a panel.

    Args:
        room, height: from the panel's left border to the picture's right one, and its height.
        right: the margin kept on the right, in points.
        label, note: the fonts of curves' labels and of marks.
    """
    width = room - right
    paths = [_points(curve, panel, width, height) for curve in panel.curves]
    named = [index for index, curve in enumerate(panel.curves) if curve.labelled]
    ends = _ends(panel, paths, width, height)
    alone = _alone(ends)
    field = InkMap(width, height, paths, _faint(panel, width, height, ruler))
    inner = [index for index in named if index not in alone]
    wanted = [
        Wanted(*ruler.extent(mark.text, note)[:2], point=point, up=mark.above, asked=mark.asked)
        for mark in panel.marks
        for point in [_place(mark.x, mark.y, panel, width, height)]
    ]
    count = len(wanted)
    if len(inner) <= INSIDE_AT_MOST:
        wanted += [
            Wanted(*ruler.extent(panel.curves[index].label, label)[:2], curve=index)
            for index in inner
        ]
    dots = [
        around(*_place(dot.x, dot.y, panel, width, height))
        for curve in panel.curves
        for dot in curve.dots
    ]
    blocks, spots = _in_lines(panel.marks, field, wanted, dots, ruler, note)
    items = []
    for mark, block, place in zip(panel.marks, blocks, spots, strict=False):
        if place is None and mark.asked:
            raise ValueError(
                f"there is no room for {mark.text!r}; make the picture larger or the text shorter"
            )
        if place is not None:
            items += _remark(mark, block, place, ruler, note)
    placed = dict(zip(inner, spots[count:], strict=False))
    for index, place in placed.items():
        if place is not None:
            curve = panel.curves[index]
            items.append(_item(curve.label, place, curve.stroke, ruler, label))
    keyed = [index for index in inner if placed.get(index) is None]
    right_of = [(index, ends[index], False) for index in alone]
    right_of += [(index, ends.get(index, height), True) for index in keyed]
    outside, margin = _margin(panel, right_of, width, height, ruler, label)
    boxes = [item.box for item in outside]
    fits = all(box.y >= -_BESIDE and box.y + box.height <= height + _BESIDE for box in boxes)
    return Lettering((*items, *outside), margin, fits)


def _in_lines(
    marks: Sequence[Mark],
    field: InkMap,
    wanted: Sequence[Wanted],
    dots: Sequence[Box],
    ruler: Ruler,
    note: Font,
) -> tuple[list[list[str]], list[Place | None]]:
    """The lines of each mark's text, and the places of all labels.

    What a user wrote is broken into more lines where it finds no place or stands on an axis.
    """
    tried: list[tuple[int, list[list[str]], list[Place | None]]] = []
    for share in _LINE_WIDTHS:
        lines = [
            wrapped(mark.text, note, share * field.width, ruler) if mark.asked else [mark.text]
            for mark in marks
        ]
        if tried and lines == tried[-1][1]:
            continue
        blocks = [
            replace(one, width=max(ruler.extent(line, note).width for line in text),
                    height=_height(len(text), ruler, note))
            for one, text in zip(wanted, lines, strict=False)
        ]  # fmt: skip
        spots = places(field, [*blocks, *wanted[len(marks) :]], dots)
        bad = sum(
            1000 if place is None else int(on_faint(field, place.box))
            for mark, place in zip(marks, spots, strict=False)
            if mark.asked
        )
        tried.append((bad, lines, spots))
        if not bad:
            break
    _, lines, spots = min(tried, key=lambda one: one[0])
    return lines, spots


def _height(lines: int, ruler: Ruler, font: Font) -> float:
    return ruler.extent("lp", font).height + (lines - 1) * _NOTE_LEADING * font.size


def _remark(mark: Mark, lines: Sequence[str], place: Place, ruler: Ruler, font: Font) -> list[Item]:
    """A mark's text, line by line, the first of them with the leader and the point."""
    items = []
    for index, line in enumerate(lines):
        extent = ruler.extent(line, font)
        up = (len(lines) - 1 - index) * _NOTE_LEADING * font.size
        box = Box(place.box.x, place.box.y + up, extent.width, extent.height)
        item = _item(line, Place(box, None if index else place.leader), mark.stroke, ruler, font)
        items.append(replace(item, note=True, point=None if index else (mark.x, mark.y)))
    return items


def beside(panel: Panel, width: float, height: float, ruler: Ruler, label: Font) -> float:
    """How wide the right margin must be at least, found without placing anything inside."""
    paths = [_points(curve, panel, width, height) for curve in panel.curves]
    ends = _ends(panel, paths, width, height)
    right_of = [(index, ends[index], False) for index in _alone(ends)]
    return _margin(panel, right_of, width, height, ruler, label)[1]


def _ends(
    panel: Panel, paths: Sequence[Sequence[Float64]], width: float, height: float
) -> dict[int, float]:
    """The heights at which labelled curves meet the right border."""
    heights = {}
    for index, (curve, path) in enumerate(zip(panel.curves, paths, strict=True)):
        end = _end(path, width, height) if curve.labelled else None
        if end is not None:
            heights[index] = end
    return heights


def _alone(ends: dict[int, float]) -> list[int]:
    """The curves whose end nobody could take for another's."""
    return [
        index
        for index, end in ends.items()
        if all(abs(end - other) > DISTINCT for i, other in ends.items() if i != index)
    ]


def _item(text: str, place: Place, stroke: Stroke, ruler: Ruler, font: Font) -> Item:
    lines: tuple[Line, ...] = ((place.leader, None),) if place.leader else ()
    return Item(text, place.box, ruler.extent(text, font).descent, stroke, lines)


def _margin(
    panel: Panel,
    right_of: Sequence[tuple[int, float, bool]],
    width: float,
    height: float,
    ruler: Ruler,
    font: Font,
) -> tuple[list[Item], float]:
    """Labels to the right of the panel, with leaders where they had to move."""
    if not right_of:
        return [], 0.0
    extents = [ruler.extent(panel.curves[index].label, font) for index, _, _ in right_of]
    steps = [max(extent.height, 0.9 * font.size) + _LEADING for extent in extents]
    wanted = [end for _, end, _ in right_of]
    middles = spread(wanted, steps, -2.0, height + 2.0)
    moved = any(
        abs(a - b) > _STRAIGHT and not key
        for a, b, (_, _, key) in zip(middles, wanted, right_of, strict=True)
    )
    keyed = any(key for _, _, key in right_of)
    strokes = [panel.curves[index].stroke for index, _, _ in right_of]
    sample = themes.sample(strokes, ruler.inks.width)
    start = width + _GAP + (_LEADER if moved else 0.0)
    items = []
    for (index, end, key), extent, middle in zip(right_of, extents, middles, strict=True):
        curve = panel.curves[index]
        lines: tuple[Line, ...] = ()
        x = start
        if key:
            lines = (((start, middle, start + sample, middle), themes.dash(curve.stroke)),)
        elif moved and abs(middle - end) > _STRAIGHT:
            lines = (((width + 2, end, start - 3, middle), None),)
        if keyed:
            x += sample + 5
            if not key:
                lines += (((start, middle, start + sample, middle), themes.dash(curve.stroke)),)
        # The middle of the small letters stands at the curve's height.
        base = middle - 0.36 * font.size
        box = Box(x, base - extent.descent, extent.width, extent.height)
        items.append(Item(curve.label, box, extent.descent, curve.stroke, lines))
    return items, max(item.box.x + item.box.width for item in items) - width


def _points(curve: Curve, panel: Panel, width: float, height: float) -> list[Float64]:
    """A curve's segments in points from the panel's corner."""
    scale = np.array([width / (panel.x.high - panel.x.low), height / (panel.y.high - panel.y.low)])
    base = np.array([panel.x.low, panel.y.low])
    return [(np.c_[segment.x, segment.y] - base) * scale for segment in curve.segments]


def _faint(panel: Panel, width: float, height: float, ruler: Ruler) -> list[Float64]:
    """Zero lines, asymptotes, and the edges of shaded stretches."""
    x, y = _place(0.0, 0.0, panel, width, height)
    faint = [np.array([(x, 0), (x, height)]), np.array([(0, y), (width, y)])]
    for guide in panel.guides:
        ends = [(at, guide.slope * at + guide.offset) for at in (guide.low, guide.high)]
        faint.append(np.array([_place(*end, panel, width, height) for end in ends]))
    half = themes.SHADOW[0] * ruler.inks.width / 2
    for shadow in panel.shadows:
        paths = _points(shadow, panel, width, height)
        faint += [np.add(path, (0.0, side * half)) for path in paths for side in (-1, 1)]
    return faint


def _place(x: float, y: float, panel: Panel, width: float, height: float) -> tuple[float, float]:
    return (
        (x - panel.x.low) / (panel.x.high - panel.x.low) * width,
        (y - panel.y.low) / (panel.y.high - panel.y.low) * height,
    )


def _end(path: Sequence[Float64], width: float, height: float) -> float | None:
    """The height at which a curve meets the right border; None where it does not."""
    if not path or not len(path[-1]):
        return None
    x, y = path[-1][-1]
    return float(y) if x > width - 1 and -0.5 <= y <= height + 0.5 else None
