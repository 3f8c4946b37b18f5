"""One field of each line of CSV or TSV is transformed; all else stays byte for byte."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from actviz.streams import turns, words
from actviz.streams.lines import Columns
from actviz.streams.reader import Reader

_QUOTE: Final = '"'


@dataclass(frozen=True)
class Field:
    """Which field: by its number from 1 on, or by its name in the header."""

    which: int | str
    delimiter: str = ","


def transform(
    blocks: Iterable[bytes], field: Field, columns: Columns, titles: list[str], reader: Reader
) -> None:
    """Write every line with that field replaced by what is computed of it.

    A first line whose field is no number is the header. One function keeps its name there;
    several, or the number kept in front of them, are named by their functions.

    Raises:
        BadLine: a field is no number; every line before it has been written.
        ValueError: there is no such field; every line before it has been written.
    """
    at = field.which - 1 if isinstance(field.which, int) else None

    def answer(block: bytes, reader: Reader) -> Iterator[bytes]:
        nonlocal at
        lines = block[:-1].decode("utf-8", errors="surrogateescape").split("\n")
        if reader.count == 0:
            header = split(lines[0], field.delimiter)
            at = _position(header, field) if at is None else at
            named = isinstance(field.which, str)
            if named or (at < len(header) and not words.is_number(bare(header[at]))):
                yield _encoded([_renamed(header, at, columns, titles, field.delimiter)])
                reader.count, lines = 1, lines[1:]
        assert at is not None
        yield from _block(lines, at, field.delimiter, columns, reader)

    turns.answered(blocks, answer, reader)
    reader.report()


def _position(header: list[str], field: Field) -> int:
    names = [bare(name) for name in header]
    if field.which not in names:
        raise ValueError(f"no field is called {field.which!r}; the header has {', '.join(names)}")
    return names.index(str(field.which))


def _renamed(
    header: list[str], at: int, columns: Columns, titles: list[str], delimiter: str
) -> str:
    name = header[at]
    if columns.keep:
        name = delimiter.join([name, *titles])
    elif len(titles) > 1:
        name = delimiter.join(titles)
    return delimiter.join([*header[:at], name, *header[at + 1 :]])


def _block(
    lines: list[str], at: int, delimiter: str, columns: Columns, reader: Reader
) -> Iterator[bytes]:
    import numpy as np

    kept: list[list[str]] = []
    values: list[float] = []
    problem: ValueError | None = None
    for line in lines:
        reader.count += 1
        cells = split(line, delimiter)
        try:
            if at >= len(cells):
                raise ValueError(
                    f"line {reader.count} has {len(cells)} field{'s' * (len(cells) != 1)}, "
                    f"so no field {at + 1}; the delimiter is {delimiter!r}"
                )
            value = reader.number(bare(cells[at]), reader.count)
        except ValueError as error:
            problem = error
            break
        if value is not None:
            kept.append(cells)
            values.append(value)
    if values:
        texts = columns.of(np.array(values)).decode().split("\n")
        yield _encoded(
            delimiter.join([*cells[:at], text.replace("\t", delimiter), *cells[at + 1 :]])
            for cells, text in zip(kept, texts, strict=False)
        )
    if problem is not None:
        raise problem


def _encoded(lines: Iterable[str]) -> bytes:
    text = "".join(line + "\n" for line in lines)
    return text.encode("utf-8", errors="surrogateescape")


def bare(cell: str) -> str:
    """A field without the quotes around it."""
    cell = cell.strip()
    quoted = len(cell) > 1 and cell[0] == cell[-1] == _QUOTE
    return cell[1:-1].replace(_QUOTE * 2, _QUOTE) if quoted else cell


def split(line: str, delimiter: str) -> list[str]:
    """The fields of a line as they are written: a delimiter between quotes parts nothing."""
    cells = line.split(delimiter)
    if _QUOTE not in line:
        return cells
    found: list[str] = []
    inside = False
    for cell in cells:
        if inside:
            found[-1] += delimiter + cell
        else:
            found.append(cell)
        inside ^= cell.count(_QUOTE) % 2 == 1
    return found
