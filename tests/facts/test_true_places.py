"""Values at places between two doubles are those of the place, however steep a function is."""

from __future__ import annotations

import math
from typing import Any

import mpmath as mp
import numpy as np
import pytest

from actviz.facts import TOLERANCE
from actviz.facts.all_facts import PATIENT, derived
from actviz.facts.interval import Interval
from actviz.facts.points import sign_at
from actviz.facts.record import Facts
from actviz.formula.calculus import derivative
from actviz.formula.grammar import parse
from actviz.formula.tree import Node
from actviz.functions.elementwise import Activation
from actviz.lookup.registry import get
from actviz.readings import balls
from actviz.readings.exact import between_doubles
from tests.judge import mp_value

# Formulas with a single root, and about where it is.
ROOTS = {"x**3 - 2": 1.26, "exp(x) - 3": 1.1, "atan(x) - 1/2": 0.55, "x - pi": 3.14}


def of(formula: str) -> Facts:
    entry = get(formula)
    assert isinstance(entry, Activation)
    return derived(entry, TOLERANCE, patience=PATIENT)


def true_value(formula: str, root: str) -> float:
    """The formula where the root is, in 200 digits."""
    with mp.workdps(200):
        tree = parse(root)
        place = mp.findroot(lambda x: mp_value(tree, {"x": x}, 200), mp.mpf(ROOTS[root]))
        return float(mp_value(parse(formula), {"x": place}, 200))


@pytest.mark.parametrize("root", ROOTS)
@pytest.mark.parametrize("steep", ["1e15", "1e18", "1e21"])
@pytest.mark.parametrize(
    "shape", ["1/(({})**2*{}**2 + 0.25)", "1/(abs({})*{} + 0.25)", "3 - exp(-({})**2)*{}**2"]
)
def test_an_extremum_between_two_doubles(shape: str, root: str, steep: str) -> None:
    formula = shape.format(root, steep)
    result = of(formula)
    (value,) = [one.value for one in result.extrema]
    assert value == true_value(formula, root)
    assert result.range is not None
    assert value in (result.range.low, result.range.high)


@pytest.mark.parametrize("root", ROOTS)
@pytest.mark.parametrize("steep", ["1e15", "1e20"])
def test_a_jump_between_two_doubles(root: str, steep: str) -> None:
    beside = f"1/(({root})*{steep} + 1) + x"
    (jump,) = of(f"where({root} > 0, {beside}, cos(x))").jumps
    assert jump.left == true_value("cos(x)", root)
    assert jump.right == true_value(beside, root)


@pytest.mark.parametrize("root", [*ROOTS, "3*x - 1"])
@pytest.mark.parametrize("word", ["<", "<=", ">", ">="])
def test_the_branch_where_both_sides_of_a_condition_are_equal(root: str, word: str) -> None:
    """A third lies below the double next to it: the branch there is not that of the double."""
    (jump,) = of(f"where({root} {word} 0, x, 7)").jumps
    then = jump.right if ">" in word else jump.left
    assert jump.value == (then if "=" in word else 7)


def test_an_end_that_no_place_attains() -> None:
    assert of("where(abs(x) < 1/3, x, -0.25)").range == Interval(-1 / 3, 1 / 3)
    result = of("where(x >= 1/3, x - 1, 0)")
    assert result.range == Interval(float(mp.mpf(-2) / 3), math.inf, low_closed=True)
    assert result.argmin == 1 / 3
    assert [one.kind for one in result.extrema] == ["minimum"]
    assert of("where(x > 1/3, x - 1, 0)").extrema == ()


def test_a_place_is_as_narrow_as_the_precision_allows_after_few_steps(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Halving went on a thousand times where no number fitted between any more."""
    asked: list[Any] = []
    compiled = balls.compiled

    def counted(tree: Node) -> Any:
        read = compiled(tree)

        def looked(points: list[Any], values: Any) -> Any:
            asked.extend(points)
            return read(points, values)

        return looked

    monkeypatch.setattr(balls, "compiled", counted)
    slope = derivative(parse("(1 - sin(x))*(1 + sin(x))"))
    steep = parse("2**40*x + 1")
    low, high = math.nextafter(1.5 * math.pi, 0), math.nextafter(1.5 * math.pi, 9)
    value = between_doubles.value_at_zero(steep, slope, low, high, sign_at(slope, low))
    with mp.workdps(60):
        assert value == float(mp.mpf(2) ** 40 * 3 * mp.pi / 2 + 1)
    asked.clear()
    assert math.isnan(between_doubles.value_at_zero(parse("1/cos(x)"), slope, low, high, -1))
    assert len(asked) < 60


def test_what_comes_near_zero_is_no_zero() -> None:
    """Where the sine is -1, (sin(x) + tanh(x))/2 is tanh(x)/2 - 1/2: 6e-54 below 0, and no zero."""
    result = get("gln").facts()
    assert len(result.zeros) == 5
    (value,) = [one.value for one in result.extrema if 61 < one.x < 62]
    with mp.workdps(200):
        place = mp.findroot(lambda x: mp.cos(x) + 1 - mp.tanh(x) ** 2, mp.mpf(61.26105674500097))
        assert value == float((mp.sin(place) + mp.tanh(place)) / 2)
    assert get("gelu_10").facts().fixed_points == (0,)  # 10*Phi(10) is less than 10


def test_values_of_kinks_do_not_err_by_the_rounding_of_their_place() -> None:
    """0.2*x + 0.5 is 0 beside -2.5, since 0.2 is not a fifth: the kink was told at 1.4e-16."""
    (kink, _) = get("hard_swish_adaptive").facts().kinks
    assert (kink.left, kink.right) == (0, 0)


@pytest.mark.long
def test_turns_of_fast_waves_that_are_close_together() -> None:
    """Where the angle turns as well, at 1 and -1, two turns are 0.017 apart."""
    x = np.linspace(-8, 8, 2_000_001) + 1e-7
    density = np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)
    slope = -np.sin(1000 * x * density) * (1 - x**2)
    assert len(of("cos(x/1e-3*phi(x))").extrema) == np.count_nonzero(slope[1:] * slope[:-1] < 0)


def test_a_narrow_peak_between_doubles_is_seen() -> None:
    for width in (1e-4, 1e-7, 1e-10):
        facts = get(f"exp(-((x**3 - 2)/{width!r})**2)").facts()
        assert facts.range is not None
        assert (facts.range.low, facts.range.high) == (0.0, 1.0)
        assert [(one.x, one.value) for one in facts.extrema] == [(2 ** (1 / 3), 1.0)]
        # Steepest where the exponent is 1/2, and there x is the cube root of 2 but for the width.
        steep = math.sqrt(2 / math.e) / width * 3 * 2 ** (2 / 3)
        assert facts.lipschitz == pytest.approx(steep, rel=10 * width + 1e-6)


@pytest.mark.parametrize(
    "text",
    ["exp(-(1e16*(x**3 - 2))**2)", "1 - exp(-(1e16*(x**3 - 2))**2)", "sech(1e20*(x - pi))",
     "1 - sech(1e17*(x - pi))",
     "sigmoid(1e12*(x**3 - 2))"],
)  # fmt: skip
def test_what_no_double_sees_is_not_told_to_be_flat(text: str) -> None:
    facts = get(text).facts()
    assert facts.range is None or facts.range.high - facts.range.low == 1
    assert facts.lipschitz is None or facts.lipschitz > 1e10


@pytest.mark.parametrize("scale", ["1", "1e14", "1e40"])
@pytest.mark.parametrize("root", [*ROOTS, "x - 1/3"])
def test_a_touched_zero_is_one_at_every_scale(root: str, scale: str) -> None:
    facts = of(f"({root})**2*{scale}")
    (zero,) = facts.zeros
    assert isinstance(zero, float)
    assert mp_value(parse(root), {"x": math.nextafter(zero, -math.inf)}) < 0
    assert mp_value(parse(root), {"x": math.nextafter(zero, math.inf)}) > 0
    assert (zero, 0.0) in [(one.x, one.value) for one in facts.extrema]
    assert facts.range is not None
    assert facts.range.low == 0
    assert facts.range.low_closed


@pytest.mark.parametrize(
    ("text", "x", "value", "low"),
    [
        ("floor(2*sech(x - 1))", 1.0, 2.0, 0.0),
        ("round(exp(-x*x)*1.5)", 0.0, 2.0, 0.0),  # 3/2 is rounded to even
        ("floor(sqrt(4 - x*x))", 0.0, 2.0, 0.0),
        ("floor(2*max(0, 1 - abs(x - 1/4)))", 0.25, 2.0, 0.0),
        ("floor(exp(-(1e6*(x - 3.3))**2)*2)", 3.3, 2.0, 0.0),
        ("floor(6*asin(x)/pi)", 1.0, 3.0, -3.0),  # at an end of the domain
    ],
)
def test_a_step_of_one_point(text: str, x: float, value: float, low: float) -> None:
    """By hand: a level that is touched there and nowhere else."""
    result = of(text)
    assert result.range == Interval(low, value, True, True)
    assert result.argmax == x
    assert [(one.x, one.value) for one in result.extrema] == [(x, value)]
    assert all(piece.high <= x or piece.low >= x for piece in result.pieces)


@pytest.mark.parametrize("place", ["x**3 - 2.7", "tanh(x) - 0.3", "exp(x) - 3"])
def test_a_narrow_region_without_values_is_found(place: str) -> None:
    result = of(f"sqrt(1/4 - exp(-(1e9*({place}))**2))")
    (left, right) = result.domain
    with mp.workdps(50):
        tree, size = parse(place), mp.sqrt(mp.log(4)) / 10**9
        ends = [
            mp.findroot(lambda x, end=end: mp_value(tree, {"x": x}, 50) - end, left.high)
            for end in (-size, size)
        ]
    assert [left.high, right.low] == [float(end) for end in ends]
    for text in (f"1 - 2*sech(1e9*({place}))", f"2*sech(1e9*({place})) - 1"):
        folded = of(f"abs({text})")
        assert len(folded.kinks) == 2
        assert folded.range is not None
        assert (folded.range.low, folded.range.low_closed) == (0, True)


def test_a_root_rises_upright_between_two_doubles() -> None:
    for text, steep in (("cbrt(x**3 - 2)", math.inf), ("cbrt(2 - x**3)", -math.inf)):
        (kink,) = of(text).kinks
        assert (kink.value, kink.slope_left, kink.slope_right, kink.slope) == (0, *3 * [steep])


def test_places_between_doubles_refute_no_symmetry() -> None:
    result = get("bbfire:a=1.639270605746166,b=3.3081742580610753").facts()
    assert result.symmetry == "even"


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("where(x > 0, where(x < 2, atan(tan(x)), 0), 0)", math.pi / 2),
        ("where(x < sqrt(2), (x**2 - 2)/(x - sqrt(2)), 0)", 2 * math.sqrt(2)),
        ("where(x < 2, where(x > 1, asin(sin(x)), 0), 0)", math.pi / 2),
    ],
)
def test_a_limit_at_a_place_between_doubles_is_that_of_the_place(text: str, end: float) -> None:
    # At the doubles beside the pole the tangent is 1e15, and its inverse is not yet pi/2.
    result = of(text)
    assert end in {joint.left for joint in (*result.jumps, *result.kinks)}
    assert result.range is not None
    assert result.range.high == end


def test_what_overflows_beside_a_pole_is_not_the_pole() -> None:
    # 1/x is infinite in double precision at the smallest number below 0, too.
    result = of("min(x**2 - 1, min(1/x, x/2))")
    (jump,) = result.jumps
    assert (jump.x, jump.left, jump.right) == (0, -math.inf, -1)
    assert result.zeros == (1,)
    assert result.range == Interval(-math.inf, math.sqrt(0.5), False, True)


@pytest.mark.parametrize(
    ("text", "x"),
    [
        ("x**2 - 2*x + 1 <= 0", 1),
        ("x*exp(-x) >= exp(-1)", 1),
        ("cos(x) == 1", 0),
        ("(x**2 - 2)**2 <= 0", math.sqrt(2)),
        ("sech(x - 1/3) >= 1", 1 / 3),
    ],
)
def test_what_a_condition_only_touches_is_a_place(text: str, x: float) -> None:
    result = of(f"where({text}, 5, x)")
    assert [joint.value for joint in result.jumps if joint.x == x] == [5]
    assert result.monotonic is None
    assert of("where((x**2 - 2)**2 < 0, 5, x)").monotonic == "increasing"


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("where(sin(x) == 0, 5, 0)", 0, 5), ("where(cos(x) == 1, 5, sin(x))", -1, 5)],
)
def test_single_values_for_ever_are_values(text: str, low: float, high: float) -> None:
    assert of(text).range == Interval(low, high, True, True)


@pytest.mark.parametrize(
    ("text", "mean"), [("floor(sin(x))", -0.5), ("where(cos(x) == 1, 5, sin(x))", 0)]
)
def test_single_values_have_no_weight(text: str, mean: float) -> None:
    result = of(text).gaussian
    assert result is not None
    assert result.mean == pytest.approx(mean, abs=1e-11)
