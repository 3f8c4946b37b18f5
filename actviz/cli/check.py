"""``actviz check``: how far results are from the truth, in ulps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from actviz.cli import check_callable, check_catalogue, check_every_input, check_promise, options
from actviz.cli.check_callable import CallableRequest, combinations
from actviz.cli.options import option
from actviz.cli.plot import kind_of
from actviz.text import terminal

if TYPE_CHECKING:
    from actviz.functions.elementwise import Activation


_PATIENCE: Final = 600.0  # seconds for one answer


def check(
    names: options.MaybeNames = None,
    every: Annotated[bool, option("--all", "Every function of the catalogue.")] = False,
    order: Annotated[
        int | None, option("--order", "The highest derivative: 2; with --against 0.", min=0, max=4)
    ] = None,
    points: Annotated[
        int | None,
        option(
            "--points N",
            "Points per binade of x, and in proportion elsewhere: 1; with --against 8.",
            min=1,
            max=1000,
        ),
    ] = None,
    full: Annotated[
        bool,
        option("--full", "The long run: 10 points per binade, and the ends of typical parameters."),
    ] = False,
    max_ulp: Annotated[
        float | None, option("--max-ulp U", "Fail where an error exceeds this many ulp.", min=0.0)
    ] = None,
    against: Annotated[
        list[str] | None,
        option(
            "--against MODULE:NAME|RUNTIME:OPERATOR",
            "Measure this Python callable, or this operator of a runtime, instead; may be "
            "repeated. A module is imported, which runs its code: name only what you trust. "
            "{name} stands for each function's own name. - reads pairs of x and y from stdin, y "
            "being f(x) or the derivative of --order.",
        ),
    ] = None,
    dtype: Annotated[
        str | None,
        option(
            "--dtype FORMAT,...",
            "With --against: the formats of x and y, between commas: float32 for PyTorch, "
            f"JAX and runtimes, else float64. Known: {options.FORMATS}.",
            autocompletion=options.complete_format,
        ),
    ] = None,
    derivative: Annotated[
        bool, option("--derivative -d", "With --against: its automatic derivative too.")
    ] = False,
    extra: Annotated[
        list[str] | None,
        option(
            "--with WORD=VALUE",
            "A keyword argument for the callable; an attribute of the operator, or an option of "
            "its runtime, such as threads=1.",
        ),
    ] = None,
    arrays: Annotated[
        Literal["numpy", "torch", "jax"] | None,
        option("--arrays", "Whose arrays it takes; else told by its module."),
    ] = None,
    timeout: Annotated[
        float,
        option(
            "--timeout SECONDS",
            "What takes longer for one answer is given up; a program of --exec only where this is "
            "given.",
            min=0.1,
        ),
    ] = _PATIENCE,
    all_inputs: Annotated[
        bool,
        option(
            "--all-inputs",
            "With --against or --exec: every bit pattern of the format, all 2^32 of float32, each "
            "judged by proof.",
        ),
    ] = False,
    command: Annotated[
        str | None,
        option(
            "--exec COMMAND",
            "With --all-inputs, in place of --against: a program that reads bare numbers of the "
            "format from stdin and writes as many to stdout.",
        ),
    ] = None,
    jobs: Annotated[int, option("--jobs -j N", "With --all-inputs: processes.", min=1)] = 1,
    cluster: options.Cluster = None,
    resume: Annotated[
        str | None,
        option(
            "--resume FILE",
            "With --all-inputs: keep what is found there, and go on where a stopped run was.",
        ),
    ] = None,
    plot: Annotated[
        str | None,
        option(
            "--plot FILE",
            "With --against: draw the error against x, or of several callables a heat map; with "
            "--all-inputs the largest error in each binade.",
        ),
    ] = None,
    range_: Annotated[
        str | None,
        options.low_high("The range of x of that picture; with --all-inputs, of the inputs."),
    ] = None,
    singly: Annotated[
        bool,
        option(
            "--singly",
            "With --against: whether one number alone, a strided and a long array get other "
            "results than one array.",
        ),
    ] = False,
    findings: Annotated[
        bool, option("--findings", "With --against: only a row for each thing found.")
    ] = False,
    runtimes: Annotated[
        bool, option("--runtimes", "List the runtimes that can be measured.")
    ] = False,
    format_: options.FormatOption = "table",
) -> None:
    """Measure how far results are from the truth.

    Errors are counted in units in the last place (ulp). Without --against it is actviz's own fast
    arithmetic that is measured, which promises 8, 12,
    16 ulp for f, f', f'' plus twice the condition number |x g'(x)/g(x)|, and beyond that no wrong
    sign, zero, infinity or NaN; "over_allowed" is the largest error divided by what is allowed
    there. The whole line of float64 is tried: every binade, and wherever something happens.

    With --against a function of NumPy, PyTorch, JAX or your own is measured in the same way, or an
    operator of a runtime, of which --runtimes lists all; in formats of 16 bits or fewer on all
    their inputs. A runtime has a process of its own. What gives no answer within --timeout is given
    up, reported, and the rest goes on. A row for each order ranks harm: the largest error in ulp,
    again among results that are normal numbers, relative and absolute, each with its x; "beyond",
    the ranges of x where an error exceeds --max-ulp, else 4 ulp; whether order and range of the
    function are kept; and how many results are 0 for a number, NaN, infinite, or flushed (0 where x
    or the result is subnormal). The findings beside it have the plainest or the worst point of
    each. Where a derivative jumps it is not compared: what it is there is a convention. In float64
    the exact values are themselves rounded, so that figures may be half an ulp off.

    With --all-inputs nothing is sampled: the right result at every bit pattern of float32 comes
    from polynomials whose error is proved, or from balls where that is not enough. A result of 0,
    or of f(0), where the right result or x is subnormal counts as flushed and nothing else. The
    JSON has the row that ranks harm too. The exit code is 1 for a catastrophe, or an error above
    --max-ulp. --exec audits a compiled kernel: it is started once for each process, and its stdin
    is closed at the end.

    A NAME that ends in .toml is a catalogue of your own, whose functions are examined as the
    built-in ones are: parameters, slope, identities, other forms, digits, facts, references.

    A typed formula has 20 seconds of processor time, and more in proportion to --points; of one
    that takes longer the orders that were measured are printed, and the exit code is 2.
    ACTVIZ_SECONDS in the environment says otherwise.

    Exit code 1: an error above --max-ulp, which with --against is 4 unless given, or a
    catastrophe; without --max-ulp, a broken promise; more points that are not decided than are; an
    entry of a catalogue that is not sound.

    \b
    Examples:
      actviz check gelu
      actviz check "sigmoid(1.702 * x)" elu:alpha=0.5 --format json
      actviz check tanh --order 1 --max-ulp 5
      actviz check tanh --against numpy:tanh --dtype float16
      seq -4 4 | awk '{print $1, exp($1)}' | actviz check "exp(x)" --against - --dtype Q7.9
      actviz check tanh --against numpy:tanh --plot tanh-error.png
      actviz check sin cos --against "numpy:{name}" --dtype float32,float16 --plot harm.png
      actviz check tanh --against numpy:tanh --dtype float16 --singly
      actviz check --runtimes
      actviz check tanh --against numpy:tanh --dtype float32 --all-inputs --range=1:1.01
      actviz check identity --exec cat --dtype float16 --all-inputs --format json
      seq 1 9 | awk '{printf "%.17g %.17g\\n", $1, exp($1)}' | actviz check "exp(x)" --against -
    """
    from actviz.lookup.registry import elementwise, entries

    if names and (files := check_catalogue.files_among(names)):
        check_catalogue.examine(files, format_)
        return
    if runtimes:
        if names or against:
            raise ValueError("--runtimes lists all of them: leave the names out")
        _list_runtimes(format_)
        return
    window = options.span(range_)
    if plot == "-":
        raise ValueError("--plot is for a file; on stdout are the rows")
    if plot is not None:
        kind_of(plot)  # before the work, not after it
    if every and names:
        raise ValueError("give names or --all, not both")
    highest = max(order or 0, int(derivative))
    density = points or (_full() if full else check_callable.USUAL if against else 1)
    dtypes = options.formats_among(dtype)
    if all_inputs and (bool(against) == bool(command) or against == ["-"]):
        raise ValueError("--all-inputs needs --against MODULE:NAME or --exec COMMAND")
    if not all_inputs:
        options.idle("needs --all-inputs", exec=command, resume=resume, jobs=jobs > 1, dask=cluster)
    if command:
        why = "is for --against; a program has its own arguments"
        options.idle(why, arrays=arrays, **{"with": extra})
    if cluster:
        options.idle("is of this computer, and --dask goes to others", jobs=jobs > 1)
    if against or command:
        request = check_callable.CallableRequest(
            _claimed(names, every),
            against or [],
            dtypes,
            highest,
            density,
            check_callable.keywords(extra or []),
            arrays,
            timeout,
        )
        if all_inputs:
            if points or full or singly or findings:
                raise ValueError(
                    "--all-inputs leaves no point out: give no --points, --full, --singly, "
                    "--findings"
                )
            wish = check_every_input.CommandOptions(
                command, window, jobs, cluster, resume, max_ulp, plot, format_
            )
            check_every_input.run(request, wish)
        elif singly:
            if plot or findings or max_ulp is not None:
                raise ValueError(
                    "--singly compares layouts: leave --plot, --max-ulp and --findings out"
                )
            _singly(request, format_)
        else:
            _against(request, max_ulp, plot, window, format_, findings)
        return
    why = "needs --against: the fast arithmetic is float64"
    options.idle(why, dtype=dtype, derivative=derivative, arrays=arrays)
    options.idle(why, plot=plot, singly=singly, findings=findings)
    options.idle("needs --against or --exec", timeout=timeout != _PATIENCE)
    if extra or range_:
        raise ValueError("--with and --range need --against")
    functions = elementwise(names, "check") if names else list(entries())
    if full:
        from actviz.measure.soundness import variants

        functions = [variant for function in functions for variant in variants(function)]
    check_promise.run(functions, density, 2 if order is None else order, max_ulp, format_=format_)


def _against(
    request: check_callable.CallableRequest,
    max_ulp: float | None,
    plot: str | None,
    window: tuple[float, float] | None,
    format_: str,
    findings: bool,
) -> None:
    """Measure callables of others, and print and draw what was found."""
    from actviz.measure.tally import LIMIT

    limit = LIMIT if max_ulp is None else max_ulp
    audited = check_callable.measured(request)
    check_callable.say_what_was_left_out(audited)
    if plot is not None:
        check_callable.draw(audited, plot, window)
    check_callable.show(audited, limit, format_, findings)
    if format_ == "table":
        terminal.out(f"\n{check_callable.verdict_of(audited, limit)}\n")
    failed = check_callable.failures(audited, limit)
    if failed:
        terminal.fail(failed, 1)


def _list_runtimes(format_: str) -> None:
    from actviz.measure.runtimes.known_runtimes import rows

    runtimes = rows()
    if format_ != "json":
        for row in runtimes:
            row["options"] = "; ".join(f"{word}: {what}" for word, what in row["options"].items())
    terminal.table(runtimes, format_)


def _full() -> int:
    from actviz.measure.accuracy import FULL

    return FULL


def _claimed(names: list[str] | None, every: bool) -> list[Activation]:
    """The functions that --against is measured against."""
    from actviz.lookup.registry import elementwise, entries

    if not (every or names):
        raise ValueError(
            "--against needs the function that it claims to be; an example: "
            "actviz check gelu --against torch.nn.functional:gelu"
        )
    return list(entries()) if every else elementwise(names or [], "check")


def _singly(request: CallableRequest, format_: str) -> None:
    """A row for numbers alone, strided, in a long array; exit code 1 where that changes results."""
    from actviz.measure.layouts import differences
    from actviz.measure.reach import reach

    rows: list[dict[str, Any]] = []
    for function, path, dtype in combinations(request):
        if path == "-":
            raise ValueError("--singly needs a callable, not pairs from stdin")
        foreign = reach(path, request.extra, request.arrays, request.limit)
        chosen = dtype or foreign.usual_dtype
        for order in range(request.highest + 1):
            head: dict[str, Any] = {
                "function": function.display,
                "callable": path,
                "version": foreign.version,
            }
            head.update(dtype=chosen, order=order)
            rows += [
                {**head, **vars(each)} for each in differences(foreign, function, chosen, order)
            ]
        foreign.close()
    terminal.table(rows, format_)
    changed = sum(row["different"] > 0 for row in rows)
    if changed:
        terminal.fail(f"{changed} of {len(rows)} layouts change the results", 1)
