"""Functions of textbooks that are written in terms of others: read as what they mean.

They are no blocks of the language. ``tan(x)`` becomes ``sin(x)/cos(x)`` as it is read, and no
reading ever hears of it. Each is written in a form that keeps its digits in floating point and has
a value at both ends of its domain.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Final, Protocol

from actviz.dataclass import dataclass
from actviz.formula.tree import Node

# The letters of the arguments, and the meaning in them.
SHORTHANDS: Final[dict[str, tuple[str, str]]] = {
    "tan": ("u", "sin(u)/cos(u)"),
    "cot": ("u", "cos(u)/sin(u)"),
    "sec": ("u", "1/cos(u)"),
    "csc": ("u", "1/sin(u)"),
    "coth": ("u", "1/tanh(u)"),
    "csch": ("u", "1/sinh(u)"),
    # Half of the angle, and a quarter: no divisor vanishes, and nothing cancels.
    "asin": ("u", "2*atan(u/(1 + sqrt((1 - u)*(1 + u))))"),
    "acos": ("u", "4*atan(sqrt(1 - u)/(sqrt(2) + sqrt(1 + u)))"),
    "acosh": ("u", "2*asinh(sqrt((u - 1)/2))"),
    "atanh": ("u", "(log1p(u) - log1p(-u))/2"),
    "log2": ("u", "log(u)/log(2)"),
    "log10": ("u", "log(u)/log(10)"),
    "exp2": ("u", "2**u"),
    "cbrt": ("u", "where(u >= 0, u**(1/3), -(-u)**(1/3))"),
    "sincpi": ("u", "sinc(pi*u)"),
    "round_up": ("u", "floor(u + 1/2)"),
    "round_away": ("u", "sign(u)*floor(abs(u) + 1/2)"),
    "square": ("u", "u**2"),
    "relu": ("u", "max(u, 0)"),
    "relu6": ("u", "clip(u, 0, 6)"),
}


@dataclass(frozen=True)
class Template:
    """A function that a formula may call by its name: a tree in its arguments and parameters.

    ``check`` is told the values that a call gives to parameters, and raises if one will not do.
    """

    arguments: tuple[str, ...]
    tree: Node
    parameters: Mapping[str, Node] = field(default_factory=dict)
    check: Callable[[dict[str, float]], object] | None = None


class Library(Protocol):
    """Where functions that the language does not know are looked up, by whoever reads a formula."""

    def find(self, word: str) -> Template | None:
        """The function of that name; None: there is none.

        Raises:
            ValueError: it is one that no formula can call; the message says why.
        """

    def words(self) -> list[str]:
        """Every name that it knows, for a word that is none of them."""
