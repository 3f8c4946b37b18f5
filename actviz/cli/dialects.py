"""``actviz dialects``: where libraries disagree."""

from __future__ import annotations

from typing import Annotated

import typer

from actviz.cli import dialects_verify
from actviz.cli.options import FormatOption, complete_spec
from actviz.text import terminal


def dialects(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NAME...]",
            help="Names as libraries use them: gelu, LeakyReLU, jax:gelu. All, if none is given.",
            autocompletion=complete_spec,
        ),
    ] = None,
    verify: Annotated[
        bool,
        typer.Option(
            "--verify", help="Ask the installed libraries instead whether all that is so."
        ),
    ] = False,
    format_: FormatOption = "table",
) -> None:
    """Show where libraries mean different things by one name.

    For each name: what is meant by it, with defaults put in, by which libraries, and by how much
    it differs from the first meaning at most over the whole line, and where. Case, underscores
    and hyphens do not tell names apart. Arguments that switch the meaning follow.

    With --verify every installed library is asked, in a process of its own, in float32 and on the
    device that it picks, for each name, each argument that switches a meaning, and its slopes at
    kinks; and what it has and we do not know is listed. Exit code 1 where an answer is not what
    is stated.

    \b
    Examples:
      actviz dialects
      actviz dialects gelu
      actviz dialects leaky_relu hard_sigmoid --format md
      actviz dialects onnx:HardSigmoid --format json
      actviz dialects gelu --verify
    """
    if verify:
        dialects_verify.run(names or [], format_)
        return
    from actviz.libraries.dialects import asked, contested
    from actviz.pages.dialects import rows_of

    groups = asked(names) if names else contested()
    numbers = format_ in ("json", "csv", "tsv")
    terminal.table([row for group in groups for row in rows_of(group, numbers=numbers)], format_)
