"""Which ticks are written where their words would meet: every second, every fifth."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

_STEPS: Final = (1, 2, 5, 10, 20, 50)


def written(
    places: Sequence[float], sizes: Sequence[float], gap: float, first: int = 0
) -> list[int]:
    """The ticks whose words have room.

    Args:
        places: of the ticks along an axis, in points.
        sizes: of the words along it.
        gap: points that two words keep between them.
        first: one that is written in any case: that of zero.
    """
    for step in _STEPS:
        kept = list(range(first % step, len(places), step))
        if all(
            abs(places[b] - places[a]) >= (sizes[a] + sizes[b]) / 2 + gap for a, b in pairwise(kept)
        ):
            return kept
    return [first] if len(places) else []
