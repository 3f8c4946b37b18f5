"""Weights that can be exactly 0: projections onto the simplex, and the winner that takes all."""

from __future__ import annotations

from collections.abc import Mapping

from actviz.arrays import Float64, np
from actviz.functions.vector.logarithms import softmax
from actviz.functions.vector.vector_function import less_shared

Values = Mapping[str, float]


def sparsemax(v: Float64, _: Values) -> Float64:
    """max(v_i - tau, 0), with the tau for which the components add up to 1."""
    shifted = v - np.max(v, axis=-1, keepdims=True)  # what is kept lies between -1 and 0
    falling = -np.sort(-shifted, axis=-1)
    counts = np.arange(1, v.shape[-1] + 1)
    taus = (np.cumsum(falling, axis=-1) - 1) / counts
    kept = np.sum(falling > taus, axis=-1, keepdims=True)
    tau = np.take_along_axis(taus, np.maximum(kept, 1) - 1, axis=-1)
    kept_part: Float64 = np.maximum(shifted - tau, 0.0)
    return kept_part


def sparsemax_slopes(v: Float64, values: Values) -> Float64:
    """delta_ij - 1/k among the k components that are not 0, else 0."""
    return less_shared((sparsemax(v, {}) > 0).astype(float))


def sparsegen(v: Float64, values: Values) -> Float64:
    """sparsemax(v/(1 - lambd))."""
    return sparsemax(v / (1 - values["lambd"]), {})


def sparsegen_slopes(v: Float64, values: Values) -> Float64:
    """(delta_ij - 1/k)/(1 - lambd) among the k components that are not 0, else 0."""
    steep = 1 - values["lambd"]
    slopes: Float64 = sparsemax_slopes(v / steep, {}) / steep
    return slopes


def sparsehourglass(v: Float64, values: Values) -> Float64:
    """sparsemax(c*v) with c = (1 + n*q)/(abs(sum of all v) + n*q)."""
    return sparsemax(v * _hourglass(v, values)[0], {})


def sparsehourglass_slopes(v: Float64, values: Values) -> Float64:
    """P_ij*c + (P v)_i*dc/dv_j, with P the slopes of sparsemax at c*v."""
    factor, bend = _hourglass(v, values)
    straight = sparsemax_slopes(v * factor, {})
    turned = (straight @ v[..., None])[..., 0]
    slopes: Float64 = straight * factor[..., None] + (turned * bend)[..., None]
    return slopes


def _hourglass(v: Float64, values: Values) -> tuple[Float64, Float64]:
    """The factor c of sparsehourglass, and its slope by any component: they are all the same."""
    total = v.sum(axis=-1, keepdims=True)
    room = v.shape[-1] * values["q"]
    size = np.abs(total) + room
    factor = (1 + room) / size
    return factor, -factor * np.sign(total) / size


def r_softmax(v: Float64, values: Values) -> Float64:
    """Weights max(v_i - t, 0)*exp(v_i) divided by their sum, t the quantile of rate ``r``.

    Where the quantile is the largest component, the components equal to it share alike: the limit
    as the quantile comes near it from below.
    """
    shifted, kept, _ = _above_quantile(v, values)
    weights = kept * np.exp(shifted)
    total = weights.sum(axis=-1, keepdims=True)
    leading = (shifted == 0).astype(float)
    even = leading / np.maximum(leading.sum(axis=-1, keepdims=True), 1.0)
    return np.where(total > 0, weights / np.where(total > 0, total, 1.0), even)


def r_softmax_slopes(v: Float64, values: Values) -> Float64:
    """c_i*delta_ij - f_i*c_j - (a_i - f_i*sum(a))*dt/dv_j, with c = a + f.

    a is exp(v) by the sum of the weights where f > 0, else 0. The quantile t moves with the one
    or two components that it lies between.
    """
    shifted, kept, moves = _above_quantile(v, values)
    powers = np.exp(shifted)
    total = (kept * powers).sum(axis=-1, keepdims=True)
    safe = np.where(total > 0, total, 1.0)
    shares = kept * powers / safe
    steep = np.where(kept > 0, powers / safe, 0.0)
    both = steep + shares
    jacobian = both[..., :, None] * np.eye(v.shape[-1]) - shares[..., :, None] * both[..., None, :]
    drift = steep - shares * steep.sum(axis=-1, keepdims=True)
    slopes: Float64 = jacobian - drift[..., :, None] * moves[..., None, :]
    return np.where(total[..., None] > 0, slopes, 0.0)


def _above_quantile(v: Float64, values: Values) -> tuple[Float64, Float64, Float64]:
    """v less its largest component, how far each lies above the quantile, and the latter's slopes.

    The quantile of a rate lies at ``rate*(n - 1)`` in the sorted order, between two components in
    proportion.
    """
    count = v.shape[-1]
    shifted = v - np.max(v, axis=-1, keepdims=True)
    order = np.argsort(shifted, axis=-1, kind="stable")
    place = values["r"] * (count - 1)
    low = min(int(place), count - 1)
    high, part = min(low + 1, count - 1), place - low
    rising = np.take_along_axis(shifted, order, axis=-1)
    below, above = rising[..., low : low + 1], rising[..., high : high + 1]
    kept = np.maximum(shifted - (below + part * (above - below)), 0.0)
    moves = np.zeros_like(shifted)
    np.put_along_axis(moves, order[..., low : low + 1], 1 - part, axis=-1)
    if part:
        np.put_along_axis(moves, order[..., high : high + 1], part, axis=-1)
    return shifted, kept, moves


def entmax15(v: Float64, _: Values) -> Float64:
    """max(v_i/2 - tau, 0)**2, with the tau for which the components add up to 1.

    With k components kept, tau solves a quadratic equation in their mean and spread.
    """
    shifted = (v - np.max(v, axis=-1, keepdims=True)) / 2
    falling = -np.sort(-shifted, axis=-1)
    counts = np.arange(1, v.shape[-1] + 1)
    means = np.cumsum(falling, axis=-1) / counts
    spreads = np.cumsum(falling**2, axis=-1) - counts * means**2
    room = (1 - spreads) / counts
    taus = means - np.sqrt(np.maximum(room, 0.0))
    kept = np.sum((taus <= falling) & (room >= 0), axis=-1, keepdims=True)
    tau = np.take_along_axis(taus, np.maximum(kept, 1) - 1, axis=-1)
    result: Float64 = np.maximum(shifted - tau, 0.0) ** 2
    return result


def entmax15_slopes(v: Float64, _: Values) -> Float64:
    """g_i*(delta_ij - g_j/sum(g)) with g = sqrt(f)."""
    return less_shared(np.sqrt(entmax15(v, {})))


def alpha_entmax(v: Float64, values: Values) -> Float64:
    """max(1 + (alpha - 1)*(v_i - t), 0)**(1/(alpha - 1)), with the t that makes the sum 1.

    The same as the usual form with tau = (alpha - 1)*t - 1, and as alpha tends to 1 it stays in
    order: exp(v_i - t). t is found by bisection, to the last digit.
    """
    steep = values["alpha"] - 1
    if steep == 0:
        return softmax(v, {})

    def shares(t: Float64) -> Float64:
        inside = steep * (shifted - t)
        powers: Float64 = np.exp(np.log1p(np.maximum(inside, -1.0)) / steep)
        return powers

    shifted = v - np.max(v, axis=-1, keepdims=True)
    # The largest share lies between 1/n and 1.
    low = np.zeros_like(shifted[..., :1])
    high = low - np.expm1(-steep * np.log(v.shape[-1])) / steep
    while True:
        middle = low + (high - low) / 2
        if np.all((middle <= low) | (middle >= high) | np.isnan(middle)):
            break
        too_much = shares(middle).sum(axis=-1, keepdims=True) > 1
        low, high = np.where(too_much, middle, low), np.where(too_much, high, middle)
    weights = shares(high)
    result: Float64 = weights / weights.sum(axis=-1, keepdims=True)
    return result


def alpha_entmax_slopes(v: Float64, values: Values) -> Float64:
    """g_i*(delta_ij - g_j/sum(g)) with g = f**(2 - alpha) where f is not 0."""
    shares = alpha_entmax(v, values)
    return less_shared(np.where(shares > 0, shares ** (2 - values["alpha"]), 0.0))


def hardmax(v: Float64, _: Values) -> Float64:
    """1 for the first of the largest components, 0 for all others."""
    places = np.arange(v.shape[-1])
    return np.where(places == np.argmax(v, axis=-1)[..., None], 1.0, 0.0)


def hardmax_slopes(v: Float64, _: Values) -> Float64:
    """0 everywhere: it is constant between its jumps."""
    return np.zeros((*v.shape, v.shape[-1]))
