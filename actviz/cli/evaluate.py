"""``actviz eval``: values and derivatives at numbers given as arguments or line by line."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Any, Final

import typer

from actviz import terminal
from actviz.cli.options import Format, complete_spec, is_number

BLOCK: Final = 1 << 16  # bytes read at once: output follows input without delay

Apply = Callable[[Any], Any]


def evaluate(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="NAME... [X...]",
            help="Functions, and the numbers to evaluate them at; without numbers, or with -, "
            "numbers are read from stdin, one per line.",
            autocompletion=complete_spec,
            show_default=False,
        ),
    ],
    derivative: Annotated[
        bool, typer.Option("--derivative", "-d", help="The first derivative instead of the value.")
    ] = False,
    order: Annotated[
        int, typer.Option(min=0, max=12, help="The derivative of this order.", show_default=False)
    ] = 0,
    wrt: Annotated[
        str, typer.Option(metavar="LETTER", help="Differentiate in this parameter instead of x.")
    ] = "x",
    exact: Annotated[
        bool, typer.Option("--exact", help="Correctly rounded values, proved; slower.")
    ] = False,
    output: Annotated[
        Format | None,
        typer.Option(
            "--format", "-f", help="Rows with x and a column per function.", show_default=False
        ),
    ] = None,
) -> None:
    """Evaluate functions: one result per line, every digit that the double has.

    Several functions give several columns, separated by tabs. softmax and its kin take all the
    numbers, or each line of stdin, as one vector. What is not a number ends the command with exit
    code 2 and its line number; everything before it has been written.

    \b
    Examples:
      actviz eval sigmoid -22 0 7
      seq -5 0.5 5 | actviz eval gelu
      seq -5 5 | actviz eval relu gelu --derivative
      actviz eval gelu -10 --exact
      actviz eval softmax 0.8 1.2 3.1
      actviz eval "x * tanh(softplus(x))" 1 --format json
    """
    from actviz.registry import resolve_all
    from actviz.vectors import VectorFunction

    inputs = [word for word in words if is_number(word) or word == "-"]
    functions = resolve_all(word for word in words if not (is_number(word) or word == "-"))
    if not functions:
        raise ValueError("eval needs a function before its numbers; an example: actviz eval gelu 1")
    order = order or int(derivative or wrt != "x")
    vectors = [function for function in functions if isinstance(function, VectorFunction)]
    if vectors and (order or exact or len(functions) > 1):
        raise ValueError(
            f"{vectors[0].name} works on whole vectors: evaluate it alone, without --derivative, "
            f"--exact or --wrt; its slopes: actviz derive {vectors[0].name}"
        )
    if "-" in inputs and len(inputs) > 1:
        raise ValueError("give numbers as arguments or - for stdin, not both")
    given = [float(word) for word in inputs if word != "-"]
    if vectors:
        _vectors(vectors[0], given, output)
        return
    columns = [_applied(function, order, wrt, exact) for function in functions]
    titles = [function.display for function in functions]
    batches = iter([given]) if given else numbers_from_stdin()
    if output is None:
        for batch in batches:
            terminal.out(_lines([column(batch) for column in columns]))
    else:
        _rows(batches, columns, titles, output)


def _applied(function: Any, order: int, wrt: str, exact: bool) -> Apply:
    """One column of results: a function of a list of numbers."""
    if exact:
        return lambda batch: function.exact(batch, order=order, wrt=wrt)
    if order:
        return lambda batch: function.derivative(batch, order=order, wrt=wrt)
    return lambda batch: function(batch)


def _lines(columns: Sequence[Any]) -> str:
    """Results as lines, columns separated by tabs; repr is the shortest text that reads back."""
    texts = [map(repr, column.tolist()) for column in columns]
    return "".join("\t".join(words) + "\n" for words in zip(*texts, strict=True))


def _rows(
    batches: Iterator[list[float]], columns: Sequence[Apply], titles: list[str], kind: Format
) -> None:
    rows = []
    for batch in batches:
        results = [column(batch).tolist() for column in columns]
        for x, *values in zip(batch, *results, strict=True):
            rows.append({"x": x, **dict(zip(titles, values, strict=True))})
    terminal.table(rows, kind, ["x", *titles])


def _vectors(function: Any, given: list[float], kind: Format | None) -> None:
    def line(vector: list[float]) -> str:
        return " ".join(map(repr, function(vector).tolist())) + "\n"

    vectors = iter([given]) if given else _vectors_from_stdin()
    if kind is None:
        for vector in vectors:
            terminal.out(line(vector))
        return
    rows = [
        {"vector": number, "i": index, "x": x, function.display: value}
        for number, vector in enumerate(vectors, 1)
        for index, (x, value) in enumerate(zip(vector, function(vector).tolist(), strict=True), 1)
    ]
    terminal.table(rows, kind, ["vector", "i", "x", function.display])


def _lines_from_stdin() -> Iterator[list[str]]:
    """Lines of stdin in batches, as they arrive; the last may lack its newline."""
    if sys.stdin is None or sys.stdin.closed:
        raise ValueError("there is no stdin to read numbers from")
    if sys.stdin.isatty():
        terminal.note("reading numbers, one per line; Ctrl-D ends")
    descriptor = sys.stdin.fileno()
    rest = b""
    while block := os.read(descriptor, BLOCK):
        whole, newline, tail = (rest + block).rpartition(b"\n")
        rest = tail
        if newline:
            yield whole.decode("utf-8", errors="replace").split("\n")
    if rest:
        yield [rest.decode("utf-8", errors="replace")]


def numbers_from_stdin() -> Iterator[list[float]]:
    """The numbers on stdin, in batches.

    Raises:
        ValueError: a line is not a number; every batch before it has been given out.
    """
    count = 0
    for lines in _lines_from_stdin():
        bad = next((place for place, line in enumerate(lines) if not is_number(line)), None)
        batch = [float(line) for line in lines[:bad]]
        if batch:
            yield batch
        if bad is not None:
            raise _not_a_number(count + bad + 1, lines[bad])
        count += len(lines)


def _not_a_number(line: int, text: str) -> ValueError:
    shown = text if len(text) <= 60 else text[:57] + "..."
    what = f"{shown!r} is not a number" if text.strip() else "the line is empty"
    return ValueError(f"line {line}: {what}")


def _vectors_from_stdin() -> Iterator[list[float]]:
    count = 0
    for lines in _lines_from_stdin():
        for line in lines:
            count += 1
            words = line.replace(",", " ").split()
            for word in words:
                if not is_number(word):
                    raise _not_a_number(count, word)
            if not words:
                raise _not_a_number(count, line)
            yield [float(word) for word in words]
