"""WGSL: functions of one float, computed in whole numbers.

The standard of WGSL has floats of 32 bits only; it lets them be fused, simplified and flushed to 0,
and promises few digits of exp, log and tanh and no NaN. Whole numbers are exact by it. So what is
computed with is a number of 64 binary digits made of whole numbers (``wide.wgsl``), and a result is
rounded once. Of its functions a file holds those that it needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from importlib.resources import files
from math import factorial, isinf, isnan
from typing import Final

from actviz.formula.tree import Node, node, number, rebuild, walk
from actviz.readings.languages.helpers import Helper
from actviz.readings.languages.lowering import needed
from actviz.readings.languages.program import Output, Program, Unit
from actviz.readings.languages.syntax import Syntax, helper_words, written
from actviz.readings.languages.wgsl_words import RESERVED as RESERVED

FUNCTIONS: Final = {
    word: f"wide_{word}({{args}})"
    for word in ("abs", "exp", "log", "sqrt", "sin", "floor", "pow", "product_error")
}
FORMATS: Final = {"float32": "f32"}
_ARITHMETIC: Final = {
    "+": "add", "-": "sub", "*": "mul", "/": "div", "neg": "minus",
    "<": "less", "<=": "less_equal", ">": "greater", ">=": "greater_equal", "==": "equal",
    "!=": "unequal",
}  # fmt: skip
_CALLS: Final = {word: f"wide_{word}({{args}})" for word in _ARITHMETIC.values()} | {
    "greater": "wide_less({1}, {0})",
    "greater_equal": "wide_less_equal({1}, {0})",
    "unequal": "!wide_equal({args})",
}
_WIDE: Final = "vec4<u32>"
_DIGITS: Final = 64
_FAR: Final = 2**29  # the power of two that stands for infinity; its negative for 0
_LEAST: Final = 4  # terms from which on a polynomial is a table and a loop

_LN2: Final = Fraction("0.693147180559945309417232121458176568075500134360255254120680009")
_LN2_UPPER: Final = Fraction(int(_LN2 * 2**32), 2**32)
_HALF_PI: Final = Fraction("1.570796326794896619231321691639751442098584699687552910487472296")
_CONSTANTS: Final = {
    "wide_ln2": _LN2,
    "wide_ln2_upper": _LN2_UPPER,
    "wide_ln2_rest": _LN2 - _LN2_UPPER,
    "wide_log2_e": 1 / _LN2,
    "wide_half_pi": _HALF_PI,
}
_SERIES: Final = {
    "wide_series_exp": [Fraction(1, factorial(k)) for k in range(17)],
    "wide_series_log": [Fraction(2, 2 * k + 1) for k in range(13)],
    "wide_series_sin": [Fraction((-1) ** k, factorial(2 * k + 1)) for k in range(10)],
    "wide_series_cos": [Fraction((-1) ** k, factorial(2 * k)) for k in range(11)],
}


def wide(value: Fraction | float) -> str:
    """A number as a constant of 64 binary digits."""
    if isinstance(value, float) and isnan(value):
        return _constant(0, _FAR, 3 << 62)
    sign = int(str(value).startswith("-"))
    if isinstance(value, float) and isinf(value):
        return _constant(sign, _FAR, 1 << 63)
    size = abs(Fraction(value))
    if not size:
        return _constant(sign, -_FAR, 0)
    power = size.numerator.bit_length() - size.denominator.bit_length()
    power -= size < Fraction(2) ** power
    digits = round(size * Fraction(2) ** (_DIGITS - 1 - power))
    if digits == 1 << _DIGITS:
        digits, power = digits >> 1, power + 1
    return _constant(sign, power, digits)


def _constant(sign: int, power: int, digits: int) -> str:
    return f"{_WIDE}({sign}u, {power % 2**32:#x}u, {digits >> 32:#010x}u, {digits % 2**32:#x}u)"


@dataclass
class _File:
    """What is to be written besides the functions themselves, found while they are written."""

    numbers: dict[str, str] = field(default_factory=dict)  # the name of each constant
    series: dict[tuple[float, ...], str] = field(default_factory=dict)
    calls: dict[str, str] = field(default_factory=lambda: FUNCTIONS | _CALLS)

    @property
    def syntax(self) -> Syntax:
        """How a tree is spelled here."""
        return Syntax(
            literal=self.literal,
            functions=self.calls,
            where="select({2}, {1}, {0})",
            let="let {0} = {1};",
            prefix="wide_",
        )

    def literal(self, value: float) -> str:
        """The name of a constant."""
        return self.numbers.setdefault(repr(value), f"wide_number_{len(self.numbers)}")

    def spelled(self, tree: Node) -> Node:
        """The tree with a call for each step of arithmetic, and one for each polynomial."""
        return rebuild(rebuild(rebuild(tree, _plainer), _gathered), self._call)

    def _call(self, current: Node, args: tuple[Node, ...]) -> Node:
        if current.op == "series":
            terms = tuple(_value(arg) for arg in current.args[1:])
            if len(terms) < _LEAST:
                return _opened(args)
            name = self.series.setdefault(terms, f"series_{len(self.series)}")
            self.calls[name] = f"wide_{name}({{0}})"
            return node(name, args[0])
        return node(_ARITHMETIC.get(current.op, current.op), *args) if args else current

    def texts(self) -> dict[str, str]:
        """The constants and the polynomials, each by its name."""
        numbers = {
            name: f"const {name} = {wide(float(word))};  // {word}"
            for word, name in self.numbers.items()
        }
        series = {f"wide_{name}": terms for terms, name in self.series.items()}
        return numbers | {name: _series(name, terms) for name, terms in series.items()}


def _value(part: Node) -> float:
    if part.op == "neg":
        return -_value(part.args[0])
    assert isinstance(part.value, (int, float))
    return float(part.value)


def _is_number(part: Node) -> bool:
    return part.op == "number" or (part.op == "neg" and part.args[0].op == "number")


def _plainer(current: Node, args: tuple[Node, ...]) -> Node:
    """Without the care that float64 needs: nothing overflows here, and a square is whole."""
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
    return node(current.op, *args) if args else current


def _gathered(current: Node, args: tuple[Node, ...]) -> Node:
    """c0 + u*(c1 + u*(c2 + ...)) as one node, of u and the terms."""
    match current.op, args:
        case "+", (c, Node(op="*", args=(u, rest))) if _is_number(c) and u.names:
            if _is_number(rest):
                return node("series", u, c, rest)
            if rest.op == "series" and rest.args[0] == u:
                return node("series", u, c, *rest.args[1:])
    return node(current.op, *args) if args else current


def _opened(args: Sequence[Node]) -> Node:
    u, *terms = args
    total = terms[-1]
    for term in terms[-2::-1]:
        total = node("add", term, node("mul", u, total))
    return total


def _series(name: str, terms: Sequence[Fraction | float]) -> str:
    """A polynomial as a table, lowest power first, and a loop."""
    rows = "".join(f"        {wide(term)},\n" for term in terms)
    return (
        f"fn {name}(u: {_WIDE}) -> {_WIDE} {{\n"
        f"    var terms = array<{_WIDE}, {len(terms)}>(\n{rows}    );\n"
        f"    var sum = terms[{len(terms) - 1}];\n"
        f"    for (var i = {len(terms) - 2}; i >= 0; i--) {{\n"
        "        sum = wide_add(terms[i], wide_mul(u, sum));\n"
        "    }\n    return sum;\n}"
    )


@cache
def _library() -> dict[str, str]:
    """The arithmetic of wide numbers: the text of each function and constant by its name."""
    texts = {name: f"const {name} = {wide(value)};" for name, value in _CONSTANTS.items()}
    texts |= {name: _series(name, terms) for name, terms in _SERIES.items()}
    for file in ("wide.wgsl", "wide_functions.wgsl"):
        whole = files(__package__).joinpath(file).read_text(encoding="utf-8")
        for part in whole.split("\n//\n")[1:]:
            found = re.search(r"^fn (wide_\w+)\(", part, re.MULTILINE)
            assert found
            texts[found[1]] = part.strip()
    return texts


def render(program: Program) -> str:
    """The program as one file."""
    made = _File()
    units = [_exported(made, unit, output) for unit in program.units for output in unit.outputs]
    helpers = {
        made.syntax.helper(row.name): _helper(made, row) for row in needed(program.trees, FUNCTIONS)
    }
    library = _library() | made.texts() | helpers
    head = "".join(f"// {line}".rstrip() + "\n" for line in program.head) + _ABOUT
    return "\n\n".join([head, *_called(library, units), *units]) + "\n"


def _called(library: Mapping[str, str], texts: Iterable[str]) -> list[str]:
    """What texts call of a library, and what that calls, in the library's order."""
    waiting, wanted = list(texts), set[str]()
    while waiting:
        for word in re.findall(r"\bwide_\w+", waiting.pop()):
            if word in library and word not in wanted:
                wanted.add(word)
                waiting.append(library[word])
    numbers = [text for word, text in library.items() if word in wanted and text[:5] == "const"]
    rest = [text for word, text in library.items() if word in wanted and text[:5] != "const"]
    return ["\n".join(numbers), *rest] if numbers else rest


_ABOUT: Final = """//
// Computed in whole numbers, which alone are exact by the standard of WGSL. A number of 64 binary
// digits is a vec4<u32>: x its sign, y the power of two, as an i32, z and w the upper and the lower
// half of its digits, whose first is 1: (-1)^x * 2^y * (z + w/2^32)/2^31. The power is -2^29 for 0,
// 2^29 for an infinity and for NaN, which has more than one digit."""


def _typed(letters: Sequence[str], kind: str) -> str:
    return ", ".join(f"{word}: {kind}" for word in letters)


def _helper(made: _File, row: Helper) -> str:
    text = written([made.spelled(row.tree)], made.syntax, helper_words(row))
    head = f"fn {made.syntax.helper(row.name)}({_typed(row.arguments, _WIDE)}) -> {_WIDE}"
    return _braced(head, [*text.lets, f"return {text.values[0]};"])


def _exported(made: _File, unit: Unit, output: Output) -> str:
    letters = (*unit.inputs, *unit.parameters)
    text = written([made.spelled(output.tree)], made.syntax, {word: word for word in letters})
    lets = [f"let {word} = wide_widened({word}_);" for word in letters if word in output.tree.names]
    said = "".join(f"// {line}\n" for line in unit.says) if not output.suffix else ""
    arguments = _typed([f"{word}_" for word in letters], "f32")
    head = f"fn {unit.name}{output.suffix}({arguments}) -> f32"
    return said + _braced(head, [*lets, *text.lets, f"return wide_narrowed({text.values[0]});"])


def _braced(head: str, lines: Sequence[str]) -> str:
    return "\n".join([f"{head} {{", *(f"    {line}" for line in lines), "}"])
