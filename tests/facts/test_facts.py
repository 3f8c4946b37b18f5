"""Facts against known numbers, and the honesty of what is not known."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from fractions import Fraction

import mpmath
import numpy as np
import pytest

import actviz
from actviz.facts import all_facts, facts
from actviz.facts.interval import Interval
from actviz.facts.record import Facts
from actviz.functions.elementwise import Activation
from actviz.text.rows import plain

INF = math.inf


def of(formula: str, tolerance: float = 0.01) -> Facts:
    """The facts, with time enough on a slow machine too."""
    entry = Activation(name=formula, formula=formula)
    return all_facts.derived(entry, tolerance, patience=all_facts.PATIENT)


GELU = "x*Phi(x)"
MISH = "x*tanh(softplus(x))"
SWISH = "x*sigmoid(x)"
SELU = "where(x > 0, 1.0507009873554805*x, 1.7580993408473768*expm1(x))"
ELU = "where(x > 0, x, expm1(x))"


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("max(0, x)", Interval(0, INF, True, False)),
        ("sigmoid(x)", Interval(0, 1)),
        ("x/(1 + abs(x))", Interval(-1, 1)),
        ("clip(x, -1, 1)", Interval(-1, 1, True, True)),
        (ELU, Interval(-1, INF)),
        ("where(x > 0, x, 3*expm1(x))", Interval(-3, INF)),
        ("where(x >= 0, 1, 0)", Interval(0, 1, True, True)),
        ("exp(-x**2)", Interval(0, 1, False, True)),
        ("sqrt(x)", Interval(0, INF, True, False)),
        ("log(x)", Interval(-INF, INF)),
        ("sin(x)", Interval(-1, 1, True, True)),
        ("sin(0.01*x)", Interval(-1, 1, True, True)),  # no period of it lies near 0
        # Their turn by mpmath.findroot, sampled at 3200 points for that it is the highest.
        ("sin(5*x) + sin(7*x)", Interval(-1.9337227621404713, 1.9337227621404713, True, True)),
        ("3*x - floor(3*x)", Interval(0, 1, True, False)),  # it jumps at no double
        ("floor(7*x) - 7*x", Interval(-1, 0, False, True)),
        ("x/pi - floor(x/pi)", Interval(0, 1, True, False)),
        ("x + sin(x)**2", Interval(-INF, INF)),
        ("x*cos(x)", Interval(-INF, INF)),
        ("1 - cos(x)", Interval(0, 2, True, True)),
        ("(sin(x) + tanh(x))/2", Interval(-1, 1)),
        ("sin(30*(abs(x) + 1)*x)", Interval(-1, 1, True, True)),
        ("floor(x)", Interval(-INF, INF)),
        ("trunc(clip(x, -2, 2))", Interval(-2, 2, True, True)),
    ],
)
def test_range(formula: str, expected: Interval) -> None:
    assert of(formula).range == expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("max(0, x)", Interval(0, 1, True, True)),
        ("sigmoid(x)", Interval(0, 0.25, False, True)),
        ("(sqrt(x**2 + 1) - 1)/2 + x", Interval(0.5, 1.5)),
        ("x + sin(x)**2", Interval(0, 2, True, True)),
        ("sin(0.05*x)", Interval(-0.05, 0.05, True, True)),
        ("where(x > 1, cos(x/50), x)", Interval(-0.02, 1, True, True)),
        ("atan(x)", Interval(0, 1, False, True)),
        ("asinh(x)", Interval(0, 1, False, True)),
        ("log(x)", Interval(0, INF)),
        (SELU, Interval(0, 1.7580993408473768, False, True)),
    ],
)
def test_derivative_range(formula: str, expected: Interval) -> None:
    assert of(formula).derivative_range == expected


@pytest.mark.parametrize(
    ("formula", "x", "value"),
    [
        (GELU, -0.7517915246935645, -0.16997120747990366),
        (MISH, -1.1924312145154952, -0.30884341301725043),
        (SWISH, -1.2784645427610737, -0.2784645427610738),
    ],
)
def test_a_minimum_is_exact_to_the_last_double(formula: str, x: float, value: float) -> None:
    result = of(formula)
    assert result.range is not None
    assert (result.argmin, result.range.low) == (x, value)
    assert [(point.x, point.kind) for point in result.extrema] == [(x, "minimum")]


def test_a_cusp_between_two_doubles_is_a_minimum_and_a_zero() -> None:
    """At the square root of 2 the value is 0, and at the double beside it already 1.65e-8."""
    result = of("sqrt(abs(x**2 - 2))")
    root = math.sqrt(2)
    assert [(one.x, one.value, one.kind) for one in result.extrema] == [
        (-root, 0.0, "minimum"), (0.0, root, "maximum"), (root, 0.0, "minimum"),
    ]  # fmt: skip
    assert result.zeros == (-root, root)
    assert result.smoothness == "C0"
    assert result.range == Interval(0.0, math.inf, True, False)


def test_the_minimum_of_gelu_by_an_outsider() -> None:
    with mpmath.workdps(40):
        x = mpmath.findroot(lambda t: mpmath.ncdf(t) + t * mpmath.npdf(t), -0.75)
        least = x * mpmath.ncdf(x)
    result = of(GELU)
    assert result.range is not None
    assert (result.argmin, result.range.low) == (float(x), float(least))


@pytest.mark.parametrize(
    ("formula", "constant"),
    [
        (GELU, 1.1289041451851547),
        (SWISH, 1.0998393201288670),
        (MISH, 1.0884981612517279),
        (SELU, 1.7580993408473768),
        ("sigmoid(x)", 0.25),
        ("tanh(x)", 1.0),
        ("x**2", INF),
        ("where(x >= 0, 1, 0)", INF),
        ("where(x >= 0, where(x == 0, 1, 0), log(x))", INF),  # it jumps where its domain begins
        ("(1 - cos(x))/x**2", 0.13504145956233559),  # noise beside 0 is not taken for waves
    ],
)
def test_lipschitz(formula: str, constant: float) -> None:
    assert of(formula).lipschitz == pytest.approx(constant, rel=1e-15)


def test_a_step_takes_two_values() -> None:
    result = of("where(x >= 0, 1, 0)")
    assert result.image == (Interval(0, 0, True, True), Interval(1, 1, True, True))
    assert result.smoothness == "discontinuous"
    assert [jump.x for jump in result.jumps] == [0.0]
    assert (result.saturation.left, result.saturation.right) == (0.0, 0.0)


def test_values_that_are_skipped() -> None:
    threshold = of("where(x > 1, x, 0)")
    assert threshold.image == (Interval(0, 0, True, True), Interval(1, INF))
    assert of("1/x").image == (Interval(-INF, 0), Interval(0, INF))
    assert of("1/x").domain == (Interval(-INF, 0), Interval(0, INF))
    poles = of("1/(x**2 - 2)")  # at places that are no doubles
    assert poles.image == (Interval(-INF, -0.5, False, True), Interval(0, INF))
    assert of("where(x > 0, log(x), 5)").domain == (Interval(-INF, INF),)


def test_places() -> None:
    relu = of("max(0, x)")
    assert relu.zeros == ((-INF, 0.0),)
    assert relu.fixed_points == ((0.0, INF),)
    assert relu.dead_intervals == ((-INF, 0.0),)
    assert relu.argmin == (-INF, 0.0)
    assert of("(x - 1/3)**2").zeros == (1 / 3,)  # touched, not crossed
    assert of("sin(x)").fixed_points == (0.0,)  # a threefold one
    assert of("x**3 - x").zeros == (-1.0, 0.0, 1.0)
    assert of(GELU).inflections == (-math.sqrt(2), math.sqrt(2))
    assert of("x**3").inflections == (0.0,)
    assert of("x**3").extrema == ()


def test_shape() -> None:
    assert of("max(0, x)").convexity == "convex"
    assert of("2*x + 1").convexity == "affine"
    assert of("log(x)").convexity == "concave"
    assert of("tanh(x)").convexity is None
    assert of("tanh(x)").symmetry == "odd"
    assert of("exp(-x**2)").symmetry == "even"
    assert of("max(0, x)").symmetry is None
    assert (of("x**3").monotonic, of("x**3").strictly_monotonic) == ("increasing", True)
    assert (of("-max(0, x)").monotonic, of("-max(0, x)").strictly_monotonic) == (
        "decreasing",
        False,
    )
    assert of("2").monotonic == "constant"
    assert of("1/x").monotonic is None  # it falls twice and jumps up in between
    assert of("x + sin(x)**2").monotonic == "increasing"
    pieces = of(GELU).pieces
    assert [piece.direction for piece in pieces] == ["falling", "rising"]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("x*sigmoid(x)", "smooth"),
        ("max(0, x)", "C0"),
        (ELU, "C1"),
        ("max(0, x)**2", "C1"),
        ("max(0, x)**3", "C2"),
        ("sign(x)*sqrt(abs(x))", "C0"),  # a vertical tangent
        ("where(x >= 0, sigmoid(x), exp(x)/(1 + exp(x)))", "smooth"),  # one function, two texts
        ("where(x == 0, 1, sin(x)/x)", "smooth"),
        ("where(x == 0, 2, sin(x)/x)", "discontinuous"),
        ("where(x == 0, 1, sqrt(x))", "discontinuous"),  # at the end of its domain
        ("where(x == 0, 0, x**2*sin(1/x))", None),  # its slope swings beside 0
        ("where(x > 0, sin(1/x), x)", None),
        ("sin(1/x)", "smooth"),  # where it has values
        ("floor(x)", "discontinuous"),
        ("where(floor(x) - 2*floor(x/2) == 0, floor(x/2), x - floor(x) + floor(x/2))", "C0"),
    ],
)
def test_smoothness(formula: str, expected: str | None) -> None:
    assert of(formula).smoothness == expected


@pytest.mark.parametrize(
    ("formula", "left", "right"),
    [
        ("sigmoid(x)", -4.584863339122355, 4.584863339122355),
        ("x/(1 + abs(x))", -9.0, 9.0),
        ("max(0, x)", 0.0, None),
        ("clip(x, -1, 1)", -1.0, 1.0),
        (ELU, math.log(0.01), None),
        ("asinh(x)", -math.sqrt(9999), math.sqrt(9999)),
        ("x", None, None),
        ("sin(x)", None, None),
    ],
)
def test_saturation(formula: str, left: float | None, right: float | None) -> None:
    result = of(formula).saturation
    assert (result.left, result.right) == (left, right)


@pytest.mark.long
def test_saturation_of_fast_waves_that_die_away() -> None:
    slopes: dict[str, Callable[[mpmath.mpf], mpmath.mpf]] = {  # by hand
        "sigmoid(x)*sin(30*x)": lambda x: (
            mpmath.exp(-x) / (1 + mpmath.exp(-x)) ** 2 * mpmath.sin(30 * x)
            + 30 / (1 + mpmath.exp(-x)) * mpmath.cos(30 * x)
        ),
        "sin(3*x)/x": lambda x: 3 * mpmath.cos(3 * x) / x - mpmath.sin(3 * x) / x**2,
        "exp(-x*x)*sin(50*x)": lambda x: (
            mpmath.exp(-x * x) * (50 * mpmath.cos(50 * x) - 2 * x * mpmath.sin(50 * x))
        ),
    }
    for formula, slope in slopes.items():
        result = of(formula).saturation.left
        assert result is not None
        before, beyond = (mpmath.mpf(result) * (1 + side * 2.0**-51) for side in (-1, 1))
        assert abs(slope(before)) > 0.01 > abs(slope(beyond))
        assert all(abs(slope(result - k / 1000)) < 0.01 for k in range(1, 5000))


def test_kinds_of_saturation() -> None:
    clipped, log = of("clip(x, -1, 1)").saturation, of("log(x)").saturation
    assert (clipped.kind_left, clipped.kind_right) == ("hard", "hard")
    assert (log.kind_left, log.kind_right, log.right) == (None, "soft", 100.0)
    assert of("sigmoid(x)", tolerance=0.3).saturation.right == -INF  # never steeper
    with pytest.raises(ValueError, match="tolerance"):
        facts(Activation(name="x", formula="x"), tolerance=0.0)


def test_limits_have_closed_forms() -> None:
    known = facts(
        Activation(
            name="elu",
            formula="where(x > 0, x, alpha*expm1(x))",
            parameters=(actviz.Parameter("alpha", 0.5),),
        )
    )
    assert known.limits.left is not None
    assert (known.limits.left.value, known.limits.left.form) == (-0.5, "-alpha")
    assert of("sin(x)").limits.left is None
    assert of("log(x)").limits.left is None  # its domain ends before


def test_what_goes_on_for_ever_is_said_to() -> None:
    wave = of("sin(x)")
    assert {"zeros", "extrema", "pieces", "inflections"} <= set(wave.endless)
    assert 0.0 in wave.zeros
    assert wave.as_dict()["zeros"] is None
    assert "zeros" not in of("x + sin(x)**2").endless  # only one, for the rest is bounded away
    assert of("x - floor(x)").range == Interval(0.0, 1.0, low_closed=True)  # it repeats
    assert of("floor(3*sin(x))").range is None  # not found rather than guessed
    assert "jumps" in of("floor(x)").endless
    slope_of_sinc = of("dsinc(1, x)")
    assert {"zeros", "extrema", "pieces", "inflections"} <= set(slope_of_sinc.endless)
    assert slope_of_sinc.range is not None
    # mpmath: sin(x)/x is steepest at 2.0815759778181
    assert slope_of_sinc.range.high == pytest.approx(0.43618181727145846, rel=1e-15)
    ripple = of("(x + 2*sin(x))*sigmoid(x)")  # where the search ends is no extremum
    assert all(abs(ripple_slope(one.x)) < 1e-12 for one in ripple.extrema)
    assert len(ripple.extrema) > 3


def ripple_slope(x: float) -> mpmath.mpf:
    return mpmath.diff(lambda t: (t + 2 * mpmath.sin(t)) / (1 + mpmath.exp(-t)), x)


def test_overflow_is_told_on_the_side_where_it_is() -> None:
    cubes = of("-x**3").dtype_saturation["float16"]  # 65520 is the first that rounds to infinity
    assert cubes.overflow_left == pytest.approx(-(65520 ** (1 / 3)), rel=1e-15)
    assert cubes.overflow_right == pytest.approx(65520 ** (1 / 3), rel=1e-15)
    assert (cubes.value_left, cubes.value_right) == (None, None)
    rising = of("exp(x)").dtype_saturation["float16"]
    assert rising.overflow_left is None
    assert rising.overflow_right == pytest.approx(math.log(65520), rel=1e-15)
    assert of("tanh(x)").dtype_saturation["float16"].overflow_right is None
    half_as_much_again = of("x + max(x, 0)/2").dtype_saturation["float64"]
    edge = float(Fraction(2**1024 - 2**970) * 2 / 3)  # of x, beyond the last power of two
    assert half_as_much_again.overflow_right in (edge, math.nextafter(edge, 0))
    assert half_as_much_again.overflow_left is None
    steep = of("x**3*2**60").dtype_saturation["float64"]  # beside the edge a difference overflows
    far = 2.0**321 * 2 ** (1 / 3)
    assert steep.overflow_left == pytest.approx(-far, rel=1e-15)
    assert steep.overflow_right == pytest.approx(far, rel=1e-15)


def test_rounded_saturation() -> None:
    known = {
        "sigmoid(x)": {
            "bfloat16": 6.2364, "float16": 8.3175, "float32": 17.3287, "float64": 37.4299,
        },
        "tanh(x)": {"bfloat16": 3.4652, "float16": 4.5054, "float32": 9.0109, "float64": 19.0615},
    }  # fmt: skip
    for formula, thresholds in known.items():
        result = of(formula).dtype_saturation
        for dtype, x in thresholds.items():
            assert result[dtype].value_right == pytest.approx(x, abs=6e-5)
    overflow = of("exp(x)").dtype_saturation
    assert overflow["float16"].overflow_right == pytest.approx(math.log(65520), rel=1e-15)
    assert overflow["float64"].slope_left == pytest.approx(-1075 * math.log(2), rel=1e-15)
    assert of("max(0, x)").dtype_saturation["float16"].overflow_right == 65520.0
    assert of("sin(x)").dtype_saturation["float16"].value_right is None


@pytest.mark.parametrize("formula", ["x", "3*x + 0.1", "where(x == 1, 5, x)", "-x/3"])
def test_what_has_one_slope_everywhere_has_no_variance_of_it(formula: str) -> None:
    moments = of(formula).gaussian
    assert moments is not None
    assert moments.slope_variance == 0


@pytest.mark.parametrize(
    ("formula", "name", "value"),
    [
        ("x + 0.0", "slope_mean", 1.0),
        ("x/3", "slope_mean", 1 / 3),
        ("sign(x) + 0.0", "variance", 1.0),
        ("max(x, 0) + 1", "slope_variance", 0.25),
        ("3 + 0*x", "mean", 3.0),
    ],
)
def test_the_mean_of_one_number_everywhere_is_that_number(
    formula: str, name: str, value: float
) -> None:
    assert getattr(of(formula).gaussian, name) == value


@pytest.mark.parametrize(("centre", "steep"), [(3, 29.0), (3, 31.0), (0, 50.0)])
def test_where_a_narrow_slope_bends_is_looked_for_beside_its_turn(
    centre: int, steep: float
) -> None:
    """It rises and falls between two points that are looked at: 2e-313 was told for 9341."""
    u = np.linspace(-10, 10, 2_000_001)
    inside, slope = u**3 - steep * (u + centre), 3 * u**2 - steep
    bend = 2 / math.sqrt(math.pi) * np.exp(-(inside**2)) * (6 * u - 2 * inside * slope**2)
    result = of(f"erf((x - {centre})**3 - {steep}*x)")
    assert result.lipschitz_slope == pytest.approx(np.max(np.abs(bend)), rel=1e-6)


def test_moments_under_a_normal_input() -> None:
    selu = of(SELU).gaussian
    assert selu is not None
    assert selu.mean == pytest.approx(0, abs=1e-10)
    assert selu.variance == pytest.approx(1, abs=1e-10)
    relu = of("max(0, x)").gaussian
    assert relu is not None
    assert relu.mean == pytest.approx(1 / math.sqrt(2 * math.pi), abs=1e-12)
    assert relu.slope_second_moment == pytest.approx(0.5, abs=1e-12)
    root = of("sign(x)*sqrt(abs(x))").gaussian
    assert root is not None
    assert root.slope_second_moment is None  # it diverges
    growing = of("exp(x**2)").gaussian
    assert growing is not None
    assert growing.mean is None
    assert of("log(x)").gaussian is None


def test_plain_data() -> None:
    row = of(GELU).as_dict()
    assert json.loads(json.dumps(plain(row), allow_nan=False))["limits"]["right"] == "inf"
    assert row["range"] == {
        "low": -0.16997120747990366, "high": INF, "low_closed": True, "high_closed": False,
    }  # fmt: skip
    assert not any(name.startswith("find_") for name in row)
    assert of(GELU) == of(GELU)


def test_the_same_twice() -> None:
    assert of("x*cos(x)").as_dict() == of("x*cos(x)").as_dict()


def test_what_is_not_found_has_its_reason_and_what_is_not_there_has_none() -> None:
    stairs = of("x*floor(x)")
    assert (stairs.range, stairs.image) == (Interval(0.0, math.inf, low_closed=True), None)
    assert stairs.undecided["image"] == "it breaks at infinitely many places"
    swings = of("exp(x)*sin(exp(x))")  # whose slope swings between both infinities
    far = "what it does far out is not bounded"
    assert swings.derivative_range is None
    assert {swings.undecided[word] for word in ("derivative_range", "lipschitz")} == {far}
    nowhere = of("log(-1 - x**2)")
    assert (nowhere.domain, nowhere.range, nowhere.undecided) == ((), None, {})


def test_a_range_ends_on_the_stretch_that_has_its_value_not_on_another() -> None:
    result = of("where(x < -1, 5, where(x < 2, 3, where(x < 9, 0, 7)))")
    assert (result.argmin, result.argmax) == ((2.0, 9.0), (9.0, INF))
