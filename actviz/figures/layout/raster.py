"""A panel's ink on a raster: where lines run, how much of it a box covers, how far it is.

Plain geometry in points, origin at the lower left of a panel.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from actviz.arrays import Float64

CELL: Final = 1.5  # points of one cell of ink


class InkMap:
    """A panel's ink: where lines run, and how far points are from them.

    ``paths`` are the curves, in segments; ``faint`` are lines that a label would rather not
    stand on.
    """

    def __init__(
        self,
        width: float,
        height: float,
        paths: Sequence[Sequence[Float64]],
        faint: Sequence[Float64] = (),
    ) -> None:
        self.width, self.height = width, height
        self.dense = [_dense(path, width, height) for path in paths]
        shape = (int(height / CELL) + 2, int(width / CELL) + 2)
        self.total = np.zeros(shape, dtype=np.int32)
        for points in self.dense:
            self.total += _ink(points, shape)
        self.sums = sums_of(self.total)
        self.faint_sums = sums_of(_ink(_dense(faint, width, height), shape))

    def others(self, curve: int) -> NDArray[np.int32]:
        """The ink of all curves but one."""
        return self.total - self.ink(curve) if curve >= 0 else self.total

    def ink(self, curve: int) -> NDArray[np.int32]:
        """The ink of one curve, made when it is asked for: on a large sheet it fills 90 MB."""
        return _ink(self.dense[curve], self.total.shape)

    def separation(self, curve: int, anchors: Float64) -> Float64:
        """The distance of some points to the nearest other curve."""
        rest = [points for index, points in enumerate(self.dense) if index != curve and len(points)]
        if not rest:
            return np.full(len(anchors), np.inf)
        points = np.concatenate(rest)[::2]
        gaps = anchors[:, None, :] - points[None, :, :]
        distances: Float64 = np.sqrt((gaps**2).sum(axis=2).min(axis=1))
        return distances


def _dense(path: Sequence[Float64], width: float, height: float) -> Float64:
    """The visible points of a path, less than a cell apart."""
    dense = []
    for line in path:
        steps = np.hypot(*np.diff(line, axis=0).T)
        length = np.r_[0.0, np.cumsum(steps)]
        if len(line) < 2 or not length[-1] > 0:
            dense.append(line)
            continue
        at = np.linspace(0, length[-1], max(2, min(int(length[-1] / (0.6 * CELL)), 60_000)))
        dense.append(np.c_[np.interp(at, length, line[:, 0]), np.interp(at, length, line[:, 1])])
    points = np.concatenate(dense) if dense else np.empty((0, 2))
    seen = (points >= -1e-6).all(axis=1)
    seen &= (points <= np.array([width, height]) + 1e-6).all(axis=1)
    return points[seen]


def _ink(points: Float64, shape: tuple[int, ...]) -> NDArray[np.int32]:
    ink = np.zeros(shape, dtype=np.int32)
    cells = (points / CELL).astype(int)
    ink[cells[:, 1], cells[:, 0]] = 1
    return ink


def sums_of(ink: NDArray[np.int32]) -> NDArray[np.int32]:
    """Sums over all rectangles from the corner: any box is counted in four look-ups."""
    sums = np.zeros((ink.shape[0] + 1, ink.shape[1] + 1), dtype=np.int32)
    inside = sums[1:, 1:]
    np.cumsum(ink, axis=0, out=inside)
    np.cumsum(inside, axis=1, out=inside)
    return sums


def count(sums: NDArray[np.int32], corner: Float64, size: Float64, pad: float) -> NDArray[np.int32]:
    """The ink under boxes of one size, grown by ``pad`` on every side."""
    rows, columns = sums.shape[0] - 1, sums.shape[1] - 1
    left = np.clip(((corner[:, 0] - pad) / CELL).astype(int), 0, columns)
    right = np.clip(((corner[:, 0] + size[0] + pad) / CELL).astype(int) + 1, 0, columns)
    low = np.clip(((corner[:, 1] - pad) / CELL).astype(int), 0, rows)
    high = np.clip(((corner[:, 1] + size[1] + pad) / CELL).astype(int) + 1, 0, rows)
    counts: NDArray[np.int32] = (
        sums[high, right] - sums[low, right] - sums[high, left] + sums[low, left]
    )
    return counts


def ink_at(ink: NDArray[np.int32], points: Float64) -> NDArray[np.int32]:
    """The ink at points; those outside read the border."""
    cells = (points / CELL).astype(int)
    row = np.clip(cells[..., 1], 0, ink.shape[0] - 1)
    column = np.clip(cells[..., 0], 0, ink.shape[1] - 1)
    amounts: NDArray[np.int32] = ink[row, column]
    return amounts
