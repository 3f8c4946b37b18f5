"""Vectors that hold infinities: the limits, NaN where there are none.

Expected is what the definitions come to, in mpmath with 200 digits, at finite numbers so large that
nothing else is left of them. Components grow at different paces; where that makes a difference
there is no limit.
"""

from __future__ import annotations

import math
from contextlib import suppress
from itertools import product
from typing import Any

import mpmath as mp
import numpy as np
import pytest

import actviz
from actviz.functions.vector.context import Context
from actviz.functions.vector.vector_function import VectorFunction
from tests.functions.vector.definitions import DEFINITIONS
from tests.functions.vector.test_values import FUNCTIONS
from tests.process import actviz as run
from tests.sample import some

INF = math.inf
LARGE = mp.mpf(10) ** 40
PACES = (LARGE, LARGE + 1, 3 * LARGE, LARGE**2)
VECTORS = [
    [INF, 0.0, 1.0, 2.0],
    [0.5, -INF, 1.0, 2.0],
    [INF, 1.5, INF, 2.0],
    [-INF, -INF, 1.0, -2.0],
    [-INF, INF, 1.0, 2.0],
    [INF, -INF],
    [INF, -INF, 1.0],
    [INF, INF],
    [-INF, -INF, 0.5],
    [-INF, -INF],
    [INF],
    [-INF],
]


def settled(columns: list[list[Any]]) -> list[float]:
    """What the components come to on all ways; NaN where they differ."""
    listed = []
    for column in zip(*columns, strict=True):
        rounded = [math.copysign(INF, x) if abs(x) > 1e15 else float(x) for x in column]
        same = all(math.isclose(x, rounded[0], rel_tol=1e-9, abs_tol=1e-15) for x in rounded)
        listed.append(rounded[0] if same else math.nan)
    return listed


def expected(function: VectorFunction, v: list[float]) -> list[float]:
    """The limits, by the definition."""
    values = {word: mp.mpf(value) for word, value in function.values.items()}
    infinite = [at for at, x in enumerate(v) if math.isinf(x)]
    columns = []
    for paces in product(PACES, repeat=len(infinite)):
        moved = [mp.mpf(x) if math.isfinite(x) else mp.mpf(0) for x in v]
        for at, pace in zip(infinite, paces, strict=True):
            moved[at] = math.copysign(1, v[at]) * pace
        with suppress(ZeroDivisionError):  # r_softmax's definition tells nothing of equal numbers
            columns.append(DEFINITIONS[function.name](moved, **values))
    return settled(columns)


@pytest.mark.parametrize("function", some(FUNCTIONS, every=3), ids=lambda f: f.name)
def test_limits_are_those_of_the_definition(function: VectorFunction) -> None:
    for v in VECTORS:
        if len(v) % 2 and function.name in ("maxout", "oplu", "r_softmax"):
            continue  # what takes pairs, and where the definition is silent
        with mp.workdps(200):
            true = expected(function, v)
        if any(map(math.isnan, true)) and not isinstance(function, Context):
            true = [math.nan] * len(true)  # what has no limit is the vector
        exact = function.exact(v).tolist()
        assert exact == pytest.approx(true, rel=1e-9, abs=1e-15, nan_ok=True), v
        assert function(v).tolist() == pytest.approx(true, rel=1e-9, abs=1e-15, nan_ok=True), v


def test_several_at_once_of_which_the_order_matters_have_no_limit() -> None:
    assert np.isnan(actviz.vector("poly_norm").exact([INF, -INF])).all()
    assert np.isnan(actviz.vector("abrelu").exact([-INF, -INF, -INF])).all()


@pytest.mark.parametrize(
    ("name", "v"),
    [
        ("abrelu", [INF, INF, 1.0, 2.0]),
        ("abrelu", [-INF, -INF, 1.0, 2.0]),
        ("poly_norm", [INF, INF, 1.0, 2.0]),
        ("poly_norm", [-INF, -INF, 1.0, 2.0]),
        ("scaa", [INF, INF, 1.0, 2.0]),
        ("scaa", [-INF, -INF, 0.5]),
        ("funnel_relu", [INF, INF, INF]),
    ],
)
def test_several_that_move_a_component_to_the_same_side(name: str, v: list[float]) -> None:
    function = actviz.vector(name)
    with mp.workdps(200):
        true = expected(function, v)
    assert function.exact(v).tolist() == pytest.approx(true, nan_ok=True)
    assert function(v).tolist() == pytest.approx(true, nan_ok=True)


def test_many_vectors_at_once() -> None:
    v = np.array([[[INF, 1.0], [1.0, -INF]], [[0.0, 0.0], [math.nan, INF]]])
    expected = [[[0.0, -INF], [0.0, -INF]], [[-math.log(2)] * 2, [math.nan] * 2]]
    np.testing.assert_allclose(actviz.vector("log_softmax")(v), expected, rtol=1e-15)
    np.testing.assert_array_equal(actviz.vector("maxout")(v)[1, 1], [math.nan])


def test_the_command() -> None:
    done = run("eval", "sparsemax", "[inf, 0, 1]", "--exact")
    assert (done.returncode, done.stdout) == (0, "1.0 0.0 0.0\n")
    done = run("eval", "entmax15", "[-inf, 0, 1]", "--exact")
    again = run("eval", "entmax15", "[0, 1]", "--exact")
    assert done.stdout == f"0.0 {again.stdout}"
    done = run("eval", "poly_norm", "[inf, inf, 1]", "--exact")
    assert (done.returncode, done.stdout) == (0, "nan nan 0.0\n")
    done = run("eval", "dice", "[inf, inf, 1]", "--exact")
    assert (done.returncode, done.stdout) == (0, "inf inf nan\n")
