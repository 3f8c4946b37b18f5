"""How many entries a table may have, before any is made."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from actviz.approximation.setting import Setting
from actviz.arrays import Float64, np
from actviz.readings.formats import fixed

_NEAR = 2.0**-30  # relative: of what float64 tells


def sizes(setting: Setting, most: int, within: float) -> Sequence[int]:
    """How many entries there may be, upwards: such that one is at 0, where one has to be.

    In integers the steps from end to end go into equal parts.

    Raises:
        ValueError: at no number of them an error is kept beside a jump.
    """
    low, high = map(Fraction, setting.span)
    if setting.given is not None:
        inputs = round((high - low) / Fraction(setting.given.scale))
        return [k + 1 for k in range(1, min(inputs, most - 1) + 1) if not inputs % k]
    rooted = setting.rooted and setting.request.interpolate
    parts = (low / (high - low)).denominator if rooted else 1
    return _split(setting, range(1 + parts, most + 1, parts), within)


def _split(setting: Setting, counts: range, within: float) -> Sequence[int]:
    """Those of which no entry, or line, spans a jump of more than twice an error.

    Raises:
        ValueError: none is left.
    """
    target, (low, high) = setting.target, setting.span
    left = np.array(counts)
    for one in target.breaks:
        if one.order:
            continue
        sides = np.array([one.left, one.right])
        sides[[one.x == low, one.x == high]] = one.value
        if within_jump(setting, one.x, sides, within):
            continue
        # The doubles on both sides of it, and whose entries they are.
        ends = [math.nextafter(one.x, -math.inf), one.x, math.nextafter(one.x, math.inf)]
        ends = ends[one.value == one.left : 2 if one.value == one.right else 3 : 1]
        first, *_, last = (np.floor((x - low) / ((high - low) / (left - 1)) + 0.5) for x in ends)
        left = left[(first != last) & (low < one.x < high) & (not setting.request.interpolate)]
        if not len(left):
            why = "lines join" if setting.request.interpolate else "no entry ends there"
            raise ValueError(
                f"--within {within:g}: {target.name} jumps by {abs(sides[1] - sides[0]):g} at "
                f"{one.x:g}, and {why}; take --pieces"
            )
    return counts if len(left) == len(counts) else left.tolist()


def within_jump(setting: Setting, x: float, sides: Float64, within: float) -> bool:
    """Whether one value keeps an error on both sides of a jump, as far as float64 tells."""
    weights = np.ones(2) if setting.scale is None else setting.scale(np.full(2, x), sides)
    least = abs(sides[1] - sides[0]) / (1 / weights).sum()
    return bool(least <= within * (1 - _NEAR))


def least_error(setting: Setting, count: int) -> float:
    """What no table of so many entries comes below, by few places in each cell: soon told.

    A line is as far from the function at one of three places as the middle one is from a line
    through the others, shared out; and an entry is a number of the format.
    """
    target, interpolated = setting.target, setting.request.interpolate
    if setting.given is not None:
        return _least_in_integers(setting, count)
    if any(one.order == 0 for one in target.breaks):
        return 0.0  # see `_split`
    x = np.linspace(*setting.span, 2 * count - 1)
    f = target.on(x)
    weights = np.ones_like(f)
    if setting.scale is not None:  # by which nothing counts where an entry is 0 as the function is
        weights = np.where(f == 0, 0.0, setting.scale(x, f))
    with np.errstate(divide="ignore"):
        room = 1 / weights
    if interpolated:
        bends = np.abs(f[:-2:2] - 2 * f[1::2] + f[2::2]) / 2
        errors = bends / ((room[:-2:2] + room[2::2]) / 2 + room[1::2])
    else:
        f_ends, ends = (np.concatenate([u[:1], u[1::2], u[-1:]]) for u in (f, room))
        errors = np.abs(np.diff(f_ends)) / (ends[1:] + ends[:-1])
    least = float(errors.max(initial=0.0))
    if setting.held is not None:
        off = np.abs(setting.held.nearest(f[::2]) - f[::2]) * weights[::2]
        least = max(least, float(off.max()))
    return least


def _least_in_integers(setting: Setting, count: int) -> float:
    """The same of lines between entries, up to half a unit of the result."""
    request, given = setting.request, setting.given
    assert request.fixed is not None
    assert given is not None
    inputs = round((setting.span[1] - setting.span[0]) / float(given.scale))
    between = request.interpolate and inputs // (count - 1) % 2 == 0  # half-way there is an input
    if not between or request.measure != "absolute" or setting.fold is not None:
        return 0.0
    f = setting.target.on(np.linspace(*setting.span, 2 * count - 1)[:-2])  # the rest may be beyond
    bend = float(np.abs(f[:-2:2] - 2 * f[1::2] + f[2::2]).max(initial=0.0)) / 2
    return max(bend - float(fixed(request.fixed[1]).scale) / 2, 0.0) / 2
