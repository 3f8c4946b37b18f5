"""Shares against counting with the definitions, moments against exact fractions."""

from __future__ import annotations

import math
import random
import statistics
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest

from actviz.functions.elementwise import Activation
from actviz.lookup.registry import entries, get
from actviz.networks.inspection import Inspection, LayerInputs, Moments
from actviz.networks.regions import Region, regions
from actviz.networks.sketch import Sketch
from tests.sample import some

POINTS = [*np.arange(-80, 81).tolist(), 0.5, -0.5, 1e300, -1e300, 5e-324, -0.0, 0.1, 2.75]

Test = Callable[[float], bool]


def inspect(values: Any, activation: Activation, tolerance: float = 0.01) -> Inspection:
    """What a layer tells of numbers in memory; of shape (batch, units) dead units too."""
    array = np.asarray(values, dtype=np.float64)
    units = array.shape[1] if array.ndim == 2 else None
    layer = LayerInputs("inputs", [(activation, regions(activation, tolerance))], units)
    layer.add(array)
    return layer.inspections()[0]


# Dead, saturated (tolerance 0.01) and clipped, by hand: kinks as the frameworks' slopes have them.
BY_HAND: dict[str, tuple[Test, Test, Test]] = {
    "relu": (lambda x: x <= 0,) * 3,
    "relu6": (lambda x: x <= 0 or x >= 6,) * 3,
    "hard_tanh": (lambda x: not -1 < x < 1,) * 3,
    "leaky_relu:negative_slope=0.001": (lambda x: False, lambda x: False, lambda x: False),
    "identity": (lambda x: False,) * 3,
    # A window of zeros is dead, and yet no side saturates.
    "soft_shrink": (lambda x: -0.5 <= x <= 0.5, lambda x: False, lambda x: False),
    "sigmoid": (
        lambda x: False,
        lambda x: mpmath.sech(mpmath.mpf(x) / 2) ** 2 / 4 < 0.01,
        lambda x: False,
    ),
    "tanh": (lambda x: False, lambda x: mpmath.sech(x) ** 2 < 0.01, lambda x: False),
    # Its slope passes 0 at -1.28 too, which is no saturation: f is not flat from there on.
    "silu": (
        lambda x: False,
        lambda x: x < -3 and abs(mpmath.diff(lambda t: t / (1 + mpmath.exp(-t)), x)) < 0.01,
        lambda x: False,
    ),
    "softsign": (lambda x: False, lambda x: abs(x) > 9, lambda x: False),
    "2 + 0*x": (lambda x: True,) * 3,
}


@pytest.mark.parametrize("name", BY_HAND)
def test_shares_are_those_of_counting(name: str) -> None:
    with mpmath.workdps(40):
        wanted = [sum(map(bool, map(test, POINTS))) for test in BY_HAND[name]]
    report = inspect(POINTS, get(name))
    shares = [report.dead, report.saturated, report.clipped]
    assert shares == [count / len(POINTS) for count in wanted]


def test_a_step_is_dead_and_clipped_everywhere() -> None:
    report = inspect([-2.0, 0.0, 0.0, 3.0], get("binary_step"))
    assert (report.dead, report.saturated, report.clipped) == (1, 1, 1)


def test_an_input_is_clipped_where_the_constant_is_attained() -> None:
    # At the jump itself, 1/2 is not yet the 1 that all beyond it becomes.
    assert inspect([0.0, 1.0, 1.5, 9.0], get("where(x > 1, 1, x/2)")).clipped == 1 / 2
    assert inspect([0.0, 1.0, 1.5, 9.0], get("where(x >= 1, 1, x/2)")).clipped == 3 / 4


def test_a_staircase_without_end_is_dead_wherever_it_is_asked_and_its_sides_are_unknown() -> None:
    report = inspect([0.5, 7.3, 1e9 + 0.5], get("floor(x)"))
    assert (report.dead, report.saturated, report.clipped) == (1, None, None)


def test_the_threshold_is_that_of_the_facts() -> None:
    for name, tolerance in (("gelu", 0.01), ("tanh", 0.05), ("log(x)", 0.01)):
        facts_say = get(name).facts().saturation if tolerance == 0.01 else None
        result = regions(get(name), tolerance).saturation
        assert facts_say is None or result == facts_say
    # sech(x)^2 = 0.05 at x = arcosh(sqrt(20))
    assert result.tolerance == 0.01
    right = regions(get("tanh"), 0.05).saturation.right
    assert right == pytest.approx(float(mpmath.acosh(mpmath.sqrt(20))), rel=1e-15)


FAR = np.geomspace(9, 300, 50)
EVERY = np.unique(np.r_[-FAR, np.linspace(-9, 9, 721), FAR])


@pytest.mark.parametrize("function", some(list(entries())), ids=lambda function: function.name)
def test_the_slope_bears_out_the_regions_of_every_function(function: Activation) -> None:
    where = regions(function)
    slope, value = np.asarray(function.derivative(EVERY)), np.asarray(function(EVERY))
    if where.dead is not None:
        assert (slope[where.dead.holds(EVERY)] == 0).all()
    if where.saturated is not None:
        inside = where.saturated.holds(EVERY)
        # At a jump there may be no slope, whatever it is on both sides.
        assert not (np.abs(slope[inside]) >= 0.01).any()
        if where.clipped is not None:
            assert not (where.clipped.holds(EVERY) & ~inside & (slope == 0)).any()
    for part in where.clipped.parts if where.clipped is not None else ():
        values = value[Region((part,)).holds(EVERY)]
        assert (values == values[:1]).all()


def exact_moments(values: list[float]) -> tuple[Fraction, Fraction]:
    parts = [Fraction(value) for value in values]
    mean = sum(parts, Fraction()) / len(parts)
    return mean, sum(((part - mean) ** 2 for part in parts), Fraction()) / len(parts)


@pytest.mark.parametrize("offset", [0.0, 1.0, 1e8, -1e12])
@pytest.mark.parametrize("block", [1, 7, 1000])
def test_moments_are_those_of_fractions_however_the_numbers_arrive(
    offset: float, block: int
) -> None:
    source = random.Random(3)
    values = [offset + source.gauss(0, 1) for _ in range(2000)]
    mean, variance = exact_moments(values)
    result = Moments()
    for start in range(0, len(values), block):
        result.add(np.array(values[start : start + block]))
    assert result.mean == pytest.approx(float(mean), rel=1e-15, abs=1e-15)
    assert result.variance == pytest.approx(float(variance), rel=1e-13)
    second = mean * mean + variance
    assert result.rms == pytest.approx(math.sqrt(second), rel=1e-14)


def test_moments_of_outputs_and_gains_by_the_standard_library() -> None:
    source = random.Random(5)
    x = [source.gauss(0.3, 1.4) for _ in range(999)]
    y = [max(value, 0.0) for value in x]
    report = inspect(x, get("relu"))
    assert report.after.mean == pytest.approx(statistics.fmean(y), rel=1e-14)
    assert report.after.variance == pytest.approx(statistics.pvariance(y), rel=1e-13)
    assert report.gain_std == pytest.approx(statistics.pstdev(y) / statistics.pstdev(x), rel=1e-13)
    square = [math.fsum(v * v for v in values) for values in (y, x)]
    assert report.gain_rms == pytest.approx(math.sqrt(square[0] / square[1]), rel=1e-13)


def test_what_is_not_finite_is_counted_and_left_out() -> None:
    x = [-1.0, math.nan, 2.0, math.inf, -math.inf, math.nan, 4.0]
    report = inspect(x, get("relu"))
    assert (report.count, report.nan, report.infinite) == (7, 2, 2)
    assert report.dead == 1 / 3
    assert report.before.count == report.after.count == 3
    assert report.before.mean == pytest.approx(5 / 3)
    nothing = inspect([math.nan, math.inf], get("relu"))
    assert (nothing.dead, nothing.before.std, nothing.gain_std) == (None, None, None)


def test_inputs_without_a_finite_output_are_counted_and_there_is_no_gain() -> None:
    report = inspect([-1.0, 0.0, 1.0, math.e], get("log(x)"))
    assert (report.lost, report.gain_std, report.gain_rms) == (2, None, None)
    assert report.after.mean == pytest.approx(0.5)
    assert inspect([0.0, 0.0], get("relu")).gain_std is None  # 0/0


def test_a_unit_is_dead_if_all_its_inputs_are() -> None:
    batch = [[-1.0, 2.0, -3.0, math.nan, math.nan], [-2.0, -2.0, 0.0, math.nan, -1.0]]
    # The unit that heard nothing finite is not judged.
    report = inspect(batch, get("relu"))
    assert (report.units, report.dead_units) == (5, 3 / 4)
    assert inspect(batch[0], get("relu")).dead_units is None
    # What matters is the slope, not its sign.
    assert inspect([[-1.0, 1.0]], get("-x")).dead_units == 0


@pytest.mark.parametrize("cut", [1, 3, 10])
def test_blocks_of_units_and_of_the_batch_tell_the_same(cut: int) -> None:
    values = np.random.default_rng(1).normal(-1.2, 1.0, size=(6, 10)).astype(np.float32)
    values[2, 3] = np.nan
    where = [(get("relu"), regions(get("relu")))]
    layer = LayerInputs("fc", where, 10)
    for row in range(0, 6, 2):
        for column in range(0, 10, cut):
            layer.add(values[row : row + 2, column : column + cut], column)
    result = layer.inspections()[0]
    alive = [any(value > 0 for value in column) for column in values.T.tolist()]
    assert 0 < sum(alive) < 10
    assert result.dead_units == 1 - sum(alive) / 10
    assert result.dead == sum(value <= 0 for value in values.ravel().tolist()) / 59


def test_the_share_expected_of_normal_inputs() -> None:
    assert inspect([1.0], get("relu")).expected_dead == 0.5
    beyond = 2 * (1 - mpmath.ncdf(1))
    assert inspect([1.0], get("hard_tanh")).expected_saturated == pytest.approx(float(beyond))


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="tolerance must be positive"):
        inspect([1.0], get("relu"), tolerance=0)


# --- the sketch


def numbers(kind: str) -> Any:
    draw = np.random.default_rng(7)
    if kind == "whole":
        return draw.integers(-5, 6, 20_000).astype(float)
    if kind == "zeros":
        return np.r_[np.zeros(500), -np.zeros(500), draw.normal(size=10)]
    scale = 10.0 ** draw.integers(-30, 30, 20_000) if kind == "scales" else 1.0
    return draw.normal(size=20_000) * scale


@pytest.mark.parametrize("kind", ["normal", "scales", "whole", "zeros"])
def test_quantiles_and_bins_are_near_those_of_sorted_numbers(kind: str) -> None:
    values = numbers(kind)
    sketch = Sketch()
    for part in np.array_split(values, 3):
        sketch.add(part)
    inner = np.sort(values)
    for share in (0.001, 0.2, 0.5, 0.999):
        result = sketch.quantile(share)
        at = share * len(values)
        low, high = inner[max(int(at) - 2, 0)], inner[min(int(at) + 2, len(values) - 1)]
        assert low - abs(low) / 2000 - 1e-40 <= result <= high + abs(high) / 2000 + 1e-40
    edges = np.linspace(-6.03, 6.01, 60)  # none is a whole number
    counts = sketch.histogram(edges)
    wanted = np.histogram(values, edges)[0]
    assert counts.sum() == pytest.approx(wanted.sum(), abs=3)
    # A bin of the sketch that an edge cuts is shared out.
    assert np.abs(counts - wanted).max() <= 5


@pytest.mark.parametrize("sign", [-1, 1])
def test_what_an_edge_cuts_is_shared_out(sign: int) -> None:
    sketch = Sketch()
    sketch.add(np.full(8, sign * 1.0003))  # in the bin from 1 to 1 + 1/2048
    edges = sign * np.array([0.9, 1 + 1 / 8192, 1.1])
    assert np.sort(sketch.histogram(np.sort(edges))).tolist() == pytest.approx([2, 6])
    assert sketch.quantile(0.5) == pytest.approx(sign * (1 + 1 / 4096), rel=1e-12)
