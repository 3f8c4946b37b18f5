"""Where labels go: geometry alone."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from actviz.figures.layout.label_places import Wanted, places
from actviz.figures.layout.margin_labels import spread
from actviz.figures.layout.raster import Field
from actviz.figures.layout.ticks import number_word, ticks


@given(
    st.lists(st.tuples(st.floats(-50, 250), st.floats(5, 20)), min_size=1, max_size=10),
)
def test_spread_keeps_order_and_distance(wanted: list[tuple[float, float]]) -> None:
    middles, heights = zip(*wanted, strict=True)
    found = spread(middles, heights, 0.0, 200.0)
    order = sorted(range(len(found)), key=lambda i: found[i])
    for low, high in itertools.pairwise(order):
        assert found[high] - found[low] >= (heights[low] + heights[high]) / 2 - 1e-6
    assert min(f - h / 2 for f, h in zip(found, heights, strict=True)) >= -1e-6
    if sum(heights) <= 200:
        assert max(f + h / 2 for f, h in zip(found, heights, strict=True)) <= 200 + 1e-6


def test_spread_leaves_alone_what_does_not_overlap() -> None:
    assert spread([10.0, 50.0, 90.0], [10.0] * 3, 0.0, 100.0) == [10.0, 50.0, 90.0]


def test_a_label_stands_beside_its_curve() -> None:
    line = np.array([(0.0, 20.0), (200.0, 20.0)])
    field = Field(200.0, 100.0, [[line]])
    (place,) = places(field, [Wanted(30.0, 10.0, curve=0)])
    assert place is not None
    assert place.leader is None
    box = place.box
    assert box.y > 20 or box.y + box.height < 20


def test_no_room_is_said() -> None:
    lines = [[np.array([(0.0, y), (100.0, y)])] for y in np.arange(0, 100, 6.0)]
    field = Field(100.0, 100.0, lines)
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
