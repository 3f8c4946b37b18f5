"""Exports whose parameters are arguments: values, and slopes in x and in each of them."""

from __future__ import annotations

import numpy as np
import pytest

from actviz.export.targets import TARGETS, missing
from actviz.export.trial import tried
from actviz.export.write import program
from actviz.functions.elementwise import Activation
from actviz.lookup.registry import elementwise
from tests.export.sample import failures, points, scattered


def _found(names: list[str]) -> list[str]:
    target = TARGETS["c"]
    if lacking := missing(target):
        pytest.skip(f"{', '.join(lacking)} not installed")
    x = np.unique(np.concatenate([points("float64"), scattered()]))
    x = x[(np.abs(x) < 700) | np.isinf(x) | (np.abs(x) > 760)]  # between, results are subnormal
    told = []
    for one in elementwise(names, "export"):
        assert isinstance(one, Activation)
        made = program([one], target, arguments=list(one.values))
        told += failures(tried([one], made, target, x=x, dtype="float64"))
    return told


def test_slopes_in_parameters_keep_what_is_promised() -> None:
    # Each is a difference of numbers next to each other for x next to 0, far out, or everywhere.
    assert _found(["softplus", "soft_clipping", "triple_state_sigmoid", "swish"]) == []


def test_an_infinity_has_the_limit() -> None:
    # In turn 0 of what dies away, none of a wave, and infinity of a logarithm.
    assert _found(["squareplus", "ssaf", "wave", "vlu", "hosc", "nlrelu", "serlu"]) == []
