"""``actviz table``: ranges, slopes and saturation, derived from the formulas."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import compress
from typing import TYPE_CHECKING, Annotated, Any, Final

from actviz.cli import options
from actviz.cli.budget import bounded
from actviz.cli.options import option
from actviz.processes.shared import may_fork, shared
from actviz.text import rows, terminal

if TYPE_CHECKING:
    from actviz.lookup.registry import Function
    from actviz.text.rows import Row

CLASSICS: Final = (
    "binary_step", "identity", "sigmoid", "tanh", "relu", "leaky_relu", "elu", "selu", "softplus",
    "silu", "gelu", "mish",
)  # fmt: skip

MANY: Final = 40  # functions for which a second process earns its start
WIDE: Final = 130  # columns of a window that the full words need
WIDER: Final = 190  # and the formulas


def table(
    names: options.MaybeNames = None,
    every: Annotated[bool, option("--all", "Every function of the catalogue.")] = False,
    family: Annotated[
        str | None,
        option("--family", "Every function of a family.", autocompletion=options.complete_family),
    ] = None,
    columns: Annotated[
        str | None,
        option(
            "--columns A,B,...",
            "These columns: any field of the JSON, or title, year, uses, strengths, weaknesses, "
            "problem, solution.",
        ),
    ] = None,
    sort: Annotated[
        str | None, option("--sort COLUMN", "The order of rows; -COLUMN turns it round.")
    ] = None,
    tolerance: Annotated[
        float | None,
        option(
            "--tolerance",
            "Saturated: |slope| stays below this; 0.01 by default.",
            min=1e-300,
            max=1.0,
        ),
    ] = None,
    dtype: Annotated[
        str | None,
        option(
            "--dtype TYPE,...", f"Where values, slopes saturate and overflow in {options.FORMATS}."
        ),
    ] = None,
    proved: Annotated[
        bool, option("--proved", "Prove what can be proved, and say what was.")
    ] = False,
    wide: Annotated[
        bool, option("--wide", "All columns and digits, however wide the window.")
    ] = False,
    cluster: options.Cluster = None,
    format_: options.FormatOption = "table",
) -> None:
    """Tabulate what follows from the formulas.

    Range, range of the slope, monotonicity, saturation on each side, smoothness, kinks.
    A square bracket means that the end is attained, a round one that it is only approached.
    Without names: the dozen classics. JSON holds every fact with all its digits.

    \b
    Examples:
      actviz table
      actviz table relu gelu --format csv
      actviz table sigmoid tanh --tolerance 0.001
      actviz table sigmoid tanh --dtype bfloat16,float16
      actviz table sigmoid relu --dtype float8_e4m3fn,float8_e5m2,int8:0.05:0
      actviz table "x * tanh(x)" elu:alpha=0.5 --format md
      actviz table gelu mish "x**3 - x" --proved
      actviz table relu silu --columns name,problem,solution,strengths,weaknesses
      actviz table --family shrinkage --columns name,lipschitz,range --sort -lipschitz
      actviz table --all --format json
    """
    from actviz.facts import TOLERANCE

    functions = _chosen(names or [], every, family)
    data = format_ in options.DATA
    if dtype:
        why = "does not go with --dtype, whose columns are where formats saturate and overflow"
        options.idle(why, columns=columns, sort=sort, wide=wide, tolerance=tolerance)
    tolerance = TOLERANCE if tolerance is None else tolerance
    derive: Callable[[Function], Row]
    if columns or sort:
        wanted = [word.strip() for word in columns.split(",")] if columns else None
        derive = _columns(wanted, sort, tolerance, format_)
    elif dtype:
        derive = _by_dtype(dtype, tolerance, data=data)
    else:
        derive = _usual(tolerance, format_, wide, mark=not proved)
    if proved:
        derive = _with_proofs(derive, format_)
    rows = []
    with terminal.progress("deriving facts", len(functions)) as done:
        for count, row in enumerate(_derived(derive, functions, cluster), 1):
            rows.append(row)
            done(count)
    doubtful = [function.single_source for function in functions]
    if any(doubtful) and not data and rows and "name" in rows[0]:
        from actviz.lookup.index import SINGLE_SOURCE

        for row in compress(rows, doubtful):
            row["name"] += " *"
        terminal.note(f"* {SINGLE_SOURCE}")
    _explain_marks(rows)
    if sort:
        _sort(rows, sort.removeprefix("-"), backwards=sort.startswith("-"))
    terminal.table(rows, format_)


def _explain_marks(rows: Sequence[Row]) -> None:
    """Say once what the mark behind a cell means."""
    from actviz.pages.table import MARK

    if any(str(cell).split(" *")[0].endswith(f" {MARK}") for row in rows for cell in row.values()):
        terminal.note(f"{MARK} found by a search on every scale, not proved; --proved tries to")


def _chosen(names: Sequence[str], every: bool, family: str | None) -> Sequence[Function]:
    from actviz.lookup.registry import everything, resolve_all

    if family is None:
        return everything() if every else resolve_all(names or CLASSICS)
    if names:
        raise ValueError("give names or --family, not both")
    functions = everything()
    families = list(dict.fromkeys(function.family for function in functions))
    if family not in families:
        raise ValueError(f"no family is called {family!r}; known: {', '.join(families)}")
    return [function for function in functions if function.family == family]


def _usual(tolerance: float, format_: str, wide: bool, *, mark: bool) -> Callable[[Function], Row]:
    """The columns that a reader wants first, as many as the window holds."""
    from actviz.pages.table import full_row, narrow_row, short_row

    if format_ == "json":
        return partial(full_row, tolerance=tolerance)
    if format_ in ("csv", "tsv"):
        return partial(short_row, tolerance=tolerance, number=rows.digits)
    short = partial(short_row, tolerance=tolerance, mark=mark)
    if format_ != "table" or wide or not terminal.is_terminal() or terminal.width() >= WIDER:
        return short
    if terminal.width() < WIDE:
        terminal.note(f"formulas and all digits in a window of {WIDER} columns, or with --wide")
        return partial(narrow_row, tolerance=tolerance, mark=mark)
    terminal.note(f"formulas in a window of {WIDER} columns, or with --wide")
    return lambda function: {key: cell for key, cell in short(function).items() if key != "formula"}


def _with_proofs(derive: Callable[[Function], Row], format_: str) -> Callable[[Function], Row]:
    from actviz.pages.table import proved_fields, proved_text

    def row(function: Function) -> Row:
        with bounded([function]):
            facts, fields = derive(function), proved_fields(function)
        return {**facts, "proved": list(fields) if format_ == "json" else proved_text(fields)}

    return row


def _columns(
    wanted: Sequence[str] | None, sort: str | None, tolerance: float, format_: str
) -> Callable[[Function], Row]:
    """Rows with the columns asked for; the one to sort by goes with them for a while."""
    from actviz.pages import columns, table

    wanted = wanted or (columns.full() if format_ == "json" else table.COLUMNS)
    key = sort.removeprefix("-") if sort else wanted[0]
    columns.check([*wanted, key])
    number = rows.digits if format_ in ("csv", "tsv") else rows.short

    def derive(function: Function) -> Row:
        cells = columns.FactCells(function, tolerance, number)
        cell = cells.value if format_ == "json" else cells.text
        row = {column: cell(column) for column in wanted}
        return {**row, _KEY: columns.sort_key(cells.value(key))} if sort else row

    return derive


_KEY: Final = ""  # no column is called that


def _sort(rows: list[Row], column: str, *, backwards: bool) -> None:
    """By the keys that the rows carry, which they lose; rows without one come last."""
    keys: list[Any] = [row.pop(_KEY) for row in rows]
    there = [(key[1], row) for key, row in zip(keys, rows, strict=True) if not key[0]]
    rest = [row for key, row in zip(keys, rows, strict=True) if key[0]]
    there.sort(key=lambda pair: pair[0], reverse=backwards)
    rows[:] = [row for _, row in there] + rest


def _by_dtype(words: str, tolerance: float, *, data: bool) -> Callable[[Function], Row]:
    from actviz.pages.columns import dtype_row

    dtypes = options.formats_among(words)
    return partial(
        dtype_row, tolerance=tolerance, dtypes=dtypes, number=rows.digits if data else rows.short
    )


def _derived(
    derive: Callable[[Function], Row], functions: Sequence[Function], cluster: str | None = None
) -> Iterator[Row]:
    """Rows in order; many functions are shared out among all processors, or a Dask cluster."""
    if cluster is not None:
        from actviz.processes.cluster import in_order
        from actviz.processes.cluster import shared as far_shared

        yield from in_order(far_shared(cluster, _row, derive, functions))
        return
    workers = os.cpu_count() or 1
    if len(functions) < MANY or workers == 1 or not may_fork():
        yield from map(derive, functions)
        return
    # A fork inherits the functions; sent through a pipe, their trees would be copies, not shared.
    yield from shared(derive, functions, start="fork", processes=workers)


def _row(derive: Callable[[Function], Row], function: Function) -> Row:
    return derive(function)
