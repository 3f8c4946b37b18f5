"""The limit of a formula in which letters tend to infinities, each at its own pace."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Final

from actviz.formula.constants import constant_value
from actviz.formula.tree import TWO, Node, X, literal, name, node, rebuild, substitute, walk

RISING: Final = "rising_"
FALLING: Final = "falling_"


def letter(number: int, x: float) -> Node:
    """The letter of a component that tends to an infinity."""
    return name(f"{RISING if x > 0 else FALLING}{number}")


def limit(tree: Node, values: Mapping[str, float], dtype: str = "float64") -> float | None:
    """What a formula tends to, as a number of a format.

    Args:
        tree: a formula without x, in parameters and :func:`letter`.
        values: of the parameters.
        dtype: the format rounded to, once.

    Returns:
        NaN where there is no limit, None where it is not known: of several letters ways on which
        the limits differ show that there is none. Ways on which they agree show nothing, unless
        each letter moves the formula to the same side: then it comes no farther on any way.
    """
    import numpy as np

    from actviz.readings import exact
    from actviz.readings.asymptotics import value_at_infinity
    from actviz.readings.number_formats import rounded

    letters = sorted(word for word in tree.names if word.startswith((RISING, FALLING)))
    if not letters:
        true, decided = exact.decide(tree, 0.0, values, dtype=dtype)
        return float(true) if decided else None
    found: list[float] = []
    for way in _ways(letters):
        end = value_at_infinity(substitute(tree, way), 1, values)
        if end is None:
            return None
        found.append(end)
        if end != found[0]:  # or NaN
            return math.nan
    known = len(letters) == 1 or _one_way(substitute(tree, _numbers(values)), letters)
    return float(rounded(np.array(found[0]), dtype)) if known else None


def _numbers(values: Mapping[str, float]) -> dict[str, Node]:
    return {word: literal(value) for word, value in values.items()}


def _one_way(tree: Node, letters: list[str]) -> bool:
    """Whether a formula rises, or falls, as any of its letters goes to its infinity."""
    from actviz.facts.monotone import direction

    tree = rebuild(tree, _going_alike)
    mixed = [
        current
        for current in walk(tree)
        if current.op in ("*", "/", "**") and all(arg.names for arg in current.args)
    ]
    if mixed:
        return False
    ways = {direction(substitute(tree, {word: _signed(word, X)}))[0] for word in letters}
    return ways in ({1}, {-1})


def _going_alike(current: Node, args: tuple[Node, ...]) -> Node:
    """A part as another that goes the same way, which can be read off its parts."""
    match current.op, args:
        case "where", (Node(op=">" | ">=", args=(a, b)), c, d) if (a, b) == (c, d):
            return node("max", a, b)
        case "**", (Node(op="name", value=str(word)), power) if _is_even(power):
            return node("exp", _signed(word, name(word)))
        case "/", (a, Node(op="sqrt", args=(b,))) if not a.names and b.names:
            return node("*", a, node("exp", node("neg", b)))
    return node(current.op, *args) if args else current


def _is_even(power: Node) -> bool:
    value = constant_value(power)
    return value is not None and value > 0 and value.denominator == 1 and value % 2 == 0


def _ways(letters: list[str]) -> Iterator[dict[str, Node]]:
    """Ways to infinity, each letter as a formula in x, which grows: alike, or one ahead."""
    yield {word: _signed(word, X) for word in letters}
    for first in letters if len(letters) > 1 else ():
        for ahead in (node("*", TWO, X), node("**", X, TWO)):
            yield {word: _signed(word, ahead if word == first else X) for word in letters}


def _signed(word: str, pace: Node) -> Node:
    return pace if word.startswith(RISING) else node("neg", pace)
