"""What is left of steps far out: an argument less its whole part, by hand."""

from __future__ import annotations

import math

import pytest

from actviz.formula.grammar import parse
from actviz.measure.staircases.remainders import enclosed


@pytest.mark.parametrize(
    ("text", "left", "right"),
    [
        ("x - floor(x)", (0, 1), (0, 1)),
        ("x - ceil(x)", (-1, 0), (-1, 0)),
        ("x - round(x)", (-0.5, 0.5), (-0.5, 0.5)),
        ("x - trunc(x)", (-1, 0), (0, 1)),
        ("2 + 3*x - 3*floor(x)", (2, 5), (2, 5)),
        ("floor(4*x)/4 - x", (-0.25, 0), (-0.25, 0)),
        ("trunc(-x) + x", (-1, 0), (0, 1)),
    ],
)
def test_far_out_a_step_function_differs_from_its_argument_by_its_remainder(
    text: str, left: tuple[float, float], right: tuple[float, float]
) -> None:
    tree = parse(text)
    assert enclosed(tree, -math.inf, -1e6, -1) == pytest.approx(left, abs=1e-12)
    assert enclosed(tree, 1e6, math.inf, 1) == pytest.approx(right, abs=1e-12)
