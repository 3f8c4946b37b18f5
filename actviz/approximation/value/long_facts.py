"""Facts of an approximation of many pieces, from its polynomials: its formula is too long for them.

Values at joints are exact fractions, rounded once; where a polynomial turns is found in float64.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

from actviz.approximation.value.coefficients import derived, value_at
from actviz.approximation.value.piece_polynomials import Row, Stretches
from actviz.facts.interval import Interval
from actviz.facts.record import Break, Facts, Limit, Saturation, Sides

_OPEN: Final = "not worked out for an approximation of so many pieces"
_LISTS: Final = (
    "kinks", "jumps", "pieces", "zeros", "fixed_points", "extrema", "inflections", "dead_intervals",
)  # fmt: skip
_OTHERS: Final = (
    "argmin", "argmax", "slope_argmin", "slope_argmax", "convexity", "lipschitz_slope", "symmetry",
    "saturation", "dtype_saturation", "gaussian",
)  # fmt: skip


def facts_of(stretches: Stretches, tolerance: float) -> Facts | None:
    """Range, slopes and limits; None for a folded one.

    Args:
        stretches: the polynomials from left to right.
        tolerance: of saturation, which is not told.
    """
    if stretches.record.fold is not None:
        return None
    rows = stretches.rows
    starts = list(stretches.edges)
    sloped = tuple(derived(row) for row in rows)
    breaks = list(_breaks(starts, rows, sloped))
    jumps = tuple(one for one in breaks if one.order == 0)
    closed = math.isfinite(stretches.record.range[1])
    values, slopes = _range(starts, rows, closed), _range(starts, sloped, closed)
    empty: dict[str, Any] = dict.fromkeys(_LISTS, ())
    size = max(abs(slopes.low), abs(slopes.high))
    at_zero = next((k for k in reversed(range(len(starts))) if starts[k] <= 0), -1) + 1
    rising = slopes.low >= 0 and all(one.right >= one.left for one in jumps)
    falling = slopes.high <= 0 and all(one.right <= one.left for one in jumps)
    word = "constant" if rising and falling else "increasing" if rising else None
    return Facts(
        domain=(Interval(-math.inf, math.inf),),
        range=values,
        image=None,
        derivative_range=slopes,
        argmin=None,
        argmax=None,
        slope_argmin=None,
        slope_argmax=None,
        limits=_limits(rows),
        slope_limits=_limits(sloped),
        monotonic=word or ("decreasing" if falling else None),
        strictly_monotonic=(rising and slopes.low > 0) or (falling and slopes.high < 0),
        convexity=None,
        symmetry=None,
        smoothness="discontinuous" if jumps else "C0" if breaks else "smooth",
        lipschitz=math.inf if jumps else size,
        lipschitz_slope=None,
        value_at_zero=float(rows[at_zero][0]),
        slope_at_zero=float(sloped[at_zero][0]),
        saturation=Saturation(tolerance, None, None, None, None),
        **empty,
        undecided=dict.fromkeys(("image", *_LISTS, *_OTHERS), _OPEN),
        proved=("limits", "slope_limits"),
    )


def _limits(rows: tuple[Row, ...]) -> Sides[Limit | None]:
    """Of the first and of the last polynomial, whose degree is one at most."""
    limits = []
    for row, side in ((rows[0], -1), (rows[-1], 1)):
        slope = row[1] if len(row) > 1 else 0
        limits.append(Limit(side * math.copysign(math.inf, slope) if slope else float(row[0])))
    return Sides(limits[0], limits[1])


def _breaks(
    starts: list[Fraction], rows: tuple[Row, ...], sloped: tuple[Row, ...]
) -> Iterator[Break]:
    """Where values or slopes jump from a polynomial to the next."""
    for x, (a, b), (c, d) in zip(starts, pairwise(rows), pairwise(sloped), strict=True):
        left, right, before, after = (value_at(row, x) for row in (a, b, c, d))
        if left != right or before != after:
            ends = float(left), float(right), float(right)
            slopes = float(before), float(after), float(after)
            yield Break(float(x), *ends, *slopes, 0 if left != right else 1)


def _range(starts: list[Fraction], rows: tuple[Row, ...], last: bool) -> Interval:
    """The smallest interval that holds every value, and whether its ends are taken.

    Args:
        starts: where polynomials meet, each place being that of the one after it.
        rows: the polynomials.
        last: whether the last place is that of the one before, being the end of the range.
    """
    seen: list[tuple[float, bool]] = []
    edges = [None, *starts, None]
    for row, low, high in zip(rows, edges, edges[1:], strict=False):
        slope = len(row) > 1 and row[1] != 0
        for end, side in ((low, -1), (high, 1)):
            if end is not None:
                seen.append((float(value_at(row, end)), (side < 0) != (last and end == starts[-1])))
            elif slope:
                seen.append((side * math.copysign(math.inf, row[1]), False))
            else:
                seen.append((float(row[0]), True))
        if low is not None and high is not None and len(row) > 2:
            turns = _roots(derived(row))
            inner = [x for x in turns if low < Fraction(x) < high]
            seen += [(float(value_at(row, Fraction(x))), True) for x in inner]
    least, most = min(value for value, _ in seen), max(value for value, _ in seen)
    closed = [any(taken for value, taken in seen if value == end) for end in (least, most)]
    return Interval(least, most, closed[0], closed[1])


def _roots(row: Row) -> list[float]:
    """The zeros of a polynomial of degree two at most."""
    c, b, a = (*map(float, row), 0.0, 0.0)[:3]
    if not a:
        return [-c / b] if b else []
    inner = b * b - 4 * a * c
    if inner < 0:
        return []
    far = -(b + math.copysign(math.sqrt(inner), b)) / 2
    return [far / a] + ([c / far] if far else [])
