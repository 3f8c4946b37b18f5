"""Points that one range settles together have the values that they have one by one."""

from __future__ import annotations

import numpy as np
import pytest

from actviz.formula.grammar import parse
from actviz.readings import exact


@pytest.mark.parametrize(
    "formula",
    ["log(x)**0.5", "exp(x)*x", "1/x", "x*exp(-x)", "sqrt(x**4 + 1)/x - x", "-exp(x)", "floor(x)"],
)
def test_points_far_out_and_without_a_value(formula: str) -> None:
    far = np.geomspace(1e20, 1e300, 40)
    x = np.concatenate([-far, far, [0.0, -0.0] * 20, -np.geomspace(5e-324, 3, 40)])
    tree = parse(formula)
    result, decided = exact.decide(tree, x, {})
    alone = [exact.decide(tree, np.array([at]), {}) for at in x.tolist()]
    assert decided.tolist() == [bool(sure[0]) for _, sure in alone]
    assert [repr(one) for one in result.tolist()] == [repr(float(one[0])) for one, _ in alone]
