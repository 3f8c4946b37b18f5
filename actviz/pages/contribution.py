"""All that a contribution to the catalogue needs: ``python -m actviz.pages.contribution``.

It brings the files that are made from the catalogue up to date and says what it did. With ``--all``
every entry is derived anew, which is due where the way of deriving has changed; with ``--trials``
the trials of exports alone are made, which is due where the way of exporting has.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from actviz.facts import digits
from actviz.lookup import kept_files
from actviz.measure import digits as measured
from actviz.pages import coverage, gallery, trials

ROOT: Final = Path(__file__).parents[2]
COVERAGE: Final = ROOT / "docs" / "coverage.md"
GALLERY: Final = ROOT / "gallery"
SCENES: Final = ROOT / "tests" / "figures" / "references" / "scenes.txt"


def contribute(all_anew: bool = False) -> str:
    """Remake what is stale, and say what was done."""
    remade = kept_files.remake(all_anew)
    files = remade.changed + ([digits.FILE.name] if measured.remake(all_anew) else [])
    files += filter(None, [trials.remake(None if all_anew else remade.derived)])
    changed = [f"actviz/catalogue/{file}" for file in files]
    page = coverage.page()
    if COVERAGE.is_file() and COVERAGE.read_text(encoding="utf-8") != page:
        COVERAGE.write_text(page, encoding="utf-8")
        changed.append("docs/coverage.md")
    note = ""
    stale = gallery.stale(GALLERY, remade.derived) if GALLERY.is_dir() else []
    if stale and SCENES.is_file():
        changed += _scenes(stale)
    if GALLERY.is_dir() and gallery.comparable(GALLERY):
        changed += [f"gallery/{file}" for file in gallery.follow(GALLERY, remade.derived)]
    elif GALLERY.is_dir():
        note = "\nnot looked at: gallery/, drawn by other versions than these: see drawn-by.txt"
    return (
        f"derived and proved: {', '.join(remade.derived) or 'nothing, all is known'}\n"
        f"written: {', '.join(changed) or 'nothing, all is up to date'}{note}"
    )


def _scenes(stale: Sequence[gallery.Recipe]) -> list[str]:
    """Have the tests keep what is drawn now; they compare it whatever Matplotlib draws it."""
    before, module = SCENES.read_bytes(), "tests.figures.scenes"
    files = [recipe.file for recipe in stale]
    subprocess.run([sys.executable, "-m", module, "--remake", *files], cwd=ROOT, check=True)
    return [str(SCENES.relative_to(ROOT))] if SCENES.read_bytes() != before else []


if __name__ == "__main__":
    if "--trials" in sys.argv[1:]:
        print(f"written: {trials.remake() or 'nothing, all is up to date'}")
    else:
        print(contribute("--all" in sys.argv[1:]))
