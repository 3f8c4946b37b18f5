"""The options of ``actviz plot`` that change how a picture looks: their texts and types."""

from __future__ import annotations

from typing import Annotated, Final, Literal

import typer

LOOKS: Final = "Looks"  # -h lists them by their names alone

Size = Annotated[
    str | None,
    typer.Option(
        "--size",
        metavar="WxH",
        help="Inches, cm or mm: 6x4, 15x10cm, 85x60mm; or a journal's column or page.",
        rich_help_panel=LOOKS,
    ),
]
Style = Annotated[
    str | None,
    typer.Option(
        metavar="NAME|FILE",
        help="A Matplotlib style sheet: ggplot, mine.mplstyle.",
        rich_help_panel=LOOKS,
    ),
]
FontFamily = Annotated[
    str | None,
    typer.Option(
        metavar="FAMILY",
        help="The font family: 'DejaVu Serif'.",
        rich_help_panel=LOOKS,
    ),
]
FontSize = Annotated[
    float | None,
    typer.Option(
        metavar="POINTS",
        help="Of the numbers at ticks; other texts follow.",
        rich_help_panel=LOOKS,
    ),
]
LineWidth = Annotated[
    float | None,
    typer.Option(
        "--linewidth",
        metavar="POINTS",
        help="Of a curve.",
        rich_help_panel=LOOKS,
    ),
]
YLimits = Annotated[
    str | None,
    typer.Option(
        "--ylim", metavar="LOW:HIGH", help="The range of y; else chosen.", rich_help_panel=LOOKS
    ),
]
XLabel = Annotated[
    str | None,
    typer.Option("--xlabel", metavar="TEXT", help="What x is.", rich_help_panel=LOOKS),
]
YLabel = Annotated[
    str | None,
    typer.Option("--ylabel", metavar="TEXT", help="What y is.", rich_help_panel=LOOKS),
]
XScale = Annotated[
    Literal["linear", "log", "symlog"],
    typer.Option(
        "--xscale", help="The scale of x; symlog is even between -1 and 1.", rich_help_panel=LOOKS
    ),
]
YScale = Annotated[
    Literal["linear", "log", "symlog"],
    typer.Option(
        "--yscale",
        help="The scale of y.",
        rich_help_panel=LOOKS,
    ),
]
Legend = Annotated[
    bool,
    typer.Option(
        "--legend", help="A key below instead of labels beside the curves.", rich_help_panel=LOOKS
    ),
]
Across = Annotated[
    int | None,
    typer.Option(
        min=1,
        metavar="N",
        help="Panels side by side, N in a row.",
        rich_help_panel=LOOKS,
    ),
]
Annotate = Annotated[
    list[str] | None,
    typer.Option(
        metavar="x=X:TEXT",
        help="A text at a point of the first curve; may be repeated.",
        rich_help_panel=LOOKS,
    ),
]
Letters = Annotated[
    bool,
    typer.Option(
        "--letters", help="(a), (b), (c) before the panels' titles.", rich_help_panel=LOOKS
    ),
]
