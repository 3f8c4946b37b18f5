"""Functions made to be learned: what is trained is marked so, and starts at the value given."""

from __future__ import annotations

from typing import Any, Final

from actviz.catalogue.learnable import (
    exponentials,
    gates,
    pieces,
    rectifiers,
    smooth_rectifiers,
    steps,
    sums,
    swishes,
)

ENTRIES: Final[tuple[dict[str, Any], ...]] = (
    *rectifiers.ENTRIES,
    *pieces.ENTRIES,
    *smooth_rectifiers.ENTRIES,
    *exponentials.ENTRIES,
    *steps.ENTRIES,
    *swishes.ENTRIES,
    *gates.ENTRIES,
    *sums.ENTRIES,
)
