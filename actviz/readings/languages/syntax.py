"""What a language is described by, and how a tree is written in it.

A language has numbers (how a literal is spelled), operators, a way to choose between two values,
and functions. Those of its functions are named in ``functions`` whose accuracy is vouched for, by
its standard or by every implementation that people use; all others are written out, from
:mod:`~actviz.readings.languages.helpers`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from typing import Final

from actviz.dataclass import dataclass
from actviz.formula.tree import COMPARISONS, Node, walk
from actviz.readings.languages.lowering import LEAVES

_LONG: Final = 84  # letters from which on a part of an expression gets a line of its own

# How tightly an operator binds; what binds less tightly than its place asks gets brackets.
_TIGHT: Final = {"+": 3, "-": 3, "*": 4, "/": 4, "neg": 5, **dict.fromkeys(COMPARISONS, 2)}
_WHOLE: Final = 9

_HELPER_NAMES: Final = {"Phi": "normal_cdf", "phi": "normal_pdf"}  # two by capitals alone
ATOM_OF: Final = {spelled: word for word, spelled in _HELPER_NAMES.items()}


@dataclass(frozen=True)
class Syntax:
    """How expressions are spelled in a language.

    ``functions`` holds a template for each function that the language has, with ``{0}`` and
    ``{1}`` for its arguments; ``where`` and ``let`` are templates too.
    """

    literal: Callable[[float], str]
    functions: Mapping[str, str]
    where: str  # of condition, then, otherwise: {0}, {1}, {2}
    let: str  # of a word and a value: {0}, {1}
    prefix: str = "act_"  # in front of the names of helpers
    operators: Mapping[str, str] = field(default_factory=dict)  # where they differ from C's
    tight_where: int = 0  # how tightly a choice binds; 0 for a call
    fenced: bool = False  # whether its parts stand in brackets already
    operand: frozenset[str] = frozenset()  # functions in whose template an argument is an operand

    def call(self, word: str) -> str:
        """The template of a function, its own or a helper's."""
        own = self.functions.get(word)
        return own if own is not None else f"{self.helper(word)}({{args}})"

    def helper(self, word: str) -> str:
        """How a helper is called in this language."""
        stem, single, _ = word.partition("_single")
        return self.prefix + _HELPER_NAMES.get(stem, stem) + single


@dataclass(frozen=True)
class Text:
    """A tree as statements that name its parts, and the expression that is its value."""

    lets: tuple[str, ...]
    values: tuple[str, ...]
    named: Mapping[Node, str]


def written(
    roots: Sequence[Node],
    syntax: Syntax,
    words: Mapping[str, str] = {},
    known: str = "t",
    first: int = 0,
) -> Text:
    """Trees as statements and one expression each; what occurs twice gets a name.

    Args:
        roots: trees brought down to what the language has.
        words: how names in the trees are spelled that do not stand for themselves.
        known: the first letter of the names made up.
        first: the number behind it in the first of them.
    """
    uses: dict[Node, int] = {}
    for root in roots:
        uses[root] = uses.get(root, 0) + 1
    seen: set[Node] = set()
    for root in roots:
        for current in walk(root):
            if current in seen:
                continue
            seen.add(current)
            for arg in current.args:
                uses[arg] = uses.get(arg, 0) + 1
    texts: dict[Node, tuple[str, int]] = {}
    lets: list[str] = []
    named: dict[Node, str] = {}
    for root in roots:
        for current in walk(root):
            if current in texts:
                continue
            text, tight = _spelled(current, syntax, words, texts)
            shared = uses[current] > 1 and bool(current.args) and current.op not in COMPARISONS
            long = len(text) > _LONG and current not in roots and current.op not in COMPARISONS
            if shared or long:
                word = named[current] = f"{known}{first + len(lets)}"
                lets.append(syntax.let.format(word, text))
                text, tight = word, _WHOLE
            texts[current] = text, tight
    return Text(tuple(lets), tuple(texts[root][0] for root in roots), named)


def _spelled(
    current: Node, syntax: Syntax, words: Mapping[str, str], texts: Mapping[Node, tuple[str, int]]
) -> tuple[str, int]:
    op = current.op
    if op in LEAVES:
        if op == "name":
            return words.get(str(current.value), str(current.value)), _WHOLE
        assert isinstance(current.value, (int, float))
        value = float(current.value)
        text = syntax.literal(value)
        return text, _TIGHT["neg"] if text.startswith("-") else _WHOLE

    def argument(at: int, least: int) -> str:
        text, tight = texts[current.args[at]]
        return f"({text})" if tight < least else text

    if op == "where":
        least = syntax.tight_where + 1 if syntax.tight_where and not syntax.fenced else 0
        parts = [argument(at, least) for at in range(3)]
        tight = syntax.tight_where or _WHOLE
        return syntax.where.format(*parts), tight
    if op == "neg":
        return f"-{argument(0, _TIGHT['neg'] + 1)}", _TIGHT["neg"]
    if op in _TIGHT:
        own = _TIGHT[op]
        sign = syntax.operators.get(op, op)
        # Rounding makes a difference between (a + b) + c and a + (b + c): the right is bracketed.
        return f"{argument(0, own)} {sign} {argument(1, own + 1)}", own
    least = _WHOLE if op in syntax.operand else 0
    parts = [argument(at, least) for at in range(len(current.args))]
    return syntax.call(op).format(*parts, args=", ".join(parts)), _WHOLE
