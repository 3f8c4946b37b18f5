"""Brackets where rounding or a zero of the function makes them hard, beside a judge."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath as mp
import numpy as np
import pytest

from actviz.approximation.making import approximate
from actviz.approximation.request import Request
from actviz.approximation.result import Approximation
from actviz.lookup.registry import get

TRUE: dict[str, Callable[[Any], Any]] = {
    "tanh": mp.tanh,
    "tanhshrink": lambda x: x - mp.tanh(x),
    "x*tanh(x)": lambda x: x * mp.tanh(x),
    "gelu": lambda x: x * mp.ncdf(x),
}


def made(name: str, **asked: Any) -> Approximation:
    return approximate(Request(activation=get(name), spec=name, **asked))


def ulp16(value: Any) -> Any:
    return mp.mpf(2) ** max(int(mp.floor(mp.log(value, 2))) - 10, -24)


@pytest.mark.parametrize(
    ("name", "measure", "asked"),
    [
        ("tanhshrink", "relative", {"kind": "polynomial", "size": 9}),
        ("tanhshrink", "ulp", {"kind": "polynomial", "size": 9, "held": "float16"}),
        ("x*tanh(x)", "relative", {"kind": "polynomial", "size": 8}),
        ("tanh", "relative", {"kind": "rational", "size": 3, "divisor": 4}),
        ("tanhshrink", "relative", {"kind": "rational", "size": 3, "divisor": 4}),
    ],
)
def test_a_zero_as_often_as_that_of_the_function_keeps_a_bracket_narrow(
    name: str, measure: str, asked: dict[str, Any]
) -> None:
    one = made(name, span=(-1.0, 1.0), measure=measure, **asked)
    assert one.error is not None
    assert one.error.upper <= one.error.lower * (1 + 1e-6)
    places = [s * x for x in (*np.geomspace(1e-3, 1, 150), one.error.at) for s in (-1, 1)]
    with mp.workdps(40):
        found = []
        for x in places:
            true = TRUE[name](mp.mpf(float(x)))
            size = abs(true) if measure == "relative" else ulp16(abs(true))
            found.append(float(abs(true - mp.mpf(float(one(x)))) / size))
    assert max(found) <= one.error.upper
    assert max(found) >= one.error.lower * (1 - 1e-12)


def test_rounding_is_counted_by_the_sums_that_come_up() -> None:
    one = made("gelu", span=(-4.0, 4.0), kind="polynomial", size=24)
    assert one.error is not None
    assert one.error.upper <= one.error.lower * (1 + 1e-5)  # 4e-4 by the sizes of coefficients
    with mp.workdps(40):
        found = [
            float(abs(TRUE["gelu"](mp.mpf(x)) - mp.mpf(float(one(x)))))
            for x in np.linspace(-4, 4, 401).tolist()
        ]
    assert one.error.lower * 0.999 <= max(found) <= one.error.upper


def test_pieces_do_not_bend_as_a_triple_zero_does() -> None:
    with pytest.raises(ValueError, match=r"0 like x\*\*3 at 0"):
        made("tanhshrink", span=(-1.0, 1.0), measure="relative", size=8)
    with pytest.raises(ValueError, match="degree of 3 at least"):
        made("tanhshrink", span=(-1.0, 1.0), measure="relative", kind="polynomial", size=2)


def test_free_knots_are_those_that_a_format_wants() -> None:
    # With the knots of real coefficients 16 lines in Q4.8 have 4.03e-3; real ones 2.03e-3.
    one = made("gelu", span=(-4.0, 4.0), size=16, held="Q4.8")
    assert one.error is not None
    assert len(one.pieces or ()) <= 16
    assert one.error.upper < 2.9e-3
