"""A tree of a program computed in float64 step by step, at many points, with what helpers do.

Trees of thousands of steps, evaluated once, are not compiled: that takes longer. Helpers are.
No step is kept for longer than it is needed: thousands of arrays are more than a processor has at
hand, and fetching them takes longer than to compute with them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, Final, NamedTuple

import numpy as np

from actviz.arrays import Float64
from actviz.formula.atoms import ATOMS
from actviz.formula.tree import Node, walk
from actviz.readings import float64
from actviz.readings.languages.helpers import helper
from actviz.readings.languages.lowering import LEAVES, written_out
from actviz.readings.reals import distinct

_SHORT: Final = 60  # steps: to compile more takes longer than it saves
_REMEMBERED: Final = 100_000  # values of a function
OPERATORS: Final[Mapping[str, Callable[..., Any]]] = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide, "neg": np.negative,
    "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal,
    "==": np.equal, "!=": np.not_equal, "where": np.where,
}  # fmt: skip
_NUMPY: Final[Mapping[str, Callable[..., Any]]] = {
    "abs": np.abs,
    "floor": np.floor,
    "sqrt": np.sqrt,
    "pow": lambda *args: np.power(*np.broadcast_arrays(*args)),
    "hypot": lambda *args: np.hypot(*np.broadcast_arrays(*args)),
}


class _Step(NamedTuple):
    """An operation on the values in some places, and those that nothing after it needs."""

    operation: Node
    args: tuple[int, ...]
    done: tuple[int, ...]


class _Plan(NamedTuple):
    """What is known of values before letters are, where letters go, and what is to be called."""

    values: list[Any]
    letters: list[tuple[int, str]]
    calls: list[tuple[int, Callable[..., Any], tuple[int, ...], tuple[int, ...]]]
    results: list[int]


def computed(tree: Node, letters: Mapping[str, Float64], mark: str = "") -> Any:
    """The value of a tree, brought down to what languages have, at the values of its letters.

    ``mark``: helpers with it behind their name go first.
    """
    return together((tree,), letters, mark)[0]


def together(trees: tuple[Node, ...], letters: Mapping[str, Float64], mark: str = "") -> list[Any]:
    """The values of trees: what they share is computed once."""
    with np.errstate(all="ignore"):
        return _computed(trees, letters, mark)


def _computed(trees: tuple[Node, ...], letters: Mapping[str, Any], mark: str) -> list[Any]:
    plan = _plan(mark, *trees)
    values = plan.values.copy()
    for place, word in plan.letters:
        values[place] = letters[word]
    for place, call, args, done in plan.calls:
        values[place] = call(*[values[arg] for arg in args])
        for one in done:
            values[one] = None
    return [values[place] for place in plan.results]


@lru_cache(maxsize=256)
def _plan(mark: str, *trees: Node) -> _Plan:
    steps, results = _steps(*trees)
    plan = _Plan([None] * len(steps), [], [], results)
    for place, (operation, args, done) in enumerate(steps):
        op = operation.op
        if op == "name":
            plan.letters.append((place, str(operation.value)))
        elif op in LEAVES:
            plan.values[place] = np.float64(operation.value)
        else:
            call = OPERATORS.get(op) or _called(op, len(args), mark)
            plan.calls.append((place, call, args, done))
    return plan


def _steps(*trees: Node) -> tuple[list[_Step], list[int]]:
    """The steps of trees, and the places of their results."""
    order = dict.fromkeys(chain.from_iterable(map(walk, trees)))
    places = {one: place for place, one in enumerate(order)}
    every = [tuple([places[arg] for arg in one.args]) for one in order]
    results = [places[tree] for tree in trees]
    last = list(range(len(order)))
    for place, args in enumerate(every):
        for arg in args:
            last[arg] = place
    for place in results:
        last[place] = len(order)
    steps = [
        _Step(one, args, tuple([arg for arg in dict.fromkeys(args) if last[arg] == place]))
        for place, (one, args) in enumerate(zip(order, every, strict=True))
    ]
    return steps, results


def function(word: str, args: list[Any], mark: str = "") -> Any:
    """What a function gives: the library's, or a helper's."""
    with np.errstate(all="ignore"):
        return _called(word, len(args), mark)(*args)


@lru_cache(maxsize=256)
def _called(word: str, many: int, mark: str) -> Callable[..., Any]:
    """A function of so many arguments."""
    row = helper(word + mark) if mark else None
    if row is None and word in _NUMPY:
        return _NUMPY[word]
    if row is None and many == 1 and word in ATOMS:
        return float64.function(word)
    row = row or written_out(word)
    tree, letters = row.tree, row.arguments
    if len(_steps(tree)[0]) <= _SHORT:
        return _compiled(tree, letters, mark)

    def interpreted(*args: Any) -> Any:
        return _computed((tree,), dict(zip(letters, args, strict=True)), mark)[0]

    return _remembering(interpreted) if many == 1 else interpreted


def _remembering(call: Callable[[Float64], Float64]) -> Callable[[Any], Float64]:
    """A long function of one number, asked once for each: slopes are tried at the same points."""
    kept = np.zeros(0, dtype=np.int64), np.zeros(0)

    def at(x: Any) -> Float64:
        nonlocal kept
        known, values = kept  # read at once and written at once: other threads export as well
        bits = np.asarray(x, dtype=np.float64).view(np.int64)  # which tell -0 from 0
        places = np.searchsorted(known, bits)
        missing = bits[known.take(places, mode="clip") != bits] if known.size else bits.ravel()
        if missing.size:
            if known.size > _REMEMBERED:
                known, values = known[:0], values[:0]
                missing = bits.ravel()
            new = distinct(missing)
            known = np.concatenate([known, new])
            order = np.argsort(known, kind="stable")
            known = known[order]
            values = np.concatenate([values, call(new.view(np.float64))])[order]
            kept = known, values
            places = np.searchsorted(known, bits)
        return values[places]

    return at


def _compiled(tree: Node, letters: Sequence[str], mark: str) -> Callable[..., Any]:
    """A short tree as one function, which is called by the thousand: such as a product's rest."""
    words, free, lines = list[str](), list[str](), list[str]()
    given: dict[str, Any] = {}
    for place, (operation, args, done) in enumerate(_steps(tree)[0]):
        op, inner = operation.op, [words[arg] for arg in args]
        if op == "name":
            words.append(f"_{operation.value}")
            continue
        if op in LEAVES:
            given[f"c{place}"] = np.float64(operation.value)
            words.append(f"c{place}")
            continue
        given[f"f{place}"] = OPERATORS.get(op) or _called(op, len(args), mark)
        free += [words[arg] for arg in done if words[arg].startswith("t")]
        words.append(free.pop() if free else f"t{place}")
        lines.append(f"    {words[-1]} = f{place}({', '.join(inner)})\n")
    heads = ", ".join(f"_{word}" for word in letters)
    exec(f"def row({heads}):\n{''.join(lines)}    return {words[-1]}\n", given)
    row: Callable[..., Any] = given["row"]
    return row
