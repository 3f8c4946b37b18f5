"""An approximation computed in whole numbers: the reference for every exported program.

Python's integers hold any width, so that nothing overflows here; :mod:`result` says where
something is rounded.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from actviz.arrays import np
from actviz.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from actviz.approximation.value.result import Approximation
    from actviz.readings.formats import Uniform


@dataclass(frozen=True)
class Units:
    """What the integers of coefficients stand for: c_k is C_k*2**-n * result/argument**k.

    Attributes:
        bits: x is ``argument`` times an integer of this many bits after the point.
        argument, result: 1 for formats ``Qm.n``; of affine ones the scale, for x times 2**bits.
        held: the format of coefficients.
    """

    bits: int
    argument: Fraction
    result: Fraction
    held: Uniform

    @property
    def denominator(self) -> Fraction:
        """What the sum of Horner's rule is to be divided by."""
        return (1 << self.bits) / self.held.scale / self.result

    def integers(self, row: Sequence[float]) -> tuple[int, ...]:
        """The integers of coefficients, lowest first."""
        return tuple(
            self.held.integer(Fraction(number) * self.argument**k / self.result)
            for k, number in enumerate(row)
        )

    def numbers(self, row: Sequence[int]) -> tuple[float, ...]:
        """The coefficients of x itself that integers stand for."""
        unit = self.held.scale * self.result
        return tuple(float(c * unit / self.argument**k) for k, c in enumerate(row))


def units_of(given: Uniform, held: Uniform, out: Uniform) -> Units:
    """Those of the formats of input, coefficients and output."""
    bits = given.bits - 1 if given.fraction_bits is None else given.fraction_bits
    argument = given.scale * (1 << bits)
    return Units(bits, argument, out.scale if out.fraction_bits is None else Fraction(1), held)


def on_integers(one: Approximation, x: NDArray[np.int64]) -> NDArray[np.int64]:
    """Integers of the output format for integers of the input format, of the same shape."""
    assert one.formats is not None
    given, _, out = one.formats
    x = np.asarray(x, dtype=np.int64)
    signed = x.astype(object).ravel() - given.zero
    u = signed if one.fold is None else np.abs(signed)
    if one.table is not None:
        numerator, denominator = _from_table(one, u)
    else:
        numerator, denominator = _from_polynomials(one, u)
    if one.fold is not None:
        if one.fold.part == "odd":
            numerator = np.where(signed < 0, -numerator, numerator)
        first, slope = (Fraction(number) * denominator for number in one.fold.line)
        slope *= given.scale
        times = math.lcm(first.denominator, slope.denominator)
        numerator = times * numerator + int(times * first) + signed * int(times * slope)
        denominator = times * denominator
    # The exact result is numerator/denominator; the output's step is out.scale.
    steps = 1 / (out.scale * denominator)
    top, bottom = steps.numerator, steps.denominator
    near = (2 * numerator * top + bottom) // (2 * bottom) + out.zero
    low, high = out.ends
    integers: NDArray[np.int64] = np.clip(near, low, high).astype(np.int64).reshape(x.shape)
    return integers


def _integers(numbers: Any, held: Uniform) -> list[int]:
    return [held.integer(number) - held.zero for number in numbers]


def _from_table(one: Approximation, u: Any) -> tuple[Any, Any]:
    assert one.formats is not None
    assert one.table is not None
    given, held, _ = one.formats
    values = np.array(_integers(one.table.values, held), dtype=object)
    start, step = (
        round(Fraction(number) / given.scale) for number in (one.table.start, one.table.step)
    )
    last = len(values) - 1
    if not one.table.interpolate:
        at = np.clip((2 * (u - start) + step) // (2 * step), 0, last).astype(np.int64)
        return values[at], 1 / held.scale
    offset = np.clip(u - start, 0, last * step)
    at = np.minimum(offset // step, last - 1).astype(np.int64)
    numerator = values[at] * step + (values[at + 1] - values[at]) * (offset - at * step)
    return numerator, step / held.scale


def _from_polynomials(one: Approximation, u: Any) -> tuple[Any, Any]:
    """Numerators of all values, and their denominator."""
    assert one.formats is not None
    given, held, out = one.formats
    parts = [piece.coefficients for piece in one.pieces or ()] or [one.polynomial or ()]
    edges = [round(piece.low / given.scale) for piece in (one.pieces or ())[1:]]
    low, high = one.range
    clamped = u
    if one.ends is None:
        if math.isfinite(low):
            clamped = np.maximum(clamped, round(low / given.scale))
        if math.isfinite(high):
            clamped = np.minimum(clamped, round(high / given.scale))
    at = np.searchsorted(np.array(edges, dtype=np.int64), clamped.astype(np.int64), side="right")
    units = units_of(given, held, out)
    rows = [units.integers(part) for part in parts]
    if one.ends is not None:
        left, right = round(low / given.scale), round(high / given.scale)
        at = np.where(u < left, len(rows), np.where(u > right, len(rows) + 1, at))
        rows += [units.integers(end) for end in one.ends]
    length = max(map(len, rows))
    columns = np.array([[*row, *[0] * (length - len(row))] for row in rows], dtype=object).T
    bits = units.bits
    total = columns[-1][at]
    for k in reversed(range(length - 1)):
        if k < length - 2 and bits:
            total = (total + (1 << (bits - 1))) >> bits
        total = total * clamped + columns[k][at] * (1 << bits)
    if length == 1:
        total = total * (1 << bits)
    return total, units.denominator
