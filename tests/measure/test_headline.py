"""The row that ranks harm: where errors are, how large, and of which kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath as mp
import numpy as np
import pytest

import actviz
from actviz.measure.callables import Audit, Foreign, audit
from actviz.measure.headline import Headline, beyond, headline, order_kept

SIGMOID, TANH = actviz.get("sigmoid"), actviz.get("tanh")
LEAST = 2.0**-126  # the least normal number of float32


def right(x: np.ndarray) -> np.ndarray:
    with np.errstate(all="ignore"):
        wide = x.astype(np.float64)
        return np.where(wide < 0, np.exp(wide) / (1 + np.exp(wide)), 1 / (1 + np.exp(-wide)))


def of(change: Callable[[Any, Any], Any], dtype: str = "float32") -> tuple[Headline, Audit]:
    """The headline of a right sigmoid whose results are changed."""

    def call(x: Any) -> Any:
        with np.errstate(all="ignore"):
            return change(x.astype(np.float64), right(x)).astype(x.dtype)

    report = audit(Foreign("", call, "numpy"), SIGMOID, dtype)
    return headline(report, SIGMOID), report


def test_a_right_kernel() -> None:
    result, _ = of(lambda x, y: y)
    assert result.largest_ulp is not None
    assert result.largest_ulp <= 0.5
    assert (result.beyond, result.order_kept, result.range_kept) == ((), True, True)
    assert (result.zeros, result.nan, result.overflow, result.flushed) == (0, 0, 0, 0)


def test_flushing_is_told_from_harm() -> None:
    flushing, measured = of(lambda x, y: np.where(y < LEAST, 0, y))
    harmful, _ = of(lambda x, y: np.where(x < -16, 0, y))
    for each in (flushing, harmful):
        assert each.largest_ulp is not None
        assert each.largest_ulp > 5e5
    assert (flushing.largest_ulp_normal or 0) <= 0.5
    assert (flushing.relative or 0) <= 2.0**-24
    assert flushing.zeros == 0
    subnormal = (measured.true.expected != 0) & (measured.true.expected < LEAST)
    assert flushing.flushed == int(subnormal.sum()) > 0
    assert (harmful.largest_ulp_normal or 0) > 8e6
    assert harmful.zeros > 50
    assert harmful.relative == 1.0
    low = float(mp.log(LEAST))
    assert flushing.beyond[0][1] < low


@pytest.mark.parametrize(
    ("text", "compute"),
    [("sqrt(abs(x))", lambda x: np.sqrt(np.abs(x))), ("1 + 1e42*x", lambda x: 1 + 1e42 * x)],
)
def test_subnormal_inputs_taken_for_zero_are_flushed(
    text: str, compute: Callable[[Any], Any]
) -> None:
    """The right results are normal, and the second ones are not 0 at 0."""
    given: list[Any] = []

    def call(x: Any) -> Any:
        given.append(x)
        wide = x.astype(np.float64)
        with np.errstate(all="ignore"):
            return compute(np.where(np.abs(wide) < LEAST, 0, wide)).astype(x.dtype)

    function = actviz.get(text)
    result = headline(audit(Foreign("", call, "numpy"), function, "float32"), function)
    x = np.abs(np.concatenate(given).astype(np.float64))
    assert result.flushed == int(((x > 0) & (x < LEAST)).sum()) > 0


def test_the_largest_absolute_error_and_its_place() -> None:
    result, _ = of(lambda x, y: np.where(x == 1, y + 0.25, y))
    assert result.absolute_at == 1.0
    sigmoid = 1 / (1 + mp.exp(-1))
    assert result.absolute == pytest.approx(0.25, abs=1e-7)
    assert result.relative == pytest.approx(float(0.25 / sigmoid), rel=1e-6)
    assert (result.relative_at, result.at_normal, result.at) == (1.0, 1.0, 1.0)
    assert result.beyond == ((1.0, 1.0),)
    assert not result.order_kept  # the next result is below this one
    assert result.range_kept


def test_range_and_infinities() -> None:
    above, _ = of(lambda x, y: np.where(x > 30, 1 + 2.0**-23, y))
    assert above.range_kept is False
    assert above.order_kept
    lost, _ = of(lambda x, y: np.where(x == 2, np.inf, np.where(x == -2, np.nan, y)), "float16")
    assert (lost.overflow, lost.nan) == (1, 1)
    assert lost.beyond == ((-2.0, -2.0), (2.0, 2.0))


def test_order_is_judged_by_the_exact_values() -> None:
    x = np.array([3.0, 1.0, 2.0, np.nan, np.inf])
    assert order_kept(x, np.array([9.0, 1.0, 4.0, np.nan, np.inf]), x**2)
    assert not order_kept(x, np.array([3.0, 1.0, 4.0, np.nan, np.inf]), x**2)
    assert order_kept(x, np.array([1.0, 1.0, 1.0, np.nan, np.inf]), x**2)  # a plateau is no fall
    assert not order_kept(x, np.array([1.0, 2.0, 3.0, np.nan, 0.0]), -(x**2))


def test_ranges_are_few_and_close_the_narrowest_gaps() -> None:
    x = np.arange(20.0)
    assert beyond(x, x < 0) == ()
    assert beyond(x, (x < 3) | (x == 7)) == ((0.0, 2.0), (7.0, 7.0))
    assert beyond(x[::-1], (x > 16)) == ((0.0, 2.0),)
    odd = beyond(np.arange(60.0), np.arange(60) % 3 == 0)
    assert len(odd) == 8
    assert (odd[0][0], odd[-1][1]) == (0.0, 57.0)


def test_a_slope_has_the_slope_s_range() -> None:
    def call(x: np.ndarray) -> np.ndarray:
        return x

    report = audit(Foreign("", call, "numpy"), TANH, "float16")
    assert headline(report, TANH).range_kept is False
    row = headline(report, TANH).row("tanh", "a:b", "1", report)
    assert list(row) == [
        "function", "callable", "version", "dtype", "order", "tried", "misrounded", "largest_ulp",
        "at", "largest_ulp_normal", "at_normal", "relative", "relative_at", "absolute",
        "absolute_at", "beyond", "order_kept", "range_kept", "zeros", "nan", "overflow", "flushed",
    ]  # fmt: skip
