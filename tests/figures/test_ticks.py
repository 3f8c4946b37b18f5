"""Ticks on every scale: the words say what stands there, none is beside its place."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from actviz.figures.compose.depth import _decades
from actviz.figures.layout.scales import Scale
from actviz.figures.layout.sheet import _written
from actviz.figures.layout.ticks import round_up, ticks, ulp_decades, wholes

RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
MANTISSAS = (1.0, 2.0, 5.0)
INCHES = st.floats(1, 12)


def number(word: str) -> float:
    """What a word of an axis says."""
    word = word.replace("−", "-").removesuffix(" ulp")
    factor, dot, power = word.rpartition("·")
    if power.lstrip("-").startswith("10") and power[-1] in "⁰¹²³⁴⁵⁶⁷⁸⁹":
        sign = -1 if power[0] == "-" else 1
        exponent = int(power.lstrip("-")[2:].translate(RAISED))
        return sign * (float(factor) if dot else 1.0) * 10.0**exponent
    return float(word)


def mantissa(value: float) -> float:
    return float(f"{abs(value):e}".partition("e")[0])


@given(low=st.floats(-12, 8), decades=st.floats(0.05, 12), inches=INCHES)
def test_a_log_axis_has_powers_of_ten_or_one_two_and_five(
    low: float, decades: float, inches: float
) -> None:
    axis = Scale("log").axis((low, low + decades), inches, "x")
    read = [number(word) for word in axis.words]
    assert (axis.low, axis.high, axis.label, axis.scale) == (low, low + decades, "x", "log")
    assert axis.ticks == pytest.approx(np.log10(read) if read else [], abs=1e-9)
    assert all(low - 1e-6 <= tick <= low + decades + 1e-6 for tick in axis.ticks)
    assert all(one < other for one, other in pairwise(axis.ticks))
    assert all(mantissa(one) in MANTISSAS for one in read)
    if decades > 2.2 and any(mantissa(one) == 1 for one in read):
        assert all(mantissa(one) == 1 for one in read)
        assert len(read) <= max(2.0, 1.3 * inches) + 1
        steps = {round(b - a) for a, b in pairwise(axis.ticks)}
        assert len(steps) <= 1
        # No power that would have its turn is left out at an end.
        (step,) = steps or {math.ceil(decades / max(2.0, 1.3 * inches))}
        assert axis.ticks[0] - step < low
        assert axis.ticks[-1] + step > low + decades
    else:
        every = [m * 10.0**p for p in range(math.floor(low), math.floor(low + decades) + 2)
                 for m in MANTISSAS]  # fmt: skip
        inside = [one for one in every if low + 1e-8 < math.log10(one) < low + decades - 1e-8]
        assert set(np.round(np.log10(inside), 9)) <= set(np.round(axis.ticks, 9))


@given(low=st.integers(-36, 36), size=st.integers(2, 48), inches=INCHES)
def test_an_axis_even_beside_0_has_its_powers_on_both_sides(
    low: float, size: float, inches: float
) -> None:
    low, size = low / 4, size / 4
    scale = Scale("symlog")
    axis = scale.axis((low, low + size), inches)
    read = [number(word) for word in axis.words]
    assert axis.ticks == pytest.approx(scale.place(np.array(read)).tolist(), abs=1e-9)
    assert all(low - 1e-6 <= tick <= low + size + 1e-6 for tick in axis.ticks)
    assert all(one < other for one, other in pairwise(axis.ticks))
    assert (0.0 in read) == (low <= 0 <= low + size)
    mirrored = scale.axis((-low - size, -low), inches)
    assert [-tick + 0.0 for tick in reversed(mirrored.ticks)] == list(axis.ticks)
    # The powers step by whole decades from 1, as many as paper has room for.
    every = max(1, math.ceil(size / max(2.0, 1.3 * inches)))
    inside = [place for place in range(-30, 31) if place and low < place < low + size]
    assert {round(t) for t in axis.ticks if t} >= {p for p in inside if (abs(p) - 1) % every == 0}
    assert all((abs(round(t)) - 1) % every == 0 for t in axis.ticks if t)


@given(middle=st.floats(-1e5, 1e5), size=st.floats(1e-2, 1e6), count=st.floats(2, 11))
def test_even_ticks_step_by_one_two_or_five_as_often_as_wished(
    middle: float, size: float, count: float
) -> None:
    low, high = middle - size / 2, middle + size / 2
    places, words = ticks(low, high, count)
    step = (places[-1] - places[0]) / (len(places) - 1)
    assert any(mantissa(step) == pytest.approx(m, rel=1e-6) for m in (*MANTISSAS, 10))
    assert np.diff(places) == pytest.approx(step, rel=1e-6)
    read = [number(word) for word in words]
    assert read == pytest.approx(places, abs=1e-3 * step if max(map(abs, places)) < 1e6 else step)
    assert low - 1e-6 * step <= places[0] < low + step
    assert high - step < places[-1] <= high + 1e-6 * step
    # No other such step is nearer to what was wished, unless it leaves fewer than three ticks.
    wished = (high - low) / count
    off = abs(math.log(step / wished))
    larger = step * (2.5 if mantissa(step) == pytest.approx(2) else 2)
    assert off < math.log(2.5) / 2 + 1e-9 or math.floor(high / larger) - math.ceil(low / larger) < 2
    assert len(places) >= 3
    assert step < 0.9 or "e" in "".join(words) or "." not in "".join(words)
    assert len({len(word.partition(".")[2]) for word in words}) == 1 or "e" in "".join(words)


@given(value=st.floats(1e-12, 1e12))
def test_a_range_ends_at_the_next_round_number(value: float) -> None:
    result = round_up(value)
    assert mantissa(result) == pytest.approx(
        min((1, 1.5, 2, 4, 5, 6, 8), key=lambda m: abs(m - mantissa(result))), rel=1e-9
    )
    assert 0.9 * value * (1 - 1e-12) <= result < 1.8 * value * (1 + 1e-12)


@pytest.mark.parametrize("last", [1, 2, 5, 6, 7, 12, 100, 999])
def test_whole_numbers_have_whole_ticks_from_0(last: int) -> None:
    axis = wholes(last, "layer")
    assert (axis.low, axis.high, axis.label) == (0.0, float(last), "layer")
    assert [str(round(tick)) for tick in axis.ticks] == list(axis.words)
    assert axis.ticks[0] == 0.0
    assert 2 <= len(axis.ticks) <= 13
    if last <= 5:
        assert axis.ticks == tuple(range(last + 1))


@given(top=st.floats(0, 300))
def test_errors_have_powers_of_ten_from_one_ulp_on(top: float) -> None:
    places, words = ulp_decades(top)
    assert [10.0**place for place in places] == pytest.approx([number(word) for word in words])
    assert words[0] == "1 ulp"
    assert 1 <= len(places) <= 6
    assert all(place == round(place) <= top for place in places)
    step = places[1] - places[0] if len(places) > 1 else 1.0
    assert places[-1] + step > top


@given(low=st.floats(-300, 300), decades=st.floats(0.3, 50))
def test_logarithms_have_the_numbers_that_they_are_of(low: float, decades: float) -> None:
    high = min(low + decades, 305.0)
    places, words = _decades(low, high)
    assert places == pytest.approx([math.log10(number(word)) for word in words], abs=1e-9)
    assert all(low - 1e-6 <= place <= high + 1e-6 for place in places)
    assert all(one < other for one, other in pairwise(places))
    if high - low >= 2:
        assert 1 <= len(places) <= 6
        step = max(1, math.ceil((high - low) / 5))
        assert places[0] - step < low
        assert places[-1] + step > high


@given(
    sizes=st.lists(st.floats(1, 60), min_size=1, max_size=60),
    apart=st.floats(2, 50),
    gap=st.floats(0, 9),
    falling=st.booleans(),
    data=st.data(),
)
def test_words_of_ticks_do_not_meet_and_none_is_left_out_for_nothing(
    sizes: list[float], apart: float, gap: float, falling: bool, data: st.DataObject
) -> None:
    first = data.draw(st.integers(0, len(sizes) - 1))
    places = [apart * (-at if falling else at) for at in range(len(sizes))]

    def meet(kept: list[int]) -> bool:
        return any(
            abs(places[b] - places[a]) < (sizes[a] + sizes[b]) / 2 + gap for a, b in pairwise(kept)
        )

    kept = _written(places, sizes, gap, first)
    assert first in kept
    assert not meet(kept)
    every = [list(range(first % step, len(sizes), step)) for step in (1, 2, 5, 10, 20, 50)]
    assert kept == next((one for one in every if not meet(one)), [first])
    assert _written([], [], gap, 0) == []
