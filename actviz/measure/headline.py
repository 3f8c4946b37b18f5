"""What an audit says in one row that ranks harm: where, how much, and of which kind.

An ulp of a subnormal number is the same length as that of the smallest normal one, so that a
result flushed to 0 is millions of ulp off and harms nobody. Errors are therefore told again among
results that are normal numbers, relative to them, and absolutely.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

import numpy as np

from actviz.arrays import Float64, Mask, identical
from actviz.dataclass import dataclass
from actviz.facts.interval import Interval
from actviz.functions.elementwise import Activation
from actviz.measure.callables import Audit
from actviz.measure.extremes import KINDS
from actviz.measure.tally import LIMIT, Tally, of_patterns
from actviz.readings.formats import known
from actviz.readings.number_formats import rounded

_RANGES: Final = 8  # of inputs with larger errors that are told; the narrowest gaps are closed
_NUMBERS: Final = (
    "largest_ulp", "at", "largest_ulp_normal", "at_normal", "relative", "relative_at", "absolute",
    "absolute_at",
)  # fmt: skip


@dataclass(frozen=True)
class Headline:
    """One order of derivative of a callable in one format.

    Each largest error comes with its input; both are None where every result is exact. ``beyond``
    are ranges of inputs whose errors exceed the limit or are no number; ``order_kept`` says that no
    results fall where the function rises, or rise where it falls; ``range_kept`` that none leaves
    the function's range as the format rounds it, None where the range is not known.
    """

    largest_ulp: float | None
    at: float | None
    largest_ulp_normal: float | None
    at_normal: float | None
    relative: float | None
    relative_at: float | None
    absolute: float | None
    absolute_at: float | None
    beyond: tuple[tuple[float, float], ...]
    order_kept: bool
    range_kept: bool | None
    zeros: int
    nan: int
    overflow: int
    flushed: int

    def row(self, function: str, callable_: str, version: str, audit: Audit) -> dict[str, Any]:
        """The same as plain data, after what was measured."""
        measure = audit.measure
        return {
            "function": function,
            "callable": callable_,
            "version": version,
            "dtype": measure.dtype,
            "order": measure.order,
            "tried": measure.tried,
            "misrounded": measure.misrounded,
            **asdict(self),
            "beyond": [{"low": low, "high": high} for low, high in self.beyond],
        }


def headline(audit: Audit, activation: Activation, limit: float = LIMIT) -> Headline:
    """Rank what an audit found.

    Args:
        limit: in ulp; what exceeds it is ``beyond``.
    """
    dtype, true = audit.measure.dtype, audit.true
    sure = true.decided
    x, got, exact = audit.x[sure], audit.got[sure], true.values[sure]
    expected, ulps = true.expected[sure], audit.errors[sure]
    normal = known(dtype).least_normal
    finite = np.isfinite(got) & np.isfinite(expected)
    ordinary = finite & (np.abs(expected) >= normal)
    with np.errstate(all="ignore"):
        off = np.abs(got - exact)
        relative = off / np.abs(exact)
    wrong = ~identical(got, expected)
    flushed = wrong & _flushed(x, got, expected, normal)
    worst = audit.measure.worst
    return Headline(
        worst.ulp if worst else None,
        worst.x if worst else None,
        *_largest(x, ulps, ordinary & (off > 0)),
        *_largest(x, relative, ordinary & (off > 0)),
        *_largest(x, off, finite & (off > 0)),
        beyond(x, wrong & ~(ulps <= limit)),
        order_kept(x, got, exact),
        _range_kept(got, _range(activation, audit.measure.order), dtype),
        int((wrong & ~flushed & (got == 0) & np.isfinite(expected)).sum()),
        int((np.isnan(got) & ~np.isnan(expected)).sum()),
        int((np.isinf(got) & np.isfinite(expected)).sum()),
        int(flushed.sum()),
    )


def row_of_every_input(tally: Tally, activation: Activation, order: int) -> dict[str, Any]:
    """What an audit's row says, as far as a tally of every input does not say it itself."""
    extremes, dtype = tally.extremes, tally.dtype
    names = zip(_NUMBERS[::2], _NUMBERS[1::2], KINDS, strict=True)
    row: dict[str, Any] = {}
    for size, at, kind in names:
        known = extremes.largest.get(kind)
        row[size] = known[0] if known else None
        row[at] = _number(known[1], dtype) if known else None
    return {
        **row,
        "beyond": [
            {"low": _number(low, dtype), "high": _number(high, dtype)}
            for low, high in extremes.ranges(dtype)
        ],
        "order_kept": not tally.counts["monotone"],
        "range_kept": _range_kept(
            np.array([extremes.low, extremes.high]), _range(activation, order), dtype
        ),
        "zeros": tally.counts["zero"],
        "nan": tally.counts["nan"],
        "overflow": tally.counts["overflow"],
    }


def _number(pattern: int, dtype: str) -> float:
    return float(of_patterns(np.array([pattern]), dtype)[0])


def _flushed(x: Float64, got: Float64, expected: Float64, normal: float) -> Mask:
    """Zeros, or values at 0, where the input or the right result is subnormal."""
    at_zero = expected[x == 0]
    taken = (got == 0) | (got == at_zero[0] if at_zero.size else False)
    small = (np.abs(x) < normal) & (x != 0) | (np.abs(expected) < normal) & (expected != 0)
    flushed: Mask = taken & small
    return flushed


def _largest(x: Float64, size: Float64, where: Mask) -> tuple[float | None, float | None]:
    if not where.any():
        return None, None
    at = int(np.argmax(np.where(where, size, -1.0)))
    return float(size[at]), float(x[at])


def beyond(x: Float64, where: Mask) -> tuple[tuple[float, float], ...]:
    """Ranges of neighbouring inputs at which something holds; the narrowest gaps are closed.

    Of NaN nothing is told: it is in no range.
    """
    seen = ~np.isnan(x)
    order = np.argsort(x[seen], kind="stable")
    x, where = x[seen][order], where[seen][order]
    at = np.flatnonzero(where)
    if not at.size:
        return ()
    gaps = np.diff(at)
    widest = np.sort(np.argsort(gaps, kind="stable")[::-1][: _RANGES - 1])
    cuts = widest[gaps[widest] > 1]
    starts, ends = np.r_[0, cuts + 1], np.r_[cuts, at.size - 1]
    pairs = zip(x[at[starts]], x[at[ends]], strict=True)
    return tuple((float(low), float(high)) for low, high in pairs)


def order_kept(x: Float64, got: Float64, exact: Float64) -> bool:
    """Whether no two neighbouring results are in the other order than the exact values."""
    seen = np.isfinite(x) & np.isfinite(got) & np.isfinite(exact)
    order = np.argsort(x[seen], kind="stable")
    with np.errstate(over="ignore"):
        steps, true = np.diff(got[seen][order]), np.diff(exact[seen][order])
    return not bool((np.sign(steps) * np.sign(true) < 0).any())


def _range(activation: Activation, order: int) -> Interval | None:
    facts = activation.facts()
    interval: Interval | None = (facts.range, facts.derivative_range)[order] if order < 2 else None
    return interval


def _range_kept(got: Float64, bounds: Interval | None, dtype: str) -> bool | None:
    if bounds is None:
        return None
    low, high = rounded(np.array([bounds.low, bounds.high]), dtype)
    return not bool(((got < low) | (got > high)).any())
