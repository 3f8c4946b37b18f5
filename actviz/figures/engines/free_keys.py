"""Keys in Matplotlib's own axes that cover no curve."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, ParamSpec

from matplotlib.axes import Axes
from matplotlib.legend import Legend

from actviz.figures.layout.text_size import MATPLOTLIB

P = ParamSpec("P")
_WIDE: Final = 0.42  # of the figure: a key beside the curves may be no wider
_ROOM: Final = 0.04  # of the axes' height, between key and curves


def _one_at_a_time(place: Callable[P, None]) -> Callable[P, None]:
    """Matplotlib sets the mathematics in texts by one thread at a time."""

    @wraps(place)
    def placed(*args: P.args, **more: P.kwargs) -> None:
        with MATPLOTLIB:
            place(*args, **more)

    return placed


def covers(key: Legend) -> bool:
    """Whether a key stands on a curve. The figure's layout is worked out for that."""
    axes = key.axes
    assert axes is not None
    whole: Any = axes.figure.figure  # of a part of a figure, all of it
    whole.draw_without_rendering()
    box = key.get_window_extent()
    return any(
        line.get_transform().transform_path(line.get_path()).intersects_bbox(box, filled=False)
        for line in axes.get_lines()
        if not str(line.get_label()).startswith("_")
    )


@_one_at_a_time
def beside(key: Legend) -> None:
    """Put a key that covers a curve to the right of its axes, or below if it is too wide."""
    if not covers(key):
        return
    axes = key.axes
    assert axes is not None
    if key.get_window_extent().width <= _WIDE * axes.figure.bbox.width:
        key.set_loc("upper left")
        key.set_bbox_to_anchor((1.01, 1.0), transform=axes.transAxes)
        return
    key.remove()
    below = axes.figure.legend(
        handles=key.legend_handles, loc="outside lower left", frameon=False, handlelength=3.2,
        prop=key.get_texts()[0].get_fontproperties(), labelcolor=key.get_texts()[0].get_color(),
    )  # fmt: skip
    for word in below.get_texts():
        word.set_parse_math(False)


@_one_at_a_time
def raised(axes: Axes, key: Legend) -> None:
    """Make room for a key that covers a curve, at the top of axes that are somebody else's."""
    if not covers(key):
        return
    high = key.get_window_extent().height / axes.get_window_extent().height + _ROOM
    if high < 0.6:
        change = axes.transScale + axes.transLimits
        axes.set_ylim(top=float(change.inverted().transform((0.0, 1 / (1 - high)))[1]))
        key.set_loc("upper left")
