"""Brackets where rounding or a zero of the function makes them hard, beside a judge."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath as mp
import numpy as np
import pytest

from actviz.approximation.judging import judged
from actviz.approximation.making import approximate
from actviz.approximation.request import Request
from actviz.approximation.setting import Setting
from actviz.approximation.value.result import Approximation, Piece
from actviz.lookup.registry import elementwise, get
from tests.approximation.judge import counted, fit

TRUE: dict[str, Callable[[Any], Any]] = {
    "tanh": mp.tanh,
    "tanhshrink": lambda x: x - mp.tanh(x),
    "x*tanh(x)": lambda x: x * mp.tanh(x),
    "gelu": lambda x: x * mp.ncdf(x),
    "elu": lambda x: x if x > 0 else mp.expm1(x),
    "selu": lambda x: (
        mp.mpf(1.0507009873554805) * (x if x > 0 else mp.mpf(1.6732632423543772) * mp.expm1(x))
    ),
    "softsign": lambda x: x / (1 + abs(x)),
    "leaky_relu": lambda x: x if x > 0 else mp.mpf(0.01) * x,
}


@pytest.mark.parametrize(
    ("name", "measure", "options"),
    [
        ("(x+1)**2/4", "relative", {"kind": "polynomial", "size": 2}),
        ("(x+1)**2/4", "ulp", {"kind": "polynomial", "size": 2}),
        ("(x+1)**2/4", "relative", {"kind": "polynomial", "size": 1}),
        ("2 - x*x*(x + 1)", "relative", {"kind": "polynomial", "size": 2}),
        ("2 - x*x*(x + 1)", "ulp", {"size": 1}),
        ("exp(x)", "relative", {"kind": "rational", "size": 1, "divisor": 1}),
    ],
)
def test_one_stretch_on_both_sides_of_0_is_proved(
    name: str, measure: str, options: dict[str, Any]
) -> None:
    true = {
        "(x+1)**2/4": lambda x: (x + 1) ** 2 / 4,
        "2 - x*x*(x + 1)": lambda x: 2 - x * x * (x + 1),
        "exp(x)": mp.exp,
    }
    one = fit(name, span=(-0.25, 0.25), measure=measure, **options)
    assert one.error is not None
    with mp.workdps(40):
        listed = []
        for x in np.linspace(-0.25, 0.25, 4001):
            value = true[name](mp.mpf(float(x)))
            off = abs(value - mp.mpf(float(one(x))))
            listed.append(float(off / counted(value, measure)))
    assert max(listed) <= one.error.upper
    assert one.error.upper <= one.error.lower * (1 + 1e-5)


@pytest.mark.parametrize(
    ("name", "measure", "options"),
    [
        ("tanhshrink", "relative", {"kind": "polynomial", "size": 9}),
        ("tanhshrink", "ulp", {"kind": "polynomial", "size": 9, "held": "float16"}),
        ("x*tanh(x)", "relative", {"kind": "polynomial", "size": 8}),
        ("tanh", "relative", {"kind": "rational", "size": 3, "divisor": 4}),
        ("tanhshrink", "relative", {"kind": "rational", "size": 3, "divisor": 4}),
    ],
)
def test_a_zero_as_often_as_that_of_the_function_keeps_a_bracket_narrow(
    name: str, measure: str, options: dict[str, Any]
) -> None:
    one = fit(name, span=(-1.0, 1.0), measure=measure, **options)
    assert one.error is not None
    assert one.error.upper <= one.error.lower * (1 + 1e-6)
    places = [s * x for x in (*np.geomspace(1e-3, 1, 150), one.error.at) for s in (-1, 1)]
    with mp.workdps(40):
        listed = []
        for x in places:
            true = TRUE[name](mp.mpf(float(x)))
            size = counted(true, measure, "float16")
            listed.append(float(abs(true - mp.mpf(float(one(x)))) / size))
    assert max(listed) <= one.error.upper
    assert max(listed) >= one.error.lower * (1 - 1e-12)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("elu", {"size": 8}),
        ("selu", {"size": 8}),
        ("softsign", {"size": 8, "held": "float16"}),
        ("elu", {"size": 4, "degree": 2}),
        ("elu", {"kind": "polynomial", "size": 8}),
        ("elu", {"kind": "polynomial", "size": 30}),
        ("elu", {"kind": "rational", "size": 3, "divisor": 3}),
        ("selu", {"kind": "table", "size": 65, "interpolate": True}),
        ("tanh", {"kind": "table", "size": 65, "interpolate": True}),
    ],
)
def test_a_relative_error_is_proved_on_both_sides_of_a_joint_at_a_zero(
    name: str, options: dict[str, Any]
) -> None:
    one = fit(name, span=(-4.0, 4.0), measure="relative", **options)
    assert one.error is not None
    assert one.error.upper <= one.error.lower * (1 + 1e-6)
    places = [s * x for x in (*np.geomspace(1e-20, 4, 300), one.error.at) for s in (-1, 1)]
    with mp.workdps(40):
        listed = []
        for x in places:
            true = TRUE[name](mp.mpf(float(x)))
            listed.append(float(abs(1 - mp.mpf(float(one(x))) / true)))
    assert max(listed) <= one.error.upper
    assert max(listed) >= one.error.lower * (1 - 1e-12)
    assert float(one(0.0)) == 0
    if one.kind == "table":  # of joined lines; bound_any is of lines that need not join
        assert one.error.upper <= 1.3 * (one.bound_any or 0.0)


GIVEN = [
    # Half a unit adds most just above a power of two, and there are few of these.
    Approximation(
        function="leaky_relu",
        order=0,
        kind="pieces",
        range=(-4.0, 4.0),
        pieces=(Piece(-4.0, 0.0, (0.0, 0.01 * (1 - 6e-14))), Piece(0.0, 4.0, (0.0, 1.0))),
    ),
    # The error is largest towards 0, at the powers of two that the function has there.
    Approximation(
        function="tanh",
        order=0,
        kind="pieces",
        range=(-0.25, 0.25),
        pieces=(Piece(-0.25, 0.0, (0.0, 0.95, -0.03)), Piece(0.0, 0.25, (0.0, 0.95, 0.03))),
    ),
    # What is computed is a little less than a power of two where the function is.
    Approximation(
        function="tanh",
        order=0,
        kind="polynomial",
        range=(-(2.0**-8), 2.0**-8),
        polynomial=(0.0, 1.0 - 1e-10, 0.0, -1 / 3),
    ),
]


@pytest.mark.parametrize(
    ("given", "measure"), list(zip(GIVEN, ("relative", "ulp", "ulp"), strict=True))
)
def test_the_last_rounding_beside_powers_of_two_is_found(
    given: Approximation, measure: str
) -> None:
    name, span = given.function, given.range
    options: dict[str, Any] = {"kind": given.kind, "measure": measure, "span": span, "size": 2}
    one = judged(Setting(Request(activation=get(name), spec=name, **options)), given)
    error = one.error
    assert error is not None
    assert 0 < error.lower <= error.upper <= error.lower * (1 + 1e-6)
    chance = np.random.default_rng(4)
    powers = np.exp2(chance.integers(-60, 1, 300)) * (1 + np.exp2(-chance.uniform(1, 40, 300)))
    places = [s * x for x in (*powers * span[1] / 2, error.at) for s in (-1.0, 1.0)]
    with mp.workdps(60):
        listed = []
        for x in places:
            true = TRUE[name](mp.mpf(float(x)))
            size = abs(true)
            if measure == "ulp":
                size = mp.mpf(2) ** (int(mp.floor(mp.log(size, 2))) - 52)
            listed.append(float(abs(true - mp.mpf(float(one(x)))) / size))
    assert max(listed) <= error.upper
    assert max(listed) >= error.lower * (1 - 1e-12)


@pytest.mark.parametrize(
    ("name", "degree", "span"),
    [("tanh", 9, (-1.0, 2.0)), ("elu", 8, (-4.0, 4.0)), ("gelu", 9, (-1.0, 2.0))],
)
def test_the_best_relative_polynomial_through_a_zero_is_that_of_a_linear_program(
    name: str, degree: int, span: tuple[float, float]
) -> None:
    from scipy.optimize import linprog

    one = fit(name, kind="polynomial", size=degree, span=span, measure="relative")
    theta = np.linspace(0, np.pi, 600)
    x = (span[0] + span[1]) / 2 - (span[1] - span[0]) / 2 * np.cos(theta)
    x = np.append(x[x != 0], [-1e-9, 1e-9])
    with mp.workdps(30):
        true = np.array([float(TRUE[name](mp.mpf(float(v)))) for v in x])
    u = (2 * x - span[0] - span[1]) / (span[1] - span[0])
    columns = np.polynomial.chebyshev.chebvander(u, degree - 1) * (x / true)[:, None]
    last = -np.ones((len(x), 1))
    best = linprog(
        [*[0] * degree, 1],
        A_ub=np.block([[columns, last], [-columns, last]]),
        b_ub=np.append(np.ones(len(x)), -np.ones(len(x))),
        bounds=[(None, None)] * degree + [(0, None)],
    )
    assert one.error is not None
    assert one.error.upper == pytest.approx(best.fun, rel=3e-3)
    assert one.bound_any is not None
    assert one.error.upper <= one.bound_any * (1 + 1e-5)


def test_rounding_is_counted_by_the_sums_that_come_up() -> None:
    one = fit("gelu", span=(-4.0, 4.0), kind="polynomial", size=24)
    assert one.error is not None
    assert one.error.upper <= one.error.lower * (1 + 1e-5)  # 4e-4 by the sizes of coefficients
    with mp.workdps(40):
        listed = [
            float(abs(TRUE["gelu"](mp.mpf(x)) - mp.mpf(float(one(x)))))
            for x in np.linspace(-4, 4, 401).tolist()
        ]
    assert one.error.lower * 0.999 <= max(listed) <= one.error.upper


@pytest.mark.parametrize("options", [{"size": 8}, {"kind": "polynomial", "size": 5}])
def test_where_a_function_rises_without_bound_on_both_sides_its_bracket_has_an_end(
    options: dict[str, Any],
) -> None:
    one = fit("signed_sqrt", span=(-4.0, 4.0), **options)
    assert one.error is not None
    assert one.error.at is not None
    assert one.error.upper <= one.error.lower * (1 + 1e-6)
    roots = np.linspace(-2, 2, 8001)
    x = np.append(np.sign(roots) * roots**2, one.error.at)
    gaps = np.abs(np.sign(x) * np.sqrt(np.abs(x)) - one(x))
    assert one.error.lower * (1 - 1e-9) <= gaps.max() <= one.error.upper


@pytest.mark.parametrize("measure", ["relative", "ulp"])
def test_a_root_that_no_line_has_is_refused_and_a_jump_to_0_is_none(measure: str) -> None:
    with pytest.raises(ValueError, match=f"no {measure} error is proved; take a range without 0"):
        fit("signed_sqrt", span=(-4.0, 4.0), size=8, measure=measure)
    # diff_elu comes to 0.03 from the left, where it is no zero.
    error = fit("diff_elu", span=(-4.0, 4.0), size=8, measure=measure).error
    assert error is not None
    assert 0 < error.lower <= error.upper <= error.lower * (1 + 1e-6)


def test_pieces_do_not_bend_as_a_triple_zero_does() -> None:
    with pytest.raises(ValueError, match=r"0 like x\*\*3 at 0"):
        fit("tanhshrink", span=(-1.0, 1.0), measure="relative", size=8)
    with pytest.raises(ValueError, match="degree of 3 at least"):
        fit("tanhshrink", span=(-1.0, 1.0), measure="relative", kind="polynomial", size=2)


def test_free_knots_are_those_that_a_format_wants() -> None:
    # With the knots of real coefficients 16 lines in Q4.8 have 4.03e-3; real ones 2.03e-3.
    one = fit("gelu", span=(-4.0, 4.0), size=16, held="Q4.8")
    assert one.error is not None
    assert len(one.pieces or ()) <= 16
    assert one.error.upper < 2.9e-3


@pytest.mark.parametrize(
    ("name", "options", "largest"),
    [
        ("relu", {"kind": "polynomial", "size": 3, "span": (0.0, 4.0)}, 0.0),
        ("relu", {"kind": "polynomial", "size": 1, "span": (1.0, 4.0), "measure": "ulp"}, 0.0),
        ("relu", {"size": 2}, 0.0),
        ("relu", {"kind": "table", "size": 9, "interpolate": True}, 0.0),
        ("relu", {"kind": "polynomial", "size": 1, "fold": True, "measure": "relative"}, 0.0),
        # x/2 + |x|/2 rounds what is below the normal numbers, and so does 4*(x/4).
        ("relu", {"kind": "polynomial", "size": 1, "fold": True}, 5e-324),
        ("relu", {"kind": "table", "size": 3, "interpolate": True}, 1e-323),
        ("hard_tanh", {"size": 3}, 0.0),
        ("relu6", {"order": 1, "size": 3, "span": (-1.0, 8.0)}, 0.0),
    ],
)
def test_what_is_exact_has_no_error(name: str, options: dict[str, Any], largest: float) -> None:
    one = fit(name, **{"span": (-4.0, 4.0), **options})
    assert one.error is not None
    assert (one.error.lower, one.error.upper) == (largest, largest)
    assert one.arithmetic is None
    if options.get("measure") == "relative":
        return
    x = [s * k * u for k in range(60) for s in (-1, 1) for u in (5e-324, 1 / 7, 2.0**-30)]
    x = [at for at in x if one.range[0] <= at <= one.range[1]]
    if one.fold is not None:
        x += [-at for at in x]
    f = get(name).derivative if one.order else get(name)
    assert np.abs(one(np.array(x)) - f(np.array(x))).max() == largest


@pytest.mark.parametrize(("measure", "most"), [("absolute", 2.0**-58), ("ulp", 0.5)])
def test_a_line_that_is_rounded_once_errs_by_half_a_unit(measure: str, most: float) -> None:
    # Multiples of 0.01 come round to 25 shares of a unit, which drift by less than one of them.
    one = fit("leaky_relu", size=2, span=(-4.0, 4.0))
    error = judged(
        Setting(
            Request(
                activation=get("leaky_relu"),
                spec="leaky_relu",
                measure=measure,
                span=(-4.0, 4.0),
                size=2,
            )
        ),
        one,
    ).error
    assert error is not None
    assert error.at is not None
    assert most * (1 - 1e-6) <= error.lower <= error.upper <= most * (1 + 1e-6)
    with mp.workdps(40):
        true = mp.mpf(0.01) * mp.mpf(error.at)
        unit = 1 if measure == "absolute" else mp.mpf(2) ** (mp.frexp(true)[1] - 53)
        off = abs(true - mp.mpf(float(one(error.at)))) / unit
    assert float(off) == pytest.approx(error.lower, rel=1e-9)


@pytest.mark.parametrize(
    ("name", "span", "options"),
    [
        ("sin(x)", (-1.0, 1.0), {"kind": "polynomial", "size": 15}),  # its largest is not at 0
        # At a power of two a unit doubles between one double and the next.
        ("softsign", (1.0, 2.0), {"kind": "polynomial", "size": 7}),
        ("tanhshrink", (-1.0, 1.0), {"kind": "rational", "size": 7, "divisor": 8}),
        ("x*tanh(x)", (-1.0, 1.0), {"kind": "rational", "size": 7, "divisor": 8}),
        ("tanh", (-1.0, 1.0), {"kind": "rational", "size": 7, "divisor": 8}),
    ],
)
def test_an_error_of_a_few_units_is_known_to_six_digits(
    name: str, span: tuple[float, float], options: dict[str, Any]
) -> None:
    true = {**TRUE, "sin(x)": mp.sin}[name]
    (activation,) = elementwise([name], "")
    one = approximate(
        Request(activation=activation, spec=name, span=span, measure="ulp", **options)
    )
    error = one.error
    assert error is not None
    assert error.at is not None
    assert 0 < error.lower <= error.upper <= error.lower * (1 + 1e-6)
    x = np.random.default_rng(1).uniform(*span, 400)
    beside = error.at + np.arange(-40, 41) * np.spacing(error.at)
    places = [*np.clip([*x, *beside], *span).tolist(), error.at]
    with mp.workdps(60):
        listed = []
        for at in places:
            value = true(mp.mpf(at))
            unit = mp.mpf(2) ** (mp.frexp(abs(value))[1] - 53)
            listed.append(float(abs(value - mp.mpf(float(one(at)))) / unit))
    assert max(listed) <= error.upper
    assert listed[-1] >= error.lower * (1 - 1e-12)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("sigmoid", {"kind": "table", "size": 65, "interpolate": True, "held": "Q1.15"}),
        ("gelu", {"kind": "table", "size": 65, "held": "Q3.13"}),
        ("relu", {"kind": "polynomial", "size": 4, "held": "Q4.12"}),  # 0 on half of the range
        ("gelu", {"kind": "table", "size": 65, "held": "Q3.13", "fold": True}),
    ],
)
def test_a_unit_of_a_fixed_format_is_the_same_everywhere(
    name: str, options: dict[str, Any]
) -> None:
    one = fit(name, span=(-4.0, 4.0), measure="ulp", **options)
    assert one.error is not None
    assert one.error.at is not None
    assert one.error.upper <= one.error.lower * (1 + 1e-6)
    x = np.append(np.linspace(0.0 if "fold" in options else -4.0, 4.0, 5001), one.error.at)
    off = np.abs(get(name)(x) - one(x)) * 2.0 ** int(options["held"].split(".")[1])
    assert off.max() <= one.error.upper
    assert off[-1] >= one.error.lower * (1 - 1e-9)


@pytest.mark.parametrize("name", ["gudermannian", "lecun_tanh"])
@pytest.mark.parametrize("measure", ["relative", "ulp"])
def test_a_piece_that_ends_just_before_a_root_has_a_narrow_bracket(name: str, measure: str) -> None:
    # The knot is at -1e-10 or so, up to which the piece has a level of its own.
    one = fit(name, span=(-3.0, 3.0), size=6, degree=2, measure=measure)
    assert one.error is not None
    assert one.error.upper <= one.error.lower * (1 + 1e-6)
    with mp.workdps(40):
        listed = []
        for x in [s * float(t) for t in np.geomspace(1e-12, 3, 600) for s in (-1, 1)]:
            u = mp.mpf(x)
            third = mp.mpf(2) / 3
            true = mp.mpf("1.7159") * mp.tanh(third * u) if "lecun" in name else mp.atan(mp.sinh(u))
            listed.append(float(abs(true - mp.mpf(float(one(x)))) / counted(true, measure)))
    assert one.error.lower * 0.99 <= max(listed) <= one.error.upper


def test_units_of_one_side_of_a_fold_are_not_those_of_the_other() -> None:
    """0.5 + 0.5*g(x) has the line 1/2 on both sides of 0: results on the left are twice as fine."""
    one = fit("log_sqnl", span=(-10.0, 10.0), degree=3, size=4, knots="pow2", fold=True)
    assert one.fold is not None
    assert one.error is not None
    with mp.workdps(40):
        x = 1.0 + np.arange(1, 1000) * 2.0**-52
        exact = [(1 + at - at * at / 4) / 2 for at in map(mp.mpf, x.tolist())]
        errors = [abs(f - mp.mpf(v)) for f, v in zip(exact, one(x).tolist(), strict=True)]
        assert max(errors) <= one.error.upper
