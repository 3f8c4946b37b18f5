"""Sentences and cells of pages say the numbers that they are made of."""

from __future__ import annotations

from dataclasses import replace

import actviz
from actviz.measure.accuracy import Case, Catastrophe, Measure
from actviz.pages import check, kinks, table


def measure(order: int, ulp: float, excess: float, lost: int = 0, undecided: int = 0) -> Measure:
    worst, most = Case(2.5, 1.0, 1.1, ulp, 3.0), Case(-7.0, 1.0, 1.2, ulp / 2, 0.1)
    kinds = (Catastrophe("sign", lost, Case(0.125, 1.0, -1.0, 9.0, 1.0)),
             Catastrophe("zero", 1, Case(4.0, 1.0, 0.0, 9.0, 1.0))) if lost else ()  # fmt: skip
    return Measure(order, "float64", 1000, undecided, 10, worst, ulp, excess, most, kinds)


def test_the_verdict_of_a_check_names_the_largest_error_and_its_place() -> None:
    good, fair, poor = measure(0, 1.5, 0.5), measure(1, 2.75, 0.75), measure(2, 2.25, 1.5, lost=3)
    said = check.verdict([good, fair], ["f", "f"], None)
    assert said.startswith("f keeps to the promise: an error reaches 0.75 of what is allowed, ")
    assert "in f' at x = -7.0, of 2,000 points; no wrong sign" in said
    said = check.verdict([good, fair], ["f", "f"], 2.75)
    assert said.startswith("f keeps to 2.75 ulp: the largest error is 2.75 ulp, in f' at x = 2.5,")
    assert check.verdict([good, fair], ["f", "f"], 2.7).startswith("f does not keep to 2.7 ulp")
    said = check.verdict([good, poor], ["f", "g"], None)
    assert said.startswith("1 of 2 keep to the promise: an error reaches 1.5 of what is allowed, ")
    assert "in f'' of g at x = -7.0" in said
    assert "4 results are worse than inexact" in said
    assert check.verdict([poor], ["f"], 9.0).startswith("f does not keep to 9 ulp")  # they count
    once = replace(poor, catastrophes=poor.catastrophes[1:])
    assert "1 result is worse than inexact" in check.verdict([once], ["f"], None)
    even = measure(0, 0.5, 0.1, undecided=1000)  # as many as are decided
    assert check.verdict([even], ["f"], None).startswith("f keeps to the promise")
    dark = measure(0, 0.5, 0.1, undecided=1001)
    told = "f is decided at 1,000 of 2,001 points: nothing is claimed."
    assert check.verdict([dark], ["f"], None) == told
    half = check.verdict([measure(0, 0.5, 0.1, undecided=1000)], ["f"], None)
    assert "of 1,000 points, 1,000 more are not decided; no wrong sign" in half


def test_a_row_of_a_check_has_the_places_of_its_figures() -> None:
    row = check.row(actviz.get("tanh"), measure(1, 2.5, 1.25, lost=2, undecided=4))
    assert row == {
        "name": "tanh", "order": 1, "max_ulp": 2.5, "worst_x": 2.5, "over_allowed": 1.25,
        "over_allowed_x": -7.0, "catastrophic": 3, "catastrophic_x": 0.125, "undecided": 4,
        "points": 1000,
    }  # fmt: skip
    assert check.row(actviz.get("tanh"), measure(0, 1.0, 0.5))["catastrophic_x"] is None


def test_the_values_taken_are_intervals_and_single_numbers() -> None:
    for formula, said in {
        "where(x > 0, 1 + sigmoid(x), -3)": "{-3} and (1.5, 2)",
        "sign(x)": "{-1, 0, 1}",
        "where(x >= 0, 1 + relu(x), tanh(x) - 3)": "(-4, -3) and [1, inf)",
        "tanh(x)": "(-1, 1)",
    }.items():
        row = table.short_row(actviz.get(formula), 0.01)
        assert row["range"].removesuffix(" ?") == said


def test_what_no_framework_states_is_said_so_in_its_column() -> None:
    assert kinks._said("states", None) == "nothing"
    assert kinks._said("measured", None) == "-"
    assert kinks._said("states", 0.5) == 0.5
