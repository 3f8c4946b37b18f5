"""Rust of whole numbers: the standard library alone, no floating point anywhere."""

from __future__ import annotations

from typing import Final

from actviz.readings.languages.rust import RESERVED as RESERVED
from actviz.readings.languages.whole_numbers import Whole, Width, written

_FORMS: Final = {
    "number": "{0}i64",
    "negative": "(-{0}i64)",
    "x": "(x as i64)",
    "at": "{table}[({0}) as usize]",
    "count": "({table}.iter().filter(|&&k| k <= {0}).count() as i64)",
    "min": "({0}).min({1})",
    "max": "({0}).max({1})",
    "//": "({0}).div_euclid({1})",
    "<": "(if {0} < {1} {{ {2} }} else {{ {3} }})",
}


def render(programs: list[Whole], head: tuple[str, ...]) -> str:
    """The functions as the text of a file."""
    lines = [f"//! {line}" for line in head]
    for one in programs:
        lines.append("")
        for word, values in one.tables.items():
            shown = ", ".join(map(str, values))
            lines.append(f"const {_table(one, word)}: [i64; {len(values)}] = [{shown}];")
        lines += [f"/// {line}" for line in one.says]
        lines.append(f"pub fn {one.name}(x: {kind(one.given)}) -> {kind(one.result)} {{")
        for step in one.steps:
            value = written(step.value, one, _FORMS, _table)
            lines.append(f"    let {step.name}: i64 = {value};")
        lines += [f"    y as {kind(one.result)}", "}"]
    return "\n".join(lines) + "\n"


def kind(width: Width) -> str:
    """The type that holds a number of a width."""
    return f"{'i' if width.signed else 'u'}{width.stored}"


def _table(one: Whole, word: str) -> str:
    return f"{one.name}_{word}".upper()
