"""A framework's module of Python: its head, its imports, the helpers it needs, its functions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from actviz.formula.tree import Node
from actviz.readings.languages.lowering import needed, with_arrays
from actviz.readings.languages.program import Program, Unit
from actviz.readings.languages.syntax import Syntax, written

Definition = Callable[[str, Node], str]  # from a first line and a tree


def module(
    program: Program,
    imports: str,
    before: Iterable[str],
    syntax: Syntax,
    unit: Callable[[Unit], list[str]],
    function: Definition | None = None,
) -> str:
    """The text of a file.

    Args:
        before: parts that stand before everything else.
        syntax: how the framework spells formulas; for atoms that it lacks a helper is written.
        unit: the parts for one function of the program.
        function: how a helper is defined, if not as :func:`definition` does it.
    """
    head = '"""' + "\n".join(program.head) + '\n"""'
    parts = [f"{head}\n\n{imports}", *before, *helpers(program.trees, syntax, function)]
    for one in program.units:
        parts += unit(one)
    return "\n\n\n".join(parts) + "\n"


def definition(head: str, tree: Node, *, syntax: Syntax, value: str = "{}") -> str:
    """A function by its first line and its tree; ``value``: what is made of the result."""
    text = written([tree], syntax)
    lines = (*text.lets, f"return {value.format(text.values[0])}")
    return "\n".join([head, *(f"    {line}" for line in lines)])


def helpers(trees: Sequence[Node], syntax: Syntax, function: Definition | None = None) -> list[str]:
    """The definitions of what trees call and a framework lacks."""
    known, parts = syntax.functions, []
    function = function or partial(definition, syntax=syntax)
    for row in needed(trees, known):
        first = f"def {syntax.helper(row.name)}({', '.join(row.arguments)}):"
        parts.append(function(first, with_arrays(row.tree, known)))
    return parts
