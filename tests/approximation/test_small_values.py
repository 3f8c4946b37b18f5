"""Errors that count by size where values are so small that products lose digits."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from actviz.approximation.making import approximate
from actviz.approximation.request import Request
from actviz.lookup.registry import elementwise

SMALL = Fraction(2) ** -968  # smaller values count as this one
F = Fraction
TRUE: dict[str, Callable[[Fraction], Fraction]] = {
    "x**3": lambda x: x**3,
    "lhtan": lambda x: F(0.001) * x if x < 0 else min(x, F(0.001) * (x - 1) + 1),
    "blrelu": lambda x: F(0.01) * x if x < 0 else min(x, F(0.01) * (x - 1) + 1),
    "x/3": lambda x: x / 3,
    "leaky_relu": lambda x: F(0.01) * x if x < 0 else x,
    "x+x**2/2": lambda x: x + x**2 / 2,
    "x/(1+x**2)": lambda x: x / (1 + x**2),
}
TABLE = {"kind": "table", "size": 65, "interpolate": True}


@pytest.mark.parametrize(
    ("name", "options", "power"),
    [
        ("x**3", {"kind": "polynomial", "size": 7, "measure": "relative"}, -322),
        ("lhtan", {"size": 8, "measure": "relative"}, -958),
        ("blrelu", {"size": 8, "measure": "relative"}, -961),
        ("blrelu", {"size": 8, "measure": "ulp"}, -961),
        ("x/3", {**TABLE, "measure": "relative"}, -966),
        ("leaky_relu", {**TABLE, "measure": "ulp"}, -961),
        ("x+x**2/2", {"kind": "polynomial", "size": 2, "measure": "relative"}, -968),
        ("x/(1+x**2)", {"kind": "rational", "size": 1, "divisor": 2, "measure": "ulp"}, -968),
    ],
)
def test_brackets_are_narrow_and_hold_down_to_the_smallest_numbers(
    name: str, options: dict[str, Any], power: int
) -> None:
    (activation,) = elementwise([name], "")
    span = (-1.5, 2.0) if name == "x+x**2/2" else (-4.0, 4.0)
    request = Request(activation=activation, spec=name, span=span, **options)
    one = approximate(request)
    error = one.error
    assert error is not None
    assert 0 < error.lower <= error.upper <= error.lower * (1 + 1e-6)
    chance = np.random.default_rng(8)
    near = np.exp2(power + chance.uniform(-30, 20, 3000))
    wide = np.exp2(-chance.uniform(0, 1074, 1000))
    x = np.concatenate([near, -near, wide, -wide, [error.at]])
    errors = [
        counted(TRUE[name](F(at)), F(value), error.measure)
        for at, value in zip(x.tolist(), one(x).tolist(), strict=True)
    ]
    assert max(errors) <= error.upper
    assert float(errors[-1]) == pytest.approx(error.lower, rel=1e-12)


def counted(true: Fraction, got: Fraction, measure: str) -> Fraction:
    size = max(abs(true), SMALL)
    if measure == "ulp":
        power = size.numerator.bit_length() - size.denominator.bit_length()
        power -= Fraction(2) ** power > size
        size = Fraction(2) ** (power - 52)
    return abs(true - got) / size
