"""BibTeX files: the papers behind functions, read from the built-in one or a user's own.

An entry has the fields of BibTeX. ``keywords = {unconfirmed}`` marks one that could not be
confirmed; ``eprint`` is the identifier at arXiv.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from actviz import catalogue

Reference = dict[str, Any]

_HEAD: Final = re.compile(r"^@(\w+)\s*\{\s*([^\s,]+)\s*,", re.MULTILINE)
_FIELD: Final = re.compile(r"\s*(\w+)\s*=\s*")
_COMMA: Final = re.compile(r"\s*,")
_END: Final = re.compile(r"\s*\}")
# What BibTeX has for where a work appeared, and how that is said in one phrase.
_WHERE: Final = (
    "journal", "volume", "number", "booktitle", "publisher", "school", "institution",
    "howpublished",
)  # fmt: skip


def builtin(key: str) -> Reference | None:
    """A reference of the built-in catalogue; the rest of its file is not read."""
    text = catalogue.text("references.bib")
    head = re.search(rf"^@\w+\{{{re.escape(key)},", text, re.MULTILINE)
    return next(iter(parsed(text[head.start() :], 1).values())) if head else None


@cache
def builtin_all() -> dict[str, Reference]:
    """Every reference of the built-in catalogue by its key, in the order of the file."""
    return parsed(catalogue.text("references.bib"))


def parsed(text: str, most: int | None = None) -> dict[str, Reference]:
    """The references of a BibTeX file by their keys, the first ``most`` of them.

    Raises:
        ValueError: a value is neither in braces nor in quotes nor a number, or a brace is open;
            author, title or year are missing, or the year is no number. The key is named.
    """
    records = {}
    for head in _HEAD.finditer(text):
        if head[1].lower() in ("comment", "preamble", "string"):
            continue
        try:
            records[head[2]] = _record(head[1].lower(), dict(_fields(text, head.end())))
        except ValueError as error:
            raise ValueError(f"{head[2]}: {error}") from None
        if len(records) == most:
            break
    return records


def from_table(fields: Mapping[str, Any]) -> Reference:
    """A reference of a TOML table, whose ``venue`` says in one phrase where it appeared."""
    kind, where = of_venue(str(fields.get("venue", "")))
    return {**fields, "kind": kind, "where": where}


def _fields(text: str, at: int) -> Iterator[tuple[str, str]]:
    """Names and values of an entry, whose head ends at a place."""
    while match := _FIELD.match(text, at):
        value, at = _value(text, match.end())
        yield match[1].lower(), re.sub(r"\s+", " ", value).strip()
        comma = _COMMA.match(text, at)
        at = comma.end() if comma else at
    if not _END.match(text, at):
        raise ValueError("a field is written like name = {value}, and the entry ends with }")


def _value(text: str, at: int) -> tuple[str, int]:
    """A value, and where it ends."""
    if text[at : at + 1] in ("{", '"'):
        closing, depth = ("}" if text[at] == "{" else '"'), 0
        for place in range(at + 1, len(text)):
            letter = text[place]
            if letter == closing and depth == 0:
                return text[at + 1 : place], place + 1
            depth += (letter == "{") - (letter == "}")
        raise ValueError("a value is not closed")
    number = re.compile(r"\d+").match(text, at)
    if number is None:
        raise ValueError("a value stands in braces or in quotes, or is a whole number")
    return number[0], number.end()


def _record(kind: str, fields: dict[str, str]) -> Reference:
    for needed in ("author", "title", "year"):
        if needed not in fields:
            raise ValueError(f"the field {needed!r} is missing")
    if not fields["year"].isdigit():
        raise ValueError(f"the year is a whole number, not {fields['year']!r}")
    where: dict[str, str] = {word: fields[word] for word in _WHERE if word in fields}
    record: Reference = {
        "author": fields["author"], "title": fields["title"], "year": int(fields["year"]),
    }  # fmt: skip
    if where:
        record["venue"] = _phrase(kind, where)
    record |= {ours: fields[word] for word, ours in (("eprint", "arxiv"), ("url", "url"))
              if word in fields}  # fmt: skip
    if "unconfirmed" in fields.get("keywords", ""):
        record["unconfirmed"] = True
    return {**record, "kind": kind, "where": where}


def _phrase(kind: str, where: Mapping[str, str]) -> str:
    """Where a work appeared: ``Biometrika 81(3)``, ``PhD thesis, Université Paris VI``."""
    if "journal" in where:
        volume = f" {where['volume']}" if "volume" in where else ""
        return where["journal"] + volume + (f"({where['number']})" if "number" in where else "")
    if kind == "phdthesis":
        return f"PhD thesis, {where['school']}"
    if kind == "techreport":
        return f"Technical report, {where['institution']}"
    return ", ".join(where.values())


_MEETING: Final = re.compile(r"Conference|Workshop|Symposium|NIPS|EMNLP|ICML|VISAPP|Convention")
_UNPUBLISHED: Final = re.compile(
    r"documentation|source|Blog|blog|manuscript|Thread|TechRxiv|Preprints|[/]|^timm"
)


def of_venue(venue: str) -> tuple[str, dict[str, str]]:
    """The type of a BibTeX entry and its fields for where it appeared, out of one phrase."""
    if not venue:
        return "misc", {}
    if venue.startswith("PhD thesis, "):
        return "phdthesis", {"school": venue.removeprefix("PhD thesis, ")}
    if venue.startswith("Technical report, "):
        return "techreport", {"institution": venue.removeprefix("Technical report, ")}
    if _UNPUBLISHED.search(venue):
        return "misc", {"howpublished": venue}
    if _MEETING.search(venue):
        return "inproceedings", {"booktitle": venue}
    if venue.endswith(" University Press"):
        return "book", {"publisher": venue}
    if venue.endswith(", Springer"):
        title = venue.removesuffix(", Springer")
        return "incollection", {"booktitle": title, "publisher": "Springer"}
    numbered = re.fullmatch(r"(.+?) (\d+)(?:\((\d+)\))?", venue)
    if numbered is None:
        return "article", {"journal": venue}
    journal, volume, number = numbered.groups()
    return "article", {"journal": journal, "volume": volume} | (
        {"number": number} if number else {}
    )
