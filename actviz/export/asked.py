"""Exact values, asked for once: the same points serve several trees of one function."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from actviz.arrays import np
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
    found = exact.decide(tree, np.frombuffer(points), dict(values))
    for array in found:
        array.flags.writeable = False
    return found
