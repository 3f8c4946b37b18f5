"""A function over a range as Taylor polynomials with proved remainders, and what has none.

A stretch is ``middle + half*s`` for -1 <= s <= 1. Where the function is not smooth, or looks so,
intervals are halved down to a share of the range; what is left is an interval without polynomial,
which the proof asks of ranges.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from flint import arb, arb_poly

from actviz.formula.tree import Node
from actviz.readings import balls
from actviz.readings.certified.pieces import coefficients_from, length

TERMS = 20
_BITS = 120
_SMALLEST = 2.0**-16  # of the range: below, it is not smooth


@dataclass(frozen=True, slots=True)
class Stretch:
    """The function is ``near(s)`` up to ``remainder`` on ``[low, high]``; None: not smooth."""

    low: float
    high: float
    middle: float
    half: float
    near: Any  # arb_poly
    remainder: float


def cover(
    tree: Node, edges: Sequence[float], tolerance: float, *, relative: bool = False
) -> list[Stretch]:
    """Stretches side by side over all of the range.

    Args:
        tree: a formula in x alone.
        edges: the ends of the range, and places between them where it is worth to cut.
        tolerance: the largest remainder.
        relative: that counts in units of the function; where the function has a zero at 0, the
            stretches beside it have 0 for their middle.
    """
    found: list[Stretch] = []
    smallest = (edges[-1] - edges[0]) * _SMALLEST
    around = _around_zero(tree, edges, tolerance) if relative else None
    inner = (around.low, around.high) if around else (math.inf, math.inf)
    for low, high in pairwise(sorted({*edges, *(end for end in inner if end < math.inf)})):
        if around is not None and inner[0] <= low and high <= inner[1]:
            found.append(replace(around, low=low, high=high))
            continue
        pending = [(low, high)]
        while pending:
            a, b = pending.pop()
            one = _stretch(tree, a, b, tolerance, relative=relative)
            middle = a + (b - a) / 2
            if one is not None:
                found.append(one)
            elif b - a <= smallest or not a < middle < b:
                found.append(Stretch(a, b, middle, b - a, None, math.inf))
            else:
                pending += [(middle, b), (a, middle)]
    return found


def _around_zero(tree: Node, edges: Sequence[float], tolerance: float) -> Stretch | None:
    """A stretch on both sides of a zero at 0, if the function is smooth there."""
    low, high = edges[0], edges[-1]
    if not low <= 0 <= high:
        return None
    size = 2.0 ** math.floor(math.log2(max(-low, high)))
    for _ in range(12):
        one = _stretch(tree, -size, size, tolerance * size)
        if one is not None:
            if one.near[0] != 0:
                return None
            return replace(one, low=max(-size, low), high=min(size, high))
        size /= 2
    return None


def _stretch(
    tree: Node, a: float, b: float, tolerance: float, *, relative: bool = False
) -> Stretch | None:
    middle = a + (b - a) / 2
    half = max(b - middle, middle - a)
    half = half if middle - half <= a and middle + half >= b else math.nextafter(half, math.inf)
    with length(TERMS), balls.precision(_BITS):
        wide = coefficients_from(tree, {}, arb(middle, half), half, TERMS)
        if not all(ball.is_finite() for ball in wide):
            return None
        bounds = [float(ball.abs_upper()) for ball in wide]
        if relative:
            tolerance *= min(bounds[0], float(wide[0].abs_lower()) or bounds[0] * 2.0**-30)
        last = next((k for k in range(1, TERMS) if bounds[k] <= tolerance), None)
        if last is None:
            return None
        near = coefficients_from(tree, {}, arb(middle), half, TERMS)[:last]
        if not all(ball.is_finite() for ball in near):
            return None
        return Stretch(a, b, middle, half, arb_poly(near), bounds[last] * (1 + 2.0**-30))
