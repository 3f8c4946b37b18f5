"""Where a number too small for its digits, or for float64 at all, has harmed a result.

A product that sinks below the smallest normal number is off by up to half of the smallest double.
Mostly nothing is left of that in the result; where it is multiplied by something large it may be
most of it. What each step may be off by is carried along with its value, and so is the power of 2
of what is so small that float64 says 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np

import actviz.readings.float64.kernels as kernels
import actviz.readings.float64.normal as normal
from actviz.arrays import Float64, Mask
from actviz.formula.tree import COMPARISONS, Node, walk
from actviz.readings.float64.named import KERNELS

_SMALLEST: Final = -1074.0  # the power of 2 that is the smallest double
_NORMAL: Final = float(np.finfo(np.float64).tiny)
_FORGIVEN: Final = 1e-322  # some units in the last place of a result that is so small itself,
_STEEP: Final = 1000.0  # more where exp falls so fast that a rounded input costs as many
_DIGITS: Final = 2.0**-51
_UP: Final = 600  # errors are kept multiplied by 2**600, so that they do not sink as well
_LOG2_E: Final = float(np.log2(np.e))
# Sums of doubles are exact where they are so small; the others only choose or turn a sign.
_EXACT: Final = frozenset(("+", "-", "neg", "abs", "sign", "max", "min", "clip", "where"))
_NAMES: Final = {"np": np, "kernels": kernels, "normal": normal}
# The power of e that such a function is, as far as it is 0 in float64.
_FALLS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "exp": lambda u: u,
    "sigmoid": lambda u: u,
    "softplus": lambda u: u,
    "sech": lambda u: -np.abs(u),
    "phi": lambda u: -u * u / 2,
    "Phi": lambda u: -u * u / 2,
    "erfc": lambda u: -u * u,
}


class _Step(NamedTuple):
    value: Any
    off: Any  # times 2**600
    size: Any  # a power of 2, of the value as it would be without underflow


@lru_cache(maxsize=256)
def may_harm(tree: Node, values: tuple[tuple[str, float], ...]) -> bool:
    """Whether it does at any of some places: one in each binade, and many where exp is in range."""
    sizes = np.ldexp(1.3, np.arange(-1074, 1024))
    places = np.concatenate([sizes, -sizes, np.linspace(-760, 760, 3041)])
    return bool(harmed(tree, places, dict(values)).any())


def harmed(tree: Node, x: Float64, values: Mapping[str, float]) -> Mask:
    """At which points underflow on the way has cost digits.

    Args:
        tree: a formula of blocks that have a kernel.
    """
    known: dict[Node, _Step] = {}
    with np.errstate(all="ignore"):
        for current in walk(tree):
            if current.args:
                known[current] = _step(current, [known[arg] for arg in current.args])
            else:
                leaf = _leaf(current, x, values)
                known[current] = _Step(leaf, 0.0, np.log2(np.abs(leaf)))
        value, off, _ = known[tree]
        size = np.abs(x)
        forgiven = _FORGIVEN * np.where(size < _STEEP, 1 + size * size, 1.0)
        allowed = np.maximum(_DIGITS * np.abs(value), forgiven)
        return np.broadcast_to((np.ldexp(off, -_UP) > allowed) & np.isfinite(value), x.shape)


def _leaf(current: Node, x: Float64, values: Mapping[str, float]) -> Any:
    if current.op == "name":
        return x if current.value == "x" else np.float64(values[str(current.value)])
    return np.float64(current.value if current.op == "number" else getattr(np, current.op))


def _step(current: Node, args: list[_Step]) -> _Step:
    op = current.op
    module, _, word = KERNELS[op].partition(".")
    kernel = getattr(_NAMES[module], word)
    given = [arg.value for arg in args]
    value = kernel(*given)
    if op in COMPARISONS:
        return _Step(value, 0.0, 0.0)
    size, zero = np.log2(np.abs(value)), value == 0
    if np.any(zero):
        size = np.where(zero, _size(op, args), size)
    off = _carried(op, args, value, kernel)
    if op not in _EXACT:
        sunk = (np.abs(value) < _NORMAL) & (given[0] != 0)
        if np.any(sunk):
            off = off + np.where(sunk, np.exp2(np.minimum(size, _SMALLEST) + _UP), 0.0)
    return _Step(
        value, np.where(np.isnan(off), 0.0, off), size
    )  # of what overflows nothing is said


def _size(op: str, args: list[_Step]) -> Any:
    """The power of 2 of a result that is 0 in float64."""
    if op in _FALLS:
        return _FALLS[op](args[0].value) * _LOG2_E
    match op:
        case "*":
            return args[0].size + args[1].size
        case "/":
            return args[0].size - args[1].size
        case "scaled_exp":
            return args[0].size + args[1].value * _LOG2_E
        case "**":
            return args[0].size * args[1].value
        case "where":
            return np.where(args[0].value, args[1].size, args[2].size)
        case "+" | "-" | "max" | "min" | "clip" | "hypot":
            return np.maximum(args[0].size, args[1].size)
    return args[0].size  # about as large near 0, or 0 for good


def _carried(op: str, args: list[_Step], value: Any, kernel: Callable[..., Any]) -> Any:
    """What is off because an argument is."""
    if not any(np.any(arg.off) for arg in args):
        return np.zeros_like(value)
    u, v = args[0], args[-1]
    match op:
        case "+" | "-":
            return u.off + v.off
        case "neg" | "abs":
            return u.off
        case "*":
            return np.abs(u.value) * v.off + np.abs(v.value) * u.off
        case "/":
            return (u.off + np.abs(value) * v.off) / np.abs(v.value)
        case "scaled_exp":
            return np.exp(v.value) * u.off + np.abs(value) * v.off
        case "where":
            return np.where(u.value, args[1].off, v.off)
    off = np.zeros_like(value)
    for at, arg in enumerate(args):
        for side in (1, -1):
            moved = [other.value for other in args]
            moved[at] = moved[at] + side * np.ldexp(arg.off, -_UP)
            off = np.fmax(off, np.ldexp(np.abs(kernel(*moved) - value), _UP))
    return off
