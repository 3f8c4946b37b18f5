"""Constants that hold letters, decided at some values of these, with what was decided on record.

What is read with them is true wherever the same would be decided.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from actviz.formula.tree import ZERO, Node, literal, name, node, substitute
from actviz.readings.asymptotics.algebra import Numbers
from actviz.readings.asymptotics.exact_constants import (
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
        """What was assumed, as comparisons of the letters; not what others imply."""
        assumed = [_turned(*one) for one in self._assumed.items()]
        fixed = {
            word: literal(self.values[word])
            for tree, sign in assumed
            for word in tree.names
            if not sign and _straight(tree)
        }
        conditions = [node("==", name(word), value) for word, value in fixed.items()]
        for tree, sign in assumed:
            if not fixed.keys() >= tree.names:
                conditions.append(node(_ABOVE[sign], substitute(tree, fixed), ZERO))
        return list(dict.fromkeys(conditions))

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
        """The number that a constant is at the values, where a power or a step needs to know it."""
        if not _open(constant):
            return constant
        value = super().bound(constant)
        if isinstance(value, Exact | Within):
            raise NotDecided("what hangs on letters")
        self._assumed[constant - value] = 0
        return value


def _turned(constant: Number, sign: int) -> tuple[Node, int]:
    """A constant and its sign, or both the other way round: rather c > 0 than -c < 0."""
    if all(factor < 0 for _, factor in terms_of(constant)):
        return to_node(-constant), -sign
    return to_node(constant), sign


def _straight(tree: Node) -> bool:
    """Whether it is a letter, or one less a number: at one value of the letter it is zero."""
    return tree.op == "name" or (
        tree.op in ("+", "-") and {arg.op for arg in tree.args} == {"name", "number"}
    )


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
