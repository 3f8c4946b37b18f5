"""Columns of numbers in lines of text, block by block, each column a layer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Final

from actviz.arrays import Float64, np
from actviz.files.decoding import Lines
from actviz.files.delimiters import COMMENTS, dialect_of
from actviz.files.wish import Block, Tell, Wish
from actviz.streams.pipes import text_lines

_SHOWN: Final = 40  # characters of a bad field that a message repeats
_FIRST: Final = 100  # lines that tell how a text is written
_PLAIN: Final = b"0123456789+-.eE"  # all that a number in JSON holds


class TextTable:
    """The table that a text holds.

    Args:
        tell: takes a sentence on what was understood, if there is something to say.

    Raises:
        ValueError: it holds no numbers, or is no text.
    """

    def __init__(self, stream: IO[bytes], where: str, wish: Wish, tell: Tell) -> None:
        self.where, self.wish = where, wish
        self.line = 0
        decoded = Lines(stream)
        self._blocks = iter(decoded)
        self._first: list[bytes] = []
        lines = self._beginning()
        if not lines:
            raise ValueError(f"{where}: holds no numbers")
        if not lines[0].replace("\t", " ").isprintable():
            raise ValueError(
                f"{where}: is neither text nor a file of a kind that is known; bare numbers need "
                "--binary FORMAT"
            )
        self.dialect = dialect_of(lines, wish, where)
        remarks = [*filter(None, [decoded.remark]), *self.dialect.remarks]
        if remarks:
            tell(f"{where}: {'; '.join(remarks)}")

    @property
    def names(self) -> list[str]:
        """The columns that are read."""
        return [self.dialect.names[place] for place in self.dialect.kept]

    def tables(self) -> Iterator[Float64]:
        """The numbers of the kept columns, block by block, of shape (lines, columns)."""
        read = 0
        for rows in self._parts():
            table = self._quickly(rows)
            if table is None:
                table = self._slowly(rows)
            else:
                self.line += rows.count(b"\n")
            read += len(table)
            if len(table):
                yield table
        if not read:
            raise ValueError(f"{self.where}: holds no numbers")

    def words(self) -> Iterator[list[str]]:
        """The fields of the kept columns, line by line, as they are written."""
        for rows in self._parts():
            for _, cells in self._fields(rows):
                yield cells

    def _beginning(self) -> list[str]:
        """The first lines that are neither blank nor comments; they are read again later."""
        lines: list[str] = []
        for block in self._blocks:
            self._first.append(block)
            lines += [line for line in text_lines(block) if not _passed(line)]
            if len(lines) >= 2:
                break
        return lines[:_FIRST]

    def _parts(self) -> Iterator[bytes]:
        """Blocks of lines without the header, and with nothing but the header before it."""
        headed = self.dialect.headed
        for block in self._chained():
            while headed and block:
                line, _, block = block.partition(b"\n")
                self.line += 1
                headed = _passed(line.decode(errors="replace"))
            if block:
                yield block

    def _chained(self) -> Iterator[bytes]:
        yield from self._first
        self._first = []
        yield from self._blocks

    def _quickly(self, block: bytes) -> Float64 | None:
        """A block read as JSON, where every line is full of plain numbers; else None."""
        import orjson

        dialect = self.dialect
        if dialect.kept != tuple(range(len(dialect.names))):
            return None
        signs = {ord(sign): ord(sign) for sign in map(chr, _PLAIN)} | {ord("\n"): ord("\n")}
        if dialect.comma:
            signs |= {ord(","): ord("."), ord("."): ord("!")}
        if dialect.delimiter:
            signs[ord(dialect.delimiter)] = ord(",")
        table = bytes(signs.get(sign, ord("!")) for sign in range(256))
        text = block[:-1].translate(table).replace(b"\n", b"],[")
        try:
            rows = np.array(orjson.loads(b"[[" + text + b"]]"), dtype=np.float64)
        except (ValueError, OverflowError):  # JSONDecodeError is a ValueError, as is raggedness
            return None
        return rows if rows.shape[1:] == (len(dialect.names),) else None

    def _slowly(self, block: bytes) -> Float64:
        """A block read field by field."""
        dialect, rows = self.dialect, []
        for line, cells in self._fields(block):
            row = [dialect.number(cell) for cell in cells]
            if None in row:
                place = row.index(None)
                cell, name = cells[place], self.names[place]
                shown = cell if len(cell) <= _SHOWN else cell[: _SHOWN - 3] + "..."
                column = f", {name}" if name else ""
                raise ValueError(f"{self.where}: line {line}{column}: {shown!r} is not a number")
            rows.append(row)
        return np.array(rows, dtype=np.float64).reshape(-1, len(self.names))

    def _fields(self, block: bytes) -> Iterator[tuple[int, list[str]]]:
        """Each line's number and the fields of the columns that are kept."""
        width = len(self.dialect.names)
        for line in text_lines(block):
            self.line += 1
            if _passed(line, keep="\t" if self.dialect.delimiter == "\t" else ""):
                continue
            cells = self.dialect.cells(line)
            if len(cells) != width:
                fields = f"{len(cells)} field{'s' * (len(cells) != 1)}"
                raise ValueError(
                    f"{self.where}: line {self.line} has {fields}, the first line has {width}"
                )
            yield self.line, [cells[place] for place in self.dialect.kept]


def _passed(line: str, keep: str = "") -> bool:
    """Whether a line says nothing: it is blank or a comment."""
    bare = line.strip(" \t".replace(keep, "") if keep else None)
    return not bare or bare.startswith(COMMENTS)


def blocks(stream: IO[bytes], where: str, wish: Wish, tell: Tell) -> Iterator[Block]:
    """Each column's next numbers in turn."""
    text = TextTable(stream, where, wish, tell)
    for table in text.tables():
        for place, name in enumerate(text.names):
            yield Block(place, name, table[:, place])
