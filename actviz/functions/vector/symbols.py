"""Numbers of which some are letters: what is computed with them comes out as a formula.

What a whole vector says, its mean or its spread, is computed by NumPy. Of an array that holds
these numbers NumPy makes the formula in the components that tend to an infinity.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, TypeAlias

from actviz.dataclass import dataclass
from actviz.formula.calculus import tidied
from actviz.formula.tree import Node, literal, node

Value: TypeAlias = "Fraction | Node"


@dataclass(frozen=True)
class Symbol:
    """A rational number, or a formula where a letter or a root is in it."""

    value: Value

    @property
    def tree(self) -> Node:
        """As a formula."""
        if isinstance(self.value, Node):
            return self.value
        top, below = literal(self.value.numerator), literal(self.value.denominator)
        return top if self.value.denominator == 1 else node("/", top, below)

    def _with(self, op: str, other: Any, turned: bool = False) -> Symbol:
        symbol = other if isinstance(other, Symbol) else Symbol(Fraction(other))
        one, two = (symbol, self) if turned else (self, symbol)
        if isinstance(one.value, Fraction) and isinstance(two.value, Fraction):
            return Symbol(_RATIONAL[op](one.value, two.value))
        return Symbol(tidied(op, one.tree, two.tree))

    def __add__(self, other: Any) -> Symbol:
        return self._with("+", other)

    def __sub__(self, other: Any) -> Symbol:
        return self._with("-", other)

    def __mul__(self, other: Any) -> Symbol:
        return self._with("*", other)

    def __truediv__(self, other: Any) -> Symbol:
        return self._with("/", other)

    def __rsub__(self, other: Any) -> Symbol:
        return self._with("-", other, turned=True)

    __radd__, __rmul__ = __add__, __mul__

    def __pow__(self, power: int) -> Symbol:
        if isinstance(self.value, Fraction):
            return Symbol(Fraction(self.value**power))
        return Symbol(node("**", self.value, literal(power)))

    def sqrt(self) -> Symbol:
        """The root, by the name that NumPy looks for."""
        return Symbol(node("sqrt", self.tree))


_RATIONAL = {
    "+": Fraction.__add__,
    "-": Fraction.__sub__,
    "*": Fraction.__mul__,
    "/": Fraction.__truediv__,
}
