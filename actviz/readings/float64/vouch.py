"""How many digits float64 keeps of a formula: values with a running bound on their errors.

Beside every value goes a bound on its relative error (:mod:`running_bounds`). Where a sum cancels,
a logarithm comes near 0 or something underflows on the way, the bound grows, and whoever asked
knows that the digits there must come from elsewhere. A bound vouches for what
:func:`actviz.readings.float64.evaluate` answers for the same formula. Of a long array it is not
computed at every point, but at some points of each cell of the line, once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from statistics import NormalDist
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from actviz.arrays import Float64
from actviz.dataclass import dataclass
from actviz.formula.calculus import derivative, spelled_out
from actviz.formula.tree import Node, number, substitute, walk
from actviz.readings import float64
from actviz.readings.effort import enough
from actviz.readings.float64.kernels import Scratch
from actviz.readings.float64.named import KERNELS
from actviz.readings.float64.running_bounds import HELPERS, UNIT, Writer
from actviz.readings.reals import distinct

_MANY: Final = 1024  # points for which cells are looked at
_CELLS: Final = 7  # a binade has 2**7 of them
_SHIFT: Final = np.uint64(52 - _CELLS)
# Where in a cell it is tried: not at numbers of few bits alone, at which much is exact.
_PLACES: Final = (0.0, 0.137, 0.251, 0.383, 0.509, 0.634, 0.761, 0.887, 1.0)
_SPARE: Final = 0.8  # of what is promised, for what lies between those
_STEADY: Final = 1 / 32  # a bound and values that change by less in a cell need less to spare:
_LITTLE: Final = 15 / 16
_LOST, _DOUBTFUL, _VOUCHED = 1, 2, 3  # at no point, at some, at every one; 0: not tried
_COMMON: Final = 256
_LONG: Final = 60  # nodes of a derivative that takes longer than to prove the value itself


def evaluate(
    tree: Node,
    slope: Callable[[], Node],
    x: Float64,
    values: Mapping[str, float],
    out: Float64,
    ulps: float,
) -> NDArray[np.intp]:
    """The formula at every ``x``, and where it may break the promise.

    The promise is an error of so many units in the last place, plus twice the condition number: a
    unit of a subnormal number is the smallest of them.

    Args:
        slope: gives its derivative in x, asked for where the units alone are not kept.
        x: the points, in one dimension.
        out: where to write the values, which are those of :func:`float64.evaluate`.
        ulps: how many units are promised.

    Returns:
        The places of the points that are not vouched for; all that are not finite, or whose values
        are not, are among them.
    """
    given = _given(tree, values)
    bound = _bounded(tree, given)
    ulps -= bound.underflow

    @cache
    def steepness() -> _Bounded | None:
        steep = slope()
        return _bounded(steep, _given(steep, values)) if _is_short(steep) else None

    hits: list[NDArray[np.intp]] = []
    cells = _cells(tree, given, ulps, enough()) if x.size >= _MANY else None

    def follow(start: int, points: Float64) -> None:
        if cells is None:
            at = np.arange(points.size)
        else:
            at, lost = cells.doubtful(points, steepness)
            hits.append(start + lost)
        if at.size:
            points = points[at]
            y, error = bound.reading(points)
            left = _beyond(steepness, points, np.broadcast_to(y, at.shape), error, ulps)
            hits.append(start + at[left])

    float64.evaluate(tree, x, values, out, follow=follow)
    return np.concatenate(hits) if hits else np.zeros(0, dtype=np.intp)


@lru_cache(maxsize=1024)
def _is_short(tree: Node) -> bool:
    return sum(1 for _ in walk(tree)) <= _LONG


def always(tree: Node, values: Mapping[str, float], ulps: float) -> bool:
    """Whether a bound that is one number for all x vouches for so many units everywhere."""
    bound = _bounded(tree, _given(tree, values))
    return bound.error is not None and bound.error + bound.underflow <= ulps


def steadier(one: Node, other: Node, values: Mapping[str, float], ulps: float) -> Node:
    """Of two forms the first, unless the bound vouches for the other at more inputs."""
    if one is other:
        return one
    lost = [_lost(tree, _given(tree, values), ulps) for tree in (one, other)]
    return one if lost[0] <= lost[1] else other


@lru_cache(maxsize=256)
def _lost(tree: Node, given: tuple[tuple[str, float], ...], ulps: float) -> int:
    """How many of some inputs, as common as standard normal ones, it does not vouch for."""
    inverse = NormalDist().inv_cdf
    points = np.array([inverse((2 * at + 1) / (2 * _COMMON)) for at in range(_COMMON)])
    return evaluate(tree, lambda: derivative(tree), points, dict(given), points * 0, ulps).size


def _beyond(
    steepness: Callable[[], _Bounded | None], x: Float64, y: Float64, error: Any, ulps: float
) -> NDArray[np.intp]:
    """Which points neither the units nor the condition number vouch for."""
    # NaN compares as false: what is not known is doubtful.
    kept = np.isfinite(x) & np.isfinite(y) & (error <= ulps)
    at = np.flatnonzero(~kept)
    x, size, error = x[at], np.abs(y[at]), np.broadcast_to(error, x.shape)[at]
    allowed = np.maximum(ulps * np.spacing(size), enough())
    kept = (error * UNIT * size <= allowed) & np.isfinite(x)
    slope = steepness() if not kept.all() else None
    if slope is not None:
        kept |= _by_condition(slope, x, size, error, ulps)
    left: NDArray[np.intp] = at[~kept]
    return left


def _by_condition(
    slope: _Bounded, x: Float64, size: Float64, error: Float64, ulps: float
) -> NDArray[np.bool_]:
    """Which errors are small enough for the condition number at x."""
    steepness, its_error = slope.reading(x)
    rise = np.abs(x * steepness)
    # Both numbers are right to a tenth, so that the condition number is, to a fifth.
    known = (error * UNIT < 0.1) & (its_error * UNIT < 0.1) & np.isfinite(x)
    allowed = (ulps + 2 * 0.8 * rise / size) * np.spacing(size)
    return np.asarray(known & (error * UNIT * size <= allowed))


_KEYS, _KNOWN = Scratch(np.uint64), Scratch(np.int8)
_NONE: Final = np.zeros(0, dtype=np.intp)


class _Cells:
    """The cells of the line in which a formula's bound is small, tried at some points of each.

    The bound changes slowly: where a value cancels it is large a good way around. Conditions, which
    may change in between, make a cell doubtful.
    """

    def __init__(self, tree: Node, given: tuple[tuple[str, float], ...], ulps: float) -> None:
        self.bound, self.wide = _bounded(tree, given), _bounded(tree, given, wide=True)
        self.ulps = ulps
        self.known = np.zeros(1 << (12 + _CELLS), dtype=np.int8)
        ends = 1 << _CELLS  # what is subnormal or not finite is looked at by itself
        for exponent in (0, 2047):
            for first in (exponent * ends, (2048 + exponent) * ends):
                self.known[first : first + ends] = _DOUBTFUL

    def doubtful(
        self, x: Float64, steepness: Callable[[], _Bounded | None]
    ) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Which points are to be looked at one by one, and which are lost with their cells."""
        cells, (known,) = _KEYS.rows(1, x.size)[0], _KNOWN.rows(1, x.size)
        np.right_shift(x.view(np.uint64), _SHIFT, out=cells)
        keys = cells.view(np.int64)
        self.known.take(keys, out=known, mode="clip")
        least = known.min()
        if not least:
            self._look(distinct(keys[known == 0]), steepness)
            self.known.take(keys, out=known, mode="clip")
            least = known.min()
        if least == _VOUCHED:
            return _NONE, _NONE
        lost = np.flatnonzero(known == _LOST) if least == _LOST else _NONE
        return np.flatnonzero(known == _DOUBTFUL), lost

    def _look(self, keys: NDArray[np.int64], steepness: Callable[[], _Bounded | None]) -> None:
        steps = np.ldexp(_PLACES, int(_SHIFT)).astype(np.uint64)
        points = ((keys.view(np.uint64) << _SHIFT)[:, None] + steps).view(np.float64)

        def read(bound: _Bounded) -> Float64:
            """Values and bounds, of which some are numbers."""
            return np.array([np.broadcast_to(each, points.shape) for each in bound.reading(points)])

        def beyond(known: Float64, ulps: float) -> NDArray[np.intp]:
            """At how many points of each cell."""
            y, error = known.reshape(2, -1)
            left = _beyond(steepness, points.ravel(), y, error, ulps)
            return np.bincount(left // len(_PLACES), minlength=keys.size)

        lost = beyond(read(self.bound), self.ulps) == len(_PLACES)
        wide = read(self.wide)
        sizes = np.abs(wide)
        steady = (np.ptp(sizes, axis=-1) <= _STEADY * sizes.max(axis=-1)).all(axis=0)
        kept = beyond(wide, self.ulps * _SPARE) == 0
        kept |= steady & (beyond(wide, self.ulps * _LITTLE) == 0)
        self.known[keys] = np.where(lost, _LOST, np.where(kept, _VOUCHED, _DOUBTFUL))


@lru_cache(maxsize=64)
def _cells(tree: Node, given: tuple[tuple[str, float], ...], ulps: float, off: float) -> _Cells:
    """Those known so far; ``off`` is what is near enough, by which they were looked at."""
    return _Cells(tree, given, ulps)


def _given(tree: Node, values: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    return tuple((word, float(values[word])) for word in sorted(tree.names - {"x"}))


@dataclass(frozen=True, slots=True)
class _Bounded:
    """A function of x that gives values and the bound on their relative error."""

    reading: Callable[[Float64], Any]
    error: float | None  # the bound, where it is one number
    underflow: float  # units of the result that what underflows on the way may take besides


@lru_cache(maxsize=512)
def _bounded(tree: Node, given: tuple[tuple[str, float], ...], *, wide: bool = False) -> _Bounded:
    bound = substitute(tree, {word: number(value) for word, value in given}) if given else tree
    writer = Writer(spelled_out(bound, frozenset(KERNELS)), wide=wide)
    error = writer.error[writer.root]
    body = "".join(writer.lines) + f"    return {writer.words[writer.root]}, {error}\n"
    reading = float64._defined(f"def reading(x):\n{body}", {**writer.constants, **HELPERS})
    return _Bounded(reading, error if isinstance(error, float) else None, writer.underflow)
