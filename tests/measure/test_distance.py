"""Distances between functions, against mpmath and arithmetic by hand."""

from __future__ import annotations

import math
from collections.abc import Callable

import mpmath
import numpy as np
import pytest

from actviz.approximation.value.as_function import Approximated, function_of
from actviz.facts.interval import Interval
from actviz.lookup.registry import get
from actviz.measure import approximations
from actviz.measure.distance import largest, mean_square
from actviz.measure.largest import NotFound
from tests.export.test_integers import RECORDS

INF = math.inf


def _gelu(x: mpmath.mpf) -> mpmath.mpf:
    return x * mpmath.ncdf(x)


def _gelu_tanh(x: mpmath.mpf) -> mpmath.mpf:
    inner = mpmath.sqrt(2 / mpmath.pi) * (x + mpmath.mpf(0.044715) * x**3)
    return x / 2 * (1 + mpmath.tanh(inner))


def _quick_gelu(x: mpmath.mpf) -> mpmath.mpf:
    return x / (1 + mpmath.exp(-mpmath.mpf(1.702) * x))


@pytest.mark.parametrize("order", [0, 1])
@pytest.mark.parametrize(
    ("other", "function", "near"),
    [("gelu_tanh", _gelu_tanh, (2.7, 2.02)), ("quick_gelu", _quick_gelu, (2.27, 1.42))],
)
def test_turning_points(
    other: str, function: Callable[[mpmath.mpf], mpmath.mpf], near: tuple[float, float], order: int
) -> None:
    with mpmath.workdps(40):

        def apart(x: mpmath.mpf) -> mpmath.mpf:
            return mpmath.diff(lambda t: _gelu(t) - function(t), x, order)

        place = mpmath.findroot(lambda x: mpmath.diff(apart, x), near[order])
        value = apart(place)
    worst = largest(get("gelu"), get(other), order)
    assert worst is not None
    assert worst.value == pytest.approx(float(value), rel=1e-12)
    assert worst.x == pytest.approx(float(place), rel=1e-8)


@pytest.mark.parametrize(
    ("one", "other", "order", "value", "x"),
    [
        ("gelu", "gelu", 0, 0.0, 0.0),
        ("torch:Hardsigmoid", "onnx:HardSigmoid", 0, -1 / 12, 2.5),
        ("leaky_relu", "leaky_relu:negative_slope=0.2", 0, INF, -INF),
        ("leaky_relu", "leaky_relu:negative_slope=0.2", 1, -0.19, 0.0),
        ("softplus", "relu", 0, math.log(2), 0.0),
        ("x + 1", "x", 0, 1.0, 0.0),
        ("tanh", "where(x > 0, 1, -1)", 0, 1.0, 0.0),
        ("tanh", "2*tanh(x)", 0, -1.0, INF),
        ("1/x", "x", 0, INF, 0.0),
        ("sin(x)", "cos(x)", 0, -math.sqrt(2), -math.pi / 4),
        ("sin(x)", "x", 0, INF, -INF),
    ],
)
def test_known(one: str, other: str, order: int, value: float, x: float) -> None:
    worst = largest(get(one), get(other), order)
    assert worst is not None
    assert abs(worst.value) == pytest.approx(abs(value), rel=1e-14)
    assert abs(worst.x) == pytest.approx(abs(x), rel=1e-14)
    back = largest(get(other), get(one), order)
    assert back is not None
    assert back.value == pytest.approx(-worst.value, rel=1e-14)


def test_sign() -> None:
    worst = largest(get("softplus"), get("relu"))
    assert worst is not None
    assert worst.value > 0


def test_over_a_part_of_the_line() -> None:
    steep, flat = get("leaky_relu"), get("leaky_relu:negative_slope=0.2")
    worst = largest(steep, flat, over=Interval(-3.0, 1.0))
    assert worst is not None
    assert worst.value == pytest.approx(0.57)
    assert worst.x == -3
    assert largest(steep, flat, over=Interval(0.0, 1.0)) == (0.0, 0.0)


def test_steps() -> None:
    assert largest(get("floor(x)"), get("ceil(x)")) == (-1.0, 0.0)
    worst = largest(get("floor(x)"), get("ceil(x)"), over=Interval(-2.0, 2.0))
    assert worst is not None
    assert worst.value == -1


@pytest.mark.parametrize(
    ("one", "other", "value", "place"),
    [
        ("x + sin(x)", "x", 1.0, math.pi / 2),
        ("sin(x)**2 - 3*x", "4 - 3*x", 4.0, 0.0),
        ("gelu", "x*Phi(x) + 1e-13", 1e-13, 0.0),
    ],
)
def test_terms_that_both_have_do_not_hide_the_difference(
    one: str, other: str, value: float, place: float
) -> None:
    worst = largest(get(one), get(other))
    assert worst is not None
    assert abs(worst.value) == pytest.approx(value, rel=1e-14)
    assert abs(worst.x) == pytest.approx(place, rel=1e-14)


def test_a_term_without_a_value_everywhere_is_kept() -> None:
    worst = largest(get("log(x) + x"), get("log(x)"), over=Interval(-3.0, 2.0))
    assert worst == (2.0, 2.0)  # not -3 at -3, where neither has a value


def test_no_common_domain() -> None:
    assert largest(get("log(x)"), get("log(-x)")) is None


@pytest.mark.parametrize(
    ("one", "other", "order", "square"),
    [
        ("relu", "leaky_relu", 0, 0.5e-4),  # E[x**2] over one half
        ("x", "2*x", 0, 1.0),
        ("x", "2*x", 1, 1.0),
        ("x**2", "x", 0, 4.0),  # E[x**4] + E[x**2]
        ("tanh", "tanh(x) + 1e-9", 0, 1e-18),
    ],
)
def test_mean_square_by_hand(one: str, other: str, order: int, square: float) -> None:
    state = mean_square(get(one), get(other), order)
    assert state == pytest.approx(square, rel=1e-10)


def test_mean_square_against_mpmath() -> None:
    with mpmath.workdps(30):
        square = mpmath.quad(
            lambda x: (_gelu(x) - _gelu_tanh(x)) ** 2 * mpmath.npdf(x), range(-12, 13)
        )
    state = mean_square(get("gelu"), get("gelu_tanh"))
    assert state == pytest.approx(float(square), rel=1e-10)


def test_no_mean_square() -> None:
    for one in ("log(x)", "1/x"):
        with pytest.raises(NotFound):
            mean_square(get(one), get("relu"))


def test_of_numbers_that_are_read_both_ends_of_a_range_count() -> None:
    # A table of numbers in Q4.4 takes 256 inputs and no others: each is tried here.
    function, reference = function_of(RECORDS["entries"], "act"), get("exp(x)")
    points = approximations.inputs(reference, function)
    assert points is not None
    gaps = np.asarray(function(points)) / np.exp(points) - 1
    worst = float(points[np.argmax(np.abs(gaps))])
    for low, high in ((worst, 8.0), (-8.0, worst)):
        result = approximations.largest_relative(
            reference, function, Interval(low, high, True, True)
        )
        assert result.x == worst
        assert abs(result.value) == pytest.approx(np.abs(gaps).max(), rel=1e-12)


@pytest.mark.parametrize(
    ("one", "other", "value", "at"),
    [
        ("max(x, sign(x))", "0*x - 3", -5.0, 2.0),
        ("cosh(x) - cosh(x)", "1 - clip(asinh(x), -10, 0.5)", 1 + math.asinh(2), -2.0),
    ],
)
def test_no_stretch_of_the_range_is_left_out(one: str, other: str, value: float, at: float) -> None:
    worst = largest(get(other), get(one), over=Interval(-2.0, 2.0))
    assert worst is not None
    assert worst.value == pytest.approx(value, rel=1e-14)
    assert worst.x == at


def test_waves_that_begin_inside_a_range_are_looked_at_to_its_end() -> None:
    worst = largest(get("10/(x**2 + 1) - 6"), get("cos(expm1(x))"), over=Interval(-4.0, 4.0))
    x = np.linspace(-4.0, 4.0, 400_001)
    scanned = np.abs(10 / (x**2 + 1) - 6 - np.cos(np.expm1(x))).max()
    assert worst is not None
    assert scanned <= abs(worst.value) <= scanned * (1 + 1e-6)


@pytest.mark.parametrize(
    ("one", "other", "at"),
    [
        ("abs(sin(x))", "x", INF),
        ("Phi(x)*asinh(x)", "abs(atan(cos(x)))", INF),
        ("max(-1, cos(x)/2)", "exp(-x)", -INF),
    ],
)
def test_a_difference_with_kinks_without_end_grows_without_bound(
    one: str, other: str, at: float
) -> None:
    worst = largest(get(one), get(other))
    assert worst is not None
    assert math.isinf(worst.value)
    assert worst.x == at
    assert largest(get("c=-2"), get("min(pi, x*cos(x))")) is None  # not as far as it was looked


@pytest.mark.parametrize("low", [-100.0, 70.0])
def test_kinks_without_end_are_looked_at_to_the_end_of_a_range(low: float) -> None:
    worst = largest(get("c=-2"), get("min(pi, x*cos(x))"), over=Interval(low, 100.0))
    x = np.linspace(low, 100.0, 400_001)
    scanned = np.abs(-2 - np.minimum(np.pi, x * np.cos(x))).max()
    assert worst is not None
    assert scanned <= abs(worst.value) <= scanned * (1 + 1e-6)


def test_knots_are_where_pieces_and_entries_meet() -> None:
    def of(record: str) -> list[float]:
        function = function_of(RECORDS[record], "act")
        assert isinstance(function, Approximated)
        return [float(place) for place in approximations.knots(function)]

    assert of("parabolas") == [-2, -0.5, 0.5, 2]  # as they are written down
    step, start = 3 / 16, -3.0
    # The nearest entry changes half-way between two, joined ones meet at each.
    assert of("entries") == sorted({start, 3.0, *(start + (i - 0.5) * step for i in range(33))})
    step, start = 5 / 32, -5 / 32 * 20
    assert of("lines") == [start + i * step for i in range(41)]
