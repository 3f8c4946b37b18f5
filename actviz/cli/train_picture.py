"""The pictures that ``actviz train`` draws."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from actviz.text import terminal

if TYPE_CHECKING:
    from actviz.figures.scene.scene import Scene
    from actviz.functions.elementwise import Activation
    from actviz.networks.data import Data
    from actviz.networks.training import Run, Setup


def draw(
    functions: Sequence[Activation],
    runs: Sequence[Run],
    data: Data,
    setup: Setup,
    output: str,
    kind: str,
    boundary: bool,
    theme: str,
) -> None:
    """Draw curves, or what was learned, and write the picture."""
    from actviz.figures.compose import learning
    from actviz.figures.engines.matplotlib_figure import save, to_bytes

    scene: Scene = (
        learning.boundaries(functions, runs, data, setup, theme=theme)
        if boundary
        else learning.curves(functions, runs, data, theme=theme)
    )
    if output == "-":
        terminal.out_bytes(to_bytes(scene, kind))
        return
    save(scene, Path(output), kind)
    terminal.note(output)
