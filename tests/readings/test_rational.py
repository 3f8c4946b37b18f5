"""Exports of sums of powers keep their digits: held against rational arithmetic."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
import sympy as sp

import actviz
from actviz.export.targets import TARGETS, missing
from actviz.export.trial import tried
from actviz.export.write import program, text
from actviz.readings import rational
from tests.export.sample import in_python, planned_once

Exact = Callable[[Fraction], Fraction]


def pade(x: Fraction, order: int) -> Fraction:
    """The value or the slope of rational at its defaults, by the quotient rule."""
    values = actviz.get("rational").values
    a = [Fraction(values[f"a{k}"]) for k in range(6)]
    b = [Fraction(0), *(Fraction(values[f"b{k}"]) for k in range(1, 5))]
    (above, rise), (inner, steep) = (
        (
            sum((c * x**k for k, c in enumerate(many)), Fraction(0)),
            sum((k * c * x ** (k - 1) for k, c in enumerate(many) if k), Fraction(0)),
        )
        for many in (a, b)
    )
    below = 1 + abs(inner)
    steep = -steep if inner < 0 else steep
    return (rise * below - above * steep) / below**2 if order else above / below


# Formula, value, slope, and the places around which it loses digits as it stands.
CASES: list[tuple[str, Exact, Exact, tuple[float, ...]]] = [
    (
        "rational",
        lambda x: pade(x, 0),
        lambda x: pade(x, 1),
        (-3.0000000000000004, -1.87571641, -0.6157594996, 4887601.41),
    ),
    ("x**3 - 3*x**2 + 3*x - 1", lambda x: (x - 1) ** 3, lambda x: 3 * (x - 1) ** 2, (1.0,)),
    ("(x**5 + 1/3) - x**5", lambda x: Fraction(1, 3), lambda x: Fraction(0), (3.0, 1e9)),
    (
        "where(x > 0, x**2 - 2*x + 1, 1/(1 - x**2))",
        lambda x: (x - 1) ** 2 if x > 0 else 1 / (1 - x * x),
        lambda x: 2 * x - 2 if x > 0 else 2 * x / (1 - x * x) ** 2,
        (1.0, -1e160),
    ),
    (
        "max(x**2 - 2*x + 1, 0)/(1 + abs(x**2 - 2))",
        lambda x: (x - 1) ** 2 / (1 + abs(x * x - 2)),
        lambda x: 2 * (x - 1) / (3 - x * x) + 2 * x * (x - 1) ** 2 / (3 - x * x) ** 2,
        (1.0,),
    ),
]


def beside(place: float) -> list[float]:
    """Numbers around a place, as near as doubles are and farther away."""
    unit = math.ulp(place)
    return [place, *(place + sign * unit * 2.0**k for k in range(0, 45, 3) for sign in (-1, 1))]


@pytest.mark.parametrize("language", ["c", "js", "numpy", "python"])
@planned_once()
def test_all_digits_beside_zeros(language: str) -> None:
    target = TARGETS[language]
    if missing(target):
        pytest.skip(f"{language} does not run here")
    functions = [actviz.get(formula) for formula, *_ in CASES]
    exported = program(functions, target, order=1, dtype="float64")
    x = np.unique([near for *_, places in CASES for place in places for near in beside(place)])
    trial = tried(functions, exported, target, x=x, dtype="float64")
    pairs = zip(trial[::2], trial[1::2], strict=True)
    for (formula, value, slope, places), pair in zip(CASES, pairs, strict=True):
        own = {near for place in places for near in beside(place)}
        for one, exactly, ulps in zip(pair, (value, slope), (8, 12), strict=True):
            for place, got in zip(one.vectors.inputs[0].tolist(), one.got.tolist(), strict=True):
                if place in own:
                    true = exactly(Fraction(place))
                    off = abs(Fraction(got) - true)
                    assert off <= ulps * Fraction(math.ulp(float(true))), (formula, place, got)


@pytest.mark.parametrize("formula", ["relu", "x**3 - x", "x*abs(x)", "hard_swish"])
def test_what_keeps_its_digits_stays_as_it_is_written(formula: str) -> None:
    code = text(TARGETS["c"], program([actviz.get(formula)], TARGETS["c"], order=2))
    assert isinstance(code, str)
    assert "_rest(" not in code


@pytest.mark.parametrize(
    ("formula", "values"),
    [("where(1/x > 0, 3, 5)", [3, 5]), ("max(-1, 1/x)", [math.inf, -1]), ("sign(1/x)", [1, -1])],
)
def test_a_pole_has_the_sign_of_its_side(formula: str, values: list[float]) -> None:
    exported = in_python(formula, 0)["f"]
    assert [exported(zero) for zero in (0.0, -0.0)] == values
    assert [actviz.get(formula)(zero) for zero in (0.0, -0.0)] == values


@pytest.mark.parametrize(
    "factors",
    [
        ["x**2 + 1"], ["x**2 - 2"], ["x"], ["x**2 + 1", "x - 3"], ["x**2 + x + 1"] * 2,
        ["x - 1"] * 2,
        ["x**4 + 1"], ["x**3 - 2", "x**2 + 5"], ["-x**2 - 1"], ["x**2 - 2*x + 1.001"],
    ],
)  # fmt: skip
def test_whether_a_polynomial_has_zeros_is_what_sympy_says(factors: list[str]) -> None:
    from flint import fmpq, fmpq_poly

    x = sp.Symbol("x")
    whole = sp.Poly(sp.nsimplify(sp.prod(sp.sympify(factor) for factor in factors)), x)
    ours = fmpq_poly([fmpq(int(c.p), int(c.q)) for c in whole.all_coeffs()[::-1]])
    assert rational._never_zero(ours) is (whole.count_roots() == 0)
