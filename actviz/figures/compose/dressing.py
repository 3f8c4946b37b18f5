"""What a user adds to a finished picture: names of the axes, letters of the panels, a legend."""

from __future__ import annotations

from dataclasses import replace
from string import ascii_lowercase

from actviz.figures.compose.picture_request import Request
from actviz.figures.scene.scene import Panel, Scene


def dressed(scene: Scene, request: Request) -> Scene:
    """The scene with the labels, letters and legend that were asked for."""
    last = len(scene.panels) - 1
    panels = []
    for index, panel in enumerate(scene.panels):
        if request.xlabel is not None and (scene.layout == "grid" or index == last):
            panel = replace(panel, x=replace(panel.x, label=request.xlabel))
        if request.ylabel is not None:
            panel = replace(panel, y=replace(panel.y, label=request.ylabel))
        panels.append(_lettered(panel, index) if request.letters else panel)
    return replace(scene, panels=tuple(panels), legend=request.legend)


def _lettered(panel: Panel, index: int) -> Panel:
    """The panel with (a), (b), ... (z), (aa) before its title."""
    letter = ascii_lowercase[index % 26]
    if index >= 26:
        letter = ascii_lowercase[index // 26 - 1] + letter
    return replace(panel, title=f"({letter}) {panel.title}".strip())
