"""Every function of a vector written a second time, in mpmath, from its definition."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath as mp

Vector = list[Any]
Definition = Callable[..., Vector]


def shares(weights: Vector, rest: int = 0) -> Vector:
    total = mp.fsum(weights) + rest
    return [weight / total for weight in weights]


def sigmoid(x: Any) -> Any:
    return 1 / (1 + mp.exp(-x))


def summing_to_one(component: Callable[[Any, Any], Any], v: Vector, spread: Any) -> Vector:
    """component(x, t) at the t for which all of them add up to 1; each falls as t grows."""
    low, high = min(v) - spread, max(v) + spread
    for _ in range(400):
        t = (low + high) / 2
        if mp.fsum(component(x, t) for x in v) > 1:
            low = t
        else:
            high = t
    return [component(x, t) for x in v]


def sparsemax(v: Vector) -> Vector:
    return summing_to_one(lambda x, t: max(x - t, mp.mpf(0)), v, 2)


def entmax15(v: Vector) -> Vector:
    return summing_to_one(lambda x, t: max(x / 2 - t, mp.mpf(0)) ** 2, v, 2 + max(map(abs, v)))


def alpha_entmax(v: Vector, alpha: Any) -> Vector:
    if alpha == 1:
        return shares([mp.exp(x) for x in v])
    power = 1 / (alpha - 1)

    def component(x: Any, t: Any) -> Any:
        return max((alpha - 1) * x - t, mp.mpf(0)) ** power

    return summing_to_one(component, v, 2 + (alpha + 1) * max(map(abs, v)))


def squash(v: Vector, c: Any) -> Vector:
    square = mp.fsum(x * x for x in v)
    if square == 0:
        return v
    return [square / (c + square) * x / mp.sqrt(square) for x in v]


def maxout(v: Vector, k: Any, interleaved: Any) -> Vector:
    k = int(k)
    count = len(v) // k
    if interleaved:
        return [max(v[j::count]) for j in range(count)]
    return [max(v[i : i + k]) for i in range(0, len(v), k)]


def kwta(v: Vector, k: Any) -> Vector:
    threshold = sorted(v, reverse=True)[int(k) - 1]
    return [x if x >= threshold else mp.mpf(0) for x in v]


def elu(x: Any) -> Any:
    return x if x > 0 else mp.expm1(x)


def mean(v: Vector) -> Any:
    return mp.fsum(v) / len(v)


def filtered(v: Vector, left: Any, centre: Any, right: Any) -> Vector:
    before, behind = [mp.mpf(0), *v[:-1]], [*v[1:], mp.mpf(0)]
    return [left * a + centre * b + right * c for a, b, c in zip(before, v, behind, strict=True)]


def dice(v: Vector, alpha: Any, epsilon: Any) -> Vector:
    m = mean(v)
    spread = mp.sqrt(mean([(x - m) ** 2 for x in v]) + epsilon)
    gates = [sigmoid((x - m) / spread) for x in v]
    return [p * x + (1 - p) * alpha * x for p, x in zip(gates, v, strict=True)]


def meta_acon_c(v: Vector, p1: Any, p2: Any, weight: Any) -> Vector:
    beta = sigmoid(weight * mean(v))
    return [(p1 - p2) * x * sigmoid(beta * (p1 - p2) * x) + p2 * x for x in v]


def sparsehourglass(v: Vector, q: Any) -> Vector:
    room = len(v) * q
    factor = (1 + room) / (abs(mp.fsum(v)) + room)
    return sparsemax([factor * x for x in v])


def quantile(v: Vector, rate: Any) -> Any:
    rising = sorted(v)
    place = rate * (len(v) - 1)
    low = int(mp.floor(place))
    high = min(low + 1, len(v) - 1)
    return rising[low] + (place - low) * (rising[high] - rising[low])


def r_softmax(v: Vector, r: Any) -> Vector:
    t = quantile(v, r)
    return shares([relu(x - t) * mp.exp(x) for x in v])


def poly_norm(v: Vector, a0: Any, a1: Any, a2: Any, a3: Any, epsilon: Any) -> Vector:
    total = [a0] * len(v)
    for power, weight in ((1, a1), (2, a2), (3, a3)):
        size = mp.sqrt(mean([x ** (2 * power) for x in v]) + epsilon)
        total = [one + weight * x**power / size for one, x in zip(total, v, strict=True)]
    return total


def relu(x: Any) -> Any:
    return max(x, mp.mpf(0))


DEFINITIONS: dict[str, Definition] = {
    "softmax": lambda v: shares([mp.exp(x) for x in v]),
    "softmin": lambda v: shares([mp.exp(-x) for x in v]),
    "log_softmax": lambda v: [mp.log(share) for share in shares([mp.exp(x) for x in v])],
    "temperature_softmax": lambda v, beta: shares([mp.exp(beta * x) for x in v]),
    "logsumexp": lambda v: [mp.log(mp.fsum(map(mp.exp, v)))],
    "logmeanexp": lambda v: [mp.log(mean([mp.exp(x) for x in v]))],
    "hardmax": lambda v: [mp.mpf(i == v.index(max(v))) for i in range(len(v))],
    "sparsemax": sparsemax,
    "entmax15": entmax15,
    "alpha_entmax": alpha_entmax,
    "sigsoftmax": lambda v: shares([mp.exp(x) * sigmoid(x) for x in v]),
    "quiet_softmax": lambda v: shares([mp.exp(x) for x in v], 1),
    "sqmax": lambda v, c: shares([(x + c) ** 2 for x in v]),
    "taylor_softmax": lambda v: shares([1 + x + x * x / 2 for x in v]),
    "radbasn": lambda v: shares([mp.exp(-x * x) for x in v]),
    "solu": lambda v: [
        x * share for x, share in zip(v, shares([mp.exp(x) for x in v]), strict=True)
    ],
    "ssmax": lambda v, scale: shares([len(v) ** (scale * x) for x in v]),
    "spherical_softmax": lambda v: shares([x * x for x in v]),
    "sparsegen": lambda v, lambd: sparsemax([x / (1 - lambd) for x in v]),
    "sparsehourglass": sparsehourglass,
    "r_softmax": r_softmax,
    "poly_norm": poly_norm,
    "squash": squash,
    "maxout": maxout,
    "crelu": lambda v: [relu(x) for x in v] + [relu(-x) for x in v],
    "ncrelu": lambda v: [relu(x) for x in v] + [-relu(-x) for x in v],
    "concat_elu": lambda v: [elu(x) for x in v] + [elu(-x) for x in v],
    "oplu": lambda v: [
        one for i in range(0, len(v), 2) for one in (max(v[i : i + 2]), min(v[i : i + 2]))
    ],
    "bipolar_relu": lambda v: [relu(x) if i % 2 == 0 else -relu(-x) for i, x in enumerate(v)],
    "paired_relu": lambda v, a, b, c, d: (
        [relu(a * x - b) for x in v] + [relu(c * x - d) for x in v]
    ),
    "kwta": kwta,
    "abrelu": lambda v: [relu(x - mean(v)) for x in v],
    "funnel_relu": lambda v, left, centre, right, scale, shift: [
        max(x, scale * t + shift) for x, t in zip(v, filtered(v, left, centre, right), strict=True)
    ],
    "scaa": lambda v, left, centre, right: [
        max(x, t) for x, t in zip(v, filtered(v, left, centre, right), strict=True)
    ],
    "dice": dice,
    "meta_acon_c": meta_acon_c,
    "gumbel_softmax": lambda v, tau: shares([mp.exp(x / tau) for x in v]),
}
