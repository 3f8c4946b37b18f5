"""Long arrays: each double is the one that balls of many bits give."""

from __future__ import annotations

import numpy as np
import pytest
from flint import arb

from actviz.formula.calculus import derivative
from actviz.formula.grammar import parse
from actviz.lookup.registry import get
from actviz.readings import balls, exact
from actviz.readings.certified import rounded_arrays
from actviz.readings.float64 import threads

FORMULAS = (
    "x * Phi(x)", "tanh(x)", "x * sigmoid(x)", "x*tanh(softplus(x))", "sigmoid(x)", "softplus(x)",
    "0.5*x*(1 + erf(x/sqrt(2)))", "log(x)", "max(x, 0)", "sin(x)/x", "1/(x - 1)", "exp(-x**2)",
)  # fmt: skip


def points(count: int = 60_000) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.random.default_rng(3).standard_normal(count)


@pytest.mark.parametrize("order", [0, 1])
@pytest.mark.parametrize("text", FORMULAS)
def test_what_is_decided_is_what_balls_decide(text: str, order: int) -> None:
    tree = derivative(parse(text, ()), "x", order)
    x = points()
    result, decided = rounded_arrays.decide(tree, x, {})
    assert decided.mean() > 0.3  # half of log is NaN, half of relu is 0: for the balls
    chosen = np.flatnonzero(decided)[::61]
    true, sure = exact.decide(tree, x[chosen], {})
    assert sure.all()
    assert (result[chosen] == true).all()


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("exp(exp(x))", 6, 7), ("-exp(x)", 705, 715), ("(((x+2)**64)**64)**64", -1.1, -0.9)],
)
def test_values_and_slopes_too_large_for_doubles_are_left_to_balls(
    text: str, low: float, high: float
) -> None:
    tree, x = parse(text, ()), np.random.default_rng(1).uniform(low, high, 60_000)
    result, decided = rounded_arrays.decide(tree, x, {})
    chosen = np.flatnonzero(decided)[::211]
    true, sure = exact.decide(tree, x[chosen], {})
    assert sure.all()
    assert (result[chosen] == true).all()
    assert np.isfinite(result[decided]).all()


def tail(count: int = 60_000) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.random.default_rng(4).uniform(-37, -36, count)


def excess(text: str, grid: rounded_arrays.Grid = rounded_arrays.GRIDS[0]) -> float:
    """The largest distance of high + low from the formula, over the bound."""
    tree, x = parse(text, ()), points(20_000) if grid is rounded_arrays.GRIDS[0] else tail()
    cells = rounded_arrays.Cells(tree, (), grid)
    keys = cells.grid.keys(x)
    cells.prepare(keys)
    high, low, bound, inside = cells.evaluate(x, keys)
    chosen = np.flatnonzero(inside)[::37]
    worst = 0.0
    with balls.precision(1600):
        assert chosen.size
        for ball, at in zip(balls.compiled(tree)(x[chosen].tolist(), {}), chosen, strict=True):
            gap = abs(ball - arb(float(high[at])) - arb(float(low[at])))
            worst = max(worst, float(gap.upper()) / float(bound[at]))
    return worst


@pytest.mark.parametrize("text", FORMULAS)
def test_no_value_is_farther_off_than_its_bound(text: str) -> None:
    assert excess(text) <= 1


@pytest.mark.parametrize("text", ["x * Phi(x)", "0.5*x*(1 + erf(x/sqrt(2)))", "x*sigmoid(x)"])
def test_no_value_far_out_is_farther_off_than_its_bound(text: str) -> None:
    assert 0 < excess(text, rounded_arrays.GRIDS[-1]) <= 1


@pytest.mark.parametrize("text", ["x * Phi(x)", "0.5*x*(1 + erf(x/sqrt(2)))", "exp(-x**2)"])
@pytest.mark.parametrize(("low", "high"), [(-8, -7), (-13, -12), (-26, -25.5)])
def test_a_tail_that_falls_as_a_gaussian_is_decided(text: str, low: float, high: float) -> None:
    """However much cancels in the formula: 1 + erf(x) at -25 loses nine hundred bits."""
    tree, x = parse(text, ()), np.random.default_rng(5).uniform(low, high, 20_000)
    result, decided = rounded_arrays.decide(tree, x, {})
    assert decided.mean() > 0.95
    chosen = np.flatnonzero(decided)[::211]
    assert (result[chosen] == exact.decide(tree, x[chosen], {})[0]).all()


def test_a_bound_that_is_too_small_is_caught() -> None:
    assert max(map(excess, FORMULAS[:4])) > 1 / 8


@pytest.mark.parametrize("dtype", exact.FORMATS)
def test_exact_is_the_same_on_long_arrays(dtype: str) -> None:
    """With infinities, NaN and zeros of both signs among the numbers; in any shape."""
    gelu = get("gelu")
    x = points(30_000)
    x[:6] = np.nan, np.inf, -np.inf, 0.0, -0.0, -40.0
    whole = np.asarray(gelu.exact(x.reshape(2, -1), dtype=dtype)).ravel()
    for part in range(0, 30_000, 7_500):
        chosen = slice(part, part + 1000)
        alone = np.asarray(gelu.exact(x[chosen], dtype=dtype))
        np.testing.assert_array_equal(whole[chosen], alone)
        numbers = ~np.isnan(alone)
        assert (np.signbit(whole[chosen]) == np.signbit(alone))[numbers].all()


def test_cells_are_made_of_points_that_come_in_blocks() -> None:
    tree, x = parse("tanh(x) + x/7", ()), points(120_000)
    shares = [rounded_arrays.decide(tree, part, {})[1].mean() for part in np.split(x, 20)]
    assert shares[-1] > max(shares[0] + 0.2, 0.5)


def test_a_short_array_is_left_to_balls() -> None:
    assert not rounded_arrays.decide(parse("tanh(x)", ()), points(1000), {})[1].any()


def test_what_is_no_ordinary_number_is_left_to_balls() -> None:
    x = np.tile([np.nan, np.inf, -np.inf, 0.0, -0.0, 5e-324, 1e308, -1e-310], 5000)
    decided = rounded_arrays.decide(parse("x * Phi(x)", ()), x, {})[1]
    assert not decided[np.isnan(x) | np.isinf(x) | (x == 0) | (np.abs(x) < 1e-300)].any()


@pytest.mark.parametrize("text", ["max(x, 0.3) - x", "exp(min(x, 0.3)) + x", "abs(x - 0.3) + x"])
def test_no_cell_reaches_over_a_kink(text: str) -> None:
    """Beyond a line nothing but the value itself shows the kink: no coefficient of higher order."""
    tree, x = parse(text, ()), np.random.default_rng(6).uniform(0.29, 0.31, 20_000)
    result, decided = rounded_arrays.decide(tree, x, {})
    true, _ = exact.decide(tree, x[::9], {})
    assert decided.mean() > 0.5
    assert (result[::9] == true)[decided[::9]].all()


def test_threads_decide_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    tree, x = parse("x * Phi(x)", ()), points()
    monkeypatch.setattr(threads, "processors", lambda: 1)
    true, sure = rounded_arrays.decide(tree, x, {})
    monkeypatch.setattr(threads, "processors", lambda: 3)
    monkeypatch.setattr(rounded_arrays, "_SHARE", 9_000)
    result, decided = rounded_arrays.decide(tree, x, {})
    assert decided[sure].all()  # and points in cells that were made since
    np.testing.assert_array_equal(result[sure], true[sure])
