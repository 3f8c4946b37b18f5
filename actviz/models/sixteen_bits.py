"""TFLite's tanh and logistic on 16-bit numbers: a table of 256 sigmoids, interpolated.

The steps are those of TFLite's reference kernels; the numbers were read out of TensorFlow 2.21 with
all 65,536 inputs at two dozen scales.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from actviz.models.model_graph import Quantised

    Whole: TypeAlias = NDArray[np.int64]

_STEP: Final = 1 / 24  # from one sigmoid of the table to the next
# Entries one above the nearest to 65536*sigmoid(i/24).
_ABOVE: Final = (
    4, 8, 12, 14, 15, 16, 17, 19, 20, 21, 22, 25, 27, 28, 29, 30, 31, 33, 34, 35, 37, 39, 40, 41,
    43, 44, 45, 46, 49, 50, 54, 62, 63, 64, 66, 82, 86, 93, 100, 103, 112, 116, 135, 255,
)  # fmt: skip
_POWER: Final = 1e-3  # in powers of two: a scale so near to one is taken for it
_FRACTION: Final = {"LOGISTIC": 9, "TANH": 8}  # bits of an input between two entries


@cache
def entries() -> Whole:
    """The stored sigmoids: unsigned fractions of 16 bits, of 0, 1/24, 2/24, ..."""
    fractions: Whole = np.rint(65536 / (1 + np.exp(-_STEP * np.arange(256)))).astype(np.int64)
    fractions[list(_ABOVE)] += 1
    return fractions


def known(before: Quantised, after: Quantised, spelling: Sequence[str]) -> bool:
    """Whether an activation is one of these: on int16, symmetric, with 15 bits behind the point."""
    return (
        before.word == after.word == "int16" and len(spelling) == 1 and spelling[0] in _FRACTION
        and before.single and before.zeros == after.zeros == (0,) and after.scales == (2.0**-15,)
    )  # fmt: skip


def how(operator: str, before: Quantised) -> str:
    """How the numbers come about, in words."""
    told = "interpolated between 256 sigmoids"
    if _left(operator, before.scales[0]) is None:
        return told
    most = {"LOGISTIC": 7, "TANH": 12}[operator]
    return f"{told} (TFLite's optimised kernels: up to {most} steps off)"


def _left(operator: str, scale: float) -> int | None:
    """The shift at scales near 2**-12, for tanh also 2**-11; optimised kernels compute otherwise.

    There the kernels take the scale for that power of two.
    """
    exponent = math.log2(scale)
    left = 12 + round(exponent)
    power = abs(exponent - round(exponent)) < _POWER
    return left if power and 0 <= left <= (operator == "TANH") else None


def outputs(operator: str, q: Whole, scale: float) -> Whole:
    """The numbers that LOGISTIC or TANH makes of int16 inputs."""
    factor, shift = _multiplier(operator, scale)
    inner = (q.astype(np.int64) * factor + (1 << shift >> 1)) >> shift
    bits, table = _FRACTION[operator], entries()
    size = np.abs(inner)
    at, rest = size >> bits, size & ((1 << bits) - 1)
    here = np.minimum(at, 254)
    between = (table[here] << bits) + rest * (table[here + 1] - table[here])
    if operator == "TANH":
        between = np.where(at >= 255, 0xFFFF << 8, between) - (1 << 23)
        return np.where(inner >= 0, between + 128, 127 - between) >> 8
    between = np.where(at >= 255, 0x7FFF << 10, between)
    return np.where(inner >= 0, between + 512, (1 << 25) - between + 511) >> 10


def _multiplier(operator: str, scale: float) -> tuple[int, int]:
    """By what an input is multiplied and shifted so that 3*4096 of it are 1."""
    left = _left(operator, scale)
    if left is not None:
        return 3 << left, 0
    factor, shift = scale * 4096 * 3, 0
    while factor <= 32767 / 2 and shift <= 30:
        factor, shift = factor * 2, shift + 1
    return int(factor), shift
