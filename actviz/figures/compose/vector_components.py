"""A vector function in a picture of its own kind: its components as one score varies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from actviz.arrays import Float64
from actviz.facts.record import Break
from actviz.figures.layout.ticks import counted
from actviz.figures.sampling.drawn_function import PlannedCurve, even, pieces
from actviz.figures.sampling.trace import segments, steepest
from actviz.figures.sampling.y_range import window
from actviz.figures.scene.scene import Curve, Panel, Stroke
from actviz.functions.vector.noisy import NoisyWeights
from actviz.functions.vector.vector_function import VectorFunction
from actviz.readings.notation.unicode import LOWERED

OTHERS: Final = (0.0, 2.0, 1.0, -1.0, 3.0, -2.0, 0.5)  # the scores that stay where they are
FEWEST: Final = 3  # components of the vector that is drawn; more where a function asks for them
_JUMP: Final = 0.02  # of a component's range: what may be a jump between two samples


def vector_panel(
    function: VectorFunction,
    orders: Sequence[int],
    span: tuple[float, float],
    width: float,
    height: float,
    *,
    short: bool,
    ylim: tuple[float, float] | None,
) -> Panel:
    """The components of f(x, 0, 2), or their slopes in x, as curves.

    Of many components those that x does not change are left out. With ``short`` labels are f₁, f₂
    and so on.

    Raises:
        ValueError: a derivative above the first, or a function that takes none of the vectors
            that have room in a picture.
    """
    if any(order > 1 for order in orders):
        raise ValueError(f"{function.name}: the Jacobian is the highest derivative that is drawn")
    others = _others(function)
    x = even(*span, 401)
    sampled = []
    for place, order in enumerate(orders):
        shown = [i for i, moves in enumerate(_moving(function, x, others)) if moves]
        for count, index in enumerate(shown):
            value = _component(function, index, order, others)
            word = "f" if short else function.label or function.spelling or function.name
            jumps = _jumps(value, x) if function.smoothness == "discontinuous" else ()
            drawn = PlannedCurve(_label(word, index, order, len(shown)), value, None, known=jumps)
            parts, dots = pieces(drawn, x)
            hue = index if short else count  # in panels side by side the same for the same
            stroke = Stroke(hue, place if len(orders) > 1 else hue)
            sampled.append((drawn, stroke, parts, dots))
    y_range = ylim or window([(parts, dots) for _, _, parts, dots in sampled], span)
    curves = tuple(
        Curve(drawn.label, segments(drawn, parts, *y_range), stroke, dots)
        for drawn, stroke, parts, dots in sampled
    )
    fixed = ", ".join(f"x{_index(i)} = {value:g}" for i, value in enumerate(others, 2))
    silent = "; without noise" if isinstance(function, NoisyWeights) else ""
    label = f"x₁   (the others stay: {fixed}{silent})"
    x_axis = counted(span, width * 1.3, label)
    return Panel(x_axis, counted(y_range, height * 1.2), curves)


def _others(function: VectorFunction) -> tuple[float, ...]:
    """The fixed components of the shortest vector that the function takes."""
    for count in range(FEWEST - 1, len(OTHERS) + 1):
        try:
            function([1.0, *OTHERS[:count]])
        except ValueError:
            continue
        return OTHERS[:count]
    raise ValueError(
        f"{function.display} takes no vector of {FEWEST} to {len(OTHERS) + 1} components; "
        "longer ones have no room in a picture"
    )


def _moving(function: VectorFunction, x: Float64, others: Sequence[float]) -> list[bool]:
    """Of each component, whether x changes it; of a few all count."""
    values = function(_vectors(x, others))
    moves: list[bool] = (np.ptp(values, axis=0) > 0).tolist()
    return moves if len(moves) > FEWEST and any(moves) else [True] * len(moves)


def _jumps(value: Callable[[Float64], Float64], x: Float64) -> tuple[Break, ...]:
    """The jumps of a component, each between two neighbouring doubles."""
    values = value(x)
    jumps = []
    for at in np.flatnonzero(np.abs(np.diff(values)) > _JUMP * np.ptp(values)):
        (low, bottom), (high, top) = steepest(value, float(x[at]), float(x[at + 1]))
        # Of the two the shorter number is where it jumps: the other is its neighbour.
        place = min((low, high), key=lambda end: len(repr(end)))
        taken = bottom if place == low else top
        if abs(top - bottom) > _JUMP * np.ptp(values):
            jumps.append(Break(place, bottom, top, taken, 0.0, 0.0, 0.0, 0))
    return tuple(jumps)


def _index(number: int) -> str:
    return str(number).translate(LOWERED)


def _label(word: str, index: int, order: int, shown: int) -> str:
    own = word if shown == 1 else f"{word}{_index(index + 1)}"
    return f"∂{own}/∂x₁" if order else own


def _vectors(x: Float64, others: Sequence[float]) -> Float64:
    return np.stack([x, *(np.full_like(x, other) for other in others)], axis=-1)


def _component(
    function: VectorFunction, index: int, order: int, others: Sequence[float]
) -> Callable[[Float64], Float64]:
    def value(x: Float64) -> Float64:
        vectors = _vectors(x, others)
        if order:
            return np.asarray(function.jacobian(vectors)[..., index, 0])
        return np.asarray(function(vectors)[..., index])

    return value
