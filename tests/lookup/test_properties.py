"""The yes-or-no questions of ``actviz list``: kept answers are derived ones, and they are true."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import actviz
from actviz.facts.record import Extremum, Stretch
from actviz.functions.elementwise import Activation
from actviz.lookup.properties import PROPERTIES, answers, at_hand
from actviz.lookup.registry import entries

ENTRIES = list(entries())


def test_another_parameter_is_another_function() -> None:
    steep = actviz.get("elu:alpha=2")
    assert not at_hand(steep)
    assert answers(steep) == {**(answers(actviz.get("elu")) or {}), "differentiable": False,
                              "convex": False, "nonexpansive": False}  # fmt: skip


# From textbooks: what is known of the most common functions.
KNOWN = {
    "relu": "bounded_below non_negative monotonic convex continuous zero_at_zero saturating "
    "can_die nonexpansive",
    "sigmoid": "bounded bounded_below bounded_above non_negative monotonic continuous "
    "differentiable smooth saturating nonexpansive",
    "tanh": "bounded bounded_below bounded_above both_signs monotonic continuous differentiable "
    "smooth odd zero_at_zero saturating nonexpansive",
    "gelu": "bounded_below both_signs continuous differentiable smooth zero_at_zero saturating",
    "binary_step": "bounded bounded_below bounded_above non_negative monotonic saturating can_die",
    "softplus": "bounded_below non_negative monotonic convex continuous differentiable smooth "
    "saturating nonexpansive",
    "sine": "bounded bounded_below bounded_above both_signs continuous differentiable smooth odd "
    "zero_at_zero nonexpansive",
    "abs": "bounded_below non_negative convex continuous even zero_at_zero nonexpansive",
    "identity": "both_signs monotonic convex continuous differentiable smooth odd zero_at_zero "
    "nonexpansive",
    "elu": "bounded_below both_signs monotonic convex continuous differentiable zero_at_zero "
    "saturating nonexpansive",
}


@pytest.mark.parametrize("name", KNOWN)
def test_common_functions_have_the_properties_that_textbooks_give(name: str) -> None:
    result = answers(actviz.get(name)) or {}
    assert {word for word, answer in result.items() if answer} == set(KNOWN[name].split())
    assert None not in result.values()


_HALF = np.arange(2401) / 80
X = np.concatenate([-_HALF[:0:-1], _HALF])  # symmetric to the last bit, whole numbers included


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_values_do_not_contradict_the_answers(entry: Activation) -> None:
    result = answers(entry) or {}
    y = np.asarray(entry(X))
    y[np.isinf(y)] = np.nan  # a pole has two sides
    with np.errstate(invalid="ignore", over="ignore"):
        steps = np.diff(y)
        slack = 1e-12 * (1 + np.abs(y[1:]) + np.abs(y[:-1]))
        if result["monotonic"]:
            assert not (steps > slack).any() or not (steps < -slack).any()
        if result["non_negative"]:
            assert not (y < 0).any()
        if result["both_signs"] is False:
            assert not (y < 0).any() or not (y > 0).any()
        if result["odd"]:
            np.testing.assert_allclose(y, -y[::-1], rtol=1e-12, atol=1e-300)
        if result["even"]:
            np.testing.assert_allclose(y, y[::-1], rtol=1e-12, atol=1e-300)
        if result["zero_at_zero"] is not None:
            assert result["zero_at_zero"] == (entry.exact(0.0) == 0)
        if result["convex"]:
            assert not (np.diff(steps) < -2 * slack[1:]).any()
        if result["nonexpansive"]:
            assert not (np.abs(steps) > np.diff(X) + slack).any()


def test_one_peak_is_enough_to_be_no_convex_function() -> None:
    """Where the whole is undecided, what lies near 0 may still say no; a valley says nothing."""
    open_ = replace(
        actviz.get("softplus").facts(), convexity=None, inflections=(), smoothness="C1",
        undecided={"convexity": "not found"},
    )  # fmt: skip
    peak, valley = Extremum(0.5, 1.0, "maximum"), Extremum(2.0, 0.0, "minimum")
    convex = next(one for one in PROPERTIES if one.name == "convex").of_facts
    for turns, expected in [
        ((), None), ((valley,), None), ((valley, peak), False), ((peak,), False),
    ]:  # fmt: skip
        assert convex(replace(open_, extrema=turns)) is expected
    assert convex(replace(open_, inflections=(1.0,))) is False


def test_one_way_of_turning_is_not_enough_to_be_no_monotonic_function() -> None:
    open_ = replace(
        actviz.get("softplus").facts(), monotonic=None, undecided={"monotonic": "not found"}
    )
    up, down = Stretch(-1.0, 0.0, "rising"), Stretch(0.0, 1.0, "falling")
    monotonic = next(one for one in PROPERTIES if one.name == "monotonic").of_facts
    for pieces, expected in [((up,), None), ((down,), None), ((up, down), False)]:
        assert monotonic(replace(open_, pieces=pieces)) is expected


def test_each_question_is_asked_once_in_words() -> None:
    assert len({one.name for one in PROPERTIES}) == len(PROPERTIES)
    assert all(one.meaning.endswith(".") for one in PROPERTIES)


def test_vector_functions_are_known_by_their_range() -> None:
    assert answers(actviz.vector("softmax")) == {
        "bounded": True, "bounded_below": True, "bounded_above": True, "non_negative": True,
        "both_signs": False,
    }  # fmt: skip
    assert answers(actviz.gate("swiglu")) is None
