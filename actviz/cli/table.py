"""``actviz table``: ranges, slopes and saturation, derived from the formulas."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import compress
from typing import TYPE_CHECKING, Annotated, Final

import typer

from actviz import terminal
from actviz.cli.options import FormatOption, MaybeNames

if TYPE_CHECKING:
    from actviz.registry import Function
    from actviz.rows import Row

CLASSICS: Final = (
    "binary_step", "identity", "sigmoid", "tanh", "relu", "leaky_relu", "elu", "selu", "softplus",
    "silu", "gelu", "mish",
)  # fmt: skip


MANY: Final = 40  # functions for which a second process earns its start
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

    derive: Callable[[Function], Row]
    if format_ == "json":
        derive = partial(full_row, tolerance=tolerance)
    elif format_ in ("csv", "tsv"):
        derive = partial(short_row, tolerance=tolerance, number=repr)
    elif format_ == "table" and terminal.is_terminal() and terminal.width() < WIDE:
        derive = partial(narrow_row, tolerance=tolerance)
    else:
        derive = partial(short_row, tolerance=tolerance)
    rows = []
    with terminal.progress("deriving facts", len(functions)) as done:
        for count, row in enumerate(_derived(derive, functions), 1):
            rows.append(row)
            done(count)
    doubtful = [function.single_source for function in functions]
    if any(doubtful) and format_ not in ("json", "csv", "tsv"):
        from actviz.index import SINGLE_SOURCE

        for row in compress(rows, doubtful):
            row["name"] += " *"
        terminal.note(f"* {SINGLE_SOURCE}")
    terminal.table(rows, format_)


def _derived(derive: Callable[[Function], Row], functions: Sequence[Function]) -> Iterator[Row]:
    """Rows in order; many functions are shared out among all processors."""
    import multiprocessing

    workers = os.cpu_count() or 1
    forks = "fork" in multiprocessing.get_all_start_methods()
    if len(functions) < MANY or workers == 1 or not forks:
        yield from map(derive, functions)
        return
    from concurrent.futures import ProcessPoolExecutor

    # A fork inherits the functions; sent through a pipe, their trees would be copies, not shared.
    _INHERITED[:] = [(derive, function) for function in functions]
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        yield from pool.map(_row_at, range(len(functions)), chunksize=4)


_INHERITED: Final[list[tuple[Callable[[Function], Row], Function]]] = []


def _row_at(place: int) -> Row:
    derive, function = _INHERITED[place]
    return derive(function)
