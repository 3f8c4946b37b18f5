"""How distances are shown: as rows with notes, and as the matrix of each from each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from actviz.cli.options import DATA
from actviz.text import terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from actviz.measure.weighing import Weighing
    from actviz.text.rows import Row


def shown(rows: Sequence[Row], format_: str) -> None:
    """Print rows; their notes on stderr where a table is for people."""
    if format_ not in DATA:
        for row in rows:
            text = row.pop("note")
            if text:
                terminal.note(f"{row['function']}: {text}")
    terminal.table(rows, format_)


def words_of(by: str, weighing: Weighing) -> str:
    """What a matrix of distances is called."""
    if by != "rms":
        return "Largest difference"
    words = {"normal": "standard normal x", "data": "over the data"}
    return f"Root mean square of the difference, {words.get(weighing.words, weighing.words)}"


def matrix_of(
    functions: Sequence[Any],
    distance: Callable[[Any, Any], float | None],
    heading: str,
    output: str | None,
    title: str | None,
    theme: str,
    format_: str,
) -> None:
    """Print the distances of each from each, and draw them if asked."""
    from actviz.measure import comparison

    names = [function.display for function in functions]
    if len(set(names)) < len(names):
        raise ValueError("a function is named twice; each once, or with labels: a=relu b=relu")
    with terminal.progress("comparing", len(functions) * (len(functions) - 1) // 2) as done:
        matrix = comparison.matrix(functions, distance, done)
    if output:
        from actviz.cli.plot import write
        from actviz.figures.compose.heatmap import heatmap

        heading = heading if title is None else title
        write(heatmap(names, matrix, heading, theme), output)
        if output == "-":
            return
    terminal.table(
        [
            {"function": name, **dict(zip(names, line, strict=True))}
            for name, line in zip(names, matrix, strict=True)
        ],
        format_,
    )
