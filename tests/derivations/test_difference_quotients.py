"""Difference quotients confirm the slopes that a joint really has, and no others."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from actviz.derivations.difference_quotients import joint_agrees
from actviz.facts.record import Break
from actviz.functions.elementwise import Activation

# Where, one-sided slopes, and the first derivative that jumps, by hand.
JOINTS = {
    "max(x, 0)": (0.0, 0.0, 1.0, 1),
    "where(x > 0, x, expm1(2*x))": (0.0, 2.0, 1.0, 1),
    "where(x > 0, x, expm1(x))": (0.0, 1.0, 1.0, 2),
    "abs(x - 3)": (3.0, -1.0, 1.0, 1),
    "where(x < 1, x**2, x**3)": (1.0, 2.0, 3.0, 1),
}


@pytest.mark.parametrize("formula", JOINTS)
def test_right_slopes_are_confirmed_and_wrong_ones_are_not(formula: str) -> None:
    activation = Activation(name="f", formula=formula)
    x, left, right, order = JOINTS[formula]
    value = float(activation(x))
    joint = Break(x, value, value, value, left, right, right, order)
    assert joint_agrees(activation, joint) is True
    assert joint_agrees(activation, replace(joint, slope_left=left + 0.25)) is False
    assert joint_agrees(activation, replace(joint, slope_right=right - 1e-6)) is False
    assert joint_agrees(activation, replace(joint, slope_left=math.inf)) is None


def test_a_joint_that_is_not_there_is_not_denied() -> None:
    # Beside a place that is no double, or on a smooth curve, no slopes meet: nothing is decided.
    activation = Activation(name="f", formula="x**2")
    joint = Break(1.0, 1.0, 1.0, 1.0, 1.0, 3.0, 3.0, 1)
    assert joint_agrees(activation, joint) is None
