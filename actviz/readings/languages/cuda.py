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
_WORDS: Final = """
    bool catch class const_cast delete dynamic_cast explicit export false friend mutable
    namespace new operator private protected public reinterpret_cast static_cast template this
    throw true try typename using virtual wchar_t and or not xor nullptr constexpr alignas
    decltype noexcept normcdf norm rsqrt erfcx erfinv sinpi cospi max min blockIdx blockDim
    threadIdx gridDim
"""
RESERVED: Final = c.RESERVED | frozenset(_WORDS.split())
SYNTAX: Final = Syntax(
    literal=c.literal,
    functions=FUNCTIONS,
    where="{0} ? {1} : {2}",
    let="const double {0} = {1};",
    tight_where=1,
    operand=c.SYNTAX.operand,
)

_WIDE: Final = """static __host__ __device__ inline double act_wide(float x) {
#ifdef __CUDA_ARCH__
    double y;
    asm("cvt.f64.f32 %0, %1;" : "=d"(y) : "f"(x));
    return y;
#else
    return x;
#endif
}"""
_NARROW: Final = """static __host__ __device__ inline float act_narrow(double x) {
#ifdef __CUDA_ARCH__
    float y;
    asm("cvt.rn.f32.f64 %0, %1;" : "=f"(y) : "d"(x));
    return y;
#else
    return (float)x;
#endif
}"""

# What rounding takes is that of a product and of a sum, which nvcc joins if it may.
_SEPARATE: Final = """// Compile it with nvcc -fmad=false: what rounding takes from each product and
// from each sum is carried along, and is another where both are joined."""


def render(program: Program) -> str:
    """The program as one header."""
    parts = top(program.dtype, program.head)
    rows = needed(program.trees, FUNCTIONS)
    if any(row.name == "sum_rest" for row in rows):
        parts.insert(1, _SEPARATE)
    for row in rows:
        arguments = ", ".join(f"double {word}" for word in row.arguments)
        text = written([row.tree], SYNTAX)
        head = f"static __host__ __device__ inline double {SYNTAX.helper(row.name)}({arguments})"
        parts.append(c.function(head, text.lets, text.values[0]))
    for unit in program.units:
        for output in unit.outputs:
            parts += _exported(unit, output, program.dtype)
    return "\n\n".join(parts) + "\n"


def top(dtype: str, head: Sequence[str]) -> list[str]:
    """What a header begins with, and how floats become doubles and come from them."""
    includes = ["#include <cmath>", "#include <cstddef>"]
    if dtype == "float16":
        includes.append("#include <cuda_fp16.h>")
    if dtype == "bfloat16":
        includes.append("#include <cuda_bf16.h>")
    said = "".join(f"// {line}".rstrip() + "\n" for line in head)
    parts = [said + "#pragma once", "\n".join(includes)]
    parts += [_WIDE] * (dtype != "float64")
    return parts + [_NARROW] * (dtype == "float32")


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
    arrays = ", ".join(f"const {own} *{word}" for word in unit.inputs)
    numbers = "".join(f", {own} {word}" for word in unit.parameters)
    given = ", ".join([*(f"{word}[i]" for word in unit.inputs), *unit.parameters])
    kernel = (
        f"static __global__ void {name}_kernel({arrays}{numbers}, {own} *y, std::size_t n) {{\n"
        "    const std::size_t i = (std::size_t)blockIdx.x * blockDim.x + threadIdx.x;\n"
        f"    if (i < n) y[i] = {name}({given});\n}}"
    )
    return [function, kernel]
