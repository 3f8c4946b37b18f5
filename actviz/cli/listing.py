"""``actviz list``: what there is."""

from __future__ import annotations

from typing import Annotated

import typer

from actviz import terminal
from actviz.cli.options import FormatOption


def listing(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[WORD...]", help="Only entries in which all these words occur."),
    ] = None,
    family: Annotated[str | None, typer.Option(help="Only this family.")] = None,
    framework: Annotated[
        str | None, typer.Option(help="Only what this framework ships: torch, keras, jax, ...")
    ] = None,
    format_: FormatOption = "table",
) -> None:
    """List the activation functions.

    With their families, titles, years and formulas. In a pipe, columns are aligned; the first
    one is the name.

    \b
    Examples:
      actviz list
      actviz list linear unit
      actviz list --family self_gated
      actviz list --framework torch --format csv
      actviz list --format json
    """
    from actviz.registry import everything, frameworks, frameworks_of

    entries = everything()
    families = list(dict.fromkeys(entry.family for entry in entries))
    _known("family", family, families)
    _known("framework", framework, list(frameworks()))
    rows = []
    for entry in entries:
        spellings = frameworks_of(entry.name)
        text = " ".join([entry.name, *entry.aliases, entry.title, entry.formula, entry.summary])
        if (
            (family is None or entry.family == family)
            and (framework is None or framework in spellings)
            and all(word.lower() in text.lower() for word in words or ())
        ):
            rows.append(
                {
                    "name": entry.name,
                    "family": entry.family,
                    "title": entry.title,
                    "year": entry.year,
                    "formula": entry.formula,
                }
            )
    if not rows:
        terminal.note("actviz: nothing matches; actviz list shows everything")
    terminal.table(rows, format_, ["name", "family", "title", "year", "formula"])


def _known(what: str, word: str | None, known: list[str]) -> None:
    if word is not None and word not in known:
        raise ValueError(f"no {what} is called {word!r}; known: {', '.join(known)}")
