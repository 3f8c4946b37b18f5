"""A small strict reader of BibTeX, which knows nothing of how actviz writes it."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

# What BibTeX's plain style demands of each type, from the documentation of BibTeX ("btxdoc").
REQUIRED = {
    "article": {"author", "title", "journal", "year"},
    "book": {"author", "title", "publisher", "year"},
    "incollection": {"author", "title", "booktitle", "publisher", "year"},
    "inproceedings": {"author", "title", "booktitle", "year"},
    "phdthesis": {"author", "title", "school", "year"},
    "techreport": {"author", "title", "institution", "year"},
    "misc": set(),
}
_COMBINING = {
    "`": 0x300, "'": 0x301, "^": 0x302, "~": 0x303, "=": 0x304, "u": 0x306, ".": 0x307,
    '"': 0x308, "r": 0x30A, "H": 0x30B, "v": 0x30C, "c": 0x327, "k": 0x328,
}  # fmt: skip
_SIGNS = {
    r"{\ss}": "ß", r"{\o}": "ø", r"{\O}": "Ø", r"{\l}": "ł", r"{\L}": "Ł", r"{\ae}": "æ",
    r"{\aa}": "å", r"{\i}": "ı", r"\&": "&", r"\_": "_", r"\%": "%", r"\#": "#", r"\$": "$",
}  # fmt: skip


class Entry(NamedTuple):
    kind: str
    key: str
    fields: dict[str, str]


def entries(text: str) -> list[Entry]:
    """Every entry; anything that is not an entry, a comment line or a blank line is refused."""
    listed: list[Entry] = []
    at = 0
    while True:
        gap = re.compile(r"(?:\s|%[^\n]*\n)*").match(text, at)
        assert gap is not None
        at = gap.end()
        if at == len(text):
            return listed
        head = re.compile(r"@([a-z]+)\{([A-Za-z][\w-]*),\n").match(text, at)
        assert head, f"no entry at {text[at : at + 40]!r}"
        fields: dict[str, str] = {}
        at = head.end()
        while text[at] != "}":
            name = re.compile(r"\s*([a-z]+) = \{").match(text, at)
            assert name, f"no field at {text[at : at + 40]!r}"
            end = _closing(text, name.end())
            assert name[1] not in fields, f"{name[1]} twice"
            fields[name[1]] = text[name.end() : end]
            assert text[end : end + 3] == "},\n"
            at = end + 3
        at += 1
        listed.append(Entry(head[1], head[2], fields))


def _closing(text: str, at: int) -> int:
    """Where the brace closes that was opened just before; an escaped brace does not count."""
    depth = 1
    while depth:
        if text[at] == "\\":
            at += 1
        elif text[at] in "{}":
            depth += 1 if text[at] == "{" else -1
        at += 1
    return at - 1


def read(value: str) -> str:
    """A field's value as a reader sees it: accents on their letters, no braces."""
    accent = re.compile(r"\{\\([`'^~=.\"]|[uvHckr](?=\{))\{\\?([A-Za-z])\}\}")
    value = accent.sub(lambda m: unicodedata.normalize("NFC", m[2] + chr(_COMBINING[m[1]])), value)
    for tex, sign in _SIGNS.items():
        value = value.replace(tex, sign)
    assert "\\" not in value, value
    return value.replace("{", "").replace("}", "")
