"""Elementwise functions together: their curves in one panel, or in one for each derivative."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from actviz.figures.compose.annotations import guides, marks
from actviz.figures.compose.covered import with_covers
from actviz.figures.compose.formula_text import formula
from actviz.figures.compose.picture_request import Range, Request
from actviz.figures.compose.titles import is_one_function, is_typed, short, sweep_labels
from actviz.figures.layout.scales import Scale
from actviz.figures.layout.ticks import axis
from actviz.figures.sampling.drawn_function import (
    Piece,
    PlannedCurve,
    even,
    graph,
    pieces,
    primed,
    rescaled,
)
from actviz.figures.sampling.staircase import staircase
from actviz.figures.sampling.trace import segments
from actviz.figures.sampling.x_range import span as chosen_span
from actviz.figures.sampling.y_range import window
from actviz.figures.scene.scene import Curve, Dot, Formula, Mark, Panel, Scene, Stroke
from actviz.functions.elementwise import Activation

BASE: Final = 401  # points of the first, even sampling
GUIDES_UP_TO: Final = 2  # functions; with more, asymptotes are clutter
_DECADES: Final = 3  # of x on a log scale
_CELL: Final = (2.6, 2.1)  # inches of a panel among others side by side
_DOTS: Final = 24  # at the ends of steps; more would hide them
_MARK_ROOM: Final = 0.36  # inches that the words at an extremum take

Sampled = tuple[PlannedCurve, Stroke, list[Piece], tuple[Dot, ...]]


def overlay(functions: list[Activation], request: Request) -> Scene:
    """The curves of some functions together; derivatives dashed, or in panels of their own."""
    shown = [(function, dtype) for function in functions for dtype in ("", *request.dtypes)]
    strokes = _strokes(functions, request)
    names = _names(functions, request)
    orders = request.orders
    groups = [(order,) for order in orders] if request.panels else [orders]
    stacked = len(groups) > 1
    alone_there = is_one_function(functions) and not request.samples
    written = formula(functions[0]) if alone_there else None
    size = request.size or _size(len(groups), written)
    span = _span(functions, request)
    request = replace(request, span=span)
    panels = []
    several = len(shown) + len(request.samples) > 1
    for group in groups:
        drawn = [
            sampled(
                function,
                order,
                names[index],
                strokes[index, order],
                span,
                request.points,
                (Scale(request.xscale), Scale(request.yscale)),
                dtype,
            )
            for order in group
            for index, (function, dtype) in enumerate(shown)
        ]
        drawn += _samples(len(shown), request)
        alone = len(shown) == 1 and not request.samples and (stacked or len(group) == 1)
        x_label = "x" if group == groups[-1] else ""
        area = size[0] - 1, (size[1] - 1.2) / len(groups)
        panel = _panel(drawn, request, area, alone=alone, several=several)
        if group == groups[0] and request.annotate:
            panel = _annotated(panel, drawn[0][0], request)
        panel = replace(panel, x=replace(panel.x, label=x_label))
        if stacked:
            word = "f" if len(functions) > 1 or is_typed(functions[0]) else names[0]
            stroke = strokes[0, group[0]] if len(functions) == 1 else None
            title = primed(short(word), group[0]) + "(x)"
            panel = replace(panel, title=title, title_stroke=stroke)
        panels.append(panel)
    scene = Scene(
        tuple(panels), "stack" if stacked else "plot", request.heading, written, size, request.theme
    )
    if request.across is not None and stacked:
        scene = _side_by_side(scene, request)
    if not request.saturated:
        return scene
    from actviz.figures.compose.saturated import shaded

    return shaded(scene, functions, Scale(request.xscale))


def own_panel(
    function: Activation, request: Request, span: Range | None, cell: tuple[float, float]
) -> Panel:
    """A small panel with axes of its own."""
    span = span or chosen_span([graph(function)])
    drawn = [
        sampled(function, order, function.display, Stroke(0, place), span, request.points)
        for place, order in enumerate(request.orders)
    ]
    y_range = request.ylim or window([(p, dots) for _, _, p, dots in drawn], span, mixed=False)
    curves = tuple(curve(one, y_range, request.points, labelled=False) for one in drawn)
    return Panel(axis(span, 0.6 * cell[0]), axis(y_range, 0.7 * cell[1]), curves)


def _primed(label: str, order: int, *, typed: bool) -> str:
    """A prime belongs to the function: ``(x³ − x)′``, ``elu′ (α = 2)``.

    Of a sweep's label, ``α = 2``, to the f that it leaves out.
    """
    if not order:
        return label
    if typed:
        return primed(f"({label})", order)
    name, bracket, changed = label.partition(" (")
    if " = " in name:
        return f"{primed('f', order)}, {label}"
    return primed(name, order) + bracket + changed


def sampled(
    function: Activation,
    order: int,
    name: str,
    stroke: Stroke,
    span: Range,
    points: int | None,
    scales: tuple[Scale, Scale] = (Scale(), Scale()),
    dtype: str = "",
) -> Sampled:
    """A function or a derivative cut into its pieces over a range, in the places of its axes.

    With a format: rounded to it.

    Raises:
        ValueError: it has no finite value there.
    """
    drawn = staircase(function, order, dtype, span) if dtype else graph(function, order)
    typed = is_typed(function) and not dtype
    drawn = replace(drawn, label=_primed(short(name), order, typed=typed))
    if scales != (Scale(), Scale()):
        drawn = rescaled(drawn, span, *scales)
    parts, dots = pieces(drawn, even(*scales[0].ends(span), points or BASE))
    dots = () if dtype and len(dots) > _DOTS else dots
    if not any(any(map(math.isfinite, part.y.tolist())) for part in parts):
        above = "that is above 0 " if scales[1].name == "log" else ""
        raise ValueError(
            f"{function.display} has no real finite value {above}between x = {span[0]:g} and "
            f"{span[1]:g}"
        )
    return drawn, stroke, parts, dots


def curve(one: Sampled, y_range: Range, points: int | None, *, labelled: bool) -> Curve:
    """What was sampled as a curve, refined where it bends unless the points were asked for."""
    drawn, stroke, parts, dots = one
    traced = segments(drawn, parts, *y_range, refined=points is None)
    ends = [x for part in parts for x in (part.x[0], part.x[-1])]
    # Without a kink there are no corners, though sin(1/x) beside 0 seems to have them.
    sharp = bool(drawn.joints(min(ends), max(ends)))
    return Curve(drawn.label, traced, stroke, dots, labelled, sharp)


def _size(panels: int, written: Formula | None) -> tuple[float, float]:
    """Inches: each panel has its height, whatever stands above it."""
    above = 0.24 * max(len(written.rows), 1.2) if written else 0.0
    return 6.0, round(above + (4.0 if panels == 1 else 1.2 + 2.2 * panels), 2)


def _strokes(functions: Sequence[Activation], request: Request) -> dict[tuple[int, int], Stroke]:
    """A stroke for each curve, in the order in which they are drawn, and order."""
    many = len(functions) * (1 + len(request.dtypes))
    swept = many > 1 and is_one_function(functions) and not request.dtypes
    strokes = {}
    for index in range(many):
        for place, order in enumerate(request.orders):
            if swept:
                shade = index / (many - 1)
                strokes[index, order] = Stroke(0, 0 if request.panels else place, shade)
            elif request.dtypes:  # a step is too short for dashes
                strokes[index, order] = Stroke(index, 0 if index % (1 + len(request.dtypes)) else 1)
            elif len(request.orders) > 1 and not request.panels:
                strokes[index, order] = Stroke(index, place)
            else:  # the dashes tell functions apart as well as the hues do
                strokes[index, order] = Stroke(index, index if many > 1 else 0)
    return strokes


def _names(functions: Sequence[Activation], request: Request) -> list[str]:
    """What each curve is called: the function, or the format that it was rounded to."""
    return [
        (dtype if len(functions) == 1 else f"{name} in {dtype}") if dtype else name
        for name in sweep_labels(functions)
        for dtype in ("", *request.dtypes)
    ]


def _panel(
    drawn: Sequence[Sampled],
    request: Request,
    area: tuple[float, float],
    *,
    alone: bool,
    several: bool,
) -> Panel:
    """One panel of an area in inches; ``alone`` asks for what only a single curve has room for."""
    width, height = area
    assert request.span is not None
    across, up = Scale(request.xscale), Scale(request.yscale)
    span = across.ends(request.span)
    sides = [(parts, dots) for _, _, parts, dots in drawn]
    y_range = window(sides, span, mixed=several, even=request.yscale == "linear")
    pointed: list[Mark] = []
    if alone and not request.scaled:
        pointed = [mark for d, s, p, _ in drawn for mark in marks(d, p, y_range, s)]
        y_range = _with_room(y_range, pointed, height)
    if request.ylim:
        y_range = up.ends(request.ylim)
        pointed = [mark for mark in pointed if y_range[0] <= mark.y <= y_range[1]]
    plain = len(drawn) - len(request.samples)
    functions = plain // len(request.orders) if not request.panels else plain
    lines = (
        guides([one for one, *_ in drawn], span, y_range)
        if functions <= GUIDES_UP_TO and len(drawn) <= 2 and not request.scaled
        else ()
    )
    labelled = len(drawn) > 1 or request.legend
    curves = with_covers(
        [curve(one, y_range, request.points, labelled=labelled) for one in drawn],
        y_range[1] - y_range[0],
    )
    x_axis, y_axis = across.axis(span, 0.9 * width), up.axis(y_range, height)
    return Panel(x_axis, y_axis, curves, lines, tuple(pointed))


def _span(functions: Sequence[Activation], request: Request) -> Range:
    """The range of x: chosen from the functions; on a log scale three decades of what is chosen."""
    if request.span is not None:
        return request.span
    ends = [(float(one.x[0]), float(one.x[-1])) for one in request.samples]
    if ends:  # what was measured says where to look
        low, high = min(low for low, _ in ends), max(high for _, high in ends)
    else:
        low, high = chosen_span([graph(function) for function in functions])
    if request.xscale == "log" and low <= 0:
        if high <= 0:
            raise ValueError("a log scale of x needs a range above 0, or take symlog")
        low = 10**-_DECADES * high
    return low, high


def _samples(functions: int, request: Request) -> list[Sampled]:
    """The curves that are given as samples, with the next strokes.

    Raises:
        ValueError: derivatives, which samples have not.
    """
    if request.samples and any(request.orders):
        raise ValueError("samples have no derivative to draw")
    scales = Scale(request.xscale), Scale(request.yscale)
    return [
        one.sampled(Stroke(index, index if functions + len(request.samples) > 1 else 0), *scales)
        for index, one in enumerate(request.samples, functions)
    ]


def _annotated(panel: Panel, drawn: PlannedCurve, request: Request) -> Panel:
    """The panel with the texts that were asked for, at points of its first curve.

    Raises:
        ValueError: a point that is not in the picture.
    """
    texts = list(panel.marks)
    across, up = Scale(request.xscale), Scale(request.yscale)
    for x, text in request.annotate:
        place = across.place(np.array([x]))
        at = float(place[0]), float(np.asarray(drawn.value(place))[0])
        inside = panel.x.low <= at[0] <= panel.x.high and panel.y.low <= at[1] <= panel.y.high
        if not inside:  # so is what has no value
            raise ValueError(
                f"annotate x={x:g}: {drawn.label} is "
                f"{float(up.number(np.array(at[1]))):g} there, which is not in the picture"
            )
        above = at[1] < panel.y.low + 0.75 * (panel.y.high - panel.y.low)
        texts.append(Mark(*at, " ".join(text.split()), above, panel.curves[0].stroke, asked=True))
    return replace(panel, marks=tuple(texts))


def _side_by_side(scene: Scene, request: Request) -> Scene:
    """Panels below each other as a grid."""
    columns = min(request.across or 1, len(scene.panels))
    rows = -(-len(scene.panels) // columns)
    size = request.size or (columns * _CELL[0] + 0.7, rows * _CELL[1] + 0.9)
    panels = tuple(replace(panel, x=replace(panel.x, label="x")) for panel in scene.panels)
    return replace(
        scene, panels=panels, layout="grid", columns=columns, own_axes=True, size=size, formula=None
    )


def _with_room(y_range: Range, pointed: Sequence[Mark], inches: float) -> Range:
    """The range of y with room for the words at a maximum near its top or a minimum below."""
    low, high = y_range
    words = _MARK_ROOM / inches * (high - low)
    ups, downs = ([m.y for m in pointed if m.above is above] for above in (True, False))
    return min([low, *(y - words for y in downs)]), max([high, *(y + words for y in ups)])
