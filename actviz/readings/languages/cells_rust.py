"""Rust of tables of polynomials: the core library alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from actviz.readings.languages.cells import LEAD, PLACE, Table
from actviz.readings.languages.cells_c import horner, wrapped
from actviz.readings.languages.rust import RESERVED as RESERVED
from actviz.readings.languages.rust import literal

_EVERY: Final = """
#[no_mangle]
pub unsafe extern "C" fn every(x: *const f32, y: *mut f32, n: usize) {{
    for i in 0..n {{
        *y.add(i) = {name}(*x.add(i));
    }}
}}
"""


def render(tables: Sequence[Table], head: tuple[str, ...]) -> str:
    """The functions as the text of a file."""
    parts = ["".join(f"//! {line}".rstrip() + "\n" for line in head).rstrip()]
    return "\n\n".join([*parts, *map(_function, tables)]) + "\n"


def runnable(table: Table) -> tuple[str, str]:
    """The text with a function that takes an array, one for results, a length; its name."""
    name = f"{table.name}{table.suffix}"
    return render([table], ()) + _EVERY.format(name=name), "every"


def _function(table: Table) -> str:
    name = f"{table.name}{table.suffix}"
    word = name.upper()
    rest, shift = (1 << LEAD) - 1, (1 << PLACE) - 1
    lines = [
        f"let size: f32 = {'x.abs()' if table.parity else 'x'};",
        "let bits = size.to_bits();",
        f"let entry = {word}_ENTRIES[(bits >> {LEAD}) as usize];",
        f"let row = (entry >> {PLACE}) + ((bits & {rest:#x}) >> (entry & {shift}));",
        *(f"let row = if bits == {x:#x} {{ {row} }} else {{ row }};" for x, row in table.points),
        f"let c = &{word}_ROWS[row as usize];",
        "let s = size as f64 - c[0];",
        f"let s = if s > {2.0**128!r} {{ {2.0**128!r} }} else {{ s }};",
        f"let s = if s < -{2.0**128!r} {{ -{2.0**128!r} }} else {{ s }};",
        f"let y = {horner(table.terms, 'c[{place}]')};",
        f"({'if x.is_sign_negative() { -y } else { y }' if table.parity < 0 else 'y'}) as f32",
    ]
    rows = "".join(f"    [{', '.join(map(literal, row))}],\n" for row in table.whole_rows)
    said = "".join(f"/// {line}\n" for line in table.says)
    return (
        f"static {word}_ENTRIES: [u32; {len(table.entries)}] = [\n"
        f"{wrapped(map(str, table.entries))}];\n"
        f"static {word}_ROWS: [[f64; {table.terms + 1}]; {len(table.rows)}] = [\n{rows}];\n\n"
        f"{said}#[allow(unused_parens)]\n"
        f"pub fn {name}(x: f32) -> f32 {{\n" + "".join(f"    {line}\n" for line in lines) + "}"
    )
