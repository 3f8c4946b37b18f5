"""Functions above, their differences from the first of them below, on one axis of x."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from actviz.figures.compose.picture import compose
from actviz.figures.layout.ticks import ticks
from actviz.figures.scene.scene import Axis, Curve, Mark, Panel, Scene, Segment
from actviz.formula.calculus import derivative
from actviz.formula.tree import Node
from actviz.functions.elementwise import Activation
from actviz.measure.comparison import relative, ulps
from actviz.measure.distance import Largest, difference
from actviz.readings.notation.plain import to_text
from actviz.readings.number_formats import rounded
from actviz.text import rows

if TYPE_CHECKING:
    from actviz.figures.compose.request import Range

_POINTS: Final = 1001
_WORDS: Final = {"difference": "{f} − {g}", "relative": "({f} − {g}) / {g}", "ulp": "{f} − {g}"}
_ROOM: Final = 0.12  # of the height, above and below, for the words at the largest differences


def comparison_scene(
    reference: Activation,
    others: Sequence[Activation],
    largest: Sequence[Largest | None],
    *,
    measure: str = "difference",
    dtype: str = "float32",
    slopes: bool = False,
    span: Range | None = None,
    title: str | None = None,
    theme: str = "light",
    size: tuple[float, float] | None = None,
) -> Scene:
    """The picture of a comparison as a value.

    Args:
        reference: the function that the others are compared with.
        others: the functions compared with it.
        largest: the largest difference of each, pointed out where it lies in the picture.
        measure: ``difference``, ``relative`` or ``ulp``.
        dtype: the number format whose ulps are counted.
        slopes: differences of the slopes in a third panel.
        span: the range of x; else chosen.
        title: a title instead of the names.
        theme: light, dark or print.
        size: inches.
    """
    above = compose([reference, *others], span=span, theme=theme)
    span = above.panels[0].x.low, above.panels[0].x.high
    strokes = [curve.stroke for curve in above.panels[0].curves][1:]
    found = [replace(above.panels[0], x=replace(above.panels[0].x, label=""), marks=())]
    for order in (0, 1) if slopes else (0,):
        panel = (
            _ulp_panel(reference, others, span, dtype, order)
            if measure == "ulp"
            else _difference_panel(reference, others, span, measure, order)
        )
        curves = tuple(
            # Ulps jump up and down: dashes would be lost among them.
            replace(
                curve,
                stroke=replace(stroke, dash=0) if measure == "ulp" else stroke,
                labelled=len(others) > 1,
            )
            for curve, stroke in zip(panel.curves, strokes, strict=True)
        )
        marks = [] if order else _marks(largest, curves, span)
        unit = f", {dtype} ulps" if measure == "ulp" else ""
        word = _word(measure, "f" if len(others) > 1 else others[0].display, reference, order)
        last = order == int(slopes)
        found.append(
            replace(
                _roomy(panel) if marks else panel,
                x=replace(panel.x, label="x" if last else ""),
                curves=curves,
                marks=tuple(marks),
                title=word + unit,
                title_stroke=None,
            )
        )
    names = " and ".join([", ".join(one.display for one in others[:-1]), others[-1].display])
    heading = f"{names.removeprefix(' and ')} against {reference.display}"
    size = size or (6.0, 1.2 + 2.4 * len(found))
    return Scene(tuple(found), "stack", heading if title is None else title, None, size, theme)


def _word(measure: str, name: str, reference: Activation, order: int) -> str:
    prime = "′" * order
    return _WORDS[measure].format(f=name + prime, g=reference.display + prime)


def _difference_panel(
    reference: Activation,
    others: Sequence[Activation],
    span: Range,
    measure: str,
    order: int,
) -> Panel:
    made = []
    for one in others:
        tree: Node = (
            relative(reference, one, order)
            if measure == "relative"
            else derivative(difference(one, reference), "x", order)
        )
        made.append(Activation(name="difference", formula=to_text(tree), label=one.display))
    return compose(made, span=span).panels[0]


def _ulp_panel(
    reference: Activation, others: Sequence[Activation], span: Range, dtype: str, order: int
) -> Panel:
    x = np.unique(rounded(np.linspace(*span, _POINTS), dtype))
    curves = []
    for one in others:
        y = ulps(reference, one, x, dtype, order)
        y[~np.isfinite(y)] = np.nan
        known = np.isfinite(y)
        curves.append(
            Curve(one.display, (Segment(tuple(x[known].tolist()), tuple(y[known].tolist())),))
        )
    ys = [y for curve in curves for segment in curve.segments for y in segment.y]
    low, high = min([0.0, *ys]), max([0.0, *ys])
    pad = 0.06 * (high - low or 1.0)
    return Panel(_axis(*span), _axis(low - pad, high + pad), tuple(curves))


def _axis(low: float, high: float) -> Axis:
    places, words = ticks(low, high, 5)
    return Axis(low, high, places, words)


def _marks(largest: Sequence[Largest | None], curves: Sequence[Curve], span: Range) -> list[Mark]:
    """The largest difference of each curve, with its number, where it is in the picture."""
    return [
        Mark(found.x, found.value, _words(found), found.value > 0, curve.stroke)
        for found, curve in zip(largest, curves, strict=True)
        if found is not None and math.isfinite(found.value) and span[0] <= found.x <= span[1]
    ]  # fmt: skip


def _roomy(panel: Panel) -> Panel:
    """The panel with room for words above its highest and below its lowest point."""
    pad = _ROOM * (panel.y.high - panel.y.low)
    return replace(panel, y=_axis(panel.y.low - pad, panel.y.high + pad))


def _words(found: Largest) -> str:
    return f"{rows.short(found.value)} at {rows.short(found.x)}".replace("-", "−")
