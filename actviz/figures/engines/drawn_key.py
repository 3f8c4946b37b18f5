"""A key on paper: samples of lines and areas with their words."""

from __future__ import annotations

from typing import Any

from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from actviz.figures.layout.keys import Key, Placed
from actviz.figures.layout.text_size import Ruler, words
from actviz.figures.scene import themes
from actviz.figures.scene.themes import Theme


def draw_key(figure: Figure, key: Key, left: float, top: float, inks: Theme, ruler: Ruler) -> None:
    """Draw the rows of a key from a left upper corner, in points of the figure."""
    width, height = (72 * inches for inches in figure.get_size_inches())
    for number, row in enumerate(key.rows):
        extent = ruler.extent("lp", key.font)
        base = top - (number + 1) * key.leading + extent.descent
        middle = base + 0.36 * key.font.size
        for placed in row:
            ends = [(left + placed.x) / width, (left + placed.x + placed.sample) / width]
            figure.add_artist(
                Line2D(ends, [middle / height] * 2, **_sample(placed, inks), zorder=3)
            )
            plain = placed.sign.stroke is None or placed.sign.kind != "line"
            ink = inks.quiet if plain else themes.text_ink(placed.sign.stroke, inks)
            figure.text(
                (left + placed.words) / width, base / height, ha="left", va="baseline",
                gid="key" if placed.sign.kind == "line" else "sign",
                **words(placed.text, key.font, ruler, ink),
            )  # fmt: skip


def _sample(placed: Placed, inks: Theme) -> dict[str, Any]:
    """How the sample of a sign is drawn: as what it stands for."""
    sign = placed.sign
    ink = themes.colour(sign.stroke, inks)
    caps = {"solid_capstyle": "butt", "dash_capstyle": "butt", "label": "_sample"}
    if sign.kind == "guide":
        return {"color": inks.guide, "linewidth": 0.9, "dashes": (4, 3), **caps}
    if sign.kind == "shadow":
        broad, share = themes.SHADOW
        ink = themes.mixed(inks.paper, ink, share)
        return {"color": ink, "linewidth": broad * inks.width, **caps}
    pattern = themes.dash(sign.stroke) if sign.stroke is not None else ()
    style = (0, pattern) if pattern else "-"
    return {"color": ink, "linewidth": inks.width, "linestyle": style, **caps}
