"""What is asked of a picture: one record that travels from the command to every composer."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from actviz.figures.scene import themes
from actviz.figures.scene.themes import Theme

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
        saturated: mark where the slope stays below 0.01, in a picture of curves together.
        progress: called with the number of functions that are done, in a grid.

    Raises:
        ValueError: no order, a range that is none, or an unknown theme.
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
    progress: Callable[[int], object] = lambda done: None

    def __post_init__(self) -> None:
        if not self.orders:
            raise ValueError("there is no order to draw; 0 is the function itself")
        themes.theme(self.theme)
        span = self.span
        if span is not None and not (all(map(math.isfinite, span)) and span[0] < span[1]):
            raise ValueError(
                f"a range of x needs two finite ends in order, not {span[0]}:{span[1]}"
            )
        object.__setattr__(self, "orders", tuple(dict.fromkeys(self.orders)))

    @property
    def heading(self) -> str:
        """The title; a composer is given a request in which it is settled."""
        return self.title or ""
