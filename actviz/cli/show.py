"""``actviz show``: everything about one function, on a page."""

from __future__ import annotations

from typing import Annotated, Literal

from actviz.cli.budget import bounded
from actviz.cli.options import Name, option
from actviz.text import rows, terminal


def show(
    name: Name,
    plain: Annotated[bool, option("--no-plot", "Leave out the small plot.")] = False,
    format_: Annotated[
        Literal["text", "json", "md", "latex", "html"],
        option("--format -f", "A page for the terminal, Markdown, ..., or JSON."),
    ] = "text",
) -> None:
    """Show everything about one function.

    Formula, derivative, parameters, a plot, what follows from the formula, uses, strengths,
    weaknesses and their remedies, names in the frameworks, the paper.

    \b
    Examples:
      actviz show gelu
      actviz show elu:alpha=0.5 --no-plot
      actviz show jax:gelu
      actviz show swish --format json
      actviz show mish --format md
      actviz show mish -o mish.html
    """
    from actviz.lookup.registry import resolve

    functions = resolve(name)
    if len(functions) > 1:
        raise ValueError(f"{name!r} is a sweep of {len(functions)} functions; show takes one")
    if plain and format_ != "text":
        raise ValueError("--no-plot is for the page of a terminal; the others have no plot")
    if format_ in ("md", "latex", "html"):
        from actviz.pages.show_formats import page

        terminal.out(page(functions[0], format_))
        return
    from actviz.pages.show import as_dict, text_page

    if format_ == "json":
        with bounded(functions):
            text = rows.json_text(as_dict(functions[0]))
        terminal.out(text)
        return
    columns = min(terminal.width(), 100)
    with bounded(functions):
        shown = text_page(
            functions[0],
            columns,
            plot=not plain,
            colour=terminal.wants_colour(),
            unicode=terminal.speaks_unicode(),
        )
    terminal.out(shown)
