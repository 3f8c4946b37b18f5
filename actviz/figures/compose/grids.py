"""A panel for each function: alone, side by side on shared axes, or each on axes of its own."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from actviz.figures.compose.curves import Sampled, curve, own_panel, sampled
from actviz.figures.compose.formula_text import formula
from actviz.figures.compose.picture_request import Range, Request
from actviz.figures.compose.titles import short, written
from actviz.figures.layout.ticks import axis
from actviz.figures.sampling.drawn_function import graph, primed
from actviz.figures.sampling.x_range import span as chosen_span
from actviz.figures.sampling.y_range import window
from actviz.figures.scene.scene import Panel, Scene, Sign, Stroke
from actviz.functions.kinds import is_elementwise, is_gate, is_random, is_vector
from actviz.lookup.registry import Function

_CELL: Final = (2.0, 1.55)  # inches of a small multiple
_FREE_CELL: Final = (2.1, 1.7)  # of one with axes of its own
_ALONE: Final = (6.0, 4.2)  # inches of a picture that is more than a graph
_SPAN: Final = (-6.0, 6.0)  # of a score


def alone(function: Function, request: Request) -> Scene:
    """One function whose picture is more than a graph."""
    size = request.size or _ALONE
    (panel,) = _panels(function, request, request.span, size, small=False)
    return Scene((panel,), "plot", request.heading, formula(function), size, request.theme)


def atlas(functions: Sequence[Function], request: Request) -> Scene:
    """A grid in which every panel has axes of its own."""
    columns, size, cell = _laid_out(len(functions), _FREE_CELL, request)
    titled = []
    for count, function in enumerate(functions):
        request.progress(count)
        panels = _panels(function, request, request.span, cell, small=True)
        titled += [replace(panel, title=short(panel.title)) for panel in panels]
    heading, theme = request.heading, request.theme
    return Scene(
        tuple(titled), "grid", heading, None, size, theme, columns, True, signs=_signs(request)
    )


def grid(functions: Sequence[Function], request: Request) -> Scene:
    """A grid whose panels share their axes."""
    columns, size, cell = _laid_out(len(functions), _CELL, request)
    plain = [function.evaluation if is_random(function) else function for function in functions]
    graphs = [graph(function) for function in plain if is_elementwise(function)]
    span = request.span or (chosen_span(graphs) if graphs else _SPAN)
    curves: dict[int, list[Sampled]] = {}
    panels: dict[int, Panel] = {}
    for index, function in enumerate(functions):
        if is_elementwise(function):
            curves[index] = [
                sampled(function, order, function.display, Stroke(0, place), span, request.points)
                for place, order in enumerate(request.orders)
            ]
        else:
            (panels[index],) = _panels(function, request, span, cell, small=True)
    shared = [(parts, dots) for drawn in curves.values() for _, _, parts, dots in drawn]
    ranges = [(panel.y.low, panel.y.high) for panel in panels.values()]
    if shared:
        ranges.append(window(shared, span, mixed=len(curves) > 1))
    y_range = request.ylim or (min(low for low, _ in ranges), max(high for _, high in ranges))
    titled = []
    for index, function in enumerate(functions):
        request.progress(index)
        x_axis, y_axis = axis(span, 0.9 * cell[0]), axis(y_range, cell[1])
        if index in panels:
            x_axis = replace(x_axis, label=panels[index].x.label)
            panel = replace(panels[index], x=x_axis, y=y_axis)
        else:
            drawn = curves[index]
            lines = tuple(curve(one, y_range, request.points, labelled=False) for one in drawn)
            panel = Panel(x_axis, y_axis, lines)
        titled.append(replace(panel, title=short(written(function))))
    signs = _signs(request) if curves else ()
    heading, theme = request.heading, request.theme
    return Scene(tuple(titled), "grid", heading, None, size, theme, columns, signs=signs)


def _signs(request: Request) -> tuple[Sign, ...]:
    """What the lines of a panel are, where it shows a function with its derivatives."""
    if len(request.orders) == 1:
        return ()
    return tuple(
        Sign(primed("f", order), Stroke(0, place)) for place, order in enumerate(request.orders)
    )


def _panels(
    function: Function,
    request: Request,
    span: Range | None,
    cell: tuple[float, float],
    *,
    small: bool,
) -> list[Panel]:
    """The panels of one function, by the composer of its kind, with its name as title if small."""
    if is_gate(function):
        from actviz.figures.compose.gate_contours import gate_panels

        return gate_panels(function, request.orders, span, *cell)
    if is_random(function):
        from actviz.figures.compose.random_draws import random_panel

        span = span or (_SPAN if small else chosen_span([graph(function.evaluation)]))
        panel = random_panel(
            function, request.orders, span, *cell, together=not small, ylim=request.ylim
        )
    elif is_vector(function):
        from actviz.figures.compose.vector_components import vector_panel

        panel = vector_panel(
            function, request.orders, span or _SPAN, *cell, short=small, ylim=request.ylim
        )
    else:
        assert is_elementwise(function)
        panel = own_panel(function, request, span, cell)
    return [replace(panel, title=written(function)) if small else panel]


def _laid_out(
    count: int, cell: tuple[float, float], request: Request
) -> tuple[int, tuple[float, float], tuple[float, float]]:
    """Columns, the size of the picture and that of a panel, for so many panels."""
    columns = math.ceil(math.sqrt(count * 1.2)) if count > 3 else count
    rows = -(-count // columns)
    columns = -(-count // rows)
    if request.across is not None:
        columns = min(request.across, count)
        rows = -(-count // columns)
    size = request.size or (max(columns * cell[0] + 0.7, 4.0), rows * cell[1] + 0.9)
    return columns, size, ((size[0] - 0.7) / columns, (size[1] - 0.9) / rows)
