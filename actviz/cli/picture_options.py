"""The options of ``actviz plot`` that change how a picture looks: their texts and types."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Final, Literal

from actviz.cli.options import option

LOOKS: Final = "Looks"  # -h lists them by their names alone
look = partial(option, rich_help_panel=LOOKS)

Size = Annotated[
    str | None,
    look("--size WxH", "Inches, cm or mm: 6x4, 15x10cm, 85x60mm; or a journal's column or page."),
]
Style = Annotated[
    str | None, look("--style NAME|FILE", "A Matplotlib style sheet: ggplot, mine.mplstyle.")
]
FontFamily = Annotated[str | None, look("--font FAMILY", "The font family: 'DejaVu Serif'.")]
FontSize = Annotated[
    float | None, look("--font-size POINTS", "Of the numbers at ticks; other texts follow.")
]
LineWidth = Annotated[float | None, look("--linewidth POINTS", "Of a curve.")]
YLimits = Annotated[str | None, look("--ylim LOW:HIGH", "The range of y; else chosen.")]
XLabel = Annotated[str | None, look("--xlabel TEXT", "What x is.")]
YLabel = Annotated[str | None, look("--ylabel TEXT", "What y is.")]
XScale = Annotated[
    Literal["linear", "log", "symlog"],
    look("--xscale", "The scale of x; symlog is even between -1 and 1."),
]
YScale = Annotated[Literal["linear", "log", "symlog"], look("--yscale", "The scale of y.")]
Legend = Annotated[bool, look("--legend", "A key below instead of labels beside the curves.")]
Across = Annotated[int | None, look("--across N", "Panels side by side, N in a row.", min=1)]
Annotate = Annotated[
    list[str] | None,
    look("--annotate x=X:TEXT", "A text at a point of the first curve; may be repeated."),
]
Letters = Annotated[bool, look("--letters", "(a), (b), (c) before the panels' titles.")]
