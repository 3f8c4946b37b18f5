"""The options of ``actviz approximate``: their texts and types."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Final, Literal

from actviz.cli.options import option

KIND: Final = "What is made"
BEST: Final = "What is best"
WANTED: Final = "What it has to keep"
NUMBERS: Final = "Numbers"
_kind, _best, _wanted, _numbers = (
    partial(option, rich_help_panel=panel) for panel in (KIND, BEST, WANTED, NUMBERS)
)


Count = str | None
PiecesOption = Annotated[
    Count, _kind("--pieces N|auto", "Straight pieces; with --degree curved ones.")
]
Degree = Annotated[int, _kind("--degree D", "Of a piece: 0 to 3.", min=0, max=3)]
Knots = Annotated[
    str,
    _kind(
        "--knots free|even|pow2|grid:STEP",
        "Where pieces may meet: anywhere, at even distances, at powers of two, or at multiples of "
        "STEP, such as 2^-4.",
    ),
]
Continuous = Annotated[bool, _kind("--continuous", "Straight pieces join.")]
Polynomial = Annotated[Count, _kind("--polynomial D|auto", "One polynomial of this degree.")]
Rational = Annotated[
    str | None, _kind("--rational P/Q|auto", "A quotient of two polynomials, as 4/4; auto: P = Q.")
]
Entries = Annotated[
    Count, _kind("--entries N|auto", "A look-up table with N entries; the nearest counts.")
]
Interpolate = Annotated[bool, _kind("--interpolate", "Lines between the entries.")]
Within = Annotated[
    float | None, _best("--within E", "Keep this error; N auto: with as few as can be.")
]
ErrorOption = Annotated[
    Literal["absolute", "relative", "ulp", "mse"],
    _best("--error", "What is minimised; mse: the mean square."),
]
Density = Annotated[
    str,
    _best(
        "--density uniform|normal:M,S|FILE",
        "Which inputs count for the mean square; FILE: real ones, of any kind that inspect reads.",
    ),
]
Outside = Annotated[
    Literal["limit", "clamp", "asymptote"] | None,
    _wanted(
        "--outside", "Beyond the range: the limit, the value at its end, or the line approached."
    ),
]
Fold = Annotated[bool, _kind("--fold", "Approximate a half: f is a line and an odd or even part.")]
Odd = Annotated[bool, _kind("--odd", "Odd powers alone.")]
Even = Annotated[bool, _kind("--even", "Even powers alone.")]
Coefficients = Annotated[
    str | None,
    _numbers(
        "--coefficients FORMAT",
        "Of coefficients and values: float32, float16, bfloat16, float8_e4m3fn, Q2.6, ...",
    ),
]
FixedOption = Annotated[
    str | None, _numbers("--fixed IN:OUT", "Formats of inputs and results, as Q4.12:Q1.15.")
]
Integers = Annotated[
    str | None, _numbers("--integers S,Z:S,Z", "Scale and zero of affine inputs and results.")
]
Bits = Annotated[Literal["8", "16"] | None, _numbers("--bits", "Of --integers: 8.")]
Zero = Annotated[bool, _wanted("--zero-at-zero", "Be 0 at 0.")]
Exact = Annotated[bool, _wanted("--exact-at-kinks", "Be exact where the function has a kink.")]
Monotone = Annotated[bool, _wanted("--monotone", "Rise or fall as the function does.")]
Above = Annotated[bool, _wanted("--above", "Be nowhere below the function.")]
Below = Annotated[bool, _wanted("--below", "Be nowhere above the function.")]
WithSlope = Annotated[bool, _wanted("--with-slope", "Tell the slopes of the approximation too.")]
Sweep = Annotated[
    str | None, _best("--sweep LOW:HIGH", "A row for each size, doubled from LOW to HIGH.")
]
