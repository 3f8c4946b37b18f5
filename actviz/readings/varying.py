"""Derivatives of formulas in which several letters vary from point to point, right at joints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from actviz.arrays import Float64, Mask
from actviz.formula.ties import forgets, mixed, ties
from actviz.formula.tree import Node
from actviz.readings import exact, float64, slopes


def mend(
    tree: Node,
    fast: Node,
    letters: Mapping[str, Float64],
    y: Float64,
    values: Mapping[str, float],
    order: int,
    letter: str = "x",
) -> None:
    """Put a derivative right, in place, where the formula has a joint and the function has none.

    Args:
        fast: what was evaluated, a derivative of it.
        letters: ``x`` and the other letters that vary, arrays of the shape of ``y``.
        values: of the parameters that stay.
    """
    doubtful = ~np.isfinite(y) & _finite(letters)
    for tie in ties(fast, letter) if mixed(fast, letter) else ():
        sides = (_evaluated(side, letters, values) for side in (tie.left, tie.right))
        doubtful |= np.equal(*sides)
    for at, here in _places(letters, doubtful):
        goal = np.array(y[at]).reshape(1)
        x = np.array(here.pop("x")).reshape(1)
        slopes.mend(tree, fast, x, goal, {**values, **here}, order, letter)
        y[at] = goal[0]
    y[outside(tree, fast, letters, values)] = np.nan


def outside(
    tree: Node, derived: Node, letters: Mapping[str, Float64], values: Mapping[str, float]
) -> Mask:
    """Where a formula has no value, and so no derivative either."""
    if not forgets(tree, derived, tuple(sorted(values.items()))):
        return np.zeros(letters["x"].shape, dtype=np.bool_)
    lost = np.asarray(np.isnan(_evaluated(tree, letters, values)) & _finite(letters))
    for at, here in _places(letters, lost):  # it may be lost on the way only, as in inf*0
        true, decided = exact.decide(tree, here.pop("x"), {**values, **here})
        lost[at] = decided & np.isnan(true)
    return lost


def _finite(letters: Mapping[str, Float64]) -> Mask:
    return np.asarray(np.logical_and.reduce([*map(np.isfinite, letters.values())]))


def _evaluated(tree: Node, letters: Mapping[str, Float64], values: Mapping[str, float]) -> Float64:
    others = {word: many for word, many in letters.items() if word != "x"}
    return float64.evaluate(tree, letters["x"], {**values, **others})


def _places(
    letters: Mapping[str, Float64], marked: Mask
) -> Iterator[tuple[tuple[int, ...], dict[str, float]]]:
    """The marked places, each with the letters there."""
    for at in zip(*np.nonzero(np.atleast_1d(marked)), strict=True):
        place = at if np.ndim(marked) else ()
        yield place, {word: float(many[place]) for word, many in letters.items()}
