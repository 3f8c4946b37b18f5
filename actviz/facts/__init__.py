"""Facts of an activation function, derived from its formula and never declared."""

from __future__ import annotations

from actviz.facts.derive import facts
from actviz.facts.record import Facts

__all__ = ["Facts", "facts"]
