"""A matrix as a heat map: one square a pair, the number in it, a sequential ink by its size."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from actviz.figures.scene import themes
from actviz.figures.scene.themes import Theme

_CELL: Final = 0.52  # inches of a square with a number in it
_SMALLEST: Final = 0.3  # with twenty functions and more
_LETTER: Final = 0.085  # inches that a letter of a name takes
_FAINTEST: Final = 0.12  # share of the ink that the smallest distance gets


def heatmap(
    names: Sequence[str],
    values: Sequence[Sequence[float | None]],
    title: str,
    theme: str = "light",
) -> Figure:
    """The distances of a set of functions as a Matplotlib figure.

    Args:
        names: what the rows and columns are called.
        values: a symmetric matrix; infinite and unknown distances are hatched.
        title: stands above.
        theme: light, dark or print.
    """
    inks = themes.theme(theme)
    count = len(names)
    cell = max(_SMALLEST, min(_CELL, 11.0 / count))
    left = 0.25 + _LETTER * max(map(len, names))
    bottom = 0.2 + _LETTER * max(map(len, names)) * 0.75
    width, height = left + count * cell + 0.3, bottom + count * cell + 0.6
    figure = Figure(figsize=(width, height), dpi=100, facecolor=inks.paper)
    axes = figure.add_axes((left / width, bottom / height, count * cell / width,
                            count * cell / height))  # fmt: skip
    axes.set(xlim=(0, count), ylim=(count, 0))
    finite = [v for row in values for v in row if v is not None and math.isfinite(v) and v > 0]
    least, most = min(finite, default=1.0), max(finite, default=1.0)
    size = 9.0 * cell / _CELL + 0.5
    for row, line in enumerate(values):
        for column, value in enumerate(line):
            paint, text, hatch = _paint(value, least, most, inks)
            axes.add_patch(
                Rectangle((column, row), 1, 1, facecolor=paint, edgecolor=inks.paper, hatch=hatch)
            )
            axes.text(column + 0.5, row + 0.5, _told(value, row == column), ha="center",
                      va="center", fontsize=size, color=text)  # fmt: skip
    axes.set_xticks([k + 0.5 for k in range(count)], names, rotation=40, ha="right",
                    rotation_mode="anchor")  # fmt: skip
    axes.set_yticks([k + 0.5 for k in range(count)], names)
    axes.tick_params(length=0, labelsize=9, labelcolor=inks.ink, pad=4)
    axes.set_frame_on(False)
    figure.text(0.3 / width, 1 - 0.3 / height, title, fontsize=11, color=inks.ink, va="center",
                fontweight="bold")  # fmt: skip
    return figure


def _paint(
    value: float | None, least: float, most: float, inks: Theme
) -> tuple[str, str, str | None]:
    """The ink of a square, that of its number, and whether it is hatched."""
    if value is None or math.isinf(value):
        return inks.grid, inks.quiet, "///"
    if value <= 0:
        return inks.paper, inks.ink, None
    share = math.log(value / least) / math.log(most / least) if most > least else 1.0
    paint = themes.mixed(inks.paper, inks.ramp[-2], _FAINTEST + (0.95 - _FAINTEST) * share)
    return paint, _readable(paint, inks), None


def _readable(paint: str, inks: Theme) -> str:
    """Ink or paper, whichever stands out against a square."""
    return max((inks.ink, inks.paper), key=lambda ink: abs(_lightness(ink) - _lightness(paint)))


def _lightness(colour: str) -> float:
    red, green, blue = (int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5))
    found: float = (0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2) ** 0.5
    return found


def _told(value: float | None, same: bool) -> str:
    if same:
        return ""
    if value is None:
        return "?"
    return "∞" if math.isinf(value) else f"{value:.2g}"
