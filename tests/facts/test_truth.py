"""No fact is told that samples merely suggest: expected values are by hand, mpmath or calculus."""

from __future__ import annotations

import dataclasses
import gc
import math
import subprocess
import sys
import time
from itertools import pairwise
from random import Random

import mpmath
import numpy as np
import pytest

from actviz.facts import TOLERANCE, all_facts, consistency, facts
from actviz.facts.interval import Interval
from actviz.facts.monotone import direction
from actviz.facts.record import Facts
from actviz.formula.grammar import parse
from actviz.functions.elementwise import Activation
from actviz.readings import identity
from tests.facts import given
from tests.sample import some

INF = math.inf


def of(formula: str) -> Facts:
    return Activation(name="f", formula=formula).facts()


# ---------------------------------------------------------------- symmetry


@pytest.mark.parametrize(
    ("formula", "expected"),
    {
        "softplus(x-1000)": None,  # its values left and right round to 0
        "1+exp(-(x-30)**2)": None,
        "1+exp(-(x+30)**2)": None,
        "where(x==1,5,x)": None,
        "where(x==1,5,x*x)": None,
        "sqrt(1-x**2)": "even",
        "sqrt(x**2-1)": "even",
        "sin(x)/x": "even",
        "x*log(x**2)": "odd",
        "log((1+x)/(1-x))": "odd",
        "tanh(x)/sqrt(1+tanh(x)**2)": "odd",
        "softplus(x)-softplus(-x)": "odd",
        "log(1+exp(-x))+x/2": "even",
        "Phi(x)-0.5": "odd",
        "floor(x)+ceil(x)": "odd",
        "floor(x)": None,
        "where(x>=0,1,-1)": None,  # f(0) is 1
        "sign(x)": "odd",
        "where(x>0,log1p(x),-log1p(-x))": "odd",
        "where(x>0,x**2,-x**2)": "odd",
        "abs(x-1)+abs(x+1)": "even",
        "max(x,1)+min(x,-1)": "odd",
        "x**3+1e-300": None,
        "1/trunc(x)": "odd",  # without a value between -1 and 1
        "x/trunc(x)": "even",
        "1/floor(x)": None,
        "where(x**2 == 2, 5, x)": None,
        "cosh(x)+1e-300*x": None,
    }.items(),
)
def test_parity_is_shown_or_not_told(formula: str, expected: str | None) -> None:
    assert of(formula).symmetry == expected


def test_what_looks_odd_and_is_not_shown_is_undecided() -> None:
    result = of("log(x+sqrt(1+x**2))")
    assert "odd" in result.undecided["symmetry"]
    assert "symmetry" not in of("softplus(x-1000)").undecided  # that it is neither is decided


@pytest.mark.parametrize(
    "formula",
    [
        "sigmoid(x)+sigmoid(-x)-1",
        "tanh(x/2)/2+0.5-sigmoid(x)",
        "x*exp(x)/exp(x)-x",
        "cosh(x)**2-sinh(x)**2-1",
        "sin(x)**2+cos(x)**2-1",
        "Phi(x)+Phi(-x)-1",
        "hypot(1,x)-sqrt(1+x**2)",
        "exp(-x**2/2)/sqrt(2*pi)-phi(x)",
        "erfcx(x)-exp(x**2)*erfc(x)",
        "max(x,0)+min(x,0)-x",
        "log1p(exp(-x))+x-softplus(x)",
        "sech(x)-2/(exp(x)+exp(-x))",
        "2**x-exp(x*log(2))",
    ],
)
def test_identities_are_shown(formula: str) -> None:
    assert identity.vanishes(parse(formula))


IDENTITIES = (
    "sigmoid({u})+sigmoid(-({u}))-1", "tanh({u})-(exp({u})-exp(-({u})))/2/cosh({u})",
    "softplus({u})-softplus(-({u}))-({u})", "sqrt(1+({u})**2)-hypot({u},1)", "cos({u})-cos(-({u}))",
    "erf({u})+erfc({u})-1", "abs(({u})-1)-abs(1-({u}))", "expm1(2*({u}))-expm1({u})*(expm1({u})+2)",
)  # fmt: skip


@pytest.mark.parametrize("identity_of_u", IDENTITIES)
def test_what_is_shown_to_be_zero_is_zero(identity_of_u: str) -> None:
    """Identities in random arguments; mpmath says that they hold, and no more where one is bent."""
    random = Random(7)

    def grown(depth: int) -> str:
        if not depth:
            return random.choice(["x", "-x", "2*x", "1", "x/2"])
        if random.random() < 0.4:
            return f"({grown(depth - 1)}{random.choice('+-*')}{grown(depth - 1)})"
        return f"{random.choice(['exp', 'tanh', 'cos', 'abs', 'sigmoid'])}({grown(depth - 1)})"

    for _ in range(6):
        u = grown(2)
        text = identity_of_u.format(u=u)
        assert identity.vanishes(parse(text)), text
        with mpmath.workdps(60):
            value = mpmath.mpmathify(eval(text, dict(NAMES), {"x": mpmath.mpf("0.37")}))
            assert abs(value) < 1e-40, text
        bent = f"{text} + 1e-300*(x**2+1)"
        assert not identity.vanishes(parse(bent)), bent


NAMES = {
    "sigmoid": lambda u: 1 / (1 + mpmath.exp(-u)),
    "softplus": lambda u: mpmath.log1p(mpmath.exp(u)),
    "abs": abs,
    **{word: getattr(mpmath, word)
       for word in ("exp", "tanh", "cos", "cosh", "erf", "erfc", "expm1", "sqrt", "hypot")},
}  # fmt: skip


# ---------------------------------------------------------------- contradictions


def test_a_narrow_fall_is_found() -> None:
    result = of("x+exp(-((x-3)/0.0001)**2)")
    # max |f' - 1| = sqrt(2/e)/0.0001, where the bell bends.
    steep = math.sqrt(2 / math.e) / 0.0001
    assert result.monotonic is None
    assert result.derivative_range is not None
    assert result.derivative_range.low == pytest.approx(1 - steep, rel=1e-12)
    assert [point.kind for point in result.extrema] == ["maximum", "minimum"]


def test_a_double_zero_beside_a_single_one() -> None:
    result = of("(x-1)**2*(x-1.00000001)")
    assert result.zeros == (1.0, 1.00000001)
    assert [(point.x, point.kind) for point in result.extrema] == [
        (1.0, "maximum"), (pytest.approx(1 + 2e-8 / 3, abs=1e-15), "minimum"),
    ]  # fmt: skip


@pytest.mark.parametrize("centre", [3.3, -0.7777, 1234.567])
@pytest.mark.parametrize("steep", [1e3, 1e6, 1e9])
def test_a_bell_as_narrow_as_may_be_is_no_convex_function(centre: float, steep: float) -> None:
    result = of(f"exp(-({steep}*(x-({centre})))**2)")
    assert result.convexity is None
    assert [(point.x, point.value) for point in result.extrema] == [(centre, 1.0)]
    assert result.derivative_range is not None
    assert result.derivative_range.high == pytest.approx(math.sqrt(2 / math.e) * steep)
    assert len(result.inflections) == 2


@pytest.mark.parametrize(
    "change",
    [
        {"monotonic": "increasing"},
        {"convexity": "convex"},
        {"zeros": ()},
        {"lipschitz": 0.01, "derivative_range": None},
        {"inflections": (1.0,)},
    ],
    ids=str,
)
def test_the_gate_sees_what_cannot_be(change: dict[str, object]) -> None:
    cubic = of("x**3 - x")
    assert consistency.contradictions(cubic) == {}
    changed = dataclasses.replace(cubic, **change)  # type: ignore[arg-type]
    told = consistency.contradictions(changed)
    assert told
    left = consistency.without(changed, told)
    assert set(told) <= set(left.undecided)
    row = left.as_dict()
    assert all(row[name] is None for name in told)


def test_the_gate_does_not_ask_a_list_that_is_not_whole_for_its_mirror_image() -> None:
    cubic = dataclasses.replace(of("x**3 - x"), convexity=None)
    half = cubic.extrema[:1]
    assert set(consistency.contradictions(dataclasses.replace(cubic, inflections=(1.0,))))
    for name, few in (("inflections", (1.0,)), ("extrema", half)):
        part = dataclasses.replace(cubic, **{name: few}, endless=(name,))  # type: ignore[arg-type]
        assert name not in consistency.contradictions(part)
    unknown = {"inflections": "not found in time"}
    part = dataclasses.replace(cubic, inflections=(1.0,), undecided=unknown)
    assert "inflections" not in consistency.contradictions(part)


# ---------------------------------------------------------------- lists, steps, domains


@pytest.mark.long
def test_a_list_that_is_not_complete_says_so() -> None:
    for formula in ("x*sin(1/x)", "sin(1/x)", "cos(1/(x-2))"):
        result = of(formula)
        open_ones = {*result.endless, *result.undecided}
        assert {"pieces", "zeros", "extrema"} <= open_ones
        row = result.as_dict()
        assert all(row[name] is None for name in open_ones if not isinstance(row[name], dict))


@pytest.mark.parametrize(
    ("formula", "word", "strict"),
    [
        ("floor(x)", "increasing", False),
        ("ceil(x)", "increasing", False),
        ("round(2*x)", "increasing", False),
        ("-trunc(x)", "decreasing", False),
        ("x+floor(x)", "increasing", True),
        ("tanh(round(x*4)/4)", "increasing", False),
        ("-3*floor(x/7)-x", "decreasing", True),
        ("floor(x)**3", "increasing", False),
        ("x-floor(x)", None, False),
        ("floor(x)**2", None, False),
        ("floor(-x)+x", None, False),
    ],
)
def test_steps_without_end_are_monotonic(formula: str, word: str | None, strict: bool) -> None:
    entry = Activation(name="f", formula=formula)
    result = all_facts.derived(entry, TOLERANCE, patience=all_facts.PATIENT)
    assert (result.monotonic, result.strictly_monotonic) == (word, strict)


def test_the_way_read_off_a_formula_is_that_of_its_values() -> None:
    random = Random(3)
    names = ("exp", "tanh", "floor", "sign", "softplus", "round", "erf", "asinh", "erfc")

    def grown(depth: int) -> str:
        if not depth:
            return random.choice(["x", "x", "2", "0.5"])
        pick = random.random()
        if pick < 0.5:
            return f"{random.choice(names)}({grown(depth - 1)})"
        if pick < 0.6:
            return f"max({grown(depth - 1)},{grown(depth - 1)})"
        return f"({grown(depth - 1)}{random.choice(['+', '-', '*', '/', '**'])}{grown(0)})"

    points = np.linspace(-4.0, 4.0, 1601) + 1e-4
    told = 0
    for _ in range(300):
        try:
            function = Activation(name="f", formula=grown(3))
        except ValueError:
            continue
        sign, _ = direction(function.tree)
        with np.errstate(invalid="ignore"):
            steps = np.diff(np.asarray(function(points)) * np.ones(points.size))
        steps = steps[np.isfinite(steps)]
        if sign:
            told += 1
            assert not (steps * sign < -1e-12).any(), function.formula
    assert told > 50


@pytest.mark.parametrize(
    "formula", ["log(x)-log(x)", "0*log(x)", "log(x)*0.0", "x*log(x)/log(x)-x"]
)
def test_what_cancels_leaves_its_domain(formula: str) -> None:
    result = of(formula)
    assert (result.domain[0].low, result.domain[-1].high) == (0.0, INF)
    assert result.value_at_zero is None
    assert not Activation(name="f", formula=formula).derivative(-1.0) <= INF  # NaN


def test_a_divisor_that_is_zero_throughout_leaves_no_domain() -> None:
    for formula in ("1/(x-x)", "x/(sigmoid(x)+sigmoid(-x)-1)", "1/(sin(x)**2+cos(x)**2-1)"):
        result = of(formula)
        assert result.domain == ()
        assert result.range is None
        assert (result.zeros, result.extrema, result.monotonic) == ((), (), None)


def test_holes_stay() -> None:
    result = of("floor((x/x)**0.5)")
    assert [(part.low, part.high) for part in result.domain] == [(-INF, 0.0), (0.0, INF)]
    assert result.value_at_zero is None


@pytest.mark.parametrize("order", [1, 2])
@pytest.mark.parametrize(
    "formula", ["sqrt(x)-sqrt(x)+x", "0*sqrt(x)+x", "x*(sqrt(x)-sqrt(x))+x**2", "0/sqrt(x)+x"]
)
def test_no_slope_where_there_is_no_value(formula: str, order: int) -> None:
    function = Activation(name="f", formula=formula)
    assert math.isnan(function(-1.0))
    assert math.isnan(function.derivative(-1.0, order))
    assert math.isnan(function.exact(-1.0, order))
    assert math.isfinite(function.derivative(1.0, order))


@pytest.mark.parametrize("place", ["pi/2", "sqrt(2)", "1/3"])
@pytest.mark.parametrize("condition", ["x == {}", "2*x == 2*({})", "x**2 == ({})**2"])
def test_a_single_place_that_no_double_is(place: str, condition: str) -> None:
    with mpmath.workdps(40):
        x = float(mpmath.mpf(eval(place, {"pi": mpmath.pi, "sqrt": mpmath.sqrt})))
    result = of(f"where({condition.format(place)}, 5, x)")
    assert [joint.value for joint in result.jumps] == [5.0] * len(result.jumps)
    assert [joint.x for joint in result.jumps] == ([-x, x] if "**" in condition else [x])
    assert result.symmetry is None
    assert result.smoothness == "discontinuous"
    assert result.monotonic is None
    assert of(f"where({condition.format(place)}, 5, 0)").range == Interval(0.0, 5.0, True, True)


@pytest.mark.parametrize(
    ("formula", "zero", "fixed"),
    [
        ("sqrt(1e-12 - x)", 1e-12, 1e-12 - 1e-24),  # x**2 = 1e-12 - x
        ("sqrt(1e-30 - x)", 1e-30, 1e-30),
        ("where(x > 0, sqrt(x) - 1e-30, 1)", 1e-30 * 1e-30, None),
        ("where(x > 0, x - 1e-310, 1)", 1e-310, None),
        ("where(x > 1e-9, x - 1e-9 - 1e-20, 5)", 1e-9 + 1e-20, None),
        ("where(x < 1, 2, x**40 - 1 - 1e-15)", 1.0, None),
        ("(1e6 - x)**0.1 - 1/10", 1e6 - 1e-10, None),
    ],
)
def test_zeros_however_near_an_end(formula: str, zero: float, fixed: float | None) -> None:
    result = of(formula)
    (told,) = result.zeros
    assert told == pytest.approx(zero, rel=4e-16, abs=0)
    if fixed is not None:
        assert result.fixed_points[0] == pytest.approx(
            fixed, rel=1e-12 if fixed > 1 else 4e-16, abs=0
        )


@pytest.mark.parametrize(
    "formula",
    ["round(x*1000)/1000", "floor(x**3)", "x - floor(x**3)", "round(clip(x, 0, 1)*1023)/1023",
     "floor(1000*x) - 1000*x", "floor(1/x)", "floor(1/x)*x", "where(x > 0, floor(1/x), 0)"],
)  # fmt: skip
def test_steps_too_many_to_be_listed_are_steps(formula: str) -> None:
    result = of(formula)
    assert result.lipschitz == math.inf
    assert result.smoothness == "discontinuous"


@pytest.mark.parametrize(
    ("formula", "reached"),
    [("floor(1/x)", (1e-12, -1e-12)), ("where(x > 0, floor(1/x), 0)", (1e-12, -1.0)),
     ("floor(1/x**2)*x", (1e-25, -1e-25)), ("floor(1/x)*x", (2.0, -1e20)),
     ("tanh(floor(1/x))", (1e-3, -1e-3))],
)  # fmt: skip
def test_what_one_step_tells_is_not_told_of_all(formula: str, reached: tuple[float, ...]) -> None:
    result, function = of(formula), Activation(name="one", formula=formula)
    assert result.range is None or all(float(function.exact(x)) in result.range for x in reached)
    assert "range" in result.undecided
    assert formula != "floor(1/x)*x" or result.derivative_range is None


@pytest.mark.parametrize(
    ("formula", "way", "bend"),
    [("log1p(sign(x))", "increasing", "concave"), ("log1p(-sign(x))", "decreasing", "concave"),
     ("-log1p(sign(x))", "decreasing", "convex"), ("sqrt(x)", "increasing", "concave")],
)  # fmt: skip
def test_a_step_at_an_end_of_the_domain_counts(formula: str, way: str, bend: str) -> None:
    result = of(formula)
    assert (result.monotonic, result.convexity) == (way, bend)


def test_an_equation_that_holds_nowhere_is_none() -> None:
    result = of("where(1/x == 0, 5, where(exp(x) == 0, 6, x))")
    assert (result.jumps, result.smoothness) == ((), "smooth")


def test_places_are_not_joined_across_one_that_is_none() -> None:
    assert of("where(x==1,5,x)").fixed_points == ((-INF, 1.0), (1.0, INF))
    assert of("where(x==1,5,0)").zeros == ((-INF, 1.0), (1.0, INF))
    assert of("where(x==1,x,x)").fixed_points == ((-INF, INF),)
    assert of("x*clip(x+3,0,6)/6").fixed_points == (0.0, (3.0, INF))


@pytest.mark.parametrize("place", ["pi", "sqrt(2)", "1/3", "exp(1)"])
def test_a_joint_that_no_double_hits(place: str) -> None:
    result = of(f"abs(x-{place})")
    assert result.range is not None
    assert (result.range.low, result.range.low_closed) == (0.0, True)
    assert [(point.value, point.kind) for point in result.extrema] == [(0.0, "minimum")]
    assert result.zeros == (result.extrema[0].x,)
    assert result.convexity == "convex"


# ---------------------------------------------------------------- time

SLOW = (
    "max(sin(x),0)", "abs(sin(x))", "1/(sigmoid(x)+sigmoid(-x)-1)", "x*exp(x)/exp(x)",
    "(x**2)**0.5", "tanh(x/2)/2+0.5-sigmoid(x)", "1/cos(x)", "where(sin(x)>0.3,x,cos(x))",
    "sin(1e300*x)", "dsinc(64, dsinc(64, x))", "((0.1*x+0.2)**64)**64",
    "(tanh(x)+sin(x)+exp(-x**2))**3*cos(5*x)/(1+x**2)", "sqrt(sin(x))*log(cos(x))",
    "erf(sin(x)+0.5*cos(3*x))*tanh(x)+sigmoid(x)*sin(x**2)",
    # Series with constants of hundreds of terms; segments that take long, asked for by every fact.
    "atan((asinh((((((pi/x)*(x)**2)*(ceil(3)-cosh(x)))/((cbrt(x)-asinh(x))-asinh(cbrt(2))))"
    "*((atan((x+x)))**3+erf(round(asin(x))))))/log1p(2)))",
    "min(atan(cos(tan(tan(1)))), (ceil(where(((x/x)+x) >= where(x <= x, min(x, x), round(x)),"
    "round(x), log(sqrt((-2.5/-2.5)))))/abs(((cosh(sign(x)))**-1*(x+(x)**3)))))",
)  # fmt: skip


@pytest.mark.parametrize("formula", SLOW)
def test_facts_end(formula: str) -> None:
    gc.collect()
    gc.freeze()  # looking through what other tests have left in memory is no part of the work
    start = time.thread_time()
    of(formula).as_dict()
    took = time.thread_time() - start
    gc.unfreeze()
    assert took < 2


@pytest.mark.parametrize(
    "formula",
    [
        # A step of what varies in no way; constants too large for doubles, or nested hundreds deep.
        "sqrt(x)*round(max(x, sign(cosh(0.25))))",
        "x + log(round(min(max(sqrt(pi), min(100, x)), clip(softplus(7), -3, 6))))",
        "x/(ceil(expm1(expm1(100))) - 2.5)",
        "abs(x-(softplus(ceil(erf(x**-1)/3))+softplus(relu(((0.5/x)-(x-1e6))/((x-0.044)/exp(1.5))))))",
        "(asin(sigmoid(((round((10 / x)))**1.5)**-1)) / asin((exp((erf((x * 100)) - where(1e6 "
        "== x, x, asin(x)))) / ((log1p(min(1e6, x)) - ((x - x) - (x / x))) "
        "+ ((tanh(1) * sinh(pi)))**3))))",
    ],
)
def test_what_is_large_constant_or_deep_ends_in_no_error(formula: str) -> None:
    assert set(of(formula).as_dict()) == set(of("x").as_dict())


def test_a_function_that_is_zero_throughout() -> None:
    result = of("tanh(x/2)/2+0.5-sigmoid(x)")
    assert (result.monotonic, result.zeros, result.convexity) == (
        "constant",
        ((-INF, INF),),
        "affine",
    )
    assert result.range is not None
    assert (result.range.low, result.range.high) == (0.0, 0.0)
    rest = of("(x**2)**0.5")
    assert (rest.symmetry, rest.zeros) == ("even", (0.0,))
    assert [(kink.x, kink.slope_left, kink.slope_right) for kink in rest.kinks] == [(0.0, -1, 1)]


def test_waves_cut_off() -> None:
    for formula in ("max(sin(x),0)", "abs(sin(x))"):
        result = of(formula)
        assert result.range is not None
        assert (result.range.low, result.range.high) == (0.0, 1.0)
        assert result.derivative_range is not None
        assert {"kinks", "zeros", "pieces"} <= set(result.endless)


def limits_times(monkeypatch: pytest.MonkeyPatch, factor: float) -> None:
    for name in ("_VALUES", "_SLOPES", "_BENDS", "_WHOLE", "_LATER"):
        monkeypatch.setattr(all_facts, name, factor * getattr(all_facts, name))


def test_what_time_does_not_allow_is_null_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    limits_times(monkeypatch, 0.0)
    row = facts(Activation(name="f", formula="x*tanh(exp(x)) + 0.125")).as_dict()
    assert row["range"] is row["zeros"] is row["domain"] is row["gaussian"] is None
    assert {"range", "zeros", "domain", "lipschitz", "symmetry", "gaussian"} <= set(
        row["undecided"]
    )
    halves = ("limits", "slope_limits", "saturation")  # these say of each side that it is null
    assert [name for name in row["undecided"] if row[name] is not None and name not in halves] == []


FORMULAS = given.formulas()


@pytest.mark.parametrize("part", range(8))
def test_no_fact_that_was_given_is_lost(part: int) -> None:
    for formula in some(list(FORMULAS)[part::8]):
        function = Activation(name="f", formula=formula)
        # What a slow machine loses is not looked for here.
        known = all_facts.derived(function, TOLERANCE, patience=all_facts.PATIENT)
        assert given.lost(known, FORMULAS[formula]) == [], formula
        assert consistency.contradictions(known) == {}, formula
        for one, other in pairwise(known.extrema):
            assert one.x < other.x


def test_the_logarithm_of_a_quotient_turned_upside_down_changes_its_sign() -> None:
    result = of("log((1+x)/(1-x))")  # 2*atanh(x)
    assert result.symmetry == "odd"
    assert of("log((2+x)/(1-x))").symmetry is None


def test_facts_end_in_a_fresh_process() -> None:
    """Nothing is at hand yet: the limit is looked at often enough on every way to the facts."""
    code = (
        "import time, actviz; from actviz.facts import all_facts;"
        "from actviz.readings import exact;"
        "asked = actviz.get('((0.1*x+0.2)**64)**64'); start = time.thread_time();"
        "all_facts.derived(asked, 0.01).as_dict();"
        "print((time.thread_time() - start) / all_facts._LATER)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert float(told.stdout) < 1.4


@pytest.mark.parametrize(
    ("formula", "low", "high"),
    [
        ("clip(round(x*128), -512, 511)/128", -4.0, 511 / 128),
        ("clip(round(x*16), 0, 255)/16", 0.0, 255 / 16),
        ("round(tanh(x)*2048)/2048", -1.0, 1.0),
        ("1 - round(clip(x, -1, 1)*1000)/1000", 0.0, 2.0),
        ("sigmoid(floor(clip(x, -8, 8)*64)/64)", 1 / (1 + math.exp(8)), 1 / (1 + math.exp(-8))),
    ],
)
def test_the_range_of_more_steps_than_are_listed(formula: str, low: float, high: float) -> None:
    facts = of(formula)
    assert facts.range is not None
    assert (facts.range.low, facts.range.high) == pytest.approx((low, high), rel=1e-15)
    assert facts.range.low_closed
    assert facts.range.high_closed
    # Of this one it is not known whether a limit is attained: it is not.
    assert of("tanh(round(x*1000)/1000)").range is None
    half = of("max(round(x*1000)/1000, 0)").range
    assert half is not None
    assert (half.low, half.high, half.low_closed, half.high_closed) == (0, math.inf, True, False)
