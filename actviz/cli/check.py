"""``actviz check``: how far results are from the truth, in ulps."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import typer

from actviz.cli import check_catalogue
from actviz.cli.options import FormatOption, MaybeNames, span
from actviz.cli.plot import kind_of
from actviz.cli.workers import shared
from actviz.streams.pipes import WholeLines, opened, text_lines
from actviz.streams.words import is_number, number
from actviz.text import terminal

if TYPE_CHECKING:
    from actviz.functions.elementwise import Activation
    from actviz.measure.accuracy import Measure
    from actviz.measure.callables import Audit
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
            help="Points in each binade of x, and accordingly more elsewhere: 1; with --against 8.",
        ),
    ] = None,
    full: Annotated[
        bool,
        typer.Option(
            "--full", help="The long run: 10 points a binade, and the ends of typical parameters."
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
        Literal["float64", "float32", "float16", "bfloat16"] | None,
        typer.Option(
            help="With --against: the format of x and y. float32 for PyTorch and JAX, else "
            "float64.",
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
    plot: Annotated[
        str | None,
        typer.Option("--plot", metavar="FILE", help="With --against: draw the error against x."),
    ] = None,
    range_: Annotated[
        str | None,
        typer.Option("--range", "-r", metavar="LOW:HIGH", help="The range of x of that picture."),
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
    float16 and bfloat16 on all 65,536 inputs, and each row is something found, with its plainest
    or its worst point and the number of points. Where a derivative jumps it is not compared: what
    it is there is a convention. In float64 the exact values are themselves rounded,
    so that figures may be half an ulp off. Subnormal numbers count like all others.

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
      actviz check tanh --against numpy:tanh --plot tanh-error.png
      seq 1 9 | awk '{printf "%.17g %.17g\\n", $1, exp($1)}' | actviz check "exp(x)" --against -
    """
    from actviz.lookup.registry import entries, resolve_all

    if names and (files := check_catalogue.files_among(names)):
        check_catalogue.examine(files, format_)
        return
    window = span(range_)
    if plot is not None:
        kind_of(plot)  # before the work, not after it
    if every and names:
        raise ValueError("give names or --all, not both")
    if against is None:
        _only_with_against(dtype=dtype, derivative=derivative, arrays=arrays, plot=plot)
        if extra or range_:
            raise ValueError("--with and --range need --against")
        functions = _elementwise(resolve_all(names)) if names else list(entries())
        density = points or (_full() if full else 1)
        rows, failed = _own(functions, density, 2 if order is None else order, max_ulp, full)
    else:
        function = _claimed(names)
        highest = max(order or 0, int(derivative))
        density = points or (_full() if full else AUDIT)
        audits, label = _audits(
            function, against, dtype, highest, density, _keywords(extra or []), arrays
        )
        rows, failed = _findings(audits, label, max_ulp)
        if plot is not None:
            _draw(audits, label, function, plot, window)
    terminal.table(rows, format_)
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
) -> tuple[list[Row], str]:
    from actviz.measure.accuracy import variants
    from actviz.pages.check import row

    tried = [v for function in functions for v in (variants(function) if full else [function])]
    rows: list[Row] = []
    broken = 0
    with terminal.progress("measuring", len(tried)) as done:
        for count, (function, found) in enumerate(_measured(tried, density, highest), 1):
            rows += [row(function, measure) for measure in found]
            broken += sum(_fails(measure, max_ulp) for measure in found)
            done(count)
    what = "keep the promise" if max_ulp is None else f"stay within {max_ulp:g} ulp"
    return rows, f"{broken} of {len(rows)} do not {what}" if broken else ""


def _measured(
    functions: list[Activation], density: int, highest: int
) -> Iterator[tuple[Activation, list[Measure]]]:
    """Measures in the order of the functions; many functions share the processors."""
    from functools import partial

    from actviz.measure.accuracy import all_measures

    work = partial(all_measures, density=density, highest=highest)
    yield from zip(functions, shared(work, functions), strict=True)


def _fails(measure: Measure, max_ulp: float | None) -> bool:
    if max_ulp is None:
        return not measure.kept
    return measure.max_ulp > max_ulp or bool(measure.catastrophes)


# ---------------------------------------------------------------- foreign functions


def _audits(
    function: Activation,
    path: str,
    dtype: str | None,
    highest: int,
    density: int,
    extra: dict[str, Any],
    arrays: str | None,
) -> tuple[list[Audit], str]:
    """What was found of each order, and what the foreign function is called."""
    from actviz.measure import callables

    if path == "-":
        if extra or arrays:
            raise ValueError("--with and --arrays need a callable, not pairs from stdin")
        return [
            callables.pairs(function, _pairs_from_stdin(), dtype or "float64", highest)
        ], "stdin"
    foreign = callables.load(path, extra, arrays)
    chosen = dtype or foreign.usual_dtype
    found = []
    for order in range(highest + 1):
        with _points_done(f"{path}, order {order}") as progress:
            found.append(callables.audit(foreign, function, chosen, order, density, progress))
    came_as = {audit.came_as for audit in found} - {chosen}
    if came_as:
        terminal.note(
            f"{path} gave {', '.join(sorted(came_as))} for {chosen}; its values are measured as "
            f"they came, in ulps of {chosen}"
        )
    return found, path


@contextmanager
def _points_done(title: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar over points whose number is known when the work begins."""
    with terminal.progress(title, 100) as done:
        yield lambda count, total: done(100 * count // max(total, 1))


def _keywords(extra: list[str]) -> dict[str, Any]:
    """``approximate=tanh`` as a keyword and a value: a Python literal, else a string."""
    found: dict[str, Any] = {}
    for text in extra:
        word, equals, value = text.partition("=")
        if not equals or not word.isidentifier():
            raise ValueError(f"--with {text!r} is not WORD=VALUE; an example: approximate=tanh")
        try:
            found[word] = ast.literal_eval(value)
        except (ValueError, SyntaxError):
            found[word] = value
    return found


def _pairs_from_stdin() -> Any:
    """All pairs on stdin, as an array of shape (n, 2).

    Raises:
        ValueError: a line does not hold two numbers; the message has its number.
    """
    import numpy as np

    found: list[tuple[float, float]] = []
    with opened(None, "pairs of x and y, one per line") as descriptor:
        for block in WholeLines(descriptor):
            for line in text_lines(block):
                words = line.replace(",", " ").split()
                if len(words) != 2 or not all(map(is_number, words)):
                    shown = line if len(line) <= 60 else line[:57] + "..."
                    where = f"line {len(found) + 1}"
                    raise ValueError(f"{where}: {shown!r} is not a pair of numbers x y")
                found.append((number(words[0]), number(words[1])))
    if not found:
        raise ValueError("there are no pairs of x and y on stdin")
    return np.array(found)


def _findings(audits: list[Audit], label: str, max_ulp: float | None) -> tuple[list[Row], str]:
    from actviz.pages.check import findings

    rows = [row for audit in audits for row in findings(audit.measure, label)]
    broken = [_primed(audit) for audit in audits if _fails(audit.measure, max_ulp)]
    what = "the promise of actviz's own arithmetic" if max_ulp is None else f"{max_ulp:g} ulp"
    return rows, f"{label} does not keep to {what} in {', '.join(broken)}" if broken else ""


def _primed(audit: Audit) -> str:
    return "f" + "'" * audit.measure.order


def _draw(
    audits: list[Audit],
    label: str,
    function: Activation,
    file: str,
    window: tuple[float, float] | None,
) -> None:
    from pathlib import Path

    from actviz.figures.compose.errors import Errors, errors_scene
    from actviz.figures.engines.matplotlib_figure import save

    drawn = [Errors(_primed(audit), audit.x, audit.errors, audit.measure) for audit in audits]
    dtype = audits[0].measure.dtype
    title = f"{label} against {function.display}: error in ulp of {dtype}"
    save(errors_scene(drawn, title, window), Path(file), kind_of(file))
    terminal.note(file)
