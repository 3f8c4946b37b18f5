"""What functions of a vector tend to where components tend to infinities, each at its own pace.

Each function takes a vector that holds infinities and no NaN, the parameters, and the function
itself for finite numbers. It gives the components, or None where there is no limit: where they
hang on which component is faster.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import copysign, inf, isfinite
from typing import Final, TypeAlias

from actviz.functions.vector import logarithms, proved

Row: TypeAlias = list[float]
Values: TypeAlias = Mapping[str, float]
Itself: TypeAlias = Callable[..., Row]  # of a vector; or, for float64 and balls, of another one

SOFTMAX: Final = (logarithms.softmax, proved.softmax)


def itself(v: Row, _: Values, function: Itself) -> Row:
    """Of a function that is continuous at infinities too, such as the largest of some numbers."""
    return function(v)


def shares(v: Row, _: Values, function: Itself) -> Row | None:
    """One component that grows takes all; what falls leaves the others their shares."""
    rest = _leader(v)
    return _without_fallen(v, function, 0.0) if rest is None else rest


def _leader(v: Row) -> Row | None:
    """All to the only component that grows, or that there is; none: nobody grows."""
    if len(v) == 1:
        return [1.0]
    return [float(x == inf) for x in v] if v.count(inf) == 1 else None


def _without_fallen(v: Row, function: Itself, fallen: float) -> Row | None:
    """What the finite components come to by themselves; the others have come to one number."""
    finite = [x for x in v if isfinite(x)]
    if inf in v or not finite:
        return None
    ends = iter(function(finite))
    return [next(ends) if isfinite(x) else fallen for x in v]


def log_shares(v: Row, _: Values, function: Itself) -> Row | None:
    """The logarithms of shares."""
    leader = _leader(v)
    if leader is not None:
        return [0.0 if share else -inf for share in leader]
    return _without_fallen(v, function, -inf)


def log_sum(v: Row, _: Values, function: Itself) -> Row:
    """exp(-inf) is 0, and of the others the largest decides."""
    return [max(v)] if inf in v or max(v) == -inf else function(v)


def solu(v: Row, _: Values, function: Itself) -> Row | None:
    """Shares multiplied by their component: u*exp(u) falls to 0."""
    leader = _leader(v)
    if leader is not None:
        return [x if share else 0.0 for x, share in zip(v, leader, strict=True)]
    return _without_fallen(v, function, 0.0)


def hourglass(v: Row, _: Values, function: Itself) -> Row | None:
    """The factor falls as the sum grows: what is finite comes to 0, the rest to 1 or more."""
    if len(v) == 1 or sum(not isfinite(x) for x in v) == 1:
        leader = _leader(v)
        return leader or [float(isfinite(x)) / (len(v) - 1) for x in v]
    # Of two that part, one leads by a multiple of their sum; a third may lie between.
    return _leader(v) if len(v) == 2 and -inf in v and inf in v else None


def above_quantile(v: Row, values: Values, function: Itself) -> Row | None:
    """Weights are u - t, with t between two components in order, times exp(u)."""
    leader = _leader(v)
    finite = [x for x in v if isfinite(x)]
    if leader is not None or inf in v or not finite:
        return leader
    if int(values["r"] * (len(v) - 1)) < v.count(-inf):  # t falls too: all u - t come to be alike
        return _without_fallen(v, lambda finite: function(finite, SOFTMAX), 0.0)
    below = min(finite) - 1 - abs(min(finite))  # as good as any below t
    return function([x if isfinite(x) else below for x in v])


def direction(v: Row, _: Values, function: Itself) -> Row | None:
    """A vector of length 1, along the only component that grows."""
    if sum(not isfinite(x) for x in v) > 1:
        return None
    return [0.0 if isfinite(x) else copysign(1.0, x) for x in v]


def winners(v: Row, values: Values, function: Itself) -> Row | None:
    """The k largest, which are told apart unless the next one is equally infinite."""
    falling, k = sorted(v, reverse=True), int(values["k"])
    tied = k < len(v) and falling[k - 1] == falling[k] and not isfinite(falling[k])
    return None if tied else function(v)
