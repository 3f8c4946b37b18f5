"""Exported slopes are 0 where a function does not change, whatever the chain rule makes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import pytest

from actviz.export.computed import computed
from actviz.export.plan import unit
from actviz.export.targets import TARGETS, missing
from actviz.functions.elementwise import Activation
from actviz.lookup.registry import get, resolve_all
from tests.export.sample import failures, in_python, measured

# Formulas, and where they are constant.
FLAT: Final = [
    ("sqrt(abs(relu(x)))", (-300.0, -5.0, -1e-3)),
    ("relu(x)**0.5", (-300.0, -5.0, -1e-3)),
    ("sqrt(relu(x)*sigmoid(x))", (-300.0, -5.0, -1e-3)),
    ("sqrt(relu(x)**2 + relu(x))", (-5.0, -1e-3)),
    ("sqrt(max(0, x - 1))", (-5.0, 0.0, 0.99)),
    ("abs(clip(x, 0, 1))**0.3", (-5.0, -1e-3, 1.001, 80.0)),
    ("acos(clip(x, -1, 1))", (-5.0, -1.001, 1.001, 80.0)),
    ("sqrt(1 - clip(x, -1, 1)**2)", (-5.0, -1.001, 1.001, 80.0)),
    ("sqrt(hard_sigmoid(x)*(1 - hard_sigmoid(x)))", (-7.0, 7.0)),
    ("sqrt(abs(relu(x) + relu(-x - 1)))", (-0.999, -0.5, -1e-3)),
    ("sqrt(abs(hardshrink(x)))", (-0.3, 0.3)),
    ("sqrt(x*erf(relu(x + 1/3)))", (-0.4, -7.0, -1e200)),
]


@pytest.mark.parametrize(("formula", "places"), FLAT)
def test_slopes_are_0_where_nothing_changes(formula: str, places: tuple[float, ...]) -> None:
    functions = in_python(formula, 2)
    for x in places:
        assert functions["f_d1"](x) == functions["f_d2"](x) == 0, x
    assert functions["f_d1"](float("nan")) != 0


def test_what_has_no_value_has_no_slope() -> None:
    functions = in_python("relu(x)*log(x) + sqrt(relu(x))", 1)
    assert functions["f_d1"](-1.0) != functions["f_d1"](-1.0)
    slope = in_python("log(relu(x))", 1)["f_d1"]  # the logarithm of 0 is no value either
    assert slope(-1.0) != slope(-1.0)
    assert slope(2.0) == 0.5


@pytest.mark.parametrize(
    ("formula", "place"),
    [
        ("exp(-1/x**2)", 0.0),
        ("exp(-1/(x - 1)**2)", 1.0),
        ("x*exp(-1/(x*x))", 0.0),
        ("where(x > 0, exp(-1/x), 0)", 0.0),
    ],
)
def test_slopes_are_0_where_a_function_is_flat_beside_a_pole(formula: str, place: float) -> None:
    functions = in_python(formula, 2)
    assert functions["f_d1"](place) == functions["f_d2"](place) == 0
    assert functions["f_d1"](-place) == functions["f_d1"](-place)


@pytest.mark.parametrize("word", ["c", "numpy", "torch", "js"])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_languages_say_so(word: str, dtype: str) -> None:
    target = TARGETS[word]
    if lacking := missing(target):
        pytest.skip(f"{', '.join(lacking)} not installed")
    functions = [
        one for one in resolve_all([f for f, _ in FLAT[:6]]) if isinstance(one, Activation)
    ]
    x = np.array([-300.0, -5.0, -1.0, -0.5, 0.25, 0.75, 1.5, 6.0, 40.0])
    assert failures(measured(functions, target, dtype, 1, x)) == []


def test_a_gate_has_no_slope_where_nothing_passes() -> None:
    slope: Callable[..., float] = in_python("sqrt(relu(u))*v", 1)["f_du"]
    assert slope(-2.0, 3.0) == 0
    assert slope(4.0, 3.0) == pytest.approx(0.75)


def test_what_is_right_for_equal_parameters_has_no_say_in_their_slopes() -> None:
    """The slopes of mogu's weights were 0 and twice what they are, where its weights are equal."""
    function = get("mogu")
    words = list(function.values)
    outputs = unit(function, "f", arguments=words)
    for x in (-0.4, -0.1, 0.3, 1.0, 1.7):
        letters = {word: np.array(value) for word, value in (("x", x), *function.values.items())}
        for word in words:
            output = outputs.output(f"_d{word}")
            assert output is not None
            exact = function.exact(x, 1, word)
            assert float(computed(output.lazy, letters)) == pytest.approx(exact, rel=1e-13)
