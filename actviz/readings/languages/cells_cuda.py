"""CUDA of tables of polynomials: device functions of float, and a kernel of each.

Every product and sum is an intrinsic with its own rounding, which nvcc never joins. Numbers of
float32 go in and out by their bits: --use_fast_math takes subnormal ones for 0 wherever a
conversion or an absolute value sees them.
"""

from __future__ import annotations

from collections.abc import Sequence

from actviz.readings.languages.c import APART
from actviz.readings.languages.cells import LEAD, PLACE, Table
from actviz.readings.languages.cells_c import data, function_name
from actviz.readings.languages.cuda import KERNEL
from actviz.readings.languages.cuda import RESERVED as RESERVED
from actviz.readings.languages.marked_texts import filled, parts


def render(tables: Sequence[Table], head: tuple[str, ...]) -> str:
    """The functions as the text of a header."""
    said = "".join(f"// {line}".rstrip() + "\n" for line in head)
    parts = [f"{said}#pragma once", "#include <cmath>\n#include <cstddef>\n#include <cstdint>"]
    return "\n\n".join([*parts, *map(_function, tables)]) + "\n"


def runnable(table: Table) -> tuple[str, str]:
    """The same text for a processor, and what in it takes an array, one for results, a length."""
    text = render([table], ()).replace("#pragma once\n", "")
    texts = parts(__file__, "cells_cuda.cu")
    # What a processor needs to run the same text: CUDA's words as functions of C++.
    words = filled(texts["on a processor"], APART=APART) + "\n"
    every = filled(texts["every"], name=function_name(table))
    return f"{words}{text}\n{every}\n", "every"


def _function(table: Table) -> str:
    word, name = f"{table.name}{table.suffix}", function_name(table)
    body = "".join(f"    {line}\n" for line in _statements(table, word))
    said = "".join(f"// {line}\n" for line in table.says)
    kernel = filled(KERNEL, name=name, arrays="const float *x", own="float", given="x[i]")
    return (
        f"{data(table, word, 'static __device__ const')}\n"
        f"{said}static __device__ inline float {name}(float x) {{\n{body}}}\n\n{kernel}"
    )


def _statements(table: Table, word: str) -> list[str]:
    rest, shift, width = (1 << LEAD) - 1, (1 << PLACE) - 1, table.terms + 1
    bits, x = ("size", "wide") if table.parity else ("given", "(sign ? -wide : wide)")
    # An infinity is 2**128 here.
    wide = "__dmul_rn(__longlong_as_double((long long)size << 29), 0x1p896)"
    sign = {0: "", 1: "", -1: " ^ sign"}[table.parity]
    return [
        "const unsigned int given = __float_as_uint(x);",
        "const unsigned int sign = given & 0x80000000u, size = given ^ sign;",
        f"const unsigned int entry = {word}_entries[{bits} >> {LEAD}];",
        f"unsigned int row = (entry >> {PLACE}) + (({bits} & {rest:#x}u) >> (entry & {shift}u));",
        *(f"row = {bits} == {x:#x}u ? {own}u : row;" for x, own in table.points),
        f"const double *const c = {word}_rows + (std::size_t)row * {width};",
        f"const double wide = {wide};",
        f"const double s = __dadd_rn({x}, -c[0]);",
        f"double y = c[{table.terms}];",
        *(f"y = __dadd_rn(__dmul_rn(y, s), c[{k}]);" for k in range(table.terms - 1, 0, -1)),
        "const double magnitude = fabs(y);",
        "unsigned int result = __float_as_uint(__double2float_rn(magnitude));",
        "const unsigned int subnormal = __double2uint_rn(__dmul_rn(magnitude, 0x1p149));",
        "result = magnitude < 0x1p-126 ? subnormal : result;",
        "result |= (unsigned int)__double2hiint(y) & 0x80000000u;",
        "result = size > 0x7f800000u ? 0x7fffffffu : result;",
        f"return __uint_as_float(result{sign});",
    ]
