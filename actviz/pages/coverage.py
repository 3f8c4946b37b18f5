"""Which library ships which function, under which names: a page of Markdown.

``python -m actviz.pages.contribution`` remakes it; a test says when it is stale.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from actviz import catalogue
from actviz.lookup.names import dialect
from actviz.lookup.registry import canonical, everything, names
from actviz.pages.dialects import details
from actviz.readings.languages.marked_texts import filled, whole
from actviz.text.rows import Row, short, to_text
from actviz.text.table_cells import Markdown


def page() -> str:
    """The whole page."""
    targets = [target for table in catalogue.frameworks().values() for target in table.values()]
    known = set(names())
    return filled(
        whole(__file__, "coverage_page.md"),
        names=len(targets),
        libraries=len(catalogue.frameworks()),
        functions=len(set(map(canonical, targets)) & known),
        formulas=len(set(map(canonical, targets)) - known),
        table_of_libraries=_table(_libraries()),
        table_of_functions=_table(_functions()),
        table_of_own=_table(_own()),
    )


def _table(rows: Iterator[Row]) -> str:
    """Rows whose words are Markdown as they stand."""
    marked = [
        {key: Markdown(cell) if isinstance(cell, str) else cell for key, cell in row.items()}
        for row in rows
    ]
    return to_text(marked, "md").rstrip()


def _libraries() -> Iterator[Row]:
    for word, table in catalogue.frameworks().items():
        library = catalogue.library(word)
        yield {
            "prefix": f"`{word}`",
            "library": library["title"],
            "names": len(table),
            "functions": len({canonical(target) for target in table.values()}),
            "read": library["read"],
            "compared": library.get("compared", ""),
        }


def _functions() -> Iterator[Row]:
    carried: dict[str, dict[str, list[str]]] = {}
    for word, table in catalogue.frameworks().items():
        for spelling, target in table.items():
            shown = f"{spelling}\\*" if _is_own(target) else spelling
            carried.setdefault(canonical(target), {}).setdefault(word, []).append(shown)
    known = [word for word in names() if word in carried]
    for function in (*known, *sorted(carried.keys() - set(known))):  # formulas come last
        ships = carried[function]
        yield {
            "function": f"`{function}`",
            "libraries": len(ships),
            "names": "; ".join(f"{word}: {', '.join(ships[word])}" for word in ships),
        }


def _is_own(target: str) -> bool:
    """Whether a target sets a value (not only another word for a parameter) or a formula."""
    head, *settings = target.split(":")
    values = (setting.partition("=")[2] for setting in settings)
    return dialect(head) is not None or any(not value[0].isalpha() for value in values)


def _own() -> Iterator[Row]:
    for function in everything():
        for row in details(function):
            framework, value = row["framework"], row["differs_by"]
            set_ = ", ".join(f"{word} = {number:.10g}" for word, number in row["values"].items())
            yield {
                "function": f"`{function.name}`",
                "names": ", ".join(f"`{framework}:{spelling}`" for spelling in row["names"]),
                "what": row["note"] or set_,
                "formula": f"`{row['formula']}`" if row["note"] else "",
                "differs by": "" if value is None else _size(value),
                "at x": "" if value is None else short(row["at_x"]),
            }


def _size(value: float) -> str:
    return "unbounded" if abs(value) == float("inf") else f"{abs(value):.3g}"


if __name__ == "__main__":
    sys.stdout.write(page())
