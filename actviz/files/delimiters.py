"""How a text of numbers is written, told by its first lines."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from actviz.dataclass import dataclass
from actviz.files.wish import Wish, chosen
from actviz.streams.line_fields import bare
from actviz.streams.line_fields import split as split_at
from actviz.streams.reader import AS_NUMBERS
from actviz.streams.words import is_number, number

NOTHING: Final = frozenset({"", "na", "n/a", "#n/a", "nan", "null", "none", "-", "?", "."})
COMMENTS: Final = ("#", "%")
_BETWEEN: Final = "\t;|, "  # of two that fit as well, the first
_WORDS: Final = {"\t": "tabs", ";": "semicolons", "|": "bars", ",": "commas", " ": "blanks"}
_WITH_COMMA: Final = re.compile(r"\s*[+-]?\d*,\d+([eE][+-]?\d+)?\s*")
_BLANKS: Final = re.compile(r'(?:"[^"]*"|[^\s"]+|")+')  # between blanks that no quotes are around
_INDEX: Final = ("", "index", "Unnamed: 0")  # what pandas calls an index in a file


@dataclass(frozen=True)
class Dialect:
    """How lines become fields, and fields numbers.

    ``names`` are those of all columns, empty for a single one without a header; ``kept`` the
    places of those that are read. ``short_header``: the header lacks the name of the index.
    """

    delimiter: str  # "" where a line is one field
    comma: bool
    names: tuple[str, ...]
    headed: bool
    kept: tuple[int, ...]
    remarks: tuple[str, ...] = ()

    def cells(self, line: str) -> list[str]:
        """The fields of a line."""
        return cells(line, self.delimiter)

    def number(self, cell: str) -> float | None:
        """A field as a number: NaN where it says that there is none; None where it is text."""
        return value(cell, comma=self.comma)


def between(delimiter: str) -> str:
    """What parts fields, in words."""
    return f"fields between {_WORDS.get(delimiter, repr(delimiter))}"


def cells(line: str, delimiter: str) -> list[str]:
    """The fields of a line without their quotes; blanks, however many, part as one."""
    if not delimiter:
        return [bare(line)]
    if delimiter == " ":
        return [bare(cell) for cell in _BLANKS.findall(line)]
    return [bare(cell) for cell in split_at(line, delimiter)]


def value(cell: str, *, comma: bool) -> float | None:
    """A field as a number: NaN where it says that there is none; None where it is text."""
    if cell.lower() in NOTHING:
        return float("nan")
    if comma and _WITH_COMMA.fullmatch(cell):
        cell = cell.replace(",", ".")
    return number(cell) if is_number(cell) else None


def dialect_of(lines: Sequence[str], wish: Wish, where: str) -> Dialect:
    """The dialect of a text by its first lines, without blank ones and comments.

    Raises:
        ValueError: there is no column that holds numbers, or none as asked for.
    """
    delimiter = delimiter_of(lines, wish, where)
    rows = [cells(line, delimiter) for line in lines]
    comma = wish.decimal == "comma" or (wish.decimal is None and commas_in(rows, delimiter))
    remarks = []
    plain = ("", ",", " ", "\t") if wish.pairs else ("", ",")
    if delimiter not in plain and wish.delimiter is None:
        remarks.append(between(delimiter))
    if comma and wish.decimal is None:
        remarks.append("decimal commas")
    elif _ambiguous(rows, delimiter, wish):
        remarks.append(
            "two columns of whole numbers between commas; --decimal comma reads decimal commas"
        )
    first, body = rows[0], rows[1:]
    headed = _headed(first, body, wish, comma=comma, remarks=remarks)
    width = len(body[0]) if headed and body and len(body[0]) == len(first) + 1 else len(first)
    names = _names(first, width, headed=headed)
    seen = body if headed else rows
    kept, why = _kept(names, seen, wish, where, comma=comma, headed=headed)
    return Dialect(delimiter, comma, tuple(names), headed, tuple(kept), (*remarks, *why))


def delimiter_of(lines: Sequence[str], wish: Wish, where: str) -> str:
    """What parts fields: of what parts all lines alike, what leaves the most numbers.

    Raises:
        ValueError: the lines are JSON, which has no fields between delimiters.
    """
    if wish.delimiter is None and _is_json(lines[0]):
        raise ValueError(f"{where}: JSON, no table; {AS_NUMBERS}")
    if wish.delimiter is not None:
        return wish.delimiter
    best, delimiter = 0.0, ""
    for sign in _BETWEEN if wish.decimal != "comma" else _BETWEEN.replace(",", ""):
        rows = [cells(line, sign) for line in lines]
        widths = {len(row) for row in rows[1:]} or {len(rows[0])}
        short = sign in " \t" and not any(
            map(is_number, rows[0])
        )  # R's tables have no name for their index
        alike = len(widths) == 1 and max(widths) > 1
        alike = alike and len(rows[0]) in (*widths, *([max(widths) - 1] if short else []))
        if not alike or (sign == " " and "," in lines[0] and not commas_in(rows, sign)):
            continue
        body = rows[1:] or rows
        numeric = [value(cell, comma=sign != ",") is not None for row in body for cell in row]
        share = sum(numeric) / len(numeric)
        if share > best:
            best, delimiter = share, sign
    if best:
        return delimiter
    below = lines[1:] if len(cells(lines[0], ",")) == 1 else lines
    if all(value(bare(line), comma=True) is not None for line in below or lines):
        return ""  # a column, perhaps under a title with blanks in it
    signs = Counter(sign for sign in _BETWEEN for line in lines if len(cells(line, sign)) > 1)
    return signs.most_common(1)[0][0] if signs else ""


def _is_json(line: str) -> bool:
    """Whether a line is, or opens, an object or a list of JSON."""
    text = line.strip()
    if text in ("{", "["):
        return True
    if not text.startswith(("{", "[")):
        return False
    text = text.rstrip(",")
    for part in (text, text.removeprefix("[")):  # the first line of a list has its bracket open
        with suppress(ValueError, RecursionError):
            return isinstance(json.loads(part), (dict, list))
    return False


def commas_in(rows: Sequence[Sequence[str]], delimiter: str) -> bool:
    """Whether numbers have decimal commas: some have one, and none has a point."""
    if delimiter == ",":
        return False
    every = [cell for row in rows for cell in row]
    with_comma = any(_WITH_COMMA.fullmatch(cell) for cell in every)
    return with_comma and not any(is_number(cell) and "." in cell for cell in every)


def _ambiguous(rows: Sequence[Sequence[str]], delimiter: str, wish: Wish) -> bool:
    """Whether ``0,5`` may be one number as well as two."""
    return (
        wish.decimal is None
        and wish.delimiter is None
        and delimiter == ","
        and all(len(row) == 2 for row in rows)
        and all(re.fullmatch(r"[+-]?\d+", row[0]) and row[1].isdigit() for row in rows)
        and any(len(row[1]) != len(rows[0][1]) for row in rows)
    )


def _headed(
    first: Sequence[str],
    body: Sequence[Sequence[str]],
    wish: Wish,
    *,
    comma: bool,
    remarks: list[str],
) -> bool:
    """Whether the first line names the columns."""
    if wish.header is not None:
        return wish.header
    texts = [value(cell, comma=comma) is None for cell in first]
    if not body:
        return all(texts)
    if len(body[0]) == len(first) + 1 and all(texts):
        return True
    for place, text in enumerate(texts):
        below = [row[place] for row in body if place < len(row)]
        if text and any(value(cell, comma=comma) is not None for cell in below):
            return True
    if all(texts):
        return True
    counted = [str(place) for place in range(len(first))]
    counts = list(first) == counted or (
        first[0] == "" and list(first[1:]) == counted[:-1] and len(first) > 1
    )
    fractions = any(
        "." in cell or "," in cell or "e" in cell.lower() for row in body for cell in row
    )
    if counts and len(first) > 1 and fractions and not wish.pairs:
        remarks.append(
            f"the first line, {','.join(first)}, is taken as a header; --no-header reads numbers"
        )
        return True
    return False


def _names(first: Sequence[str], width: int, *, headed: bool) -> list[str]:
    """What the columns are called; a single one without a header has no name."""
    numbered = [f"column {place}" for place in range(1, width + 1)]
    if not headed:
        return [""] if width == 1 else numbered
    lacking = width - len(first)
    return [cell or word for cell, word in zip([""] * lacking + list(first), numbered, strict=True)]


def _kept(
    names: Sequence[str],
    rows: Sequence[Sequence[str]],
    wish: Wish,
    where: str,
    *,
    comma: bool,
    headed: bool,
) -> tuple[list[int], list[str]]:
    """Which columns are read, and what is said of the others."""
    if wish.fields:
        return chosen(wish.fields, names, where, "field"), []
    columns = [[row[place] for row in rows if place < len(row)] for place in range(len(names))]
    why = []
    kept = list(range(len(names)))
    if headed and len(kept) > 1 + wish.pairs and _is_index(names[0], columns[0]):
        kept.remove(0)
        why.append("the index column left out")
    if not wish.words:
        texts = [place for place in kept if _is_text(columns[place], comma=comma)]
        left = [place for place in kept if place not in texts]
        if texts and left:
            kept = left
            words = ", ".join(names[place] for place in texts)
            why.append(f"text left out: {words}")
    return kept, why


def _is_index(name: str, column: Sequence[str]) -> bool:
    """Whether a column counts lines, under one of the names that an index has."""
    if name not in (*_INDEX, "column 1") or not column:
        return False
    numbers = [value(cell, comma=False) for cell in column]
    start = numbers[0]
    return start in (0, 1) and numbers == [start + step for step in range(len(numbers))]


def _is_text(column: Sequence[str], *, comma: bool) -> bool:
    """Whether less than half of what a column says are numbers."""
    said = [cell for cell in column if cell.lower() not in NOTHING]
    numbers = sum(value(cell, comma=comma) is not None for cell in said)
    return bool(said) and 2 * numbers < len(said)
