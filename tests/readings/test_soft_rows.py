"""Exact softmax, log_softmax and their products with a gradient, against mpmath."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import mpmath
import pytest

from actviz.readings import soft_rows

CHANCE = random.Random(7)
ROWS = [[CHANCE.uniform(-9, 9) for _ in range(size)] for size in (1, 2, 3, 4, 4, 4)]
GRADIENTS = [[CHANCE.choice((0.0, 1.0, -3.5, 40.0)) for _ in row] for row in ROWS]
KINDS = ("softmax", "log_softmax")


def written(kind: str, powers: Sequence[Any], g: Sequence[Any] | None) -> list[Any]:
    """The definitions, from the exponentials on; products with the Jacobian by its entries."""
    total = mpmath.fsum(powers)
    y = [p / total for p in powers]
    if g is None:
        return y if kind == "softmax" else [mpmath.log(one) for one in y]
    listed = []
    for i in range(len(y)):
        if kind == "softmax":
            column = [y[j] * ((i == j) - y[i]) for j in range(len(y))]
        else:
            column = [(i == j) - y[i] for j in range(len(y))]
        listed.append(mpmath.fsum(a * b for a, b in zip(column, g, strict=True)))
    return listed


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("product", [False, True], ids=["values", "product"])
def test_rows_are_what_the_definitions_say(kind: str, product: bool) -> None:
    for x, gradient in zip(ROWS, GRADIENTS, strict=True):
        with mpmath.workdps(60):
            g = [mpmath.mpf(one) for one in gradient] if product else None
            right = [float(v) for v in written(kind, [mpmath.exp(v) for v in x], g)]
        result, _ = soft_rows.exactly(kind, x, gradient if product else None)
        assert result == pytest.approx(right, rel=1e-15, abs=1e-50)


@pytest.mark.parametrize("kind", KINDS)
def test_products_move_as_far_as_their_sizes_say(kind: str) -> None:
    """Exponentials move as their exponents' last digits make them, gradients by their own."""
    small = mpmath.mpf(10) ** -30
    for x, gradient in zip(ROWS, GRADIENTS, strict=True):
        _, sizes = soft_rows.exactly(kind, x, gradient)
        moved = [mpmath.mpf(0)] * len(x)
        with mpmath.workdps(80):
            powers = [mpmath.exp(v) for v in x]
            still = written(kind, powers, gradient)
            for _ in range(30):
                signs = [CHANCE.choice((-1, 1)) for _ in range(2 * len(x))]
                other = [
                    p * (1 + sign * small * (1 + max(x) - v))
                    for p, v, sign in zip(powers, x, signs, strict=False)
                ]
                g = [v * (1 + sign * small) for v, sign in zip(gradient, signs[::-1], strict=False)]
                now = written(kind, other, g)
                moved = [
                    max(m, abs(a - b) / small) for m, a, b in zip(moved, now, still, strict=True)
                ]
        for far, size in zip(moved, sizes, strict=True):
            assert far <= 4 * size
