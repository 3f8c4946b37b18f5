"""A tree computed step by step: what is asked once takes less time so than to be compiled."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

import numpy as np

import actviz.readings.float64.kernels as kernels
import actviz.readings.float64.normal as normal
from actviz.formula.tree import Node, walk
from actviz.readings.float64.named import kernel, small_power

_HOMES: Final = {"np": np, "kernels": kernels, "normal": normal}
_POWERS: Final[Mapping[int, Callable[..., Any]]] = {
    2: lambda u, _: u * u,
    3: lambda u, _: u * u * u,
    4: lambda u, _: u * u * u * u,
}


def operation(current: Node) -> Callable[..., Any]:
    """An operation as a function of its arguments."""
    if power := small_power(current):
        return _POWERS[power]
    home, _, word = kernel(current).partition(".")
    function: Callable[..., Any] = getattr(_HOMES[home], word)
    return function


def constant(current: Node) -> np.float64:
    """A number, or pi or e."""
    if current.op != "number":
        return np.float64(getattr(np, current.op))
    try:
        return np.float64(current.value)
    except OverflowError:  # a whole number beyond the largest double
        return np.float64(math.inf)


@lru_cache(maxsize=256)
def reading(tree: Node) -> Callable[..., Any]:
    """A function of x and the parameters, in the order of their names."""
    places = {part: place for place, part in enumerate(walk(tree))}
    words = ["x", *sorted(tree.names - {"x"})]
    known: list[Any] = [None] * len(places)
    letters: list[tuple[int, int]] = []
    steps: list[tuple[int, Callable[..., Any], tuple[int, ...]]] = []
    for part, place in places.items():
        args = tuple([places[arg] for arg in part.args])
        if part.op == "name":
            letters.append((place, words.index(str(part.value))))
        elif not args:
            known[place] = constant(part)
        elif part.names:
            steps.append((place, operation(part), args))
        else:
            with np.errstate(all="ignore"):
                known[place] = operation(part)(*[known[arg] for arg in args])

    def read(*given: Any) -> Any:
        values = known.copy()
        for place, at in letters:
            values[place] = given[at]
        for place, call, args in steps:
            values[place] = call(*[values[arg] for arg in args])
        return values[-1]

    return read
