"""The one way from a file to numbers: whatever kind it is of, layer by layer or as a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from actviz.arrays import Float64, np
from actviz.dataclass import dataclass
from actviz.files import archives, array_files, text
from actviz.files.sources import Source, opened
from actviz.files.wish import Block, Tell, Wish
from actviz.text import standard

KINDS = (
    "text of any delimiter (each column a layer, a header may name them), .npy, .npz and "
    ".safetensors (each array a layer), IDX, Parquet or Arrow, plain or gzipped; - for stdin"
)
AS_IT_IS = Wish()


def tell(sentence: str) -> None:
    """Say on stderr what was understood of a file."""
    standard.note(f"actviz: {sentence}")


def blocks(file: str, wish: Wish = AS_IT_IS, tell: Tell = tell) -> Iterator[Block]:
    """The numbers of a file, or of stdin for ``-``; what is known of one is known before the rest.

    Args:
        tell: takes a sentence on what was understood, where that is not plain.

    Raises:
        ValueError: the file is broken, a layer holds no numbers or other things than real
            numbers; the message names file and layer.
        OSError: it cannot be read.
    """
    with opened(file, "numbers", raw=wish.binary is not None and not _named(file)) as source:
        yield from of_source(source, wish, tell)


def _named(file: str) -> bool:
    """Whether a file's name says that it has a head, so that --binary is about its numbers."""
    return file.lower().removesuffix(".gz").endswith((".npy", ".npz"))


def of_source(source: Source, wish: Wish, tell: Tell) -> Iterator[Block]:
    """The numbers of an open file."""
    _check(source, wish)
    stream, where = source.stream, source.where
    if source.kind == "raw":
        return array_files.bare(stream, where, wish)
    if source.kind == "npy":
        return array_files.npy_blocks(stream, where, wish, tell)
    if source.kind == "zip":
        return archives.npz(stream, where, wish, tell)
    if source.kind == "safetensors":
        return array_files.safetensors(stream, where, wish)
    if source.kind == "idx":
        return array_files.array(stream, array_files.idx_head(stream, where), where, wish)
    if source.kind in ("parquet", "arrow"):
        return archives.arrow(stream, source.kind, where, wish, tell)
    return text.blocks(stream, where, wish, tell)


def _check(source: Source, wish: Wish) -> None:
    """Refuse what makes no sense for a file of this kind.

    Raises:
        ValueError: an option is not for it; the message names both.
    """
    is_text, tabular = source.kind == "text", source.kind in ("text", "parquet", "arrow")
    archive = source.kind in ("zip", "safetensors", "parquet", "arrow")
    for option, given, fits in (
        ("--field", wish.fields, tabular),
        ("--array", wish.arrays, archive),
        ("--delimiter", wish.delimiter, is_text),
        ("--decimal", wish.decimal, is_text),
        ("--header", wish.header is not None, is_text),
        ("--unit-axis", wish.unit_axis is not None, not tabular and source.kind != "raw"),
    ):
        if given and not fits:
            kind = {"zip": ".npz", "npy": ".npy"}.get(source.kind, source.kind)
            raise ValueError(f"{source.where}: {option} is not for a file of this kind, {kind}")


@dataclass(frozen=True)
class Table:
    """The columns of a file: their names, and numbers, or words where they are text."""

    where: str
    names: tuple[str, ...]
    columns: tuple[Any, ...]


def table(file: str, wish: Wish = AS_IT_IS, tell: Tell = tell) -> Table:
    """All columns of a file in memory; an array of two axes has as many as it has units.

    Raises:
        ValueError: as :func:`blocks`.
        OSError: it cannot be read.
    """
    with opened(file, "numbers", raw=wish.binary is not None and not _named(file)) as source:
        return table_of(source, wish, tell)


def table_of(source: Source, wish: Wish, tell: Tell = tell) -> Table:
    """The same of a file that is open already."""
    if source.kind == "text" and wish.words:
        return _with_words(source, wish, tell)
    parts: dict[int, list[tuple[int, Float64]]] = {}
    names: dict[int, str] = {}
    units: dict[int, int | None] = {}
    for block in of_source(source, wish, tell):
        values = np.array(block.values, dtype=np.float64)
        parts.setdefault(block.layer, []).append((block.first_unit, values))
        names[block.layer], units[block.layer] = block.name, block.units
    columns, titles = [], []
    for layer, arrays_ in parts.items():
        width = units[layer]
        if width is None:
            columns.append(np.concatenate([values for _, values in arrays_]))
            titles.append(names[layer])
            continue
        whole = _put_together(arrays_, width)
        columns += list(whole.T)
        titles += [f"{names[layer]} {place}".strip() for place in range(1, width + 1)]
    return Table(source.where, tuple(titles), tuple(columns))


def _put_together(parts: list[tuple[int, Float64]], width: int) -> Float64:
    """The table whose parts have come as whole rows, or unit by unit."""
    columns: list[list[Float64]] = [[] for _ in range(width)]
    for start, part in parts:
        for place, column in enumerate(part.T, start):
            columns[place].append(column)
    return np.stack([np.concatenate(column) for column in columns], axis=1)


def _with_words(source: Source, wish: Wish, tell: Tell) -> Table:
    """A text's columns; those that hold no numbers as words."""
    _check(source, wish)
    read = text.TextTable(source.stream, source.where, wish, tell)
    rows = list(read.words())
    if not rows:
        raise ValueError(f"{source.where}: holds no numbers")
    columns: list[Any] = []
    for cells in zip(*rows, strict=True):
        numbers = [read.dialect.number(cell) for cell in cells]
        plain = None not in numbers
        columns.append(np.array(numbers, dtype=np.float64) if plain else np.array(cells))
    return Table(source.where, tuple(read.names), tuple(columns))


def numbers(file: str, wish: Wish = AS_IT_IS) -> Float64:
    """All numbers of a file, one after the other.

    Raises:
        ValueError: as :func:`blocks`.
        OSError: it cannot be read.
    """
    parts = [np.array(one.values, dtype=np.float64).ravel() for one in blocks(file, wish)]
    return np.concatenate([np.zeros(0), *parts])


def pairs(file: str, wish: Wish | None = None, tell: Tell = tell) -> tuple[Float64, Float64]:
    """Two columns of numbers of a file: x and y.

    Raises:
        ValueError: it does not hold two columns of the same length.
    """
    read = table(file, wish or Wish(pairs=True), tell)
    sizes = [column.size for column in read.columns]
    if len(sizes) != 2 or sizes[0] != sizes[1]:
        raise ValueError(
            f"{read.where}: x and y are wanted, two columns of as many numbers; found "
            f"{len(sizes)} of {', '.join(map(str, sizes))}; --field X,Y chooses two"
        )
    return read.columns[0], read.columns[1]
