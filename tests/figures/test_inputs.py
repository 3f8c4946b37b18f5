"""Histograms under curves: bars against NumPy's, what is filled, what is written, where."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_hex
from numpy.typing import NDArray

from actviz.figures.compose.histograms import inputs_scene
from actviz.figures.engines.braille import to_text
from actviz.figures.engines.matplotlib_figure import render
from actviz.figures.scene import themes
from actviz.figures.scene.scene import Band, Panel, Scene
from actviz.functions.elementwise import Activation
from actviz.lookup.registry import get
from actviz.networks.inspection import LayerInputs
from actviz.networks.regions import regions

Float64 = NDArray[np.float64]
DRAW = np.random.default_rng(4)
NORMAL = DRAW.normal(-0.5, 1.3, 50_000)


def scene_of(names: list[str], data: dict[str, Any], **options: Any) -> Scene:
    functions: list[Activation] = [get(name) for name in names]
    where = [(function, regions(function)) for function in functions]
    listed = []
    for name, values in data.items():
        listed.append(LayerInputs(name, where, sketched=True))
        listed[-1].add(np.asarray(values, dtype=float))
    return inputs_scene(functions, listed, **options)


def bars(band: Band) -> tuple[Float64, Float64]:
    """Edges and heights of an area in steps."""
    assert set(band.low) == {0.0}
    assert all(a == b for a, b in zip(band.high[::2], band.high[1::2], strict=True))
    assert all(a == b for a, b in zip(band.x[1:-1:2], band.x[2::2], strict=True))
    return np.array([*band.x[::2], band.x[-1]]), np.array(band.high[::2])


def spoken(panel: Panel) -> list[str]:
    return [remark.text for remark in panel.remarks]


def test_bars_are_as_tall_as_counting_says() -> None:
    panel = scene_of(["sigmoid"], {"fc": NORMAL}).panels[1]
    edges, heights = bars(panel.bands[0])
    counts = np.histogram(NORMAL, edges)[0] / np.diff(edges)
    assert heights.max() == 1
    # The sketch shares out what an edge cuts: a 2048th of x, beside bins of a 160th of the window.
    assert np.abs(heights - counts / counts.max()).max() < 0.02
    assert 0.0 in edges
    assert 24 <= len(heights) <= 162


def test_what_is_dead_is_filled_to_its_border_and_no_further() -> None:
    panel = scene_of(["soft_shrink"], {"fc": NORMAL}).panels[1]
    whole, dead = panel.bands
    edges, heights = bars(whole)
    inner, tall = bars(dead)
    assert (inner[0], inner[-1]) == (-0.5, 0.5)
    for (left, right), height in zip(pairwise(inner), tall, strict=True):
        under = heights[(edges[:-1] <= left) & (edges[1:] >= right)]
        assert under.tolist() == [height]
    assert whole.stroke is None
    assert dead.stroke is not None
    assert dead.share > whole.share


def test_saturated_is_told_from_dead_by_its_ink() -> None:
    saturated = scene_of(["elu"], {"fc": 3 * NORMAL}).panels[1].bands[1]
    dead = scene_of(["relu"], {"fc": NORMAL}).panels[1].bands[-1]
    assert saturated.x[-1] == pytest.approx(np.log(0.01))  # where e^x = 0.01
    assert dead.x[-1] == 0
    assert saturated.share < dead.share


def test_the_window_holds_the_function_and_the_data() -> None:
    own = scene_of(["gelu"], {"fc": [0.1, 0.2]}).panels[0].x
    assert (own.low, own.high) == (-4, 4)
    wide = np.r_[DRAW.uniform(0, 90, 10_000), 1e9]
    axis = scene_of(["gelu"], {"a": [0.0], "b": wide}).panels[0].x
    assert axis.low == -4
    assert np.quantile(wide, 0.999) < axis.high < 100
    narrow = scene_of(["gelu"], {"a": NORMAL}, span=(-1.0, 2.0)).panels[1]
    assert (narrow.x.low, narrow.x.high) == (-1, 2)
    outside = np.mean((NORMAL < -1) | (NORMAL > 2))
    assert spoken(narrow)[-1] == f"{100 * outside:.1f} % beyond the picture"


def test_remarks_say_what_is_lost() -> None:
    data = {"a": [-1.0, -2.0, 3.0, 7.0, np.nan], "b": [1.0, 2.0], "c": [np.inf]}
    panels = scene_of(["relu6"], data).panels[1:]
    assert [panel.title for panel in panels] == ["a", "b", "c"]
    assert spoken(panels[0])[:3] == ["5 inputs", "75 % dead", "1 not finite"]
    assert spoken(panels[1]) == ["2 inputs", "0 % saturated"]
    assert spoken(panels[2]) == ["1 input", "1 not finite"]
    assert panels[2].bands == ()


def test_several_functions_have_strips_below_the_bars() -> None:
    panel = scene_of(["relu", "hard_tanh"], {"fc": NORMAL}).panels[1]
    strips = [band for band in panel.bands if max(band.high) < 0]
    strong: dict[int, list[tuple[float, float]]] = {}
    for band in strips:
        if band.share > 0.9:
            assert band.stroke is not None
            strong.setdefault(band.stroke.hue, []).append((band.x[0], band.x[-1]))
    low, high = panel.x.low, panel.x.high
    assert strong == {0: [(low, 0)], 1: [(low, -1), (1, high)]}
    assert panel.y.low < min(min(band.low) for band in strips)
    assert spoken(panel)[1:3] == [
        f"relu: {100 * np.mean(NORMAL <= 0):.1f} % dead",
        f"hard_tanh: {100 * np.mean(np.abs(NORMAL) >= 1):.1f} % dead",
    ]


def test_one_value_that_comes_again_and_again_does_not_flatten_the_others() -> None:
    values = np.r_[np.full(20_000, 0.25), NORMAL]
    panel = scene_of(["gelu"], {"fc": values}).panels[1]
    edges, heights = bars(panel.bands[0])
    assert np.sort(heights)[-2:].tolist() == [pytest.approx(1 / 1.5), 1]
    inside = np.histogram(values, edges)[0].max() / len(values)
    assert spoken(panel)[-1] == f"tallest bar cut: {100 * inside:.1f} %"
    # A constant alone stands as it is.
    alone = scene_of(["gelu"], {"fc": np.full(50, 2.0)}).panels[1]
    assert spoken(alone) == ["50 inputs", "0 % saturated"]


def test_curves_stand_above_and_only_the_last_panel_names_the_axis() -> None:
    scene = scene_of(["tanh"], {"a": NORMAL, "b": NORMAL}, orders=(0, 1), panels=True)
    assert [bool(panel.curves) for panel in scene.panels] == [True, True, False, False]
    assert [panel.x.label for panel in scene.panels] == ["", "", "", "x"]
    assert len({(panel.x.low, panel.x.high) for panel in scene.panels}) == 1
    taller = scene_of(["tanh"], {str(place): NORMAL for place in range(5)})
    assert taller.size[1] > scene_of(["tanh"], {"a": NORMAL}).size[1] + 3


def test_many_layers_have_lower_histograms_and_a_size_too_small_is_refused() -> None:
    few, many = (scene_of(["tanh"], {str(n): [0.0] for n in range(count)}) for count in (6, 7))
    assert many.panels[1].share < few.panels[1].share
    assert many.size[1] < few.size[1]
    with pytest.raises(ValueError, match="a height of 4 inches has no room for 8 panels"):
        render(scene_of(["tanh"], {str(n): [0.0] for n in range(7)}, size=(6.0, 4.0)))


def test_more_layers_than_a_picture_holds_are_refused() -> None:
    with pytest.raises(ValueError, match="61 layers do not fit"):
        scene_of(["relu"], {str(place): [1.0] for place in range(61)})


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
def test_the_engine_draws_bars_and_remarks_where_they_belong(theme: str) -> None:
    names = ["relu", "hard_tanh", "silu"]
    scene = scene_of(names, {"fc1": NORMAL, "fc2": 2 * NORMAL}, theme=theme)
    figure = render(scene)
    inks = themes.theme(theme)
    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    curves, first, second = figure.axes
    assert curves.get_position().height > 1.5 * first.get_position().height
    assert len({axes.get_xlim() for axes in figure.axes}) == 1
    assert first.get_position().height == pytest.approx(second.get_position().height)
    width, height = figure.get_size_inches() * figure.dpi
    for axes, panel in zip((first, second), scene.panels[1:], strict=True):
        areas = [one for one in axes.collections if isinstance(one, PolyCollection)]
        assert len(areas) == len(panel.bands)
        plain = themes.mixed(inks.paper, inks.quiet, panel.bands[0].share)
        assert to_hex(tuple(np.asarray(areas[0].get_facecolor())[0])) == plain
        texts = [text for text in axes.texts if text.get_gid() == "remark"]
        assert [text.get_text() for text in texts] == spoken(panel)
        ink = [themes.colour(remark.stroke, inks) for remark in panel.remarks]
        assert [text.get_color() for text in texts] == ink
        boxes = [text.get_window_extent() for text in texts]
        assert all(box.x0 >= 0 and box.x1 <= width and box.y1 <= height for box in boxes)
        assert min(box.y0 for box in boxes) > axes.get_window_extent().y1 - 1
        for place, box in enumerate(boxes):
            assert not any(box.overlaps(other) for other in boxes[place + 1 :])
    lowest = first.get_window_extent().y0
    remarks = [text for text in second.texts if text.get_gid() == "remark"]
    assert max(text.get_window_extent().y1 for text in remarks) < lowest


def test_the_terminal_shows_bars_and_remarks_too() -> None:
    scene = scene_of(["relu"], {"fc": [-1.0, -1.0, -1.0, 2.0]})
    text = to_text(scene, 60, 24, False, True)
    assert "fc   4 inputs   75 % dead" in text
    below = text.partition("75 % dead")[2]
    assert any(mark in below for mark in "*o#")
    # A histogram has no scale of y.
    assert not any(character.isdigit() for line in below.splitlines()[1:-2] for character in line)


def test_the_lowest_of_several_panels_says_what_goes_along_it() -> None:
    data = dict.fromkeys(("first", "second", "third"), NORMAL[:100])
    panels = scene_of(["relu"], data).panels
    assert [panel.x.label for panel in panels] == ["", "", "", "x"]
    assert [panel.title for panel in panels[1:]] == list(data)
