"""Tree to NumPy: the fast arithmetic.

A tree is compiled once, to a function of an array and the parameters, in which every distinct
subexpression is computed once. The text that is compiled is generated from the tree, never taken
from the user. What digits it keeps is decided by the kernels behind the atoms and by how the
formula is written; :mod:`actviz.readings.exact` is the judge of both.

Long arrays are worked off in blocks that stay in the cache, every step writing into a buffer that
is used again; short ones as a plain expression. Both do the same operations in the same order.
"""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

# OpenBLAS starts its threads when NumPy is imported; no activation multiplies matrices.
if "numpy" not in sys.modules:
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from numpy.typing import ArrayLike, NDArray

from actviz.formula.tree import COMPARISONS, Node, name, node, number, rebuild, walk
from actviz.readings import blocks, kernels
from actviz.readings.kernels import BLOCK, Scratch

Float64 = NDArray[np.float64]
# Whether products of matrices keep to one thread: where NumPy came first they may not.
ONE_THREAD: Final = os.environ.get("OPENBLAS_NUM_THREADS") == "1"

Mend = Callable[[Float64, Float64], None]

# What each operation is in NumPy: a function that takes ``out``.
KERNELS: Final[Mapping[str, str]] = {
    "exp": "np.exp",
    "expm1": "np.expm1",
    "log": "np.log",
    "log1p": "np.log1p",
    "scaled_exp": "kernels.scaled_exp",
    "sqrt": "np.sqrt",
    "hypot": "np.hypot",
    "sin": "np.sin",
    "cos": "np.cos",
    "atan": "np.arctan",
    "sinh": "np.sinh",
    "cosh": "np.cosh",
    "tanh": "np.tanh",
    "sech": "kernels.sech",
    "asinh": "np.arcsinh",
    "sinc": "kernels.sinc",
    "dsinc": "kernels.dsinc",
    "sigmoid": "kernels.sigmoid",
    "softplus": "kernels.softplus",
    "erf": "kernels.erf",
    "erfc": "kernels.erfc",
    "erfcx": "kernels.erfcx",
    "Phi": "kernels.Phi",
    "phi": "kernels.phi",
    "abs": "np.abs",
    "sign": "np.sign",
    "max": "kernels.maximum",
    "min": "kernels.minimum",
    "clip": "kernels.clip",
    "floor": "np.floor",
    "ceil": "np.ceil",
    "trunc": "np.trunc",
    "round": "np.rint",
    "where": "kernels.where",
    "neg": "np.negative",
    "+": "np.add",
    "-": "np.subtract",
    "*": "np.multiply",
    "/": "np.divide",
    "**": "np.power",
    "<": "np.less",
    "<=": "np.less_equal",
    ">": "np.greater",
    ">=": "np.greater_equal",
    "==": "np.equal",
    "!=": "np.not_equal",
}

# Numbers multiplied at once: above 10,000 OpenBLAS wakes its threads, where it has any.
_DOT: Final = BLOCK if ONE_THREAD else 8192
_SMALL: Final = 1024  # elements up to which blocks and buffers cost more than they save

_WORK, _MARKS = Scratch(), Scratch(bool)

# These can turn NaN into a number: a comparison with NaN is false, NaN**0 and 1**NaN are 1,
# hypot(inf, NaN) is inf.
_LOSES_NAN: Final = {"where", "**", "hypot"}


def evaluate(
    tree: Node,
    x: ArrayLike,
    values: Mapping[str, Any],
    out: Float64 | None = None,
    mend: Mend | None = None,
) -> Float64:
    """The formula at every ``x``, in float64 arithmetic.

    Args:
        tree: a formula.
        x: anything NumPy reads as float64, of any shape.
        values: for each parameter that occurs in the formula a double, or an array like ``x``.
        out: where to write, a contiguous float64 array of the shape of ``x``.
        mend: called with a stretch of ``x`` and the results there, to be changed in place, where
            either holds what is not finite.

    Returns:
        ``out``, or a new float64 array of the shape of ``x``. NaN stays NaN; no warning leaks.
    """
    points = np.ascontiguousarray(x, dtype=np.float64).reshape(np.shape(x))
    found = np.empty(points.shape) if out is None else out
    flat, result = points.reshape(-1), found.reshape(-1)
    given = {word: np.asarray(values[word], dtype=np.float64) for word in tree.names - {"x"}}
    units = frozenset(word for word, value in given.items() if not value.ndim and value == 1.0)
    tree = _without_units(tree, units) if units else tree
    varying = frozenset(word for word, value in given.items() if value.ndim)
    arrays = {word: given[word].reshape(-1) for word in sorted(varying)}
    numbers = [given[word][()] for word in sorted(tree.names & given.keys() - varying)]
    constant, loses_nan = not ("x" in tree.names or varying), _loses_nan(tree)
    with np.errstate(all="ignore"):
        if constant or flat.size <= _SMALL:
            letters = {word: given[word][()] for word in given} | arrays
            words = sorted(tree.names & given.keys())
            result[...] = _expression(tree)(flat, *(letters[word] for word in words))
            _finish(flat, result, loses_nan, mend, _bound(flat))
            return _with_lost(found, result, arrays, tree)
        reading, floats, truths = _blocks(tree, varying & tree.names)
        for start in range(0, flat.size, BLOCK):
            stop = min(start + BLOCK, flat.size)
            piece, goal = flat[start:stop], result[start:stop]
            others = [array[start:stop] for word, array in arrays.items() if word in tree.names]
            bound = _bound(piece)
            work, marks = _WORK.rows(floats, piece.size), _MARKS.rows(truths, piece.size)
            reading(piece, goal, bound, work, marks, *others, *numbers)
            _finish(piece, goal, loses_nan, mend, bound)
    return _with_lost(found, result, arrays, tree)


@lru_cache(maxsize=512)
def _without_units(tree: Node, units: frozenset[str]) -> Node:
    """The tree without factors, divisors and exponents that are 1: not a bit changes."""
    ones = {name(word) for word in units} | {number(1), number(1.0)}

    def change(current: Node, args: tuple[Node, ...]) -> Node:
        if current.op == "*" and args[0] in ones:
            return args[1]
        if current.op in ("*", "/", "**") and args[1] in ones:
            return args[0]
        return node(current.op, *args) if args else current

    return rebuild(tree, change)


def _with_lost(found: Float64, flat: Float64, arrays: Mapping[str, Float64], tree: Node) -> Float64:
    """Give NaN back where a comparison took it from a letter that varies."""
    if _loses_nan(tree):
        for array in arrays.values():
            flat[np.isnan(array)] = np.nan
    return found


def _finish(
    points: Float64, found: Float64, loses_nan: bool, mend: Mend | None, bound: float
) -> None:
    """Give NaN back what a comparison took from it; have what is not finite mended."""
    if (math.isfinite(bound) or np.isfinite(points).all()) and (
        math.isfinite(_bound(found)) or np.isfinite(found).all()
    ):
        return
    if loses_nan:
        found[np.isnan(points)] = np.nan
    if mend is not None:
        mend(points, found)


def _bound(values: Float64) -> float:
    """No value is larger: NaN if one is NaN, perhaps infinite. The quickest pass there is."""
    squares = 0.0
    for start in range(0, values.size, _DOT):
        part = values[start : start + _DOT]
        squares += float(np.dot(part, part))
    return math.sqrt(squares) * (1 + 1e-9)  # a sum of BLOCK terms errs by less than 1e-11 of it


@lru_cache(maxsize=512)
def _loses_nan(tree: Node) -> bool:
    return "x" not in tree.names or any(current.op in _LOSES_NAN for current in walk(tree))


# ---------------------------------------------------------------- as one expression


@lru_cache(maxsize=512)
def _expression(tree: Node) -> Callable[..., Any]:
    """A function of x and the parameters, in the order of their names."""
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
    constants: dict[str, Any] = {"np": np, "kernels": kernels}
    with np.errstate(all="ignore"):
        for count, current in enumerate(walk(tree)):
            if current.op == "name":
                words[current] = "x" if current.value == "x" else f"p_{current.value}"
            elif not current.names:
                constants[f"c{count}"] = _constant(current, words, constants)
                words[current] = f"c{count}"
    return words, constants


def _constant(current: Node, words: Mapping[Node, str], constants: dict[str, Any]) -> Any:
    if current.op == "number":
        return np.float64(current.value)
    if not current.args:
        return np.float64(getattr(np, current.op))
    return eval(_plain(current, words), constants)


def _plain(current: Node, words: Mapping[Node, str]) -> str:
    args = [words[arg] for arg in current.args]
    power = small_power(current)
    if power:
        return " * ".join([args[0]] * power)
    if current.op == "neg":
        return f"-{args[0]}"
    if current.op in ("+", "-", "*", "/", *COMPARISONS):
        return f"{args[0]} {current.op} {args[1]}"
    return f"{KERNELS[current.op]}({', '.join(args)})"


def small_power(current: Node) -> int:
    """2, 3 or 4 if that is the exponent: x*x*x costs a twentieth of np.power(x, 3)."""
    exponent = current.args[1].value if current.op == "**" and not current.args[1].args else None
    return int(exponent) if isinstance(exponent, (int, float)) and exponent in (2, 3, 4) else 0


def _defined(source: str, constants: dict[str, Any]) -> Callable[..., Any]:
    exec(compile(source, "<formula>", "exec"), constants)
    reading: Callable[..., Any] = constants["reading"]
    return reading


# ---------------------------------------------------------------- in blocks, with buffers


@lru_cache(maxsize=512)
def _blocks(tree: Node, varying: frozenset[str]) -> tuple[Callable[..., Any], int, int]:
    """A function that fills one block, and how many buffers of floats and of truths it needs.

    It takes the block of x, the block to fill, the buffers, then the blocks of varying parameters
    and the other parameters, each group in the order of names.
    """
    moving = varying | {"x"}
    plan = [line for line in blocks.lines(tree, moving) if line.node.names]
    words, constants = _given(tree)
    places = blocks.places(tree, plan, moving)
    body: list[str] = []
    counts: dict[Node, str] = {}  # for each condition the word for how many marks are set
    for at, line in enumerate(plan):
        part = line.node
        if line.branch:
            count = counts[part.args[0]]
            statements = [f"if {count}:" if line.branch == 1 else f"if {count} < x.size:"]
        elif part.op in COMPARISONS and part in places:
            words[part], counts[part] = places[part], f"n{at}"
            statements = list(_marked(part, words, counts[part], constants))
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
    source = f"def reading({', '.join(heads)}):\n" + "\n".join(body) + "\n"
    used = set(places.values())
    floats, truths = (sum(word.startswith(kind) for word in used) for kind in ("work", "marks"))
    return _defined(source, constants), floats, truths


def _marked(
    part: Node, words: Mapping[Node, str], count: str, constants: Mapping[str, Any]
) -> Iterator[str]:
    """Set the marks of a condition and count them; where no x reaches so far there are none."""
    left, right = (words[arg] for arg in part.args)
    edge = constants.get(right, 0.0)
    far = left == "x" and (
        (part.op in ("<", "<=") and edge < -1) or (part.op in (">", ">=") and edge > 1)
    )
    beyond = f"0 if bound < abs({right}) else " if far else ""
    found = f"{KERNELS[part.op]}({left}, {right}, out={words[part]})"
    yield f"{count} = {beyond}np.count_nonzero({found})"


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
    yield f"{KERNELS[part.op]}({', '.join(args)}, out={goal})"
