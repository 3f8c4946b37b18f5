"""The files that are made from the catalogue, so that a start need not read or derive it.

``index.txt`` lists the entries, ``spellings.txt`` the names that libraries use, ``properties.txt``
the answers that ``actviz list`` finds functions by, and ``proofs.txt`` what is proved. Answers and
proofs belong to a key, made from the formula, its parameters' values and what is asked: an entry
whose keys are there is not derived again.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from actviz import catalogue
from actviz.facts import kept_proofs
from actviz.facts.pieces import Curve
from actviz.facts.proof import proved
from actviz.lookup import index, names, properties

if TYPE_CHECKING:
    from actviz.functions.elementwise import Activation
    from actviz.lookup.names import Function

FOLDER: Final = Path(catalogue.FOLDER)
FEW: Final = 4  # fewer functions are not worth starting processes


@dataclass(frozen=True)
class Made:
    """What was done: the functions that were derived, and the files that changed."""

    derived: list[str]
    changed: list[str]


def remake(all_anew: bool = False) -> Made:
    """Bring the files up to date with the catalogue.

    Args:
        all_anew: derive every entry, which is due where the way of deriving has changed.
    """
    changed = [written("index.txt", index_text()), written("spellings.txt", spellings_text())]
    catalogue.text.cache_clear()
    index.index.cache_clear()
    names.forget()
    functions = list(names.built_in_entries())
    stale = functions if all_anew else [f for f in functions if not kept(f)]
    lines = {f.name: (_answers(f), _proof(f)) for f in functions if f not in stale}
    lines |= dict(zip((f.name for f in stale), _derived(stale), strict=True))
    for number, file in enumerate((properties.FILE, kept_proofs.FILE)):
        changed.append(written(file.name, "".join(lines[f.name][number] + "\n" for f in functions)))
    properties.forget()
    kept_proofs.forget()
    return Made([function.name for function in stale], [file for file in changed if file])


def index_text() -> str:
    """The index of the catalogue as it ought to be, from its entries themselves."""
    return "".join(
        _index_line(names.made(row)) for family in catalogue.FAMILIES for row in index.rows(family)
    )


def _index_line(function: Function) -> str:
    source = "*" if function.single_source else ""
    words = (function.family, function.name, function.title, str(function.year or ""), source)
    return "\t".join([*words, function.formula, *function.aliases]) + "\n"


def spellings_text() -> str:
    """The names that libraries use as they ought to be listed: library, name, target."""
    return "".join(
        f"{library}\t{spelling}\t{target}\n"
        for library, table in catalogue.tables("libraries.toml")["libraries"].items()
        for spelling, target in table["names"].items()
    )


def kept(function: Activation) -> bool:
    """Whether answers and proofs of a function, as it is now, are in the files."""
    tree = Curve(function.bound_tree).tree
    return properties.at_hand(function) and kept_proofs.at_hand(tree) is not None


def written(file: str, text: str) -> str:
    """Write one of the files if that changes it; its name, or nothing if it does not."""
    path = FOLDER / file
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return ""
    path.write_text(text, encoding="utf-8")
    return file


def _answers(function: Activation) -> str:
    return properties.line(function, properties.answers(function) or {})


def _proof(function: Activation) -> str:
    tree = Curve(function.bound_tree).tree
    return kept_proofs.line(function.name, tree, kept_proofs.at_hand(tree) or ())


def _derived(functions: list[Activation]) -> list[tuple[str, str]]:
    """The line of answers and that of proofs of each, worked out now."""
    if len(functions) < FEW:
        return list(map(derived, functions))
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor() as pool:
        return list(pool.map(derived, functions, chunksize=FEW))


def derived(function: Activation) -> tuple[str, str]:
    """A function's line of answers, and its line of what is proved."""
    curve = Curve(function.bound_tree)
    proof = kept_proofs.line(function.name, curve.tree, proved(curve))
    return properties.line(function, properties.derived(function)), proof
