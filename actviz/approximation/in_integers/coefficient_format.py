"""The format of coefficients in integers, if it is not given: one with room for the best ones."""

from __future__ import annotations

import math
from fractions import Fraction

from actviz.approximation.best_polynomials import real_coefficients
from actviz.approximation.curves.holding import Held
from actviz.approximation.pieces import Pieces, check_places
from actviz.approximation.setting import Setting
from actviz.approximation.value.integers import units_of
from actviz.readings.formats import WIDEST, fixed


def format_for(setting: Setting, size: int) -> str:
    """The format of coefficients; between affine formats one of twice as many bits as inputs have.

    It has room for the best real ones and a quarter more.

    Raises:
        ValueError: the one asked for, or so many bits, do not hold the best real ones.
    """
    request = setting.request
    assert request.fixed is not None
    given, out = fixed(request.fixed[0]), fixed(request.fixed[1])
    real, (low, high) = setting.in_reals, setting.span
    inputs = round((high - low) / float(given.scale)) + 1
    if request.kind == "pieces" and request.knots == "free" and not request.joins:
        check_places(range(inputs), size)
    size = min(size, inputs - 1)  # which is enough for every value
    if request.kind == "pieces":
        rows = [piece.coefficients for piece in Pieces(real).pieces(size)]
    else:
        rows = [real_coefficients(real, size)]
    units = units_of(given, fixed("Q1.1"), out)
    numbers = [
        Fraction(c) * units.argument**k / units.result for row in rows for k, c in enumerate(row)
    ]
    largest = max(numbers, key=abs)
    whole = 1 + max(math.ceil(math.log2(abs(float(largest)) * 1.25 + 2.0**-40)), 0)
    if setting.held_name is not None:
        try:
            Held(setting.held_name).check(float(largest), "the best coefficient, in its units,")
        except ValueError as error:
            bits = max(Held(setting.held_name).bits, whole)
            raise ValueError(f"{error}; give --coefficients Q{whole}.{bits - whole}") from None
        return setting.held_name
    bits = 2 * given.bits
    if whole > bits:
        words = f"a coefficient of {float(largest):.4g} steps has no place in {bits} bits"
        if whole > WIDEST:
            raise ValueError(f"{words}, nor in {WIDEST}; take a smaller degree or range")
        raise ValueError(f"{words}; give --coefficients Q{whole}.{min(given.bits, WIDEST - whole)}")
    return f"Q{whole}.{bits - whole}"
