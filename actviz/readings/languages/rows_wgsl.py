"""WGSL: softmax and its logarithm of rows in storage buffers, computed in whole numbers.

A function of WGSL takes no array of open length, so that the file has the buffers and a function is
told where its row begins and how long it is. Which rows there are is for the kernel to say. Mesa's
software renderer ends the loops of an invocation after 65,535 steps in all and says nothing: with a
gradient, in a row of more than about 300 numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from actviz.formula.tree import Node
from actviz.readings.languages.loops import PLACES, Loops
from actviz.readings.languages.marked_texts import parts
from actviz.readings.languages.rows_arrays import Functions
from actviz.readings.languages.rows_loops import functions_of, helpers
from actviz.readings.languages.wgsl import ABOUT, Writer, called
from actviz.readings.languages.wgsl_numbers import WIDE


def wgsl(functions: Functions, dtype: str, order: int, head: Sequence[str]) -> str:
    """Functions of the place and the length of a row."""
    writer = Writer(WIDE)

    def spell(tree: Node, words: Mapping[str, str], known: str) -> tuple[Sequence[str], str]:
        return writer.lines(tree, words, known)

    loops = Loops(
        spell, "let {0} = {1};", "var {0} = {1};", "let {0} = {1};", "var {0} = {1};",
        "wide_widened(act_{0}[first + {1}])", "act_y[first + {1}] = wide_narrowed({2});",
        "for (var i = 0u; i < n; i++) {", zero="0u", rows={"x": "first"},
    )  # fmt: skip

    def start(word: str, given: Sequence[str], place: bool) -> str:
        kinds = {"x": "first: u32", **{name: f"{name}: u32" for name in PLACES}}
        typed = ", ".join(kinds.get(name, f"{name}: {WIDE.kind}") for name in given)
        return f"fn wide_{word}({typed}) -> {'u32' if place else WIDE.kind}"

    own = helpers(loops, start, "// {0}")
    units = [
        "\n".join(
            [
                f"{said}\nfn {name}(first: u32, n: u32) {{",
                "    if (n == 0u) { return; }",
                *lines,
                "}",
            ]
        )
        for _, name, said, _, lines in functions_of(functions, order, loops, "// {0}")
    ]
    texts = writer.library([])
    storage = parts(__file__, "row_buffers.wgsl")
    top = "".join(f"// {line}".rstrip() + "\n" for line in head)
    lines = [f"{top}{ABOUT}", storage["buffers"], *[storage["gradient"]] * bool(order)]
    return "\n\n".join(["\n".join(lines), *called(texts, [*own, *units]), *own, *units]) + "\n"
