"""C of whole numbers: C99 with ``stdint.h`` alone, no floating point anywhere."""

from __future__ import annotations

from typing import Final

from actviz.readings.languages.c import RESERVED as RESERVED
from actviz.readings.languages.whole_numbers import Expression, Whole, Width, bits_of

_HELPERS: Final = """\
static word least(word a, word b) { return a < b ? a : b; }
static word most(word a, word b) { return a > b ? a : b; }
static word quotient(word a, word b) { return a / b - (a % b < 0); }
static word count(const word *edges, int size, word u) {
    int n = 0;
    while (n < size && edges[n] <= u) n++;
    return n;
}
"""
_UNUSED: Final = "    (void)least; (void)most; (void)quotient; (void)count;"


def render(programs: list[Whole], head: tuple[str, ...]) -> str:
    """The functions as the text of a file."""
    lines = ["/*", *(f" * {line}" for line in head)]
    lines += [" * The shift >> of a negative number is taken to keep its sign.", " */", ""]
    wide = 32 if all(one.bits <= 32 for one in programs) else 64
    lines += ["#include <stdint.h>", ""]
    lines += [f"typedef int{wide}_t word;  /* holds whatever comes up on the way */", "", _HELPERS]
    for one in programs:
        lines += [f"/* {line} */" for line in one.says]
        for word, values in one.tables.items():
            shown = ", ".join(map(str, values))
            held = "word" if word == "E" else kind(Width(bits_of((min(values), max(values)))))
            lines.append(f"static const {held} {one.name}_{word}[{len(values)}] = {{{shown}}};")
        lines.append(f"{kind(one.result)} {one.name}({kind(one.given)} x) {{")
        lines.append(_UNUSED)
        for step in one.steps:
            lines.append(f"    const word {step.name} = {_written(step.value, one)};")
        lines += [f"    return ({kind(one.result)})y;", "}", ""]
    return "\n".join(lines)


def kind(width: Width) -> str:
    """The type that holds a number of a width."""
    return f"{'' if width.signed else 'u'}int{width.stored}_t"


def _written(value: Expression, one: Whole) -> str:
    if isinstance(value, int):
        return f"(word){value}" if value >= 0 else f"(-(word){-value})"
    if isinstance(value, str):
        return value if value != "x" else "(word)x"
    op, *args = value
    if op == "at":
        return f"{one.name}_{args[0]}[{_written(args[1], one)}]"
    if op == "count":
        return f"count({one.name}_{args[0]}, {len(one.tables[args[0]])}, {_written(args[1], one)})"
    texts = [_written(arg, one) for arg in args]
    called = {"min": "least", "max": "most", "//": "quotient"}.get(op)
    if called:
        return f"{called}({texts[0]}, {texts[1]})"
    if op == "<":
        return f"({texts[0]} < {texts[1]} ? {texts[2]} : {texts[3]})"
    return f"({texts[0]} {op} {args[1] if op == '>>' else texts[1]})"
