"""Which entry of a table a double takes, as it is computed: the nearest, but for rounding."""

from __future__ import annotations

from actviz.approximation.value.result import Table
from actviz.arrays import Float64, Mask, np

_HALVINGS = 80
_BESIDE = 8  # units of the largest place: no cut is farther from where it is without rounding


def first_doubles(table: Table) -> list[float]:
    """The first double that takes each entry but the first one."""
    k = np.arange(1, len(table.values))
    at = np.array(table.places)[1:] - table.step / 2

    def taken(x: Float64) -> Mask:
        return np.asarray(np.floor((x - table.start) / table.step + 0.5) >= k)

    off = np.flatnonzero(~taken(at) | taken(np.nextafter(at, -np.inf)))
    if off.size:
        k = k[off]
        reach = _BESIDE * np.spacing(max(abs(table.start), abs(table.places[-1]), table.step))
        low, high = at[off] - reach, at[off] + reach
        for _ in range(_HALVINGS):
            middle = low + (high - low) / 2
            here = taken(middle)
            low, high = np.where(here, low, middle), np.where(here, middle, high)
        at[off] = high
    return [float(x) for x in at]
