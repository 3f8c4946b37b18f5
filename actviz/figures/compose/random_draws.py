"""A random function in a picture of its own kind: where its values fall, and what stands for them.

Two bands hold half and nine tenths of the values at each x; the mean is a curve, and so is the
evaluation mode where it is not the mean.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from actviz.arrays import Float64
from actviz.figures.layout.ticks import counted
from actviz.figures.sampling.drawn_function import PlannedCurve, Values, even, graph, pieces
from actviz.figures.sampling.trace import segments
from actviz.figures.sampling.y_range import window
from actviz.figures.scene.scene import Band, Curve, Panel, Stroke
from actviz.formula.tree import Node
from actviz.functions.random_functions import Stochastic

POINTS: Final = 401
BANDS: Final = ((0.05, 0.16), (0.25, 0.36))  # the lower share of values left out, and the ink
_SAME: Final = 1e-9  # of the height: a mean that cannot be told from the evaluation mode
_SHADED: Final = "bands: 50 % and 90 % of the values"
_STROKE: Final = Stroke(0)
_OTHER: Final = Stroke(1, 1)

Range = tuple[float, float]


def random_panel(
    function: Stochastic,
    orders: Sequence[int],
    span: Range,
    width: float,
    height: float,
    *,
    together: bool,
    ylim: tuple[float, float] | None,
) -> Panel:
    """The bands, the mean and the evaluation mode.

    With ``together`` one curve stands for both where they are the same.

    Raises:
        ValueError: a derivative.
    """
    if any(orders):
        raise ValueError(
            f"{function.name} is drawn by its values; its slope along a draw: "
            f"actviz derive {function.name}"
        )
    x = even(*span, POINTS)
    edges = [
        (np.asarray(function.quantile(x, share)), np.asarray(function.quantile(x, 1 - share)))
        for share, _ in BANDS
    ]
    fixed = PlannedCurve("evaluation mode", *_parts(function))
    # The mean has the poles of the evaluation mode.
    mean = PlannedCurve("mean", lambda at: np.asarray(function.mean(at)), fixed.tree)
    drawn = [mean, fixed]
    cut = [pieces(one, x) for one in drawn]
    ends = [PlannedCurve("", _between(x, part), None) for pair in edges for part in pair]
    if all(math.isfinite(joint.left + joint.right) for joint in fixed.joints(*span)):
        y_range = ylim or window([*cut, *(pieces(end, x) for end in ends)], span)
    else:  # at a pole the bands are as steep as the curves
        y_range = ylim or window(cut, span)
    tall = y_range[1] - y_range[0]
    gap = np.asarray(mean.value(x)) - np.asarray(fixed.value(x))
    label = f"x   ({_SHADED})"
    if together and np.abs(gap[np.isfinite(gap)]).max(initial=0.0) <= _SAME * tall:
        label = f"x   ({_SHADED}; mean = evaluation mode)"
        drawn, cut = [PlannedCurve("mean", fixed.value, fixed.tree)], cut[1:]
    curves = tuple(
        Curve(one.label, segments(one, parts, *y_range), stroke, dots)
        for one, (parts, dots), stroke in zip(drawn, cut, (_STROKE, _OTHER), strict=False)
    )
    bands = tuple(
        band
        for (low, high), (_, ink) in zip(edges, BANDS, strict=True)
        for band in _bands(x, low, high, ink)
    )
    x_axis = counted(span, width * 1.3, label)
    return Panel(x_axis, counted(y_range, height * 1.2), curves, bands=bands)


def _parts(function: Stochastic) -> tuple[Values, Node | None]:
    drawn = graph(function.evaluation)
    return drawn.value, drawn.tree


def _between(x: Float64, values: Float64) -> Values:
    return lambda at: np.interp(at, x, values)


def _bands(x: Float64, low: Float64, high: Float64, ink: float) -> list[Band]:
    """One band for each stretch on which both edges are finite."""
    finite = np.r_[False, np.isfinite(low) & np.isfinite(high), False]
    edges = np.flatnonzero(finite[1:] != finite[:-1])
    return [
        Band(tuple(x[a:b]), tuple(low[a:b]), tuple(high[a:b]), _STROKE, ink)
        for a, b in zip(edges[::2], edges[1::2], strict=True)
    ]
