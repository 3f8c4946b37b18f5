"""Constants that hold letters, decided at some values of these, with what was decided on record.

What is read with them is true wherever the same would be decided.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from actviz.formula.tree import ZERO, Node, node
from actviz.readings.asymptotics.algebra import Numbers
from actviz.readings.asymptotics.constants import (
    Exact,
    NotDecided,
    Number,
    Within,
    terms_of,
    to_node,
)

_ABOVE: Final = {1: ">", 0: "==", -1: "<"}


class Assuming(Numbers):
    """What can be asked of constants, each answer about letters noted down."""

    def __init__(self, values: Mapping[str, float]) -> None:
        super().__init__(values, letters=True)
        self._assumed: dict[Number, int] = {}

    def conditions(self) -> list[Node]:
        """What was assumed, as comparisons of the letters with zero."""
        return [
            node(_ABOVE[sign], to_node(constant), ZERO) for constant, sign in self._assumed.items()
        ]

    def sign(self, constant: Number) -> int:
        """That at the values; it is noted down."""
        if not _open(constant):
            return super().sign(constant)
        if constant not in self._assumed and -constant not in self._assumed:
            sign = self.plain.sign(super().bound(constant))
            if sign <= 0 or not _positive(constant):
                self._assumed[constant] = sign
            return sign
        return self._assumed.get(constant, 0) or -self._assumed.get(-constant, 0)

    def absent(self, constant: Number) -> bool:
        """Whether it is zero at the values; what is not takes part, whatever it is elsewhere."""
        if not _open(constant):
            return super().absent(constant)
        return not self.plain.sign(super().bound(constant)) and not self.sign(constant)

    def bound(self, constant: Number) -> Number:
        """The constant itself: of letters no number is told, for it would hold nowhere else."""
        if _open(constant):
            raise NotDecided("what hangs on letters")
        return constant


def _open(constant: Number) -> bool:
    return isinstance(constant, Exact) and any(
        atom.names for product, _ in constant.terms.items() for atom, _ in product
    )


def _positive(constant: Number) -> bool:
    """Whether a constant is positive whatever its letters are: an exponential."""
    if isinstance(constant, Within):
        return False
    return all(
        factor > 0 and all(atom.op in ("exp", "number", "pi", "e") for atom, _ in product)
        for product, factor in terms_of(constant)
    )
