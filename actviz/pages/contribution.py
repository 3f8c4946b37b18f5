"""All that a contribution to the catalogue needs: ``python -m actviz.pages.contribution``.

It brings the files that are made from the catalogue up to date and says what it did. With ``--all``
every entry is derived anew, which is due where the way of deriving has changed.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from actviz.facts import digits
from actviz.lookup import kept_files
from actviz.measure import digits as measured
from actviz.pages import coverage, gallery

ROOT: Final = Path(__file__).parents[2]
COVERAGE: Final = ROOT / "docs" / "coverage.md"
GALLERY: Final = ROOT / "gallery"


def contribute(all_anew: bool = False) -> str:
    """Remake what is stale, and say what was done."""
    made = kept_files.remake(all_anew)
    files = made.changed + ([digits.FILE.name] if measured.remake(all_anew) else [])
    changed = [f"actviz/catalogue/{file}" for file in files]
    page = coverage.page()
    if COVERAGE.is_file() and COVERAGE.read_text(encoding="utf-8") != page:
        COVERAGE.write_text(page, encoding="utf-8")
        changed.append("docs/coverage.md")
    note = ""
    if GALLERY.is_dir() and gallery.comparable(GALLERY):
        changed += [f"gallery/{file}" for file in gallery.follow(GALLERY, made.derived)]
    elif GALLERY.is_dir():
        note = "\nnot looked at: gallery/, drawn by other versions than these: see drawn-by.txt"
    return (
        f"derived and proved: {', '.join(made.derived) or 'nothing, all is known'}\n"
        f"written: {', '.join(changed) or 'nothing, all is up to date'}{note}"
    )


if __name__ == "__main__":
    print(contribute("--all" in sys.argv[1:]))
