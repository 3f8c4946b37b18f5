"""Exports have no value where the formula has none, though a text written instead has one there."""

from __future__ import annotations

import math
from typing import Any, Final

import pytest

from actviz.export.targets import TARGETS
from actviz.export.write import program, text
from actviz.lookup.registry import elementwise

# A formula, where it is 0/0, and its value and slope close by on the right.
HOLES: Final = [
    ("(x**2 - 1)/(x - 1)", 1.0, 2.0, 1.0),
    ("(x**2 - 9)**2/(x - 3)**2", 3.0, 36.0, 12.0),
    ("(x - 2)/(abs(x) - 2)", 2.0, 1.0, 0.0),
    ("where(x > 0.5, (x**3 - 1)/(x**2 - 1), 0)", 1.0, 1.5, 0.75),
    ("(x**2 - 0.0625)/(x + 0.25)", -0.25, -0.5, 1.0),
]


@pytest.mark.parametrize(("formula", "hole", "value", "slope"), HOLES)
def test_a_hole_has_neither_value_nor_slope(
    formula: str, hole: float, value: float, slope: float
) -> None:
    numpy = TARGETS["numpy"]
    space: dict[str, Any] = {}
    exec(str(text(numpy, program(elementwise([formula], ""), numpy, stem="f"))), space)
    close = hole + 2.0**-30
    for word, limit in (("f", value), ("f_d1", slope)):
        assert math.isnan(space[word](hole))
        assert space[word](close) == pytest.approx(limit, rel=1e-8, abs=1e-15)
