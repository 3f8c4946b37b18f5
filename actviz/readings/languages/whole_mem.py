"""Tables for $readmemh: one word a line, in hexadecimal, two's complement."""

from __future__ import annotations

from typing import Final

from actviz.readings.languages.whole_numbers import Whole, bits_of

RESERVED: Final = frozenset[str]()


def render(programs: list[Whole], head: tuple[str, ...]) -> str:
    """The tables of the functions, one below the other; comments say what each word holds."""
    lines = [f"// {line}" for line in head]
    for one in programs:
        lines += [f"// {line}" for line in one.says]
        if "V" in one.tables:
            columns = {"V": one.tables["V"]}
        else:
            rows = max(map(len, one.tables.values()))
            edges = one.tables.get("E", ())
            lowest = (one.given.range[0], *edges)
            columns = {"low": (*lowest, *[0] * (rows - len(lowest)))} if edges else {}
            coefficients = sorted((word for word in one.tables if word[0] == "C"), reverse=True)
            columns |= {word: one.tables[word] for word in coefficients}
        widths = {word: -(-bits_of((min(v), max(v))) // 4) for word, v in columns.items()}
        shown = ", ".join(f"{word} ({4 * width} bits)" for word, width in widths.items())
        lines.append(f"// {one.name}: each word holds, from its upper end on, {shown}.")
        if "low" in columns and rows > len(edges) + 1:
            lines.append("// The last two words are for what lies below and above the range.")
        for values in zip(*columns.values(), strict=True):
            pairs = zip(values, widths.values(), strict=True)
            lines.append("".join(f"{v & ((1 << 4 * w) - 1):0{w}x}" for v, w in pairs))
    return "\n".join(lines) + "\n"
