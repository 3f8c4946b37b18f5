"""``actviz eval``: values and derivatives at numbers given as arguments or line by line."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import typer

from actviz.cli import mistakes
from actviz.cli.options import Format, complete_spec
from actviz.streams import arrays, fields, lines
from actviz.streams.fields import Field
from actviz.streams.lines import Columns
from actviz.streams.numerals import MOST_DIGITS
from actviz.streams.pipes import number_blocks, opened
from actviz.streams.reader import Reader
from actviz.streams.words import is_number, is_vector, number, vector, vectors_joined
from actviz.text import terminal

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
    keep: Annotated[
        bool, typer.Option("--keep", "-k", help="Write the number itself in front.")
    ] = False,
    digits: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=MOST_DIGITS,
            help="Significant digits; else the shortest that reads back.",
            show_default=False,
        ),
    ] = None,
    field: Annotated[
        str | None,
        typer.Option(
            "--field",
            "-F",
            metavar="N|NAME",
            help="Of CSV, transform this field of each line; all else stays as it is.",
        ),
    ] = None,
    delimiter: Annotated[
        str, typer.Option("--delimiter", "-D", help=r"Between fields; \t for tabs.")
    ] = ",",
    binary: Annotated[
        Literal["float64", "float32", "float16"] | None,
        typer.Option(help="Bare little-endian numbers in and out.", show_default=False),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option(
            "--input",
            "-i",
            metavar="FILE",
            help="Read this instead of stdin; a .npy file goes to the .npy file of -o.",
        ),
    ] = None,
    comments: Annotated[
        bool, typer.Option("--comments", help="Blank lines and # lines pass as they are.")
    ] = False,
    on_error: Annotated[
        Literal["stop", "skip", "nan"],
        typer.Option(help="At a line that is no number: stop, leave it out, or take nan."),
    ] = "stop",
    line_buffered: Annotated[
        bool,
        typer.Option("--line-buffered", help="Answer each line at once, even if more wait."),
    ] = False,
    seed: Annotated[
        int | None,
        typer.Option(
            min=0,
            help="Draw what is random (rrelu, gumbel_softmax) with this seed; else the evaluation "
            "mode.",
            show_default=False,
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
    separated by tabs. Stdin is answered as it arrives, in constant memory, be it text, a field of
    CSV (--field), or bare numbers (--binary). What is not a number ends the command with exit
    code 2 and its line number; everything before it has been written.

    softmax and its kin take all the numbers as one vector, or vectors such as 1.2,0.9 or
    "[1.2, 0.9]", or each line of stdin as one. Gated units
    such as swiglu take pairs u v, or two numbers a line; --derivative gives both partial
    derivatives. Random functions give their evaluation mode unless there is a --seed; then
    --derivative gives the slopes along the same draws.

    With --dtype inputs stay the doubles that were typed; only the result is rounded. With
    --all-inputs line n, counted from 0, is the value at the number whose bit pattern is n. Several
    functions make the columns of an array.

    \b
    Examples:
      actviz eval sigmoid -22 0 7
      seq -5 0.5 5 | actviz eval gelu
      seq -5 5 | actviz eval relu gelu --derivative
      seq -5 0.5 5 | actviz eval gelu --keep --digits 6
      printf 'id,x\\n7,-2\\n8,3\\n' | actviz eval relu --field x
      actviz eval gelu -10 --exact
      actviz eval gelu -1 0.5 --exact --dtype bfloat16
      actviz eval gelu --exact --dtype float16 --all-inputs -o gelu.npy
      actviz eval softmax 0.8 1.2 3.1
      actviz eval softmax 1.2,0.9 "[3, 4, 5]" --digits 4
      actviz eval sparsemax "[1.2, 0.9]" --exact
      actviz eval swiglu 1 2 -1 2
      actviz eval rrelu -1 -1 -1 --seed 1
      actviz eval "x * tanh(softplus(x))" 1 --format json
    """
    from actviz.cli import evaluate_other_kinds
    from actviz.lookup.registry import resolve_all

    words = vectors_joined(words)
    inputs = [word for word in words if is_number(word) or is_vector(word) or word == "-"]
    named = [word for word in words if word not in inputs]
    mistakes.check_names({"names": named}, ())
    functions = resolve_all(named)
    if not functions:
        raise ValueError("eval needs a function before its numbers; an example: actviz eval gelu 1")
    order = order or int(derivative or wrt != "x")
    if dtype and not exact:
        raise ValueError(
            "--dtype needs --exact: fast values are float64, and rounding them a second time "
            "would not always give the correctly rounded number"
        )
    kind = array_kind(file)
    if file and output:
        raise ValueError("-o writes an array and --format writes text; give one of them")
    if "-" in inputs and len(inputs) > 1:
        raise ValueError("give numbers as arguments or - for stdin, not both")
    vectors = [vector(word) for word in inputs if is_vector(word)]
    given = [number(word) for word in inputs if is_number(word)]
    if vectors and given:
        raise ValueError("give numbers, or vectors such as 1.2,0.9, not both")
    if vectors and functions[0].door != "vector":
        raise ValueError(
            f"{functions[0].name} takes numbers one by one: write {' '.join(map(repr, vectors[0]))}"
        )
    if (given or vectors) and (source or binary or field):
        raise ValueError("--input, --binary and --field read numbers: give no others")
    columnar = bool(file or all_inputs or source or binary or field or keep or digits)
    if seed is not None:
        evaluate_other_kinds.check_seed(functions, exact=exact, all_inputs=all_inputs, wrt=wrt)
    arrays_only = bool(file or all_inputs or source or binary or field or keep or order)
    if evaluate_other_kinds.whole(functions, plain=not arrays_only):
        vectors = vectors or ([given] if given else [])
        form = evaluate_other_kinds.Form(output, digits, dtype or "float64" if exact else None)
        evaluate_other_kinds.vectors(functions[0], vectors, form, seed)
        return
    if evaluate_other_kinds.paired_units(functions, plain=not columnar):
        evaluate_other_kinds.gates(functions, given, output, order, wrt, exact, dtype)
        return
    if all_inputs:
        if inputs:
            raise ValueError("--all-inputs takes no numbers of its own")
        given = _every_input(dtype)
    applied = [
        _applied(function, order, wrt, exact, dtype)
        for function in evaluate_other_kinds.drawn(functions, seed)
    ]
    titles = [function.display for function in functions]
    if source is not None and source.endswith(".npy"):
        _npy_to_npy(source, file, applied)
        return
    if binary:
        with opened(source, f"{binary} numbers") as descriptor:
            arrays.pipe(descriptor, binary, applied)
        return
    columns, reader = Columns(applied, keep, digits), Reader(on_error)
    with number_blocks(given, source, gather=not line_buffered) as blocks:
        if field is not None:
            which = int(field) if field.isdecimal() else field
            where = Field(which, delimiter.replace("\\t", "\t"))
            fields.transform(blocks, where, columns, titles, reader)
        elif file is None and output is None:
            lines.transform(blocks, columns, reader, comments=comments)
        else:
            runs = [run for run in lines.runs(blocks, reader) if not isinstance(run, bytes)]
            reader.report()
            if file is not None:
                _array(runs, applied, file, kind, dtype or "float64")
            else:
                _rows(runs, applied, titles, output or "table")


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
    from actviz.readings.number_formats import SMALL, every_number

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


def _exact(function: Any, batch: Any, order: int, wrt: str, dtype: str) -> Any:
    if len(batch) < LONG:
        return function.exact(batch, order, wrt, dtype=dtype)
    with terminal.progress("exact values", len(batch)) as done:
        return function.exact(
            batch, order, wrt, dtype=dtype, progress=lambda count, total: done(count)
        )


def _rows(runs: Sequence[Any], columns: Sequence[Apply], titles: list[str], kind: Format) -> None:
    rows = []
    for run in runs:
        results = [column(run).tolist() for column in columns]
        for x, *values in zip(run.tolist(), *results, strict=True):
            rows.append({"x": x, **dict(zip(titles, values, strict=True))})
    terminal.table(rows, kind, ["x", *titles])


def _npy_to_npy(source: str, file: str | None, columns: Sequence[Apply]) -> None:
    if file is None or array_kind(file) != "npy" or file == "-":
        raise ValueError(f"{source}: a .npy file goes to a .npy file; add -o results.npy")
    arrays.file_to_file(Path(source), Path(file), columns)
    terminal.out(f"{file}\n")


def _array(runs: Sequence[Any], columns: Sequence[Apply], file: str, kind: str, dtype: str) -> None:
    """Write all results as one array, whole or not at all, and print the file's name."""
    import numpy as np

    parts = [np.stack([column(run) for column in columns], axis=-1) for run in runs]
    values = np.concatenate(parts) if parts else np.empty((0, len(columns)))
    values = values[:, 0] if len(columns) == 1 else values
    if dtype != "float64":
        from actviz.readings.number_formats import packed

        values = packed(values, dtype)
    data = _file_of(values.astype(values.dtype.newbyteorder("<")), kind)
    if file == "-":
        if sys.stdout.isatty():
            raise ValueError("stdout is a terminal; send the array on: -o - > values.npy")
        terminal.out_bytes(data)
        return
    from actviz.streams.whole import write_whole

    path = Path(file)
    write_whole(path, data)
    terminal.out(f"{path}\n")


def _file_of(values: Any, kind: str) -> bytes:
    import io

    import numpy as np

    if kind == "bin":
        return bytes(values.tobytes())
    buffer = io.BytesIO()
    np.save(buffer, values)
    return buffer.getvalue()
