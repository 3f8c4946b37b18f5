"""The truth that results are measured by: exact values, and at which points they are decided."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Final

import numpy as np

from actviz.arrays import Float64, Mask
from actviz.dataclass import dataclass
from actviz.functions.elementwise import Activation
from actviz.readings import effort, exact
from actviz.readings.number_formats import rounded, ties

Progress = Callable[[int, int], object]

_PROBED: Final = 32  # points asked first, since thousands that cannot be decided take minutes
_ENOUGH: Final = 4  # of them are decided if the rest is to be asked


@dataclass(frozen=True)
class Truth:
    """The exact values of a function at some points, where they are decided."""

    values: Float64  # as correctly rounded doubles
    expected: Float64  # correctly rounded to the format
    decided: Mask

    def at(self, chosen: Mask) -> Truth:
        """The truth at some of the points."""
        return Truth(self.values[chosen], self.expected[chosen], self.decided[chosen])


def truth(
    activation: Activation,
    x: Float64,
    order: int = 0,
    dtype: str = "float64",
    progress: Progress | None = None,
) -> Truth:
    """The exact values at ``x``, each rounded once to a format.

    Rounding the correctly rounded double gives the same number, except where that double is a tie
    of the smaller format; those points are asked for again. A formula that no precision decides
    (``1/(sigmoid(x) + sigmoid(-x) - 1)`` divides by a zero in disguise) is not asked everywhere:
    if hardly any of a few points far and wide is decided, the rest counts as not decided.
    """
    values, decided = _probed(partial(activation.decide, order=order), x, progress)
    expected = rounded(values, dtype)
    tied = ties(values, dtype)
    if tied.any():
        again = activation.decide(x[tied], order, dtype=dtype)
        expected[tied] = again[0]
        decided[tied] &= again[1]
    return Truth(values, expected, decided)


def exact_slope(
    activation: Activation, x: Float64, order: int, progress: Progress | None = None
) -> Float64:
    """The derivative of the given order's derivative; NaN at infinities and where undecided."""
    decide = partial(exact.decide, activation.derivative_tree(order + 1), values=activation.values)
    return _probed(decide, x, progress)[0]


def _probed(
    decide: Callable[..., tuple[Float64, Mask]], x: Float64, progress: Progress | None
) -> tuple[Float64, Mask]:
    """Values and where they are decided, asked at a few points first."""
    finite = np.flatnonzero(np.isfinite(x))
    if finite.size <= 2 * _PROBED:
        return decide(x, progress=progress)
    few = finite[np.linspace(0, finite.size - 1, _PROBED).astype(np.intp)]
    rest = np.ones(x.shape, dtype=np.bool_)
    rest[few] = False
    values, decided = np.full(x.shape, np.nan), np.zeros(x.shape, dtype=np.bool_)
    decide(x[few[:1]])  # what is worked out once is not counted
    start = time.thread_time()
    values[few], decided[few] = decide(x[few])
    if np.count_nonzero(decided) < _ENOUGH:  # the zero of sigmoid(0) + sigmoid(-0) - 1 is no secret
        rest[finite] = False
    each = (time.thread_time() - start) / few.size
    effort.afford(each * np.count_nonzero(rest) / 2)  # a few points tell roughly
    values[rest], decided[rest] = decide(x[rest], progress=progress)
    return values, decided
