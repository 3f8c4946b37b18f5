"""The formula under the title: mathtext, its cases below each other."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from actviz.figures.layout.ticks import number_word
from actviz.figures.scene.scene import Formula
from actviz.formula.grammar import constant_value, parse
from actviz.formula.tree import Node, X, node, substitute, walk
from actviz.functions.kinds import is_gate, is_random, is_vector
from actviz.lookup.registry import Function
from actviz.readings.notation.latex import to_mathtext

if TYPE_CHECKING:
    from actviz.functions.distributions import Draw
    from actviz.functions.elementwise import Activation
    from actviz.functions.random_functions import Stochastic

_LONGEST: Final = 330  # characters of mathtext in a row; longer ones cannot be read anyway
_CASES_AT_MOST: Final = 5
_OPENED: Final = {
    "sigmoid": "1/(1 + exp(-x))",
    "tanh": "(exp(x) - exp(-x))/(exp(x) + exp(-x))",
    "softplus": "log(1 + exp(x))",
    "abs": "where(x >= 0, x, -x)",
    "sign": "where(x > 0, 1, where(x < 0, -1, 0))",
}
_SIGNS: Final = {"<": "<", "<=": r"\leq", ">": ">", ">=": r"\geq", "==": "=", "!=": r"\neq"}
_OPPOSITE: Final = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}


def formula(function: Function) -> Formula | None:
    """The formula of a function; None where it is too long to help."""
    if is_vector(function):
        notation = function.notation
        return Formula("", ((_display(notation.mathtext or notation.latex), ""),))
    if is_gate(function):
        return _short(Formula("f(u, v) =", ((_display(to_mathtext(function.tree)), ""),)))
    if is_random(function):
        inner = formula(function.along_a_draw)
        draws = r",\;\; ".join(_draw(function, draw) for draw in function.draws)
        return inner and replace(inner, head=rf"{draws},\quad {inner.head}")
    name = function.name.replace("_", r"\_") if _named(function) else "f"
    head = rf"\mathrm{{{name}}}(x)" if name != "f" else "f(x)"
    factor, cases = _factored(_opened(function.tree, function.name))
    rows = tuple(_cases(cases))
    if len(rows) > _CASES_AT_MOST:
        rows = ((to_mathtext(function.tree), ""),)
    else:
        head = f"{head} = {factor}"
        rows = rows if len(rows) > 1 else ((_display(to_mathtext(cases)), ""),)
    if len(rows) == 1 and " = " not in head:
        head = f"{head} ="
    if rows == ((head.strip().removesuffix(" ="), ""),):  # log(x) = log(x) says nothing
        return None
    rows = tuple((_elided(value), _elided(condition)) for value, condition in rows)
    return _short(Formula(_elided(head.strip()), rows))


def _short(formula: Formula) -> Formula | None:
    """None in the place of a formula that is too long to help."""
    longest = max(len(value) + len(condition) for value, condition in formula.rows)
    return formula if longest <= _LONGEST else None


def _draw(function: Stochastic, draw: Draw) -> str:
    """How a draw is written: r ~ U(0.125, 0.3333)."""
    sign = {"uniform": "U", "normal": "N", "truncated_normal": "N"}[draw.distribution]
    words = [_argument(function, text) for text in draw.arguments]
    if sign == "N" and words[1] != "1":
        words[1] = f"{words[1]}^2"
    cut = rf"\;\mathrm{{on}}\;[{words[2]}, {words[3]}]" if len(words) > 2 else ""
    return rf"{draw.name} \sim \mathrm{{{sign}}}({', '.join(words[:2])}){cut}"


def _argument(function: Stochastic, text: str) -> str:
    """A number where the parameters give one, else the letter of an earlier draw."""
    words = [draw.name for draw in function.draws]
    tree = function.bind(parse(text, [*words, *function.values]))
    value = constant_value(tree)
    return to_mathtext(tree) if value is None else number_word(float(value))


def _opened(tree: Node, called: str) -> Node:
    """A lone atom, and one called as the function is, by what it means: softplus without softplus.

    A title that says sigmoid needs no sigmoid below it.
    """
    if tree.op in _OPENED and (tree.op == called or tree.args == (X,)):
        return substitute(parse(_OPENED[tree.op]), {"x": tree.args[0]})
    if not any(part.op == called for part in walk(tree)):
        return tree
    return node(tree.op, *(_opened(part, called) for part in tree.args))


def _display(text: str) -> str:
    """A lone fraction at full size."""
    return text.replace(r"\frac", r"\dfrac") if text.count(r"\frac") == 1 else text


def _elided(text: str) -> str:
    """Long decimals cut short, with dots to say so."""
    return re.sub(r"(\d+\.\d{5})\d{2,}", r"\1\\ldots{}", text)


def _factored(tree: Node) -> tuple[str, Node]:
    """``scale * where(...)`` as the factor's text and the cases; other trees as they are."""
    if tree.op == "*":
        one, other = tree.args
        if other.op == "where" and not any(part.op == "where" for part in walk(one)):
            return to_mathtext(one) + r"\,\cdot", other
    return "", tree


def _cases(tree: Node) -> list[tuple[str, str]]:
    """Values and conditions of nested where(...), from the first to the last."""
    cases = []
    while tree.op == "where":
        condition, then, tree = tree.args
        cases.append((to_mathtext(then), _condition(condition)))
        if tree.op != "where":
            cases.append((to_mathtext(tree), _last(condition, len(cases))))
    return cases or [(to_mathtext(tree), "")]


def _last(condition: Node, cases: int) -> str:
    """The condition of the last case: of two, the opposite of the first."""
    if cases == 1 and condition.op in _OPPOSITE:
        return _condition(node(_OPPOSITE[condition.op], *condition.args))
    return r"\mathrm{otherwise}"


def _condition(condition: Node) -> str:
    left, right = (to_mathtext(side) for side in condition.args)
    return rf"\mathrm{{if}}\;\; {left} {_SIGNS[condition.op]} {right}"


def _named(function: Activation) -> bool:
    return function.name.isidentifier() and function.name != function.formula
