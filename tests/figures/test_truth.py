"""What a picture says of itself is true: keys, contrast, names, ends of data, ranges."""

from __future__ import annotations

import math
import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from actviz.figures.compose.depth import _decades
from actviz.figures.compose.formula_text import formula
from actviz.figures.compose.heatmap import heatmap
from actviz.figures.compose.picture import compose
from actviz.figures.compose.titles import default_title, written
from actviz.figures.engines.braille import to_text
from actviz.figures.engines.matplotlib_figure import render
from actviz.figures.layout.keys import explained, in_rows, named
from actviz.figures.layout.text_size import Ruler
from actviz.figures.layout.ticks import log_words, ticks
from actviz.figures.sampling.trace import _without_straight
from actviz.figures.scene import style_sheets, themes
from actviz.figures.scene.contours import contours, fills
from actviz.figures.scene.scene import Stroke
from actviz.lookup.registry import elementwise, resolve_all
from tests.figures.test_inputs import scene_of as inputs

TWELVE = [
    "relu", "gelu", "silu", "elu", "selu", "mish", "tanh", "sigmoid", "softplus", "softsign",
    "relu6", "hard_swish",
]  # fmt: skip


# --- contrast: WCAG 2.2 gives these ratios as examples


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.478), ("#ff0000", "#ffffff", 3.998)],
)
def test_the_contrast_ratio(one: str, other: str, ratio: float) -> None:
    assert themes.contrast(one, other) == pytest.approx(ratio, abs=0.001)


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
@pytest.mark.parametrize(
    "words",
    [TWELVE, ["elu:alpha=0.25,0.5,1,2"], ["sigmoid"], ["softmax"], ["rrelu"], ["tanh", "relu"]],
)
def test_no_text_is_fainter_than_four_and_a_half(words: list[str], theme: str) -> None:
    paper = themes.theme(theme).paper
    figure = render(compose(resolve_all(words), theme=theme))
    for text in figure.findobj(Text):
        if isinstance(text, Text) and text.get_text().strip():
            assert themes.contrast(to_hex(text.get_color()), paper) >= 4.5, text.get_text()


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
def test_numbers_on_a_heat_map_and_on_contours_can_be_read(theme: str) -> None:
    shares = np.geomspace(1e-4, 1, 12)
    values = [[None if a == b else float(max(a, b)) for a in shares] for b in shares]
    figure = render(heatmap([f"f{k}" for k in range(12)], values, "title", theme))
    (axes,) = figure.axes
    squares = [one for one in axes.patches if isinstance(one, Rectangle)]
    numbers = {text.get_position(): text for text in axes.texts}
    seen = 0
    for square in squares:
        x, y = square.get_xy()
        text = numbers.get((x + square.get_width() / 2, y + square.get_height() / 2))
        if text is not None and text.get_text():
            behind = to_hex(square.get_facecolor())
            assert themes.contrast(to_hex(text.get_color()), behind) >= 4.5
            seen += 1
    assert seen >= 132
    inks = themes.theme(theme)
    field = compose(resolve_all(["swiglu"])).panels[0].field
    assert field is not None
    assert min(themes.contrast(inks.ink, fill) for fill in fills(field, inks)) >= 4.5


def test_no_style_sheet_makes_text_faint(tmp_path: Path) -> None:
    mine = tmp_path / "faint.mplstyle"
    mine.write_text("axes.facecolor: 808080\ntext.color: 909090\nxtick.color: a0a0a0\n")
    field = compose(resolve_all(["swiglu"])).panels[0].field
    assert field is not None
    for sheet in ("Solarize_Light2", "dark_background", "ggplot", str(mine)):
        inks = style_sheets.sheet(sheet, themes.theme("light"))
        figure = render(compose(resolve_all(["elu:alpha=0.5,1", "x**2"]), theme=inks))
        for text in figure.findobj(Text):
            if isinstance(text, Text) and text.get_text().strip():
                ratio = themes.contrast(to_hex(text.get_color()), inks.paper)
                assert ratio >= 4.5, (sheet, text.get_text())
        assert min(themes.contrast(inks.ink, fill) for fill in fills(field, inks)) >= 4.5, sheet


# --- curves


@pytest.mark.parametrize("names", ["drlu aoaf", "max(0,x-0.1) abs(x+0.3)"])
def test_a_kink_beside_a_sample_is_drawn(names: str) -> None:
    """0.08 lies within a rounding of a sample; without it the curve was one straight line."""
    for function in elementwise(names.split(), "plot"):
        (panel,) = compose([function]).panels
        x = np.linspace(panel.x.low, panel.x.high, 401)
        y = np.interp(x, panel.curves[0].segments[0].x, panel.curves[0].segments[0].y)
        assert np.abs(y - function(x)).max() < 1e-3 * (panel.y.high - panel.y.low)


def test_points_on_a_straight_line_are_left_out_and_no_others() -> None:
    x = np.array([0.0, 1.0, 2.0, np.nextafter(2.0, 3.0), 3.0, 4.0])
    for y in (np.maximum(0.0, x - 2), np.minimum(0.0, 2 - x), x**2, 0 * x):
        places, heights = _without_straight(x, y, 4.0)
        assert np.abs(np.interp(x, places, heights) - y).max() < 1e-8
    assert len(_without_straight(x, np.maximum(0.0, x - 2), 4.0)[0]) == 3
    assert len(_without_straight(x, 3 * x, 4.0)[0]) == 2


@pytest.mark.parametrize(
    ("name", "x", "y"),
    [
        ("shifted_scaled_sigmoid", (0, 900), (0, 1)),  # 1/(1 + exp(-0.02 (x - 600)))
        ("sq_softplus", (-1, 1), (0, 1)),  # a parabola from -1/2 to 1/2 between two lines
        ("berlu", (-0.02, 0.02), (0, 0.02)),  # the same from -0.01 to 0.01
        ("signed_sqrt", (-4, 4), (-2, 2)),
    ],
)
def test_what_happens_is_in_the_picture(
    name: str, x: tuple[float, float], y: tuple[float, float]
) -> None:
    (panel,) = compose(resolve_all([name])).panels
    assert panel.x.low <= x[0] < x[1] <= panel.x.high
    assert panel.y.low <= y[0] < y[1] <= panel.y.high


# --- lines and keys


def test_twelve_curves_differ_in_grey_and_long_dashes_are_seen_in_the_key() -> None:
    scene = compose(resolve_all(TWELVE))
    strokes = [curve.stroke for curve in scene.panels[0].curves]
    assert len({themes.dash(stroke) for stroke in strokes}) == 12
    inks = themes.theme("light")
    key = in_rows(named(scene), Ruler(inks).type.label, 400, Ruler(inks))
    for row in key.rows:
        for placed in row:
            assert placed.sign.stroke is not None
            pattern = themes.dash(placed.sign.stroke)
            assert placed.sample >= (sum(pattern) + (pattern or (0,))[0]) * inks.width


def test_faint_lines_and_shaded_stretches_are_explained_once() -> None:
    panels = compose(resolve_all(["sigmoid", "tanh"]), saturated=True).panels
    assert [sign.text for sign in explained(panels)] == ["asymptote", "slope below 0.01"]
    figure = render(compose(resolve_all(["tanh"])))
    assert [t.get_text() for t in figure.texts if t.get_gid() == "sign"] == ["asymptote"]
    grid = render(compose(resolve_all(["relu", "gelu"]), orders=(0, 1), grid=True))
    assert [text.get_text() for text in grid.texts if text.get_gid() == "key"] == ["f", "f′"]


def test_a_key_of_several_kinds_is_in_order() -> None:
    scene = compose(resolve_all(["rrelu", "sparsemax", "softmax"]), grid=True, own_axes=True)
    keys = [t.get_text() for t in render(scene).texts if t.get_gid() == "key"]
    components = [key for key in keys if key.startswith("f")]
    assert components == sorted(components)


def test_a_curve_under_another_says_so() -> None:
    scene = compose(resolve_all(["relu", "leaky_relu:negative_slope=0", "gelu"]))
    labels = [curve.label for curve in scene.panels[0].curves]
    assert labels == [
        "relu (under leaky_relu (negative_slope = 0))", "leaky_relu (negative_slope = 0)", "gelu",
    ]  # fmt: skip
    apart = compose(resolve_all(["relu", "elu"])).panels[0]
    assert [curve.label for curve in apart.curves] == ["relu", "elu"]


def test_without_colours_curves_in_the_terminal_differ_by_their_marks() -> None:
    scene = compose(resolve_all(["relu", "gelu", "tanh"]))
    plain = to_text(scene, 80, 24, False, False)
    lines = plain.splitlines()
    for name, mark in (("relu", "●"), ("gelu", "○"), ("tanh", "▲")):
        assert f"━{mark}━ {name}" in lines[-1]
        assert sum(line.count(mark) for line in lines[:-1]) >= 4
    assert "●" not in to_text(scene, 80, 24, True, False)
    assert "●" not in to_text(compose(resolve_all(["relu"])), 80, 24, False, False)


# --- names


@pytest.mark.parametrize(
    ("spec", "name"),
    [
        ("x**3", "x³"), ("elu:alpha=0.5", "elu (α = 0.5)"), ("mine=x**2", "mine"),
        ("x*sigmoid(1.5*x)", "x·σ(1.5x)"), ("tan(x)", "tan(x)"), ("gelu", "gelu"),

        ("leaky_relu:negative_slope=0.1", "leaky_relu (negative_slope = 0.1)"),
    ],
)  # fmt: skip
def test_maths_is_typeset(spec: str, name: str) -> None:
    (function,) = resolve_all([spec])
    assert written(function) == name
    if function.title == "":
        assert default_title([function], (0,), False) == name
    labels = [curve.label for curve in compose([function, *resolve_all(["relu"])]).panels[0].curves]
    assert labels[0] == name


# --- what is pointed out, and what is cut


def test_what_swings_ever_faster_names_no_extremum() -> None:
    assert compose(resolve_all(["sin(1/x)"])).panels[0].marks == ()
    marks = compose(resolve_all(["sin(10*x)"])).panels[0].marks
    assert [mark.x for mark in marks] == pytest.approx([-math.pi / 20, math.pi / 20], abs=1e-6)


@pytest.mark.parametrize("words", [["log(x)"], ["log(x)", "sqrt(x)"]])
def test_a_logarithm_is_followed_down(words: list[str]) -> None:
    y = compose(resolve_all(words)).panels[0].y
    assert -4 < y.low < math.log(0.15)


def test_a_pole_at_its_own_double_flattens_nothing() -> None:
    y = compose(resolve_all(["tan(x)"])).panels[0].y
    assert y.high < 100


@pytest.mark.parametrize("words", ["tanh", "gelu", "exp(x)", "1000000*x", "x/100000"])
def test_ticks_have_room_on_wide_paper(words: str) -> None:
    panel = compose(resolve_all([words]), size=(12, 4)).panels[0]
    for axis in (panel.x, panel.y):
        assert 3 <= len(axis.words) <= 15
        assert len(set(axis.words)) == len(axis.words)
        forms = {("e" in word, len(word.partition(".")[2])) for word in axis.words if word != "0"}
        assert len(forms) == 1


def test_ticks_of_a_logarithmic_axis_keep_one_notation() -> None:
    assert log_words([0.001, 0.1, 1, 1000]) == ("0.001", "0.1", "1", "1000")
    assert log_words([0.0005, 0.001, 1]) == ("5·10⁻⁴", "10⁻³", "10⁰")
    assert log_words([-10000.0, -1.0, 0.0, 12000.0]) == ("−10⁴", "−10⁰", "0", "1.2·10⁴")
    assert _decades(-2.9, 0.1)[1] == ("0.01", "0.1", "1")
    assert all(re.fullmatch("10⁻?[⁰-⁹¹²³]+", word) for word in _decades(-1000.0, 1.0)[1])


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("x*relu(x)**2", "x·relu(x)²"),
        ("silu(x)+0.5*sin(x)", "silu(x) + 0.5·sin(x)"),
        ("silu(-x)*1e-3 - relu(-2*x)**-2", "silu(−x)·1e−3 − relu(−2·x)⁻²"),
        ("tau*relu(x)**(1/3):tau=2", "τ·relu(x)^(1/3)"),
        ("u*sigmoid(u)*clip(v,-10,10)", "u·σ(u)·clip(v, −10, 10)"),
        ("gelu(u)*clip(v,-7,7)", "gelu(u)·clip(v, −7, 7)"),
        ("swiglu:beta=2", "swiglu (β = 2)"),
        ("x > 0 ? x : -1", "{ x if x > 0; −1 otherwise }"),
        ("rrelu:lower=0.1", "rrelu (lower = 0.1)"),
        ("temperature_softmax:beta=2", "temperature_softmax (β = 2)"),
        ("mine=x*tanh(x)", "mine"),
    ],
)
def test_names_of_every_kind_are_typeset(typed: str, set_: str) -> None:
    (function,) = resolve_all([typed])
    assert re.sub(" +", " ", written(function)) == set_
    both = compose([function, *resolve_all(["swiglu"])], grid=True, own_axes=True)
    assert both.panels[0].title == set_


def test_a_title_tells_what_is_not_as_usual() -> None:
    assert compose(resolve_all(["elu:alpha=0.5"])).title == "Exponential linear unit (α = 0.5)"
    swept = compose(resolve_all(["elu:alpha=0.5,2"]), orders=(0, 1)).panels[0]
    assert [curve.label for curve in swept.curves] == [
        "α = 0.5",
        "α = 2",
        "f′, α = 0.5",
        "f′, α = 2",
    ]


def test_what_is_called_softplus_is_not_written_as_softplus() -> None:
    (function,) = resolve_all(["softplus"])
    told = formula(function)
    assert told is not None
    assert told.rows == ((r"\dfrac{\mathrm{log}(1 + e^{\beta x})}{\beta}", ""),)


def test_ticks_far_from_zero_are_told_apart() -> None:
    _, words = ticks(1_234_000.0, 1_236_000.0, 5)
    assert len(set(words)) == len(words) >= 3


# --- histograms


def test_a_histogram_ends_where_its_data_end() -> None:
    values = np.random.default_rng(0).uniform(0.3, 2.0, 5000)
    panel = inputs(["relu"], {"a": values}).panels[1]
    bars = panel.bands[0]
    assert bars.x[0] == pytest.approx(values.min(), rel=1e-3)
    assert bars.x[-1] == pytest.approx(values.max(), rel=1e-3)
    assert not any("exactly" in remark.text for remark in panel.remarks)


def test_a_point_mass_at_zero_stands_apart() -> None:
    values = np.maximum(np.random.default_rng(0).normal(size=20000), 0)
    share = float((values == 0).mean())
    panel = inputs(["tanh"], {"a": values}).panels[1]
    assert f"{100 * share:.1f} % exactly 0" in {remark.text for remark in panel.remarks}
    bars, needle = panel.bands[0], panel.bands[-1]
    assert needle.x[0] == -needle.x[1] < 0
    assert needle.high == (1.0, 1.0)
    # What is left is half a normal density, falling: no bar stands out at 0.
    heights = bars.high[::2]
    assert heights[0] < 1.2 * heights[2]
    assert all(a.x != needle.x for a, _ in combinations(panel.bands[:-1], 2))


def test_a_stroke_has_its_ink() -> None:
    inks = themes.theme("light")
    assert themes.text_ink(Stroke(0), inks) == inks.hues[0]
    assert themes.text_ink(Stroke(5), inks) != inks.hues[5]


def test_the_line_of_zero_goes_around_a_plateau_of_zeros() -> None:
    # reglu is 0 where u <= 0 or v = 0: positive above v = 0 and negative below, both from u = 0 on.
    field = compose(resolve_all(["reglu"])).panels[0].field
    assert field is not None
    (zero,) = (curve for curve, level in contours(field) if level == 0)
    beside = [(x, y) for part in zero.segments for x, y in zip(part.x, part.y, strict=True)]
    assert {np.sign(y) for x, y in beside if x == 0} >= {-1, 1}
    assert all(x == 0 or (x > 0 and abs(y) < 1e-9) for x, y in beside)


def test_a_dot_that_is_taken_is_seen_in_a_small_panel_too() -> None:
    # At x1 = x3 = 2 the first wins: f1 is 1, f3 is 0.
    figure = render(compose(resolve_all(["hardmax", "softmax"])))
    dots = [line for axes in figure.axes for line in axes.lines if line.get_label() == "_dot"]
    assert len(dots) == 4
    places = [tuple(np.ravel(dot.get_xydata())) for dot in dots]
    for place in set(places):
        here = [dot for dot, at in zip(dots, places, strict=True) if at == place]
        upper = max(here, key=lambda dot: dot.get_zorder())
        assert upper.get_markersize() < min(d.get_markersize() for d in here if d is not upper)
        assert upper.get_markerfacecolor() == upper.get_markeredgecolor()


def test_a_symlog_axis_without_a_power_of_ten_beyond_1_has_numbers_there() -> None:
    (panel,) = compose(resolve_all(["gelu"]), xscale="symlog", span=(-4, 6)).panels
    assert panel.x.words == ("\u22122", "\u22121", "0", "1", "2", "5")
