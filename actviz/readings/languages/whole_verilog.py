"""Verilog (2001) of whole numbers: combinational modules, and a bench that tries every input.

Each operation is a wire of its own, as wide as its values need; nothing is cut but the result,
which is saturated before.
"""

from __future__ import annotations

from typing import Final

from actviz.readings.languages.marked_texts import filled, reserved, whole
from actviz.readings.languages.whole_numbers import Expression, Range, Whole, bits_of

RESERVED: Final = reserved("verilog")
_FORMS: Final = {
    "min": "{0} < {1} ? {0} : {1}",
    "max": "{0} > {1} ? {0} : {1}",
    "<": "{0} < {1} ? {2} : {3}",
    # A quotient is cut towards 0; of what is below 0 one more is taken off.
    "//": "({0} % {1}) < 0 ? {0} / {1} - 2'sd1 : {0} / {1}",
}


def render(programs: list[Whole], head: tuple[str, ...]) -> str:
    """The functions as modules with an input x and an output y."""
    lines = [f"// {line}" for line in head]
    for one in programs:
        lines += ["", *(f"// {line}" for line in one.says), *_Module(one).lines()]
    return "\n".join(lines) + "\n"


def bench(one: Whole, vectors: str) -> str:
    """A test bench that compares the module with a file of expected results, input by input."""
    count = 1 << one.given.bits
    words = {"name": one.name, "vectors": vectors, "count": count, "last": count - 1}
    text = whole(__file__, "whole_bench.v")
    return filled(text, x=one.given.bits - 1, y=one.result.bits - 1, **words)


def in_hexadecimal(values: list[int], bits: int) -> str:
    """Whole numbers as $readmemh reads them, in two's complement, one a line."""
    digits = -(-bits // 4)
    return "".join(f"{value & ((1 << bits) - 1):0{digits}x}\n" for value in values)


class _Module:
    """One module as it is written: its tables as functions, its wires in order."""

    def __init__(self, one: Whole) -> None:
        self.one = one
        self.wires: list[str] = []
        self.ranges: dict[str, Range] = {}
        self.count = 0

    def lines(self) -> list[str]:
        """The module."""
        one = self.one
        given, result = one.given, one.result
        sign = ["signed " if width.signed else "" for width in (given, result)]
        self._wire("xs", given.range, "x" if given.signed else "{1'b0, x}")
        names = {"x": "xs"}
        for step in one.steps:
            names[step.name] = self._written(step.value, names)
        tables = [line for word in one.tables for line in self._table(word)]
        return [
            f"module {one.name} (",
            f"    input {sign[0]}[{given.bits - 1}:0] x,",
            f"    output {sign[1]}[{result.bits - 1}:0] y",
            ");",
            *tables,
            *self.wires,
            f"    assign y = {self._last(names['y'])};",
            "endmodule",
        ]

    def _last(self, wire: str) -> str:
        """The wire of the result as wide as it is: a selection beyond a narrow one is unknown."""
        bits = self.one.result.bits
        return f"{wire}[{bits - 1}:0]" if bits_of(self.ranges[wire]) > bits else wire

    def _table(self, word: str) -> list[str]:
        """A table as a function: its entry at a place, or of edges how many are at most u."""
        values = self.one.tables[word]
        if word == "E":
            wide = max(bits_of(self.edge), bits_of((min(values), max(values))))
            bits = bits_of((0, len(values)))
            sums = " + ".join(f"(u >= {_number(value, wide)})" for value in values)
            return [
                f"    function signed [{bits - 1}:0] {word};",
                f"        input signed [{wide - 1}:0] u;",
                f"        {word} = {sums};",
                "    endfunction",
            ]
        bits, index = bits_of((min(values), max(values))), bits_of((0, len(values)))
        return [
            f"    function signed [{bits - 1}:0] {word};",
            f"        input signed [{index - 1}:0] i;",
            "        case (i)",
            *(
                f"            {_number(at, index)}: {word} = {_number(value, bits)};"
                for at, value in enumerate(values)
            ),
            f"            default: {word} = {_number(0, bits)};",
            "        endcase",
            "    endfunction",
        ]

    @property
    def edge(self) -> Range:
        """The range of what is compared with edges."""
        return self.ranges[self.compared]

    compared = "xs"

    def _wire(self, name: str, one: Range, text: str) -> str:
        self.ranges[name] = one
        self.wires.append(f"    wire signed [{bits_of(one) - 1}:0] {name} = {text};")
        return name

    def _written(self, value: Expression, names: dict[str, str]) -> str:
        """The wire that holds an expression, or the number that it is."""
        if isinstance(value, str):
            return names[value]
        known = {word: self.ranges[wire] for word, wire in names.items() if wire in self.ranges}
        bounds = self.one.range_of(value, known)
        if isinstance(value, int):
            self.count += 1
            return self._wire(f"k{self.count}", bounds, _number(value, bits_of(bounds)))
        op, *args = value
        if op in ("at", "count"):
            inner = self._written(args[1], names)
            self.compared = inner if op == "count" else self.compared
            text = f"{args[0]}({inner})"
        elif op == ">>":
            text = f"{self._written(args[0], names)} >>> {args[1]}"
        else:
            given = [self._written(arg, names) for arg in args]
            text = _FORMS.get(op, f"{{0}} {op} {{1}}").format(*given)
        self.count += 1
        return self._wire(f"t{self.count}", bounds, text)


def _number(value: int, bits: int) -> str:
    """A signed literal; one bit more, so that the least number has its size."""
    return f"{bits + 1}'sd{value}" if value >= 0 else f"-{bits + 1}'sd{-value}"
