"""Functions to a scene: the composer that their kind and the arrangement ask for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from actviz.figures.compose.dressing import dressed
from actviz.figures.compose.picture_request import Request
from actviz.figures.compose.titles import default_title
from actviz.figures.scene.scene import Scene
from actviz.figures.scene.themes import Theme
from actviz.functions.elementwise import Activation
from actviz.functions.entry import SpecError
from actviz.functions.kinds import is_elementwise, is_gate
from actviz.lookup.registry import Function, what


def compose(functions: Sequence[Function], **options: Any) -> Scene:
    """A picture of some functions, as a value.

    Args:
        functions: elementwise ones are drawn together; of other kinds each has its own panel.
        options: the fields of :class:`actviz.figures.compose.picture_request.Request`.

    Raises:
        ValueError: no function, a request that makes no sense, or a function without a finite
            value in the range; the message names it.
        SpecError: functions of several kinds, which have no axes in common.
    """
    request = Request(**options)
    if not functions and not request.samples:
        raise ValueError("there is no function to draw")
    if request.size is None and isinstance(request.theme, Theme):
        request = replace(request, size=request.theme.sheet)
    if request.across is not None and not request.panels:
        request = replace(request, grid=True)
    request = replace(request, grid=_arranged(functions, request))
    if request.title is None:
        heading = default_title(
            functions, request.orders, request.grid, [one.label for one in request.samples]
        )
        request = replace(request, title=heading)
    elementwise = [function for function in functions if is_elementwise(function)]
    together = len(elementwise) == len(functions) and not (request.grid and len(functions) > 1)
    if request.saturated and request.grid:
        raise ValueError("saturated stretches are marked where curves share one panel")
    if not together:
        _refuse_alone(request)
    return dressed(_composed(functions, elementwise if together else [], request), request)


def _composed(functions: Sequence[Function], together: list[Activation], request: Request) -> Scene:
    """What the composer of their kind makes of them; ``together`` are curves of one panel."""
    gates = [function for function in functions if is_gate(function)]
    if functions and len(gates) == len(functions):
        from actviz.figures.compose.gate_contours import contour_scene

        if request.ylim is not None:
            raise ValueError("both axes of a gated unit are its inputs; their range is --range")
        return contour_scene(gates, request)
    if together or not functions:
        from actviz.figures.compose.curves import overlay

        return overlay(together, request)
    from actviz.figures.compose import grids

    if len(functions) == 1:
        return grids.alone(functions[0], request)
    return (grids.atlas if request.own_axes else grids.grid)(functions, request)


def _refuse_alone(request: Request) -> None:
    """Refuse what only curves in one panel can have.

    Raises:
        ValueError: it was asked for.
    """
    if request.samples:
        raise ValueError("samples are drawn beside functions of one x that share one panel")
    if request.saturated:
        raise ValueError("saturated stretches are marked where curves share one panel")
    if request.dtypes:
        raise ValueError("the steps of a format are drawn where curves of one x share one panel")
    if request.annotate:
        raise ValueError("a text is annotated where curves share one panel")
    if request.scaled:
        raise ValueError("log and symlog scales are for functions of one x that share one panel")
    if request.legend and request.grid:
        raise ValueError("the panels of a grid are named by their titles: no legend is needed")


def _arranged(functions: Sequence[Function], request: Request) -> bool:
    """Whether each function gets a panel of its own; samples alone never do.

    Raises:
        SpecError: functions of several kinds, which share no axes.
    """
    if not functions:
        return False
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
