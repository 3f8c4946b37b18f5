"""``actviz dialects``: where libraries disagree."""

from __future__ import annotations

from typing import Annotated

import typer

from actviz.cli.options import FormatOption, complete_spec
from actviz.text import terminal


def dialects(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NAME...]",
            help="Names as libraries use them: gelu, LeakyReLU, jax:gelu. All, if none is given.",
            autocompletion=complete_spec,
            show_default=False,
        ),
    ] = None,
    format_: FormatOption = "table",
) -> None:
    """Show where libraries mean different things by one name.

    For each name: what is meant by it, with defaults put in, by which libraries, and by how much
    it differs from the first meaning at most over the whole line, and where. Case, underscores
    and hyphens do not tell names apart.

    \b
    Examples:
      actviz dialects
      actviz dialects gelu
      actviz dialects leaky_relu hard_sigmoid --format md
      actviz dialects onnx:HardSigmoid --format json
    """
    from actviz.libraries.dialects import asked, contested
    from actviz.pages.dialects import rows_of

    groups = asked(names) if names else contested()
    numbers = format_ in ("json", "csv", "tsv")
    terminal.table([row for group in groups for row in rows_of(group, numbers=numbers)], format_)
