"""A worked network as a drawing: units in columns, weights on the lines, gradients beside them.

Lengths are points. Numbers that run forward are in ink, gradients of the loss in the second hue.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, Literal

from actviz.figures.compose.titles import written
from actviz.figures.scene.drawing import Disc, Drawing, Ink, Line, Shape, Words, about
from actviz.networks.backprop import Passage, Worked, called

PANELS_AT_MOST: Final = 6
_LABELS_AT_MOST: Final = 25  # lines between two layers that carry their weight
_RADIUS: Final = 28.0
_ROW: Final = 104.0
_COLUMN: Final = 170.0
_APART: Final = 17.0  # between two labels on lines
_SHARES: Final = [k / 100 for k in range(38, 63)]  # how far along their lines labels may stand
_CAPTIONS: Final = 24.0  # above and below a unit
_SIDE, _HEAD, _FOOT, _RIGHT = 50.0, 56.0, 34.0, 112.0  # around the units
_BETWEEN: Final = 6.0  # a number and its gradient
_TITLE, _VALUE, _SMALL, _TINY, _SLOPE = 14.5, 10.5, 9.0, 8.0, 6.5  # sizes of letters
_LEGEND: Final[tuple[tuple[str, Ink], ...]] = (
    ("values and weights", "ink"),
    ("gradients of the loss", "second"),
    ("broken line: negative weight; pale: gradient 0", "quiet"),
)


def drawing(several: Sequence[Worked]) -> Drawing:
    """The networks below each other.

    Raises:
        ValueError: more networks than fit on a page.
    """
    if len(several) > PANELS_AT_MOST:
        raise ValueError(f"{len(several)} functions; a drawing holds {PANELS_AT_MOST}")
    shape, most = several[0].network.shape, max(several[0].network.shape)
    row = max([_ROW, *(_APART / _spread(*pair)[1] for pair in pairwise(shape) if _labelled(*pair))])
    panels = [_Panel(worked, row) for worked in several]
    column = max(_COLUMN, *(panel.room() for panel in panels))
    tall = _HEAD + (most - 1) * row + 2 * (_RADIUS + _CAPTIONS)
    width = 2 * _SIDE + (len(shape) - 1) * column + _RIGHT
    height = len(several) * tall + _FOOT
    shapes = [
        shape
        for index, panel in enumerate(panels)
        for shape in panel.shapes(height - index * tall, column, (most - 1) * row)
    ]
    left = _SIDE - _RADIUS
    shapes.append(Words((left, 16), _LEGEND, _TINY, "left", gap=16, room=width - 24))
    return Drawing(width, height, tuple(shapes))


def _labelled(before: int, after: int) -> bool:
    return before * after <= _LABELS_AT_MOST


def _spread(before: int, after: int) -> tuple[float, float]:
    """How far along their lines labels stand farthest apart, and how far that is, in rows."""

    def apart(share: float) -> float:
        heights = sorted(
            (1 - share) * (i - (before - 1) / 2) + share * (j - (after - 1) / 2)
            for i in range(before)
            for j in range(after)
        )
        return min((b - a for a, b in pairwise(heights)), default=1.0)

    # As near to the middle as leaves room enough.
    enough = 1.4 * _APART / _ROW
    best = max(_SHARES, key=lambda share: (min(round(apart(share), 6), enough), -abs(share - 0.5)))
    return best, apart(best)


def _text(value: float) -> str:
    """Four digits, with a minus sign that is one."""
    return f"{value + 0.0:.4g}".replace("-", "−")


class _Panel:
    """One network, from its heading down."""

    def __init__(self, worked: Worked, row: float) -> None:
        self.found, self.row = worked, row
        self.drawn: list[Shape] = []

    def room(self) -> float:
        """A distance of columns at which labels on lines meet no caption of a unit."""
        labels, captions = [0.0], [2 * _RADIUS]
        for index, passage in enumerate(self.found.passages, 1):
            rows = zip(passage.layer.weights, passage.by_weight, strict=True)
            pairs = [pair for row, slopes in rows for pair in zip(row, slopes, strict=True)]
            if _labelled(len(passage.inputs), len(passage.z)):
                labels += [_wide(_text(weight), _text(slope)) for weight, slope in pairs]
            for unit, slope in enumerate(passage.by_z):
                captions.append(_wide(self._name(index, unit), ""))
                captions.append(_wide(f"b {_text(passage.layer.biases[unit])}", _text(slope)))
        return (max(labels) / 2 + max(captions) / 2 + 5) / _SHARES[0]

    def shapes(self, top: float, column: float, high: float) -> list[Shape]:
        """Its shapes from ``top`` down; ``high`` is how far units are spread."""
        self.drawn = []
        self.top, self.column = top, column
        self.middle = top - _HEAD - _RADIUS - _CAPTIONS - high / 2
        self._heading()
        heaviest = max(
            abs(w) for one in self.found.passages for row in one.layer.weights for w in row
        )
        for index, passage in enumerate(self.found.passages, 1):
            self._lines(index, passage, heaviest or 1.0)
        inputs = self.found.network.inputs
        for i, (x, slope) in enumerate(zip(inputs, self.found.by_input, strict=True)):
            self._unit(self._place(0, i, len(inputs)), x, f"x[{i + 1}]", None, slope, "")
        for index, passage in enumerate(self.found.passages, 1):
            self._layer(index, passage)
        self._targets()
        return self.drawn

    def _name(self, index: int, unit: int) -> str:
        """What stands above a unit: its name, and the function of its pre-activation."""
        passage = self.found.passages[index - 1]
        last = index == len(self.found.passages)
        name = f"y[{unit + 1}]" if last else f"h{index}[{unit + 1}]"
        if passage.function is None:
            return name
        word = called(self.found, passage.function)
        return f"{name} = {word}({_text(passage.z[unit])})"

    def _place(self, column: int, unit: int, units: int) -> tuple[float, float]:
        x = _SIDE + column * self.column
        return x, self.middle + ((units - 1) / 2 - unit) * self.row

    def _heading(self) -> None:
        worked, left = self.found, _SIDE - _RADIUS
        room = len(worked.passages) * self.column + _RIGHT
        title = written(worked.function)
        self._write((left, self.top - 24), title, "ink", _TITLE, "left", bold=True, room=room)
        story = (
            f"loss {_text(worked.loss)}; after one step of rate {_text(worked.rate)}: "
            f"{_text(worked.loss_after)}"
        )
        self._write((left, self.top - 40), story, "quiet", _SMALL, "left")

    def _lines(self, index: int, passage: Passage, heaviest: float) -> None:
        before, after = len(passage.inputs), len(passage.z)
        share = _spread(before, after)[0]
        for j, row in enumerate(passage.layer.weights):
            for i, weight in enumerate(row):
                one, other = self._place(index - 1, i, before), self._place(index, j, after)
                slope = passage.by_weight[j][i]
                thick = 0.8 + 2 * abs(weight) / heaviest
                self.drawn.append(Line(one, other, "guide" if slope else "grid", thick, weight < 0))
                if _labelled(before, after):
                    x, y = (a + share * (b - a) for a, b in zip(one, other, strict=True))
                    self._pair((x, y), _text(weight), _text(slope), boxed=True)

    def _layer(self, index: int, passage: Passage) -> None:
        for unit, value in enumerate(passage.outputs):
            slope = passage.slopes[unit] if passage.function is not None else None
            self._unit(
                self._place(index, unit, len(passage.z)), value, self._name(index, unit), slope,
                passage.by_z[unit], f"b {_text(passage.layer.biases[unit])}",
                kink=passage.kinks[unit] is not None,
            )  # fmt: skip

    def _unit(
        self, at: tuple[float, float], value: float, name: str, slope: float | None,
        gradient: float, bias: str, *, kink: bool = False,
    ) -> None:  # fmt: skip
        x, y = at
        fill: Ink = "grid" if slope == 0 else "paper"
        rim: Ink = "second" if kink else "ink"
        self.drawn.append(Disc(at, _RADIUS, fill, rim, 1.6 if kink else 1.2))
        inside = 2 * _RADIUS - 7
        lift = 4.0 if slope is not None else 0.0
        self._write((x, y + lift), _text(value), "ink", _VALUE, bold=True, room=inside)
        if slope is not None:
            said = f"slope {_text(slope)}"
            self._write((x, y - 10), said, "quiet", _SLOPE, room=inside - 4)
        self._write((x, y + _RADIUS + 9), name, "ink", _SMALL, boxed=True)
        self._pair((x, y - _RADIUS - 9), bias, _text(gradient))
        if kink:
            self._write((x, y - _RADIUS - 20), "on a kink", "second", _TINY)

    def _targets(self) -> None:
        last = self.found.passages[-1]
        for unit, (target, error) in enumerate(
            zip(self.found.network.targets, last.by_output, strict=True)
        ):
            x, y = self._place(len(self.found.passages), unit, len(last.z))
            left = x + _RADIUS + 12
            self._write((left, y + 7), f"target {_text(target)}", "ink", _SMALL, "left")
            self._write((left, y - 7), f"y − t = {_text(error)}", "second", _SMALL, "left")

    def _write(
        self, at: tuple[float, float], text: str, ink: Ink, size: float,
        align: Literal["left", "center"] = "center", *, bold: bool = False,
        room: float | None = None, boxed: bool = False,
    ) -> None:  # fmt: skip
        self.drawn.append(Words(at, ((text, ink),), size, align, bold=bold, room=room, boxed=boxed))

    def _pair(
        self, at: tuple[float, float], forward: str, gradient: str, *, boxed: bool = False
    ) -> None:
        """A number in ink and its gradient beside it, centred."""
        runs: tuple[tuple[str, Ink], ...] = ((forward, "ink"), (gradient, "second"))
        shown = tuple(run for run in runs if run[0])
        self.drawn.append(Words(at, shown, _SMALL, gap=_BETWEEN, boxed=boxed))


def _wide(forward: str, gradient: str) -> float:
    wide = [about(text, _SMALL) for text in (forward, gradient) if text]
    return sum(wide) + _BETWEEN * (len(wide) - 1)
