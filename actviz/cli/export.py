"""``actviz export``: a function and its slope as code in another language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from actviz import __version__
from actviz.cli.options import FormatOption, MaybeNames
from actviz.text import terminal

if TYPE_CHECKING:
    from actviz.export.targets import Target


def export(
    names: MaybeNames = None,
    to: Annotated[
        str | None,
        typer.Option(
            "--to", metavar="LANGUAGE", help="The language; else the suffix of the file tells it."
        ),
    ] = None,
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="FILE", help="A file; else stdout.")
    ] = None,
    order: Annotated[
        int | None,
        typer.Option(
            min=0,
            max=4,
            show_default=False,
            help="The highest derivative: 1; torch and jax have at least 2.",
        ),
    ] = None,
    arguments: Annotated[
        str | None,
        typer.Option(metavar="WORD,...", help="Parameters that stay arguments of the functions."),
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", metavar="WORD", help="What the function is called.")
    ] = None,
    dtype: Annotated[
        str | None,
        typer.Option(
            metavar="FORMAT",
            help="float64, float32, float16 or bfloat16: that of x and of the results.",
        ),
    ] = None,
    list_: Annotated[
        bool, typer.Option("--list", help="List the languages, and what each needs.")
    ] = False,
    format_: FormatOption = "table",
) -> None:
    """Write functions and their slopes as code in another language.

    Values are NAME, derivatives NAME_d1, NAME_d2, the slope in a parameter that stays an argument
    NAME_dbeta, those of a gated unit NAME_du and NAME_dv; in C and CUDA an f stands behind for
    float. A typed formula is called f, and a name that the language uses itself gets act_ in
    front. PyTorch and Keras get a class beside (GELU, HardSwish), in PyTorch with the parameters
    that learn.

    The code keeps its digits in the tails: nothing overflows on the way, NaN stays NaN, an
    infinity gives the limit. Arithmetic is in float64 inside wherever the language has it, and a
    result is rounded once to the format. --format is for --list.

    \b
    Examples:
      actviz export gelu --to c
      actviz export gelu silu mish -o activations.rs
      actviz export swish --to numpy --arguments beta
      actviz export "x * sigmoid(1.702 * x)" --to python --name quick
      actviz export swiglu --to js --dtype float32
      actviz export --list
    """
    from actviz.export import targets

    if list_:
        terminal.table([_row(target) for target in targets.TARGETS.values()], format_)
        return
    from actviz.export import write
    from actviz.lookup.registry import resolve_all

    if not names:
        raise ValueError("export needs a NAME; actviz export --list tells the languages")
    target = targets.target_of(to, output)
    functions = resolve_all(names)
    if name is not None and len(functions) > 1:
        raise ValueError(f"--name is for one function, not for {len(functions)}")
    made = write.program(
        functions,
        target,
        order=order,
        arguments=[word.strip() for word in (arguments or "").split(",") if word.strip()],
        stem=name,
        dtype=dtype,
        version=__version__,
    )
    text = write.text(target, made)
    content = text if isinstance(text, bytes) else text.encode()
    if output is None or output == "-":
        terminal.out_bytes(content)
        return
    from pathlib import Path

    from actviz.streams.whole import write_whole

    write_whole(Path(output), content)
    terminal.out(f"{output}\n")


def _row(target: Target) -> dict[str, str]:
    formats = ["the input's" if word == "input" else word for word in target.dtypes]
    return {
        "language": target.name,
        "suffix": " ".join(target.suffixes),
        "formats": ", ".join(formats),
        "needs": target.needs,
        "what": target.says,
    }
