"""What is written to the terminal or the pipe; the only home of Rich.

Data goes to stdout, notes to stderr. When the reader of a pipe has closed it, the program ends
quietly, with success: ``actviz list | head -3`` got what it asked for.
"""

from __future__ import annotations

import io
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, NoReturn

from actviz.text import rows as row_text
from actviz.text.standard import ReaderGone, error, held_back, note, out, out_bytes, quiet, silence

if TYPE_CHECKING:
    from rich.console import Console

__all__ = [
    "ReaderGone", "console", "error", "fail", "forced", "is_terminal", "note", "out", "out_bytes",
    "progress", "quiet", "silence", "speaks_unicode", "table", "wants_colour", "width",
]  # fmt: skip

INTERVAL: Final = 30.0  # seconds between lines that tell how far something is


def fail(message: str, code: int = 2) -> NoReturn:
    """End the program with one message on stderr."""
    error(f"actviz: {message}")
    raise SystemExit(code)


def is_terminal() -> bool:
    """Whether stdout is a terminal, or colour is forced, so that layout may be rich."""
    return not held_back() and (sys.stdout.isatty() or forced())


def forced() -> bool:
    """FORCE_COLOR or CLICOLOR_FORCE, unless NO_COLOR says otherwise."""
    wanted = os.environ.get("FORCE_COLOR", "") or os.environ.get("CLICOLOR_FORCE", "")
    return wanted not in ("", "0") and not os.environ.get("NO_COLOR")


def wants_colour() -> bool:
    """Whether stdout takes colour: a terminal that is not dumb, and no NO_COLOR."""
    if held_back() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return forced() or sys.stdout.isatty()


def speaks_unicode() -> bool:
    """Whether the locale can show mathematics; ASCII is written otherwise."""
    return held_back() or "utf" in (sys.stdout.encoding or "").lower()


def width() -> int:
    """Columns of the window; 80 where there is none."""
    import shutil

    return shutil.get_terminal_size((80, 24)).columns


def console() -> Console:
    """A Rich console that records what it would print, for :func:`out` to write."""
    from rich.console import Console

    colour = wants_colour()
    return Console(
        file=io.StringIO(),
        force_terminal=colour,
        no_color=not colour,
        width=width() if sys.stdout.isatty() else 10_000,
        highlight=False,
        legacy_windows=False,
    )


def table(rows: Sequence[row_text.Row], kind: str, columns: Sequence[str] | None = None) -> None:
    """Print rows: Rich on a terminal when ``kind`` is "table", else as :mod:`rows` writes them."""
    if kind != "table" or not is_terminal():
        out(row_text.to_text(rows, kind, columns))
        return
    from rich import box
    from rich.table import Table
    from rich.text import Text

    keys = list(columns if columns is not None else rows[0] if rows else ())
    cells = [[row_text.cell(row[key]) for key in keys] for row in rows]
    if not _fits(keys, cells):
        out(_one_below_the_other(keys, cells))
        return
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    widths = widths or [0] * len(keys)
    # A heading wider than all below it takes two lines; a table still too wide stands closer.
    heads = [
        key.replace("_", "\n" if len(key) > room else " ")
        for key, room in zip(keys, widths, strict=True)
    ]
    needed = [
        max(room, *map(len, head.split("\n"))) for head, room in zip(heads, widths, strict=True)
    ]
    shown = Table(
        box=box.SIMPLE_HEAD,
        padding=(0, int(sum(needed) + 2 * len(needed) - 2 <= width()), 0, 0),
        pad_edge=False,
        header_style="bold",
        show_edge=False,
    )
    for position, head in enumerate(heads):
        shown.add_column(
            head,
            style="bold cyan" if position == 0 else None,
            no_wrap=position == 0,
            overflow="fold",
        )
    for line in cells:
        # As text: in a plain string [x] would be taken for a style.
        shown.add_row(*map(Text, line))
    page = console()
    page.print(shown)
    out(page.file.getvalue())  # type: ignore[attr-defined]


def _fits(keys: Sequence[str], cells: Sequence[Sequence[str]]) -> bool:
    """Whether a table finds room in the window with no word broken."""
    longest = []
    for place, key in enumerate(keys):
        words = [word for line in cells for word in line[place].split()]
        heads = key.replace("_", " ").split()
        column = [line[place] for line in cells] if place == 0 else []
        longest.append(max(map(len, (*words, *heads, *column)), default=0))
    return sum(longest) + max(len(longest) - 1, 0) <= width()


def _one_below_the_other(keys: Sequence[str], cells: Sequence[Sequence[str]]) -> str:
    """Rows where the window is too narrow for a table: a line for each cell, wrapped at words."""
    import textwrap

    heads = [key.replace("_", " ") for key in keys]
    room = min(max(map(len, heads), default=0) + 2, max(width() // 2, 8))
    blocks = []
    for line in cells:
        lines = []
        for head, word in zip(heads, line, strict=True):
            start = f"{head:<{room}}" if len(head) < room else f"{head}  "
            lines += textwrap.wrap(
                word,
                width(),
                initial_indent=start,
                subsequent_indent=" " * room,
                break_long_words=False,
                break_on_hyphens=False,
            )
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


@contextmanager
def progress(title: str, total: int) -> Iterator[Any]:
    """A progress bar on stderr while something long runs; a function to call with what is done.

    It takes another title as well, if there is more to tell. Nothing is drawn unless stderr is a
    terminal, where it is not a line is written now and then; with ``--quiet`` nothing is.
    """
    if quiet.wanted:
        yield lambda done, title=None: None
        return
    if not sys.stderr.isatty():
        yield _Lines(title, total)
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=total)
        yield lambda done, title=None: bar.update(task, completed=done, description=title)


class _Lines:
    """What is told of something long where nobody looks on: a line every half minute."""

    def __init__(self, title: str, total: int) -> None:
        self.title, self.total, self.last = title, total, time.monotonic()

    def __call__(self, done: int, title: str | None = None) -> None:
        now = time.monotonic()
        if now >= self.last + INTERVAL and done < self.total:
            self.last = now
            note(title or f"{self.title}: {done} of {self.total}")
