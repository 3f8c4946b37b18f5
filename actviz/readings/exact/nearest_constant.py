"""Formulas without letters as doubles: programs hold the same ones again and again."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache

from actviz.formula.constants import constant_value
from actviz.formula.tree import Node
from actviz.readings import exact


@lru_cache(maxsize=1024)
def nearest(tree: Node) -> float:
    """The double nearest to a constant.

    Raises:
        NotDecided: the last precision did not settle it.
    """
    with suppress(OverflowError):  # a fraction beyond the largest double
        if exactly := constant_value(tree):
            return float(exactly)
    return float(exact.evaluate(tree, 0.0, {}))
