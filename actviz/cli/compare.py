"""``actviz compare``: how far functions are from one of them, and from each other."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated, Literal

from actviz.cli import options
from actviz.cli.budget import PAIR, bounded
from actviz.cli.distances import matrix_of, shown, words_of
from actviz.cli.options import option
from actviz.readings.effort import share
from actviz.text import terminal
from actviz.text.rows import short

if TYPE_CHECKING:
    from actviz.facts.interval import Interval
    from actviz.files.wish import Wish
    from actviz.measure.largest import Largest
    from actviz.measure.weighing import Weighing
    from actviz.text.rows import Row


def compare(
    names: options.Names,
    measure: Annotated[
        Literal["difference", "relative", "ulp"],
        option("--measure", "What is measured: f - REF, (f - REF)/REF, or ulps of REF in --dtype."),
    ] = "difference",
    dtype: Annotated[
        str | None,
        option(
            "--dtype TYPE",
            f"The number format of --measure ulp: float32. Known: {options.FORMATS}.",
            callback=options.a_format,
            autocompletion=options.complete_format,
        ),
    ] = None,
    range_: Annotated[str | None, options.low_high("Where to look; everywhere by default.")] = None,
    data: Annotated[
        str | None,
        option(
            "--data FILE",
            "Average over the numbers in this file, of any kind that inspect reads; - for stdin.",
        ),
    ] = None,
    field: options.Fields = None,
    array: options.Arrays = None,
    binary: options.Binary = None,
    matrix: Annotated[bool, option("--matrix", "The distance of each from each.")] = False,
    by: Annotated[
        Literal["largest", "rms"] | None,
        option(
            "--by", "The distance of --matrix: the largest (the default), or the root mean square."
        ),
    ] = None,
    derivative: Annotated[
        bool, option("--derivative -d", "Draw the difference of the slopes too.")
    ] = False,
    output: options.PictureOrTable = None,
    size_: Annotated[
        str | None,
        option("--size WxH", "Inches, cm or mm: 6x4, 15x10cm; or a journal's column or page."),
    ] = None,
    title: Annotated[str | None, option("--title", "A title of your own.")] = None,
    theme: options.Theme = None,
    format_: options.FormatOption = "table",
) -> None:
    """Compare functions with the first one named, or each with each.

    The largest difference over the whole line, or over --range, and where it is: found as ranges
    are, at turning points, joints, steps and infinities. rms is the root of the mean square under
    a standard normal x, over --range, or over --data; rms_over says which. Both for the slopes
    too. With --data and no --range the largest are those between its least and largest number.
    An infinite difference grows without bound; where only one function has a value nothing is
    compared. What is not found is empty, and a note says why.

    largest_relative is the largest (f - REF)/REF, and ulp_float32 the largest distance seen in
    float32, in ulps of REF: is it the same function there? Ulps are counted between correctly
    rounded values: at every number of a format of 16 bits or fewer, else at some of them (in
    float32 some 10,000 at every scale, and the numbers beside the largest found).

    For gated units the difference is taken for u and v from -8 to 8, or over --range; it is found
    on a grid whose largest places are zoomed in on. With -o the picture is of its contours.

    \b
    Examples:
      actviz compare gelu gelu_tanh quick_gelu
      actviz compare swish hard_swish -o hard.png
      actviz compare torch:Hardsigmoid onnx:HardSigmoid --format json
      actviz compare gelu gelu_tanh --measure ulp --dtype bfloat16 --range=-4:4
      actviz compare gelu gelu_tanh --measure ulp --dtype float8_e4m3fn
      actviz compare identity "round(x*4)/4" --range=-4:4
      actviz compare hard_swish "x*relu6(x + 3)*0.16666667" --format json
      seq -3 0.01 3 | actviz compare gelu quick_gelu --data -
      actviz compare swiglu "u*clip(u/6 + 0.5, 0, 1)*v" --range=-4:4
      actviz compare relu gelu silu mish --matrix
      actviz compare relu elu selu gelu silu mish softplus --matrix --by rms -o distances.png
    """
    from actviz.facts.interval import Interval
    from actviz.lookup.registry import elementwise, resolve_all

    if data is None and (field or array or binary):
        raise ValueError("--field, --array and --binary are for the file of --data")
    if output is None:
        options.idle(options.PICTURE, title=title, theme=theme)
        if not matrix:  # which has no such pictures, and says so
            options.idle(options.PICTURE, derivative=derivative, size=size_)
    if not matrix:
        options.idle("is the distance of --matrix; ask for both", by=by)
    if matrix and by != "rms":
        options.idle("is for means; with --matrix ask for --by rms too", data=data)
    if measure != "difference":
        options.idle(f"is for means, and --measure {measure} has none", data=data)
    by, theme = by or "largest", theme or "light"
    wish = options.wish(field, array, binary)
    ends = options.span(range_)
    over = Interval(*ends, True, True) if ends else None
    named = resolve_all(names)
    if len(named) < 2:
        raise ValueError("compare needs two functions or more; an example: compare gelu gelu_tanh")
    if any(function.door == "gate" for function in named):
        from actviz.cli.compare_gates import gates

        plain = measure == "difference" and not (data or derivative or size_)
        gates(named, over, plain, by if matrix else None, output, title, theme, format_)
        return
    functions = elementwise(names, "compare")
    if dtype and measure != "ulp":
        raise ValueError("--dtype is the format of --measure ulp; ask for both")
    if output:
        from actviz.cli.plot import kind_of

        kind_of(output)  # a name that cannot be written is told before the work
    from actviz.measure import comparison

    if matrix:
        if measure != "difference":
            raise ValueError("--matrix is of differences; leave --measure out")
        if derivative or size_:
            raise ValueError("--derivative and --size are of curves; leave them out with --matrix")
        weighing = _weighing(data, over, wish)
        distance = (
            partial(comparison.root_mean_square, weighing=weighing)
            if by == "rms"
            else partial(comparison.farthest, over=over)
        )
        matrix_of(functions, distance, words_of(by, weighing), output, title, theme, format_)
        return
    from actviz.pages.comparing import distances

    reference, *others = functions
    if len(others) > 12 and output:
        raise ValueError(f"{len(others)} differences in one picture; 12 at most, or --matrix")
    weighing = _weighing(data, over, wish)
    over = over or weighing.span
    rows: list[Row] = []
    largest: list[Largest | None] = []
    scene = None
    with bounded(functions, PAIR):
        with terminal.progress("comparing", len(others)) as done:
            for count, function in enumerate(others, 1):
                # Each has as much of the time that is left as those after it, and as the picture.
                with share(1 / (len(others) - count + (2 if output else 1))):
                    row, most = distances(
                        reference, function, over, weighing, measure, dtype or "float32"
                    )
                people = measure == "difference" and format_ not in options.DATA
                if people and most and comparison.everywhere_even(reference, function, most):
                    row["at"] = f"±{short(abs(most.x))}"
                rows.append(row)
                largest.append(most)
                done(count)
        if output:
            from actviz.figures.compose import wishes
            from actviz.figures.compose.differences import comparison_scene

            scene = comparison_scene(
                reference, others, largest, measure=measure, dtype=dtype or "float32",
                slopes=derivative, span=ends, title=title,
                theme=wishes.look(theme, size=size_), size=wishes.size(size_),
            )  # fmt: skip
    if output and scene:
        from actviz.cli.plot import write

        write(scene, output)
        if output == "-":
            return
    shown(rows, format_)


def _weighing(data: str | None, over: Interval | None, wish: Wish) -> Weighing:
    """What means are over."""
    from actviz.measure.weighing import Weighing, counted

    if data is None:
        return Weighing(over)
    from actviz.files.numbers_from_file import numbers

    inputs = numbers(data, wish)
    try:
        kept = counted(inputs, over)
    except ValueError as error:
        raise ValueError(f"{data}: {error}") from None
    if kept.size < inputs.size:
        terminal.note(f"{data}: {inputs.size - kept.size} of {inputs.size} numbers are left out")
    return Weighing(over, kept)
