"""``actviz table``: ranges, slopes and saturation, derived from the formulas."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from actviz import terminal
from actviz.cli.options import FormatOption, MaybeNames

CLASSICS: Final = (
    "binary_step", "identity", "sigmoid", "tanh", "relu", "leaky_relu", "elu", "selu", "softplus",
    "silu", "gelu", "mish",
)  # fmt: skip


WIDE: Final = 130  # columns that the full words need


def table(
    names: MaybeNames = None,
    every: Annotated[bool, typer.Option("--all", help="Every function of the catalogue.")] = False,
    tolerance: Annotated[
        float, typer.Option(min=1e-300, max=1.0, help="Saturated: |slope| stays below this.")
    ] = 0.01,
    format_: FormatOption = "table",
) -> None:
    """Tabulate what follows from the formulas.

    Range, range of the slope, monotonicity, saturation on each side, smoothness, kinks.
    A square bracket means that the end is attained, a round one that it is only approached.
    Without names: the dozen classics. JSON holds every fact with all its digits.

    \b
    Examples:
      actviz table
      actviz table relu gelu --format csv
      actviz table sigmoid tanh softsign --tolerance 0.001
      actviz table "x * tanh(x)" elu:alpha=0.5 --format md
      actviz table --all --format json
    """
    from actviz.registry import everything, resolve_all

    functions = everything() if every else resolve_all(names or CLASSICS)
    from actviz.pages.table import full_row, narrow_row, short_row

    rows = []
    with terminal.progress("deriving facts", len(functions)) as done:
        for count, function in enumerate(functions, 1):
            if format_ == "json":
                rows.append(full_row(function, tolerance))
            elif format_ in ("csv", "tsv"):
                rows.append(short_row(function, tolerance, repr))
            elif format_ == "table" and terminal.is_terminal() and terminal.width() < WIDE:
                rows.append(narrow_row(function, tolerance))
            else:
                rows.append(short_row(function, tolerance))
            done(count)
    terminal.table(rows, format_)
