"""Lines of text in, lines of results out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from actviz.arrays import Float64, np
from actviz.dataclass import dataclass
from actviz.streams import numerals, turns
from actviz.streams.pipes import text_lines
from actviz.streams.reader import BadLine, Reader

Apply = Callable[["Float64"], "Float64"]


@dataclass(frozen=True)
class Columns:
    """What is computed of each number, and how it is written."""

    functions: Sequence[Apply]
    keep: bool = False  # the number itself in front
    digits: int | None = None

    def of(self, points: Float64, reader: Reader | None = None) -> bytes:
        """Lines of results; the reader is told which are not decided."""
        lines = numerals.written(self.table(points), self.digits)
        if reader and (at := sorted({place for one in self.functions for place in _open(one)})):
            reader.undecided(points.tolist(), at)
        return lines

    def table(self, points: Float64) -> Float64:
        """Results, of shape (n,) for one column and (n, k) for several."""
        columns = [function(points) for function in self.functions]
        if self.keep:
            columns = [points, *columns]
        return columns[0] if len(columns) == 1 else np.stack(columns, axis=-1)


def _open(function: Apply) -> Sequence[int]:
    """Where the last results of a function are not decided, if it is one that tells."""
    places: Sequence[int] = getattr(function, "undecided", ())
    return places


def transform(
    blocks: Iterable[bytes], columns: Columns, reader: Reader, *, comments: bool = False
) -> None:
    """Write a line of results for each line of numbers, as the blocks arrive.

    Args:
        blocks: whole lines, each ended by a newline.
        comments: blank lines, and those that begin with ``#``, pass as they are.

    Raises:
        BadLine: at the first line that is no number; every line before it has been written.
    """

    def answer(block: bytes, reader: Reader) -> Iterator[bytes]:
        for run in runs([block], reader, comments=comments):
            yield run if isinstance(run, bytes) else columns.of(run, reader)

    turns.answered(blocks, answer, reader)
    reader.report()


def runs(
    blocks: Iterable[bytes], reader: Reader, *, comments: bool = False
) -> Iterator[Float64 | bytes]:
    """The numbers of the lines, in runs as long as they come; as bytes, what passes as it is.

    Raises:
        BadLine: a line is no number; every number before it has been given out.
    """
    for block in blocks:
        points = numerals.read(block)
        if points is None:
            yield from _line_by_line(block, reader, comments=comments)
        else:
            reader.lines = range(reader.count + 1, reader.count + len(points) + 1)
            reader.count += len(points)
            yield points


def _line_by_line(block: bytes, reader: Reader, *, comments: bool) -> Iterator[Float64 | bytes]:
    run: list[float] = []
    places: list[int] = []
    for text in text_lines(block):
        reader.count += 1
        value: float | None = None
        passed = b""
        problem: BadLine | None = None
        if comments and (not text.strip() or text.lstrip().startswith("#")):
            passed = text.encode() + b"\n"
        else:
            try:
                value = reader.number(text, reader.count)
            except BadLine as error:
                problem = error
        if value is not None:
            run.append(value)
            places.append(reader.count)
        if run and (passed or problem):
            reader.lines = places
            yield np.array(run)
            run, places = [], []
        if passed:
            yield passed
        if problem:
            raise problem
    if run:
        reader.lines = places
        yield np.array(run)
