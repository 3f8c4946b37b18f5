"""Brackets of rationals: small ones, some that cancel, and functions that are rationals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath as mp
import numpy as np
import pytest

from actviz.approximation.value.evaluation_errors import Part, rounding_of
from tests.approximation.judge import counted, fit


@pytest.mark.parametrize(
    ("name", "true", "span", "measure", "degrees"),
    [
        # Its second derivative jumps at 0, an end of the range: no polynomial goes over it.
        ("softsign", lambda x: x / (1 + abs(x)), (-4.0, 0.0), "absolute", (1, 1)),
        # Numerator and denominator have a common factor, 2208*x - 1, but for its last digits; these
        # are the processor's, and so is whether the bracket is a little wider, which is told.
        ("softsign", lambda x: x / (1 + abs(x)), (-4.0, 0.0), "relative", (2, 4)),
        # Both cancel, and their sum over an interval holds 0.
        ("elu", mp.expm1, (-21.0, -20.0), "relative", (5, 5)),
        # The quotient is some 1e-9, where 1 is far more.
        ("logsigmoid", lambda x: -mp.log1p(mp.exp(-x)), (20.0, 21.0), "ulp", (2, 6)),
    ],
)
def test_brackets_of_rationals_are_narrow(
    name: str,
    true: Callable[[Any], Any],
    span: tuple[float, float],
    measure: str,
    degrees: tuple[int, int],
) -> None:
    above, below = degrees
    one = fit(name, span=span, measure=measure, kind="rational", size=above, divisor=below)
    assert one.error is not None
    assert one.error.at is not None
    narrow = one.error.upper <= one.error.lower * (1 + 1e-6)
    wide = "of its upper end wide" in (one.note or "")
    assert narrow or (wide and one.error.upper <= one.error.lower * (1 + 1e-5))
    assert narrow or degrees == (2, 4)
    places = [*np.random.default_rng(0).uniform(*span, 4000).tolist(), one.error.at]
    with mp.workdps(60):
        listed = []
        for x, y in zip(places, one(np.array(places)).tolist(), strict=True):
            value = true(mp.mpf(x))
            listed.append(abs(mp.mpf(y) - value) / counted(value, measure))
    assert one.error.lower * (1 - 1e-12) <= max(listed) <= one.error.upper


def test_a_rational_with_nothing_below_is_a_polynomial() -> None:
    one = fit("galu", span=(0.5, 1.0), kind="rational", size=2, divisor=5)  # x, as it is there
    assert one.error is not None
    assert (one.error.lower, one.error.upper) == (0.0, 0.0)


def test_rounding_of_a_quotient_is_bounded_by_what_it_is() -> None:
    rng = np.random.default_rng(3)
    for scale in (1.0, 1e-9):
        above = tuple((rng.uniform(0.5, 1, 3) * scale).tolist())
        below = (1.0, *rng.uniform(0.1, 0.5, 2).tolist())
        bound = rounding_of(Part(1.0, 2.0, above, below), 1.0, 2.0, scale)
        x = rng.uniform(1, 2, 3000)
        with mp.workdps(40):
            for at in x.tolist():
                computed = ((above[2] * at + above[1]) * at + above[0]) / (
                    (below[2] * at + below[1]) * at + below[0]
                )
                exact = [mp.polyval(list(map(mp.mpf, row[::-1])), at) for row in (above, below)]
                off = abs(mp.mpf(computed) - exact[0] / exact[1]) * abs(exact[1])
                assert off <= bound
        assert bound <= 3e-14 * scale
