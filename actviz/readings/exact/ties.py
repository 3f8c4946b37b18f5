"""Sums that precision alone cannot decide: a tie, and a part too small to tip it.

x - tanh(x) at 1e16 is x - 1 plus 2*exp(-2e16). In float64 x - 1 lies halfway between two doubles
there, and no affordable precision shows the rest. But tanh(u) < 1 for every u, and that decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from flint import arb

from actviz.formula.atoms import ATOMS
from actviz.formula.tree import Node
from actviz.readings.exact import ranges
from actviz.readings.exact.balls import Ball, known_here

_SMALL: Final = 1200  # 2**-1200 is far below half the smallest double, 2**-1075
_DOUBLES: Final = -1074  # every double is a multiple of 2**-1074


def tipped(tree: Node, x: float, values: Mapping[str, float]) -> Ball | None:
    """An exact number that rounds as the formula does at ``x``; None if this is no such sum.

    The sum's exact part is a multiple of 2**-1074, and one part lies strictly within 2**-1200 of
    a bound. Between that bound and 2**-1200 inside of it no format has a number or a halfway
    point, so any number in between rounds alike.
    """
    total, leaning = arb(0), None
    for sign, term in _terms(known_here(tree), 1):
        value = ranges.over(term, ranges.lift(x), values)
        if value is None or isinstance(value, float):
            return None
        low, high = value
        if low == high:
            total += sign * low
        elif leaning is None:
            leaning = _beside_a_bound(term.op, low, high)
            if leaning is None:
                return None
            bound, inside = leaning
            total += sign * arb(bound)
            leaning = bound, sign * inside
        else:
            return None
    if leaning is None or not _is_multiple(total):
        return None
    return total + arb(leaning[1]) / arb(2) ** _SMALL


def _terms(tree: Node, sign: int) -> Iterator[tuple[int, Node]]:
    match tree.op, tree.args:
        case "+", (a, b):
            yield from _terms(a, sign)
            yield from _terms(b, sign)
        case "-", (a, b):
            yield from _terms(a, sign)
            yield from _terms(b, -sign)
        case "neg", (a,):
            yield from _terms(a, -sign)
        case _:
            yield sign, tree


def _beside_a_bound(op: str, low: Ball, high: Ball) -> tuple[float, int] | None:
    """A bound that a block never reaches and a value is within 2**-1200 of; which way is inside."""
    if op not in ATOMS or not (ATOMS[op].whole and ATOMS[op].way):
        return None
    bottom, top = sorted(ATOMS[op].bounds)
    if not (bottom.is_integer() and top.is_integer()):
        return None
    near = arb(1) / arb(2) ** _SMALL
    if low > top - near and high <= top:
        return top, -1
    return (bottom, 1) if high < bottom + near and low >= bottom else None


def _is_multiple(value: Ball) -> bool:
    return bool(value.is_exact()) and (value == 0 or int(value.man_exp()[1]) >= _DOUBLES)
