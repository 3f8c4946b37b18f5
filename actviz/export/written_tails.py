"""Where a function has come so close to its limit, or to a line, that nothing else is left of it.

Far out a formula computes with numbers that overflow or cancel, though its value is the plainest
there: a constant, a multiple of x or of a power of x. The exact values say from where on the
correctly rounded result *is* that power, at points up to the largest double; from there on it is
written instead of the formula, and an infinity gets the limit by the same text.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import astuple, replace
from fractions import Fraction
from functools import cache
from typing import Any, Final

import numpy as np

from actviz.arrays import Float64, Mask, identical
from actviz.dataclass import dataclass
from actviz.export.answered import answered
from actviz.export.asked import Evaluate, decide, in_double
from actviz.formula.tree import (
    ONE,
    TWO,
    ZERO,
    Node,
    X,
    literal,
    node,
    number,
    of_parts,
    rebuild,
    substitute,
)
from actviz.formula.tree import name as letter
from actviz.functions.elementwise import Activation
from actviz.readings import exact
from actviz.readings.number_formats import largest, rounded, ulp
from actviz.readings.reals import distinct

LARGEST: Final = float(np.finfo(np.float64).max)
# Edges tried, from the nearest; beyond each there are points at these multiples.
_EDGES: Final = (
    *(10.0, 20.0, 40.0, 80.0, 110.0, 160.0, 320.0, 400.0, 500.0, 600.0, 680.0, 700.0, 710.0, 720.0),
    *(730.0, 740.0, 750.0, 800.0, 1600.0, 1e4, 1e5, 1e6, 1e8, 1e10, 1e12, 1e17, 1e25, 1e35),
    # With those at which a square, a cube or a fourth power has left the doubles, its inverse not.
    *(1e60, 1e78, 1e80, 1e100, 1e104, 1e107, 1e120, 1e150, 1e155, 1e159, 1e161, 1e200, 1e250),
)
# Where they have left float32.
_OWN: Final = (5e9, 8e12, 1.5e19)
_MORE: Final = (1e290, 1e300, 1e305, 3e307, LARGEST)
_TINY: Final = np.concatenate([sign * 10.0 ** np.arange(-323, -3, 13) for sign in (-1, 1)])
_BESIDE: Final = (1.2360679774997896, 1.6180339887498949, 2.2360679774997898)
# What an exponent's rounding and a subnormal step may lose, in units in the last place.
_STEEP_ULPS: Final = 1e3
_SUNK: Final = 2e5
_ORDINARY: Final = 1e-290
_STEEP: Final = 30.0  # from where on an exponential is read
_WHOLE: Final = [power for power in range(-6, 7) if power]
_POWERS: Final = [(p, 0) for p in _WHOLE] + [(p, r) for r in (1, -1) for p in range(0, 4 * r, r)]


@dataclass(frozen=True)
class Tail:
    """From ``edge`` on outwards the value is ``factor * x**power * exp(rate*x)``.

    ``root``: times the root of ``abs(x)`` if that is 1, over it if that is -1.
    """

    side: int
    edge: float
    factor: float
    power: int
    rate: float = 0.0
    root: int = 0

    @property
    def end(self) -> float:
        """What it comes to, sign aside."""
        if self.rate:
            return math.inf if self.rate * self.side > 0 else 0.0
        power = self.power + self.root / 2
        return math.inf if power > 0 else 0.0 if power else abs(self.factor)

    def tree(self) -> Node:
        """The value as a tree in x, in steps of which none overflows before the result does."""
        plain = self.factor == 1 and self.power > 0
        text = X if plain else number(self.factor)
        for _ in range(abs(self.power) - plain):
            text = node("*" if self.power > 0 else "/", text, X)
        if self.root:
            text = node("*" if self.root > 0 else "/", text, node("sqrt", node("abs", X)))
        if not self.rate:
            return text
        size = X if abs(self.rate) == 1 else node("*", number(abs(self.rate)), X)
        value = node("scaled_exp", text, size if self.rate > 0 else node("neg", size))
        if not self.power:
            return value
        # At infinity one is 0 and the other infinite.
        sign = math.copysign(1.0, self.factor * self.side**self.power)
        infinite = X if sign == self.side else node("neg", X)
        end = infinite if self.end else number(math.copysign(0.0, sign))
        beyond = node(">=" if self.side > 0 else "<=", X, number(self.side * math.inf))
        return node("where", beyond, end, value)


def with_tails(
    function: Activation,
    fast: Node,
    order: int,
    wrt: str = "x",
    dtype: str = "float64",
    near: Node | None = None,
    evaluate: Evaluate = in_double,
) -> tuple[Node, Node]:
    """A tree in x, with its tails written out where the arithmetic needs them.

    Twice: first of an x held back from the tails, for arithmetic that computes every branch
    everywhere; then of x itself.

    Args:
        function: the function, its parameters bound.
        fast: the tree in x alone.
        order: which derivative in ``wrt`` it is.
        dtype: the format in which results count.
        near: the same tree as it is to be written between the tails, if that is another text.
        evaluate: the arithmetic.
    """
    between, *rows = _between_tails(function, fast, order, wrt, dtype, near, evaluate)
    tails = [Tail(*row) for row in rows]
    return _joined(between, tails, {tail.side: tail.edge for tail in tails}), _joined(
        between, tails, {}
    )


@answered()
def _between_tails(
    function: Activation,
    fast: Node,
    order: int,
    wrt: str,
    dtype: str,
    near: Node | None,
    evaluate: Evaluate,
) -> tuple[Any, ...]:
    """The tree between the tails, and these, if there are any."""
    true_tree = function.derivative_tree(order, wrt) if order else function.tree
    last = largest(dtype)
    # All formats are computed in float64 but where the arithmetic is the format's own.
    own = evaluate is not in_double
    edges = np.sort([edge for edge in (*_EDGES, *(_OWN if own else ())) if edge < last / 8])
    # Beside each edge a few places that no period and no grid has in common.
    points = distinct(np.concatenate([edges, *(edges * m for m in _BESIDE), _more(last)]))
    both = np.concatenate([-points, points])
    true, decided = decide(true_tree, both, function.values)
    if order and wrt == "x":
        true = np.where(function.outside(both), np.nan, true)
    ends = np.array([-np.inf, np.inf])
    limits = _limits(function, true_tree)
    raw = evaluate(fast, np.concatenate([both, ends]))
    result = near or fast
    near_zero = _TINY[np.abs(_TINY) >= ulp(np.zeros(1), dtype)[0]]
    if np.isnan([*raw[:-2][decided & ~np.isnan(true)], *evaluate(fast, near_zero)]).any():
        result = _with_held_waves(result, limits, evaluate, np.concatenate([both, near_zero]))
    chosen: list[Tail] = []
    for side in (-1, 1):
        limit = limits[side]
        here = (both * side > 0) & decided
        x, want = both[here], true[here]
        got = raw[:-2][here]
        at_end = raw[-2 if side < 0 else -1]
        close = _close(got, want, dtype, own)
        if close.all() and _same_end(at_end, limit):
            continue
        with np.errstate(all="ignore"):
            unit = ulp(np.array([1.0]), dtype if own else "float64")
            lost = _STEEP_ULPS * unit * np.abs(want) + _SUNK * ulp(np.array([0.0]), dtype)
            close |= np.abs(got - want) <= lost
        tail = _tail(side, x, want, limit, dtype, close)
        if tail is not None and _joints_before(function, tail):
            chosen.append(tail)
            continue
        if limit is not None and not _same_end(at_end, limit):
            # No power: at least an infinity gets its limit.
            edge = node("==", X, number(side * math.inf))
            result = node("where", edge, number(limit), result)
    return result, *map(astuple, chosen)


def _with_held_waves(
    tree: Node, limits: Mapping[int, float | None], evaluate: Evaluate, x: Float64
) -> Node:
    """A tree in which a wave whose argument overflows is one of an argument that does not.

    Args:
        tree: a tree in x.
        limits: those at both infinities, by their sign.
        evaluate: the arithmetic.
        x: points, among them some at which arguments may overflow.
    """

    held = with_held_waves(tree, lambda one: evaluate(one, x))
    if held is tree:
        return tree
    held = node("where", node("==", X, ZERO), tree, held)
    for side, limit in limits.items():
        end = node("==", X, number(side * math.inf))
        held = node("where", end, tree if limit is None else number(limit), held)
    return held


def with_held_waves(tree: Node, evaluate: Callable[[Node], Float64]) -> Node:
    """A tree in which waves whose argument is not finite somewhere have one that is.

    Of such a wave nothing is left but its range.
    """

    def change(part: Node, args: tuple[Node, ...]) -> Node:
        if part.op in ("sin", "cos") and not np.isfinite(evaluate(args[0])).all():
            return wave(part.op, args[0])
        return of_parts(part, args)

    def wave(op: str, of: Node) -> Node:
        most, least = number(LARGEST), literal(-LARGEST)
        inner = node("where", node(">", of, most), most, of)
        held = node(op, node("where", node("<", inner, least), least, inner))
        if (half := _half(of)) is None:
            return held
        # That may be a number where twice as much is none.
        sine = wave("sin", half)
        twice = node("*", TWO, node("*", sine, wave("cos", half) if op == "sin" else sine))
        doubled = twice if op == "sin" else node("-", ONE, twice)
        return node("where", node("<=", node("abs", of), most), held, doubled)

    return rebuild(tree, change)


def _half(of: Node) -> Node | None:
    """What of a product stands beside a factor 2."""
    if of.op != "*":
        return None
    first, second = of.args
    if first is TWO:
        return second
    half = _half(first)
    return None if half is None else node("*", half, second)


def _joined(tree: Node, tails: list[Tail], clamped: dict[int, float]) -> Node:
    """The tree between the tails, of an x that cannot leave that stretch."""
    inner = X
    for side, edge in clamped.items():
        sign = ">" if side > 0 else "<"
        place = number(side * edge)
        inner = substitute(inner, {"x": X})
        inner = node("where", node(sign, X, place), place, inner)
    result = substitute(tree, {"x": inner}) if clamped else tree
    for tail in tails:
        sign = ">" if tail.side > 0 else "<"
        result = node("where", node(sign, X, number(tail.side * tail.edge)), tail.tree(), result)
    return result


def _more(last: float) -> Float64:
    return np.array([p for p in (*_MORE, last / 4, last) if p <= last])


def _limits(function: Activation, tree: Node) -> dict[int, float | None]:
    limits = function.limits(tree, np.array([-np.inf, np.inf]))
    return {side: limits.get(side * np.inf) for side in (-1, 1)}


def _same_end(got: float, limit: float | None) -> bool:
    if limit is None:
        return True
    return got == limit or (math.isnan(got) and math.isnan(limit))


def _close(got: Float64, want: Float64, dtype: str, own: bool) -> Mask:
    """Where a formula keeps its digits far out by itself, in float64 or in the format's own."""
    with np.errstate(all="ignore"):
        # In its own arithmetic what comes out is tried afterwards: here counts what is no digit.
        allowed = _STEEP_ULPS * ulp(want, dtype) if own else 1e-14 * np.abs(want)
        near = np.abs(got - want) <= allowed
    same = identical(got, want)
    both = rounded(got, dtype) == rounded(want, dtype)
    close: Mask = near | same | both
    return close


def _tail(
    side: int, x: Float64, want: Float64, limit: float | None, dtype: str, close: Mask
) -> Tail | None:
    """The nearest edge from which on all exact values are one power of x."""
    order = np.argsort(np.abs(x))
    x, want, close = x[order], want[order], close[order]
    tails: list[Tail] = []
    candidates = dict.fromkeys([*_candidates(x, want), *_exponentials(x, want)])
    for factor, power, rate, root in candidates:
        tail = Tail(side, 0.0, float(factor), power, rate, root)
        if limit is not None and abs(limit) != tail.end:
            continue
        line = in_double(tail.tree(), x)
        same = rounded(line, dtype) == rounded(want, dtype)
        if dtype == "float64":
            with np.errstate(all="ignore"):
                # Each step rounds, an exponent most; what is lost may be the least that there is.
                steps = 1 + abs(power) + 2 * abs(root) + np.abs(rate * x)
                same |= np.abs(line - want) <= np.maximum(2.3e-16 * steps * np.abs(want), 5e-324)
        wrong = np.flatnonzero(~same)
        first = int(wrong[-1]) + 1 if wrong.size else 0
        if first + 6 < len(x):
            tails.append(replace(tail, edge=float(np.abs(x[first]))))
    # Up to where zeros by underflow begin the formula may be right by itself; else the nearest.
    enough = [one for one in tails if not one.rate and close[np.abs(x) <= one.edge].all()]
    return min(enough or tails, key=lambda tail: tail.edge, default=None)


def _candidates(x: Float64, want: Float64) -> Iterator[tuple[float, int, float, int]]:
    """What power of x, or of its root, the outermost values may be."""
    if want.size < 2 or np.isnan(want[-1]):
        return
    if want[-1] == 0:
        # A zero that comes of underflow has the sign of the last number before it.
        numbers = want[want != 0]
        yield math.copysign(0.0, numbers[-1] if numbers.size else want[-1]), 0, 0.0, 0
    elif np.isinf(want[-1]) or want[-1] == want[-2]:
        yield float(want[-1]), 0, 0.0, 0
    for at in (-1, -len(x) // 3, -len(x) // 2):
        value, place = float(want[at]), float(x[at])
        if value == 0 or not math.isfinite(value):
            continue
        for power, root in _POWERS:
            size = math.log(abs(value)) - (power + root / 2) * math.log(abs(place))
            if abs(size) > 20:  # beyond the factors that count, and quicker to see than exactly
                continue
            exactly = Fraction(value) / Fraction(place) ** power
            exactly /= Fraction(math.sqrt(abs(place))) ** root
            if 1e-8 < abs(exactly) < 1e8:
                factor = float(exactly)
                short = float(f"{factor:.15g}")
                yield short, power, 0.0, root
                if short != factor:
                    yield factor, power, 0.0, root


def _exponentials(x: Float64, want: Float64) -> Iterator[tuple[float, int, float, int]]:
    """What power of x with what exponential the outermost ordinary values may be."""
    size = np.abs(want)
    at = np.flatnonzero((size > _ORDINARY) & (size < 1 / _ORDINARY) & (np.abs(x) > _STEEP))
    if at.size < 3:
        return
    near, far = at[-3], at[-1]
    rise = math.log(want[far] / want[near]) if want[far] / want[near] > 0 else 0.0
    for power in (0, *_WHOLE) if rise else ():
        slope = (rise - power * math.log(x[far] / x[near])) / (x[far] - x[near])
        rate = float(f"{slope:.12g}")
        if rate and abs(slope - rate) <= 1e-14 * (1 + abs(rate)):
            given = {"value": float(want[far]), "rate": -rate}
            factor = float(exact.evaluate(_factor(power), float(x[far]), given))
            yield float(f"{factor:.15g}"), power, rate, 0


@cache  # a formula of its own for every value would be compiled for it
def _factor(power: int) -> Node:
    """What stands before an exponential and a power of x that have a value together."""
    one = node("scaled_exp", letter("value"), node("*", letter("rate"), X))
    return node("/", one, node("**", X, number(power)))


def _joints_before(function: Activation, tail: Tail) -> bool:
    """Whether no joint of the formula lies beyond the edge."""
    from actviz.facts.breaks import unbroken

    side = tail.side
    ends = (tail.edge, math.inf) if side > 0 else (-math.inf, -tail.edge)
    return unbroken(function.bound_tree, *ends)
