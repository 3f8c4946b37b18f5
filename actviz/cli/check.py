"""``actviz check``: how far results are from the truth, in ulps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import typer

from actviz.cli import check_callable, check_catalogue, check_every_input
from actviz.cli.options import (
    FORMATS,
    FormatOption,
    MaybeNames,
    a_format,
    complete_format,
    span,
)
from actviz.cli.plot import kind_of
from actviz.cli.workers import shared
from actviz.text import terminal

if TYPE_CHECKING:
    from actviz.functions.elementwise import Activation
    from actviz.measure.accuracy import Measure
    from actviz.text.rows import Row

AUDIT: Final = 8  # points in each binade of a foreign function; it is one, not the whole registry


def check(
    names: MaybeNames = None,
    every: Annotated[bool, typer.Option("--all", help="Every function of the catalogue.")] = False,
    order: Annotated[
        int | None,
        typer.Option(
            min=0, max=4, help="The highest derivative: 2; with --against 0.", show_default=False
        ),
    ] = None,
    points: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=1000,
            metavar="N",
            show_default=False,
            help="Points per binade of x, and in proportion elsewhere: 1; with --against 8.",
        ),
    ] = None,
    full: Annotated[
        bool,
        typer.Option(
            "--full", help="The long run: 10 points per binade, and the ends of typical parameters."
        ),
    ] = False,
    max_ulp: Annotated[
        float | None,
        typer.Option(min=0.0, metavar="U", help="Fail where an error exceeds this many ulp."),
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(
            metavar="MODULE:NAME",
            help="Measure this Python callable instead. Its module is imported, which runs its "
            "code: name only what you trust. - reads pairs of x and y from stdin, y being f(x) or "
            "the derivative of --order.",
        ),
    ] = None,
    dtype: Annotated[
        str | None,
        typer.Option(
            metavar="TYPE",
            help="With --against: the format of x and y: float32 for PyTorch and JAX, else "
            f"float64. Known: {FORMATS}.",
            callback=a_format,
            autocompletion=complete_format,
            show_default=False,
        ),
    ] = None,
    derivative: Annotated[
        bool,
        typer.Option("--derivative", "-d", help="With --against: its automatic derivative too."),
    ] = False,
    extra: Annotated[
        list[str] | None,
        typer.Option("--with", metavar="WORD=VALUE", help="A keyword argument for the callable."),
    ] = None,
    arrays: Annotated[
        Literal["numpy", "torch", "jax"] | None,
        typer.Option(help="Whose arrays it takes; else told by its module.", show_default=False),
    ] = None,
    all_inputs: Annotated[
        bool,
        typer.Option(
            "--all-inputs",
            help="With --against or --exec: every bit pattern of the format, all 2^32 of float32, "
            "each judged by proof.",
        ),
    ] = False,
    command: Annotated[
        str | None,
        typer.Option(
            "--exec",
            metavar="COMMAND",
            help="With --all-inputs, in place of --against: a program that reads bare numbers of "
            "the format from stdin and writes as many to stdout.",
        ),
    ] = None,
    jobs: Annotated[
        int,
        typer.Option("--jobs", "-j", min=1, metavar="N", help="With --all-inputs: processes."),
    ] = 1,
    resume: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="With --all-inputs: keep what is found there, and go on where a stopped run was.",
        ),
    ] = None,
    plot: Annotated[
        str | None,
        typer.Option(
            "--plot",
            metavar="FILE",
            help="With --against: draw the error against x; with --all-inputs the largest in each "
            "binade.",
        ),
    ] = None,
    range_: Annotated[
        str | None,
        typer.Option(
            "--range",
            "-r",
            metavar="LOW:HIGH",
            help="The range of x of that picture; with --all-inputs, of the inputs.",
        ),
    ] = None,
    format_: FormatOption = "table",
) -> None:
    """Measure how far results are from the truth.

    Errors are counted in units in the last place (ulp). Without --against it is actviz's own fast
    arithmetic that is measured, which promises 8, 12,
    16 ulp for f, f', f'' plus twice the condition number |x g'(x)/g(x)|, and beyond that no wrong
    sign, zero, infinity or NaN; "over_allowed" is the largest error divided by what is allowed
    there. The whole line of float64 is tried: every binade, and wherever something happens.

    With --against a function of NumPy, PyTorch, JAX or your own is measured in the same way, in
    formats of 16 bits or fewer on all their inputs, and each row is a finding, with its plainest
    or its worst point and the number of points. Where a derivative jumps it is not compared: what
    it is there is a convention. In float64 the exact values are themselves rounded,
    so that figures may be half an ulp off. Subnormal numbers count like all others.

    With --all-inputs nothing is sampled: the right result at every bit pattern of float32 comes
    from polynomials whose error is proved, or from balls where that is not enough. A result of 0,
    or of f(0), where the right result or x is subnormal counts as flushed and nothing else. The
    exit code is 1 for a catastrophe, or an error above --max-ulp. --exec audits a compiled kernel:
    it is started once for each process, and its stdin is closed at the end.

    A NAME that ends in .toml is a catalogue of your own, whose functions are examined as the
    built-in ones are: parameters, slope, identities, other forms, digits, facts, references.

    Exit code 1: an error above --max-ulp, or a catastrophe; without --max-ulp, a broken promise;
    an entry of a catalogue that is not sound.

    \b
    Examples:
      actviz check gelu
      actviz check "sigmoid(1.702 * x)" elu:alpha=0.5 --format json
      actviz check tanh --order 1 --max-ulp 5
      actviz check tanh --against numpy:tanh --dtype float16
      seq -4 4 | awk '{print $1, exp($1)}' | actviz check "exp(x)" --against - --dtype Q7.9
      actviz check tanh --against numpy:tanh --plot tanh-error.png
      actviz check tanh --against numpy:tanh --dtype float32 --all-inputs --range=1:1.01
      actviz check identity --exec cat --dtype float16 --all-inputs --format json
      seq 1 9 | awk '{printf "%.17g %.17g\\n", $1, exp($1)}' | actviz check "exp(x)" --against -
    """
    from actviz.lookup.registry import entries, resolve_all
    from actviz.pages.check import verdict

    if names and (files := check_catalogue.files_among(names)):
        check_catalogue.examine(files, format_)
        return
    window = span(range_)
    if plot is not None:
        kind_of(plot)  # before the work, not after it
    if every and names:
        raise ValueError("give names or --all, not both")
    if all_inputs:
        if (against is None) == (command is None) or against == "-":
            raise ValueError("--all-inputs needs --against MODULE:NAME or --exec COMMAND")
        if points or full:
            raise ValueError("--all-inputs leaves no point out: give no --points and no --full")
        check_every_input.run(
            check_every_input.Request(
                _claimed(names),
                against,
                command,
                dtype,
                max(order or 0, int(derivative)),
                check_callable.keywords(extra or []),
                arrays,
                window,
                jobs,
                resume,
                max_ulp,
                plot,
                format_,
            )
        )
        return
    for word, value in (("exec", command), ("resume", resume), ("jobs", jobs > 1)):
        if value:
            raise ValueError(f"--{word} needs --all-inputs")
    if against is None:
        _only_with_against(dtype=dtype, derivative=derivative, arrays=arrays, plot=plot)
        if extra or range_:
            raise ValueError("--with and --range need --against")
        functions = _elementwise(resolve_all(names)) if names else list(entries())
        density = points or (_full() if full else 1)
        rows, failed, told = _own(functions, density, 2 if order is None else order, max_ulp, full)
    else:
        function = _claimed(names)
        highest = max(order or 0, int(derivative))
        density = points or (_full() if full else AUDIT)
        audits, label = check_callable.audits(
            function, against, dtype, highest, density, check_callable.keywords(extra or []), arrays
        )
        rows, failed = check_callable.findings(audits, label, max_ulp)
        told = verdict([audit.measure for audit in audits], [label] * len(audits), max_ulp)
        check_callable.say_what_was_left_out(audits, label)
        if plot is not None:
            check_callable.draw(audits, label, function, plot, window)
    terminal.table(rows, format_)
    if format_ == "table":
        terminal.out(f"\n{told}\n")
    if failed:
        terminal.fail(failed, 1)


def _full() -> int:
    from actviz.measure.accuracy import FULL

    return FULL


def _only_with_against(**given: Any) -> None:
    for word, value in given.items():
        if value:
            raise ValueError(f"--{word} needs --against: the fast arithmetic is float64")


def _elementwise(functions: Sequence[Any]) -> list[Activation]:
    from actviz.functions.elementwise import Activation
    from actviz.lookup.registry import what

    for function in functions:
        if not isinstance(function, Activation):
            raise ValueError(f"{what(function)}; check takes functions of one x")
    return list(functions)


def _claimed(names: list[str] | None) -> Activation:
    """The one function that --against is measured against."""
    from actviz.lookup.registry import resolve_all

    functions = _elementwise(resolve_all(names or []))
    if len(functions) != 1:
        raise ValueError(
            "--against needs the one function that it claims to be; an example: "
            "actviz check gelu --against torch.nn.functional:gelu"
        )
    return functions[0]


# ---------------------------------------------------------------- the fast arithmetic


def _own(
    functions: list[Activation], density: int, highest: int, max_ulp: float | None, full: bool
) -> tuple[list[Row], str, str]:
    from actviz.measure.accuracy import variants
    from actviz.pages.check import row, verdict

    tried = [v for function in functions for v in (variants(function) if full else [function])]
    rows: list[Row] = []
    measures, names = [], []
    broken = 0
    with terminal.progress("measuring", len(tried)) as done:
        for count, (function, found) in enumerate(_measured(tried, density, highest), 1):
            rows += [row(function, measure) for measure in found]
            measures += found
            names += [function.display] * len(found)
            broken += sum(check_callable.fails(measure, max_ulp) for measure in found)
            done(count)
    what = "keep the promise" if max_ulp is None else f"stay within {max_ulp:g} ulp"
    failed = f"{broken} of {len(rows)} do not {what}" if broken else ""
    return rows, failed, verdict(measures, names, max_ulp)


def _measured(
    functions: list[Activation], density: int, highest: int
) -> Iterator[tuple[Activation, list[Measure]]]:
    """Measures in the order of the functions; many functions share the processors."""
    from functools import partial

    from actviz.measure.accuracy import all_measures

    work = partial(all_measures, density=density, highest=highest)
    yield from zip(functions, shared(work, functions), strict=True)
