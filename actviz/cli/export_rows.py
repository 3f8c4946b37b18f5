"""``actviz export`` of softmax and log_softmax: functions of a row of numbers."""

from __future__ import annotations

from typing import Any

from actviz import __version__
from actviz.cli.export_file import ExportRequest, must_run, written
from actviz.export import rows_trial, softmax_files, targets, timing, trial, write
from actviz.export.targets import Target
from actviz.text import terminal
from actviz.text.rows import short


def run(request: ExportRequest) -> None:
    """Write a file, after a run of it here if that was asked for."""
    chosen = request.chosen(targets.TARGETS.values())
    texts = [_text(request, target) for target in chosen]
    target, text = chosen[0], texts[0]
    if request.verify:
        pairs = zip(chosen, texts, strict=True)
        verified = [row for one, content in pairs for row in _verified(request, one, content)]
        if request.output is None:
            terminal.table(verified, request.format_)
        broken = sum(row["off"] > 0 for row in verified)
        if broken:
            terminal.fail(f"{broken} of {len(verified)} are farther off than allowed", 1)
        if request.output is None:
            return
        text = _text(request, target, _in_words(verified))
    if written(request.output, text) and request.test:
        named = softmax_files.named(request.functions, target, request.name)
        rows_trial.write_test(
            request.folder, named, target, _dtype(request, target), request.order, text
        )
        terminal.note(f"{request.folder}: {trial.how_to_run(target)}")


def _text(request: ExportRequest, target: Target, accuracy: str = "not measured") -> str | bytes:
    return softmax_files.in_rows(
        request.functions, target, order=request.order, stem=request.name, dtype=request.dtype,
        version=__version__, accuracy=accuracy,
    )  # fmt: skip


def _in_words(rows: list[dict[str, Any]]) -> str:
    """What a run of a text has shown, in a line of its head."""
    return "; ".join(
        f"{row['function']} at most {short(row['largest_ulp'], 1, 3)} ulp of {row['format']} at "
        f"{row['tried']} numbers, {row['off']} farther off than roundings of the inputs move them"
        for row in rows
    )


def _dtype(request: ExportRequest, target: Target) -> str:
    chosen = write.format_of(target, request.dtype)
    return "float32" if chosen == "input" else chosen


def _verified(request: ExportRequest, target: Target, content: str | bytes) -> list[dict[str, Any]]:
    """A row for each function and product of a file, run here."""
    must_run(target)
    named, dtype = (
        softmax_files.named(request.functions, target, request.name),
        _dtype(request, target),
    )
    tried = rows_trial.tried(named, target, dtype, request.order, content)
    return timing.table(tried, target, rows_trial.times(named, target, dtype, content))
