"""What is in the catalogue, without importing any of its modules.

``catalogue/index.txt`` has a line for each function: what a listing shows of it, and which module
holds it. ``python -m actviz.lookup.properties`` remakes it; a test compares it with the modules.
"""

from __future__ import annotations

from functools import cache
from os.path import dirname, join

from actviz.catalogue import MODULES, OTHER_MODULES, rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

# What a mark beside a function's name says.
SINGLE_SOURCE: Final = "formula rests on one public transcription"

FILE: Final = join(dirname(dirname(__file__)), "catalogue", "index.txt")


class Line:
    """A function as a listing shows it; the attributes have the names that a function has."""

    __slots__ = ("aliases", "family", "formula", "module", "name", "single_source", "title", "year")

    def __init__(self, text: str) -> None:
        words = text.rstrip("\n").split("\t")
        self.module, self.name, self.title, year, source, self.formula, *self.aliases = words
        self.family = families()[self.module]
        self.year = int(year) if year else None
        self.single_source = source == "*"


@cache
def index() -> dict[str, Line]:
    """Every function's line by its canonical name, in the catalogue's order."""
    with open(FILE, encoding="utf-8") as file:
        lines = map(Line, file)
        return {line.name: line for line in lines}


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
    module = index()[name].module
    return {**_by_name(module)[name], "family": families()[module]}
