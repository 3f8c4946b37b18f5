"""Slopes that are 0 where a function does not change, though the chain rule makes 0/0 of them."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from actviz.formula.calculus import derivative
from actviz.formula.gathering import gathered
from actviz.formula.tree import Node, X, substitute
from actviz.functions.elementwise import Activation
from actviz.functions.gated import Gate
from actviz.readings import float64

_SIZES: Final = np.array([1e-3, 0.07, 0.3, 0.77, 1.3, 2.9, 7.3, 31.0, 300.0])
_TRIED: Final = np.concatenate([-_SIZES, _SIZES])


def slopes(
    function: Activation | Gate, fast: Node, order: int, wrt: str
) -> tuple[Node, Node] | None:
    """The careful slope and the plain one with cases gathered, where NaN comes of the slope given.

    Args:
        function: the function, its parameters bound.
        fast: the derivative as it would be written.
        order: of the derivative.
        wrt: the input or the parameter in which it is one.

    Returns:
        ``None`` where that has a value wherever the function and the other slope have one.
    """
    careful = gathered(function.careful_tree, wrt)
    if careful is function.careful_tree:
        return None
    slope = derivative(careful, wrt, order, careful=True)
    value, before, after = (
        _at_points(function, tree) for tree in (function.careful_tree, fast, slope)
    )
    # Of log(relu(x)) below 0 there is no value, though float64 says -inf, and so no slope.
    if not (np.isnan(before) & np.isfinite(value) & ~np.isnan(after)).any():
        return None
    return slope, derivative(gathered(function.tree, wrt), wrt, order)


def _at_points(function: Activation | Gate, tree: Node) -> NDArray[np.float64]:
    with np.errstate(all="ignore"):
        if isinstance(function, Activation):
            return float64.evaluate(tree, _TRIED, function.values)
        u, v = (grid.ravel() for grid in np.meshgrid(_TRIED, _TRIED))
        return float64.evaluate(substitute(tree, {"u": X}), u, {**function.values, "v": v})
