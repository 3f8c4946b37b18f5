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
from actviz.text.rows import Row, short, to_text
from actviz.text.table_cells import Markdown

_INTRODUCTION = """\
# Coverage

{names} names of {libraries} libraries lead to {functions} functions of the catalogue and to
{formulas} formulas beside them. Each means what that library computes with its own defaults: write
`torch:GELU`, `jax:gelu`, `keras:LeakyReLU:negative_slope=0.2`. An exact spelling wins over a
forgiving match. `actviz dialects` tells where libraries mean different things by one name, and with
`--verify` asks those that are installed whether all that is so.

This page is generated: `python -m actviz.pages.contribution`."""

_COMPARED = """\
"Read" is the version whose source (a manual where it says so) the names were read from. "Compared"
are the versions that were run, by `actviz dialects --verify`: names with default arguments, and
with each argument that switches a meaning. In single precision they agree with ours within
rounding, at some 1500 points from -100 to 100, functions of vectors and gated units at a few
vectors, random ones where nothing is drawn or in how often each component is the largest. Keras'
`sparsemax` disagrees and is mistaken: see `actviz show sparsemax`. On PyTorch, Keras' softplus is
PyTorch's."""

_MARKED = """\
A star marks a name with defaults of its own, or a formula of its own: the next section spells them
out."""

_OWN = """\
What differs from the catalogue's defaults or formula, and by how much at most over the whole line
(computed; unbounded where the difference grows for ever, nothing where the functions are not
elementwise)."""

_LEFT_OUT = """\
Known by name alone so far: ArcGate, the "adaptive arctangent gated activation" with seven learnable
parameters of Bhattacharya and others (2026, arXiv 2605.14518). Only its abstract has been read, and
no formula is guessed."""


def page() -> str:
    """The whole page."""
    targets = [target for table in catalogue.frameworks().values() for target in table.values()]
    head = _INTRODUCTION.format(
        names=len(targets),
        libraries=len(catalogue.frameworks()),
        functions=len(set(map(canonical, targets)) & set(names())),
        formulas=len(set(map(canonical, targets)) - set(names())),
    )
    parts = [
        head,
        "## Libraries",
        _table(_libraries()),
        _COMPARED,
        "## Functions",
        _MARKED,
        _table(_functions()),
        "## Names with defaults or formulas of their own",
        _OWN,
        _table(_own()),
        "## Functions left out",
        _LEFT_OUT,
    ]
    return "\n\n".join(parts) + "\n"


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
