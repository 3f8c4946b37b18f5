"""A matrix as a heat map: one square a pair, the number in it, a sequential ink by its size."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from actviz.figures.scene.drawing import Drawing, Square, Words, about

_CELL: Final = 37.4  # points of a square with a number in it
_SMALLEST: Final = 21.6  # with twenty functions and more
_WIDEST: Final = 792.0  # of all squares together, before they shrink
_NAME: Final = 9.0  # size of a name
_TILT: Final = 40.0  # degrees by which the names below lean
_FAINTEST, _STRONGEST = 0.12, 0.95  # share of the ink of the smallest and of the largest distance


def heatmap(
    names: Sequence[str],
    values: Sequence[Sequence[float | None]],
    title: str,
    theme: str = "light",
    columns: Sequence[str] | None = None,
    worst: Sequence[float] = (),
) -> Drawing:
    """The distances of a set of functions, or of some functions from some others.

    Args:
        names: what the rows are called, and the columns unless these have names of their own.
        values: a row for each name; infinite and unknown distances are hatched.
        worst: of each column the value from which on nothing is worse: it, what is larger and
            what is infinite have the strongest ink, and what is not known does not exist.
    """
    below = names if columns is None else columns
    count, across = len(names), len(below)
    cell = max(_SMALLEST, min(_CELL, _WIDEST / max(count, across)))
    longest = max(about(name, _NAME) for name in names)
    lowest = max(about(name, _NAME) for name in below)
    # A name that leans starts left of its square.
    left = 18 + max(longest, 0.77 * lowest - cell / 2)
    bottom = 16 + (0.75 if columns is None else 0.65) * lowest
    width = left + across * cell + 22
    if columns is not None:
        width = max(width, about(title, 11.0) + 44)
    height = bottom + count * cell + 43
    finite = [v for row in values for v in row if v is not None and math.isfinite(v) and v > 0]
    least, most = min(finite, default=1.0), max(finite, default=1.0)
    size = 9.0 * cell / _CELL + 0.5
    shapes: list[Square | Words] = [
        Words((22, height - 22), ((title, "ink"),), 11.0, "left", bold=True, room=width - 40)
    ]
    for row, line in enumerate(values):
        base = bottom + (count - 1 - row) * cell
        shapes.append(Words((left - 5, base + cell / 2), ((names[row], "ink"),), _NAME, "right"))
        for column, value in enumerate(line):
            corner = left + column * cell, base
            word = _word(value, columns is None and row == column, "–" if worst else "?")
            end = worst[column] if worst else most
            shown = min(value, end) if worst and value is not None else value
            shapes.append(Square(corner, cell, _share(shown, least, end), word, size))
    for column, name in enumerate(below):
        place = left + (column + 0.5) * cell, bottom - 5
        shapes.append(Words(place, ((name, "ink"),), _NAME, "right", angle=_TILT))
    return Drawing(width, height, tuple(shapes), theme)


def _share(value: float | None, least: float, most: float) -> float | None:
    """How strong a square's ink is, by the logarithm of its distance."""
    if value is None or math.isinf(value):
        return None
    if value <= 0:
        return 0.0
    share = math.log(value / least) / math.log(most / least) if most > least else 1.0
    return _FAINTEST + (_STRONGEST - _FAINTEST) * share


def _word(value: float | None, same: bool, unknown: str) -> str:
    if same:
        return ""
    if value is None:
        return unknown
    return error_word(value)


def error_word(value: float) -> str:
    """A size in few letters: 0.5, 31, 2e7."""
    if math.isinf(value):
        return "∞"
    if value >= 1000:
        return f"{value:.0e}".replace("e+0", "e").replace("e+", "e")
    return f"{value:.0f}" if value >= 10 else f"{value:.2g}"
