"""A user's file has the format of the built-in catalogue, and the index says what entries say."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from actviz import catalogue
from actviz.facts.interval import Interval
from actviz.functions.entry import SpecError
from actviz.lookup import catalogue_file, index, names
from actviz.lookup.catalogue_file import KIND_FIELDS

FAMILIES = catalogue.FAMILIES


@pytest.mark.parametrize("family", FAMILIES)
def test_the_built_in_files_are_read_as_a_user_s(family: str) -> None:
    file = str(Path(catalogue.FOLDER) / f"{family}.toml")
    ours = {row["name"]: row | {"file": file} for row in index.rows(family)}
    assert catalogue_file.read(file, family).rows == ours


def test_a_line_of_the_index_says_what_the_entry_says() -> None:
    for name, line in index.index().items():
        entry = names.named(name)
        for field in ("aliases", "family", "formula", "name", "single_source", "title", "year"):
            told, said = getattr(entry, field), getattr(line, field)
            assert (list(told) if field == "aliases" else told) == said, (name, field)


@pytest.mark.parametrize("ends", ["[]", "[)", "(]", "()"])
def test_a_range_holds_the_ends_that_have_brackets(ends: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    span = f"{ends[0]}-0.5, inf{ends[1]}"
    file.write_text(f"[a]\nkind = 'pieces'\npieces = ['x']\nrange = '{span}'\n", encoding="utf-8")
    result = catalogue_file.read(str(file)).rows["a"]["range"]
    assert result == Interval(-0.5, math.inf, ends[0] == "[", ends[1] == "]")


@pytest.mark.parametrize("kind", KIND_FIELDS)
def test_what_an_entry_cannot_be_made_without_is_asked_for(kind: str, tmp_path: Path) -> None:
    """And of an example of each kind nothing else is."""
    file = tmp_path / "mine.toml"
    for family in FAMILIES:
        for name, fields in catalogue.tables(f"{family}.toml").items():
            if fields.get("kind", "elementwise") != kind:
                continue
            for missing in [field for field in KIND_FIELDS[kind][1] if field in fields]:
                rest = {field: value for field, value in fields.items() if field != missing}
                file.write_text(_toml(name, rest), encoding="utf-8")
                needed = missing in list(KIND_FIELDS[kind][1])[: KIND_FIELDS[kind][0]]
                if needed:
                    with pytest.raises(SpecError, match=f"the field '{missing}' is missing"):
                        catalogue_file.read(str(file))
                else:
                    catalogue_file.read(str(file))
            return
    raise AssertionError(f"no entry is of the kind {kind}")


def _toml(name: str, fields: dict[str, object]) -> str:
    """A table as TOML, whose tables stand in braces."""

    def written(value: object) -> str:
        if isinstance(value, dict):
            return (
                "{"
                + ", ".join(f"{json.dumps(key)} = {written(one)}" for key, one in value.items())
                + "}"
            )
        if isinstance(value, (list, tuple)):
            return "[" + ", ".join(map(written, value)) + "]"
        return (
            str(value).lower() if isinstance(value, bool) else json.dumps(value, ensure_ascii=False)
        )

    return f"[{name}]\n" + "".join(f"{key} = {written(one)}\n" for key, one in fields.items())
