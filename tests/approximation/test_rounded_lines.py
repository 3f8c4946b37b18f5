"""Lines that are rounded once: their largest errors against every double of short ranges."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from actviz.approximation.error.rounded_lines import largest_error, least_residue, told_apart
from actviz.approximation.target.target import Target
from actviz.approximation.value.evaluation_errors import Part
from actviz.lookup.registry import get
from actviz.readings.number_formats import ulp
from tests.approximation.judge import counted, fit

TRUE: dict[str, Callable[[Any], Any]] = {
    "gelu": lambda x: x * mp.ncdf(x),
    "relu": lambda x: x,
    "rectified_tanh": mp.tanh,
    "probit": mp.ncdf,
}
WEIGHTS = {
    "absolute": None,
    "relative": lambda size: size,
    "ulp": lambda size: float(ulp(np.array([size]), "float64")[0]),
}


@given(st.integers(-300, 300), st.integers(-300, 300), st.integers(1, 200), st.integers(0, 80))
def test_the_least_residue_is_that_of_all(a: int, b: int, modulus: int, last: int) -> None:
    least, at = least_residue(a, b, modulus, last)
    every = [(a * k + b) % modulus for k in range(last + 1)]
    assert least == min(every) == every[at]


@pytest.mark.parametrize("measure", WEIGHTS)
def test_no_double_errs_more_and_one_errs_so_much(measure: str) -> None:
    chance, weight = np.random.default_rng(7), WEIGHTS[measure]
    for _ in range(150):
        rise = float(chance.choice([1 / 3, 0.1, 1.702, 1 / 7, 0.01, 0.5, chance.uniform(-3, 3)]))
        level = float(chance.choice([0.0, 0.5, chance.uniform(1, 2)]))
        if level:  # two roundings, but for a product with a power of two
            rise = float(chance.choice([0.25, -0.5, 2.0]))
        line = Fraction(level), Fraction(rise).limit_denominator(1000)
        if chance.random() < 0.5:
            line = line[0], Fraction(rise) + Fraction(int(chance.integers(-999, 999)), 10**19)
        x = [math.ldexp(chance.uniform(0.5, 1), int(chance.integers(-3, 3)))]
        while len(x) <= chance.choice([0, 1, 40, 300]):
            x.append(math.nextafter(x[-1], 9.0))
        if chance.random() < 0.5:
            x = [-one for one in reversed(x)]
        computed = Fraction(level), Fraction(rise)
        worst = largest_error(line, computed, x[0], x[-1], weight)
        if worst is None:  # the function is 0 between two of them
            continue
        most = max(error(line, (level, rise), one, measure) for one in x)
        assert most * (1 - 1e-12) <= worst[0] <= most * (1 + 1e-7)


def test_a_line_of_another_slope_errs_in_proportion() -> None:
    """Far more than rounding, and the same all over: cutting would not tell where it is most."""
    line, row = (Fraction(0), Fraction(0.01)), (0.0, 0.01000213623046875)
    computed = Fraction(row[0]), Fraction(row[1])
    worst = largest_error(line, computed, -8.0, -1.0, WEIGHTS["relative"])
    assert worst is not None
    slopes = Fraction(row[1]) / line[1] - 1
    assert slopes <= worst[0] <= slopes + Fraction(1, 2**52)
    assert worst[0] <= error(line, row, worst[1], "relative") * (1 + 1e-7)


def error(line: tuple[Fraction, Fraction], row: tuple[float, float], x: float, by: str) -> float:
    true = line[0] + line[1] * Fraction(x)
    off = abs(true - Fraction(float(Fraction(row[0]) + Fraction(row[1]) * Fraction(x))))
    unit = Fraction(math.ulp(below(abs(true))))
    return float(off / {"absolute": Fraction(1), "relative": abs(true), "ulp": unit}[by])


def below(size: Fraction) -> float:
    """The double next to a number towards 0, where the spacing is that of its binade."""
    near = float(size)
    return near if Fraction(near) <= size else math.nextafter(near, 0.0)


def test_the_right_end_of_a_piece_belongs_to_the_next() -> None:
    row = (0.0, 1 / 7)
    x = [-1 + k * 2.0**-53 for k in range(1000)]
    errors = [error((Fraction(0), Fraction(1, 7)), row, one, "absolute") for one in x]
    k = next(k for k in range(1, 1000) if errors[k] > max(errors[:k]) > 0)
    parts = [Part(-1.0, x[k], row), Part(x[k], -0.5, row)]
    (one, _), others = told_apart(Target(get("x/7"), 0, -1.0, -0.5), [parts], None, lambda x: 0.0)
    assert one.upper == pytest.approx(max(errors[:k]), rel=1e-7)
    assert one.upper < errors[k]
    assert others == [[]]


@pytest.mark.parametrize(
    ("name", "span", "pieces", "measure"),
    [
        ("x/3", (-4.0, 4.0), 1, "absolute"),  # a third of a unit, for every third double
        ("1.702*x", (-4.0, 4.0), 2, "absolute"),
        ("x/7+0.9", (-1.0, 1.0), 1, "ulp"),
        ("hard_sigmoid", (-4.0, 4.0), 4, "absolute"),
        ("hard_sigmoid", (-2.0, 4.0), 4, "relative"),
        ("hard_tanh", (-4.0, 4.0), 3, "absolute"),
        ("leaky_relu", (-4.0, 4.0), 4, "relative"),
        ("leaky_relu", (-4.0, 4.0), 4, "ulp"),
        # Lines with two roundings, which are carried, beside one through the root, where none is.
        ("plu", (-8.0, 8.0), 16, "ulp"),
        ("plu", (-8.0, 8.0), 16, "relative"),
    ],
)
def test_brackets_of_lines_are_narrow(
    name: str, span: tuple[float, float], pieces: int, measure: str
) -> None:
    error = fit(name, span=span, size=pieces, measure=measure).error
    assert error is not None
    assert error.upper <= error.lower * (1 + 1e-6)


def test_a_line_with_that_of_a_fold_is_rounded_once() -> None:
    one = fit("hard_sigmoid", span=(-4.0, 4.0), size=4, fold=True)
    bracket = one.error
    assert bracket is not None
    assert bracket.at is not None
    assert 0 < bracket.lower <= bracket.upper <= bracket.lower * (1 + 1e-6)
    x = np.append(np.random.default_rng(3).uniform(-3, 3, 3000), bracket.at)
    errors = [
        abs(Fraction(at) / 6 + Fraction(1, 2) - Fraction(value))
        for at, value in zip(x.tolist(), one(x).tolist(), strict=True)
    ]
    assert max(errors) <= bracket.upper
    assert errors[-1] >= bracket.lower


@pytest.mark.parametrize(
    ("name", "span", "options"),
    [
        ("gelu", (20.0, 21.0), {"kind": "polynomial", "size": 5, "measure": "mse"}),
        ("relu", (1.0, 7.0), {"kind": "polynomial", "size": 3, "measure": "mse"}),
        ("rectified_tanh", (20.0, 21.0), {"kind": "rational", "size": 3, "divisor": 2}),
        ("probit", (20.0, 21.0), {"kind": "polynomial", "size": 12}),
    ],
)
def test_results_beside_a_line_of_doubles_are_off_by_whole_units_or_not_at_all(
    name: str, span: tuple[float, float], options: dict[str, Any]
) -> None:
    """The functions are a double less 1e-87 or so; in `ulp` the units are those below 1."""
    one = fit(name, span=span, **{"measure": "ulp", **options})
    bracket = one.error
    assert bracket is not None
    assert bracket.at is not None
    assert 0 < bracket.lower <= bracket.upper <= bracket.lower * (1 + 1e-6)
    x = np.append(np.random.default_rng(2).uniform(*span, 2000), bracket.at)
    with mp.workdps(150):
        values = zip(x.tolist(), one(x).tolist(), strict=True)
        errors = [abs(TRUE[name](mp.mpf(at)) - mp.mpf(value)) for at, value in values]
        if bracket.measure == "ulp":
            errors = [error * 2**53 for error in errors]
        assert max(errors) <= bracket.upper
        assert errors[-1] >= bracket.lower


@pytest.mark.parametrize("measure", ["absolute", "relative", "ulp"])
def test_a_line_whose_slope_is_no_fraction_has_a_narrow_bracket(measure: str) -> None:
    one = fit("arelu", span=(-4.0, 4.0), size=8, measure=measure)
    error = one.error
    assert error is not None
    assert error.at is not None
    assert 0 < error.lower <= error.upper <= error.lower * (1 + 1e-6)
    x = np.append(np.random.default_rng(5).uniform(-4, 4, 2000), error.at)
    a, b = get("arelu").values["a"], get("arelu").values["b"]
    listed = []
    with mp.workdps(60):
        for at, value in zip(x.tolist(), one(x).tolist(), strict=True):
            u = mp.mpf(at)
            true = u * (1 + 1 / (1 + mp.exp(-mp.mpf(b)))) if at >= 0 else u * mp.mpf(a)
            listed.append(abs(true - mp.mpf(value)) / counted(true, measure))
        nearest = float(1 + 1 / (1 + mp.exp(-mp.mpf(b))))
    assert max(listed) <= error.upper
    assert listed[-1] >= error.lower * (1 - 1e-12)
    assert (one.pieces or ())[-1].coefficients[1] == nearest
