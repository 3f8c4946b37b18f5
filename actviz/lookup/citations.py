"""What to cite for a function: its references in a line, as plain data and as BibTeX."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, Final

from actviz.dataclass import dataclass
from actviz.functions.entry import Entry
from actviz.lookup import bibliography
from actviz.lookup.index import SINGLE_SOURCE
from actviz.lookup.registry import own_references

UNCONFIRMED: Final = "not confirmed: check before citing"


@dataclass(frozen=True)
class Citation:
    """A reference and the functions, of those asked for, that rest on it."""

    key: str
    functions: tuple[str, ...]
    single_source: tuple[str, ...] = ()  # those whose formula rests on one transcription

    @property
    def fields(self) -> Mapping[str, Any]:
        """The reference as the catalogue has it."""
        return reference(self.key)

    @property
    def remarks(self) -> list[str]:
        """What a reader should know before citing it."""
        remarks = [UNCONFIRMED] if self.fields.get("unconfirmed") else []
        if self.single_source:
            remarks.append(f"{SINGLE_SOURCE}: {', '.join(self.single_source)}")
        return remarks


def reference(key: str) -> Mapping[str, Any]:
    """A reference of the built-in catalogue, or of a user's own or a plug-in's."""
    return bibliography.builtin(key) or own_references()[key]


def citations(functions: Iterable[Entry]) -> list[Citation]:
    """One citation for each paper behind some functions, in the order in which they come up."""
    behind: dict[str, list[Entry]] = {}
    for function in functions:
        for key in function.references:
            if function.name not in (other.name for other in behind.setdefault(key, [])):
                behind[key].append(function)
    return [
        Citation(
            key,
            tuple(function.name for function in entries),
            tuple(function.name for function in entries if function.single_source),
        )
        for key, entries in behind.items()
    ]


def in_a_line(key: str) -> str:
    """A reference as text: author, year, title, where, and whether it could be confirmed."""
    fields = reference(key)
    where = [str(fields[word]) for word in ("venue",) if word in fields]
    if "arxiv" in fields:
        where.append(f"arXiv {fields['arxiv']}")
    if not where and "url" in fields:
        where.append(str(fields["url"]))
    doubt = f" ({UNCONFIRMED})" if fields.get("unconfirmed") else ""
    author = re.sub(r"[{}]", "", str(fields["author"]))
    head = f"{author} ({fields['year']}). {fields['title']}."
    return f"{head} {', '.join(where)}".strip() + doubt


def as_dict(citation: Citation) -> dict[str, Any]:
    """A reference as plain data, with every field that any reference has."""
    fields = citation.fields
    return {
        "key": citation.key,
        "functions": list(citation.functions),
        "author": re.sub(r"[{}]", "", str(fields["author"])),
        "title": fields["title"],
        "year": fields["year"],
        "venue": fields.get("venue"),
        "arxiv": fields.get("arxiv"),
        "url": fields.get("url"),
        "confirmed": not fields.get("unconfirmed", False),
        "single_source": list(citation.single_source),
    }


def bibtex(citation: Citation) -> str:
    """A BibTeX entry in plain ASCII, under a comment that names the functions."""
    fields = citation.fields
    kind, where = fields["kind"], fields["where"]
    record = {"author": _authors(str(fields["author"])), "title": f"{{{escaped(fields['title'])}}}"}
    record |= {name: escaped(text) for name, text in where.items()}
    record["year"] = str(fields["year"])
    if "arxiv" in fields:
        record |= {"eprint": str(fields["arxiv"]), "archiveprefix": "arXiv"}
    if "url" in fields:
        record["url"] = str(fields["url"])
    if citation.remarks:
        record["note"] = escaped("; ".join(citation.remarks))
    body = "".join(f"  {name} = {{{text}}},\n" for name, text in record.items())
    return f"% {', '.join(citation.functions)}\n@{kind}{{{citation.key},\n{body}}}\n"


def _authors(text: str) -> str:
    """Names as BibTeX reads them: ``Family, Given``; one without a comma is kept whole."""
    names = [name.strip() for name in text.split(" and ")]
    return " and ".join(
        escaped(name) if "," in name or name == "others" or name.startswith("{")
        else f"{{{escaped(name)}}}"
        for name in names
    )  # fmt: skip


_ACCENTS: Final = {
    "\N{COMBINING GRAVE ACCENT}": "`",
    "\N{COMBINING ACUTE ACCENT}": "'",
    "\N{COMBINING CIRCUMFLEX ACCENT}": "^",
    "\N{COMBINING TILDE}": "~",
    "\N{COMBINING DIAERESIS}": '"',
    "\N{COMBINING MACRON}": "=",
    "\N{COMBINING DOT ABOVE}": ".",
    "\N{COMBINING BREVE}": "u",
    "\N{COMBINING CARON}": "v",
    "\N{COMBINING CEDILLA}": "c",
    "\N{COMBINING OGONEK}": "k",
    "\N{COMBINING DOUBLE ACUTE ACCENT}": "H",
    "\N{COMBINING RING ABOVE}": "r",
}
_LETTERS: Final = {
    "ß": r"{\ss}", "ø": r"{\o}", "Ø": r"{\O}", "ł": r"{\l}", "Ł": r"{\L}", "æ": r"{\ae}",
    "Æ": r"{\AE}", "å": r"{\aa}", "Å": r"{\AA}", "ı": r"{\i}", "đ": r"{\dj}",
    "–": "--", "—": "---", "’": "'", "“": "``", "”": "''",
    "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "\\": r"\textbackslash{}",
}  # fmt: skip


def escaped(text: str | int) -> str:
    """Text as TeX reads it, in ASCII; braces stay.

    Raises:
        ValueError: a letter that has no TeX form here.
    """
    return "".join(map(_escaped, str(text)))


def _escaped(letter: str) -> str:
    if letter in _LETTERS:
        return _LETTERS[letter]
    if letter.isascii():
        return letter
    plain = unicodedata.normalize("NFD", letter)
    base, mark = plain[:1], plain[1:]
    if mark not in _ACCENTS or not base.isascii():
        raise ValueError(f"no TeX form is known for {letter!r}")
    over = rf"\{base}" if base in "ij" else base  # an accent stands over a dotless letter
    return rf"{{\{_ACCENTS[mark]}{{{over}}}}}"
