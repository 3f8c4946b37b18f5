"""``actviz export``: a function and its slope as code in another language."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated, Any, Final

from actviz import __version__
from actviz.cli.budget import bounded
from actviz.cli.export_file import ExportRequest, must_run, written
from actviz.cli.options import FormatOption, MaybeNames, idle, option, to_file
from actviz.text import terminal

if TYPE_CHECKING:
    from actviz.export.targets import Target
    from actviz.readings.languages.cells import Table
    from actviz.readings.languages.program import Program

_INPUTS: Final = 1 << 32


def export(
    names: MaybeNames = None,
    to: Annotated[
        str | None, option("--to LANGUAGE", "The language; by default that of the file's suffix.")
    ] = None,
    output: Annotated[str | None, to_file("A file; else stdout.")] = None,
    order: Annotated[
        int | None,
        option(
            "--order", "The highest derivative: 1; torch and jax have at least 2.", min=0, max=4
        ),
    ] = None,
    arguments: Annotated[
        str | None,
        option("--arguments WORD,...", "Parameters that stay arguments of the functions."),
    ] = None,
    name: Annotated[str | None, option("--name WORD", "What the function is called.")] = None,
    dtype: Annotated[
        str | None,
        option(
            "--dtype FORMAT", "float64, float32, float16 or bfloat16: that of x and of the results."
        ),
    ] = None,
    exact: Annotated[
        bool,
        option(
            "--exact",
            "Correctly rounded at every float32, by a table, and proved: a minute or two; c, "
            "cuda, numpy, rust.",
        ),
    ] = False,
    verify: Annotated[
        bool,
        option(
            "--verify",
            "Compile and run the code here and tell how far off it is; without --to in every "
            "language that this machine has; a note names the others.",
        ),
    ] = False,
    test: Annotated[
        bool, option("--test", "Beside FILE write vectors and a program that runs them.")
    ] = False,
    list_: Annotated[bool, option("--list", "List the languages, and what each needs.")] = False,
    format_: FormatOption = "table",
) -> None:
    """Write functions and their slopes as code in another language.

    Values are NAME, derivatives NAME_d1, NAME_d2, the slope in a parameter that stays an argument
    NAME_dbeta, those of a gated unit NAME_du and NAME_dv; in C and CUDA an f is appended for
    float. A typed formula is called f, and a name that the language itself uses is prefixed with
    act_. PyTorch and Keras get a class as well (GELU, HardSwish), in PyTorch with the parameters
    that learn.

    The code keeps its digits in the tails: nothing overflows on the way, NaN stays NaN, an
    infinity gives the limit. Arithmetic is in float64 inside wherever the language has it, and a
    result is rounded once to the format. WGSL has only floats of 32 bits, with few promises: its
    file brings numbers made of whole numbers, of 32 binary digits where those are enough, else 64.

    --verify prints a row for each function and slope: inputs tried, the largest error in ulp, the
    same when an input two ulp off is forgiven, and how many results are farther off than allowed:
    8 ulp for f and 12 for f' in float64, 4 below, plus twice the condition number, and no NaN,
    infinity or zero out of place. Where the language has the function built in, the row also tells
    the nanoseconds that a value takes, and how many times as long that is. The head of a file then
    says what was measured. Exit code 1: something is off. --test writes FILE's vectors and a
    program in that language that runs them into FILE-test. --format is for --list and --verify.

    --exact writes a table of polynomials in double, of 64 KiB at most for each function and slope,
    instead of a formula: without a branch and without libm. The code is compiled and run at all
    2^32 numbers of float32 against values with a proof, which takes about a minute of a processor
    for a function and as long for its slope; only then is it written. CUDA's runs on the processor,
    where its operations are the same. A function that has no such table is refused, with the inputs
    where it fails.

    softmax and log_softmax are functions of a row of numbers: of the last axis in numpy, torch,
    jax, keras and triton, of a list or an array in python, c, cuda, rust and js, of a matrix's rows
    in onnx and in cuda's kernels, of a place and a length in storage buffers in wgsl. Their
    NAME_d1(x, g) (d1 in onnx) is the product of a gradient g with the Jacobian. A row of --verify
    counts every number of a result. --exact is not for them.

    An approximation in integers, an approx.json that approximate has made so, becomes code of
    whole numbers, in C, NumPy, Rust, ONNX, Verilog or as a table for $readmemh, with the bits of
    the reference for every input: --verify tries them all. Its head says how wide numbers get on
    the way and where one is rounded. --test writes a bench for Verilog.

    \b
    Examples:
      actviz export gelu --to c
      actviz export gelu silu mish -o activations.rs
      actviz export swish --to numpy --arguments beta
      actviz export "x * sigmoid(1.702 * x)" --to python --name quick
      actviz export swiglu --to js --dtype float32
      actviz export gelu -o gelu.wgsl
      actviz export softmax log_softmax -o rows.c
      actviz export gelu --to c --verify
      actviz export mish -o mish.c --test
      actviz export gelu -o gelu.c --exact
      actviz approximate tanh --pieces 9 --fixed Q3.5:Q3.5 -o t.json; actviz export t.json -o t.v
      actviz export --list
    """
    from actviz.export import targets

    if list_:
        idle("does not go with --list", to=to, order=order, arguments=arguments, name=name)
        idle("does not go with --list", dtype=dtype, exact=exact, verify=verify, test=test)
        listed = (targets.TARGETS | targets.WHOLE).values()
        terminal.table([_row(target) for target in listed], format_)
        return
    from actviz.export import write
    from actviz.lookup.registry import resolve_all

    if not verify and format_ != "table":
        raise ValueError("--format is of the rows of --verify and --list")
    if not names:
        raise ValueError("export needs a NAME; actviz export --list tells the languages")
    functions = resolve_all(names)
    if test and (output is None or output == "-"):
        raise ValueError("--test writes beside a file: name it with -o FILE")
    if name is not None and len(functions) > 1:
        raise ValueError(f"--name is for one function, not for {len(functions)}")
    from actviz.export.softmax_files import of_rows

    highest = 1 if order is None else order
    request = ExportRequest(functions, to, output, highest, name, dtype, verify, test, format_)

    if any(map(of_rows, functions)):
        why = "is for functions of one number and gated units, not for those of a row"
        idle(why, exact=exact, arguments=arguments)
        from actviz.cli import export_rows

        export_rows.run(request)
        return
    if exact:
        idle("does not go with --exact", arguments=arguments)
        _exact(request)
        return
    if any(getattr(function, "in_integers", False) for function in functions) or (
        (to or output) and targets.target_of(to, output).name in targets.WHOLE
    ):
        why = "is for functions of real numbers, not for approximations in integers"
        idle(why, order=order, arguments=arguments, dtype=dtype)
        _in_integers(request)
        return
    chosen = request.chosen(targets.TARGETS.values())
    kept = [word.strip() for word in (arguments or "").split(",") if word.strip()]

    def program_in(target: Target) -> Program:
        with bounded(functions):
            return write.program(
                functions, target, order=order, arguments=kept, stem=name, dtype=dtype,
                version=__version__,
            )  # fmt: skip

    if verify:
        rows = [
            row for target in chosen for row in _verified(functions, program_in(target), target)
        ]
    target, program = chosen[0], program_in(chosen[0])
    if verify and output is not None:
        program = write.measured(program, rows, __version__)
    text = write.text(target, program)
    if verify:
        if output is None:
            terminal.table(rows, format_)
        broken = sum(row["off"] > 0 for row in rows)
        if broken:
            terminal.fail(f"{broken} of {len(rows)} are farther off than allowed", 1)
        if output is None:
            return
    if written(output, text) and test:
        from actviz.export import trial

        trial.write_test(request.folder, functions, program, target, text)
        terminal.note(f"{request.folder}: {trial.how_to_run(target)}")


def _verified(functions: Any, program: Program, target: Target) -> list[dict[str, Any]]:
    """A row for each function and slope of a program, run here."""
    from actviz.export import timing, trial, write

    must_run(target)
    tried = trial.tried(functions, program, target)
    times = timing.times(functions, program, target, write.text(target, program))
    return timing.table(tried, target, times)


def _row(target: Target) -> dict[str, str]:
    from actviz.export import exact

    formats = ["the input's" if word == "input" else word for word in target.dtypes]
    return {
        "language": target.name,
        "suffix": " ".join(target.suffixes),
        "formats": ", ".join(formats),
        "exact": "float32" if target.name in exact.MODULES else "",
        "needs": target.needs,
        "what": target.says,
    }


def _in_integers(request: ExportRequest) -> None:
    """Write, or try, approximations in integers: the same bits in every language."""
    from actviz.export import integer_files, targets

    if request.everywhere:
        every = {**targets.TARGETS, **targets.WHOLE}
        words = [word for word in integer_files.MODULES if word != "mem"]
        chosen = [every[word] for word in words if not targets.missing(every[word])]
    else:
        chosen = [targets.target_of(request.to, request.output)]
    accuracy = ""
    if request.verify:
        rows = [row for target in chosen for row in _tried(request, target)]
        wrong = sum(row["wrong"] for row in rows)
        accuracy = f"the bits of the reference at all {rows[0]['tried']} inputs, tried"
        if request.output is None or wrong:
            terminal.table(rows, request.format_)
        if wrong:
            terminal.fail(f"{wrong} results are other bits than those of the reference", 1)
        if request.output is None:
            return
    (target,) = chosen
    pairs = integer_files.programs(request.functions, target, request.name)
    if request.test and target.name != "verilog":
        other = "" if target.name == "mem" else f"; --verify tries {target.name}"
        raise ValueError(f"--test writes a bench for Verilog alone{other}")
    text = integer_files.text(target, [one for _, one in pairs], __version__, accuracy)
    if written(request.output, text) and request.test:
        assert isinstance(text, str)  # Verilog's, see above
        integer_files.write_bench(request.folder, pairs, text)
        bench = f"{pairs[0][1].name}_bench"
        terminal.note(f"{request.folder}: cd there; iverilog -o run module.v {bench}.v && vvp run")


def _tried(request: ExportRequest, target: Any) -> list[dict[str, Any]]:
    from actviz.export import integer_files

    must_run(target)
    pairs = integer_files.programs(request.functions, target, request.name)
    return [
        {"language": target.name, "function": one.name, "tried": tried, "wrong": wrong}
        for one, tried, wrong in integer_files.tried(pairs, target)
    ]


def _exact(request: ExportRequest) -> None:
    """Fit tables, prove that they are right at every float32, and write them."""
    from actviz.export import exact, targets

    chosen = request.chosen([targets.TARGETS[word] for word in exact.MODULES])
    for target in chosen:
        exact.check(request.functions, target, request.dtype)
    rows: list[dict[str, Any]] = []
    for target in chosen:
        tables, shown = _proved(request, target)
        rows += [_exact_row(target, table) for table in tables]
    if request.verify and request.output is None:
        terminal.table(rows, request.format_)
        return
    accuracy = f"correctly rounded, all inputs: each of the 2^32 numbers of float32, {shown}"
    content = exact.text(target, tables, __version__, accuracy)
    if written(request.output, content) and request.test:
        _write_test(request, target, content)


def _proved(request: ExportRequest, target: Target) -> tuple[list[Table], str]:
    """The tables, and what has shown that they are right."""
    from actviz.cli.check_every_input import progress
    from actviz.export import exact

    shown, tables = "", []
    for function, order, table in exact.fit(request.functions, target, request.order, request.name):
        with progress(f"proving {table.name}{table.suffix} in {target.name}") as report:
            proved, shown = exact.proved(
                function, order, table, target, jobs=os.cpu_count() or 1, report=report
            )
        tables.append(proved)
    return tables, shown


def _exact_row(target: Target, table: Table) -> dict[str, Any]:
    return {
        "language": target.name,
        "function": f"{table.name}{table.suffix}",
        "format": "float32",
        "tried": _INPUTS,
        "largest_ulp": 0.5,
        "net_ulp": 0.5,
        "off": 0,
        "bytes": table.size,
    }


def _write_test(request: ExportRequest, target: Target, content: str) -> None:
    from actviz.export import trial, write

    program = write.program(
        request.functions, target, order=request.order, stem=request.name, dtype="float32"
    )
    trial.write_test(request.folder, request.functions, program, target, content, exact=True)
    terminal.note(f"{request.folder}: {trial.how_to_run(target)}")
