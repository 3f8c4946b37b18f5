"""Bounds of errors on cells against exact arithmetic."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import numpy as np
from flint import arb, arb_poly

from actviz.approximation.error.error_cells import Cells
from actviz.approximation.target.covering import Stretch
from actviz.approximation.value.coefficients import horner
from actviz.approximation.value.evaluation_errors import Part
from actviz.readings import balls

_TIMES, _HALF, _TERMS = 1e6, 0.25, 120


def test_rounding_beside_a_zero_counts_a_function_as_large_as_it_is() -> None:
    """The quotient of the function by x was taken to be 1 at most: a denominator of twelve factors
    rounds by a share of the function, which is millions of times as large here.
    """
    below = tuple(float(comb(12, k) * (-1) ** k) for k in range(13))  # (1 - x)**12
    above = (0.0, _TIMES)
    with balls.precision(200):
        row = [arb(0)]
        row += [arb(comb(k + 11, 11)) * arb(_TIMES) * arb(_HALF) ** (k + 1) for k in range(_TERMS)]
        near = arb_poly(row)  # of 1e6*x/(1 - x)**12
    cells = Cells(lambda size: size, None)
    cells.add(
        Stretch(-_HALF, _HALF, 0.0, _HALF, near, 1e-40),
        Part(-_HALF, _HALF, above, below),
        -_HALF,
        _HALF,
    )
    _, _, upper = cells.search(0.0, 0.0, lambda _: 0.0, [])
    x = np.random.default_rng(0).uniform(0.9 * _HALF, _HALF, 4000)
    result = (horner(above, x) / horner(below, x)).tolist()
    worst = Fraction(0)
    for at, computed in zip(map(Fraction, x.tolist()), map(Fraction, result), strict=True):
        exact = Fraction(_TIMES) * at / (1 - at) ** 12
        worst = max(worst, abs(computed - exact) / exact)
    assert float(worst) <= upper
    assert upper <= 1e-9
