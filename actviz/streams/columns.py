"""Columns of numbers in lines of text, each column a layer; a header may name them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from actviz.streams.fields import bare, split
from actviz.streams.pipes import WholeLines, text_lines
from actviz.streams.words import is_number, number

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_SHOWN: Final = 40  # characters of a bad field that a message repeats
_PLAIN: Final = b"0123456789+-.eE"  # all that a number in JSON holds


def columns(descriptor: int, where: str, delimiter: str) -> Iterator[tuple[int, str, Floats]]:
    """Each column's place, name and next numbers, block by block.

    A first line in which no field is a number is a header. Blank lines are passed over; an empty
    field among others is NaN, as pandas writes it. A single column without a header has no name.

    Raises:
        ValueError: there are no numbers, a field is none, or a line has too many or too few.
    """
    names: list[str] = []
    line = read = 0  # lines before a block, and rows of numbers
    for block in WholeLines(descriptor):
        rest, before = block, line
        line += block.count(b"\n")
        while not names and rest:
            first, _, after = rest.partition(b"\n")
            if first.strip():
                names, headed = _names(text_lines(first + b"\n")[0], delimiter)
                if not all(name.isprintable() for name in names):
                    raise ValueError(f"{where}: is not text; name an array's file .npy or .npz")
                rest = after if headed else rest
            else:
                rest = after
        if not rest:
            continue
        before = line - rest.count(b"\n")
        table = _quickly(rest, len(names), delimiter)
        if table is None:
            table = _slowly(rest, names, delimiter, before, where)
        read += len(table)
        if len(table):
            for place, name in enumerate(names):
                yield place, name, table[:, place]
    if not read:
        raise ValueError(f"{where}: holds no numbers")


def _names(first: str, delimiter: str) -> tuple[list[str], bool]:
    """What the columns are called, and whether the first line says so."""
    cells = [bare(cell) for cell in split(first, delimiter)]
    headed = not any(map(is_number, cells))
    if not headed and len(cells) == 1:
        return [""], False
    numbered = [f"column {place}" for place in range(1, len(cells) + 1)]
    if not headed:
        return numbered, False
    return [cell or word for cell, word in zip(cells, numbered, strict=True)], True


def _quickly(block: bytes, width: int, delimiter: str) -> Floats | None:
    """A block read as JSON, where every line is full of plain numbers; else None."""
    import numpy as np
    import orjson

    kept = _PLAIN + b"\n"
    table = bytes(
        ord(",") if sign == ord(delimiter) else sign if sign in kept else ord("!")
        for sign in range(256)
    )
    text = block[:-1].translate(table).replace(b"\n", b"],[")
    try:
        found = np.array(orjson.loads(b"[[" + text + b"]]"), dtype=np.float64)
    except (ValueError, OverflowError):  # JSONDecodeError is a ValueError, and so is raggedness
        return None
    return found if found.shape[1:] == (width,) else None


def _slowly(block: bytes, names: list[str], delimiter: str, line: int, where: str) -> Floats:
    """A block read field by field."""
    import numpy as np

    rows: list[list[float]] = []
    for text in text_lines(block):
        line += 1
        if not text.strip(" \t" if delimiter != "\t" else " "):
            continue
        cells = [bare(cell) for cell in split(text, delimiter)]
        if len(cells) != len(names):
            fields = f"{len(cells)} field{'s' * (len(cells) != 1)}"
            raise ValueError(f"{where}: line {line} has {fields}, the first line has {len(names)}")
        for cell, name in zip(cells, names, strict=True):
            if cell and not is_number(cell):
                shown = cell if len(cell) <= _SHOWN else cell[: _SHOWN - 3] + "..."
                column = f", {name}" if name else ""
                raise ValueError(f"{where}: line {line}{column}: {shown!r} is not a number")
        rows.append([number(cell) if cell else math.nan for cell in cells])
    return np.array(rows, dtype=np.float64).reshape(-1, len(names))
