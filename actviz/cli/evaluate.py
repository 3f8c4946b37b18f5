"""``actviz eval``: values and derivatives at numbers given as arguments or line by line."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, Final, Literal

import typer

from actviz import terminal
from actviz.cli.options import Format, complete_spec, is_number

BLOCK: Final = 1 << 16  # bytes read at once: output follows input without delay
LINE_AT_MOST: Final = 1 << 24  # bytes: a vector of a million numbers; memory stays bounded
LONG: Final = 20_000  # exact values that take long enough for a progress bar

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
    dtype: Annotated[
        Literal["float64", "float32", "float16", "bfloat16"] | None,
        typer.Option(
            help="With --exact: round to this format, once; else float64.", show_default=False
        ),
    ] = None,
    all_inputs: Annotated[
        bool,
        typer.Option(
            "--all-inputs",
            help="At all 65,536 inputs of float16 or bfloat16, in the order of their bit patterns.",
        ),
    ] = False,
    file: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write an array of the dtype: .npy, or .bin for bare little-endian numbers; "
            "bfloat16 as 16-bit patterns (uint16). - for .npy to stdout.",
        ),
    ] = None,
    output: Annotated[
        Format | None,
        typer.Option(
            "--format", "-f", help="Rows with x and a column per function.", show_default=False
        ),
    ] = None,
) -> None:
    """Evaluate functions at numbers.

    One result per line, every digit that the double has. Several functions give several columns,
    separated by tabs. softmax and its kin take all the numbers, or each line of stdin, as one
    vector. What is not a number ends the command with exit code 2 and its line number; everything
    before it has been written.

    With --dtype inputs stay the doubles that were typed; only the result is rounded. With
    --all-inputs line n, counted from 0, is the value at the number whose bit pattern is n. Several
    functions make the columns of an array.

    \b
    Examples:
      actviz eval sigmoid -22 0 7
      seq -5 0.5 5 | actviz eval gelu
      seq -5 5 | actviz eval relu gelu --derivative
      actviz eval gelu -10 --exact
      actviz eval gelu -1 0.5 --exact --dtype bfloat16
      actviz eval gelu --exact --dtype float16 --all-inputs -o gelu.npy
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
    if dtype and not exact:
        raise ValueError(
            "--dtype needs --exact: fast values are float64, and rounding them a second time "
            "would not always give the correctly rounded number"
        )
    kind = array_kind(file)
    if file and output:
        raise ValueError("-o writes an array and --format writes text; give one of them")
    if vectors and (order or exact or file or all_inputs or len(functions) > 1):
        raise ValueError(
            f"{vectors[0].name} works on whole vectors: evaluate it alone, without --derivative, "
            f"--exact, --wrt, -o or --all-inputs; its slopes: actviz derive {vectors[0].name}"
        )
    if "-" in inputs and len(inputs) > 1:
        raise ValueError("give numbers as arguments or - for stdin, not both")
    given = [float(word) for word in inputs if word != "-"]
    if vectors:
        _vectors(vectors[0], given, output)
        return
    if all_inputs:
        if inputs:
            raise ValueError("--all-inputs takes no numbers of its own")
        given = _every_input(dtype)
    columns = [_applied(function, order, wrt, exact, dtype) for function in functions]
    titles = [function.display for function in functions]
    batches = iter([given]) if given else numbers_from_stdin()
    if file is not None:
        _array(batches, columns, file, kind, dtype or "float64")
    elif output is None:
        for batch in batches:
            terminal.out(_lines([column(batch) for column in columns]))
    else:
        _rows(batches, columns, titles, output)


def array_kind(file: str | None) -> str:
    """The kind of array file that a name asks for: ``npy``, also for stdout, or ``bin``.

    Raises:
        ValueError: the suffix is neither.
    """
    if file is None or file == "-":
        return "npy"
    suffix = Path(file).suffix
    if suffix not in (".npy", ".bin"):
        raise ValueError(f"{file}: an array is written to a .npy or a .bin file")
    return suffix.lstrip(".")


def _every_input(dtype: str | None) -> list[float]:
    from actviz.formats import SMALL, every_number

    if dtype not in SMALL:
        raise ValueError("--all-inputs needs --exact and --dtype float16 or bfloat16")
    found: list[float] = every_number(dtype).tolist()
    return found


def _applied(function: Any, order: int, wrt: str, exact: bool, dtype: str | None) -> Apply:
    """One column of results: a function of a list of numbers."""
    if exact:
        return lambda batch: _exact(function, batch, order, wrt, dtype or "float64")
    if order:
        return lambda batch: function.derivative(batch, order=order, wrt=wrt)
    return lambda batch: function(batch)


def _exact(function: Any, batch: list[float], order: int, wrt: str, dtype: str) -> Any:
    if len(batch) < LONG:
        return function.exact(batch, order, wrt, dtype=dtype)
    with terminal.progress("exact values", len(batch)) as done:
        return function.exact(
            batch, order, wrt, dtype=dtype, progress=lambda count, total: done(count)
        )


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


def _array(
    batches: Iterator[list[float]], columns: Sequence[Apply], file: str, kind: str, dtype: str
) -> None:
    """Write all results as one array, whole or not at all, and print the file's name."""
    import numpy as np

    parts = [np.stack([column(batch) for column in columns], axis=-1) for batch in batches]
    values = np.concatenate(parts) if parts else np.empty((0, len(columns)))
    values = values[:, 0] if len(columns) == 1 else values
    if dtype != "float64":
        from actviz.formats import packed

        values = packed(values, dtype)
    data = _file_of(values.astype(values.dtype.newbyteorder("<")), kind)
    if file == "-":
        if sys.stdout.isatty():
            raise ValueError("stdout is a terminal; send the array on: -o - > values.npy")
        terminal.out_bytes(data)
        return
    path = Path(file)
    with TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as folder:
        part = Path(folder) / path.name  # a neighbour that then takes the name
        part.write_bytes(data)
        part.replace(path)
    terminal.out(f"{path}\n")


def _file_of(values: Any, kind: str) -> bytes:
    import io

    import numpy as np

    if kind == "bin":
        return bytes(values.tobytes())
    buffer = io.BytesIO()
    np.save(buffer, values)
    return buffer.getvalue()


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


def lines_from_stdin() -> Iterator[list[str]]:
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
        if len(rest) > LINE_AT_MOST:
            raise ValueError(f"a line of more than {LINE_AT_MOST >> 20} MiB is not numbers")
    if rest:
        yield [rest.decode("utf-8", errors="replace")]


def numbers_from_stdin() -> Iterator[list[float]]:
    """The numbers on stdin, in batches.

    Raises:
        ValueError: a line is not a number; every batch before it has been given out.
    """
    count = 0
    for lines in lines_from_stdin():
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
    for lines in lines_from_stdin():
        for line in lines:
            count += 1
            words = line.replace(",", " ").split()
            for word in words:
                if not is_number(word):
                    raise _not_a_number(count, word)
            if not words:
                raise _not_a_number(count, line)
            yield [float(word) for word in words]
