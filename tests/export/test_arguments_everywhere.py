"""Exports with arguments of every entry that has parameters, held against the exact values."""

from __future__ import annotations

from typing import Final

import numpy as np
import pytest

from actviz.export import plan
from actviz.export.computed import computed
from actviz.export.trial_vectors import vectors
from actviz.functions.elementwise import Activation
from actviz.lookup.registry import entries
from actviz.readings.effort import briefly
from actviz.readings.number_formats import rounded
from tests.export.sample import points, scattered

_SHARES: Final = 20  # each takes seconds


def _off(function: Activation, dtype: str) -> list[str]:
    """The outputs that are farther off somewhere than is promised."""
    x = points(dtype)
    if dtype == "float64":
        x = np.unique(np.concatenate([x[:-1], scattered()]))
    with briefly():
        unit = plan.unit(function, function.name, 1, tuple(function.values), dtype)
    letters = {word: np.array(value) for word, value in function.values.items()}
    listed = []
    for one in vectors(function, unit, dtype, x):
        output = unit.output(one.suffix)
        assert output is not None
        got = computed(output.lazy, {**letters, "x": one.inputs[0]}) + np.zeros(one.expected.size)
        if one.wrong(rounded(got, dtype)).any():
            listed.append(f"{function.name}{one.suffix}")
    return listed


@pytest.mark.long
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("share", range(_SHARES))
def test_every_output_keeps_what_is_promised(dtype: str, share: int) -> None:
    some = [entry for entry in entries() if entry.values][share::_SHARES]
    assert [word for one in some for word in _off(one, dtype)] == []
