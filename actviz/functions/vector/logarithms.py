"""Logarithms of sums of exponentials, and what is made of softmax's own components."""

from __future__ import annotations

from collections.abc import Mapping
from math import log

from actviz.arrays import Float64, np
from actviz.functions.vector.vector_function import others
from actviz.functions.vector.weights import exponentials

Values = Mapping[str, float]


def softmax(v: Float64, _: Values) -> Float64:
    """exp(v_i) / sum_j exp(v_j)."""
    powers, _top = exponentials(v)
    result: Float64 = powers / powers.sum(axis=-1, keepdims=True)
    return result


def _log_total(v: Float64) -> tuple[Float64, Float64]:
    """The largest component, and log(sum_j exp(v_j)) less it: log1p of what the others leave."""
    powers, top = exponentials(v)
    first = np.argmax(v, axis=-1)[..., None]
    lost = np.isnan(powers.sum(axis=-1, keepdims=True))
    np.put_along_axis(powers, first, np.where(lost, np.nan, 0.0), -1)
    return top, np.log1p(powers.sum(axis=-1, keepdims=True))


def log_softmax(v: Float64, _: Values) -> Float64:
    """v_i - log(sum_j exp(v_j))."""
    top, rest = _log_total(v)
    # A difference of equal infinities is 0 here, as for every other largest component.
    result: Float64 = np.where(v == top, 0.0, v - top) - rest
    return result


def log_softmax_slopes(v: Float64, _: Values) -> Float64:
    """delta_ij - s_j, the diagonal as the sum of the others."""
    s = softmax(v, {})
    count = v.shape[-1]
    spread = np.broadcast_to(s[..., None, :], (*v.shape, count))
    return np.where(np.eye(count, dtype=bool), others(s)[..., :, None], -spread)


def log_sum(v: Float64, _: Values) -> Float64:
    """log(sum_j exp(v_j)): one number."""
    top, rest = _log_total(v)
    # inf with several of them is still inf; -inf alone is log(0).
    total: Float64 = np.where(np.isinf(top), top, top + rest)
    return total


def log_mean(v: Float64, _: Values) -> Float64:
    """log(mean_j exp(v_j)): one number; near the mean where all are near each other."""
    top = np.max(v, axis=-1, keepdims=True)
    shifted = np.expm1(v - top).mean(axis=-1, keepdims=True)
    few = _log_total(v)[1] - log(v.shape[-1])
    # Of close numbers the mean of exp(v - top) is near 1: log1p of its distance keeps the digits.
    inner = np.where(shifted > -0.5, np.log1p(shifted), few)
    mean: Float64 = np.where(np.isinf(top), top, top + inner)
    return mean


def share_slopes(v: Float64, _: Values) -> Float64:
    """One row: softmax."""
    row: Float64 = softmax(v, {})[..., None, :]
    return row


def solu(v: Float64, _: Values) -> Float64:
    """v_i times softmax's component i."""
    return v * softmax(v, {})


def solu_slopes(v: Float64, _: Values) -> Float64:
    """s_i*(delta_ij*(1 + v_i) - v_i*s_j)."""
    s = softmax(v, {})
    slopes = -(v * s)[..., :, None] * s[..., None, :]
    count = v.shape[-1]
    slopes[..., range(count), range(count)] = s * (1 + v * others(s))
    result: Float64 = slopes
    return result
