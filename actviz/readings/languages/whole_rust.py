"""Rust of whole numbers: the standard library alone, no floating point anywhere."""

from __future__ import annotations

from actviz.readings.languages.rust import RESERVED as RESERVED
from actviz.readings.languages.whole_numbers import Expression, Whole, Width


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
            lines.append(f"    let {step.name}: i64 = {_written(step.value, one)};")
        lines += [f"    y as {kind(one.result)}", "}"]
    return "\n".join(lines) + "\n"


def kind(width: Width) -> str:
    """The type that holds a number of a width."""
    return f"{'i' if width.signed else 'u'}{width.stored}"


def _table(one: Whole, word: str) -> str:
    return f"{one.name}_{word}".upper()


def _written(value: Expression, one: Whole) -> str:
    if isinstance(value, int):
        return f"{value}i64" if value >= 0 else f"({value}i64)"
    if isinstance(value, str):
        return value if value != "x" else "(x as i64)"
    op, *args = value
    if op == "at":
        return f"{_table(one, args[0])}[({_written(args[1], one)}) as usize]"
    if op == "count":
        u = _written(args[1], one)
        return f"({_table(one, args[0])}.iter().filter(|&&k| k <= {u}).count() as i64)"
    texts = [_written(arg, one) for arg in args]
    called = {"min": "min", "max": "max", "//": "div_euclid"}.get(op)
    if called:
        return f"({texts[0]}).{called}({texts[1]})"
    if op == "<":
        return f"(if {texts[0]} < {texts[1]} {{ {texts[2]} }} else {{ {texts[3]} }})"
    return f"({texts[0]} {op} {args[1] if op == '>>' else texts[1]})"
