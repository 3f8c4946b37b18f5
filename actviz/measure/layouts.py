"""Whether the length and the layout of an array change what a kernel answers.

Vector code treats the last numbers of an array otherwise than the rest, strides may lead to another
loop, and a long array to threads.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from actviz.arrays import Float64, identical
from actviz.dataclass import dataclass
from actviz.functions.elementwise import Activation
from actviz.measure import accuracy
from actviz.measure.callables import Foreign, values

_ALONE: Final = 48  # numbers that are asked one by one
_LONG: Final = 1 << 17  # numbers of the long array


@dataclass(frozen=True)
class Difference:
    """How many results differ from those of one contiguous array, and the first of them."""

    layout: str
    tried: int
    different: int
    x: float | None
    whole: float | None
    got: float | None


def differences(
    foreign: Foreign, activation: Activation, dtype: str, order: int = 0
) -> list[Difference]:
    """Ask for the same numbers alone, strided and in a long array.

    Raises:
        Refused: as :func:`actviz.measure.callables.values`.
    """
    x = _points(activation, dtype)
    whole = values(foreign, x, dtype, order).values
    few = np.unique(np.linspace(0, x.size - 1, _ALONE).astype(int))
    alone = [values(foreign, x[[at]], dtype, order).values for at in few]
    strided = values(foreign, x, dtype, order, "strided").values
    long = values(foreign, np.resize(x, _LONG), dtype, order).values[: x.size]
    return [
        _compared("alone", x[few], whole[few], np.concatenate(alone)),
        _compared("strided", x, whole, strided),
        _compared("long", x, whole, long),
    ]


def _points(activation: Activation, dtype: str) -> Float64:
    """Some thousand numbers, an odd count of them, in an order that mixes large with small."""
    every = accuracy.points(activation, 1, dtype)
    chance = np.random.default_rng(1)
    count = min(every.size, 4099)
    chosen: Float64 = every[chance.choice(every.size, count - 1 + count % 2, replace=False)]
    return chosen


def _compared(layout: str, x: Float64, whole: Float64, got: Float64) -> Difference:
    differs = ~identical(whole, got)
    many = int(differs.sum())
    if not many:
        return Difference(layout, x.size, 0, None, None, None)
    at = int(np.flatnonzero(differs)[0])
    return Difference(layout, x.size, many, float(x[at]), float(whole[at]), float(got[at]))
