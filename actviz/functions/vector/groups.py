"""Components that compete: within groups, in pairs, or all of them; and the length of a vector."""

from __future__ import annotations

from collections.abc import Mapping

from actviz.arrays import Float64, Mask, Places, np
from actviz.functions.vector.vector_function import others

Values = Mapping[str, float]


def _grouped(v: Float64, values: Values) -> tuple[Float64, Places]:
    """The groups in the last axis, and for each of their members its place in the vector."""
    size, count = int(values["k"]), v.shape[-1]
    if count % size:
        raise ValueError(
            f"maxout with k = {size} takes vectors of a multiple of {size}: not {count}"
        )
    places = np.arange(count).reshape(-1, size)
    if values["interleaved"]:
        places = np.arange(count).reshape(size, -1).T
    return v[..., places], places


def maxout(v: Float64, values: Values) -> Float64:
    """The largest member of each group."""
    groups, _ = _grouped(v, values)
    largest: Float64 = groups.max(axis=-1)
    return largest


def maxout_slopes(v: Float64, values: Values) -> Float64:
    """1 at the first of the largest members of each group."""
    groups, places = _grouped(v, values)
    winners = np.take_along_axis(
        np.broadcast_to(places, groups.shape), groups.argmax(axis=-1)[..., None], axis=-1
    )
    lost = np.isnan(groups).any(axis=-1, keepdims=True)
    slopes = np.where(np.arange(v.shape[-1]) == winners, 1.0, 0.0)
    return np.where(lost, np.nan, slopes)


def _pairs(v: Float64) -> tuple[Float64, Float64]:
    if v.shape[-1] % 2:
        raise ValueError(f"oplu takes pairs: an even number of components, not {v.shape[-1]}")
    return v[..., ::2], v[..., 1::2]


def oplu(v: Float64, _: Values) -> Float64:
    """Each pair with its larger member first."""
    one, other = _pairs(v)
    pairs = np.stack([np.maximum(one, other), np.minimum(one, other)], axis=-1)
    return pairs.reshape(v.shape)


def oplu_slopes(v: Float64, _: Values) -> Float64:
    """A permutation: rows of a pair that stands the wrong way round are exchanged."""
    one, other = _pairs(v)
    count = v.shape[-1]
    partner = np.arange(count) ^ 1
    wrong = np.repeat(np.asarray(one < other), 2, axis=-1)
    source = np.where(wrong, partner, np.arange(count))
    lost = np.repeat(np.isnan(one) | np.isnan(other), 2, axis=-1)
    slopes = np.where(np.arange(count) == source[..., None], 1.0, 0.0)
    return np.where(np.expand_dims(lost, -1), np.nan, slopes)


def _winners(v: Float64, values: Values) -> Mask:
    k, count = int(values["k"]), v.shape[-1]
    if k > count:
        raise ValueError(f"kwta with k = {k} takes vectors of {k} components or more, not {count}")
    kth = np.sort(v, axis=-1)[..., count - k, None]
    return np.asarray(v >= kth)


def kwta(v: Float64, values: Values) -> Float64:
    """The k largest components, all others 0."""
    return np.where(_winners(v, values), v, 0.0)


def kwta_slopes(v: Float64, values: Values) -> Float64:
    """delta_ij for the winners."""
    return _winners(v, values)[..., None] * np.eye(v.shape[-1])


def _length(v: Float64) -> Float64:
    """The Euclidean length, without overflow of the squares."""
    top = np.max(np.abs(v), axis=-1, keepdims=True)
    scaled = np.where(top > 0, v / top, 0.0)
    length: Float64 = top * np.sqrt((scaled**2).sum(axis=-1, keepdims=True))
    return length


def squash(v: Float64, values: Values) -> Float64:
    """The vector with its length r turned into r**2/(c + r**2)."""
    length = _length(v)
    shrunk: Float64 = v * _per_length(length, values["c"])
    return shrunk


def _per_length(length: Float64, c: float) -> Float64:
    """r/(c + r**2), without overflow of the square."""
    return np.where(length > 0, 1 / (c / length + length), 0.0)


def squash_slopes(v: Float64, values: Values) -> Float64:
    """q*(delta_ij + (2*h - 1)*n_i*n_j) with n = x/r, q = r/(c + r**2), h = c/(c + r**2)."""
    c = values["c"]
    length = _length(v)
    n = np.where(length > 0, v / length, 0.0)
    h = 1 / (1 + (length / c**0.5) ** 2)
    slopes = (2 * h - 1)[..., None] * n[..., :, None] * n[..., None, :]
    count = v.shape[-1]
    # 1 - n_i**2 is the others' share of the squares.
    slopes[..., range(count), range(count)] = others(n**2) + 2 * h * n**2
    result: Float64 = _per_length(length, c)[..., None] * slopes
    return result
