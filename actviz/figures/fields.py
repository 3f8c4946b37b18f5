"""A gated unit in a picture of its own kind: contours over both of its inputs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from actviz.figures import style
from actviz.figures.graph import Float64
from actviz.figures.scene import Axis, Curve, Field, Panel, Segment, Stroke
from actviz.figures.style import Theme
from actviz.figures.ticks import number_word, ticks
from actviz.gates import INPUTS, Gate

SPAN: Final = (-4.0, 4.0)  # of both inputs
POINTS: Final = 321  # each way; odd, so that 0 is among them
_LEVELS: Final = 8
_CROWDED: Final = 0.5  # of the area between the two levels beside 0: there levels have to be finer
_SERIES: Final = (1.0, 2.0, 5.0)  # of every decade
_SERIES_LEVELS: Final = 5  # of each sign
_LABEL_AT: Final = (0.3, 0.5, 0.7, 0.4, 0.6, 0.2, 0.8, 0.12, 0.88)  # of a line's length
_STRONGEST: Final = 0.62  # share of the hue at the largest value: words on it stay readable
POSITIVE, NEGATIVE, _ZERO = Stroke(0), Stroke(1, 1), Stroke(4)

Range = tuple[float, float]


def gate_panels(
    gate: Gate, orders: Sequence[int], span: Range, width: float, height: float
) -> list[Panel]:
    """The unit itself for order 0, and both partial derivatives for order 1.

    Raises:
        ValueError: a derivative above the first, or nothing finite to draw.
    """
    if any(order > 1 for order in orders):
        raise ValueError(f"{gate.name}: the partial derivatives are the highest that are drawn")
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
    title = f"∂{gate.display}/∂{letter}" if letter else gate.display
    return Panel(
        Axis(*span, *ticks(*span, width * 1.3), _named(gate, "u")),
        Axis(*span, *ticks(*span, height * 1.3), _named(gate, "v")),
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


def steps(field: Field) -> tuple[float, ...]:
    """The values between which an area is filled: the levels, and beyond both ends."""
    reach = max(max(abs(z) for z in row if np.isfinite(z)) for row in field.z)
    beyond = max(2 * reach, 2 * field.levels[-1], -2 * field.levels[0])
    return (-beyond, *field.levels, beyond)


def fills(field: Field, inks: Theme) -> list[str]:
    """The ink between each two steps: a hue for each sign, stronger from step to step."""
    above = sum(level >= 0 for level in field.levels)
    below = len(field.levels) + 1 - above
    most = max(above, below)
    # Beside zero there is paper: whether a plateau lies at zero or beside it shows in no hue.
    strength = [_STRONGEST * place / most for place in range(most)]
    one, other = (style.colour(stroke, inks) for stroke in (NEGATIVE, POSITIVE))
    return [
        *(style.mixed(inks.paper, one, share) for share in reversed(strength[:below])),
        *(style.mixed(inks.paper, other, share) for share in strength[:above]),
    ]


def label_points(
    lines: Sequence[Curve], boxes: Sequence[tuple[float, float]], x: Axis, y: Axis
) -> list[tuple[float, float] | None]:
    """Where the number of each line stands: on the line, clear of the other numbers.

    Args:
        lines: contours.
        boxes: width and height of each number, in the units of x and y.
        x, y: the axes, out of which no number may reach.

    Returns:
        The middles of the numbers; None where there is no room for one.
    """
    found: list[tuple[float, float] | None] = []
    for line, (wide, high) in zip(lines, boxes, strict=True):
        free = (
            spot
            for spot in _along(line)
            if x.low + wide / 2 <= spot[0] <= x.high - wide / 2
            and y.low + high / 2 <= spot[1] <= y.high - high / 2
            and all(
                abs(spot[0] - other[0]) > (wide + boxes[at][0]) / 2
                or abs(spot[1] - other[1]) > (high + boxes[at][1]) / 2
                for at, other in enumerate(found)
                if other is not None
            )
        )
        found.append(next(free, None))
    return found


def _along(line: Curve) -> Iterator[tuple[float, float]]:
    """Places on the longest part of a line, the best first."""
    x, y = max(
        ((np.array(part.x), np.array(part.y)) for part in line.segments),
        key=lambda part: float(np.hypot(np.diff(part[0]), np.diff(part[1])).sum()),
    )
    run = np.r_[0.0, np.cumsum(np.hypot(np.diff(x), np.diff(y)))]
    for share in _LABEL_AT:
        at = share * run[-1]
        yield float(np.interp(at, run, x)), float(np.interp(at, run, y))


def contours(field: Field) -> list[tuple[Curve, float]]:
    """The lines at the levels as curves, with the levels: dashed below zero, zero's own apart."""
    from contourpy import contour_generator

    generator = contour_generator(np.array(field.x), np.array(field.y), np.array(field.z))
    found = []
    for level, word in zip(field.levels, field.words, strict=True):
        parts = [np.asarray(line) for line in generator.lines(level)]
        stroke = _ZERO if level == 0 else POSITIVE if level > 0 else NEGATIVE
        segments = tuple(
            Segment(tuple(part[:, 0].tolist()), tuple(part[:, 1].tolist())) for part in parts
        )
        if segments:
            found.append((Curve(word, segments, stroke), level))
    return found
