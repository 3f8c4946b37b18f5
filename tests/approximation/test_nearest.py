"""The nearest polynomials of a format in the mean square, beside all that the format has."""

from __future__ import annotations

import itertools
from typing import Any

import mpmath as mp
import numpy as np
import pytest

from actviz.approximation.curves.holding import Held
from actviz.approximation.curves.nearest import outwards
from actviz.approximation.curves.segments import Segments
from actviz.approximation.knots.squares import Squares
from actviz.approximation.making import approximate
from actviz.approximation.request import Request
from actviz.approximation.target.target import Target
from actviz.approximation.value.result import Approximation
from actviz.lookup.registry import get
from actviz.readings import formats, number_formats

HALVES = [k / 4 for k in range(-8, 8)]  # Q2.2
FOURS = [s * v for v in (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0) for s in (1, -1)]  # e2m1fn
DEFINED: dict[str, Any] = {"tanh": mp.tanh, "exp": mp.exp}


def fit(name: str, **options: Any) -> Approximation:
    return approximate(Request(activation=get(name), spec=name, measure="mse", **options))


def least(name: str, low: float, high: float, degree: int, numbers: list[float]) -> float:
    """The smallest mean square of all polynomials with such coefficients, by moments."""
    f = DEFINED[name]
    square = float(mp.quad(lambda x: f(x) ** 2, [low, high]))
    moments = [float(mp.quad(lambda x, k=k: x**k * f(x), [low, high])) for k in range(degree + 1)]
    powers = np.arange(degree + 1)
    n = powers[:, None] + powers + 1
    gram = (float(high) ** n - float(low) ** n) / n
    rows = np.array(list(itertools.product(numbers, repeat=degree + 1)))
    costs = square - 2 * rows @ moments + np.einsum("ni,ij,nj->n", rows, gram, rows)
    return float(costs.min()) / (high - low)


@pytest.mark.parametrize(
    ("name", "low", "high", "degree", "held", "numbers"),
    [
        ("tanh", 0.0, 1.0, 3, "Q2.2", HALVES),
        ("exp", -1.0, 0.5, 3, "Q2.2", HALVES),
        ("exp", -1.0, 1.0, 3, "float4_e2m1fn", FOURS),
        ("tanh", 0.0, 3.0, 2, "float4_e2m1fn", FOURS),
    ],
)
def test_no_polynomial_of_the_format_is_nearer(
    name: str, low: float, high: float, degree: int, held: str, numbers: list[float]
) -> None:
    one = fit(name, span=(low, high), kind="polynomial", size=degree, held=held)
    assert one.mse == pytest.approx(least(name, low, high, degree, numbers), rel=1e-9)
    assert one.bound_any == pytest.approx(one.mse, rel=1e-9)


def test_no_curved_piece_of_the_format_is_nearer() -> None:
    one = fit("tanh", span=(0.0, 3.0), size=2, degree=2, held="Q2.2", knots="even")
    halves = [least("tanh", a, a + 1.5, 2, HALVES) for a in (0.0, 1.5)]
    assert one.mse == pytest.approx(sum(halves) / 2, rel=1e-9)


def test_rounded_afterwards_it_would_be_farther() -> None:
    options = {"span": (0.0, 1.0), "kind": "polynomial", "size": 9}
    one, real = fit("tanh", held="Q4.12", **options), fit("tanh", **options)
    assert one.polynomial is not None
    assert real.polynomial is not None
    assert one.mse is not None
    x = np.linspace(0, 1, 2001)
    near = np.round(np.array(real.polynomial) * 4096) / 4096
    rounded = float(np.mean((np.tanh(x) - np.polynomial.polynomial.polyval(x, near)) ** 2))
    assert one.mse < rounded / 10
    assert one.bound_any == pytest.approx(one.mse)


def test_inputs_that_do_not_mirror_leave_even_powers_to_an_odd_function() -> None:
    options = {"span": (-2.0, 2.0), "kind": "polynomial", "size": 5}
    centred = fit("tanh", density=(0.0, 1.0), **options)
    shifted = fit("tanh", density=(1.0, 1.0), **options)
    odd = fit("tanh", density=(1.0, 1.0), parity="odd", **options)
    assert not any((centred.polynomial or ())[::2])
    assert all(shifted.polynomial or ())
    assert shifted.mse is not None
    assert odd.mse is not None
    assert shifted.mse < odd.mse


@pytest.mark.parametrize("held", ["Q2.3", "float8_e4m3fn", "float4_e2m1fn", "int8:0.25:3"])
def test_numbers_come_from_the_nearest_outwards(held: str) -> None:
    form = formats.known(held)
    every, number = [], form.low
    while number <= form.high:
        every.append(number + 0.0)
        number = formats.above(form, number)
    for centre in (0.3, -0.26, 5.0, 1000.0, 0.0, 0.9999, -7000.0, 0.125):
        listed = [number + 0.0 for number in outwards(form, centre)]
        away = [abs(number - centre) for number in listed]
        assert away == sorted(away)
        assert sorted(listed) == every


@pytest.mark.parametrize("held", ["float16", "bfloat16", "float8_e4m3fn", "float8_e5m2", "Q2.6"])
@pytest.mark.parametrize("side", [1, -1])
def test_numbers_beyond_many_are_those_beyond_each(held: str, side: int) -> None:
    form = Held(held)
    numbers = np.array([0.0, 1.0, -1.0, 2.0**-30, -(2.0**-30), 0.3, -0.3, 1 - 1e-9, 1 + 1e-9])
    numbers = np.concatenate([numbers, np.linspace(-1.9, 1.9, 501)])
    result = form.all_beyond(numbers, side)
    assert result.tolist() == [form.beyond(float(one), side) for one in numbers]


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("held", ["float16", "Q4.12", "bfloat16", "float8_e4m3fn", "float32"])
def test_no_slope_near_the_best_is_left_out(held: str, weighted: bool) -> None:
    target = Target(get("sigmoid"), 0, -8.0, 8.0)
    scale = (lambda x, f: 1 / f) if weighted else None
    fits = Segments(target, 1, scale, Held(held))
    for low, high in [(-7.9, -7.2), (-3.0, -2.5), (-0.1, 0.1), (1.0, 1.03), (2.0, 5.0)]:
        error, (level, slope) = fits.fit(low, high)
        x, _, _ = fits.places(low, high, ())
        f = target.on(x)
        weights = np.ones_like(x) if scale is None else scale(x, f)
        slopes = Held(held).around(np.array(slope), 400)
        levels = Held(held).around(np.array(level), 40)
        tried = f - slopes[:, None, None] * x - levels[:, None]
        assert error == pytest.approx((np.abs(f - slope * x - level) * weights).max(), rel=1e-9)
        assert error <= (np.abs(tried) * weights).max(axis=-1).min()


@pytest.mark.parametrize("side", [-1, 0, 1])
def test_of_all_numbers_of_a_small_format_the_best_are_found(side: int) -> None:
    target = Target(get("mish"), 0, -8.0, 8.0)
    fits = Segments(target, 1, None, Held("float8_e5m2"), side)
    every = number_formats.every_number("float8_e5m2")
    every = np.unique(every[np.isfinite(every)])
    for low, high in [(-8.0, -2.0), (-3.0, -0.5), (0.3, 1.7), (-1.0, 8.0)]:
        error, _ = fits.fit(low, high)
        x, _, _ = fits.places(low, high, ())
        least = np.inf
        for slope in every:
            off = target.on(x) - slope * x
            below, above = every - off.min(), off.max() - every
            errors = np.maximum(abs(below), abs(above))
            kept = (side > 0) & (above > 0) | (side < 0) & (below > 0)
            least = min(least, errors[~kept].min(initial=np.inf))
        assert error == pytest.approx(least, rel=1e-12)


@pytest.mark.parametrize("held", ["Q2.3", "Q2.6", "float8_e4m3fn"])
@pytest.mark.parametrize("name", ["silu", "tanh"])
def test_no_choice_of_places_has_a_smaller_mean_square(name: str, held: str) -> None:
    squares = Squares(Target(get(name), 0, -2.0, 1.0), 2, held=Held(held))
    places = np.linspace(-2, 1, 10).tolist()
    result = squares.among(places, 4)
    ways = [[-2.0, *way, 1.0] for n in range(4) for way in itertools.combinations(places[1:-1], n)]
    assert squares.cost(result) == pytest.approx(min(map(squares.cost, ways)), rel=1e-9)
