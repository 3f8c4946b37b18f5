"""Approximations against an independent judge, published figures, and what is refused."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

import mpmath as mp
import numpy as np
import pytest

from actviz.approximation import entries
from actviz.approximation.curves.segments import Segments
from actviz.approximation.in_integers.integer_search import Search
from actviz.approximation.judging import judged
from actviz.approximation.making import approximate
from actviz.approximation.request import Request
from actviz.approximation.setting import Setting
from actviz.approximation.value.result import Approximation, Bracket, Piece
from actviz.functions.elementwise import Activation
from actviz.lookup.registry import elementwise, get
from tests.approximation.judge import fit

mp.mp.dps = 40
NORMAL = (-4.0, 4.0)
WIDE = (-8.0, 8.0)
# By their definitions, for mpmath.
TRUE: dict[str, Callable[[Any], Any]] = {
    "gelu": lambda x: x * mp.ncdf(x),
    "silu": lambda x: x / (1 + mp.exp(-x)),
    "sigmoid": lambda x: 1 / (1 + mp.exp(-x)),
    "tanh": lambda x: (mp.exp(2 * x) - 1) / (mp.exp(2 * x) + 1),
    "exp": mp.exp,
    "relu": lambda x: max(x, mp.mpf(0)),
    "hard_swish": lambda x: x * min(max(x + 3, mp.mpf(0)), mp.mpf(6)) / 6,
}


def error_of(one: Approximation) -> Bracket:
    assert one.error is not None
    return one.error


def gap(name: str, one: Approximation, x: float, measure: str = "absolute") -> float:
    """The error at a double by the judge, of what is computed there."""
    true = TRUE[name](mp.mpf(x))
    off = abs(true - mp.mpf(float(one(x))))
    return float(off / abs(true) if measure == "relative" else off)


ASKED: list[tuple[str, dict[str, Any]]] = [
    ("gelu", {"span": NORMAL, "size": 8}),
    ("gelu", {"span": NORMAL, "size": 5, "degree": 2}),
    ("gelu", {"span": NORMAL, "size": 5, "degree": 3, "held": "float16"}),
    ("gelu", {"span": WIDE, "size": 6, "fold": True}),
    ("silu", {"span": NORMAL, "size": 6, "knots": 0.25, "held": "Q2.6"}),
    ("silu", {"span": NORMAL, "size": 6, "continuous": True}),
    ("sigmoid", {"span": WIDE, "size": 8, "measure": "mse"}),
    ("tanh", {"span": NORMAL, "size": 9, "kind": "polynomial"}),
    ("tanh", {"span": (-1.0, 1.0), "size": 5, "kind": "polynomial", "measure": "relative"}),
    ("exp", {"span": (-1.0, 1.0), "size": 3, "divisor": 3, "kind": "rational"}),
    ("sigmoid", {"span": WIDE, "size": 33, "kind": "table"}),
    ("sigmoid", {"span": WIDE, "size": 17, "kind": "table", "interpolate": True}),
    ("hard_swish", {"span": NORMAL, "size": 8}),
    ("exp", {"span": (-8.0, 0.0), "size": 4, "measure": "relative"}),
    ("sigmoid", {"size": 8}),
    ("relu", {"size": 2}),
    ("gelu", {"size": 8, "continuous": True}),
    ("gelu", {"size": 8, "knots": 0.25}),
    ("gelu", {"size": 8, "knots": "even", "continuous": True}),
    ("gelu", {"size": 9, "knots": "pow2"}),
    ("tanh", {"size": 8, "measure": "relative"}),
    ("hard_swish", {"size": 7, "continuous": True}),
    ("sigmoid", {"size": 6, "monotone": True}),
    ("sigmoid", {"size": 6, "held": "Q2.6"}),
    ("tanh", {"span": NORMAL, "size": 6, "held": "float8_e4m3fn"}),
]


@pytest.mark.parametrize(("name", "options"), ASKED)
def test_no_error_is_outside_its_bracket_and_the_bracket_is_narrow(
    name: str, options: dict[str, Any]
) -> None:
    one = fit(name, **options)
    error = error_of(one)
    low, high = (max(one.range[0], -20.0), min(one.range[1], 20.0))
    low = -high if one.fold else low
    x = np.linspace(low, high, 301)
    knots = [k for piece in one.pieces or () for k in (piece.low, piece.high) if abs(k) < 20]
    beside = [math.nextafter(k, low) for k in knots if k > low]
    measure = error.measure
    listed = [
        gap(name, one, float(p), measure)
        for p in (*x, *knots, *beside)
        if abs(p) > 1e-300 or measure != "relative"
    ]
    assert max(listed) <= error.upper
    assert error.at is not None
    if error.upper > 1e-12:
        assert error.upper <= error.lower * (1 + 1e-6)
        assert gap(name, one, error.at, measure) >= error.lower * (1 - 1e-12)


@pytest.mark.parametrize(("name", "size", "held"), [
    ("tanh", 9, "float32"), ("gelu", 6, "float16"), ("tanh", 9, None),
])  # fmt: skip
def test_an_error_in_ulp_is_proved_through_a_zero(name: str, size: int, held: str | None) -> None:
    options = {"span": (-1.0, 1.0), "size": size, "kind": "polynomial", "measure": "ulp"}
    one = fit(name, **options, held=held)
    error = error_of(one)
    assert error.lower <= error.upper <= error.lower * (1 + 1e-6)
    digits = {"float32": 24, "float16": 11, None: 53}[held]
    x = [*np.linspace(-1, 1, 400).tolist(), *np.geomspace(1e-4, 1, 400).tolist(), error.at]
    listed = []
    for point in x:
        true = TRUE[name](mp.mpf(point))
        exponent = max(mp.frexp(true)[1] - digits, -24 if held == "float16" else -140)
        listed.append(float(abs(true - mp.mpf(float(one(point)))) / mp.mpf(2) ** exponent))
    assert max(listed) <= error.upper
    assert listed[-1] >= error.lower * (1 - 1e-9)


def test_the_best_pieces_of_all_may_have_knots_beside_kinks() -> None:
    # By linear programs 1.96289e-2; with knots at the kinks 1/48, six parabolas of length 1.
    one = fit("hard_swish", span=NORMAL, size=8)
    assert one.bound_any is not None
    assert 0.999 * 1.96289e-2 <= one.bound_any <= 1.9629e-2
    assert error_of(one).upper == pytest.approx(1.96289e-2, rel=1e-3)


def test_a_coefficient_changed_by_one_unit_has_a_larger_bracket() -> None:
    request = Request(activation=get("gelu"), span=NORMAL, size=8, knots=0.25, held="Q2.6")
    one = approximate(request)
    error = error_of(one)
    pieces = one.pieces or ()
    k = next(i for i, piece in enumerate(pieces) if error.at and piece.low <= error.at < piece.high)
    for place in (0, 1):
        worse = []
        for step in (-(2.0**-6), 2.0**-6):
            row = list(pieces[k].coefficients)
            row[place] += step
            changed = (*pieces[:k], replace(pieces[k], coefficients=tuple(row)), *pieces[k + 1 :])
            worse.append(error_of(judged(Setting(request), replace(one, pieces=changed))))
        assert all(other.lower > error.upper for other in worse)


@pytest.mark.parametrize(
    ("name", "options", "most"),
    [
        ("gelu", {"span": NORMAL, "size": 8}, 2.83e-5),
        ("gelu", {"span": NORMAL, "size": 16}, 3.43e-6),
        ("exp", {"span": (-8.0, 0.0), "size": 8}, 1.15e-5),
        ("exp", {"span": (-8.0, 0.0), "size": 16}, 4.9e-6),
        ("hard_swish", {"span": NORMAL, "size": 8}, 1.18e-4),
        ("hard_swish", {"span": NORMAL, "size": 16}, 8.331e-6),  # printed as 8.33e-6
    ],
)
def test_tables_under_the_limits_of_gqa_lut(
    name: str, options: dict[str, Any], most: float
) -> None:
    one = fit(name, **options, knots=2.0**-4, held="Q2.6", measure="mse")
    assert one.mse is not None
    assert one.mse <= most
    x = np.linspace(*one.range, 20_001)[:-1]
    true = np.array([float(TRUE[name](mp.mpf(float(p)))) for p in x[::20]])
    assert np.mean((true - one(x[::20])) ** 2) == pytest.approx(one.mse, rel=0.1)


@pytest.mark.parametrize(
    ("name", "span", "size", "best"),
    [
        ("gelu", NORMAL, 8, 6.2325e-3),
        ("gelu", NORMAL, 16, 2.0295e-3),
        ("gelu", NORMAL, 32, 4.9237e-4),
        ("sigmoid", WIDE, 16, 1.35864e-3),
    ],
)
def test_free_straight_pieces_are_the_best_ones(
    name: str, span: tuple[float, float], size: int, best: float
) -> None:
    one = fit(name, span=span, size=size)
    assert error_of(one).upper == pytest.approx(best, rel=1e-3)
    assert one.bound_any is not None
    assert best * 0.95 <= one.bound_any <= error_of(one).upper


def test_folded_gelu_and_minimax_polynomials() -> None:
    assert error_of(fit("gelu", span=WIDE, size=6, fold=True)).upper <= 3.4e-3
    for name, span, degree, known in [
        ("gelu", NORMAL, 9, 9.786488e-3),
        ("sigmoid", WIDE, 7, 1.889e-2),
        ("sigmoid", WIDE, 15, 8.789e-4),
    ]:
        one = fit(name, span=span, size=degree, kind="polynomial")
        assert error_of(one).upper == pytest.approx(
            known, rel=2e-4 if known != 9.786488e-3 else 1e-6
        )
        assert one.bound_any == pytest.approx(error_of(one).lower, rel=1e-6)


@pytest.mark.parametrize(
    # The best ones for |x|: Varga, Ruttan and Carpenter (1993), to ten of their digits.
    ("degree", "known"), [(2, 0.04368901269), (4, 0.008501484704), (6, 0.002282106010)],
)  # fmt: skip
def test_rationals_have_a_bound_that_the_best_one_keeps(degree: int, known: float) -> None:
    one = fit("abs", span=(-1.0, 1.0), size=degree, divisor=degree, kind="rational")
    assert one.bound_any is not None
    assert known * 0.99 <= one.bound_any <= known <= error_of(one).upper <= known * 1.005


def test_the_smallest_rational_that_keeps_an_error() -> None:
    one = fit("gelu", span=NORMAL, kind="rational", within=2e-3)
    assert one.numerator is not None
    degree = len(one.numerator) - 1
    smaller = fit("gelu", span=NORMAL, kind="rational", size=degree - 1, divisor=degree - 1)
    assert error_of(one).upper <= 2e-3 < (smaller.bound_any or 0)


def test_odd_polynomial_in_float32() -> None:
    options = {"span": (2.0**-10, 1.0), "size": 13, "kind": "polynomial", "parity": "odd"}
    one = fit("tanh", **options, held="float32", measure="relative")
    assert error_of(one).upper <= 2.0**-24
    assert all(float(np.float32(c)) == c for c in one.polynomial or ())
    assert not any((one.polynomial or ())[::2])


@pytest.mark.parametrize(("name", "known"), [("sigmoid", 1.10), ("tanh", 2.24)])
def test_a_table_of_integers_is_as_good_as_any(name: str, known: float) -> None:
    one = fit(name, size=513, kind="table", interpolate=True, fixed=("Q4.12", "Q1.15"),
               held="Q1.15", measure="ulp")  # fmt: skip
    assert error_of(one).upper <= known
    at = error_of(one).at
    assert at is not None
    assert gap(name, one, at) * 2**15 == pytest.approx(error_of(one).lower, rel=1e-9)


def test_kinks_and_jumps_have_knots_of_their_own() -> None:
    knots = [piece.low for piece in fit("hard_swish", span=NORMAL, size=10).pieces or ()]
    assert {-3.0, 3.0} <= set(knots)
    whole = fit("hard_swish", size=8).pieces or ()
    assert (whole[0].high, whole[-1].low) == (-3.0, 3.0)
    assert len(fit("hard_sigmoid", size=6).pieces or ()) == 3  # three lines are all of it
    step = fit("heaviside", span=NORMAL, size=2)
    assert [piece.low for piece in step.pieces or ()] == [-4.0, 0.0]
    assert error_of(step).upper < 1e-12
    assert error_of(fit("relu", span=NORMAL, size=2, order=1)).upper < 1e-12


def test_the_whole_line_ends_on_what_the_function_approaches() -> None:
    one = fit("gelu", size=10)
    pieces = one.pieces or ()
    assert (pieces[0], pieces[-1]) == (
        Piece(-math.inf, pieces[0].high, (0.0,)),
        Piece(pieces[-1].low, math.inf, (0.0, 1.0)),
    )
    assert all(a.high == b.low for a, b in pairwise(pieces))
    assert fit("relu", size=2).pieces == (
        Piece(-math.inf, 0.0, (0.0,)),
        Piece(0.0, math.inf, (0.0, 1.0)),
    )


def test_mean_square_over_the_whole_line_is_the_least_of_all_knots() -> None:
    one = fit("gelu", size=3, measure="mse", density=(0.0, 1.0))
    x = np.linspace(-9, 9, 3601)
    weight = np.exp(-x * x / 2) / math.sqrt(2 * math.pi) * 0.005
    f = np.array([float(TRUE["gelu"](mp.mpf(float(p)))) for p in x])
    left, right = np.cumsum(weight * f * f), np.cumsum((weight * (f - x) ** 2)[::-1])[::-1]
    sums = [np.cumsum(weight * v) for v in (1 + 0 * x, x, x * x, f, f * x, f * f)]

    def cost(i: int, j: int) -> float:
        n, sx, sxx, sf, sfx, sff = (float(total[j - 1] - total[i - 1]) for total in sums)
        slope = (sfx - sx * sf / n) / (sxx - sx * sx / n)
        return float(left[i - 1] + right[j] + sff - sf * sf / n - slope * (sfx - sx * sf / n))

    best = min(cost(i, j) for i in range(1000, 2600, 8) for j in range(i + 8, 2600, 8))
    assert one.mse == pytest.approx(best, rel=2e-3)
    pieces = one.pieces or ()
    assert (pieces[0].low, pieces[-1].high) == (-math.inf, math.inf)
    assert (pieces[0].coefficients, pieces[-1].coefficients) == ((0.0, 0.0), (0.0, 1.0))
    x2 = np.random.default_rng(2).normal(0.0, 2.0, 4000)
    real = fit("tanh", size=5, measure="mse", density=x2)
    assert real.mse == pytest.approx(float(np.mean((np.tanh(x2) - real(x2)) ** 2)), rel=1e-9)
    assert math.isfinite(error_of(real).upper)


def test_what_is_outside_the_range_stands_apart() -> None:
    for outside, known in (("asymptote", 1.2668e-4), ("limit", math.inf), ("clamp", math.inf)):
        if outside == "limit":
            continue
        one = fit("gelu", span=NORMAL, size=8, outside=outside)
        assert one.outside_error is not None
        assert one.outside_error.upper == pytest.approx(known, rel=1e-4)
    one = fit("sigmoid", span=WIDE, size=8, outside="limit")
    assert one.outside_error is not None
    assert one.outside_error.upper == pytest.approx(1 / (1 + math.exp(8)), rel=1e-6)


def test_what_is_outside_the_range_of_a_wave_is_that_of_a_period() -> None:
    one = fit("sin(x)", span=NORMAL, size=8, outside="clamp")
    assert one.outside_error is not None
    ends = [mp.mpf(float(one(x))) for x in NORMAL]
    most = max(1 + abs(end) for end in ends)  # sin takes all of [-1, 1] on both sides
    assert one.outside_error.lower <= most <= one.outside_error.upper
    assert one.outside_error.upper <= one.outside_error.lower * (1 + 1e-6)
    saw = fit("x-floor(x)", span=(0.25, 0.75), size=1, outside="clamp")
    assert saw.outside_error is not None
    # It comes to 1 from below, and there the left end is held on the left.
    assert saw.outside_error.lower <= 0.75 <= saw.outside_error.upper <= 0.75 * (1 + 1e-6)


@pytest.mark.parametrize("name", ["sin(x)+sin(1.5*x**2)", "x*sin(x)"])
def test_an_error_outside_the_range_that_is_not_decided_is_no_reason_to_refuse(name: str) -> None:
    one = fit(name, span=NORMAL, size=8, outside="clamp")
    assert one.outside_error is None
    assert one.note is not None
    assert one.note.endswith("the error beyond the range is not decided")


def test_constraints_hold() -> None:
    x = [float(p) for p in np.linspace(-4, 4, 401)]
    above = fit("gelu", span=NORMAL, size=6, side=1)
    below = fit("silu", span=NORMAL, size=6, kind="polynomial", side=-1)
    assert all(mp.mpf(float(above(p))) >= TRUE["gelu"](mp.mpf(p)) for p in x)
    assert all(mp.mpf(float(below(p))) <= TRUE["silu"](mp.mpf(p)) for p in x)
    assert float(fit("gelu", span=NORMAL, size=6, zero=True)(0.0)) == 0
    rising = fit("sigmoid", span=NORMAL, size=6, monotone=True)
    assert (np.diff(rising(np.array(x))) >= 0).all()
    kinked = fit("leaky_relu", span=NORMAL, size=4, exact=True)
    assert float(kinked(0.0)) == 0
    sloped = fit("tanh", span=NORMAL, size=6, slope=True)
    assert sloped.slope is not None
    assert [p.coefficients[0] for p in sloped.slope.pieces or ()] == [
        p.coefficients[1] for p in sloped.pieces or ()
    ]
    assert [float(sloped.slope(x)) for x in (-4.0, -4.0001, 4.0001)] == [
        (sloped.pieces or ())[0].coefficients[1], 0, 0,
    ]  # fmt: skip
    steepest = error_of(sloped.slope)
    assert steepest.at is not None
    true = 1 - mp.tanh(steepest.at) ** 2
    assert float(abs(true - float(sloped.slope(steepest.at)))) == pytest.approx(steepest.lower)


def test_as_few_as_keep_an_error() -> None:
    one = fit("gelu", span=NORMAL, within=1e-3)
    assert error_of(one).upper <= 1e-3
    fewer = fit("gelu", span=NORMAL, size=len(one.pieces or ()) - 1)
    assert fewer.bound_any is not None
    assert fewer.bound_any > 1e-3
    polynomial = fit("gelu", span=NORMAL, kind="polynomial", within=1e-2)
    assert len(polynomial.polynomial or ()) == 9  # of degree 8: a line and an even part
    table = fit("sigmoid", span=NORMAL, kind="table", interpolate=True, within=1e-2)
    assert error_of(table).upper <= 1e-2


@pytest.mark.parametrize(
    ("name", "options", "fewer"),
    [
        ("tanh", {"span": (-4.0, 4.0), "within": 1e-2, "measure": "relative"}, 2),  # one is at 0
        ("hard_tanh", {"span": (-4.0, 4.0), "within": 1e-2, "measure": "relative"}, 2),
        ("sigmoid", {"fixed": ("Q4.12", "Q2.14"), "within": 1e-3}, 32),  # of 2**16 inputs
        ("gelu", {"span": (-4.0, 4.0), "within": 1e-5}, 1),
        ("gelu", {"span": (-4.0, 4.0), "within": 1e-2, "interpolate": False}, 1),
    ],
)
def test_the_fewest_entries_are_those_that_there_can_be(
    monkeypatch: pytest.MonkeyPatch, name: str, options: dict[str, Any], fewer: int
) -> None:
    sizes: list[int] = []
    table = entries.table

    def counted(setting: Any, count: int) -> Any:
        sizes.append(count)
        return table(setting, count)

    monkeypatch.setattr(entries, "table", counted)
    given: dict[str, Any] = {"kind": "table", "interpolate": True} | options
    one = fit(name, **given)
    assert error_of(one).upper <= given["within"]
    assert len(sizes) <= 8  # up to 30 before, and none of them for the first three
    assert one.table is not None
    less = len(one.table.values) - fewer
    assert error_of(fit(name, **given | {"within": None, "size": less})).upper > given["within"]


def test_entries_of_a_format_that_is_too_coarse_are_refused_before_any_is_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(entries, "table", None)
    options: dict[str, Any] = {"span": (-4.0, 4.0), "held": "bfloat16", "interpolate": True}
    with pytest.raises(
        ValueError, match=r"--within 0\.001: no table of 65,536 entries was found that"
    ):
        fit("log_sigmoid", kind="table", within=1e-3, **options)  # at -4 units are 1/64


@pytest.mark.parametrize("kind", ["pieces", "polynomial"])
def test_results_of_a_format_that_is_too_coarse_are_refused_before_any_is_made(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Search, "polynomial", None)
    monkeypatch.setattr(Search, "fewest", None)
    # Half a step of the result is 1/32, which some input is off by or nearly.
    with pytest.raises(ValueError, match=r"--within 0\.03: Q4\.4 has no results .* below 0\.031"):
        fit("sigmoid", kind=kind, within=0.03, fixed=("Q4.4", "Q4.4"))


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "options", "why"),
    [
        ("relu", {"kind": "table", "outside": "limit"}, "relu has no finite limit on the right"),
        ("exp(8*x)", {"kind": "polynomial", "held": "Q2.6"}, "Q2.6 holds -2 to 1.98"),
    ],
)
def test_what_no_size_can_have_is_told_by_its_reason(
    name: str, options: dict[str, Any], why: str
) -> None:
    (activation,) = elementwise([name], "")
    request = Request(activation=activation, spec=name, span=(-4.0, 4.0), within=0.1, **options)
    with pytest.raises(ValueError, match=why):
        approximate(request)


@pytest.mark.parametrize(
    ("formula", "span"),
    [("floor(x)", (-4.0, 4.0)), ("round(x)", (-4.0, 4.0)), ("sign(x)", (-0.5, 2.5))],
)
def test_the_fewest_entries_of_a_function_that_jumps(
    formula: str, span: tuple[float, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    def tabled(**more: Any) -> Approximation:
        step = Activation(name="f", formula=formula)
        return approximate(Request(activation=step, spec=formula, kind="table", span=span, **more))

    errors = {size: error_of(tabled(size=size)).upper for size in range(2, 13)}
    for within in (0.51, 1.1):
        if enough := [size for size, error in errors.items() if error <= within]:
            table = tabled(within=within).table
            assert table is not None
            assert len(table.values) == enough[0]
    monkeypatch.setattr(entries, "table", None)  # none is made: 65,536 took 17 s
    assert min(errors.values()) >= 0.5
    for more in ({}, {"interpolate": True}):
        with pytest.raises(ValueError, match=rf"jumps by {2 if 'sign' in formula else 1} at"):
            tabled(within=0.01, **more)


def test_real_inputs_weigh_the_mean_square() -> None:
    inputs = np.random.default_rng(1).normal(0.5, 0.3, 2000)
    plain = fit("gelu", span=NORMAL, size=4, measure="mse", density=inputs)
    assert plain.mse == pytest.approx(np.mean((get("gelu")(inputs) - plain(inputs)) ** 2))
    even = fit("gelu", span=NORMAL, size=4, measure="mse")
    assert plain.mse is not None
    assert plain.mse < np.mean((get("gelu")(inputs) - even(inputs)) ** 2) / 10


def test_a_range_may_go_far_out() -> None:
    one = fit("x**2", span=(0.0, 1e6), size=4)
    assert error_of(one).upper == pytest.approx((1e6 / 4) ** 2 / 8, rel=1e-3)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("gelu", {"span": NORMAL, "size": 6, "measure": "mse"}),
        ("gelu", {"size": 5, "measure": "mse", "density": (0.5, 1.0)}),
        ("silu", {"span": WIDE, "size": 4, "fold": True, "density": (0.5, 2.0)}),
        ("hard_swish", {"span": NORMAL, "size": 3, "knots": 0.5}),
        ("exp", {"span": (-1.0, 1.0), "size": 2, "divisor": 2, "kind": "rational"}),
        ("tanh", {"span": NORMAL, "size": 9, "kind": "table"}),
    ],
)
def test_a_mean_square_is_proved_by_integration(name: str, options: dict[str, Any]) -> None:
    one = fit(name, **options)
    assert one.mse_bracket is not None
    lower, upper = one.mse_bracket
    assert lower <= upper <= lower * (1 + 1e-6)
    density, fold = options.get("density"), one.fold
    low, high = max(one.range[0], -12.0), min(one.range[1], 13.0)
    knots = [k for piece in one.pieces or () for k in (piece.low, piece.high)]
    if one.table is not None:  # nearest entries change half-way between them
        knots = [one.table.start + (k + 0.5) * one.table.step for k in range(8)]
    if fold is not None:
        low, knots = -high, [*knots, *(-k for k in knots)]
    edges = sorted({low, high, *(k for k in (*knots, -3.0, 0.0, 3.0) if low < k < high)})

    def square(x: Any, inside: float) -> Any:
        u, at = (abs(x), abs(inside)) if fold else (x, inside)
        if one.pieces is not None:
            row = next(p.coefficients for p in one.pieces if p.low <= at < p.high)
            result = mp.polyval([mp.mpf(c) for c in reversed(row)], u)
        elif one.numerator is not None and one.denominator is not None:
            result = mp.polyval(one.numerator[::-1], u) / mp.polyval(one.denominator[::-1], u)
        else:
            result = mp.mpf(float(one(inside)))
        if fold is not None:
            result += fold.line[0] + fold.line[1] * x
        weight = mp.npdf(x, *density) if density else 1 / mp.mpf(high - low)
        return weight * (TRUE[name](x) - result) ** 2

    total = mp.mpf(0)
    with mp.workdps(20):
        for a, b in pairwise(edges):
            middle = (a + b) / 2
            total += mp.quad(lambda x, at=middle: square(x, at), [a, middle, b])
    assert lower * (1 - 1e-12) <= float(total) <= upper * (1 + 1e-12)


def test_rationals_of_full_and_of_lower_degree() -> None:
    # Differential correction with HiGHS on 801 points: 1.248770e-3, with an asymmetric error.
    one = fit("gelu", span=NORMAL, size=5, divisor=5, kind="rational")
    assert error_of(one).upper == pytest.approx(1.2490e-3, rel=1e-4)
    assert one.bound_any is not None
    assert one.bound_any > 0.999 * error_of(one).lower
    assert one.note is None
    odd = fit("tanh", span=NORMAL, size=4, divisor=5, kind="rational")
    assert (len(odd.numerator or ()), len(odd.denominator or ())) == (4, 5)
    assert odd.note == "the best rational 4/5 is one of 3/4"
    assert odd.bound_any == pytest.approx(error_of(odd).lower, rel=1e-3)


@pytest.mark.parametrize(
    ("options", "note"),
    [
        ({}, None),
        ({"held": "Q2.6"}, "bound_any is of any pieces with real coefficients"),
        ({"continuous": True}, "bound_any is of any pieces"),
        ({"continuous": True, "held": "Q2.6"}, "bound_any is of any pieces with real coefficients"),
        ({"fixed": ("Q3.4", "Q1.7")}, None),
        (
            {"continuous": True, "fixed": ("Q3.4", "Q1.7")},
            "bound_any is of any results in the output's format",
        ),
    ],
)
def test_what_the_bound_is_of_is_told(options: dict[str, Any], note: str | None) -> None:
    one = fit("tanh", span=(-3.0, 3.0), size=4, **options)
    assert one.bound_any is not None
    assert (one.note or "").endswith(note or "")
    assert bool(one.note) == bool(note)


@pytest.mark.parametrize(
    # Every continuous table within an error is also one of pieces that need not join.
    ("name", "span", "size", "most"),
    [("gelu", NORMAL, 8, 1.003), ("silu", NORMAL, 8, 1.003), ("tanh", NORMAL, 3, 1.002)],
)
def test_pieces_that_join_are_hardly_worse_than_any(
    name: str, span: tuple[float, float], size: int, most: float
) -> None:
    one = fit(name, span=span, size=size, continuous=True)
    assert one.bound_any is not None
    assert one.bound_any <= error_of(one).upper <= most * one.bound_any
    assert "not proved" in (one.note or "")
    value = np.polynomial.polynomial.polyval
    steps = [
        abs(float(value(a.high, a.coefficients) - value(a.high, b.coefficients)))
        for a, b in pairwise(one.pieces or ())
    ]
    assert max(steps) < 1e-15


@pytest.mark.parametrize(
    ("name", "options", "most"),
    [
        # What real coefficients come to, and about two steps of the format more.
        ("gelu", {"size": 8, "held": "Q2.6", "side": 1}, 0.0165 + 2.0**-5),
        ("tanh", {"size": 6, "held": "Q2.8", "side": -1, "monotone": True}, 0.054 + 2.0**-7),
        ("hard_swish", {"size": 6, "held": "Q4.6", "exact": True}, 0.052 + 2.0**-5),
        ("silu", {"size": 6, "held": "Q2.8", "zero": True}, 0.0098 + 2.0**-7),
    ],
)
def test_pieces_of_a_format_that_join_keep_what_is_asked(
    name: str, options: dict[str, Any], most: float
) -> None:
    one = fit(name, span=NORMAL, continuous=True, **options)
    assert error_of(one).upper <= most
    for a, b in pairwise(one.pieces or ()):
        (c0, c1), (d0, d1) = ((*p.coefficients, 0.0)[:2] for p in (a, b))
        assert abs(c0 - d0 + (c1 - d1) * a.high) <= abs(c1 - d1) * math.ulp(a.high) + 1e-15
    side = options.get("side")
    if side:
        x = [float(p) for p in np.linspace(-4, 4, 401)]
        assert all(side * (mp.mpf(float(one(p))) - TRUE[name](mp.mpf(p))) >= 0 for p in x)
    for kink in (-3.0, 3.0) if "exact" in options else (0.0,) if "zero" in options else ():
        assert float(one(kink)) == TRUE[name](mp.mpf(kink))


@pytest.mark.parametrize("side", [1, -1])
@pytest.mark.parametrize("more", [{}, {"continuous": True}])
def test_one_side_of_the_whole_line(side: int, more: dict[str, Any]) -> None:
    one = fit("gelu", size=8, side=side, **more)
    x = [float(p) for p in np.concatenate([np.linspace(-6, 6, 401), [-30.0, -12.0, 12.0, 30.0]])]
    gaps = [side * (mp.mpf(float(one(p))) - TRUE["gelu"](mp.mpf(p))) for p in x]
    assert min(gaps) >= 0
    assert float(max(gaps)) <= error_of(one).upper
    pieces = one.pieces or ()
    assert (pieces[0].coefficients[1:], pieces[-1].coefficients[1:]) in (
        (((), (1.0,))), ((0.0,), (1.0,)),
    )  # fmt: skip
    # A line x/2 + c and one on each side of it: the middle of both is no nearer than half of it.
    both = fit("gelu", size=8)
    assert error_of(both).upper < error_of(one).upper <= 2 * error_of(both).upper * 1.05


@pytest.mark.long
def test_a_line_that_is_approached_slowly_begins_far_out_or_the_error_is_refused() -> None:
    # pi/2 - atan(1024) is 9.766e-4: no line keeps less of it up to there.
    one = fit("arctan", within=1e-3)
    assert one.error is not None
    assert 9.76e-4 <= one.error.lower <= one.error.upper <= 1e-3
    assert one.pieces is not None
    assert len(one.pieces) == 51
    x = np.concatenate([np.linspace(-2000, 2000, 40_001), np.geomspace(2e3, 1e300, 99)])
    assert np.abs(np.arctan(x) - one(x)).max() <= one.error.upper
    with pytest.raises(ValueError, match=r"--within 0.0005: arctan is 0.000977 from its line"):
        fit("arctan", within=5e-4)


@pytest.mark.parametrize(("name", "slope"), [("gish", math.log(2)), ("logish", math.log(2))])
def test_an_error_without_end_is_told_with_its_reason(name: str, slope: float) -> None:
    reason = f"float64 does not hold the slope of {name} far out on the right, about {slope:.6g}"
    endless = fit(name, size=8)
    assert endless.error is not None
    assert endless.error.lower == math.inf
    assert reason in (endless.note or "")
    outside = fit(name, size=8, span=(-4.0, 4.0), outside="asymptote")
    assert outside.outside_error is not None
    assert outside.outside_error.lower == math.inf
    assert reason in (outside.note or "")
    for options in ({"within": 0.01}, {"size": 8, "side": 1}):
        with pytest.raises(ValueError, match=reason):
            fit(name, **options)


@pytest.mark.long
def test_a_wide_bracket_of_a_mean_square_is_told_with_its_reason() -> None:
    for name, size in (("silu", 8), ("silu", 2), ("mish", 3), ("softplus", 4)):
        one = fit(name, size=size, span=(40.0, 60.0), measure="mse")  # it is x there, nearly
        assert one.mse_bracket is not None
        low, high = one.mse_bracket
        assert high < 1e-27
        assert ("mean square" in (one.note or "")) == (high > low * (1 + 1e-6)), (name, size)
    assert "mean square" not in (fit("silu", size=8, span=NORMAL, measure="mse").note or "")


def test_ends_that_no_line_keeps_are_refused_with_the_reason() -> None:
    for name, options, why in (
        ("gelu", {"measure": "relative"}, "falls to 0 on the left, where every line"),
        ("sigmoid", {"measure": "ulp", "held": "float16"}, "falls to 0 on the left"),
        ("exp", {}, "approaches no line on the right"),
        ("leaky_relu", {"held": "Q2.6"}, "Q2.6 does not hold 0.01"),
        ("relu", {"size": 1}, "the two ends alone take 2"),
    ):
        with pytest.raises(ValueError, match=why):
            fit(name, **({"size": 6} | options))
    one = fit("atan(x)", size=6, held="Q2.6")  # the limit is no number of the format
    assert error_of(one).upper >= abs(math.pi / 2 - round(math.pi / 2 * 64) / 64)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("gelu", {"span": NORMAL, "size": 8, "held": "Q2.6", "continuous": True}),
        ("tanh", {"size": 7, "held": "float8_e4m3fn", "continuous": True}),
        ("sigmoid", {"span": WIDE, "size": 8, "held": "bfloat16", "monotone": True}),
        ("silu", {"span": NORMAL, "size": 6, "held": "Q2.8", "continuous": True, "measure": "mse"}),
    ],
)
def test_pieces_of_a_format_join_where_their_lines_cross(
    name: str, options: dict[str, Any]
) -> None:
    one = fit(name, **options)
    pieces = one.pieces or ()
    for a, b in pairwise(pieces):
        (c0, c1), (d0, d1) = ((*p.coefficients, 0.0)[:2] for p in (a, b))
        step = (Fraction(c0) - Fraction(d0)) + (Fraction(c1) - Fraction(d1)) * Fraction(a.high)
        assert abs(step) <= abs(Fraction(c1) - Fraction(d1)) * Fraction(math.ulp(a.high))
    if "monotone" in options:
        assert all(p.coefficients[1] >= 0 for p in pieces)
    real = fit(name, **{key: value for key, value in options.items() if key != "held"})
    if options.get("measure") == "mse":
        assert one.mse is not None
        assert real.mse is not None
        assert one.mse <= 1.5 * real.mse
    else:
        assert one.bound_any is not None
        assert one.bound_any <= error_of(one).lower
        assert error_of(one).upper <= error_of(real).upper + 2.0**-7


def test_joined_pieces_of_the_whole_line_cross_their_outer_lines() -> None:
    # The inner two may begin far out, and then come near -c and x - c. hard_swish is least at
    # -3/2, where it is -3/8: c is half of that.
    one = fit("hard_swish", size=4, continuous=True)
    assert error_of(one).upper <= 3 / 16 * 1.005
    assert one.pieces is not None
    for a, b in pairwise(one.pieces):
        (u, m), (v, n) = a.coefficients, b.coefficients
        assert u + m * a.high == pytest.approx(v + n * b.low, abs=1e-9)


def test_the_halves_of_an_odd_function_that_is_folded_meet() -> None:
    one = fit("tanh", span=NORMAL, size=6, fold=True, monotone=True)
    assert (one.pieces or ())[0].coefficients[0] == pytest.approx(0, abs=1e-15)
    assert (np.diff(one(np.linspace(-4, 4, 801))) >= -1e-15).all()


def test_few_joined_pieces_of_the_whole_line() -> None:
    # Two are 0 and x, which cross at 0: furthest off where gelu is least, at -0.7517916.
    two = fit("gelu", size=2, continuous=True)
    assert [piece.low for piece in two.pieces or ()] == [-math.inf, 0.0]
    assert error_of(two).upper == pytest.approx(0.16997120747990, rel=1e-6)
    assert error_of(fit("relu", size=2, continuous=True)).upper < 1e-15
    with pytest.raises(ValueError, match="do not cross"):
        fit("sigmoid", size=2, continuous=True)
    # With four the inner two may begin far out: then they come near -c, and gelu near -2*c.
    assert error_of(fit("gelu", size=4, continuous=True)).upper <= 0.16997120747990 / 2 * 1.005


@pytest.mark.parametrize("name", ["cbrt(x)", "where(x < 0, -sqrt(-x), x)"])
def test_a_relative_error_without_bound_at_a_zero_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="is 0 at 0 and not smooth on each side there"):
        fit(name, size=5, measure="relative", span=(-1.0, 1.0))


@pytest.mark.parametrize("span", [(-4.0, 4.0), (-1e4, 1e4), (-1e-3, 1e9)])
def test_what_is_rounding_alone_takes_no_more_pieces(span: tuple[float, float]) -> None:
    one = fit("relu", size=8, span=span)
    assert len(one.pieces or ()) == 2


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "size", "degree"), [("gelu", 64, 1), ("tanh", 64, 3), ("gelu", 16, 2), ("elu", 8, 3)]
)
def test_pieces_in_ulp_are_found_by_few_fits(
    name: str, size: int, degree: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    fits = []  # about 70 microseconds each; gelu in 64 pieces took 800,000
    fitted = Segments._fit

    def counted(self: Segments, low: float, high: float, **rest: bool) -> Any:
        fits.append((low, high))
        return fitted(self, low, high, **rest)

    monkeypatch.setattr(Segments, "_fit", counted)
    one = fit(name, span=NORMAL, size=size, degree=degree, measure="ulp")
    error = error_of(one)
    assert error.upper <= error.lower * (1 + 1e-6)
    assert one.bound_any is not None
    assert 0.97 * error.upper <= one.bound_any <= error.lower
    assert len(fits) < 25_000


@pytest.mark.parametrize(
    ("name", "measure", "size", "degree"),
    [
        ("gelu", "ulp", 16, 1),  # 2.51e14 with a knot at 0, a quarter more
        ("tanh", "relative", 16, 1),
        ("silu", "ulp", 16, 1),
        ("gelu", "relative", 5, 2),
        ("sin(x)", "relative", 1, 3),
    ],
)
def test_a_piece_goes_through_a_root_where_errors_count_by_size(
    name: str, measure: str, size: int, degree: int
) -> None:
    span = (-1.0, 1.0) if name == "sin(x)" else NORMAL
    one = fit(name, span=span, size=size, degree=degree, measure=measure)
    assert one.bound_any is not None
    assert one.bound_any <= error_of(one).lower
    assert error_of(one).upper <= 1.05 * one.bound_any
    through = next(p for p in one.pieces or () if p.low < 0 < p.high)
    assert through.coefficients[0] == 0
    x = np.linspace(through.low, through.high, 2001)  # by mpmath, next to the root as well
    x = np.concatenate([x[x != 0], [1e-9, -1e-9, 1e-200, -1e-200]])
    true = (TRUE | {"sin(x)": mp.sin, "tanh": mp.tanh})[name]  # exact next to 0
    f = [true(mp.mpf(float(at))) for at in x]
    unit = [mp.fabs(v) if measure == "relative" else mp.mpf(math.ulp(float(v))) for v in f]
    row = [mp.mpf(c) for c in through.coefficients[::-1]]
    off = [abs(mp.polyval(row, mp.mpf(float(at))) - v) for at, v in zip(x, f, strict=True)]
    worst = max(a / s for a, s in zip(off, unit, strict=True))
    assert 0.97 * one.bound_any <= worst <= error_of(one).upper * (1 + 1e-9)


@pytest.mark.long
def test_lines_at_the_ends_keep_zero_at_zero_or_are_refused() -> None:
    two = fit("silu", size=2, zero=True)
    assert at_zero(two).coefficients[0] == 0
    shifted = Activation(name="f", formula="softplus(x) - log(2)")
    request = Request(activation=shifted, spec="f", size=2, zero=True)
    with pytest.raises(ValueError, match="not exact at 0; take more pieces"):
        approximate(request)
    four = approximate(replace(request, size=4))
    assert at_zero(four).coefficients[0] == 0


def at_zero(one: Approximation) -> Piece:
    return next(piece for piece in one.pieces or () if piece.low <= 0 < piece.high)


@pytest.mark.parametrize(
    ("name", "span", "size", "degree", "measure"),
    [
        ("tanh", (0.0, 4.0), 8, 1, "relative"),  # 5.18e-3 where the root counts as a point
        ("gelu", (0.0, 4.0), 3, 3, "ulp"),
        ("gelu", (-3.0, 0.0), 16, 3, "ulp"),
        # Next to the root errors count most where the function is just below a power of two.
        ("squareplus", (-0.1, 0.1), 4, 1, "ulp"),  # it is 1 at 0
        ("softsign", (-4.0, 4.0), 2, 1, "ulp"),
        ("softsign", (-4.0, 4.0), 3, 1, "ulp"),
        ("softsign", (-4.0, 0.0), 3, 1, "ulp"),
    ],
)
def test_a_piece_at_a_root_or_a_power_of_two_is_the_best(
    name: str, span: tuple[float, float], size: int, degree: int, measure: str
) -> None:
    one = fit(name, span=span, size=size, degree=degree, measure=measure)
    assert one.bound_any is not None
    assert one.bound_any <= error_of(one).lower <= error_of(one).upper <= 1.02 * one.bound_any


def test_steps_by_the_thousand_are_refused_before_they_are_looked_at() -> None:
    name = "floor(x*1000)/1000 + round(sin(x)*50)/50"
    with pytest.raises(ValueError, match=r"more than 400 steps around -4 to 4, .* shorter"):
        fit(name, span=(-4.0, 4.0), kind="table", size=16)


@pytest.mark.parametrize(
    ("name", "exact"),
    [
        ("relu", True),
        ("gelu", True),
        ("sigmoid", True),
        ("2*softplus(x)", True),
        ("3*softplus(x)", False),
        ("x*sigmoid(x) + 1", False),
    ],
)
def test_rounding_that_grows_without_end_is_told_of_where_there_is_any(
    name: str, exact: bool
) -> None:
    note = fit(name, size=4).note or ""
    assert ("large results" in note) != exact
