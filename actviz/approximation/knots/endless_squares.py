"""Knots of the whole line for the smallest mean square, both ends of what counts with them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from actviz.approximation.knots.squares import Squares
from actviz.approximation.setting import Setting
from actviz.arrays import np

if TYPE_CHECKING:
    from actviz.approximation.pieces import Pieces

_DEVIATIONS = 9.0  # beyond which a normal input does not count
_SHIFTS = 40  # of the ends of even knots


def counting(setting: Setting) -> tuple[float, float]:
    """Between which ends inputs count on the whole line."""
    request, (low, high) = setting.request, setting.span
    if isinstance(request.density, tuple):
        mean, deviation = request.density
        span = (mean - _DEVIATIONS * deviation, mean + _DEVIATIONS * deviation)
    else:
        inputs: Any = request.density
        span = (float(inputs.min()), math.nextafter(float(inputs.max()), math.inf))
    return span[0] if math.isinf(low) else low, span[1] if math.isinf(high) else high


def knots_for(squares: Squares, maker: Pieces, count: int) -> list[float]:
    """The best knots for the mean square, both ends with them."""
    low, high = squares.target.low, squares.target.high
    places = None if maker.setting.request.knots == "even" else maker.places(count)
    if places is not None:
        return squares.among(places, count)
    jumps = [at for at in squares.target.knots if low < at < high]
    knots = squares.free(count, jumps if len(jumps) < count else ())
    if maker.setting.request.knots == "free" or len(knots) < 3:
        return knots

    def even(first: float, last: float) -> list[float]:
        return [low, *np.linspace(first, last, count - 1).tolist(), high]

    first, last = knots[1], knots[-2]
    best = squares.cost(even(first, last))
    step = (last - first) / 4
    for _ in range(_SHIFTS):
        moves = [(a, b) for a in (-step, 0.0, step) for b in (-step, 0.0, step)]
        tried = [(first + a, last + b) for a, b in moves]
        tried = [(a, b) for a, b in tried if low < a and b < high and (a < b or count == 3)]
        costs = [squares.cost(even(a, b if count > 3 else a)) for a, b in tried]
        k = int(np.argmin(costs))
        if costs[k] < best:
            best, (first, last) = costs[k], tried[k]
        else:
            step /= 2
    return even(first, last)
