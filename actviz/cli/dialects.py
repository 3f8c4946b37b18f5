"""``actviz dialects``: where libraries disagree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from actviz.cli.options import DATA, FormatOption, complete_spec, option
from actviz.text import terminal
from actviz.text.rows import Row


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
        bool, option("--verify", "Ask the installed libraries instead whether all that is so.")
    ] = False,
    format_: FormatOption = "table",
) -> None:
    """Show where libraries mean different things by one name.

    For each name: what is meant by it, with defaults put in, by which libraries, and by how much
    it differs from the first meaning at most over the whole line, and where. Case, underscores
    and hyphens do not tell names apart. Arguments that switch the meaning follow.

    With --verify every installed library is asked, in a process of its own, in float32 and on the
    device that it picks, for each name, each argument that switches a meaning, and its slopes at
    kinks; and what it has and we do not know is listed. Of names that are given, arguments are
    asked as they stand. Exit code 1 where an answer is not what is stated.

    \b
    Examples:
      actviz dialects
      actviz dialects gelu
      actviz dialects leaky_relu hard_sigmoid --format md
      actviz dialects onnx:HardSigmoid --format json
      actviz dialects gelu torch:ELU:alpha=2 --verify
    """
    if verify:
        _verified(names or [], format_)
        return
    from actviz.libraries.dialects import contested, groups_of
    from actviz.pages.dialects import rows_of

    groups = groups_of(names) if names else contested()
    numbers = format_ in DATA
    terminal.table([row for group in groups for row in rows_of(group, numbers=numbers)], format_)


def _verified(names: Sequence[str], format_: str) -> None:
    """Print a row for each thing asked; exit code 1 where an answer is not what is stated."""
    from actviz.libraries.dialects import groups_of
    from actviz.libraries.verify import LIBRARIES, verified
    from actviz.processes.alone import Died, alone

    groups = groups_of(names) if names else []
    specs = [s for group in groups for each in group.meanings for s in each.specs]
    specs += [*names, *(spec for group in groups for spec in group.open)]
    here = [library for library in LIBRARIES if library.installed]
    rows: list[Row] = []
    with terminal.progress("asking libraries", len(here)) as done:
        for count, library in enumerate(here, 1):
            try:
                for row in alone(verified, library, frozenset(specs)):
                    rows.append(row)  # what it said before it died counts
            except Died as error:
                terminal.note(f"{library.label} {error}")
            done(count)
    if not rows:
        raise ValueError("no library that can be asked is installed")
    terminal.table(rows, format_)
    different = [row for row in rows if row["same"] is False]
    if different:
        named = ", ".join(f"{row['library']}:{row['name']}" for row in different[:10])
        more = f" and {len(different) - 10} more" if len(different) > 10 else ""
        terminal.fail(f"not as stated: {named}{more}", 1)
