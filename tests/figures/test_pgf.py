"""Figures as PGF: what differs from Matplotlib's own renderer, which is tested where it is made."""

from __future__ import annotations

import io
import re
from typing import Any

import numpy as np
import pytest
from matplotlib.artist import Artist
from matplotlib.backends import backend_pgf
from matplotlib.figure import Figure
from matplotlib.image import FigureImage
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon
from matplotlib.text import Text

from actviz.figures.engines.pgf import write_pgf


def written(*artists: Artist) -> str:
    figure = Figure(figsize=(2, 2.5), dpi=72, facecolor="none")
    figure.patch.set_visible(False)
    for artist in artists:
        figure.add_artist(artist, clip=False)
    file = io.BytesIO()
    write_pgf(figure, file)
    return file.getvalue().decode()


def places(text: str) -> list[tuple[float, ...]]:
    """The points of all paths, in inches; the first two are the page's."""
    points = re.findall(r"\\pgfqpoint\{(-?[\d.]+)in\}\{(-?[\d.]+)in\}", text)
    return [tuple(map(float, point)) for point in points]


def test_an_area_far_beyond_the_page_is_within_reach_of_tex() -> None:
    corners = [(-1e7, 0.2), (1e7, 0.2), (1e7, 0.6), (np.nan, 0.6), (-1e7, 0.6)]
    points = places(written(Polygon(corners, color="C1")))[1:]
    assert max(abs(x) for x, _ in points) * 72.27 < 16384
    assert {x > 2 for x, _ in points if abs(x) > 1} == {True, False}  # both ends off the page
    assert {round(y, 6) for _, y in points} == {0.5, 1.5}


def test_markers_are_paths_of_their_own() -> None:
    line = Line2D([0.25, 0.75], [0.4, 0.4], linestyle="none", marker="s", markersize=7.2)
    text = written(line)
    assert "pgfsys" not in text
    middles = np.array(places(text)[1:]).reshape(2, -1, 2).mean(axis=1)
    assert middles == pytest.approx(np.array([[0.5, 1.0], [1.5, 1.0]]), abs=0.03)


def test_texts_are_measured_without_tex(monkeypatch: pytest.MonkeyPatch) -> None:
    def run() -> Any:
        raise AssertionError("TeX is run")

    manager: Any = backend_pgf.LatexManager
    monkeypatch.setattr(manager, "_get_cached_or_new", run)
    text = written(Text(0.5, 0.2, "50% of_x", color=(0.2, 0.4, 0.6), ha="right", fontsize=9))
    assert r"\definecolor{textcolor}{rgb}{0.200000,0.400000,0.600000}" in text
    assert r"\pgftext[right,base,x=1.000000in,y=0.500000in]" in text
    assert r"\fontsize{9.00}{10.80}\selectfont 50\% of\_x}" in text


def test_pixels_are_refused() -> None:
    figure = Figure(figsize=(2, 2))
    figure.images.append(FigureImage(figure, offsetx=0, offsety=0))
    figure.images[0].set_data(np.zeros((4, 4)))
    with pytest.raises(ValueError, match="made of pixels"):
        write_pgf(figure, io.BytesIO())
