"""Formulas that call functions of the catalogue, written out in the language alone."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Any

from actviz.dataclass import dataclass
from actviz.formula.grammar import MAX_LENGTH, FormulaError, parse
from actviz.formula.shorthands import Template
from actviz.formula.tree import Node, literal, written_size
from actviz.functions.elementwise import Activation
from actviz.functions.entry import SpecError
from actviz.functions.gated import INPUTS, Gate
from actviz.lookup.index import index, row


def template(entry: Any, word: str, *, careful: bool) -> Template:
    """An entry as a formula calls it; ``careful``: in the form that keeps digits in float64.

    Raises:
        SpecError: it is a random function, or one of a whole vector.
    """
    if not isinstance(entry, (Activation, Gate)):
        raise SpecError(f"{word} is {entry.kind_in_words}; a formula takes functions of one number")
    tree = entry.careful_tree if careful else entry.tree
    values = {letter: literal(value) for letter, value in entry.values.items()}
    letters = ("x",) if isinstance(entry, Activation) else INPUTS
    return Template(letters, tree, values, lambda given: entry.with_values(**given))


@dataclass(frozen=True)
class BuiltIn:
    """What formulas of a catalogue file may call: functions of the built-in catalogue."""

    careful: bool = False

    def find(self, word: str) -> Template | None:
        """The function of that name or alias; None: there is none.

        Raises:
            SpecError: it is a random function, or one of a whole vector.
        """
        known = _spellings().get(word)
        if known is None:
            return None
        fields = row(known)
        entry = fields["kind"](**{key: value for key, value in fields.items() if key != "kind"})
        return template(entry, word, careful=self.careful)

    def words(self) -> list[str]:
        """Every name and alias, for a word that is none of them."""
        return list(_spellings())


@cache
def _spellings() -> dict[str, str]:
    names = index()
    return {alias: word for word, line in names.items() for alias in line.aliases} | {
        word: word for word in names
    }


def written_out(text: str, letters: Collection[str], *, careful: bool = False) -> str:
    """A formula of a catalogue file: as it stands if it calls no function of the catalogue.

    Raises:
        FormulaError: there is a mistake in it, or it becomes too long.
    """
    try:
        parse(text, letters)
    except FormulaError:
        tree = parse(text, letters, BuiltIn(careful))
        return readable(tree) if careful else as_text(tree)
    return text


def readable(tree: Node) -> str:
    """A careful form as text; nothing where it is too long, or has a case like ``x/0`` by now."""
    try:
        text = as_text(tree)
        parse(text, tree.names)
    except FormulaError:
        return ""
    return text


def as_text(tree: Node) -> str:
    """A tree as text that is read again.

    Raises:
        FormulaError: it would be too long.
    """
    from actviz.readings.notation.plain import to_text

    text = to_text(tree) if written_size(tree) <= MAX_LENGTH else ""
    if not text or len(text) > MAX_LENGTH:
        raise FormulaError(
            "with the functions that it names written out, the formula has more than "
            f"{MAX_LENGTH} characters"
        )
    return text
