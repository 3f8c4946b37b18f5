"""Slopes through many layers, and where a slope is 0: against the slopes on a grid."""

from __future__ import annotations

import math

import numpy as np
import pytest

import actviz
from actviz.derivations.derivation import Derivation
from actviz.derivations.products_of_slopes import power
from actviz.functions.elementwise import Activation
from actviz.lookup.registry import entries
from tests.sample import some

X = np.linspace(-12, 12, 4801)
OWN = ["-2*tanh(x)", "where(x > 0, -3*x, x/2)", "x**3 - x", "-x - exp(x)", "exp(x)", "max(x, 0)"]
FUNCTIONS = [
    *(Activation(name="f", formula=formula) for formula in OWN),
    *some(list(entries()), 12),
]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda one: one.formula)
def test_the_steepest_and_the_flattest_are_that(function: Activation) -> None:
    by_name = {layers.where: layers for layers in Derivation(function).layers}
    with np.errstate(all="ignore"):
        x = X[~np.isin(X, [kink.x for kink in function.facts().kinks])]  # no slope is there
        slopes = np.abs(np.asarray(function.derivative(x)))
    slopes = slopes[np.isfinite(slopes)]
    for where, bound in (("steepest", slopes.max()), ("flattest", slopes.min())):
        if function.facts().derivative_range is None:
            continue
        slope, place = abs(by_name[where].slope), by_name[where].x
        steep = where == "steepest"
        assert slope >= bound * (1 - 1e-9) if steep else slope <= bound * (1 + 1e-9) + 1e-300
        if isinstance(place, float) and math.isfinite(place) and math.isfinite(slope):
            assert abs(float(function.derivative(place))) == pytest.approx(
                slope, rel=1e-6, abs=1e-9
            )
    for layers in by_name.values():
        for count, product in layers.products.items():
            assert product == pytest.approx(layers.slope**count, rel=1e-13)
    if "at 0" in by_name:
        assert by_name["at 0"].slope == float(function.exact(0.0, 1))


@pytest.mark.parametrize(
    ("formula", "slope", "place"),
    [
        ("where(x >= 0, exp(-x), 0.01*x)", 0.0, None),  # far out on the right
        ("where(x > 0, -3*x, x/2)", 0.5, (-math.inf, 0.0)),
        ("where(x > 0, x, x**2/(1 + x**2))", 0.0, 0.0),  # the left slope of a kink
        ("where(x > 0, -1/x, x**2)", 0.0, 0.0),  # the left slope of a jump; 0 far out, too
        ("where(x > 0, log(x), -x)", 0.0, None),
        ("abs(x) + x/2", -0.5, (-math.inf, 0.0)),
        ("abs(x)", 1.0, (0.0, math.inf)),
    ],
)
def test_the_flattest_where_slopes_jump_over_0_or_only_approach_it(
    formula: str, slope: float, place: object
) -> None:
    by_name = {one.where: one for one in Derivation(Activation(name="f", formula=formula)).layers}
    assert (by_name["flattest"].slope, by_name["flattest"].x) == (slope, place)


@pytest.mark.parametrize(
    ("formula", "places"),
    [
        ("x**3 - 3*x", (-1.0, 1.0)),
        ("x**3", (0.0,)),  # level without turning
        ("abs(x)", ()),  # turns at a corner, which has no slope
        ("sigmoid(x)", ()),
        ("(x - 2)**2*abs(x)", (4 / 3 - 2 / 3, 2.0)),
    ],
)
def test_where_the_slope_is_0(formula: str, places: tuple[float, ...]) -> None:
    result = Derivation(Activation(name="f", formula=formula)).flat_points
    assert result == pytest.approx(places)


def test_powers_beyond_all_doubles() -> None:
    assert power(-1e200, 2) == math.inf
    assert power(-1e200, 3) == -math.inf
    assert power(1e-200, 2) == 0.0
    assert power(-math.inf, 3) == -math.inf
    assert power(-1.5, 3) == -3.375


@pytest.mark.parametrize("spec", ["x*abs(x)", "cos(x)", "-x**2", "-abs(x)*x**2"])
def test_a_slope_of_0_has_no_sign(spec: str) -> None:
    derivation = Derivation(actviz.get(spec))
    slopes = [layers.slope for layers in derivation.layers]
    slopes += [derivation.slope_extremes[end] for end in ("low", "high")]
    assert 0.0 in slopes
    assert all(math.copysign(1, slope) == 1 for slope in slopes if slope == 0)
