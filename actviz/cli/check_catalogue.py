"""``actviz check mine.toml``: a catalogue of one's own, examined as the built-in one is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from actviz.cli.options import Format
from actviz.cli.workers import shared
from actviz.text import terminal
from actviz.text.rows import Row

SUFFIX: Final = ".toml"
_TOLD: Final = 10  # failures that the last line lists


def files_among(names: Sequence[str]) -> list[str]:
    """Those names that are files of functions; all or none of them must be."""
    files = [name for name in names if name.lower().endswith(SUFFIX)]
    if files and len(files) < len(names):
        raise ValueError("check takes catalogues or functions, not both at once")
    return files


def examine(files: Sequence[str], format_: Format) -> None:
    """Print what was found of every entry; exit code 1 if anything fails."""
    from actviz.lookup.registry import use_catalogue

    names = list(dict.fromkeys(name for file in files for name in use_catalogue(file)))
    if not names:
        raise ValueError(f"{', '.join(files)}: no functions in it")
    rows: list[Row] = []
    with terminal.progress("examining", len(names)) as done:
        for count, own in enumerate(shared(_rows_of, names, files), 1):
            rows += own
            done(count)
    terminal.table(rows, format_)
    failed = [f"{row['name']}: {row['question']}" for row in rows if row["verdict"] == "fails"]
    if failed:
        more = f"; and {len(failed) - _TOLD} more" if len(failed) > _TOLD else ""
        terminal.fail(f"not sound: {'; '.join(failed[:_TOLD])}{more}", 1)


def _rows_of(name: str) -> list[Row]:
    from actviz.lookup.names import named
    from actviz.measure import soundness

    return [finding._asdict() for finding in soundness.examine(named(name))]
