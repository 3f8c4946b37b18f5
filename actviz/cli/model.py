"""``actviz model``: which activations are in a model file, exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

from actviz.cli.options import DATA, PICTURE, FormatOption, Theme, idle, option, to_file
from actviz.text import terminal

if TYPE_CHECKING:
    from actviz.models.model_graph import Model

SHOWN: Final = ("where", "count", "function", "spec", "dialect", "spelling", "certainty",
                "difference", "at", "note")  # fmt: skip


def model(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help="ONNX, TFLite, Keras .keras or .h5, PyTorch .pt2 or TorchScript, safetensors "
            "with config.json, GGUF; two to compare.",
        ),
    ],
    run: Annotated[
        str | None,
        option(
            "--run INPUTS",
            "Run it, with onnxruntime, and inspect what reaches each activation: a .npz file with "
            "an array for each input, or random.",
        ),
    ] = None,
    fail_dead: Annotated[
        float | None,
        option("--fail-dead SHARE", "With --run: exit 1 if more than this is dead.", min=0, max=1),
    ] = None,
    swap: Annotated[
        str | None,
        option("--swap OLD=NEW", "With --run: the change of each layer's output if swapped."),
    ] = None,
    dtype: Annotated[
        Literal["float16", "bfloat16", "float32"] | None,
        option("--dtype", "With --run: where inputs overflow or are dead in this format."),
    ] = None,
    output: Annotated[
        str | None,
        to_file("A picture: the distinct activations with their shares; png, svg or pdf."),
    ] = None,
    theme: Theme = None,
    format_: FormatOption = "table",
) -> None:
    """List the activation functions in a model file.

    Nothing of the file is run unless --run asks for it. A row for each function and spelling:
    where it is first, how often, the function with its parameters as a spec, the library's name
    it matches, the operators it is written with, and how sure that is. proved: the formula
    recovered from the graph and the entry are the same function, by exact arithmetic. float32:
    the same but for constants rounded to the file's format. near: the nearest entry, with the
    largest difference. own: a formula of its own. named: the file holds the name alone. Straight
    lines are not activations and get no rows.

    Of two files, say before and after a conversion, the activations that changed: matched by order
    and shape, with the largest difference and where it is. Exit code 1 if one function became
    another.

    \b
    Examples:
      echo '{"hidden_act": "gelu_new"}' > config.json && actviz model config.json
      echo '{"hidden_act": "silu", "model_type": "llama"}' > config.json && actviz model . -f json
    """  # fmt: skip
    from actviz.models import report
    from actviz.models.model_files import opened

    needs_run = {"--fail-dead": fail_dead, "--swap": swap, "--dtype": dtype}
    for word, given in needs_run.items():
        if given is not None and run is None:
            raise ValueError(f"{word} is about measured inputs; give --run inputs.npz or random")
    if output is None:
        idle(PICTURE, theme=theme)
    theme = theme or "light"
    if len(files) > 2:
        raise ValueError("one file, or two to compare")
    if len(files) == 2:
        if run or output:
            raise ValueError("--run and --output are about one file")
        _changes(files[0], files[1], format_)
        return
    contents = opened(files[0])
    if run is not None:
        _measured(contents, run, fail_dead, swap, dtype, output, theme, format_)
        return
    places = report.places(contents)
    if output is not None:
        from actviz.cli.model_run import picture

        picture(files[0], places, [], output, theme)
        if output == "-":
            return
    rows = report.rows(contents, places)
    for note in contents.notes:
        terminal.note(f"actviz: {note}")
    left = report.unread(contents)
    if left:
        terminal.note(f"actviz: not read, and an activation perhaps: {', '.join(left)}")
    elif not rows and format_ == "table":
        terminal.note(f"actviz: {files[0]}: no activation in it")
    columns = (
        None if format_ in DATA else [word for word in SHOWN if any(row[word] for row in rows)]
    )
    terminal.table(rows, format_, columns)


def _measured(
    contents: Model, run: str, fail_dead: float | None, swap: str | None, dtype: str | None,
    output: str | None, theme: str, format_: str,
) -> None:  # fmt: skip
    """What reaches the activations of one file, and what was asked about it."""
    from actviz.cli import model_run
    from actviz.cli.layers import show_inspections
    from actviz.models import effects, report
    from actviz.models.running import measured

    if output == "-":
        raise ValueError("stdout is for the numbers; give the picture a name")
    places = report.places(contents)
    reached = measured(contents, places, run)
    away = sum(one.kind == "elementwise" for one in places) - len(reached)
    if away:
        what = "loops, functions or branches that were not taken"
        terminal.note(f"actviz: {away} activations are not measured: they are inside {what}")
    if output is not None:
        model_run.picture(contents.path, places, reached, output, theme)
    if swap is not None:
        terminal.note("actviz: a swap without training again can ruin a model")
        terminal.table(effects.swapped(reached, swap), format_)
    elif dtype is not None:
        terminal.table(effects.in_format(reached, dtype), format_)
    else:
        inspections = model_run.inspected(reached, 0.01)
        show_inspections(inspections, format_)
        if fail_dead is not None:
            problems = list(model_run.dead(inspections, fail_dead))
            if problems:
                terminal.fail("; ".join(problems), code=1)


def _changes(one: str, other: str, format_: str) -> None:
    """What changed between two files; exit code 1 where one function became another."""
    from actviz.models.changes import compared
    from actviz.models.model_files import opened

    rows = compared(opened(one), opened(other))
    changed = [row for row in rows if not row["same"]]
    if format_ in DATA:
        terminal.table(rows, format_)
    else:
        if changed:
            terminal.table(changed, format_)
        same = len(rows) - len(changed)
        terminal.note(f"actviz: the same function in {same} of {len(rows)} places")
    if changed:
        raise typer.Exit(1)
