"""Pictures of vector functions, gated units and random functions: each of its own kind."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

import actviz
from actviz import SpecError
from actviz.figures.compose.picture import compose
from actviz.figures.engines.braille import to_text
from actviz.figures.engines.matplotlib_figure import render
from actviz.figures.scene import contours, themes
from actviz.figures.scene.scene import Axis, Panel
from actviz.functions.gated import Gate
from actviz.functions.random_functions import Stochastic
from actviz.functions.vector.vector_function import VectorFunction
from actviz.lookup.registry import everything, resolve_all

GATES = [function for function in everything() if isinstance(function, Gate)]
RANDOM = [function for function in everything() if isinstance(function, Stochastic)]
VECTORS = [function for function in everything() if isinstance(function, VectorFunction)]


def only(*specs: str) -> Panel:
    (panel,) = compose(resolve_all(specs)).panels
    return panel


# --- gated units


@pytest.mark.parametrize("gate", GATES, ids=lambda gate: gate.name)
def test_contours_are_where_the_unit_has_their_level(gate: Gate) -> None:
    panel = compose([gate]).panels[0]
    field = panel.field
    assert field is not None
    assert 0.0 in field.levels
    assert len(field.levels) >= 5
    assert list(field.levels) == sorted(-level for level in field.levels)
    step = (field.x[-1] - field.x[0]) / (len(field.x) - 1)
    for curve, level in contours.contours(field):
        for part in curve.segments:
            u, v = np.array(part.x), np.array(part.y)
            # Within a cell a line is straight: as far off as the unit bends or changes there.
            slope = np.hypot(gate.partial(u, v, "u"), gate.partial(u, v, "v"))
            off = np.abs(np.asarray(gate(u, v)) - level)
            assert (off <= step * (slope + 0.05)).all(), level


def test_the_activated_input_is_named() -> None:
    assert [only(name).x.label for name in ("swiglu", "glu")] == ["u   (activated)", "u"]
    assert [only(name).y.label for name in ("swiglu", "glu")] == ["v", "v   (activated)"]


def test_hues_tell_the_sign_and_grow_with_the_size() -> None:
    inks = themes.theme("light")
    field = only("swiglu").field
    assert field is not None
    colours = contours.fills(field, inks)
    assert len(colours) == len(contours.steps(field)) - 1
    middle = len(colours) // 2
    assert colours[middle - 1] == colours[middle] == inks.paper
    reds, blues = ([int(colour[at : at + 2], 16) for colour in colours] for at in (1, 5))
    assert reds[middle:] == sorted(reds[middle:], reverse=True)  # above zero towards blue
    assert blues[:middle] == sorted(blues[:middle])  # below it towards orange
    assert len(set(colours)) == len(colours) - 1


def test_numbers_of_lines_keep_apart_and_inside() -> None:
    for specs in (("swiglu",), ("gtu",), ("glu", "swiglu", "reglu")):
        figure = render(compose(resolve_all(specs)))
        canvas: Any = FigureCanvasAgg(figure)
        renderer = canvas.get_renderer()
        listed = [
            text.get_window_extent(renderer)
            for axes in figure.axes
            for text in axes.texts
            if text.get_gid() == "level"
        ]
        assert len(listed) >= 5 * len(specs)
        for one, other in itertools.combinations(listed, 2):
            apart = one.x1 <= other.x0 or other.x1 <= one.x0
            assert apart or one.y1 <= other.y0 or other.y1 <= one.y0


def test_numbers_of_lines_stand_off_the_thick_line_of_zero() -> None:
    field = only("glu").field  # sigmoid(v)*u is 0 where u is, and beside it lines run close
    assert field is not None
    lines = [curve for curve, _ in contours.contours(field)]
    x = y = Axis(-4.0, 4.0)
    spots = contours.label_points(lines, [(0.8, 0.4)] * len(lines), x, y)
    off = [spot for line, spot in zip(lines, spots, strict=True) if line.label != "0"]
    assert all(spot is not None and abs(spot[0]) > 0.4 for spot in off)


def test_a_line_without_room_for_its_number_has_none() -> None:
    field = only("swiglu").field
    assert field is not None
    lines = [curve for curve, _ in contours.contours(field)]
    x = y = Axis(-4.0, 4.0)
    huge = contours.label_points(lines, [(5.0, 5.0)] * len(lines), x, y)
    assert sum(spot is not None for spot in huge) == 1
    assert contours.label_points(lines, [(9.0, 9.0)] * len(lines), x, y) == [None] * len(lines)


def test_several_gates_and_their_slopes_stand_side_by_side() -> None:
    scene = compose(resolve_all(["glu", "swiglu", "reglu"]))
    assert scene.layout == "grid"
    assert [panel.title for panel in scene.panels] == ["glu", "swiglu", "reglu"]
    slopes = compose(resolve_all(["swiglu"]), orders=(0, 1))
    assert [panel.title for panel in slopes.panels] == ["swiglu", "∂swiglu/∂u", "∂swiglu/∂v"]
    assert slopes.title == "swiglu and its partial derivatives"
    field = slopes.panels[1].field
    assert field is not None
    gate = actviz.gate("swiglu")
    assert field.z[10][200] == gate.partial(field.x[200], field.y[10], "u")
    with pytest.raises(ValueError, match="partial derivatives are the highest"):
        compose([gate], orders=(2,))


# --- random functions


@pytest.mark.parametrize("function", RANDOM, ids=lambda function: function.name)
def test_bands_hold_half_and_nine_tenths(function: Stochastic) -> None:
    panel = compose([function]).panels[0]
    wide = [band for band in panel.bands if band.share == min(b.share for b in panel.bands)]
    for band in wide:
        x = np.array(band.x[::40])
        assert list(band.low[::40]) == np.asarray(function.quantile(x, 0.05)).tolist()
        assert list(band.high[::40]) == np.asarray(function.quantile(x, 0.95)).tolist()
    mean = panel.curves[0]
    for segment in mean.segments:
        x = np.array(segment.x[1:-1:30])
        near = 1e-9 * (1 + np.abs(segment.y).max())
        assert list(segment.y[1:-1:30]) == pytest.approx(np.asarray(function.mean(x)), abs=near)
    labels = [curve.label for curve in panel.curves]
    assert labels in (["mean"], ["mean", "evaluation mode"])
    assert (len(labels) == 1) == ("mean = evaluation mode" in panel.x.label)


def test_where_mean_and_evaluation_differ_both_are_drawn() -> None:
    assert len(only("noisy_relu").curves) == 2
    assert len(only("rrelu").curves) == 1
    grid = compose(resolve_all(["rrelu", "noisy_relu"]))
    assert [len(panel.curves) for panel in grid.panels] == [2, 2]
    keys = [text.get_text() for text in render(grid).texts if text.get_gid() == "key"]
    assert keys == ["mean", "evaluation mode"]


def test_the_law_stands_above_the_picture() -> None:
    formula = compose(resolve_all(["eelu"])).formula
    assert formula is not None
    assert formula.head.startswith(r"s \sim \mathrm{U}(0, 0.1),\;\; k \sim \mathrm{N}(1, s^2)")


def test_slopes_of_a_random_function_are_not_drawn() -> None:
    with pytest.raises(ValueError, match="actviz derive rrelu"):
        compose(resolve_all(["rrelu"]), orders=(0, 1))


# --- vectors


@pytest.mark.parametrize("function", VECTORS, ids=lambda function: function.name)
def test_every_vector_function_has_a_picture(function: VectorFunction) -> None:
    panel = compose([function]).panels[0]
    assert panel.curves
    assert all(curve.segments for curve in panel.curves)
    assert "the others stay: x₂ = 0, x₃ = 2" in panel.x.label
    assert ("without noise" in panel.x.label) == (function.name == "gumbel_softmax")
    for curve in panel.curves:
        ys = [y for segment in curve.segments for y in segment.y]
        room = 1e-9 * (panel.y.high - panel.y.low)
        assert panel.y.low - room <= min(ys) <= max(ys) <= panel.y.high + room


def test_a_jump_has_an_open_and_a_closed_end() -> None:
    first, _, third = only("hardmax").curves
    # Of equal scores the first wins, so at x = 2 the first component is 1.
    assert {(dot.x, dot.y, dot.closed) for dot in first.dots} == {(2, 0, False), (2, 1, True)}
    assert {(dot.x, dot.y, dot.closed) for dot in third.dots} == {(2, 1, False), (2, 0, True)}


def test_components_that_stay_are_left_out_of_many() -> None:
    assert [curve.label for curve in only("crelu").curves] == ["crelu₁", "crelu₄"]
    assert [curve.label for curve in only("maxout").curves] == ["maxout₁", "maxout₂"]
    assert [curve.label for curve in only("logsumexp").curves] == ["logsumexp"]


def test_side_by_side_a_component_keeps_its_ink() -> None:
    scene = compose(resolve_all(["softmax", "sparsemax", "entmax15"]))
    assert scene.layout == "grid"
    strokes = [[curve.stroke for curve in panel.curves] for panel in scene.panels]
    assert strokes[0] == strokes[1] == strokes[2]
    keys = [text.get_text() for text in render(scene).texts if text.get_gid() == "key"]
    assert keys == ["f₁", "f₂", "f₃"]


# --- together


@pytest.mark.parametrize(
    ("specs", "grid", "message"),
    [
        (["relu", "softmax"], False, "relu is elementwise and softmax is a function of a whole"),
        (["relu", "rrelu"], False, "each in its own panel with grid"),
        (["relu", "swiglu"], True, "swiglu is a gated unit of two inputs; draw them in two"),
    ],
)
def test_kinds_that_share_no_axes(specs: list[str], grid: bool, message: str) -> None:
    with pytest.raises(SpecError, match=message):
        compose(resolve_all(specs), grid=grid)


def test_kinds_in_panels_of_one_grid() -> None:
    scene = compose(resolve_all(["relu", "rrelu", "softmax"]), grid=True)
    assert [len(panel.bands) for panel in scene.panels] == [0, 2, 0]
    assert len({(panel.y.low, panel.y.high) for panel in scene.panels}) == 1
    render(scene)


def test_in_the_terminal() -> None:
    text = to_text(compose(resolve_all(["swiglu"])), 70, 20, colour=False, ascii=True)
    assert text.isascii()
    assert "-10" in text.splitlines()[-2]
    text = to_text(compose(resolve_all(["rt_relu"])), 70, 20, colour=False, ascii=False)
    assert "mean" in text.splitlines()[-1]
    # The edges of the bands are lines too: more is drawn than two curves.
    dots = sum(sign > "⠀" for line in text.splitlines() for sign in line if "⠀" <= sign <= "⣿")
    assert dots > 150


def test_a_poster_holds_functions_of_every_kind() -> None:
    functions = resolve_all(["relu", "softmax", "swiglu", "rrelu"])
    scene = compose(functions, grid=True, own_axes=True)
    assert [panel.title for panel in scene.panels] == ["relu", "softmax", "swiglu", "rrelu"]
    assert [bool(panel.field) for panel in scene.panels] == [False, False, True, False]
    assert render(scene).axes
