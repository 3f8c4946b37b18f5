"""``actviz inspect``: what functions do to the inputs that a network really gave them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Final

import typer

from actviz.cli import options
from actviz.cli.budget import DRAWN, bounded
from actviz.cli.layers import layers, show_inspections
from actviz.cli.options import option
from actviz.cli.plot import kind_of, write
from actviz.files.numbers_from_file import KINDS
from actviz.text import terminal
from actviz.text.rows import percent

if TYPE_CHECKING:
    from actviz.networks.inspection import Inspection

Share = float | None
MODELS: Final = (".onnx", ".tflite", ".keras", ".pt2", ".gguf")


def inspect(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE...", help=f"Pre-activations: {KINDS}.")
    ],
    activation: Annotated[
        list[str] | None,
        option(
            "--activation -a NAME",
            "The function that the layers apply: any NAME that plot takes; may be repeated.",
            autocompletion=options.complete_spec,
        ),
    ] = None,
    tolerance: Annotated[
        float, option("--tolerance", "Saturated: |slope| stays below this.", min=1e-300, max=1.0)
    ] = 0.01,
    fail_dead: Annotated[
        Share,
        option("--fail-dead SHARE", "Exit with 1 if more than this share is dead.", min=0, max=1),
    ] = None,
    fail_saturated: Annotated[
        Share, option("--fail-saturated SHARE", "The same for saturated inputs.", min=0, max=1)
    ] = None,
    fail_clipped: Annotated[
        Share, option("--fail-clipped SHARE", "The same for clipped inputs.", min=0, max=1)
    ] = None,
    fail_nan: Annotated[
        bool, option("--fail-nan", "Exit with 1 if an input is NaN or infinite.")
    ] = False,
    output: Annotated[
        str | None,
        options.to_file(
            "A picture too: the histogram of each layer's inputs under the curves; png, svg "
            "or pdf. Or the table: .csv, .md, ..."
        ),
    ] = None,
    theme: options.Theme = None,
    field: options.Fields = None,
    array: options.Arrays = None,
    binary: options.Binary = None,
    unit_axis: Annotated[
        int | None,
        option(
            "--unit-axis N", "The axis of units, from 0 on; by default the last, or 1 of four axes."
        ),
    ] = None,
    delimiter: options.Delimiter = None,
    decimal: options.Decimal = None,
    header: options.Header = None,
    format_: options.FormatOption = "table",
) -> None:
    """Inspect the real inputs of layers: how many are dead, saturated, clipped.

    Each layer is judged under each function. dead: the slope is exactly 0 on a whole interval
    around the input. saturated: the input lies beyond the threshold that the formula gives
    (see actviz table), from which on the magnitude of the slope stays below --tolerance;
    dead inputs on such a side count too. clipped: the function is constant from there on. Shares
    and moments are those of the finite inputs; NaN and infinities are counted apart.

    In an array of two or three axes the last counts units, in one of four axis 1, as in images; a
    unit is dead if all its inputs are.
    gain_std is the standard deviation of the outputs over that of the inputs, over n, not n - 1;
    JSON has gain_rms too, the same of the root mean squares. The verdict tells what share of
    standard normal inputs would be dead or saturated. Arrays are read in blocks: memory stays
    small, whatever their size. How text is written (delimiter, decimal commas, header, index) is
    inferred from its first lines, and reported on stderr; an empty field or NA is NaN.

    \b
    Examples:
      seq -3 0.01 5 | actviz inspect - --activation relu
      seq -3 0.01 5 | actviz inspect - -a relu -a silu -a hard_tanh --format json
      seq -3 0.01 5 | actviz inspect - -a relu -o inputs.png
      seq -8 0.1 8 | actviz inspect - -a sigmoid --tolerance 0.05 --fail-saturated 0.8
      seq -3 8 | actviz eval identity -o fc1.npy && actviz inspect fc1.npy -a relu6 --fail-nan
    """
    for file in files:
        if file.lower().endswith(MODELS):
            raise ValueError(
                f"{file} is a model, not its numbers; actviz model {file} tells its activations, "
                f"and actviz model {file} --run random what reaches them"
            )
    if not activation:
        raise ValueError("missing option '--activation' / '-a'")
    limits = {"dead": fail_dead, "saturated": fail_saturated, "clipped": fail_clipped}
    kind_of(output)  # a name that cannot be written is told before the work
    if output is None:
        options.idle(options.PICTURE, theme=theme)
    wish = options.wish(field, array, binary, delimiter, decimal, header, unit_axis=unit_axis)
    if output == "-":
        raise ValueError("stdout is for the numbers; give the picture a name")
    from actviz.lookup.registry import elementwise

    functions = elementwise(activation, "inspect")
    read = layers(files, functions, tolerance, wish=wish, sketched=output is not None)
    inspections = [inspection for layer in read for inspection in layer.inspections()]
    from actviz.pages.inspection import verdict

    with bounded(functions):
        show_inspections(inspections, format_)
        if format_ == "table":
            terminal.out("\n" + "".join(f"{verdict(one)}\n" for one in inspections))
    if output is not None:
        from actviz.figures.compose.histograms import inputs_scene

        with bounded(functions, DRAWN):
            scene = inputs_scene(functions, read, theme=theme or "light")
        write(scene, output)
        terminal.note(output)
    problems = [text for one in inspections for text in _problems(one, limits, not_finite=fail_nan)]
    if problems:
        terminal.fail("; ".join(problems), code=1)


def _problems(judged: Inspection, limits: dict[str, Share], *, not_finite: bool) -> Iterable[str]:
    """What a layer fails of what was asked for."""
    name = f"{judged.layer} under {judged.activation.display}"
    for word, limit in limits.items():
        share: Share = getattr(judged, word)
        if limit is None:
            continue
        if share is None:
            yield f"{name}: what is {word} is not known"
        elif share > limit:
            yield f"{name}: {percent(share)} {word}, more than {percent(limit)}"
    if not_finite and judged.nan + judged.infinite:
        yield f"{name}: {judged.nan} NaN and {judged.infinite} infinite"
