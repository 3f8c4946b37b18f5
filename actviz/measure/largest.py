"""The largest difference as a value: how much, with its sign, and where."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

_SAME: Final = 2.0**-48  # relative: differences this close are told apart by no double


class Largest(NamedTuple):
    """The difference of largest magnitude, ``f(x) - g(x)`` with its sign, and where it is.

    ``x`` is infinite where the difference is largest, or grows for ever, towards an infinity. At
    a jump or a pole the value is that of one side, approached as x comes near.
    """

    value: float
    x: float


def farthest_of(candidates: Iterable[Largest]) -> Largest:
    """The largest magnitude; among equals the place nearest to 0, the right one first."""
    candidates = list(candidates)
    most = max(abs(one.value) for one in candidates)
    equals = [one for one in candidates if abs(one.value) >= most * (1 - _SAME)]
    return min(equals, key=lambda one: (abs(one.x), one.x < 0))


def no_larger(value: float, than: float) -> bool:
    """Whether a magnitude is at most another, up to what rounding explains."""
    return abs(value) <= abs(than) * (1 + _SAME)


class NotFound(ValueError):  # noqa: N818 - an open question is nobody's error
    """A distance that is not found; the message says why."""
