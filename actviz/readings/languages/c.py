"""C: C99, and nothing but libm.

Arithmetic is in double whatever the format, so that a float is rounded once. In float64 the
functions of libm are taken as they are, and what libm lacks is written out. In float32 exponentials
and logarithms are written out too (:mod:`~actviz.readings.languages.c_numbers`), so that a loop is
vectorised: hence the choices without a branch, and ``inline`` behind a declaration without it,
which makes a function as any other.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from actviz.formula.tree import walk
from actviz.readings.languages import c_numbers
from actviz.readings.languages.lowering import needed
from actviz.readings.languages.marked_texts import filled, parts, reserved
from actviz.readings.languages.program import Output, Program, Unit
from actviz.readings.languages.syntax import Syntax, written

_MATH: Final = (
    "exp expm1 log log1p sqrt hypot sin cos atan sinh cosh tanh asinh erf erfc floor ceil trunc pow"
)
FUNCTIONS: Final = {
    **{word: f"{word}({{args}})" for word in _MATH.split()},
    "abs": "fabs({0})",
    "round": "rint({0})",
    "product_error": "fma({0}, {1}, -({0} * {1}))",
    "quotient_error": "fma(-{2}, {1}, {0})",
}
FORMATS: Final = {"float64": "double", "float32": "float"}
RESERVED: Final = reserved("c")


def literal(value: float) -> str:
    """A double as C reads it back."""
    if math.isinf(value):
        return "HUGE_VAL" if value > 0 else "-HUGE_VAL"
    return "(HUGE_VAL - HUGE_VAL)" if math.isnan(value) else repr(value)


SYNTAX: Final = Syntax(
    literal=literal,
    functions=FUNCTIONS,
    where="{0} ? {1} : {2}",
    let="const double {0} = {1};",
    tight_where=1,
    operand=frozenset({"product_error", "quotient_error"}),
)
# For results in float32.
_OWN: Final = (
    "expm1 log1p sinh cosh tanh asinh erf erfc"  # written out, by exp and log or by brief rows
)
_NARROW: Final = replace(
    SYNTAX,
    functions={
        **{word: text for word, text in FUNCTIONS.items() if word not in _OWN.split()},
        **{word: f"act_{word}({{args}})" for word in c_numbers.WORDS},
    },
    where="act_choose({0}, {1}, {2})",
    tight_where=0,
)


_GUARDS: Final = parts(__file__, "c_guards.c")
GUARD: Final = _GUARDS["no fast math"]
# x87 keeps more digits than there are in the types.
EVALUATED: Final = _GUARDS["in the types as written"]
# A product and a sum that a compiler joins into one rounding are other digits than the proved ones.
APART: Final = filled(_GUARDS["each rounding by itself"], evaluated=EVALUATED)
AFTER: Final = _GUARDS["as before"]


def function_name(unit: Unit, output: Output, dtype: str) -> str:
    """How a value or a slope is called: in float with an f behind, as libm does it."""
    return f"{unit.name}{output.suffix}{'f' if dtype == 'float32' else ''}"


def render(program: Program) -> str:
    """The program as one file."""
    narrow = program.dtype == "float32"
    syntax = _NARROW if narrow else SYNTAX
    head = "/*\n" + "".join(f" * {line}\n" for line in program.head) + " */"
    texts = [head, c_numbers.INCLUDES if narrow else "#include <math.h>", GUARD]
    rows = needed(program.trees, syntax.functions, "_brief" if narrow and program.brief else "")
    if narrow:
        trees = [*program.trees, *(row.tree for row in rows)]
        used = {part.op for tree in trees for part in walk(tree)}
        texts += [EVALUATED, *c_numbers.texts(used)]
    for row in rows:
        arguments = ", ".join(f"double {word}" for word in row.arguments)
        text = written([row.tree], syntax)
        head = f"static {'inline ' * narrow}double {syntax.helper(row.name)}({arguments})"
        texts.append(function(head, text.lets, text.values[0]))
    for unit in program.units:
        for output in unit.outputs:
            texts.append(_exported(unit, output, program.dtype, syntax))
    return "\n\n".join(texts) + "\n"


def _exported(unit: Unit, output: Output, dtype: str, syntax: Syntax) -> str:
    own = FORMATS[dtype]
    letters = (*unit.inputs, *unit.parameters)
    narrow = dtype != "float64"
    tail = "_" if narrow else ""
    arguments = ", ".join(f"{own} {word}{tail}" for word in letters)
    text = written([output.tree], syntax)
    used = [word for word in letters if word in output.tree.names]
    lets = [f"(void){word}{tail};" for word in letters if word not in used]
    lets += [f"const double {word} = {word}_;" for word in used if narrow]
    value = f"(float)({text.values[0]})" if narrow else text.values[0]
    head = f"{own} {function_name(unit, output, dtype)}({arguments})"
    said = "".join(f"/* {line} */\n" for line in unit.says) if not output.suffix else ""
    if narrow:
        types = ", ".join([own] * len(letters))
        said += f"{own} {function_name(unit, output, dtype)}({types});\n"
    return said + function(f"{'inline ' * narrow}{head}", [*lets, *text.lets], value)


def function(head: str, lets: Sequence[str], value: str) -> str:
    """A function of C by its head, its statements and its value."""
    lines = [f"    {line}" for line in (*lets, f"return {value};")]
    return "\n".join([f"{head} {{", *lines, "}"])
