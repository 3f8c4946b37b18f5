"""Where a function is itself a polynomial: there a piece of its degree errs by nothing."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import partial
from itertools import pairwise

from actviz.approximation.value.coefficients import added, product
from actviz.dataclass import dataclass
from actviz.facts.breaks import piece_at, places
from actviz.facts.record import Break
from actviz.formula.calculus import expand_cases
from actviz.formula.constants import constant_value
from actviz.formula.tree import ONE, Node, X, folded, node
from actviz.readings import balls

_MOST = 9  # of a degree
_BITS, NEARLY = 400, 2.0**-200  # of a constant that is no fraction, and how near one is taken
_PLACES = 1000  # of a staircase that is looked at

Row = tuple[Fraction, ...]  # coefficients, lowest first, without zeros at the end


@dataclass(frozen=True, slots=True)
class ExactPart:
    """The function is this polynomial from one double to another, both of them included."""

    low: float
    high: float
    row: Row

    def holds(self, low: float, high: float) -> bool:
        """Whether it holds all from one double to another."""
        return self.low <= low and high <= self.high


def row_on(parts: Sequence[ExactPart], low: float, high: float) -> Row | None:
    """The polynomial from one double to another of parts side by side; None: there is none."""
    at = bisect_right(parts, low, key=lambda part: part.low) - 1
    return parts[at].row if at >= 0 and parts[at].holds(low, high) else None


Constant = Callable[[Node], Fraction | None]  # the value of a formula without x; None: unknown


def polynomial_of(tree: Node) -> Row | None:
    """The coefficients of a formula in x that is plainly a polynomial; None: it is not."""
    row: Row | None = folded(tree, partial(_row, constant=constant_value))
    return row


def nearly_polynomial_of(tree: Node) -> Row | None:
    """The same, each coefficient perhaps nearer to 0 by a share ``NEARLY`` for each step.

    None where numbers of unlike signs are added: what is left may be off by a larger share.
    """
    row: Row | None = folded(tree, partial(_row, constant=_nearly))
    sizes: Row | None = folded(tree, partial(_row, constant=_size, minus=1))
    return row if row is not None and sizes == tuple(map(abs, row)) else None


def exact_parts(
    tree: Node,
    low: float,
    high: float,
    breaks: Iterable[Break],
    polynomial: Callable[[Node], Row | None] = polynomial_of,
) -> tuple[ExactPart, ...]:
    """The parts of a range on which a formula in x is a polynomial.

    Args:
        tree: the formula.
        low, high: the range.
        breaks: over which no part goes; a jump's own value belongs to one side, or to none.
        polynomial: how the coefficients of a part are found.
    """
    at = {one.x: one for one in breaks}
    cases = expand_cases(tree)
    ends = [low, *(x for x in places(cases, low, high) if low < x < high), high]
    parts: list[ExactPart] = []
    for a, b in pairwise(ends if len(ends) <= _PLACES else ()):
        row = polynomial(piece_at(cases, a + (b - a) / 2))
        if row is None:
            continue
        first = math.nextafter(a, math.inf) if a in at and at[a].value != at[a].right else a
        last = math.nextafter(b, -math.inf) if b in at and at[b].value != at[b].left else b
        if parts and parts[-1].high == first and parts[-1].row == row and a not in at:
            first = parts.pop().low
        parts.append(ExactPart(first, last, row))
    return tuple(parts)


def _nearly(tree: Node) -> Fraction | None:
    """The value of a formula without x, or a number less far from 0 by a share ``NEARLY`` of it."""
    value = constant_value(tree)
    if value is not None or "x" in tree.names:
        return value
    with balls.precision(_BITS):
        (ball,) = balls.compiled(tree)([0.0], {})
        if not ball.is_finite() or not ball.rad() <= abs(ball).lower() * NEARLY:
            return None
        least = abs(ball).lower() if ball > 0 else -abs(ball).lower()
        mantissa, exponent = least.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def _size(tree: Node) -> Fraction | None:
    value = _nearly(tree)
    return None if value is None else abs(value)


def _row(
    tree: Node, args: tuple[Row | None, ...], constant: Constant, minus: int = -1
) -> Row | None:
    value = constant(tree)
    if value is not None:
        return _cut([value])
    if tree == X:
        return (Fraction(0), Fraction(1))
    match tree.op, args:
        case "neg", [tuple() as a]:
            return tuple(minus * c for c in a)
        case "+", [tuple() as a, tuple() as b]:
            return _cut(added(a, b))
        case "-", [tuple() as a, tuple() as b]:
            return _cut(added(a, b, minus))
        case "*", [tuple() as a, tuple() as b]:
            return _cut(product(a, b))
        case "/", [tuple() as a, (by,)] if by:
            share = constant(node("/", ONE, tree.args[1]))
            return None if share is None else tuple(c * share for c in a)
        case "**", [tuple() as a, (power,)] if power in range(_MOST + 1):
            raised: Row | None = (Fraction(1),)
            for _ in range(int(power)):
                raised = None if raised is None else _cut(product(raised, a))
            return raised
    return None


def _cut(row: list[Fraction]) -> Row | None:
    """Without zeros at the end; None: of too high a degree."""
    while len(row) > 1 and not row[-1]:
        row.pop()
    return tuple(row) if len(row) <= _MOST + 1 else None
