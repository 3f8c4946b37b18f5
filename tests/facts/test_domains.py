"""Where a formula has values, and what follows where it has none; expected values by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest

import actviz
from actviz.facts import TOLERANCE
from actviz.facts.all_facts import PATIENT, derived
from actviz.facts.interval import Interval
from actviz.facts.record import Facts
from actviz.facts.undecided import LATE
from actviz.functions.elementwise import Activation
from actviz.readings import exact, float64
from tests.process import actviz as command

INF = math.inf


def facts(text: str) -> Facts:
    function = actviz.get(text)
    assert isinstance(function, Activation)
    return function.facts()


# A constant part without a value: 0/0, 1/0, a root or a logarithm of a negative number.
NOWHERE = [
    "x + sqrt(a):a=-1",
    "x + log(a):a=-1",
    "a*x/a:a=0",
    "x + a/a:a=0",
    "x + a*log(a):a=0",
    "x*(a/a)**0:a=0",
    "x + 0**a:a=-1",
    "max(x, sqrt(a)):a=-1",
]


@pytest.mark.parametrize("text", NOWHERE)
def test_a_constant_part_without_a_value_leaves_none(text: str) -> None:
    known = facts(text)
    assert known.domain == ()
    assert known.smoothness is None
    assert known.range is None
    assert known.derivative_range is None
    assert known.monotonic is None
    assert known.convexity is None
    assert known.value_at_zero is known.slope_at_zero is None
    assert (known.pieces, known.zeros, known.extrema) == ((), (), ())
    assert not math.isfinite(actviz.get(text)(1.5))


def test_derive_says_that_there_is_no_value() -> None:
    printed = command("derive", NOWHERE[0]).stdout
    values = printed.split("Values")[1].splitlines()[2:7]
    assert [line.split()[1:] for line in values] == [["nan", "nan"]] * 5
    assert "The function has a value nowhere, so it has no slope." in printed
    assert "multiplies a gradient by" not in printed


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        # A bound that another one never lets through has to have a value all the same.
        ("min(3, max(sqrt(x), 11))", [(0, INF, True, False)]),
        ("max(0, min(log(x), -1))", [(0, INF, True, False)]),  # log(0) is -inf, as in float64
        # An infinite value over a whole interval.
        ("round(x)**(-2)", [(-INF, -0.5, False, False), (0.5, INF, False, False)]),
        ("1/floor(x)", [(-INF, 0, False, False), (1, INF, True, False)]),
        ("floor(x) + sqrt(x)", [(0, INF, True, False)]),
        # A divisor that jumps from pi to -1/2 changes its sign, and is 0 nowhere there.
        ("1/where(x > -1/2, x, pi)", [(-INF, 0, False, False), (0, INF, False, False)]),
        # A power of 0 is 0, 1 or infinite.
        ("0**x", [(0, INF, True, False)]),
        ("0**abs(x)", [(-INF, INF, False, False)]),
        ("(x - sqrt(x**2))**(x - 1)", [(1, INF, True, False)]),
    ],
)
def test_domain(text: str, domain: list[tuple[float, float, bool, bool]]) -> None:
    known = facts(text)
    assert known.domain == tuple(Interval(*ends) for ends in domain)
    assert "domain" not in known.endless


@pytest.mark.parametrize(
    ("text", "place", "inside"),
    [("0**x", 0, 0), ("0**abs(x)", 0, 0), ("(x - sqrt(x**2))**(x - 1)", 1, 0)],
)
def test_a_power_of_0_is_1_at_one_place(text: str, place: float, inside: float) -> None:
    known = facts(text)
    assert [(jump.x, jump.right, jump.value) for jump in known.jumps or ()] == [(place, inside, 1)]
    assert (known.smoothness, known.lipschitz) == ("discontinuous", INF)
    assert known.range == Interval(0, 1, True, True)
    assert known.image == (Interval(0, 0, True, True), Interval(1, 1, True, True))
    assert (place, INF) in (known.zeros or ())


@pytest.mark.parametrize("text", ["where(x == 0, 0, x**2*sin(1/x))", "where(x > 0, sin(1/x), x)"])
def test_what_turns_without_end_beside_a_value_is_not_called_smooth(text: str) -> None:
    function = actviz.get(text)
    proved = derived(function, TOLERANCE, prove=True)
    assert not {"smoothness", "kinks", "jumps"} & set(proved.proved)
    row = proved.as_dict()
    for name in ("smoothness", "kinks", "jumps", "lipschitz", "range"):
        assert row[name] is None
        assert proved.undecided[name] == "it turns without end beside a place"


@pytest.mark.parametrize(
    "text",
    [
        "tan(x)",
        "log(abs(sin(x)))",
        "where(cos(x) > 0, sqrt(x), x)",
        "sqrt(sin(x/100))",  # a period beyond what is looked at
        "floor(x) + sqrt(1000 - x)",  # it ends beyond what is looked at
    ],
)
def test_a_domain_that_is_not_known_to_its_ends_says_so(text: str) -> None:
    known = facts(text)
    assert "domain" in known.endless
    assert known.as_dict()["domain"] is None


@pytest.mark.parametrize("text", ["max(tanh(x), sinh(0.0011 + x**2))", "max(0.3*x + 0.1, x)"])
def test_a_kink_at_a_rounded_place_is_no_extremum(text: str) -> None:
    """Two rising parts meet at no double, and the left one's value may lie above by a digit."""
    known = facts(text)
    assert [turn.kind for turn in known.extrema] == ["minimum"] * ("tanh" in text)
    assert [piece.direction for piece in known.pieces][-1] == "rising"
    assert len(known.pieces) == 1 + ("tanh" in text)


def test_waves_are_followed_one_by_one() -> None:
    """100*x turns by 200 from -1 to 1, and each half wave of the sine holds one zero of it."""
    known = facts("where(abs(x) < 1, sin(100*x), 2)")
    assert len(known.zeros) == 2 * math.floor(100 / math.pi) + 1
    assert not {"zeros", "extrema", "pieces"} & {*known.endless}


@pytest.mark.parametrize(("text", "count"), [("cos(100*x)", 63), ("finer", 39)])
def test_no_pair_of_solutions_is_missed_at_the_tip_of_a_wave(text: str, count: int) -> None:
    """As many as a scan of millions of points between -1.1 and 1.1 counts."""
    known = facts(text)
    assert len(known.fixed_points) == count
    assert "fixed_points" not in known.endless


@pytest.mark.long
def test_waves_that_are_too_fast_to_be_followed_are_not_told_as_all() -> None:
    known = facts("erf(cos(1e6*x))")
    assert "fixed_points" in {*known.endless, *known.undecided}
    assert "fixed_points" not in facts("erf(cos(x))").endless


ROOT = math.sqrt(2)  # all places in the next tests lie between two doubles
CUBE = 2 ** (1 / 3)
WIDTH = math.sqrt(math.log(4)) / 1000


@pytest.mark.parametrize(
    ("text", "domain", "values", "extrema"),
    [
        ("sqrt(2 - x*x)", [(-ROOT, ROOT, True, True)], (0, ROOT, True, True),
         [(-ROOT, 0), (0, ROOT), (ROOT, 0)]),
        ("sqrt(2 - x**3)", [(-INF, CUBE, False, True)], (0, INF, True, False), [(CUBE, 0)]),
        ("acos(x**3/2)", [(-CUBE, CUBE, True, True)], (0, math.pi, True, True),
         [(-CUBE, math.pi), (CUBE, 0)]),
        ("asin(x**3/2)", [(-CUBE, CUBE, True, True)], (-math.pi / 2, math.pi / 2, True, True),
         [(-CUBE, -math.pi / 2), (CUBE, math.pi / 2)]),
        ("acosh(x**3/2)", [(CUBE, INF, True, False)], (0, INF, True, False), [(CUBE, 0)]),
        ("1/(1 + sqrt(x**3 - 2))", [(CUBE, INF, True, False)], (0, 1, False, True), [(CUBE, 1)]),
        ("(x**3 - 2)**0.3", [(CUBE, INF, True, False)], (0, INF, True, False), [(CUBE, 0)]),
        ("sqrt(1/4 - exp(-1e6*(x - 1/3)**2))",
         [(-INF, 1 / 3 - WIDTH, False, True), (1 / 3 + WIDTH, INF, True, False)],
         (0, 0.5, True, False), [(1 / 3 - WIDTH, 0), (1 / 3 + WIDTH, 0)]),
        ("log(2 - x*x)", [(-ROOT, ROOT, False, False)], (-INF, math.log(2), False, True),
         [(0, math.log(2))]),
        ("x*log(x**3 - 2)", [(CUBE, INF, False, False)], (-INF, INF, False, False), []),
        ("atanh(x*x/2)", [(-ROOT, ROOT, False, False)], (0, INF, True, False), [(0, 0)]),
        ("1/sqrt(2 - x*x)", [(-ROOT, ROOT, False, False)], (1 / ROOT, INF, True, False),
         [(0, 1 / ROOT)]),
        ("log(abs(x**3 - 2))", [(-INF, CUBE, False, False), (CUBE, INF, False, False)],
         (-INF, INF, False, False), []),
        # 0*log(0): no value there, though the limit is 0
        ("(x**3 - 2)*log(x**3 - 2)", [(CUBE, INF, False, False)], (-1 / math.e, INF, True, False),
         [((2 + 1 / math.e) ** (1 / 3), -1 / math.e)]),
    ],
)  # fmt: skip
def test_a_domain_that_ends_between_two_doubles(
    text: str,
    domain: list[tuple[float, float, bool, bool]],
    values: tuple[float, float, bool, bool],
    extrema: list[tuple[float, float]],
) -> None:
    known = facts(text)
    assert known.range is not None
    told = [
        (part.low, part.high, part.low_closed, part.high_closed)
        for part in (*known.domain, known.range)
    ]
    for one, expected in zip(told, [*domain, values], strict=True):
        assert one == pytest.approx(expected, rel=4e-16)
    assert known.kinks == ()
    turns = [(one.x, one.value) for one in known.extrema]
    assert turns == [pytest.approx(expected, rel=4e-16) for expected in extrema]


def test_the_ends_of_the_domain_are_least_or_largest_values_as_they_are() -> None:
    for text, kind in (("sqrt(2 - x**3)", "minimum"), ("-sqrt(2 - x**3)", "maximum")):
        (end,) = facts(text).extrema
        assert (end.value, end.kind) == (0, kind)
        assert facts(text).zeros == (end.x,)


def test_where_a_root_with_a_step_in_it_has_values() -> None:
    text = "sqrt(x - floor(x) - 0.5)"
    entry = Activation(name=text, formula=text)
    near = derived(entry, TOLERANCE, patience=PATIENT).domain
    assert near == tuple(Interval(k + 0.5, k + 1, low_closed=True) for k in range(-7, 7))


@pytest.mark.parametrize("text", ["relu(x**3/log2(x))", "max(0, 1/(x - 1))", "relu(x/(x**3 - 1))"])
def test_a_sign_that_changes_by_a_pole_is_no_zero(text: str) -> None:
    known = facts(text)
    (jump,) = known.jumps
    assert (jump.x, jump.left, jump.right) == (1, 0, INF)
    assert known.kinks == () or "x**3 - 1" in text  # which is 0 at 0
    assert known.smoothness == "discontinuous"
    assert known.range == Interval(0, INF, True, False)


@pytest.mark.parametrize(
    "formula",
    ["asin(sin(x))", "abs(tan(x))", "tan(x)*cos(x)", "3*x - floor(3*x)", "99*x - round(99*x)"],
)
def test_joints_that_repeat_leave_time_for_the_other_facts(formula: str) -> None:
    # More patient than a command is, for slow machines; a saw is zero less x on whole stretches.
    facts = derived(actviz.get(formula), TOLERANCE, patience=2.5)
    facts.as_dict()
    assert LATE not in facts.undecided.values()


@pytest.mark.parametrize("formula", ["x*sin(1/x)", "sin(1/x)", "x*sin(1/x) + exp(x)*cos(1/x**2)"])
def test_waves_that_crowd_at_a_point_leave_time_for_the_other_facts(formula: str) -> None:
    # Four times as patient as a command is: the longest takes a second on a slow machine.
    facts = derived(actviz.get(formula), TOLERANCE, patience=4)
    assert LATE not in facts.undecided.values()
    assert {"zeros", "extrema", "pieces"} <= set(facts.endless)
    zeros = facts.zeros
    assert zeros is not None
    if formula != "x*sin(1/x) + exp(x)*cos(1/x**2)":  # the outermost are there, each of them
        outer = [zero for zero in zeros if isinstance(zero, float) and zero > 0][-30:]
        assert outer == pytest.approx([1 / (math.pi * k) for k in range(30, 0, -1)], rel=1e-15)
    assert facts.limits.left is not None


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("min(1, 1/x)", 1),
        ("clip(log(x), -2, 2)", -2),
        ("exp(-1/x**2)", 0),
        ("max(0, 0/x)", math.nan),
        ("1/x - 1/x", math.nan),
    ],
)
def test_a_pole_inside_is_the_infinity_that_arithmetic_has(formula: str, value: float) -> None:
    """As in NumPy and PyTorch; every reading says so, and an export to Python as well."""
    tree = actviz.get(formula).bound_tree
    program: dict[str, Any] = {}
    exec(command("export", formula, "--to", "python").stdout, program)
    result = facts(formula).value_at_zero
    assert (result is None) if math.isnan(value) else (result == value)
    for other in (
        float64.evaluate(tree, 0.0, {}), exact.evaluate(tree, 0.0, {}), program["f"](0.0)
    ):  # fmt: skip
        assert float(other) == pytest.approx(value, nan_ok=True)
