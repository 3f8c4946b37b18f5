"""What is asked of a picture: one record that travels from the command to every composer."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import get_args

from actviz.dataclass import dataclass
from actviz.figures.compose.samples import Samples
from actviz.figures.scene import themes
from actviz.figures.scene.scene import ScaleName
from actviz.figures.scene.themes import Theme
from actviz.readings.formats import known

Range = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """How functions are to be drawn.

    Args:
        orders: which derivatives; 0 is the function itself.
        grid: a small panel for each function, with shared axes.
        own_axes: in a grid, each panel shows its function where something happens to it.
        panels: a panel for each order, below each other, sharing the x axis.
        span: the range of x; chosen from the functions when not given.
        points: even samples (kinks and jumps are added); chosen by need when not given.
        title: above the picture; chosen when None, none when empty.
        theme: ``light``, ``dark`` or ``print``, or one of your own.
        size: width and height in inches.
        ylim: the range of y; chosen from the curves when not given.
        xlabel, ylabel: what the axes measure.
        xscale, yscale: ``linear``, ``log`` or ``symlog``, in a picture of curves together.
        legend: a key below instead of labels beside the curves.
        across: panels side by side, so many in a row; a grid.
        annotate: texts at points of the first curve, each by its x.
        samples: functions given as samples, drawn beside the others.
        letters: (a), (b), (c) before the panels' titles.
        dtypes: number formats, by name: what each makes of a function is drawn beside it, in a
            picture of curves together.
        saturated: mark where the slope stays below 0.01, in a picture of curves together.
        progress: called with the number of functions that are done, in a grid.

    Raises:
        ValueError: no order, a range that is none, an unknown theme or an unknown format.
    """

    orders: Sequence[int] = (0,)
    grid: bool = False
    own_axes: bool = False
    panels: bool = False
    span: Range | None = None
    points: int | None = None
    title: str | None = None
    theme: str | Theme = "light"
    size: tuple[float, float] | None = None
    saturated: bool = False
    ylim: Range | None = None
    xlabel: str | None = None
    ylabel: str | None = None
    xscale: ScaleName = "linear"
    yscale: ScaleName = "linear"
    legend: bool = False
    across: int | None = None
    annotate: Sequence[tuple[float, str]] = ()
    letters: bool = False
    samples: Sequence[Samples] = ()
    dtypes: Sequence[str] = ()
    progress: Callable[[int], object] = lambda done: None

    def __post_init__(self) -> None:
        if not self.orders:
            raise ValueError("there is no order to draw; 0 is the function itself")
        themes.theme(self.theme)
        for dtype in self.dtypes:
            known(dtype)
        for word, ends in (("x", self.span), ("y", self.ylim)):
            if ends is not None and not (all(map(math.isfinite, ends)) and ends[0] < ends[1]):
                raise ValueError(
                    f"a range of {word} needs two finite ends in order, not {ends[0]}:{ends[1]}"
                )
        for scale in (self.xscale, self.yscale):
            if scale not in get_args(ScaleName):
                raise ValueError(
                    f"no scale is called {scale!r}; known: {', '.join(get_args(ScaleName))}"
                )
        if self.across is not None and self.across < 1:
            raise ValueError(f"across counts panels in a row: 1 or more, not {self.across}")
        object.__setattr__(self, "orders", tuple(dict.fromkeys(self.orders)))

    @property
    def heading(self) -> str:
        """The title; a composer is given a request in which it is settled."""
        return self.title or ""

    @property
    def scaled(self) -> bool:
        """Whether an axis is not linear."""
        return (self.xscale, self.yscale) != ("linear", "linear")
