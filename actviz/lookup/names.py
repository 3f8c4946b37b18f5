"""Names to functions at their defaults: the built-in catalogue and the user's own.

Only what is asked for is imported: the index knows all names, and an entry brings its module.
"""

from __future__ import annotations

from functools import cache
from os import fspath

from actviz.lookup import user_catalogues
from actviz.lookup.index import index
from actviz.lookup.index import row as built_in

TYPE_CHECKING = False  # importing typing would take as long as the interpreter does to start
if TYPE_CHECKING:
    from collections.abc import Iterator
    from os import PathLike
    from typing import Any, TypeAlias

    from actviz.functions.elementwise import Activation
    from actviz.functions.gated import Gate
    from actviz.functions.random_functions import Stochastic
    from actviz.functions.vector import VectorFunction
    from actviz.lookup.index import Line

    Function: TypeAlias = Activation | VectorFunction | Gate | Stochastic
    Listed: TypeAlias = Line | Function


@cache
def own_rows() -> dict[str, dict[str, Any]]:
    """The entries of the user's own catalogues by name, each with the file that it is from.

    Raises:
        SpecError: a file does not make sense, or a name in it is taken.
    """
    found: dict[str, dict[str, Any]] = {}
    taken: dict[str, str] = {}
    if user_catalogues.files:
        for name, line in index().items():
            taken |= {fold(word): f"the built-in {name}" for word in (name, *line.aliases)}
    for file in user_catalogues.files:
        for word, row in _read(file)[0].items():
            for spelling in (word, *row.get("aliases", ())):
                other = taken.get(fold(spelling))
                if other is not None:
                    from actviz.functions.entry import SpecError

                    raise SpecError(
                        f"{file}: {word}: the name {spelling!r} is taken by {other}; "
                        "take another, so that every name means one thing"
                    )
            for spelling in (word, *row.get("aliases", ())):
                taken[fold(spelling)] = f"{word} of {file}"
            found[word] = row
    return found


@cache
def own_references() -> dict[str, dict[str, str | int]]:
    """The references of the user's own catalogues by key."""
    return {key: fields for file in user_catalogues.files for key, fields in _read(file)[1].items()}


def _read(file: str) -> tuple[dict[str, Any], dict[str, Any]]:
    from actviz.lookup.catalogue_file import read

    return read(file)


def forget() -> None:
    """Read everything anew when it is next asked for: another catalogue is in use."""
    for kept in (own_rows, own_references, named, spellings, folded):
        kept.cache_clear()


def use_catalogue(path: str | PathLike[str]) -> list[str]:
    """Add the functions of a file to those that names mean, and return their names.

    Raises:
        SpecError: the file, an entry or a field does not make sense; the message names it.
    """
    found = fspath(path)
    if found not in user_catalogues.files:
        user_catalogues.files.append(found)
        forget()
    try:
        return [name for name, row in own_rows().items() if row["file"] == found]
    except ValueError:
        user_catalogues.files.remove(found)
        forget()
        raise


def listed() -> list[Listed]:
    """What a listing shows of every function, with none of the catalogue's modules imported."""
    return [*index().values(), *map(named, own_rows())]


@cache
def named(word: str) -> Function:
    """The function of a canonical name, at its defaults."""
    return made(built_in(word) if word in index() else own_rows()[word])


def made(row: dict[str, Any]) -> Function:
    """The function that a row of a catalogue describes, at its defaults."""
    row = {field: value for field, value in row.items() if field != "file"}
    function: Function = _kind(row)(**row)
    return function


def _kind(row: dict[str, Any]) -> type[Any]:
    """The class that a row is made for, taken out of it."""
    if row["family"] == "gated":
        from actviz.functions.gated import Gate

        return Gate
    if row["family"] == "stochastic" and "kind" not in row:
        from actviz.functions.random_functions import Stochastic

        return Stochastic
    if "kind" in row:
        kind: type[Any] = row.pop("kind")
        return kind
    from actviz.functions.elementwise import Activation

    return Activation


@cache
def spellings() -> dict[str, str]:
    """Canonical names and aliases as they are written, to the canonical name."""
    found = {word: word for word in names()}
    for word, line in index().items():
        found.update((alias, word) for alias in line.aliases if alias not in found)
    for word, row in own_rows().items():
        found.update((alias, word) for alias in row.get("aliases", ()))
    return found


@cache
def folded() -> dict[str, str]:
    """The same with case, hyphens, blanks and underscores ignored; canonical names win."""
    found: dict[str, str] = {}
    for spelling, word in spellings().items():
        found.setdefault(fold(spelling), word)
    return found


def fold(word: str) -> str:
    """A spelling with what is forgiven taken away: ``Leaky-ReLU`` and ``leaky_relu`` agree."""
    return "".join(word.replace("_", " ").replace("-", " ").split()).lower()


def names() -> list[str]:
    """The canonical names by family: elementwise functions, then those of other kinds."""
    return [*index(), *own_rows()]


def entries() -> Iterator[Activation]:
    """Every elementwise entry at its defaults."""
    from actviz.functions.elementwise import Activation

    return (function for function in everything() if isinstance(function, Activation))


def everything() -> list[Function]:
    """Every function at its defaults, in the order of :func:`names`."""
    return [named(word) for word in names()]
