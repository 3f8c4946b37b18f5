"""How far two gated units are apart: the largest difference on a square, and the mean square.

A search, not a proof: a grid finds where the difference is large, and each of these places is
zoomed in on.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

from actviz.arrays import Float64, np
from actviz.facts.interval import Interval
from actviz.formula.calculus import tidied
from actviz.measure.largest import NotFound

if TYPE_CHECKING:
    from collections.abc import Callable

    from actviz.functions.gated import Gate


SQUARE: Final = Interval(-8.0, 8.0, True, True)  # of both inputs, if no other is given
_GRID: Final = 321
_ZOOMED: Final = 16  # places of the grid
_LENS: Final = 17  # points each way of a closer look
_CLOSER: Final = 4.0  # how much nearer each time
_ZOOMS: Final = 26
_REACH: Final = 10.0  # of the normal distribution
_RULES: Final = (7, 10)  # Gauss points each way of the two rules that must agree
_AGREEMENT: Final = 1e-9
_ROUNDS: Final = 16
_PARTS: Final = 20_000  # boxes of one round


class LargestPair(NamedTuple):
    """The difference of largest magnitude, with its sign, and the pair of inputs."""

    value: float
    u: float
    v: float


def difference(f: Gate, g: Gate) -> Gate:
    """The gated unit ``f - g``."""
    from actviz.functions.gated import Gate
    from actviz.readings.notation.plain import to_text

    tree = tidied("-", f.bound_tree, g.bound_tree)
    text = to_text(tree)
    if not tree.names >= {"u", "v"}:
        text += " + 0*u + 0*v"
    return Gate(name="difference", family="own", formula=text)


def largest(f: Gate, g: Gate, over: Interval = SQUARE) -> LargestPair:
    """The largest difference with both inputs in a range, its value worked out exactly.

    Raises:
        NotFound: nowhere on the grid do both have a value.
    """
    low, high = over.low, over.high

    def gap(u: Float64, v: Float64) -> Float64:
        with np.errstate(all="ignore"):
            apart = np.abs(np.asarray(f(u, v)) - np.asarray(g(u, v)))
        return np.where(np.isnan(apart), -1.0, apart)

    line = np.unique(np.r_[np.linspace(low, high, _GRID), 0.0 if low < 0 < high else low])
    us, vs = (axis.ravel() for axis in np.meshgrid(line, line, indexing="ij"))
    gaps = gap(us, vs)
    if gaps.max() < 0:
        raise NotFound("nowhere do both have a value")
    start = np.argsort(-gaps, kind="stable")[:_ZOOMED]
    u, v, most = us[start], vs[start], gaps[start]
    width = (high - low) / (_GRID - 1)
    lens = np.linspace(-1.0, 1.0, _LENS)
    for _ in range(_ZOOMS):
        near_u = np.clip(u[:, None, None] + width * lens[None, :, None], low, high)
        near_v = np.clip(v[:, None, None] + width * lens[None, None, :], low, high)
        near_u, near_v = (a.reshape(len(u), -1) for a in np.broadcast_arrays(near_u, near_v))
        seen = gap(near_u, near_v)
        at = np.arange(len(u)), seen.argmax(axis=1)
        better = seen[at] > most
        u, v = np.where(better, near_u[at], u), np.where(better, near_v[at], v)
        most = np.maximum(most, seen[at])
        width /= _CLOSER
    close = np.flatnonzero(most >= most.max() * (1 - 1e-12))
    best = min(close.tolist(), key=lambda i: (math.hypot(u[i], v[i]), u[i] < 0, v[i] < 0))
    place = float(u[best]), float(v[best])
    for digits in (12, 9, 6):  # a corner of the formula that the lens has come near to
        plain = round(place[0], digits), round(place[1], digits)
        if gap(np.array(plain[0]), np.array(plain[1])) >= most[best] * (1 - 1e-14):
            place = plain
    return LargestPair(float(difference(f, g).exact(*place)), *place)


def mean_square(f: Gate, g: Gate, over: Interval | None = None) -> float:
    """The mean of the squared difference, both inputs independent and alike, to nine digits.

    Args:
        over: uniform on that range; else standard normal.

    Raises:
        NotFound: two rules do not agree.
    """
    span = over or Interval(-_REACH, _REACH)
    cuts = np.unique(np.r_[span.low, np.arange(math.ceil(span.low), span.high), span.high])
    if len(cuts) > 65:
        cuts = np.linspace(span.low, span.high, 65)
    ends = np.stack([cuts[:-1], cuts[1:]])
    one, other = (axis.ravel() for axis in np.indices((ends.shape[1],) * 2))
    boxes = np.concatenate([ends[:, one], ends[:, other]])  # u from, u to, v from, v to

    def square(us: Float64, vs: Float64) -> Float64:
        squares: Float64 = (np.asarray(f(us, vs)) - np.asarray(g(us, vs))) ** 2
        if over is not None:
            squares /= (span.high - span.low) ** 2
        else:
            squares *= np.exp(-(us**2 + vs**2) / 2) / (2 * math.pi)
        return squares

    total = 0.0
    for _ in range(_ROUNDS):
        rough, fine = (_integrals(square, boxes, points) for points in _RULES)
        gaps = np.abs(rough - fine)
        if not np.all(np.isfinite(gaps)):
            break
        allowed = _AGREEMENT * max(total + float(np.sum(fine)), 1e-300)
        done = gaps <= (math.inf if float(gaps.sum()) <= allowed else allowed / 4096)
        total += float(np.sum(fine[done]))
        if done.all():
            return total
        boxes = _quartered(boxes[:, ~done])
        if boxes.shape[1] > _PARTS:
            break
    raise NotFound("no finite mean is found")


def _integrals(
    function: Callable[[Float64, Float64], Float64], boxes: Float64, points: int
) -> Float64:
    """The integral over each box by Gauss's rule."""
    nodes, weights = np.polynomial.legendre.leggauss(points)
    shares = (nodes + 1) / 2
    u, v = (low[:, None] + (high - low)[:, None] * shares for low, high in (boxes[:2], boxes[2:]))
    shape = len(u), points, points
    us, vs = np.broadcast_to(u[:, :, None], shape), np.broadcast_to(v[:, None, :], shape)
    area = (boxes[1] - boxes[0]) * (boxes[3] - boxes[2]) / 4
    integrals: Float64 = np.einsum("nij,i,j->n", function(us, vs), weights, weights) * area
    return integrals


def _quartered(boxes: Float64) -> Float64:
    a, b, c, d = boxes
    x, y = a + (b - a) / 2, c + (d - c) / 2
    return np.concatenate(
        [np.stack(box) for box in ((a, x, c, y), (x, b, c, y), (a, x, y, d), (x, b, y, d))], axis=1
    )
