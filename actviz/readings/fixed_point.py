"""Fixed-point and affine formats by their names: ``Q4.12``, ``int8:0.05:3``."""

from __future__ import annotations

import re
from typing import TypeAlias

from actviz.readings import formats

Fixed: TypeAlias = formats.Uniform


def is_fixed(name: str) -> bool:
    """Whether a word names a fixed-point or affine format, well formed or not."""
    return re.match(r"Q\d|u?int(8|16)\b", name) is not None


def fixed(name: str) -> Fixed:
    """The format behind ``Qm.n`` or ``int8:SCALE:ZERO`` (int16, uint8 too).

    Raises:
        ValueError: no such format; the message says how one is written.
    """
    form = formats.known(name)
    if not isinstance(form, Fixed):
        raise ValueError(f"{name!r} is no format of integers; known are Q4.12, int8:0.05:3")
    return form
