"""Functions of rows, written once as loops, in each language that has loops.

The text is Python of a small kind: ``for i in range(n)``, ``if``, assignments and calls. What names
stand for is told by the names: ``i``, ``at`` and ``n`` are places, ``x`` and ``g`` rows that are
read, ``y`` and ``d`` rows that are written, all others numbers. Expressions become trees, which
every language knows how to spell.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Final

from actviz.dataclass import dataclass
from actviz.formula.tree import Node, node, number
from actviz.formula.tree import name as letter
from actviz.readings.languages.syntax import Syntax, written

PLACES: Final = frozenset({"i", "at", "n"})
ROWS: Final = frozenset("xgyd")
_SIGNS: Final[Mapping[type[ast.AST], str]] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Gt: ">", ast.GtE: ">=",
    ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip

# Of a tree, how its names are spelled and a letter for new names: statements before it, its value.
Spell = Callable[[Node, Mapping[str, str], str], tuple[Sequence[str], str]]


@dataclass(frozen=True)
class Loops:
    """How a language spells what is not an expression; ``{0}`` and so on stand for the parts."""

    spell: Spell
    fixed: str  # a number that never changes: its name and its value
    free: str  # one that does
    fixed_place: str
    free_place: str
    load: str  # of a row and a place
    store: str  # of a row, a place and a number
    loop: str = "for (size_t i = 0; i < n; i++) {"
    when: str = "if ({0}) {{"
    zero: str = "0"
    back: str = "return {0};"
    same: Mapping[str, str] | None = None  # how places are compared, where not as in C
    rows: Mapping[str, str] | None = None  # what stands for a row where it is an argument


def speller(syntax: Syntax) -> Spell:
    """How trees are spelled by a syntax alone."""

    def spell(tree: Node, words: Mapping[str, str], known: str) -> tuple[Sequence[str], str]:
        text = written([tree], syntax, words, known)
        return text.lets, text.values[0]

    return spell


@cache
def parsed(source: str) -> Mapping[str, ast.FunctionDef]:
    """The functions of a text by their names."""
    return {one.name: one for one in ast.parse(source).body if isinstance(one, ast.FunctionDef)}


def arguments(function: ast.FunctionDef) -> list[str]:
    """What a function is given."""
    return [one.arg for one in function.args.args]


def gives_place(function: ast.FunctionDef) -> bool:
    """Whether a function's result is a place in a row."""
    last = function.body[-1]
    return isinstance(last, ast.Return) and ast.unparse(last.value or last) in PLACES


def body(function: ast.FunctionDef, loops: Loops) -> list[str]:
    """The statements of a function, without its head."""
    return _Body(loops, function).block(function.body, "    ", set())


class _Body:
    def __init__(self, loops: Loops, function: ast.FunctionDef) -> None:
        self.loops = loops
        targets = (part.targets[0] for part in ast.walk(function) if isinstance(part, ast.Assign))
        self.times = Counter(part.id for part in targets if isinstance(part, ast.Name))
        self.count = 0

    def block(self, statements: Sequence[ast.stmt], indent: str, known: set[str]) -> list[str]:
        """Lines of statements; ``known`` are the names that stand for something already."""
        known = set(known)
        lines = []
        for one in statements:
            match one:
                case ast.For():
                    lines += [indent + self.loops.loop, *self._inner(one.body, indent, known)]
                case ast.If():
                    lets, text = self._condition(one.test)
                    lines += [indent + line for line in (*lets, self.loops.when.format(text))]
                    lines += self._inner(one.body, indent, known)
                    if one.orelse:
                        lines[-1] += " else {"
                        lines += self._inner(one.orelse, indent, known)
                case ast.Assign() | ast.Return():
                    lines += [indent + line for line in self._value(one, known)]
        return lines

    def _inner(self, statements: Sequence[ast.stmt], indent: str, known: set[str]) -> list[str]:
        return [*self.block(statements, indent + "    ", known), indent + "}"]

    def _condition(self, test: ast.expr) -> tuple[Sequence[str], str]:
        match test:
            case ast.Compare(left=ast.Name(id=left), ops=[sign], comparators=[ast.Name(id=right)]):
                word = _SIGNS[type(sign)]
                return (), f"{left} {(self.loops.same or {}).get(word, word)} {right}"
        return self._expression(test)

    def _value(self, one: ast.Assign | ast.Return, known: set[str]) -> list[str]:
        loops = self.loops
        assert one.value is not None
        if isinstance(one, ast.Return):
            lets, text = self._expression(one.value)
            return [*lets, loops.back.format(text)]
        (target,) = one.targets
        if isinstance(target, ast.Subscript):
            lets, text = self._expression(one.value)
            return [*lets, loops.store.format(*ast.unparse(target).rstrip("]").split("["), text)]
        name = ast.unparse(target)
        place = name in PLACES
        if place and isinstance(one.value, ast.Constant):
            lets, text = (), loops.zero
        else:
            lets, text = self._expression(one.value)
        if name in known:
            return [*lets, f"{name} = {text};"]
        known.add(name)
        fixed = self.times[name] == 1
        if place:
            template = loops.fixed_place if fixed else loops.free_place
        else:
            template = loops.fixed if fixed else loops.free
        return [*lets, template.format(name, text)]

    def _expression(self, value: ast.expr) -> tuple[Sequence[str], str]:
        words: dict[str, str] = {}
        tree = self._tree(value, words)
        self.count += 1
        return self.loops.spell(tree, words, f"t{self.count}_")

    def _tree(self, value: ast.expr, words: dict[str, str]) -> Node:
        match value:
            case ast.Constant(value=float(constant)):
                return number(constant)
            case ast.Name(id=word):
                words[word] = (self.loops.rows or {}).get(word, word)
                return letter(word)
            case ast.Subscript(value=ast.Name(id=row), slice=ast.Name(id=at)):
                words[f"{row}[{at}]"] = self.loops.load.format(row, at)
                return letter(f"{row}[{at}]")
            case ast.BinOp(left=left, op=sign, right=right):
                parts = [left, right]
                return node(_SIGNS[type(sign)], *(self._tree(one, words) for one in parts))
            case ast.Compare(left=left, ops=[sign], comparators=[right]):
                parts = [left, right]
                return node(_SIGNS[type(sign)], *(self._tree(one, words) for one in parts))
            case ast.IfExp(test=test, body=then, orelse=other):
                return node("where", *(self._tree(one, words) for one in (test, then, other)))
            case ast.Call(func=ast.Name(id=word), args=args):
                return node(word, *(self._tree(one, words) for one in args))
        raise ValueError(f"no expression of a row's loop: {ast.unparse(value)}")
