"""What is known of each activation function: data and no logic.

One module a family; each holds ``ENTRIES``, rows of the fields of
:class:`actviz.activation.Activation`. ``frameworks`` holds the names that libraries use.
"""

from __future__ import annotations

from typing import Any, Final

from actviz.catalogue import (
    elementary,
    exponential,
    periodic,
    rectified,
    self_gated,
    shrinkage,
    sigmoidal,
)  # fmt: skip
from actviz.catalogue.frameworks import FRAMEWORKS

Row = dict[str, Any]

FAMILIES: Final[dict[str, tuple[Row, ...]]] = {
    "elementary": elementary.ENTRIES,
    "sigmoidal": sigmoidal.ENTRIES,
    "rectified": rectified.ENTRIES,
    "exponential": exponential.ENTRIES,
    "self_gated": self_gated.ENTRIES,
    "periodic": periodic.ENTRIES,
    "shrinkage": shrinkage.ENTRIES,
}

__all__ = ["FAMILIES", "FRAMEWORKS", "Row"]
