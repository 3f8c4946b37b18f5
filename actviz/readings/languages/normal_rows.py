"""Rows of :mod:`~actviz.readings.languages.helpers` for the normal distribution with few digits.

``_single`` is for arithmetic in float32, ``_brief`` for arithmetic in double whose results become
float32: the same rows with other polynomials. Those of Phi are by Chebyshev interpolation, which
tests/readings/erf_coefficients.py does anew.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from actviz.readings.languages.marked_texts import filled, parts

# Phi(-u)*exp(u*u/2) = t*(1/2 + w*S(w)) for u >= 0, t = 1/(1 + shift*u), w = 1 - t; lowest power of
# S first. Where w is small, next to nothing is rounded. The sum is within 2**-25 in _single,
UPPER_SHIFT: Final = 0.34375
UPPER: Final = (
    -0.6605593700110819, 0.29458568851910466, 0.09149537595862857,
    -0.06631385949303935, -0.05147881410945715, 0.03143779724128042,
    -0.04804174081597596, 0.1016632084777809, -0.07329437947474428,
    0.017642505781334396,
)  # fmt: skip
# and within 2**-32 in _brief.
BRIEF_SHIFT: Final = 0.3125
BRIEF_UPPER: Final = (
    -0.7766152972849683, 0.506769406144138, -0.007359525942111321,
    -0.12291208149537654, -0.014459566507646984, 0.03433488134997416,
    0.013727427233082503, 0.012956901366526498, -0.054747422493214404,
    0.08581801939925598, -0.11509756453765123, 0.09754645669799471,
    -0.04282801573715541, 0.007535844458044913,
)  # fmt: skip
# Phi(-u) - u*phi(u) = exp(-u*u/2)*(root - u)*G(w), G within 2**-26 in the same way; the root in two
# parts, so that the difference keeps its digits.
SLOPE: Final = (
    0.6650779893288536, -0.5138997407417832, 0.31170967027209107,
    -0.02190874780081786, -0.054214163330391585, 0.008975693606760283,
    -0.02069266089889075, 0.048780528133457186, -0.031755363476279386,
    0.006869073025226362,
)  # fmt: skip
SLOPE_ROOT: Final = (0.7517915368080139, -1.2114449443600961e-08)


def series(terms: Sequence[float], letter: str) -> str:
    """A polynomial, lowest power first, as text: ``c0 + u*(c1 + u*(c2))``."""
    text, *others = (f"({term!r})" if term < 0 else repr(term) for term in reversed(terms))
    for term in others:
        text = f"{term} + {letter}*({text})"
    return text


def two_series(terms: Sequence[float], letter: str, square: str) -> str:
    """A polynomial as two of the square of its letter: a processor computes both at once."""
    return f"({series(terms[::2], square)}) + {letter}*({series(terms[1::2], square)})"


def erf_terms(count: int) -> list[float]:
    """The first terms of the series of erf."""
    return [
        2 / math.sqrt(math.pi) * (-1) ** k / (math.factorial(k) * (2 * k + 1)) for k in range(count)
    ]


def _rows(mark: str, shift: float, upper: str, near: int) -> dict[str, str]:
    """The rows with a mark behind their names; ``near``: terms of the series of erf below 1."""
    terms = series(erf_terms(near), "q")
    return {
        f"{name}{mark}": filled(text, mark=mark, shift=shift, upper=upper, terms=terms)
        for name, text in parts(__file__, "normal_rows.txt").items()
    }


# The next term of erf is 1/(11! * 23), below 2**-29; then 1/(14! * 29), below 2**-41.
BRIEF: Final = _rows("_brief", BRIEF_SHIFT, two_series(BRIEF_UPPER, "w", "q"), 14)
SINGLE: Final = {
    # A rounded square costs what an x one ulp off would.
    **_rows("_single", UPPER_SHIFT, series(UPPER, "w"), 11),
    # Phi(u) + u*phi(u), with its root as a factor: as a sum it would lose its digits there.
    "gelu_slope_single": f"""u
        a = abs(u)
        w = 1 - 1/(1 + {UPPER_SHIFT}*a)
        d = ({SLOPE_ROOT[0]!r} - a) + {SLOPE_ROOT[1]!r}
        t = exp(-0.5*(u*u))*d*({series(SLOPE, "w")})
        where(u < 0, t, 1 - t)""",
}
