"""A user's own catalogue: functions in a TOML file, with the fields that built-in ones have.

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

The functions are elementwise. A name or an alias of the built-in catalogue is refused, so that a
name means the same for everybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

Row = dict[str, Any]
Reference = dict[str, str | int]

FAMILY: Final = "mine"


def read(path: str) -> tuple[dict[str, Row], dict[str, Reference]]:
    """The rows of a file by name, validated, and its references.

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
    cited = data.pop("references", {})
    references = {key: _reference(source, key, fields) for key, fields in _items(source, cited)}
    rows = {name: _row(source, name, fields) for name, fields in _items(source, data)}
    for row in rows.values():
        _cited(source, row, references)
    return rows, references


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
        found = None
        for number, line in enumerate(self.lines, 1):
            if head.match(line):
                found = number
            elif found and line.lstrip().startswith("["):
                break
            elif found and field_at is not None and field_at.match(line):
                return number
        return found


def _items(source: _Source, data: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    for name, fields in data.items():
        if not isinstance(fields, dict):
            raise source.wrong("an entry is a table, such as [my_function]", name)
    return list(data.items())


_TEXTS: Final = (
    "formula", "title", "careful", "quick", "reference", "note", "summary", "problem", "solution",
    "uses", "strengths", "weaknesses", "remedy",
)  # fmt: skip
_LISTS: Final = ("aliases", "identities", "relatives")
FIELDS: Final[dict[str, type]] = {
    **dict.fromkeys(_TEXTS, str),
    **dict.fromkeys(_LISTS, list),
    "year": int,
    "single_source": bool,
    "parameters": dict,
}
PARAMETER_FIELDS: Final[dict[str, type]] = {
    "default": float, "domain": str, "typical": list, "meaning": str, "trainable": bool,
    "whole": bool, "aliases": list,
}  # fmt: skip
REFERENCE_FIELDS: Final[dict[str, type]] = {
    "author": str, "title": str, "year": int, "venue": str, "arxiv": str, "url": str,
    "unconfirmed": bool,
}  # fmt: skip
_KINDS: Final = {
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
            raise source.wrong(f"{_KINDS[kind]} is wanted, not {value!r}", table, field)
        inner = (int, float) if field == "typical" else str
        if kind is list and not all(isinstance(part, inner) for part in value):
            wanted = "a list of two numbers" if field == "typical" else _KINDS[list]
            raise source.wrong(f"{wanted} is wanted, not {value!r}", table, field)
    for field in needed.split():
        if field not in fields:
            raise source.wrong(f"the field {field!r} is missing", table)
    return {field: tuple(v) if isinstance(v, list) else v for field, v in fields.items()}


def _row(source: _Source, name: str, fields: Mapping[str, Any]) -> Row:
    """An entry as the catalogue's modules write it, tried out."""
    from actviz.formula.grammar import FormulaError, parse
    from actviz.functions.elementwise import Activation
    from actviz.functions.entry import Parameter, SpecError

    row = _checked(source, name, fields, FIELDS, "formula")
    parameters = []
    for letter, inner in row.pop("parameters", {}).items():
        table = f"{name}.parameters.{letter}"
        if not isinstance(inner, dict):
            raise source.wrong(f"a table is wanted: [{table}]", name, "parameters")
        if not letter.isidentifier() or letter in ("x", "f"):
            raise source.wrong("a parameter is named by a word other than x and f", table)
        told = _checked(source, table, inner, PARAMETER_FIELDS, "default")
        if len(told.get("typical", (0, 0))) != 2:
            raise source.wrong("two numbers are wanted, the ends of a range", table, "typical")
        parameters.append(Parameter(letter, **told))
    row |= {"name": name, "family": FAMILY, "parameters": tuple(parameters)}
    letters = [parameter.name for parameter in parameters]
    for field, words in (("formula", letters), ("careful", letters), ("quick", letters)):
        try:
            parse(row.get(field) or "x", words)
        except FormulaError as error:
            raise source.wrong(str(error), name, field) from None
    for text in row.get("identities", ()):
        try:
            parse(text, ["f", *letters])
        except FormulaError as error:
            raise source.wrong(str(error), name, "identities") from None
    try:
        Activation(**row)
    except (SpecError, FormulaError) as error:
        raise source.wrong(str(error).removeprefix(f"{name}: "), name) from None
    return row | {"file": source.path}


def _reference(source: _Source, key: str, fields: Mapping[str, Any]) -> Reference:
    from actviz.catalogue.references import REFERENCES

    table = f"references.{key}"
    if key in REFERENCES:
        raise source.wrong("the built-in catalogue has a reference of that name", table)
    return _checked(source, table, fields, REFERENCE_FIELDS, "author title year")


def _cited(source: _Source, row: Row, references: Mapping[str, Reference]) -> None:
    from actviz.catalogue.references import REFERENCES
    from actviz.formula.grammar import nearest

    for key in row.get("reference", "").split():
        if key not in references and key not in REFERENCES:
            near = nearest(key, [*references, *REFERENCES])
            hint = f"did you mean {near[0]!r}?" if near else f"write a table [references.{key}]"
            raise source.wrong(f"no reference is called {key!r}; {hint}", row["name"], "reference")
