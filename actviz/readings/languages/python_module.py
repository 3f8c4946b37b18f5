"""A framework's module of Python: its head, its imports, the helpers it needs, its functions."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence

from actviz.formula.tree import Node
from actviz.readings.languages.lowering import needed, with_arrays
from actviz.readings.languages.program import Program, Unit
from actviz.readings.languages.syntax import Syntax, helper_words


def module(
    program: Program,
    imports: str,
    before: Iterable[str],
    known: Container[str],
    syntax: Syntax,
    function: Callable[[str, Node, dict[str, str]], str],
    unit: Callable[[Unit], list[str]],
) -> str:
    """The text of a file.

    Args:
        before: parts that stand before everything else.
        known: atoms that the framework has; for others a helper is written.
        syntax: how the framework spells formulas.
        function: a definition from its first line, its tree and the words for its letters.
        unit: the parts for one function of the program.
    """
    head = '"""' + "\n".join(program.head) + '\n"""'
    parts = [f"{head}\n\n{imports}", *before]
    parts += helpers(program.trees, known, syntax, function)
    for one in program.units:
        parts += unit(one)
    return "\n\n\n".join(parts) + "\n"


def helpers(
    trees: Sequence[Node],
    known: Container[str],
    syntax: Syntax,
    function: Callable[[str, Node, dict[str, str]], str],
) -> list[str]:
    """The definitions of what trees call and a framework lacks."""
    parts = []
    for row in needed(trees, known):
        first = f"def {syntax.helper(row.name)}({', '.join(row.arguments)}):"
        parts.append(function(first, with_arrays(row.tree, known), helper_words(row)))
    return parts
