"""Exponentials of sums of x and parameters, and waves, with what rounding takes of the argument.

Of ``sigmoid(a*(x - b))`` next to 0 the sum is as large as b, and what it loses is lost of the whole
result as many times as the exponent is large, though the function hardly answers to x there.
Of ``sin(a*x)`` far out what the product loses is a turn or more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from actviz.arrays import np
from actviz.export.answered import answered
from actviz.export.asked import decide, units_allowed
from actviz.export.lost_digits import allowed_beside, near, points
from actviz.export.usual_values import all_at
from actviz.formula.calculus import derivative
from actviz.formula.tree import Node, X, node, of_parts, rebuild, substitute, walk
from actviz.functions.entry import Values
from actviz.readings import float64
from actviz.readings.languages.carried_errors import turned, with_rest

_STEEP: Final = ("exp", "scaled_exp", "expm1", "sigmoid", "softplus", "sech", "sinh", "cosh")
_WAVES: Final = ("sin", "cos")
_NORMAL: Final = ("phi", "Phi", "erf", "erfc")
_EVERY: Final = 9  # of the points at which formulas in x alone are tried
_FAR: Final = 1e280
_SHARE: Final = 0.5  # of what is promised


def with_rests(tree: Node) -> Node:
    """A formula in x and parameters with those rests."""
    return rebuild(tree, _with_rest)


@answered()
def better(
    exactly: Node,
    tree: Node,
    careful: Node,
    usual: Sequence[Values],
    order: int,
    dtype: str,
) -> Node:
    """A tree in x and parameters, or that with rests if it mends something.

    Args:
        exactly: the formula or its derivative.
        tree: the same as it is to be written.
        careful: the same with rests.
        usual: values of parameters.
        order: which derivative it is, for what is promised.
        dtype: the format of results.
    """
    if careful is tree:
        return tree
    every, base = points(np.zeros(0))[::_EVERY], units_allowed(order, dtype)
    every = every[np.abs(every) < _FAR]
    first, second = all_at((tree, careful), every, usual)
    apart = ~near(first, second, _SHARE * base, dtype)
    for row in np.flatnonzero(apart.any(axis=1)).tolist():
        some = apart[row]
        x, before, after = every[some], first[row, some], second[row, some]
        slope = float64.evaluate(derivative(exactly, "x"), x, usual[row])
        allowed = _SHARE * allowed_beside(x, slope, after, base)
        off = ~near(before, after, allowed, dtype)
        if off.any():
            true, decided = decide(exactly, x[off], usual[row])
            right = near(after[off], true, allowed[off], dtype)
            if (decided & right).any():
                return careful
    return tree


def _with_rest(current: Node, args: tuple[Node, ...]) -> Node:
    rebuilt = of_parts(current, args)
    wave = current.op in _WAVES and "x" in rebuilt.names
    if not wave and (current.op not in (*_STEEP, *_NORMAL, "**") or not _is_shifted(args[-1])):
        return rebuilt
    *factor, inner = args
    try:
        rest = with_rest(inner)[1]
    except KeyError:
        return rebuilt
    if rest is None:
        return rebuilt
    if wave and (more := turned(current.op, inner, rest)) is not None:
        return node("+", rebuilt, node("if_finite", more))
    if current.op == "**":
        log = node("log", *factor)
        return node("+", rebuilt, node("if_finite", node("*", rebuilt, node("*", rest, log))))
    if factor:
        return node(current.op, node("+", *factor, node("*", *factor, rest)), inner)
    slope = derivative(node(current.op, X), "x", careful=True)
    return node("+", rebuilt, node("*", substitute(slope, {"x": inner}), rest))


def _is_shifted(of: Node) -> bool:
    """Whether more is lost of an exponent than x itself may be off: ``a*x`` is as near as x is."""
    if "x" not in of.names:
        return bool(of.names and of.args)
    return any(one.op in ("+", "-") and {"x"} < one.names for one in walk(of))
