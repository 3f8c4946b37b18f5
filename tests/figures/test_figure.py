"""``actviz.plot`` gives Matplotlib's own axes; options change what they say they change."""

from __future__ import annotations

import math
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

import actviz
from actviz.cli.app import run
from actviz.figures.compose import wishes
from actviz.figures.compose.picture import compose
from actviz.figures.engines.braille import to_text
from actviz.figures.engines.matplotlib_figure import render, to_bytes
from actviz.figures.layout.scales import Scale
from actviz.figures.layout.text_size import Ruler
from actviz.figures.scene import themes
from actviz.lookup.registry import resolve_all


def render_all(figure: Figure) -> None:
    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()


def line_of(axes: object, label: str) -> tuple[np.ndarray, np.ndarray]:
    (line,) = (one for one in axes.get_lines() if one.get_label() == label)  # type: ignore[attr-defined]
    return line.get_xdata(), line.get_ydata()


# --- a figure is a figure


def test_labels_limits_and_scales_are_matplotlibs_own() -> None:
    figure = actviz.plot("softplus", "relu", range=(-3, 3))
    (axes,) = figure.axes
    assert axes.get_xlim() == (-3, 3)
    axes.set_ylabel("activation")
    axes.set_yscale("log")
    axes.set_ylim(1e-2, 10)
    render_all(figure)
    assert axes.get_ylabel() == "activation"
    # One decade takes a third of the height, whichever it is.
    places = [axes.transData.transform((0, y))[1] for y in (1e-2, 1e-1, 1, 10)]
    assert np.ptp(np.diff(places)) < 1e-6
    x, y = line_of(axes, "softplus")
    np.testing.assert_allclose(y, np.log1p(np.exp(x)), rtol=1e-12)
    assert any(
        text.get_text() == "10" or "10" in text.get_text() for text in axes.get_yticklabels()
    )


def test_axes_that_are_there_are_drawn_into() -> None:
    figure = Figure()
    left, right = figure.subplots(1, 2)
    assert actviz.plot("tanh", ax=left) is left
    actviz.plot("relu", "gelu", ax=right, ylabel="y", legend=True)
    assert left.get_title(loc="left") == "Hyperbolic tangent"
    x, y = line_of(left, "tanh")
    np.testing.assert_allclose(y, np.tanh(x), atol=1e-15)
    assert [text.get_text() for text in right.get_legend().get_texts()] == ["relu", "gelu"]
    assert right.get_ylabel() == "y"
    with pytest.raises(ValueError, match="2 panels do not fit"):
        actviz.plot("tanh", derivative=True, panels=True, ax=left)


BUSY = ("sine", "cosine", "-sin(x)", "-cos(x)", "x/6", "sin(2*x)")


@pytest.mark.parametrize(
    "names",
    [
        BUSY,
        ("relu", "gelu"),
        tuple(f"a_name_of_quite_some_length_{k}={word}" for k, word in enumerate(BUSY)),
    ],
)
def test_a_key_covers_no_curve_and_stays_in_the_figure(names: tuple[str, ...]) -> None:
    figure = actviz.plot(*names, range=(-6, 6))
    own, part = Figure(), Figure(layout="constrained")
    actviz.plot(*names, range=(-6, 6), ax=own.subplots())
    actviz.plot(*names, range=(-6, 6), ax=part.subfigures(1, 2, squeeze=False)[0, 0].subplots())
    for whole_figure in (figure, own, part):
        whole_figure.draw_without_rendering()
        (axes,) = whole_figure.axes
        key = axes.get_legend() or whole_figure.legends[0]
        box = key.get_window_extent()
        whole = whole_figure.bbox
        assert whole.x0 <= box.x0 < box.x1 <= whole.x1
        assert whole.y0 <= box.y0 < box.y1 <= whole.y1
        for line in axes.get_lines():
            points = axes.transData.transform(line.get_xydata())
            inside = box.count_contains(points)
            assert inside == 0 or str(line.get_label()).startswith("_"), line.get_label()


def test_a_key_leaves_a_range_of_y_alone_that_was_asked_for() -> None:
    axes = Figure().subplots()
    actviz.plot(*BUSY, range=(-6, 6), ax=axes, ylim=(-1, 1))
    assert axes.get_ylim() == (-1, 1)


def test_keywords_are_the_commands_options() -> None:
    figure = actviz.plot(
        "elu:alpha=0.5", derivative=True, panels=True, range="-2:2", size="120x90mm", ylim="-1:2",
        xlabel="pre-activation", letters=True, font_size=8, linewidth=1.25, dpi=72,
    )  # fmt: skip
    first, second = figure.axes
    assert figure.get_size_inches() == pytest.approx((120 / 25.4, 90 / 25.4))
    assert first.get_ylim() == (-1, 2)
    assert first.get_xlim() == (-2, 2)
    assert second.get_xlabel() == "pre-activation"
    assert first.get_title(loc="left").startswith("(a) ")
    assert second.get_title(loc="left").startswith("(b) ")
    lines = [line for line in first.get_lines() if not str(line.get_label()).startswith("_")]
    assert [line.get_linewidth() for line in lines] == [1.25]
    options = {"orders", "span", "ax"}
    from inspect import signature

    from actviz.cli.plot import plot

    theirs = set(signature(plot).parameters) - {
        "names", "every", "field", "array", "binary", "output", "size_", "range_", "svg_text",
        "show", "term",
    }  # fmt: skip
    ours = set(signature(actviz.plot).parameters) - options - {"functions", "size", "range"}
    assert theirs == ours


def test_the_steps_of_a_number_format_are_drawn() -> None:
    formats = ["float8_e5m2", "float8_e4m3fn"]
    for dtype in (formats, ",".join(formats)):
        (axes,) = actviz.plot("tanh", dtype=dtype, range=(-4, 4)).axes
        assert axes.get_legend_handles_labels()[1] == ["tanh", *formats]
    with pytest.raises(ValueError, match="float9"):
        actviz.plot("tanh", dtype="float9")
    with pytest.raises(ValueError, match="does not go with data"):
        actviz.plot("tanh", dtype="float16", data=[1.0])


def test_a_notebook_without_inline_shows_a_figure_once() -> None:
    figure = actviz.plot("relu")
    assert isinstance(figure, Figure)
    data = figure._repr_png_()  # type: ignore[attr-defined]
    assert Image.open(BytesIO(data)).size == (600, round(100 * figure.get_size_inches()[1]))
    ways = [word for word in dir(figure) if word.startswith("_repr_") and word != "_repr_html_"]
    assert ways == ["_repr_png_"]
    assert figure._repr_html_() is None
    code = "import actviz, sys; actviz.plot('relu'); assert 'matplotlib.pyplot' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("words", [["swiglu"], ["rrelu"], ["softmax"], ["relu", "swiglu"]])
def test_every_kind_becomes_axes(words: list[str]) -> None:
    many = len(words) > 1
    figure = actviz.plot(*words, grid=many, own_axes=many)
    render_all(figure)
    assert len(figure.axes) == len(words)


def test_data_stands_below() -> None:
    values = np.random.default_rng(0).normal(size=2000)
    figure = actviz.plot(
        "relu", data={"fc1": values, "fc2": 2 * values}, xlabel="input", letters=True
    )
    titles = [axes.get_title(loc="left") for axes in figure.axes]
    assert [title[:3] for title in titles] == ["(a)", "(b)", "(c)"]
    assert titles[1:] == ["(b) fc1", "(c) fc2"]
    assert figure.axes[-1].get_xlabel() == "input"
    assert actviz.plot("relu", transparent=True).patch.get_alpha() == 0
    with pytest.raises(ValueError, match="grid does not go with data"):
        actviz.plot("relu", data=values, grid=True)


# --- options


@pytest.mark.parametrize(
    ("words", "inches"),
    [
        ("6x4", (6, 4)), ("15x10cm", (15 / 2.54, 10 / 2.54)), ("85x60mm", (85 / 25.4, 60 / 25.4)),
        ("column", (85 / 25.4, 62 / 25.4)), ((5, 3), (5, 3)),
    ],
)  # fmt: skip
def test_sizes(words: str, inches: tuple[float, float]) -> None:
    assert wishes.size(words) == pytest.approx(inches)


@pytest.mark.parametrize("size", ["column", "page"])
def test_paper_for_journals_has_type_of_seven_points(size: str) -> None:
    inks = themes.theme(wishes.look("print", size=size))
    kind = Ruler(inks, wishes.size(size) or (1, 1)).type
    assert kind.tick.size == pytest.approx(7)
    assert 5 <= kind.remark.size <= kind.label.size <= 8


@pytest.mark.parametrize(
    ("values", "places"),
    [
        ("log", [(1e-3, -3), (1, 0), (100, 2)]),
        ("symlog", [(-100, -3), (-1, -1), (-0.5, -0.5), (0, 0), (10, 2)]),
    ],
)
def test_places_on_scales(values: str, places: list[tuple[float, float]]) -> None:
    scale = Scale(values)  # type: ignore[arg-type]
    for number, place in places:
        assert float(scale.place(np.array(number))) == pytest.approx(place, abs=1e-15)
        assert float(scale.number(np.array(place))) == pytest.approx(number, abs=1e-15)
    assert values == "symlog" or math.isnan(scale.place(np.array(-1.0)))


def test_a_log_scale_places_curves_and_ticks() -> None:
    scene = compose(resolve_all(["exp(x)"]), span=(-10, 10), yscale="log")
    (panel,) = scene.panels
    (curve,) = panel.curves
    for segment in curve.segments:
        np.testing.assert_allclose(segment.y, np.array(segment.x) / np.log(10), atol=1e-9)
    assert panel.y.words
    for place, word in zip(panel.y.ticks, panel.y.words, strict=True):
        assert word == "10" + str(round(place)).translate(
            str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
        )
    with pytest.raises(ValueError, match="a log scale has no place for -1"):
        compose(resolve_all(["relu"]), span=(-1, 1), xscale="log")


def test_a_log_scale_has_no_zero_line_and_reads_the_same_in_a_terminal() -> None:
    scene = compose(resolve_all(["softplus"]), span=(-20, 5), yscale="log")
    (axes,) = render(scene).figure.axes
    zero: Any = axes.collections[1]
    assert len(zero.get_segments()) == 1  # x = 0 alone
    text = to_text(scene, 70, 20, colour=False, ascii=False)
    assert "10⁻³┤" in text
    assert "┼" not in text


def test_jumps_and_kinks_stay_where_they_are_on_a_scale() -> None:
    scene = compose(
        resolve_all(["where(x > 10, 2, where(x > 1, x, 1))"]), span=(0.1, 100), xscale="log"
    )
    (curve,) = scene.panels[0].curves
    assert sorted({round(dot.x, 12) for dot in curve.dots}) == [1.0]
    assert any(0.0 in segment.x for segment in curve.segments)


def test_beside_a_pole_a_stretch_has_its_end_too() -> None:
    ends = {
        "where(x > 0, 1/x, -1)": [(0, -1, True)],
        "exp(1/x)": [(0, 0, False)],
        "where(x == 0, 5, 1/x)": [(0, 5, True)],
        "1/x": [],
        "tan(x)": [],
        "log(x)": [],
        "sqrt(x)": [],
    }
    for formula, dots in ends.items():
        (curve,) = compose(resolve_all([formula]), span=(-2, 2)).panels[0].curves
        assert [(dot.x, dot.y, dot.closed) for dot in curve.dots] == dots, formula


@pytest.mark.parametrize(
    ("name", "x", "axis"), [("identity", (0, 1e-300), "x"), ("x*1e-300", (-1, 1), "y")]
)
def test_a_range_too_narrow_for_matplotlib_is_refused(
    name: str, x: tuple[float, float], axis: str
) -> None:
    # It was widened to -0.05 and 0.05 below labels that kept to what was asked for.
    with pytest.raises(ValueError, match=f"^{axis} from .* is too narrow to be drawn"):
        actviz.plot(name, range=x)
    with pytest.raises(ValueError, match="too narrow"):
        render(compose(resolve_all([name]), span=x))


def test_a_text_stands_at_its_point_or_is_refused() -> None:
    scene = compose(resolve_all(["tanh"]), annotate=[(1.5, "here")])
    (mark,) = scene.panels[0].marks
    assert (mark.x, mark.text) == (1.5, "here")
    assert mark.y == pytest.approx(math.tanh(1.5), abs=1e-15)
    figure = render(scene)
    assert "here" in {text.get_text() for axes in figure.axes for text in axes.texts}
    with pytest.raises(ValueError, match="x=99: tanh is 1 there"):
        compose(resolve_all(["tanh"]), annotate=[(99, "far")])
    with pytest.raises(ValueError, match="no room for 'mmm"):
        render(compose(resolve_all(["tanh"]), annotate=[(0, "m" * 200)]))
    # Between the axis and another curve there is none: the line to the text crosses that curve.
    below = resolve_all(["cos(x)*exp(-x*x/8)", "gelu"])
    render(compose(below, annotate=[(-3, "a remark")]))


def test_panels_side_by_side() -> None:
    scene = compose(resolve_all(["relu", "gelu", "silu"]), across=3, letters=True)
    assert (scene.layout, scene.columns, scene.rows) == ("grid", 3, 1)
    assert [panel.title for panel in scene.panels] == ["(a) relu", "(b) gelu", "(c) silu"]
    orders = compose(resolve_all(["gelu"]), orders=(0, 1, 2), panels=True, across=2)
    assert (orders.layout, orders.columns, len(orders.panels)) == ("grid", 2, 3)
    assert render(orders)


def test_a_key_below_names_every_curve() -> None:
    figure = render(compose(resolve_all(["relu", "gelu", "silu"]), legend=True))
    keys = [text for text in figure.texts if text.get_gid() == "key"]
    assert [text.get_text() for text in keys] == ["relu", "gelu", "silu"]
    assert not [text for axes in figure.axes for text in axes.texts if text.get_gid() == "label"]


def test_ylim_reaches_the_curve_beyond_what_would_be_chosen() -> None:
    chosen = compose(resolve_all(["x**3"])).panels[0].y.high
    wide = compose(resolve_all(["x**3"]), span=(-5, 5), ylim=(-200, 200))
    (curve,) = wide.panels[0].curves
    assert max(y for segment in curve.segments for y in segment.y) == 125 > chosen


def test_a_style_sheet_is_honoured(tmp_path: Path) -> None:
    sheet = tmp_path / "mine.mplstyle"
    sheet.write_text(
        "font.size: 8\naxes.titlesize: 20\naxes.grid: False\nfigure.figsize: 5, 2.5\n"
        "font.family: DejaVu Serif\nlines.linewidth: 3\n"
    )
    theme = wishes.look("light", style=str(sheet))
    scene = compose(resolve_all(["relu", "gelu"]), theme=theme)
    assert scene.size == (5, 2.5)
    figure = render(scene)
    (title,) = (text for text in figure.texts if text.get_gid() == "title")
    assert title.get_fontsize() == 20
    (axes,) = figure.axes
    ticks = [text for text in axes.texts if text.get_gid() == "tick"]
    assert {text.get_fontsize() for text in ticks} == {8}
    assert "DejaVuSerif" in str(title.get_fontproperties().get_file())
    assert len(axes.collections) == 1  # the zero lines, and no grid
    larger = themes.theme(wishes.look("light", style=str(sheet), font_size=12))
    assert Ruler(larger).type.tick.size == 12


@pytest.mark.parametrize(
    ("kind", "start"),
    [("eps", b"%!PS-Adobe-3.0 EPSF"), ("jpg", b"\xff\xd8\xff"), ("webp", b"RIFF"),
     ("tex", b"\\documentclass{standalone}")],
)  # fmt: skip
def test_other_files(kind: str, start: bytes) -> None:
    scene = compose(resolve_all(["relu", "gelu"]))
    data = to_bytes(scene, kind)
    assert data.startswith(start)
    if kind in ("jpg", "webp"):
        assert Image.open(BytesIO(data)).size == (1200, round(200 * scene.size[1]))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("relu --ylim 2:1", "the low end comes first"),
        ("relu --ylim 2", "is not LOW:HIGH"),
        ("relu --annotate here", "is not x=NUMBER:TEXT"),
        ("relu --size 3", "is not WIDTHxHEIGHT"),
        ("relu gelu --grid --legend", "no legend is needed"),
        ("swiglu --yscale log", "share one panel"),
        ("swiglu --ylim 0:1", "both axes of a gated unit"),
        ("relu --font-size 900", "out of reach"),
        ("relu --transparent -o x.jpg", "never transparent"),
        ("'0-exp(x)' --yscale log", "no real finite value that is above 0"),
        ("relu --legend -o x.html", "stand still"),
    ],
)
def test_what_cannot_be_is_refused_in_a_line(
    words: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    import shlex

    monkeypatch.chdir(tmp_path)
    assert run(["plot", *shlex.split(words)]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1
    assert not list(tmp_path.iterdir())
