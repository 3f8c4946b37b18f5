"""A vector function in a picture of its own kind: its components as one score varies."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from actviz.figures.graph import Float64, Graph, even, pieces, primed
from actviz.figures.scene import Axis, Curve, Panel, Stroke
from actviz.figures.ticks import ticks
from actviz.figures.trace import segments
from actviz.figures.window import window
from actviz.vectors import VectorFunction

OTHERS = (0.0, 2.0)  # the scores that stay where they are
_INDICES = "₁₂₃"


def vector_panel(
    function: VectorFunction,
    orders: Sequence[int],
    span: tuple[float, float],
    width: float,
    height: float,
) -> Panel:
    """The components of f(x, 0, 2), or their slopes in x, as curves.

    Raises:
        ValueError: a derivative above the first.
    """
    if any(order > 1 for order in orders):
        raise ValueError(f"{function.name}: the Jacobian is the highest derivative that is drawn")
    sampled = []
    for place, order in enumerate(orders):
        for index in range(1 + len(OTHERS)):
            drawn = Graph(_label(function, index, order), _component(function, index, order), None)
            parts, dots = pieces(drawn, even(*span, 401))
            stroke = Stroke(index, place if len(orders) > 1 else index)
            sampled.append((drawn, stroke, parts, dots))
    y_range = window([(parts, dots) for _, _, parts, dots in sampled], span)
    curves = tuple(
        Curve(drawn.label, segments(drawn, parts, *y_range), stroke, dots)
        for drawn, stroke, parts, dots in sampled
    )
    fixed = ", ".join(f"x{_INDICES[i + 1]} = {value:g}" for i, value in enumerate(OTHERS))
    x_axis = Axis(*span, *ticks(*span, width * 1.3), f"x₁   (the others stay: {fixed})")
    return Panel(x_axis, Axis(*y_range, *ticks(*y_range, height * 1.2)), curves)


def _label(function: VectorFunction, index: int, order: int) -> str:
    if order:
        return f"∂{function.display}{_INDICES[index]}/∂x₁"
    return primed(f"{function.display}{_INDICES[index]}", order)


def _component(function: VectorFunction, index: int, order: int):  # type: ignore[no-untyped-def]
    def value(x: Float64) -> Float64:
        vectors = np.stack([x, *(np.full_like(x, other) for other in OTHERS)], axis=-1)
        if order:
            return np.asarray(function.jacobian(vectors)[..., index, 0])
        return np.asarray(function(vectors)[..., index])

    return value
