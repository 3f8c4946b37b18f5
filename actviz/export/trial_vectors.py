"""Inputs with the exact results, and how far off a result may be."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from actviz.approximation.value.as_function import Approximated
from actviz.arrays import Float64, Mask, identical
from actviz.dataclass import dataclass
from actviz.export.asked import units_allowed
from actviz.formula.calculus import derivative
from actviz.formula.tree import Node, X, substitute
from actviz.functions.elementwise import Activation
from actviz.functions.gated import Gate
from actviz.measure import accuracy, true_values
from actviz.readings import exact, float64
from actviz.readings.effort import loosely
from actviz.readings.languages.program import Unit
from actviz.readings.number_formats import largest, rounded, ties, ulp

_SEED: Final = 20261128
_LOST: Final = 64  # so many points at which float64 has no value are left, to be asked exactly


@dataclass(frozen=True)
class Vectors:
    """One output of a program at some points: what should come out, and the ulps allowed there."""

    name: str  # of the function in the program
    suffix: str
    order: int
    inputs: tuple[Float64, ...]
    expected: Float64  # rounded once to the format
    true: Float64
    allowed: Float64  # in ulps of the format
    base: float  # of these, those that do not hang on the condition
    dtype: str
    ends: tuple[int, ...] = ()  # of rows, which lie end to end; empty where each number is one

    @property
    def tolerance(self) -> Float64:
        """How far off a result may be."""
        with np.errstate(all="ignore"):
            units = ulp(np.clip(self.true, -largest(self.dtype), largest(self.dtype)), self.dtype)
            off: Float64 = np.where(np.isfinite(self.expected), self.allowed * units, 0.0)
        return np.where(np.isnan(off), np.inf, off)

    def errors(self, got: Float64) -> Float64:
        """The error of each result in ulps; NaN where it and the truth are none."""
        true = true_values.Truth(self.true, self.expected, np.ones(self.true.shape, bool))
        return accuracy.errors(got, true, self.dtype)

    def wrong(self, got: Float64) -> Mask:
        """Where a result is farther off than allowed, NaN, infinite or a number where it is not."""
        same = identical(got, self.expected)
        with np.errstate(invalid="ignore", over="ignore"):
            near = np.abs(got - self.expected) <= self.tolerance
            # Next to the largest number a result may fall on the other side of it.
            spilt = (self.errors(got) <= self.allowed) & ~np.isnan(got)
        wrong: Mask = ~(same | near | spilt)
        return wrong


def vectors(
    function: Activation | Gate,
    unit: Unit,
    dtype: str,
    x: Float64 | None = None,
    *,
    by_double: bool = False,
) -> list[Vectors]:
    """What each output of a function should be.

    Args:
        function: what was exported, its parameters bound.
        unit: what was written of it; outputs with arguments are tried at the bound values.
        dtype: the format of inputs and results.
        x: the points; many, over the whole line, by default.
        by_double: true values are those of float64 arithmetic, which are quick and right to the
            digits that a narrower format has. Not so of gated units, whose points are few.
    """
    if isinstance(function, Gate):
        return _gate(function, unit, dtype)
    points = accuracy.points(function, 1, dtype) if x is None else x
    tables = []
    for output in unit.outputs:
        word = output.suffix[2:]
        order = int(word) if word.isdigit() else int(bool(word))
        wrt = "x" if word.isdigit() or not word else _letter(function, word)
        evaluate = _values_by_double if by_double else _exact_values
        at, true, steep = evaluate(function, points, order, wrt)
        own = isinstance(function, Approximated) and not order
        if own:  # it rounds as its record says, next to a zero too
            true = np.asarray(function(at))
        expected = rounded(true, dtype)
        if not by_double and not own and (tied := ties(true, dtype)).any():
            # A double beside a tie may be the tie.
            expected[tied] = function.decide(at[tied], order, wrt, dtype=dtype)[0]
        with np.errstate(over="ignore"):
            twice = 2 * _condition(at, true, steep, dtype)
        base = units_allowed(order, dtype)
        parts = ((at,), expected, true, base + twice, base, dtype)
        tables.append(Vectors(unit.name, output.suffix, order, *parts))
    return tables


def _letter(function: Activation, word: str) -> str:
    return word if word in function.values else word.rstrip("_")


def _exact_values(
    function: Activation, x: Float64, order: int, wrt: str
) -> tuple[Float64, Float64, Float64]:
    """The points that are decided, with the exact values and how steep they are."""
    true, decided = function.decide(x, order, wrt)
    kept = decided & _comparable(function, x, order, wrt)
    slope = derivative(_tree(function, order, wrt), "x")
    return x[kept], true[kept], exact.decide(slope, x[kept], function.values)[0]


def _values_by_double(
    function: Activation, x: Float64, order: int, wrt: str
) -> tuple[Float64, Float64, Float64]:
    """The same in float64 arithmetic; where a slope overflows on the way, it forgives nothing."""
    x = x[_comparable(function, x, order, wrt)]
    fast = _tree(function, order, wrt, careful=True)
    with np.errstate(all="ignore"):
        lost = np.isnan(float64.evaluate(fast, x, function.values))
    lost = np.flatnonzero(lost & np.isfinite(x))
    x = np.delete(x, np.delete(lost, np.s_[:: lost.size // _LOST + 1]))
    with loosely():
        true = np.asarray(function.derivative(x, order, wrt) if order else function(x))
    steep = float64.evaluate(derivative(fast, "x", careful=True), x, function.values)
    return x, true, np.where(np.isfinite(steep), steep, 0.0)


def _tree(function: Activation, order: int, wrt: str, *, careful: bool = False) -> Node:
    if order:
        return function.derivative_tree(order, wrt, careful=careful)
    return function.careful_tree if careful else function.tree


def _comparable(function: Activation, x: Float64, order: int, wrt: str) -> Mask:
    """The points at which it is no convention what a value is, and no unknown limit."""
    ends = function.limits(_tree(function, order, wrt), x)
    known: Mask = ~np.isinf(x)
    for end, limit in ends.items():
        known[x == end] = limit is not None
    known &= accuracy.comparable(function, x, order if wrt == "x" else 0)
    return known


def _condition(x: Float64, value: Float64, slope: Float64, dtype: str) -> Float64:
    """How strongly a value answers to its input: |x f'(x)/f(x)|; unbounded where not known."""
    size = np.where(value == 0, ulp(np.zeros(1), dtype)[0], np.abs(value))
    with np.errstate(all="ignore"):
        condition = np.abs(np.where(np.isfinite(x * slope), x * slope / size, x * (slope / size)))
    condition = np.where(np.isnan(condition), np.inf, condition)
    return np.where((x == 0) | np.isinf(x), 0.0, condition)


def _gate(function: Gate, unit: Unit, dtype: str) -> list[Vectors]:
    u, v = _gate_points(dtype)
    tables = []
    for output in unit.outputs:
        wrt = output.suffix[2:]
        if wrt and wrt not in ("u", "v"):
            continue
        order = int(bool(wrt))
        true = _pairs(function, u, v, wrt or "u", order)
        with np.errstate(all="ignore"):
            steep = [
                np.abs(_near(function, u, v, wrt or "u", order, letter)) * np.abs(at)
                for letter, at in (("u", u), ("v", v))
            ]
            condition = (steep[0] + steep[1]) / np.where(true == 0, np.inf, np.abs(true))
        base = units_allowed(order, dtype)
        kept = ~np.isnan(true)
        allowed = base + 2 * np.where(np.isfinite(condition), condition, np.inf)
        parts = (rounded(true, dtype)[kept], true[kept], allowed[kept])
        tables.append(
            Vectors(unit.name, output.suffix, order, (u[kept], v[kept]), *parts, base, dtype)
        )
    return tables


def _gate_points(dtype: str) -> tuple[Float64, Float64]:
    """Pairs of special numbers, large ones beside ordinary ones, and some between them."""
    chance = np.random.default_rng(_SEED)
    special = np.array([0.0, -0.0, 1.0, -1.0, 30.0, -30.0, 1e-30, -1e-30, 100.0, -100.0])
    last = largest(dtype)
    large = np.array([800.0, -800.0, 1e20, -1e20, last, -last]).clip(-last, last)
    far, near = (part.ravel() for part in np.meshgrid(large, [1.0, -1.0, 0.3]))
    u = np.concatenate([np.repeat(special, special.size), far, near, chance.normal(0, 4, 150)])
    v = np.concatenate([np.tile(special, special.size), near, far, chance.normal(0, 4, 150)])
    return rounded(u, dtype), rounded(v, dtype)


def _pairs(function: Gate, u: Float64, v: Float64, wrt: str, order: int) -> Float64:
    truth = np.full(u.shape, np.nan)
    for at, (first, second) in enumerate(zip(u, v, strict=True)):
        truth[at] = float(function.exact(first, second, wrt, order))
    return truth


def _near(function: Gate, u: Float64, v: Float64, wrt: str, order: int, by: str) -> Float64:
    """A partial derivative of an output, for its condition number, in float64."""
    tree = function.partial_tree(wrt, 1, careful=True) if order else function.careful_tree
    slope = derivative(tree, by, 1, careful=True)
    return float64.evaluate(substitute(slope, {"u": X}), u, {**function.values, "v": v})


def lines(tables: Sequence[Vectors]) -> str:
    """The text of a file of vectors: name, expected, tolerance and inputs on each line."""
    texts = []
    for one in tables:
        ends = one.ends or range(1, one.expected.size + 1)
        columns = [column.tolist() for column in (one.expected, one.tolerance, *one.inputs)]
        for begin, end in pairwise((0, *ends)):
            parts = (" ".join(map(repr, column[begin:end])) for column in columns)
            texts.append("|".join([f"{one.name}{one.suffix}", *parts]) + "\n")
    return "".join(texts)
