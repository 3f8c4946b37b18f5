"""Polynomials through values that are known in balls: coefficients without rounding on the way.

Nothing is proved of them here; they are good guesses, to be proved by whoever uses them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from flint import arb, arb_mat

from actviz.formula.tree import Node
from actviz.readings import balls
from actviz.readings.balls import Ball

_BITS: Final = (160, 400, 1300)
_KNOWN: Final = 2.0**-100  # relative: how well values have to be known


def sharp(tree: Node, values: Mapping[str, float], x: Sequence[float]) -> list[Ball]:
    """A formula at points, with 100 bits or more; balls that are not finite where it has none."""
    enclosures: list[Ball] = [None] * len(x)
    open_ = list(range(len(x)))
    for bits in _BITS:
        with balls.precision(bits):
            got = list(balls.compiled(tree)([x[at] for at in open_], values))
        left = []
        for at, ball in zip(open_, got, strict=True):
            enclosures[at] = ball
            if not ball.rad() <= _KNOWN * abs(ball.mid()):
                left.append(at)
        open_ = left
        if not open_:
            break
    for at in open_:
        enclosures[at] = enclosures[at] if enclosures[at].is_zero() else arb("nan")
    return enclosures


@lru_cache
def nodes(terms: int) -> tuple[float, ...]:
    """Chebyshev's nodes between -1 and 1, as numbers of few bits."""
    return tuple(
        round(4096 * math.cos(math.pi * (k + 0.5) / terms)) / 4096 for k in reversed(range(terms))
    )


@lru_cache
def _weights(terms: int) -> list[list[Any]]:
    """What takes values at the nodes to coefficients."""
    with balls.precision(400):
        square = arb_mat([[arb(u) ** k for k in range(terms)] for u in nodes(terms)])
        inverse = square.inv()
        return [[inverse[k, j] for j in range(terms)] for k in range(terms)]


def interpolated(values: Sequence[Ball], half: float) -> tuple[float, ...]:
    """Coefficients in s of the polynomial through values at ``half`` times the nodes."""
    with balls.precision(240):
        sums = (
            sum((w * v for w, v in zip(row, values, strict=True)), arb(0))
            for row in _weights(len(values))
        )
        return tuple(float(total.mid() / arb(half) ** k) for k, total in enumerate(sums))


def through(steps: Sequence[float], values: Sequence[Ball | float]) -> tuple[float, ...]:
    """Coefficients in s of the polynomial through values at any steps; NaN where it has none."""
    given = [arb(value) for value in values]
    if not all(value.is_finite() for value in given):
        return (math.nan,) * len(steps)
    with balls.precision(600):
        most = max(map(abs, steps))
        square = arb_mat([[(arb(s) / most) ** k for k in range(len(steps))] for s in steps])
        solved = square.solve(arb_mat([[v] for v in given]))
        return tuple(float((solved[k, 0] / arb(most) ** k).mid()) for k in range(len(steps)))
