"""``actviz inspect``: what functions do to the inputs that a network really gave them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from actviz import terminal
from actviz.cli.options import FormatOption, complete_spec

if TYPE_CHECKING:
    from actviz.activation import Activation
    from actviz.networks.inspection import Inspection, Layer
    from actviz.networks.regions import Regions

Share = float | None


def inspect(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help="Pre-activations: .npy, .npz (each array a layer), .csv, .tsv or .txt (each "
            "column a layer, a header may name them); - reads columns from stdin.",
            show_default=False,
        ),
    ],
    activation: Annotated[
        list[str],
        typer.Option(
            "--activation",
            "-a",
            metavar="NAME",
            help="The function that the layers apply: any NAME that plot takes; may be repeated.",
            autocompletion=complete_spec,
            show_default=False,
        ),
    ],
    tolerance: Annotated[
        float, typer.Option(min=1e-300, max=1.0, help="Saturated: |slope| stays below this.")
    ] = 0.01,
    fail_dead: Annotated[
        Share,
        typer.Option(
            min=0, max=1, metavar="SHARE", help="Exit with 1 if more than this share is dead."
        ),
    ] = None,
    fail_saturated: Annotated[
        Share, typer.Option(min=0, max=1, metavar="SHARE", help="The same for saturated inputs.")
    ] = None,
    fail_clipped: Annotated[
        Share, typer.Option(min=0, max=1, metavar="SHARE", help="The same for clipped inputs.")
    ] = None,
    fail_nan: Annotated[
        bool, typer.Option("--fail-nan", help="Exit with 1 if an input is NaN or infinite.")
    ] = False,
    format_: FormatOption = "table",
) -> None:
    """Inspect the real inputs of layers: how many are dead, saturated, clipped.

    Each layer is judged under each function. dead: the slope is exactly 0 on a whole interval
    around the input. saturated: the input lies beyond the threshold that the formula gives
    (actviz table tells it), from which on the magnitude of the slope stays below --tolerance;
    dead inputs on such a side count too. clipped: the function is constant from there on. Shares
    and moments are those of the finite inputs; NaN and infinities are counted apart.

    Of a two-dimensional array the axes are batch and units: a unit is dead if all its inputs are.
    gain_std is the standard deviation of the outputs over that of the inputs, over n, not n - 1;
    JSON has gain_rms too, the same of the root mean squares. The verdict tells what share of
    standard normal inputs would be dead or saturated. Arrays are read in blocks: memory stays
    small, whatever their size. In text, a field left empty is NaN.

    \b
    Examples:
      seq -3 0.01 5 | actviz inspect - --activation relu
      seq -3 0.01 5 | actviz inspect - -a relu -a silu -a hard_tanh --format json
      seq -8 0.1 8 | actviz inspect - -a sigmoid --tolerance 0.05 --fail-saturated 0.8
      seq -3 8 | actviz eval identity -o fc1.npy && actviz inspect fc1.npy -a relu6 --fail-nan
    """
    limits = {"dead": fail_dead, "saturated": fail_saturated, "clipped": fail_clipped}
    if not all(limit is None or math.isfinite(limit) for limit in [*limits.values(), tolerance]):
        raise ValueError("nan is no share and no tolerance")
    from actviz.networks.regions import regions
    from actviz.registry import elementwise

    functions = elementwise(activation, "inspect")
    where = [(function, regions(function, tolerance)) for function in functions]
    layers = _layers(files, where)
    found = [inspection for layer in layers for inspection in layer.inspections()]
    from actviz.pages.inspection import full_row, short_rows, verdict

    if format_ in ("json", "csv", "tsv"):
        terminal.table([full_row(one) for one in found], format_)
    else:
        terminal.table(short_rows(found), format_)
        if format_ == "table":
            terminal.out("\n" + "".join(f"{verdict(one)}\n" for one in found))
    problems = [text for one in found for text in _problems(one, limits, not_finite=fail_nan)]
    if problems:
        terminal.fail("; ".join(problems), code=1)


def _problems(found: Inspection, limits: dict[str, Share], *, not_finite: bool) -> Iterable[str]:
    """What a layer fails of what was asked for."""
    from actviz.pages.inspection import percent

    name = f"{found.layer} under {found.activation.display}"
    for word, limit in limits.items():
        share: Share = getattr(found, word)
        if limit is None:
            continue
        if share is None:
            yield f"{name}: what is {word} is not known"
        elif share > limit:
            yield f"{name}: {percent(share)} {word}, more than {percent(limit)}"
    if not_finite and found.nan + found.infinite:
        yield f"{name}: {found.nan} NaN and {found.infinite} infinite"


def _layers(files: Sequence[str], functions: list[tuple[Activation, Regions]]) -> list[Layer]:
    """Every layer of every file, read to its end."""
    from actviz.networks.inspection import Layer
    from actviz.streams.layers import blocks

    titles = _titles(files)
    found: dict[tuple[int, int], Layer] = {}
    for place, file in enumerate(files):
        with terminal.progress(titles[place], 1) as done:
            for block in blocks(file):
                key = place, block.layer
                if key not in found:
                    name = _name(titles[place], block.name, files)
                    found[key] = Layer(name, functions, block.units)
                found[key].add(block.values, block.first_unit)
                done(block.done)
    return list(found.values())


def _titles(files: Sequence[str]) -> list[str]:
    """What files are called: their stems, or as they were given where stems are the same.

    Raises:
        ValueError: a file is given twice.
    """
    if len(set(files)) < len(files):
        twice = next(file for file in files if files.count(file) > 1)
        raise ValueError(f"{twice} is given twice")
    stems = ["stdin" if file == "-" else Path(file).stem for file in files]
    return stems if len(set(stems)) == len(stems) else list(files)


def _name(title: str, name: str, files: Sequence[str]) -> str:
    if not name:
        return title
    return name if len(files) == 1 else f"{title}:{name}"
