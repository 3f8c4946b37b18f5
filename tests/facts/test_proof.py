"""Proofs: the kept ones are made anew, envelopes hold, and what is false is not proved."""

from __future__ import annotations

import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest

import actviz
from actviz.facts.monotone_pieces import Curve
from actviz.facts.points import sign_at
from actviz.facts.sign_proof import Unproved, holds, proved
from actviz.facts.unsettled_tails import oscillates
from actviz.formula.grammar import parse
from actviz.functions.elementwise import Activation
from actviz.lookup.registry import entries
from actviz.readings.asymptotics.tails import tail_sign
from tests.sample import some

ENTRIES = list(entries())


def test_nearly_all_that_do_not_swing_have_range_and_steepest_slope_proved() -> None:
    open_ones = {
        entry.name
        for entry in ENTRIES
        if not {"range", "lipschitz"} <= set(actviz.get(entry.name).facts().proved)
        and not Curve(entry.bound_tree).endless
        and not any(oscillates(entry.bound_tree, side) for side in (-1, 1))
    }
    # Poles, and tails in which the first terms cancel: 1/sqrt(1 + x**2) - 1/x and the like.
    assert open_ones <= {
        "calu", "m_arcsinh", "msrf_step_plus", "msrf_swish_plus", "puaf", "reciprocal",
        "sinc_sigmoid", "smu1", "suish", "xatlu",
    }  # fmt: skip


@pytest.mark.parametrize("entry", some(ENTRIES), ids=lambda entry: entry.name)
def test_a_tail_has_the_sign_that_its_growths_show(entry: Activation) -> None:
    # Exact evaluation is another reading than that by growths.
    curve = Curve(entry.bound_tree)
    if curve.endless:
        return
    for side in (-1, 1):
        for order in (0, 1, 2):
            tail = curve.tail(side, order)
            result = None if tail is None else tail_sign(tail, side, 8)
            if tail is None or result is None:
                continue
            for t in (8.0, 8.5, 10.0, 13.0, 21.0, 34.0, 89.0):
                assert sign_at(tail, side * t) in (0, result), (side, order, t)


# Where the other term wins is known from mpmath: the largest root of the difference.
@pytest.mark.parametrize(
    ("formula", "root"),
    [
        ("exp(x) - x**9", mpmath.findroot(lambda x: x - 9 * mpmath.log(x), 26)),
        ("exp(x**2/8) - exp(3*x)*x", mpmath.findroot(
            lambda x: x**2 / 8 - 3 * x - mpmath.log(x), 26)),
        ("exp(exp(x/4)) - exp(3*x)", mpmath.findroot(
            lambda x: mpmath.exp(x / 4) - 3 * x, 15)),
    ],
)  # fmt: skip
def test_no_sign_is_claimed_before_the_fastest_term_wins(formula: str, root: mpmath.mpf) -> None:
    tree = parse(formula)
    assert tail_sign(tree, 1, math.floor(root)) is None
    assert tail_sign(tree, 1, math.ceil(4 * root)) == 1


@pytest.mark.parametrize(
    ("formula", "sign"),
    {
        "x + exp(-x) - x": 1,
        "softplus(x) - x": 1,
        "Phi(x) - 1": -1,
        "atan(x) - pi/2": -1,
        "sqrt(x**2 + 1) - x": 1,
        "x + 2*sin(x)": 1,
        "x + 5*sin(x)": None,  # from 4 on it is still negative somewhere
        "sin(x)": None,
        "x - x": 0,
    }.items(),
)
def test_equal_growths_cancel_exactly(formula: str, sign: int | None) -> None:
    assert tail_sign(parse(formula), 1, 4) == sign


# A bump so narrow that no search finds it; its slope beats that of the rest.
@pytest.mark.parametrize("base", ["x", "tanh(x)", "softplus(x)", "x*sigmoid(x)"])
@pytest.mark.parametrize("place", [Fraction(333333, 100000), Fraction(-57, 10), Fraction(777, 10)])
def test_what_the_search_misses_is_not_proved(base: str, place: Fraction) -> None:
    plain = Curve(parse(base))
    bumped = Curve(parse(f"{base} + 0.01*exp(-((x - {float(place)})*1e6)**2)"))
    assert "values" in proved(plain)
    assert "values" not in proved(bumped)


def test_a_wrong_sign_is_never_shown() -> None:
    tree = parse("x**2 - 1e-9")
    root = 1e-9**0.5
    holds(tree, root, np.inf, 1)
    holds(tree, -root, root, -1)
    for low, high, sign in [(0.0, np.inf, 1), (-root, root, 1), (root, np.inf, -1), (-1.0, 1.0, 1)]:
        with pytest.raises(Unproved):
            holds(tree, low, high, sign)


@pytest.mark.parametrize(
    ("text", "place"),
    [  # Narrow, and not at a number that the formula names.
        ("sqrt(0.3 - exp(-(1e9*(x**3 - 2.7))**2))", 2.7 ** (1 / 3)),
        ("1/(1 - 2*sech(1e9*(tanh(x) - 0.3)))", math.atanh(0.3)),
        ("x + log(1 - 1.5*exp(-(1e9*(x**3 - 2.7))**2))", 2.7 ** (1 / 3)),
        ("floor(1.5*exp(-(1e9*(x**3 - 2.7))**2))", 2.7 ** (1 / 3)),
        ("floor(2*sech(x - pi))", math.pi),  # 2 at pi alone, which is no double
    ],
)
def test_narrow_breaks_are_found_or_not_proved_to_be_none(text: str, place: float) -> None:
    curve = Curve(parse(text))
    assert "breaks" not in proved(curve) or any(abs(x - place) < 1e-8 for x in curve.places)
