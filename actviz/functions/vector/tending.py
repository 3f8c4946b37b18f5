"""The limit of a formula in which letters tend to infinities, each at its own pace."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Final

from actviz.arrays import np
from actviz.formula.tree import ONE, TWO, Node, X, name, node, substitute

RISING: Final = "rising_"
FALLING: Final = "falling_"
_APART_AT_MOST: Final = 4  # letters that go ahead of the others, or stay behind, in turn
# A step ahead, twice as far, another order, and far behind.
_PACES: Final = (
    node("+", X, ONE), node("*", TWO, X), node("**", X, TWO), node("log", X),
)  # fmt: skip


def letter(number: int, x: float) -> Node:
    """The letter of a component that tends to an infinity."""
    return name(f"{RISING if x > 0 else FALLING}{number}")


def limit(tree: Node, values: Mapping[str, float], dtype: str = "float64") -> float | None:
    """What a formula tends to, as a number of a format.

    Args:
        tree: a formula without x, in parameters and :func:`letter`.
        dtype: the format rounded to, once.

    Returns:
        NaN where there is no limit, None where it is not known. Of several letters ways on which
        the limits differ show that there is none. That those on which they agree are enough is
        no theorem: the tests try others, for every function that asks.
    """
    from actviz.readings import exact
    from actviz.readings.asymptotics.limits import value_at_infinity
    from actviz.readings.number_formats import rounded

    letters = sorted(word for word in tree.names if word.startswith((RISING, FALLING)))
    if not letters:
        true, decided = exact.decide(tree, 0.0, values, dtype=dtype)
        return float(true) if decided else None
    ends: list[float] = []
    for way in _ways(letters):
        end = value_at_infinity(substitute(tree, way), 1, values)
        if end is None:
            return None
        ends.append(end)
        if end != ends[0]:  # or NaN
            return math.nan
    return float(rounded(np.array(ends[0]), dtype))


def _ways(letters: list[str]) -> Iterator[dict[str, Node]]:
    """Ways to infinity, each letter as a formula in x, which grows: alike, or one apart."""
    yield {word: _signed(word, X) for word in letters}
    for first in letters[:_APART_AT_MOST] if len(letters) > 1 else ():
        for pace in _PACES:
            yield {word: _signed(word, pace if word == first else X) for word in letters}


def _signed(word: str, pace: Node) -> Node:
    return pace if word.startswith(RISING) else node("neg", pace)
