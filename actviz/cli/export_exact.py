"""``actviz export --exact``: code that is correctly rounded at every number of float32."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final

from actviz import __version__
from actviz.cli.export_file import ExportRequest, written
from actviz.text import terminal

if TYPE_CHECKING:
    from actviz.export.targets import Target
    from actviz.readings.languages.cells import Table

_INPUTS: Final = 1 << 32


def run(request: ExportRequest) -> None:
    """Fit tables, prove them, and write what was proved."""
    from actviz.export import exact, targets

    chosen = request.chosen([targets.TARGETS[word] for word in exact.MODULES])
    for target in chosen:
        exact.check(request.functions, target, request.dtype)
    rows: list[dict[str, Any]] = []
    for target in chosen:
        tables, shown = _proved(request, target)
        rows += [_row(target, table) for table in tables]
    if request.verify and request.output is None:
        terminal.table(rows, request.format_)
        return
    accuracy = f"correctly rounded, all inputs: each of the 2^32 numbers of float32, {shown}"
    content = exact.text(target, tables, __version__, accuracy)
    if written(request.output, content) and request.test:
        _write_test(request, target, content)


def _proved(request: ExportRequest, target: Target) -> tuple[list[Table], str]:
    """The tables, and what has shown that they are right."""
    from actviz.cli.check_every_input import progress
    from actviz.export import exact

    shown, tables = "", []
    for function, order, table in exact.fit(request.functions, target, request.order, request.name):
        with progress(f"proving {table.name}{table.suffix} in {target.name}") as report:
            proved, shown = exact.proved(
                function, order, table, target, jobs=os.cpu_count() or 1, report=report
            )
        tables.append(proved)
    return tables, shown


def _row(target: Target, table: Table) -> dict[str, Any]:
    return {
        "language": target.name,
        "function": f"{table.name}{table.suffix}",
        "format": "float32",
        "tried": _INPUTS,
        "largest_ulp": 0.5,
        "net_ulp": 0.5,
        "off": 0,
        "bytes": table.size,
    }


def _write_test(request: ExportRequest, target: Target, content: str) -> None:
    from actviz.export import trial, write

    program = write.program(
        request.functions, target, order=request.order, stem=request.name, dtype="float32"
    )
    trial.write_test(request.folder, request.functions, program, target, content, exact=True)
    terminal.note(f"{request.folder}: {trial.how_to_run(target)}")
