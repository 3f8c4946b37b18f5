"""Many points settled at once, by one range that holds them all.

Far out, or where there is no value, points are asked for by the hundred and have one answer.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

import actviz.readings.exact.ranges as ranges
from actviz.formula.tree import Node
from actviz.readings.balls import Ball
from actviz.readings.effort import is_brief

_FEWEST: Final = 16  # points for which a range of them all is asked for
_SOME: Final = 12  # points that tell what a precision decides


def alike(
    tree: Node,
    points: Sequence[tuple[int, float]],
    values: Mapping[str, float],
    nearest: Callable[[Ball], float],
) -> Iterator[tuple[int, float]]:
    """Those among numbered points that ranges settle together, with what they come to.

    Args:
        nearest: rounds a ball to the format that is asked for.
    """
    if len(points) < _FEWEST:
        return
    ends = [x for _, x in points]
    whole = ranges.over(tree, ranges.between(min(ends), max(ends)), values)
    value = _single(whole, nearest)
    if value is None:
        half = len(points) // 2
        for part in (points[:half], points[half:]):
            yield from alike(tree, part, values, nearest)
    else:
        yield from ((at, value) for at, _ in points)


def _single(whole: ranges.Value, nearest: Callable[[Ball], float]) -> float | None:
    """What every number in a range rounds to; None where they differ, or for an exact zero."""
    if whole is None or isinstance(whole, float):
        return whole or None
    low, high = whole
    value = nearest(low)
    if value != nearest(high) or low < 0 < high:
        return None
    return value or math.copysign(0.0, -1 if low < 0 else 1)


def sparsely(points: list[int], tried: Callable[[list[int]], list[int]]) -> list[int]:
    """The points that a way to decide leaves open; a search does not try those between two such.

    Args:
        points: which, in their order.
        tried: tells which of some are left open.
    """
    step = len(points) // _SOME + 1
    if step == 1 or not is_brief():
        return tried(points) if points else []
    few = sorted({*points[::step], points[-1]})
    left = set(tried(few))
    some, skipped = list[int](), list[int]()
    for at, (first, last) in enumerate(pairwise(few)):
        between = [one for one in points[at * step + 1 : (at + 1) * step] if one != last]
        (skipped if first in left and last in left else some).extend(between)
    return sorted([*left, *skipped, *tried(some)])
