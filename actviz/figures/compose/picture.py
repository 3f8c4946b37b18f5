"""Functions to a scene: the composer that their kind and the arrangement ask for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from actviz.figures.compose.request import Request
from actviz.figures.compose.titles import default_title
from actviz.figures.scene.scene import Scene
from actviz.functions.entry import SpecError
from actviz.functions.kinds import is_elementwise, is_gate
from actviz.lookup.registry import Function, what


def compose(functions: Sequence[Function], **asked: Any) -> Scene:
    """A picture of some functions, as a value.

    Args:
        functions: elementwise ones are drawn together; of other kinds each has its own panel.
        asked: the fields of :class:`actviz.figures.compose.curves.request.Request`.

    Raises:
        ValueError: no function, a request that makes no sense, or a function without a finite
            value in the range; the message names it.
        SpecError: functions of several kinds, which have no axes in common.
    """
    if not functions:
        raise ValueError("there is no function to draw")
    request = Request(**asked)
    request = replace(request, grid=_arranged(functions, request))
    if request.title is None:
        heading = default_title(functions, request.orders, request.grid)
        request = replace(request, title=heading)
    gates = [function for function in functions if is_gate(function)]
    if len(gates) == len(functions):
        from actviz.figures.compose.gate_contours import contour_scene

        return contour_scene(gates, request)
    elementwise = [function for function in functions if is_elementwise(function)]
    together = len(elementwise) == len(functions) and not (request.grid and len(functions) > 1)
    if request.saturated and (request.grid or not together):
        raise ValueError("saturated stretches are marked where curves share one panel")
    if together:
        from actviz.figures.compose.curves import overlay

        return overlay(elementwise, request)
    from actviz.figures.compose import grids

    if len(functions) == 1:
        return grids.alone(functions[0], request)
    return (grids.atlas if request.own_axes else grids.grid)(functions, request)


def _arranged(functions: Sequence[Function], request: Request) -> bool:
    """Whether each function gets a panel of its own.

    Raises:
        SpecError: functions of several kinds, which share no axes.
    """
    kinds = {function.door: function for function in functions}
    if len(kinds) == 1:
        return request.grid or not is_elementwise(functions[0])
    one, other = list(kinds.values())[:2]
    if any(map(is_gate, functions)) and not (request.grid and request.own_axes):
        raise SpecError(f"{what(one)} and {what(other)}; draw them in two pictures")
    if not request.grid:
        raise SpecError(
            f"{what(one)} and {what(other)}, so they share no axes; draw each alone, or each in "
            "its own panel with grid"
        )
    return True
