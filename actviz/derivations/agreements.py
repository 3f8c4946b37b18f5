"""Joints at which both sides come to one derivative, and its cases as written to another number."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from actviz.arrays import np
from actviz.dataclass import dataclass
from actviz.formula.tree import Node


@dataclass(frozen=True, slots=True)
class Agreement:
    """One such joint: what the cases give there, and what the derivative is."""

    title: str  # of the derivative: f'(x)
    x: float
    written: float
    value: float


def agreements(
    trees: Sequence[Node],
    titles: Sequence[str],
    rows: Sequence[Mapping[str, Any]],
    values: Mapping[str, float],
) -> Iterator[Agreement]:
    """Such joints among points whose derivatives are known.

    Args:
        rows: for every point its ``x`` and each derivative, as it is.
    """
    from actviz.readings import exact

    points = np.array([row["x"] for row in rows])
    for tree, title in zip(trees, titles, strict=True):
        written = exact.decide(tree, points, values)[0]
        for picked, row in zip(written, rows, strict=True):
            x, value = row["x"], row[title]
            if math.isfinite(x) and not math.isnan(value) and picked != value:
                yield Agreement(title, x, float(picked), value)
