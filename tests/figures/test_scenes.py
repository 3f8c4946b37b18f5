"""Scenes are values: they are asked, not drawn."""

from __future__ import annotations

import math
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

import actviz
from actviz.figures.compose.picture import compose
from actviz.figures.scene.scene import Panel, Scene
from actviz.functions.elementwise import Activation, SpecError
from tests.figures.conftest import Make, Sweep


def own(formula: str, **options: object) -> Scene:
    return compose([Activation(name=formula, formula=formula)], **options)


def only(scene: Scene) -> Panel:
    (panel,) = scene.panels
    return panel


def test_a_scene_is_a_value(make: Make) -> None:
    assert compose(make("relu", "gelu")) == compose(make("relu", "gelu"))
    assert hash(compose(make("relu"))) == hash(compose(make("relu")))


def test_composing_loads_no_matplotlib() -> None:
    code = (
        "import sys\n"
        "from actviz.functions.elementwise import Activation\n"
        "from actviz.figures.compose.picture import compose\n"
        "from actviz.figures.engines.braille import to_text\n"
        "to_text(compose([Activation(name='r', formula='max(x, 0)')]), 60, 12, True, False)\n"
        "sys.exit('matplotlib' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("formula", ["max(x, 0)", "clip(x, -1, 2)", "abs(x - 1/3)"])
@pytest.mark.parametrize("points", [None, 100, 2])
def test_kinks_are_vertices(formula: str, points: int | None) -> None:
    function = Activation(name="f", formula=formula)
    (curve,) = only(compose([function], points=points)).curves
    (segment,) = curve.segments
    kinks = {"max(x, 0)": [0.0], "clip(x, -1, 2)": [-1.0, 2.0], "abs(x - 1/3)": [1 / 3]}[formula]
    for kink in kinks:
        assert kink in segment.x
        assert segment.y[segment.x.index(kink)] == pytest.approx(float(function(kink)), abs=1e-15)


def test_a_straight_line_needs_no_points_between(make: Make) -> None:
    (curve,) = only(compose(make("relu"))).curves
    assert curve.segments[0].x == (-5.0, 0.0, 5.0)
    assert curve.segments[0].y == (0.0, 0.0, 5.0)


def test_a_step_is_two_pieces_with_an_open_and_a_closed_end(make: Make) -> None:
    (curve,) = only(compose(make("step"))).curves
    left, right = curve.segments
    assert (left.x[-1], left.y[-1]) == (0.0, 0.0)
    assert (right.x[0], right.y[0]) == (0.0, 1.0)
    assert set(left.y) == {0.0}
    assert set(right.y) == {1.0}
    assert {(dot.y, dot.closed) for dot in curve.dots} == {(0.0, False), (1.0, True)}


def test_a_value_of_its_own_at_a_jump_is_a_dot(make: Make) -> None:
    (curve,) = only(compose(make("sign"))).curves
    assert {(dot.y, dot.closed) for dot in curve.dots} == {(-1, False), (0, True), (1, False)}


def test_jumps_at_the_borders_have_inner_ends_only(make: Make) -> None:
    panel = only(compose(make("floor"), span=(-2.0, 2.0)))
    (curve,) = panel.curves
    assert len(curve.segments) == 4
    assert all(panel.y.low < dot.y < panel.y.high for dot in curve.dots)
    assert [dot.y for dot in curve.dots if dot.x == -2.0] == [-2.0]
    assert [dot.y for dot in curve.dots if dot.x == 2.0] == [1.0]


def test_a_pole_is_a_gap(make: Make) -> None:
    panel = only(compose(make("inverse")))
    (curve,) = panel.curves
    assert len(curve.segments) == 2
    assert curve.segments[0].x[-1] < 0 < curve.segments[1].x[0]
    assert not curve.dots
    assert panel.y.high < 20


@pytest.mark.parametrize(
    "formula", ["1/x", "sin(x)/cos(x)", "exp(exp(x))", "x**9", "exp(x*x)", "log(abs(x))"]
)
def test_no_coordinate_is_huge(formula: str) -> None:
    panel = only(own(formula))
    size = panel.y.high - panel.y.low
    for curve in panel.curves:
        for segment in curve.segments:
            assert len(segment.x) == len(segment.y) >= 2
            assert all(math.isfinite(v) for v in (*segment.x, *segment.y))
            assert all(
                panel.y.low - 1.01 * size <= y <= panel.y.high + 1.01 * size for y in segment.y
            )
            assert list(segment.x) == sorted(segment.x)


def test_one_sided_domains(make: Make) -> None:
    panel = only(compose(make("log")))
    assert panel.x.low == pytest.approx(-0.2)
    assert panel.x.high == 5
    (segment,) = panel.curves[0].segments
    assert 0 < segment.x[0] < 0.1
    root = only(own("sqrt(x)")).curves[0].segments[0]
    assert (root.x[0], root.y[0]) == (0.0, 0.0)
    circle = only(own("sqrt(1 - x**2)"))
    assert circle.curves[0].segments[0].x[0] == -1.0
    assert circle.y.low < 0 < 1 < circle.y.high


@pytest.mark.parametrize("formula", ["log(-1 - x**2)", "0*x/(x - x)"])
def test_nowhere_defined_is_told_by_name(formula: str) -> None:
    with pytest.raises(ValueError, match="bad") as error:
        compose([Activation(name="bad", formula=formula)])
    assert "no real finite value" in str(error.value)


def test_undefined_in_the_range_is_told_by_name(make: Make) -> None:
    with pytest.raises(ValueError, match="log has no real finite value"):
        compose(make("log"), span=(-3.0, -1.0))


@pytest.mark.parametrize(
    ("name", "reach"), [("relu", 5), ("sigmoid", 6), ("tanh", 4), ("gelu", 4), ("relu6", 8)]
)
def test_the_range_of_x_shows_where_something_happens(make: Make, name: str, reach: float) -> None:
    panel = only(compose(make(name)))
    assert (panel.x.low, panel.x.high) == (-reach, reach)


@pytest.mark.parametrize("scale", [1e-3, 0.1, 1.0, 20.0])
def test_the_range_of_x_follows_the_scale(scale: float) -> None:
    panel = only(own(f"sigmoid(x/{scale})"))
    assert 4 * scale < panel.x.high < 10 * scale


@pytest.mark.parametrize("formula", ["where(x > 0, sqrt(x), 0)", "where(x > 0, x**0.3, 0)"])
def test_a_root_has_no_scale_though_it_turns_at_zero_most(formula: str) -> None:
    panel = only(own(formula))
    assert (panel.x.low, panel.x.high) == (-5, 5)


def test_fast_swings_are_still_told_apart() -> None:
    panel = only(own("sin(30*x)"))
    assert panel.x.high <= 1
    xs = panel.curves[0].segments[0].x
    assert len(xs) > 300


def test_an_explosion_does_not_flatten_the_others(make: Make) -> None:
    panel = only(compose(make("exp", "cube", "tanh", "relu")))
    assert panel.y.high - panel.y.low < 4 * panel.x.high


@pytest.mark.parametrize("formula", ["exp(1/x)", "x*exp(1/x)", "exp(1/x**2)"])
def test_what_overflows_beside_zero_is_no_scale(formula: str) -> None:
    panel = only(own(formula))
    assert (panel.x.low, panel.x.high) == (-5, 5)
    assert panel.y.high < 1000


def test_fast_swings_in_a_wide_range_are_followed() -> None:
    panel = only(own("sin(30*x)", span=(-6.0, 6.0)))
    (segment,) = panel.curves[0].segments
    peaks = sum(y > 0.999 for y in segment.y)
    assert peaks >= 57


def test_extrema_are_marked_with_their_values(make: Make) -> None:
    (mark,) = only(compose(make("gelu"))).marks
    assert mark.x == pytest.approx(-0.7517915246, abs=1e-6)
    assert mark.text == "min −0.17 at x = −0.7518"
    assert not mark.above
    assert not only(compose(make("gelu", "silu"))).marks
    assert len(only(own("sin(30*x)")).marks) == 2


def test_a_constant(make: Make) -> None:
    panel = only(own("3 + 0*x"))
    assert panel.y.low < 0 < 3 < panel.y.high


def test_asymptotes_are_faint_lines_unless_the_curve_runs_along_them(make: Make) -> None:
    assert {guide.offset for guide in only(compose(make("tanh"))).guides} == {-1.0, 1.0}
    (slanted,) = only(compose(make("gelu"))).guides
    assert (slanted.slope, slanted.offset, slanted.low) == (1.0, 0.0, 0.0)
    assert not only(compose(make("relu"))).guides
    assert not only(compose(make("step"))).guides
    assert not only(compose(make("relu", "gelu"))).guides


def test_orders(make: Make) -> None:
    panel = only(compose(make("gelu"), orders=(0, 1)))
    function, slope = panel.curves
    assert (function.label, slope.label) == ("gelu", "gelu′")
    assert function.stroke.hue == slope.stroke.hue
    assert function.stroke.dash != slope.stroke.dash
    stacked = compose(make("gelu"), orders=(0, 1, 2), panels=True)
    assert stacked.layout == "stack"
    assert [panel.title for panel in stacked.panels] == ["gelu(x)", "gelu′(x)", "gelu″(x)"]
    assert len({(panel.x.low, panel.x.high) for panel in stacked.panels}) == 1
    assert stacked.title == "gelu and its first two derivatives"


def test_a_sweep_is_a_family_in_one_hue(sweep: Sweep) -> None:
    scene = compose(sweep([0.25, 0.5, 1, 2]))
    curves = only(scene).curves
    assert [curve.label for curve in curves] == ["α = 0.25", "α = 0.5", "α = 1", "α = 2"]
    assert {curve.stroke.hue for curve in curves} == {0}
    shades = [curve.stroke.shade or 0.0 for curve in curves]
    assert shades == sorted(shades)
    assert scene.title == "elu for different α"
    assert scene.formula is not None


def test_strokes_tell_sixteen_curves_apart() -> None:
    functions = [Activation(name=f"f{i}", formula=f"x + {i}") for i in range(16)]
    strokes = {
        (curve.stroke.hue % 8, curve.stroke.dash % 6) for curve in only(compose(functions)).curves
    }
    assert len(strokes) == 16


def test_a_grid_shares_its_axes(make: Make) -> None:
    scene = compose(make("relu", "sigmoid", "step", "exp", "gelu"), grid=True)
    assert scene.layout == "grid"
    assert len({(panel.x, panel.y) for panel in scene.panels}) == 1
    assert scene.columns * scene.rows >= 5
    assert [panel.title for panel in scene.panels] == ["relu", "sigmoid", "step", "exp", "gelu"]


def test_a_vector_function_says_what_stays_where_it_is() -> None:
    panel = only(compose([actviz.vector("softmax")]))
    assert len(panel.curves) == 3
    assert "the others stay: x₂ = 0, x₃ = 2" in panel.x.label
    totals = zip(*(curve.segments[0].y[:1] for curve in panel.curves), strict=True)
    assert all(sum(values) == pytest.approx(1) for values in totals)
    slopes = only(compose([actviz.vector("softmax")], orders=(1,)))
    assert slopes.curves[0].label == "∂softmax₁/∂x₁"


def test_a_vector_function_has_no_place_among_curves(make: Make) -> None:
    with pytest.raises(SpecError, match="softmax"):
        compose([*make("relu"), actviz.vector("softmax")])
    grid = compose([*make("relu"), actviz.vector("softmax")], grid=True)
    assert [len(panel.curves) for panel in grid.panels] == [1, 3]


@pytest.mark.parametrize(
    "options",
    [
        {"span": (1.0, 1.0)},
        {"span": (2.0, 1.0)},
        {"span": (0.0, math.inf)},
        {"theme": "neon"},
        {"orders": ()},
    ],
)
def test_requests_that_make_no_sense(make: Make, options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"range|theme|order"):
        compose(make("relu"), **options)


def test_nothing_to_draw() -> None:
    with pytest.raises(ValueError, match="no function"):
        compose([])


def test_formulas_are_set_in_cases(sweep: Sweep, make: Make) -> None:
    formula = compose(sweep([1.0])).formula
    assert formula is not None
    assert [len(row) for row in formula.rows] == [2, 2]
    assert formula.rows[1][1].endswith("0")
    digits = own("1.0507009873554805*x").formula
    assert digits is not None
    assert r"1.05070\ldots" in digits.rows[0][0]
    assert compose(make("relu", "gelu")).formula is None


def test_long_labels_are_elided() -> None:
    functions = [
        Activation(name=text, formula=text)
        for text in ("x*tanh(softplus(x)) + 0.25*sin(x)*sigmoid(3*x)", "max(x, 0)")
    ]
    assert max(len(curve.label) for curve in only(compose(functions)).curves) <= 34


def test_panels_with_axes_of_their_own_show_where_something_happens() -> None:
    functions = [actviz.get(name) for name in ("sigmoid", "siren", "softcap", "binary_step")]
    scene = compose(functions, grid=True, own_axes=True)
    spans = {panel.title: (panel.x.low, panel.x.high) for panel in scene.panels}
    assert spans["siren"][1] < 3 < spans["sigmoid"][1] < 30 < spans["softcap"][1]
    for panel, function in zip(scene.panels, functions, strict=True):
        y = np.asarray(function(np.linspace(panel.x.low, panel.x.high, 301)))
        assert panel.y.low <= y.min() < y.max() <= panel.y.high
    shared = compose(functions, grid=True)
    assert len({(panel.x.low, panel.x.high) for panel in shared.panels}) == 1


def test_a_prime_belongs_to_the_whole_function() -> None:
    formula = Activation(name="x**3 - x", formula="x**3 - x")
    elu = actviz.get("elu:alpha=2")
    shown = compose([formula, elu], orders=(0, 1))
    labels = [curve.label for curve in only(shown).curves]
    assert labels == ["x³ − x", "elu (α = 2)", "(x³ − x)′", "elu′ (α = 2)"]
    assert [one.title for one in compose([formula], orders=(0, 1), panels=True).panels] == [
        "f(x)",
        "f′(x)",
    ]


@pytest.mark.parametrize("other", ["sin(1/x)", "1/x**2", "x**3"])
def test_a_constant_beside_it_hides_no_curve(other: str) -> None:
    step, curve = (Activation(name=word, formula=word) for word in ("sign(x)", other))
    _, slopes = compose([step, curve], orders=(0, 1), panels=True).panels
    low, high = slopes.y.low, slopes.y.high
    drawn = [y for one in slopes.curves[1].segments for y in one.y]
    assert sum(low < y < high for y in drawn) > len(drawn) / 4


def test_only_kinks_are_corners(make: Make) -> None:
    wave = own("sin(1/x)")
    assert [one.sharp for one in only(wave).curves] == [False]  # mitred, its turns were spikes
    assert [one.sharp for one in only(compose(make("relu"))).curves] == [True]
