"""What is known of each activation function: data and no logic.

One module a family; each holds ``ENTRIES``, rows of the fields of
:class:`actviz.activation.Activation`, or of the class that a row's ``kind`` names.
``frameworks`` holds the names that libraries use, ``dialects`` what some of them compute instead.
"""

from __future__ import annotations

from typing import Any, Final

from actviz.catalogue import (
    arrangements,
    bumps,
    curved_rectifiers,
    distribution_gates,
    elementary,
    exponential,
    exponential_kin,
    gated,
    learnable,
    logarithmic,
    other_sigmoids,
    periodic,
    powers,
    rectified,
    scaled_sigmoids,
    self_gated,
    shifted_rectifiers,
    shrinkage,
    sigmoidal,
    soft_rectifiers,
    softmaxes,
    staircases,
    stochastic,
    swish_kin,
    waves,
)  # fmt: skip
from actviz.catalogue.dialects import DIALECTS
from actviz.catalogue.frameworks import DEMANDED, FRAMEWORKS, OPTIONS

Row = dict[str, Any]

FAMILIES: Final[dict[str, tuple[Row, ...]]] = {
    "elementary": elementary.ENTRIES + powers.ENTRIES + logarithmic.ENTRIES + staircases.ENTRIES,
    "sigmoidal": sigmoidal.ENTRIES + scaled_sigmoids.ENTRIES + other_sigmoids.ENTRIES,
    "rectified": rectified.ENTRIES
    + shifted_rectifiers.ENTRIES
    + curved_rectifiers.ENTRIES
    + soft_rectifiers.ENTRIES,
    "exponential": exponential.ENTRIES + exponential_kin.ENTRIES,
    "self_gated": self_gated.ENTRIES + distribution_gates.ENTRIES + swish_kin.ENTRIES,
    "periodic": periodic.ENTRIES + waves.ENTRIES + bumps.ENTRIES,
    "shrinkage": shrinkage.ENTRIES,
    "learnable": learnable.ENTRIES,
}

# Functions of a whole vector, of two inputs, and of chance.
OTHER_FAMILIES: Final[dict[str, tuple[Row, ...]]] = {
    "vector": softmaxes.ENTRIES + arrangements.ENTRIES,
    "gated": gated.ENTRIES,
    "stochastic": stochastic.ENTRIES,
}

__all__ = ["DEMANDED", "DIALECTS", "FAMILIES", "FRAMEWORKS", "OPTIONS", "OTHER_FAMILIES", "Row"]
