"""Whether helpers with few digits are enough where results are narrow: C in float32 has such."""

from __future__ import annotations

from typing import Final

from actviz.arrays import np
from actviz.export.computed import computed
from actviz.formula.tree import Node
from actviz.readings.number_formats import ulp

_SIZES: Final = np.outer([-1.0, 1.0], np.geomspace(1e-12, 1e9, 800)).ravel()
_OFF: Final = 0.5  # units in the last place of float32


def brief_enough(tree: Node) -> bool:
    """Whether a tree in x comes to the same in float32 with them.

    Of terms that cancel they leave too few.
    """
    full, brief = (computed(tree, {"x": _SIZES}, mark) for mark in ("", "_brief"))
    with np.errstate(all="ignore"):
        near = np.abs(full - brief) <= _OFF * ulp(full, "float32")
    return bool(np.all(near | ~np.isfinite(full)))
