"""Tree to NumPy: the fast arithmetic.

A tree is compiled once, to a function of an array and the parameters, in which every distinct
subexpression is computed once. The text that is compiled is generated from the tree, never taken
from the user. What digits it keeps is decided by the kernels behind the atoms and by how the
formula is written; :mod:`actviz.readings.exact` is the judge of both.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

# OpenBLAS starts its threads when NumPy is imported; no activation multiplies matrices.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from numpy.typing import ArrayLike, NDArray

from actviz.formula.tree import COMPARISONS, Node, walk
from actviz.readings import kernels

Float64 = NDArray[np.float64]

# What each atom is in NumPy; {0}, {1}, {2} are its arguments.
KERNELS: Final[Mapping[str, str]] = {
    "exp": "np.exp({0})",
    "expm1": "np.expm1({0})",
    "log": "np.log({0})",
    "log1p": "np.log1p({0})",
    "scaled_exp": "kernels.scaled_exp({0}, {1})",
    "sqrt": "np.sqrt({0})",
    "hypot": "np.hypot({0}, {1})",
    "sin": "np.sin({0})",
    "cos": "np.cos({0})",
    "atan": "np.arctan({0})",
    "sinh": "np.sinh({0})",
    "cosh": "np.cosh({0})",
    "tanh": "np.tanh({0})",
    "sech": "kernels.sech({0})",
    "asinh": "np.arcsinh({0})",
    "sinc": "kernels.sinc({0})",
    "dsinc": "kernels.dsinc(int({0}), {1})",
    "sigmoid": "kernels.sigmoid({0})",
    "softplus": "kernels.softplus({0})",
    "erf": "kernels.erf({0})",
    "erfc": "kernels.erfc({0})",
    "erfcx": "kernels.erfcx({0})",
    "Phi": "kernels.Phi({0})",
    "phi": "kernels.phi({0})",
    "abs": "np.abs({0})",
    "sign": "np.sign({0})",
    "max": "np.maximum({0}, {1})",
    "min": "np.minimum({0}, {1})",
    "clip": "np.minimum(np.maximum({0}, {1}), {2})",
    "floor": "np.floor({0})",
    "ceil": "np.ceil({0})",
    "trunc": "np.trunc({0})",
    "round": "np.round({0})",
    "where": "np.where({0}, {1}, {2})",
    "neg": "-{0}",
    **{op: f"{{0}} {op} {{1}}" for op in ("+", "-", "*", "/", *COMPARISONS)},
}

# These can turn NaN into a number: a comparison with NaN is false, NaN**0 and 1**NaN are 1,
# hypot(inf, NaN) is inf.
_LOSES_NAN: Final = {"where", "**", "hypot"}


def evaluate(tree: Node, x: ArrayLike, values: Mapping[str, float]) -> Float64:
    """The formula at every ``x``, in float64 arithmetic.

    Args:
        tree: a formula.
        x: anything NumPy reads as float64, of any shape.
        values: a double for each parameter that occurs in the formula.

    Returns:
        A new float64 array of the shape of ``x``. NaN stays NaN; no warning leaks.
    """
    points = np.asarray(x, dtype=np.float64)
    parameters = tuple(sorted(tree.names - {"x"}))
    compiled, loses_nan = _compiled(tree, parameters)
    with np.errstate(all="ignore"):
        found = compiled(points, *(np.float64(values[word]) for word in parameters))
    if loses_nan:
        found = np.where(np.isnan(points), np.nan, found)
    return np.array(np.broadcast_to(found, points.shape), dtype=np.float64)


@lru_cache(maxsize=512)
def _compiled(tree: Node, parameters: tuple[str, ...]) -> tuple[Callable[..., Any], bool]:
    """The function of an array and the parameters, and whether it may turn NaN into a number."""
    constants: dict[str, np.float64] = {}
    words: dict[Node, str] = {}
    lines = []
    for count, current in enumerate(walk(tree)):
        if current.op == "number":
            words[current] = f"c{count}"
            constants[f"c{count}"] = np.float64(current.value)
        elif current.op == "name":
            words[current] = "x" if current.value == "x" else f"p_{current.value}"
        elif current.op in ("pi", "e"):
            words[current] = f"np.{current.op}"
        else:
            words[current] = f"t{count}"
            lines.append(f"    t{count} = {_operation(current, words)}\n")
    heads = ", ".join(["x", *(f"p_{word}" for word in parameters)])
    source = f"def reading({heads}):\n{''.join(lines)}    return {words[tree]}\n"
    space: dict[str, Any] = {"np": np, "kernels": kernels, **constants}
    exec(compile(source, "<formula>", "exec"), space)
    reading: Callable[..., Any] = space["reading"]
    loses_nan = "x" not in tree.names or any(current.op in _LOSES_NAN for current in words)
    return reading, loses_nan


def _operation(current: Node, words: Mapping[Node, str]) -> str:
    args = [words[arg] for arg in current.args]
    if current.op != "**":
        return KERNELS[current.op].format(*args)
    exponent = current.args[1].value if current.args[1].op == "number" else None
    if isinstance(exponent, (int, float)) and exponent in (2, 3, 4):
        # x*x*x costs a twentieth of np.power(x, 3).
        return "*".join([args[0]] * int(exponent))
    return f"np.power({args[0]}, {args[1]})"
