"""A histogram of numbers of any size, in one pass and in bounded memory.

Numbers are counted by the leading bits of their float32: sign, exponent and 11 bits of the
fraction, so that a bin is at most 1/2048 of its number wide. What is asked for later, a quantile
or evenly spaced bins, is interpolated within such a bin.
"""

from __future__ import annotations

from functools import cached_property
from typing import Final

from actviz.arrays import Float64, np

_KEPT: Final = 20  # leading bits: a million counters
_DROPPED: Final = 32 - _KEPT
_SIGN: Final = 1 << (_KEPT - 1)


class Sketch:
    """Counts of finite numbers by their leading bits."""

    def __init__(self) -> None:
        self._counts = np.zeros(1 << _KEPT, dtype=np.int64)

    def add(self, values: Float64) -> None:
        """Count finite numbers; those beyond the largest float32 count as that."""
        largest = np.finfo(np.float32).max
        single = np.clip(values, -largest, largest).astype(np.float32) + np.float32(0)  # no -0
        np.add.at(self._counts, single.view(np.uint32) >> _DROPPED, 1)

    @cached_property
    def _sums(self) -> tuple[Float64, Float64]:
        """Borders in order, and how many numbers lie below each of them."""
        filled = np.flatnonzero(self._counts)
        keys = filled.astype(np.uint32)
        near = ((keys % _SIGN) << _DROPPED).view(np.float32).astype(np.float64)
        with np.errstate(over="ignore"):
            far = ((keys % _SIGN + 1) << _DROPPED).view(np.float32).astype(np.float64)
        far = np.minimum(far, np.finfo(np.float32).max)
        below = keys >= _SIGN
        low, high = np.where(below, -far, near), np.where(below, -near, far)
        order = np.argsort(low)
        counts = self._counts[filled][order]
        after = np.cumsum(counts)
        borders = np.stack([low[order], high[order]], axis=1).reshape(-1)
        sums = np.stack([after - counts, after], axis=1).reshape(-1)
        return borders, sums.astype(np.float64)

    @property
    def zeros(self) -> int:
        """How many numbers are 0, or below the smallest normal float32."""
        return int(self._counts[0])

    def quantile(self, share: float) -> float:
        """The number below which a share lies, to 1/2048 of itself; there must be numbers."""
        borders, sums = self._sums
        return float(np.interp(share * sums[-1], sums, borders))

    def histogram(self, edges: Float64) -> Float64:
        """How many numbers lie between each edge and the next; edges ascend."""
        borders, sums = self._sums
        # A bin's own numbers begin at its lower border: just below there are none of them.
        return np.diff(np.interp(edges, borders, sums, left=0.0, right=sums[-1]))
