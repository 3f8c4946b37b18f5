"""A function over a range as Taylor polynomials with proved remainders, and what has none.

A stretch is ``middle + half*s`` for -1 <= s <= 1. Where the function is not smooth, or looks so,
intervals are halved down to a share of the range; what is left is an interval without polynomial,
which the proof asks of ranges.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from flint import arb, arb_poly

from actviz.approximation.value.evaluation_errors import Part
from actviz.dataclass import dataclass
from actviz.facts.monotone_pieces import Segment
from actviz.formula.tree import Node
from actviz.readings import balls
from actviz.readings.certified.certified_polynomials import coefficients_from, length

TERMS = 20
BITS = 120  # of balls
_AROUND = -12  # power of two, of what is around a zero: beyond, f has a size of its own
_NEAR = -3  # the same where the size changes nothing but what polynomials are like
_SMALLEST = 2.0**-16  # of the range: below, it is not smooth
_CLOSER = 2.0**-40  # of that: where a half of an interval is, as beside a pole or a sharp bend


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
    sides: Sequence[Node] = (),
    smooth: Sequence[Segment] = (),
    binades: bool = False,
    finest: float = _SMALLEST,
    bits: int = BITS,
) -> list[Stretch]:
    """Stretches side by side over all of the range.

    Args:
        tree: a formula in x alone.
        edges: the ends of the range, and places between them where it is worth to cut.
        tolerance: the largest remainder.
        smooth: where the formula is one that has no kink, and which.
        finest: the share of the range down to which intervals are halved.
        binades: a stretch around a zero at 0 is a small one, and those beside it are as long as
            they are far away, since what errors are divided by changes from binade to binade.
        bits: of the arithmetic.
        sides: the formulas on the left and on the right of 0, where remainders count in units of
            the function: the stretches beside a zero at 0 have 0 for their middle.
    """
    stretches: list[Stretch] = []
    lows = [one.low for one in smooth]
    smallest = (edges[-1] - edges[0]) * finest
    share = _AROUND if binades else _NEAR
    around = _around_zero(sides, edges, tolerance, share, bits)
    cuts = {*edges, *(end for one in around for end in (one.low, one.high))}
    for one in around:
        cuts |= {end * 2.0**k for end in (one.low, one.high) for k in range(1, 2 - share)}
    for low, high in pairwise(sorted(x for x in cuts if edges[0] <= x <= edges[-1])):
        near = next((one for one in around if one.low <= low and high <= one.high), None)
        if near is not None:
            stretches.append(replace(near, low=low, high=high))
            continue
        part = smooth[max(bisect_right(lows, low) - 1, 0)] if smooth else None
        inside = part is not None and part.low <= low and high <= part.high
        formula = part.tree if part is not None and inside else tree
        pending = [(low, high)]
        while pending:
            a, b = pending.pop()
            stretch = _stretch(formula, a, b, tolerance, bits, relative=bool(sides))
            middle = a + (b - a) / 2
            if stretch is not None:
                stretches.append(stretch)
            elif not a < middle < b or (
                b - a <= smallest
                and not (
                    b - a > smallest * _CLOSER
                    and any(_smooth(formula, *ends) for ends in ((a, b), (a, middle), (middle, b)))
                )
            ):
                stretches.append(Stretch(a, b, middle, b - a, None, math.inf))
            else:
                pending += [(middle, b), (a, middle)]
    return stretches


def crossed(
    stretches: list[Stretch], parts: list[Part]
) -> list[tuple[Stretch, Part, float, float]]:
    """Every stretch with every part that it meets, and where."""
    crossings, at = [], 0
    for stretch in stretches if parts else []:
        while at and parts[at].low > stretch.low:
            at -= 1
        while at < len(parts) - 1 and parts[at].high <= stretch.low:
            at += 1
        k = at
        while k < len(parts) and parts[k].low < stretch.high:
            low, high = max(stretch.low, parts[k].low), min(stretch.high, parts[k].high)
            if low < high:
                crossings.append((stretch, parts[k], low, high))
            k += 1
    return crossings


def doubling(stretch: Stretch, low: float, high: float) -> Iterator[tuple[Stretch, float, float]]:
    """A part of a stretch around a zero, cut where numbers double: what is left out shrinks with f.

    For what is no zero there, and so is not counted in units of one. Other parts stay whole.
    """
    near, far = sorted((abs(low), abs(high)))
    if stretch.middle or not near or low < 0 < high:
        yield stretch, low, high
        return
    while near < far:
        end = far if far < 4 * near else 2 * near
        middle, half = near + (end - near) / 2, (end - near) / 2 * (1 + 2.0**-50)
        middle = math.copysign(middle, low + high)
        with balls.precision(BITS):
            line = arb_poly([arb(middle) / stretch.half, arb(half) / stretch.half])
            row, share = stretch.near(line), end / stretch.half
        a, b = sorted((math.copysign(near, middle), math.copysign(end, middle)))
        off = stretch.remainder * share ** len(stretch.near) * (1 + 2.0**-40)
        yield Stretch(a, b, middle, half, row, off), a, b
        near = end


def _around_zero(
    sides: Sequence[Node], edges: Sequence[float], tolerance: float, share: int, bits: int
) -> list[Stretch]:
    """A stretch on each side of a zero at 0, where the formula of that side is smooth there."""
    stretches = []
    for tree, end, side in zip(sides, (-edges[0], edges[-1]), (-1, 1), strict=False):
        if not edges[0] <= 0 <= edges[-1] or end <= 0:
            continue
        zeros = order_of_zero(tree)
        size = 2.0 ** (math.floor(math.log2(end)) + share)
        for _ in range(12 if zeros else 0):
            one = _stretch(tree, -size, size, tolerance * size**zeros, bits)
            if one is not None:
                ends = sorted((0.0, side * size))
                stretches.append(replace(one, low=ends[0], high=ends[1]))
                break
            size /= 2
    return stretches


def _smooth(tree: Node, a: float, b: float) -> bool:
    """Whether it has a polynomial on an interval, though it may leave out too much."""
    middle = a + (b - a) / 2
    with length(2), balls.precision(BITS):
        return all(
            ball.is_finite()
            for ball in coefficients_from(tree, {}, arb(middle, b - middle), b - middle, 2)
        )


def leading_zeros(row: Any) -> int:
    """How many of the first coefficients are 0."""
    return next((k for k in range(len(row)) if row[k] != 0), len(row))


def order_of_zero(tree: Node) -> int:
    """How often a function is 0 at 0, where it is smooth around it; else 0."""
    with length(TERMS), balls.precision(BITS):
        around = coefficients_from(tree, {}, arb(0, 2.0**-40), 1.0, TERMS)
        if not all(ball.is_finite() for ball in around):
            return 0
        return leading_zeros(coefficients_from(tree, {}, arb(0), 1.0, TERMS))


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
