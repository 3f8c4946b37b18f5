"""Where labels go: geometry alone."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import isotonic_regression

from actviz.figures.compose.picture import compose
from actviz.figures.layout.label_places import Wanted, places
from actviz.figures.layout.labels import Lettering, arranged
from actviz.figures.layout.margin_labels import spread
from actviz.figures.layout.raster import InkMap
from actviz.figures.layout.text_size import Ruler
from actviz.figures.layout.ticks import number_word, ticks
from actviz.figures.layout.type_sizes import Font
from actviz.figures.scene import themes
from actviz.figures.scene.scene import Panel
from actviz.lookup.registry import resolve_all


@given(st.lists(st.tuples(st.floats(-50, 250), st.floats(5, 20)), min_size=1, max_size=10))
def test_spread_keeps_order_and_distance(wanted: list[tuple[float, float]]) -> None:
    middles, heights = zip(*wanted, strict=True)
    result = spread(middles, heights, 0.0, 200.0)
    order = sorted(range(len(result)), key=lambda i: result[i])
    for low, high in itertools.pairwise(order):
        assert result[high] - result[low] >= (heights[low] + heights[high]) / 2 - 1e-6
    assert min(f - h / 2 for f, h in zip(result, heights, strict=True)) >= -1e-6
    if sum(heights) <= 200:
        assert max(f + h / 2 for f, h in zip(result, heights, strict=True)) <= 200 + 1e-6


def test_spread_leaves_alone_what_does_not_overlap() -> None:
    assert spread([10.0, 50.0, 90.0], [10.0] * 3, 0.0, 100.0) == [10.0, 50.0, 90.0]


def test_a_label_stands_beside_its_curve() -> None:
    line = np.array([(0.0, 20.0), (200.0, 20.0)])
    field = InkMap(200.0, 100.0, [[line]])
    (place,) = places(field, [Wanted(30.0, 10.0, curve=0)])
    assert place is not None
    assert place.leader is None
    box = place.box
    assert box.y > 20 or box.y + box.height < 20


def test_no_room_is_said() -> None:
    lines = [[np.array([(0.0, y), (100.0, y)])] for y in np.arange(0, 100, 6.0)]
    field = InkMap(100.0, 100.0, lines)
    assert places(field, [Wanted(30.0, 10.0, curve=3)]) == [None]


@given(st.floats(-1e6, 1e6), st.floats(1e-6, 1e6), st.integers(2, 12))
def test_ticks_are_round_and_inside(low: float, size: float, count: int) -> None:
    high = low + size
    if not high - low > 1e-9 * abs(low):
        return
    places_, words = ticks(low, high, count)
    assert len(places_) == len(words) <= 3 * count + 2
    assert all(low - 1e-6 * size <= place <= high + 1e-6 * size for place in places_)


def test_numbers_as_words() -> None:
    assert number_word(-0.16997120747) == "−0.17"
    assert number_word(0.25) == "0.25"
    assert number_word(-0.0) == "0"
    assert number_word(1e-7) == "1e−7"


@given(st.lists(st.tuples(st.floats(-50, 250), st.floats(5, 20)), min_size=1, max_size=10))
def test_spread_moves_labels_as_little_as_can_be(wanted: list[tuple[float, float]]) -> None:
    middles, heights = (np.array(part) for part in zip(*wanted, strict=True))
    order = np.argsort(middles, kind="stable")
    before = np.cumsum(heights[order]) - heights[order] / 2
    # Least squares in order, distances taken off: isotonic regression.
    best = isotonic_regression(middles[order] - before).x + before
    result = np.array(spread(list(middles), list(heights), -1e4, 1e4))[order]
    np.testing.assert_allclose(result, best, atol=1e-6)


FALLING = {"-x": -3.0, "1-x": -2.0, "x": 3.0, "-tanh(x)": -0.9950547536867305, "exp(-x)": 0.0498}


def up_to(high: float, panel: Panel) -> Panel:
    return replace(panel, y=replace(panel.y, low=-high, high=high))


@pytest.mark.parametrize("height", [60.0, 240.0])
def test_a_label_in_the_margin_stands_where_its_curve_ends(height: float) -> None:
    scene = compose(resolve_all(list(FALLING)), span=(-3.0, 3.0))
    panel = up_to(4.0, scene.panels[0])
    ruler = Ruler(themes.theme("light"))
    font = Font(9.0)
    layout = arranged(panel, 400.0, height, 90.0, ruler, font, font)
    margin = [item for item in layout.items if item.box.x > 270.0]
    assert {item.text for item in margin} == {curve.label for curve in panel.curves}
    at = {item.text: item.box.y + item.descent + 0.36 * font.size for item in margin}
    leaders = 0
    for curve, end in zip(panel.curves, FALLING.values(), strict=True):
        (item,) = (item for item in margin if item.text == curve.label)
        wanted = (end + 4) / 8 * height
        if item.lines:
            ((x0, y0, x1, y1), dashes) = item.lines[0]
            assert dashes is None
            assert 310 <= x0 < x1 < item.box.x
            assert abs(y0 - wanted) < 0.05
            assert abs(y1 - at[item.text]) < 1e-9
            leaders += 1
        else:
            assert abs(at[item.text] - wanted) <= 2.05
    assert (leaders > 0) is (height == 60.0)  # where there is little room, they make way
    assert sorted(at, key=lambda text: at[text]) == [
        curve.label
        for curve, _ in sorted(
            zip(panel.curves, FALLING.values(), strict=True), key=lambda pair: pair[1]
        )
    ]
    assert layout.margin == max(item.box.x + item.box.width for item in margin) - 310.0


def test_a_curve_that_leaves_the_panel_has_no_label_in_the_margin() -> None:
    scene = compose(resolve_all(["-x**3", "x"]), span=(-3.0, 3.0))
    ruler, font = Ruler(themes.theme("light")), Font(9.0)
    layout = arranged(up_to(4.0, scene.panels[0]), 400.0, 200.0, 90.0, ruler, font, font)
    assert [
        item.box.x > 310.0 for item in layout.items if "3" in item.text or "³" in item.text
    ] == [False]


def test_a_leader_ends_short_of_its_label() -> None:
    scene = compose(resolve_all(["relu", "leaky_relu", "elu", "selu", "softplus"]))
    ruler, font = Ruler(themes.theme("light")), Font(9.0)
    layout = arranged(scene.panels[0], 300.0, 180.0, 30.0, ruler, font, font)
    leaders = 0
    for item in layout.items:
        for line, dashes in item.lines:
            if dashes is not None or item.box.x > 310:
                continue
            x, y = line[2], line[3]
            away = max(item.box.x - x, x - item.box.x - item.box.width, 0.0)
            up = max(item.box.y - y, y - item.box.y - item.box.height, 0.0)
            assert np.hypot(away, up) > 1.7  # a prime at its corner is not run into
            leaders += 1
    assert leaders


def remarks(texts: dict[float, str], names: list[str], **options: object) -> Lettering:
    panel = compose(resolve_all(names), annotate=list(texts.items()), **options).panels[0]
    return arranged(panel, 400.0, 220.0, 40.0, Ruler(themes.theme("light")), Font(9.0), Font(8.0))


def test_a_long_remark_is_broken_into_lines_beside_the_axes_and_not_on_them() -> None:
    text = "here it passes through the origin with a slope of exactly one half, as all of them do"
    panel = compose(resolve_all(["gelu"])).panels[0]
    result = remarks({0.0: text}, ["gelu"])
    lines = [item for item in result.items if item.note and item.text in text]
    assert " ".join(line.text for line in lines) == text
    assert len(lines) > 1
    assert [line.point is not None for line in lines] == [True, *[False] * (len(lines) - 1)]
    x, y = (-panel.x.low / (panel.x.high - panel.x.low) * 360, 0.0)
    y = -panel.y.low / (panel.y.high - panel.y.low) * 220
    for line in lines:
        box = line.box
        assert not box.x < x < box.x + box.width
        assert not box.y < y < box.y + box.height
    tops = [line.box.y for line in lines]
    assert all(above - below >= 8.0 for above, below in itertools.pairwise(tops))


def test_remarks_close_together_do_not_shut_each_other_out() -> None:
    texts = {0.0: "kink", 2.0: "slope 1", -2.0: "slope 0", -2.2: "dead"}
    assert {item.text for item in remarks(texts, ["relu"]).items} >= set(texts.values())


def test_a_label_does_not_stand_on_a_shaded_stretch() -> None:
    panel = compose(resolve_all(["sigmoid", "tanh"]), saturated=True).panels[0]
    ruler, font = Ruler(themes.theme("light")), Font(9.0)
    layout = arranged(panel, 400.0, 240.0, 0.0, ruler, font, font)
    half = themes.SHADOW[0] * ruler.inks.width / 2
    scale = 400.0 / (panel.x.high - panel.x.low), 240.0 / (panel.y.high - panel.y.low)
    assert {item.text for item in layout.items} == {"sigmoid", "tanh"}
    for item in layout.items:
        for segment in (line for shadow in panel.shadows for line in shadow.segments):
            x = (np.array(segment.x) - panel.x.low) * scale[0]
            y = (np.array(segment.y) - panel.y.low) * scale[1]
            under = y[(x > item.box.x) & (x < item.box.x + item.box.width)]
            clear = (under + half < item.box.y + 0.1) | (
                under - half > item.box.y + item.box.height
            )
            assert clear.all(), item.text


def test_of_a_curve_that_swings_ever_wider_no_extremum_is_called_the_largest() -> None:
    assert compose(resolve_all(["x*sin(50*x)"])).panels[0].marks == ()
    (low, high) = compose(resolve_all(["sin(50*x)"]), span=(-3.0, 3.0)).panels[0].marks
    assert (low.y, high.y) == pytest.approx((-1.0, 1.0))
