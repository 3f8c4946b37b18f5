"""softmax and its kin against mpmath, and their Jacobians."""

from __future__ import annotations

import math

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import actviz

VECTORS_OF_NUMBERS = arrays(
    np.float64, st.integers(1, 6), elements=st.floats(-500, 500, allow_subnormal=False)
)


def true_softmax(v: np.ndarray) -> list[mp.mpf]:
    with mp.workdps(60):
        powers = [mp.exp(mp.mpf(float(x))) for x in v]
        return [power / mp.fsum(powers) for power in powers]


@given(VECTORS_OF_NUMBERS)
def test_softmax_is_right_in_every_component(v: np.ndarray) -> None:
    for got, expected in zip(actviz.vector("softmax")(v), true_softmax(v), strict=True):
        # exp's own error grows with the distance to the largest score, which is rounded once.
        assert abs(mp.mpf(float(got)) - expected) <= abs(expected) * 3e-13 + mp.mpf(2) ** -1070


@given(VECTORS_OF_NUMBERS)
def test_log_softmax_keeps_its_digits(v: np.ndarray) -> None:
    with mp.workdps(900):  # exp(-1000) beside 1
        total = mp.log(mp.fsum(mp.exp(mp.mpf(float(x))) for x in v))
        expected = [mp.mpf(float(x)) - total for x in v]
    for got, true in zip(actviz.vector("log_softmax")(v), expected, strict=True):
        assert abs(mp.mpf(float(got)) - true) <= abs(true) * 1e-13 + mp.mpf(2) ** -1070


def true_log_mean(v: list[float]) -> float:
    with mp.workdps(60):
        return float(mp.log(mp.fsum(mp.exp(mp.mpf(x)) for x in v) / len(v)))


def test_log_mean_keeps_its_digits_where_all_are_near_each_other() -> None:
    for v in ([0.0, 1e-9], [0.0, -3e-12, 2e-12], [1e-5, 0.0], [-0.3, 0.3, 0.0], [0.0, -800.0]):
        assert actviz.vector("logmeanexp")(v) == pytest.approx(true_log_mean(v), rel=1e-14, abs=0)


@given(VECTORS_OF_NUMBERS)
def test_jacobians_are_those_of_mathematics(v: np.ndarray) -> None:
    s = true_softmax(v)
    for name in ("softmax", "log_softmax"):
        result = actviz.vector(name).jacobian(v)
        for i in range(len(v)):
            for j in range(len(v)):
                rest = mp.fsum(s[k] for k in range(len(v)) if k != i)
                slope = rest if i == j else -s[j]
                expected = s[i] * slope if name == "softmax" else slope
                error = abs(mp.mpf(float(result[i, j])) - expected)
                assert error <= abs(expected) * 1e-12 + mp.mpf(2) ** -1060


def test_rows_of_softmax_slopes_sum_to_zero() -> None:
    slopes = actviz.vector("softmax").jacobian([2.0, 1.0, 0.1])
    assert np.abs(slopes.sum(axis=-1)).max() < 1e-16


def test_known_numbers() -> None:
    assert actviz.vector("softmax")([0.8, 1.2, 3.1]) == pytest.approx(
        [0.08021815, 0.11967141, 0.80011044], abs=5e-9
    )


def test_extremes() -> None:
    softmax, log_softmax = actviz.vector("softmax"), actviz.vector("log_softmax")
    assert softmax([1000.0, 0.0]).tolist() == [1.0, 0.0]
    assert softmax([math.inf, 0.0]).tolist() == [1.0, 0.0]
    assert softmax([-math.inf, 0.0]).tolist() == [0.0, 1.0]
    assert np.isnan(softmax([math.inf, math.inf])).all()
    assert np.isnan(softmax([math.nan, 0.0])).all()
    assert log_softmax([1000.0, 0.0]).tolist() == [-0.0, -1000.0]
    assert np.isnan(log_softmax([math.nan, 0.0])).all()
    assert softmax([3.0]).tolist() == [1.0]


def test_the_last_axis_counts() -> None:
    v = np.arange(12.0).reshape(2, 3, 2)
    assert actviz.vector("softmax")(v).shape == (2, 3, 2)
    assert actviz.vector("softmax").jacobian(v).shape == (2, 3, 2, 2)
    assert np.allclose(actviz.vector("softmax")(v).sum(axis=-1), 1)
    empty: list[float] = []
    for nothing in (1.0, empty):
        with pytest.raises(ValueError, match="at least one number"):
            actviz.vector("softmax")(nothing)
