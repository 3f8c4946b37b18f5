"""Odd or even: refuted by values, or shown by algebra; what merely looks so is not told."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import NamedTuple

from actviz.facts.monotone_pieces import Curve
from actviz.facts.points import sign_at, value_at
from actviz.formula.calculus import tidied
from actviz.formula.tree import X, node, substitute
from actviz.readings import identity

_POINTS = tuple(0.3 * 1.37**k for k in range(14))


class Symmetry(NamedTuple):
    """``odd``, ``even`` or None, with what it rests on."""

    word: str | None
    doubt: str = ""  # why it is not decided; empty: it is
    by_joints: bool = False  # shown piece by piece, between joints that a search found


def symmetry(curve: Curve) -> Symmetry:
    """Whether a function is its own mirror image, turned over or not.

    Correctly rounded values on both sides refute it; the formula's algebra shows it, as a whole or
    piece by piece.
    """
    looks = [word for word in ("odd", "even") if _agrees(curve, word == "odd")]
    if not looks or not curve.segments:
        return Symmetry(None)
    looks = [word for word in looks if not _differs(curve, word == "odd")]
    if not looks:
        return Symmetry(None)
    shown = identity.parity(curve.tree)
    if shown in looks and _mirrored_domain(curve):
        return Symmetry(shown)
    for word in looks:
        told = not curve.endless or _recurs_as(word, curve)
        if told and _piece_by_piece(curve, word):
            return Symmetry(word, by_joints=True)
    return Symmetry(None, f"it is {looks[0]} at every point tried, and no proof was found")


def _recurs_as(word: str, curve: Curve) -> bool:
    """Whether what holds near 0 holds everywhere: an even function is not moved up or down."""
    return curve.repeats is not None and (word == "odd" or not curve.repeats.change)


def _agrees(curve: Curve, odd: bool) -> bool:
    """Whether values on both sides allow it, at some points and wherever the formula may change."""
    points = {*_POINTS, *(abs(x) for x in curve.places)}
    points |= {abs(_middle(part.low, part.high)) for part in curve.segments}
    points |= {abs(piece.low) for piece in curve.pieces(0) if math.isfinite(piece.low)}
    for x in sorted(points):
        one, other = value_at(curve.given, x), value_at(curve.given, -x)
        if not math.isfinite(one) and not math.isfinite(other):
            continue  # a pole, or outside the domain
        if one != (-other if odd else other):
            return False
    return not (odd and math.isfinite(curve.value(0.0)) and curve.value(0.0))


def _differs(curve: Curve, odd: bool) -> bool:
    """Whether f(-x) is not f(x), or -f(x), by a difference that rounding hides."""
    turned = substitute(curve.cases, {"x": node("neg", X)})
    gap = tidied("+" if odd else "-", turned, curve.cases)
    return any(sign_at(gap, x) for x in _POINTS[1::6] if math.isfinite(curve.value(x)))


def _middle(low: float, high: float) -> float:
    if math.isinf(low) or math.isinf(high):
        return low + 1 if math.isfinite(low) else (high - 1 if math.isfinite(high) else 1.0)
    return low + (high - low) / 2


def _mirrored_domain(curve: Curve) -> bool:
    """Where single points alone are left out, they need no mirror: values are compared there."""
    spans = [(part.low, part.high) for part in curve.segments]
    without_gaps = all(one[1] == other[0] for one, other in pairwise(spans))
    ends_mirrored = -spans[0][0] == spans[-1][1]
    return (without_gaps and ends_mirrored) or spans == [(-b, -a) for a, b in reversed(spans)]


def _piece_by_piece(curve: Curve, word: str) -> bool:
    pieces = {(part.low, part.high): part.tree for part in curve.segments}
    for (low, high), tree in pieces.items():
        other = pieces.get((-high, -low))
        if other is None or not identity.is_mirror(other, tree, odd=word == "odd"):
            return False
    return bool(pieces)
