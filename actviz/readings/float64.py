"""Tree to NumPy: the fast arithmetic.

A tree is compiled once, to a function of an array and the parameters, in which every distinct
subexpression is computed once. The text that is compiled is generated from the tree, never taken
from the user. What digits it keeps is decided by the kernels behind the atoms and by how the
formula is written; :mod:`actviz.readings.exact` is the judge of both.

Long arrays are worked off in blocks that stay in the cache, every step writing into a buffer that
is used again; short ones as a plain expression. Both do the same operations in the same order.
"""

from __future__ import annotations

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

from actviz.formula.tree import COMPARISONS, Node, walk
from actviz.readings import blocks, kernels
from actviz.readings.kernels import BLOCK

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

_SMALL: Final = 1024  # elements up to which blocks and buffers cost more than they save

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
    varying = frozenset(word for word, value in given.items() if value.ndim)
    arrays = {word: given[word].reshape(-1) for word in sorted(varying)}
    numbers = [given[word][()] for word in sorted(given.keys() - varying)]
    constant = not ("x" in tree.names or varying)
    with np.errstate(all="ignore"):
        if constant or flat.size <= _SMALL:
            letters = {word: given[word][()] for word in given} | arrays
            result[...] = _expression(tree)(flat, *(letters[word] for word in sorted(given)))
            _finish(flat, result, _loses_nan(tree), mend)
            return _with_lost(found, result, arrays, tree)
        reading, floats, truths = _blocks(tree, varying)
        work, marks = np.empty((floats, BLOCK)), np.empty((truths, BLOCK), dtype=bool)
        for start in range(0, flat.size, BLOCK):
            stop = min(start + BLOCK, flat.size)
            piece, goal = flat[start:stop], result[start:stop]
            others = [array[start:stop] for array in arrays.values()]
            reading(piece, goal, work[:, : piece.size], marks[:, : piece.size], *others, *numbers)
            _finish(piece, goal, _loses_nan(tree), mend)
    return _with_lost(found, result, arrays, tree)


def _with_lost(found: Float64, flat: Float64, arrays: Mapping[str, Float64], tree: Node) -> Float64:
    """Give NaN back where a comparison took it from a letter that varies."""
    if _loses_nan(tree):
        for array in arrays.values():
            flat[np.isnan(array)] = np.nan
    return found


def _finish(points: Float64, found: Float64, loses_nan: bool, mend: Mend | None) -> None:
    """Give NaN back what a comparison took from it; have what is not finite mended."""
    # A sum is finite only if every term is: one quick pass in place of three slow ones.
    if np.isfinite(np.add.reduce(points)) and np.isfinite(np.add.reduce(found)):
        return
    if loses_nan:
        found[np.isnan(points)] = np.nan
    if mend is not None:
        mend(points, found)


@lru_cache(maxsize=512)
def _loses_nan(tree: Node) -> bool:
    return "x" not in tree.names or any(current.op in _LOSES_NAN for current in walk(tree))


# ---------------------------------------------------------------- as one expression


@lru_cache(maxsize=512)
def _expression(tree: Node) -> Callable[..., Any]:
    """A function of x and the parameters, in the order of their names."""
    constants: dict[str, Any] = {}
    words: dict[Node, str] = {}
    lines = []
    for count, current in enumerate(walk(tree)):
        if not current.args:
            words[current] = _leaf(current, count, constants)
            continue
        words[current] = f"t{count}"
        lines.append(f"    t{count} = {_plain(current, words)}\n")
    heads = ", ".join(["x", *(f"p_{word}" for word in sorted(tree.names - {"x"}))])
    source = f"def reading({heads}):\n{''.join(lines)}    return {words[tree]}\n"
    return _defined(source, constants)


def _leaf(current: Node, count: int, constants: dict[str, Any]) -> str:
    if current.op == "number":
        constants[f"c{count}"] = np.float64(current.value)
        return f"c{count}"
    if current.op == "name":
        return "x" if current.value == "x" else f"p_{current.value}"
    return f"np.{current.op}"


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
    space: dict[str, Any] = {"np": np, "kernels": kernels, **constants}
    exec(compile(source, "<formula>", "exec"), space)
    reading: Callable[..., Any] = space["reading"]
    return reading


# ---------------------------------------------------------------- in blocks, with buffers


@lru_cache(maxsize=512)
def _blocks(tree: Node, varying: frozenset[str]) -> tuple[Callable[..., Any], int, int]:
    """A function that fills one block, and how many buffers of floats and of truths it needs.

    It takes the block of x, the block to fill, the buffers, then the blocks of varying parameters
    and the other parameters, each group in the order of names.
    """
    moving = varying | {"x"}
    plan = blocks.lines(tree, moving)
    constants: dict[str, Any] = {}
    words = {
        leaf: _leaf(leaf, at, constants) for at, leaf in enumerate(walk(tree)) if not leaf.args
    }
    last_use = {arg: at for at, line in enumerate(plan) for arg in line.node.args}
    buffers = {False: blocks.Buffers("work"), True: blocks.Buffers("marks")}
    body: list[str] = []
    for at, line in enumerate(plan):
        part = line.node
        if line.branch:
            mark = words[part.args[0]]
            statements = [f"if {mark}.any():" if line.branch == 1 else f"if not {mark}.all():"]
        elif not part.names & moving:
            words[part] = f"t{at}"
            statements = [f"t{at} = {_plain(part, words)}"]
        else:
            words[part] = "out" if part is tree else buffers[blocks.is_truth(part)].take()
            statements = list(_statements(part, words))
            for arg in set(part.args):
                if last_use[arg] == at and arg.args and arg.names & moving:
                    buffers[blocks.is_truth(arg)].give_back(words[arg])
        body += [f"{'    ' * (line.depth + 1)}{statement}" for statement in statements]
    if not tree.args:
        body.append(f"    out[...] = {words[tree]}")
    others = sorted(varying), sorted(tree.names - moving)
    heads = ["x", "out", "work", "marks", *(f"p_{word}" for group in others for word in group)]
    source = f"def reading({', '.join(heads)}):\n" + "\n".join(body) + "\n"
    return _defined(source, constants), buffers[False].count, buffers[True].count


def _statements(part: Node, words: Mapping[Node, str]) -> Iterator[str]:
    args = [words[arg] for arg in part.args]
    goal = words[part]
    power = small_power(part)
    if power:
        yield f"np.multiply({args[0]}, {args[0]}, out={goal})"
        for _ in range(power - 2):
            yield f"np.multiply({goal}, {args[0]}, out={goal})"
        return
    yield f"{KERNELS[part.op]}({', '.join(args)}, out={goal})"
