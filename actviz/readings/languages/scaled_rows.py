"""What rows of :mod:`~actviz.readings.languages.helpers` for scaled numbers are made with.

A scaled number is ``u*2**(1000*v)``: a part that is in size between 2**-500 and 2**500, so that no
product or quotient of two leaves the doubles, and a whole number of steps. Zeros and infinities
have steps of their own, far from those of any other number.
"""

from __future__ import annotations

import math
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Final

STEP: Final = 2.0**1000
EDGE: Final = 2.0**500
END: Final = 1e300  # the steps of an infinity, and of 0 with a minus
_LARGEST: Final = 1.7976931348623157e308
with localcontext(prec=50):
    _LOG: Final = Fraction(1000 * Decimal(2).ln())
# The logarithm of a step in two parts: steps times the first are exact up to 2**20 of them.
HIGH: Final = round(_LOG * 2**23) / 2**23
LOW: Final = float(_LOG - Fraction(HIGH))
LOG: Final = HIGH + LOW
_MANY: Final = 2.0**55  # beyond, an exponential is no more than its steps, and they not whole
_CLAMP: Final = 1e290

# What the rows of ``helpers.txt`` call them.
NUMBERS: Final = {
    "up": repr(STEP),
    "down": repr(1 / STEP),
    "edge": repr(EDGE),
    "least": repr(1 / EDGE),
    "largest": repr(_LARGEST),
    "end": repr(END),
    "log": repr(LOG),
    "per_step": repr(1 / LOG),
    "high": repr(HIGH),
    "low": repr(LOW),
    "many": repr(_MANY),
    "clamp": repr(_CLAMP),
}


def steps(value: float) -> tuple[float, float]:
    """A double as its part and its steps."""
    size = abs(value)
    if size == 0:
        return value, -END
    if size > EDGE:
        return value / STEP, END if math.isinf(value) else 1.0
    return (value * STEP, -1.0) if size < 1 / EDGE else (value, 0.0)
