"""Formulas as they are typed: of one x or of two halves, with names of the catalogue in them.

A formula that calls functions of the catalogue is written out as it is read: ``x*relu6(x + 3)/6``
becomes ``x*clip(x + 3, 0, 6)/6``, and where float64 would lose digits of a function, its careful
form goes the same way.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Final

from actviz.dataclass import dataclass
from actviz.formula.grammar import FormulaError, free_names, parse
from actviz.formula.shorthands import Template
from actviz.formula.tree import Node, X, substitute
from actviz.functions.elementwise import Activation
from actviz.functions.entry import Parameter, SpecError
from actviz.functions.gated import INPUTS, Gate
from actviz.lookup import doors
from actviz.lookup.names import entry_called, named, spellings
from actviz.lookup.written_out import as_text, readable, template

if TYPE_CHECKING:
    from actviz.lookup.names import Function

# What papers and programs write for x.
_OTHER_X: Final = frozenset({
    "z", "t", "u", "h", "X", "input", "inputs", "inp", "hidden", "hidden_states", "features",
})  # fmt: skip


@dataclass(frozen=True)
class Catalogue:
    """What formulas may call by name: elementwise functions and gated units of the catalogue.

    Nothing of the catalogue is loaded until a name is asked for. ``careful``: in the form in
    which float64 keeps its digits.
    """

    careful: bool = False

    def find(self, word: str) -> Template | None:
        """The function of that name or alias, or of a library, ``F.softplus``; None: none is.

        Raises:
            SpecError: it is a random function, or one of a whole vector, or differs between the
                libraries whose module is called so.
        """
        if "." in word:
            from actviz.lookup.foreign_words import hint, translated

            spec = translated(word)
            if spec != word and doors.spec is not None:
                return template(doors.spec(spec)[0], word, careful=self.careful)
            if several := hint(word):
                raise SpecError(f"{word}: {several}; in a formula as torch.nn.functional.relu(x)")
            return None
        known = entry_called(word)
        if known is None:
            return None
        entry = named(known)
        return template(entry, word, careful=self.careful)

    def words(self) -> list[str]:
        """Every name and alias, the best known first, for a word that is none of them."""
        from actviz.lookup.foreign_words import fame

        return sorted(spellings(), key=fame, reverse=True)


def typed(text: str, letters: Collection[str]) -> Function:
    """The function that a formula means: elementwise, or a gated unit where it holds u and v.

    Args:
        text: a formula in ``x``, or in ``z`` or ``t`` where that is its only letter without a
            value, or in ``u`` and ``v``. It is the function's name too.
        letters: its own parameters; each is 1 until it is given another value.

    Raises:
        FormulaError: there is a mistake in it.
    """
    unknown = free_names(text) - set(letters)
    parameters = tuple(Parameter(letter, 1.0) for letter in letters)
    kind: type[Gate] | type[Activation] = Gate if unknown >= set(INPUTS) else Activation
    inputs = INPUTS if kind is Gate else ()
    other = None
    if kind is Activation and "x" not in unknown and len(unknown & _OTHER_X) == 1:
        (other,) = unknown & _OTHER_X
    words = [*letters, *inputs, *filter(None, [other])]
    try:
        tree, careful = (_read(text, words, other, Catalogue(one)) for one in (False, True))
    except FormulaError as error:
        raise _with_values(error, text, letters) from None
    if "x" in tree.names and kind is Gate:
        raise FormulaError("a formula in u and v is a gated unit; it holds no x")
    formula = text if other is None and _plain(text, words) else as_text(tree)
    return kind(
        name=text,
        family="own",
        formula=formula,
        careful="" if careful is tree else readable(careful),
        parameters=parameters,
    )


def _read(text: str, words: Collection[str], other: str | None, library: Catalogue) -> Node:
    tree = parse(text, words, library)
    return substitute(tree, {other: X}) if other else tree


def _plain(text: str, words: Collection[str]) -> bool:
    """Whether a formula calls nothing of the catalogue, and can be read without it."""
    try:
        parse(text, words)
    except FormulaError:
        return False
    return True


def _with_values(error: FormulaError, text: str, letters: Collection[str]) -> FormulaError:
    """A mistake that is a letter without a value, with how one is given."""
    letter = error.unknown
    if not letter:
        return error
    given = "".join(f":{word}=1" for word in letters)
    shown = text if len(text) <= 40 else "..."
    at = f"give {letter} a value: {shown}{given}:{letter}=1; "
    head, semicolon, tail = error.message.partition("; ")
    return FormulaError(f"{head}{semicolon}{at}{tail}", error.text, error.column, letter)
