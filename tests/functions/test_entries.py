"""Every entry against an independent judge, at points computed from its own structure.

Values and derivatives are those of mpmath at 60 digits and more, from the formula alone; the
derivatives by numerical differentiation, which knows none of the rules.
"""

from __future__ import annotations

import math

import mpmath as mp
import numpy as np
import pytest

from actviz.formula.tree import Node
from actviz.functions.elementwise import Activation
from actviz.lookup.registry import entries
from actviz.measure import accuracy
from tests.judge import moved, mp_value
from tests.sample import some

ENTRIES = list(entries())
NEAREST = 4  # places looked at in each entry; a wave has hundreds


def telling_points(entry: Activation) -> list[float]:
    """Beside each kink, zero, extremum and inflection, in the tails, and between."""
    listed = {-40.3, -3.25, -0.2, 0.9, 11.1}
    for place in sorted(set(accuracy.places(entry)), key=abs)[:NEAREST]:
        listed |= {place - 0.125, place * (1 + 2**-20) + 2**-24}
    joints = accuracy.joints(entry)
    return sorted(x for x in listed if all(abs(x - joint) > 1e-9 for joint in joints))


def judged(tree: Node, x: float, entry: Activation) -> mp.mpf:
    return mp_value(tree, {"x": x, **entry.values})


@pytest.mark.parametrize("entry", some(ENTRIES), ids=lambda entry: entry.name)
def test_derivatives_agree_with_numerical_differentiation(entry: Activation) -> None:
    for order in (1, 2):
        slope = entry.derivative_tree(order)
        for x in telling_points(entry):
            with mp.workdps(90):
                expected = mp.diff(lambda t: judged(entry.tree, t, entry), x, order)
            verdict = judged(slope, x, entry)
            assert abs(verdict - expected) <= mp.mpf(10) ** -20 * (1 + abs(expected)), (order, x)


@pytest.mark.parametrize(
    "entry", some([entry for entry in ENTRIES if entry.values]), ids=lambda entry: entry.name
)
def test_derivatives_in_parameters_agree_with_numerical_differentiation(entry: Activation) -> None:
    for letter in entry.values:
        at = moved(entry, letter)
        value = at.values[letter]
        slope = entry.derivative_tree(1, letter)
        for x in (-2.3, -0.77, 0.31, 1.9):

            def along(t: mp.mpf, at: Activation = at, letter: str = letter, x: float = x) -> mp.mpf:
                return mp_value(entry.tree, {"x": x, **at.values, letter: t})

            with mp.workdps(90):
                expected = mp.diff(along, value)
            verdict = judged(slope, x, at)
            assert abs(verdict - expected) <= mp.mpf(10) ** -20 * (1 + abs(expected)), (letter, x)


@pytest.mark.parametrize("entry", some(ENTRIES), ids=lambda entry: entry.name)
def test_exact_values_are_the_nearest_doubles(entry: Activation) -> None:
    points = [*telling_points(entry), -300.3, 300.3]
    for order in (0, 1, 2):
        tree = entry.derivative_tree(order)
        values = np.asarray(entry.exact(points, order))
        for x, value in zip(points, values, strict=True):
            with mp.workdps(300):  # 1 + tanh(-300) needs 261
                true = judged(tree, x, entry)
                undefined = isinstance(judged(entry.tree, x, entry), mp.mpc)
            if undefined or isinstance(true, mp.mpc):  # the real function has no value there
                assert math.isnan(value), (order, x)
            else:
                assert value == float(true), (order, x)


def test_the_judge_keeps_the_digits_that_naive_evaluation_loses() -> None:
    # log(1 + exp(-300)) is exactly 0 in 60 digits; the judge's softplus is not.
    with mp.workdps(60):
        assert mp.log(1 + mp.exp(-300)) == 0
    softplus = next(entry for entry in ENTRIES if entry.name == "softplus")
    assert float(judged(softplus.tree, -300.0, softplus)) == math.exp(-300)
