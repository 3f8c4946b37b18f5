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
BITS = 120  # of balls
_AROUND = 2.0**-12  # of a stretch around a zero: beyond, the function has a size of its own
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
    tree: Node,
    edges: Sequence[float],
    tolerance: float,
    *,
    relative: bool = False,
    binades: bool = False,
    finest: float = _SMALLEST,
    bits: int = BITS,
) -> list[Stretch]:
    """Stretches side by side over all of the range.

    Args:
        tree: a formula in x alone.
        edges: the ends of the range, and places between them where it is worth to cut.
        tolerance: the largest remainder.
        finest: the share of the range down to which intervals are halved.
        binades: a stretch around a zero at 0 is a small one, and those beside it are as long as
            they are far away, since what errors are divided by changes from binade to binade.
        bits: of the arithmetic.
        relative: that counts in units of the function; where the function has a zero at 0, the
            stretches beside it have 0 for their middle.
    """
    found: list[Stretch] = []
    smallest = (edges[-1] - edges[0]) * finest
    share = _AROUND if binades else 1.0
    around = _around_zero(tree, edges, tolerance, share, bits) if relative else None
    inner = (around.low, around.high) if around else (math.inf, math.inf)
    cuts = {*edges, *(end for end in inner if end < math.inf)}
    if around is not None and binades:
        cuts |= {end * 2.0**k for end in inner for k in range(1, 14)}
    for low, high in pairwise(sorted(x for x in cuts if edges[0] <= x <= edges[-1])):
        if around is not None and inner[0] <= low and high <= inner[1]:
            found.append(replace(around, low=low, high=high))
            continue
        pending = [(low, high)]
        while pending:
            a, b = pending.pop()
            one = _stretch(tree, a, b, tolerance, bits, relative=relative)
            middle = a + (b - a) / 2
            if one is not None:
                found.append(one)
            elif b - a <= smallest or not a < middle < b:
                found.append(Stretch(a, b, middle, b - a, None, math.inf))
            else:
                pending += [(middle, b), (a, middle)]
    return found


def _around_zero(
    tree: Node, edges: Sequence[float], tolerance: float, share: float, bits: int
) -> Stretch | None:
    """A stretch on both sides of a zero at 0, if the function is smooth there."""
    low, high = edges[0], edges[-1]
    if not low <= 0 <= high:
        return None
    zeros = order_of_zero(tree)
    if not zeros:
        return None
    size = 2.0 ** math.floor(math.log2(max(-low, high)))
    for _ in range(12):
        one = _stretch(tree, -size, size, tolerance * size**zeros, bits)
        if one is not None:
            near = size * share
            return replace(one, low=max(-near, low), high=min(near, high))
        size /= 2
    return None


def leading_zeros(row: Any) -> int:
    """How many of the first coefficients are 0."""
    return next((k for k in range(len(row)) if row[k] != 0), len(row))


def order_of_zero(tree: Node) -> int:
    """How often a function is 0 at 0, where it is smooth there; else 0."""
    with length(TERMS), balls.precision(BITS):
        row = coefficients_from(tree, {}, arb(0), 1.0, TERMS)
        return leading_zeros(row) if all(ball.is_finite() for ball in row) else 0


def _stretch(
    tree: Node, a: float, b: float, tolerance: float, bits: int, *, relative: bool = False
) -> Stretch | None:
    middle = a + (b - a) / 2
    half = max(b - middle, middle - a)
    half = half if middle - half <= a and middle + half >= b else math.nextafter(half, math.inf)
    with length(TERMS), balls.precision(bits):
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
