"""The options of ``actviz plot`` that change how a picture looks: their texts and types."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Final, Literal

import typer

LOOKS: Final = "Looks"  # -h lists them by their names alone
_look = partial(typer.Option, rich_help_panel=LOOKS)

Size = Annotated[
    str | None,
    _look(
        "--size",
        metavar="WxH",
        help="Inches, cm or mm: 6x4, 15x10cm, 85x60mm; or a journal's column or page.",
    ),
]
Style = Annotated[
    str | None, _look(metavar="NAME|FILE", help="A Matplotlib style sheet: ggplot, mine.mplstyle.")
]
FontFamily = Annotated[str | None, _look(metavar="FAMILY", help="The font family: 'DejaVu Serif'.")]
FontSize = Annotated[
    float | None, _look(metavar="POINTS", help="Of the numbers at ticks; other texts follow.")
]
LineWidth = Annotated[float | None, _look("--linewidth", metavar="POINTS", help="Of a curve.")]
YLimits = Annotated[
    str | None, _look("--ylim", metavar="LOW:HIGH", help="The range of y; else chosen.")
]
XLabel = Annotated[str | None, _look("--xlabel", metavar="TEXT", help="What x is.")]
YLabel = Annotated[str | None, _look("--ylabel", metavar="TEXT", help="What y is.")]
XScale = Annotated[
    Literal["linear", "log", "symlog"],
    _look("--xscale", help="The scale of x; symlog is even between -1 and 1."),
]
YScale = Annotated[Literal["linear", "log", "symlog"], _look("--yscale", help="The scale of y.")]
Legend = Annotated[bool, _look("--legend", help="A key below instead of labels beside the curves.")]
Across = Annotated[int | None, _look(min=1, metavar="N", help="Panels side by side, N in a row.")]
Annotate = Annotated[
    list[str] | None,
    _look(metavar="x=X:TEXT", help="A text at a point of the first curve; may be repeated."),
]
Letters = Annotated[bool, _look("--letters", help="(a), (b), (c) before the panels' titles.")]
