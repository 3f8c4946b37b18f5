"""Steps beside a tie: refined until they are decided, or told; against mpmath with 1,500 digits."""

from __future__ import annotations

import itertools
from fractions import Fraction

import mpmath as mp
import pytest

import actviz
from actviz.formula.grammar import parse
from actviz.readings import exact
from actviz.readings.asymptotics.algebra import Numbers
from tests.judge import mp_value

# Formulas that come near a whole number, or near a half, as x comes to 0 or goes far out.
NEAR_WHOLE = [
    "exp(x)", "1 + x", "cos(x)", "1 - x**2", "cosh(x)", "2*sigmoid(x)", "2 - sech(x)", "x",
    "tanh(x) + 3", "3*exp(-x)", "sqrt(4 + x)", "2*Phi(x)", "log1p(x) - 1", "softplus(x)/log(2)",
]  # fmt: skip
NEAR_HALF = [
    "sigmoid(x)", "exp(x)/2", "0.5 + x", "cos(x)/2", "1.5 - x**2", "2.5*exp(x)", "Phi(x)",
    "-sigmoid(x)", "3.5 + sin(x)", "1/(2 + x)", "x + 1/2", "tanh(x)/2 - 1/2",
]  # fmt: skip
TINY = [5e-324, 1e-300, 1e-30, 1e-17, 1e-8]
FAR = [40.0, 300.0, 700.0]


def expected(text: str, x: float) -> float:
    with mp.workdps(1500):
        return float(mp_value(parse(text), {"x": x}, 1500))


@pytest.mark.parametrize(
    ("step", "inner"),
    [
        *itertools.product(("floor", "ceil", "trunc", "sign"), NEAR_WHOLE),
        *(("round", inner) for inner in (*NEAR_WHOLE, *NEAR_HALF)),
    ],
)
def test_a_step_beside_a_tie(step: str, inner: str) -> None:
    text = f"{step}({inner})"
    function = actviz.get(text)
    for size in TINY:
        for x in (size, -size):
            assert function.exact(x) == expected(text, x), x


@pytest.mark.parametrize(
    "text",
    ["floor(tanh(x))", "ceil(1 + exp(-x))", "floor(1 - exp(-x))", "round(sigmoid(x) - 1/2)",
     "trunc(erf(x/20))", "ceil(sech(x))", "round(x + 0.5)", "floor(x + 1/x)", "sign(1 - tanh(x))",
     "where(sigmoid(x) < 1, 1, 0)"],
)  # fmt: skip
def test_a_step_far_out(text: str) -> None:
    function = actviz.get(text)
    for x in FAR:
        assert function.exact(x) == expected(text, x), x


@pytest.mark.parametrize("x", [1e16, 2.0**53 + 2, 1e300, -1e300])
def test_a_tie_far_out_goes_to_the_even_neighbour(x: float) -> None:
    assert actviz.get("round(x + 1/2)").exact(x) == float(
        mp_value(parse("round(x + 1/2)"), {"x": x}, 400)
    )


@pytest.mark.parametrize(
    ("text", "true"),
    [
        ("floor(tanh(x))", 0),
        ("floor(erf(4*x))", 0),
        ("round(sigmoid(x)/2)", 0),
        ("sign(1 - tanh(x))", 1),
        ("ceil(exp(-exp(x)) + 1)", 2),
        ("floor(3*tanh(x) + floor(sigmoid(x)))", 2),
        ("where(tanh(x) < 1, 5, 6)", 5),
        ("where(erf(x) == 1, 5, floor(tanh(x)))", 0),
        ("floor(256*tanh(x))/256", 255 / 256),
        ("floor(x/3 + 2*x/3) - x", 0),
    ],
)
def test_what_no_precision_decides_is_decided_by_the_side_it_comes_from(
    text: str, true: float
) -> None:
    """What saturates stays below what it comes to, however near: tanh(x) < 1 for every x."""
    function = actviz.get(text)
    for x in (30.0, 1e5, 1e15, 1e300):
        assert function.exact(x) == true, x
        assert function(x) == true, x


def test_a_part_of_a_number_just_below_it_is_one_less() -> None:
    for x in (1e4, 1e9, 1e15):
        assert actviz.get("floor(gelu(x))").exact(x) == x - 1  # gelu(x) < x
        assert actviz.get("trunc(gelu(mish(x)))").exact(x) == x - 1
        assert actviz.get("ceil(softplus(x))").exact(x) == x + 1


@pytest.mark.parametrize(
    ("text", "shift", "share"),
    [("(x - 3)*(1/3)", -3, 3), ("max((x - 3)*(1/3), -7)", -3, 3), ("x/3 + x/6", 0, 2),
     ("x*(1/3)", 0, 3)],
)  # fmt: skip
def test_fractions_decide_a_tie_that_no_ball_shows(text: str, shift: int, share: int) -> None:
    function = actviz.get(text)
    for x in (0.38105051707952803, 5e-324, 1.5e-323, 3.0, 3 * (1 + 2.0**-52), 1e300):
        assert function.exact(x) == float((Fraction(x) + shift) / share), x


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("floor(log10(x))", {1000.0: 3, 1e22: 22, 1e23: 22, 0.5: -1}),  # 1e23 is a double below it
        ("floor(log2(x))", {8.0: 3, 0.25: -2, 5e-324: -1074, 2.0**1000: 1000, 7.999: 2}),
        ("floor(log1p(x)/log(2))", {3.0: 2, 7.0: 3, 6.999: 2}),
        ("floor(log(x)/log(3))", {27.0: 3, 9.0: 2, 26.9: 2}),
        ("floor(cbrt(x))", {27.0: 3, 64.0: 4, -27.0: -3, 1000.0: 10}),
        ("floor(x**(1/3))", {27.0: 3, 8.0: 2}),
        ("floor(8**(x/3))", {1.0: 2, 2.0: 4}),
        ("floor(sqrt(x)*sqrt(x))", {2.0: 2, 3.0: 3, 5.0: 5}),
        ("floor(exp(log(x)))", {3.0: 3, 5.0: 5}),
        ("floor(10*tanh(log(x)))", {3.0: 8, 2.0: 6}),
        ("floor(sigmoid(x) + sigmoid(-x))", {1.0: 1, 2.5: 1, -7.0: 1}),
        ("floor(4*atan(x)/pi)", {1.0: 1, -1.0: -1}),
        ("round(log10(x)/2)", {10.0: 0, 1000.0: 2, 1e5: 2}),
        ("where(log2(x) >= 3, 1, 0)", {8.0: 1, 7.999: 0}),
    ],
)
def test_algebra_decides_a_tie_that_no_ball_shows(text: str, points: dict[float, float]) -> None:
    function = actviz.get(text)
    for x, true in points.items():
        assert function.exact(x) == true, x
        assert function(x) == true, x


def test_a_kink_at_a_logarithm_that_is_whole_has_the_slope_of_its_constant_side() -> None:
    assert actviz.get("clip(log2(x), 0.5, 1)").exact(2.0, 1) == 0


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("floor(6*asin(x)/pi)", {0.5: 1, -0.5: -1, 1.0: 3, -1.0: -3}),
        ("floor(3*acos(x)/pi)", {0.5: 1, -0.5: 2, 1.0: 0, -1.0: 3}),
        ("round(6*asin(x)/pi + 1/2)", {0.5: 2, -0.5: 0}),
        ("where(asin(x) == pi/6, 7, 8)", {0.5: 7, 0.4999: 8}),
        ("floor(3*atan(sqrt(x))/pi)", {3.0: 1, 2.999: 0}),
        ("floor(12*atan(2 - sqrt(x))/pi)", {3.0: 1}),
        ("floor(8*atan(sqrt(x) - 1)/pi)", {2.0: 1}),
        ("ceil(4*(atan(x) + atan(1/3))/pi)", {0.5: 1}),
        ("ceil((4*atan(x/5) - atan(x/239))*4/pi)", {1.0: 1}),  # Machin, 1706
        ("round((atan(x) + atan(1/x))/pi)", {2.0: 0, -2.0: 0}),
        ("ceil(asin(x) + acos(x) - pi/2)", {0.25: 0, 0.3: 0}),
        ("floor(5*cos(2*atan(x)))", {0.5: 3}),
        ("floor(2*sin(asin(x)))", {0.5: 1}),
        ("floor(7*cos(acos(x/7)))", {3.0: 3}),
        ("floor(4*sin(pi*x/12)*cos(pi*x/12))", {1.0: 1, -1.0: -1}),
        ("ceil(8*cos(pi*x/7)*cos(2*pi*x/7)*cos(3*pi*x/7))", {1.0: 1}),
        ("floor(sqrt(5 + 2*sqrt(6)) - sqrt(x) - sqrt(3))", {2.0: 0}),
        ("floor(10*atan(sqrt(1 - 2/sqrt(x)))/pi)", {5.0: 1}),
    ],
)
def test_angles_and_roots_decide_a_tie_that_no_ball_shows(
    text: str, points: dict[float, float]
) -> None:
    function = actviz.get(text)
    for x, true in points.items():
        assert function.exact(x) == true, x
        assert function(x) == true, x


@pytest.mark.parametrize(
    "text",
    ["sqrt(2) + sqrt(3)", "atan(1/7)", "cos(pi/9)", "8*sin(3*atan(1/2))", "sqrt(sqrt(2) + 1)"],
)
@pytest.mark.parametrize("digits", [20, 300, 2000])
def test_what_is_nearly_zero_is_not_taken_for_zero(text: str, digits: int) -> None:
    """The first digits of an irrational number are not the number, however many they are."""
    with mp.workdps(digits + 20):
        value = mp_value(parse(text), {}, digits + 20)
        whole = int(mp.floor(value * mp.mpf(10) ** digits))
    numbers = Numbers({})
    assert not numbers.vanishes(numbers.of(parse(text)) - Fraction(whole, 10**digits))


def test_identities_are_not_guessed() -> None:
    """sin(2) is 2*sin(1)*cos(1), and no algebra here says so: what is told is that it is open."""
    with pytest.raises(exact.NotDecided):
        actviz.get("floor(sin(2*x) - 2*sin(x)*cos(x))").exact(1.0)


def test_one_precision_alone_claims_nothing_it_has_not_shown() -> None:
    """At 80 bits 1/2 + 2.5e-31 is not told from 1/2: both neighbours are possible, no other."""
    low, high = exact.enclosure(parse("round(sigmoid(x))"), 1e-30, 1e-30, {}, 80)
    assert low <= 0
    assert high >= 1
