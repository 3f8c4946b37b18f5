"""Tree to NumPy: the fast arithmetic.

A tree is compiled once, to a function of an array and the parameters, in which every distinct
subexpression is computed once. The text that is compiled is generated from the tree, never taken
from the user. What digits it keeps is decided by the kernels behind the atoms and by how the
formula is written; :mod:`actviz.readings.exact` is the judge of both.

Long arrays are processed in blocks that stay in the cache, every step writing into a buffer that
is used again; short ones as a plain expression. Both do the same operations in the same order, as
does what goes through the steps of a tree without compiling it, the first times that it is asked.
"""

from __future__ import annotations

import itertools
import math
import os
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike

from actviz.arrays import Float64
from actviz.formula.calculus import spelled_out
from actviz.formula.tree import COMPARISONS, Node, X, name, node, number, of_parts, rebuild, walk
from actviz.readings.float64 import blocks, kernels, normal, stepwise, underflow
from actviz.readings.float64.kernels import BLOCK, Scratch
from actviz.readings.float64.named import KERNELS, kernel, small_power
from actviz.readings.float64.threads import shared
from actviz.readings.reals import reals

# Whether products keep to one thread, as the command has it: elsewhere that is not ours to say.
ONE_THREAD: Final = os.environ.get("OPENBLAS_NUM_THREADS") == "1"

Mend = Callable[[Float64, Float64], None]
Follow = Callable[[int, Float64], None]

_KNOWN: Final = frozenset(KERNELS)

_SMALL: Final = 1024  # elements up to which blocks and buffers cost more than they save
_FEW: Final = 2  # times that a tree is asked for, and
_MIDDLE: Final = 1 << 13  # elements, up to which to compile it takes longer than its steps

_ROW: Final = 128  # values in one sum of squares
_ROUGH: Final = 512.0  # a sum of BLOCK squares tells of nothing nearer to 0

_WORK, _MARKS = Scratch(), Scratch(bool)

# These can turn NaN into a number: a comparison with NaN is false, NaN**0 and 1**NaN are 1,
# hypot(inf, NaN) is inf.
_LOSES_NAN: Final = frozenset(("where", "**", "hypot"))
# And these an infinity into a number that is no limit: exp(-x) is 0 there, sign(exp(-x)) goes to 1.
_LOSES_LIMIT: Final = _LOSES_NAN | {"sign", "floor", "ceil", "trunc", "round"}


def evaluate(
    tree: Node,
    x: ArrayLike,
    values: Mapping[str, Any],
    out: Float64 | None = None,
    mend: Mend | None = None,
    sunk: Mend | None = None,
    follow: Follow | None = None,
) -> Float64:
    """The formula at every ``x``, in float64 arithmetic.

    Args:
        x: anything NumPy reads as float64, of any shape.
        values: for each parameter that occurs in the formula a double, or an array like ``x``.
        out: where to write, a contiguous float64 array of the shape of ``x``.
        mend: called with a stretch of ``x`` and the results there, to be changed in place, where
            either holds what is not finite.
        sunk: the same, with the points alone at which underflow on the way has cost digits.
        follow: called with where every stretch of ``x`` begins and with the stretch, while the
            nearest cache has it; of a long array by several threads.

    Returns:
        ``out``, or a new float64 array of the shape of ``x``. NaN stays NaN; no warning leaks.
    """
    tree = spelled_out(tree, _KNOWN)
    points = reals(x)
    points = np.ascontiguousarray(points).reshape(points.shape)
    results = np.empty(points.shape) if out is None else out
    flat, result = points.reshape(-1), results.reshape(-1)
    given = {word: np.asarray(values[word], dtype=np.float64) for word in tree.names - {"x"}}
    units = frozenset(word for word, value in given.items() if not value.ndim and value == 1.0)
    tree = _without_units(tree, units) if units else tree
    varying = frozenset(word for word, value in given.items() if value.ndim)
    arrays = {word: given[word].reshape(-1) for word in sorted(varying)}
    numbers = [given[word] for word in sorted(tree.names & given.keys() - varying)]
    low: list[slice] = []  # stretches in which something fell below the normal numbers
    fresh = flat.size <= _MIDDLE and next(_times(tree)) < _FEW
    if fresh or flat.size <= _SMALL or not ("x" in tree.names or varying):
        letters = {word: given[word][()] for word in given} | arrays
        words = sorted(tree.names & given.keys())
        with _noting(low, lambda: slice(0, flat.size), sunk):
            if follow is not None:
                for start in range(0, flat.size, BLOCK):
                    follow(start, flat[start : start + BLOCK])
            reading = stepwise.reading(_sharing(tree)) if fresh else _expression(tree)
            result[...] = reading(flat, *(letters[word] for word in words))
            finite = _finite(flat, result, _bound(flat))
        astray = [] if finite else [slice(0, flat.size)]
    else:
        moving = [array for word, array in arrays.items() if word in tree.names]
        reading, floats, truths, nearest = _blocks(tree, varying & tree.names)
        measure = _near_bound if nearest < _ROUGH else _bound if _has(tree, _LOSES_LIMIT) else None

        def fill(begin: int, end: int) -> list[slice]:
            """Fill a stretch of the results; the blocks that hold what is not finite."""
            astray = []
            part = slice(begin, begin)
            with _noting(low, lambda: part, sunk):
                for start in range(begin, end, BLOCK):
                    part = slice(start, min(start + BLOCK, end))
                    stretch, filled = flat[part], result[part]
                    bound = measure(stretch) if measure else 0.0  # the results will show
                    work = _WORK.rows(floats, stretch.size)
                    marks = _MARKS.rows(truths, stretch.size)
                    others = [array[part] for array in moving]
                    if follow is not None:
                        follow(start, stretch)
                    reading(stretch, filled, bound, work, marks, *others, *numbers)
                    if not _finite(stretch, filled, bound):
                        astray.append(part)
            return astray

        astray = shared(fill, flat.size)
    if low and sunk and underflow.may_harm(tree, tuple(sorted(values.items()))):
        for part in low:
            harmed = underflow.harmed(tree, flat[part], values)
            better = result[part][harmed]
            sunk(flat[part][harmed], better)
            result[part][harmed] = better
    for part in astray:
        if _has(tree, _LOSES_NAN):  # a comparison takes it
            result[part][np.isnan(flat[part])] = np.nan
        if mend is not None:
            with np.errstate(all="ignore"):
                mend(flat[part], result[part])
    if _has(tree, _LOSES_NAN):
        for array in arrays.values():
            result[np.isnan(array)] = np.nan
    return results


def _noting(low: list[slice], part: Callable[[], slice], sunk: Mend | None) -> np.errstate:
    """Silence, in which it is noted if something falls below the normal numbers in a stretch."""
    if sunk is None:
        return np.errstate(all="ignore")

    def note(*_: object) -> None:
        if low[-1:] != [part()]:
            low.append(part())

    return np.errstate(all="ignore", under="call", call=note)


@cache
def function(word: str) -> Callable[[Float64], Float64]:
    """A function of one number alone, as :func:`evaluate` computes it, in any shape."""
    return _expression(spelled_out(node(word, X), _KNOWN))


@lru_cache(maxsize=512)
def _without_units(tree: Node, units: frozenset[str]) -> Node:
    """The tree without factors, divisors and exponents that are 1: not a bit changes."""
    ones = {name(word) for word in units} | {number(1), number(1.0)}

    def change(current: Node, args: tuple[Node, ...]) -> Node:
        if current.op == "*" and args[0] in ones:
            return args[1]
        if current.op in ("*", "/", "**") and args[1] in ones:
            return args[0]
        return of_parts(current, args)

    return rebuild(tree, change)


def _finite(points: Float64, results: Float64, bound: float) -> bool:
    """Whether all points and all results are finite."""
    return bool((math.isfinite(bound) or np.isfinite(points).all()) and all_finite(results))


def all_finite(values: Float64) -> bool:
    """Whether all values in a row are finite, by the quickest look at them."""
    total = _bound(values) if ONE_THREAD else np.add.reduce(values)
    return bool(math.isfinite(total) or np.isfinite(values).all())


def _bound(values: Float64) -> float:
    """No value above 1 is larger: NaN if one is NaN, perhaps infinite. The quickest such pass.

    That is a dot product, unless OpenBLAS divides it among threads of its own, as long ones.
    """
    if not ONE_THREAD and values.size > _SMALL:
        return max(float(values.max(initial=0)), -float(values.min(initial=0)))
    return math.sqrt(np.dot(values, values)) * (1 + 1e-9)  # BLOCK terms err by less than 1e-11


def _near_bound(values: Float64) -> float:
    """The same in a sixth more of the time, by rows: nearer to the largest of very many values."""
    if not ONE_THREAD or values.size < _ROW:
        return _bound(values)
    whole = values.size // _ROW * _ROW
    rows, rest = values[:whole].reshape(-1, _ROW), values[whole:]
    return math.sqrt(np.vecdot(rows, rows).max() + np.dot(rest, rest)) * (1 + 1e-9)


def _sharing(tree: Node) -> Node:
    """The tree with exp(t) handed to r*exp(t), and Phi(t) to phi(t), if they are there anyway."""
    known = set(walk(tree))

    def change(current: Node, args: tuple[Node, ...]) -> Node:
        if current.op == "scaled_exp" and node("exp", current.args[1]) in known:
            args = (*args, node("exp", args[1]))
        if current.op == "phi" and node("Phi", current.args[0]) in known:
            args = (*args, node("Phi", args[0]))
        return of_parts(current, args)

    return rebuild(tree, change)


@lru_cache(maxsize=512)
def _times(tree: Node) -> Iterator[int]:
    """Tells how often it was asked before."""
    return itertools.count()


@lru_cache(maxsize=512)
def _has(tree: Node, words: frozenset[str]) -> bool:
    """Whether some operation is one of these; a small power is a product."""
    return "x" not in tree.names or any(
        current.op in words and not small_power(current) for current in walk(tree)
    )


# ---------------------------------------------------------------- as one expression


@lru_cache(maxsize=512)
def _expression(tree: Node) -> Callable[..., Any]:
    """A function of x and the parameters, in the order of their names."""
    tree = _sharing(tree)
    words, constants = _given(tree)
    lines = []
    for count, current in enumerate(walk(tree)):
        if current not in words:
            words[current] = f"t{count}"
            lines.append(f"    t{count} = {_plain(current, words)}\n")
    heads = ", ".join(["x", *(f"p_{word}" for word in sorted(tree.names - {"x"}))])
    source = f"def reading({heads}):\n{''.join(lines)}    return {words[tree]}\n"
    return _defined(source, constants)


def _given(tree: Node) -> tuple[dict[Node, str], dict[str, Any]]:
    """What needs no computing: words for letters and for all that holds none, and its values."""
    words: dict[Node, str] = {}
    constants: dict[str, Any] = {"np": np, "kernels": kernels, "normal": normal}
    with np.errstate(all="ignore"):
        for count, current in enumerate(walk(tree)):
            if current.op == "name":
                words[current] = "x" if current.value == "x" else f"p_{current.value}"
            elif not current.names:
                args = [constants[words[arg]] for arg in current.args]
                value = stepwise.operation(current)(*args) if args else stepwise.constant(current)
                constants[f"c{count}"] = value
                words[current] = f"c{count}"
    return words, constants


def _plain(current: Node, words: Mapping[Node, str]) -> str:
    args = [words[arg] for arg in current.args]
    power = small_power(current)
    if power:
        return " * ".join([args[0]] * power)
    if current.op == "neg":
        return f"-{args[0]}"
    if current.op in ("+", "-", "*", "/", *COMPARISONS):
        return f"{args[0]} {current.op} {args[1]}"
    return f"{kernel(current)}({', '.join(args)})"


def _defined(source: str, constants: dict[str, Any]) -> Callable[..., Any]:
    exec(compile(source, "<formula>", "exec"), constants)
    reading: Callable[..., Any] = constants["reading"]
    return reading


# ---------------------------------------------------------------- in blocks, with buffers


@lru_cache(maxsize=512)
def _blocks(tree: Node, varying: frozenset[str]) -> tuple[Callable[..., Any], int, int, float]:
    """A function that fills one block, and how many buffers of floats and of truths it needs.

    The last is how near to 0 what it asks of the bound is. It takes the block of x, the block to
    fill, the buffers, then the blocks of varying parameters and the other parameters, each group in
    the order of names.
    """
    moving = varying | {"x"}
    tree = _sharing(tree)
    plan = [line for line in blocks.lines(tree, moving) if line.node.names]
    words, constants = _given(tree)
    for word in constants.keys() & words.values():  # as arrays they pass a third sooner into a loop
        constants[word] = np.asarray(constants[word])
    places = blocks.places(tree, plan, moving)
    body: list[str] = []
    counts: dict[Node, str] = {}  # for each condition the word for how many marks are set
    nearest = math.inf
    for at, line in enumerate(plan):
        part = line.node
        if line.branch:
            count = counts[part.args[0]]
            statements = [f"if {count}:" if line.branch == 1 else f"if {count} < x.size:"]
        elif part.op in COMPARISONS and part in places:
            words[part], counts[part] = places[part], f"n{at}"
            edge = _far_edge(part, words, constants)
            nearest = min(nearest, edge)
            statements = [_marked(part, words, counts[part], math.isfinite(edge))]
        elif part in places:
            words[part] = places[part]
            statements = list(_statements(part, words, counts))
        else:
            words[part] = f"t{at}"
            statements = [f"t{at} = {_plain(part, words)}"]
        body += [f"{'    ' * (line.depth + 1)}{statement}" for statement in statements]
    if tree not in places:
        body.append(f"    out[...] = {words[tree]}")
    others = sorted(varying), sorted(tree.names - moving)
    letters = [f"p_{word}" for group in others for word in group]
    heads = ["x", "out", "bound", "work", "marks", *letters]
    used = set(places.values())
    floats, truths = (sum(word.startswith(kind) for word in used) for kind in ("work", "marks"))
    rows = [f"    work{row} = work[{row}]" for row in range(floats)]
    rows += [f"    marks{row} = marks[{row}]" for row in range(truths)]
    source = "\n".join([f"def reading({', '.join(heads)}):", *rows, *body, ""])
    return _defined(source, constants), floats, truths, nearest


def _far_edge(part: Node, words: Mapping[Node, str], constants: Mapping[str, Any]) -> float:
    """How far out x must be for a condition to hold; infinite where that is not known."""
    edge = float(constants.get(words[part.args[1]], 0.0))
    far = edge < -1 if part.op in ("<", "<=") else part.op in (">", ">=") and edge > 1
    return abs(edge) if far and words[part.args[0]] == "x" else math.inf


def _marked(part: Node, words: Mapping[Node, str], count: str, far: bool) -> str:
    """Set the marks of a condition and count them; where no x reaches so far there are none."""
    left, right = (words[arg] for arg in part.args)
    beyond = f"0 if bound < abs({right}) else " if far else ""
    marked = f"{KERNELS[part.op]}({left}, {right}, out={words[part]})"
    return f"{count} = {beyond}np.count_nonzero({marked})"


def _statements(part: Node, words: Mapping[Node, str], counts: Mapping[Node, str]) -> Iterator[str]:
    args = [words[arg] for arg in part.args]
    goal = words[part]
    power = small_power(part)
    if power:
        yield f"np.multiply({args[0]}, {args[0]}, out={goal})"
        for _ in range(power - 2):
            yield f"np.multiply({goal}, {args[0]}, out={goal})"
        return
    if part.op == "where" and part.args[0] in counts:
        yield f"if {counts[part.args[0]]}: kernels.where({', '.join(args)}, out={goal})"
        if args[2] != goal:
            yield f"else: np.copyto({goal}, {args[2]})"
        return
    yield f"{kernel(part)}({', '.join(args)}, out={goal})"
