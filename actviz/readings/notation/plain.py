"""Tree to plain text: the formula language itself, so that what is printed can be read back.

Derivatives still to be taken, which the language cannot hold, print as ``d/dx[...]``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from actviz.formula.tree import COMPARISONS, Node, folded

if TYPE_CHECKING:
    from actviz.formula.calculus import Step

# How tightly the text of a node holds together; brackets go where an argument is looser.
ATOMIC: Final = 9
_LEVEL: Final = {"+": 1, "-": 1, "*": 2, "/": 2, "neg": 3, "**": 4}


def to_text(tree: Node) -> str:
    """The formula as text that :func:`actviz.formula.grammar.parse` reads back to this tree."""
    return folded(tree, _text)[0]


def step_in_text(step: Step) -> dict[str, str]:
    """A step of a derivation in plain text, by what each part of it is called."""
    before, after = to_text(step.before), to_text(step.after)
    return {"rule": step.rule, "before": before, "after": after, "note": step.note}


def _text(current: Node, args: tuple[tuple[str, int], ...]) -> tuple[str, int]:
    op = current.op
    if op in ("number", "name"):
        return repr(current.value) if op == "number" else str(current.value), ATOMIC
    if op in ("pi", "e"):
        return op, ATOMIC
    words = [text for text, _ in args]
    if op == "d":
        return f"d/d{words[1]}[{words[0]}]", ATOMIC
    if op in COMPARISONS:
        return f"{words[0]} {op} {words[1]}", 0
    level = _LEVEL.get(op)
    if level is None:
        return f"{op}({', '.join(words)})", ATOMIC
    if op == "neg":
        return f"-{_held(args[0], level)}", level
    if op == "**":
        # Python reads -x**2 as -(x**2), and x**-2 needs no brackets.
        exponent = args[1][0] if args[1][1] >= _LEVEL["neg"] else f"({args[1][0]})"
        return f"{_held(args[0], level + 1)}**{exponent}", level
    right = _held(args[1], level + 1 if args[1][1] != _LEVEL["neg"] else ATOMIC)
    space = " " if level == 1 else ""
    return f"{_held(args[0], level)}{space}{op}{space}{right}", level


def _held(part: tuple[str, int], level: int) -> str:
    text, own = part
    return text if own >= level else f"({text})"
