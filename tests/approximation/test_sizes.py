"""Functions that touch a power of two or come near one, where units double."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath as mp
import numpy as np
import pytest
from flint import arb

from actviz.approximation.target.sizes import sizes_of
from actviz.approximation.target.target import Target
from actviz.lookup.registry import get
from actviz.readings import balls
from tests.approximation.judge import counted, fit


@pytest.mark.parametrize(
    ("name", "span", "least", "most"),
    [
        ("x/(1+x**2)", (-4.0, 4.0), 0.0, 0.5),
        ("sqrt(1+x**2)", (-4.0, 0.0), 1.0, None),
        ("x*(1-x)", (0.0, 1.0), 0.0, 0.25),
        ("1/(1+x**2)", (-3.0, 5.0), None, 1.0),
    ],
)
def test_an_extremum_at_a_power_of_two_is_known_as_that(
    name: str, span: tuple[float, float], least: float | None, most: float | None
) -> None:
    with balls.precision(120):
        result = sizes_of(Target(get(name), 0, *span), *span)
        assert result is not None
        if least is not None:
            assert result[0] == least
        if most is not None:
            assert arb(most) <= result[1] <= arb(most) + 2.0**-75


def silu(x: Any) -> Any:
    return x / (1 + mp.exp(-x))


def sqreu(x: Any) -> Any:
    return x if x > 0 else x + x * x / 2 if x >= -2 else mp.mpf(0)


def log_sqnl(x: Any) -> Any:
    x = max(min(x, mp.mpf(2)), mp.mpf(-2))
    return (1 + x - mp.sign(x) * x * x / 4) / 2


@pytest.mark.parametrize(
    ("name", "true", "span", "measure", "options"),
    [
        (
            "x/(1+x**2)",
            lambda x: x / (1 + x * x),
            (-4.0, 4.0),
            "absolute",
            {"kind": "rational", "size": 1, "divisor": 2},
        ),
        (
            "sqrt(1+x**2)",
            lambda x: mp.sqrt(1 + x * x),
            (-4.0, 0.0),
            "ulp",
            {"kind": "pieces", "size": 64},
        ),
        (
            "sqrt(1+x**2)",
            lambda x: mp.sqrt(1 + x * x),
            (-4.0, 0.0),
            "ulp",
            {"kind": "polynomial", "size": 5, "held": "float32"},
        ),
        (
            "arctid",  # like -x beside 0, where it comes near to all powers of two
            lambda x: mp.atan(x) ** 2 - x,
            (-8.0, 8.0),
            "ulp",
            {"kind": "pieces", "size": 64},
        ),
        (
            "hard_tanh",
            lambda x: min(max(x, -1), 1),
            (0.0, 4.0),
            "ulp",
            {"kind": "pieces", "size": 1},
        ),
        ("silu", silu, (-4.0, 4.0), "ulp", {"kind": "pieces", "size": 64, "held": "float16"}),
        # Powers of two that one of the pieces touches, and the sum of a fold's halves.
        ("sqreu", sqreu, (-4.0, 4.0), "absolute", {"size": 8, "degree": 2}),
        ("log_sqnl", log_sqnl, (-4.0, 4.0), "absolute", {"size": 8, "degree": 2, "fold": True}),
    ],
)
def test_brackets_are_narrow_where_units_double(
    name: str,
    true: Callable[[Any], Any],
    span: tuple[float, float],
    measure: str,
    options: dict[str, Any],
) -> None:
    one = fit(name, span=span, measure=measure, **options)
    assert one.error is not None
    assert one.error.at is not None
    assert one.error.upper <= one.error.lower * (1 + 1e-6)
    places = np.linspace(*span, 4001)
    near = np.concatenate([[one.error.at], np.geomspace(1e-30, 1e-3, 100), [2.0**-77, -(2.0**-77)]])
    places = np.concatenate([places, near, np.nextafter(near, 9), np.nextafter(near, -9)])
    form = options.get("held", "float64")
    listed = []
    with mp.workdps(60):
        for x in places[(places >= span[0]) & (places <= span[1])].tolist():
            value = true(mp.mpf(x))
            error = abs(mp.mpf(float(one(np.array([x]))[0])) - value)
            listed.append(error / counted(value, measure, form))
    assert one.error.lower * (1 - 1e-12) <= max(listed) <= one.error.upper


@pytest.mark.parametrize(("held", "error"), [("float16", 26.922), ("float32", None)])
def test_a_piece_that_ends_at_a_power_of_two_has_the_units_of_its_side(
    held: str, error: float | None
) -> None:
    one = fit("exp", span=(-4.0, 4.0), size=16, knots="even", measure="ulp", held=held)
    assert one.error is not None
    assert one.error.upper <= one.error.lower * (1 + 1e-6)  # 41 was the upper end: twice 20.5
    x = np.linspace(-4, 4, 100_001)
    with mp.workdps(30):
        true = [mp.exp(t) for t in x.tolist()]
        digits = {"float16": 10, "float32": 23}[held]
        units = [mp.mpf(2) ** (mp.floor(mp.log(t, 2)) - digits) for t in true]
        seen = max(abs(t - v) / u for t, v, u in zip(true, one(x).tolist(), units, strict=True))
    assert one.error.lower * (1 - 1e-4) <= seen <= one.error.upper
    if error is not None:
        assert one.error.upper == pytest.approx(error, rel=1e-4)
