"""With parameters as arguments: whether a formula is written with the errors of its steps.

Where it loses digits hangs on the arguments, so that it is written one way for all inputs. Values
that are usual for the arguments tell which.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from actviz.arrays import Float64, Mask, np
from actviz.export.asked import decide
from actviz.export.computed import computed
from actviz.export.lost_digits import allowed_beside, near, points
from actviz.export.vectors import units_allowed
from actviz.formula.calculus import derivative
from actviz.formula.tree import Node, literal, node, number, substitute
from actviz.functions.elementwise import Activation
from actviz.readings import float64
from actviz.readings.languages.carried_errors import compensated
from actviz.readings.languages.lowering import lowered

_EVERY: Final = 5  # of the points at which formulas in x alone are tried
_SMALL: Final = 1e-310
_MOST: Final = 0.8  # of what is promised


def kept(
    function: Activation,
    exactly: Node,
    tree: Node,
    written: Node,
    order: int,
    dtype: str,
    arguments: Sequence[str],
) -> Node:
    """The tree as it is to be written, with the errors of its steps where that mends more.

    Args:
        exactly: the formula or its derivative.
        tree: the same as it is computed, parameters that are arguments as letters.
        written: the same as it is to be written.
        order: which derivative it is, for what is promised.
        dtype: the format of results.
        arguments: the parameters that are arguments.
    """
    try:
        careful = compensated(tree)
    except KeyError:
        return written
    # Where errors are below the least number nothing is known of them.
    ordinary = node(">", node("abs", careful), number(_SMALL))
    careful = node("where", ordinary, careful, written)
    x = points(np.zeros(0))[::_EVERY]
    mended = 0
    for values in _trials(function, arguments):
        bound = {word: literal(values[word]) for word in arguments}
        both = [_at(substitute(one, bound), x) for one in (written, careful)]
        lost, spoilt = _compared(exactly, values, both, x, order, dtype)
        if spoilt:
            return written
        mended += lost
    return careful if mended else written


def _trials(function: Activation, arguments: Sequence[str]) -> Iterator[Mapping[str, float]]:
    """The parameters as they are bound, and each argument at the ends that are typical of it."""
    yield function.values
    for parameter in function.parameters:
        if parameter.name in arguments:
            for end in parameter.typical or ():
                yield {**function.values, parameter.name: float(end)}


def _at(tree: Node, x: Float64) -> Float64:
    found: Float64 = computed(lowered(tree), {"x": x}) + np.zeros_like(x)
    return found


def _compared(
    exactly: Node,
    values: Mapping[str, float],
    both: Sequence[Float64],
    x: Float64,
    order: int,
    dtype: str,
) -> tuple[int, int]:
    """At how many points the first of two results alone is off, and at how many the second."""
    base = units_allowed(order, dtype)
    at = np.flatnonzero(~near(both[0], both[1], 0.25 * base, dtype))
    if not at.size:
        return 0, 0
    x = x[at]
    true, decided = decide(exactly, x, values)
    slope = float64.evaluate(derivative(exactly, "x"), x, values)
    allowed = _MOST * allowed_beside(x, slope, true, base)
    right: list[Mask] = [near(one[at], true, allowed, dtype) for one in both]
    return tuple(int((decided & a & ~b).sum()) for a, b in (right[::-1], right))  # type: ignore[return-value]
