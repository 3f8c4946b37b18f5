"""Which module of the catalogue holds a name, without importing any of them.

``catalogue/index.txt`` has a line for each function: its module, its name, its aliases.
``python -m actviz.properties`` remakes it; a test compares it with the modules.
"""

from __future__ import annotations

from functools import cache
from os.path import dirname, join

from actviz.catalogue import MODULES, OTHER_MODULES, rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

FILE: Final = join(dirname(__file__), "catalogue", "index.txt")


@cache
def index() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Every canonical name, in the catalogue's order, with its module and its aliases."""
    found = {}
    with open(FILE, encoding="utf-8") as file:
        for line in file:
            module, name, *aliases = line.rstrip("\n").split("\t")
            found[name] = (module, tuple(aliases))
    return found


@cache
def families() -> dict[str, str]:
    """The family that each module belongs to."""
    known = {**MODULES, **OTHER_MODULES}
    return {module: family for family, modules in known.items() for module in modules}


@cache
def _by_name(module: str) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in rows(module)}


def row(name: str) -> dict[str, Any]:
    """The row of a canonical name, with its family; its module is imported."""
    module = index()[name][0]
    return {**_by_name(module)[name], "family": families()[module]}


def lines() -> str:
    """The index as it ought to be, from the modules themselves."""
    return "".join(
        "\t".join([module, row["name"], *row.get("aliases", ())]) + "\n"
        for module in families()
        for row in rows(module)
    )


def remake() -> None:
    """Write the index anew."""
    text = lines()
    with open(FILE, "w", encoding="utf-8") as file:
        file.write(text)
    index.cache_clear()
