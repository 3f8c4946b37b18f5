"""Every derivation of the registry is mathematics: each step an equation, each number confirmed."""

from __future__ import annotations

import random

import mpmath as mp
import pytest

import actviz
from actviz.derivations.derivation import CheckFailed, Derivation
from actviz.derivations.forms import under_conditions
from actviz.formula.collecting import in_decimals
from actviz.formula.grammar import parse
from actviz.formula.tree import substitute
from actviz.functions.elementwise import Activation
from actviz.lookup.registry import entries
from actviz.pages.derivation import (
    latex_fragment,
    markdown_page,
    slope_sentences,
    text_page,
)
from actviz.readings.notation.plain import to_text
from actviz.readings.notation.unicode import to_unicode
from tests.judge import moved, mp_value
from tests.sample import some

ENTRIES = list(entries())
DIGITS = 18  # to which both sides of a step agree; derivatives to be taken cost the judge digits


def equal(before: mp.mpf, after: mp.mpf) -> bool:
    return bool(abs(before - after) <= mp.mpf(10) ** -DIGITS * (1 + abs(before)))


def check_steps(entry: Activation, wrt: str) -> None:
    chance = random.Random(entry.name + wrt)
    places = [chance.uniform(-3, 3), chance.uniform(0.05, 0.9)]
    result = to_text(entry.derivative_tree(1, wrt))
    derivation = Derivation(entry, wrt=wrt)
    for step in derivation.steps[0]:
        for x in places:
            values = {"x": x, **entry.values}
            before, after = (
                mp_value(in_decimals(substitute(side, {"f": entry.tree})), values)
                for side in (step.before, step.after)
            )
            assert equal(before, after), (step.rule, to_text(step.before), to_text(step.after), x)
    reached = [to_text(step.after) for step in derivation.steps[0]] or [result]
    assert result in reached
    assert set(derivation.in_terms_of_f) <= set(reached)


@pytest.mark.parametrize("entry", some(ENTRIES), ids=lambda entry: entry.name)
def test_every_step_in_x_is_an_equation(entry: Activation) -> None:
    check_steps(entry, "x")


@pytest.mark.parametrize(
    "entry", [entry for entry in ENTRIES if entry.values], ids=lambda entry: entry.name
)
def test_every_step_in_a_parameter_is_an_equation(entry: Activation) -> None:
    for letter in entry.values:
        check_steps(moved(entry, letter), letter)


@pytest.mark.parametrize("entry", some(ENTRIES), ids=lambda entry: entry.name)
def test_derivatives_as_they_are_written_are_the_derivatives(entry: Activation) -> None:
    """In x and in every parameter, up to the third, near 0 and far from it."""
    chance = random.Random(entry.name)
    places = [chance.uniform(-3, 3), chance.uniform(0.05, 0.9), chance.uniform(-9, 9)]
    for letter in ("x", *entry.values):
        there = moved(entry, letter) if letter != "x" else entry
        for order, written in enumerate(Derivation(there, 3, letter).results, 1):
            for x in places:
                values = {"x": x, **there.values}
                right = mp_value(in_decimals(there.derivative_tree(order, letter)), values)
                assert equal(right, mp_value(in_decimals(written), values)), (letter, order, x)


def test_a_wrong_identity_is_caught() -> None:
    wrong = Activation(name="s", formula="sigmoid(x)", identities=("f*(1 - f**2)",))
    with pytest.raises(AssertionError):
        check_steps(wrong, "x")


def rules(spec: str) -> list[str]:
    return [step.rule for step in Derivation(actviz.get(spec)).steps[0]]


def test_sigmoid_comes_down_to_s_times_one_minus_s() -> None:
    last = Derivation(actviz.get("sigmoid")).steps[0][-1]
    assert to_text(last.after) == "f*(1 - f)"
    assert "reciprocal rule" in rules("sigmoid")
    assert "chain rule" in rules("sigmoid")


def test_elu_comes_down_to_f_plus_alpha() -> None:
    *_, regrouped, last = Derivation(actviz.get("elu")).steps[0]
    assert to_text(regrouped.after) == "where(x > 0, 1, alpha*expm1(x) + alpha)"
    assert to_text(last.after) == "where(x > 0, 1, f + alpha)"


def test_cases_ruled_out_by_the_condition_around_them_go() -> None:
    inner = "where(x > 0, where(x > 0, 1, 2), 3 + where(x > 0, 4, where(x < -1, 5, 6)))"
    expected = "where(x > 0, 1, 3 + where(x < -1, 5, 6))"
    assert to_text(under_conditions(parse(inner))) == expected


def test_a_wrong_derivative_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    derivation = Derivation(actviz.get("tanh"), at=(0.5,))
    monkeypatch.setitem(derivation.__dict__, "results", [parse("1 - tanh(x)")])
    with pytest.raises(CheckFailed, match="please report"):
        _ = derivation.unchecked


def test_decimals_that_are_multiplied_wrong_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    right = Derivation(actviz.get("0.1*x**3"), at=(0.5,))
    assert [to_text(tree) for tree in right.results] == ["0.3*x**2"]
    assert right.unchecked == ()
    wrong = Derivation(actviz.get("0.1*x**3"), at=(0.5,))
    monkeypatch.setitem(wrong.__dict__, "results", [parse("0.30000000000000004*x**2")])
    with pytest.raises(CheckFailed, match="please report"):
        _ = wrong.unchecked


def test_numbers_are_multiplied_out_in_a_step_of_its_own() -> None:
    """Of x**2/2 the slope is x, and of 0.5*x**2 as well; values are those of the doubles."""
    for formula, before in (("x**2/2", "2*x/2"), ("0.5*x**2", "2*0.5*x")):
        result = Derivation(actviz.get(formula))
        assert [to_text(tree) for tree in result.results] == ["x"]
        last = result.steps[0][-1]
        assert (last.rule, to_text(last.before), to_text(last.after)) == ("collect", before, "x")
    result = Derivation(actviz.get("x*0.1*3"), at=(1.0,))
    assert to_text(result.results[0]) == "0.3"
    assert result.values[0]["f'(x)"] == 0.30000000000000004  # three times the double of 0.1


def test_a_step_that_changes_brackets_alone_is_not_shown() -> None:
    result = Derivation(actviz.get("x*tanh(softplus(x))"))
    assert result.steps[0][-1].rule == "collect"
    for page in (text_page(result, to_unicode), latex_fragment(result), markdown_page(result)):
        assert "tidy" in page
        assert "collect:" not in page
        assert r"\text{collect}" not in page


def test_the_slope_of_a_power_has_its_very_exponent() -> None:
    """0.3 - 1 is no double, and 0.7 for it errs in the 14th digit at 1e-300."""
    result = Derivation(actviz.get("x**0.3"), at=(1e-300,))
    assert to_text(result.results[0]) == "0.3*x**-0.7"
    with mp.workdps(40):
        exponent = mp.mpf(0.3)
        true = float(exponent * mp.mpf(1e-300) ** (exponent - 1))
    assert result.values[0]["f'(x)"] == true
    assert actviz.get("x**0.3").exact(1e-300, 1) == true
    assert actviz.get("x**0.3").derivative(1e-300) == pytest.approx(true, rel=1e-15)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("mish", "The slope is 0 at x = -1.192431."),  # mpmath.findroot
        ("cube", "The slope is 0 at x = 0."),
        ("relu", "The slope is 0 everywhere below x = 0."),
        ("sigmoid", "The slope is 0 nowhere."),
        ("abs", ""),
    ],
)
def test_where_the_slope_vanishes_is_said(name: str, said: str) -> None:
    told = [line for line in slope_sentences(Derivation(actviz.get(name))) if "slope is 0 " in line]
    assert told == ([said] if said else [])


def test_a_derivation_tells_where_its_cases_are_not_the_derivative() -> None:
    derivation = Derivation(actviz.get("where(x == 0, 1, expm1(x)/x)"), at=(0.0, 1.0))
    (told,) = derivation.agreements
    assert (told.title, told.x, told.written, told.value) == ("f'(x)", 0.0, 0.0, 0.5)
    page = text_page(derivation, to_text)
    assert "at x = 0 the cases of f'(x) as written give 0; both sides come to 0.5" in page
    assert Derivation(actviz.get("relu")).agreements == ()


def test_a_vertical_tangent_is_called_one() -> None:
    page = text_page(Derivation(actviz.get("signed_sqrt")), to_text)
    assert "at x = 0 the tangent is vertical: from both sides the slope is inf" in page


@pytest.mark.parametrize(
    ("spec", "wrt", "x", "expected"),
    [
        # (exp(a x) - 1)/x = a + a^2 x/2 + ...: d/dx d/da is a at 0; a is 2 here.
        ("where(x == 0, a, expm1(a*x)/x):a=2", "x,a", 0.0, 2.0),
        ("where(x == 0, a, expm1(a*x)/x):a=2", "a,x", 0.0, 2.0),
        # near a = 0 it is x + a*(x^2/2 + 1) + ...
        ("soft_exponential", "x,a", 2.0, 2.0),
        ("soft_exponential", "a,x", 2.0, 2.0),
    ],
)
def test_mixed_derivatives_at_a_joint(spec: str, wrt: str, x: float, expected: float) -> None:
    derivation = Derivation(actviz.get(spec), wrt=wrt, at=(x,))
    assert [*derivation.values[0].values()][-1] == expected
    assert derivation.unchecked == ()


@pytest.mark.parametrize(
    ("formula", "told"),
    [("log(x)-log(x)", "(0, inf)"), ("x/x", "(-inf, 0) and (0, inf)"), ("sqrt(x)", "[0, inf)")],
)
def test_a_derivative_says_where_there_is_a_value(formula: str, told: str) -> None:
    from actviz.lookup.registry import resolve

    (function,) = resolve(formula)
    for brief in (False, True):
        page = text_page(Derivation(function, 1, "x", ()), brief=brief)  # type: ignore[arg-type]
        assert f"only for x in {told}; " in page
    (everywhere,) = resolve("tanh")
    assert "only for x" not in text_page(Derivation(everywhere, 1, "x", ()))  # type: ignore[arg-type]


def test_what_would_be_too_long_is_left_out_or_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from actviz.derivations import derivation
    from actviz.functions.entry import SpecError
    from actviz.lookup.registry import resolve

    (short,) = resolve("mish")
    result = Derivation(short, 6, "x", ())  # type: ignore[arg-type]
    assert [bool(steps) for steps in result.steps] == [True] * 5 + [False]
    assert "left out: they would fill a book" in text_page(result)
    (long,) = resolve("sin(x*sin(x*sin(x*sin(x))))")
    monkeypatch.setattr(derivation, "PARTS_AT_MOST", 1000)
    with pytest.raises(SpecError, match="too long to be written"):
        _ = Derivation(long, 6, "x", ()).results  # type: ignore[arg-type]


def test_the_values_that_are_shown_are_the_plain_ones_and_those_that_tell_most() -> None:
    """A wave has endless turns and a staircase endless jumps: the nearest to 0 are shown."""
    for spec in ("sin(5*x)", "floor(3*x)/3", "max(sin(9*x), 0)"):
        shown = Derivation(actviz.get(spec)).points
        plain = {-2.0, -1.0, 0.0, 1.0, 2.0}
        assert plain < set(shown)
        assert 5 < len(shown) <= 13
        assert shown == sorted(set(shown))
        others = [abs(x) for x in shown if x not in plain]
        assert max(others) < 3


@pytest.mark.parametrize(
    ("spec", "never"),
    [("softplus", True), ("sigmoid", True), ("x*3", True), ("x + cos(x)/2", True),
     ("exp(-x)", True), ("gelu", False), ("relu", False), ("x**3", False), ("cos(x)", False)],
)  # fmt: skip
def test_it_is_said_where_a_slope_is_never_0(spec: str, never: bool) -> None:
    page = text_page(Derivation(actviz.get(spec)))
    assert ("The slope is 0 nowhere." in page) is never
