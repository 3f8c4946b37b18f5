"""What is approximated: a function or one derivative of it, folded if asked, on one range."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import numpy as np
from flint import arb

from actviz.approximation.target.covering import order_of_zero
from actviz.approximation.target.exact_parts import (
    ExactPart,
    Row,
    exact_parts,
    nearly_polynomial_of,
    row_on,
)
from actviz.approximation.target.quick import Quick
from actviz.approximation.value.result import Fold, Piece
from actviz.arrays import Float64
from actviz.dataclass import dataclass
from actviz.facts.breaks import breaks
from actviz.facts.monotone_pieces import Curve
from actviz.facts.points import value_at
from actviz.facts.symmetry import symmetry
from actviz.formula.calculus import derivative, tidied
from actviz.formula.tree import Node, X, literal
from actviz.readings import balls
from actviz.readings.exact import ranges

if TYPE_CHECKING:
    from actviz.facts.monotone_pieces import Segment
    from actviz.facts.record import Break
    from actviz.functions.elementwise import Activation

MOST_BITS = 1 << 13  # to tell whether a value is below a power of two
_OF_ANY_PART = {"tree", "sides", "slope", "_curve", "smooth"}  # what does not depend on the range
NOISE = 2.0**-50  # relative: some roundings
_LINES = ((0.0, 0.0), (0.0, 0.5), (0.5, 0.0), (0.0, 1.0), (1.0, 0.0))


@dataclass(frozen=True, eq=False)
class Target:
    """The function to approximate and where.

    Attributes:
        activation: the function, with its parameters bound.
        order: which derivative of it.
        low, high: the range; finite.
        fold: how it is made of its half ``x >= 0``; then values are those of that half.
        open: whether ``high`` itself is of what comes after it, as that of pieces is.
    """

    activation: Activation
    order: int
    low: float
    high: float
    fold: Fold | None = None
    open: bool = False

    def between(self, low: float, high: float, *, open_: bool = False) -> Target:
        """The same on a part of the range, with all that a search knows of the whole of it."""
        part = replace(self, low=low, high=high, open=open_)
        if self.low <= low and high <= self.high:
            known = {name: self.__dict__[name] for name in _OF_ANY_PART & self.__dict__.keys()}
            known["breaks"] = tuple(one for one in self.breaks if low <= one.x <= high)
            known["exact_parts"] = self.exact_parts
            known["_near_parts"] = self._near_parts
            known["quick"] = self.quick
            part.__dict__.update(known)
        return part

    @property
    def name(self) -> str:
        """What it is called."""
        return self.activation.display + "'" * self.order

    @cached_property
    def tree(self) -> Node:
        """The formula approximated, in x alone."""
        whole = self.activation.bind(self.activation.derivative_tree(self.order))
        if self.fold is None or not any(self.fold.line):
            return whole
        return tidied("-", whole, _line(*self.fold.line))

    @cached_property
    def sides(self) -> tuple[Node, Node]:
        """The formulas on the left and on the right of 0: one where it is smooth there."""
        if order_of_zero(self.tree):
            return self.tree, self.tree
        parts = self._curve.segments
        left = next((part.tree for part in parts if part.low < 0 <= part.high), self.tree)
        right = next((part.tree for part in parts if part.low <= 0 < part.high), self.tree)
        return left, right

    @property
    def zeros(self) -> list[int]:
        """How often it is 0 at 0, on each side that the range has; 0: not, or not smooth there."""
        ends = zip(self.sides, (self.low < 0, self.high > 0), strict=True)
        return [order_of_zero(tree) for tree, here in ends if here]

    @property
    def rough_zero(self) -> bool:
        """Whether it goes to 0 at 0 from a side that the range has and is not smooth there."""
        at = next((one for one in self.breaks if one.x == 0 and one.order == 0), None)
        limits = (0.0, 0.0) if at is None else (at.left, at.right)
        here = [
            end for end, here in zip(limits, (self.low < 0, self.high > 0), strict=True) if here
        ]
        return (0.0, 0) in zip(here, self.zeros, strict=True)

    @cached_property
    def slope(self) -> Node:
        """The derivative of the formula approximated."""
        return derivative(self.tree)

    @cached_property
    def breaks(self) -> tuple[Break, ...]:
        """Jumps and kinks from end to end."""
        all_breaks = breaks_at_doubles(self.tree, self.low, self.high)
        return tuple(one for one in all_breaks if one.order <= 1)

    @cached_property
    def _break_at(self) -> dict[float, Break]:
        return {one.x: one for one in self.breaks}

    @property
    def unlisted(self) -> bool:
        """Whether floor and its kin take more steps than are known one by one."""
        return self._curve.unlisted(0)

    @cached_property
    def _curve(self) -> Curve:
        return Curve(self.tree, reach=1 + max(abs(self.low), abs(self.high)))

    @cached_property
    def smooth(self) -> list[Segment]:
        """Where it has a formula without a kink: a jump's value may belong to the left alone."""
        jumps = {one.x for one in self.breaks if one.value != one.right}
        return [
            replace(one, low=math.nextafter(one.low, math.inf)) if one.low in jumps else one
            for one in self._curve.segments
        ]

    @property
    def edges(self) -> list[float]:
        """The ends of the range and every place between them at which it is not smooth."""
        inner = {*(one.x for one in self.breaks), *(one.low for one in self.smooth), *self.knots}
        return [self.low, *sorted(x for x in inner if self.low < x < self.high), self.high]

    def over(self, low: float, high: float) -> Any:
        """All values of an interval, as a ball, or None; no jump's other side is one of its ends.

        A whole formula may have none of the left where it has that of the right in an end.
        """
        near = (one.tree for one in self.smooth if one.low <= low and high <= one.high)
        for tree in (self.tree, *near):
            value = ranges.over(tree, ranges.between(low, high), {})
            if value is not None and not (isinstance(value, float) and math.isnan(value)):
                least, most = ranges.ends(value)
                return least.union(most)
        return None

    @cached_property
    def exact_parts(self) -> tuple[ExactPart, ...]:
        """Where it is itself a polynomial."""
        return exact_parts(self.tree, self.low, self.high, self.breaks)

    def polynomial(self, low: float, high: float, degree: int) -> Float64 | None:
        """The coefficients of a piece that is the function itself, to nearest; None: none is."""
        exact = self.exactly_on(low, self.last(high)) or self.nearly_on(low, self.last(high))
        if exact is None and high == math.nextafter(low, math.inf) < self.high:
            exact = (Fraction(float(self.on(np.array([low]))[0])),)  # of a single double
        if exact is None or len(exact) > degree + 1:
            return None
        row = np.zeros(degree + 1)
        row[: len(exact)] = [float(c) for c in exact]
        return row

    def exactly_on(self, low: float, high: float) -> Row | None:
        """The polynomial that it is from one double to another; None: none, or not known to be."""
        return row_on(self.exact_parts, low, high)

    @cached_property
    def _near_parts(self) -> tuple[ExactPart, ...]:
        return exact_parts(self.tree, self.low, self.high, self.breaks, nearly_polynomial_of)

    @property
    def is_polynomial_somewhere(self) -> bool:
        """Whether it has parts that are polynomials, or nearly."""
        return bool(self.exact_parts or self._near_parts)

    def nearly_on(self, low: float, high: float) -> Row | None:
        """The same, where a coefficient is no fraction with one hardly nearer to 0 for it."""
        return row_on(self._near_parts, low, high)

    def last(self, high: float) -> float:
        """The last double of a piece: half-open, if it is not that at the end of the range."""
        return high if self.has(high) else math.nextafter(high, -math.inf)

    def own_end(self, high: float) -> float:
        """The end of a piece that another follows, or the double before a jump there."""
        one = self._break_at.get(high)
        return math.nextafter(high, -math.inf) if one and one.value != one.left else high

    def has(self, high: float) -> bool:
        """Whether the end of a piece is of that piece: at the end of the range."""
        return high == self.high and not self.open

    def on(self, x: Float64, low: float | None = None, high: float | None = None) -> Float64:
        """Values in float64; at the ends of a piece, the limits from within it."""
        points = self._within(x, low, high)
        if self.order:
            values = np.asarray(self.activation.derivative(points, self.order))
        else:
            values = np.asarray(self.activation(points))
        if self.fold is not None and any(self.fold.line):
            values = values - (self.fold.line[0] + self.fold.line[1] * points)
        return values

    @cached_property
    def about_zero(self) -> Float64:
        """Places about 0, where most functions bend, ever denser: even ones may miss it."""
        sizes = np.exp2(np.arange(-2.0, 64.0, 0.25))
        x = np.concatenate([-sizes[::-1], sizes])
        return np.asarray(x[(self.low < x) & (x < self.high)])

    @cached_property
    def size(self) -> float:
        """About its largest value."""
        x = np.concatenate([np.linspace(self.low, self.high, 65), self.about_zero])
        return float(np.abs(self.on(x)).max())

    @cached_property
    def quick(self) -> Quick:
        """About the values, for searches."""
        return Quick(self)

    def about(self, x: Float64, high: float | None, *, weighted: bool) -> Float64:
        """About the same, for a search: see :class:`Quick`."""
        return self.quick.on(self._within(x, None, high), weighted=weighted)

    def _within(self, x: Float64, low: float | None, high: float | None) -> Float64:
        """Places that are inside of a piece, where the function has another value at its end."""
        points = x
        if low is not None and (one := self._break_at.get(low)) and one.value != one.right:
            points = np.maximum(points, math.nextafter(low, math.inf))
        if high is not None:
            before = math.nextafter(high, -math.inf)
            if before in self._break_at or self.own_end(high) < high:
                points = np.minimum(points, before)
        return points

    def noise(self, x: Float64, scale: Callable[[Float64, Float64], Float64] | None) -> float:
        """An error that tells nothing: some roundings of the largest of values, as errors weigh."""
        values = self.on(x, float(x[0]), float(x[-1]))
        weights = 1.0 if scale is None else scale(x, values)
        return float((np.abs(values) * weights).max()) * NOISE

    def is_piece(self, piece: Piece) -> bool:
        """Whether a piece of a finite range is the function itself, to the last digit."""
        row = map(Fraction, piece.coefficients)
        exact = self.exactly_on(piece.low, self.last(piece.high))
        return exact is not None and all(u == v for u, v in zip_longest(row, exact, fillvalue=0))

    @property
    def jumps_at_end(self) -> bool:
        """Whether the last number of the range has a value that is no limit from within."""
        return any(one.x == self.high and one.value != one.left for one in self.breaks)

    @cached_property
    def knots(self) -> tuple[float, ...]:
        """Where half-open pieces are to change inside of the range: at every kink and jump."""
        return tuple(at for at in changes(self.breaks) if self.low < at < self.high)

    def decided(self, x: float, bits: int = 160) -> Any:
        """The value with as many bits as tell whether it is below a power of two next to it."""
        value = self.exactly(x, bits)
        while bits < MOST_BITS and value.is_finite() and not value.is_exact():
            share, power = math.frexp(float(value.mid()))
            with balls.precision(bits):
                if not abs(value).overlaps(arb(2.0 ** (power - (abs(share) < 0.75)))):
                    break
            bits *= 4
            value = self.exactly(x, bits)
        return value

    def exactly(self, x: float, bits: int = 160) -> Any:
        """The value at a double as a ball."""
        with balls.precision(bits):
            (ball,) = balls.compiled(self.tree)([x], {})
            if not ball.is_finite():
                value = ranges.over(self.tree, ranges.lift(x), {})
                if isinstance(value, tuple):
                    return value[0].union(value[1])
                return arb("nan") if value is None else arb(value)
            return ball


def breaks_at_doubles(tree: Node, low: float, high: float) -> list[Break]:
    """Where a formula is not smooth; the value at a jump is that at its double."""
    return [
        one if one.order else replace(one, value=_at_double(tree, one))
        for one in breaks(tree, low, high)
    ]


def _at_double(tree: Node, jump: Break) -> float:
    """The value at the double that a jump rounds to, which lies on one side of a place like 1/3.

    Within a millionth of the jump it is that side's limit: between double and place f may change.
    """
    value = value_at(tree, jump.x)
    near = min((jump.left, jump.right), key=lambda limit: abs(limit - value))
    return near if abs(near - value) <= 1e-6 * abs(jump.right - jump.left) else value


def changes(breaks: Sequence[Break]) -> list[float]:
    """Where half-open pieces are to change for these jumps and kinks, in order."""
    at = {one.x for one in breaks if one.order or one.value != one.left}
    # A place whose value is not of the right is of the piece on the left, or of one of its own.
    jumps = (one.x for one in breaks if not one.order and one.value != one.right)
    return sorted(at | {math.nextafter(x, math.inf) for x in jumps})


def _line(first: float, slope: float) -> Node:
    return tidied("+", literal(first), tidied("*", literal(slope), X))


def fold_of(activation: Activation, order: int, part: str | None = None) -> Fold | None:
    """The line and the parity that make a function out of its half ``x >= 0``, if it has them.

    Args:
        part: ``odd``, ``even`` or ``any`` of both: accept this one, and without a line only.
    """
    whole = activation.bind(activation.derivative_tree(order))
    for line in _LINES if part is None else _LINES[:1]:
        tree = tidied("-", whole, _line(*line)) if any(line) else whole
        word = symmetry(Curve(tree)).word
        if word is not None and part in (None, "any", word):
            return Fold(word, line)
    return None
