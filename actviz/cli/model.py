"""``actviz model``: which activations are in a model file, exactly."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from actviz.cli.options import FormatOption
from actviz.text import terminal

DATA: Final = ("json", "csv", "tsv")
SHOWN: Final = ("where", "count", "function", "spec", "dialect", "spelling", "certainty",
                "difference", "at", "note")  # fmt: skip


def model(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE [OTHER]",
            help="ONNX, TFLite, Keras .keras, PyTorch .pt2, safetensors with config.json, GGUF.",
            show_default=False,
        ),
    ],
    format_: FormatOption = "table",
) -> None:
    """Tell which activation functions a model file holds; nothing of the file is run.

    A row for each function and spelling: where it is first, how often, the function with its
    parameters as a spec, the library's name it matches, the operators it is written with, and how
    sure that is. proved: the formula recovered from the graph and the entry are the same function,
    by exact arithmetic. float32: the same but for constants rounded to the file's format. near:
    the nearest entry, with the largest difference. own: a formula of its own. named: the file
    holds the name alone. Straight lines are no activations and no rows.

    Of two files, say before and after a conversion, the activations that changed: matched by order
    and shape, with the largest difference and where it is. Exit code 1 if one function became
    another.

    \b
    Examples:
      echo '{"hidden_act": "gelu_new"}' > config.json && actviz model config.json
      echo '{"hidden_act": "silu", "model_type": "llama"}' > config.json && actviz model . -f json
    """
    from actviz.models import report
    from actviz.models.files import opened

    if len(files) > 2:
        raise ValueError("one file, or two to compare")
    if len(files) == 2:
        _changes(files[0], files[1], format_)
        return
    found = opened(files[0])
    rows = report.rows(found)
    for note in found.notes:
        terminal.note(f"actviz: {note}")
    if not rows and format_ == "table":
        terminal.note(f"actviz: {files[0]}: no activation in it")
    columns = (
        None if format_ in DATA else [word for word in SHOWN if any(row[word] for row in rows)]
    )
    terminal.table(rows, format_, columns)


def _changes(one: str, other: str, format_: str) -> None:
    """What changed between two files; exit code 1 where one function became another."""
    from actviz.models.changes import compared
    from actviz.models.files import opened

    rows = compared(opened(one), opened(other))
    changed = [row for row in rows if not row["same"]]
    if format_ in DATA:
        terminal.table(rows, format_)
    else:
        if changed:
            terminal.table(changed, format_)
        same = len(rows) - len(changed)
        terminal.note(f"actviz: the same function in {same} of {len(rows)} places")
    if changed:
        raise typer.Exit(1)
