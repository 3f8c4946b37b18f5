"""A gated unit in a picture of its own kind: contours over both of its inputs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from actviz.arrays import Float64
from actviz.figures.compose.formula_text import formula
from actviz.figures.compose.picture_request import Range, Request
from actviz.figures.compose.titles import written
from actviz.figures.layout.ticks import counted, number_word, ticks
from actviz.figures.scene.scene import Field, Panel, Scene
from actviz.functions.gated import INPUTS, Gate

SPAN: Final = (-4.0, 4.0)  # of both inputs
_SQUARE: Final = (5.6, 5.4)  # inches of a picture whose both axes are inputs
_TILE: Final = 2.5  # of such a panel among others, each way
POINTS: Final = 321  # each way; odd, so that 0 is among them
_LEVELS: Final = 8
_CROWDED: Final = 0.5  # of the area between the two levels beside 0: there levels have to be finer
_SERIES: Final = (1.0, 2.0, 5.0)  # of every decade
_SERIES_LEVELS: Final = 5  # of each sign


def contour_scene(gates: Sequence[Gate], request: Request) -> Scene:
    """Contours of gated units: one large panel, or small ones side by side."""
    count = len(gates) * sum(2 if order else 1 for order in request.orders)
    heading, theme = request.heading, request.theme
    if count == 1:
        size = request.size or _SQUARE
        (panel,) = gate_panels(gates[0], request.orders, request.span, *size)
        written = formula(gates[0])
        return Scene((replace(panel, title=""),), "plot", heading, written, size, theme)
    columns = count if count <= 3 else 3 if count % 3 == 0 else math.ceil(math.sqrt(count))
    rows = -(-count // columns)
    size = request.size or (columns * _TILE + 0.9, rows * _TILE + 1.0)
    panels = [
        panel
        for gate in gates
        for panel in gate_panels(gate, request.orders, request.span, _TILE, _TILE)
    ]
    return Scene(tuple(panels), "grid", heading, None, size, theme, columns)


def gate_panels(
    gate: Gate, orders: Sequence[int], span: Range | None, width: float, height: float
) -> list[Panel]:
    """The unit itself for order 0, and both partial derivatives for order 1.

    Raises:
        ValueError: a derivative above the first, or nothing finite to draw.
    """
    if any(order > 1 for order in orders):
        raise ValueError(f"{gate.name}: the partial derivatives are the highest that are drawn")
    span = span or SPAN
    letters = [letter for order in orders for letter in (INPUTS if order else ("",))]
    return [_panel(gate, letter, span, width, height) for letter in letters]


def _panel(gate: Gate, letter: str, span: Range, width: float, height: float) -> Panel:
    line = np.linspace(*span, POINTS)
    line[np.abs(line) < 1e-12 * (span[1] - span[0])] = 0.0
    u, v = np.meshgrid(line, line)
    values = np.asarray(gate.partial(u, v, letter) if letter else gate(u, v))
    if not np.isfinite(values).any():
        raise ValueError(f"{gate.display} has no finite value between {span[0]:g} and {span[1]:g}")
    reach = float(np.abs(values[np.isfinite(values)]).max()) or 1.0
    levels = _levels(values, reach)
    words = tuple(number_word(level) for level in levels)
    xs = tuple(line.tolist())
    field = Field(xs, xs, tuple(map(tuple, values.tolist())), levels, words)
    title = f"∂{written(gate)}/∂{letter}" if letter else written(gate)
    return Panel(
        counted(span, width * 1.3, _named(gate, "u")),
        counted(span, height * 1.3, _named(gate, "v")),
        title=title,
        field=field,
    )


def _levels(values: Float64, reach: float) -> tuple[float, ...]:
    """Even levels, or where most of the area would lie between two of them: 1, 2, 5, 10, ..."""
    even, _ = ticks(-reach, reach, _LEVELS)
    if (np.abs(values) < even[1] - even[0]).mean() < _CROWDED:
        return even
    decade = 10.0 ** np.floor(np.log10(reach))
    series = [
        round(one * ten, 12) for ten in (decade / 100, decade / 10, decade) for one in _SERIES
    ]
    sizes = [size for size in series if size < 0.95 * reach][-_SERIES_LEVELS:]
    return (*(-size for size in reversed(sizes)), 0.0, *sizes)


def _named(gate: Gate, word: str) -> str:
    return f"{word}   (activated)" if word in gate.activated else word
