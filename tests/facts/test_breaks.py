"""Where the pieces of a formula meet."""

from __future__ import annotations

import math

import numpy as np
import pytest

from actviz.facts.breaks import breaks, crossings, decided, endless, places
from actviz.facts.record import Break
from actviz.formula.calculus import expand_cases
from actviz.formula.grammar import parse
from actviz.formula.tree import ONE, X
from actviz.readings import float64

INF = math.inf


def of(formula: str, low: float = -INF, high: float = INF) -> list[Break]:
    return list(breaks(parse(formula), low, high))


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("max(0, x)", [(0.0, "kink")]),
        ("abs(x + 3)", [(-3.0, "kink")]),
        ("abs(x**2 - 4)", [(-2.0, "kink"), (2.0, "kink")]),
        ("where(x > 1/3, 1, 0)", [(1 / 3, "jump")]),
        ("where(x > pi, 1, 0)", [(math.pi, "jump")]),
        ("where(x > 100000, 1, 0)", [(1e5, "jump")]),
        ("clip(0.2*x + 0.5, 0, 1)", [(-2.5, "kink"), (2.5, "kink")]),
        ("where(x > 0, x, expm1(x))", [(0.0, "smooth")]),
        ("abs(x)**3", [(0.0, "smooth")]),
        ("where(abs(x + 3) < 1, x, where(x > 7, 1, 2))", [(-4, "jump"), (-2, "jump"), (7, "jump")]),
        ("where(x < 0, 1, where(x < 0.000001, 2, 3))", [(0.0, "jump"), (1e-6, "jump")]),
        ("sign(x)", [(0.0, "jump")]),
        ("sign(x)*x", [(0.0, "kink")]),
        ("sign(x)*sqrt(abs(x))", [(0.0, "kink")]),  # a vertical tangent
        ("sqrt(x**2)", [(0.0, "kink")]),
        ("hypot(x, 2*x)", [(0.0, "kink")]),
        ("1/x", [(0.0, "pole")]),
        ("1/x**2", [(0.0, "pole")]),
        ("where(x > 0, 1/x, 0)", [(0.0, "pole")]),
        ("log(abs(x))", [(0.0, "pole")]),
        ("atan(1/x)", [(0.0, "jump")]),
        ("max(1/x, x)", [(-1.0, "kink"), (0.0, "pole"), (1.0, "kink")]),
        ("1/(x**2 - 2)", [(-math.sqrt(2), "pole"), (math.sqrt(2), "pole")]),
        ("where(x == 0, 5, sin(x)/x)", [(0.0, "jump")]),
        ("min(x, sin(x))", [(0.0, "smooth")]),  # they meet in a threefold zero
        ("max(0, x*sigmoid(x))", [(0.0, "kink")]),  # far left both round to 0
        ("trunc(clip(x, -2, 2))", [(-2, "jump"), (-1, "jump"), (1, "jump"), (2, "jump")]),
        ("round(clip(x, 0, 2))", [(0.5, "jump"), (1.5, "jump")]),
        # Beside these zeros float64 has the wrong sign.
        (
            "round(3*acos(x)/pi)",
            [(-math.sqrt(0.75), "jump"), (0.0, "jump"), (math.sqrt(0.75), "jump")],
        ),
        ("where(exp(x) - 1 - x - x**2/2 > 0, 1, 0)", [(0.0, "jump")]),
        ("where((1 - cos(x - 2))**2*(x - 2) >= 0, x, 0)", [(2.0, "jump")]),
        ("where(acos(x) > pi/2, 1, 0)", [(-1.0, "jump"), (0.0, "jump")]),
        # Beside these poles doubles overflow as well.
        ("where(1/x > 0, 1, x)", [(0.0, "jump")]),
        ("where((x - 1)**(-21) > 0, 1, x - 5)", [(1.0, "jump")]),
        ("sign(3/x - x**2)", [(0.0, "jump"), (3 ** (1 / 3), "jump")]),
    ],
)
def test_places_and_kinds(formula: str, expected: list[tuple[float, str]]) -> None:
    kinked_too = [joint for joint in of(formula) if joint.order <= 6]
    listed = [(joint.x, joint.kind) for joint in kinked_too]
    assert [pair for pair in listed if pair in expected] == expected
    assert all(pair in expected or pair[1] not in ("jump", "pole") for pair in listed)


@pytest.mark.parametrize(
    "formula",
    ["x*sigmoid(x)", "where(x == 0, 1, sin(x)/x)", "sqrt(x**2 + 1)", "x/sqrt(1 + x**2)",
     "where(x > 2, exp(x), exp(x))", "log(x)", "x**3", "1/(1 + exp(-x))"],
)  # fmt: skip
def test_no_break_is_invented(formula: str) -> None:
    assert of(formula) == []


def test_both_sides() -> None:
    (joint,) = of("where(x >= 1, x + 2, x**2)")
    assert (joint.left, joint.right, joint.value) == (1.0, 3.0, 3.0)
    assert (joint.slope_left, joint.slope_right, joint.slope) == (2.0, 1.0, 1.0)
    (pole,) = of("1/x")
    assert (pole.left, pole.right) == (-INF, INF)


@pytest.mark.parametrize(
    ("formula", "slope"),
    [("max(0, x)", 0.0), ("abs(x)", 0.0), ("clip(x, 0, 6)", 0.0), ("where(x > 0, x, 2*x)", 2.0)],
)
def test_the_slope_that_libraries_take(formula: str, slope: float) -> None:
    assert of(formula)[0].slope == slope


def test_a_range_is_respected() -> None:
    assert [joint.x for joint in of("floor(x)", -1.5, 2.5)] == [-1.0, 0.0, 1.0, 2.0]
    assert [joint.x for joint in of("round(x/2)", -4, 4)] == [-3.0, -1.0, 1.0, 3.0]
    assert of("floor(1000*x)", -1, 1) == []  # more than are listed
    assert of("abs(x)", 1, 2) == []


def test_endless() -> None:
    assert endless(expand_cases(parse("x - floor(x)")))
    assert not endless(expand_cases(parse("floor(clip(x, 0, 9))")))
    assert not endless(expand_cases(parse("max(x, 0)")))
    # Without end beside a place: a logarithm falls below every number there.
    for text in (
        "floor(log1p(clip(x, -1, 6)))",
        "floor(log1p(clip(x, -2, 6)))",
        "round(log(3 - x))",
    ):
        assert endless(expand_cases(parse(text)))
    assert not endless(expand_cases(parse("floor(log1p(clip(x, -0.5, 6)))")))
    assert not endless(expand_cases(parse("floor(atan(1/x))")))


def test_decided() -> None:
    tree = expand_cases(parse("where(x > 0, x, floor(x))"))
    assert decided(tree, 0.5) is X
    assert decided(expand_cases(parse("floor(x)")), 1.5) is ONE
    assert decided(expand_cases(parse("min(x, sin(x))")), 1e-9).op == "sin"


def test_crossings_between_the_jumps_of_a_floor_are_found() -> None:
    # A staircase with ramps for risers: flat on [2m, 2m + 1], slope 1 on [2m + 1, 2m + 2].
    stair = parse("max(x - ceil(x/2), floor(x/2))")
    assert [joint.x for joint in breaks(stair, -3.5, 3.5)] == [-3, -2, -1, 0, 1, 2, 3]
    assert {joint.kind for joint in breaks(stair, -3.5, 3.5)} == {"kink"}


@pytest.mark.parametrize(
    "gap",
    [
        "sin(pi*x)**2 - max(abs(x - 2*round(x/2)), 0.3)",
        "x/3 - max(x - floor(x), 0.6 - x)",
        "abs(x - round(x)) - min(abs(x)/8, 0.3)",
        "where(x > 0.3, x - floor(x), 1 - x) - 0.7",
    ],
)
def test_crossings_beside_kinks_and_jumps_are_found(gap: str) -> None:
    tree = expand_cases(parse(gap))
    x = np.linspace(-3.3, 3.3, 200_001)
    signs = np.sign(float64.evaluate(tree, x, {}))
    seen = x[:-1][signs[1:] * signs[:-1] < 0]
    listed = {*crossings(tree, -3.3, 3.3), *places(tree, -3.3, 3.3)}  # or it jumps over 0
    assert len(seen) > 2
    assert all(any(abs(place - one) < 1e-4 for one in listed) for place in seen)


@pytest.mark.parametrize("size", [1.0, 1e-6, 1e-12, 1e-14])
def test_a_kink_however_small_is_one(size: float) -> None:
    """Slopes of 1 - size and 1 + size, as doubles, meet at 0."""
    (joint,) = breaks(parse(f"x + {size!r}*abs(x)"), -INF, INF)
    assert (joint.kind, joint.x) == ("kink", 0.0)
    assert (joint.slope_left, joint.slope_right) == (1 - size, 1 + size)
    (alone,) = breaks(parse(f"{size!r}*max(x, 0)"), -INF, INF)
    assert (alone.slope_left, alone.slope_right) == (0.0, size)


def test_a_place_of_its_own_inside_a_step_is_one_jump() -> None:
    (jump,) = breaks(parse("round(where(x == 10, 20, 22.1 + 0*x))"), -math.inf, math.inf)
    assert (jump.x, jump.left, jump.value, jump.right) == (10, 22, 20, 22)


@pytest.mark.parametrize(
    ("text", "joints"),
    [
        ("max(x, sign(x))", [(-1.0, "kink"), (0.0, "jump"), (1.0, "kink")]),
        ("max(x, where(x > 0, 1, -1))", [(-1.0, "kink"), (0.0, "jump"), (1.0, "kink")]),
        ("max(2*x, x + 3*sign(x))", [(-3.0, "kink"), (0.0, "jump"), (3.0, "kink")]),
    ],
)
def test_crossings_of_a_line_and_steps_are_found(
    text: str, joints: list[tuple[float, str]]
) -> None:
    """The slope of the difference is the same throughout, and it has more zeros than one."""
    assert [(joint.x, joint.kind) for joint in breaks(parse(text), -INF, INF)] == joints
