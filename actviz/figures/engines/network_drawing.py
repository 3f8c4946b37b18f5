"""A worked network as a drawing: units in columns, weights on the lines, gradients beside them.

Lengths are points. Numbers that run forward are in ink, gradients of the loss in the second hue.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyBboxPatch

from actviz.figures.layout.heading import TITLE
from actviz.figures.layout.text_size import Font, Ruler, words
from actviz.figures.scene import themes
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
_VALUE, _SMALL, _TINY = Font(10.5, bold=True), Font(9.0), Font(8.0)


def drawing(several: Sequence[Worked], theme: str = "light") -> Figure:
    """The networks below each other, as a Matplotlib figure.

    Raises:
        ValueError: more networks than fit on a page.
    """
    if len(several) > PANELS_AT_MOST:
        raise ValueError(f"{len(several)} functions; a drawing holds {PANELS_AT_MOST}")
    inks = themes.theme(theme)
    shape, most = several[0].network.shape, max(several[0].network.shape)
    row = max([_ROW, *(_APART / _spread(*pair)[1] for pair in pairwise(shape) if _labelled(*pair))])
    panels = [_Panel(found, inks, row) for found in several]
    column = max(_COLUMN, *(panel.column for panel in panels))
    tall = _HEAD + (most - 1) * row + 2 * (_RADIUS + _CAPTIONS)
    width = 2 * _SIDE + (len(shape) - 1) * column + _RIGHT
    height = len(several) * tall + _FOOT
    figure = Figure(figsize=(width / 72, height / 72), dpi=100, facecolor=inks.paper)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width), ylim=(0, height))
    axes.axis("off")
    for index, panel in enumerate(panels):
        panel.draw(axes, height - index * tall, column, (most - 1) * row)
    _legend(axes, inks, width)
    return figure


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

    axes: Axes
    column: float

    def __init__(self, found: Worked, inks: themes.Theme, row: float) -> None:
        self.found, self.inks, self.row = found, inks, row
        self.ruler = Ruler(inks)
        self.gradient = inks.hues[1]
        self.column = self._room()

    def _room(self) -> float:
        """A distance of columns at which labels on lines meet no caption of a unit."""
        labels, captions = [0.0], [2 * _RADIUS]
        for index, passage in enumerate(self.found.passages, 1):
            rows = zip(passage.layer.weights, passage.by_weight, strict=True)
            pairs = [pair for row, slopes in rows for pair in zip(row, slopes, strict=True)]
            if _labelled(len(passage.inputs), len(passage.z)):
                labels += [self._wide(_text(weight), _text(slope)) for weight, slope in pairs]
            for unit, slope in enumerate(passage.by_z):
                captions.append(self._wide(self._name(index, unit), ""))
                captions.append(self._wide(f"b {_text(passage.layer.biases[unit])}", _text(slope)))
        return (max(labels) / 2 + max(captions) / 2 + 5) / _SHARES[0]

    def draw(self, axes: Axes, top: float, column: float, high: float) -> None:
        """Draw it on axes in points, from ``top`` down; ``high`` is how far units are spread."""
        self.axes, self.top, self.column = axes, top, column
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
        found, left = self.found, _SIDE - _RADIUS
        title = found.function.display
        font = self._fitting(title, TITLE, len(found.passages) * self.column + _RIGHT)
        self._write(left, self.top - 24, title, font, self.inks.ink, "left")
        story = (
            f"loss {_text(found.loss)}; after one step of rate {_text(found.rate)}: "
            f"{_text(found.loss_after)}"
        )
        self._write(left, self.top - 40, story, _SMALL, self.inks.quiet, "left")

    def _lines(self, index: int, passage: Passage, heaviest: float) -> None:
        before, after = len(passage.inputs), len(passage.z)
        share = _spread(before, after)[0]
        for j, row in enumerate(passage.layer.weights):
            for i, weight in enumerate(row):
                one, other = self._place(index - 1, i, before), self._place(index, j, after)
                slope = passage.by_weight[j][i]
                self.axes.plot(
                    [one[0], other[0]], [one[1], other[1]],
                    color=self.inks.guide if slope else self.inks.grid,
                    linewidth=0.8 + 2 * abs(weight) / heaviest,
                    linestyle=(0, (3.0, 1.6)) if weight < 0 else "-",
                    zorder=1,
                )  # fmt: skip
                if _labelled(before, after):
                    x, y = (a + share * (b - a) for a, b in zip(one, other, strict=True))
                    self._pair(x, y, _text(weight), _text(slope), boxed=True)

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
        inks = self.inks
        self.axes.add_patch(
            Circle(
                at, _RADIUS, facecolor=inks.grid if slope == 0 else inks.paper, zorder=3,
                edgecolor=self.gradient if kink else inks.ink, linewidth=1.6 if kink else 1.2,
            )
        )  # fmt: skip
        inside = 2 * _RADIUS - 7
        lift = 4.0 if slope is not None else 0.0
        self._write(
            x, y + lift, _text(value), self._fitting(_text(value), _VALUE, inside), inks.ink
        )
        if slope is not None:
            said = f"slope {_text(slope)}"
            self._write(x, y - 10, said, self._fitting(said, Font(6.5), inside - 4), inks.quiet)
        self._write(x, y + _RADIUS + 9, name, _SMALL, inks.ink, boxed=True)
        self._pair(x, y - _RADIUS - 9, bias, _text(gradient))
        if kink:
            self._write(x, y - _RADIUS - 20, "on a kink", _TINY, self.gradient)

    def _targets(self) -> None:
        last = self.found.passages[-1]
        for unit, (target, error) in enumerate(
            zip(self.found.network.targets, last.by_output, strict=True)
        ):
            x, y = self._place(len(self.found.passages), unit, len(last.z))
            left = x + _RADIUS + 12
            self._write(left, y + 7, f"target {_text(target)}", _SMALL, self.inks.ink, "left")
            self._write(left, y - 7, f"y − t = {_text(error)}", _SMALL, self.gradient, "left")

    def _fitting(self, text: str, font: Font, room: float) -> Font:
        """The same font, or a smaller one in which a text is no wider."""
        wide = self.ruler.extent(text, font).width
        return font if wide <= room else replace(font, size=font.size * room / wide)

    def _wide(self, forward: str, gradient: str) -> float:
        wide = [self.ruler.extent(text, _SMALL).width for text in (forward, gradient) if text]
        return sum(wide) + _BETWEEN * (len(wide) - 1)

    def _pair(
        self, x: float, y: float, forward: str, gradient: str, *, boxed: bool = False
    ) -> None:
        """A number in ink and its gradient beside it, centred."""
        total = self._wide(forward, gradient)
        if boxed:
            self._box(x - total / 2, y, total)
        if forward:
            self._write(x - total / 2, y, forward, _SMALL, self.inks.ink, "left")
        self._write(x + total / 2, y, gradient, _SMALL, self.gradient, "right")

    def _box(self, left: float, y: float, width: float) -> None:
        self.axes.add_patch(
            FancyBboxPatch(
                (left - 1, y - 5.5), width + 2, 11, boxstyle="round,pad=1,rounding_size=3",
                facecolor=self.inks.paper, edgecolor="none", zorder=2,
            )
        )  # fmt: skip

    def _write(
        self, x: float, y: float, text: str, font: Font, ink: str, align: str = "center",
        *, boxed: bool = False,
    ) -> None:  # fmt: skip
        if boxed:
            width = self.ruler.extent(text, font).width
            self._box(x - width / 2, y, width)
        self.axes.text(
            x, y, ha=align, va="center_baseline", zorder=4, **words(text, font, self.ruler, ink)
        )


def _legend(axes: Axes, inks: themes.Theme, width: float) -> None:
    """What the two colours and the dashes mean."""
    ruler = Ruler(inks)
    pieces = [
        ("values and weights", inks.ink),
        ("gradients of the loss", inks.hues[1]),
        ("broken line: negative weight; pale: gradient 0", inks.quiet),
    ]
    font = _TINY
    total = sum(ruler.extent(text, font).width for text, _ in pieces) + 16 * (len(pieces) - 1)
    if total > width - 24:
        font = Font(max(5.0, _TINY.size * (width - 24) / total))
    x = _SIDE - _RADIUS
    for text, ink in pieces:
        axes.text(x, 16, ha="left", va="baseline", **words(text, font, ruler, ink))
        x += ruler.extent(text, font).width + 16
