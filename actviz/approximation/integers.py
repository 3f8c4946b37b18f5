"""An approximation computed in whole numbers: the reference for every exported program.

Python's integers hold any width, so that nothing overflows here; :mod:`result` says where
something is rounded.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from actviz.approximation.result import Approximation
    from actviz.readings.fixed_point import Fixed


def on_integers(one: Approximation, x: NDArray[np.int64]) -> NDArray[np.int64]:
    """Integers of the output format for integers of the input format, of the same shape."""
    import numpy as np

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
        first, slope = (Fraction(number) for number in one.fold.line)
        unit = Fraction(1, denominator)
        line = first / unit + signed * (slope * given.scale / unit)
        denominator = denominator * 4  # halves of the smallest step stay whole
        numerator = np.array(
            [int(4 * (a + b)) for a, b in zip(numerator, line, strict=True)], object
        )
    # The exact result is numerator/denominator; the output's step is out.scale.
    steps = 1 / (out.scale * denominator)
    top, bottom = steps.numerator, steps.denominator
    near = (2 * numerator * top + bottom) // (2 * bottom) + out.zero
    low, high = out.ends
    found: NDArray[np.int64] = np.clip(near, low, high).astype(np.int64).reshape(x.shape)
    return found


def _integers(numbers: Any, held: Fixed) -> list[int]:
    return [held.integer(number) - held.zero for number in numbers]


def _from_table(one: Approximation, u: Any) -> tuple[Any, Any]:
    import numpy as np

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
    found = values[at] * step + (values[at + 1] - values[at]) * (offset - at * step)
    return found, step / held.scale


def _from_polynomials(one: Approximation, u: Any) -> tuple[Any, Any]:
    """Numerators and the denominator 2**(n_in + n_coefficients) of all values."""
    import numpy as np

    assert one.formats is not None
    given, held, _ = one.formats
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
    rows = [_integers(part, held) for part in parts]
    if one.ends is not None:
        left, right = round(low / given.scale), round(high / given.scale)
        at = np.where(u < left, len(rows), np.where(u > right, len(rows) + 1, at))
        rows += [_integers(end, held) for end in one.ends]
    length = max(map(len, rows))
    columns = np.array([row + [0] * (length - len(row)) for row in rows], dtype=object).T
    bits = given.fraction_bits or 0
    total = columns[-1][at]
    for k in reversed(range(length - 1)):
        if k < length - 2 and bits:
            total = (total + (1 << (bits - 1))) >> bits
        total = total * clamped + columns[k][at] * (1 << bits)
    if length == 1:
        total = total * (1 << bits)
    return total, (1 << bits) / held.scale
