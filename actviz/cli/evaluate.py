"""``actviz eval``: values and derivatives at numbers given as arguments or line by line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from actviz.cli import evaluate_files, mistyped_options, options
from actviz.cli.evaluate_arrays import array_kind, write_array
from actviz.cli.exact_column import ExactColumn, tell_undecided
from actviz.cli.options import option
from actviz.streams import text_lines
from actviz.streams.numerals import MOST_DIGITS
from actviz.streams.reader import Reader
from actviz.streams.text_lines import Columns
from actviz.streams.words import is_number, is_vector, number, vector, vectors_joined
from actviz.text import terminal

if TYPE_CHECKING:
    from actviz.files.wish import Wish

Apply = Callable[[Any], Any]


def evaluate(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="NAME... [X...]",
            help="Functions, and the numbers to evaluate them at, of which 1/3 and pi are two; "
            "without numbers, or with -, numbers are read from stdin, one per line.",
            autocompletion=options.complete_spec,
        ),
    ],
    derivative: Annotated[
        bool, option("--derivative -d", "The first derivative instead of the value.")
    ] = False,
    order: Annotated[int, option("--order", "The derivative of this order.", min=0, max=12)] = 0,
    wrt: Annotated[
        str, option("--wrt LETTER", "Differentiate with respect to this parameter instead of x.")
    ] = "x",
    exact: Annotated[bool, option("--exact", "Correctly rounded values, proved; slower.")] = False,
    dtype: Annotated[
        str | None,
        option(
            "--dtype TYPE",
            f"With --exact: round to this format, once; else float64. Known: {options.FORMATS}.",
            callback=options.a_format,
            autocompletion=options.complete_format,
        ),
    ] = None,
    all_inputs: Annotated[
        bool,
        option(
            "--all-inputs",
            "At all inputs of a format of 16 bits or fewer, in the order of bit patterns.",
        ),
    ] = False,
    file: Annotated[
        str | None,
        options.to_file(
            "Write an array of the dtype: .npy, or .bin for bare little-endian numbers. - for "
            ".npy to stdout."
        ),
    ] = None,
    keep: Annotated[
        bool, option("--keep -k", "Write the number itself in front of the result.")
    ] = False,
    digits: Annotated[
        int | None,
        option(
            "--digits",
            "Significant digits; by default the fewest that read back exactly.",
            min=1,
            max=MOST_DIGITS,
        ),
    ] = None,
    field: options.Fields = None,
    array: options.Arrays = None,
    delimiter: options.Delimiter = None,
    decimal: options.Decimal = None,
    header: options.Header = None,
    binary: options.Binary = None,
    source: Annotated[
        str | None,
        option(
            "--input -i FILE",
            "Read this instead of stdin: lines, a table (--field), an array, an archive.",
        ),
    ] = None,
    comments: Annotated[
        bool, option("--comments", "Blank lines and # lines pass unchanged.")
    ] = False,
    on_error: Annotated[
        Literal["stop", "skip", "nan"] | None,
        option(
            "--on-error",
            "At a line that is not a number: stop (the default), leave it out, or take nan.",
        ),
    ] = None,
    line_buffered: Annotated[
        bool, option("--line-buffered", "Answer each line at once, even if more wait.")
    ] = False,
    seed: Annotated[
        int | None,
        option(
            "--seed",
            "Sample random functions (rrelu, gumbel_softmax) with this seed; by default their "
            "evaluation mode.",
            min=0,
        ),
    ] = None,
    output: Annotated[
        options.Format | None, option("--format -f", "Rows with x and a column per function.")
    ] = None,
) -> None:
    """Evaluate functions at numbers.

    One result per line, with every digit of the double. Several functions give several columns,
    separated by tabs. Stdin is answered as it arrives, in constant memory, be it text, fields of a
    table (--field; all else stays as it is), or bare numbers (--binary). What is not a number ends
    the command with exit code 2 and its line number; everything before it has been written.

    softmax and its kin take all the numbers as one vector, or vectors such as 1.2,0.9 or
    "[1.2, 0.9]", or each line of stdin as one. Gated units
    such as swiglu take pairs u v, or two numbers a line; --derivative gives both partial
    derivatives. Random functions give their evaluation mode unless there is a --seed; then
    --derivative gives the slopes along the same draws.

    --exact proves every digit. A number whose result no precision decides gives nan; its line is
    named on stderr, all others are answered, and the exit code is 1.

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
      actviz eval gelu 3.43 3.44 --exact --dtype int8:0.05:0
      actviz eval sigmoid --exact --dtype float8_e4m3fn --all-inputs --format csv
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
    numeric = {word for word in words if is_number(word) or is_vector(word) or word == "-"}
    named = [word for word in words if word not in numeric]
    source, named = evaluate_files.source_among(named, source)
    mistyped_options.check_names({"names": named}, ())
    constants = {word: value for word in named[1:] if (value := _constant(word))}
    named = [word for word in named if word not in constants]
    inputs = [constants.get(word, word) for word in words if word in numeric or word in constants]
    functions = resolve_all(named)
    if not functions:
        raise ValueError("eval needs a function before its numbers; an example: actviz eval gelu 1")
    if order and derivative:
        raise ValueError("--derivative is --order 1; give one of the two")
    order = order or int(derivative or wrt != "x")
    if dtype and not exact:
        raise ValueError(
            "--dtype needs --exact: fast values are float64, and rounding them a second time "
            "would not always give the correctly rounded number"
        )
    if not binary:
        array_kind(file)  # refused before anything is read
    if file and output:
        raise ValueError("-o writes an array and --format writes text; give one of them")
    given, vectors = _given(inputs, functions)
    source = None if source == "-" else source
    of_file = {"--input": source, "--binary": binary, "--field": field, "--array": array}
    if (given or vectors) and any(of_file.values()):
        raise ValueError("--input, --binary, --field and --array read numbers: give no others")
    columnar = bool(file or all_inputs or source or binary or field or keep or digits)
    if seed is not None:
        evaluate_other_kinds.check_seed(functions, exact=exact, all_inputs=all_inputs, wrt=wrt)
    arrays_only = bool(file or all_inputs or source or binary or field or keep or order)
    if any(function.door in ("vector", "gate") for function in functions):
        why = "is for functions of one number"
        options.idle(
            why, comments=comments, on_error=on_error, line_buffered=line_buffered, array=array
        )
        options.idle(
            why, delimiter=delimiter, decimal=decimal, header=None if header is None else True
        )
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
    reads = not (given or vectors)
    text = reads and not binary and evaluate_files.is_text(source)
    evaluate_files.check_together(
        {
            "--keep": keep, "--digits": digits, "--comments": comments, "--on-error": on_error,
            "--line-buffered": line_buffered, "--format": output, "--output": file,
            "--delimiter": delimiter, "--decimal": decimal, "--header": header is not None,
            "--field": field, "--array": array,
        },
        text=text,
        reads=reads,
        bare=bool(binary) and not str(source).endswith(".npy"),
        npy=file is not None and str(source).endswith(".npy"),
    )  # fmt: skip
    wish = options.wish(field, array, binary, delimiter, decimal, header)
    columns, reader = Columns(applied, keep, digits), Reader(on_error or "stop")
    if reads and not text:
        _from_arrays(source, wish, file, columns, titles, output)
        tell_undecided(applied)
        return
    with evaluate_files.line_blocks(given, source, gather=not line_buffered) as blocks:
        if field is None and file is None and output is None:
            text_lines.transform(blocks, columns, reader, comments=comments)
        else:
            _from_lines(blocks, reader, wish, columns, titles, file, output, dtype)
    tell_undecided(reader if reader.open else applied)


def _constant(word: str) -> str:
    """The double nearest to a constant, 1/3 or 2*pi, as a number; "" for a function of x."""
    from actviz.functions.kinds import is_elementwise
    from actviz.lookup.registry import resolve_all

    function = resolve_all([word])[0]
    if not is_elementwise(function) or function.label or function.tree.names:
        return ""
    return repr(float(function.exact(0.0))) if function.name == function.formula else ""


def _given(
    inputs: Sequence[str], functions: Sequence[Any]
) -> tuple[list[float], list[list[float]]]:
    """The numbers and the vectors among the words; never both."""
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
    return given, vectors


def _from_arrays(
    source: str | None,
    wish: Wish,
    file: str | None,
    columns: Columns,
    titles: list[str],
    output: options.Format | None,
) -> None:
    """Numbers that are no text: bare ones, an array, or one of an archive."""
    functions = columns.functions
    if wish.binary and not str(source).endswith(".npy"):
        evaluate_files.bare(source, wish.binary, file, functions)
        return
    assert source is not None
    if file not in (None, "-") and source.endswith(".npy"):
        evaluate_files.npy(source, str(file), functions, wish)
        return
    runs = evaluate_files.runs(source, wish)
    if file is not None:
        write_array(runs, functions, file, array_kind(file), "float64")
    elif output is not None:
        _rows(runs, columns, titles, output)
    else:
        for run in runs:
            terminal.out_bytes(columns.of(run))


def _from_lines(
    blocks: Any,
    reader: Reader,
    wish: Wish,
    columns: Columns,
    titles: list[str],
    file: str | None,
    output: options.Format | None,
    dtype: str | None,
) -> None:
    """Numbers of text into fields of their lines, an array, or rows."""
    if wish.fields:
        from actviz.files import fields

        fields.transform(blocks, fields.Fields(wish.fields, wish), columns, titles, reader)
        return
    runs = [run for run in text_lines.runs(blocks, reader) if not isinstance(run, bytes)]
    reader.report()
    if file is not None:
        write_array(runs, columns.functions, file, array_kind(file), dtype or "float64")
    else:
        _rows(runs, columns, titles, output or "table")


def _every_input(dtype: str | None) -> list[float]:
    from actviz.readings.number_formats import every_number, small

    if dtype is None or not small(dtype):
        raise ValueError("--all-inputs needs --exact and a --dtype of 16 bits or fewer")
    numbers: list[float] = every_number(dtype).tolist()
    return numbers


def _applied(function: Any, order: int, wrt: str, exact: bool, dtype: str | None) -> Apply:
    """One column of results: a function of a list of numbers."""
    if exact:
        return ExactColumn(function, order, wrt, dtype or "float64")
    if order:
        return lambda batch: function.derivative(batch, order=order, wrt=wrt)
    return lambda batch: function(batch)


def _rows(runs: Sequence[Any], columns: Columns, titles: list[str], kind: options.Format) -> None:
    from actviz.streams.decimals import MOST, rounded

    digits = columns.digits
    if digits is not None and digits > MOST:
        raise ValueError(f"--digits goes up to {MOST} beside --format; without it all are told")
    rows = []
    for run in runs:
        results = [column(run) for column in columns.functions]
        if digits is not None:
            results = [rounded(one, digits) for one in results]
        for x, *values in zip(run.tolist(), *(one.tolist() for one in results), strict=True):
            rows.append({"x": x, **dict(zip(titles, values, strict=True))})
    terminal.table(rows, kind, ["x", *titles])
