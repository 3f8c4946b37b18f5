"""Python: functions of one number, with ``math`` alone.

``math`` raises where IEEE arithmetic would give an infinity or NaN, so that a formula is computed
branch by branch, and what may leave the doubles goes through a small function in front.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from actviz.formula.signs import not_below_zero
from actviz.formula.tree import COMPARISONS, Node, name, node, of_parts, rebuild, replaced, walk
from actviz.readings.languages import numpy
from actviz.readings.languages.helpers import REMAINDERS
from actviz.readings.languages.lowering import needed
from actviz.readings.languages.marked_texts import parts
from actviz.readings.languages.program import Output, Program, Unit
from actviz.readings.languages.syntax import Syntax, written

FUNCTIONS: Final = {
    "abs": "abs({0})",
    **{word: f"math.{word}({{0}})" for word in ("atan", "tanh", "asinh", "erf", "erfc")},
    "hypot": "math.hypot({0}, {1})",
    "exp": "_exp({0})",
    "safe_exp": "math.exp({0})",
    "expm1": "_expm1({0})",
    "log": "_log({0})",
    "log1p": "_log1p({0})",
    "safe_log1p": "math.log1p({0})",
    "sqrt": "_sqrt({0})",
    "sin": "_sin({0})",
    "cos": "_cos({0})",
    "floor": "_floor({0})",
    "pow": "_pow({0}, {1})",
    "divide": "_divide({0}, {1})",
    "short_Phi": "(math.erfc({0} / -math.sqrt(2)) / 2)",
}
_TAILS: Final = frozenset({"exp", "scaled_exp", "erfc", "Phi", "phi"})
FORMATS: Final = {"float64": ""}
_WORTH: Final = 5  # parts of what has a name rather than be written out twice
RESERVED: Final = numpy.PYTHON_WORDS | {"math"}

# What stands in for a function of math that raises an error.
_GUARDS: Final = parts(__file__, "python_guards.txt")


def literal(value: float, *, whole: bool = True) -> str:
    """A number as Python reads it back; a whole one that is small without its point if asked."""
    return numpy.literal(value, whole=whole).replace("np.", "math.")


SYNTAX: Final = Syntax(
    literal=literal,
    functions=FUNCTIONS,
    where="{1} if {0} else {2}",
    let="{0} = {1}",
    prefix="_",
    tight_where=1,
    operand=frozenset({"short_Phi"}),
)


def render(program: Program) -> str:
    """The program as one module."""
    texts = []
    for row in needed(
        [_guarded(output.lazy) for unit in program.units for output in unit.outputs], FUNCTIONS
    ):
        head = f"def {SYNTAX.helper(row.name)}({', '.join(row.arguments)}):"
        texts.append("\n".join([head, *_body(_guarded(row.tree), "    ")]))
    for unit in program.units:
        texts += [_exported(unit, output) for output in unit.outputs]
    used = "\n".join(texts)
    guards = [text for word, text in _GUARDS.items() if f"{word}(" in used]
    importing = ["import math"] if "math." in used or guards else []
    head = '"""' + "\n".join(program.head) + '\n"""'
    return "\n\n\n".join(["\n\n".join([head, *importing]), *guards, *texts]) + "\n"


def _exported(unit: Unit, output: Output) -> str:
    letters = (*unit.inputs, *unit.parameters)
    lines = [f"def {unit.name}{output.suffix}({', '.join(letters)}):"]
    if not output.suffix:
        lines += numpy.documented(unit.says)
    return "\n".join([*lines, *_body(_guarded(output.lazy), "    ")])


def _body(tree: Node, indent: str, after: Node | None = None, first: int = 0) -> Iterator[str]:
    """Statements that return a tree's value, each branch computed only where it is chosen.

    What is written behind them anyway, ``after``, is left to that: a case under several conditions
    has the same remainder under each, which would double the text with every condition. So would
    what a condition asks for and a case is made of: it has a name, the ``first`` of its kind.
    """
    while tree.op == "where" and tree is not after:
        comparison, *cases = tree.args
        if cases[0] is not cases[1]:
            condition = written([comparison, *_met_again(comparison, cases)], SYNTAX, first=first)
            yield from (f"{indent}{let}" for let in condition.lets)
            yield f"{indent}if {condition.values[0]}:"
            first += len(condition.lets)
            names = {part: name(word) for part, word in condition.named.items()}
            cases = [replaced(case, names) for case in cases]
            after = after and replaced(after, names)
            yield from _body(cases[0], indent + "    ", cases[1], first)
        tree = cases[1]
    if tree is after:
        return
    if isinstance(tree.value, (int, float)):
        yield f"{indent}return {literal(float(tree.value), whole=False)}"
        return
    text = written([tree], SYNTAX, first=first)
    yield from (f"{indent}{let}" for let in text.lets)
    yield f"{indent}return {text.values[0]}"


def _met_again(comparison: Node, cases: Sequence[Node]) -> list[Node]:
    """The largest parts of a condition that are parts of its cases and worth a name."""
    if not _is_worth(comparison):
        return []
    inside = {part for case in cases for part in walk(case)}
    shared: dict[Node, None] = {}
    stack = [comparison]
    while stack:
        part = stack.pop()
        if part in inside and part.op not in COMPARISONS and _is_worth(part):
            shared[part] = None
        else:
            stack += part.args
    return list(shared)


def _is_worth(part: Node) -> bool:
    return sum(1 for _ in walk(part)) >= _WORTH


def _guarded(tree: Node) -> Node:
    """The tree with divisions and logarithms that cannot fail told from those that can."""

    alone = not _meets_tails(tree)

    def change(current: Node, args: tuple[Node, ...]) -> Node:
        match current.op, current.args:
            case "/", (_, b) if not _never_zero(b):
                return node("divide", *args)
            case "exp", (a,) if _never_above(a):
                return node("safe_exp", *args)
            case "log1p", (Node(op="exp"),):
                return node("safe_log1p", *args)
            case "Phi", _ if alone:
                return node("short_Phi", *args)
        return of_parts(current, args)

    return rebuild(tree, change)


def _meets_tails(tree: Node) -> bool:
    """Whether Phi's argument may not be rounded: it is multiplied or divided by a tail, or stands
    beside the errors of steps, which are written where a difference of tails is what is left.
    """
    known: dict[Node, frozenset[str]] = {}
    for part in walk(tree):
        if part.op in REMAINDERS:
            return True
        sides = [known[arg] for arg in part.args]
        if part.op in ("*", "/") and all(sides) and any("Phi" in side for side in sides):
            return True
        known[part] = _TAILS.intersection({part.op}).union(*sides)
    return False


def _never_zero(tree: Node) -> bool:
    if tree.op == "neg":
        return _never_zero(tree.args[0])
    return (tree.op == "number" and tree.value != 0) or _above_zero(tree)


def _above_zero(tree: Node) -> bool:
    if tree.op == "number":
        return isinstance(tree.value, (int, float)) and tree.value > 0
    return tree.op == "+" and any(
        _above_zero(a) and not_below_zero(b) for a, b in (tree.args, tree.args[::-1])
    )


def _never_above(tree: Node) -> bool:
    """Whether an exponent is never positive: the negation of what cannot be negative."""
    match tree.op, tree.args:
        case "neg", (a,):
            return not_below_zero(a)
        case (("/" | "*"), (a, b)):
            return _never_above(a) and not_below_zero(b)
    return False
