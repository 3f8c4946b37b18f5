"""What a formula does on its way to an infinity when it does not come to rest.

Sines of growing arguments change sign for ever, so no search ends; what holds over the whole line
then follows by reasoning (a period, a bound over the whole tail, a swing that grows) or is not
found.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import numpy as np

from actviz.facts.points import infinity, limit_towards, value_at
from actviz.facts.roots import sample
from actviz.facts.scan import Cell, cells
from actviz.formula.atoms import ATOMS
from actviz.formula.calculus import spelled_out, tidied
from actviz.formula.tree import ZERO, Node, X, literal, node, number, of_parts, rebuild, walk
from actviz.readings import float64
from actviz.readings.exact import enclosure

WINDOW: Final = 61.3  # |x| up to which a function that turns for ever is looked at
_LAST: Final = 1e300  # from here on, what settles at all has settled
_TURNS_AT_MOST: Final = 64  # changes of sign on a side that turns for ever
_CLOSE: Final = 1 / 256  # of the way: what turns too often turns too often further out as well
Swing = tuple[float, float]  # the lowest and the highest value come near to again and again


@lru_cache(maxsize=1024)
def oscillates(tree: Node, side: int) -> bool:
    """Whether a sine of something that grows without bound occurs in a formula."""
    return any(not math.isfinite(infinity(current.args[-1], side)) for current in _waves(tree))


def swarms(tree: Node, at: float, side: int) -> bool:
    """Whether a formula turns without end as x comes to a place, as x*sin(1/x) does at 0."""
    return math.isfinite(at) and any(
        math.isinf(limit_towards(current.args[-1], at, side)) for current in _waves(tree)
    )


def _waves(tree: Node) -> Iterator[Node]:
    for current in walk(spelled_out(tree)):
        if current.op in ATOMS and ATOMS[current.op].turns and "x" in current.names:
            yield current


def rests(tree: Node, side: int) -> bool:
    """Whether a formula keeps its sign from some x on, so that a search for its zeros ends."""
    return not oscillates(tree, side) or tail_sign(tree, side) != 0


def searched(
    tree: Node, low: float, high: float, hints: tuple[float, ...] = ()
) -> tuple[Cell, ...]:
    """The cells of a formula's sign between two places without a break.

    Where a tail turns for ever only the part near 0 is searched, and the cells end there.
    """
    left, right = _searched_to(tree, -1, low, high), _searched_to(tree, 1, high, low)
    searched_cells = list(cells(tree, left, right, hints))
    if left != low and tail_sign(tree, -1):
        searched_cells[0] = Cell(low, searched_cells[0].high, searched_cells[0].sign)
    if right != high and tail_sign(tree, 1):
        searched_cells[-1] = Cell(searched_cells[-1].low, high, searched_cells[-1].sign)
    return tuple(searched_cells)


def _searched_to(tree: Node, side: int, end: float, other_end: float) -> float:
    """Where a search on a side stops: at its end, or where the turns become too many."""
    if math.isfinite(end) or not oscillates(tree, side):
        return end
    return side * (WINDOW if tail_sign(tree, side) else _near(tree, side, other_end))


def _near(tree: Node, side: int, start: float) -> float:
    """A distance from 0 within which a formula does not change sign too often to be searched."""
    reach = WINDOW
    start = abs(start) if math.isfinite(start) and start * side > 0 else 0.0
    while reach > 4 * start and reach > 0.01:
        low, high = (0.0, reach) if side > 0 else (-reach, 0.0)
        points = sample(low, high)
        # Those of fast arithmetic next to 0, where (1 - cos(x))/x**2 cancels, are noise.
        signs = np.sign(float64.evaluate(tree, points[np.abs(points) > reach * _CLOSE], {}))
        if np.count_nonzero(signs[1:] != signs[:-1]) <= _TURNS_AT_MOST:
            break
        reach /= 4
    return reach


@lru_cache(maxsize=1024)
def tail_sign(tree: Node, side: int) -> int:
    """The sign that a formula provably has beyond the window; 0: it is not found."""
    tree = spelled_out(tree)
    low, high = tail_bounds(tree, side, WINDOW)
    if low > 0 or high < 0:
        return 1 if low > 0 else -1
    if tree.op in ATOMS and ATOMS[tree.op].positive:
        return 1
    signs = [tail_sign(arg, side) for arg in tree.args] if tree.op in ("*", "/", "+", "neg") else []
    match tree.op, signs:
        case "neg", [one]:
            return -one
        case (("*" | "/"), [one, other]):
            return one * other
        case "+", [one, other] if one == other:
            return one
    return 0


@lru_cache(maxsize=256)
def tail_bounds(tree: Node, side: int, start: float) -> Swing:
    """Bounds of a formula where x is beyond ``start`` on a side; NaN where there are none.

    Rigorous as far as doubles reach; further out its limit or its swing has its say.
    """
    tree = _spelled_out(tree)
    whole = enclosure(tree, *_ordered(side * start, side * math.inf), {})
    far_out = swing(tree, side)
    if far_out is None or not oscillates(tree, side):
        return whole
    bounds = [far_out]
    while start < 1e300:
        # Each block reaches further than the last: a bound like x/x**2 needs them narrow at first.
        stop = min(max(1.25 * start, start**1.25 if start < 1e240 else 1e300), 1e300)
        bounds.append(enclosure(tree, *_ordered(side * start, side * stop), {}))
        start = stop
    if any(math.isnan(low) for low, _ in bounds):
        return whole
    return min(low for low, _ in bounds), max(high for _, high in bounds)


def settled(tree: Node, side: int) -> Node:
    """The formula far out on a side, with a number for each part that is constant there."""
    far = _ordered(side * _LAST, side * math.inf)

    def change(current: Node, args: tuple[Node, ...]) -> Node:
        rebuilt = of_parts(current, args)
        if "x" not in rebuilt.names:
            return rebuilt
        low, high = enclosure(rebuilt, *far, {})
        return literal(low) if low == high else rebuilt

    return rebuild(tree, change)


def _spelled_out(tree: Node) -> Node:
    """The same formula with sinc and its derivatives as sums of sines over powers.

    The n-th derivative of sin(u)*(1/u), by Leibniz: over an interval its bounds fall off as 1/u.
    """

    def change(current: Node, args: tuple[Node, ...]) -> Node:
        if current.op == "sinc":
            return node("/", node("sin", *args), *args)
        if current.op != "dsinc":
            return of_parts(current, args)
        order, u = int(value_at(args[0], 0.0)), args[1]
        turns = (node("sin", u), node("cos", u))
        total: Node = ZERO
        for k in range(order + 1):
            top = tidied("*", number(math.perm(order, k)), turns[(order - k) % 2])
            term = node("/", top, tidied("**", u, number(k + 1)))
            negative = (k + (order - k) // 2) % 2
            total = tidied("-" if negative else "+", total, term)
        return total

    return rebuild(tree, change)


def _ordered(one: float, other: float) -> Swing:
    return min(one, other), max(one, other)


def swing(tree: Node, side: int) -> Swing | None:
    """The limits inferior and superior at an infinity, if reasoning finds them."""
    limit = infinity(tree, side)
    if not math.isnan(limit):
        return limit, limit
    tree = spelled_out(tree)
    if tree.op in ("sin", "cos"):
        endless = oscillates(tree, side) and math.isinf(infinity(tree.args[0], side))
        return (-1.0, 1.0) if endless else None
    if tree.op == "where":
        return None  # its condition has no limit for ever
    parts = [swing(arg, side) for arg in tree.args]
    match tree.op, parts:
        case "neg", [(low, high)]:
            return -high, -low
        case "+", [(a, b), (c, d)]:
            return _sum((a, b), (c, d))
        case "-", [(a, b), (c, d)]:
            return _sum((a, b), (-d, -c))
        case "*", [(a, b), (c, d)]:
            return _product((a, b), (c, d))
        case "/", [(a, b), (c, d)] if c == d and c and math.isfinite(c):
            return min(a / c, b / c), max(a / c, b / c)
        case op, [(a, b)] if _rises(op) and math.isfinite(a) and math.isfinite(b):
            return value_of(tree, a), value_of(tree, b)
    return None


def _rises(op: str) -> bool:
    """Whether a block rises on the whole line."""
    return op in ATOMS and ATOMS[op].whole and ATOMS[op].way > 0


def value_of(tree: Node, argument: float) -> float:
    """An atom of one argument at a number."""
    return value_at(node(tree.op, X), argument)


def _sum(one: Swing, other: Swing) -> Swing | None:
    """A sum in which one part has a limit, or swings without bound about a bounded one."""
    for (a, b), (c, d) in ((one, other), (other, one)):
        if a == b and math.isfinite(a):
            return a + c, a + d
        if (a, b) == (-math.inf, math.inf) and math.isfinite(c) and math.isfinite(d):
            return a, b
    return None


def _product(one: Swing, other: Swing) -> Swing | None:
    """A product in which one part has a limit."""
    for (a, b), (c, d) in ((one, other), (other, one)):
        if a != b:
            continue
        if math.isinf(a) and c < 0 < d:
            return -math.inf, math.inf
        if math.isfinite(a) and a:
            return min(a * c, a * d), max(a * c, a * d)
    return None
