"""The options of ``actviz approximate``: their texts and types."""

from __future__ import annotations

from typing import Annotated, Final, Literal

import typer

KIND: Final = "What is made"
BEST: Final = "What is best"
WANTED: Final = "What it has to keep"
NUMBERS: Final = "Numbers"


def _text(option: str, metavar: str, words: str, panel: str) -> object:
    return typer.Option(option, metavar=metavar, help=words, rich_help_panel=panel)


def _flag(option: str, words: str, panel: str) -> object:
    return typer.Option(option, help=words, rich_help_panel=panel)


Count = str | None
PiecesOption = Annotated[
    Count, _text("--pieces", "N|auto", "Straight pieces; with --degree curved ones.", KIND)
]
Degree = Annotated[
    int,
    typer.Option(
        "--degree", min=0, max=3, metavar="D", help="Of a piece: 0 to 3.", rich_help_panel=KIND
    ),
]
Knots = Annotated[
    str,
    typer.Option(
        metavar="free|even|pow2|grid:STEP",
        help="Where pieces may meet: anywhere, at even distances, at powers of two, or at "
        "multiples of STEP, such as 2^-4.",
        rich_help_panel=KIND,
    ),
]
Continuous = Annotated[bool, _flag("--continuous", "Straight pieces join.", KIND)]
Polynomial = Annotated[
    Count, _text("--polynomial", "D|auto", "One polynomial of this degree.", KIND)
]
Rational = Annotated[
    str | None,
    _text("--rational", "P/Q|auto", "A quotient of two polynomials, as 4/4; auto: P = Q.", KIND),
]
Entries = Annotated[
    Count, _text("--entries", "N|auto", "A look-up table with N entries; the nearest counts.", KIND)
]
Interpolate = Annotated[bool, _flag("--interpolate", "Lines between the entries.", KIND)]
Within = Annotated[
    float | None, _text("--within", "E", "Keep this error; N auto: with as few as can be.", BEST)
]
ErrorOption = Annotated[
    Literal["absolute", "relative", "ulp", "mse"],
    typer.Option("--error", help="What is minimised; mse: the mean square.", rich_help_panel=BEST),
]
Density = Annotated[
    str,
    typer.Option(
        metavar="uniform|normal:M,S|FILE",
        help="Which inputs count for the mean square; FILE: real ones, of any kind that inspect "
        "reads.",
        rich_help_panel=BEST,
    ),
]
Outside = Annotated[
    Literal["limit", "clamp", "asymptote"] | None,
    typer.Option(
        help="Beyond the range: the limit, the value at its end, or the line approached.",
        rich_help_panel=WANTED,
    ),
]
Fold = Annotated[
    bool, _flag("--fold", "Approximate a half: f is a line and an odd or even part.", KIND)
]
Odd = Annotated[bool, _flag("--odd", "Odd powers alone.", KIND)]
Even = Annotated[bool, _flag("--even", "Even powers alone.", KIND)]
Coefficients = Annotated[
    str | None,
    _text(
        "--coefficients",
        "FORMAT",
        "Of coefficients and values: float32, float16, bfloat16, float8_e4m3fn, Q2.6, ...",
        NUMBERS,
    ),
]
FixedOption = Annotated[
    str | None,
    _text("--fixed", "IN:OUT", "Formats of inputs and results, as Q4.12:Q1.15.", NUMBERS),
]
Integers = Annotated[
    str | None,
    _text("--integers", "S,Z:S,Z", "Scale and zero of affine inputs and results.", NUMBERS),
]
Bits = Annotated[
    Literal["8", "16"] | None,
    typer.Option("--bits", help="Of --integers: 8.", rich_help_panel=NUMBERS),
]
Zero = Annotated[bool, _flag("--zero-at-zero", "Be 0 at 0.", WANTED)]
Exact = Annotated[
    bool, _flag("--exact-at-kinks", "Be exact where the function has a kink.", WANTED)
]
Monotone = Annotated[bool, _flag("--monotone", "Rise or fall as the function does.", WANTED)]
Above = Annotated[bool, _flag("--above", "Be nowhere below the function.", WANTED)]
Below = Annotated[bool, _flag("--below", "Be nowhere above the function.", WANTED)]
WithSlope = Annotated[
    bool, _flag("--with-slope", "Tell the slopes of the approximation too.", WANTED)
]
Sweep = Annotated[
    str | None, _text("--sweep", "LOW:HIGH", "A row for each size, doubled from LOW to HIGH.", BEST)
]
