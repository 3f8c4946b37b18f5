"""On either side of x = 0 a power series, where terms cancel altogether or a quotient has a hole.

The slope of ``x/sinh(x)`` is a difference of numbers next to each other, the more so the nearer x
is to 0, where the formula itself has no value. Its series there is that about a place so near to 0
that nothing is left of the difference, worked out with thousands of bits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from actviz.arrays import Float64
from actviz.export.asked import Purpose
from actviz.export.computed import computed
from actviz.export.out_of_range import instead
from actviz.formula.tree import Node
from actviz.readings import exact
from actviz.readings.certified.zero_expansions import beyond
from actviz.readings.certified.zero_series import Series
from actviz.readings.languages.lowering import lowered

_TERMS: Final = 24
_PLACE: Final = 200  # binary places between 0 and where the series is worked out
_BITS: Final = 8000  # with as many for each term
_NOTHING: Final = 2.0**-150
_WIDEST: Final = 0.5
_FEW: Final = _WIDEST * np.exp2(-np.arange(0.0, 60.0, 2.3))
_ROUGH: Final = 2.0**-25
_SAFE: Final = 0.6  # of what is promised
_AWAY: Final = _WIDEST * np.exp2(-np.arange(0.0, 60.0, 0.37))  # at which the series is tried


def lost(purpose: Purpose, written: Node) -> dict[int, float]:
    """How far from 0, by the sign of x, a tree in x loses digits that float32 has."""
    x = np.concatenate([-_FEW, _FEW])
    true, decided = purpose.decide(x)
    with np.errstate(all="ignore"):
        near = np.abs(computed(lowered(written), {"x": x}) - true) <= _ROUGH * np.abs(true)
    return farthest(x[decided & ~near])


def farthest(x: Float64) -> dict[int, float]:
    """How far from 0 numbers lie, by their sign."""
    return {side: float(np.abs(x[x * side > 0]).max()) for side in (-1, 1) if (x * side > 0).any()}


def kept(purpose: Purpose, written: Sequence[Node], lost: Mapping[int, float]) -> list[Node]:
    """Trees in x as they are to be written, with series on sides of 0 where they are right.

    Args:
        purpose: what is to be computed.
        written: the same as it is to be written, for eager and for lazy arithmetic.
        lost: how far from 0 digits are lost, by the sign of x.
    """
    result = list(written)
    by_side = {side: _series(purpose, side, far) for side, far in lost.items()}
    left, right = by_side.get(-1), by_side.get(1)
    if left is not None and right is not None and left.coefficients == right.coefficients:
        reach = min(left.reach, right.reach)
        return [instead(one, right.tree(), [(-reach, 0.0), (0.0, reach)]) for one in result]
    for side, one in by_side.items():
        if one is not None:
            ends = (0.0, one.reach) if side > 0 else (-one.reach, 0.0)
            result = [instead(tree, one.tree(), [ends]) for tree in result]
    return result


def _series(purpose: Purpose, side: int, far: float) -> Series | None:
    """The series on a side, as wide as it is needed and right; None where there is none."""
    terms = beyond(purpose.exactly, purpose.values, side * 2.0**-_PLACE, _TERMS, _BITS)
    if terms is None or not np.isfinite(terms).all():
        return None
    most = max(map(abs, terms))
    terms = [0.0 if abs(one) < _NOTHING * most else one for one in terms]
    times = next((at for at, one in enumerate(terms) if one), None)
    if times is None:
        return None
    one = Series(0.0, 0.0, times, _WIDEST, tuple(terms[times:]))
    x = side * _AWAY
    true, decided = exact.decide(purpose.exactly, x, purpose.values)
    with np.errstate(all="ignore"):
        good = decided & (np.abs(one.at(x) - true) <= _SAFE * one.allowed(x, purpose.order))
    if not good[-1]:
        return None
    last = int(np.flatnonzero(~good)[-1]) + 1 if not good.all() else 0
    return one.narrowed(min(2 * far, float(_AWAY[last])))
