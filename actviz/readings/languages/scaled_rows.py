"""Rows of :mod:`~actviz.readings.languages.helpers` for numbers with a power of two beside them.

Such a number is ``u*2**(1000*v)``: a part that is in size between 2**-500 and 2**500, so that no
product or quotient of two leaves the doubles, and a whole number of steps. Zeros and infinities
have steps of their own, far from those of any other number.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
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

ROWS: Final[Mapping[str, str]] = {
    "scaled_part": f"""u
        a = abs(u)
        where(a > {EDGE!r}, u*{1 / STEP!r}, where(a < {1 / EDGE!r}, u*{STEP!r}, u))""",
    "scaled_step": f"""u
        a = abs(u)
        g = where(a > {_LARGEST!r}, {END!r}, 1)
        where(a > {EDGE!r}, g, where(a < {1 / EDGE!r}, where(a == 0, -{END!r}, -1), 0))""",
    "scaled_sum": f"""u, v, w, z
        d = v - z
        l = u + w*where(d == 1, {1 / STEP!r}, 0)
        r = w + u*where(d == -1, {1 / STEP!r}, 0)
        where(d == 0, u + w, where(d > 0, l, r))""",
    "scaled_exp_step": f"""u
        c = where(u > {_CLAMP!r}, {_CLAMP!r}, where(u < -{_CLAMP!r}, -{_CLAMP!r}, u))
        v = c*{1 / LOG!r}
        where(abs(c) > {_MANY!r}, v, floor(v + 0.5))""",
    "scaled_exp_part": f"""u, v
        where(abs(u) > {_MANY!r}, 1, exp((u - v*{HIGH!r}) - v*{LOW!r}))""",
    "scaled_log": f"""u, v
        log(u) + v*{LOG!r}""",
    # Of a small power the part is a double, of others an exponential is taken.
    "scaled_pow_step": """u, v, b
        p = floor(v*b + 0.5) + scaled_step(pow(u, b))
        where(v == 0, p, where(abs(b) <= 2, p, scaled_exp_step(b*scaled_log(u, v))))""",
    "scaled_pow_part": f"""u, v, b, s
        r = v*b - floor(v*b + 0.5)
        p = scaled_part(pow(u, b))*exp(r*{LOG!r})*(1 + product_rest(r, {LOG!r}))
        where(v == 0, p, where(abs(b) <= 2, p, scaled_exp_part(b*scaled_log(u, v), s)))""",
    "scaled_value": f"""u, v
        g = where(v > 1, u*1e999, u*{STEP!r})
        l = where(v < -1, u*0, u*{1 / STEP!r})
        where(v > 0, g, where(v < 0, l, u))""",
}  # fmt: skip


def steps(value: float) -> tuple[float, float]:
    """A double as its part and its steps."""
    size = abs(value)
    if size == 0:
        return value, -END
    if size > EDGE:
        return value / STEP, END if math.isinf(value) else 1.0
    return (value * STEP, -1.0) if size < 1 / EDGE else (value, 0.0)
