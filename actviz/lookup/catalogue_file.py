"""A catalogue in a TOML file: a user's own, or a plug-in's, in the format of the built-in one.

    [bent_tanh]
    formula = "tanh(x) + slope*x"
    title = "Tanh with a slope"
    summary = "A tanh that does not saturate."
    reference = "lee2025"

    [bent_tanh.parameters.slope]
    default = 0.1
    domain = "slope > 0"
    typical = [0.05, 0.5]
    meaning = "what is left of the slope far away"

    [references.lee2025]
    author = "Lee, Ann"
    title = "Tanh with a Slope"
    year = 2025

``kind`` says what else than elementwise an entry is. ``bibliography`` names a BibTeX file beside
this one; under ``libraries`` stand names that a library uses, under ``dialects`` what it computes
instead. Everything is tried out as it is read, and a mistake is told with its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field as of_fresh
from typing import Any, Final

from actviz.dataclass import dataclass
from actviz.lookup import bibliography, entry_tables
from actviz.lookup.bibliography import Reference

Row = dict[str, Any]

FAMILY: Final = "mine"


@dataclass(frozen=True)
class Catalogue:
    """What a file says: entries and references by name, and a library's names and dialects."""

    rows: dict[str, Row]
    references: dict[str, Reference] = of_fresh(default_factory=dict)
    libraries: dict[str, Row] = of_fresh(default_factory=dict)
    dialects: dict[str, Row] = of_fresh(default_factory=dict)


def read(path: str, family: str = FAMILY) -> Catalogue:
    """What a file says, validated.

    Raises:
        SpecError: the message names file, line, entry and field.
    """
    import tomllib

    from actviz.functions.entry import SpecError

    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
        data = tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise SpecError(f"{path}: not a TOML file: {error}") from None
    except OSError as error:
        raise SpecError(
            f"{path}: {error.strerror}; a catalogue is a TOML file of functions"
        ) from None
    source = _Source(path, text)
    references = _bibliography(source, data.pop("bibliography", None))
    cited, libraries, dialects = (
        _items(source, data.pop(word, {})) for word in ("references", "libraries", "dialects")
    )
    references |= {key: _reference(source, key, fields) for key, fields in cited}
    rows = {
        name: _row(source, name, fields, family) | {"file": path}
        for name, fields in _items(source, data)
    }
    for row in rows.values():
        _cited(source, row, references)
    return Catalogue(
        rows,
        references,
        {word: _library(source, word, fields) for word, fields in libraries},
        {word: _dialect(source, word, fields) for word, fields in dialects},
    )


class _Source:
    """A file while it is read: it knows where an entry's field stands."""

    def __init__(self, path: str, text: str) -> None:
        self.path, self.lines = path, text.splitlines()

    def wrong(self, message: str, table: str, field: str = "") -> Exception:
        from actviz.functions.entry import SpecError

        place = f", line {self.line(table, field)}" if self.line(table, field) else ""
        what = f"{table}: {field}" if field else table
        return SpecError(f"{self.path}{place}: {what}: {message}")

    def line(self, table: str, field: str) -> int | None:
        """The number of the line with a field of a table, or with its head; None: not found."""
        import re

        head = re.compile(rf"\s*\[\s*{re.escape(table)}\s*\]")
        field_at = re.compile(rf"\s*[\"']?{re.escape(field)}[\"']?\s*[=.]") if field else None
        place = None
        for number, line in enumerate(self.lines, 1):
            if head.match(line):
                place = number
            elif place and line.lstrip().startswith("["):
                break
            elif place and field_at is not None and field_at.match(line):
                return number
        return place


def _items(source: _Source, data: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    for name, fields in data.items():
        if not isinstance(fields, dict):
            raise source.wrong("an entry is a table, such as [my_function]", name)
    return list(data.items())


_TEXTS: Final = (
    "title", "reference", "note", "summary", "problem", "solution", "uses", "strengths",
    "weaknesses", "remedy",
)  # fmt: skip
FIELDS: Final[dict[str, type]] = {
    "kind": str,
    **dict.fromkeys(_TEXTS, str),
    **dict.fromkeys(("aliases", "relatives"), list),
    "year": int,
    "single_source": bool,
    "parameters": dict,
}
_OF_VECTORS: Final[dict[str, type]] = {"range": str, "sum": float, "smoothness": str}
_OF_WEIGHTS: Final[dict[str, type]] = {
    "weight": str, "log_weight": str, "ratio": str, "rest": int, **_OF_VECTORS,
}  # fmt: skip
# What the kinds have beyond that; the first fields, as many as are counted, are needed.
KIND_FIELDS: Final[dict[str, tuple[int, dict[str, type]]]] = {
    "elementwise": (1, {"formula": str, "careful": str, "quick": str, "identities": list}),
    "gated": (1, {"formula": str, "careful": str, "halves": dict}),
    "random": (3, {"formula": str, "draws": dict, "deterministic": str}),
    "weights": (3, _OF_WEIGHTS),
    "noisy_weights": (3, _OF_WEIGHTS),
    "pieces": (1, {"pieces": list, "turns": bool, **_OF_VECTORS}),
    "context": (2, {"text": str, "quantities": list, **_OF_VECTORS}),
    "written": (
        3,
        {"compute": str, "slopes": str, "written": dict, "proved": str, "mixes": bool,
         "limits": str, **_OF_VECTORS},
    ),
}  # fmt: skip
LIBRARY_FIELDS: Final[dict[str, type]] = {
    "names": dict, "title": str, "read": str, "compared": str, "demanded": list, "options": dict,
}  # fmt: skip
DIALECT_FIELDS: Final[dict[str, type]] = {
    "of": str, "formula": str, "note": str, "careful": str, "parameters": dict,
}  # fmt: skip
PARAMETER_FIELDS: Final[dict[str, type]] = {
    "default": float, "domain": str, "typical": list, "meaning": str, "trainable": bool,
    "whole": bool, "aliases": list,
}  # fmt: skip
REFERENCE_FIELDS: Final[dict[str, type]] = {
    "author": str, "title": str, "year": int, "venue": str, "arxiv": str, "url": str,
    "unconfirmed": bool,
}  # fmt: skip
_IN_WORDS: Final = {
    str: "text in quotes", list: "a list of texts", int: "a whole number", float: "a number",
    bool: "true or false", dict: "a table",
}  # fmt: skip


def _checked(
    source: _Source, table: str, fields: Mapping[str, Any], known: Mapping[str, type], needed: str
) -> Row:
    """The fields of a table, if each is known and of its kind."""
    from actviz.formula.grammar import nearest

    for field, value in fields.items():
        if field not in known:
            near = nearest(field, known)
            hint = f"; did you mean {near[0]!r}?" if near else f"; known: {', '.join(known)}"
            raise source.wrong(f"no field is called that{hint}", table, field)
        kind = known[field]
        is_it = isinstance(value, (int, float) if kind is float else kind)
        if not is_it or (isinstance(value, bool) and kind is not bool):
            raise source.wrong(f"{_IN_WORDS[kind]} is wanted, not {value!r}", table, field)
        inner = (int, float) if field == "typical" else str
        if kind is list and not all(isinstance(part, inner) for part in value):
            wanted = "a list of two numbers" if field == "typical" else _IN_WORDS[list]
            raise source.wrong(f"{wanted} is wanted, not {value!r}", table, field)
    for field in needed.split():
        if field not in fields:
            raise source.wrong(f"the field {field!r} is missing", table)
    return {field: tuple(v) if isinstance(v, list) else v for field, v in fields.items()}


def _row(source: _Source, name: str, fields: Mapping[str, Any], family: str) -> Row:
    """An entry as its class takes it, tried out."""
    kind = fields.get("kind", "elementwise")
    if ":" in name:
        raise source.wrong("a name holds no colon", name)
    if kind not in KIND_FIELDS:
        known = ", ".join(KIND_FIELDS)
        raise source.wrong(f"no kind is called {kind!r}; known: {known}", name, "kind")
    count, own = KIND_FIELDS[kind]
    checked = _checked(source, name, fields, {**own, **FIELDS}, " ".join([*own][:count]))
    letters = _letters(source, name, fields.get("parameters", {}), kind)
    if kind == "elementwise":
        fields = _formulas(source, name, checked, letters, fields)
    try:
        row = entry_tables.row(name, fields, family)
        function = row["kind"](**{field: value for field, value in row.items() if field != "kind"})
        _ = function.formula  # of a vector function it is put together now
    except KeyError as error:
        raise source.wrong(f"the field {error} is missing", name) from None
    except (ValueError, TypeError, ImportError, AttributeError) as error:
        raise source.wrong(str(error).removeprefix(f"{name}: "), name) from None
    return row


def _letters(source: _Source, name: str, tables: Mapping[str, Any], kind: str) -> list[str]:
    """The names of an entry's parameters, whose tables make sense."""
    taken = ("u", "v") if kind == "gated" else ("x", "f")
    for letter, inner in tables.items():
        table = f"{name}.parameters.{letter}"
        if not isinstance(inner, dict):
            raise source.wrong(f"a table is wanted: [{table}]", name, "parameters")
        if not letter.isidentifier() or letter in taken:
            words = " and ".join(taken)
            raise source.wrong(f"a parameter is named by a word other than {words}", table)
        checked = _checked(source, table, inner, PARAMETER_FIELDS, "default")
        if len(checked.get("typical", (0, 0))) != 2:
            raise source.wrong("two numbers are wanted, the ends of a range", table, "typical")
    return list(tables)


def _formulas(
    source: _Source,
    name: str,
    fields: Mapping[str, Any],
    letters: list[str],
    given: Mapping[str, Any],
) -> Mapping[str, Any]:
    """Read every formula of an elementwise entry, so that a mistake is told by its field.

    Returns:
        What was ``given``, with the functions of the built-in catalogue written out.
    """
    from actviz.formula.grammar import FormulaError
    from actviz.functions.entry import SpecError
    from actviz.lookup.written_out import written_out

    texts = [(field, fields[field], letters) for field in ("formula", "careful", "quick")
             if fields.get(field)]  # fmt: skip
    trees = dict(given)
    texts += [("identities", text, ["f", *letters]) for text in fields.get("identities", ())]
    for field, text, words in texts:
        try:
            plain = written_out(text, words, careful=field in ("careful", "quick"))
            careful = written_out(text, words, careful=True) if field == "formula" else plain
        except (FormulaError, SpecError) as error:
            raise source.wrong(str(error), name, field) from None
        if plain == text:
            continue
        if field == "identities":
            written = [plain if one == text else one for one in trees[field]]
            trees[field] = type(trees[field])(written)
            continue
        trees[field] = plain
        if careful != plain:
            trees.setdefault("careful", careful)
    return trees


def _library(source: _Source, word: str, fields: Mapping[str, Any]) -> Row:
    """A library's names, each with the spec that it leads to."""
    table = f"libraries.{word}"
    checked = _checked(source, table, fields, LIBRARY_FIELDS, "names")
    for spelling, target in checked["names"].items():
        if not isinstance(target, str) or not target:
            raise source.wrong("the name of a function is wanted", f"{table}.names", spelling)
    return checked


def _dialect(source: _Source, word: str, fields: Mapping[str, Any]) -> Row:
    """What a library computes instead of a function, tried out."""
    from actviz.functions.elementwise import Activation

    table = f"dialects.{word}"
    checked = _checked(source, table, fields, DIALECT_FIELDS, "of formula note")
    letters = _letters(source, table, fields.get("parameters", {}), "")
    checked = {**_formulas(source, table, checked, letters, checked)}
    row = {**checked, "parameters": entry_tables.parameters(fields.get("parameters", {}))}
    try:
        Activation(name=word, formula=row["formula"], parameters=row["parameters"])
    except ValueError as error:
        raise source.wrong(str(error).removeprefix(f"{word}: "), table) from None
    return row


def _bibliography(source: _Source, name: Any) -> dict[str, Reference]:
    """The references of a BibTeX file that stands beside the catalogue."""
    from os.path import dirname, join

    if name is None:
        return {}
    if not isinstance(name, str):
        raise source.wrong("the name of a BibTeX file is wanted", "bibliography")
    try:
        with open(join(dirname(source.path), name), encoding="utf-8") as file:
            return bibliography.parsed(file.read())
    except OSError as error:
        raise source.wrong(f"{name}: {error.strerror}", "bibliography") from None
    except ValueError as error:
        raise source.wrong(f"{name}: {error}", "bibliography") from None


def _reference(source: _Source, key: str, fields: Mapping[str, Any]) -> Reference:
    table = f"references.{key}"
    if bibliography.builtin(key):
        raise source.wrong("the built-in catalogue has a reference of that name", table)
    checked = _checked(source, table, fields, REFERENCE_FIELDS, "author title year")
    return bibliography.from_table(checked)


def _cited(source: _Source, row: Row, references: Mapping[str, Reference]) -> None:
    from actviz.formula.grammar import nearest

    for key in row.get("reference", "").split():
        if key not in references and not bibliography.builtin(key):
            near = nearest(key, [*references, *bibliography.builtin_all()])
            hint = f"did you mean {near[0]!r}?" if near else f"write a table [references.{key}]"
            raise source.wrong(f"no reference is called {key!r}; {hint}", row["name"], "reference")
