"""Where a step on the way to an ordinary number leaves the doubles, or becomes subnormal.

What is to be written is computed at numbers of every size, and compared with exact values wherever
a step of the formula is not a normal number. Where it is wrong, the formula is written in numbers
that have a power of two beside them instead, if that is right there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from actviz.export.single import OPERATORS
from actviz.export.tails import LARGEST, in_double
from actviz.formula.calculus import derivative
from actviz.formula.tree import COMPARISONS, Node, X, literal, node, walk
from actviz.readings import exact
from actviz.readings.languages.lowering import LEAVES, lowered
from actviz.readings.languages.scaled import expanded, scaled
from actviz.readings.number_formats import ulp

Float64 = NDArray[np.float64]
Mask = NDArray[np.bool_]

_OCTAVES: Final = 18.37  # between two sizes
_STEPS: Final = np.arange(4.0, 1500.0, 7.9)  # where exponentials come to an end
_TINY: Final = float(np.finfo(np.float64).tiny)
_ULPS: Final = 6.0  # that a result may be off, so that what is promised is kept


def kept(
    exactly: Node, values: Mapping[str, float], plain: Node, written: Sequence[Node]
) -> list[Node]:
    """Trees in x as they are to be written, with every step of ordinary size where it counts.

    Args:
        exactly: the formula or its derivative.
        values: the parameters.
        plain: the same in x alone, without what programs alone have.
        written: the same as it is to be written, for eager and for lazy arithmetic.
    """
    every = _points()
    at = np.flatnonzero(_abnormal(lowered(plain), every))
    true, decided = exact.decide(exactly, every[at], values)
    off = decided & ~_near(in_double(expanded(written[-1]), every[at]), true)
    at, true = at[off], true[off]
    if not at.size:
        return list(written)
    try:
        wide = scaled(plain)
    except KeyError:
        return list(written)
    x = every[at]
    condition = _condition(exactly, values, x, true)
    found = [in_double(expanded(one), x) for one in (wide, written[-1])]
    right, before = (_near(got, true, condition) for got in found)
    bad = np.zeros(every.size, dtype=np.bool_)
    bad[at[right & ~before]] = True
    stretches = between(every, bad)
    return [instead(one, wide, stretches) for one in written]


def _points() -> Float64:
    least, last = 5e-324, LARGEST
    exponents = np.arange(np.log2(least), np.log2(last), _OCTAVES)
    parts = [1.4 * np.exp2(exponents), _STEPS, np.array([1.0, least, last / 3, last])]
    sizes = np.concatenate(parts)
    sizes = np.unique(sizes)
    return np.concatenate([-sizes[::-1], sizes])


def _abnormal(tree: Node, x: Float64) -> Mask:
    """The points at which some step is no normal number."""
    found = np.zeros(x.shape, dtype=np.bool_)
    known: dict[Node, Any] = {}
    with np.errstate(all="ignore"):
        for current in walk(tree):
            args = [known[arg] for arg in current.args]
            if current.op in LEAVES:
                value = x if current.op == "name" else np.float64(current.value)
            elif current.op in OPERATORS:
                value = OPERATORS[current.op](*args)
            else:
                value = _function(current, args)
            known[current] = value
            if current.op in COMPARISONS or not current.names:
                continue
            size = np.abs(value)
            found |= ~((size >= _TINY) & (size < np.inf))
    return found


def _function(current: Node, args: Sequence[Any]) -> Any:
    if current.op in ("pow", "hypot"):
        first, second = np.broadcast_arrays(*args)
        return np.power(first, second) if current.op == "pow" else np.hypot(first, second)
    if current.op == "scaled_exp":
        return args[0] * np.exp(args[1])
    return in_double(expanded(node(current.op, X)), np.asarray(args[0]))


def _near(got: Float64, want: Float64, condition: Float64 | float = 0.0) -> Mask:
    """Whether results are as near as is promised."""
    with np.errstate(all="ignore"):
        near = np.abs(got - want) <= (_ULPS + 2 * condition) * ulp(want)
    same: Mask = near | (got == want) | (np.isnan(got) & np.isnan(want))
    return same


def _condition(exactly: Node, values: Mapping[str, float], x: Float64, true: Float64) -> Float64:
    """How strongly values answer to their inputs; 0 where that is not known."""
    slope = exact.decide(derivative(exactly, "x"), x, values)[0]
    with np.errstate(all="ignore"):
        found = np.abs(x * (slope / true))
    return np.where(np.isfinite(found), found, 0.0)


def between(x: Float64, bad: Mask) -> list[tuple[float, float]]:
    """Between which numbers the points lie, up to the next good ones, to 0 and to infinities."""
    found: list[tuple[float, float]] = []
    ends = np.concatenate([[-np.inf], x, [np.inf]])
    for here, least, most in ((x < 0, -np.inf, 0.0), (x > 0, 0.0, np.inf)):
        changes = np.flatnonzero(np.diff(np.concatenate([[False], bad & here, [False]])))
        for first, end in changes.reshape(-1, 2).tolist():
            found.append((max(float(ends[first]), least), min(float(ends[end + 1]), most)))
    return found


def instead(tree: Node, wide: Node, stretches: Sequence[tuple[float, float]]) -> Node:
    """A tree in x, another one on stretches."""
    for low, high in stretches:
        mirrored = (-high, -low) in stretches
        if mirrored and low < 0:
            continue
        at = node("abs", X) if mirrored else X
        below = node("where", node("<", at, literal(high)), wide, tree)
        tree = node("where", node(">", at, literal(low)), below, tree)
    return tree
