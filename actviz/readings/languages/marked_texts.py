"""Code of other languages in files of its own, with marks where a program puts something in.

A mark is ``@@word`` or ``@@{word}``. A file of several parts has a line ``@@@ name`` above each.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from string import Template


class _Marked(Template):
    delimiter = "@@"  # which none of these languages has


@cache
def whole(package: str, file: str) -> str:
    """The text of a file in a package."""
    return files(package).joinpath(file).read_text(encoding="utf-8")


@cache
def parts(package: str, file: str) -> dict[str, str]:
    """The parts of a file by their names, without the ends of their last lines."""
    names_and_texts = re.split(r"^@@@ (.+)\n", whole(package, file), flags=re.MULTILINE)[1:]
    pairs = zip(names_and_texts[::2], names_and_texts[1::2], strict=True)
    return {name: text.rstrip("\n") for name, text in pairs}


def filled(text: str, **words: object) -> str:
    """A text with something for each of its marks."""
    return _Marked(text).substitute(words)
