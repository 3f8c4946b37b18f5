"""The coverage page is what the catalogue says, and names everything."""

from __future__ import annotations

import re
from pathlib import Path

from actviz.catalogue import frameworks, tables
from actviz.pages.coverage import page

FRAMEWORKS = frameworks()
LIBRARIES = tables("libraries.toml")["libraries"]
PAGE = Path(__file__).parents[2] / "docs" / "coverage.md"


def test_the_page_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "remake it: python -m actviz.pages.contribution"
    )


def test_every_name_is_on_it_once() -> None:
    assert LIBRARIES.keys() == FRAMEWORKS.keys()
    text = PAGE.read_text(encoding="utf-8")
    table = text.partition("## Functions")[2].partition("## Names")[0]
    listed: list[tuple[str, str]] = []
    for line in table.splitlines():
        cells = re.fullmatch(r"\| `[^`]+` \| \d+ \| (.*) \|", line)
        for part in cells[1].split("; ") if cells else ():
            framework, _, names = part.partition(": ")
            listed += [(framework, name.removesuffix("\\*")) for name in names.split(", ")]
    assert len(listed) == len(set(listed))
    assert set(listed) == {(word, name) for word, table in FRAMEWORKS.items() for name in table}
