"""What is in the catalogue, without reading any of its entries.

``catalogue/index.txt`` has a line for each function: what a listing shows of it, and the family
whose file holds it. ``python -m actviz.pages.contribution`` remakes it.
"""

from __future__ import annotations

from functools import cache

from actviz import catalogue

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

# What a mark beside a function's name says.
SINGLE_SOURCE: Final = "formula rests on one public transcription"


class ListedFunction:
    """A function as a listing shows it; the attributes have the names that a function has."""

    __slots__ = ("aliases", "family", "formula", "mark", "name", "single_source", "title", "year")

    def __init__(self, text: str) -> None:
        words = text.split("\t")
        self.family, self.name, self.title, year, source, self.mark, self.formula, *aliases = words
        self.aliases = aliases
        self.year = int(year) if year else None
        self.single_source = source == "*"


@cache
def index() -> dict[str, ListedFunction]:
    """Every function's line by its canonical name, in the catalogue's order."""
    lines = map(ListedFunction, catalogue.text("index.txt").splitlines())
    return {line.name: line for line in lines}


def row(name: str) -> dict[str, Any]:
    """The row of a canonical name; its tables alone are read."""
    from actviz.lookup import entry_tables

    family = index()[name].family
    return entry_tables.row(name, catalogue.table(f"{family}.toml", name), family)


def rows(family: str) -> list[dict[str, Any]]:
    """All rows of a family, in order."""
    from actviz.lookup import entry_tables

    tables = catalogue.tables(f"{family}.toml")
    return [entry_tables.row(name, fields, family) for name, fields in tables.items()]
