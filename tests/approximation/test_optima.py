"""What is found is the best there is: at jumps, of small values, and of what is exact."""

from __future__ import annotations

import math
from typing import Any

import mpmath as mp
import numpy as np
import pytest

from actviz.approximation.making import approximate
from actviz.approximation.request import Request
from actviz.lookup.registry import elementwise, get
from tests.approximation.judge import counted, fit

TRUE = {"tanh": mp.tanh, "elu": lambda x: x if x > 0 else mp.expm1(x)}


def test_where_a_jump_is_the_value_itself_is_looked_at() -> None:
    # sign(0) is 0: a piece of its own, or half-way between what it is and what is beside it.
    for name, size, least in (
        ("sign(x)", 1, 1.0),
        ("sign(x)", 2, 0.5),
        ("sign(x)", 3, 0.0),
        ("where(x >= 0, 1, -1)", 2, 0.0),
        ("where(x > 0, 1, -1)", 2, 0.0),
    ):
        (activation,) = elementwise([name], "")
        one = approximate(Request(activation=activation, spec=name, span=(-1.0, 1.0), size=size))
        assert one.error is not None
        assert least <= one.error.upper <= least * (1 + 1e-4)
        assert one.error.upper <= one.error.lower * (1 + 1e-6)


def test_no_pieces_of_any_degree_are_further_from_a_staircase_than_a_line() -> None:
    # x + 1/2 is within 1/2 of ceil, which trunc is for x <= 0, and x - 1/2 of floor.
    for size, degree in ((2, 1), (4, 3)):
        one = fit("trunc", span=(-4.0, 4.0), size=size, degree=degree)
        assert one.error is not None
        assert one.error.upper <= 0.5 * (1 + 1e-3)


@pytest.mark.parametrize("size", [7, 8])
def test_a_value_of_its_own_at_an_end_is_of_the_piece_there(size: int) -> None:
    # trunc(4) is 4, and 3 before: eight pieces for nine levels.
    one = fit("trunc", span=(-4.0, 4.0), size=size)
    assert one.error is not None
    assert one.bound_any is not None
    assert 0.5 * (1 - 1e-3) <= one.bound_any <= one.error.upper <= 0.5 * (1 + 1e-4)


@pytest.mark.parametrize("name", ["sigmoid", "silu"])
def test_the_best_of_small_values_is_as_near_as_that_of_large_ones(name: str) -> None:
    # exp(-x) times the function is 1 or x, up to 1e-17: what is best 40 further on is the same.
    text = {"sigmoid": "exp(x)", "silu": "(x - 40)*exp(x)"}[name]
    (activation,) = elementwise([text], "")
    for more in ({}, {"continuous": True}, {"degree": 2}, {"kind": "polynomial", "size": 5}):
        options: dict[str, Any] = {"size": 4, **more}
        one = fit(name, span=(-60.0, -40.0), **options)
        other = approximate(Request(activation=activation, spec=text, span=(-20.0, 0.0), **options))
        assert one.error is not None
        assert other.error is not None
        assert one.error.upper <= other.error.upper * math.exp(-40) * (1 + 1e-3)
        assert one.bound_any is not None
        assert one.error.upper * 0.95 <= one.bound_any <= one.error.lower


@pytest.mark.parametrize("name", ["drlu", "melu", "frelu"])
def test_what_pieces_can_be_has_no_mean_square_beyond_rounding(name: str) -> None:
    one = fit(name, span=(-4.0, 4.0), size=8, measure="mse")
    assert one.error is not None
    assert one.error.upper <= 1e-16
    assert one.mse_bracket is not None
    assert one.mse_bracket[1] <= max(one.error.upper**2 * 1.01, 5e-324)


@pytest.mark.parametrize("name", ["tanh", "elu"])
def test_a_unit_is_that_of_a_value_that_does_not_reach_the_power_it_rounds_to(name: str) -> None:
    # tanh(x) is below 1 everywhere, where units are half as large.
    one = fit(name, span=(-100.0, 100.0), size=8, measure="ulp")
    error = one.error
    assert error is not None
    assert error.at is not None
    assert one.bound_any is not None
    assert error.upper <= error.lower * (1 + 1e-6)
    assert error.upper <= one.bound_any * 1.01
    x = [*np.linspace(-100, 100, 801).tolist(), error.at]
    with mp.workdps(120):
        true = [TRUE[name](mp.mpf(at)) for at in x]
        listed = [
            float(abs(value - mp.mpf(float(one(at)))) / counted(value, "ulp"))
            for at, value in zip(x, true, strict=True)
        ]
    assert error.lower * 0.99 <= max(listed[:-1]) <= error.upper
    assert listed[-1] == pytest.approx(error.lower, rel=1e-9)


@pytest.mark.parametrize("measure", ["relative", "ulp"])
def test_what_cancels_to_a_small_value_has_a_bracket(measure: str) -> None:
    # (1 + erf(u))/2 is 5e-40 at -3, where erf(u) is -1 to 39 digits.
    one = fit("laplace", span=(-3.0, 3.0), size=9, kind="table", measure=measure)
    error = one.error
    assert error is not None
    assert 0 < error.lower <= error.upper <= error.lower * (1 + 1e-6)
    x = np.linspace(-3, 3, 801)
    with mp.workdps(80):
        listed = []
        for at, near in zip(x.tolist(), one(x).tolist(), strict=True):
            u = (mp.mpf(at) - mp.mpf(0.707107)) / mp.mpf(0.282095) / mp.sqrt(2)
            true = mp.erfc(-u) / 2
            listed.append(float(abs(true - mp.mpf(near)) / counted(true, measure)))
    assert error.lower * 0.5 <= max(listed) <= error.upper


@pytest.mark.parametrize(("name", "most"), [("lselu", 0.28), ("selu", 0.253)])
def test_a_piece_may_go_through_a_root_with_a_kink(name: str, most: float) -> None:
    # With a knot at 0 two pieces err by 0.55 and 0.61.
    one = fit(name, span=(-4.0, 4.0), size=2, measure="relative")
    assert one.error is not None
    assert one.bound_any is not None
    assert one.bound_any * 1.01 >= one.error.upper
    assert one.error.upper <= most
    x = np.append(np.linspace(-4, 4, 4000), [-1e-9, 1e-9, -1e-300, 1e-300])
    true = get(name)(x)
    assert one.error.lower * 0.999 <= (np.abs(true - one(x)) / np.abs(true)).max() <= most


def test_what_is_below_the_normal_numbers_counts_by_size_nowhere() -> None:
    # c*x is off by its distance to 0.01*x and x; of the smallest numbers it is 0.
    one = fit("leaky_relu", span=(-4.0, 4.0), size=1, measure="relative")
    assert one.error is not None
    assert one.error.upper == pytest.approx(0.99 / 1.01, rel=1e-4)
    assert one.error.upper <= one.error.lower * (1 + 1e-6)


@pytest.mark.parametrize(
    ("name", "span", "options"),
    [
        ("laplace", (-3.0, 3.0), {"kind": "polynomial", "size": 8}),
        ("exponential", (-60.0, 10.0), {"kind": "polynomial", "size": 4}),
        ("exp(-x*x*40)", (-3.0, 3.0), {"kind": "rational", "size": 0}),
        ("exp(-x*x*40)", (-3.0, 3.0), {"kind": "table", "size": 9, "interpolate": True}),
        ("exponential", (-300.0, 0.0), {"size": 3, "knots": "even"}),
        ("exponential", (-300.0, 0.0), {"size": 3, "knots": "even", "continuous": True}),
    ],
)
def test_no_relative_error_is_larger_than_that_of_zero(
    name: str, span: tuple[float, float], options: dict[str, Any]
) -> None:
    one = fit(name, span=span, measure="relative", **options)
    assert one.error is not None
    assert one.error.upper <= 1
    assert one.error.lower >= 1 - 1e-6


def test_the_end_of_the_last_piece_but_one_belongs_to_the_line_without_end() -> None:
    # rsigelud jumps at 1, from where on its line is further off than two pieces are before.
    one = fit("rsigelud", size=4)
    assert one.error is not None
    assert one.bound_any is not None
    most = max(x / 2 / (1 + math.exp(x)) for x in np.linspace(1, 2, 1001).tolist())
    assert one.error.upper <= most * (1 + 1e-3)
    assert one.error.upper * 0.95 <= one.bound_any <= one.error.lower


def test_the_line_without_end_on_the_left_has_no_part_in_a_jump_at_its_knot() -> None:
    # lada is 0.01*x up to 0, exp(-x) from there on.
    one = fit("lada", size=4)
    assert one.error is not None
    assert one.bound_any is not None
    x = np.append(np.linspace(-40, 40, 160_001), [-5e-324, 5e-324, one.error.at or 0.0])
    true = np.where(x >= 0, np.exp(-np.maximum(x, 0)), 0.01 * x)
    value = float(np.abs(true - one(x)).max())
    assert one.error.lower * (1 - 1e-12) <= value <= one.error.upper < 0.041
    assert one.error.upper * 0.95 <= one.bound_any <= one.error.lower
    step = fit("bipolar_step", size=4).error
    assert step is not None
    assert step.upper == 0
