"""Errors of the size of rounding, where what is computed goes in steps from double to double."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from actviz.lookup.registry import get
from tests.approximation.judge import counted, fit
from tests.judge import mp_value

_CASES: list[tuple[str, dict[str, Any]]] = [
    ("gabor_real", {"kind": "polynomial", "span": (0.0, 1e-3), "size": 5}),
    ("hard_sigmoid", {"kind": "polynomial", "span": (3.0, 23.0), "size": 5, "measure": "mse"}),
    ("mmelu", {"kind": "polynomial", "span": (0.0, 1.0), "size": 20, "measure": "mse"}),
    ("multiquadric", {"span": (-1e-6, 1e-6), "size": 1, "fold": True}),
    ("silu", {"span": (40.0, 60.0), "size": 4, "measure": "mse"}),
    ("sqrt(1+x**2)", {"kind": "table", "span": (-1e-6, 1e-6), "size": 9, "interpolate": True}),
    ("talu", {"span": (-1e-3, 1e-3), "size": 8, "degree": 3, "measure": "relative"}),
    ("tanh_shrink", {"span": (-40.0, -39.0), "size": 3, "measure": "relative"}),
    (
        "soft_clipping",
        {"kind": "polynomial", "span": (0.0, 1e-6), "size": 9, "measure": "ulp", "order": 1},
    ),
]


@pytest.mark.parametrize(("name", "options"), _CASES)
def test_an_error_of_the_size_of_rounding_is_known_to_a_millionth(
    name: str, options: dict[str, Any]
) -> None:
    one = fit(name, **options)
    error = one.error
    assert error is not None
    assert error.at is not None
    assert 0 < error.lower <= error.upper <= error.lower * (1 + 1e-6)
    chance = np.random.default_rng(20)
    low, high = options["span"]
    steps = chance.integers(-2000, 2000, 200) * np.spacing(error.at)
    x = np.concatenate([[error.at], error.at + steps, chance.uniform(low, high, 200)])
    x = np.clip(x, low, high)
    function = get(name)
    tree = function.bind(function.derivative_tree(one.order))
    measure = "absolute" if error.measure == "mse" else error.measure
    errors = []
    for place, value in zip(x.tolist(), one(x).tolist(), strict=True):
        true = mp_value(tree, {"x": place}, 80)
        errors.append(abs(true - value) / counted(true, measure))
    assert max(errors) <= error.upper
    assert errors[0] >= error.lower


def test_an_error_below_all_doubles_is_not_told_to_be_none() -> None:
    one = fit("mexican_hat", kind="polynomial", span=(-40.0, -39.0), size=13)
    assert one.error is not None
    assert one.error.upper > 0


@pytest.mark.parametrize(
    ("formula", "size"),
    [
        ("where(3*x < 1, 0, 1)", 2),
        ("where(10*x < 3, 0, 1)", 2),
        ("where(10*x >= 7, 2, 1)", 2),
        ("where(10*x <= 7, x, 1 - x)", 2),
        ("floor(10*x)", 10),
        ("3*x - floor(3*x)", 3),
        ("round(7*x)", 8),
    ],
)
def test_a_jump_at_no_double_is_of_the_side_on_which_its_double_lies(
    formula: str, size: int
) -> None:
    """The double nearest to 1/3 lies below it, so that 3*x < 1 there."""
    one = fit(formula, size=size, span=(0.0, math.nextafter(1.0, 0.0)))
    assert one.error is not None
    assert one.error.upper < 1e-15
