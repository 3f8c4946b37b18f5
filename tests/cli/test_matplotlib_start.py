"""The quick start of Matplotlib: the same picture, and nothing of it left behind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

DRAW = """
from actviz.cli import plot, matplotlib_start
from actviz.figures.compose.picture import compose
from actviz.lookup.registry import resolve_all
plot.write(compose(resolve_all(["relu", "gelu"])), {name!r}, "png")
"""


def run(program: str, cwd: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=cwd, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_picture_is_the_same_to_the_byte(tmp_path: Path) -> None:
    run(DRAW.format(name="quick.png"), tmp_path)
    run("import matplotlib.figure\n" + DRAW.format(name="usual.png"), tmp_path)
    assert (tmp_path / "quick.png").read_bytes() == (tmp_path / "usual.png").read_bytes()


def test_this_matplotlib_has_what_is_replaced_and_gets_it_back(tmp_path: Path) -> None:
    told = run(
        """
import matplotlib.artist as artist
from matplotlib import _docstring
from actviz.cli.matplotlib_start import _without_docstrings
names = "_update_set_signature_and_docstring"
before = vars(artist.Artist)[names], artist.kwdoc, _docstring.Substitution.__call__
with _without_docstrings():
    print(artist.kwdoc is before[1])
    import matplotlib.patches
    print(repr(matplotlib.patches.Patch.set.__doc__))
after = vars(artist.Artist)[names], artist.kwdoc, _docstring.Substitution.__call__
print(before == after)
class Later(artist.Artist):
    pass
print("agg_filter" in Later.set.__doc__)
""",
        tmp_path,
    )
    assert told.split() == ["False", "None", "True", "True"]


def test_a_matplotlib_without_these_names_is_imported_as_it_is(tmp_path: Path) -> None:
    told = run(
        """
import matplotlib.artist as artist
import matplotlib._docstring as text
del text.Substitution
from actviz.cli.matplotlib_start import _without_docstrings
kept = artist.kwdoc
with _without_docstrings():
    print(artist.kwdoc is kept)
""",
        tmp_path,
    )
    assert told.split() == ["True"]


def test_the_library_leaves_matplotlib_alone(tmp_path: Path) -> None:
    told = run(
        """
import sys
import actviz, actviz.figures.engines.matplotlib_figure
print("actviz.cli.matplotlib_start" in sys.modules)
import matplotlib.lines
print("agg_filter" in matplotlib.lines.Line2D.set.__doc__)
""",
        tmp_path,
    )
    assert told.split() == ["False", "True"]
