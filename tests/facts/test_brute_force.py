"""Facts of every function of the catalogue against values on fine grids, with no exceptions."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from numpy.typing import NDArray

from actviz.facts import consistency, facts
from actviz.facts.interval import Interval
from actviz.facts.record import Facts, Stretch
from actviz.functions.elementwise import Activation
from actviz.lookup.registry import entries
from actviz.readings import float64
from actviz.readings.asymptotics import limits
from tests.facts import given

GIVEN = given.registry()
ENTRIES = {entry.name: entry for entry in entries()}
FAR, NEAR = np.geomspace(45, 1e4, 200), np.geomspace(1e-6, 5e-3, 200)
GRID = np.unique(np.r_[np.linspace(-45, 45, 9001), FAR, -FAR, NEAR, -NEAR])
SLACK = 1e-9  # of fast arithmetic, which these tests compare with


def known(name: str) -> Facts:
    return facts(ENTRIES[name])


def values(entry: Activation, order: int = 0) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    value = float64.evaluate(entry.bind(entry.careful_tree), GRID, {})
    tree = entry.bind(entry.derivative_tree(order, careful=True) if order else entry.careful_tree)
    result = float64.evaluate(tree, GRID, {})
    # 1/x has values where log(x), whose slope it is, has none.
    there = np.isfinite(value) & np.isfinite(result)
    return GRID[there], result[there]


def problems(entry: Activation, got: Facts) -> list[str]:
    """What a fine grid knows better than the facts."""
    x, y = values(entry)
    slope_x, slope = values(entry, 1)
    return [
        *_outside("value", y, got.range),
        *_outside("slope", slope, got.derivative_range),
        *(text for piece in got.pieces for text in _wrong_way(piece, x, y)),
        *_too_steep(slope, got.lipschitz),
        *_not_flat(slope_x, slope, got),
        *_not_reached(y, got.range),
        *_not_reached(slope, got.derivative_range),
    ]


def _outside(what: str, y: NDArray[np.float64], span: Interval | None) -> list[str]:
    if span is None:
        return []
    slack = SLACK * (1 + np.abs(y))
    wrong = (y < span.low - slack) | (y > span.high + slack)
    return [f"{what} {y[wrong][0]} outside {span}"] if wrong.any() else []


def _wrong_way(piece: Stretch, x: NDArray[np.float64], y: NDArray[np.float64]) -> list[str]:
    inside = y[(x > piece.low) & (x < piece.high)]
    steps = np.diff(inside)
    slack = SLACK * (1 + np.abs(inside[1:]))
    wrong = {"rising": steps < -slack, "falling": steps > slack, "constant": np.abs(steps) > slack}[
        piece.direction
    ]
    return [f"not {piece}"] if wrong.any() else []


def _too_steep(slope: NDArray[np.float64], bound: float | None) -> list[str]:
    if bound is None or not slope.size or np.abs(slope).max() <= bound * (1 + SLACK):
        return []
    return [f"slope {np.abs(slope).max()} above {bound}"]


def _not_flat(x: NDArray[np.float64], slope: NDArray[np.float64], got: Facts) -> list[str]:
    told = got.saturation
    steep = x[np.abs(slope) >= told.tolerance * (1 + SLACK)]
    left, right = told.left, told.right
    wrong = (left is not None and (steep < left).any()) or (
        right is not None and (steep > right).any()
    )
    return [f"steep beyond {told}"] if wrong else []


def _not_reached(y: NDArray[np.float64], span: Interval | None) -> list[str]:
    """A finite end of a range is reached or approached: the grid comes near it."""
    if span is None or not y.size:
        return []
    ends = (span.low, float(y.min())), (span.high, float(y.max()))
    return [f"{end} is not approached, only {near}" for end, near in ends
            if math.isfinite(end) and abs(end - near) > 0.01 * (1 + abs(end))]  # fmt: skip


@pytest.mark.parametrize("name", ENTRIES)
def test_no_value_contradicts_the_facts(name: str) -> None:
    assert problems(ENTRIES[name], known(name)) == []


@pytest.mark.parametrize("name", ENTRIES)
def test_facts_agree_with_each_other(name: str) -> None:
    result = known(name)
    if result.monotonic == "increasing" and result.derivative_range is not None:
        assert result.derivative_range.low >= 0
    if result.range is not None:
        assert result.range.low_closed == (result.argmin is not None)
        assert result.range.high_closed == (result.argmax is not None)
        for limit in (result.limits.left, result.limits.right):
            assert limit is None or result.range.low <= limit.value <= result.range.high
    if result.kinks:
        assert result.lipschitz_slope == math.inf
    for point in result.extrema:
        assert not any(piece.low < point.x < piece.high for piece in result.pieces)
    assert consistency.contradictions(result) == {}
    formula, null = GIVEN.get(name, ("", ""))
    if formula == ENTRIES[name].formula:
        assert given.lost(result, null) == []


def test_a_wrong_fact_is_caught() -> None:
    gelu = known("gelu")
    wrong: list[dict[str, object]] = [
        {"range": Interval(-0.16, math.inf)},
        {"range": Interval(-0.2, math.inf)},
        {"derivative_range": Interval(-0.13, 1.1)},
        {"lipschitz": 1.12},
        {"pieces": (Stretch(-math.inf, -0.8, "falling"), Stretch(-0.8, math.inf, "rising"))},
        {"saturation": dataclasses.replace(gelu.saturation, left=-2.9)},
    ]
    assert problems(ENTRIES["gelu"], gelu) == []
    for change in wrong:
        assert problems(ENTRIES["gelu"], dataclasses.replace(gelu, **change)), change  # type: ignore[arg-type]


def test_a_wrong_formula_is_caught() -> None:
    almost = Activation(name="almost", formula="x*sigmoid(1.702*x)")
    assert problems(ENTRIES["gelu"], facts(almost))


def test_a_wrong_limit_is_withheld(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(tree: object, side: int, values: object) -> float:
        return 0.5

    formula = Activation(name="wrong", formula="sigmoid(x) + 0")  # a tree that is in no cache
    monkeypatch.setattr(limits, "value_at_infinity", wrong)
    result = facts(formula)
    assert result.range is None
    assert result.limits.right is None
