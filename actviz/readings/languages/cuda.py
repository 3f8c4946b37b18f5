"""CUDA: functions for host and device, in float, double, half or bfloat16, and a kernel of each.

Arithmetic is in double whatever the format: --use_fast_math, which swaps float functions for
quick ones, leaves it alone, and a result is rounded once. It also makes subnormal floats 0 as they
become doubles or come from them, unless the instruction is spelled.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from actviz.readings.languages import c
from actviz.readings.languages.lowering import needed
from actviz.readings.languages.marked_texts import filled, parts, reserved
from actviz.readings.languages.program import Output, Program, Unit
from actviz.readings.languages.syntax import Syntax, written

FUNCTIONS: Final = c.FUNCTIONS
# The type, what ends a name, how it becomes a double, how a double becomes it.
TYPES: Final = {
    "float64": ("double", "", "{0}", "{0}"),
    "float32": ("float", "f", "act_wide({0})", "act_narrow({0})"),
    "float16": ("__half", "_h", "act_wide(__half2float({0}))", "__double2half({0})"),
    "bfloat16": (
        "__nv_bfloat16", "_bf16", "act_wide(__bfloat162float({0}))", "__double2bfloat16({0})",
    ),
}  # fmt: skip
FORMATS: Final = {dtype: row[0] for dtype, row in TYPES.items()}
RESERVED: Final = c.RESERVED | reserved("cuda")
SYNTAX: Final = Syntax(
    literal=c.literal,
    functions=FUNCTIONS,
    where="{0} ? {1} : {2}",
    let="const double {0} = {1};",
    tight_where=1,
    operand=c.SYNTAX.operand,
)
_PARTS: Final = parts(__file__, "cuda_parts.cu")
KERNEL: Final = _PARTS["kernel"]


def render(program: Program) -> str:
    """The program as one header."""
    texts = top(program.dtype, program.head)
    rows = needed(program.trees, FUNCTIONS)
    if any(row.name == "sum_rest" for row in rows):
        texts.insert(1, _PARTS["separate"])
    for row in rows:
        arguments = ", ".join(f"double {word}" for word in row.arguments)
        text = written([row.tree], SYNTAX)
        head = f"static __host__ __device__ inline double {SYNTAX.helper(row.name)}({arguments})"
        texts.append(c.function(head, text.lets, text.values[0]))
    for unit in program.units:
        for output in unit.outputs:
            texts += _exported(unit, output, program.dtype)
    return "\n\n".join(texts) + "\n"


def top(dtype: str, head: Sequence[str]) -> list[str]:
    """What a header begins with, and how floats become doubles and come from them."""
    includes = ["#include <cmath>", "#include <cstddef>"]
    if dtype == "float16":
        includes.append("#include <cuda_fp16.h>")
    if dtype == "bfloat16":
        includes.append("#include <cuda_bf16.h>")
    said = "".join(f"// {line}".rstrip() + "\n" for line in head)
    texts = [said + "#pragma once", "\n".join(includes)]
    texts += [_PARTS["wide"]] * (dtype != "float64")
    return texts + [_PARTS["narrow"]] * (dtype == "float32")


def function_name(unit: Unit, output: Output, dtype: str) -> str:
    """How a value or a slope is called."""
    return f"{unit.name}{output.suffix}{TYPES[dtype][1]}"


def _exported(unit: Unit, output: Output, dtype: str) -> list[str]:
    own, _, wide, narrow = TYPES[dtype]
    letters = (*unit.inputs, *unit.parameters)
    text = written([output.tree], SYNTAX)
    used = [word for word in letters if word in output.tree.names]
    lets = [f"(void){word}_;" for word in letters if word not in used]
    lets += [f"const double {word} = {wide.format(word + '_')};" for word in used]
    name = function_name(unit, output, dtype)
    arguments = ", ".join(f"{own} {word}_" for word in letters)
    said = "".join(f"// {line}\n" for line in unit.says) if not output.suffix else ""
    head = f"static __host__ __device__ inline {own} {name}({arguments})"
    function = said + c.function(head, [*lets, *text.lets], narrow.format(text.values[0]))
    arrays = [f"const {own} *{word}" for word in unit.inputs]
    arrays += [f"{own} {word}" for word in unit.parameters]
    given = ", ".join([*(f"{word}[i]" for word in unit.inputs), *unit.parameters])
    words = {"name": name, "arrays": ", ".join(arrays), "own": own, "given": given}
    return [function, filled(KERNEL, **words)]
