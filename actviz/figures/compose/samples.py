"""A function that is given as samples: its curve runs straight from each to the next."""

from __future__ import annotations

from typing import Final

import numpy as np

from actviz.arrays import Float64
from actviz.dataclass import dataclass
from actviz.figures.layout.scales import Scale
from actviz.figures.sampling.drawn_function import Piece, PlannedCurve
from actviz.figures.scene.scene import Dot, Stroke

_POINTS: Final = 401


@dataclass(frozen=True, eq=False)
class Samples:
    """Values ``y`` at ascending ``x``; both of shape (n,), n at least 2.

    Raises:
        ValueError: too few finite samples, or two values at one x.
    """

    label: str
    x: Float64
    y: Float64

    def __post_init__(self) -> None:
        known = np.isfinite(self.x)
        order = np.argsort(self.x[known], kind="stable")
        x, y = self.x[known][order], self.y[known][order]
        if np.count_nonzero(np.isfinite(y)) < 2:
            raise ValueError(f"{self.label}: a curve needs two samples with finite numbers or more")
        same = np.flatnonzero((np.diff(x) == 0) & (np.diff(y) != 0))
        if same.size:
            raise ValueError(
                f"{self.label}: two values at x = {x[same[0]]:g}; samples of a function have one"
            )
        kept = np.r_[True, np.diff(x) > 0]
        object.__setattr__(self, "x", x[kept])
        object.__setattr__(self, "y", y[kept])

    def sampled(
        self, stroke: Stroke, across: Scale, up: Scale
    ) -> tuple[PlannedCurve, Stroke, list[Piece], tuple[Dot, ...]]:
        """The samples as a graph with its one piece, in the places of the axes."""
        x, y = across.place(self.x), up.place(self.y)
        known = np.isfinite(x)
        x, y = x[known], y[known]

        def value(at: Float64) -> Float64:
            return np.interp(at, x, y, left=np.nan, right=np.nan)

        # Points between few samples, so that what matters is judged as of any other curve.
        at = np.union1d(x, np.linspace(x[0], x[-1], _POINTS))
        return PlannedCurve(self.label, value, None), stroke, [Piece(at, value(at))], ()
