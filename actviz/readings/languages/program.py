"""What is to be written in a language: functions of x or of u and v, and what is said of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actviz.dataclass import dataclass
from actviz.formula.tree import Node


@dataclass(frozen=True)
class Output:
    """One value of a function: itself, a derivative, or the slope in an input or a parameter.

    ``suffix`` is what comes behind the function's name: ``""``, ``_d1``, ``_du``, ``_dbeta``.
    ``tree`` may be computed everywhere, in all its branches; ``lazy`` says the same for a language
    that computes a branch only where it is chosen; ``single`` computes in float32, in WGSL with
    32 digits, and is None where that loses digits.
    """

    suffix: str
    tree: Node
    lazy: Node
    single: Node | None = None


@dataclass(frozen=True)
class Unit:
    """A function with its values and slopes, for one name in the program.

    ``inputs`` are ``x``, or ``u`` and ``v``; ``parameters`` the letters that stay arguments.
    ``learnable`` are those among them, with their values, that a framework trains.
    """

    name: str
    inputs: tuple[str, ...]
    parameters: tuple[str, ...]
    outputs: tuple[Output, ...]
    says: tuple[str, ...] = ()  # formula, parameters, source: lines of a comment
    learnable: tuple[tuple[str, float], ...] = ()

    def output(self, suffix: str) -> Output | None:
        """The output of a suffix, where there is one."""
        return next((one for one in self.outputs if one.suffix == suffix), None)

    def slope(self, suffix: str, word: str) -> str:
        """The suffix of the slope of an output in a letter; "" where it is not written."""
        if self.inputs == (word,):
            number = suffix[2:] or "0"
            own = f"_d{int(number) + 1}" if number.isdigit() else ""
        else:
            own = "" if suffix else f"_d{word}"
        return own if own and self.output(own) is not None else ""

    def is_derived(self, suffix: str) -> bool:
        """Whether some slope of an output is written."""
        return any(self.slope(suffix, word) for word in (*self.inputs, *self.parameters))

    def named(self, name: str) -> Unit:
        """The same under another name."""
        return replace(self, name=name)


@dataclass(frozen=True)
class Program:
    """Functions that go into one file, its number format, and the lines of its head.

    ``brief``: helpers with few digits are enough where results are narrow.
    """

    units: Sequence[Unit]
    dtype: str
    head: tuple[str, ...] = ()
    brief: bool = True

    @property
    def trees(self) -> list[Node]:
        """Every tree of every function."""
        outputs = [output for unit in self.units for output in unit.outputs]
        return [tree for one in outputs for tree in (one.tree, one.single) if tree is not None]
