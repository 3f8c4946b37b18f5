"""The sign that a formula keeps from some number on, as its leading growth shows it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from actviz.formula.tree import Node, literal, substitute

FAR_OUT: Final = 1024  # tails are asked for their sign from here on at most


def sign_beyond(tree: Node, values: Mapping[str, float], x: float) -> int:
    """The sign of a formula at ``x`` and everywhere beyond; 0: zero, or not known."""
    if not 4 <= abs(x) < math.inf:
        return 0
    start = min(1 << (int(abs(x)).bit_length() - 1), FAR_OUT)  # few starts, so they are kept
    bound = _bound(tree, tuple(values.items()))
    side = 1 if x > 0 else -1
    return _tail_sign(bound, side, start) or 0


@lru_cache(maxsize=64)
def _bound(tree: Node, values: tuple[tuple[str, float], ...]) -> Node:
    return substitute(tree, {word: literal(value) for word, value in values})


@lru_cache(maxsize=256)
def _tail_sign(tree: Node, side: int, start: int) -> int | None:
    from actviz.readings.asymptotics.tails import tail_sign

    return tail_sign(tree, side, start)
