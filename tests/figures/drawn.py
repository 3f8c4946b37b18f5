"""What a Matplotlib figure of ours holds, as lines: places, widths, dashes, inks, letters.

``python -m tests.figures.drawn`` says what changed since it was kept, with ``--remake`` it keeps.
A scene says what is to be drawn (:mod:`tests.figures.scenes`), these lines how it is. Places hang
on the widths of letters, so they are compared under the Matplotlib that drew the gallery alone.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any, Final

import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import Collection
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text

from actviz.figures.engines.braille import to_text
from actviz.figures.engines.matplotlib_figure import Picture, render, to_bytes
from actviz.figures.scene.scene import Scene
from actviz.pages.gallery import Recipe
from tests.figures.scenes import GALLERY, parts, scene_of

KEPT: Final = Path(__file__).parent / "references" / "drawn.txt"
# One of each way of drawing, no two alike, all of them quick.
COMMANDS: Final = (
    "plot gelu sigmoid --size 6x4",
    "plot sigmoid --derivative --panels --theme dark",
    "plot binary_step sign --theme print --size column",
    "plot softplus --range=-20:5 --yscale log --annotate 'x=0:log 2' --xlabel input",
    "plot relu gelu silu --across 3 --letters -d --ylim=-1:3",
    "plot relu leaky_relu elu selu gelu silu mish tanh sigmoid -d --grid --range=-4:4",
    "plot elu:alpha=0.25,0.5,1,2",
    "plot relu softmax glu rrelu --grid --own-axes",
    "plot swiglu",
    "plot rt_relu",
    "plot sigmoid hard_tanh --saturated",
    "compare gelu gelu_tanh",
    "compare relu elu gelu tanh --matrix --by rms",
    "compare gelu gelu_tanh --measure ulp --dtype bfloat16 --range=-4:4",
    "backprop relu sigmoid",
    "depth sigmoid relu --init he --width 16 --layers 6",
    "depth tanh --phase",
    "train relu tanh --data moons --seeds 2 --hidden 4 --epochs 4",
    "train relu --data moons --seeds 1 --hidden 4 --epochs 4 --boundary",
    "plot 'exp(x)' 'x**3' inverse=1/x --legend",
)


_NUMBERS: Final = re.compile(r"-?\d+\.\d+")


def _near(got: re.Match[str]) -> str:
    return f"{float(got[0]) + 0.0:.4g}"


def ink(value: Any) -> Any:
    """Colours as their hexadecimal names."""
    if isinstance(value, np.ndarray) and value.ndim == 2:
        return [to_hex(row, keep_alpha=True) for row in value]
    return value if isinstance(value, str) else to_hex(value, keep_alpha=True)


def effects(artist: Artist) -> list[Any]:
    """What is drawn around it."""
    every: Any = artist.get_path_effects() or ()
    return [(type(one).__name__, sorted(one._gc.items())) for one in every]


def looks(artist: Artist) -> list[Any]:
    """What an artist draws, in dots of a hundredth of an inch."""
    its: Any = artist
    to_dots = its.get_transform()
    if isinstance(artist, Line2D):
        marker = its.get_marker()
        return [
            to_dots.transform(its.get_xydata()), ink(its.get_color()),
            its.get_linewidth(), its._dash_pattern, str(its.get_solid_capstyle()), marker,
            its.get_markersize(), its.get_markeredgewidth(),
            ink(its.get_markerfacecolor()), ink(its.get_markeredgecolor()),
        ]  # fmt: skip
    if isinstance(artist, Text):
        return [
            its.get_text(), to_dots.transform(its.get_position()), ink(its.get_color()),
            its.get_fontsize(), its.get_fontfamily(), str(its.get_fontweight()),
            str(its.get_fontstyle()), its.get_ha(), its.get_va(), its.get_rotation(),
        ]  # fmt: skip
    if isinstance(artist, Collection):
        paths = [to_dots.transform(path.vertices) for path in its.get_paths()]
        return [
            paths, its.get_offset_transform().transform(its.get_offsets()),
            ink(its.get_facecolor()), ink(its.get_edgecolor()), its.get_linewidth(),
            its._linestyles,
        ]  # fmt: skip
    if isinstance(artist, Patch):
        return [
            to_dots.transform(its.get_path().vertices), ink(its.get_facecolor()),
            ink(its.get_edgecolor()), its.get_linewidth(), its._dash_pattern,
        ]  # fmt: skip
    if isinstance(artist, Axes):
        return [its.get_position().bounds, its.axison, its.get_xlim(), its.get_ylim()]
    if hasattr(its, "get_extent"):
        return [its.get_extent(), np.asarray(its.get_array())]
    return []


def lines_of(picture: Picture) -> Iterator[tuple[str, str]]:
    """Each artist that is seen: its kind, and its properties as one line."""
    figure = render(picture)
    figure.draw_without_rendering()
    for artist in figure.findobj():
        told = looks(artist)
        if not told or not artist.get_visible():
            continue
        shared = [artist.get_zorder(), artist.get_gid(), artist.get_alpha(), artist.get_clip_on()]
        yield type(artist).__name__, " ".join(parts([*shared, *told, *effects(artist)]))


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def line(command: str) -> str:
    """What a command draws: a value for each kind of artist, for the terminal and for PGF."""
    with redirect_stdout(TextIOWrapper(BytesIO(), encoding="utf-8")):
        picture = scene_of(Recipe("picture.png", command, ""))[0]
    kinds: dict[str, list[str]] = defaultdict(list)
    for kind, told in lines_of(picture):
        kinds[kind].append(told)
    if isinstance(picture, Scene):
        kinds["letters"] = [to_text(picture, 70, 18, True, False)]
    kinds["pgf"] = [_NUMBERS.sub(_near, to_bytes(picture, "pgf").decode())]
    told = " ".join(f"{kind}={digest(chr(10).join(kinds[kind]))}" for kind in sorted(kinds))
    return f"{command} | {told}"


def same_matplotlib() -> bool:
    """Whether the letters are as wide as they were when the lines were kept."""
    return f"matplotlib {mpl.__version__}\n" in (GALLERY / "drawn-by.txt").read_text("utf-8")


def main() -> None:
    """Compare, or keep."""
    lines = [line(command) for command in COMMANDS]
    if "--remake" in sys.argv:
        KEPT.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return
    before = KEPT.read_text(encoding="utf-8").splitlines()
    for changed in sorted(set(lines) - set(before)):
        print(changed)


if __name__ == "__main__":
    main()
