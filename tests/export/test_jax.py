"""Exports to JAX, whose arithmetic takes subnormal numbers for 0, at subnormal inputs."""

from __future__ import annotations

import numpy as np
import pytest

from actviz.export.targets import TARGETS
from actviz.export.trial import tried
from actviz.export.write import program
from actviz.functions.elementwise import Activation
from actviz.lookup.registry import resolve_all
from tests.export.sample import failures

_TINY = (5e-324, 1.5e-323, 3e-320, 1e-310, 2.2e-308, 2.3e-308, 1e-300, 0.5, 3.0)


@pytest.mark.parametrize(
    ("formula", "order"),
    [
        ("cbrt(x)", 1),
        ("where(x < 0, -(-x)**0.3, x**0.3)", 1),
        ("sqrt(abs(x))", 0),
        ("log(abs(x))", 0),
    ],
)
def test_roots_and_logarithms_of_subnormal_numbers_are_ordinary_numbers(
    formula: str, order: int
) -> None:
    pytest.importorskip("jax")
    functions = [one for one in resolve_all([formula]) if isinstance(one, Activation)]
    exported = program(functions, TARGETS["jax"], order=order, dtype="input")
    x = np.array([sign * size for size in _TINY for sign in (1, -1)])
    assert failures(tried(functions, exported, TARGETS["jax"], x=x, dtype="float64")) == []
