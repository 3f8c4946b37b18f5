"""Fields of each line of a table are transformed; all else stays byte for byte."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field, replace
from typing import Final

from actviz.arrays import np
from actviz.dataclass import dataclass
from actviz.files.delimiters import COMMENTS, between, cells, commas_in, delimiter_of, value
from actviz.files.numbers_from_file import tell
from actviz.files.wish import Wish
from actviz.streams import turns
from actviz.streams.line_fields import bare, split
from actviz.streams.reader import Reader
from actviz.streams.text_lines import Columns

_FIRST: Final = 100  # lines that tell how a table is written
_GAP: Final = re.compile(r"([ \t]+)")


@dataclass(frozen=True)
class Fields:
    """Which fields, by number from 1 on or by name in the header, and how lines are written.

    ``places`` counts from 0 on; ``comma``: numbers have decimal commas. ``delimiter`` is "" where
    a line is one field.
    """

    wanted: Sequence[str]
    wish: Wish = field(default_factory=Wish)
    delimiter: str = ","
    comma: bool = False
    places: tuple[int, ...] = ()

    @property
    def between(self) -> str:
        """What is written between fields that were one."""
        return self.delimiter or ("\t" if self.comma else ",")


def transform(
    blocks: Iterable[bytes], wanted: Fields, columns: Columns, titles: list[str], reader: Reader
) -> None:
    """Write every line with those fields replaced by what is computed of them.

    A first line whose fields are no numbers is the header. One function keeps the name there;
    several, or the number kept in front of them, are named by their functions. Blank lines and
    comments stay as they are.

    Raises:
        BadLine: a field is no number; every line before it has been written.
        ValueError: there is no such field; every line before it has been written.
    """
    known: Fields | None = None

    def answer(block: bytes, reader: Reader) -> Iterator[bytes]:
        nonlocal known
        lines = block[:-1].decode("utf-8", errors="surrogateescape").split("\n")
        if known is None:
            before, header, known = _begun(lines, wanted)
            if header:
                lines[before] = _renamed(header, known, columns, titles)
            done = before + bool(header)
            if done:
                yield _encoded(lines[:done])
            reader.count, lines = reader.count + done, lines[done:]
            if header is None and not lines:
                known = None  # nothing but comments so far
        yield from _block(lines, known or wanted, columns, reader)

    turns.answered(blocks, answer, reader)
    reader.report()


def _begun(lines: list[str], wanted: Fields) -> tuple[int, list[str] | None, Fields]:
    """How many lines come before the table, the fields of its header, and how it is written."""
    first = next((at for at, line in enumerate(lines) if not _passes(line)), len(lines))
    seen = [line for line in lines[first : first + _FIRST] if not _passes(line)]
    if not seen:
        return first, None, wanted
    delimiter = delimiter_of(seen, wanted.wish, "stdin")
    table = [cells(line, delimiter) for line in seen]
    comma = wanted.wish.decimal == "comma"
    if wanted.wish.decimal is None:
        comma = commas_in(table, delimiter)
    header = _parts(seen[0], delimiter)[0]
    fields = replace(wanted, delimiter=delimiter, comma=comma)
    named = [word for word in wanted.wanted if not word.isdecimal()]
    fields = replace(fields, places=tuple(_place(header, word) for word in wanted.wanted))
    texts = [
        at < len(header) and value(bare(header[at]), comma=comma) is None for at in fields.places
    ]
    headed = wanted.wish.header
    headed = bool(named) or all(texts) if headed is None else headed
    remarks = []
    if delimiter not in ("", ",") and wanted.wish.delimiter is None:
        remarks.append(between(delimiter))
    if comma and wanted.wish.decimal is None:
        remarks.append("decimal commas")
    if remarks:
        tell("; ".join(remarks))
    return first, header if headed else None, fields


def _place(header: Sequence[str], word: str) -> int:
    """A field's place, by its number or its name.

    Raises:
        ValueError: there is none of that name.
    """
    if word.isdecimal() and int(word) > 0:
        return int(word) - 1
    names = [bare(name) for name in header]
    if word not in names:
        raise ValueError(f"no field is called {word!r}; the header has {', '.join(names)}")
    return names.index(word)


def _passes(line: str) -> bool:
    bare_line = line.strip(" ")
    return not bare_line or bare_line.startswith(COMMENTS)


def _parts(line: str, delimiter: str) -> tuple[list[str], list[str]]:
    """The fields of a line as they are written, and what stands behind each."""
    if not delimiter:
        return [line], []
    if delimiter != " ":
        cells = split(line, delimiter)
        return cells, [delimiter] * (len(cells) - 1)
    words = _GAP.split(line)
    if not words[0] and len(words) > 1:  # blanks in front belong to the first field
        words[:3] = ["".join(words[:3])]
    return words[::2], words[1::2]


def _renamed(header: list[str], known: Fields, columns: Columns, titles: list[str]) -> str:
    renamed = list(header)
    for at in known.places:
        if at < len(header) and columns.keep:
            renamed[at] = known.between.join([header[at], *titles])
        elif at < len(header) and len(titles) > 1:
            renamed[at] = known.between.join(titles)
    return known.between.join(renamed)


def _block(lines: list[str], known: Fields, columns: Columns, reader: Reader) -> Iterator[bytes]:
    """The lines with their fields transformed; up to the first that is not as it should be."""
    kept: list[tuple[list[str], list[str], int]] = []  # parts, gaps, and which values are theirs
    values: list[float] = []
    places: list[int] = []  # the line of each value
    problem: ValueError | None = None
    for line in lines:
        reader.count += 1
        if _passes(line):
            kept.append(([line], [], -1))
            continue
        parts, gaps = _parts(line, known.delimiter)
        try:
            row = [_value(parts, at, known, reader) for at in known.places]
        except ValueError as error:
            problem = error
            break
        if None not in row:
            kept.append((parts, gaps, len(values)))
            values += [one for one in row if one is not None]
            places += [reader.count] * len(row)
    if kept:
        reader.lines = places
        results = columns.of(np.array(values), reader) if values else b""
        texts = results.decode().split("\n") if values else []
        yield _encoded(_line(parts, gaps, texts[at:], known, at) for parts, gaps, at in kept)
    if problem is not None:
        raise problem


def _value(parts: list[str], at: int, known: Fields, reader: Reader) -> float | None:
    if at >= len(parts):
        raise ValueError(
            f"line {reader.count} has {len(parts)} field{'s' * (len(parts) != 1)}, "
            f"so no field {at + 1}"
            + (f"; the delimiter is {known.delimiter!r}" if known.delimiter else "")
        )
    cell = bare(parts[at])
    number = value(cell, comma=known.comma) if cell else None
    return reader.number(cell, reader.count) if number is None else number


def _line(parts: list[str], gaps: list[str], texts: Sequence[str], known: Fields, at: int) -> str:
    """A line with its own results."""
    if at < 0:
        return parts[0]
    for place, text in zip(known.places, texts, strict=False):
        shown = text.replace(".", ",") if known.comma else text
        lead = parts[place][: len(parts[place]) - len(parts[place].lstrip(" "))]
        lead = lead if known.delimiter == " " else ""
        parts[place] = lead + shown.replace("\t", known.between)
    return "".join(map("".join, zip(parts, [*gaps, ""], strict=True)))


def _encoded(lines: Iterable[str]) -> bytes:
    text = "".join(line + "\n" for line in lines)
    return text.encode("utf-8", errors="surrogateescape")
