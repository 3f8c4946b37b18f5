"""Figures as PGF: what is written is what Matplotlib's own PGF backend writes of the same paths."""

from __future__ import annotations

import io
import re
from typing import Any, Final

import numpy as np
import pytest
from matplotlib.artist import Artist
from matplotlib.backends import backend_pgf
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.transforms import Bbox, IdentityTransform

from actviz.figures.engines.pgf import write_pgf

THEIRS: Final[Any] = backend_pgf.RendererPgf
POINTS: Final = {"in": 72.0, "bp": 1.0, "pt": 72 / 72.27}
CURVE: Final = Path([(0.1, 0.1), (0.3, 0.9), (0.5, 0.1), (0.7, 0.2), (0.8, 0.9), (0.9, 0.1)],
                    [1, 3, 3, 4, 4, 4])  # fmt: skip
X: Final = np.linspace(0.1, 0.9, 9)
HOLE: Final = np.where(np.abs(X - 0.5) < 0.01, np.nan, X**2)


def artists() -> dict[str, Artist]:
    """One of each kind that can be told apart."""
    clipped, within = (Rectangle((0.1, 0.1), 0.8, 0.8, color="C1", linewidth=0) for _ in "12")
    clipped.set_clip_box(Bbox([[20, 30], [100, 110]]))
    within.set_clip_path(
        Path([(20, 20), (90, 20), (60, 90), (20, 20)], [1, 2, 2, 79]), IdentityTransform()
    )
    return {
        "line": Line2D(X, X**2, color="#123456", linewidth=1.75),
        "dashes": Line2D(X, X**2, linestyle=(1.5, (4, 2, 1, 2)), linewidth=2, dash_capstyle="butt"),
        "round": Line2D(X, X**2, solid_capstyle="round", solid_joinstyle="round"),
        "square": Line2D(X, X**2, solid_capstyle="projecting", solid_joinstyle="miter"),
        "bevel": Line2D(X, X**2, solid_joinstyle="bevel"),
        "faint": Line2D(X, X**2, alpha=0.3),
        "faint colour": Line2D(X, X**2, color=(0.2, 0.4, 0.6, 0.5)),
        "hole": Line2D(X, HOLE),
        "area": Rectangle((0.2, 0.1), 0.5, 0.3, facecolor="C2", edgecolor="none", alpha=0.25),
        "fill": Rectangle((0.2, 0.1), 0.5, 0.3, facecolor=(0.9, 0.1, 0.3, 0.5), edgecolor="k"),
        "frame": Rectangle((0.2, 0.1), 0.5, 0.3, fill=False, linewidth=0.5),
        "circle": Circle((0.5, 0.5), 0.25, facecolor="C3", edgecolor="C4"),
        "curves": PathPatch(CURVE, fill=False, edgecolor="C5"),
        "clipped": clipped,
        "within": within,
        "unseen": Line2D(X, X**2, color=(0, 0, 0, 0.0)),
        "no width": Line2D(X, X**2, linewidth=0),
    }


def drawn(text: str) -> list[tuple[Any, ...]]:
    """Every path with how it is drawn, in points."""
    braces = r"\{[^{}]*\}"
    for _ in range(2):  # in braces are braces in braces
        braces = rf"\{{(?:[^{{}}]|{braces})*\}}"
    listed: list[tuple[Any, ...]] = []
    state: dict[str, Any] = {}
    kept: list[dict[str, Any]] = []
    path: list[Any] = []
    clips: list[Any] = []
    colours: dict[str, Any] = {}
    text = re.sub(r"%.*", "", text).replace("\n", "")
    for word, arguments in re.findall(
        r"\\([a-z@]+)((?:\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})*)", text
    ):
        numbers = tuple(
            # Of dashes Matplotlib writes its own points as TeX's, which are smaller.
            round(float(number) * (1.0 if word == "pgfsetdash" else POINTS.get(unit, 1.0)), 2)
            for number, unit in re.findall(r"(-?\d+\.?\d*(?:e-?\d+)?)(in|bp|pt)?", arguments)
        )
        if word == "begin":
            kept.append(dict(state))
            state["clips"] = tuple(clips)
        elif word == "end":
            clips = list(state.get("clips", ()))
            state = kept.pop()
        elif word == "definecolor":
            name = arguments[1 : arguments.index("}")]
            colours[name] = tuple(round(one, 3) for one in numbers)
        elif word in ("pgfsetfillcolor", "pgfsetstrokecolor"):
            state[word] = colours[arguments.strip("{}")]
        elif word.startswith("pgfset"):
            state[word] = numbers
            if word.endswith(("cap", "join")):
                state[word[-4:]] = state.pop(word) or word
        elif word.startswith("pgfpath"):
            if word == "pgfpathclose" and path[-1][1] == path[0][1]:
                path.pop()  # where it is closed it is there
            if path[-1:] != [(word, numbers)]:
                path.append((word, numbers))
        elif word == "pgfusepath" and arguments == "{clip}":
            clips.append(tuple(path))
            path = []
        elif word == "pgfusepath":
            kinds = [kind for kind in ("fill", "stroke") if kind in arguments]
            told = {key: value for key, value in state.items() if key != "clips" and value != ()}
            if kinds and told.get("pgfsetstrokeopacity") != (0.0,):
                listed.append((kinds, tuple(path), tuple(clips), pen(told, kinds)))
            path = []
    return listed


def pen(state: dict[str, Any], kinds: list[str]) -> dict[str, Any]:
    """What of the state these kinds depend on; what is usual is not told."""
    usual = {"pgfsetfillopacity": (1.0,), "pgfsetstrokeopacity": (1.0,), "pgfsetdash": (0.0,)}
    wanted = {key: value for key, value in state.items() if usual.get(key) != value}
    fills = {key: value for key, value in wanted.items() if "fill" in key}
    strokes = {key: value for key, value in wanted.items() if "fill" not in key}
    return (fills if "fill" in kinds else {}) | (strokes if "stroke" in kinds else {})


@pytest.mark.parametrize("kind", artists())
def test_a_path_is_written_as_matplotlib_writes_it(kind: str) -> None:
    texts = []
    for ours in (True, False):
        figure = Figure(figsize=(2, 2.5), dpi=72, facecolor="none")
        figure.patch.set_visible(False)
        figure.add_artist(artists()[kind], clip=False)
        if ours:
            file = io.BytesIO()
            write_pgf(figure, file)
            texts.append(file.getvalue().decode())
        else:
            written = io.StringIO()
            figure.draw(THEIRS(figure, written))
            texts.append(written.getvalue())
    assert drawn(texts[0]) == drawn(texts[1])
    assert bool(drawn(texts[0])) == (kind not in ("unseen", "no width"))
