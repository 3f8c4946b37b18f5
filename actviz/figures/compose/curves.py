"""Functions to a scene: which panels, which curves, which range, what is pointed out."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from actviz.figures.compose.annotations import guides, marks
from actviz.figures.compose.formula_text import formula
from actviz.figures.compose.titles import default_title, short, sweep_labels
from actviz.figures.layout.ticks import ticks
from actviz.figures.sampling.graph import Graph, Piece, even, graph, pieces, primed
from actviz.figures.sampling.trace import segments
from actviz.figures.sampling.x_range import span as chosen_span
from actviz.figures.sampling.y_range import window
from actviz.figures.scene import themes
from actviz.figures.scene.scene import Axis, Curve, Dot, Formula, Mark, Panel, Scene, Stroke
from actviz.functions.entry import SpecError
from actviz.functions.kinds import is_elementwise, is_gate, is_random, is_vector
from actviz.lookup.registry import Function, what

if TYPE_CHECKING:
    from actviz.figures.scene.themes import Theme
    from actviz.functions.elementwise import Activation
    from actviz.functions.gated import Gate
    from actviz.functions.random_functions import Stochastic
    from actviz.functions.vector import VectorFunction

BASE: Final = 401  # points of the first, even sampling
GUIDES_UP_TO: Final = 2  # functions; with more, asymptotes are clutter
_TICKS_PER_INCH: Final = 1.55  # of y; of x, whose labels are wide, nine tenths of it
_MARK_ROOM: Final = 0.36  # inches that the words at an extremum take
_CELL: Final = (2.0, 1.55)  # inches of a small multiple
_FREE_CELL: Final = (2.1, 1.7)  # of one with axes of its own
_OWN: Final = (6.0, 4.2)  # inches of a picture that is more than a graph
_SQUARE: Final = (5.6, 5.4)  # of one whose both axes are inputs
_TILE: Final = 2.5  # of such a panel among others, each way
_SPAN: Final = (-6.0, 6.0)  # of a score

Range = tuple[float, float]
Sampled = tuple[Graph, Stroke, list[Piece], tuple[Dot, ...]]


def compose(
    functions: Sequence[Function],
    *,
    orders: Sequence[int] = (0,),
    grid: bool = False,
    own_axes: bool = False,
    panels: bool = False,
    span: Range | None = None,
    points: int | None = None,
    title: str | None = None,
    theme: str | Theme = "light",
    size: tuple[float, float] | None = None,
    saturated: bool = False,
    progress: Callable[[int], object] = lambda done: None,
) -> Scene:
    """A picture of some functions, as a value.

    Args:
        functions: elementwise ones are drawn together; of other kinds each has its own panel.
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
        ValueError: no function, a range that is none, an unknown theme, or a function without a
            finite value in the range; the message names it.
        SpecError: functions of several kinds, which have no axes in common.
    """
    if not functions:
        raise ValueError("there is no function to draw")
    if not orders:
        raise ValueError("there is no order to draw; 0 is the function itself")
    themes.theme(theme)
    if span is not None and not (all(map(math.isfinite, span)) and span[0] < span[1]):
        raise ValueError(f"a range of x needs two finite ends in order, not {span[0]}:{span[1]}")
    orders = tuple(dict.fromkeys(orders))
    grid = _arranged(functions, grid=grid, own_axes=own_axes)
    heading = default_title(functions, orders, grid) if title is None else title
    first = functions[0]
    gates = [function for function in functions if is_gate(function)]
    if len(gates) == len(functions):
        return _fields(gates, orders, span, heading, theme, size)
    if saturated and (grid or not is_elementwise(first)):
        raise ValueError("saturated stretches are marked where curves share one panel")
    if grid and len(functions) > 1:
        if own_axes:
            return _atlas(functions, orders, span, points, heading, theme, size, progress)
        return _grid(functions, orders, span, points, heading, theme, size, progress)
    if is_vector(first) or is_random(first):
        panel = _own_panel(first, orders, span, *(size or _OWN))
        return Scene((panel,), "plot", heading, formula(first), size or _OWN, theme)
    elementwise = [function for function in functions if is_elementwise(function)]
    scene = _overlay(elementwise, orders, panels, span, points, heading, theme, size)
    if not saturated:
        return scene
    from actviz.figures.compose.saturated import shaded

    return shaded(scene, elementwise)


def _arranged(functions: Sequence[Function], *, grid: bool, own_axes: bool) -> bool:
    """Whether each function gets a panel of its own.

    Raises:
        SpecError: functions of several kinds, which share no axes.
    """
    kinds = {function.door: function for function in functions}
    if len(kinds) == 1:
        return grid or not is_elementwise(functions[0])
    one, other = list(kinds.values())[:2]
    if any(map(is_gate, functions)) and not (grid and own_axes):
        raise SpecError(f"{what(one)} and {what(other)}; draw them in two pictures")
    if not grid:
        raise SpecError(
            f"{what(one)} and {what(other)}, so they share no axes; draw each alone, or each in "
            "its own panel with grid"
        )
    return True


def _own_panel(
    function: VectorFunction | Stochastic,
    orders: Sequence[int],
    span: Range | None,
    width: float,
    height: float,
    *,
    short: bool = False,
) -> Panel:
    """The panel of a function whose picture is more than a graph."""
    if is_random(function):
        from actviz.figures.compose.random_draws import random_panel

        span = span or chosen_span([graph(function.evaluation)])
        return random_panel(function, orders, span, width, height, together=not short)
    from actviz.figures.compose.vector_components import vector_panel

    return vector_panel(function, orders, span or _SPAN, width, height, short=short)


def _fields(
    gates: Sequence[Gate],
    orders: Sequence[int],
    span: Range | None,
    title: str,
    theme: str | Theme,
    size: tuple[float, float] | None,
) -> Scene:
    """Contours of gated units: one large panel, or small ones side by side."""
    from actviz.figures.compose import gate_contours

    span = span or gate_contours.SPAN
    count = len(gates) * sum(2 if order else 1 for order in orders)
    if count == 1:
        size = size or _SQUARE
        panel = replace(gate_contours.gate_panels(gates[0], orders, span, *size)[0], title="")
        return Scene((panel,), "plot", title, formula(gates[0]), size, theme)
    columns = count if count <= 3 else 3 if count % 3 == 0 else math.ceil(math.sqrt(count))
    rows = -(-count // columns)
    size = size or (columns * _TILE + 0.9, rows * _TILE + 1.0)
    panels = [
        panel
        for gate in gates
        for panel in gate_contours.gate_panels(gate, orders, span, _TILE, _TILE)
    ]
    return Scene(tuple(panels), "grid", title, None, size, theme, columns)


def _overlay(
    functions: list[Activation],
    orders: tuple[int, ...],
    panels: bool,
    span: Range | None,
    points: int | None,
    title: str,
    theme: str | Theme,
    size: tuple[float, float] | None,
) -> Scene:
    strokes = _strokes(functions, orders, panels)
    names = sweep_labels(functions)
    groups = [(order,) for order in orders] if panels else [orders]
    stacked = len(groups) > 1
    written = formula(functions[0]) if _one_function(functions) else None
    size = size or _size(len(groups), written)
    span = span or chosen_span([graph(function) for function in functions])
    found = []
    for group in groups:
        sampled = [
            _sampled(function, order, names[index], strokes[index, order], span, points)
            for order in group
            for index, function in enumerate(functions)
        ]
        alone = len(functions) == 1 and (stacked or len(group) == 1)
        x_label = "x" if group == groups[-1] else ""
        area = size[0] - 1, (size[1] - 1.2) / len(groups)
        found.append(_panel(sampled, span, points, area, alone, len(functions), x_label))
        if stacked:
            word = names[0] if len(functions) == 1 else "f"
            stroke = strokes[0, group[0]] if len(functions) == 1 else None
            found[-1] = _titled(found[-1], primed(short(word), group[0]) + "(x)", stroke)
    return Scene(tuple(found), "stack" if stacked else "plot", title, written, size, theme)


def _size(panels: int, written: Formula | None) -> tuple[float, float]:
    """Inches: each panel has its height, whatever stands above it."""
    above = 0.24 * max(len(written.rows), 1.2) if written else 0.0
    return 6.0, round(above + (4.0 if panels == 1 else 1.2 + 2.2 * panels), 2)


def _titled(panel: Panel, title: str, stroke: Stroke | None) -> Panel:
    return replace(panel, title=title, title_stroke=stroke)


def _one_function(functions: Sequence[Activation]) -> bool:
    """Whether one formula says all: one function, or a sweep of it."""
    return len({function.formula for function in functions}) == 1


def _strokes(
    functions: Sequence[Activation], orders: Sequence[int], panels: bool
) -> dict[tuple[int, int], Stroke]:
    """A stroke for each function and order."""
    many = len(functions)
    swept = many > 1 and _one_function(functions)
    found = {}
    for index in range(many):
        for place, order in enumerate(orders):
            if swept:
                shade = index / (many - 1)
                found[index, order] = Stroke(0, 0 if panels else place, shade)
            elif len(orders) > 1 and not panels:
                found[index, order] = Stroke(index, place)
            else:  # the dashes tell functions apart as well as the hues do
                found[index, order] = Stroke(index, (index + index // 8) if many > 1 else 0)
    return found


def _sampled(
    function: Activation, order: int, name: str, stroke: Stroke, span: Range, points: int | None
) -> Sampled:
    drawn = graph(function, order)
    drawn = Graph(primed(short(name), order), drawn.value, drawn.tree, order)
    parts, dots = pieces(drawn, even(*span, points or BASE))
    if not any(_some_finite(part) for part in parts):
        raise ValueError(
            f"{function.display} has no real finite value between x = {span[0]:g} and {span[1]:g}"
        )
    return drawn, stroke, parts, dots


def _some_finite(part: Piece) -> bool:
    return any(map(math.isfinite, part.y.tolist()))


def _panel(
    sampled: Sequence[Sampled],
    span: Range,
    points: int | None,
    area: tuple[float, float],
    alone: bool,
    functions: int,
    x_label: str,
) -> Panel:
    """One panel of an area in inches; ``alone`` asks for what only a single curve has room for."""
    width, height = area
    y_range = window([(parts, dots) for _, _, parts, dots in sampled], span, mixed=functions > 1)
    pointed = [mark for d, s, p, _ in sampled for mark in marks(d, p, y_range, s)] if alone else []
    y_range = _with_room(y_range, pointed, height)
    lines = (
        guides([drawn for drawn, *_ in sampled], span, y_range)
        if functions <= GUIDES_UP_TO and len(sampled) <= 2
        else ()
    )
    curves = tuple(
        _curve(drawn, stroke, parts, dots, y_range, points, len(sampled) > 1)
        for drawn, stroke, parts, dots in sampled
    )
    return Panel(
        _axis(span, 0.9 * width, x_label), _axis(y_range, height), curves, lines, tuple(pointed)
    )


def _with_room(y_range: Range, pointed: Sequence[Mark], inches: float) -> Range:
    """The range of y with room for the words at a maximum near its top or a minimum below."""
    low, high = y_range
    words = _MARK_ROOM / inches * (high - low)
    ups, downs = ([m.y for m in pointed if m.above is above] for above in (True, False))
    return min([low, *(y - words for y in downs)]), max([high, *(y + words for y in ups)])


def _curve(
    drawn: Graph,
    stroke: Stroke,
    parts: list[Piece],
    dots: tuple[Dot, ...],
    y_range: Range,
    points: int | None,
    labelled: bool,
) -> Curve:
    found = segments(drawn, parts, *y_range, refined=points is None)
    return Curve(drawn.label, found, stroke, dots, labelled)


def _axis(span: Range, inches: float, label: str = "") -> Axis:
    places, words = ticks(*span, inches * _TICKS_PER_INCH)
    return Axis(*span, places, words, label)


def _laid_out(
    count: int, cell: tuple[float, float], size: tuple[float, float] | None
) -> tuple[int, tuple[float, float], tuple[float, float]]:
    """Columns, the size of the picture and that of a panel, for so many panels."""
    columns = math.ceil(math.sqrt(count * 1.2)) if count > 3 else count
    rows = -(-count // columns)
    columns = -(-count // rows)
    size = size or (max(columns * cell[0] + 0.7, 4.0), rows * cell[1] + 0.9)
    return columns, size, ((size[0] - 0.7) / columns, (size[1] - 0.9) / rows)


def _atlas(
    functions: Sequence[Function],
    orders: tuple[int, ...],
    span: Range | None,
    points: int | None,
    title: str,
    theme: str | Theme,
    size: tuple[float, float] | None,
    progress: Callable[[int], object],
) -> Scene:
    """A grid in which every panel has axes of its own."""
    columns, size, cell = _laid_out(len(functions), _FREE_CELL, size)
    found = []
    for count, function in enumerate(functions):
        progress(count)
        if is_gate(function):
            found += _gate_panels(function, orders, span, cell)
            continue
        if is_vector(function) or is_random(function):
            panel = _own_panel(function, orders, span or _SPAN, *cell, short=True)
        else:
            assert is_elementwise(function)
            own = span or chosen_span([graph(function)])
            sampled = [
                _sampled(function, order, function.display, Stroke(0, place), own, points)
                for place, order in enumerate(orders)
            ]
            y_range = window([(parts, dots) for _, _, parts, dots in sampled], own, mixed=False)
            curves = tuple(
                _curve(drawn, stroke, parts, dots, y_range, points, False)
                for drawn, stroke, parts, dots in sampled
            )
            panel = Panel(_axis(own, 0.6 * cell[0]), _axis(y_range, 0.7 * cell[1]), curves)
        found.append(replace(panel, title=short(function.display)))
    return Scene(tuple(found), "grid", title, None, size, theme, columns, own_axes=True)


def _gate_panels(
    gate: Gate, orders: Sequence[int], span: Range | None, cell: tuple[float, float]
) -> list[Panel]:
    from actviz.figures.compose import gate_contours

    panels = gate_contours.gate_panels(gate, orders, span or gate_contours.SPAN, *cell)
    return [replace(panel, title=short(panel.title)) for panel in panels]


def _grid(
    functions: Sequence[Function],
    orders: tuple[int, ...],
    span: Range | None,
    points: int | None,
    title: str,
    theme: str | Theme,
    size: tuple[float, float] | None,
    progress: Callable[[int], object],
) -> Scene:
    columns, size, cell = _laid_out(len(functions), _CELL, size)
    plain = [function.evaluation if is_random(function) else function for function in functions]
    graphs = [graph(function) for function in plain if is_elementwise(function)]
    span = span or (chosen_span(graphs) if graphs else _SPAN)
    sampled = {
        index: [
            _sampled(function, order, function.display, Stroke(0, place), span, points)
            for place, order in enumerate(orders)
        ]
        for index, function in enumerate(functions)
        if is_elementwise(function)
    }
    own = {
        index: _own_panel(function, orders, span, *cell, short=True)
        for index, function in enumerate(functions)
        if is_vector(function) or is_random(function)
    }
    shared = [(parts, dots) for rows_ in sampled.values() for _, _, parts, dots in rows_]
    ranges = [(panel.y.low, panel.y.high) for panel in own.values()]
    if shared:
        ranges.append(window(shared, span, mixed=len(sampled) > 1))
    y_range = min(low for low, _ in ranges), max(high for _, high in ranges)
    found = []
    for index, function in enumerate(functions):
        progress(index)
        x_axis, y_axis = _axis(span, 0.9 * cell[0]), _axis(y_range, cell[1])
        if index in own:
            x_axis = replace(x_axis, label=own[index].x.label)
            panel = replace(own[index], x=x_axis, y=y_axis)
        else:
            curves = tuple(
                _curve(drawn, stroke, parts, dots, y_range, points, False)
                for drawn, stroke, parts, dots in sampled[index]
            )
            panel = Panel(x_axis, y_axis, curves)
        found.append(replace(panel, title=short(function.display)))
    return Scene(tuple(found), "grid", title, None, size, theme, columns)
