"""Where plain float64 keeps the digits that are promised of the catalogue's entries.

``catalogue/digits.txt`` holds what was measured at tens of thousands of points over the whole line
(:mod:`actviz.measure.digits`), for each entry at its defaults and each order of derivative: the
stretches of x in which the promise was broken, or nearly so. A line belongs to a formula, to the
forms in which float64 evaluates it and to the values of its parameters. What is in no line is in
doubt everywhere: float64 evaluates it with a bound on its errors.
"""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from actviz.functions.elementwise import Activation

FILE: Final = Path(__file__).parents[1] / "catalogue" / "digits.txt"

Stretch = tuple[float, float]
EVERYWHERE: Final = ((-math.inf, math.inf),)


def doubtful(activation: Activation) -> list[tuple[Stretch, ...]] | None:
    """For each order from 0 to 2 the stretches in which digits are in doubt; None: not measured."""
    text = _lines().get(_key(activation))
    return None if text is None else [_read(part) for part in text.split(";")]


def line(activation: Activation, stretches: list[tuple[Stretch, ...]]) -> str:
    """The line of a function, with the stretches of each order."""
    rows = (" ".join(f"{low:.17g}:{high:.17g}" for low, high in each) for each in stretches)
    return f"{';'.join(rows)}\t{_key(activation)}\n"


def forget() -> None:
    """Read the file anew when it is next asked for."""
    _lines.cache_clear()


def _key(activation: Activation) -> str:
    values = "; ".join(f"{name}={value!r}" for name, value in activation.values.items())
    return "\t".join([activation.formula, activation.careful, activation.quick, values])


def _read(text: str) -> tuple[Stretch, ...]:
    pairs = (pair.split(":") for pair in text.split())
    return tuple((float(low), float(high)) for low, high in pairs)


@cache
def _lines() -> dict[str, str]:
    rows = FILE.read_text(encoding="utf-8").splitlines() if FILE.is_file() else []
    parts = (row.partition("\t") for row in rows)
    return {key: row for row, _, key in parts}
