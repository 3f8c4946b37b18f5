"""What is suggested for a role has the properties that the role asks for."""

from __future__ import annotations

import math

import numpy as np
import pytest

from actviz.facts.record import Facts
from actviz.functions.elementwise import Activation
from actviz.functions.gated import Gate
from actviz.functions.vector.vector_function import VectorFunction
from actviz.lookup.registry import resolve
from actviz.lookup.roles import Suggestion, names
from actviz.lookup.roles import role as role_of

ALL = [(role, one) for role in names() for one in role_of(role).suggestions]
INF = math.inf


def facts_of(one: Suggestion) -> Facts:
    function = resolve(one.name)[0]
    assert isinstance(function, Activation)
    return function.facts()


def in_role(role: str) -> list[Suggestion]:
    return list(role_of(role).suggestions)


@pytest.mark.parametrize(("role", "one"), ALL, ids=lambda value: getattr(value, "name", value))
def test_every_suggestion_is_in_the_catalogue_with_one_sentence_each(
    role: str, one: Suggestion
) -> None:
    assert [function.name for function in resolve(one.name)] == [one.name]
    for sentence in (one.why, one.watch):
        assert sentence.endswith(".")
        assert sentence.count(". ") == 0
        assert 20 < len(sentence) < 140


@pytest.mark.parametrize("role", ["binary-output", "multilabel-output"])
def test_probabilities_lie_between_0_and_1_and_rise(role: str) -> None:
    for one in in_role(role):
        known = facts_of(one)
        assert known.range is not None
        assert 0 <= known.range.low < known.range.high <= 1
        assert (known.limits.left, known.limits.right) != (None, None)
        assert known.limits.left is not None
        assert known.limits.right is not None
        assert (known.limits.left.value, known.limits.right.value) == (0, 1)
        assert known.monotonic == "increasing"


def test_shares_add_up_to_1() -> None:
    scores = np.array([[0.3, -2.0, 5.5, 5.5], [100.0, -100.0, 0.0, 1.0]])
    for one in in_role("multiclass-output"):
        function = resolve(one.name)[0]
        assert isinstance(function, VectorFunction)
        shares = function(scores)
        shares = np.exp(shares) if one.name == "log_softmax" else shares
        assert ((shares >= 0) & (shares <= 1)).all()
        assert shares.sum(axis=-1) == pytest.approx(1, rel=1e-12)


def test_a_regression_output_reaches_every_number() -> None:
    for one in in_role("regression-output"):
        known = facts_of(one)
        assert known.range is not None
        assert (known.range.low, known.range.high) == (-INF, INF)
        assert known.strictly_monotonic


def test_a_positive_output_is_never_negative_and_has_no_upper_bound() -> None:
    for one in in_role("positive-output"):
        known = facts_of(one)
        assert known.range is not None
        assert (known.range.low, known.range.high) == (0, INF)
        # "Positive everywhere" and "never negative" are told apart.
        assert ("Positive everywhere" in one.why) == (not known.range.low_closed)


def test_a_hidden_layer_bends_and_its_slopes_are_bounded() -> None:
    for one in in_role("hidden"):
        known = facts_of(one)
        assert known.derivative_range is not None
        assert known.derivative_range.low < known.derivative_range.high
        assert known.lipschitz is not None
        assert known.lipschitz < 1.2
        assert known.smoothness != "discontinuous"


def test_a_gate_is_a_factor_between_0_and_1_or_a_gated_unit() -> None:
    for one in in_role("gate"):
        function = resolve(one.name)[0]
        if not isinstance(function, Gate):
            known = facts_of(one)
            assert known.range is not None
            assert 0 <= known.range.low < known.range.high <= 1
            assert known.monotonic == "increasing"


# What single sentences claim of the functions named in them.
def test_sentences_say_what_is_so() -> None:
    hidden = {one.name: facts_of(one) for one in in_role("hidden")}
    assert hidden["relu"].slope_limits.right is not None
    assert hidden["relu"].slope_limits.right.value == 1
    assert hidden["relu"].dead_intervals == ((-INF, 0.0),)
    assert hidden["leaky_relu"].dead_intervals == ()
    assert [name for name, got in hidden.items() if got.smoothness == "smooth"] == [
        "gelu", "silu", "tanh",
    ]  # fmt: skip
    assert [name for name, got in hidden.items() if got.monotonic is None] == ["gelu", "silu"]
    assert [name for name, got in hidden.items() if got.saturation.kind_right] == ["tanh"]
    assert hidden["elu"].saturation.kind_left == "soft"
    exponential = resolve("exponential")[0]
    assert isinstance(exponential, Activation)
    overflow = exponential.facts().dtype_saturation
    assert overflow["float64"].overflow_right == pytest.approx(709.8, abs=0.05)
    assert overflow["float32"].overflow_right == pytest.approx(88.7, abs=0.05)
    for name in ("cloglog", "loglog"):
        skewed = resolve(name)[0]
        assert isinstance(skewed, Activation)
        assert skewed(1.0) != pytest.approx(1 - float(skewed(-1.0)))
