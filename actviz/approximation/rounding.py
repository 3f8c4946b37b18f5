"""Polynomials with coefficients of a number format: searched, not rounded afterwards."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actviz.approximation.holding import Held
from actviz.approximation.minimax import Basis
from actviz.approximation.segments import exchange

Float64 = NDArray[Any]
Function = Callable[[Float64], Float64]

_BEAM = 12  # polynomials kept while coefficients are fixed one after the other
_NEIGHBOURS = 2  # numbers tried on each side
_POINTS = 401


def rounded_polynomial(
    f: Function, basis: Basis, weight: Function | None, exact: list[Fraction], held: Held
) -> tuple[tuple[float, ...], float]:
    """The best coefficients found in a format, and about the largest error.

    From the lowest power on a coefficient is fixed to each of some numbers near its best value,
    the others are made the best for that, and the best few of all these go on.
    """
    theta = np.linspace(0, np.pi, _POINTS)
    middle, half = (basis.start + basis.high) / 2, (basis.high - basis.start) / 2
    x = middle - half * np.cos(theta)
    x = np.clip(x, basis.start, basis.high)
    if basis.parity == 1 or basis.zeros:
        x = x[x != 0]
    values = f(x)
    weights = None if weight is None else weight(x)
    powers = [k for k in range(basis.degree + 1) if basis.parity is None or k % 2 == basis.parity]
    powers = [k for k in powers if k >= len(basis.zeros)]
    columns = {k: x**k for k in powers}
    for k in powers:
        held.check(float(exact[k]), f"the coefficient of x**{k}")
    states: list[tuple[float, dict[int, float], dict[int, float]]] = [
        (0.0, {}, {k: float(exact[k]) for k in powers})
    ]
    for place, k in enumerate(powers):
        later = powers[place + 1 :]
        tried: list[tuple[float, dict[int, float], dict[int, float]]] = []
        for _, chosen, best in states:
            for c in np.unique(held.around(np.array(best[k]), _NEIGHBOURS)):
                fixed = {**chosen, k: float(c)}
                rest = values - sum(value * columns[j] for j, value in fixed.items())
                made = (
                    np.stack([columns[j] / half**j for j in later], 1)
                    if later
                    else np.zeros((len(x), 0))
                )
                error, combination = exchange(rest, made, weights)
                near = {j: float(v) / half**j for j, v in zip(later, combination, strict=True)}
                tried.append((error, fixed, near))
        tried.sort(key=lambda one: one[0])
        states = tried[:_BEAM]
    error, chosen, _ = states[0]
    return tuple(chosen.get(k, 0.0) for k in range(basis.degree + 1)), error
