"""WGSL: functions of one float, computed in whole numbers.

The standard of WGSL has floats of 32 bits only; it lets them be fused, reordered, simplified and
flushed to 0, and promises few digits of exp, log and tanh and no NaN. Whole numbers are exact by
it. So what is computed with are numbers made of them, of 32 binary digits where they are enough,
else of 64, and a result is rounded once. Of their functions a file holds those that it needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from typing import Final

from actviz.dataclass import dataclass
from actviz.formula.tree import Node, node, number, of_parts, rebuild, walk
from actviz.readings.languages.helpers import Helper
from actviz.readings.languages.lowering import needed
from actviz.readings.languages.marked_texts import reserved
from actviz.readings.languages.program import Output, Program, Unit
from actviz.readings.languages.syntax import Syntax, written
from actviz.readings.languages.wgsl_numbers import SHORT, WIDE, Numbers, library

FORMATS: Final = {"float32": "f32"}


class _Reserved(frozenset[str]):
    """Words, and all that begin as the functions do that a file brings."""

    def __contains__(self, word: object) -> bool:
        return super().__contains__(word) or str(word).startswith(("wide_", "short_"))


RESERVED: Final = _Reserved(reserved("wgsl"))  # its own words, and those it may want one day
# What numbers of 32 digits have, and what those of 64 have besides.
SINGLE: Final = frozenset(("abs", "exp", "expm1", "log", "log1p", "sqrt", "floor"))
FUNCTIONS: Final = SINGLE | {"sin", "pow", "product_error"}
_ARITHMETIC: Final = {
    "+": "add", "-": "sub", "*": "mul", "/": "div", "neg": "minus",
    "<": "less", "<=": "less_equal", ">": "greater", ">=": "greater_equal", "==": "equal",
    "!=": "unequal",
}  # fmt: skip
_LEAST: Final = 4  # terms from which on a polynomial is a table and a loop

ABOUT: Final = """//
// Computed in whole numbers, which alone are exact by the standard of WGSL. A number is a vector of
// u32: its sign, its power of two as an i32, and its binary digits, 64 (wide) or 32 (short), of
// which the first is 1: (-1)^x * 2^y * (z + w/2^32)/2^31. The power is -2^29 for 0, 2^29 for an
// infinity and for NaN, which has more than one digit."""


def _calls(prefix: str) -> dict[str, str]:
    calls = {word: f"{prefix}{word}({{args}})" for word in (*FUNCTIONS, *_ARITHMETIC.values())}
    return calls | {
        "greater": f"{prefix}less({{1}}, {{0}})",
        "greater_equal": f"{prefix}less_equal({{1}}, {{0}})",
        "unequal": f"!{prefix}equal({{args}})",
    }


@dataclass
class Writer:
    """Trees in one kind of numbers; the constants and polynomials found while they are written."""

    kind: Numbers
    numbers: dict[str, str] = field(default_factory=dict)  # the name of each constant
    series: dict[tuple[float, ...], str] = field(default_factory=dict)
    calls: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.calls |= _calls(self.kind.prefix)

    @property
    def syntax(self) -> Syntax:
        """How a tree is spelled."""
        return Syntax(
            literal=self.literal,
            functions=self.calls,
            where="select({2}, {1}, {0})",
            let="let {0} = {1};",
            prefix=self.kind.prefix,
        )

    def literal(self, value: float) -> str:
        """The name of a constant."""
        name = f"{self.kind.prefix}number_{len(self.numbers)}"
        return self.numbers.setdefault(repr(value), name)

    def lines(
        self, tree: Node, words: Mapping[str, str] = {}, known: str = "t"
    ) -> tuple[list[str], str]:
        """The statements that name a tree's parts, and its value."""
        spelled = rebuild(rebuild(rebuild(tree, plainer), _gathered), self._call)
        text = written([spelled], self.syntax, words, known)
        return list(text.lets), text.values[0]

    def _call(self, current: Node, args: tuple[Node, ...]) -> Node:
        """A call for each step of arithmetic, and one for each polynomial."""
        if current.op == "series":
            terms = tuple(_value(arg) for arg in current.args[1:])
            if len(terms) < _LEAST:
                return _opened(args)
            name = self.series.setdefault(terms, f"series_{len(self.series)}")
            self.calls[name] = f"{self.kind.prefix}{name}({{0}})"
            return node(name, args[0])
        return node(_ARITHMETIC.get(current.op, current.op), *args) if args else current

    def helper(self, row: Helper) -> str:
        """The text of a helper."""
        lets, value = self.lines(row.tree)
        kind = self.kind.kind
        head = f"fn {self.syntax.helper(row.name)}({_typed(row.arguments, kind)}) -> {kind}"
        return _braced(head, [*lets, f"return {value};"])

    def library(self, trees: Iterable[Node]) -> dict[str, str]:
        """All that trees may call, by its name."""
        helpers = {
            self.syntax.helper(row.name): self.helper(row) for row in needed(trees, FUNCTIONS)
        }
        numbers = {
            name: f"const {name} = {self.kind.constant(float(word))};  // {word}"
            for word, name in self.numbers.items()
        }
        named = {f"{self.kind.prefix}{name}": terms for terms, name in self.series.items()}
        series = {name: self.kind.series(name, terms) for name, terms in named.items()}
        return library(self.kind) | numbers | series | helpers


def plainer(current: Node, args: tuple[Node, ...]) -> Node:
    """Without the care that float64 needs: nothing overflows here, and exp takes a square whole."""
    match current.op, args:
        case "scaled_exp", (u, v):
            return node("*", u, node("exp", v))
        case "hypot", (u, v):
            return node("sqrt", node("+", node("*", u, u), node("*", v, v)))
        case "square_part", (u,):
            return node("*", u, u)
        case "exp", (part,) if any(inner.op == "square_rest" for inner in walk(part)):
            return number(1)
        case "*", (a, Node(op="number", value=1)):
            return a
    return of_parts(current, args)


def _value(part: Node) -> float:
    if part.op == "neg":
        return -_value(part.args[0])
    assert isinstance(part.value, (int, float))
    return float(part.value)


def _is_number(part: Node) -> bool:
    return part.op == "number" or (part.op == "neg" and part.args[0].op == "number")


def _gathered(current: Node, args: tuple[Node, ...]) -> Node:
    """c0 + u*(c1 + u*(c2 + ...)) as one node, of u and the terms."""
    match current.op, args:
        case "+", (c, Node(op="*", args=(u, rest))) if _is_number(c) and u.names:
            if _is_number(rest):
                return node("series", u, c, rest)
            if rest.op == "series" and rest.args[0] == u:
                return node("series", u, c, *rest.args[1:])
    return of_parts(current, args)


def _opened(args: Sequence[Node]) -> Node:
    u, *terms = args
    total = terms[-1]
    for term in terms[-2::-1]:
        total = node("add", term, node("mul", u, total))
    return total


def render(program: Program) -> str:
    """The program as one file."""
    wide, short = Writer(WIDE), Writer(SHORT)
    outputs = [(unit, output) for unit in program.units for output in unit.outputs]
    units = [
        _exported(wide, unit, output, output.tree)
        if output.single is None
        else _exported(short, unit, output, output.single)
        for unit, output in outputs
    ]
    texts = short.library(one.single for _, one in outputs if one.single is not None)
    texts |= wide.library(one.tree for _, one in outputs if one.single is None)
    head = "".join(f"// {line}".rstrip() + "\n" for line in program.head) + ABOUT
    return "\n\n".join([head, *called(texts, units), *units]) + "\n"


def called(library: Mapping[str, str], texts: Iterable[str]) -> list[str]:
    """What texts call of a library, and what that calls, in the library's order."""
    waiting, wanted = list(texts), set[str]()
    while waiting:
        for word in re.findall(r"\b(?:wide|short)_\w+", waiting.pop()):
            if word in library and word not in wanted:
                wanted.add(word)
                waiting.append(library[word])
    numbers = [text for word, text in library.items() if word in wanted and text[:5] == "const"]
    rest = [text for word, text in library.items() if word in wanted and text[:5] != "const"]
    return ["\n".join(numbers), *rest] if numbers else rest


def _typed(letters: Sequence[str], kind: str) -> str:
    return ", ".join(f"{word}: {kind}" for word in letters)


def _exported(writer: Writer, unit: Unit, output: Output, tree: Node) -> str:
    letters = (*unit.inputs, *unit.parameters)
    prefix = writer.kind.prefix
    lets, value = writer.lines(tree)
    given = [f"let {word} = {prefix}widened({word}_);" for word in letters if word in tree.names]
    said = "".join(f"// {line}\n" for line in unit.says) if not output.suffix else ""
    head = (
        f"fn {unit.name}{output.suffix}({_typed([f'{word}_' for word in letters], 'f32')}) -> f32"
    )
    return said + _braced(head, [*given, *lets, f"return {prefix}narrowed({value});"])


def _braced(head: str, lines: Sequence[str]) -> str:
    return "\n".join([f"{head} {{", *(f"    {line}" for line in lines), "}"])
