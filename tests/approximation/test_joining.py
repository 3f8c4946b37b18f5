"""Pieces that join and take the value 0 at 0, as relative errors want it."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import mpmath as mp
import numpy as np
import pytest

from actviz.approximation.knots import links
from actviz.approximation.making import approximate
from actviz.approximation.request import Request
from actviz.approximation.value.result import Approximation
from actviz.lookup.registry import get

_SELU = (1.0507009873554804934193349852946, 1.6732632423543772848170429916717)
TRUE: dict[str, Callable[[Any], Any]] = {
    "softsign": lambda x: x / (1 + abs(x)),
    "tanh": mp.tanh,
    "elu": lambda x: x if x > 0 else mp.expm1(x),
    "selu": lambda x: _SELU[0] * (x if x > 0 else _SELU[1] * mp.expm1(x)),
    "gelu": lambda x: x * mp.ncdf(x),
}


def fit(name: str, **options: Any) -> Approximation:
    span = options.pop("span", (-4.0, 4.0))
    return approximate(Request(activation=get(name), spec=name, span=span, **options))


@pytest.mark.parametrize("size", [8, 16])
@pytest.mark.parametrize(
    ("name", "measure"), [(name, measure) for name in TRUE for measure in ("relative", "ulp")]
)
def test_joined_pieces_go_through_a_zero(name: str, measure: str, size: int) -> None:
    one = fit(name, size=size, continuous=True, measure=measure)
    assert one.error is not None
    assert one.pieces is not None
    assert len(one.pieces) <= size
    for a, b in pairwise(one.pieces):
        values = [c.coefficients[0] + c.coefficients[1] * a.high for c in (a, b)]
        assert values[0] == pytest.approx(values[1], abs=1e-13)
        if a.high == 0:
            assert values == [0, 0]
    x = np.concatenate([np.linspace(-4, 4, 400), *np.outer([-1, 1], np.geomspace(1e-9, 4, 200))])
    errors = []
    for at, value in zip(x.tolist(), one(x).tolist(), strict=True):
        true = TRUE[name](mp.mpf(at))
        unit = abs(true) if measure == "relative" else mp.mpf(math.ulp(float(true)))
        errors.append(float(abs(true - mp.mpf(value)) / unit))
    assert 0.9 * one.error.lower <= max(errors) <= one.error.upper
    # Joined ones have a knot at the zero, through which one of the others goes.
    apart = fit(name, size=size - 1, measure=measure)
    assert apart.error is not None
    assert one.error.upper <= 1.2 * apart.error.upper


@pytest.mark.parametrize("measure", ["absolute", "relative", "ulp"])
@pytest.mark.parametrize("name", ["leaky_relu", "prelu", "hard_tanh", "relu"])
def test_what_is_joined_already_is_itself(name: str, measure: str) -> None:
    span = (0.0, 4.0) if name == "relu" and measure != "absolute" else (-4.0, 4.0)
    one = fit(name, size=8, span=span, continuous=True, measure=measure)
    other = fit(name, size=8, span=span, measure=measure)
    assert one.pieces == other.pieces
    assert one.bound_any == 0


def test_joined_pieces_are_nearly_as_good_as_any() -> None:
    one = fit("tanh", size=8, continuous=True, measure="relative")
    assert one.error is not None
    assert one.bound_any is not None
    assert one.error.upper <= 1.005 * one.bound_any


def test_a_jump_is_no_joined_piece() -> None:
    with pytest.raises(ValueError, match="join"):
        fit("step", size=8, continuous=True)


@pytest.mark.parametrize("seed", range(20))
def test_the_ends_of_a_polygon_are_where_limits_of_lines_cut_it(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x = np.sort(rng.uniform(0, 30, 2000))
    f = np.sin(rng.uniform(0.2, 1.5) * x + rng.uniform(0, 3))
    left = links._Lines([(-9.0, -3.0), (9.0, -3.0), (9.0, 3.0), (-9.0, 3.0)])
    for at, value in zip(x.tolist(), f.tolist(), strict=True):
        for side in (-1, 1):
            polygon = left.polygon()
            nearest = left.cut(at, value + side * 0.02, side)
            kept = links.cut(polygon, at, value + side * 0.02, side)
            assert (nearest is not None) == (not kept)
            if nearest is not None:
                gaps = [side * (v + m * at) for m, v in polygon]
                assert side * (nearest[1] + nearest[0] * at) == min(gaps)
                return
            for slope, level in rng.normal(size=(4, 2)):  # the largest of a line in it
                ends = [max(m * slope + v * level for m, v in p) for p in (kept, left.polygon())]
                assert ends[0] == pytest.approx(ends[1], rel=1e-9, abs=1e-9)
    raise AssertionError("the tube is left")
