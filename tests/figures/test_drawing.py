"""The engine: Matplotlib's artists are asked what they show."""

from __future__ import annotations

import errno
import io
import itertools
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox
from PIL import Image

import actviz
from actviz.figures.compose.picture import compose
from actviz.figures.engines.matplotlib_figure import KINDS, render, save, to_bytes
from actviz.figures.scene import themes
from actviz.figures.scene.scene import Stroke
from actviz.functions.elementwise import Activation
from tests.figures.conftest import Make

MANY = ("relu", "elu", "selu", "gelu", "silu", "mish", "softplus", "leaky",
        "sigmoid", "tanh", "softsign", "hard_swish")  # fmt: skip
PICTURES = [
    (("relu", "gelu"), {}),
    (("relu", "elu", "selu", "gelu", "silu"), {}),
    (MANY[:8], {}),
    (MANY, {}),
    (("sigmoid",), {"orders": (0, 1)}),
    (("sigmoid",), {"orders": (0, 1), "panels": True}),
    (("gelu", "silu"), {"orders": (0, 1)}),
    (("gelu",), {"orders": (0, 1, 2), "panels": True}),
    (("step", "sign"), {}),
    (("exp", "cube"), {}),
    (("exp", "relu", "tanh"), {}),
    (("sine", "snake", "gcu"), {}),
    (("gelu",), {}),
    (("sine",), {}),
    (("relu", "gelu"), {"theme": "dark"}),
    (("relu", "gelu"), {"theme": "print"}),
    (("relu", "elu", "selu", "gelu", "silu"), {"size": (9.0, 5.0)}),
    (("relu", "elu", "selu", "gelu", "silu"), {"size": (4.0, 3.0)}),
]  # fmt: skip


def canvas(figure: Figure) -> Any:
    result: Any = FigureCanvasAgg(figure)
    result.draw()
    return result


def texts(figure: Figure, *kinds: str) -> list[tuple[str, Bbox]]:
    """The visible texts with their boxes; ``kinds`` are gids, none for all."""
    renderer = canvas(figure).get_renderer()
    artists = [*figure.texts, *(text for axes in figure.axes for text in axes.texts)]
    return [
        (text.get_text(), text.get_window_extent(renderer))
        for text in artists
        if text.get_text() and (not kinds or text.get_gid() in kinds)
    ]


def curves(figure: Figure) -> list[Any]:
    return [
        line
        for axes in figure.axes
        for line in axes.lines
        if not str(line.get_label()).startswith("_")
    ]


@pytest.mark.parametrize(("names", "options"), PICTURES)
def test_no_text_overlaps_another_and_none_is_cut(
    make: Make, names: tuple[str, ...], options: dict[str, Any]
) -> None:
    figure = render(compose(make(*names), **options))
    lines = texts(figure)
    width, height = figure.bbox.width, figure.bbox.height
    for text, box in lines:
        assert 0 <= box.x0 < box.x1 <= width, text
        assert 0 <= box.y0 < box.y1 <= height, text
    for (one, a), (other, b) in itertools.combinations(lines, 2):
        # Half a pixel of air around letters is no overlap.
        apart = a.x1 <= b.x0 + 1 or b.x1 <= a.x0 + 1 or a.y1 <= b.y0 + 1 or b.y1 <= a.y0 + 1
        assert apart, f"{one!r} overlaps {other!r}"


@pytest.mark.parametrize(("names", "options"), PICTURES)
def test_no_label_covers_a_curve(
    make: Make, names: tuple[str, ...], options: dict[str, Any]
) -> None:
    figure = render(compose(make(*names), **options))
    labels = texts(figure, "label", "note")
    for line in curves(figure):
        x, y = line.get_data()
        points = line.axes.transData.transform(np.column_stack([x, y]))
        frame = line.axes.bbox
        for start, end in itertools.pairwise(points):
            if not np.isfinite([start, end]).all():
                continue
            steps = max(2, int(np.hypot(*(end - start))))
            along = start + (end - start) * np.linspace(0, 1, steps)[:, None]
            along = along[(along[:, 1] > frame.y0) & (along[:, 1] < frame.y1)]
            for text, box in labels:
                inside = (
                    (along[:, 0] > box.x0) & (along[:, 0] < box.x1)
                    & (along[:, 1] > box.y0) & (along[:, 1] < box.y1)
                )  # fmt: skip
                assert not inside.any(), f"{text!r} covers {line.get_label()!r}"


@pytest.mark.parametrize("count", [2, 5, 8, 12])
def test_every_curve_is_named_once_in_its_own_colour(make: Make, count: int) -> None:
    names = MANY[:count]
    figure = render(compose(make(*names)))
    colours = {line.get_label(): line.get_color() for line in curves(figure)}
    labels = [text for axes in figure.axes for text in axes.texts if text.get_gid() == "label"]
    labels += [text for text in figure.texts if text.get_gid() == "key"]
    assert sorted(label.get_text() for label in labels) == sorted(names)
    for label in labels:
        ink = colours[label.get_text()]
        assert label.get_color() == themes.legible(ink, "#ffffff")


def test_the_kink_is_a_vertex_and_corners_are_sharp(make: Make) -> None:
    relu, gelu = curves(render(compose(make("relu", "gelu"))))
    assert (0.0, 0.0) in set(zip(*relu.get_data(), strict=True))
    assert relu.get_solid_joinstyle() == "miter"
    assert gelu.is_dashed()
    assert not relu.is_dashed()


@pytest.mark.parametrize("grid", [False, True])
def test_corners_of_errors_do_not_reach_beyond_a_bound(make: Make, grid: bool) -> None:
    scene = compose(make("relu", "gelu"), grid=grid)
    panel = scene.panels[0]
    told = replace(panel.curves[0], sharp=False)
    scene = replace(scene, panels=(replace(panel, curves=(told, *panel.curves)), *scene.panels[1:]))
    figure = render(scene)
    if grid:
        every = [one for one in figure.axes[0].collections if isinstance(one, LineCollection)]
        joints = {one.get_joinstyle() for one in every} - {None}
    else:
        joints = {line.get_solid_joinstyle() for line in curves(figure)}
    assert joints == {"miter", "round"}


def test_a_step_is_not_a_slope(make: Make) -> None:
    (line,) = curves(render(compose(make("step"))))
    x, y = line.get_data()
    assert np.isnan(x).sum() == 1
    rises = np.diff(y)
    assert set(rises[np.isfinite(rises)]) == {0.0}


def test_values_are_the_functions(make: Make) -> None:
    (function,) = make("gelu")
    (line,) = curves(render(compose([function])))
    x, y = line.get_data()
    np.testing.assert_array_equal(y, function(x))


@pytest.mark.parametrize(
    ("kind", "grid"),
    [*((kind, False) for kind in KINDS if kind != "eps"), ("png", True), ("svg", True)],
)
def test_the_same_bytes_twice_and_in_another_process(make: Make, kind: str, grid: bool) -> None:
    scene = compose(make("relu", "gelu", "step"), grid=grid)
    first = to_bytes(scene, kind)
    assert to_bytes(scene, kind) == first
    for word in (b"CreationDate", b"<dc:date>", b"Software"):
        assert word not in first
    if grid:
        return
    code = (
        "import sys\n"
        "from tests.figures.conftest import FORMULAS\n"
        "from actviz.functions.elementwise import Activation\n"
        "from actviz.figures.compose.picture import compose\n"
        "from actviz.figures.engines.matplotlib_figure import save\n"
        "names = ('relu', 'gelu', 'step')\n"
        "scene = compose([Activation(name=n, formula=FORMULAS[n]) for n in names])\n"
        f"save(scene, sys.stdout.buffer, {kind!r})\n"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "SOURCE_DATE_EPOCH": "1"}
    other = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, env=environment
    )
    assert other.stdout == first


def test_a_png_has_no_alpha_channel(make: Make) -> None:
    image = Image.open(io.BytesIO(to_bytes(compose(make("relu")), "png", 100)))
    assert image.mode == "RGB"
    assert image.size[0] == 600


def test_no_pyplot_and_no_trace_in_the_settings() -> None:
    code = (
        "import sys, matplotlib as mpl\n"
        "from actviz.functions.elementwise import Activation\n"
        "from actviz.figures.compose.picture import compose\n"
        "from actviz.figures.engines.matplotlib_figure import to_bytes\n"
        "seen = lambda: {k: mpl.rcParams[k] for k in mpl.rcParams if k != 'backend'}\n"
        "before = seen()\n"
        "for kind in ('png', 'svg', 'pdf'):\n"
        "    to_bytes(compose([Activation(name='r', formula='max(x, 0)')]), kind)\n"
        "assert seen() == before\n"
        "sys.exit('matplotlib.pyplot' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_settings_of_the_user_change_nothing(make: Make) -> None:
    scene = compose(make("relu", "gelu"))
    plain = to_bytes(scene, "svg")
    with mpl.rc_context({"font.size": 30, "lines.linewidth": 9, "axes.facecolor": "red",
                         "svg.fonttype": "none", "savefig.dpi": 7}):  # fmt: skip
        assert to_bytes(scene, "svg") == plain


def test_files_are_written_whole_or_not_at_all(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = compose(make("relu"))
    target = tmp_path / "relu.png"
    save(scene, target, "png", dpi=50)
    before = target.read_bytes()
    assert list(tmp_path.iterdir()) == [target]

    def broken(*_: object) -> None:
        raise OSError(errno.ENOSPC, "disk full")

    monkeypatch.setattr(os, "replace", broken)
    with pytest.raises(OSError, match="disk full"):
        save(compose(make("gelu")), target, "png")
    assert target.read_bytes() == before
    assert list(tmp_path.iterdir()) == [target]


def test_an_unknown_kind(make: Make, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="gif"):
        save(compose(make("relu")), tmp_path / "a.gif", "gif")


def test_dollars_and_odd_names_are_plain_text(make: Make) -> None:
    functions = [
        Activation(name="x", formula="x", label="$5_and$6 \\alpha"),
        Activation(name="f", formula="tanh(x)", label="a\nb"),
    ]
    assert to_bytes(compose(functions, title="$a$ {b"), "png", 60)


@pytest.mark.parametrize("theme", list(themes.THEMES))
@pytest.mark.parametrize("grid", [False, True])
def test_themes(make: Make, theme: str, grid: bool) -> None:
    data = to_bytes(compose(make("relu", "gelu", "step"), theme=theme, grid=grid), "png", 50)
    paper: Any = Image.open(io.BytesIO(data)).getpixel((1, 1))
    assert "#{:02x}{:02x}{:02x}".format(*paper) == themes.theme(theme).paper


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("name", list(themes.THEMES))
def test_every_hue_is_readable_on_its_paper(name: str) -> None:
    theme = themes.theme(name)
    paper = luminance(theme.paper)
    for hue in theme.hues:
        ink = luminance(hue)
        assert (max(ink, paper) + 0.05) / (min(ink, paper) + 0.05) >= 3.0, hue
    # The members of a sweep get steadily further from the paper.
    ramp = [abs(luminance(themes.colour(Stroke(shade=s / 8), theme)) - paper) for s in range(9)]
    assert ramp == sorted(ramp)


def test_a_grid_is_one_pair_of_axes(make: Make) -> None:
    figure = render(compose(make(*MANY), grid=True))
    assert len(figure.axes) == 1
    titles = [text.get_text() for text in figure.axes[0].texts if text.get_gid() == "title"]
    assert titles == list(MANY)
    lines = texts(figure)
    for (one, a), (other, b) in itertools.combinations(lines, 2):
        apart = a.x1 <= b.x0 + 1 or b.x1 <= a.x0 + 1 or a.y1 <= b.y0 + 1 or b.y1 <= a.y0 + 1
        assert apart, f"{one!r} overlaps {other!r}"


@pytest.mark.parametrize("name", ["softmax", "log_softmax"])
@pytest.mark.parametrize("orders", [(0,), (1,)])
def test_vector_functions(name: str, orders: tuple[int, ...]) -> None:
    lines = texts(render(compose([actviz.vector(name)], orders=orders)), "label")
    assert len(lines) == 3
