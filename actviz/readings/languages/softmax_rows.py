"""Softmax and its logarithm in each language: functions of a row of numbers of any length.

Every text says the same. The largest number is subtracted, so that no power overflows. ``rest`` is
the sum of the powers without one of the largest, whose power is 1: its ``log1p`` keeps the digits
of a logarithm near 0. Where several are infinite and the largest there is no limit: NaN.

The slope is the product of a gradient g with the Jacobian. For softmax that is y*(g - sum(g*y));
g is taken relative to its entry at the largest number, which changes nothing but keeps the digits
where that number's share is nearly 1. For the logarithm it is g - y*sum(g), at the only largest
number written as g*(sum of the others' shares) - y*(sum of the others' g) for the same reason.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from actviz.readings.languages import rows_arrays, rows_loops, rows_onnx, rows_wgsl

Render = Callable[[Sequence[tuple[str, str, Sequence[str]]], str, int, Sequence[str]], str | bytes]

# Each takes (function, its name in the file, what is said of it) for every function, the number
# format, the order (0 or 1) and the lines of the head.
RENDER: Final[dict[str, Render]] = {
    "python": rows_loops.python,
    "numpy": rows_arrays.numpy,
    "torch": rows_arrays.torch,
    "jax": rows_arrays.jax,
    "keras": rows_arrays.keras,
    "triton": rows_arrays.triton,
    "c": rows_loops.c,
    "cuda": rows_loops.cuda,
    "rust": rows_loops.rust,
    "js": rows_loops.javascript,
    "wgsl": rows_wgsl.wgsl,
    "onnx": rows_onnx.onnx,
}
# Names that the texts use for themselves.
TAKEN: Final = frozenset(
    {"act_lost", "act_closed", "act_shift", "act_largest", "act_rest", "act_wide", "act_narrow"}
    | {"act_x", "act_g", "act_y", "ShareOfRow"}
)
