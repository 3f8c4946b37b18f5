"""Pieces that a neighbour makes needless: it goes on as they do, or errs no more than the worst."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from actviz.approximation.curves.segments import Segments
from actviz.approximation.value.coefficients import horner
from actviz.approximation.value.result import Piece
from actviz.arrays import Float64

_DENSE = 1025  # places of a piece: the largest error between two is larger by 1e-6 of it at most


def merged(segments: Segments, pieces: Sequence[Piece], *, wider: bool) -> tuple[Piece, ...]:
    """The same, without those.

    Args:
        segments: fits of the pieces.
        pieces: side by side.
        wider: a neighbour that errs no more than the worst may go on over a piece.
    """
    top = max((_off(segments, one, one, _DENSE) for one in pieces), default=0.0) if wider else 0.0

    def goes_on(one: Piece, other: Piece) -> bool:
        if one.coefficients == other.coefficients:
            return True
        free = wider and max(one.low, other.low) not in segments.pinned
        # Three places tell mostly.
        return free and all(_off(segments, one, other, count) <= top for count in (3, _DENSE))

    left = list(pieces[:1])
    for one in pieces[1:]:
        if goes_on(left[-1], one):
            left[-1] = replace(left[-1], high=one.high)
        elif goes_on(one, left[-1]):
            left[-1] = replace(one, low=left[-1].low)
        else:
            left.append(one)
    return tuple(left)


def _off(segments: Segments, one: Piece, over: Piece, count: int) -> float:
    """What a piece errs where another is, at so many places."""
    x: Float64 = np.linspace(over.low, segments.target.last(over.high), count)
    f = segments.target.on(x, over.low, over.high)
    errors = np.abs(horner(one.coefficients, x) - f)
    return float((errors if segments.scale is None else errors * segments.scale(x, f)).max())
