"""Steps that are passed again and again, for ever: those near 0 are listed, and it is said so."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from actviz.facts import TOLERANCE
from actviz.facts.all_facts import PATIENT, derived
from actviz.facts.interval import Interval
from actviz.facts.monotone_pieces import Curve
from actviz.facts.points import value_at
from actviz.facts.shape import monotonic, ways
from actviz.facts.unsettled_tails import WINDOW
from actviz.facts.value_ranges import image
from actviz.formula.grammar import parse
from actviz.functions.elementwise import Activation
from actviz.lookup.registry import get
from actviz.readings import float64

STEPS: dict[str, Any] = {"floor": np.floor, "round": np.round, "ceil": np.ceil}
WAVES: dict[str, Any] = {
    "sin(x)": np.sin,
    "2*cos(x) + 0.1": lambda x: 2 * np.cos(x) + 0.1,
    "sin(3*x) + tanh(x)/3": lambda x: np.sin(3 * x) + np.tanh(x) / 3,
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("wave", WAVES)
def test_what_is_passed_for_ever_is_listed_near_zero(wave: str, step: str) -> None:
    entry = get(f"{step}({wave})")
    assert isinstance(entry, Activation)
    known = derived(entry, TOLERANCE, patience=PATIENT)
    assert {"jumps", "pieces", "zeros"} <= set(known.endless)
    jumps = [one.x for one in known.jumps if one.left != one.right]
    x = np.linspace(-WINDOW, WINDOW, 300_001) + 1e-7
    seen = STEPS[step](WAVES[wave](x))
    places = x[1:][seen[1:] != seen[:-1]]
    assert len(jumps) == len(places)
    assert np.allclose(jumps, places, rtol=0, atol=1e-3)


def test_a_step_that_is_touched_and_never_passed_is_none() -> None:
    entry = get("round(sin(x)/2)")  # a half is rounded to 0, which is even
    assert isinstance(entry, Activation)
    known = derived(entry, TOLERANCE, patience=PATIENT)
    assert known.endless == ()
    assert known.jumps == ()


REPEATED: dict[str, tuple[str, ...]] = {  # by trigonometry, and by hand
    "tan(x)": ("(-inf, inf)",),
    "1/sin(x)": ("(-inf, -1]", "[1, inf)"),
    "1/(1 + sin(x))": ("[0.5, inf)",),
    "tan(x)**2": ("[0, inf)",),
    "log(cos(x))": ("(-inf, 0]",),
    "sqrt(sin(x))": ("[0, 1]",),
    "abs(sin(x))": ("[0, 1]",),
    "x - floor(x)": ("[0, 1)",),
    "x - ceil(x)": ("(-1, 0]",),
    "abs(x - round(x))": ("[0, 0.5]",),
    "abs(x - 2*round(x/2))": ("[0, 1]",),
    "where(sin(x) > 0.5, 5, 0)": ("[0, 0]", "[5, 5]"),
    "sign(sin(x))": ("[-1, -1]", "[0, 0]", "[1, 1]"),
}


@pytest.mark.parametrize("text", REPEATED)
def test_what_repeats_takes_the_values_of_one_period_and_no_others(text: str) -> None:
    curve = Curve(parse(text))
    assert tuple(map(_written, image(curve) or ())) == REPEATED[text]
    assert monotonic(curve) == (None, False)


def test_what_is_known_of_a_period_is_told_of_the_function() -> None:
    entry = get("1/sin(x)")
    assert isinstance(entry, Activation)
    known = derived(entry, TOLERANCE, patience=PATIENT)
    assert tuple(map(_written, known.image or ())) == ("(-inf, -1]", "[1, inf)")
    assert known.monotonic is None
    assert not {"image", "range", "monotonic"} & {*known.undecided}


# What goes on as it is but for a constant: its way, whether strictly, slopes and all of its zeros.
DRIFTING: dict[str, tuple[str | None, bool, str, tuple[object, ...]]] = {
    "round(2*x)": ("increasing", False, "[0, 0]", ((-0.25, 0.25),)),
    "floor(3*x)/3": ("increasing", False, "[0, 0]", ((0.0, 1 / 3),)),
    "floor(x) + 0.5*x": ("increasing", True, "[0.5, 0.5]", (0.0,)),
    "x - 2*floor(x)": (None, False, "[1, 1]", (0.0,)),
    "-x/2 - floor(x) + 30": ("decreasing", True, "[-0.5, -0.5]", (20.0,)),
    "x + abs(sin(x))": ("increasing", True, "(0, 2)", (0.0,)),
    "abs(x - round(x)) + x": ("increasing", False, "[0, 2]", ((-0.5, 0.0),)),
    "floor(x) + x - floor(x)": ("increasing", True, "[1, 1]", (0.0,)),
    "floor(x) + sin(2*pi*x)": (None, False, "[-6.28319, 6.28319]", (-0.75, 0.0, 0.5, 1.75)),
}


@pytest.mark.parametrize("text", DRIFTING)
def test_what_goes_on_but_for_a_constant_is_known_by_one_period(text: str) -> None:
    known = derived(Activation(name=text, formula=text), TOLERANCE, patience=3)
    way, strictly, slopes, zeros = DRIFTING[text]
    assert known.range == Interval(-np.inf, np.inf)
    assert (known.monotonic, known.strictly_monotonic) == (way, strictly)
    assert _written(known.derivative_range or Interval(0, 0)) == slopes
    assert known.zeros == pytest.approx(zeros) if isinstance(zeros[0], float) else zeros
    rises = -1 if text.startswith("-") or "2*floor" in text else 1
    assert known.limits.left is not None
    assert known.limits.right is not None
    assert known.limits.right.value == -known.limits.left.value == rises * np.inf
    assert {*known.undecided} <= {"image"}
    assert not {"zeros", "extrema", "inflections"} & {*known.endless} or known.extrema


@pytest.mark.parametrize(
    ("text", "whole"), [("floor(x) + sin(2*pi*x)", True), ("round(2*x)", False)]
)
def test_values_between_steps_are_not_told_to_be_taken(text: str, whole: bool) -> None:
    known = derived(Activation(name=text, formula=text), TOLERANCE, patience=3)
    assert known.image == ((Interval(-np.inf, np.inf),) if whole else None)


def test_what_is_the_same_in_all_periods_has_that_limit() -> None:
    text = "max(x - floor(7*x)/7, 0.3)"  # x - floor(7*x)/7 is less than 1/7
    known = derived(Activation(name=text, formula=text), TOLERANCE, patience=3)
    assert (known.monotonic, known.symmetry, known.endless) == ("constant", "even", ())
    assert known.limits.left == known.limits.right
    assert known.limits.left is not None
    assert known.limits.left.value == 0.3


@pytest.mark.parametrize(
    "text", ["abs(3*x/pi - round(3*x/pi)) + cos(0.5*x)", "max(abs(3*x - round(3*x)), 0)"]
)
def test_kinks_beside_steps_have_the_values_of_their_own_place(text: str) -> None:
    kinks = Curve(parse(text)).one_period.joints.values()  # type: ignore[union-attr]
    assert len(kinks) > 8
    for kink in kinks:
        near = float(float64.evaluate(parse(text), kink.x + 1e-9, {}))
        assert kink.order == 1
        assert kink.left == pytest.approx(kink.right) == pytest.approx(near, abs=1e-7)


def test_a_pole_at_a_double_that_is_no_zero_of_float64_is_outside_the_domain() -> None:
    known = derived(Activation(name="log", formula="log(abs(sin(pi*x)))"), TOLERANCE, patience=3)
    assert {(part.low, part.high) for part in known.domain} == {(k, k + 1) for k in range(-7, 7)}
    assert value_at(parse("1/sin(pi*x)"), 3.0) == np.inf


@pytest.mark.parametrize(
    "text", ["sin(0.01*x)", "abs(sin(x))", "asin(sin(x))", "abs(x - round(x))"]
)
def test_what_repeats_is_known_to_turn_and_to_bend_back(text: str) -> None:
    known = derived(Activation(name=text, formula=text), TOLERANCE, patience=PATIENT)
    assert (known.monotonic, known.convexity) == (None, None)
    assert not {"monotonic", "convexity"} & {*known.undecided}


def test_what_repeats_is_listed_near_zero_for_some_periods() -> None:
    text = "2*x - floor(2*x)"
    known = derived(Activation(name=text, formula=text), TOLERANCE, patience=PATIENT)
    assert known.zeros == tuple(k / 2 for k in range(-9, 10))
    assert {"zeros", "jumps"} <= {*known.endless}


@pytest.mark.parametrize(
    "text", ["floor(3*sin(x))", "where(sin(x) >= 1, 5, 0)", "where(sin(x) == 0, 5, 0)", "x/sin(x)"]
)
def test_single_points_that_are_no_doubles_leave_the_values_open(text: str) -> None:
    assert Curve(parse(text)).one_period is None


def test_a_wave_that_leaps_has_no_zero_where_it_changes_its_sign() -> None:
    pieces = Curve(parse("abs(x - round(x))")).pieces(0)
    ends = {end for piece in pieces[1:-1] for end in (piece.start, piece.end)}
    assert ends == {0.0, 0.5}


@pytest.mark.parametrize("text", ["floor(x/2) + 1/x", "x - floor(x)", "tan(x)", "2*floor(x) - x"])
def test_pieces_that_fall_between_jumps_that_rise_are_no_one_way(text: str) -> None:
    curve = Curve(parse(text))
    assert monotonic(curve) == (None, False)
    assert ways(curve) == {-1, 1}  # so that this is known, not undecided


def _written(part: Interval) -> str:
    return f"{'(['[part.low_closed]}{part.low:g}, {part.high:g}{')]'[part.high_closed]}"


@pytest.mark.parametrize(
    ("text", "least", "flattest"),
    [
        ("x - floor(x)", 0.0, (-np.inf, np.inf)),
        ("sign(sin(x))", (-np.pi, 0.0), (-np.inf, np.inf)),
        ("where(sin(pi*x) > 0, x - floor(x), 0)", (-1.0, 0.0), (-1.0, 0.0)),
    ],
)
def test_no_place_ends_where_the_search_ends(text: str, least: object, flattest: object) -> None:
    entry = get(text)
    assert isinstance(entry, Activation)
    known = derived(entry, TOLERANCE, patience=PATIENT)
    assert (known.argmin, known.slope_argmin) == (least, flattest)


def test_what_repeats_without_a_joint_is_smooth_where_it_has_values() -> None:
    entry = get("sqrt(sin(x))")
    assert isinstance(entry, Activation)
    assert derived(entry, TOLERANCE, patience=PATIENT).smoothness == "smooth"
