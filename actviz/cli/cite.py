"""``actviz cite``: the papers behind functions."""

from __future__ import annotations

from typing import Annotated, Literal

from actviz.cli.options import Names, option
from actviz.text import rows, terminal


def cite(
    names: Names,
    format_: Annotated[
        Literal["bibtex", "text", "json"],
        option("--format -f", "BibTeX entries, a line each, or JSON."),
    ] = "bibtex",
) -> None:
    """Print what to cite for the functions named.

    Papers, standard works, documentation or source files: one entry each, however many of the
    functions named rest on it. The BibTeX is plain ASCII, with accents escaped. What could not be
    confirmed says so in its note, as does a formula that rests on one public transcription.

    \b
    Examples:
      actviz cite gelu
      actviz cite relu silu swish > activations.bib
      actviz cite torch:GELU jax:gelu softmax
      actviz cite elu selu celu --format text
      actviz cite mish --format json
    """
    from actviz.lookup import citations
    from actviz.lookup.index import SINGLE_SOURCE
    from actviz.lookup.registry import resolve_all

    functions = resolve_all(names)
    for name in dict.fromkeys(one.name for one in functions if not one.references):
        terminal.note(f"actviz: {name} has no reference in the catalogue")
    sources = citations.citations(functions)
    if not sources:
        raise ValueError("there is nothing to cite for these")
    if format_ == "json":
        terminal.out(rows.json_text([citations.as_dict(one) for one in sources]))
    elif format_ == "bibtex":
        terminal.out("\n".join(map(citations.bibtex, sources)))
    else:
        terminal.out("".join(f"{citations.in_a_line(one.key)}\n" for one in sources))
        for one in sources:
            if one.single_source:
                terminal.note(f"* {SINGLE_SOURCE}: {', '.join(one.single_source)}")
