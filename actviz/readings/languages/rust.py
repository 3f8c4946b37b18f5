"""Rust: the standard library alone.

Arithmetic is in f64 whatever the format. The methods of f64 are those of the system's libm; the
error function, which stable Rust lacks, is written out.
"""

from __future__ import annotations

import math
from typing import Final

from actviz.readings.languages.lowering import needed
from actviz.readings.languages.marked_texts import reserved
from actviz.readings.languages.program import Output, Program, Unit
from actviz.readings.languages.syntax import Syntax, written

_MATH: Final = "abs exp sqrt hypot sin cos atan tanh floor ceil trunc"
FUNCTIONS: Final = {
    **{word: f"f64::{word}({{args}})" for word in _MATH.split()},
    "expm1": "f64::exp_m1({0})",
    "log": "f64::ln({0})",
    "log1p": "f64::ln_1p({0})",
    "pow": "f64::powf({0}, {1})",
}
FORMATS: Final = {"float64": "f64", "float32": "f32"}
RESERVED: Final = reserved("rust")


def literal(value: float) -> str:
    """An f64 as Rust reads it back."""
    if math.isinf(value):
        return "f64::INFINITY" if value > 0 else "-f64::INFINITY"
    return "f64::NAN" if math.isnan(value) else repr(value)


SYNTAX: Final = Syntax(
    literal=literal,
    functions=FUNCTIONS,
    where="if {0} {{ {1} }} else {{ {2} }}",
    let="let {0}: f64 = {1};",
    tight_where=1,
    fenced=True,
)


def render(program: Program) -> str:
    """The program as one file, a module of a crate or a crate of its own."""
    parts = ["".join(f"//! {line}".rstrip() + "\n" for line in program.head).rstrip()]
    for row in needed(program.trees, FUNCTIONS):
        arguments = ", ".join(f"{word}: f64" for word in row.arguments)
        text = written([row.tree], SYNTAX)
        head = f"fn {SYNTAX.helper(row.name)}({arguments}) -> f64"
        parts.append(_function(head, list(text.lets), text.values[0]))
    for unit in program.units:
        parts += [_exported(unit, output, program.dtype) for output in unit.outputs]
    return "\n\n".join(parts) + "\n"


def _exported(unit: Unit, output: Output, dtype: str) -> str:
    own = FORMATS[dtype]
    letters = (*unit.inputs, *unit.parameters)
    used = output.tree.names
    arguments = ", ".join(f"{'' if word in used else '_'}{word}: {own}" for word in letters)
    text = written([output.tree], SYNTAX)
    narrow = dtype != "float64"
    lets = [f"let {word} = {word} as f64;" for word in letters if narrow and word in used]
    value = f"({text.values[0]}) as {own}" if narrow else text.values[0]
    said = "".join(f"/// {line}\n" for line in unit.says) if not output.suffix else ""
    allowed = "#[allow(unused_parens)]\n" if narrow else ""
    head = f"{allowed}pub fn {unit.name}{output.suffix}({arguments}) -> {own}"
    return said + _function(head, [*lets, *text.lets], value)


def _function(head: str, lets: list[str], value: str) -> str:
    lines = [f"    {line}" for line in (*lets, value)]
    return "\n".join([f"{head} {{", *lines, "}"])
