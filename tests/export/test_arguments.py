"""Exports whose parameters are arguments: values, and slopes in x and in each of them."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from actviz.export.targets import TARGETS, missing
from actviz.export.trial import tried
from actviz.export.write import program
from actviz.lookup.registry import elementwise
from tests.export.sample import failures


def _off(names: list[str], x: NDArray[np.float64]) -> list[str]:
    """What is off at points, at the parameters that the names give."""
    target = TARGETS["c"]
    if lacking := missing(target):
        pytest.skip(f"{', '.join(lacking)} not installed")
    told = []
    for one in elementwise(names, "export"):
        made = program([one], target, arguments=list(one.values))
        told += failures(tried([one], made, target, x=x, dtype="float64"))
    return told


def test_an_infinity_has_the_limit() -> None:
    ends = np.array([-np.inf, np.inf])
    names = ["squareplus", "ssaf", "wave", "vlu", "hosc", "nlrelu", "serlu", "lsrelu", "cauchy"]
    assert _off([*names, "siren:w=7", "isru:alpha=0.5", "nlrelu:b=2"], ends) == []


def test_what_overflows_on_the_way_has_come_to_its_limit() -> None:
    x = np.array([-1e200, -1e31, -1e4, -760.0, 713.0, 760.0, 1e4, 1e31, 1e160, 1e200])
    names = ["wave", "polyexp", "erf_act", "tanhsoft2", "tanhsoft2:b=0.3", "eis1", "sara"]
    assert _off(names, x) == []
