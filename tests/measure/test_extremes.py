"""The largest errors and the ranges beyond a limit: those of all inputs at once, in any order."""

from __future__ import annotations

import numpy as np
import pytest

from actviz.measure.extremes import Extremes
from actviz.measure.tally import of_patterns

EVERY = np.arange(1 << 16)
NUMBERS = of_patterns(EVERY, "float16")
KNOWN = EVERY[~np.isnan(NUMBERS)]
# From -inf to inf; -0 stands before 0.
LINE = KNOWN[np.lexsort((KNOWN < 0x8000, NUMBERS[KNOWN]))]


def runs(chosen: np.ndarray) -> list[tuple[int, int]]:
    """First and last of the neighbours on the line that are chosen."""
    marks = np.isin(LINE, chosen)
    edges = np.flatnonzero(np.diff(np.r_[False, marks, False].astype(int)))
    return [(int(LINE[a]), int(LINE[b - 1])) for a, b in edges.reshape(-1, 2)]


def test_ranges_beyond_a_limit_are_runs_of_neighbouring_inputs() -> None:
    draw = np.random.default_rng(3)
    for _ in range(60):
        starts = draw.choice(LINE.size - 200, draw.integers(1, 8), replace=False)
        if draw.random() < 0.3:
            starts[0] = LINE.size // 2 - 40  # across 0
        chosen = np.concatenate([LINE[at : at + draw.integers(1, 200)] for at in starts])
        whole, parts = Extremes(1.0), Extremes(1.0)
        whole.exceed(np.r_[chosen, 0x7E00, 0xFE00], "float16")  # of NaN nothing is told
        shuffled = draw.permutation(chosen)
        for half in (shuffled[::2], shuffled[1::2]):
            other = Extremes(1.0)
            other.exceed(half, "float16")
            parts.add(Extremes.from_json(other.to_json()))
        assert whole.ranges("float16") == runs(chosen)
        if len(parts.beyond) <= 8 and shuffled.size < 64:
            assert parts.ranges("float16") == runs(chosen)


def test_of_many_ranges_the_widest_gaps_are_kept() -> None:
    places = np.array([0, 10, 30, 31, 90, 200, 1000, 1100, 5000, 5001, 9000, 30000])
    extremes = Extremes(1.0)
    extremes.exceed(LINE[places], "float16")
    told = [(LINE.tolist().index(a), LINE.tolist().index(b)) for a, b in extremes.ranges("float16")]
    assert told == [(0, 31), (90, 90), (200, 200), (1000, 1000), (1100, 1100), (5000, 5001),
                    (9000, 9000), (30000, 30000)]  # fmt: skip


def test_the_largest_error_of_each_kind_is_that_of_all() -> None:
    draw = np.random.default_rng(4)
    normal = 2.0**-14
    y = draw.normal(0, 1, 400) * 2.0 ** draw.integers(-24, 10, 400)
    unit = 2.0 ** np.maximum(np.floor(np.log2(np.abs(y))) - 10, -24)
    off = unit * draw.random(400) ** 4 * 30
    got = (y + off).astype(np.float32)
    extremes = Extremes(1.0)
    for part in np.array_split(draw.permutation(400), 7):
        extremes.results(got[part])
        extremes.errors(
            lambda at, part=part: 1000 + int(part[at]),  # type: ignore[misc]
            got[part], y[part], off[part], unit[part], normal,
        )  # fmt: skip
    ordinary = np.abs(y) >= normal
    sizes = {
        "ulp": off / unit, "absolute": off, "normal": np.where(ordinary, off / unit, 0),
        "relative": np.where(ordinary, off / np.abs(y), 0),
    }  # fmt: skip
    for kind, size in sizes.items():
        at = int(np.argmax(size))
        assert extremes.largest[kind] == pytest.approx((size[at], 1000 + at, got[at])), kind
    assert (extremes.low, extremes.high) == (got.min(), got.max())


def test_what_is_surpassed_changes_nothing() -> None:
    draw = np.random.default_rng(5)
    seen = set()
    for _ in range(300):
        exponent = int(draw.integers(-3, 3))
        y = 2.0**exponent * draw.uniform(1, 2, 8)
        unit = 2.0 ** (exponent - 23)
        found, other = Extremes(1.0), float(draw.uniform(0.3, 2))
        size, unit_there = np.array([other]), np.array([2.0**-23])
        off = draw.uniform(0, 1e-7, 1)
        found.errors(int, size.astype(np.float32), size, off, unit_there, 2.0**-126)
        before, top = dict(found.largest), float(draw.uniform(0, 1e-7))
        surpassed = found.surpass(top, unit, float(y.min()))
        found.errors(int, y.astype(np.float32), y, np.full(8, top), unit, 2.0**-126)
        assert not surpassed or found.largest == before
        seen.add((surpassed, found.largest == before))
    assert seen >= {(True, True), (False, False)}


def test_what_is_added_is_what_is_found_at_once_and_the_first_input_tells_of_equals() -> None:
    y, unit = np.array([1.0, 2.0, 4.0, 8.0]), np.array([1.0, 2.0, 4.0, 8.0]) / 1024
    off = unit * [3, 1, 3, 3]
    got = (y + off).astype(np.float32)

    def of(places: list[int]) -> Extremes:
        extremes = Extremes(1.0)
        extremes.results(got[places])
        of_each = got[places], y[places], off[places], unit[places]
        extremes.errors(lambda at: 70 + places[at], *of_each, 2.0**-14)
        return extremes

    for parts in ([[0, 1], [2, 3]], [[2, 3], [0, 1]], [[3], [1], [0], [2]], [[0], [3], [2], [1]]):
        total = Extremes(1.0)
        for part in parts:
            total.add(of(part))
        assert total.largest["ulp"] == (3.0, 70, got[0])  # the lowest bit pattern of three
        assert total.largest["absolute"][1] == 73
        assert (total.low, total.high) == (got[0], got[3])


def test_ranges_of_float32_and_those_that_begin_or_end_at_0() -> None:
    sign = 1 << 31
    extremes = Extremes(1.0)
    extremes.exceed(np.array([0, 1, 2, 0x3F800000, sign | 5, 0x7F800000, 0x7F800001]), "float32")
    assert extremes.ranges("float32") == [
        (sign | 5, sign | 5), (0, 2), (0x3F800000, 0x3F800000), (0x7F800000, 0x7F800000),
    ]  # fmt: skip
    for chosen in ([sign, 0], [sign | 1, sign, 0], [sign], [0]):
        extremes = Extremes(1.0)
        extremes.exceed(np.array(chosen), "float32")
        assert extremes.ranges("float32") == [(chosen[0], chosen[-1])]
