"""The files that are made from the catalogue, so that a start need not read or derive it.

``index.txt`` lists the entries, ``spellings.txt`` the names that libraries use, and ``facts.txt``
what follows from each formula, with what is proved of it. An entry whose formula and values are
there is not derived again.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from actviz import catalogue
from actviz.dataclass import dataclass
from actviz.facts import TOLERANCE, kept
from actviz.functions.elementwise import Activation
from actviz.lookup import index, names, same_entry

if TYPE_CHECKING:
    from actviz.lookup.names import Function

Given = TypeVar("Given")
T = TypeVar("T")

FOLDER: Final = Path(catalogue.FOLDER)
FEW: Final = 4  # fewer functions are not worth starting processes


@dataclass(frozen=True)
class Remade:
    """What was done: the functions that were derived, and the files that changed."""

    derived: list[str]
    changed: list[str]


def remake(all_anew: bool = False) -> Remade:
    """Bring the files up to date with the catalogue.

    Args:
        all_anew: derive every entry, which is due where the way of deriving has changed.
    """
    changed = [written("index.txt", index_text()), written("spellings.txt", spellings_text())]
    catalogue.text.cache_clear()
    index.index.cache_clear()
    names.forget()
    functions = list(names.built_in_entries())
    stale = functions if all_anew else [f for f in functions if not kept.at_hand(f)]
    lines = {f.name: kept.line(f) for f in functions if f not in stale}
    lines |= dict(zip((f.name for f in stale), of_each(derived, stale), strict=True))
    changed.append(written(kept.FILE.name, kept.text([lines[f.name] for f in functions])))
    kept.forget()
    return Remade([function.name for function in stale], [file for file in changed if file])


def index_text() -> str:
    """The index of the catalogue as it ought to be, from its entries themselves."""
    return "".join(
        _index_line(names.of_row(row))
        for family in catalogue.FAMILIES
        for row in index.rows(family)
    )


def _index_line(function: Function) -> str:
    source = "*" if function.single_source else ""
    mark = same_entry.mark(function.bound_tree) if isinstance(function, Activation) else None
    words = (
        *(function.family, function.name, function.title, str(function.year or ""), source),
        "" if mark is None else f"{mark:.9g}",
    )
    return "\t".join([*words, function.formula, *function.aliases]) + "\n"


def spellings_text() -> str:
    """The names that libraries use as they ought to be listed: library, name, target."""
    return "".join(
        f"{library}\t{spelling}\t{target}\n"
        for library, table in catalogue.tables("libraries.toml")["libraries"].items()
        for spelling, target in table["names"].items()
    )


def written(file: str, text: str) -> str:
    """Write one of the files if that changes it; its name, or nothing if it does not."""
    path = FOLDER / file
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return ""
    path.write_text(text, encoding="utf-8")
    return file


def of_each(work: Callable[[Given], T], functions: list[Given]) -> list[T]:
    """What is worked out of each function, by several processes where there are many."""
    if len(functions) < FEW:
        return list(map(work, functions))
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor() as pool:
        return list(pool.map(work, functions))


def derived(function: Activation) -> str:
    """A function's line of facts, derived and proved now."""
    from actviz.facts import all_facts

    facts = all_facts.derived(function, TOLERANCE, prove=True, patience=all_facts.PATIENT)
    return kept.line(function, facts)
