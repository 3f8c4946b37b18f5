"""A number as it is typed: on the command line, in a field, on a line of its own."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
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


def is_vector(text: str) -> bool:
    """Whether a word reads as several numbers: ``1.2,0.9``, ``[1.2, 0.9]``."""
    inner = _unbracketed(text)
    words = (inner or "").replace(",", " ").split()
    return bool(words) and (inner != text or "," in text) and all(map(is_number, words))


def vector(text: str) -> list[float]:
    """The numbers of a vector as typed, with or without brackets, between commas or blanks.

    Raises:
        ValueError: one of them is not a number.
    """
    words = (_unbracketed(text) or text).replace(",", " ").split()
    return [number(word) for word in words]


def _unbracketed(text: str) -> str | None:
    """What stands between brackets; the text itself without any; None: one of them is missing."""
    bare = text.strip()
    if not (bare.startswith("[") or bare.endswith("]")):
        return text
    return bare[1:-1] if bare.startswith("[") and bare.endswith("]") else None


def vectors_joined(words: Sequence[str]) -> list[str]:
    """Words in which a vector that the shell has split, ``[1.2,`` and ``0.9]``, is one again."""
    joined: list[str] = []
    for word in words:
        if joined and joined[-1].lstrip().startswith("[") and "]" not in joined[-1]:
            joined[-1] += f" {word}"
        else:
            joined.append(word)
    return joined
