"""Functions above, their differences from the first of them below, on one axis of x."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from actviz.arrays import Float64
from actviz.figures.compose.picture import compose
from actviz.figures.compose.picture_request import Range
from actviz.figures.compose.samples import Samples
from actviz.figures.compose.titles import written
from actviz.figures.layout.ticks import counted
from actviz.figures.scene.scene import Curve, Mark, Panel, Scene, Segment
from actviz.figures.scene.themes import Theme
from actviz.formula.calculus import derivative
from actviz.functions.elementwise import Activation
from actviz.measure import approximations
from actviz.measure.comparison import relative, ulps
from actviz.measure.distance import difference
from actviz.measure.largest import Largest
from actviz.measure.staircases.cell_ends import candidates
from actviz.measure.staircases.step_cells import Steps, TooManySteps, cut, stepped
from actviz.readings.notation.plain import to_text
from actviz.readings.number_formats import rounded
from actviz.text import rows

_POINTS: Final = 1001
_CELLS: Final = 300  # that are drawn one by one
_COLUMNS: Final = 1500  # of a picture, at most
_WORDS: Final = {"difference": "{f} − {g}", "relative": "({f} − {g}) / {g}", "ulp": "{f} − {g}"}
_ROOM: Final = 0.12  # of the height, above and below, for the words at the largest differences


def comparison_scene(
    reference: Activation,
    others: Sequence[Activation],
    largest: Sequence[Largest | None],
    *,
    measure: str = "difference",
    dtype: str = "float32",
    slopes: bool,
    span: Range | None = None,
    title: str | None = None,
    theme: str | Theme = "light",
    size: tuple[float, float] | None = None,
) -> Scene:
    """The picture of a comparison as a value.

    Args:
        largest: the largest difference of each, pointed out where it lies in the picture.
        measure: ``difference``, ``relative`` or ``ulp``.
        slopes: differences of the slopes in a third panel.
    """
    above = compose([reference, *others], span=span, theme=theme)
    span = above.panels[0].x.low, above.panels[0].x.high
    strokes = [curve.stroke for curve in above.panels[0].curves][1:]
    panels = [replace(above.panels[0], x=replace(above.panels[0].x, label=""), marks=())]
    rough = measure == "ulp" or any(_stepped(reference, one) for one in others)
    for order in (0, 1) if slopes else (0,):
        panel = (
            _ulp_panel(reference, others, span, dtype, order)
            if measure == "ulp"
            else _difference_panel(reference, others, span, measure, order)
        )
        curves = tuple(
            # Ulps and steps jump up and down: dashes would be lost among them.
            replace(
                curve,
                label=written(one),
                stroke=replace(stroke, dash=0) if rough else stroke,
                labelled=len(others) > 1,
            )
            for curve, stroke, one in zip(panel.curves, strokes, others, strict=True)
        )
        marks = [] if order else _marks(largest, curves, span)
        unit = f", {dtype} ulps" if measure == "ulp" else ""
        word = _word(measure, "f" if len(others) > 1 else written(others[0]), reference, order)
        last = order == int(slopes)
        panels.append(
            replace(
                _roomy(panel) if marks else panel,
                x=replace(panel.x, label="x" if last else ""),
                curves=curves,
                marks=tuple(marks),
                title=word + unit,
                title_stroke=None,
            )
        )
    names = " and ".join([", ".join(written(one) for one in others[:-1]), written(others[-1])])
    heading = f"{names.removeprefix(' and ')} against {written(reference)}"
    size = size or (6.0, 1.2 + 2.4 * len(panels))
    return Scene(tuple(panels), "stack", heading if title is None else title, None, size, theme)


def _stepped(reference: Activation, one: Activation) -> bool:
    return approximations.peculiar(reference, one) or stepped(difference(one, reference))


def _word(measure: str, name: str, reference: Activation, order: int) -> str:
    prime = "′" * order
    return _WORDS[measure].format(f=name + prime, g=written(reference) + prime)


def _difference_panel(
    reference: Activation, others: Sequence[Activation], span: Range, measure: str, order: int
) -> Panel:
    if approximations.peculiar(reference, *others):
        return _sampled_panel(reference, others, span, measure, order)
    wholes = [difference(one, reference) for one in others]
    trees = [
        relative(reference, one, order) if measure == "relative" else derivative(whole, "x", order)
        for one, whole in zip(others, wholes, strict=True)
    ]
    if any(map(stepped, trees)):
        try:
            cells = [cut(*pair, *span) for pair in zip(trees, wholes, strict=True)]
        except TooManySteps:
            pass  # so many that their outline is a band in any case
        else:
            return _panel_of_cells(cells, [written(one) for one in others], span)
    # A derivative alone has a value where the function has none: that of max(log(x), -2) is 0.
    drawn, orders = (trees, (0,)) if measure == "relative" else (wholes, (order,))
    differences = [
        Activation(name="difference", formula=to_text(tree), label=one.display)
        for tree, one in zip(drawn, others, strict=True)
    ]
    return compose(differences, span=span, orders=orders).panels[0]


def _sampled_panel(
    reference: Activation, others: Sequence[Activation], span: Range, measure: str, order: int
) -> Panel:
    """Differences at the inputs that an approximation has, or within each of its many pieces."""
    samples = []
    for one in others:
        x = approximations.sampling(reference, one, span)
        y = approximations.gap(reference, one, order)(x)
        if measure == "relative":
            with np.errstate(divide="ignore", invalid="ignore"):
                y = y / np.asarray(reference(x))
        if x.size > 2 * _COLUMNS:
            kept = _outline(x, y)
            x, y = x[kept], y[kept]
        samples.append(Samples(one.display, x, y))
    return compose((), samples=samples, span=span).panels[0]


def _panel_of_cells(cells: Sequence[Steps], names: Sequence[str], span: Range) -> Panel:
    """Formulas with steps, each cell as a line of its own; many cells as the band they fill."""
    curves = [
        Curve(name, _lines(steps) if len(steps.edges) < _CELLS else (_band(steps),))
        for steps, name in zip(cells, names, strict=True)
    ]
    ys = np.array([y for curve in curves for line in curve.segments for y in line.y])
    usual = 20 * float(np.quantile(np.abs(ys), 0.95)) if ys.size else 1.0
    ys = ys[np.abs(ys) <= usual] if usual else ys  # near a pole the picture ends
    low, high = float(ys.min(initial=0.0)), float(ys.max(initial=0.0))
    pad = 0.06 * (high - low or 1.0)
    return Panel(counted(span, 5), counted((low - pad, high + pad), 5), tuple(curves))


def _lines(steps: Steps) -> tuple[Segment, ...]:
    x, cells, y = candidates(steps, steps.tree)
    order = np.lexsort((x, cells))
    x, cells, y = x[order], cells[order], y[order]
    cuts = np.flatnonzero(np.diff(cells)) + 1
    segments = []
    for part_x, part_y in zip(np.split(x, cuts), np.split(y, cuts), strict=True):
        known = np.isfinite(part_y)
        if known.any():
            segments.append(Segment.through(part_x[known], part_y[known]))
    return tuple(segments)


def _band(steps: Steps) -> Segment:
    """The lowest and the highest value in each of many columns, in turn."""
    x, _, y = candidates(steps, steps.tree)
    x, y = x[np.isfinite(y)], y[np.isfinite(y)]
    order = np.argsort(x, kind="stable")
    x, y = x[order], y[order]
    kept = _outline(x, y)
    return Segment.through(x[kept], y[kept])


def _outline(x: Float64, y: Float64) -> list[int]:
    """Which of many points in order have the lowest and the highest value in their column."""
    column = np.searchsorted(np.linspace(x[0], x[-1], _COLUMNS), x)
    starts = np.flatnonzero(np.r_[True, np.diff(column) > 0])
    ends = np.r_[starts[1:], len(x)]
    kept = []
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        part = y[start:end]
        kept += sorted((start + int(part.argmin()), start + int(part.argmax())))
    return kept


def _ulp_panel(
    reference: Activation, others: Sequence[Activation], span: Range, dtype: str, order: int
) -> Panel:
    x = np.unique(rounded(np.linspace(*span, _POINTS), dtype))
    curves = []
    for one in others:
        y = ulps(reference, one, x, dtype, order)
        y[~np.isfinite(y)] = np.nan
        known = np.isfinite(y)
        curves.append(Curve(written(one), (Segment.through(x[known], y[known]),)))
    ys = [y for curve in curves for segment in curve.segments for y in segment.y]
    low, high = min([0.0, *ys]), max([0.0, *ys])
    pad = 0.06 * (high - low or 1.0)
    return Panel(counted(span, 5), counted((low - pad, high + pad), 5), tuple(curves))


def _marks(largest: Sequence[Largest | None], curves: Sequence[Curve], span: Range) -> list[Mark]:
    """The largest difference of each curve, with its number, where it is in the picture."""
    return [
        Mark(one.x, one.value, _words(one), one.value > 0, curve.stroke)
        for one, curve in zip(largest, curves, strict=True)
        if one is not None and math.isfinite(one.value) and span[0] <= one.x <= span[1]
    ]  # fmt: skip


def _roomy(panel: Panel) -> Panel:
    """The panel with room for words above its highest and below its lowest point."""
    pad = _ROOM * (panel.y.high - panel.y.low)
    return replace(panel, y=counted((panel.y.low - pad, panel.y.high + pad), 5))


def _words(largest: Largest) -> str:
    return f"{rows.short(largest.value)} at {rows.short(largest.x)}".replace("-", "−")
