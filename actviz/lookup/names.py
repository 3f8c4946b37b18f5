"""Names to functions at their defaults: the built-in catalogue, the user's own, and plug-ins'.

Only what is asked for is read: the index knows all built-in names, and an entry brings its kind.
"""

from __future__ import annotations

from functools import cache
from os import fspath

from actviz import catalogue
from actviz.lookup import plug_ins, user_catalogues
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
    from actviz.functions.vector.vector_function import VectorFunction
    from actviz.lookup.catalogue_file import Catalogue
    from actviz.lookup.index import ListedFunction

    Function: TypeAlias = Activation | VectorFunction | Gate | Stochastic
    Listed: TypeAlias = ListedFunction | Function


@cache
def own_rows() -> dict[str, dict[str, Any]]:
    """The entries of the user's own catalogues by name, each with the file that it is from.

    Raises:
        SpecError: a file does not make sense, or a name in it is taken.
    """
    rows: dict[str, dict[str, Any]] = {}
    taken: dict[str, str] = {}
    if user_catalogues.files:
        for name, line in index().items():
            taken |= {fold(word): f"the built-in {name}" for word in (name, *line.aliases)}
    for file in user_catalogues.files:
        for word, row in _read(file).rows.items():
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
            rows[word] = row
    return rows


@cache
def plugged_rows() -> dict[str, dict[str, Any]]:
    """The entries of plug-ins by name: ``mine:relu`` where ``relu`` means something already."""
    rows: dict[str, dict[str, Any]] = {}
    for plug_in, said in plug_ins.catalogues().items():
        for word, row in said.rows.items():
            taken = word in rows or fold(word) in folded()
            name = f"{plug_in}:{word}" if taken else word
            rows[name] = row | {"name": name}
    return rows


@cache
def own_references() -> dict[str, dict[str, Any]]:
    """The references of the user's own catalogues and of plug-ins by key."""
    references = {key: fields for said in plug_ins.catalogues().values()
             for key, fields in said.references.items()}  # fmt: skip
    return references | {k: fields for said in _own() for k, fields in said.references.items()}


@cache
def _read(file: str) -> Catalogue:
    from actviz.lookup.catalogue_file import read

    return read(file)


def _own() -> list[Catalogue]:
    return [_read(file) for file in user_catalogues.files]


@cache
def frameworks() -> dict[str, dict[str, str]]:
    """The names that libraries use, with their targets: built-in ones win over all others."""
    tables = {word: dict(table) for word, table in catalogue.frameworks().items()}
    for said in (*_own(), *plug_ins.catalogues().values()):
        for word, library in said.libraries.items():
            tables[word] = {**library["names"], **tables.get(word, {})}
    return tables


def library(word: str) -> dict[str, Any]:
    """What else is known of a library: its title, its options, names that demand a number."""
    if word in catalogue.frameworks():
        return catalogue.library(word)
    every = (*_own(), *plug_ins.catalogues().values())
    return next((said.libraries[word] for said in every if word in said.libraries), {})


def options(framework: str, spelling: str) -> dict[str, str]:
    """Arguments with which a library's function is another, and where they lead."""
    targets: dict[str, str] = library(framework).get("options", {}).get(spelling, {})
    return targets


@cache
def dialect(word: str) -> dict[str, Any] | None:
    """What a library computes under a known name, if a dialect is called so."""
    if word in index():
        return None
    try:
        fields = catalogue.table("dialects.toml", f"dialects.{word}")
    except KeyError:
        every = (*_own(), *plug_ins.catalogues().values())
        return next((said.dialects[word] for said in every if word in said.dialects), None)
    from actviz.lookup.entry_tables import parameters

    return {**fields, "parameters": parameters(fields.get("parameters", {}))}


def head_of(target: str) -> tuple[str, list[str]]:
    """What a library's name leads to, ``gelu`` or a plug-in's ``mine:relu``, and its settings."""
    head, *settings = target.split(":")
    if settings and "=" not in settings[0]:
        head = f"{head}:{settings.pop(0)}"
    return head, settings


def canonical(target: str) -> str:
    """The canonical name that a framework's target leads to."""
    word, _ = head_of(target)
    if word in index():
        return word
    known = dialect(word)
    return str(known["of"]) if known else word


def frameworks_of(word: str) -> dict[str, list[str]]:
    """The names under which each framework ships a canonical function, dialects included."""
    return _shipped().get(word, {})


@cache
def _shipped() -> dict[str, dict[str, list[str]]]:
    """All libraries' names by the canonical function that they lead to."""
    shipped: dict[str, dict[str, list[str]]] = {}
    for framework, table in frameworks().items():
        for spelling, target in table.items():
            theirs = shipped.setdefault(canonical(target), {})
            theirs.setdefault(framework, []).append(spelling)
    return shipped


def forget() -> None:
    """Read everything anew when it is next asked for: another catalogue is in use."""
    for kept in (
        own_rows, plugged_rows, own_references, _read, frameworks, dialect, named, spellings,
        folded, plugged_spellings, _shipped,
    ):  # fmt: skip
        kept.cache_clear()


def use_catalogue(path: str | PathLike[str]) -> list[str]:
    """Add the functions of a file to those that names mean, and return their names.

    Raises:
        SpecError: the file, an entry or a field does not make sense; the message names it.
    """
    file = fspath(path)
    if file not in user_catalogues.files:
        user_catalogues.files.append(file)
        forget()
    try:
        return [name for name, row in own_rows().items() if row["file"] == file]
    except ValueError:
        user_catalogues.files.remove(file)
        forget()
        raise


def listed() -> list[Listed]:
    """What a listing shows of every function, with none of the catalogue's modules imported."""
    return [*index().values(), *map(named, own_rows()), *map(named, plugged_rows())]


@cache
def named(word: str) -> Function:
    """The function of a canonical name, at its defaults."""
    if word in index():
        return of_row(built_in(word))
    own = own_rows()
    return of_row(own[word] if word in own else plugged_rows()[word])


def plugged(plug_in: str, word: str) -> Function | None:
    """A plug-in's function by a name or an alias, whatever else the name means."""
    said = plug_ins.catalogues().get(plug_in)
    for name, row in said.rows.items() if said else ():
        if fold(word) in map(fold, (name, *row.get("aliases", ()))):
            spelling = f"{plug_in}:{name}"
            return named(spelling if spelling in plugged_rows() else name)
    return None


def of_row(row: dict[str, Any]) -> Function:
    """The function that a row of a catalogue describes, at its defaults."""
    fields = {field: value for field, value in row.items() if field not in ("file", "kind")}
    function: Function = row["kind"](**fields)
    return function


@cache
def spellings() -> dict[str, str]:
    """Canonical names and aliases as they are written, to the canonical name."""
    names = {word: word for word in (*index(), *own_rows())}
    for word, line in index().items():
        names.update((alias, word) for alias in line.aliases)
    for word, row in own_rows().items():
        names.update((alias, word) for alias in row.get("aliases", ()))
    return names


@cache
def folded() -> dict[str, str]:
    """The same with case, hyphens, blanks and underscores ignored; canonical names win."""
    names: dict[str, str] = {}
    for spelling, word in spellings().items():
        names.setdefault(fold(spelling), word)
    return names


def entry_called(word: str) -> str | None:
    """The canonical name of the function that a spelling means, if one is meant."""
    return spellings().get(word) or folded().get(fold(word))


def fold(word: str) -> str:
    """A spelling with what is forgiven taken away: ``Leaky-ReLU`` and ``leaky_relu`` agree."""
    return "".join(word.replace("_", " ").replace("-", " ").split()).lower()


def names() -> list[str]:
    """The canonical names by family: elementwise functions, then those of other kinds."""
    return [*index(), *own_rows(), *plugged_rows()]


@cache
def plugged_spellings() -> dict[str, str]:
    """What plug-ins add to the spellings, folded: their names and aliases that are free."""
    names: dict[str, str] = {}
    for word, row in plugged_rows().items():
        for spelling in (word, *row.get("aliases", ())):
            names.setdefault(fold(spelling), word)
    return names


def entries() -> Iterator[Activation]:
    """Every elementwise entry at its defaults."""
    from actviz.functions.elementwise import Activation

    return (function for function in everything() if isinstance(function, Activation))


def built_in_entries() -> Iterator[Activation]:
    """Every elementwise entry of the built-in catalogue at its defaults."""
    from actviz.functions.elementwise import Activation

    return (function for function in map(named, index()) if isinstance(function, Activation))


def everything() -> list[Function]:
    """Every function at its defaults, in the order of :func:`names`."""
    return [named(word) for word in names()]
