"""Where a formula has no value at a number though it has some on both sides, such as 0/0.

A text that is written instead of the formula may have one there, as ``x + 1`` has where
``(x**2 - 1)/(x - 1)`` is 0/0. What the formula says holds: no value, and no slope.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from typing import Final

from actviz.arrays import np
from actviz.export.asked import decide, in_double
from actviz.export.beside_zeros import GRID, ZEROS
from actviz.export.computed import computed
from actviz.formula.ties import poles
from actviz.formula.tree import Node, X, literal, node, number
from actviz.functions.elementwise import Activation
from actviz.readings.certified.zero_series import places
from actviz.readings.languages.lowering import lowered

_DIGITS: Final = (0, 1, 2, 9)  # behind the point: a zero is found to about as many


def kept(function: Activation, written: Sequence[Node]) -> list[Node]:
    """Trees in x of a function or a slope as they are to be written, without values in holes."""
    result = list(written)
    if "x" in result[-1].names and (holes := _holes(function.bound_tree)):
        values = computed(lowered(result[-1]), {"x": np.array(holes)}) + np.zeros(len(holes))
        for hole, value in zip(holes, values.tolist(), strict=True):
            if np.isfinite(value):
                there = node("==", X, literal(hole))
                result = [node("where", there, number(np.nan), one) for one in result]
    return result


@lru_cache(maxsize=64)  # a function's slopes have those that it has
def _holes(tree: Node) -> tuple[float, ...]:
    """The numbers at which a divisor is 0 and the formula has no value."""
    at = np.array(sorted(set(_zeros(tree))))
    at = at[np.isnan(in_double(tree, at))] if at.size else at
    if not at.size:
        return ()
    true, decided = decide(tree, at, {})
    return tuple(at[decided & np.isnan(true)].tolist())


def _zeros(tree: Node) -> Iterator[float]:
    """The numbers at which a divisor is 0 as float64 computes it."""
    for divisor in (one for one in poles(tree) if "x" in one.names):
        evaluate = partial(in_double, divisor)
        found = places(evaluate, GRID, ZEROS)
        near = np.array([0.0, *found, *(round(one, many) for one in found for many in _DIGITS)])
        yield from near[evaluate(near) == 0].tolist()
