"""Where terms of a formula cancel away from its zeros, it is written with the errors of its steps.

What is to be written is held against the same formula with the error of every step beside it
(:mod:`~actviz.readings.languages.carried_errors`), at points over the whole line. Where it is off
by more than is promised, by the exact values, and the other is right, the other is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache, partial
from typing import Final

import numpy as np

from actviz.arrays import Float64, Mask
from actviz.export import around_zero, by_series, exponentials
from actviz.export.answered import answered
from actviz.export.asked import NARROW, Purpose, units_allowed
from actviz.export.complements import with_complements
from actviz.export.computed import computed
from actviz.export.folding import folded
from actviz.export.out_of_range import between, instead, without_subnormal
from actviz.formula.tree import Node, literal, substitute
from actviz.readings import exact
from actviz.readings.certified.zero_series import places
from actviz.readings.identity import vanishes
from actviz.readings.languages.carried_errors import compensated
from actviz.readings.languages.lowering import lowered
from actviz.readings.number_formats import rounded, ulp
from actviz.readings.reals import distinct

# Sizes of points: from one on so many to the next; no power of the last is one that formulas like.
_SIZES: Final = (
    (5e-324, 1e-305, 3.7e3),
    (1e-305, 1e-18, 3.7e6),
    (1e-18, 1e-4, 1.377),
    (1e-4, 900.0, 1.0119),
    (900.0, 1e160, 1.377),  # where squares have left the doubles
    (1e160, 1e308, 1.3e9),
)
# And beside zeros, of which there are series nearer to 0 only; none of these is one of them.
_GRID: Final = np.linspace(-100.013, 100.0, 4003)
_EVEN: Final = np.arange(0.5, 40.0, 0.5)  # at which a formula may be 0 without any rest
_ZEROS: Final = 80
_CUTS: Final = 6  # of a stretch around one, to two of the
_PARTS: Final = np.linspace(0.0, 1.0, 33)[:, None]
_AWAY: Final = np.exp2(np.arange(-30.0, 0.0, 2.0))
# Of what is promised, by the order: what is lost at some point for anything to be written otherwise
# (other points and other libraries round otherwise, the more so the longer the formula).
_MOST: Final = (0.8, 0.8, 0.6)
_UNBOUNDED: Final = 1e300
_STEP: Final = 2.0**-20
_SAFE: Final = 0.25  # and what is lost around it
_AT_ZERO: Final = np.array([0.0, -0.0])
_ABOUT_ZERO: Final = 1e-3  # as wide a gap on both sides of 0 holds inputs too few to count
_FAR: Final = 1e4  # beyond, not everything changes from point to point:
_FEWER: Final = 8  # one of so many will do
_INSIDE: Final = 33  # points in a gap between two
# Stretches with a text of their own, more than zeros: of more, most are right by chance.
_AT_MOST: Final = 100


def _texts(_: Purpose, tree: Node, written: Sequence[Node]) -> Iterator[Node]:
    yield from written
    yield from _other_steps(tree)
    if (apart := with_complements(tree)) is not tree:
        yield folded(apart)


@answered(_texts)
def kept(purpose: Purpose, tree: Node, written: Sequence[Node]) -> Sequence[Node]:
    """Trees in x as they are to be written, with errors carried along where digits were lost.

    Args:
        purpose: what is to be computed.
        tree: the same in x alone, its constants as they were written.
        written: the same as it is to be written, for eager and for lazy arithmetic.
    """
    result, lost = list(written), np.zeros(0)
    if "x" not in tree.names:
        return result  # a number
    evaluate = partial(of_x, lowered(result[-1]))
    x = distinct(rounded(points(beside_zeros(evaluate)), purpose.dtype))
    x = x[np.isfinite(x) & (x != 0)]
    for careful in _otherwise(purpose, tree, x):
        result, lost = _mended(purpose, result, careful, x)
        if not lost.size:
            return result
    beside = lost[np.abs(lost) < by_series.NEAREST]
    result = around_zero.kept(purpose, result, around_zero.farthest(beside))
    return by_series.kept(purpose, result, lost)


def _otherwise(purpose: Purpose, tree: Node, x: Float64) -> Iterator[Node]:
    """The formula in other steps: the fewest if they do, then those with their errors."""
    if (apart := with_complements(tree)) is not tree and _keeps(purpose, apart, x):
        yield folded(apart)
    yield from _other_steps(tree)


def _other_steps(tree: Node) -> Iterator[Node]:
    """Those with their errors, and with fewer exponentials."""
    joined = exponentials.joined(tree)
    for one in dict.fromkeys((tree, joined)):
        with suppress(KeyError):
            yield compensated(one)
        if one is not tree:
            yield folded(one)


def _keeps(purpose: Purpose, tree: Node, x: Float64) -> bool:
    """Whether a formula loses nothing, as its errors tell."""
    with suppress(KeyError):
        written = [folded(tree)]
        return _mended(purpose, written, compensated(tree), x)[0] == written
    return False


def _mended(
    purpose: Purpose, written: Sequence[Node], careful: Node, x: Float64
) -> tuple[list[Node], Float64]:
    """Trees with another one where that keeps digits that they lose, and where neither does."""
    both = [partial(of_x, lowered(one)) for one in (written[-1], careful)]
    order, dtype = purpose.order, purpose.dtype
    base = units_allowed(order, dtype)
    before, after = (evaluate(x) for evaluate in both)
    slope = purpose.slopes_in_double(x)
    allowed = allowed_beside(x, slope, after, base)
    most = _MOST[min(order, 2)]
    unknown = np.isnan(before) | ((before == 0) & (after != 0))
    if (near(before, after, most * allowed, dtype) & ~unknown).all():
        return list(written), x[:0]
    suspicious = unknown | ~near(before, after, _SAFE * allowed, dtype)
    some = _some(suspicious, x)
    x, slope, before, after = x[some], slope[some], before[some], after[some]
    allowed, apart = allowed[some], np.flatnonzero(suspicious[some])
    if _nothing(purpose, x[apart]):
        return list(written), x[:0]
    # A slope that overflows on the way, or is 0 by that, is what the values themselves tell.
    step = x[apart] * _STEP
    with np.errstate(all="ignore"):
        steep = np.fmax(
            np.abs(slope[apart]), np.abs(both[1](x[apart] + step) - after[apart]) / abs(step)
        )
    allowed[apart] = allowed_beside(x[apart], steep, after[apart], base)
    # Where errors are no numbers either, nothing is to be had from exact values, which take long.
    worked_out = np.isfinite(after[apart]) | (np.abs(x[apart]) < by_series.NEAREST)
    true, decided = np.full(apart.size, np.nan), np.zeros(apart.size, dtype=np.bool_)
    true[worked_out], decided[worked_out] = purpose.decide(x[apart[worked_out]])
    # As often it is 0 on whole stretches, where what is computed is noise, or 0 by chance.
    nothing = decided & (true == 0) & np.isfinite(before[apart])
    decided &= ~nothing | (np.count_nonzero(nothing) <= _AT_MOST)
    # Where it hangs on the slope, in which terms cancel as well, its exact values are asked.
    close = [near(got[apart], true, allowed[apart], dtype) for got in (before, after)]
    by_itself = [near(got[apart], true, _SAFE * base, dtype) for got in (before, after)]
    hangs = decided & (np.array(close) & ~np.array(by_itself)).any(axis=0)
    at = apart[hangs]
    slope, known = purpose.slopes(x[at])
    allowed[at[known]] = allowed_beside(x[at], slope, true[hangs], base)[known]
    right = decided & near(after[apart], true, _SAFE * allowed[apart], dtype)
    # Where neither has all digits, those of float32 are better than fewer.
    better = decided & near(after[apart], true, _SAFE * NARROW, "float32")
    better &= ~near(before[apart], true, NARROW, "float32")
    within = decided & near(after[apart], true, most * allowed[apart], dtype)
    better |= within & ~near(before[apart], true, allowed[apart], dtype)  # a promise is kept
    better &= ~right
    bad, worst = (np.zeros(x.size, dtype=np.bool_) for _ in range(2))
    for marked, share in ((bad, _SAFE), (worst, most)):
        off = right & ~near(before[apart], true, share * allowed[apart], dtype)
        marked[apart[off | better]] = True
    holds = better | within
    good = np.ones(x.size, dtype=np.bool_)
    good[apart[~holds]] = False
    stretches = [
        (low, high)
        for low, high in between(x, _closed(x, bad, worst, good))
        if worst[(x > low) & (x < high)].any()
    ]
    if len(stretches) > _AT_MOST:
        return list(written), x[apart[decided]]
    meeting = sum(0 in ends for ends in stretches) == 2
    if meeting and _right_at_zero(both, *exact.decide(purpose.exactly, _AT_ZERO, purpose.values)):
        stretches = _joined_at_zero(stretches)
    stretches = _within(both[0], lowered(careful), x, stretches) if stretches else []
    result = [instead(one, careful, stretches) for one in written]
    lost = decided & ~right & ~near(before[apart], true, most * allowed[apart], dtype)
    return result, x[apart[lost | ~worked_out]]


def _nothing(purpose: Purpose, x: Float64) -> bool:
    """Whether a function of which many points are doubtful is 0 wherever it has a value, by proof.

    That is looked for where it is 0 at some of them.
    """
    some = x[:: x.size // _FEWER + 1] if x.size > _AT_MOST else x[:0]
    true, decided = purpose.decide(some)
    if not some.size or not (decided & (true == 0)).all():
        return False
    given = {word: literal(value) for word, value in purpose.values.items()}
    return vanishes(substitute(purpose.exactly, given))


def _some(suspicious: Mask, x: Float64) -> Mask:
    """All points, but of those far out whose exact values are asked only a few."""
    chosen = np.ones(suspicious.size, dtype=np.bool_)
    at = np.flatnonzero(suspicious & (np.abs(x) > _FAR))
    chosen[np.delete(at, np.s_[::_FEWER])] = False
    return chosen


def allowed_beside(x: Float64, slope: Float64, value: Float64, base: float) -> Float64:
    """What is promised, in units in the last place; where the slope is not known the least."""
    with np.errstate(all="ignore"):
        twice = 2 * np.abs(x * slope / value)
        known = np.isfinite(slope / value) & np.isfinite(x)  # the product may have overflowed
    return base + np.where(np.isfinite(twice), twice, np.where(known, _UNBOUNDED, 0.0))


def of_x(tree: Node, x: Float64) -> Float64:
    """What float64 arithmetic makes of a tree of a program."""
    return _at_points(tree, x.tobytes())


@lru_cache(maxsize=64)
def _at_points(tree: Node, points: bytes) -> Float64:
    x = np.frombuffer(points)
    values: Float64 = computed(tree, {"x": x}) + np.zeros_like(x)
    values.flags.writeable = False
    return values


def beside_zeros(
    evaluate: Callable[[Float64], Float64], most: int = _ZEROS, away: Float64 = _AWAY
) -> Float64:
    """Numbers beside so many zeros; where a function touches zero, where it is least in size."""
    zeros = np.array(places(evaluate, _GRID, most))
    touching = (zeros[:, None] == _GRID).any(axis=1)
    low = zeros[touching] - (step := _GRID[1] - _GRID[0])
    wide, at = 2 * step, np.arange(low.size)
    for _ in range(_CUTS if low.size else 0):
        inside = low + wide * _PARTS
        size = np.abs(evaluate(inside.ravel())).reshape(inside.shape)
        wide *= 2 * (_PARTS[1, 0] - _PARTS[0, 0])
        low = inside[size.argmin(axis=0), at] - wide / 2
    zeros[touching] = low + wide / 2
    beside: Float64 = zeros[:, None] + np.concatenate([-away, away])
    return beside.ravel()


def points(beside: Float64) -> Float64:
    """Numbers of every size, and others."""
    parts = [np.exp(np.arange(*np.log([low, high, step]))) for low, high, step in _SIZES]
    sizes = np.concatenate(parts)
    return distinct(np.concatenate([-sizes, sizes, -_EVEN, _EVEN, beside]))


def near(got: Float64, want: Float64, allowed: Float64 | float, dtype: str) -> Mask:
    """Where results are so many units in the last place from others at most, or the same."""
    with np.errstate(all="ignore"):
        near = (np.abs(got - want) <= allowed * ulp(want, dtype)) & np.isfinite(got)
    same: Mask = (
        near | (rounded(got, dtype) == rounded(want, dtype)) | (np.isnan(got) & np.isnan(want))
    )
    return same


def _closed(x: Float64, bad: Mask, worst: Mask, good: Mask) -> Mask:
    """Bad points, with what lies between where the other text is good: few long stretches."""
    closed = bad.copy()
    for marks, widest in ((bad, by_series.GAP), (worst, np.inf)):
        at = np.flatnonzero(marks)
        for first, last in zip(at[:-1].tolist(), at[1:].tolist(), strict=True):
            with np.errstate(over="ignore"):
                near = 1 / widest <= x[last] / x[first] <= widest
            if (near or x[last] - x[first] < _ABOUT_ZERO) and good[first:last].all():
                closed[first:last] = True
    return closed


def _within(
    evaluate: Callable[[Float64], Float64],
    other: Node,
    x: Float64,
    stretches: Sequence[tuple[float, float]],
) -> list[tuple[float, float]]:
    """Stretches without what of their ends, beyond points tried, leaves the doubles by the other.

    With subnormal steps for 0, as some arithmetic takes them.
    """
    ends = np.array(stretches).reshape(-1, 2)
    first, after = np.searchsorted(x, ends[:, 0], "right"), np.searchsorted(x, ends[:, 1])
    last = np.stack([x[first], x[after - 1]], axis=1)
    moved = (ends != 0) & np.isfinite(ends)
    beyond = np.linspace(last[moved], ends[moved], _INSIDE, axis=1)
    with_first = evaluate(beyond.ravel()).reshape(beyond.shape)
    with_other = without_subnormal(other, beyond.ravel())[0].reshape(beyond.shape)
    gone = (np.isfinite(with_first) & ~np.isfinite(with_other)) | (
        (with_other == 0) & (with_first != 0)
    )
    at = gone.argmax(axis=1)
    inner = beyond[np.arange(at.size), np.maximum(at - 1, 0)]
    inner = np.where(at > 1, inner, np.nextafter(last[moved], ends[moved]))
    ends[moved] = np.where(gone.any(axis=1), inner, ends[moved])
    return [(float(low), float(high)) for low, high in ends]


def _right_at_zero(
    both: Sequence[Callable[[Float64], Float64]], true: Float64, decided: Mask
) -> bool:
    """Whether the second text is right at either zero, with the sign that the first has there."""
    before, after = (evaluate(_AT_ZERO) for evaluate in both)
    right = decided & near(after, true, 1.0, "float64")
    return bool((right & (np.signbit(before) == np.signbit(after))).all())


def _joined_at_zero(stretches: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Stretches of which the one that ends at 0 and the one that begins there are one."""
    merged: list[tuple[float, float]] = []
    for low, high in stretches:
        if merged and low == merged[-1][1] == 0:
            low = merged.pop()[0]
        merged.append((low, high))
    return merged
