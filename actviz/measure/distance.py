"""How far two activation functions are apart.

Their difference is a formula too. So the largest difference over the whole line is the end of its
range, found as every range is (:mod:`actviz.facts.value_ranges`): at a turning point, a joint, or
an infinity, by exact arithmetic; a difference that grows for ever is told by its limit.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from actviz.facts import value_ranges
from actviz.facts.interval import Interval
from actviz.facts.monotone_pieces import Curve, Piece
from actviz.facts.points import one_sided
from actviz.facts.scan import crowded
from actviz.formula.atoms import ATOMS
from actviz.formula.calculus import derivative, spelled_out, tidied
from actviz.formula.tree import ZERO, Node, walk
from actviz.measure.largest import Largest, NotFound, farthest_of, no_larger
from actviz.measure.staircases import cell_ends
from actviz.measure.staircases.step_cells import stepped
from actviz.measure.weighing import Weighing
from actviz.readings import float64

if TYPE_CHECKING:
    from actviz.functions.elementwise import Activation

_TRIED: Final = np.array([-1.5, -0.5, 0.5, 1.5])  # mostly one of them has a value


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
    total = ZERO
    for term, sign in terms:
        total = tidied("+" if sign > 0 else "-", total, term)
    return total


def _everywhere(term: tuple[Node, int]) -> bool:
    """Whether a term has a value at every x, so that nothing is lost with it."""
    return not any(
        part.op in ("/", "**") or (part.op in ATOMS and ATOMS[part.op].domain)
        for part in walk(spelled_out(term[0]))
    )


def largest(
    f: Activation, g: Activation, order: int = 0, *, over: Interval | None = None
) -> Largest | None:
    """The largest difference of two functions, or of their derivatives.

    Args:
        f, g: elementwise functions; where only one of them is defined nothing is compared.
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
    try:
        return searched(tree, order, over=over)
    except NotFound:
        return None


def searched(tree: Node, order: int = 0, *, over: Interval | None = None) -> Largest:
    """The same, and where it is not found the reason.

    Raises:
        NotFound: with the reason.
    """
    low, high = (over.low, over.high) if over else (-math.inf, math.inf)
    slope = derivative(tree, "x", order)
    if stepped(slope):
        try:
            return cell_ends.largest(Curve(slope).tree, tree, low, high, _smooth)
        except ValueError as error:
            raise NotFound(str(error)) from None
    curve = Curve(tree) if not stepped(tree) else Curve(slope)
    order = order if not stepped(tree) else 0
    candidates = [*_candidates(curve, order, low, high), *_beyond(curve, order, low, high)]
    if not candidates:
        raise NotFound("nowhere do both have a value")
    if any(math.isnan(one.value) for one in candidates):
        raise NotFound("a limit is not found")
    best = farthest_of(candidates)
    open_ = [side for side, end in ((1, high), (-1, low)) if math.isinf(end)]
    if any(curve.endless or curve.waves(side, order) for side in open_):
        return _with_tails(curve, order, best, open_)
    return best


def _beyond(curve: Curve, order: int, low: float, high: float) -> Iterator[Largest]:
    """The largest in the rest of a finite range: waves or breaks without end begin inside of it."""
    pieces = curve.pieces(order)
    if not pieces and not curve.endless:
        return
    seen = (-curve.edge, curve.edge) if curve.endless else (pieces[0].low, pieces[-1].high)
    for side, end, reach in ((-1, low, seen[0]), (1, high, seen[1])):
        beyond = math.isfinite(end) and side * (end - reach) > 0
        if not beyond or not (curve.endless or curve.waves(side, order)):
            continue
        last = curve if curve.endless else curve.segments[0 if side < 0 else -1]
        rest = Interval(max(reach, low), end) if side > 0 else Interval(end, min(reach, high))
        tree = derivative(last.tree, "x", order)
        if crowded(derivative(tree), rest.low, rest.high):
            raise NotFound("waves too close together to be told apart")
        try:
            yield cell_ends.by_cells(tree, rest)
        except ValueError as error:
            raise NotFound(str(error)) from None


def _smooth(tree: Node, over: Interval) -> Largest | None:
    return largest_of(tree, over=over)


def within(one: Interval, over: Interval) -> Interval | None:
    """What two parts of the line have in common; None: nothing."""
    low, high = max(one.low, over.low), min(one.high, over.high)
    ends = low in one, high in one
    return Interval(low, high, *ends) if low < high or (low == high and all(ends)) else None


def mean_square(
    f: Activation, g: Activation, order: int = 0, weighing: Weighing | None = None
) -> float:
    """The mean of ``(f(X) - g(X))**2``, or of the derivatives' difference.

    Args:
        weighing: the distribution of X; standard normal if not given.

    Raises:
        NotFound: it is infinite or unknown, or one of them is not defined everywhere.
    """
    gap = difference(f, g)
    if not np.isfinite(float64.evaluate(gap, _TRIED, {})).any() and not Curve(gap).segments:
        raise NotFound("nowhere do both have a value")
    tree = derivative(gap, "x", order)
    return (weighing or Weighing()).mean_square(tree, gap)


def _candidates(curve: Curve, order: int, low: float, high: float) -> Iterator[Largest]:
    """The ends of the monotone pieces inside a range, and the values at the joints."""
    for piece in curve.pieces(order):
        if piece.low < high and piece.high > low:
            inside = max(piece.low, low), min(piece.high, high)
            yield _end(piece, inside, -1)
            yield _end(piece, inside, 1)
    for x in curve.places:
        value = curve.value(x, order)
        if low <= x <= high and math.isfinite(value):
            yield Largest(value, x)


def _end(piece: Piece, inside: tuple[float, float], side: int) -> Largest:
    low, high = inside
    x = low if side < 0 else high
    if x == (piece.low if side < 0 else piece.high):
        value = piece.start if side < 0 else piece.end
    else:
        value = one_sided(piece.tree, x, -side)
    if piece.direction == 0:  # it stays: the place nearest to 0 will do
        x = min(max(0.0, low), high)
    return Largest(value, x)


def _with_tails(curve: Curve, order: int, best: Largest, sides: Sequence[int]) -> Largest:
    """The same with tails that turn or break for ever, if what they come to is found."""
    for side in sides:
        if math.isinf(curve.limit(side, order)):
            return Largest(curve.limit(side, order), side * math.inf)
    image = value_ranges.image(curve, order)
    if image is None:
        raise NotFound("waves without end, whose largest is not decided")
    whole = value_ranges.hull(image)
    ends = [end for end in (whole.low, whole.high) if abs(end) == value_ranges.bound(whole)]
    if no_larger(ends[0], best.value):
        return best
    for side in sides:
        limit = curve.limit(side, order)
        if limit in ends or (math.isnan(limit) and curve.waves(side, order)):
            return Largest(limit if limit in ends else ends[0], side * math.inf)
    raise NotFound("waves without end, whose largest is not decided")
