"""Code of other languages in files of its own, with marks where a program puts something in.

A mark is ``@@word`` or ``@@{word}``. A file of several parts has a line ``@@@ name`` above each.
"""

from __future__ import annotations

import re
from functools import cache
from os.path import dirname, join
from typing import Final

_MARK: Final = re.compile(r"@@(?:\{(\w+)\}|(\w+))")  # none of these languages has such a thing


@cache
def whole(module: str, file: str) -> str:
    """The text of a file that stands beside a module, which gives its ``__file__``."""
    with open(join(dirname(module), file), encoding="utf-8") as opened:
        return opened.read()


@cache
def parts(module: str, file: str) -> dict[str, str]:
    """The parts of such a file by their names, without the ends of their last lines."""
    names_and_texts = re.split(r"^@@@ (.+)\n", whole(module, file), flags=re.MULTILINE)[1:]
    pairs = zip(names_and_texts[::2], names_and_texts[1::2], strict=True)
    return {name: text.rstrip("\n") for name, text in pairs}


def reserved(language: str) -> frozenset[str]:
    """The words that a language keeps for itself, and those of its library that are in the way."""
    return frozenset(parts(__file__, "reserved_words.txt")[language].split())


def filled(text: str, **words: object) -> str:
    """A text with something for each of its marks."""
    return _MARK.sub(lambda mark: str(words[mark[1] or mark[2]]), text)
