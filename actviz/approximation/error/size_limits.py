"""What the size of a function tells of units: where it is on one side of a power of two."""

from __future__ import annotations

from itertools import compress, pairwise

import numpy as np

from actviz.approximation.error.error_cells import Cells
from actviz.approximation.target.sizes import sizes_of
from actviz.approximation.target.target import Target
from actviz.approximation.value.evaluation_errors import Part
from actviz.readings import balls


def limit_by_sizes(
    cells: Cells, target: Target, whole: Target, side: float, parts: list[Part]
) -> None:
    """Tell cells on one side of 0 how small and how large the function is there.

    Those of a part by themselves, if it ends at a power of two as exp does at 0.
    """
    stretches = [(low, high, parts[0]) for low, high in pairwise(target.edges if parts else ())]
    values = whole.on(side * np.array([(one.low, one.high) for one in parts]).ravel())
    at_power = (np.abs(np.frexp(values)[0]) == 0.5).reshape(-1, 2).any(axis=1)
    stretches += [(one.low, one.high, one) for one in compress(parts, at_power)]
    for low, high, part in stretches:
        entries, ends = cells.within(low, high, part), sorted((side * low, side * high))
        with balls.precision(cells.bits):
            if entries and (sizes := sizes_of(whole, *ends)) is not None:
                cells.limit(entries, *sizes)
