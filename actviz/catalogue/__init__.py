"""What is known, as data: entries by family, the names that libraries use, and papers.

``FAMILY.toml`` holds the entries of a family, ``libraries.toml`` the names that libraries use and
``dialects.toml`` what some of them compute instead, all in the format that every catalogue has
(``docs/own-catalogue.md``); ``references.bib`` holds the papers. ``kinks.toml`` says what slopes
libraries take at kinks, and ``roles.toml`` what suits a place in a network. ``index.txt``,
``spellings.txt``, ``facts.txt`` and ``trials.txt`` are made:
``python -m actviz.pages.contribution``.

An entry is read when it is asked for: its tables are cut out of the file of its family.
"""

from __future__ import annotations

from functools import cache
from os.path import dirname, join

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

# Families of functions of one number; then those of a whole vector, of two inputs, of chance.
ELEMENTWISE: Final = (
    "elementary", "sigmoidal", "rectified", "exponential", "self_gated", "periodic", "bump",
    "shrinkage", "learnable",
)  # fmt: skip
FAMILIES: Final = (*ELEMENTWISE, "vector", "gated", "stochastic")

# What some libraries are called elsewhere.
LIBRARY_ALIASES: Final = {
    "pytorch": "torch", "tensorflow": "tf", "huggingface": "hf", "transformers": "hf",
    "paddlepaddle": "paddle",
}  # fmt: skip

FOLDER: Final = dirname(__file__)


@cache
def text(file: str) -> str:
    """The text of one of the files of this folder."""
    with open(join(FOLDER, file), encoding="utf-8") as opened:
        return opened.read()


@cache
def tables(file: str) -> dict[str, Any]:
    """All tables of one of the TOML files, by name."""
    import tomllib

    return tomllib.loads(text(file))


@cache
def table(file: str, name: str) -> dict[str, Any]:
    """One table, with the tables inside it; the rest of the file is not read.

    Raises:
        KeyError: the file has no table of that name.
    """
    import tomllib

    whole, head, inner = text(file), f"[{name}]\n", (f"[{name}.", f"[[{name}.")
    start = 0 if whole.startswith(head) else whole.find("\n" + head) + 1
    if not whole.startswith(head, start):
        raise KeyError(name)
    end = whole.find("\n[", start)
    while end >= 0 and whole.startswith(inner, end + 1):
        end = whole.find("\n[", end + 1)
    held: dict[str, Any] = tomllib.loads(whole[start:end] if end >= 0 else whole[start:])
    for word in name.split("."):
        held = held[word]
    return held


@cache
def frameworks() -> dict[str, dict[str, str]]:
    """The names that libraries use, with what each leads to, by the library's short name."""
    tables: dict[str, dict[str, str]] = {}
    for line in text("spellings.txt").splitlines():
        library, spelling, target = line.split("\t")
        tables.setdefault(library, {})[spelling] = target
    return tables


def library(word: str) -> dict[str, Any]:
    """What is known of a library: title, version read, options, names that demand a number."""
    return table("libraries.toml", f"libraries.{word}")
