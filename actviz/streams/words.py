"""A number as it is typed: on the command line, in a field, on a line of its own."""

from __future__ import annotations

import math
import re
from typing import Final

# A number as the shell user types it; float() would also take 1_000 and digits of other scripts.
_DECIMAL: Final = r"(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|inf(inity)?|nan"
_HEXADECIMAL: Final = r"0x(?P<hex>[0-9a-f]+\.?[0-9a-f]*|\.[0-9a-f]+)(p[+-]?\d+)?"
_NUMBER: Final = re.compile(rf"\s*[+-]?({_DECIMAL}|{_HEXADECIMAL})\s*", re.ASCII | re.IGNORECASE)


def is_number(text: str) -> bool:
    """Whether a word on the command line or a line of stdin reads as a real number."""
    return _NUMBER.fullmatch(text) is not None


def number(text: str) -> float:
    """The double nearest to a number as typed; beyond the largest, an infinity.

    Raises:
        ValueError: it is not a number.
    """
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a number")
    if match["hex"] is None:
        return float(text)
    try:
        return float.fromhex(text)
    except OverflowError:
        return math.copysign(math.inf, -1.0 if text.lstrip().startswith("-") else 1.0)
