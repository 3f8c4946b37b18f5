"""Exports are series where a formula loses its digits in any steps: far out, and before that."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final

import mpmath
import numpy as np
import pytest

from actviz.export import by_series
from actviz.export.asked import Purpose
from actviz.export.targets import TARGETS, missing
from actviz.formula.grammar import parse
from actviz.lookup.registry import elementwise
from actviz.readings.number_formats import rounded
from tests.export.sample import failures, in_python, measured, scattered

mp = mpmath.mp.clone()
mp.dps = 80

FORMULAS: Final = [
    *("erfcx(x)*x", "Phi(x)/phi(x)", "x*exp(x*x)*erfc(x)", "cbrt(x + 1) - cbrt(x)"),
    *("sqrt(x + sqrt(x)) - sqrt(x)", "x*(atan(x) - pi/2)", "sqrt(x**4 + 1)/x - x"),
]


@pytest.mark.parametrize(
    ("word", "dtype"),
    [
        *((word, "float64") for word in ("c", "numpy", "python")),
        *((word, "float32") for word in ("c", "torch", "onnx")),
        *(
            pytest.param(*pair, marks=pytest.mark.long)
            for pair in (("js", "float64"), ("rust", "float64"), ("keras", "float32"))
        ),
    ],
)
def test_values_and_slopes_keep_what_is_promised_over_the_whole_line(word: str, dtype: str) -> None:
    if lacking := missing(TARGETS[word]):
        pytest.skip(f"{', '.join(lacking)} not installed")
    more = np.random.default_rng(3).uniform(0.5, 40, 200)
    x = rounded(np.concatenate([scattered(), more, -more]), dtype)
    typed = elementwise(FORMULAS, "export")
    assert failures(measured(typed, TARGETS[word], dtype, 1, x)) == []


# A slope, what mpmath makes of it, and inputs where it is next to nothing of its terms.
SLOPES: Final[list[tuple[str, Callable[[Any], Any], list[float]]]] = [
    ("erfcx(x)*x", lambda x: x * mp.exp(x * x) * mp.erfc(x), [1.3, 4.7, 9.0, 40.0]),
    ("Phi(x)/phi(x)", lambda x: mp.ncdf(x) / mp.npdf(x), [-3.0, -12.0, -35.0]),
    ("x*log(1 - erf(x))", lambda x: x * mp.log(mp.erfc(x)), [26.0, 34.1, 51.0, 73.0]),
]


@pytest.mark.long
@pytest.mark.parametrize(("formula", "true", "places"), SLOPES)
def test_slopes_are_what_mpmath_says(
    formula: str, true: Callable[[Any], Any], places: list[float]
) -> None:
    slope = in_python(formula, 1)["f_d1"]
    for x in places:
        with mp.workdps(100):  # of which the step takes 30
            exact = float(mp.diff(true, mp.mpf(x), h=mp.mpf(10) ** -30))
        assert slope(x) == pytest.approx(exact, rel=3e-15), x


@pytest.mark.parametrize(
    ("formula", "side", "power", "root"),
    [
        ("cbrt(x + 1) - cbrt(x)", -1, Fraction(-2, 3), 1),
        ("sqrt(x + sqrt(x)) - sqrt(x) - 0.5", 1, Fraction(-1, 2), 2),
        ("(x**2 + 1)**0.3 - abs(x)**0.6", 1, Fraction(0.6) - 2, 1),
        ("x**3/(1 + x**2)", -1, Fraction(1), 1),
    ],
)
def test_a_series_far_out_has_any_power_of_x_before_it(
    formula: str, side: int, power: Fraction, root: int
) -> None:
    result = by_series._expansion(Purpose(parse(formula), {}), side)
    assert result is not None
    assert (result.power, result.root) == (power, root)


@pytest.mark.parametrize("formula", ["sin(x)*x", "exp(x)", "log(x)", "sin(x)/x"])
def test_there_is_none_of_a_wave_or_an_exponential(formula: str) -> None:
    assert by_series._expansion(Purpose(parse(formula), {}), 1) is None


def test_a_hole_at_0_has_its_series_as_far_as_digits_are_lost() -> None:
    x = np.geomspace(1e-7, 1e-5, 60)
    for at, slope in zip(
        x.tolist(), map(in_python("x/sinh(x)", 1)["f_d1"], x.tolist()), strict=True
    ):
        assert slope == pytest.approx(-at / 3 * (1 - 7 * at**2 / 30), rel=1e-15)
