"""How many digits float64 keeps of a formula: values with a running bound on their errors.

Beside every value goes a bound on its relative error (:mod:`bounds`). Where a sum cancels, a
logarithm comes near 0 or something underflows on the way, the bound grows, and whoever asked knows
that the digits there must come from elsewhere. A bound vouches for what
:func:`actviz.readings.float64.evaluate` answers for the same formula.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from actviz.formula.calculus import spelled_out
from actviz.formula.tree import Node, number, substitute, walk
from actviz.readings import float64
from actviz.readings.float64.bounds import HELPERS, UNIT, Writer
from actviz.readings.float64.named import KERNELS

Float64 = NDArray[np.float64]

_CHUNK: Final = 8192  # points at a time: what is computed of them stays in the nearest cache
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
        tree: a formula.
        slope: gives its derivative in x, asked for where the units alone are not kept.
        x: the points, in one dimension.
        values: a double for each parameter that occurs in the formula.
        out: where to write the values, which are those of :func:`float64.evaluate`.
        ulps: how many units are promised.

    Returns:
        The places of the points that are not vouched for; all that are not finite, or whose values
        are not, are among them.
    """
    told = _told(tree, _given(tree, values))
    ulps -= told.underflow

    @cache
    def steepness() -> _Told | None:
        steep = slope()
        short = sum(1 for _ in walk(steep)) <= _LONG
        return _told(steep, _given(steep, values)) if short else None

    def fill(begin: int, end: int) -> list[NDArray[np.intp]]:
        hits = []
        with np.errstate(all="ignore"):
            for start in range(begin, end, _CHUNK):
                part = slice(start, min(start + _CHUNK, end))
                found, error = told.reading(x[part])
                out[part] = found
                if not np.max(error) <= ulps:
                    hits.append(start + _beyond(steepness, x[part], out[part], error, ulps))
                elif not float64._finite(x[part], out[part], float64._bound(x[part])):
                    lost = ~(np.isfinite(x[part]) & np.isfinite(out[part]))
                    hits.append(start + np.flatnonzero(lost))
        return hits

    hits = float64._shared(fill, x.size)
    return np.concatenate(hits) if hits else np.zeros(0, dtype=np.intp)


def always(tree: Node, values: Mapping[str, float], ulps: float) -> bool:
    """Whether a bound that is one number for all x vouches for so many units everywhere."""
    told = _told(tree, _given(tree, values))
    return told.error is not None and told.error + told.underflow <= ulps


def _beyond(
    steepness: Callable[[], _Told | None], x: Float64, found: Float64, error: Any, ulps: float
) -> NDArray[np.intp]:
    """Which points neither the units nor the condition number vouch for."""
    size = np.abs(found)
    # NaN compares as false: what is not known is doubtful.
    kept = (error * UNIT * size <= ulps * np.spacing(size)) & np.isfinite(x)
    at = np.flatnonzero(~kept)
    slope = steepness() if at.size else None
    if slope is not None:
        errors = np.broadcast_to(error, x.shape)[at]
        at = at[~_by_condition(slope, x[at], size[at], errors, ulps)]
    return at


def _by_condition(
    slope: _Told, x: Float64, size: Float64, error: Float64, ulps: float
) -> NDArray[np.bool_]:
    """Which errors are small enough for the condition number at x."""
    steepness, its_error = slope.reading(x)
    rise = np.abs(x * steepness)
    # Both numbers are right to a tenth, so that the condition number is, to a fifth.
    known = (error * UNIT < 0.1) & (its_error * UNIT < 0.1) & np.isfinite(x)
    allowed = (ulps + 2 * 0.8 * rise / size) * np.spacing(size)
    return np.asarray(known & (error * UNIT * size <= allowed))


def _given(tree: Node, values: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    return tuple((word, float(values[word])) for word in sorted(tree.names - {"x"}))


@dataclass(frozen=True, slots=True)
class _Told:
    """A function of x that gives values and the bound on their relative error."""

    reading: Callable[[Float64], Any]
    error: float | None  # the bound, where it is one number
    underflow: float  # units of the result that what underflows on the way may take besides


@lru_cache(maxsize=512)
def _told(tree: Node, given: tuple[tuple[str, float], ...]) -> _Told:
    bound = substitute(tree, {word: number(value) for word, value in given}) if given else tree
    writer = Writer(spelled_out(bound, frozenset(KERNELS)))
    error = writer.error[writer.root]
    body = "".join(writer.lines) + f"    return {writer.words[writer.root]}, {error}\n"
    reading = float64._defined(f"def reading(x):\n{body}", {**writer.constants, **HELPERS})
    return _Told(reading, error if isinstance(error, float) else None, writer.underflow)
