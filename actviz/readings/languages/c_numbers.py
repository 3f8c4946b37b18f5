"""C of exp, expm1 and log in double for results in float32: no branch and no call of libm.

So gcc and Clang compute several numbers of a loop at once. All three are within a few ulp of
double; an exponential below 2**-1021 is 0.
"""

from __future__ import annotations

from typing import Final

from actviz.readings.languages.marked_texts import filled, parts
from actviz.readings.languages.normal_rows import two_series

# exp(r) = 1 + r + r*r*P(r) for |r| < log(2)/2 within 2**-55, P by Chebyshev interpolation, which
# tests/readings/erf_coefficients.py does anew; lowest power first.
_EXP_TERMS: Final = (
    0.5000000000000001, 0.1666666666666667, 0.04166666666662416,
    0.00833333333332614, 0.0013888888917199056, 0.00019841269874802726,
    2.480152131915289e-05, 2.755725542317712e-06, 2.7620077261873517e-07,
    2.5105207357166674e-08,
)  # fmt: skip
# log(m) = 2 atanh(s), s = (m - 1)/(m + 1): of m between the roots of 1/2 and 2 within 2**-55.
_LOG_TERMS: Final = tuple(2 / (2 * k + 1) for k in range(10))

INCLUDES: Final = "#include <float.h>\n#include <math.h>\n#include <stdint.h>\n#include <string.h>"
WORDS: Final = ("exp", "expm1", "log")


def texts(used: set[str]) -> list[str]:
    """The C of those of the functions that are used, and of the choice without a branch."""
    texts = parts(__file__, "c_numbers.c")
    chosen = [texts["choose"]]
    if used & {"exp", "expm1"}:
        chosen.append(filled(texts["power"], terms=two_series(_EXP_TERMS, "r", "q")))
    logs = two_series(_LOG_TERMS, "q", "qq")
    return chosen + [filled(texts[word], terms=logs) for word in WORDS if word in used]
