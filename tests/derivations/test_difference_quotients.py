"""Difference quotients confirm the slopes that a joint really has, and no others."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from actviz.derivations.difference_quotients import agrees, joint_agrees
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


# By hand or from the letters of the formula: each derivative is a number that mpmath prints.
SLOPES = [
    ("tanh(x)", ("x",), 0.5, 0.7864477329659274),  # 1 - tanh(1/2)**2
    ("exp(3*x)", ("x", "x"), 0.0, 9.0),
    ("sin(x)*x", ("x",), 0.0, 0.0),
    ("x**2", ("x",), -1e-200, -2e-200),
    ("sqrt(x)", ("x",), 1e20, 5e-11),
]


@pytest.mark.parametrize(("formula", "letters", "x", "value"), SLOPES)
def test_a_right_derivative_is_confirmed_and_a_wrong_digit_is_not(
    formula: str, letters: tuple[str, ...], x: float, value: float
) -> None:
    activation = Activation(name="f", formula=formula)
    assert agrees(activation, letters, x, value) is True
    for wrong in (value * (1 + 2.0**-49), value + 1e-50, -value - 1):
        if wrong != value:
            assert agrees(activation, letters, x, wrong) is False
    for endless in (math.inf, math.nan):
        assert agrees(activation, letters, x, endless) is None
        assert agrees(activation, letters, endless, value) is None


def test_at_a_corner_nothing_is_decided() -> None:
    for value in (-1.0, 0.0, 1.0, 5.0):
        assert agrees(Activation(name="f", formula="abs(x)"), ("x",), 0.0, value) is None
    assert agrees(Activation(name="f", formula="log(x)"), ("x",), 0.0, 1.0) is None
