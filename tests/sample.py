"""How much of the catalogue a run of the tests looks at where each entry takes long.

The set-up's own run takes a part, every fifth entry where nothing else is said; with
``ACTVIZ_TESTS=whole`` in the environment, as CI has it in a run of its own, all of them.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

WHOLE = os.environ.get("ACTVIZ_TESTS") == "whole"


def some(entries: Sequence[T], every: int = 5) -> Sequence[T]:
    """A part, or all."""
    return entries if WHOLE else entries[::every]
