"""The files that are made from the catalogue: fresh, and remade by key."""

from __future__ import annotations

import pytest

from actviz import catalogue
from actviz.facts import kept
from actviz.lookup import kept_files, names
from actviz.lookup.kept_files import index_text, remake, spellings_text
from actviz.pages.contribution import contribute

STALE = "remake it: python -m actviz.pages.contribution"


def test_nothing_is_stale() -> None:
    assert catalogue.text("index.txt") == index_text(), STALE
    assert catalogue.text("spellings.txt") == spellings_text(), STALE
    assert [entry.name for entry in names.built_in_entries() if not kept.at_hand(entry)] == [], (
        STALE
    )


def test_what_is_known_is_not_derived_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_: object) -> object:
        raise AssertionError("derived although nothing is new")

    monkeypatch.setattr(kept_files, "derived", refused)
    remade = remake()
    assert (remade.derived, remade.changed) == ([], [])
    assert contribute() == (
        "derived and proved: nothing, all is known\nwritten: nothing, all is up to date"
    )
