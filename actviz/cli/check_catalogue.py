"""``actviz check mine.toml``: a catalogue of one's own, examined as the built-in one is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from actviz.cli.options import Format
from actviz.text import terminal

if TYPE_CHECKING:
    from actviz.text.rows import Row

SUFFIX: Final = ".toml"


def files_among(names: Sequence[str]) -> list[str]:
    """Those names that are files of functions; all or none of them must be.

    Raises:
        ValueError: some are files and some are functions.
    """
    files = [name for name in names if name.lower().endswith(SUFFIX)]
    if files and len(files) < len(names):
        raise ValueError("check takes catalogues or functions, not both at once")
    return files


def examine(files: Sequence[str], format_: Format) -> None:
    """Print what was found of every entry; exit code 1 if anything fails."""
    from actviz.lookup.registry import get, use_catalogue
    from actviz.measure import soundness

    names = list(dict.fromkeys(name for file in files for name in use_catalogue(file)))
    if not names:
        raise ValueError(f"{', '.join(files)}: no functions in it")
    rows: list[Row] = []
    with terminal.progress("examining", len(names)) as done:
        for count, name in enumerate(names, 1):
            rows += map(soundness.as_row, soundness.examine(get(name)))
            done(count)
    terminal.table(rows, format_)
    failed = [f"{row['name']}: {row['question']}" for row in rows if row["verdict"] == "fails"]
    if failed:
        terminal.fail(f"not sound: {'; '.join(failed)}", 1)
