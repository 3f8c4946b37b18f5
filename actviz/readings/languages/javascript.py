"""JavaScript: ES modules, and the arithmetic of a page that computes while it is looked at.

Numbers are doubles; a float32 is rounded once, by ``Math.fround``. What ``Math`` lacks is written
out. In a page, names of parameters are not taken over, so nothing a user typed becomes code.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Final

from actviz.formula.calculus import spelled_out
from actviz.formula.tree import COMPARISONS, Node, node, walk
from actviz.readings.languages.lowering import lowered, needed
from actviz.readings.languages.marked_texts import reserved, whole
from actviz.readings.languages.program import Output, Program, Unit
from actviz.readings.languages.syntax import ATOM_OF, Syntax, written
from actviz.readings.program_sides import sided

_MATH: Final = (
    "abs exp expm1 log log1p sqrt hypot sin cos atan sinh cosh tanh asinh floor ceil trunc pow"
)
FUNCTIONS: Final = {**{word: f"Math.{word}({{args}})" for word in _MATH.split()}}
FORMATS: Final = {"float64": "", "float32": "Math.fround"}
RESERVED: Final = reserved("javascript")

# What a piecewise atom compares, or counts: it has a joint where one of these changes.
_SIDES: Final[Mapping[str, tuple[str, ...]]] = {
    "abs": ("Math.sign({0})",),
    "sign": ("Math.sign({0})",),
    "max": ("Math.sign({0} - {1})",),
    "min": ("Math.sign({0} - {1})",),
    "clip": ("Math.sign({0} - {1})", "Math.sign({0} - {2})"),
    "floor": ("stairs({0})",),
    "ceil": ("stairs({0})",),
    "trunc": ("stairs({0})",),
    "round": ("middles({0})",),
}


def literal(value: float) -> str:
    """A number as JavaScript reads it back."""
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if math.isnan(value):
        return "NaN"
    return repr(int(value)) if value.is_integer() and 0 < abs(value) < 1e15 else repr(value)


SYNTAX: Final = Syntax(
    literal=literal,
    functions=FUNCTIONS,
    where="{0} ? {1} : {2}",
    let="const {0} = {1};",
    operators={"==": "===", "!=": "!=="},
    tight_where=1,
)


def render(program: Program) -> str:
    """The program as an ES module."""
    parts = ["".join(f"// {line}".rstrip() + "\n" for line in program.head).rstrip()]
    parts += _helpers(program.trees)
    for unit in program.units:
        parts += [_exported(unit, output, program.dtype) for output in unit.outputs]
    return "\n\n".join(parts) + "\n"


def _helpers(trees: Sequence[Node]) -> list[str]:
    texts = []
    for row in needed(trees, FUNCTIONS):
        text = written([row.tree], SYNTAX)
        head = f"function {SYNTAX.helper(row.name)}({', '.join(row.arguments)})"
        texts.append(_function(head, text.lets, text.values[0]))
    return texts


def _exported(unit: Unit, output: Output, dtype: str) -> str:
    letters = (*unit.inputs, *unit.parameters)
    text = written([output.tree], SYNTAX)
    narrow = FORMATS[dtype]
    said = "".join(f"// {line}\n" for line in unit.says) if not output.suffix else ""
    head = f"export function {unit.name}{output.suffix}({', '.join(letters)})"
    value = f"{narrow}({text.values[0]})" if narrow else text.values[0]
    return said + _function(head, text.lets, value)


def _function(head: str, lets: Sequence[str], value: str) -> str:
    lines = [f"  {line}" for line in (*lets, f"return {value};")]
    return "\n".join([f"{head} {{", *lines, "}"])


# ---------------------------------------------------------------- in a page


def prelude(text: str) -> str:
    """The functions that other texts call, to stand in front of them.

    Args:
        text: whatever calls them; only those that are named in it are written.
    """
    called = dict.fromkeys(re.findall(r"\bact_(\w+)\(", text))
    rows = _helpers([node(ATOM_OF.get(word, word)) for word in called])
    return "\n\n".join(rows) + "\n" + whole(__file__, "stairs.js")


def to_javascript(tree: Node, letters: Sequence[str], within: Node | None = None) -> str:
    """A function ``(x, p) => value``, where ``p`` holds the parameters in the order of letters.

    Values are doubles. They differ from those of :mod:`float64` by what ``Math`` and the helpers
    differ from NumPy and its kernels, a few ULP each; an overflow on the way is not mended.

    Args:
        tree: a formula, or a comparison.
        within: another formula; where it has no value there is none. A derivative needs it whose
            formula is defined in more places than the function, as 1/x is than log(x).
    """
    roots = [lowered(sided(tree, equal=within is None))]
    roots += [lowered(sided(within))] if within else []
    text = written(roots, SYNTAX, _in_page(letters))
    value, *other = text.values
    return _arrow(text.lets, f"isNaN({other[0]}) ? NaN : {value}" if other else value)


def to_sides(tree: Node, letters: Sequence[str]) -> str:
    """A function ``(x, p) => array of small numbers`` that changes at every joint of the formula.

    For each comparison -1, 0 or 1 as its left side is below, at or above the right one; for each
    step, twice the number of the stair, one more between two edges. Only changes matter.
    """
    places = [
        (template, current)
        for current in walk(spelled_out(tree))
        for template in ("Math.sign({0} - {1})",) * (current.op in COMPARISONS)
        + _SIDES.get(current.op, ())
    ]
    parts = list(dict.fromkeys(arg for _, current in places for arg in current.args))
    text = written([lowered(part) for part in parts], SYNTAX, _in_page(letters))
    words = {part: f"({value})" for part, value in zip(parts, text.values, strict=True)}
    sides = dict.fromkeys(
        template.format(*(words[arg] for arg in current.args)) for template, current in places
    )
    return _arrow(text.lets, f"[{', '.join(sides)}]")


def _in_page(letters: Sequence[str]) -> dict[str, str]:
    return {"x": "x", **{word: f"p[{at}]" for at, word in enumerate(letters)}}


def _arrow(lets: Sequence[str], result: str) -> str:
    return f"(x, p) => {{{' '.join(lets)} return {result};}}" if lets else f"(x, p) => {result}"
