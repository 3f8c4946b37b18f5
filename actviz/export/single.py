"""Which of a function's trees may be computed in float32 where the input is float32 or narrower.

Float64 inside is right for every tree and costs several times as much. A tree is computed here as
a framework would in float32, each of its functions rounded up or down, at the points by which
exports are judged; where no result is farther off than promised, float32 is what is written.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from actviz.arrays import Float64
from actviz.dataclass import dataclass
from actviz.export.answered import answered
from actviz.export.asked import in_double
from actviz.export.beside_zeros import GRID, ZEROS
from actviz.export.computed import OPERATORS
from actviz.export.trial_vectors import Vectors, vectors
from actviz.facts import kept
from actviz.formula.atoms import STEPS
from actviz.formula.tree import Node, walk
from actviz.functions.elementwise import Activation
from actviz.measure import accuracy
from actviz.readings import float64
from actviz.readings.certified.zero_series import places
from actviz.readings.languages.helpers import REMAINDERS
from actviz.readings.languages.lowering import LEAVES, lowered, written_out
from actviz.readings.languages.program import Unit
from actviz.readings.languages.single_precision import in_single
from actviz.readings.reals import distinct

Float32 = NDArray[np.float32]

_SEED: Final = 20261128
_MORE: Final = 3000
_SOME: Final = 8  # of so many points one is tried first
_FUNCTION: Final = 8  # sums or products in the time of a function
_UP: Final = np.float32(1), np.float32(-1)
# Four rows, in which functions are rounded otherwise.
_WAYS: Final = tuple(np.array([[[1], [1], [-1], [-1]], [[1], [-1], [1], [-1]]], np.float32))
_EXACT: Final = {"abs", "sqrt", *STEPS}


def with_single(function: Any, unit: Unit, candidates: Iterable[Unit], has: Container[str]) -> Unit:
    """The same unit, with a tree for float32 for each output that keeps its digits there.

    Args:
        function: what the unit was made from, its parameters bound.
        unit: its trees for float64.
        candidates: the same with trees for float32; the next is made only where some output has
            none yet, or one whose tail has exponentials of its own. What they lack, such as the
            second derivative, which is rarely asked for and cancels more than any, stays in
            float64.
        has: the functions of the language that are good to an ulp in float32.
    """
    letters = {
        word: np.float32(function.values[word if word in function.values else word[:-1]])
        for word in unit.parameters
    }
    many = cache(lambda: points(function))
    steps = (_SOME, 1) if isinstance(function, Activation) else (1,)
    trials = [_Trial(function, many, step, letters, has, {}) for step in steps]
    tried: dict[str, set[Node]] = {}
    single: dict[str, Node] = {}
    for candidate in candidates:
        trees: dict[str, Node] = {}
        for output in candidate.outputs:
            tree, before = in_single(output.tree, has), tried.setdefault(output.suffix, set())
            lacks = any(part.op in REMAINDERS for part in walk(tree))
            best = single.get(output.suffix)
            better = best is None or (_slow(best) and _steps(tree, has) < _steps(best, has))
            if better and tree not in before and not lacks:
                trees[output.suffix] = tree
                before.add(tree)
        for trial in trials:
            trees = trial.passed(candidate, trees)
        single |= trees
        if len(single) == len(candidate.outputs) and not any(map(_slow, single.values())):
            break
    outputs = [replace(one, single=single.get(one.suffix)) for one in unit.outputs]
    return replace(unit, outputs=tuple(outputs))


def _slow(tree: Node) -> bool:
    """Whether both sides of a tail are computed, and one takes two exponentials more."""
    return any(part.op.startswith("scaled_exp") for part in walk(tree))


def _steps(tree: Node, has: Container[str]) -> int:
    """What a tree costs, in sums and products."""
    count = 0
    for part in walk(lowered(tree)):
        if part.op in has and part.op not in _EXACT:
            count += _FUNCTION
        elif part.op in OPERATORS or part.op in _EXACT:
            count += 1
        elif part.args:
            count += _steps(written_out(part.op).tree, has)
    return count


def points(function: Any) -> Float64 | None:
    """The usual points, and many where activations turn, since few of them are the worst."""
    if not isinstance(function, Activation):
        return None
    draw = np.random.default_rng(_SEED)
    far = draw.uniform(-110, 110, _MORE // 3)  # where exp overflows and underflows in float32
    more = np.concatenate([draw.uniform(-12, 12, _MORE), draw.normal(0, 1.5, _MORE), far])
    usual = accuracy.points(function, 1, "float32", happening=_happening(function))
    return distinct(np.concatenate([usual, more.astype(np.float32)]))


def _happening(function: Activation) -> list[float] | None:
    """Joints and zeros of a function whose facts are not at hand: to derive them takes long."""
    if kept.at_hand(function):
        return None
    spots = list(accuracy.joints(function))
    for order in range(3):
        tree = function.derivative_tree(order, careful=True) if order else function.careful_tree
        spots += places(partial(in_double, function.bind(tree)), GRID, ZEROS)
    return spots


@dataclass(frozen=True)
class _Trial:
    """What trees are tried at: every so many of the points, where most that are wrong show it."""

    function: Any
    points: Callable[[], Float64 | None]
    step: int
    letters: Mapping[str, Any]
    has: Container[str]
    tables: dict[str, Vectors]

    def passed(self, candidate: Unit, trees: Mapping[str, Node]) -> dict[str, Node]:
        """Those of the trees for outputs of a unit that are nowhere farther off than promised."""
        words = _passed(self, candidate, tuple(trees), tuple(trees.values()))
        return {word: trees[word] for word in words}

    @property
    def question(self) -> tuple[Any, ...]:
        """All that answers hang on."""
        letters = {word: float(value) for word, value in self.letters.items()}
        return self.function, self.step, letters, self.has

    def right(self, candidate: Unit, trees: Mapping[str, Node]) -> tuple[str, ...]:
        """The outputs of which they are."""
        missing = trees.keys() - self.tables.keys()
        if new := tuple(one for one in candidate.outputs if one.suffix in missing):
            x = self.points()
            some = x if x is None else x[:: self.step]
            untried = replace(candidate, outputs=new)
            for table in vectors(self.function, untried, "float32", some, by_double=True):
                self.tables[table.suffix] = table
        return tuple(
            suffix
            for suffix, tree in trees.items()
            if suffix in self.tables and self._right(tree, candidate, self.tables[suffix])
        )

    def _right(self, tree: Node, candidate: Unit, table: Vectors) -> bool:
        """Whether no result is farther off than promised, however the functions are rounded."""
        inputs = [at.astype(np.float32) for at in table.inputs]
        given = {**self.letters, **dict(zip(candidate.inputs, inputs, strict=True))}
        got = computed(tree, given, self.has, _WAYS)
        rows = np.broadcast_to(got, (_WAYS[0].size, table.expected.size)).astype(np.float64)
        return not any(table.wrong(row).any() for row in rows)


@answered()
def _passed(
    trial: _Trial, candidate: Unit, suffixes: tuple[str, ...], trees: tuple[Node, ...]
) -> tuple[str, ...]:
    """The outputs of which a tree is right."""
    return trial.right(candidate, dict(zip(suffixes, trees, strict=True)))


def evaluator(has: Container[str]) -> Callable[[Node, Float64], Float64]:
    """What computes a tree in x as float32 arithmetic would."""
    return partial(_as_in_single, has)


def _as_in_single(has: Container[str], tree: Node, x: Float64) -> Float64:
    low = in_single(lowered(tree), has)
    with np.errstate(over="ignore"):
        got = computed(low, {"x": x.astype(np.float32)}, has)
    return np.broadcast_to(got, x.shape).astype(np.float64)


def computed(
    tree: Node, letters: Mapping[str, Any], has: Container[str], way: Sequence[Any] = _UP
) -> Any:
    """A lowered tree in float32 arithmetic, its functions rounded up or down.

    Args:
        tree: arithmetic, functions that the language has, and helpers.
        letters: the value of each name, as float32.
        has: the functions that the language has.
        way: of the first of two calls of functions 1 if it is rounded up and -1 if not, and of the
            second; or columns of such, for a row of results each.
    """
    calls = 0
    values: dict[Node, Any] = {}
    with np.errstate(all="ignore"):
        for current in walk(tree):
            args = [values[arg] for arg in current.args]
            if current.op == "name":
                values[current] = letters[str(current.value)]
            elif current.op in LEAVES:
                values[current] = np.float32(current.value)
            elif current.op in OPERATORS:
                values[current] = OPERATORS[current.op](*args)
            elif current.op in has:
                values[current] = _function(current.op, args, way[calls % 2])
                calls += 1
            else:
                row = written_out(current.op)
                inner = dict(zip(row.arguments, args, strict=True))
                values[current] = computed(row.tree, inner, has, way)
    return values[tree]


def _function(word: str, args: list[Any], way: Any) -> Any:
    wide = [np.asarray(arg, dtype=np.float64) for arg in args]
    if word == "pow":
        value = np.power(*wide)
    elif word == "hypot":
        value = np.hypot(*wide)
    else:
        value = float64.function(word)(wide[0])
    near: Float32 = value.astype(np.float32)
    if word in _EXACT:
        return near
    left = np.where(way > 0, near < value, near > value)
    return np.where(left, np.nextafter(near, np.copysign(np.float32(math.inf), way)), near)
