"""C of whole numbers: C99 with ``stdint.h`` alone, no floating point anywhere."""

from __future__ import annotations

from typing import Final

from actviz.readings.languages.c import RESERVED as RESERVED
from actviz.readings.languages.marked_texts import whole
from actviz.readings.languages.whole_numbers import Whole, Width, bits_of, written

_FORMS: Final = {
    "number": "(word){0}",
    "negative": "(-(word){0})",
    "x": "(word)x",
    "at": "{table}[{0}]",
    "count": "count({table}, {size}, {0})",
    "min": "least({0}, {1})",
    "max": "most({0}, {1})",
    "//": "quotient({0}, {1})",
    "<": "({0} < {1} ? {2} : {3})",
}
_UNUSED: Final = "    (void)least; (void)most; (void)quotient; (void)count;"


def render(programs: list[Whole], head: tuple[str, ...]) -> str:
    """The functions as the text of a file."""
    lines = ["/*", *(f" * {line}" for line in head)]
    lines += [" * The shift >> of a negative number is taken to keep its sign.", " */", ""]
    wide = 32 if all(one.bits <= 32 for one in programs) else 64
    lines += ["#include <stdint.h>", ""]
    lines += [
        f"typedef int{wide}_t word;  /* holds whatever comes up on the way */",
        "",
        whole(__file__, "whole_helpers.c"),
    ]
    for one in programs:
        lines += [f"/* {line} */" for line in one.says]
        for word, values in one.tables.items():
            shown = ", ".join(map(str, values))
            held = "word" if word == "E" else Width(bits_of((min(values), max(values)))).type + "_t"
            lines.append(f"static const {held} {_table(one, word)}[{len(values)}] = {{{shown}}};")
        lines.append(f"{one.result.type}_t {one.name}({one.given.type}_t x) {{")
        lines.append(_UNUSED)
        for step in one.steps:
            value = written(step.value, one, _FORMS, _table)
            lines.append(f"    const word {step.name} = {value};")
        lines += [f"    return ({one.result.type}_t)y;", "}", ""]
    return "\n".join(lines)


def _table(one: Whole, word: str) -> str:
    return f"{one.name}_{word}"
