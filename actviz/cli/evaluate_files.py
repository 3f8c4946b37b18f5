"""``actviz eval`` from files: tables, arrays, archives and bare numbers."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from actviz.arrays import np
from actviz.text import terminal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from actviz.files.wish import Wish
    from actviz.streams.text_lines import Apply


def is_text(source: str | None) -> bool:
    """Whether a file, or stdin for None, is to be answered line by line."""
    from actviz.files.sources import opened

    if source is None or not Path(source).is_file():
        return True  # a pipe, which is read once: what it holds comes line by line
    with opened(source, "numbers") as file:
        return file.kind == "text"


_DATA = (".csv", ".tsv", ".txt", ".npy", ".npz", ".gz", ".parquet", ".arrow", ".safetensors")


def source_among(words: list[str], source: str | None) -> tuple[str | None, list[str]]:
    """The file to read, also where it stands among the names; and the names without it."""
    files = [word for word in words[1:] if word.lower().endswith(_DATA)]
    if not files or source is not None or len(files) > 1:
        return source, words
    if not Path(files[0]).exists():
        raise ValueError(f"{files[0]}: no such file; numbers are read with --input FILE")
    return files[0], [word for word in words if word != files[0]]


@contextmanager
def line_blocks(
    given: Sequence[float], source: str | None, *, gather: bool
) -> Iterator[Iterable[bytes]]:
    """Numbers as blocks of lines of UTF-8: those given, or those of a file or of stdin."""
    from actviz.files.decoding import Lines, is_utf16
    from actviz.files.sources import opened
    from actviz.streams.pipes import number_blocks

    if source is not None and not given and Path(source).is_file():
        with opened(source, "numbers") as file:
            if file.packed or is_utf16(file.stream.peek(4)):  # type: ignore[attr-defined]
                yield Lines(file.stream)
                return
    with number_blocks(given, source, gather=gather) as blocks:
        yield blocks


def bare(source: str | None, binary: str, file: str | None, functions: Sequence[Apply]) -> None:
    """Bare numbers in and out: from a file or stdin, to a file or stdout."""
    from actviz.files import applying
    from actviz.files.number_kinds import kind
    from actviz.streams.pipes import opened
    from actviz.streams.whole import whole_file

    kept = kind(binary)
    with opened(source, f"{binary} numbers") as descriptor:
        if file in (None, "-"):
            applying.stdin_to_stdout(descriptor, kept, functions)
            return
        with whole_file(Path(str(file))) as goal:
            stream = io.FileIO(descriptor, closefd=False)
            applying.pipe(stream, kept, functions, goal.write, source or "the input")
    terminal.out(f"{file}\n")


def npy(source: str, file: str, functions: Sequence[Apply], wish: Wish) -> None:
    """One .npy file to another, in constant memory."""
    from actviz.files.applying import npy_to_npy

    npy_to_npy(Path(source), Path(file), functions, wish)
    terminal.out(f"{file}\n")


def runs(source: str, wish: Wish) -> list[Any]:
    """The numbers of a file that holds one array, or of the one that was chosen."""
    from actviz.files.numbers_from_file import blocks

    arrays: list[Any] = []
    names: dict[int, str] = {}
    for block in blocks(source, wish):
        names[block.layer] = block.name
        if len(names) > 1:
            continue
        arrays.append(np.array(block.values, dtype=np.float64).ravel())
    if len(names) > 1:
        listed = ", ".join(names.values())
        raise ValueError(f"{source} holds {listed}; --array NAME takes one of them")
    return arrays


def check_together(
    given: dict[str, Any], *, text: bool, reads: bool, bare: bool, npy: bool
) -> None:
    """Refuse options that would change nothing beside what else was asked for."""
    table = given["--field"]
    idle = {
        "for numbers that are given": ("--comments", "--on-error", "--line-buffered")
        if not reads
        else (),
        "for bare numbers": ("--keep", "--digits", "--comments", "--on-error", "--line-buffered",
                             "--format", "--field", "--array") if bare else (),
        "for arrays": ("--comments", "--on-error", "--line-buffered")
        if reads and not text and not bare
        else (),
        "from array to array": ("--keep", "--digits") if npy else (),
        "without --field": ("--delimiter", "--decimal", "--header") if not table else (),
        "for text": ("--array",) if text else (),
        "beside --field, which writes the whole table": ("--format", "--output", "--comments")
        if text and table
        else (),
        "beside -o, which writes an array": ("--keep", "--digits", "--comments", "--line-buffered")
        if given["--output"]
        else (),
        "beside --format, whose rows have x": ("--keep", "--comments", "--line-buffered")
        if given["--format"]
        else (),
    }  # fmt: skip
    for why, options in idle.items():
        for option in options:
            if given[option]:
                raise ValueError(f"{option} does nothing {why}; leave it out")
