"""Exact values, asked for once: the same points serve several trees of one function."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from actviz.arrays import np
from actviz.export import exponentials
from actviz.formula.tree import Node
from actviz.readings import exact

if TYPE_CHECKING:
    from numpy.typing import NDArray


def decide(
    tree: Node, x: NDArray[np.float64], values: Mapping[str, float]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The correctly rounded values at one-dimensional points, and which of them are decided."""
    given = tuple((word, values[word]) for word in sorted(tree.names - {"x"}))
    return _decided(tree, x.tobytes(), given)


@lru_cache(maxsize=64)
def _decided(
    tree: Node, points: bytes, values: tuple[tuple[str, float], ...]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    x, given = np.frombuffer(points), dict(values)
    # No precision tells 1 - erf(x) far out, or a quotient of two that are 0 to all digits.
    joined = exponentials.joined(tree)
    safe = exponentials.defined(tree)
    found = exact.decide(joined if safe else tree, x, given)
    left = np.flatnonzero(~found[1])
    if left.size and not safe and joined is not tree:
        for array, more in zip(found, exact.decide(joined, x[left], given), strict=True):
            array[left] = more
    for array in found:
        array.flags.writeable = False
    return found
