"""``actviz plot --show``: a picture in a window, where there is a display."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from actviz.figures.scene.scene import Scene


def show(scene: Scene) -> None:
    """Open a window and wait until it is closed."""
    unix = sys.platform not in ("win32", "darwin")
    if unix and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise ValueError("--show needs a display, and there is none; write a file with -o instead")
    import matplotlib.pyplot as plt

    from actviz.figures.engines.matplotlib_figure import render

    figure = render(scene)
    try:
        plt.figure()
    except ImportError as error:
        raise ValueError(f"--show needs a toolkit for windows: {error}; or write a file") from None
    manager = plt.get_current_fig_manager()
    if manager is None or plt.get_backend().lower() == "agg":
        raise ValueError("--show needs a toolkit for windows, such as Tk or Qt; or write a file")
    manager.canvas.figure = figure
    figure.set_canvas(manager.canvas)
    plt.show()
