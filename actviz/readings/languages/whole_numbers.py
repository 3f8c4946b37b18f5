"""A function of whole numbers as steps: additions, products, shifts and look-ups, with bounds.

An expression is a whole number, the name of a step or of the input ``x``, or a tuple:

- ``("+", a, b)``, ``("-", a, b)``, ``("*", a, b)``; ``("min", a, b)``, ``("max", a, b)``;
- ``(">>", a, n)``: divided by 2**n and rounded down; ``("//", a, n)``: by a positive n, the same;
- ``("<", a, b, c, d)``: c where a < b, else d;
- ``("at", "V", i)``: entry i of a table; ``("count", "E", a)``: how many entries are at most a.

Nothing overflows: every step has the range of its values, so that a language can choose widths.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, TypeAlias

from actviz.dataclass import dataclass

Expression: TypeAlias = Any  # int, str or a tuple as above: a recursive type
Range = tuple[int, int]


@dataclass(frozen=True)
class Step:
    """A name for an expression, in the order in which they are worked out."""

    name: str
    value: Expression


@dataclass(frozen=True)
class Width:
    """Bits of a number, and whether a sign is among them."""

    bits: int
    signed: bool = True

    @property
    def range(self) -> Range:
        """The least and the largest whole number."""
        half = 1 << (self.bits - 1)
        return (-half, half - 1) if self.signed else (0, 2 * half - 1)

    @property
    def stored(self) -> int:
        """Bits of the smallest integer type that holds it."""
        return next(bits for bits in (8, 16, 32, 64) if bits >= self.bits)

    @property
    def type(self) -> str:
        """The smallest integer type that holds it, as NumPy calls it."""
        return f"{'' if self.signed else 'u'}int{self.stored}"


@dataclass(frozen=True)
class Whole:
    """One function of one whole number; the last step is the result.

    Args:
        name: what it is called.
        says: lines of a comment: what it computes, widths, and where something is rounded.
        given, result: the widths of input and output.
        tables: tables by name.
        steps: the steps.
    """

    name: str
    says: tuple[str, ...]
    given: Width
    result: Width
    tables: Mapping[str, tuple[int, ...]]
    steps: tuple[Step, ...]

    @cached_property
    def ranges(self) -> dict[str, Range]:
        """The range of the input and of each step."""
        ranges = {"x": self.given.range}
        for step in self.steps:
            ranges[step.name] = self.range_of(step.value, ranges)
        return ranges

    def range_of(self, value: Expression, known: Mapping[str, Range]) -> Range:
        """Bounds of an expression, given those of the steps before."""
        if isinstance(value, int):
            return value, value
        if isinstance(value, str):
            return known[value]
        op, *args = value
        if op == "at":
            return min(self.tables[args[0]]), max(self.tables[args[0]])
        if op == "count":
            return 0, len(self.tables[args[0]])
        if op == "<":
            one, other = (self.range_of(arg, known) for arg in args[2:])
            return min(one[0], other[0]), max(one[1], other[1])
        (a, b), (c, d) = (self.range_of(arg, known) for arg in args)
        ends = _ENDS[op]
        corners = [ends(p, q) for p in (a, b) for q in (c, d)]
        return min(corners), max(corners)

    @cached_property
    def bits(self) -> int:
        """Bits, sign included, that hold whatever is worked out on the way."""
        every = [self.ranges["x"]]
        known = self.ranges

        def visit(value: Expression) -> None:
            every.append(self.range_of(value, known))
            if isinstance(value, tuple):
                for arg in value[2:] if value[0] in ("at", "count") else value[1:]:
                    visit(arg)

        for step in self.steps:
            visit(step.value)
        return max(bits_of(one) for one in every)


_ENDS: Mapping[str, Callable[[int, int], int]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "min": min,
    "max": max,
    ">>": lambda a, b: a >> b,
    "//": lambda a, b: a // b,
}


def written(
    value: Expression, one: Whole, forms: Mapping[str, str], table: Callable[[Whole, str], str]
) -> str:
    """An expression in a language: how it writes what, and how it calls a table."""
    if isinstance(value, int):
        return forms["number" if value >= 0 else "negative"].format(abs(value))
    if isinstance(value, str):
        return forms["x"] if value == "x" else value
    op, *args = value
    if op in ("at", "count"):
        inner = written(args[1], one, forms, table)
        size = len(one.tables[args[0]])
        return forms[op].format(inner, table=table(one, args[0]), size=size)
    if op == ">>":
        args[1] = str(args[1])  # a plain number in every language
    texts = [written(arg, one, forms, table) for arg in args]
    return forms.get(op, f"({{0}} {op} {{1}})").format(*texts)


def bits_of(one: Range) -> int:
    """Bits, sign included, for a range of whole numbers."""
    low, high = one
    return max(high.bit_length(), (-low - 1).bit_length() if low < 0 else 0) + 1
