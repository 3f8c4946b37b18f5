"""Numbers too small for float64 on the way to results that are not.

Expected are the formulas in mpmath, differentiated with 700 digits.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath as mp
import numpy as np
import pytest

import actviz

CASES: list[tuple[str, int, Callable[[Any], Any], list[float]]] = [
    (
        "m_arcsinh",
        2,
        lambda x: mp.asinh(x) * mp.sqrt(abs(x)) / 12,
        [-3.67e164, 1e155, 2.7e199, 5e-309],
    ),
    ("x**3*x**3/x**5", 0, lambda x: x, [1e-60, -3e-64]),
    ("x**3*x**3/x**5", 1, lambda x: x, [1e-60, 2e-70]),
    ("exp(-x)*exp(x - 40)", 0, lambda x: mp.exp(-40), [708.5, 720.0, 744.0]),
    ("1e300*(1e-300*x*1e-20)*1e20", 0, lambda x: x, [1e-3, 2.5e-8]),
    ("exp(-x**2)*exp(x**2 - 3)", 0, lambda x: mp.exp(-3), [26.7, 27.2]),
]


def true(f: Callable[[Any], Any], x: float, order: int) -> float:
    with mp.workdps(700):
        place = mp.mpf(x)
        if not order:
            return float(f(place))
        return float(mp.diff(lambda share: f(place * share), 1, order) / place**order)


@pytest.mark.parametrize(("spec", "order", "f", "places"), CASES)
def test_digits_are_kept(
    spec: str, order: int, f: Callable[[Any], Any], places: list[float]
) -> None:
    function = actviz.get(spec)
    expected = [true(f, x, order) for x in places]
    for repeat in (1, 500, 20_000):  # one by one, and in blocks
        x = np.repeat(places, repeat)
        result = function.derivative(x, order) if order else function(x)
        wanted = np.repeat(expected, repeat)
        np.testing.assert_allclose(result, wanted, rtol=1e-13, atol=0)


def test_what_sinks_harmlessly_is_not_looked_at_again() -> None:
    for name in ("gelu", "silu", "tanh", "softplus", "elu"):
        function = actviz.get(name)
        x = np.linspace(-900, 900, 1001)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("actviz.readings.exact.decide", None)  # calling it would fail
            function(x)
            function.derivative(x)
