"""The best combination of functions at fixed points, by an exchange of one point at a time.

What is asked for a thousand times, by each piece that is tried, is kept lean.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[Any]

_ROUNDS = 24


def straight(values: Float64, s: Float64, points: list[int] | None = None) -> tuple[float, Float64]:
    """The same as :func:`exchange` for lines without weights, where three points decide."""
    reference = points if points is not None else []
    reference[:] = [0, len(s) // 2, len(s) - 1]
    for _ in range(_ROUNDS):
        (a, b, c), (u, v, w) = (s[reference].tolist(), values[reference].tolist())
        slope = (w - u) / (c - a)
        level = (u - v - slope * (a - b)) / 2
        first = u - slope * a - level
        errors = values - (first + slope * s)
        worst = int(np.abs(errors).argmax())
        size = abs(float(errors[worst]))
        if size <= abs(level) * (1 + 1e-7) or worst in reference:
            break
        _swap(reference, worst, errors)
    return max(size, abs(level)), np.array([first, slope])


def exchange(
    values: Float64,
    basis: Float64,
    weights: Float64 | None = None,
    points: list[int] | None = None,
) -> tuple[float, Float64]:
    """The smallest largest error at fixed points, and the combination that has it.

    ``points`` is filled with those at which it errs most.
    """
    count = basis.shape[1]
    if count == 0:
        errors = np.abs(values if weights is None else values * weights)
        return float(errors.max()), np.zeros(0)
    signs = np.array([(-1.0) ** k for k in range(count + 1)])
    reference = points if points is not None else []
    reference[:] = [round(k * (len(values) - 1) / count) for k in range(count + 1)]
    system = np.empty((count + 1, count + 1))
    level, combination = 0.0, np.zeros(count)
    for _ in range(_ROUNDS):
        system[:, :-1] = basis[reference]
        system[:, -1] = signs if weights is None else signs / weights[reference]
        try:
            solved = np.linalg.solve(system, values[reference])
        except np.linalg.LinAlgError:
            solved = np.linalg.lstsq(system, values[reference], rcond=None)[0]
        combination, level = solved[:-1], solved[-1]
        errors = values - basis @ combination
        if weights is not None:
            errors = errors * weights
        worst = int(np.abs(errors).argmax())
        size = abs(float(errors[worst]))
        if size <= abs(level) * (1 + 1e-7) or worst in reference:
            return max(size, abs(float(level))), combination
        _swap(reference, worst, errors)
    return float(np.abs(errors).max()), combination


def _swap(reference: list[int], worst: int, errors: Any) -> None:
    """Put a point into the reference so that signs still alternate."""
    sign = errors[worst] > 0
    k = sum(one < worst for one in reference)
    if k == 0:
        if (errors[reference[0]] > 0) == sign:
            reference[0] = worst
        else:
            reference.insert(0, worst)
            reference.pop()
    elif k == len(reference):
        if (errors[reference[-1]] > 0) == sign:
            reference[-1] = worst
        else:
            reference.append(worst)
            reference.pop(0)
    elif (errors[reference[k - 1]] > 0) == sign:
        reference[k - 1] = worst
    else:
        reference[k] = worst
