"""How far two activation functions are apart.

Their difference is a formula too. So the largest difference over the whole line is the end of its
range, found as every range is (:mod:`actviz.facts.ranges`): at a turning point, a joint, or an
infinity, by exact arithmetic; a difference that grows for ever is told by its limit.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from actviz.facts import gaussian, ranges
from actviz.facts.interval import Interval
from actviz.facts.pieces import Curve, Piece
from actviz.facts.points import one_sided
from actviz.formula.atoms import ATOMS
from actviz.formula.calculus import derivative, tidied
from actviz.formula.tree import ZERO, Node, walk
from actviz.readings import exact, float64

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from actviz.functions.elementwise import Activation

_SAME: Final = 2.0**-48  # relative: differences this close are told apart by no double


class Largest(NamedTuple):
    """The difference of largest magnitude, ``f(x) - g(x)`` with its sign, and where it is.

    ``x`` is infinite where the difference is largest, or grows for ever, towards an infinity. At
    a jump or a pole the value is that of one side, approached as x comes near.
    """

    value: float
    x: float


def difference(f: Activation, g: Activation) -> Node:
    """The formula of ``f - g``, with every parameter replaced by its value.

    Terms that both have are left out: of ``x + sin(x)`` and ``x`` it is ``sin(x)``.
    """
    plus, minus = _terms(f.bound_tree), _terms(g.bound_tree)
    for term in list(plus):
        if term in minus and _everywhere(term):
            plus.remove(term)
            minus.remove(term)
    if len(plus) == len(_terms(f.bound_tree)):
        return tidied("-", f.bound_tree, g.bound_tree)
    return tidied("-", _sum(plus), _sum(minus))


def _terms(tree: Node, sign: int = 1) -> list[tuple[Node, int]]:
    """A sum as its terms, each with its sign."""
    if tree.op == "neg":
        return _terms(tree.args[0], -sign)
    if tree.op not in ("+", "-"):
        return [(tree, sign)]
    left, right = tree.args
    return [*_terms(left, sign), *_terms(right, sign if tree.op == "+" else -sign)]


def _sum(terms: Iterable[tuple[Node, int]]) -> Node:
    found = ZERO
    for term, sign in terms:
        found = tidied("+" if sign > 0 else "-", found, term)
    return found


def _everywhere(term: tuple[Node, int]) -> bool:
    """Whether a term has a value at every x, so that nothing is lost with it."""
    return not any(
        part.op in ("/", "**") or (part.op in ATOMS and ATOMS[part.op].domain)
        for part in walk(term[0])
    )


def largest(
    f: Activation, g: Activation, order: int = 0, *, over: Interval | None = None
) -> Largest | None:
    """The largest difference of two functions, or of their derivatives.

    Args:
        f, g: elementwise functions; where only one of them is defined nothing is compared.
        order: 0 for values, 1 for slopes, and so on.
        over: the part of the line looked at, its ends included; the whole line if not given.

    Returns:
        The signed difference ``f - g`` to about 15 digits and its place: of places that share it
        the one nearest to 0, the right one first. None where it is not found: no common domain,
        or steps or waves without end whose largest is not decided.
    """
    return largest_of(difference(f, g), order, over=over)


def largest_of(tree: Node, order: int = 0, *, over: Interval | None = None) -> Largest | None:
    """The value of largest magnitude of a formula in x alone, or of a derivative of it.

    ``over`` and what is returned: as for :func:`largest`.
    """
    curve = Curve(tree)
    low, high = (over.low, over.high) if over else (-math.inf, math.inf)
    found = list(_candidates(curve, order, low, high))
    if any(math.isnan(one.value) for one in found) or not found:
        return None
    best = farthest_of(found)
    if curve.endless and max(abs(low), abs(high)) > curve.edge:
        return _with_tails(curve, order, best)
    for side, end in ((-1, low), (1, high)):
        if math.isinf(end) and curve.waves(side, order):
            return _with_tails(curve, order, best)
    return best


def within(one: Interval, over: Interval) -> Interval | None:
    """What two parts of the line have in common; None: nothing."""
    low, high = max(one.low, over.low), min(one.high, over.high)
    ends = low in one, high in one
    return Interval(low, high, *ends) if low < high or (low == high and all(ends)) else None


def gaussian_mean_square(f: Activation, g: Activation, order: int = 0) -> float | None:
    """The mean of ``(f(X) - g(X))**2`` for a standard normal X, or of the derivatives' difference.

    Returns:
        The mean square to about eleven digits; infinite or unknown means, and functions that are
        not defined on the whole line, give None.
    """
    curve = Curve(difference(f, g))
    tree = derivative(curve.tree, "x", order)
    if "x" not in tree.names:
        return curve.value(0.0, order) ** 2
    if gaussian.not_whole(curve):
        return None

    def fast(x: NDArray[np.float64]) -> NDArray[np.float64]:
        return float64.evaluate(tree, x, {}) ** 2

    def sure(x: NDArray[np.float64]) -> NDArray[np.float64]:
        return exact.evaluate(tree, x, {}) ** 2

    found = gaussian.expectation(curve, fast)
    if found is not None:
        return found
    try:  # of two functions that nearly agree float64 leaves too few digits
        return gaussian.expectation(curve, sure)
    except exact.NotDecided:
        return None


def _candidates(curve: Curve, order: int, low: float, high: float) -> Iterator[Largest]:
    """The ends of the monotone pieces inside a range, and the values at the joints."""
    for piece in curve.pieces(order):
        if piece.low < high and piece.high > low:
            yield _end(piece, max(piece.low, low), -1)
            yield _end(piece, min(piece.high, high), 1)
    for x in curve.places:
        value = curve.value(x, order)
        if low <= x <= high and math.isfinite(value):
            yield Largest(value, x)


def _end(piece: Piece, x: float, side: int) -> Largest:
    if x == (piece.low if side < 0 else piece.high):
        value = piece.start if side < 0 else piece.end
    else:
        value = one_sided(piece.tree, x, -side)
    if piece.direction == 0 and math.isinf(x):  # it stays: any finite place will do
        x = piece.high if side < 0 else piece.low
        x = 0.0 if math.isinf(x) else x
    return Largest(value, x)


def farthest_of(found: Iterable[Largest]) -> Largest:
    """The largest magnitude; among equals the place nearest to 0, the right one first."""
    found = list(found)
    most = max(abs(one.value) for one in found)
    equals = [one for one in found if abs(one.value) >= most * (1 - _SAME)]
    return min(equals, key=lambda one: (abs(one.x), one.x < 0))


def _with_tails(curve: Curve, order: int, best: Largest) -> Largest | None:
    """The same with tails that turn or step for ever, if what they come to is found."""
    image = ranges.image(curve, order)
    if image is None:
        return None
    whole = ranges.hull(image)
    ends = [end for end in (whole.low, whole.high) if abs(end) == ranges.bound(whole)]
    if abs(ends[0]) <= abs(best.value) * (1 + _SAME):
        return best
    for side in (1, -1):
        limit = curve.limit(side, order)
        if limit in ends or (math.isnan(limit) and curve.waves(side, order)):
            return Largest(limit if limit in ends else ends[0], side * math.inf)
    return None
