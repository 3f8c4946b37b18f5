"""Measures where the catalogue's entries keep the promise of the fast arithmetic in plain float64.

``python -m actviz.pages.contribution`` does so for what is new and keeps the result in
``catalogue/digits.txt``, which :mod:`actviz.facts.digits` reads.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

import numpy as np

from actviz.arrays import Float64, Mask
from actviz.facts import digits
from actviz.facts.digits import EVERYWHERE, Stretch
from actviz.facts.unsettled_tails import oscillates
from actviz.functions.elementwise import Activation
from actviz.lookup import kept_files, names
from actviz.measure import accuracy, true_values
from actviz.readings.effort import ULPS, roughly

SPARE: Final = 0.8  # of what is promised: where the error is larger, the next point may be too
MOST: Final = 8  # stretches; of more the whole line is made
_DENSE: Final = 6_000  # points of each kind
_SEED: Final = 20260102
_EACH: Final = 8  # binades far out of which one is tried
_AROUND: Final = 32  # a stretch reaches this part of its distance from 0 farther than it was seen
_NEAR: Final = 4  # beside what was seen, to this part of its distance from 0, points are dense
_FAR: Final = 64.0  # points are so rare beyond that a stretch there goes on for ever


def remake(all_anew: bool = False) -> bool:
    """Bring the file up to date with the catalogue; whether that changed it."""
    functions = list(names.built_in_entries())
    known = {f.name: None if all_anew else digits.doubtful(f) for f in functions}
    stale = [function for function in functions if known[function.name] is None]
    known.update(
        zip((function.name for function in stale), kept_files.of_each(doubtful, stale), strict=True)
    )
    lines = (digits.line(function, known[function.name] or []) for function in functions)
    changed = bool(kept_files.written(digits.FILE.name, "".join(lines)))
    if changed:
        digits.forget()
    return changed


def doubtful(function: Activation) -> list[tuple[Stretch, ...]]:
    """For each order the stretches in which plain float64 breaks the promise, or nearly does."""
    x = points(function)
    lost = np.array(list(excesses(function, x)))
    if (more := _beside(x, np.any(lost > SPARE, axis=0))).size:
        lost = np.concatenate([lost, list(excesses(function, more))], axis=1)
        x = np.concatenate([x, more])
        order = np.argsort(x)
        x, lost = x[order], lost[:, order]
    return [with_waves(function, stretches(x, excess)) for excess in lost]


def _beside(x: Float64, seen: Mask) -> Float64:
    """More points, within sight of 0, near those at which too many digits were lost."""
    chance = np.random.default_rng(_SEED + 1)
    near: list[Stretch] = []
    for place in x[seen & (np.abs(x) < _FAR)].tolist():
        low, high = place - abs(place) / _NEAR, place + abs(place) / _NEAR
        if near and low <= near[-1][1]:
            near[-1] = (near[-1][0], high)
        else:
            near.append((low, high))
    if len(near) > MOST:
        return np.zeros(0)
    return np.unique(np.concatenate([chance.uniform(*each, _DENSE) for each in near] or [x[:0]]))


def with_waves(function: Activation, lost: tuple[Stretch, ...]) -> tuple[Stretch, ...]:
    """Of waves that go on for ever, far out or all: few points see where a rounded phase misses."""
    if not any(oscillates(function.bound_tree, side) for side in (-1, 1)):
        return lost
    outer = ((-math.inf, -_FAR), (_FAR, math.inf))
    return EVERYWHERE if set(lost) - set(outer) else outer


def points(function: Activation) -> Float64:
    """Those of the measure, and so many where functions turn that rounding shows what it can do."""
    chance = np.random.default_rng(_SEED)
    sizes = 10.0 ** chance.uniform(-3, 2.8, _DENSE // 4)
    parts = [
        accuracy.points(function, each=_EACH),
        chance.normal(0, 2, _DENSE),
        chance.uniform(-40, 40, _DENSE),
        sizes,
        -sizes,
    ]
    x = np.unique(np.concatenate(parts))
    return x[np.isfinite(x)]


def excesses(function: Activation, x: Float64) -> Iterator[Float64]:
    """Of each order the errors of plain float64 over what is allowed: infinite for a catastrophe.

    0 where the truth is not decided, or the derivative jumps.
    """
    here = true_values.truth(function, x)
    for order in range(len(ULPS)):
        after = true_values.truth(function, x, order + 1)
        with roughly():
            fast = np.asarray(function.derivative(x, order) if order else function(x))
        excess = accuracy.excesses(x, fast, here, after.values, order)
        yield np.where(here.decided & accuracy.comparable(function, x, order), excess, 0.0)
        here = after


def stretches(x: Float64, excess: Float64) -> tuple[Stretch, ...]:
    """Stretches that hold every point, in ascending order, with too large an error."""
    merged: list[Stretch] = []
    ends = np.concatenate([[-math.inf] * 2, x, [math.inf] * 2])
    for at in np.flatnonzero(excess > SPARE).tolist():
        place, away = float(x[at]), abs(float(x[at])) / _AROUND
        low, high = min(float(ends[at]), place - away), max(float(ends[at + 4]), place + away)
        low, high = low if low > -_FAR else -math.inf, high if high < _FAR else math.inf
        if merged and low <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return tuple(merged) if len(merged) <= MOST else EVERYWHERE
