"""C of tables of polynomials: C99, ``stdint.h``, and no function of libm."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from textwrap import fill

from actviz.readings.languages.c import AFTER, APART, GUARD
from actviz.readings.languages.c import RESERVED as RESERVED
from actviz.readings.languages.cells import LEAD, PLACE, Table


def literal(value: float) -> str:
    """A double in hexadecimal, which no compiler rounds."""
    if math.isnan(value):
        return "NAN"
    if math.isinf(value):
        return "INFINITY" if value > 0 else "-INFINITY"
    return value.hex() if value else ("-0.0" if math.copysign(1, value) < 0 else "0.0")


def render(tables: Sequence[Table], head: tuple[str, ...]) -> str:
    """The functions as the text of a file."""
    parts = ["/*\n" + "".join(f" * {line}\n" for line in head) + " */"]
    parts += ["#include <math.h>\n#include <stddef.h>\n#include <stdint.h>\n#include <string.h>"]
    parts += [GUARD, APART, *map(_function, tables), AFTER]
    return "\n\n".join(parts) + "\n"


def function_name(table: Table) -> str:
    """How a value or a slope is called: with an f behind, as libm does it."""
    return f"{table.name}{table.suffix}f"


def array_name(table: Table) -> str:
    """How the function of an array, an array for results and a length is called."""
    return f"{function_name(table)}_array"


def runnable(table: Table) -> tuple[str, str]:
    """The text, and what in it takes an array, one for results, a length."""
    return render([table], ()), array_name(table)


def _function(table: Table) -> str:
    word, name = f"{table.name}{table.suffix}", function_name(table)
    said = "".join(f"/* {line} */\n" for line in table.says)
    body = "".join(f"    {line}\n" for line in _statements(table, word))
    return (
        f"{data(table, word)}\n"
        f"static inline float {word}_at(float x) {{\n{body}}}\n\n"
        f"{said}float {name}(float x) {{\n    return {word}_at(x);\n}}\n\n"
        "/* The same of n numbers. */\n"
        f"void {array_name(table)}(const float *x, float *y, size_t n) {{\n"
        f"    size_t i;\n    for (i = 0; i < n; i++) y[i] = {word}_at(x[i]);\n}}"
    )


def data(table: Table, word: str, kind: str = "static const") -> str:
    """The table as arrays, ``kind`` in front; a row's centre and coefficients lie side by side."""
    rows = "".join(f"    {', '.join(map(literal, row))},\n" for row in table.whole_rows)
    width = table.terms + 1
    return (
        f"{kind} uint32_t {word}_entries[{len(table.entries)}] = {{\n"
        f"{wrapped(map(str, table.entries))}}};\n"
        f"{kind} double {word}_rows[{len(table.rows)} * {width}] = {{\n{rows}}};\n"
    )


def _statements(table: Table, word: str) -> list[str]:
    size = "fabsf(x)" if table.parity else "x"
    rest, shift = (1 << LEAD) - 1, (1 << PLACE) - 1
    return [
        f"const float size = {size};",
        f"const double *const c = {word}_rows;",
        "uint32_t bits, entry;",
        "int32_t row;",
        "ptrdiff_t k;",
        "double s, y;",
        "memcpy(&bits, &size, sizeof bits);",
        f"entry = {word}_entries[bits >> {LEAD}];",
        f"row = (int32_t)((entry >> {PLACE}) + ((bits & {rest:#x}u) >> (entry & {shift}u)));",
        *(f"row = bits == {x:#x}u ? {row} : row;" for x, row in table.points),
        f"k = (ptrdiff_t)row * {table.terms + 1};",
        "s = (double)size - c[k];",
        "s = s > 0x1p128 ? 0x1p128 : s;",
        *([] if table.parity else ["s = s < -0x1p128 ? -0x1p128 : s;"]),
        f"y = {horner(table.terms, 'c[k + {place}]')};",
        f"return (float){'(signbit(x) ? -y : y)' if table.parity < 0 else 'y'};",
    ]


def horner(terms: int, coefficient: str) -> str:
    """The polynomial in s, each operation with its own rounding; its centre has place 0."""
    written = coefficient.format(place=terms)
    for k in reversed(range(terms - 1)):
        first = written if k == terms - 2 else f"({written})"
        written = f"{first} * s + {coefficient.format(place=k + 1)}"
    return written


def wrapped(words: Iterable[str]) -> str:
    """Words in lines of an array."""
    return fill(", ".join(words), 96, initial_indent="    ", subsequent_indent="    ") + ",\n"
