"""What an export costs: reasoning is asked at a few points, and no more digits than count."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import mpmath as mp
import numpy as np
import pytest

from actviz.export import (
    answered,
    computed,
    one_number,
    open_range,
    out_of_range,
    single,
    sums,
    write,
)
from actviz.export import asked as exactly_asked
from actviz.export.asked import Purpose
from actviz.export.targets import TARGETS
from actviz.facts import breaks, roots
from actviz.formula.grammar import parse
from actviz.formula.tree import X, node, number
from actviz.functions.elementwise import Activation
from actviz.lookup.registry import get
from actviz.readings import exact, slopes
from actviz.readings.asymptotics import limits
from actviz.readings.effort import briefly, limited, loosely
from actviz.readings.exact import steps
from actviz.readings.languages.lowering import with_arrays

_ENDLESS = "cos(cos(sinh(x)))"  # which no precision decides far out


@pytest.fixture(autouse=True)
def _all_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """What trials cost shows where no answer is kept."""
    monkeypatch.setattr(answered, "rows", dict)


@pytest.mark.parametrize(
    "formula",
    [
        _ENDLESS,
        "sqrt(sech(x))",
        "sin(x*x*log(x))",
        "expm1(sqrt(softplus(x)))",
        "sigmoid(-x)/sech(x)",
        "min(max(x, tanh(atan(x))), 0.5 + tanh(tanh(x)))",
        "sqrt(1 + exp(2*x)) - exp(x)",
    ],
)
def test_formulas_that_were_refused_for_their_cost_are_written(formula: str) -> None:
    function = get(formula)
    with limited(4.0):  # each took more than five seconds, on a machine that has other work
        exported = write.program([function], TARGETS["torch"])
    assert [one.suffix for one in exported.units[0].outputs] == ["", "_d1", "_d2"]


def test_a_sum_that_several_slopes_hold_is_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def counted(trees: Any, letters: Any) -> Any:
        calls.append((trees, letters["x"].tobytes()))
        return computed.together(trees, letters)

    monkeypatch.setattr(sums, "together", counted)
    sums._both.cache_clear()
    write.program([get("eis")], TARGETS["torch"])  # two slopes in x, three in parameters
    assert len(calls) == len(set(calls)) > 10


def test_a_tree_for_float32_is_tried_once_and_at_few_points_if_it_is_wrong(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls, right = [], single._Trial._right

    def counted(self: Any, tree: Any, candidate: Any, table: Any) -> bool:
        calls.append((table.suffix, tree, table.expected.size))
        return right(self, tree, candidate, table)

    monkeypatch.setattr(single._Trial, "_right", counted)
    write.program([get("rational")], TARGETS["torch"])  # its careful form is its plain one
    assert len(calls) == len(set(calls)) == 7
    assert max(size for *_, size in calls) < 2000


def test_exact_values_far_out_are_asked_where_texts_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = []

    def counted(tree: Any, x: Any, values: Any) -> Any:
        sizes.append(x.size)
        return exactly_asked.decide(tree, x, values)

    monkeypatch.setattr(open_range, "decide", counted)
    write.program([get("tanhsoft")], TARGETS["torch"])
    assert 0 < sum(sizes) < 300  # far out and next to 0


def test_what_two_trees_share_is_computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    called = []

    def counted(one: Any) -> Any:
        called.append(one)
        return np.exp(one)

    monkeypatch.setattr(computed, "_called", lambda *_: counted)
    shared = node("exp", X)
    trees = (node("+", shared, X), shared, node("*", shared, shared))
    x = np.array([0.5, 2.0])
    values = computed.together(trees, {"x": x})
    wanted = [np.exp(x) + x, np.exp(x), np.exp(x) * np.exp(x)]
    assert [one.tolist() for one in values] == [one.tolist() for one in wanted]
    assert len(called) == 1


def test_a_long_helper_is_computed_once_for_each_number() -> None:
    sizes = []

    def counted(x: Any) -> Any:
        sizes.append(x.size)
        return np.copysign(np.sqrt(np.abs(x)), x)

    call = computed._remembering(counted)
    x = np.array([3.0, -0.0, np.nan, 3.0, -np.inf, 0.0, 5e-324])
    for some in (x, x[::-1], x[3], np.array([[2.0, 3.0], [0.0, 2.0]])):
        wanted = np.copysign(np.sqrt(np.abs(some)), some)
        assert call(some).shape == wanted.shape
        assert call(some).tobytes() == wanted.tobytes()
    assert sizes == [6, 1]


def test_what_is_remembered_of_numbers_is_right_while_another_thread_asks() -> None:
    """The other thread asks just when the first one works out its numbers."""
    others = [np.arange(-40.0, 0.0)]

    def squared(x: Any) -> Any:
        if others:
            other = others.pop()
            assert np.array_equal(call(other), other * other)
        return x * x

    call = computed._remembering(squared)
    for x in (np.arange(9.0), np.arange(-9.0, 9.0)):
        assert np.array_equal(call(x), x * x)


def test_points_that_slopes_share_are_not_computed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, sizes, remembering = [], [], computed._remembering

    def counted(call: Any) -> Any:
        def within(x: Any) -> Any:
            sizes.append(x.size)
            return call(x)

        def whole(x: Any) -> Any:
            asked.append(x.size)
            return at(x)

        at = remembering(within)
        return whole

    monkeypatch.setattr(computed, "_remembering", counted)
    for cached in (computed._plan, computed._called, sums._both):
        cached.cache_clear()
    write.program([get("tanhsoft")], TARGETS["torch"])
    for cached in (computed._plan, computed._called):
        cached.cache_clear()
    assert 0 < sum(sizes) < 0.4 * sum(asked)


@pytest.mark.parametrize(
    ("exactly", "written", "wrong", "most"),
    [
        ("x*sigmoid(x)", "x*sigmoid(x)", False, 20),
        ("exp(x)/(1 + exp(x))", "exp(x)/(1 + exp(x))", True, 400),
    ],
)
def test_where_steps_leave_the_doubles_exact_values_are_asked_where_results_differ(
    monkeypatch: pytest.MonkeyPatch, exactly: str, written: str, wrong: bool, most: int
) -> None:
    sizes, decide = [], Purpose.decide

    def counted(self: Any, x: Any) -> Any:
        sizes.append(x.size)
        return decide(self, x)

    monkeypatch.setattr(Purpose, "decide", counted)
    assert out_of_range.lost(Purpose(parse(exactly), {}), parse(written)) == wrong
    assert sum(sizes) < most


def test_a_formula_of_one_number_is_written_whole_where_other_parameters_are_fixed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wholes, written = [], one_number.kept

    def counted(one: Any, *given: Any) -> Any:
        wholes.append(one)
        return written(one, *given)

    monkeypatch.setattr(one_number, "kept", counted)
    write.program([get("smu1")], TARGETS["torch"])  # in x/m; a is no argument
    assert len(wholes) == 4  # the value and three slopes: each of their two sides was one
    assert all(len(one.trees) == 2 and one.inner.names == {"x", "m"} for one in wholes)


def test_zeros_of_a_denominator_are_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls, touching = [], roots.touching

    def counted(*where: Any) -> Any:
        calls.append(where)
        return touching(*where)

    monkeypatch.setattr(breaks, "touching", counted)
    breaks._zeros.cache_clear()
    function = get("x/(x*x - 2)")
    for order in range(3):
        slope = function.derivative_tree(order) if order else function.tree
        breaks.places(slope, 0.0, 10.0)
    assert 0 < len(calls) == len(set(calls))


def test_what_is_not_decided_at_some_points_is_not_reasoned_about_at_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    places, near = [], steps.near

    def counted(tree: Any, x: float, values: Any) -> Any:
        places.append(x)
        return near(tree, x, values)

    monkeypatch.setattr(steps, "near", counted)
    far = np.geomspace(1e6, 1e300, 40)
    tree = parse(_ENDLESS)
    with briefly():
        for _ in range(2):
            decided = exact.decide(tree, far, {})[1]
    assert not decided.any()
    assert len(places) < 10
    exact.decide(tree, far, {})
    assert len(places) > 40


def test_points_of_a_tail_are_asked_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of sqrt(1 + exp(2*x)) - exp(x) = exp(-x)/2 - ... no affordable precision shows anything."""
    places, near = [], steps.near

    def counted(tree: Any, x: float, values: Any) -> Any:
        places.append(x)
        return near(tree, x, values)

    monkeypatch.setattr(steps, "near", counted)
    far = np.geomspace(2e4, 1e300, 40)
    for sign in (1, -1):
        tree = parse(f"{sign}*(sqrt(1 + exp(2*x)) - exp(x)) + x")
        result, decided = exact.decide(tree, far, {})
        assert decided.all()
        assert result.tolist() == far.tolist()
        result, decided = exact.decide(node("-", tree, X), far, {})
        assert decided.all()
        assert (result == 0).all()
        assert (np.signbit(result) == (sign < 0)).all()
    assert not places


def test_digits_decide_what_is_not_reasoned_about() -> None:
    far = np.geomspace(1e6, 1e300, 40)
    with briefly():
        exact.decide(parse(f"{_ENDLESS} + sin(x)"), far, {})
        result, decided = exact.decide(parse("sin(x)"), far, {})
    assert decided.all()
    with mp.workprec(2000):
        assert result.tolist() == [float(mp.sin(x)) for x in far.tolist()]


def test_a_slope_is_reasoned_about_at_a_few_joints() -> None:
    tree = parse("max(x, tanh(atan(x)))")
    tiny = np.geomspace(1e-300, 1e-200, 30)
    with briefly():
        result, decided = slopes.decide(tree, tiny, {}, 1)
    assert decided.all()
    assert result.tolist() == [1.0] * 30


def test_loose_values_have_the_digits_of_float32_and_more(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes, decide = [], Activation.decide

    def counted(self: Activation, x: Any, *args: Any, **options: Any) -> Any:
        sizes.append(np.size(x))
        return decide(self, x, *args, **options)

    monkeypatch.setattr(Activation, "decide", counted)
    function = get("0.5*x*(1 + erf(x/sqrt(2)))")
    x = np.linspace(-12.0, 4.0, 401)
    with loosely():
        values = np.asarray(function(x))
    loose, sizes[:] = sum(sizes), []
    np.asarray(function(x))
    assert 0 < loose < sum(sizes)
    for at, value in zip(x.tolist(), values.tolist(), strict=True):
        true = at * mp.ncdf(at)
        assert abs(value - true) <= 2.0**-27 * abs(true) * (1 + 2 * abs(at) ** 2)


def test_a_case_that_many_cases_share_is_looked_at_once() -> None:
    tree = X
    for place in range(50):  # 2**50 ways through it
        above, below = (node(sign, X, number(place)) for sign in "><")
        tree = node("where", above, node("where", below, tree, number(place)), tree)
    assert with_arrays(tree, {}) is tree


def test_limits_are_found_once(monkeypatch: pytest.MonkeyPatch) -> None:
    sides, limit = [], limits.limit

    def counted(tree: Any, side: int, values: Any, **options: Any) -> Any:
        sides.append(side)
        return limit(tree, side, values, **options)

    monkeypatch.setattr(limits, "limit", counted)
    function = get("atan(3*x)/(1 + exp(-x/7))")
    for _ in range(3):
        assert (function(-np.inf), function(np.inf)) == (0.0, np.pi / 2)
    assert sorted(sides) == [-1, 1]


@pytest.mark.long
def test_a_text_has_few_stretches_of_its_own_where_only_noise_is_left() -> None:
    # Its second derivative is 0: what is right somewhere is so by chance, and was 544 stretches.
    exported = write.program([get("(cbrt(0.01 - x))**3")], TARGETS["c"], order=2)
    assert len(write.text(TARGETS["c"], exported).splitlines()) < 200


def _calls(work: Callable[[], Any]) -> int:
    """How many functions of Python are called by something, after start-up."""
    write.program([get("tanh(x)/2")], TARGETS["torch"])
    calls, before = 0, sys.getprofile()

    def count(frame: Any, event: str, argument: Any) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return calls


@pytest.mark.parametrize(
    ("formula", "most"),
    [
        ("cbrt(x + 1) - cbrt(x)", 600_000),  # steps of float64, thousands for thousands of numbers
        ("expm1(log(x)**0.5)", 200_000),  # no value at half of all numbers
        ("sech(0.5*x/sin(x))/x", 500_000),  # poles without end
        ("asinh(x)*sqrt(x)", 200_000),  # no power of x far out, with any root
    ],
)
def test_typed_formulas_are_written_with_little_work(formula: str, most: int) -> None:
    function = get(formula)
    assert 0 < _calls(lambda: write.program([function], TARGETS["c"])) < most


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("eis", 1_125_000),  # cases at parameters that its domain leaves out were ten million
        ("smu1", 290_000),  # a formula of one number, written as two on either side of 0
        ("rational", 1_250_000),  # slopes in ten parameters, sought anew for each format
        ("tanhsoft", 960_000),  # formulas far out, computed once for each question
        ("soft_exponential", 240_000),  # thousands of slopes one by one; alone 228_000
        ("ccaf", 570_000),  # exact values for trees in float32 that are wrong at once
        ("xatlu", 570_000),  # sums in sums that are right, and sums where they do not count
    ],
)
def test_entries_are_written_with_little_work(name: str, most: int) -> None:
    # A sixth of it are exact values and slopes where steps leave the doubles, next to 0 too.
    assert 0 < _calls(lambda: write.program([get(name)], TARGETS["torch"])) < most
