"""Functions of a vector once more, for exact values: in balls, and in fractions where they do.

The components come as balls that hold one double each. Which of them are kept, or come first, is
decided in fractions, so that no comparison is ever in doubt.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from actviz.arrays import Float64, np
from actviz.dataclass import dataclass
from actviz.functions.vector import groups, sparse

Balls = Sequence[Any]  # flint.arb, which comes without types
Values = Mapping[str, Any]


def _fractions(v: Balls) -> list[Fraction]:
    return [Fraction(float(x)) for x in v]


def _sum(balls: Balls) -> Any:
    total = balls[0]
    for one in balls[1:]:
        total = total + one
    return total


def _ball(value: Fraction, one: Any) -> Any:
    return one * value.numerator / value.denominator


@dataclass(frozen=True)
class AsComputed:
    """Of a function that only chooses among its inputs: float64 is exact."""

    compute: Callable[[Float64, Values], Float64]

    def __call__(self, v: Balls, values: Values) -> list[float]:
        """The values at ``v``, a vector of n components."""
        plain = {word: float(value) for word, value in values.items()}
        components: list[float] = self.compute(np.array([float(x) for x in v]), plain).tolist()
        return components


def log_sum(v: Balls, _: Values) -> list[Any]:
    """log(sum_j exp(v_j)): one number."""
    return [_sum([x.exp() for x in v]).log()]


def log_mean(v: Balls, _: Values) -> list[Any]:
    """log(mean_j exp(v_j)): one number."""
    return [(_sum([x.exp() for x in v]) / len(v)).log()]


def log_softmax(v: Balls, values: Values) -> list[Any]:
    """v_i - log(sum_j exp(v_j))."""
    (total,) = log_sum(v, values)
    return [x - total for x in v]


def softmax(v: Balls, _: Values) -> list[Any]:
    """exp(v_i) / sum_j exp(v_j)."""
    powers = [x.exp() for x in v]
    total = _sum(powers)
    return [power / total for power in powers]


def solu(v: Balls, _: Values) -> list[Any]:
    """v_i times softmax's component i."""
    powers = [x.exp() for x in v]
    total = _sum(powers)
    return [x * power / total for x, power in zip(v, powers, strict=True)]


def _projected(v: Sequence[Fraction]) -> list[Fraction]:
    """max(v_i - tau, 0), with the tau for which the components add up to 1."""
    falling = sorted(v, reverse=True)
    total, tau = Fraction(0), Fraction(0)
    for count, x in enumerate(falling, 1):
        total += x
        if x > (total - 1) / count:
            tau = (total - 1) / count
    return [max(x - tau, Fraction(0)) for x in v]


def sparsemax(v: Balls, _: Values) -> list[Fraction]:
    """max(v_i - tau, 0), with the tau for which the components add up to 1."""
    return _projected(_fractions(v))


def sparsegen(v: Balls, values: Values) -> list[Fraction]:
    """sparsemax(v/(1 - lambd))."""
    steep = 1 - Fraction(float(values["lambd"]))
    return _projected([x / steep for x in _fractions(v)])


def sparsehourglass(v: Balls, values: Values) -> list[Fraction]:
    """sparsemax(c*v) with c = (1 + n*q)/(abs(sum of all v) + n*q)."""
    points = _fractions(v)
    room = Fraction(len(points)) * Fraction(float(values["q"]))
    factor = (1 + room) / (abs(sum(points, Fraction(0))) + room)
    return _projected([x * factor for x in points])


def r_softmax(v: Balls, values: Values) -> list[Any]:
    """Weights max(v_i - t, 0)*exp(v_i) divided by their sum, t the quantile of rate ``r``."""
    points = _fractions(v)
    rising = sorted(points)
    place = Fraction(float(values["r"])) * (len(points) - 1)
    low = min(int(place), len(points) - 1)
    high = min(low + 1, len(points) - 1)
    limit = rising[low] + (place - low) * (rising[high] - rising[low])
    if limit >= rising[-1]:
        leading = points.count(rising[-1])
        return [Fraction(int(x == rising[-1]), leading) for x in points]
    weights = [
        _ball(x - limit, ball.exp()) if x > limit else ball * 0
        for x, ball in zip(points, v, strict=True)
    ]
    total = _sum(weights)
    return [weight / total for weight in weights]


def entmax15(v: Balls, _: Values) -> list[Any]:
    """max(v_i/2 - tau, 0)**2, with the tau for which the components add up to 1."""
    points = [x / 2 for x in _fractions(v)]
    falling = sorted(points, reverse=True)
    count, middle, room = 1, falling[0], Fraction(1)
    for size in range(1, len(falling) + 1):
        kept = falling[:size]
        mean = sum(kept, Fraction(0)) / size
        left = (1 - sum(((x - mean) * (x - mean) for x in kept), Fraction(0))) / size
        if (
            left >= 0 and (mean - kept[-1]) * (mean - kept[-1]) <= left
        ):  # tau is not above the last one kept
            count, middle, room = size, mean, left
    one = v[0] * 0 + 1
    tau = _ball(middle, one) - _ball(room, one).sqrt()
    least = falling[count - 1]
    return [
        (_ball(x, one) - tau) ** 2 if x >= least else ball * 0
        for x, ball in zip(points, v, strict=True)
    ]


def alpha_entmax(v: Balls, values: Values) -> list[Any]:
    """max((alpha - 1)*v_i - t, 0)**(1/(alpha - 1)), with the t that makes the sum 1.

    t is caught between two numbers at which the sum is proved to be above and below 1.
    """
    steep = values["alpha"] - 1
    one = v[0] * 0 + 1
    if float(values["alpha"]) == 1:
        return softmax(v, values)
    top = v[max(range(len(v)), key=lambda i: float(v[i]))]
    points = [steep * (x - top) for x in v]  # the largest is 0, so that t lies from -1 to 0

    def shares(t: Any) -> list[Any]:
        return [_positive_part(x - t, 1 / steep) for x in points]

    def above(t: Any) -> int:
        total = _sum(shares(t))
        return int(total > 1) - int(total < 1)

    low, high = -one, one * 0
    for _ in range(1 << 14):
        middle = ((low + high) / 2).mid()
        side = above(middle)
        if side:
            low, high = (middle, high) if side > 0 else (low, middle)
            continue
        # The middle may be t itself, as it is among equals: what lies on its sides comes nearer.
        left, right = ((low + middle) / 2).mid(), ((middle + high) / 2).mid()
        nearer = left if above(left) > 0 else low, right if above(right) < 0 else high
        if nearer == (low, high):
            break
        low, high = nearer
    if len(v) == 1:
        return [Fraction(1)]
    return shares(low.union(high))


def _positive_part(inside: Any, power: Any) -> Any:
    """max(u, 0)**power, which grows with u."""
    if inside > 0:
        return inside**power
    nothing = inside * 0
    nothing = nothing.mid() if nothing.is_finite() else nothing
    return nothing if inside <= 0 else nothing.union(inside.upper() ** power)


def squash(v: Balls, values: Values) -> list[Any]:
    """The vector with its length r turned into r**2/(c + r**2)."""
    if not any(_fractions(v)):
        return [x * 0 for x in v]
    square = _sum([x * x for x in v])
    return [x * square.sqrt() / (values["c"] + square) for x in v]


hardmax = AsComputed(sparse.hardmax)
kwta = AsComputed(groups.kwta)
maxout = AsComputed(groups.maxout)
oplu = AsComputed(groups.oplu)
