"""Facts of approximations with so many pieces that their formula is no help."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from actviz.approximation.value.as_function import function_of
from actviz.approximation.value.result import Approximation, Piece, Table
from actviz.facts import facts

KNOTS = np.linspace(-4.0, 4.0, 101)


def joined(degree: int) -> Approximation:
    """A hundred pieces of x**2 or x**3 - 3*x, whose values are known without them."""
    row = (0.0, 0.0, 1.0) if degree == 2 else (0.0, -3.0, 0.0, 1.0)
    pieces = tuple(Piece(float(a), float(b), row) for a, b in pairwise(KNOTS))
    return Approximation("x", 0, "pieces", (-4.0, 4.0), pieces=pieces)


def test_range_and_slopes_are_those_of_the_polynomials() -> None:
    known = facts(function_of(joined(2)))
    assert known.range is not None
    assert (known.range.low, known.range.high) == (0.0, 16.0)
    assert (known.range.low_closed, known.range.high_closed) == (True, True)
    assert known.derivative_range is not None
    assert (known.derivative_range.low, known.derivative_range.high) == (-8.0, 8.0)
    assert known.limits.left is not None
    assert known.limits.left.value == 16.0  # clamped to the range
    assert (known.value_at_zero, known.monotonic, known.lipschitz) == (0.0, None, 8.0)
    assert known.smoothness == "C0"
    assert "zeros" in known.undecided
    cubic = facts(function_of(joined(3)))
    assert cubic.range is not None
    assert (cubic.range.low, cubic.range.high) == (-52.0, 52.0)


def test_an_end_that_is_only_approached_is_open() -> None:
    # x - floor(x) on a hundred unit pieces: 1 is nowhere taken, and each joint is a jump.
    pieces = tuple(Piece(float(k), k + 1.0, (-float(k), 1.0)) for k in range(100))
    one = Approximation("x", 0, "pieces", (0.0, 100.0), outside="limit", ends=((0.0,), (0.0,)),
                        pieces=pieces)  # fmt: skip
    known = facts(function_of(one))
    assert known.range is not None
    assert (known.range.low_closed, known.range.high_closed) == (True, True)  # 100 itself is taken
    assert known.smoothness == "discontinuous"
    more = tuple(Piece(p.low, p.high, (p.coefficients[0] + 2, 1.0)) for p in pieces[:-1])
    last = Piece(99.0, 100.0, (2.5,))
    up = facts(function_of(Approximation("x", 0, "pieces", (0.0, 100.0), pieces=(*more, last))))
    assert up.range is not None
    assert (up.range.low, up.range.high) == (2.0, 3.0)
    assert (up.range.low_closed, up.range.high_closed) == (True, False)


def test_a_long_table_is_that_of_its_lines() -> None:
    values = tuple(float(v) for v in np.tanh(np.linspace(-3, 3, 97)))
    one = Approximation("tanh", 0, "table", (-3.0, 3.0), table=Table(-3.0, 0.0625, values, True))
    known = facts(function_of(one))
    assert known.range is not None
    assert (known.range.low, known.range.high) == (values[0], values[-1])
    steepest = max((Fraction(b) - Fraction(a)) * 16 for a, b in pairwise(values))
    assert known.lipschitz == pytest.approx(float(steepest), rel=1e-15)
    assert known.monotonic == "increasing"
