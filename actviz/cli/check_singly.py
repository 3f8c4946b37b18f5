"""``actviz check --singly``: the same numbers alone, strided and in a long array."""

from __future__ import annotations

from typing import Any

from actviz.cli.check_callable import CallableRequest, combinations
from actviz.text import terminal


def run(request: CallableRequest, format_: str) -> None:
    """Print a row for each layout; exit code 1 where results depend on it."""
    from actviz.measure.layouts import differences
    from actviz.measure.reach import reach

    rows: list[dict[str, Any]] = []
    for function, path, dtype in combinations(request):
        if path == "-":
            raise ValueError("--singly needs a callable, not pairs from stdin")
        foreign = reach(path, request.extra, request.arrays, request.limit)
        chosen = dtype or foreign.usual_dtype
        for order in range(request.highest + 1):
            head: dict[str, Any] = {
                "function": function.display,
                "callable": path,
                "version": foreign.version,
            }
            head.update(dtype=chosen, order=order)
            rows += [
                {**head, **vars(each)} for each in differences(foreign, function, chosen, order)
            ]
        foreign.close()
    terminal.table(rows, format_)
    changed = sum(row["different"] > 0 for row in rows)
    if changed:
        terminal.fail(f"{changed} of {len(rows)} layouts change the results", 1)
