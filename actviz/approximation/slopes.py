"""Slopes of an approximation's pieces at many points at once, before anything is rounded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from actviz.approximation.result import Approximation, horner

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def slopes(record: Approximation, x: NDArray[np.float64], order: int) -> NDArray[np.float64]:
    """The derivative of some order, of pieces or of an interpolated table.

    Args:
        record: of kind ``pieces`` or ``table``, the latter interpolated.
        x: points of any shape.
        order: from 1 on.

    Returns:
        As many slopes, each that of the piece that the point is in; NaN stays.
    """
    import numpy as np

    u = x if record.fold is None else np.abs(x)
    low, high = record.range
    found = np.where((u < low) | (u > high), 0.0, _inside(record, u, order))
    for end, beyond in zip(record.ends or (), (u < low, u > high), strict=False):
        found = np.where(beyond, _polynomial(end, u, order), found)
    if record.fold is not None:
        # g(|x|) turns its sign at each derivative, sign(x)*g(|x|) at every other.
        turns = order % 2 == (1 if record.fold.part == "even" else 0)
        found = np.where(turns & (x < 0), -found, found)
        found = found + record.fold.line[1] if order == 1 else found
    return np.where(np.isnan(x), np.nan, found)


def _inside(record: Approximation, u: NDArray[np.float64], order: int) -> NDArray[np.float64]:
    import numpy as np

    if record.pieces is not None:
        edges = np.array([piece.low for piece in record.pieces][1:])
        rows = [_derived(piece.coefficients, order) for piece in record.pieces]
        length = max(map(len, rows))
        columns = np.array([[*row, *[0.0] * (length - len(row))] for row in rows]).T
        at = np.searchsorted(edges, u, side="right")
        return horner([column[at] for column in columns], u)
    assert record.table is not None
    if order > 1:
        return np.zeros(u.shape)
    table, values = record.table, np.array(record.table.values)
    place = np.nan_to_num((u - table.start) / table.step)
    at = np.clip(np.floor(place), 0, len(values) - 2).astype(np.int64)
    rise = (values[at + 1] - values[at]) / table.step
    return np.where((place < 0) | (place > len(values) - 1), 0.0, rise)


def _polynomial(
    coefficients: Sequence[float], u: NDArray[np.float64], order: int
) -> NDArray[np.float64]:
    return horner(_derived(coefficients, order), u)


def _derived(coefficients: Sequence[float], order: int) -> list[float]:
    """The coefficients of a derivative, lowest first; at least one."""
    found = list(coefficients)
    for _ in range(order):
        found = [k * value for k, value in enumerate(found)][1:] or [0.0]
    return found
